//! The findings for machines: `index.json`, and one `values.json` a step.

use lockstep_detect::{Card, Findings, Unfit, Value};
use lockstep_digest::Digest;
use lockstep_runner::{AttributionRecord, ClaimRecord, Outcome, RelationRecord, Run, StepFile};
use serde::Serialize;

use crate::error::ReportError;
use crate::paths;
use crate::steps::Told;

/// Version of the format of `index.json`.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Index<'a> {
    format: u32,
    slug: &'a str,
    title: &'a str,
    question: &'a str,
    licence: &'a str,
    run: Digest,
    study: Digest,
    rows: Digest,
    seed: u64,
    steps: Vec<Step<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<ClaimOf<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arithmetic: Vec<SumOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribution: Option<&'a AttributionRecord>,
}

#[derive(Serialize)]
struct ClaimOf<'a> {
    text: &'a str,
    source: &'a str,
    #[serde(flatten)]
    record: &'a ClaimRecord,
}

#[derive(Serialize)]
struct SumOf<'a> {
    formula: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(flatten)]
    record: &'a RelationRecord,
}

#[derive(Serialize)]
struct Step<'a> {
    step: &'a str,
    detector: &'a str,
    version: u32,
    title: &'a str,
    settings_digest: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Found<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unfit: Option<&'a Unfit>,
}

#[derive(Serialize)]
struct Found<'a> {
    findings_digest: Digest,
    headline: String,
    baseline: String,
    chance: String,
    values: &'a [Value],
    values_file: String,
    tables: Vec<File<'a>>,
    figures: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    networks: Vec<String>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct File<'a> {
    table: &'a str,
    about: &'a str,
    rows: usize,
    file: String,
}

/// `index.json`.
///
/// # Errors
/// When the run has no id.
pub(crate) fn index(run: &Run, steps: &[Told<'_>]) -> Result<Vec<u8>, ReportError> {
    let index = Index {
        format: FORMAT,
        slug: &run.slug,
        title: &run.study.title,
        question: &run.study.question,
        licence: &run.study.licence,
        run: run.record.id()?,
        study: run.record.study,
        rows: run.record.rows,
        seed: run.record.seed,
        steps: steps.iter().map(step).collect(),
        claims: run
            .study
            .claims
            .iter()
            .zip(&run.record.ledger.claims)
            .map(|(claim, record)| ClaimOf { text: &claim.text, source: &claim.source, record })
            .collect(),
        arithmetic: run
            .study
            .arithmetic
            .iter()
            .zip(&run.record.ledger.arithmetic)
            .map(|(relation, record)| SumOf { formula: &relation.formula, unit: relation.unit.as_deref(), record })
            .collect(),
        attribution: run.record.ledger.attribution.as_ref(),
    };
    lines(&index)
}

/// The files of a step's network, where it has one.
fn networks(step: &str, findings: &Findings) -> Vec<String> {
    let endings = ["gexf", "graphml"].into_iter().filter(|_| findings.network.is_some());
    endings.map(|ending| paths::network(step, ending)).collect()
}

fn step<'a>(told: &'a Told<'a>) -> Step<'a> {
    let record = told.record;
    let (found, unfit) = match (&record.outcome, &told.found) {
        (Outcome::Found { findings: digest, .. }, Some(found)) => (
            Some(Found {
                findings_digest: *digest,
                headline: found.headline.plain(),
                baseline: found.baseline.plain(),
                chance: found.chance.plain(),
                values: &found.findings.values,
                values_file: paths::values(&record.step),
                tables: tables(&record.step, found.findings),
                figures: found.figures.iter().map(|figure| paths::figure_svg(&figure.id)).collect(),
                networks: networks(&record.step, found.findings),
                notes: &found.findings.notes,
            }),
            None,
        ),
        (Outcome::Unfit(unfit), _) => (None, Some(unfit)),
        (Outcome::Found { .. }, None) => (None, None),
    };
    let Card { title, .. } = told.card;
    Step {
        step: &record.step,
        detector: &record.detector,
        version: record.version,
        title,
        settings_digest: record.settings_digest,
        found,
        unfit,
    }
}

fn tables<'a>(step: &str, findings: &'a Findings) -> Vec<File<'a>> {
    findings
        .tables
        .iter()
        .map(|table| File { table: &table.name, about: &table.about, rows: table.rows(), file: paths::table(step, &table.name) })
        .collect()
}

/// `values.json` of a step that found something.
///
/// # Errors
/// Only if a value is not JSON, which none is.
pub(crate) fn values(told: &Told<'_>, digest: Digest, findings: &Findings) -> Result<Vec<u8>, ReportError> {
    lines(&StepFile::new(told.record, digest, findings))
}

fn lines<T: Serialize>(value: &T) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
