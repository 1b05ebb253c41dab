//! Steps that draw on the findings of other steps: which those are, and what they found.

use lockstep_detect::{Drawn, DrawsOn};
use lockstep_study::{Diagnostic, Parsed};

use crate::plan::{PlannedStep, unknown};
use crate::work::Ran;

/// Say of each step of a study which others it draws on, and what is wrong with that. The steps are in the order of the study, with gaps
/// where one could not be bound.
pub(crate) fn resolve(parsed: &Parsed, steps: &mut [PlannedStep]) -> Vec<Diagnostic> {
    let on_its_own: Vec<(String, bool)> = steps
        .iter()
        .filter(|step| step.step.draws_on() == DrawsOn::Nothing)
        .map(|step| (step.name.clone(), step.method.card().family.is_some()))
        .collect();
    let mut faults = Vec::new();
    for step in steps {
        let index = parsed.study.steps.iter().position(|stated| stated.step == step.name);
        let pointer = format!("/steps/{}", index.expect("a planned step is one of the study's"));
        step.draws_on = match step.step.draws_on() {
            DrawsOn::Nothing => continue,
            DrawsOn::Evidence => on_its_own.iter().filter(|(_, evidence)| *evidence).map(|(name, _)| name.clone()).collect(),
            DrawsOn::Steps(names) => {
                let missing = names.iter().filter(|name| on_its_own.iter().all(|(known, _)| known != *name));
                faults.extend(missing.map(|name| {
                    let known = on_its_own.iter().map(|(name, _)| name.as_str());
                    let place = names.iter().position(|other| other == name).unwrap_or_default();
                    let pointer = format!("{pointer}/settings/steps/{place}");
                    if parsed.study.steps.iter().any(|stated| stated.step == *name) {
                        let message = format!("`{name}` draws on other steps itself, and no step may draw on such a one");
                        let help = Some("name the steps that it draws on".to_owned());
                        return Diagnostic { span: parsed.source.value(&pointer), message, help };
                    }
                    unknown(&parsed.source, &pointer, "step", name, known)
                }));
                names
            }
        };
        step.draws_on.sort_unstable();
        step.draws_on.dedup();
    }
    faults
}

/// What the steps that one draws on found, in order of name, as its key has them: the order of the study moves no result. `earlier` has a
/// result for every step that draws on none.
pub(crate) fn found<'a>(step: &PlannedStep, steps: &'a [PlannedStep], earlier: &'a [Option<Ran>]) -> Vec<Drawn<'a>> {
    let of = |name: &String| {
        let (other, ran) = steps.iter().zip(earlier).find(|(other, _)| other.name == *name)?;
        Some(Drawn { step: other.name.as_str(), card: other.method.card(), found: ran.as_ref()?.result.as_ref() })
    };
    step.draws_on.iter().filter_map(of).collect()
}
