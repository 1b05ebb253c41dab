//! What the authors wrote: shown as it is, never interpreted.

use lockstep_runner::Run;
use lockstep_study::{Attribution, PublicationMode};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Prose {
    discovery: Vec<String>,
    discovery_features: Vec<String>,
    funding: Vec<String>,
    interests: Vec<String>,
    right_of_reply: Vec<String>,
    ethics: Vec<String>,
    alternatives: Vec<String>,
    attribution: Vec<String>,
    corrections: Vec<Correction>,
    named: bool,
    named_reason: Vec<String>,
}

#[derive(Serialize)]
struct Correction {
    date: String,
    text: String,
}

/// Gather it.
pub(super) fn gather(run: &Run) -> Prose {
    let report = &run.study.report;
    let publication = &run.study.publication;
    Prose {
        discovery: paragraphs(report.discovery.as_deref()),
        discovery_features: report.discovery_features.clone(),
        funding: paragraphs(report.funding.as_deref()),
        interests: paragraphs(report.interests.as_deref()),
        right_of_reply: paragraphs(report.right_of_reply.as_deref()),
        ethics: paragraphs(report.ethics.as_deref()),
        alternatives: report.alternatives.clone(),
        attribution: match &report.attribution {
            Some(Attribution::Text(text)) => paragraphs(Some(text)),
            Some(Attribution::Ledger(_)) | None => Vec::new(),
        },
        corrections: report
            .corrections
            .iter()
            .map(|correction| Correction { date: correction.date.to_string(), text: correction.text.clone() })
            .collect(),
        named: publication.mode == PublicationMode::Named,
        named_reason: paragraphs(publication.reason.as_deref()),
    }
}

/// The paragraphs of a text, which blank lines separate.
pub(super) fn paragraphs(text: Option<&str>) -> Vec<String> {
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    text.split("\n\n").map(|paragraph| paragraph.trim().to_owned()).filter(|paragraph| !paragraph.is_empty()).collect()
}
