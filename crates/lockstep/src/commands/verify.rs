//! `lockstep verify`: run again, use no earlier result, and compare with the published run.

use std::time::SystemTime;

use lockstep_runner::{Manifest, Plan, StageCheck, Verification};
use serde_json::json;

use crate::arguments::VerifyOptions;
use crate::commands::run::report;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

pub(crate) fn run(options: &VerifyOptions, console: Console) -> Result<Code, Failure> {
    let started = SystemTime::now();
    let plan = Plan::open(&options.study)?;
    let folder = options.run.clone().unwrap_or_else(|| plan.default_output());
    let published = Manifest::read(&folder)?;
    let spinner = Spinner::new(console);
    // No lock is held against this run: whatever differs is to be found and named, not refused.
    let work = lockstep_runner::Options { inputs: options.work.inputs.as_deref(), cache: None, frozen: false, progress: &spinner };
    let done = plan.execute(None, &work)?;
    let (files, manifest) = report(&done, started)?;
    spinner.finish();
    let verification = Verification::new(&folder, &published, &manifest.result, &files);
    let verdict = if verification.identical() { "identical" } else { "different" };
    let first = verification.first_divergence();
    console.result(
        &in_words(&verification, first, verdict),
        &json!({ "verdict": verdict, "first_divergence": first, "verification": verification }),
    );
    Ok(if verification.identical() { Code::Done } else { Code::Different })
}

fn in_words(verification: &Verification, first: Option<&StageCheck>, verdict: &str) -> String {
    let mut text = String::new();
    let width = verification.stages.iter().map(|stage| stage.subject.chars().count()).max().unwrap_or(0);
    for stage in &verification.stages {
        let state = match (&stage.differences[..], first) {
            ([], _) => "identical",
            (_, Some(first)) if std::ptr::eq(first, stage) => "DIFFERENT   first divergence",
            _ => "different",
        };
        text.push_str(&format!("  {:<10} {:<width$}   {state}\n", stage.stage, stage.subject));
    }
    if let Some(first) = first {
        text.push_str(&format!("\n  {} {}:\n", first.stage, first.subject));
        const SHOWN: usize = 12;
        first.differences.iter().take(SHOWN).for_each(|difference| text.push_str(&format!("    {difference}\n")));
        if first.differences.len() > SHOWN {
            text.push_str(&format!("    and {} more\n", first.differences.len() - SHOWN));
        }
    }
    text.push_str(&format!("\n  published run {}, here {}\n  verdict: {verdict}\n", verification.published, verification.here));
    text
}
