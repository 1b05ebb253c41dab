//! A lock, held against the record that was published with it.

use super::{StageCheck, VerifiedStage};
use crate::lock::{Lock, LockedStep};
use crate::record::Record;

/// What the lock has, and what `run.json` has instead.
pub(super) fn compare(lock: &Lock, record: &Record) -> StageCheck {
    let mut stage = StageCheck::new(VerifiedStage::Lock, "lockstep.lock");
    let of_record = Lock::of(record);
    let mut apart = |what: &str, locked: String, of_run: String| {
        if locked != of_run {
            stage.note(format!("{what}: lock {locked}, run.json {of_run}"));
        }
    };
    apart("study", lock.study.short(), of_record.study.short());
    for name in names(lock.input.iter().map(|input| &input.name), of_record.input.iter().map(|input| &input.name)) {
        let input = |lock: &Lock| lock.input.iter().find(|input| input.name == name).cloned();
        let (locked, of_run) = (input(lock), input(&of_record));
        let there = |input: &Option<_>| if input.is_some() { "has it" } else { "has it not" }.to_owned();
        let (Some(locked), Some(of_run)) = (&locked, &of_run) else {
            apart(&format!("input `{name}`"), there(&locked), there(&of_run));
            continue;
        };
        for path in names(locked.file.iter().map(|file| &file.path), of_run.file.iter().map(|file| &file.path)) {
            let file = |input: &crate::lock::LockedInput| {
                let file = input.file.iter().find(|file| file.path == path);
                file.map_or("nothing".to_owned(), |file| format!("{} bytes {} {}", file.bytes, file.blake3.short(), file.sha256))
            };
            apart(&format!("input `{name}`, file {path}"), file(locked), file(of_run));
        }
        for table in names(locked.table.iter().map(|table| &table.name), of_run.table.iter().map(|table| &table.name)) {
            let rows = |input: &crate::lock::LockedInput| {
                let table = input.table.iter().find(|other| other.name == table);
                table.map_or("nothing".to_owned(), |table| format!("{} rows {}", table.rows, table.digest.short()))
            };
            apart(&format!("input `{name}`, rows of {table}"), rows(locked), rows(of_run));
        }
    }
    for (name, of_run, locked) in of_record.steps_beside(lock) {
        match (locked, of_run) {
            (Some(locked), Some(of_run)) => step(name, locked, of_run, &mut apart),
            _ => apart(
                &format!("step `{name}`"),
                if locked.is_some() { "has it" } else { "has it not" }.to_owned(),
                if of_run.is_some() { "has it" } else { "has it not" }.to_owned(),
            ),
        }
    }
    for claim in names(lock.claims.keys(), of_record.claims.keys()) {
        let status = |lock: &Lock| lock.claims.get(claim).map_or("nothing", |status| status.words()).to_owned();
        apart(&format!("claim `{claim}`"), status(lock), status(&of_record));
    }
    for relation in names(lock.arithmetic.keys(), of_record.arithmetic.keys()) {
        let number = |lock: &Lock| lock.arithmetic.get(relation).map_or("nothing".to_owned(), f64::to_string);
        apart(&format!("arithmetic `{relation}`"), number(lock), number(&of_record));
    }
    if lock.input != of_record.input && stage.differences.is_empty() {
        stage.note("the lock has its inputs in another order than run.json".to_owned());
    }
    stage
}

fn step(name: &str, locked: &LockedStep, of_run: &LockedStep, apart: &mut dyn FnMut(&str, String, String)) {
    let of = |what: &str| format!("step `{name}`, {what}");
    apart(&of("detector"), format!("{} v{}", locked.detector, locked.version), format!("{} v{}", of_run.detector, of_run.version));
    apart(&of("settings"), locked.settings.short(), of_run.settings.short());
    apart(&of("key"), locked.key.short(), of_run.key.short());
    for value in names(locked.values.keys(), of_run.values.keys()) {
        let number = |step: &LockedStep| step.values.get(value).map_or("nothing".to_owned(), toml::Value::to_string);
        apart(&of(value), number(locked), number(of_run));
    }
    let findings = |step: &LockedStep| match (&step.findings, &step.unfit) {
        (Some(digest), _) => digest.short(),
        (None, Some(unfit)) => format!("none ({unfit})"),
        (None, None) => "none".to_owned(),
    };
    apart(&of("findings"), findings(locked), findings(of_run));
}

/// The names of both, each once, those of the first in front.
fn names<'a>(first: impl Iterator<Item = &'a String>, second: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in first.chain(second) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}
