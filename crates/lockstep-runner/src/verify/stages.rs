//! The parts of a run, compared in the order in which data flow.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_digest::Context;
use lockstep_snapshot::TableDigest;
use lockstep_study::Study;
use serde_json::Value as Json;

use super::agreement::{self, Allowed, ValueCheck};
use super::classes::ClassCheck;
use super::{Here, StageCheck, State, VerifiedStage, Verify};
use super::{files, lock};
use crate::cache::KeyPreimage;
use crate::ledger::{AttributionRecord, Ledger, RelationRecord};
use crate::manifest::ResultHalf;
use crate::record::{Outcome, OutputFile, Record, Run, StepRecord};

pub(super) struct Compared {
    pub(super) stages: Vec<StageCheck>,
    pub(super) values: Vec<ValueCheck>,
    pub(super) classes: Vec<ClassCheck>,
}

pub(super) fn compare(verify: &Verify<'_>) -> Compared {
    let published = &verify.published.manifest.result;
    let mut stages = Vec::new();
    stages.extend(verify.bundle.iter().map(|(subject, faults)| {
        let mut stage = StageCheck::new(VerifiedStage::Bundle, subject);
        faults.iter().for_each(|fault| stage.note(fault.clone()));
        stage
    }));
    stages.push(study(verify, published));
    let (mut values, mut classes) = (Vec::new(), Vec::new());
    match &verify.here {
        Here::Run { run, result, files } => {
            stages.extend(inputs(&published.record, &result.record));
            stages.extend(detectors(&published.record, &result.record));
            let earlier = verify.published.run().ok();
            for (index, step) in result.record.steps.iter().enumerate() {
                let found = findings(verify, earlier.as_ref(), step, run.findings[index].as_ref(), files);
                if found.stage.state != State::Identical && values.is_empty() {
                    (values, classes) = (found.values, found.classes);
                }
                stages.push(found.stage);
            }
            stages.extend(gone(VerifiedStage::Findings, &published.record, &result.record));
            stages.extend(ledger(&published.record.ledger, &result.record.ledger));
            stages.extend(verify.lock.map(|lock| lock::compare(lock, &published.record)));
            stages.push(report(verify, &stages, files));
        }
        Here::Withheld => {
            let intakes = &published.record.snapshot.intakes;
            stages.extend(intakes.iter().map(|intake| StageCheck::withheld(VerifiedStage::Snapshot, &intake.input)));
            stages.extend(published.record.steps.iter().map(|step| keys(&published.record, step)));
            stages.extend(published.record.steps.iter().map(|step| told(verify, step)));
            stages.extend(verify.lock.map(|lock| lock::compare(lock, &published.record)));
            stages.push(report(verify, &stages, verify.retold.unwrap_or_default()));
        }
    }
    stages.extend(verify.description.map(|faults| {
        let mut stage = StageCheck::new(VerifiedStage::Description, "citations, README");
        faults.iter().for_each(|fault| stage.note(fault.clone()));
        stage
    }));
    Compared { stages, values, classes }
}

impl StageCheck {
    pub(super) fn new(stage: VerifiedStage, subject: impl Into<String>) -> Self {
        Self { stage, subject: subject.into(), state: State::Identical, differences: Vec::new() }
    }

    fn withheld(stage: VerifiedStage, subject: &str) -> Self {
        Self { state: State::Withheld, ..Self::new(stage, subject) }
    }

    pub(super) fn note(&mut self, difference: String) {
        self.state = State::Different;
        self.differences.push(difference);
    }

    fn note_once(&mut self, difference: String) {
        if !self.differences.contains(&difference) {
            self.note(difference);
        }
    }

    fn compare(&mut self, what: &str, before: &str, now: &str) {
        if before != now {
            self.note(format!("{what}: published {before}, here {now}"));
        }
    }
}

/// The study beside the published run, and the one in its record.
fn study(verify: &Verify<'_>, published: &ResultHalf) -> StageCheck {
    let record = &published.record;
    let mut stage = StageCheck::new(VerifiedStage::Study, &record.slug);
    let (study, digest) = verify.study;
    stage.compare("digest", &record.study.short(), &digest.short());
    let json = |study: &Study| serde_json::to_value(study).expect("a study is a struct of plain values");
    changes("", &json(&published.study), &json(study), &mut stage);
    if verify.published.manifest.circumstances.frozen {
        stage.note("the run was made with --frozen, so nobody digested its inputs".to_owned());
    }
    stage
}

/// Every value that two studies do not have in common, by its path.
fn changes(path: &str, before: &Json, now: &Json, stage: &mut StageCheck) {
    match (before, now) {
        (Json::Object(was), Json::Object(is)) => {
            let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
            for name in names {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                changes(&below, &before[name.as_str()], &now[name.as_str()], stage);
            }
        }
        (Json::Array(was), Json::Array(is)) if was.len() == is.len() => {
            was.iter().zip(is).enumerate().for_each(|(at, (was, is))| changes(&format!("{path}[{at}]"), was, is, stage));
        }
        _ if before != now => {
            let told = |value: &Json| if value.is_null() { "nothing".to_owned() } else { value.to_string().chars().take(80).collect() };
            stage.note(format!("{path}: published {}, here {}", told(before), told(now)));
        }
        _ => {}
    }
}

fn inputs(before: &Record, now: &Record) -> Vec<StageCheck> {
    let (before, now) = (&before.snapshot.intakes, &now.snapshot.intakes);
    let mut stages = Vec::new();
    for intake in now {
        let mut stage = StageCheck::new(VerifiedStage::Snapshot, &intake.input);
        match before.iter().find(|other| other.input == intake.input) {
            None => stage.note("not in the published run".to_owned()),
            Some(other) => {
                for (published, here) in other.files.iter().zip(&intake.files) {
                    stage.compare(&published.path, &published.digests.blake3.short(), &here.digests.blake3.short());
                }
                stage.compare("files", &other.files.len().to_string(), &intake.files.len().to_string());
                for (published, here) in other.tables.iter().zip(&intake.tables) {
                    let shown = |table: &TableDigest| format!("{} ({} rows)", table.digest.short(), table.rows);
                    stage.compare(&format!("rows of {}", here.table), &shown(published), &shown(here));
                }
                stage.compare("tables", &other.tables.len().to_string(), &intake.tables.len().to_string());
                if stage.differences.is_empty() && other != intake {
                    stage.note("the account of what was read and lost differs".to_owned());
                }
            }
        }
        stages.push(stage);
    }
    for gone in before.iter().filter(|other| now.iter().all(|intake| intake.input != other.input)) {
        let mut stage = StageCheck::new(VerifiedStage::Snapshot, &gone.input);
        stage.note("not in the run made here".to_owned());
        stages.push(stage);
    }
    stages
}

fn detectors(before: &Record, now: &Record) -> Vec<StageCheck> {
    let stages = now.steps.iter().map(|step| {
        let mut stage = StageCheck::new(VerifiedStage::Detector, &step.step);
        match before.steps.iter().find(|other| other.step == step.step) {
            None => stage.note("not in the published run".to_owned()),
            Some(other) => {
                let detector = |step: &StepRecord| format!("{} v{}", step.detector, step.version);
                stage.compare("detector", &detector(other), &detector(step));
                stage.compare("settings", &other.settings_digest.short(), &step.settings_digest.short());
                stage.compare("draws on", &other.draws_on.join(", "), &step.draws_on.join(", "));
                if stage.differences.is_empty() && other.settings != step.settings {
                    stage.note("the settings in run.json are not those of their digest".to_owned());
                }
                if before.seed != now.seed {
                    stage.note(format!("seed: published {}, here {}", before.seed, now.seed));
                }
                // Keys hold the digest of the rows as well, which the stage before has told of.
                if stage.differences.is_empty() && before.rows == now.rows {
                    stage.compare("key", &other.key.short(), &step.key.short());
                }
            }
        }
        stage
    });
    stages.collect()
}

/// Without the data: whether the key of a step is that of what the record says of it.
fn keys(record: &Record, step: &StepRecord) -> StageCheck {
    let mut stage = StageCheck::new(VerifiedStage::Detector, &step.step);
    let card = lockstep_detect::method(&step.detector).map(lockstep_detect::Method::card);
    let here = card.map_or("no such detector".to_owned(), |card| format!("{} v{}", card.id, card.version));
    stage.compare("detector", &format!("{} v{}", step.detector, step.version), &here);
    let digest = Context::Settings.of_json(&step.settings).map_or_else(|error| error.to_string(), |digest| digest.short());
    stage.compare("settings", &step.settings_digest.short(), &digest);
    let key = KeyPreimage::of(record, step).and_then(|preimage| Context::Step.of_json(&preimage).ok());
    stage.compare("key", &step.key.short(), &key.map_or("none".to_owned(), |key| key.short()));
    stage
}

fn gone(stage: VerifiedStage, before: &Record, now: &Record) -> Vec<StageCheck> {
    let gone = before.steps.iter().filter(|other| now.steps.iter().all(|step| step.step != other.step));
    gone.map(|step| {
        let mut stage = StageCheck::new(stage, &step.step);
        stage.note("not in the run made here".to_owned());
        stage
    })
    .collect()
}

struct Found {
    stage: StageCheck,
    values: Vec<ValueCheck>,
    classes: Vec<ClassCheck>,
}

/// What a step found: in the record, and in its files.
fn findings(
    verify: &Verify<'_>,
    earlier: Option<&Run>,
    now: &StepRecord,
    here: Option<&lockstep_detect::Findings>,
    files: &[OutputFile],
) -> Found {
    let record = &verify.published.manifest.result.record;
    let mut stage = StageCheck::new(VerifiedStage::Findings, &now.step);
    let none = BTreeMap::new();
    let declared = verify.study.0.steps.iter().find(|step| step.step == now.step).map_or(&none, |step| &step.tolerance);
    let allowed = Allowed { declared, loosened: verify.tolerance };
    let Some(index) = record.steps.iter().position(|step| step.step == now.step) else {
        stage.note("not in the published run".to_owned());
        return Found { stage, values: Vec::new(), classes: Vec::new() };
    };
    let before = &record.steps[index];
    let (mut values, mut classes) = (Vec::new(), Vec::new());
    match (&before.outcome, &now.outcome) {
        (Outcome::Found { findings: digest, values: published }, Outcome::Found { findings: now_digest, values: found }) => {
            values = agreement::values(&now.step, published, found, &allowed);
            if digest != now_digest || values.iter().any(|value| !value.same()) {
                agreement::value_faults(&values).into_iter().for_each(|fault| stage.note(fault));
                match (earlier.and_then(|run| run.findings[index].as_ref()), here) {
                    (Some(published), Some(here)) => {
                        let agreement = agreement::compare(&now.step, published, here, &allowed);
                        agreement.faults.into_iter().for_each(|fault| stage.note_once(fault));
                        classes = agreement.classes;
                        let covered = stage.differences.is_empty() && values.iter().all(ValueCheck::same) && !tolerates(&allowed);
                        if covered {
                            // Nothing that is published differs, and yet the digest does: something that a pseudonym covers.
                            stage.compare("findings", &digest.short(), &now_digest.short());
                        } else if stage.differences.is_empty() {
                            stage.state = State::Equivalent;
                            stage.differences.push("within the declared tolerance".to_owned());
                        }
                    }
                    _ => stage.compare("findings", &digest.short(), &now_digest.short()),
                }
            }
        }
        (Outcome::Unfit(before), Outcome::Unfit(now)) => stage.compare("no findings", &before.to_string(), &now.to_string()),
        (Outcome::Found { .. }, Outcome::Unfit(unfit)) => stage.note(format!("published with findings, here none: {unfit}")),
        (Outcome::Unfit(unfit), Outcome::Found { .. }) => stage.note(format!("published without findings ({unfit}), here with some")),
    }
    if stage.state == State::Identical && before.outcome != now.outcome {
        stage.note("the record of the step differs".to_owned());
    }
    if stage.state == State::Identical {
        files_of_step(verify, &now.step, files, &mut stage);
    }
    Found { stage, values, classes }
}

fn tolerates(allowed: &Allowed<'_>) -> bool {
    allowed.loosened.is_some() || !allowed.declared.is_empty()
}

fn folder_of(step: &str) -> String {
    format!("findings/{step}/")
}

fn files_of_step(verify: &Verify<'_>, step: &str, files: &[OutputFile], stage: &mut StageCheck) {
    let folder = folder_of(step);
    let own: Vec<&OutputFile> = files.iter().filter(|file| file.path.starts_with(&folder)).collect();
    own.into_iter().for_each(|file| files::compare(verify, file, stage));
}

/// Without the data: whether the files of a step are those of its record.
fn told(verify: &Verify<'_>, step: &StepRecord) -> StageCheck {
    let mut stage = StageCheck::new(VerifiedStage::Findings, &step.step);
    if let Outcome::Found { findings, values } = &step.outcome {
        match verify.published.step(&step.step) {
            Err(error) => stage.note(error.to_string()),
            Ok(file) => {
                stage.compare("findings", &findings.short(), &file.findings_digest.short());
                if &file.values != values {
                    stage.note("values.json has other values than run.json".to_owned());
                }
                for table in &file.tables {
                    if let Err(error) = verify.published.rows(&step.step, table) {
                        stage.note(error.to_string());
                    }
                }
            }
        }
    }
    stage
}

/// The claims and the attribution, where either run has some.
fn ledger(before: &Ledger, now: &Ledger) -> Vec<StageCheck> {
    let mut stages = Vec::new();
    if !before.claims.is_empty() || !now.claims.is_empty() {
        let mut stage = StageCheck::new(VerifiedStage::Claims, format!("{} claims", now.claims.len()));
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
            stage.note("the record of the claims differs".to_owned());
        }
        stages.push(stage);
    }
    if before.attribution.is_some() || now.attribution.is_some() {
        let mut stage = StageCheck::new(VerifiedStage::Claims, "attribution");
        let words = |record: &Option<AttributionRecord>| record.as_ref().map_or("none", |record| record.confidence.words());
        stage.compare("confidence", words(&before.attribution), words(&now.attribution));
        if stage.differences.is_empty() && before.attribution != now.attribution {
            stage.note("the record of the evidence differs".to_owned());
        }
        stages.push(stage);
    }
    stages
}

/// The files that tell of the run. Where findings are within tolerance, the report must be the one that the published findings make.
fn report(verify: &Verify<'_>, stages: &[StageCheck], files: &[OutputFile]) -> StageCheck {
    let published = &verify.published.manifest.result;
    let steps: Vec<String> = published.record.steps.iter().map(|step| folder_of(&step.step)).collect();
    let own = |path: &str| !steps.iter().any(|folder| path.starts_with(folder.as_str()));
    let equivalent = stages.iter().any(|stage| stage.state == State::Equivalent);
    let files = if equivalent { verify.retold.unwrap_or(files) } else { files };
    let told: Vec<&OutputFile> = files.iter().filter(|file| own(&file.path)).collect();
    let mut stage = StageCheck::new(VerifiedStage::Report, format!("{} files", told.len()));
    if verify.retold.is_none() && matches!(verify.here, Here::Withheld) {
        stage.note("the published findings cannot be read, so the report cannot be made of them".to_owned());
        return stage;
    }
    told.iter().for_each(|file| files::compare(verify, file, &mut stage));
    match published.record.id() {
        Ok(id) if id == published.id => {}
        Ok(id) => {
            stage.note(format!("run.json: says that it is run {}, and its record is that of run {}", published.id.short(), id.short()))
        }
        Err(error) => stage.note(format!("run.json: its record has no digest: {error}")),
    }
    for gone in published.outputs.iter().filter(|output| files.iter().all(|file| file.path != output.path)) {
        stage.note(format!("{}: not made here", gone.path));
    }
    if equivalent && stage.state == State::Identical {
        stage.state = State::Equivalent;
        stage.differences.push("it is the report of the published findings, which are within tolerance".to_owned());
    }
    stage
}
