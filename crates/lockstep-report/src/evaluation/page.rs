//! The page of an evaluation.

use lockstep_runner::{AtPrevalence, Called, Evaluation, LabelledSet, OfSet, Score, Scored};
use serde::Serialize;

use super::cells::{Cell, by_label, counted, of_whole, plain, total};
use super::curves::Drawing;
use super::modelling::{Modelling, modelling};
use crate::error::ReportError;
use crate::figure::palette;
use crate::number;
use crate::page::{STYLE, alone, policy};

const TEMPLATE: &str = include_str!("../../templates/evaluation.html");
const OWN_STYLE: &str = "\
.evaluation { max-width: 74rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
.evaluation section > p, .evaluation figcaption { max-width: 46rem; }
.evaluation figure { max-width: 52rem; }
.evaluation .wide + p { margin-top: 1rem; }
.evaluation td small, .evaluation th small { display: block; color: var(--quiet); font-weight: 400; }
.evaluation td small { white-space: nowrap; }
.evaluation thead th { white-space: normal; vertical-align: bottom; }
.evaluation tbody th { min-width: 12rem; }
.evaluation tbody th small { max-width: 17rem; }
";

/// How a study says that it does not know a feature.
const UNKNOWN: &str = "unknown";

#[derive(Serialize)]
struct Page<'a> {
    style: String,
    policy: String,
    title: &'a str,
    study: String,
    rows: String,
    sets: Vec<Set<'a>>,
    chosen: &'a str,
    positives: String,
    negatives: String,
    in_both: Option<String>,
    figures: Vec<Figure<'a>>,
    scores: Vec<Row<'a>>,
    prevalences: Vec<String>,
    unlisted: bool,
    verdicts: bool,
    by_set: BySet<'a>,
    rests: Vec<String>,
    model: Option<Modelling>,
    discovery: Option<&'a str>,
    features: Vec<&'a str>,
    fewest: u64,
    replicates: String,
}

#[derive(Serialize)]
struct Set<'a> {
    label: &'static str,
    name: &'a str,
    role: &'a str,
    source: &'a str,
    accounts: String,
}

#[derive(Serialize)]
struct Figure<'a> {
    title: &'a str,
    svg: &'a str,
    caption: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    step: &'a str,
    meaning: &'a str,
    column: String,
    assessed: Cell,
    abstained: Cell,
    auc: Option<Cell>,
    average_precision: Option<Cell>,
    baseline: Option<String>,
    verdict: Option<Verdict>,
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct Verdict {
    sensitivity: Cell,
    false_positive_rate: Cell,
    precision: Cell,
    at: Vec<Cell>,
}

/// Of each set, how many accounts each verdict flags.
#[derive(Serialize)]
struct BySet<'a> {
    steps: Vec<&'a str>,
    sets: Vec<OneSet<'a>>,
}

#[derive(Serialize)]
struct OneSet<'a> {
    label: &'static str,
    name: &'a str,
    flagged: Vec<String>,
}

/// The page.
///
/// # Errors
/// When the template does not fit.
pub(super) fn html(evaluation: &Evaluation, drawings: &[Drawing]) -> Result<String, ReportError> {
    let style = format!("{STYLE}{OWN_STYLE}\n{}", palette::style_rules());
    let labels = &evaluation.labels;
    let set = |label| move |set| one_set(label, set);
    let page = Page {
        policy: policy(&style, ""),
        style,
        title: &evaluation.title,
        study: evaluation.study.short(),
        rows: evaluation.rows.short(),
        sets: labels.positive.iter().map(set("positive")).chain(labels.negative.iter().map(set("negative"))).collect(),
        chosen: &labels.chosen,
        positives: number::count(labels.positives),
        negatives: number::count(labels.negatives),
        in_both: (labels.in_both > 0).then(|| number::count(labels.in_both)),
        figures: drawings.iter().map(|of| Figure { title: of.title, svg: &of.svg, caption: &of.caption }).collect(),
        scores: evaluation.scores.iter().map(row).collect(),
        prevalences: evaluation.prevalences.iter().map(|share| number::share(*share)).collect(),
        unlisted: evaluation.scores.iter().any(|score| total(score.unlisted) > 0),
        verdicts: evaluation.scores.iter().any(|score| verdict_of(score).is_some()),
        by_set: by_set(evaluation),
        rests: evaluation.scores.iter().filter_map(rest).collect(),
        model: evaluation.model.as_ref().map(modelling),
        discovery: evaluation.discovery.as_deref(),
        features: evaluation.discovery_features.iter().map(String::as_str).filter(|feature| *feature != UNKNOWN).collect(),
        fewest: evaluation.fewest,
        replicates: number::count(evaluation.replicates as u64),
    };
    alone("evaluation.html", TEMPLATE, &page)
}

fn one_set<'a>(label: &'static str, set: &'a LabelledSet) -> Set<'a> {
    Set { label, name: &set.name, role: set.role, source: &set.source, accounts: number::count(set.accounts) }
}

fn row(score: &Score) -> Row<'_> {
    let measured = if let Scored::Measured(measured) = &score.result { Some(measured) } else { None };
    Row {
        step: &score.step,
        meaning: &score.meaning,
        column: format!("{}.{}", score.table, score.column),
        assessed: by_label(score.assessed),
        abstained: Cell {
            number: of_whole(total(score.abstained), total(score.assessed) + total(score.abstained)),
            below: by_label(score.abstained).below,
            range: String::new(),
        },
        auc: measured.map(|measured| plain(&measured.auc)),
        average_precision: measured.map(|measured| plain(&measured.average_precision)),
        baseline: measured.map(|measured| number::aligned(measured.share_of_positives, 2)),
        verdict: verdict_of(score).map(verdict),
        why: if let Scored::Abstained(why) = &score.result { Some(why) } else { None },
    }
}

fn verdict(called: &Called) -> Verdict {
    let flagged = called.flagged.positives + called.flagged.negatives;
    Verdict {
        sensitivity: counted(&called.sensitivity, called.flagged.positives, called.judged.positives),
        false_positive_rate: counted(&called.false_positive_rate, called.flagged.negatives, called.judged.negatives),
        precision: called.precision.as_ref().map_or_else(none_flagged, |precision| counted(precision, called.flagged.positives, flagged)),
        at: called.at_prevalence.iter().map(|at| at_prevalence(at, called)).collect(),
    }
}

/// Precision where so many are positive. Without a false alarm it would be 1 at any share, and only the range says something.
fn at_prevalence(at: &AtPrevalence, called: &Called) -> Cell {
    let range = format!("{} to {}", number::share(at.low), number::share(at.high));
    match at.precision {
        None => none_flagged(),
        Some(_) if called.flagged.negatives == 0 => Cell { number: range, below: "no false alarm seen".to_owned(), range: String::new() },
        Some(precision) => Cell { number: number::share(precision), below: range, range: String::new() },
    }
}

fn none_flagged() -> Cell {
    Cell { number: "none flagged".to_owned(), below: String::new(), range: String::new() }
}

fn verdict_of(score: &Score) -> Option<&Called> {
    if let Scored::Measured(measured) = &score.result { measured.verdict.as_ref() } else { None }
}

/// How many accounts each verdict flags, set by set.
fn by_set(evaluation: &Evaluation) -> BySet<'_> {
    let verdicts: Vec<(&str, &Called)> =
        evaluation.scores.iter().filter_map(|score| Some((score.step.as_str(), verdict_of(score)?))).collect();
    let labels = &evaluation.labels;
    let named = labels.positive.iter().map(|set| ("positive", set)).chain(labels.negative.iter().map(|set| ("negative", set)));
    let written = |of: &OfSet| match of.judged {
        0 => "–".to_owned(),
        judged => format!("{} of {}", number::count(of.flagged), number::count(judged)),
    };
    let sets = named.enumerate().map(|(place, (label, set))| OneSet {
        label,
        name: &set.name,
        flagged: verdicts.iter().map(|(_, called)| written(&called.by_set[place])).collect(),
    });
    BySet { sets: sets.collect(), steps: verdicts.into_iter().map(|(step, _)| step).collect() }
}

/// What the rest of the collection would hold, as a sentence.
fn rest(score: &Score) -> Option<String> {
    let rest = verdict_of(score)?.rest?;
    let flagged =
        format!("{} flags {} of {} accounts without a label", score.step, number::count(rest.flagged), number::count(rest.judged));
    Some(match rest.positive {
        Some(share) => format!(
            "{flagged}: if its error rates were the same there, {} of them would be positive ({} to {}).",
            number::share(share.value),
            number::share(share.low),
            number::share(share.high)
        ),
        None => format!("{flagged}; it flags no more positives than negatives, so nothing follows for them."),
    })
}
