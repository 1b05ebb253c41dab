//! What follows from a key of a step: a step of its own, which asks the same question with other settings, of less data, or of data with
//! groups planted into them.

use lockstep_detect::{
    Asked, BadGrid, Card, DrawsOn, Duration, Grid, Kinds, LESS_DATA, Less, LessData, MULTIVERSE, Method, PLANTED, Planted, PowerMap,
    Step as DetectStep, Variants,
};
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

/// The steps that follow from a step, or the key of each that cannot and what is wrong with it.
pub(crate) fn plan(step: &Step, method: &dyn Method, bound: &dyn DetectStep) -> Vec<Result<PlannedStep, (&'static str, BadGrid)>> {
    let planned = |(key, name): (&'static str, String)| follow(key, name, step, method.card(), bound).map_err(|bad| (key, bad));
    step.followers().into_iter().map(planned).collect()
}

fn follow(key: &str, name: String, step: &Step, card: &Card, bound: &dyn DetectStep) -> Result<PlannedStep, BadGrid> {
    if bound.draws_on() != DrawsOn::Nothing {
        return Err(BadGrid {
            pointer: String::new(),
            message: format!("`{}` draws on other steps, so it cannot be tried by itself", card.id),
            help: Some(format!("set `{key}` on a step that it draws on")),
        });
    }
    let (of, detector, version, settings) = (step.step.clone(), card.id.to_owned(), card.version, step.settings.clone());
    match (key, &step.less_data, &step.plant) {
        ("less_data", Some(less), _) => {
            let less = Less::Each { keep: less.keep.clone(), draws: less.draws, without: again(&less.without) };
            let asked = LessData { of, detector, version, settings, less };
            Ok(PlannedStep::new(name, LESS_DATA, Box::new(Variants::new(asked)?)))
        }
        ("plant", _, Some(plant)) => {
            let spreads: Vec<Duration> = again(&plant.spreads);
            let groups = Kinds::Each { sizes: plant.sizes.clone(), actions: plant.actions.clone(), spreads, draws: plant.draws };
            let asked = Planted { of, detector, version, settings, layer: plant.layer.clone(), groups };
            Ok(PlannedStep::new(name, PLANTED, Box::new(PowerMap::new(asked)?)))
        }
        _ => {
            let vary = step.vary.iter().map(|(name, values)| (name.clone(), Value::Array(values.clone()))).collect();
            let asked = Asked { of, detector, version, settings, vary };
            Ok(PlannedStep::new(name, MULTIVERSE, Box::new(Grid::new(asked)?)))
        }
    }
}

/// What the study says, as the detectors read it: both write it the same way, and the schema of the study holds it to that.
fn again<T: serde::de::DeserializeOwned>(said: &impl serde::Serialize) -> T {
    let value = serde_json::to_value(said).expect("a study is a struct of plain values");
    serde_json::from_value(value).expect("the schema of the study lets nothing else pass")
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
