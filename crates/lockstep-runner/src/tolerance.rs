//! The tolerances that a study declares, held against what its steps found.

use lockstep_detect::{Findings, Unfit};
use lockstep_study::{Study, suggest};

use crate::ledger::Fault;

/// Every tolerance for a value or column that its step does not have. A step that could not answer has none to hold it against.
pub(crate) fn faults(study: &Study, results: &[(&str, &Result<Findings, Unfit>)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, step) in study.steps.iter().enumerate() {
        let Some((_, Ok(findings))) = results.iter().find(|(name, _)| *name == step.step) else { continue };
        let columns = findings.tables.iter().flat_map(|table| table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)));
        let known: Vec<String> = findings.values.iter().map(|value| value.name.clone()).chain(columns).collect();
        for name in step.tolerance.keys().filter(|name| !known.contains(name)) {
            let near = suggest(name, known.iter().map(String::as_str));
            faults.push(Fault {
                pointer: format!("/steps/{index}/tolerance/{name}"),
                message: format!("the step `{}` has no value or column `{name}`", step.step),
                help: Some(near.map_or_else(
                    || "name a value, or a column as `table.column`; `lockstep explain` lists them".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                )),
            });
        }
    }
    faults
}
