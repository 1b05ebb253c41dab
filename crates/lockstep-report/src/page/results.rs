//! Every step with its figures, numbers and tables.

use lockstep_detect::{Findings, Number, Part, Table, Unfit, Value, View};
use lockstep_runner::Outcome;
use lockstep_runner::Run;
use serde::Serialize;

use super::table::{self, Shown};
use crate::figure::Figure;
use crate::number;
use crate::paths;
use crate::sentence::Sentence;
use crate::steps::{Found, Told, followers, shown};

/// Rows of a table in the page. More would make the page of a study with thirty long tables too large to send by mail.
const ROWS: usize = 40;

#[derive(Serialize)]
pub(super) struct Step {
    part: Part,
    step: String,
    anchor: String,
    title: &'static str,
    question: &'static str,
    method_anchor: String,
    innocent: Vec<&'static str>,
    minimum_data: &'static str,
    provenance: Provenance,
    unfit: Option<Unfit>,
    found: Option<FoundOf>,
    followers: Vec<Follower>,
    /// The element that holds the step from which it follows.
    base_anchor: Option<String>,
}

/// What follows from a step, such as other settings of it, in a sentence that leads to all of it.
#[derive(Serialize)]
pub(super) struct Follower {
    title: &'static str,
    step: String,
    anchor: String,
    sentence: Sentence,
    /// What was tried.
    tried: Option<String>,
}

/// All that follows from a step and gives an answer.
pub(super) fn following(steps: &[Told<'_>], step: &str) -> Vec<Follower> {
    let follower = |told: &Told<'_>| {
        let found = told.found.as_ref()?;
        let step = told.record.step.clone();
        let tried = found.findings.notes.first().cloned();
        Some(Follower { title: told.card.title, anchor: paths::step_anchor(&step), step, sentence: found.headline.clone(), tried })
    };
    followers(steps, step).filter_map(follower).collect()
}

#[derive(Serialize, Clone)]
struct Provenance {
    step: String,
    detector: String,
    version: u32,
    settings: String,
    findings: Option<String>,
}

#[derive(Serialize)]
struct FoundOf {
    headline: Sentence,
    baseline: Sentence,
    chance: Sentence,
    values: Vec<ValueOf>,
    values_file: String,
    figures: Vec<FigureOf>,
    network_anchor: Option<String>,
    tables: Vec<Shown>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct ValueOf {
    name: String,
    anchor: String,
    number: Option<String>,
    why_none: Option<String>,
    unit: &'static str,
    of: Option<Whole>,
    meaning: String,
}

#[derive(Serialize)]
struct Whole {
    name: String,
    anchor: String,
    number: Option<String>,
}

#[derive(Serialize)]
struct FigureOf {
    id: String,
    step: String,
    title: Sentence,
    svg: String,
    caption: String,
    svg_file: String,
    csv_file: String,
    behind: Behind,
    provenance: Provenance,
}

/// Where the data behind a figure stand as a table.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Behind {
    /// Under the figure.
    Own(Shown),
    /// Among the step's own tables, which are not shown twice.
    Table { name: String, anchor: String },
}

/// The network of one step, for the section of its own.
#[derive(Serialize)]
pub(super) struct NetworkOf {
    step: String,
    anchor: String,
    step_anchor: String,
    title: &'static str,
    figures: Vec<FigureOf>,
    edges: Option<Shown>,
    gexf: String,
    graphml: String,
}

/// A step, told in full; `steps` are all of the run.
pub(super) fn gather(told: &Told<'_>, steps: &[Told<'_>]) -> Step {
    let record = told.record;
    Step {
        part: told.card.part,
        step: record.step.clone(),
        anchor: paths::step_anchor(&record.step),
        title: told.card.title,
        question: told.card.question,
        method_anchor: super::method::anchor(told.card),
        innocent: told.card.innocent.to_vec(),
        minimum_data: told.card.minimum_data,
        provenance: provenance(told),
        unfit: match &record.outcome {
            Outcome::Unfit(unfit) => Some(unfit.clone()),
            Outcome::Found { .. } => None,
        },
        found: told.found.as_ref().map(|found| found_of(told, found)),
        followers: following(steps, &record.step),
        base_anchor: told.base().map(paths::step_anchor),
    }
}

fn found_of(told: &Told<'_>, found: &Found<'_>) -> FoundOf {
    let step = &told.record.step;
    let edges = found.findings.network.as_ref().map(|network| network.edges.as_str());
    let behind = behind_figures(told, found.findings);
    FoundOf {
        headline: found.headline.clone(),
        baseline: found.baseline.clone(),
        chance: found.chance.clone(),
        values: found.findings.values.iter().map(|value| value_of(step, value, found.findings)).collect(),
        values_file: paths::values(step),
        figures: drawn(told, found, false),
        network_anchor: edges.map(|_| network_anchor(step)),
        tables: found
            .findings
            .tables
            .iter()
            .filter(|table| Some(table.name.as_str()) != edges)
            .map(|table| table_of(step, table).folded(behind.contains(&table.name.as_str())))
            .collect(),
        notes: found.findings.notes.clone(),
    }
}

fn table_of(step: &str, table: &Table) -> Shown {
    table::show(table, ROWS, paths::table_anchor(step, &table.name), paths::table(step, &table.name))
}

/// Tables that a figure shows better than rows do, and the evidence behind ties.
fn behind_figures<'a>(told: &Told<'_>, findings: &'a Findings) -> Vec<&'a str> {
    let drawn = told.card.views.iter().filter_map(|view| match view {
        View::HourWeek { table, .. } | View::TimeLine { table, .. } | View::Steps { table, .. } | View::Places { table, .. } => {
            Some(*table)
        }
        View::Specification { table, .. } | View::Bars { table, .. } | View::Matrix { table, .. } | View::Map { table, .. } => Some(*table),
        View::Scatter { .. } | View::Against { .. } | View::Overlap { .. } | View::Network { .. } => None,
    });
    let evidence = findings.network.iter().flat_map(|network| network.evidence.iter().map(String::as_str));
    let names: Vec<&str> = drawn.chain(evidence).collect();
    findings.tables.iter().map(|table| table.name.as_str()).filter(|name| names.contains(name)).collect()
}

/// The network of a step, if it made one.
/// The networks, those of steps that the authors put first before the others.
pub(super) fn networks(run: &Run, steps: &[Told<'_>]) -> Vec<NetworkOf> {
    let mut ordered: Vec<&Told<'_>> = steps.iter().collect();
    ordered.sort_by_key(|told| run.study.order_of(&told.record.step));
    ordered.into_iter().filter_map(network).collect()
}

/// A figure that shows what a choice of settings changes.
#[derive(Serialize)]
pub(super) struct Varied {
    figure: String,
    title: &'static str,
}

/// Such figures of a step.
pub(super) fn varied(told: &Told<'_>) -> Vec<Varied> {
    let Some(found) = &told.found else { return Vec::new() };
    let views = shown(told.card, found.findings).zip(&found.figures);
    views
        .filter(|(view, _)| matches!(view, View::Specification { .. }))
        .map(|(_, figure)| Varied { figure: figure.id.clone(), title: told.card.title })
        .collect()
}

fn network(told: &Told<'_>) -> Option<NetworkOf> {
    let found = told.found.as_ref()?;
    let network = found.findings.network.as_ref()?;
    let step = &told.record.step;
    Some(NetworkOf {
        step: step.clone(),
        anchor: network_anchor(step),
        step_anchor: paths::step_anchor(step),
        title: told.card.title,
        figures: drawn(told, found, true),
        edges: found.findings.table(&network.edges).map(|table| table_of(step, table)),
        gexf: paths::network(step, "gexf"),
        graphml: paths::network(step, "graphml"),
    })
}

pub(super) fn network_anchor(step: &str) -> String {
    format!("network-{step}")
}

/// The figures of a step that draw its network, or those that do not.
fn drawn(told: &Told<'_>, found: &Found<'_>, network: bool) -> Vec<FigureOf> {
    let wanted = shown(told.card, found.findings).map(|view| matches!(view, View::Network { .. } | View::Matrix { .. }) == network);
    found.figures.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(figure, _)| figure_of(told, found, figure)).collect()
}

fn figure_of(told: &Told<'_>, found: &Found<'_>, figure: &Figure) -> FigureOf {
    let step = &told.record.step;
    let csv_file = paths::figure_csv(&figure.id);
    let behind = if found.findings.tables.contains(&figure.data) {
        let Table { name, .. } = &figure.data;
        Behind::Table { name: name.replace('_', " "), anchor: paths::table_anchor(step, name) }
    } else {
        Behind::Own(table::show(&figure.data, ROWS, paths::data_anchor(&figure.id), csv_file.clone()))
    };
    FigureOf {
        id: figure.id.clone(),
        step: step.clone(),
        title: figure.title.clone(),
        svg: figure.svg.clone(),
        caption: figure.caption.clone(),
        svg_file: paths::figure_svg(&figure.id),
        behind,
        csv_file,
        provenance: provenance(told),
    }
}

fn provenance(told: &Told<'_>) -> Provenance {
    Provenance {
        step: told.record.step.clone(),
        detector: told.record.detector.clone(),
        version: told.record.version,
        settings: told.record.settings_digest.short(),
        findings: told.found.as_ref().map(|found| found.digest.short()),
    }
}

fn value_of(step: &str, value: &Value, findings: &Findings) -> ValueOf {
    let (one, many) = number::noun(value.unit);
    ValueOf {
        name: value.name.clone(),
        anchor: paths::value_anchor(step, &value.name),
        number: number::bare(&value.number, value.unit),
        why_none: match &value.number {
            Number::Insufficient(why) => Some(why.clone()),
            Number::Count(_) | Number::Real(_) | Number::Time(_) => None,
        },
        unit: if number::is_one(&value.number) { one } else { many },
        of: value.of.as_ref().map(|of| Whole {
            name: of.clone(),
            anchor: paths::value_anchor(step, of),
            number: findings.value(of).and_then(|whole| number::bare(&whole.number, whole.unit)),
        }),
        meaning: value.meaning.clone(),
    }
}
