//! The page of a self-test.

use lockstep_runner::{Counted, SelfTest, StepTrial, Tried};
use serde::Serialize;

use super::words;
use crate::error::ReportError;
use crate::figure::palette;
use crate::number;
use crate::page::{STYLE, alone, policy};

const TEMPLATE: &str = include_str!("../../templates/selftest.html");
const OWN_STYLE: &str = "\
.selftest { max-width: 74rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
.selftest section > p { max-width: 46rem; }
.selftest .wide + p { margin-top: 1rem; }
.selftest td small, .selftest th small { display: block; color: var(--quiet); font-weight: 400; }
.selftest td small { white-space: nowrap; }
.selftest thead th { white-space: normal; vertical-align: bottom; max-width: 11rem; }
";

#[derive(Serialize)]
struct Page<'a> {
    style: String,
    policy: String,
    title: &'a str,
    study: String,
    rows: String,
    done: String,
    plantings: Vec<String>,
    reductions: &'a [String],
    outlines: Vec<Measure>,
    kinds: Vec<&'a str>,
    steps: Vec<Row<'a>>,
    limits: [&'static str; 4],
}

/// One measure of the data and of a crowd.
#[derive(Serialize)]
struct Measure {
    name: String,
    data: String,
    crowd: String,
}

#[derive(Serialize)]
struct Row<'a> {
    step: &'a str,
    detector: &'a str,
    /// Why there is no number.
    why: Option<String>,
    alarms: Cell,
    share: Cell,
    found: Vec<Cell>,
    beside: Cell,
}

#[derive(Serialize, Default)]
struct Cell {
    number: String,
    below: String,
}

/// The page.
///
/// # Errors
/// When the template does not fit.
pub(super) fn html(tested: &SelfTest) -> Result<String, ReportError> {
    let style = format!("{STYLE}{OWN_STYLE}\n{}", palette::style_rules());
    let page = Page {
        policy: policy(&style, ""),
        style,
        title: &tested.title,
        study: tested.study.short(),
        rows: tested.rows.short(),
        done: words::what_was_done(tested),
        plantings: tested.plantings.iter().map(words::planting).collect(),
        reductions: &tested.reductions,
        outlines: words::outlines(&tested.data, &tested.crowd)
            .into_iter()
            .map(|[name, data, crowd]| Measure { name, data, crowd })
            .collect(),
        kinds: tested.plantings.iter().map(|record| record.about).collect(),
        steps: tested.steps.iter().map(|step| row(step, tested)).collect(),
        limits: words::LIMITS,
    };
    alone("selftest.html", TEMPLATE, &page)
}

fn row<'a>(step: &'a StepTrial, tested: &SelfTest) -> Row<'a> {
    let why = match &step.result {
        Tried::Counted(counted) => return counted_row(step, counted, tested),
        Tried::NoAccounts => "Puts no account forward: it describes, or judges sets.".to_owned(),
        Tried::Unfit { reason, remedy } => format!("Cannot be tried on a crowd: {reason}; {remedy}."),
    };
    let (alarms, share, beside) = (Cell::default(), Cell::default(), Cell::default());
    Row { step: &step.step, detector: step.detector, why: Some(why), alarms, share, found: Vec::new(), beside }
}

fn counted_row<'a>(step: &'a StepTrial, counted: &Counted, tested: &SelfTest) -> Row<'a> {
    let crowds = counted.alone.len() as u64;
    let assessed = counted.alone.iter().map(|crowd| crowd.assessed).sum::<u64>() / crowds.max(1);
    let alarms = &counted.false_alarms;
    let range = |least: u64, most: u64| format!("{} to {}", number::count(least), number::count(most));
    let found = tested.plantings.iter().map(|record| {
        let found = counted.found.iter().find(|found| found.kind == record.kind);
        found.map_or_else(Cell::default, |found| Cell {
            number: format!("{} of {}", number::count(found.found), number::count(found.planted)),
            below: if found.assessed < found.planted { format!("{} assessed", number::count(found.assessed)) } else { String::new() },
        })
    });
    let beside = || counted.beside_planted.iter().map(|crowd| crowd.put_forward);
    #[expect(clippy::cast_precision_loss, reason = "a mean of counts of accounts, written with one decimal")]
    let mean_beside = beside().sum::<u64>() as f64 / counted.beside_planted.len().max(1) as f64;
    Row {
        step: &step.step,
        detector: step.detector,
        why: (assessed == 0).then(|| "Could assess nobody in these crowds, so it has no false alarms to count.".to_owned()),
        alarms: Cell {
            number: words::mean(alarms.mean),
            below: format!("{} in {} crowds", range(alarms.least, alarms.most), number::count(crowds)),
        },
        share: alarms.share.as_ref().map_or_else(Cell::default, |share| Cell {
            number: number::share(share.value),
            below: format!("{} to {}, of {}", number::share(share.low), number::share(share.high), number::count(assessed)),
        }),
        found: found.collect(),
        beside: Cell { number: words::mean(mean_beside), below: range(beside().min().unwrap_or(0), beside().max().unwrap_or(0)) },
    }
}
