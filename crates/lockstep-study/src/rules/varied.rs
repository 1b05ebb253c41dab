//! Steps that follow from `vary` have names of their own.

use super::Faults;
use crate::study::{Step, VARIED};

/// The longest name of a step.
const LONGEST: usize = 64;

/// The names of all steps, those that follow from `vary` after the others, as they run.
pub(super) fn names(steps: &[(String, Step)]) -> Vec<String> {
    let own = steps.iter().map(|(_, step)| step.step.clone());
    own.chain(steps.iter().filter_map(|(_, step)| step.varied())).collect()
}

/// A derived name must be free, and not too long for a folder.
pub(super) fn check(faults: &mut Faults<'_>, steps: &[(String, Step)]) {
    for (pointer, step) in steps {
        let Some(varied) = step.varied() else { continue };
        if let Some((taken, _)) = steps.iter().find(|(_, other)| other.step == varied) {
            let line = faults.source.key(&format!("{pointer}/vary")).line;
            let message = format!("`{varied}` is the name of what follows from `vary` on line {line}");
            faults.at_value(&format!("{taken}/step"), message, "give this step another name");
        }
        if varied.len() > LONGEST {
            let message = format!("the name `{}` is too long for a step with `vary`", step.step);
            let help = format!("use at most {} letters, for the variations are called `NAME{VARIED}`", LONGEST - VARIED.len());
            faults.at_value(&format!("{pointer}/step"), message, &help);
        }
    }
}
