//! Throwing away results that are kept.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use lockstep_detect::{Method, method};
use serde::Serialize;

use crate::cache::{Cache, KeyPreimage};

/// Which results to throw away, besides those that no run can use any more.
#[derive(Debug, Clone, Copy)]
pub struct Sweep {
    /// All of them.
    pub all: bool,
    /// Those made before this moment.
    pub made_before: Option<SystemTime>,
    /// Leavings of runs that were cut off, if older than this; a younger one may be in use.
    pub leavings_before: SystemTime,
    /// Only count.
    pub dry: bool,
}

/// What was thrown away, and what is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Files removed.
    pub removed: u64,
    /// Their bytes.
    pub removed_bytes: u64,
    /// Results kept.
    pub kept: u64,
    /// Their bytes.
    pub kept_bytes: u64,
}

impl Cache {
    /// Throw away results that no run can use any more, for their detector is gone or has another version, and those that are asked for.
    /// Files that Lockstep did not write are left alone.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn sweep(&self, sweep: &Sweep) -> io::Result<Swept> {
        let mut swept = Swept::default();
        for (path, preimage) in self.entries() {
            let metadata = fs::metadata(&path)?;
            let old = sweep.made_before.is_some_and(|line| metadata.modified().is_ok_and(|made| made < line));
            if sweep.all || old || !preimage.is_some_and(|preimage| is_useful(&preimage)) {
                swept.remove(&path, metadata.len(), sweep.dry)?;
            } else {
                swept.kept += 1;
                swept.kept_bytes += metadata.len();
            }
        }
        for entry in fs::read_dir(self.folder()).into_iter().flatten().flatten() {
            let metadata = entry.metadata()?;
            let cut_off = entry.file_name().to_string_lossy().starts_with(".tmp");
            if cut_off && metadata.is_file() && metadata.modified().is_ok_and(|made| made < sweep.leavings_before) {
                swept.remove(&entry.path(), metadata.len(), sweep.dry)?;
            }
        }
        Ok(swept)
    }
}

impl Swept {
    fn remove(&mut self, path: &Path, bytes: u64, dry: bool) -> io::Result<()> {
        if !dry {
            fs::remove_file(path)?;
        }
        self.removed += 1;
        self.removed_bytes += bytes;
        Ok(())
    }
}

/// Whether a run of this program could ask for this result.
fn is_useful(preimage: &KeyPreimage) -> bool {
    let of_this_version = |method: &&dyn Method| method.card().version == preimage.version;
    // What follows from a key of a step names the version of another detector among its settings.
    method(&preimage.detector).filter(of_this_version).is_some_and(|method| method.bind(&preimage.settings).is_ok())
}
