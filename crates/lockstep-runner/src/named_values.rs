//! The values that the authors' text names, held against what the steps found.

use lockstep_detect::{Unfit, Value};
use lockstep_study::{Piece, Study, pieces, suggest};

use crate::ledger::Fault;

/// What each step found, by the step's name.
pub(crate) type Found<'a> = [(&'a str, Result<&'a [Value], &'a Unfit>)];

/// Every value that the text names and its step does not have. A step that could not answer has none, and the text must do without.
pub(crate) fn faults(study: &Study, found: &Found<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (pointer, text) in study.texts_with_values() {
        for piece in pieces(text).unwrap_or_default() {
            let Piece::Value { step, value } = piece else { continue };
            match found.iter().find(|(name, _)| *name == step).map(|(_, result)| result) {
                None => {}
                Some(Err(unfit)) => faults.push(Fault {
                    pointer: pointer.clone(),
                    message: format!("the text names `{step}.{value}`, and the step has no values: {unfit}"),
                    help: Some("leave the number out, or give the study what the step needs".to_owned()),
                }),
                Some(Ok(values)) if values.iter().any(|known| known.name == value) => {}
                Some(Ok(values)) => {
                    let near = suggest(value, values.iter().map(|value| value.name.as_str()));
                    let help = near.map_or("`lockstep explain` lists its values".to_owned(), |near| format!("did you mean `{near}`?"));
                    let message = format!("the text names `{step}.{value}`, and the step has no value `{value}`");
                    faults.push(Fault { pointer: pointer.clone(), message, help: Some(help) });
                }
            }
        }
    }
    faults
}
