//! `lockstep diff`: two runs or locks, and the first cause of what differs.

use std::path::Path;

use lockstep_digest::Digest;
use lockstep_runner::{Cache, Difference, KeyPreimage, Lock, Side, is_packed};
use serde_json::json;
use tempfile::TempDir;

use super::run::cache_folder;
use super::told;
use crate::arguments::DiffOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::target::{folder_in, unpacked};

pub(crate) fn run(options: &DiffOptions, console: Console) -> Result<Code, Failure> {
    let cache = cache_folder().map(|folder| Cache::new(&folder));
    let known = |key: &Digest| cache.as_ref()?.preimage(key);
    // Unpacked bundles, which are read while they are compared.
    let mut bundles = Vec::new();
    let (was, is) = (side(&options.before, &known, &mut bundles)?, side(&options.after, &known, &mut bundles)?);
    let difference = Difference::between(&was, &is);
    let [before, after] = [&options.before, &options.after].map(|path| path.display().to_string());
    let text = match (difference.is_empty(), options.markdown) {
        (true, _) => format!("{before} and {after} are equal"),
        (false, true) => told::markdown(&difference, &before, &after),
        (false, false) => format!("{before} → {after}\n\n{}", told::text(&difference)),
    };
    let answer = json!({ "equal": difference.is_empty(), "first_cause": difference.first_cause(), "difference": difference });
    console.result(&text, &answer);
    Ok(if difference.is_empty() { Code::Done } else { Code::Different })
}

/// The folder of a run or its `run.json`, a bundle, or else a lock.
fn side(path: &Path, known: &dyn Fn(&Digest) -> Option<KeyPreimage>, bundles: &mut Vec<TempDir>) -> Result<Side, Failure> {
    if path.is_dir() {
        return Ok(Side::of_folder(path)?);
    }
    if path.is_file() && path.file_name().is_some_and(|name| name == "run.json") {
        return Ok(Side::of_folder(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?);
    }
    if is_packed(path) {
        let unpacked = unpacked(path)?;
        let side = Side::of_folder(&folder_in(&unpacked))?;
        bundles.push(unpacked);
        return Ok(side);
    }
    match Lock::read(path)? {
        Some(lock) => Ok(Side::of_lock(lock, known)),
        None => Err(Failure::Usage {
            message: format!("{}: there is no such run or lock", path.display()),
            help: "name the folder of a report, such as `reports/NAME`, a bundle, or a `lockstep.lock`".to_owned(),
        }),
    }
}
