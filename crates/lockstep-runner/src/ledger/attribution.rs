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

#[cfg(test)]
mod tests {
    use lockstep_study::{Alternative, Check, Checklist};

    use super::*;

    fn item(kind: EvidenceKind, reliability: Reliability, credibility: u8, supports: &str) -> Evidence {
        let supports = if supports.is_empty() { Vec::new() } else { vec![supports.to_owned()] };
        Evidence { kind, what: "w".into(), source: "s".into(), reliability, credibility, supports, against: Vec::new() }
    }

    /// A ledger in which so many of the judged points are met, the last of them, on innocent explanations, first.
    fn ledger(evidence: Vec<Evidence>, met: usize) -> AttributionLedger {
        let check = |place: usize| Check { met: place < met, because: "b".into() };
        AttributionLedger {
            statement: "t".into(),
            alternatives: ["one", "other"].map(|name| Alternative { name: name.into(), text: name.into() }).into(),
            evidence,
            checklist: Checklist { innocent: check(0), coverage: check(1), chance: check(2), core: check(3) },
        }
    }

    #[test]
    fn only_graded_evidence_of_another_kind_than_similar_messages_counts() {
        use EvidenceKind::{SimilarMessage, Technical};
        let items = vec![
            item(Technical, Reliability::C, 3, "one"),
            item(Technical, Reliability::D, 1, "one"),
            item(Technical, Reliability::A, 4, "one"),
            item(Technical, Reliability::A, 1, ""),
            item(SimilarMessage, Reliability::A, 1, "one"),
        ];
        let record = count(&ledger(items, 4));
        assert_eq!(record.counts, [Counts::Yes, Counts::Weak, Counts::Weak, Counts::Neutral, Counts::SimilarMessage]);
        assert_eq!(record.alternatives[0], ForAndAgainst { supports: 1, against: 0 });
        assert_eq!((record.kinds, record.confidence), (1, Confidence::Low), "one kind of evidence is not enough, whatever else is met");
    }

    #[test]
    fn confidence_follows_from_the_checklist() {
        let two_kinds =
            || vec![item(EvidenceKind::Technical, Reliability::A, 1, "one"), item(EvidenceKind::Financial, Reliability::B, 2, "other")];
        for (met, expected) in
            [(0, Confidence::Low), (1, Confidence::Low), (2, Confidence::Moderate), (3, Confidence::Moderate), (4, Confidence::High)]
        {
            assert_eq!(count(&ledger(two_kinds(), met)).confidence, expected, "{met} of the judged points");
        }
    }
}
