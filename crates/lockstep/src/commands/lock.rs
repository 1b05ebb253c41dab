//! `lockstep lock`: the one command that replaces a lock.
//!
//! Without an option it locks what a study reads and asks; results are accepted apart, after they were shown.

use std::path::Path;

use lockstep_digest::Digest;
use lockstep_runner::{Cache, Difference, KeyPreimage, Lock, LockError, Manifest, Plan, Side};
use serde_json::json;

use super::run::cache_folder;
use super::told;
use crate::arguments::LockOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

pub(crate) fn run(options: &LockOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let known = known_keys(&plan);
    let earlier = earlier(&plan, options, console)?;
    let spinner = Spinner::new(console);
    let cache = if options.no_cache { None } else { cache_folder() };
    let work =
        lockstep_runner::Options { inputs: options.work.inputs.as_deref(), cache: cache.as_deref(), frozen: false, progress: &spinner };
    let (lock, side) = if options.accept {
        let record = plan.execute(None, &work)?.run.record;
        (Lock::of(&record), Side::of_run(&record, Vec::new()))
    } else {
        let survey = plan.survey(&work)?;
        let lock = Lock::planned(&plan, &survey, &earlier);
        (lock.clone(), Side::of_survey(lock, &survey))
    };
    spinner.finish();
    // Of a merge that was left unsettled, ours is what this branch had.
    let before = earlier.first().cloned();
    let difference = before.clone().map(|before| Difference::between(&Side::of_lock(before, &known), &side));
    let file = shown(&plan.lock);
    let pending: Vec<&str> = lock.pending();
    let current = before.as_ref() == Some(&lock) && earlier.len() == 1;
    let told = difference.as_ref().map(told::text).unwrap_or_default();
    let study = options.study.display();
    let (verdict, code) = if options.check {
        match (current, pending.is_empty()) {
            (true, true) => (format!("{file}: up to date"), Code::Done),
            (true, false) => {
                (format!("{file}: {}; `lockstep lock --accept {study}` runs and locks them", without_results(&pending)), Code::Lock)
            }
            (false, _) => {
                let state = if before.is_none() { "there is no lock" } else { "out of date" };
                (format!("{file}: {state}; `lockstep lock --accept {study}` locks the study as it is now"), Code::Lock)
            }
        }
    } else {
        if !current {
            lock.write(&plan.lock)?;
        }
        let done = if current { "up to date" } else { "locked" };
        let rest = if pending.is_empty() {
            String::new()
        } else {
            format!(": {}; `lockstep lock --accept {study}` runs and locks them", without_results(&pending))
        };
        (format!("{file}: {done}{rest}"), Code::Done)
    };
    let answer = json!({
        "lock": plan.lock,
        "current": current && pending.is_empty(),
        "written": !options.check && !current,
        "without_results": pending,
        "difference": difference,
    });
    console.result(&format!("{told}{}{verdict}", if told.is_empty() { "" } else { "\n" }), &answer);
    Ok(code)
}

/// The lock there is, or both sides of one that a merge left so. A lock that nobody can read is replaced, for that is what was asked.
fn earlier(plan: &Plan, options: &LockOptions, console: Console) -> Result<Vec<Lock>, Failure> {
    if options.check {
        return Ok(Lock::read(&plan.lock)?.into_iter().collect());
    }
    match Lock::read_sides(&plan.lock) {
        Ok(sides) => {
            if let Err(conflict @ LockError::Conflict { .. }) = Lock::read(&plan.lock) {
                console.remark(&format!("warning: {conflict}"));
            }
            Ok(sides)
        }
        Err(error @ LockError::Unreadable { .. }) => {
            console.remark(&format!("warning: {error}"));
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells what a key was made of: from the cache, or else from the report that lies where the study's reports go.
fn known_keys(plan: &Plan) -> impl Fn(&Digest) -> Option<KeyPreimage> + use<> {
    let cache = cache_folder().map(|folder| Cache::new(&folder));
    let record = Manifest::read(&plan.published()).ok().map(|manifest| manifest.result.record);
    move |key| {
        let published = || {
            let record = record.as_ref()?;
            record.steps.iter().find(|step| step.key == *key).and_then(|step| KeyPreimage::of(record, step))
        };
        published().or_else(|| cache.as_ref()?.preimage(key))
    }
}

/// Steps whose results nobody has accepted yet, as a clause.
pub(crate) fn without_results(pending: &[&str]) -> String {
    let names = pending.iter().map(|step| format!("`{step}`")).collect::<Vec<_>>().join(", ");
    if pending.len() == 1 { format!("step {names} has no accepted results") } else { format!("steps {names} have no accepted results") }
}

/// A path as short as it can be told from the folder one is in.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).display().to_string()
}
