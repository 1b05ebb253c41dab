//! Run again and compare: identical, or different and from which stage on.

use std::path::Path;

use lockstep_detect::{Number, Value};
use lockstep_digest::FileDigests;
use serde::Serialize;

use crate::ledger::{AttributionRecord, Ledger, RelationRecord};
use crate::manifest::{Manifest, ResultHalf};
use crate::record::{Outcome, OutputFile, Record};

/// The outcome of comparing a run with a published one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Run id of the published run.
    pub published: String,
    /// Run id here.
    pub here: String,
    /// The stages, in the order in which data flows.
    pub stages: Vec<StageCheck>,
}

/// One stage, compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageCheck {
    /// Which stage.
    pub stage: &'static str,
    /// What of it: an input, a step, a file.
    pub subject: String,
    /// Empty when identical; else each difference, in words.
    pub differences: Vec<String>,
}

impl Verification {
    /// Compare a published run's folder with a run made here.
    ///
    /// The published half of the manifest is compared stage by stage; the files in the folder are compared with the files made here, so a
    /// page that was changed by hand is found even when the manifest was changed with it.
    #[must_use]
    pub fn new(folder: &Path, published: &Manifest, here: &ResultHalf, files: &[OutputFile]) -> Self {
        let (before, now) = (&published.result.record, &here.record);
        let mut stages = vec![study(before, now)];
        stages.extend(inputs(before, now));
        stages.extend(steps(before, now));
        stages.extend(ledger(&before.ledger, &now.ledger));
        stages.push(report(folder, &published.result, files));
        Self { published: published.result.id.short(), here: here.id.short(), stages }
    }

    /// The first stage that differs.
    #[must_use]
    pub fn first_divergence(&self) -> Option<&StageCheck> {
        self.stages.iter().find(|stage| !stage.differences.is_empty())
    }

    /// Whether every stage is identical.
    #[must_use]
    pub fn identical(&self) -> bool {
        self.first_divergence().is_none()
    }
}

fn check(stage: &'static str, subject: &str) -> StageCheck {
    StageCheck { stage, subject: subject.to_owned(), differences: Vec::new() }
}

impl StageCheck {
    fn compare(&mut self, what: &str, before: &str, now: &str) {
        if before != now {
            self.differences.push(format!("{what}: published {before}, here {now}"));
        }
    }
}

fn study(before: &Record, now: &Record) -> StageCheck {
    let mut stage = check("study", &now.slug);
    stage.compare("digest", &before.study.short(), &now.study.short());
    stage
}

fn inputs(before: &Record, now: &Record) -> Vec<StageCheck> {
    let (before, now) = (&before.snapshot.intakes, &now.snapshot.intakes);
    let mut stages = Vec::new();
    for intake in now {
        let mut stage = check("snapshot", &intake.input);
        match before.iter().find(|other| other.input == intake.input) {
            None => stage.differences.push("not in the published run".to_owned()),
            Some(other) => {
                for (published, here) in other.files.iter().zip(&intake.files) {
                    stage.compare(&published.path, &published.digests.blake3.short(), &here.digests.blake3.short());
                }
                stage.compare("files", &other.files.len().to_string(), &intake.files.len().to_string());
                for (published, here) in other.tables.iter().zip(&intake.tables) {
                    let shown = |table: &lockstep_snapshot::TableDigest| format!("{} ({} rows)", table.digest.short(), table.rows);
                    stage.compare(&format!("rows of {}", here.table), &shown(published), &shown(here));
                }
                stage.compare("tables", &other.tables.len().to_string(), &intake.tables.len().to_string());
                if stage.differences.is_empty() && other != intake {
                    stage.differences.push("the account of what was read and lost differs".to_owned());
                }
            }
        }
        stages.push(stage);
    }
    for gone in before.iter().filter(|other| now.iter().all(|intake| intake.input != other.input)) {
        let mut stage = check("snapshot", &gone.input);
        stage.differences.push("not in the run made here".to_owned());
        stages.push(stage);
    }
    stages
}

fn steps(before: &Record, now: &Record) -> Vec<StageCheck> {
    let mut stages = Vec::new();
    for step in &now.steps {
        let mut stage = check("findings", &step.step);
        match before.steps.iter().find(|other| other.step == step.step) {
            None => stage.differences.push("not in the published run".to_owned()),
            Some(other) => {
                stage.compare(
                    "detector",
                    &format!("{} v{}", other.detector, other.version),
                    &format!("{} v{}", step.detector, step.version),
                );
                stage.compare("settings", &other.settings_digest.short(), &step.settings_digest.short());
                outcome(&mut stage, &other.outcome, &step.outcome);
                if stage.differences.is_empty() && other != step {
                    stage.differences.push("the record of the step differs".to_owned());
                }
            }
        }
        stages.push(stage);
    }
    for gone in before.steps.iter().filter(|other| now.steps.iter().all(|step| step.step != other.step)) {
        let mut stage = check("findings", &gone.step);
        stage.differences.push("not in the run made here".to_owned());
        stages.push(stage);
    }
    stages
}

/// The claims and the attribution, where either run has some.
fn ledger(before: &Ledger, now: &Ledger) -> Vec<StageCheck> {
    let mut stages = Vec::new();
    if !before.claims.is_empty() || !now.claims.is_empty() {
        let mut stage = check("claims", &format!("{} claims", now.claims.len()));
        for claim in &now.claims {
            let published = before.claim(&claim.claim).map_or("nothing", |other| other.status.words());
            stage.compare(&claim.claim, published, claim.status.words());
        }
        for relation in &now.arithmetic {
            let number =
                |record: Option<&RelationRecord>| record.and_then(|record| record.as_stated).map_or("none".to_owned(), |n| n.to_string());
            let published = before.arithmetic.iter().find(|other| other.relation == relation.relation);
            stage.compare(&relation.relation, &number(published), &number(Some(relation)));
        }
        if stage.differences.is_empty() && (&before.claims, &before.arithmetic) != (&now.claims, &now.arithmetic) {
            stage.differences.push("the record of the claims differs".to_owned());
        }
        stages.push(stage);
    }
    if before.attribution.is_some() || now.attribution.is_some() {
        let mut stage = check("claims", "attribution");
        let words = |record: &Option<AttributionRecord>| record.as_ref().map_or("none", |record| record.confidence.words());
        stage.compare("confidence", words(&before.attribution), words(&now.attribution));
        if stage.differences.is_empty() && before.attribution != now.attribution {
            stage.differences.push("the record of the evidence differs".to_owned());
        }
        stages.push(stage);
    }
    stages
}

fn outcome(stage: &mut StageCheck, before: &Outcome, now: &Outcome) {
    match (before, now) {
        (Outcome::Found { findings: before, values: published }, Outcome::Found { findings: now, values: here }) => {
            stage.compare("findings", &before.short(), &now.short());
            for value in here {
                let published = published.iter().find(|other| other.name == value.name);
                let text = |value: &Value| in_words(&value.number);
                stage.compare(&value.name, &published.map_or("nothing".to_owned(), text), &text(value));
            }
        }
        (Outcome::Unfit(before), Outcome::Unfit(now)) => stage.compare("no findings", &before.to_string(), &now.to_string()),
        (Outcome::Found { .. }, Outcome::Unfit(unfit)) => stage.differences.push(format!("published with findings, here none: {unfit}")),
        (Outcome::Unfit(unfit), Outcome::Found { .. }) => {
            stage.differences.push(format!("published without findings ({unfit}), here with some"))
        }
    }
}

fn in_words(number: &Number) -> String {
    match number {
        Number::Count(count) => count.to_string(),
        Number::Real(real) => real.to_string(),
        Number::Time(time) => format!("{time} ms"),
        Number::Insufficient(why) => format!("none ({why})"),
    }
}

fn report(folder: &Path, published: &ResultHalf, files: &[OutputFile]) -> StageCheck {
    let mut stage = check("report", &format!("{} files", files.len()));
    for file in files {
        let here = FileDigests::of(&file.bytes);
        match published.outputs.iter().find(|output| output.path == file.path) {
            None => stage.differences.push(format!("{}: not in the published run", file.path)),
            Some(output) => stage.compare(&file.path, &output.digests.blake3.short(), &here.blake3.short()),
        }
        match std::fs::read(folder.join(&file.path)) {
            Ok(bytes) if bytes == file.bytes => {}
            Ok(_) if stage.differences.iter().any(|difference| difference.starts_with(&file.path)) => {}
            Ok(_) => stage.differences.push(format!("{}: the file in the folder is not the one its manifest lists", file.path)),
            Err(error) => stage.differences.push(format!("{}: the file in the folder cannot be read: {error}", file.path)),
        }
    }
    for gone in published.outputs.iter().filter(|output| files.iter().all(|file| file.path != output.path)) {
        stage.differences.push(format!("{}: not made here", gone.path));
    }
    stage
}
