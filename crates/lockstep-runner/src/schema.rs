//! The JSON Schema of a whole study: the language of the study, each detector's settings, and the units that values have.

use lockstep_detect::{METHODS, Unit};
use serde_json::{Value, json};

/// The draft-07 JSON Schema of `study.yaml`, for editors.
#[must_use]
pub fn schema() -> Value {
    let mut schema = lockstep_study::schema();
    let names: Vec<&str> = METHODS.iter().map(|method| method.card().id).collect();
    let rules: Vec<Value> = METHODS
        .iter()
        .map(|method| {
            let settings = method.schema();
            let names: Vec<&String> = settings["properties"].as_object().map(|all| all.keys().collect()).unwrap_or_default();
            json!({
                "if": { "properties": { "detector": { "const": method.card().id } }, "required": ["detector"] },
                "then": { "properties": { "vary": { "propertyNames": { "enum": names } }, "settings": settings } },
            })
        })
        .collect();
    let step = schema.pointer_mut("/definitions/Step").expect("the study's schema defines a step");
    step["properties"]["detector"]["enum"] = json!(names);
    step["allOf"] = Value::Array(rules);
    for part in ["Claim", "Reading"] {
        let unit = schema.pointer_mut(&format!("/definitions/{part}/properties/unit")).expect("claims and readings have a unit");
        unit["enum"] = json!(Unit::names());
    }
    schema
}
