//! The control sets that a study names by kind, held against the sets that its data have.

use lockstep_snapshot::{Role, Set};
use lockstep_study::{Controls, suggest};

use crate::ledger::Fault;

/// Every name that is not one of a control set of the data, and every one that is named for both kinds.
pub(crate) fn faults(controls: &Controls, sets: &[Set]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let named = [("opposed", &controls.opposed), ("neutral", &controls.neutral)];
    for (kind, place, name) in named.iter().flat_map(|(kind, names)| names.iter().enumerate().map(|(place, name)| (*kind, place, name))) {
        let pointer = format!("/controls/{kind}/{place}");
        let fault = |message: String, help: String| Fault { pointer: pointer.clone(), message, help: Some(help) };
        if kind == "neutral" && controls.opposed.contains(name) {
            faults.push(fault(format!("the set `{name}` cannot be opposed and neutral"), "name it once".to_owned()));
        }
        match sets.iter().find(|set| set.name == *name) {
            Some(set) if set.role == Role::Control => {}
            Some(set) => faults.push(fault(
                format!("the set `{name}` is no control set: its role is `{}`", set.role.name()),
                "name control sets only".to_owned(),
            )),
            None => {
                let known = || sets.iter().filter(|set| set.role == Role::Control).map(|set| set.name.as_str());
                let help = match suggest(name, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known().next().is_none() => "the data have no control set; `sets` may name one".to_owned(),
                    None => format!("the control sets are {}", known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
                };
                faults.push(fault(format!("there is no set `{name}`"), help));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_control_set_is_told() {
        let set = |name: &str, role| Set { name: name.to_owned(), role, source: String::new(), members: Vec::new() };
        let sets = [set("list", Role::Studied), set("other-side", Role::Control), set("bystanders", Role::Control)];
        let told = |opposed: &[&str], neutral: &[&str]| {
            let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            let controls = Controls { opposed: names(opposed), neutral: names(neutral) };
            let faults = faults(&controls, &sets).into_iter();
            faults.map(|fault| format!("{}: {}; {}", fault.pointer, fault.message, fault.help.unwrap_or_default())).collect::<Vec<_>>()
        };
        assert!(told(&["other-side"], &["bystanders"]).is_empty());
        assert_eq!(told(&["other-sid"], &[]), ["/controls/opposed/0: there is no set `other-sid`; did you mean `other-side`?"]);
        assert_eq!(
            told(&[], &["list"]),
            ["/controls/neutral/0: the set `list` is no control set: its role is `studied`; name control sets only"]
        );
        assert_eq!(told(&["other-side"], &["other-side"]).len(), 1);
        assert!(told(&["xyzzy"], &[])[0].ends_with("the control sets are `other-side`, `bystanders`"));
    }
}
