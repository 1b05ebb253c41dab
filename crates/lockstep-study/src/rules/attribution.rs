//! Rules for the ledger of attribution: evidence speaks of alternatives that are listed.

use serde_json::Value;

use super::{Faults, known, names_at, parts_at, unique};
use crate::attribution::{Alternative, Evidence};

const ALTERNATIVES: &str = "/report/attribution/alternatives";
const EVIDENCE: &str = "/report/attribution/evidence";

pub(super) fn check(faults: &mut Faults<'_>, value: &Value) {
    let alternatives = parts_at::<Alternative>(value, ALTERNATIVES);
    unique(faults, "alternative", "name", alternatives.iter().map(|(pointer, other)| (pointer, other.name.as_str())));
    let names = names_at(value, ALTERNATIVES, "name");
    for (pointer, item) in parts_at::<Evidence>(value, EVIDENCE) {
        for (key, listed) in [("supports", &item.supports), ("against", &item.against)] {
            for (place, name) in listed.iter().enumerate() {
                known(faults, &format!("{pointer}/{key}/{place}"), "alternative", name, &names);
            }
        }
        if let Some((place, both)) = item.against.iter().enumerate().find(|(_, name)| item.supports.contains(name)) {
            let message = format!("the item speaks both for and against `{both}`");
            faults.at_value(&format!("{pointer}/against/{place}"), message, "keep one of the two, or make two items of it");
        }
    }
}
