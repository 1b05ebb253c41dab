//! The ledger of attribution: evidence, alternatives, and the level of confidence that the checklist gives.

use lockstep_runner::{Counts, Run};
use lockstep_study::{Attribution, AttributionLedger, Check, Evidence, EvidenceKind};
use serde::Serialize;

use super::prose::paragraphs;

#[derive(Serialize)]
pub(super) struct Ledger {
    statement: Vec<String>,
    confidence: &'static str,
    points: Vec<Point>,
    met: usize,
    counted: usize,
    alternatives: Vec<AlternativeOf>,
    items: Vec<Item>,
    similar: bool,
}

#[derive(Serialize)]
struct Point {
    words: &'static str,
    met: bool,
    because: String,
}

#[derive(Serialize)]
struct AlternativeOf {
    text: String,
    supports: usize,
    against: usize,
}

#[derive(Serialize)]
struct Item {
    what: String,
    kind: &'static str,
    source: String,
    grade: String,
    grade_in_words: String,
    supports: Vec<String>,
    against: Vec<String>,
    counts: bool,
    why_not: &'static str,
}

/// The points of the checklist, in the order in which the record has them.
const POINTS: [&str; 5] = [
    "At least 80 % of what the accounts did in the period was collected.",
    "At least two kinds of evidence count.",
    "What chance alone would give is reported.",
    "At least 80 % of the accounts described remain under other defensible settings.",
    "Innocent explanations were tested, not only named.",
];

/// Gather it; none where the study has no such ledger.
pub(super) fn gather(run: &Run) -> Option<Ledger> {
    let Some(Attribution::Ledger(ledger)) = &run.study.report.attribution else { return None };
    let record = run.record.ledger.attribution.as_ref()?;
    let kinds = match record.kinds {
        0 => "No item of evidence counts.".to_owned(),
        1 => "One kind does.".to_owned(),
        kinds => format!("{kinds} kinds do."),
    };
    let list = &ledger.checklist;
    let because = |check: &Check| check.because.clone();
    let reasons = [because(&list.coverage), kinds, because(&list.chance), because(&list.core), because(&list.innocent)];
    let points = POINTS.into_iter().zip(&record.met).zip(reasons).map(|((words, met), because)| Point { words, met: *met, because });
    Some(Ledger {
        statement: paragraphs(Some(&ledger.statement)),
        confidence: record.confidence.words(),
        points: points.collect(),
        met: record.met.iter().filter(|met| **met).count(),
        counted: record.counts.iter().filter(|counts| **counts == Counts::Yes).count(),
        alternatives: ledger
            .alternatives
            .iter()
            .zip(&record.alternatives)
            .map(|(alternative, counted)| AlternativeOf {
                text: alternative.text.clone(),
                supports: counted.supports,
                against: counted.against,
            })
            .collect(),
        items: ledger.evidence.iter().zip(&record.counts).map(|(evidence, counts)| item(ledger, evidence, *counts)).collect(),
        similar: record.counts.contains(&Counts::SimilarMessage),
    })
}

fn item(ledger: &AttributionLedger, evidence: &Evidence, counts: Counts) -> Item {
    let named = |names: &[String]| {
        let text = |name: &String| ledger.alternatives.iter().find(|alternative| alternative.name == *name).map(|found| found.text.clone());
        names.iter().filter_map(text).collect()
    };
    let letter = format!("{:?}", evidence.reliability);
    Item {
        what: evidence.what.clone(),
        kind: kind(evidence.kind),
        source: evidence.source.clone(),
        grade_in_words: format!("source {}; information {}", reliability(&letter), credibility(evidence.credibility)),
        grade: format!("{letter}{}", evidence.credibility),
        supports: named(&evidence.supports),
        against: named(&evidence.against),
        counts: counts == Counts::Yes,
        why_not: match counts {
            Counts::Yes => "",
            Counts::SimilarMessage => "No: that accounts say what somebody else says shows agreement, not authorship.",
            Counts::Weak => "No: an item counts from a source graded A to C, with information graded 1 to 3.",
            Counts::Neutral => "No: it speaks for and against nobody.",
        },
    }
}

const fn kind(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::PlatformStatement => "statement of the platform",
        EvidenceKind::Technical => "technical trace",
        EvidenceKind::Financial => "payment or contract",
        EvidenceKind::PublicRecord => "public record",
        EvidenceKind::Insider => "account of somebody who took part",
        EvidenceKind::Behaviour => "behaviour in the data",
        EvidenceKind::SimilarMessage => "similar message",
        EvidenceKind::Other => "other",
    }
}

fn reliability(letter: &str) -> &'static str {
    match letter {
        "A" => "completely reliable",
        "B" => "usually reliable",
        "C" => "fairly reliable",
        "D" => "not usually reliable",
        "E" => "unreliable",
        _ => "of a reliability that cannot be judged",
    }
}

const fn credibility(grade: u8) -> &'static str {
    match grade {
        1 => "confirmed",
        2 => "probably true",
        3 => "possibly true",
        4 => "doubtful",
        5 => "improbable",
        _ => "of a truth that cannot be judged",
    }
}
