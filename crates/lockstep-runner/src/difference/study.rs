//! What was asked, compared at its place in the study.

use serde::Serialize;
use serde_json::Value as Json;

use super::side::Side;
use super::{Change, Part, Stage};
use crate::lock::LockedStep;

/// The study of two sides. A change of prose alone is a change, but results do not follow from it.
pub(super) fn compare(before: &Side, after: &Side) -> Part {
    let mut part = Part::new(Stage::Study, "");
    if let (Some(was), Some(is)) = (before.seed, after.seed)
        && was != is
    {
        part.changes.push(Change::new("seed", was, is));
    }
    sets_and_events(before, after, &mut part.changes);
    steps(before, after, &mut part);
    part.moves_results = !part.changes.is_empty();
    let digests_differ = before.lock.study != after.lock.study;
    if digests_differ && part.changes.is_empty() {
        part.changes.push(Change::new("study", before.lock.study.short(), after.lock.study.short()));
        let told = if before.seed.is_some() && after.seed.is_some() { "settings and seed are the same" } else { "settings are the same" };
        part.remark = Some(format!("{told}: its text, ledgers, inputs or publication changed"));
    } else if !digests_differ && !part.changes.is_empty() {
        part.remark = Some("the study is the same: the settings that its detectors fill in by themselves changed".to_owned());
    }
    part
}

fn sets_and_events(before: &Side, after: &Side, changes: &mut Vec<Change>) {
    let (Some(was), Some(is)) = (&before.facts, &after.facts) else { return };
    values("sets", &json(&was.sets), &json(&is.sets), None, changes);
    values("events", &json(&was.events), &json(&is.events), None, changes);
}

fn json(facts: &impl Serialize) -> Json {
    serde_json::to_value(facts).expect("facts are structs of plain values")
}

fn steps(before: &Side, after: &Side, part: &mut Part) {
    let place = |side: &Side, name: &str| side.lock.step.iter().position(|step| step.name == name);
    let whole = |step: &LockedStep| Json::from(format!("{} by {}", step.name, step.detector));
    for (index, was) in before.lock.step.iter().enumerate() {
        if place(after, &was.name).is_none() {
            part.changes.push(Change::new(format!("steps[{index}]"), whole(was), Json::Null));
        }
    }
    for (index, is) in after.lock.step.iter().enumerate() {
        let Some(old_index) = place(before, &is.name) else {
            part.changes.push(Change::new(format!("steps[{index}]"), Json::Null, whole(is)));
            continue;
        };
        let was = &before.lock.step[old_index];
        let of = |what: String, before: Json, after: Json| Change { what, step: Some(is.name.clone()), before, after };
        if was.detector != is.detector {
            part.changes.push(of(format!("steps[{index}].detector"), was.detector.clone().into(), is.detector.clone().into()));
        } else if was.settings != is.settings {
            let path = format!("steps[{index}].settings");
            match (&before.settings[old_index], &after.settings[index]) {
                (Some(was), Some(is_now)) => values(&path, was, is_now, Some(&is.name), &mut part.changes),
                _ => {
                    part.changes.push(of(path, was.settings.short().into(), is.settings.short().into()));
                    part.remark = Some("locks hold digests of settings; run folders hold the settings themselves".to_owned());
                }
            }
        }
    }
}

/// Every value that is not the same in two trees, with its path.
pub(crate) fn values(path: &str, before: &Json, after: &Json, step: Option<&str>, changes: &mut Vec<Change>) {
    match (before, after) {
        (Json::Object(was), Json::Object(is)) => {
            let mut keys: Vec<&String> = was.keys().chain(is.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let entry = |map: &serde_json::Map<String, Json>| map.get(key).cloned().unwrap_or(Json::Null);
                values(&format!("{path}.{key}"), &entry(was), &entry(is), step, changes);
            }
        }
        (Json::Array(was), Json::Array(is)) if was.len() == is.len() => {
            was.iter().zip(is).enumerate().for_each(|(index, (was, is))| values(&format!("{path}[{index}]"), was, is, step, changes));
        }
        _ if before == after => {}
        _ => changes.push(Change { what: path.to_owned(), step: step.map(str::to_owned), before: before.clone(), after: after.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_changed_leaf_is_named_and_no_other() {
        let mut changes = Vec::new();
        let before = json!({ "line": 100, "layers": ["a", "b"], "panels": [1, 2], "same": { "x": 1 }, "gone": true });
        let after = json!({ "line": 50, "layers": ["a"], "panels": [1, 3], "same": { "x": 1 }, "new": 0.5 });
        values("s", &before, &after, Some("pace"), &mut changes);
        let told: Vec<String> = changes.iter().map(|change| format!("{}: {} → {}", change.what, change.before, change.after)).collect();
        assert_eq!(
            told,
            ["s.gone: true → null", r#"s.layers: ["a","b"] → ["a"]"#, "s.line: 100 → 50", "s.new: null → 0.5", "s.panels[1]: 2 → 3"]
        );
    }
}
