//! `lockstep selftest`: how many accounts the study's settings put forward where nobody acts together.

mod told;

use lockstep_runner::{Plan, SelfTestError, SelfTested};

use super::explain::unknown;
use super::run::cache_folder;
use super::{folder, leaks};
use crate::arguments::SelftestOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

/// A file that every folder of a self-test has.
const OURS: &str = "selftest.json";

pub(crate) fn run(options: &SelftestOptions, console: Console) -> Result<Code, Failure> {
    if let Some(folder) = &options.out {
        folder::writable(folder, OURS, "a self-test")?;
    }
    let mut plan = Plan::open(&options.study)?;
    if !options.only.is_empty() {
        let known: Vec<String> = plan.study.steps.iter().map(|step| step.step.clone()).collect();
        plan.keep_only(&options.only).map_err(|name| unknown("step", name, known.iter().map(String::as_str)))?;
    }
    let spinner = Spinner::new(console);
    let cache = cache_folder();
    let work =
        lockstep_runner::Options { inputs: options.work.inputs.as_deref(), cache: cache.as_deref(), frozen: false, progress: &spinner };
    let SelfTested { selftest, secrets } = plan.selftest(&work, options.seeds).map_err(failure)?;
    spinner.finish();
    let files = if options.out.is_some() { lockstep_report::selftest(&selftest)? } else { Vec::new() };
    leaks::refuse_files(&secrets, files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect(), "self-test")?;
    let mut text = told::text(&selftest);
    if let Some(folder) = &options.out {
        folder::write(folder, &files)?;
        text.push_str(&format!("\n  {}\n", folder.join("index.html").display()));
    }
    console.result(&text, &selftest);
    Ok(Code::Done)
}

fn failure(error: SelfTestError) -> Failure {
    match error {
        SelfTestError::Run(error) => Failure::Run(error),
        SelfTestError::Question { message, help } => Failure::Usage { message, help },
    }
}
