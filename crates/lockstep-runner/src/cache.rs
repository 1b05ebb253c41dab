//! Results of steps that were run before, by key. May be deleted at any time; `verify` never looks at it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use lockstep_detect::{Findings, Unfit};
use lockstep_digest::Digest;
use serde::{Deserialize, Serialize};

/// All that determines the result of a step. Its digest is the step's key; the preimage is stored beside the result, so that "why did
/// this run again?" has an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeyPreimage {
    pub(crate) step: String,
    pub(crate) detector: String,
    pub(crate) version: u32,
    pub(crate) settings: serde_json::Value,
    pub(crate) rows: Digest,
    pub(crate) seed: u32,
}

/// A folder of results.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    key: KeyPreimage,
    result: Result<Findings, Unfit>,
}

impl Cache {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.join("steps-v1") }
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

    fn path(&self, key: &Digest) -> PathBuf {
        self.folder.join(format!("{}.json", key.to_hex()))
    }
}
