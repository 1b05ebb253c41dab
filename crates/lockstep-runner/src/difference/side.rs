//! One of the two things that are compared: a lock, a run's folder, or a run that was just made.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_digest::{Digest, FileDigests};
use lockstep_snapshot::Facts;
use serde_json::Value as Json;

use crate::cache::KeyPreimage;
use crate::lock::{Lock, LockedStep};
use crate::manifest::ResultHalf;
use crate::published::{Published, PublishedError, StepFile, TableHead, parse_rows, table_path, values_path};
use crate::record::{OutputFile, Record};
use crate::survey::Survey;

/// What is known of a run: always what a lock holds, and more where there is more.
pub struct Side {
    pub(super) lock: Lock,
    /// The run id, where known.
    pub(super) id: Option<Digest>,
    pub(super) seed: Option<u64>,
    /// Sets and events, where known.
    pub(super) facts: Option<Facts>,
    /// The settings of each step in full, where known.
    pub(super) settings: Vec<Option<Json>>,
    /// Digest of each listed file as it is; none for one that is gone.
    pub(super) outputs: Option<BTreeMap<String, Option<Digest>>>,
    files: Files,
}

/// Files of a bundle that say nothing about when and where it was made.
const BESIDE: [&str; 5] = ["study.yaml", "lockstep.lock", "CITATION.cff", "LICENSE", "README.md"];

enum Files {
    None,
    Folder(Box<Published>),
    Made(BTreeMap<String, Vec<u8>>),
}

impl Side {
    /// A lock. `known` tells what a key was made of, where that is known.
    #[must_use]
    pub fn of_lock(lock: Lock, known: &dyn Fn(&Digest) -> Option<KeyPreimage>) -> Self {
        let preimages: Vec<Option<KeyPreimage>> = lock.step.iter().map(|step| known(&step.key)).collect();
        Self {
            seed: preimages.iter().flatten().map(|preimage| u64::from(preimage.seed)).next(),
            settings: preimages.into_iter().map(|preimage| preimage.map(|preimage| preimage.settings)).collect(),
            lock,
            id: None,
            facts: None,
            outputs: None,
            files: Files::None,
        }
    }

    /// A study that is not run yet: its lock without new results.
    #[must_use]
    pub fn of_survey(planned: Lock, survey: &Survey) -> Self {
        Self::of_lock(planned, &|key| survey.steps.iter().find(|step| step.key == *key).map(|step| step.preimage.clone()))
    }

    /// A run that was made here, with its files if they were.
    #[must_use]
    pub fn of_run(record: &Record, files: Vec<OutputFile>) -> Self {
        let outputs = files.iter().map(|file| (file.path.clone(), Some(FileDigests::of(&file.bytes).blake3))).collect();
        let side = Self::of_record(record);
        if files.is_empty() {
            return side;
        }
        let files = files.into_iter().map(|file| (file.path, file.bytes)).collect();
        Self { outputs: Some(outputs), files: Files::Made(files), ..side }
    }

    /// The folder of a run. Its files count as they are, whatever `run.json` says of them.
    ///
    /// # Errors
    /// When there is no run in it.
    pub fn of_folder(folder: &Path) -> Result<Self, PublishedError> {
        let published = Published::open(folder)?;
        let ResultHalf { record, outputs, .. } = &published.manifest.result;
        let as_it_is = |path: &str| std::fs::read(folder.join(path)).ok().map(|bytes| FileDigests::of(&bytes).blake3);
        let listed = outputs.iter().map(|output| output.path.clone());
        // A bundle holds more than its run lists, such as the study and its lock.
        let beside = BESIDE.iter().map(|path| (*path).to_owned()).filter(|path| folder.join(path).is_file());
        let outputs = listed.chain(beside).map(|path| (path.clone(), as_it_is(&path))).collect();
        let side = Self::of_record(record);
        Ok(Self { outputs: Some(outputs), files: Files::Folder(Box::new(published)), ..side })
    }

    fn of_record(record: &Record) -> Self {
        Self {
            lock: Lock::of(record),
            id: record.id().ok(),
            seed: Some(record.seed),
            facts: Some(record.snapshot.clone()),
            settings: record.steps.iter().map(|step| Some(step.settings.clone())).collect(),
            outputs: None,
            files: Files::None,
        }
    }

    /// The steps that both sides have, by name, in the order of the other.
    pub(super) fn steps_in_both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (&'a LockedStep, &'a LockedStep)> {
        other.lock.step.iter().filter_map(|is| Some((self.lock.step.iter().find(|was| was.name == is.name)?, is)))
    }

    /// Whether both read the same rows, whatever the files and inputs were called.
    pub(super) fn same_rows(&self, other: &Self) -> bool {
        let tables = |side: &Self| {
            let mut tables: Vec<(String, Digest)> =
                side.lock.input.iter().flat_map(|input| &input.table).map(|table| (table.name.clone(), table.digest)).collect();
            tables.sort_unstable();
            tables
        };
        tables(self) == tables(other)
    }

    /// What the tables of a step hold.
    pub(super) fn step_file(&self, step: &str) -> Option<StepFile> {
        match &self.files {
            Files::None => None,
            Files::Folder(published) => published.step(step).ok(),
            Files::Made(files) => serde_json::from_slice(files.get(&values_path(step))?).ok(),
        }
    }

    /// The rows of a table of a step.
    pub(super) fn rows(&self, step: &str, table: &TableHead) -> Option<Vec<Vec<String>>> {
        match &self.files {
            Files::None => None,
            Files::Folder(published) => published.rows(step, table).ok(),
            Files::Made(files) => parse_rows(files.get(&table_path(step, &table.name))?, table).ok(),
        }
    }
}
