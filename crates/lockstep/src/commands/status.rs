//! `lockstep status`: what a run would do, and why.

use lockstep_report::visible;
use lockstep_runner::{Cache, DifferenceStage as Stage, Lock, Manifest, Part, Plan, Status, StepStatus};

use super::run::cache_folder;
use super::told;
use crate::arguments::StatusOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

pub(crate) fn run(options: &StatusOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let lock = Lock::read(&plan.lock)?;
    let spinner = Spinner::new(console);
    let folder = cache_folder();
    let work = lockstep_runner::Options { inputs: options.inputs.as_deref(), cache: folder.as_deref(), frozen: false, progress: &spinner };
    let survey = plan.survey(&work)?;
    spinner.finish();
    let report = Manifest::read(&plan.published()).ok().map(|manifest| manifest.result.record);
    let cache = folder.map(|folder| Cache::new(&folder));
    let status = Status::new(&plan, &survey, lock.as_ref(), report.as_ref(), cache.as_ref());
    console.result(&in_words(&status, &options.study.display().to_string()), &status);
    Ok(Code::Done)
}

/// A line for each input and step with what changed below it, and at last what there is to do.
fn in_words(status: &Status, study: &str) -> String {
    let mut lines = Lines(Vec::new());
    let parts = status.lock.iter().flat_map(|difference| &difference.parts);
    let part_of = |stage: Stage, subject: &str| parts.clone().find(|part| part.stage == stage && part.subject == subject);
    if let Some(part) = part_of(Stage::Study, "") {
        let prose = "changed, but nothing that a result follows from";
        lines.add("study", "", if part.moves_results { "changed since it was locked" } else { prose });
        // Settings are told with their step.
        let told_here = part.changes.iter().filter(|change| part.moves_results && !change.what.contains(".settings"));
        lines.below(told_here.map(told::change));
    }
    for input in &status.inputs {
        let part = part_of(Stage::Input, input);
        lines.add("input", input, &input_in_words(part, status.lock.is_some()));
        part.iter().for_each(|part| lines.below(part.changes.iter().map(told::change)));
    }
    for step in &status.steps {
        lines.add("step", &step.step, step_in_words(step));
        if !step.kept {
            lines.below(step.changes.iter().map(told::change));
        }
    }
    lines.add("lock", "", &lock_in_words(status, study));
    let report = match status.report_is_current {
        Some(true) => "shows the study as it is now".to_owned(),
        Some(false) => format!("shows an earlier state: `lockstep run {study}` makes it again"),
        None => format!("none yet: `lockstep run {study}` makes it"),
    };
    lines.add("report", "", &report);
    lines.text()
}

fn input_in_words(part: Option<&Part>, locked: bool) -> String {
    match part {
        None if locked => "as locked".to_owned(),
        None => "not locked yet".to_owned(),
        Some(part) if part.moves_results => "rows changed".to_owned(),
        Some(part) => part.remark.clone().unwrap_or_else(|| "changed, but the rows of all inputs are the same".to_owned()),
    }
}

fn step_in_words(step: &StepStatus) -> &'static str {
    match (step.kept, step.compared, step.changes.is_empty()) {
        (true, _, true) => "nothing changed, and its result is kept: nothing to do",
        (true, _, false) => "something changed, but its result for that is kept: nothing to do",
        (false, false, _) => "would run: no earlier result of it is known",
        (false, true, true) => "would run: nothing changed, but its result is not in the cache",
        (false, true, false) => "would run, for this changed:",
    }
}

fn lock_in_words(status: &Status, study: &str) -> String {
    let Some(difference) = &status.lock else { return format!("none yet: `lockstep run {study}` writes one") };
    let accept = format!("`lockstep lock --accept {study}`");
    let moving = difference.parts.iter().any(|part| part.moves_results);
    match (difference.is_empty(), status.without_results.is_empty()) {
        (true, true) => "up to date".to_owned(),
        (true, false) => format!("has no accepted results of some steps: {accept} runs and locks them"),
        (false, true) if !moving => format!("out of date, but its results hold: `lockstep lock {study}` locks what changed"),
        (false, _) => format!("out of date: {accept} locks the study as it is now"),
    }
}

/// Lines of three columns, and lines below them.
struct Lines(Vec<(Option<(&'static str, String)>, String)>);

impl Lines {
    fn add(&mut self, kind: &'static str, name: &str, words: &str) {
        self.0.push((Some((kind, visible(name))), words.to_owned()));
    }

    fn below(&mut self, changes: impl Iterator<Item = String>) {
        self.0.extend(changes.map(|change| (None, change)));
    }

    fn text(&self) -> String {
        let names = self.0.iter().filter_map(|(head, _)| head.as_ref());
        let width = names.map(|(_, name)| name.chars().count()).max().unwrap_or(0);
        let line = |(head, words): &(Option<(&'static str, String)>, String)| match head {
            Some((kind, name)) => format!("{kind:<6}  {name:<width$}  {words}\n"),
            None => format!("{:8}  {words}\n", ""),
        };
        self.0.iter().map(line).collect()
    }
}
