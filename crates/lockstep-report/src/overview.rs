//! The list of all reports in a folder: what each asks, what it found, and who ran it again.

use lockstep_runner::Manifest;
use serde::Serialize;

use crate::error::ReportError;
use crate::figure::palette;
use crate::page::{STYLE, alone, policy};
use crate::steps::headline_of;

/// Findings of each report that are shown; the report has the others.
const MOST: usize = 3;

/// A report, as the list needs it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its folder, beside the list.
    pub folder: String,
    /// Its `run.json`.
    pub manifest: Manifest,
    /// One of its figures, made small by [`thumbnail`](crate::thumbnail).
    pub thumbnail: Option<String>,
    /// What came of running the study again: each verdict, and how many records say so.
    pub verdicts: Vec<(String, usize)>,
}

#[derive(Serialize)]
struct Overview {
    style: String,
    policy: String,
    reports: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    folder: String,
    title: String,
    question: String,
    authors: String,
    published: Option<String>,
    thumbnail: Option<String>,
    findings: Vec<String>,
    more: usize,
    run: String,
    verdicts: Vec<String>,
}

const TEMPLATE: &str = include_str!("../templates/overview.html");
const OWN_STYLE: &str = include_str!("../templates/overview.css");

/// The list as a page, the latest report first.
///
/// # Errors
/// When the template does not fit.
pub fn overview(reports: &[Listed]) -> Result<String, ReportError> {
    let mut entries: Vec<Entry> = reports.iter().map(entry).collect();
    entries.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.folder.cmp(&b.folder)));
    let style = format!("{STYLE}{OWN_STYLE}\n{}", palette::style_rules());
    let page = Overview { policy: policy(&style, ""), style, reports: entries };
    alone("overview.html", TEMPLATE, &page)
}

fn entry(listed: &Listed) -> Entry {
    let result = &listed.manifest.result;
    let asking = |step: &&lockstep_runner::StepRecord| lockstep_detect::base_of(&step.detector, &step.settings).is_none();
    let mut steps: Vec<_> = result.record.steps.iter().filter(asking).collect();
    steps.sort_by_key(|step| result.study.order_of(&step.step));
    let headlines = steps.into_iter().filter_map(|step| {
        let lockstep_runner::Outcome::Found { values, .. } = &step.outcome else { return None };
        headline_of(lockstep_detect::method(&step.detector)?.card(), values)
    });
    let findings: Vec<String> = headlines.collect();
    let claims = result.record.ledger.claims.len();
    let of_claims = (findings.is_empty() && claims > 0).then(|| format!("{claims} published claims, each held against what is known."));
    let names: Vec<&str> = result.study.authors.iter().map(|author| author.name.as_str()).collect();
    Entry {
        folder: listed.folder.clone(),
        title: result.study.title.clone(),
        question: result.study.question.clone(),
        authors: names.join("; "),
        published: result.study.published.map(|day| day.to_string()),
        thumbnail: listed.thumbnail.clone(),
        more: findings.len().saturating_sub(MOST),
        findings: findings.into_iter().take(MOST).chain(of_claims).collect(),
        run: result.id.short(),
        verdicts: listed.verdicts.iter().map(|(verdict, many)| format!("{many} {verdict}")).collect(),
    }
}
