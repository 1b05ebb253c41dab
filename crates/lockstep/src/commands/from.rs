//! `lockstep run --from`: a run once more, by its own record.

use std::path::Path;
use std::time::SystemTime;

use lockstep_runner::{Difference, Side, Written, write_run};
use serde_json::json;

use super::run::{cache_folder, report};
use super::{leaks, told};
use crate::arguments::RunOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;
use crate::target::Target;

pub(super) fn run(options: &RunOptions, started: SystemTime, console: Console) -> Result<Code, Failure> {
    let file = options.from.as_deref().unwrap_or(Path::new("run.json"));
    let folder = match file.parent() {
        _ if file.is_dir() => file,
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !file.exists() || (file.is_file() && file.file_name().is_none_or(|name| name != "run.json")) {
        return Err(Failure::Usage {
            message: format!("{}: is not the record of a run", file.display()),
            help: "name a `run.json`, or the folder that holds one".to_owned(),
        });
    }
    let target = Target::of_run(folder)?;
    let spinner = Spinner::new(console);
    let cache = if options.no_cache { None } else { cache_folder() };
    let work =
        lockstep_runner::Options { inputs: options.work.inputs.as_deref(), cache: cache.as_deref(), frozen: false, progress: &spinner };
    let done = target.plan.execute(None, &work)?;
    let (files, manifest) = report(&done, started)?;
    spinner.finish();
    let id = manifest.result.id.short();
    let difference = Difference::between(&Side::of_folder(folder)?, &Side::of_run(&done.run.record, files.clone()));
    let mut text = if difference.is_empty() {
        format!("  run {id}: the same as {}\n", folder.display())
    } else {
        format!("{}\n  run {id}: not the same as {}\n", told::text(&difference), folder.display())
    };
    if let Some(out) = &options.out {
        leaks::refuse(&done.secrets, &files, &manifest)?;
        let written = write_run(out, &files, &manifest)?;
        let fate = if written == Written::Unchanged { "report, identical to the one that was there" } else { "report" };
        text.push_str(&format!("  {fate}: {}\n", out.join("index.html").display()));
    }
    if options.out.is_none() {
        text.push_str("  nothing was written; --out FOLDER keeps the report\n");
    }
    let answer = json!({ "id": manifest.result.id, "same": difference.is_empty(), "first_cause": difference.first_cause(), "difference": difference });
    console.result(&text, &answer);
    Ok(if difference.is_empty() { Code::Done } else { Code::Different })
}
