//! Results of steps that were run before, by key. May be deleted at any time; `verify` never looks at it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use lockstep_detect::{Findings, Unfit};
use lockstep_digest::{Context, Digest};
use serde::{Deserialize, Serialize};

use crate::record::{Record, StepRecord};

/// All that determines the result of a step. Its digest is the step's key; the preimage is stored beside the result, so that "why did
/// this run again?" has an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyPreimage {
    /// The step's name in the study.
    pub step: String,
    /// The detector.
    pub detector: String,
    /// Its version.
    pub version: u32,
    /// The settings in full, defaults filled in.
    pub settings: serde_json::Value,
    /// Digest of all normalised rows of all inputs.
    pub rows: Digest,
    /// Seed of the study.
    pub seed: u32,
    /// The steps that it draws on, by name, each with the key of its result.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub draws_on: BTreeMap<String, Digest>,
}

impl KeyPreimage {
    /// What the key of a recorded step was made of; none if it was made otherwise.
    #[must_use]
    pub fn of(record: &Record, step: &StepRecord) -> Option<Self> {
        let preimage = Self {
            step: step.step.clone(),
            detector: step.detector.clone(),
            version: step.version,
            settings: step.settings.clone(),
            rows: record.rows,
            seed: u32::try_from(record.seed).ok()?,
            draws_on: step.draws_on.iter().map(|name| Some((name.clone(), record.step(name)?.key))).collect::<Option<_>>()?,
        };
        Context::Step.of_json(&preimage).is_ok_and(|made| made == step.key).then_some(preimage)
    }
}

/// A folder of results.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// Name of the folder of results in the cache. Its number rises with the form of an entry.
const STEPS: &str = "steps-v1";

#[derive(Serialize, Deserialize)]
struct Entry {
    key: KeyPreimage,
    result: Result<Findings, Unfit>,
}

/// An entry whose result is passed over.
#[derive(Deserialize)]
struct Head {
    key: KeyPreimage,
}

impl Cache {
    /// The results kept below a folder, which need not exist yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.join(STEPS) }
    }

    /// What a key was made of, if its result is kept.
    #[must_use]
    pub fn preimage(&self, key: &Digest) -> Option<KeyPreimage> {
        read_preimage(&self.path(key)).filter(|preimage| Context::Step.of_json(preimage).is_ok_and(|made| made == *key))
    }

    /// What made the kept result of the same step that is nearest to a key's: the fewest fields differ.
    pub(crate) fn nearest(&self, now: &KeyPreimage) -> Option<KeyPreimage> {
        let same = self.entries().into_iter().filter_map(|(_, kept)| kept).filter(|kept| kept.step == now.step);
        same.min_by_key(|kept| {
            let differ = [
                kept.detector != now.detector,
                kept.version != now.version,
                kept.seed != now.seed,
                kept.rows != now.rows,
                kept.draws_on != now.draws_on,
            ];
            (differ.iter().filter(|differs| **differs).count(), kept.settings != now.settings)
        })
    }

    /// Every entry with what its key was made of, and none where the entry cannot be read; in order of key.
    pub(crate) fn entries(&self) -> Vec<(PathBuf, Option<KeyPreimage>)> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut entries: Vec<PathBuf> = files.filter(|path| is_entry(path)).collect();
        entries.sort_unstable();
        entries.into_iter().map(|path| (read_preimage(&path), path)).map(|(preimage, path)| (path, preimage)).collect()
    }

    /// The folder that holds the entries.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The result of a key, if it is there and whole.
    pub(crate) fn get(&self, key: &Digest, preimage: &KeyPreimage) -> Option<Result<Findings, Unfit>> {
        let entry: Entry = serde_json::from_slice(&fs::read(self.path(key)).ok()?).ok()?;
        (entry.key == *preimage).then_some(entry.result)
    }

    /// Keep a result. A cache that cannot be written is no error: the run just goes without.
    pub(crate) fn put(&self, key: &Digest, preimage: KeyPreimage, result: &Result<Findings, Unfit>) {
        let entry = Entry { key: preimage, result: result.clone() };
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(&serde_json::to_vec(&entry)?)?;
            file.persist(self.path(key))?;
            Ok(())
        };
        drop(write());
    }

    pub(crate) fn path(&self, key: &Digest) -> PathBuf {
        self.folder.join(format!("{}.json", key.to_hex()))
    }
}

fn is_entry(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".json").is_some_and(|name| name.len() == 64 && name.bytes().all(|letter| letter.is_ascii_hexdigit()))
}

fn read_preimage(path: &Path) -> Option<KeyPreimage> {
    let head: Head = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    Some(head.key)
}
