//! What is not the same about two runs or locks, in the order in which results follow from it: study, inputs, detectors, findings, report.
//!
//! A change near the top explains those below it, so a reader who knows the first cause knows most. Settings are compared as values at
//! their place in the study, findings by their numbers and by who is in their tables, files by their digests.

mod inputs;
mod side;
mod study;
mod tables;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

pub use side::Side;
pub(crate) use study::values;
pub use tables::TableChange;

/// All that differs; nothing when two sides agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// What differs, causes first.
    pub parts: Vec<Part>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Which stage of a run it belongs to.
    pub stage: Stage,
    /// Which input or step it is about; empty for the study and the report.
    pub subject: String,
    /// Whether results can follow from it.
    pub moves_results: bool,
    /// For findings, what changed of all that determines them; empty when nothing did, and then the platform or the build differs.
    pub because: Vec<&'static str>,
    /// The changes.
    pub changes: Vec<Change>,
    /// Tables of findings whose rows differ, where both sides have the files.
    pub tables: Vec<TableChange>,
    /// What else a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// The stages of a run, in the order of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// What was asked.
    Study,
    /// What was read.
    Input,
    /// The version of a method.
    Detector,
    /// What was found.
    Findings,
    /// The files that tell of it.
    Report,
}

/// A value before and after; null where there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Where: a path in the study, a file, a value.
    pub what: String,
    /// The step it belongs to, where `what` does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// On the first side.
    pub before: Json,
    /// On the second side.
    pub after: Json,
}

impl Change {
    pub(crate) fn new(what: impl Into<String>, before: impl Into<Json>, after: impl Into<Json>) -> Self {
        Self { what: what.into(), step: None, before: before.into(), after: after.into() }
    }
}

impl Part {
    fn new(stage: Stage, subject: &str) -> Self {
        Self {
            stage,
            subject: subject.to_owned(),
            moves_results: true,
            because: Vec::new(),
            changes: Vec::new(),
            tables: Vec::new(),
            remark: None,
        }
    }

    fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.tables.is_empty()
    }
}

impl Difference {
    /// Compare two sides.
    #[must_use]
    pub fn between(before: &Side, after: &Side) -> Self {
        let mut parts = vec![study::compare(before, after)];
        parts.extend(inputs::compare(before, after));
        parts.extend(detectors(before, after));
        parts.extend(findings(before, after));
        parts.extend(report(before, after));
        parts.retain(|part| !part.is_empty());
        parts.extend(whole_run(before, after).filter(|_| parts.is_empty()));
        Self { parts }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The first part that the rest can follow from; the first part of all when none of them moves results.
    #[must_use]
    pub fn first_cause(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.moves_results).or(self.parts.first())
    }
}

fn detectors(before: &Side, after: &Side) -> Vec<Part> {
    let pairs = before.steps_in_both(after);
    let moved = pairs.filter(|(was, is)| was.detector == is.detector && was.version != is.version);
    moved
        .map(|(was, is)| {
            let mut part = Part::new(Stage::Detector, &is.name);
            part.changes.push(Change::new(format!("version of {}", is.detector), was.version, is.version));
            part
        })
        .collect()
}

fn findings(before: &Side, after: &Side) -> Vec<Part> {
    let mut parts = Vec::new();
    let same_rows = before.same_rows(after);
    for (was, is) in before.steps_in_both(after) {
        if was.pending() || is.pending() || (was.findings == is.findings && was.unfit == is.unfit && was.values == is.values) {
            continue;
        }
        let mut part = Part::new(Stage::Findings, &is.name);
        part.because = [
            ("the detector", was.detector != is.detector),
            ("the detector's version", was.detector == is.detector && was.version != is.version),
            ("the settings", was.detector == is.detector && was.settings != is.settings),
            ("the rows", !same_rows),
            ("the seed", before.seed.is_some() && after.seed.is_some() && before.seed != after.seed),
        ]
        .into_iter()
        .filter_map(|(what, changed)| changed.then_some(what))
        .collect();
        if was.unfit != is.unfit {
            part.changes.push(Change::new("no answer, because", was.unfit.clone(), is.unfit.clone()));
        }
        let values = |values: &BTreeMap<String, toml::Value>| -> BTreeMap<String, Json> {
            values.iter().map(|(name, value)| (name.clone(), number(value))).collect()
        };
        part.changes.extend(changed_entries(&values(&was.values), &values(&is.values)));
        part.tables = tables::compare(before, after, &is.name, same_rows);
        if part.is_empty() {
            let short = |digest: Option<lockstep_digest::Digest>| digest.map(|digest| digest.short());
            part.changes.push(Change::new("findings", short(was.findings), short(is.findings)));
            part.remark = Some("no number that a lock holds changed; two run folders tell more".to_owned());
        }
        parts.push(part);
    }
    parts
}

/// The run ids, for what the stages above do not look at, such as the account of lost rows.
fn whole_run(before: &Side, after: &Side) -> Option<Part> {
    let (was, is) = (before.id?, after.id?);
    let mut part = Part::new(Stage::Report, "");
    part.moves_results = false;
    part.changes.push(Change::new("run id", was.short(), is.short()));
    part.remark = Some("run.json differs in what was read and lost, or in its ledgers".to_owned());
    (was != is).then_some(part)
}

fn report(before: &Side, after: &Side) -> Option<Part> {
    let (was, is) = (before.outputs.as_ref()?, after.outputs.as_ref()?);
    let texts = |files: &BTreeMap<String, Option<lockstep_digest::Digest>>| -> BTreeMap<String, Json> {
        files.iter().filter_map(|(path, digest)| Some((path.clone(), Json::from(digest.as_ref()?.short())))).collect()
    };
    let mut part = Part::new(Stage::Report, "");
    part.changes = changed_entries(&texts(was), &texts(is));
    part.moves_results = false;
    if part.changes.len() < is.len() {
        part.remark = Some(format!("{} of {} files", part.changes.len(), is.len()));
    }
    Some(part)
}

/// Every entry that is not the same in two maps.
fn changed_entries(before: &BTreeMap<String, Json>, after: &BTreeMap<String, Json>) -> Vec<Change> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let entry = |map: &BTreeMap<String, Json>, name: &String| map.get(name).cloned().unwrap_or(Json::Null);
    let all = names.into_iter().map(|name| Change::new(name.clone(), entry(before, name), entry(after, name)));
    all.filter(|change| change.before != change.after).collect()
}

fn number(value: &toml::Value) -> Json {
    match value {
        toml::Value::Integer(count) => (*count).into(),
        toml::Value::Float(real) => (*real).into(),
        other => other.to_string().into(),
    }
}
