//! Complaints of a schema validator, said the way a person would.
//!
//! A message names the key, says what it must be and what was found. The help says what to type.

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::place::Place;
use crate::outline::short;
use crate::suggest::suggest;

/// Lists of keys longer than this are left out of a help: nobody reads them.
const MOST_KEYS: usize = 16;

type Words = (String, Option<String>);

/// The message and the help for one complaint; `schema` is the part of the schema that was not met, `root` all of it.
pub(super) fn of(place: &Place<'_>, kind: &ValidationErrorKind, found: &Value, schema: &Value, root: &Value) -> Words {
    use ValidationErrorKind as Kind;
    let name = place.name();
    if found.is_null() {
        return (format!("{name} has no value"), Some("write a value after the colon, or remove the line".to_owned()));
    }
    let must = |demand: String| (format!("{name} must be {demand}, not {found}"), None);
    match kind {
        Kind::Type { kind } => wrong_type(place, kind, found, schema),
        Kind::Enum { .. } | Kind::Constant { .. } | Kind::OneOfNotValid { .. } | Kind::AnyOf { .. } => {
            wrong_choice(&name, found, schema, root)
        }
        Kind::Pattern { .. } | Kind::Format { .. } => wrong_form(&name, found, schema),
        Kind::Minimum { limit } => must(format!("at least {limit}")),
        Kind::Maximum { limit } => must(format!("at most {limit}")),
        Kind::ExclusiveMinimum { limit } => must(format!("more than {limit}")),
        Kind::ExclusiveMaximum { limit } => must(format!("less than {limit}")),
        Kind::MultipleOf { multiple_of } => must(format!("a multiple of {multiple_of}")),
        Kind::MinItems { limit: 1 } => (format!("{name} is an empty list"), Some("give at least one item".to_owned())),
        Kind::MinItems { limit } => (format!("{name} needs at least {limit} items"), None),
        Kind::MaxItems { limit } => (format!("{name} has more than {limit} items"), None),
        Kind::MinLength { limit: 1 } => (format!("{name} is an empty text"), Some("write some text, or remove the line".to_owned())),
        Kind::MinLength { limit } => (format!("{name} is shorter than {limit} characters"), None),
        Kind::MaxLength { limit } => (format!("{name} is longer than {limit} characters"), None),
        Kind::MinProperties { limit: 1 } => (format!("{name} has no key"), Some("give at least one, or remove the line".to_owned())),
        Kind::MinProperties { limit } => (format!("{name} needs at least {limit} keys"), None),
        Kind::MaxProperties { limit } => (format!("{name} has more than {limit} keys"), None),
        Kind::UniqueItems => (format!("{name} lists the same item twice"), Some("keep one of the two".to_owned())),
        other => (format!("{name} does not meet `{}` of its schema: {}", other.keyword(), describe(found)), expected(schema)),
    }
}

/// The help for a key that the schema does not know.
pub(super) fn help_for_unknown_key(key: &str, near: Option<&str>, known: &[&str]) -> Option<String> {
    match near {
        _ if key == "<<" => Some("merge keys are not part of YAML 1.2; write the keys out".to_owned()),
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => Some("no keys are known here".to_owned()),
        None if known.len() <= MOST_KEYS => Some(format!("the keys known here are {}", list(known.iter().map(|key| (*key).to_owned())))),
        None => None,
    }
}

/// The help for a key that has to be there.
pub(super) fn help_for_missing_key(name: &str, description: Option<&str>) -> String {
    match description.and_then(|text| text.lines().next()) {
        Some(line) => format!("add `{name}:` ({})", line.trim_end_matches('.')),
        None => format!("add `{name}:`"),
    }
}

/// Whether a complaint only says that the value is not nothing, which is never what its author wanted to hear.
pub(super) fn wants_only_null(kind: &ValidationErrorKind) -> bool {
    matches!(kind, ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) })
}

fn wrong_type(place: &Place<'_>, kind: &TypeKind, found: &Value, schema: &Value) -> Words {
    let wanted: Vec<JsonType> = match kind {
        TypeKind::Single(single) => vec![*single],
        TypeKind::Multiple(several) => several.iter().filter(|kind| *kind != JsonType::Null).collect(),
    };
    let demand = match schema.get("x-expects").and_then(Value::as_str) {
        Some(expects) => expects.to_owned(),
        None => wanted.iter().map(|kind| type_in_words(*kind)).collect::<Vec<_>>().join(" or "),
    };
    let message = format!("{} must be {demand}, not {}", place.name(), describe(found));
    let help = wanted.iter().find_map(|kind| help_for_type(*kind, found, place.written, schema));
    (message, help)
}

fn help_for_type(wanted: JsonType, found: &Value, written: &str, schema: &Value) -> Option<String> {
    match (wanted, found) {
        (JsonType::String, Value::Number(_)) if fits_as_text(written, schema) => {
            Some(format!("put it in quotes, so that every digit is kept: \"{}\"", short(written)))
        }
        (JsonType::String, Value::Bool(_)) if fits_as_text(written, schema) => Some(format!("put it in quotes: \"{written}\"")),
        (JsonType::Boolean, Value::String(text)) => match text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => Some("write `true` without quotes".to_owned()),
            "no" | "off" | "n" | "false" => Some("write `false` without quotes".to_owned()),
            _ => None,
        },
        (JsonType::Boolean, Value::Number(number)) => match number.as_i64() {
            Some(1) => Some("write `true`".to_owned()),
            Some(0) => Some("write `false`".to_owned()),
            _ => None,
        },
        (JsonType::Integer | JsonType::Number, Value::String(text)) => {
            let digits: String = text.chars().filter(|letter| !matches!(letter, '_' | ',' | ' ')).collect();
            let numeric = digits.parse::<f64>().is_ok_and(f64::is_finite);
            numeric.then(|| format!("write it without quotes and separators: {digits}"))
        }
        (JsonType::Array, Value::String(_) | Value::Number(_) | Value::Bool(_)) => {
            Some(format!("put it in brackets: [{}]", short(written)))
        }
        (JsonType::Array, Value::Object(_)) => Some("start each item with `- `".to_owned()),
        (JsonType::Object, Value::Array(_)) => Some("write `key: value` lines without `- `".to_owned()),
        _ => None,
    }
}

/// Whether quotation marks are all that is missing.
fn fits_as_text(written: &str, schema: &Value) -> bool {
    let options = jsonschema::draft7::options().should_validate_formats(true);
    options.build(schema).is_ok_and(|validator| validator.is_valid(&Value::from(written)))
}

fn wrong_choice(name: &str, found: &Value, schema: &Value, root: &Value) -> Words {
    let Some(choices) = choices(schema, root) else {
        return (format!("{name} fits none of the forms that are allowed here: {}", describe(found)), expected(schema));
    };
    let message = format!("{name} cannot be {}", describe(found));
    let near = found.as_str().and_then(|word| suggest(word, choices.iter().map(String::as_str)));
    let all = match choices.as_slice() {
        [only] => format!("only `{only}` is allowed"),
        several => format!("choose one of {}", list(several.iter().cloned())),
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`? {all}"),
        None => all,
    };
    (message, Some(help))
}

fn wrong_form(name: &str, found: &Value, schema: &Value) -> Words {
    if let Some(expects) = schema.get("x-expects").and_then(Value::as_str) {
        let takes_numbers = schema.get("type").and_then(Value::as_array).is_some_and(|types| types.contains(&Value::from("number")));
        let help = if takes_numbers { help_for_type(JsonType::Number, found, "", schema) } else { None };
        return (format!("{name} must be {expects}, not {}", describe(found)), help);
    }
    if found.as_str().is_some_and(|text| text.trim().is_empty()) {
        return (format!("{name} is an empty text"), Some("write some text, or remove the line".to_owned()));
    }
    let demand = ["pattern", "format"].into_iter().find_map(|key| Some((key, schema.get(key)?.as_str()?)));
    match demand {
        Some((key, demand)) => (format!("{name} does not fit the {key} `{demand}`: {}", describe(found)), None),
        None => (format!("{name} has the wrong form: {}", describe(found)), None),
    }
}

/// The constants that a schema allows, if it allows nothing but constants.
fn choices(schema: &Value, root: &Value) -> Option<Vec<String>> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(reference.strip_prefix('#')?)?;
        return if target.get("$ref").is_some() { None } else { choices(target, root) };
    }
    if let Some(constant) = schema.get("const") {
        return Some(vec![plain(constant)]);
    }
    if let Some(options) = schema.get("enum").and_then(Value::as_array) {
        return Some(options.iter().filter(|option| !option.is_null()).map(plain).collect());
    }
    let branches = ["oneOf", "anyOf"].into_iter().find_map(|key| schema.get(key)?.as_array())?;
    let parts: Option<Vec<Vec<String>>> = branches.iter().map(|branch| choices(branch, root)).collect();
    parts.map(|parts| parts.concat())
}

fn expected(schema: &Value) -> Option<String> {
    let words = schema.get("x-expects").or_else(|| schema.get("description"))?.as_str()?;
    words.lines().next().map(|line| format!("expected here: {}", line.trim_end_matches('.')))
}

fn type_in_words(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "nothing",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "text",
        JsonType::Array => "a list",
        JsonType::Object => "a mapping of keys to values",
    }
}

fn describe(found: &Value) -> String {
    match found {
        Value::Null => "nothing".to_owned(),
        Value::Bool(truth) => format!("`{truth}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.is_empty() => "an empty text".to_owned(),
        Value::String(text) => format!("the text `{}`", short(text)),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
