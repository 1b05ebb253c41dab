//! `lockstep diff`: two runs or locks, and the first cause of what differs.

use std::path::Path;

use lockstep_digest::Digest;
use lockstep_runner::{Cache, Difference, KeyPreimage, Lock, Side};
use serde_json::json;

use super::run::cache_folder;
use super::told;
use crate::arguments::DiffOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};

pub(crate) fn run(options: &DiffOptions, console: Console) -> Result<Code, Failure> {
    let cache = cache_folder().map(|folder| Cache::new(&folder));
    let known = |key: &Digest| cache.as_ref()?.preimage(key);
    let difference = Difference::between(&side(&options.before, &known)?, &side(&options.after, &known)?);
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

/// The folder of a run, or else a lock.
fn side(path: &Path, known: &dyn Fn(&Digest) -> Option<KeyPreimage>) -> Result<Side, Failure> {
    if path.is_dir() {
        return Ok(Side::of_folder(path)?);
    }
    match Lock::read(path)? {
        Some(lock) => Ok(Side::of_lock(lock, known)),
        None => Err(Failure::Usage {
            message: format!("{}: there is no such run or lock", path.display()),
            help: "name the folder of a report, such as `reports/NAME`, or a `lockstep.lock`".to_owned(),
        }),
    }
}
