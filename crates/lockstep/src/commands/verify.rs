//! `lockstep verify`: run again, use no earlier result, and compare with what was published.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use lockstep_detect::Number;
use lockstep_digest::FileDigests;
use lockstep_report::count;
use lockstep_runner::{
    Content, Here, InputError, Inputs, Lock, OutputFile, Program, RunError, StageCheck, State, ValueCheck, Verdict, Verification,
    VerifiedStage, Verify, WITHHELD, contents, is_packed,
};
use lockstep_snapshot::ReadError;
use lockstep_study::Tolerance;
use serde_json::{Value as Json, json};

use super::attest;
use crate::arguments::VerifyOptions;
use crate::commands::run::{moment, program, report};
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;
use crate::target::{Kind, Target};

/// Differences of the first divergence that are printed; JSON has all of them.
const SHOWN: usize = 12;
/// Identical parts of one stage that are still listed one by one.
const MANY: usize = 6;

pub(crate) fn run(options: &VerifyOptions, console: Console) -> Result<Code, Failure> {
    let started = SystemTime::now();
    let target = match Target::open(&options.target, options.run.as_deref()) {
        Err(Failure::Damaged { damage, .. }) => return damaged(options, &damage, console),
        other => other?,
    };
    fits(options, &target)?;
    let mut checked = Vec::new();
    if is_packed(&options.target) {
        checked = attest::check(&options.target, options.signers.as_deref(), &target)?;
        let faults: Vec<String> = checked.iter().flat_map(|(_, faults)| faults.clone()).collect();
        if !faults.is_empty() {
            return damaged(options, &faults, console);
        }
    }
    let description = described(&target);
    let spinner = Spinner::new(console);
    // No lock is held against this run: whatever differs is to be found and named, not refused.
    let inputs = options.work.inputs.as_deref();
    let work = lockstep_runner::Options { inputs, cache: None, frozen: false, progress: &spinner };
    let made = match target.plan.execute(None, &work) {
        Ok(done) => Some((report(&done, started)?, done)),
        Err(error) if target.kind != Kind::Study && inputs.is_none() && is_missing(&error) => None,
        Err(error) => return Err(error.into()),
    };
    let retold = retold(&target);
    spinner.finish();
    let here = match &made {
        Some(((files, manifest), done)) => Here::Run { run: &done.run, result: &manifest.result, files },
        None => Here::Withheld,
    };
    let lock = Lock::read(&target.plan.lock)?;
    let verification = Verification::new(&Verify {
        study: (&target.plan.study, target.plan.digest),
        lock: lock.as_ref().filter(|lock| lock.pending().is_empty()),
        published: &target.published,
        retold: retold.as_deref(),
        bundle: &bundle_checks(&target, checked),
        description: description.as_deref(),
        here,
        tolerance: options.tolerance.map(|relative| Tolerance { absolute: 0.0, relative }),
    });
    let mut text = in_words(&verification);
    let record = record_path(options, target.kind);
    let result = json!({ "published": target.published.manifest.result.id, "verification": verification });
    // The verdict is told even where its record cannot be written.
    let written = record.as_ref().map(|path| write_record(path, options, &result, started));
    if let (Some(path), Some(Ok(()))) = (&record, &written) {
        text.push_str(&format!("  wrote {}\n", path.display()));
    }
    let first = verification.first_divergence();
    console.result(&text, &json!({ "verdict": verification.verdict, "first_divergence": first, "verification": verification }));
    if verification.verdict != Verdict::Identical {
        console.when_quiet(&format!("{}: {}", options.target.display(), verdict(&verification)));
    }
    written.transpose()?;
    Ok(code(&verification, options))
}

/// Options that mean nothing for what is looked at are refused, for somebody relies on them.
fn fits(options: &VerifyOptions, target: &Target) -> Result<(), Failure> {
    let refuse = |message: String, help: &str| Err(Failure::Usage { message, help: help.to_owned() });
    let path = options.target.display();
    if options.signers.is_some() && !is_packed(&options.target) {
        return refuse(
            format!("{path}: is not a packed bundle, and a signature is about the packed file"),
            "verify the zip with --signers",
        );
    }
    if options.run.is_some() && target.kind != Kind::Study {
        return refuse(format!("{path}: is a run itself, so --run does not go with it"), "leave out --run");
    }
    match &options.work.inputs {
        Some(inputs) if !inputs.is_dir() => {
            refuse(format!("{}: there is no such folder", inputs.display()), "name the folder of the inputs")
        }
        _ => Ok(()),
    }
}

/// What catalogues and readers are told about a bundle, made again from its study and its run. Another version may word it otherwise.
fn described(target: &Target) -> Option<Vec<String>> {
    let same_version = target.published.manifest.circumstances.program.version == env!("CARGO_PKG_VERSION");
    if target.kind != Kind::Bundle || !same_version {
        return None;
    }
    let folder = &target.published.folder;
    let inputs = if folder.join(WITHHELD).is_file() { Inputs::Withheld } else { Inputs::listed(&target.published) };
    // What keeps the bundle from being made again is found, and named, by the stages that follow.
    let entries = contents(&target.plan, &target.published, &inputs).ok()?;
    let faults = entries.iter().filter_map(|entry| {
        let Content::Bytes(bytes) = &entry.content else { return None };
        let same = std::fs::read(folder.join(&entry.path)).is_ok_and(|here| &here == bytes);
        (!same).then(|| format!("{}: is not what the study and the run make it", entry.path))
    });
    Some(faults.collect())
}

/// The report that the published findings make by themselves.
fn retold(target: &Target) -> Option<Vec<OutputFile>> {
    target.published.run().ok().and_then(|run| lockstep_report::render(&run).ok())
}

fn is_missing(error: &RunError) -> bool {
    matches!(error, RunError::Input(InputError::Read(ReadError::Missing { .. })))
}

fn bundle_checks(target: &Target, signed: Vec<(String, Vec<String>)>) -> Vec<(String, Vec<String>)> {
    if target.kind != Kind::Bundle {
        return Vec::new();
    }
    // Sums that do not fit end the comparison before it begins.
    let files = target.files;
    std::iter::once((format!("sums of {} files", count(files as u64)), Vec::new())).chain(signed).collect()
}

fn damaged(options: &VerifyOptions, damage: &[String], console: Console) -> Result<Code, Failure> {
    let mut text = format!("  bundle   {}   damaged\n\n", options.target.display());
    damage.iter().take(SHOWN).for_each(|damage| text.push_str(&format!("    {damage}\n")));
    if damage.len() > SHOWN {
        text.push_str(&format!("    and {} more\n", damage.len() - SHOWN));
    }
    text.push_str("\n  verdict: damaged. Nothing in it was run. Get the bundle again from where it was published.\n");
    let result = json!({ "verdict": Verdict::Damaged, "first_divergence": { "stage": "bundle", "differences": damage } });
    // An earlier record of a bundle of this name must not go on saying that it is whole.
    let record = record_path(options, Kind::Bundle);
    let written = record.as_ref().map(|path| write_record(path, options, &json!({ "verification": result }), SystemTime::now()));
    console.result(&text, &result);
    console.when_quiet(&format!("{}: damaged: {}", options.target.display(), damage.join("; ")));
    written.transpose()?;
    Ok(Code::Damaged)
}

fn code(verification: &Verification, options: &VerifyOptions) -> Code {
    match verification.verdict {
        Verdict::Identical => Code::Done,
        Verdict::Equivalent if options.exact => Code::Different,
        Verdict::Equivalent => Code::Done,
        Verdict::Different => Code::Different,
        Verdict::Partial => Code::Partial,
        Verdict::Damaged => Code::Damaged,
    }
}

/// Where the record goes: for a run or a bundle, here, under its name.
fn record_path(options: &VerifyOptions, kind: Kind) -> Option<PathBuf> {
    match (&options.record, kind) {
        (Some(path), _) => Some(path.clone()),
        (None, Kind::Study) => None,
        (None, Kind::Run | Kind::Bundle) => {
            let full = std::path::absolute(&options.target).unwrap_or_else(|_| options.target.clone());
            let name = if full.is_dir() { full.file_name() } else { full.file_stem() };
            Some(PathBuf::from(format!("{}.verification.json", name.unwrap_or_default().to_string_lossy())))
        }
    }
}

/// The reviewer's record: the comparison, and what made it.
fn write_record(path: &Path, options: &VerifyOptions, result: &Json, started: SystemTime) -> Result<(), Failure> {
    let packed = std::fs::read(&options.target).ok().map(|bytes| FileDigests::of(&bytes));
    let record = json!({
        "subject": { "name": options.target.file_name().unwrap_or_default().to_string_lossy(), "digests": packed },
        "published": result["published"],
        "verification": result["verification"],
        "circumstances": { "started": moment(started), "ended": moment(SystemTime::now()), "program": program() },
    });
    let mut text = serde_json::to_string_pretty(&record).expect("a verification is plain values");
    text.push('\n');
    lockstep_runner::write_file(path, text.as_bytes()).map_err(|source| Failure::Unwritable { path: path.display().to_string(), source })
}

fn in_words(verification: &Verification) -> String {
    let mut text = stages(verification);
    if let Some(first) = verification.first_divergence() {
        text.push_str(&explained(first, verification));
    }
    text.push_str(&with_which_program(verification));
    let published = &verification.published;
    let runs = match &verification.here {
        None => format!("published run {published}, not run here"),
        Some(here) if here != published => format!("published run {published}, here {here}"),
        Some(here) if verification.verdict == Verdict::Identical => format!("run {here}, published and here"),
        Some(here) => format!("run {here}, published and here: what differs lies beside the record of the run"),
    };
    text.push_str(&format!("\n  {runs}\n  verdict: {}\n", verdict(verification)));
    text
}

/// A line for each part, or for all that are identical where a stage has many.
fn stages(verification: &Verification) -> String {
    let first = verification.first_divergence();
    let mut lines: Vec<[String; 3]> = Vec::new();
    for parts in verification.stages.chunk_by(|a, b| a.stage == b.stage) {
        let quiet = |part: &&StageCheck| matches!(part.state, State::Identical | State::Withheld);
        let many = parts.iter().filter(quiet).count();
        let collapsed = many > MANY;
        for part in parts.iter().filter(|part| !(collapsed && quiet(part))) {
            let is_first = first.is_some_and(|first| std::ptr::eq(first, part));
            let state = match part.state {
                State::Identical => "identical",
                State::Withheld => "withheld by the authors",
                State::Equivalent if is_first => "equivalent  first divergence",
                State::Equivalent => "equivalent",
                State::Different if is_first => "DIFFERENT   first divergence",
                State::Different => "different",
            };
            lines.push([part.stage.name().to_owned(), part.subject.clone(), state.to_owned()]);
        }
        if collapsed {
            let which = if many == parts.len() { format!("all {many}") } else { format!("{many} others") };
            let withheld = parts.iter().any(|part| part.state == State::Withheld);
            let state = if withheld { "withheld by the authors" } else { "identical" };
            lines.push([parts[0].stage.name().to_owned(), which, state.to_owned()]);
        }
    }
    let width = lines.iter().map(|[_, subject, _]| subject.chars().count()).max().unwrap_or(0);
    lines.iter().map(|[stage, subject, state]| format!("  {stage:<10} {subject:<width$}   {state}\n")).collect()
}

fn verdict(verification: &Verification) -> String {
    let word = verification.verdict.word();
    let loosened = verification.loosened.map(|tolerance| format!(", with measured values up to {} of themselves off", tolerance.relative));
    match verification.verdict {
        Verdict::Partial => {
            format!(
                "{word}: the inputs are withheld, and everything that can be checked without them agrees; --inputs FOLDER runs the study"
            )
        }
        Verdict::Identical => word.to_owned(),
        _ => format!("{word}{}", loosened.unwrap_or_default()),
    }
}

/// The first divergence: its values in a table where it has some, or else its differences in words.
fn explained(first: &StageCheck, verification: &Verification) -> String {
    let mut text = format!("\n  {} {}:\n", first.stage.name(), first.subject);
    let values: Vec<&ValueCheck> = verification.values.iter().filter(|value| !value.same()).collect();
    if first.stage == VerifiedStage::Findings && !values.is_empty() {
        text.push_str(&table(&values));
    }
    let told = |difference: &&String| !values.iter().any(|value| difference.starts_with(&format!("{}: ", value.name)));
    let differences: Vec<&String> = first.differences.iter().filter(told).collect();
    differences.iter().take(SHOWN).for_each(|difference| text.push_str(&format!("    {difference}\n")));
    if differences.len() > SHOWN {
        text.push_str(&format!("    and {} more\n", differences.len() - SHOWN));
    }
    if first.stage == VerifiedStage::Findings && !verification.classes.is_empty() {
        let same: Vec<String> = verification
            .classes
            .iter()
            .filter(|class| class.same())
            .map(|class| format!("{} {}", count(class.here as u64), class.what))
            .collect();
        if !same.is_empty() {
            text.push_str(&format!("    the same: {}\n", same.join(", ")));
        }
    }
    text
}

fn table(values: &[&ValueCheck]) -> String {
    let number = |number: &Option<Number>| match number {
        None => "–".to_owned(),
        Some(Number::Count(number)) => count(*number),
        Some(Number::Real(real)) => real.to_string(),
        Some(Number::Time(time)) => format!("{time} ms"),
        Some(Number::Insufficient(_)) => "insufficient data".to_owned(),
    };
    let change = |value: &ValueCheck| match (&value.published, &value.here) {
        (Some(Number::Count(before)), Some(Number::Count(now))) => format!("{:+}", now.cast_signed() - before.cast_signed()),
        (Some(Number::Real(before)), Some(Number::Real(now))) => format!("{:+.1e}", now - before),
        _ => "–".to_owned(),
    };
    let tolerance = |value: &ValueCheck| match value.tolerance {
        None => "exact".to_owned(),
        Some(Tolerance { absolute, relative }) if absolute > 0.0 && relative > 0.0 => format!("{absolute} or {relative} of it"),
        Some(Tolerance { absolute, relative: _ }) if absolute > 0.0 => absolute.to_string(),
        Some(Tolerance { relative, .. }) => format!("{relative} of it"),
    };
    let head = ["", "published", "here", "change", "tolerance"].map(str::to_owned);
    let rows = values.iter().map(|value| {
        let state = if value.agrees { "" } else { "  outside" };
        [value.name.clone(), number(&value.published), number(&value.here), change(value), tolerance(value) + state]
    });
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    let line = |row: &[String; 5]| {
        let [name, published, here, change, tolerance] = row;
        let [a, b, c, d] = [widths[0], widths[1], widths[2], widths[3]];
        format!("    {name:<a$}  {published:>b$}  {here:>c$}  {change:>d$}  {tolerance}\n")
    };
    rows.iter().map(line).collect()
}

/// Where results differ although the question and the data do not, the programs may be the reason.
fn with_which_program(verification: &Verification) -> String {
    let Some(first) = verification.first_divergence() else { return String::new() };
    if !matches!(first.stage, VerifiedStage::Findings | VerifiedStage::Claims | VerifiedStage::Report) {
        return String::new();
    }
    let told = |program: &Program| {
        let commit = program.commit.as_deref().map_or(String::new(), |commit| format!(", commit {commit}"));
        format!("lockstep {}{commit} on {} ({}, {} build)", program.version, program.target, program.rustc, program.profile)
    };
    let (before, now) = (told(&verification.published_with), told(&program()));
    if before == now {
        let why = "The study, the rows and the program are the same: the published files were changed after the run.";
        return format!("\n  {why}\n");
    }
    format!(
        "\n  published with {before}\n  here           {now}\n  The study, the rows and the settings are the same: the difference comes from \
         the program, the platform, or a change to the files.\n"
    )
}
