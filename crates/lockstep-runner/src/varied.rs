//! What follows from `vary` in a step: a step of its own, which holds other settings against those of the study.

use lockstep_detect::{Asked, BadGrid, DrawsOn, Grid, MULTIVERSE, Method, Step as DetectStep};
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
pub(crate) fn plan(step: &Step, method: &dyn Method, bound: &dyn DetectStep) -> Result<Option<PlannedStep>, BadGrid> {
    let Some(name) = step.varied() else { return Ok(None) };
    let card = method.card();
    if bound.draws_on() != DrawsOn::Nothing {
        return Err(BadGrid {
            pointer: String::new(),
            message: format!("`{}` draws on other steps, so its settings cannot be tried by themselves", card.id),
            help: Some("vary the steps that it draws on".to_owned()),
        });
    }
    let asked = Asked {
        of: step.step.clone(),
        detector: card.id.to_owned(),
        version: card.version,
        settings: step.settings.clone(),
        vary: step.vary.iter().map(|(name, values)| (name.clone(), Value::Array(values.clone()))).collect(),
    };
    Ok(Some(PlannedStep::new(name, MULTIVERSE, Box::new(Grid::new(asked)?))))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use lockstep_detect::{Context, Findings, Shelf};

    use crate::execute::{Options, Stopwatch};
    use crate::plan::Plan;
    use crate::progress::Silent;

    /// Other settings would be held against something else than the result of the step, if what is left out of them moved an account.
    #[test]
    fn what_only_informs_the_reader_moves_no_account_of_any_case() {
        let folders = |path: &Path| {
            let entries = std::fs::read_dir(path).expect("the folder can be listed");
            entries.map(|entry| entry.expect("the folder can be listed").path()).filter(|path| path.is_dir()).collect::<Vec<_>>()
        };
        let mut compared = 0;
        for folder in folders(Path::new("tests/cases")).iter().flat_map(|of_detector| folders(of_detector)) {
            let plan = Plan::open(&folder).expect("the case is a study");
            let options = Options { inputs: None, cache: None, frozen: false, progress: &Silent };
            let (snapshot, _) = plan.read(None, &options, &mut Stopwatch::default()).expect("its data can be read");
            let shelf = Shelf::default();
            for step in &plan.steps {
                let context = Context { step: step.name.clone(), seed: u64::from(plan.study.seed) };
                let owned = |found: Findings| found.put_forward().map(|all| all.into_iter().map(str::to_owned).collect());
                let told = step.step.detect(&snapshot, &context).map(owned);
                let bare = step.method.bind_bare(&step.settings).expect("the settings fit");
                assert_eq!(bare.put_forward(&snapshot, &context, &shelf), told, "{}: {}", folder.display(), step.name);
                compared += usize::from(told.is_ok_and(|accounts: Option<std::collections::BTreeSet<String>>| accounts.is_some()));
            }
        }
        assert!(compared > 20, "{compared}");
    }
}
