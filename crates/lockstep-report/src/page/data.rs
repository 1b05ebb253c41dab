//! What was read: files and digests, rows lost and why, columns missing and derived, sets, events.

use lockstep_digest::Digest;
use lockstep_runner::Run;
use lockstep_snapshot::{Column, Facts, Intake, Place, Role, SetFacts};
use lockstep_study::{Origin, PublicationMode};
use serde::Serialize;

use super::prose::paragraphs;
use crate::number;

/// Rows of one reason whose places are named.
const EXAMPLES: usize = 3;

#[derive(Serialize)]
pub(super) struct Data {
    counts: Vec<Count>,
    without: Vec<&'static str>,
    span: Option<Span>,
    resolution: &'static str,
    missing: Vec<&'static str>,
    present: Vec<&'static str>,
    inputs: Vec<InputOf>,
    sets: Vec<SetOf>,
    truth: Vec<SetOf>,
    has_control: bool,
    events: Vec<EventOf>,
}

#[derive(Serialize)]
struct Count {
    number: String,
    what: &'static str,
}

#[derive(Serialize)]
struct Span {
    first: String,
    last: String,
}

#[derive(Serialize)]
struct InputOf {
    name: String,
    layout: String,
    simulated: bool,
    declared: bool,
    source: Vec<String>,
    licence: Option<String>,
    collected: Vec<String>,
    rows_read: String,
    rows_lost: String,
    share_lost: String,
    losses: Vec<LossOf>,
    tables: Vec<TableOf>,
    files: Vec<FileOf>,
    derived: Vec<String>,
    unused: Vec<String>,
}

#[derive(Serialize)]
struct LossOf {
    reason: &'static str,
    rows: String,
    examples: Vec<String>,
}

#[derive(Serialize)]
struct TableOf {
    table: String,
    rows: String,
    digest: Digest,
}

#[derive(Serialize)]
struct FileOf {
    path: String,
    size: String,
    blake3: String,
    sha256: String,
}

#[derive(Serialize)]
struct SetOf {
    name: String,
    role: &'static str,
    source: String,
    accounts: String,
    posting: String,
}

#[derive(Serialize)]
struct EventOf {
    name: String,
    first: String,
    last: String,
    source: String,
}

/// Gather it.
pub(super) fn gather(run: &Run) -> Data {
    let facts = &run.record.snapshot;
    let has = |column: &Column| facts.columns.contains(column);
    Data {
        counts: counts(facts),
        without: TABLES.iter().filter(|(count, _, _)| count(facts) == 0).map(|(_, _, none)| *none).collect(),
        span: facts.first_post.zip(facts.last_post).map(|(first, last)| Span { first: number::moment(first), last: number::moment(last) }),
        resolution: resolution(facts.resolution_ms),
        missing: Column::USUAL.iter().filter(|column| !has(column)).map(|column| column.name()).collect(),
        present: Column::ALL.iter().filter(|column| has(column)).map(|column| column.name()).collect(),
        inputs: facts.intakes.iter().map(|intake| input(intake, run)).collect(),
        sets: sets(facts, |role| role != Role::Truth),
        truth: sets(facts, |role| role == Role::Truth),
        has_control: facts.sets.iter().any(|set| set.role == Role::Control),
        events: facts
            .events
            .iter()
            .map(|event| EventOf {
                name: event.name.clone(),
                first: number::day(event.start),
                last: number::day(event.end - 1),
                source: event.source.clone(),
            })
            .collect(),
    }
}

/// The tables that a collection may or may not have: rows, what they are, and how their absence is told.
type TableFacts = (fn(&Facts) -> u64, &'static str, &'static str);
const TABLES: [TableFacts; 2] = [
    (
        |facts| facts.observations,
        "states of accounts at a moment: counters and profile",
        "The data has no states of accounts, such as follower counts.",
    ),
    (|facts| facts.follows, "follow ties", "The data does not say who follows whom."),
];

fn counts(facts: &Facts) -> Vec<Count> {
    let mut all = vec![(facts.posts, "posts"), (facts.accounts_posting, "accounts with at least one post")];
    if facts.accounts > facts.accounts_posting {
        all.push((facts.accounts, "accounts, with those that have no post"));
    }
    all.extend(TABLES.iter().map(|(count, what, _)| (count(facts), *what)).filter(|(count, _)| *count > 0));
    all.into_iter().map(|(count, what)| Count { number: number::count(count), what }).collect()
}

fn sets(facts: &Facts, wanted: fn(Role) -> bool) -> Vec<SetOf> {
    let told = |set: &SetFacts| SetOf {
        name: set.name.clone(),
        role: role(set.role),
        source: set.source.clone(),
        accounts: number::count(set.accounts),
        posting: number::count(set.posting),
    };
    facts.sets.iter().filter(|set| wanted(set.role)).map(told).collect()
}

/// The clock's resolution, as in "times are to the minute".
fn resolution(ms: i64) -> &'static str {
    match ms {
        86_400_000.. => "day",
        3_600_000.. => "hour",
        60_000.. => "minute",
        1_000.. => "second",
        _ => "millisecond",
    }
}

fn input(intake: &Intake, run: &Run) -> InputOf {
    let asked = run.study.inputs.iter().find(|input| input.name == intake.input);
    let named = run.study.publication.mode == PublicationMode::Named;
    let lost = intake.losses.rows();
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let share_lost = if intake.rows_read == 0 { 0.0 } else { lost as f64 / intake.rows_read as f64 };
    InputOf {
        name: intake.input.clone(),
        layout: intake.layout.clone(),
        declared: asked.is_none(),
        simulated: asked.is_some_and(|input| matches!(input.origin(), Origin::Simulated(_))),
        source: paragraphs(asked.and_then(|input| input.source.as_deref())),
        licence: asked.and_then(|input| input.licence.clone()),
        collected: paragraphs(asked.and_then(|input| input.collected.as_deref())),
        rows_read: number::count(intake.rows_read),
        rows_lost: number::count(lost),
        share_lost: number::share(share_lost),
        losses: intake
            .losses
            .0
            .iter()
            .filter(|(_, lost)| lost.rows > 0)
            .map(|(loss, lost)| LossOf {
                reason: loss.words(),
                rows: number::count(lost.rows),
                examples: lost.examples.iter().take(EXAMPLES).map(|at| place(at, named)).collect(),
            })
            .collect(),
        tables: intake
            .tables
            .iter()
            .map(|table| TableOf { table: table.table.clone(), rows: number::count(table.rows), digest: table.digest })
            .collect(),
        files: intake
            .files
            .iter()
            .map(|file| FileOf {
                path: file.path.clone(),
                size: number::bytes(file.digests.bytes),
                blake3: file.digests.blake3.to_hex(),
                sha256: file.digests.sha256.clone(),
            })
            .collect(),
        derived: intake.derived.clone(),
        unused: intake.unused_columns.clone(),
    }
}

/// Where a row was lost. What was wrong with it may quote an id, so it is told only where ids are.
fn place(at: &Place, named: bool) -> String {
    let place = format!("{}, line {}", at.file, number::count(at.line));
    if named { format!("{place}: {}", at.what) } else { place }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Studied => "studied",
        Role::Control => "control",
        Role::Truth => "known truth",
    }
}
