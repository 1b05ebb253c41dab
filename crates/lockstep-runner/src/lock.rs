//! `lockstep.lock`: what a study was run on and what it found, for people and for `git diff`.
//!
//! Written once, by the run that finds none. From then on it is held against every run: other files or rows are an error before anything
//! is computed, other findings are an error before anything is written.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_detect::{Number, Value};
use lockstep_digest::Digest;
use lockstep_snapshot::{InputFile, Intake};
use serde::{Deserialize, Serialize};

use crate::folder;
use crate::ledger::Status;
use crate::plan::Plan;
use crate::record::{Outcome, Record};

/// The lock of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    version: u32,
    study: Digest,
    input: Vec<LockedInput>,
    step: Vec<LockedStep>,
    /// The status of each claim.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    claims: BTreeMap<String, Status>,
    /// The results of arithmetic on them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    arithmetic: BTreeMap<String, f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedInput {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    file: Vec<LockedFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    table: Vec<LockedTable>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedFile {
    path: String,
    bytes: u64,
    blake3: Digest,
    sha256: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedTable {
    name: String,
    rows: u64,
    digest: Digest,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedStep {
    name: String,
    detector: String,
    version: u32,
    settings: Digest,
    key: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    findings: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unfit: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, toml::Value>,
}

/// Why a lock and a run do not go together.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum LockError {
    #[error("{file}: cannot be read: {reason}: restore it from version control, or delete it and run again to lock the study anew")]
    Unreadable { file: String, reason: String },
    #[error("{file}: cannot be written: {source}")]
    Unwritable { file: String, source: std::io::Error },
    #[error(
        "the study or its settings changed since they were locked ({what}): delete the lock and run again to lock the study as it is now"
    )]
    StudyChanged { what: String },
    #[error(
        "input `{input}`: {file} is not the file that was locked ({locked}, here {here}): get the locked one, or delete the lock to run on this one"
    )]
    OtherFile { input: String, file: String, locked: String, here: String },
    #[error("input `{input}`: the locked rows of table {table} are {locked}, here they are {here}: the same files are read otherwise")]
    OtherRows { input: String, table: String, locked: String, here: String },
    #[error("results differ from the lock:\n{0}\nDelete the lock and run again if the new results are right.")]
    OtherResults(String),
}

impl Lock {
    const VERSION: u32 = 1;
    const HEAD: &str = "# Written by `lockstep run` when there was no lock. Do not edit: delete it and run again to lock the study anew.\n";

    /// The lock of a run.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        Self {
            version: Self::VERSION,
            study: record.study,
            input: record.snapshot.intakes.iter().map(locked_input).collect(),
            step: record
                .steps
                .iter()
                .map(|step| {
                    let (findings, values, unfit) = match &step.outcome {
                        Outcome::Found { findings, values } => (Some(*findings), locked_values(values), None),
                        Outcome::Unfit(unfit) => (None, BTreeMap::new(), Some(unfit.to_string())),
                    };
                    LockedStep {
                        name: step.step.clone(),
                        detector: step.detector.clone(),
                        version: step.version,
                        settings: step.settings_digest,
                        key: step.key,
                        findings,
                        unfit,
                        values,
                    }
                })
                .collect(),
            claims: record.ledger.claims.iter().map(|claim| (claim.claim.clone(), claim.status)).collect(),
            arithmetic: record
                .ledger
                .arithmetic
                .iter()
                .filter_map(|relation| Some((relation.relation.clone(), relation.as_stated?)))
                .collect(),
        }
    }

    /// Read a lock, if there is one.
    ///
    /// # Errors
    /// When there is one that cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, LockError> {
        let unreadable = |reason: String| LockError::Unreadable { file: path.display().to_string(), reason };
        match std::fs::read_to_string(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(error.to_string())),
            Ok(text) => {
                let lock: Self = toml::from_str(&text).map_err(|error| unreadable(error.message().to_owned()))?;
                if lock.version == Self::VERSION {
                    Ok(Some(lock))
                } else {
                    Err(unreadable(format!("it is of version {}, and this program reads version {}", lock.version, Self::VERSION)))
                }
            }
        }
    }

    /// Write the lock, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), LockError> {
        let text = format!("{}{}", Self::HEAD, toml::to_string(self).expect("a lock holds only what TOML can hold"));
        folder::write_file(path, text.as_bytes()).map_err(|source| LockError::Unwritable { file: path.display().to_string(), source })
    }

    /// Whether the study still asks what was locked.
    ///
    /// # Errors
    /// When the study or the settings of a step changed; prose counts, for it is part of what was published.
    pub fn check_study(&self, plan: &Plan) -> Result<(), LockError> {
        let changed = |what: String| Err(LockError::StudyChanged { what });
        for (locked, step) in self.step.iter().zip(&plan.steps) {
            let card = step.method.card();
            if locked.name != step.name || locked.detector != card.id {
                return changed(format!("step `{}` is now `{}`", locked.name, step.name));
            }
            if locked.version != card.version {
                return changed(format!("detector `{}` went from version {} to {}", card.id, locked.version, card.version));
            }
            if locked.settings != step.settings_digest {
                return changed(format!("settings of step `{}`", step.name));
            }
        }
        if self.step.len() != plan.steps.len() {
            return changed(format!("it had {} steps and has {}", self.step.len(), plan.steps.len()));
        }
        if self.study == plan.digest { Ok(()) } else { changed("its text".to_owned()) }
    }

    pub(crate) fn check_files<'a>(&self, files: impl Iterator<Item = (&'a str, &'a InputFile)>) -> Result<(), LockError> {
        for (input, file) in files {
            let locked = self.input.iter().filter(|locked| locked.name == input).flat_map(|locked| &locked.file);
            let locked = locked.into_iter().find(|locked| locked.path == file.path);
            let here = file.digests.blake3;
            if locked.is_none_or(|locked| locked.blake3 != here) {
                return Err(LockError::OtherFile {
                    input: input.to_owned(),
                    file: file.path.clone(),
                    locked: locked.map_or("none of that name".to_owned(), |locked| locked.blake3.short()),
                    here: here.short(),
                });
            }
        }
        Ok(())
    }

    pub(crate) fn check_rows(&self, intakes: &[Intake]) -> Result<(), LockError> {
        for (locked, intake) in self.input.iter().zip(intakes) {
            for (locked_table, table) in locked.table.iter().zip(&intake.tables) {
                if locked_table.digest != table.digest {
                    return Err(LockError::OtherRows {
                        input: intake.input.clone(),
                        table: table.table.clone(),
                        locked: format!("{} ({} rows)", locked_table.digest.short(), locked_table.rows),
                        here: format!("{} ({} rows)", table.digest.short(), table.rows),
                    });
                }
            }
        }
        Ok(())
    }

    /// Whether a run found what was locked.
    ///
    /// # Errors
    /// With every step, value and claim that differs.
    pub fn check_results(&self, record: &Record) -> Result<(), LockError> {
        let here = Self::of(record);
        let mut differences = Vec::new();
        for (locked, step) in self.step.iter().zip(&here.step) {
            if locked.findings == step.findings && locked.unfit == step.unfit {
                continue;
            }
            let digest = |digest: Option<Digest>| digest.map_or("no findings".to_owned(), |digest| digest.short());
            differences.push(format!(
                "  step `{}`: findings {} were locked, here {}",
                step.name,
                digest(locked.findings),
                digest(step.findings)
            ));
            for (name, value) in &step.values {
                match locked.values.get(name) {
                    Some(before) if before == value => {}
                    Some(before) => differences.push(format!("    {name}: {before} was locked, here {value}")),
                    None => differences.push(format!("    {name}: not locked, here {value}")),
                }
            }
        }
        for (name, status) in &here.claims {
            let words = status.words();
            match self.claims.get(name) {
                Some(before) if before == status => {}
                Some(before) => differences.push(format!("  claim `{name}`: {} was locked, here {words}", before.words())),
                None => differences.push(format!("  claim `{name}`: not locked, here {words}")),
            }
        }
        for (name, number) in here.arithmetic.iter().filter(|(name, number)| self.arithmetic.get(*name) != Some(number)) {
            let before = self.arithmetic.get(name).map_or("nothing".to_owned(), f64::to_string);
            differences.push(format!("  arithmetic `{name}`: {before} was locked, here {number}"));
        }
        if differences.is_empty() { Ok(()) } else { Err(LockError::OtherResults(differences.join("\n"))) }
    }
}

fn locked_input(intake: &Intake) -> LockedInput {
    LockedInput {
        name: intake.input.clone(),
        file: intake
            .files
            .iter()
            .map(|file| LockedFile {
                path: file.path.clone(),
                bytes: file.digests.bytes,
                blake3: file.digests.blake3,
                sha256: file.digests.sha256.clone(),
            })
            .collect(),
        table: intake
            .tables
            .iter()
            .map(|table| LockedTable { name: table.table.clone(), rows: table.rows, digest: table.digest })
            .collect(),
    }
}

fn locked_values(values: &[Value]) -> BTreeMap<String, toml::Value> {
    let number = |value: &Value| match &value.number {
        Number::Count(count) => i64::try_from(*count).ok().map(toml::Value::Integer),
        Number::Real(real) => Some(toml::Value::Float(*real)),
        Number::Time(time) => Some(toml::Value::Integer(*time)),
        Number::Insufficient(_) => None,
    };
    values.iter().filter_map(|value| Some((value.name.clone(), number(value)?))).collect()
}
