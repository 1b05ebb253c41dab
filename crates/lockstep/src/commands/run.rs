//! `lockstep run`: from a study to a report.

use std::env;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use lockstep_digest::FileDigests;
use lockstep_runner::{
    Circumstances, ClaimStatus, Difference, Done, Lock, Manifest, Outcome, OutputFile, Plan, Program, Run, Side, Stage, Written, write_run,
};
use serde_json::{Value, json};

use super::explain::unknown;
use super::lock::without_results;
use super::{from, leaks, told, twice};
use crate::arguments::RunOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

pub(crate) fn run(options: &RunOptions, console: Console) -> Result<Code, Failure> {
    let started = SystemTime::now();
    let Some(study) = &options.study else { return from::run(options, started, console) };
    let mut plan = Plan::open(study)?;
    if options.out.is_none() && plan.folder.join("SHA256SUMS").is_file() {
        return Err(Failure::Usage {
            message: format!("{}: is a bundle, and a run in it would damage it", study.display()),
            help: "name a folder for the report with --out, or `lockstep verify` the bundle".to_owned(),
        });
    }
    let lock = Lock::read(&plan.lock)?;
    if let Some(lock) = &lock {
        lock.check_study(&plan)?;
    }
    let left_out = keep_only(&mut plan, &options.only)?;
    let spinner = Spinner::new(console);
    // A run that only repeats what is kept would prove nothing.
    let cache = if options.no_cache || options.twice { None } else { cache_folder() };
    let work = lockstep_runner::Options {
        inputs: options.work.inputs.as_deref(),
        cache: cache.as_deref(),
        frozen: options.frozen,
        progress: &spinner,
    };
    let done = plan.execute(lock.as_ref(), &work)?;
    if let Some(lock) = &lock {
        lock.check_results(&done.run.record)?;
    }
    warn_of_the_future(&done.run, console);
    let headlines = lockstep_report::headlines(&done.run)?;
    if left_out > 0 {
        spinner.finish();
        let text = format!("{}\n  {left_out} steps were left out, so no report was written\n", steps_in_words(&done, &headlines));
        console.result(&text, &json!({ "steps": done.run.record.steps, "left_out": left_out }));
        return Ok(Code::Done);
    }
    let (files, manifest) = report(&done, started)?;
    leaks::refuse(&done.secrets, &files, &manifest).inspect_err(|_| spinner.finish())?;
    let again = if options.twice { Some(twice::run(&plan, lock.as_ref(), &work, &done, &files)?) } else { None };
    spinner.finish();
    if let Some(again) = &again
        && let Some(difference) = &again.difference
    {
        console.result(&again.in_words(), &json!({ "error": "two runs differ", "threads": again.threads, "difference": difference }));
        return Ok(Code::Different);
    }
    let folder = options.out.clone().unwrap_or_else(|| plan.default_output());
    if options.check {
        return check(study, &folder, &done, files, console);
    }
    let written = write_run(&folder, &files, &manifest)?;
    if lock.is_none() {
        Lock::of(&done.run.record).write(&plan.lock)?;
    }
    let page = folder.join("index.html");
    let pending = lock.as_ref().map(Lock::pending).unwrap_or_default();
    let mut text = in_words(&done, &headlines, &manifest, written, lock.is_none(), &page);
    if !pending.is_empty() {
        let study = study.display();
        text.push_str(&format!("  {}: `lockstep lock --accept {study}` locks them\n", without_results(&pending)));
    }
    again.iter().for_each(|again| text.push_str(&format!("  {}\n", again.in_words())));
    console.result(&text, &in_json(&manifest, written, &page));
    Ok(Code::Done)
}

/// Leave out all steps but those named, if any are; the number left out.
fn keep_only(plan: &mut Plan, names: &[String]) -> Result<usize, Failure> {
    if names.is_empty() {
        return Ok(0);
    }
    let all: Vec<String> = plan.steps.iter().map(|step| step.name.clone()).collect();
    plan.keep_only(names).map_err(|name| unknown("step", name, all.iter().map(String::as_str)))?;
    Ok(all.len() - plan.steps.len())
}

/// Hold what a run would write against what is there, byte for byte.
fn check(study: &Path, folder: &Path, done: &Done, files: Vec<OutputFile>, console: Console) -> Result<Code, Failure> {
    let difference = Difference::between(&Side::of_folder(folder)?, &Side::of_run(&done.run.record, files));
    let same = difference.is_empty();
    let text = if same {
        format!("{}: would not change", folder.display())
    } else {
        let study = study.display();
        format!("{}\n{}: would change; `lockstep run {study}` writes it again", told::text(&difference), folder.display())
    };
    console.result(&text, &json!({ "report": folder, "current": same, "first_cause": difference.first_cause(), "difference": difference }));
    Ok(if same { Code::Done } else { Code::Different })
}

/// Render a run's files, and write the manifest that goes with them.
pub(crate) fn report(done: &Done, started: SystemTime) -> Result<(Vec<OutputFile>, Manifest), Failure> {
    let before = SystemTime::now();
    let files = lockstep_report::render(&done.run)?;
    let rendering = before.elapsed().unwrap_or_default();
    let stage = |(name, time): (&str, Duration)| Stage { name: name.to_owned(), seconds: (time.as_secs_f64() * 1_000.0).round() / 1_000.0 };
    let circumstances = Circumstances {
        started: moment(started),
        ended: moment(SystemTime::now()),
        program: program(),
        threads: rayon::current_num_threads(),
        stages: done.timings.iter().map(|(name, time)| (name.as_str(), *time)).chain([("render", rendering)]).map(stage).collect(),
        peak_memory: peak_memory(),
        cached: done.cached.clone(),
        frozen: done.frozen,
    };
    let manifest = Manifest::new(&done.run, &files, circumstances)?;
    Ok((files, manifest))
}

pub(crate) fn moment(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(|_| String::new(), |time| format!("{time:.0}"))
}

pub(crate) fn program() -> Program {
    let commit = env!("LOCKSTEP_COMMIT");
    Program {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: (!commit.is_empty()).then(|| commit.to_owned()),
        libraries: FileDigests::of(include_bytes!("../../../../Cargo.lock")).blake3,
        rustc: env!("LOCKSTEP_RUSTC").to_owned(),
        target: env!("LOCKSTEP_TARGET").to_owned(),
        profile: env!("LOCKSTEP_PROFILE").to_owned(),
    }
}

/// The largest resident set so far, where the system tells (Linux).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1_024)
}

/// Where earlier results are kept: a folder that can be deleted at any time.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    named("LOCKSTEP_CACHE")
        .or_else(|| named("XDG_CACHE_HOME").map(|cache| cache.join("lockstep")))
        .or_else(|| named("HOME").map(|home| home.join(".cache").join("lockstep")))
}

/// Results may not depend on today's date, so posts from the future are kept unless the study is dated; but somebody should know.
pub(super) fn warn_of_the_future(run: &Run, console: Console) {
    let now = jiff::Timestamp::now().as_millisecond();
    if run.record.snapshot.last_post.is_some_and(|last| last > now) {
        console.remark("warning: some posts are dated after today; set `published` in the study to count later ones as lost");
    }
}

fn steps_in_words(done: &Done, headlines: &[String]) -> String {
    let mut text = String::new();
    for (step, sentence) in done.run.record.steps.iter().zip(headlines) {
        let mark = if matches!(step.outcome, Outcome::Found { .. }) { ' ' } else { '!' };
        text.push_str(&format!("{mark} {:<18} {sentence}\n", step.step));
    }
    let ledger = &done.run.record.ledger;
    if !ledger.claims.is_empty() {
        let counted = ClaimStatus::ALL.map(|status| format!("{} {}", ledger.count(status), status.words()));
        let contested = ledger.claims.iter().filter(|claim| claim.contested).count();
        text.push_str(&format!("  {:<18} {} in all: {}; {contested} contested\n", "claims", ledger.claims.len(), counted.join(", ")));
    }
    text
}

fn in_words(done: &Done, headlines: &[String], manifest: &Manifest, written: Written, locked: bool, page: &Path) -> String {
    let mut text = steps_in_words(done, headlines);
    text.push_str(&format!("\n  run {}", manifest.result.id.short()));
    if !done.cached.is_empty() {
        text.push_str(&format!(", {} of {} steps from the cache", done.cached.len(), done.run.record.steps.len()));
    }
    if locked {
        text.push_str(", locked for the first time");
    }
    let fate = match written {
        Written::New => "report",
        Written::Replaced => "report, in place of an earlier one",
        Written::Unchanged => "report, identical to the one that was there",
    };
    text.push_str(&format!("\n  {fate}: {}\n", page.display()));
    text
}

fn in_json(manifest: &Manifest, written: Written, page: &Path) -> Value {
    let written = match written {
        Written::New => "new",
        Written::Replaced => "replaced",
        Written::Unchanged => "unchanged",
    };
    let mut answer = json!({ "id": manifest.result.id, "report": page, "written": written, "steps": manifest.result.record.steps });
    let ledger = &manifest.result.record.ledger;
    if !ledger.is_empty() {
        answer["ledger"] = json!(ledger);
    }
    answer
}
