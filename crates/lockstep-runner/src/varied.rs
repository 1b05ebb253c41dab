//! What follows from `vary` in a step: a step of its own, which holds other settings against those of the study.

use lockstep_detect::{Asked, BadGrid, Grid, MULTIVERSE, Method};
use lockstep_study::Step;
use serde_json::{Value, json};

use crate::plan::PlannedStep;

/// The JSON Schema of `vary` for a detector: each of its settings may have a list of the values that it takes.
pub(crate) fn schema(method: &dyn Method) -> Value {
    let mut schema = method.schema();
    if let Some(settings) = schema["properties"].as_object_mut() {
        for (_, setting) in settings.iter_mut() {
            let one = setting.take();
            *setting = json!({ "type": "array", "items": one });
        }
    }
    schema
}

/// The step that follows, if the step varies anything.
///
/// # Errors
/// When its values cannot be tried.
pub(crate) fn plan(step: &Step, method: &dyn Method) -> Result<Option<PlannedStep>, BadGrid> {
    let Some(name) = step.varied() else { return Ok(None) };
    let card = method.card();
    let asked = Asked {
        of: step.step.clone(),
        detector: card.id.to_owned(),
        version: card.version,
        settings: step.settings.clone(),
        vary: step.vary.iter().map(|(name, values)| (name.clone(), Value::Array(values.clone()))).collect(),
    };
    Ok(Some(PlannedStep::new(name, MULTIVERSE, Box::new(Grid::new(asked)?))))
}
