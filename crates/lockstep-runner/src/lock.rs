//! `lockstep.lock`: what a study was run on and what it found, for people and for `git diff`.
//!
//! Written by the run that finds none, and after that only when somebody asks for it (`lockstep lock`). It is held against every run: other
//! files or rows are an error before anything is computed, other findings are an error before anything is written. A step whose results
//! nobody has accepted yet has neither `findings` nor `unfit`.
//!
//! One fact stands on each line, so that version control can merge two locks. Where it cannot, both sides can still be read: what either
//! side accepted, and what is still asked, need not be accepted again.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_detect::{Number, Value};
use lockstep_digest::{Digest, FileDigests};
use lockstep_snapshot::{InputFile, Intake};
use serde::{Deserialize, Serialize};

use crate::conflict::{first_marker, sides};
use crate::folder;
use crate::ledger::ClaimStatus;
use crate::plan::Plan;
use crate::record::{Outcome, Record};
use crate::survey::Survey;

/// The lock of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    pub(crate) version: u32,
    pub(crate) study: Digest,
    pub(crate) input: Vec<LockedInput>,
    pub(crate) step: Vec<LockedStep>,
    /// The status of each claim.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) claims: BTreeMap<String, ClaimStatus>,
    /// The results of arithmetic on them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) arithmetic: BTreeMap<String, f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedInput {
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) file: Vec<LockedFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) table: Vec<LockedTable>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedFile {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) blake3: Digest,
    pub(crate) sha256: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedTable {
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) digest: Digest,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedStep {
    pub(crate) name: String,
    pub(crate) detector: String,
    pub(crate) version: u32,
    pub(crate) settings: Digest,
    pub(crate) key: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) findings: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unfit: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) values: BTreeMap<String, toml::Value>,
}

/// Why a lock and a run do not go together.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum LockError {
    #[error(
        "{file}: is not a lock that can be read ({reason}): restore it from version control, or make it anew with `lockstep lock --accept STUDY`"
    )]
    Unreadable { file: String, reason: String },
    #[error(
        "{file}:{line}: holds both sides of a merge: settle the study first, then `lockstep lock STUDY` puts one lock in their place and \
         keeps the results of either side that still hold"
    )]
    Conflict { file: String, line: usize },
    #[error("{file}: cannot be written: {source}")]
    Unwritable { file: String, source: std::io::Error },
    #[error(
        "{file}: the study or its settings changed since they were locked ({what}): `lockstep status STUDY` says what would run, and \
         `lockstep lock --accept STUDY` locks the study as it is now"
    )]
    StudyChanged { file: String, what: String },
    #[error(
        "input `{input}`: {file} is not the file that was locked ({locked}, here {here}): get the locked one, or lock this one with \
         `lockstep lock STUDY`"
    )]
    OtherFile { input: String, file: String, locked: String, here: String },
    #[error(
        "input `{input}`: the locked rows of table {table} are {locked}, here they are {here}: the same files are read otherwise, and \
         `lockstep lock --accept STUDY` locks what is read and found now"
    )]
    OtherRows { input: String, table: String, locked: String, here: String },
    #[error("results differ from the lock:\n{0}\nIf the new results are right, `lockstep lock --accept STUDY` locks them.")]
    OtherResults(String),
}

impl Lock {
    const VERSION: u32 = 1;
    const HEAD: &str = "# Written by Lockstep. Do not edit: change the study, and `lockstep lock --accept STUDY` locks it as it is then.\n";

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

    /// The lock of a study that is not run yet: its inputs and its steps. A step keeps the results that an earlier lock holds for the same
    /// key, for nothing that determines them changed; the others have none until somebody accepts them.
    #[must_use]
    pub fn planned(plan: &Plan, survey: &Survey, earlier: &[Self]) -> Self {
        let steps = survey.steps.iter().map(|step| {
            let known = earlier.iter().flat_map(|lock| &lock.step).find(|known| known.key == step.key && !known.pending());
            known.cloned().unwrap_or_else(|| LockedStep {
                name: step.preimage.step.clone(),
                detector: step.preimage.detector.clone(),
                version: step.preimage.version,
                settings: step.settings,
                key: step.key,
                findings: None,
                unfit: None,
                values: BTreeMap::new(),
            })
        });
        Self {
            version: Self::VERSION,
            study: plan.digest,
            input: survey.intakes.iter().map(locked_input).collect(),
            step: steps.collect(),
            claims: BTreeMap::new(),
            arithmetic: BTreeMap::new(),
        }
    }

    /// Names of the steps whose results nobody has accepted yet.
    #[must_use]
    pub fn pending(&self) -> Vec<&str> {
        self.step.iter().filter(|step| step.pending()).map(|step| step.name.as_str()).collect()
    }

    /// The steps of either lock by name, as each has them.
    pub(crate) fn steps_beside<'a>(&'a self, other: &'a Self) -> Vec<(&'a str, Option<&'a LockedStep>, Option<&'a LockedStep>)> {
        let find = |lock: &'a Self, name: &str| lock.step.iter().find(|step| step.name == name);
        let new = other.step.iter().filter(|step| find(self, &step.name).is_none());
        self.step.iter().chain(new).map(|step| (step.name.as_str(), find(self, &step.name), find(other, &step.name))).collect()
    }

    /// Read a lock, if there is one.
    ///
    /// # Errors
    /// When there is one that cannot be read, or that a merge left with both of its sides.
    pub fn read(path: &Path) -> Result<Option<Self>, LockError> {
        match read_text(path)? {
            None => Ok(None),
            Some(text) => match first_marker(&text) {
                Some(line) => Err(LockError::Conflict { file: path.display().to_string(), line }),
                None => Self::parse(path, &text).map(Some),
            },
        }
    }

    /// Read what can be used of a lock that is about to be replaced: none where there is none, and both sides of one that a merge left so.
    ///
    /// # Errors
    /// When there is one that cannot be read.
    pub fn read_sides(path: &Path) -> Result<Vec<Self>, LockError> {
        match read_text(path)? {
            None => Ok(Vec::new()),
            Some(text) => match first_marker(&text) {
                // A side that a merge cut in two is worth nothing, and its results are made again.
                Some(_) => Ok(sides(&text).iter().filter_map(|side| Self::parse(path, side).ok()).collect()),
                None => Ok(vec![Self::parse(path, &text)?]),
            },
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, LockError> {
        let file = path.display().to_string();
        let lock: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            let file = line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
            LockError::Unreadable { file, reason: error.message().to_owned() }
        })?;
        if lock.version == Self::VERSION {
            Ok(lock)
        } else {
            let reason = format!("it is of version {}, and this program reads version {}", lock.version, Self::VERSION);
            Err(LockError::Unreadable { file, reason })
        }
    }

    fn to_text(&self) -> String {
        format!("{}{}", Self::HEAD, toml::to_string(self).expect("a lock holds only what TOML can hold"))
    }

    /// Write the lock, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), LockError> {
        let unwritable = |source| LockError::Unwritable { file: path.display().to_string(), source };
        folder::write_file(path, self.to_text().as_bytes()).map_err(unwritable)
    }

    /// Whether the study still asks what was locked.
    ///
    /// # Errors
    /// When the study or the settings of a step changed; prose counts, for it is part of what was published.
    pub fn check_study(&self, plan: &Plan) -> Result<(), LockError> {
        let changed = |what: String| Err(LockError::StudyChanged { file: plan.lock.display().to_string(), what });
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

    /// The digests of a locked file of this size.
    pub(crate) fn file(&self, input: &str, path: &str, bytes: u64) -> Option<FileDigests> {
        let files = self.input.iter().filter(|locked| locked.name == input).flat_map(|locked| &locked.file);
        let file = files.into_iter().find(|file| file.path == path && file.bytes == bytes)?;
        Some(FileDigests { bytes, blake3: file.blake3, sha256: file.sha256.clone() })
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
    /// With every step, value and claim that differs. A step whose results nobody has accepted yet differs from nothing.
    pub fn check_results(&self, record: &Record) -> Result<(), LockError> {
        let here = Self::of(record);
        let mut differences = Vec::new();
        let pairs = here.step.iter().filter_map(|step| Some((self.step.iter().find(|locked| locked.name == step.name)?, step)));
        for (locked, step) in pairs {
            if locked.pending() || (locked.findings == step.findings && locked.unfit == step.unfit) {
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

impl LockedStep {
    /// Whether nobody has accepted its results yet.
    pub(crate) fn pending(&self) -> bool {
        self.findings.is_none() && self.unfit.is_none()
    }
}

fn read_text(path: &Path) -> Result<Option<String>, LockError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LockError::Unreadable { file: path.display().to_string(), reason: error.to_string() }),
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
