//! The JSON Schema of a study.
//!
//! Draft 7, because that is what editors read. Two annotations go beyond the standard and are ignored by other readers: `x-expects` says
//! in words what a `pattern` or `format` demands, and [`check`](crate::check()) uses it in messages.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Value, json};

use crate::study::Study;

/// The pattern of a text that is not blank.
pub(crate) const TEXT: &str = r"\S";

/// The pattern of a name that also serves as a folder name.
pub(crate) const SLUG: &str = "^[a-z0-9][a-z0-9-]{0,63}$";

/// [`SLUG`] in words.
pub(crate) const SLUG_WORDS: &str = "at most 64 lower-case letters, digits and hyphens, such as `first-week`";

/// The pattern of an ORCID iD.
pub(crate) const ORCID: &str = r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$";

/// A study without claims needs data and steps, and steps need data.
pub(crate) fn asks_something(schema: &mut Schema) {
    let rules = json!([
        { "if": { "not": { "required": ["claims"] } }, "then": { "required": ["inputs", "steps"] } },
        { "if": { "required": ["steps"] }, "then": { "required": ["inputs"] } },
    ]);
    schema.insert("allOf".to_owned(), rules);
}

/// Each setting that is varied has a list of values, and one value alone varies nothing.
pub(crate) fn lists_of_values(schema: &mut Schema) {
    schema.insert("minProperties".to_owned(), json!(1));
    schema.insert("additionalProperties".to_owned(), json!({ "type": "array", "items": true, "minItems": 2, "uniqueItems": true }));
}

/// The JSON Schema, draft 7, of a study; a step's settings are any mapping.
#[must_use]
pub fn schema() -> Value {
    let generator = SchemaSettings::draft07().with_transform(RefuseNull).into_generator();
    generator.into_root_schema_for::<Study>().to_value()
}

/// Removes `null` from what an optional key may hold: a key without a value is more often a slip than a wish.
#[derive(Debug, Clone)]
struct RefuseNull;

impl Transform for RefuseNull {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        if object.get("default") == Some(&Value::Null) {
            object.remove("default");
        }
        if let Some(Value::Array(types)) = object.get_mut("type") {
            types.retain(|kind| kind != "null");
            if let [single] = types.as_slice() {
                let single = single.clone();
                object.insert("type".to_owned(), single);
            }
        }
        let null = json!({ "type": "null" });
        if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
            choices.retain(|choice| *choice != null);
            if choices.len() == 1 {
                let only = object.remove("anyOf").expect("the key was just read");
                object.insert("allOf".to_owned(), only);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_draft_7_and_names_no_null() {
        let text = schema().to_string();
        assert!(text.contains("http://json-schema.org/draft-07/schema#"), "{text}");
        assert!(!text.contains("null"), "{text}");
    }

    #[test]
    fn every_key_is_described() {
        fn walk(at: &str, schema: &Value) {
            if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
                for (name, property) in properties {
                    assert!(property.get("description").is_some(), "{at}: `{name}` has no description");
                }
            }
            if let Some(definitions) = schema.get("definitions").and_then(Value::as_object) {
                for (name, definition) in definitions {
                    walk(name, definition);
                }
            }
        }
        walk("study", &schema());
    }

    #[test]
    fn unknown_keys_are_refused_everywhere() {
        let schema = schema();
        let definitions = schema["definitions"].as_object().expect("the study has parts");
        for (name, part) in definitions.iter().filter(|(_, part)| part.get("properties").is_some()) {
            assert_eq!(part["additionalProperties"], json!(false), "{name}");
        }
        assert_eq!(schema["additionalProperties"], json!(false));
    }
}
