//! Steps that follow from a key of another one have names of their own.

use super::Faults;
use crate::study::Step;

/// The longest name of a step.
const LONGEST: usize = 64;

/// The names of all steps, those that follow from others after these, as they run.
pub(super) fn names(steps: &[(String, Step)]) -> Vec<String> {
    let own = steps.iter().map(|(_, step)| step.step.clone());
    own.chain(steps.iter().flat_map(|(_, step)| step.followers()).map(|(_, name)| name)).collect()
}

/// A derived name must be free, and not too long for a folder.
pub(super) fn check(faults: &mut Faults<'_>, steps: &[(String, Step)]) {
    for (pointer, step) in steps {
        for (key, name) in step.followers() {
            if let Some((taken, _)) = steps.iter().find(|(_, other)| other.step == name) {
                let line = faults.source.key(&format!("{pointer}/{key}")).line;
                let message = format!("`{name}` is the name of what follows from `{key}` on line {line}");
                faults.at_value(&format!("{taken}/step"), message, "give this step another name");
            }
            if name.len() > LONGEST {
                let message = format!("the name `{}` is too long for a step with `{key}`", step.step);
                let end = &name[step.step.len()..];
                let help = format!("use at most {} letters, for what follows is called `NAME{end}`", LONGEST - end.len());
                faults.at_value(&format!("{pointer}/step"), message, &help);
            }
        }
    }
}
