//! The JSON Schema of a whole study: the language of the study, each detector's settings, and the units that values have.

use std::collections::BTreeMap;

use lockstep_detect::{METHODS, Unit};
use serde_json::{Value, json};

/// The schema of a detector's settings, its definitions moved to those of the study: a reference is looked up from the root of the file.
/// A name that means something else there is told apart by the name of the detector.
fn hoisted(mut settings: Value, detector: &str, definitions: &mut Value) -> Value {
    let Some(Value::Object(own)) = settings.as_object_mut().and_then(|settings| settings.remove("definitions")) else { return settings };
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for (name, definition) in &own {
        let taken = definitions.get(name).is_some_and(|other| other != definition);
        renamed.insert(name.clone(), if taken { format!("{detector}-{name}") } else { name.clone() });
    }
    for (name, mut definition) in own {
        refer(&mut definition, &renamed);
        definitions[&renamed[&name]] = definition;
    }
    refer(&mut settings, &renamed);
    settings
}

/// Let every reference lead to the new name.
fn refer(part: &mut Value, renamed: &BTreeMap<String, String>) {
    match part {
        Value::Object(keys) => {
            for (key, value) in keys.iter_mut() {
                match (key.as_str(), value.as_str().and_then(|to| renamed.get(to.strip_prefix(DEFINITIONS)?))) {
                    ("$ref", Some(name)) => *value = format!("{DEFINITIONS}{name}").into(),
                    _ => refer(value, renamed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, renamed)),
        _ => {}
    }
}

/// Where a reference looks for a definition.
const DEFINITIONS: &str = "#/definitions/";

/// The draft-07 JSON Schema of `study.yaml`, for editors.
#[must_use]
pub fn schema() -> Value {
    let mut schema = lockstep_study::schema();
    let names: Vec<&str> = METHODS.iter().map(|method| method.card().id).collect();
    let mut definitions = schema["definitions"].take();
    let rules: Vec<Value> = METHODS
        .iter()
        .map(|method| {
            let settings = hoisted(method.schema(), method.card().id, &mut definitions);
            let names: Vec<&String> = settings["properties"].as_object().map(|all| all.keys().collect()).unwrap_or_default();
            json!({
                "if": { "properties": { "detector": { "const": method.card().id } }, "required": ["detector"] },
                "then": { "properties": { "vary": { "propertyNames": { "enum": names } }, "settings": settings } },
            })
        })
        .collect();
    schema["definitions"] = definitions;
    let step = schema.pointer_mut("/definitions/Step").expect("the study's schema defines a step");
    step["properties"]["detector"]["enum"] = json!(names);
    step["allOf"] = Value::Array(rules);
    for part in ["Claim", "Reading"] {
        let unit = schema.pointer_mut(&format!("/definitions/{part}/properties/unit")).expect("claims and readings have a unit");
        unit["enum"] = json!(Unit::names());
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        fn references<'a>(part: &'a Value, found: &mut Vec<&'a str>) {
            match part {
                Value::Object(keys) => {
                    found.extend(keys.get("$ref").and_then(Value::as_str));
                    keys.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|item| references(item, found)),
                _ => {}
            }
        }
        let schema = schema();
        let mut found = Vec::new();
        references(&schema, &mut found);
        let lost: Vec<&&str> =
            found.iter().filter(|to| to.strip_prefix('#').and_then(|pointer| schema.pointer(pointer)).is_none()).collect();
        assert!(found.len() > 50 && lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn one_name_for_two_things_is_told_apart() {
        let mut definitions = json!({ "Order": { "type": "string" }, "Span": { "type": "integer" } });
        let settings = json!({
            "properties": { "order": { "$ref": "#/definitions/Order" }, "span": { "$ref": "#/definitions/Span" } },
            "definitions": { "Order": { "items": { "$ref": "#/definitions/Span" } }, "Span": { "type": "integer" } },
        });
        let settings = hoisted(settings, "pace", &mut definitions);
        assert_eq!(settings["properties"]["order"]["$ref"], "#/definitions/pace-Order");
        assert_eq!(settings["properties"]["span"]["$ref"], "#/definitions/Span");
        assert_eq!(definitions["pace-Order"]["items"]["$ref"], "#/definitions/Span");
        assert_eq!(definitions["Order"]["type"], "string");
    }
}
