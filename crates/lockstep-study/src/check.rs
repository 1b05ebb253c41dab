//! A JSON value against a JSON Schema, with every complaint placed in the text and put in plain words.
//!
//! The `jsonschema` crate decides what is wrong. Here each of its errors finds its place through the [`Source`], and
//! `wording` says it the way a person would.

mod place;
mod wording;

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::suggest::suggest;
use place::Place;

/// The most complaints that are put in words: many more than are ever shown, and few enough to take no time.
const MOST_COMPLAINTS: usize = 1_000;

/// Checks a JSON value that sits at `pointer` in the study against a schema.
///
/// The same function serves the study itself and, through whoever knows the detectors, the settings of a step. An `x-expects` text next
/// to a `pattern`, `format` or `type` in the schema is used in messages: `window` must be *a whole number and a unit, such as `5 min`*.
///
/// The result is empty if the value fits, and sorted by place otherwise; a value with thousands of faults yields some of them.
/// A schema that is itself at fault is reported as a fault at `pointer`, since the author of a study should learn that the check did
/// not happen.
#[must_use]
pub fn check(schema: &Value, value: &Value, pointer: &str, source: &Source) -> Vec<Diagnostic> {
    let validator = match jsonschema::draft7::options().should_validate_formats(true).build(schema) {
        Ok(validator) => validator,
        Err(error) => {
            let message = format!("this part cannot be checked, because its schema is at fault: {error}");
            return vec![Diagnostic { span: source.key(pointer), message, help: None }];
        }
    };
    let mut complaints = Complaints { schema, pointer, source, items: Vec::new(), meant: BTreeSet::new(), missing: Vec::new() };
    for error in validator.iter_errors(value).take(MOST_COMPLAINTS) {
        complaints.add(&error);
    }
    complaints.finish()
}

struct Complaints<'a> {
    schema: &'a Value,
    pointer: &'a str,
    source: &'a Source,
    items: Vec<Diagnostic>,
    /// Keys that an unknown key was probably meant to be, with the pointer of their mapping.
    meant: BTreeSet<(String, String)>,
    missing: Vec<(String, String, Diagnostic)>,
}

impl Complaints<'_> {
    fn add(&mut self, error: &ValidationError<'_>) {
        let pointer = format!("{}{}", self.pointer, error.instance_path().as_str());
        let schema = part_around(self.schema, error.schema_path().as_str());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                for key in unexpected {
                    self.unknown_key(&pointer, key, schema);
                }
            }
            ValidationErrorKind::Required { property } => self.missing_key(&pointer, property, schema),
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                match likeliest(context, error.instance_path().as_str()) {
                    Some(branch) => branch.iter().for_each(|inner| self.add(inner)),
                    None => self.push(&pointer, error, schema),
                }
            }
            _ => self.push(&pointer, error, schema),
        }
    }

    fn push(&mut self, pointer: &str, error: &ValidationError<'_>, schema: &Value) {
        let span = self.source.value(pointer);
        let place = Place { pointer, written: self.source.slice(span) };
        let (message, help) = wording::of(&place, error.kind(), error.instance(), schema, self.schema);
        self.items.push(Diagnostic { span, message, help });
    }

    fn unknown_key(&mut self, pointer: &str, key: &str, schema: &Value) {
        let at = format!("{pointer}/{}", place::escape(key));
        let known: Vec<&str> = schema
            .get("properties")
            .and_then(Value::as_object)
            .map(|properties| properties.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let near = suggest(key, known.iter().copied());
        let help = wording::help_for_unknown_key(key, near.as_deref(), &known);
        let message = format!("unknown key `{}`", crate::outline::short(key));
        if let Some(near) = near {
            self.meant.insert((pointer.to_owned(), near));
        }
        self.items.push(Diagnostic { span: self.source.key(&at), message, help });
    }

    fn missing_key(&mut self, pointer: &str, property: &Value, schema: &Value) {
        let name = property.as_str().unwrap_or_default();
        let description = schema.pointer(&format!("/properties/{}/description", place::escape(name))).and_then(Value::as_str);
        let within = place::name(pointer).map_or_else(String::new, |within| format!(" in {within}"));
        let complaint = Diagnostic {
            span: self.source.key(pointer),
            message: format!("the key `{name}` is missing{within}"),
            help: Some(wording::help_for_missing_key(name, description)),
        };
        self.missing.push((pointer.to_owned(), name.to_owned(), complaint));
    }

    /// A missing key that stands there misspelt is told once, as the misspelling.
    fn finish(mut self) -> Vec<Diagnostic> {
        for (pointer, name, complaint) in self.missing {
            if !self.meant.contains(&(pointer, name)) {
                self.items.push(complaint);
            }
        }
        self.items.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        self.items
    }
}

/// The part of the schema that holds the keyword at `path`; for a condition on keys, the part that describes the keys.
fn part_around<'a>(schema: &'a Value, path: &str) -> &'a Value {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let described = parent.strip_suffix("/then").and_then(|rule| rule.rsplit_once("/allOf/")).map_or(parent, |(around, _)| around);
    schema.pointer(described).unwrap_or(&Value::Null)
}

/// Of several alternatives, the only one that the value can have been meant for.
///
/// An alternative is out if it wants another type, constant or key than what stands there.
fn likeliest<'e>(context: &'e [Vec<ValidationError<'static>>], at: &str) -> Option<&'e [ValidationError<'static>]> {
    let fits_outside = |errors: &&Vec<ValidationError<'static>>| {
        !errors.is_empty()
            && errors.iter().all(|error| {
                error.instance_path().as_str() != at
                    || !matches!(
                        error.kind(),
                        ValidationErrorKind::Type { .. }
                            | ValidationErrorKind::Constant { .. }
                            | ValidationErrorKind::Enum { .. }
                            | ValidationErrorKind::Required { .. }
                            | ValidationErrorKind::AdditionalProperties { .. }
                    )
            })
    };
    let not_null = |errors: &&Vec<ValidationError<'static>>| !errors.iter().any(|error| wording::wants_only_null(error.kind()));
    let mut fitting = context.iter().filter(fits_outside);
    if let (Some(only), None) = (fitting.next(), fitting.next()) {
        return Some(only);
    }
    let mut possible = context.iter().filter(not_null);
    match (possible.next(), possible.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outline;

    /// Complaints about a step's settings, which stand below a few lines of study.
    fn complaints(schema: &Value, settings: &str) -> Vec<String> {
        let text = format!("title: t\nsettings:\n{settings}");
        let source = Source::new("s", &text, outline::read(&text).expect("the text is YAML").root);
        let value = crate::value::read(&text).expect("the text is YAML");
        let faults = check(schema, &value["settings"], "/settings", &source);
        let line = |fault: &Diagnostic| {
            let help = fault.help.as_deref().map(|help| format!(" -> {help}")).unwrap_or_default();
            format!("{}:{} {}{help}", fault.span.line, fault.span.column, fault.message)
        };
        faults.iter().map(line).collect()
    }

    fn settings_schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["window"],
            "properties": {
                "window": { "allOf": [{ "$ref": "#/definitions/Duration" }], "description": "How far apart two shares may be.\nMore." },
                "weighted": { "type": "boolean" },
                "minimum": { "type": ["integer", "null"], "minimum": 2 },
                "layer": { "anyOf": [{ "$ref": "#/definitions/Layer" }, { "type": "null" }] },
                "null_model": { "oneOf": [
                    { "type": "string", "enum": ["none"] },
                    { "type": "object", "required": ["shuffle"], "additionalProperties": false,
                      "properties": { "shuffle": { "type": "object", "properties": { "draws": { "type": "integer", "maximum": 1000 } } } } },
                ] },
            },
            "definitions": {
                "Duration": { "type": "string", "pattern": r"^\d+ (s|min|h|d)$", "x-expects": "a whole number and a unit, such as `60 s` or `5 min`" },
                "Layer": { "oneOf": [{ "const": "co_retweet", "description": "Same post." }, { "const": "co_hashtag" }] },
            },
        })
    }

    #[test]
    fn settings_that_fit_raise_nothing() {
        let fitting = "  window: 60 s\n  weighted: true\n  minimum: 2\n  layer: co_retweet\n  null_model: { shuffle: { draws: 10 } }\n";
        assert_eq!(complaints(&settings_schema(), fitting), Vec::<String>::new());
    }

    #[test]
    fn a_duration_says_what_it_expects() {
        let expected = "3:11 `window` must be a whole number and a unit, such as `60 s` or `5 min`, not";
        assert_eq!(complaints(&settings_schema(), "  window: 60\n"), [format!("{expected} the number 60")]);
        assert_eq!(complaints(&settings_schema(), "  window: 60 sec\n"), [format!("{expected} the text `60 sec`")]);
    }

    #[test]
    fn truth_values_of_older_yaml_are_explained() {
        assert_eq!(
            complaints(&settings_schema(), "  window: 60 s\n  weighted: yes\n"),
            ["4:13 `weighted` must be `true` or `false`, not the text `yes` -> write `true` without quotes"]
        );
        assert_eq!(
            complaints(&settings_schema(), "  window: 60 s\n  weighted: Off\n"),
            ["4:13 `weighted` must be `true` or `false`, not the text `Off` -> write `false` without quotes"]
        );
    }

    #[test]
    fn choices_are_listed_through_references() {
        assert_eq!(
            complaints(&settings_schema(), "  window: 60 s\n  layer: co-retweets\n"),
            ["4:10 `layer` cannot be the text `co-retweets` -> did you mean `co_retweet`? choose one of `co_retweet`, `co_hashtag`"]
        );
    }

    #[test]
    fn the_meant_alternative_is_explained() {
        assert_eq!(
            complaints(&settings_schema(), "  window: 60 s\n  null_model: { shuffle: { draws: 5000 } }\n"),
            ["4:35 `draws` must be at most 1000, not 5000"]
        );
        assert_eq!(
            complaints(&settings_schema(), "  window: 60 s\n  null_model: 7\n"),
            ["4:15 `null_model` fits none of the forms that are allowed here: the number 7"]
        );
    }

    #[test]
    fn missing_and_unknown_keys_are_told_once() {
        assert_eq!(
            complaints(&settings_schema(), "  minimum: 2\n"),
            ["2:1 the key `window` is missing in `settings` -> add `window:` (How far apart two shares may be)"]
        );
        assert_eq!(complaints(&settings_schema(), "  windows: 60 s\n"), ["3:3 unknown key `windows` -> did you mean `window`?"]);
        assert_eq!(
            complaints(&settings_schema(), "  window: 60 s\n  colour: x\n"),
            ["4:3 unknown key `colour` -> the keys known here are `layer`, `minimum`, `null_model`, `weighted`, `window`"]
        );
    }

    #[test]
    fn a_broken_schema_is_told() {
        let faults = complaints(&json!({ "type": "no such type" }), "  a: 1\n");
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("2:1 this part cannot be checked"), "{faults:?}");
    }
}
