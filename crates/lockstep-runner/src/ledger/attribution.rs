//! Evidence counted for and against alternatives, and the level of confidence that a fixed checklist gives.

use std::collections::BTreeSet;

use lockstep_study::{Attribution, AttributionLedger, Evidence, EvidenceKind, Reliability, Study};

use super::{AttributionRecord, Confidence, Counts, ForAndAgainst};

/// Credibility up to which an item counts: possibly true (Admiralty code).
const LEAST_CREDIBLE: u8 = 3;
/// Kinds of evidence that the checklist asks for.
const KINDS: usize = 2;

/// The ledger of attribution, counted, where the study has one.
pub(super) fn weigh(study: &Study) -> Option<AttributionRecord> {
    match study.report.attribution.as_ref()? {
        Attribution::Text(_) => None,
        Attribution::Ledger(ledger) => Some(count(ledger)),
    }
}

fn count(ledger: &AttributionLedger) -> AttributionRecord {
    let counts: Vec<Counts> = ledger.evidence.iter().map(counts).collect();
    let counted = || ledger.evidence.iter().zip(&counts).filter(|(_, counts)| **counts == Counts::Yes).map(|(item, _)| item);
    let kinds = counted().map(|item| item.kind).collect::<BTreeSet<EvidenceKind>>().len();
    let alternatives = ledger.alternatives.iter().map(|alternative| ForAndAgainst {
        supports: counted().filter(|item| item.supports.contains(&alternative.name)).count(),
        against: counted().filter(|item| item.against.contains(&alternative.name)).count(),
    });
    let list = &ledger.checklist;
    let met = vec![list.coverage.met, kinds >= KINDS, list.chance.met, list.core.met, list.innocent.met];
    let points = met.iter().filter(|met| **met).count();
    let confidence = if points == met.len() {
        Confidence::High
    } else if kinds >= KINDS && list.innocent.met && points > 2 {
        Confidence::Moderate
    } else {
        Confidence::Low
    };
    AttributionRecord { confidence, met, kinds, alternatives: alternatives.collect(), counts }
}

fn counts(item: &Evidence) -> Counts {
    if item.kind == EvidenceKind::SimilarMessage {
        Counts::SimilarMessage
    } else if item.supports.is_empty() && item.against.is_empty() {
        Counts::Neutral
    } else if item.reliability > Reliability::C || item.credibility > LEAST_CREDIBLE {
        Counts::Weak
    } else {
        Counts::Yes
    }
}
