//! `lockstep cache`: where earlier results are kept, and throwing some away.

use std::path::Path;
use std::time::{Duration, SystemTime};

use lockstep_runner::{Cache, Sweep, Swept};
use serde_json::json;

use super::run::cache_folder;
use crate::arguments::{CacheCommand, CacheOptions, GcOptions};
use crate::exit::Code;
use crate::message::{Console, Failure};

const DAY: Duration = Duration::from_secs(86_400);

pub(crate) fn run(options: &CacheOptions, console: Console) -> Result<Code, Failure> {
    let Some(folder) = cache_folder() else {
        return Err(Failure::Usage {
            message: "no earlier results are kept: none of LOCKSTEP_CACHE, XDG_CACHE_HOME and HOME is set".to_owned(),
            help: "set LOCKSTEP_CACHE to a folder".to_owned(),
        });
    };
    match &options.command {
        CacheCommand::Dir => console.result(&folder.display().to_string(), &json!({ "folder": folder })),
        CacheCommand::Gc(options) => {
            let swept = sweep(&folder, options)?;
            console.result(&in_words(&folder, options, &swept), &json!({ "folder": folder, "dry_run": options.dry_run, "swept": swept }));
        }
    }
    Ok(Code::Done)
}

fn sweep(folder: &Path, options: &GcOptions) -> Result<Swept, Failure> {
    let now = SystemTime::now();
    let sweep = Sweep {
        all: options.all,
        made_before: options.older_than.and_then(|days| now.checked_sub(DAY * days)),
        leavings_before: now - DAY,
        dry: options.dry_run,
    };
    Cache::new(folder).sweep(&sweep).map_err(|source| Failure::Unwritable { path: folder.display().to_string(), source })
}

fn in_words(folder: &Path, options: &GcOptions, swept: &Swept) -> String {
    let results = |number: u64| if number == 1 { "1 result".to_owned() } else { format!("{} results", lockstep_report::count(number)) };
    let done = if options.dry_run { "would remove" } else { "removed" };
    format!(
        "{}: {done} {} ({}), kept {} ({})",
        folder.display(),
        results(swept.removed),
        size(swept.removed_bytes),
        results(swept.kept),
        size(swept.kept_bytes)
    )
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{} bytes", lockstep_report::count(bytes)),
        10_000..10_000_000 => format!("{} kB", lockstep_report::count(bytes / 1_000)),
        _ => format!("{} MB", lockstep_report::count(bytes / 1_000_000)),
    }
}
