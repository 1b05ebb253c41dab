//! The ledger: what became of each published claim, what their numbers give together, and how good the evidence for an attribution is.
//!
//! Nobody types a status. It follows from the claim's number, the word before it, and the number that a step measured, by the rules in
//! [`range`]; they are told in words on the page.

mod arithmetic;
mod attribution;
mod claims;
mod range;

use lockstep_detect::{Findings, Number, Unfit, Unit};
use lockstep_study::Study;
use serde::{Deserialize, Serialize};

pub use range::{ABOUT, Agreement, FAR, Range, least};

/// What was worked out from the claims of a study.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// The claims, in the study's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimRecord>,
    /// The arithmetic on their numbers, in the study's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arithmetic: Vec<RelationRecord>,
    /// The ledger of attribution, where the study has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<AttributionRecord>,
}

impl Ledger {
    /// Whether the study has neither claims nor a ledger of attribution.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The record of a claim.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&ClaimRecord> {
        self.claims.iter().find(|record| record.claim == name)
    }

    /// Number of claims of a status.
    #[must_use]
    pub fn count(&self, status: ClaimStatus) -> usize {
        self.claims.iter().filter(|record| record.status == status).count()
    }
}

/// What the study's findings say of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimStatus {
    /// What was measured lies where the claim puts it.
    Supported,
    /// What was measured lies where it would not if the claim held.
    Contradicted,
    /// The claim can mean several things that do not fare alike, or its words do not decide.
    Ambiguous,
    /// No finding of the study bears on it.
    NotTestable,
}

impl ClaimStatus {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::Supported, Self::Contradicted, Self::Ambiguous, Self::NotTestable];

    /// The status in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Ambiguous => "ambiguous",
            Self::NotTestable => "not testable here",
        }
    }
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// Its name in the study.
    pub claim: String,
    /// What the findings say.
    pub status: ClaimStatus,
    /// Why.
    pub why: Why,
    /// Whether somebody contests it; that is no part of the status.
    pub contested: bool,
    /// The same for each reading, where the claim has several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<ReadingRecord>,
}

/// What became of a claim under one reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadingRecord {
    /// Its name in the claim.
    pub reading: String,
    /// What the findings say.
    pub status: ClaimStatus,
    /// Why.
    pub why: Why,
}

/// Why a claim has its status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The measured number decides.
    Measured(Measured),
    /// The measured number lies where the word before the claimed one neither holds nor fails.
    Vague(Measured),
    /// The measured number is only a bound, and lies where a bound does not decide.
    OnlyABound(Measured),
    /// No step measures it.
    NoStep,
    /// The step that would measure it gives no answer.
    NoAnswer {
        /// The step.
        step: String,
        /// Why it gives none.
        unfit: Unfit,
    },
    /// The step had too little data for that number.
    NotEnoughData {
        /// The step.
        step: String,
        /// The value.
        value: String,
        /// Why there is no number.
        reason: String,
    },
    /// It holds, or fails, under every reading.
    EveryReading,
    /// The study goes by one reading, and no other contradicts it.
    Chosen(String),
    /// It holds under one reading and fails under another.
    ReadingsDiffer,
    /// It can mean several things, which findings do not settle, and the study goes by none.
    NoReadingChosen,
}

/// A number that a claim was held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The step that measured it.
    pub step: String,
    /// The name of the value.
    pub value: String,
    /// The number.
    pub number: Number,
    /// Its unit.
    pub unit: Unit,
}

/// What arithmetic on claims gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelationRecord {
    /// The name of the result.
    pub relation: String,
    /// The result of the numbers as they stand, without the words before them; none where it would divide by zero.
    pub as_stated: Option<f64>,
    /// Where the result lies when the words count too; none where they change nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implied: Option<Range>,
    /// For a share, its 95 % Wilson interval, if the whole were a sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wilson: Option<[f64; 2]>,
    /// Whether the result of the numbers as they stand agrees with the claim that the study names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Agreement>,
}

/// The ledger of attribution, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributionRecord {
    /// How good the evidence is.
    pub confidence: Confidence,
    /// The points of the checklist that are met, in the order in which it is printed.
    pub met: Vec<bool>,
    /// Kinds of evidence that count.
    pub kinds: usize,
    /// For each item of evidence, in the study's order, whether it counts.
    pub counts: Vec<Counts>,
    /// For each alternative, in the study's order, how many of the items that count speak for and against it.
    pub alternatives: Vec<ForAndAgainst>,
}

/// Whether an item of evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// It counts.
    Yes,
    /// A similar message never does.
    SimilarMessage,
    /// Its source is not reliable enough, or the information not credible enough.
    Weak,
    /// It speaks for and against nobody.
    Neutral,
}

/// How good the evidence for an attribution is. Not how likely the attribution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Fewer points than for the others, or no item that counts.
    Low,
    /// Two kinds of evidence count, innocent explanations were tested, and one more point is met.
    Moderate,
    /// Every point is met.
    High,
}

impl Confidence {
    /// The level in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

/// Items of evidence for and against an alternative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForAndAgainst {
    /// Items that count and speak for it.
    pub supports: usize,
    /// Items that count and speak against it.
    pub against: usize,
}

/// What only a run can see wrong with a claim: the place in the study, the fault, the help.
pub(crate) struct Fault {
    pub(crate) pointer: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Hold every claim against the findings, and reckon with their numbers.
///
/// # Errors
/// When a claim names a value that its step does not have, or one in another unit.
pub(crate) fn assess(study: &Study, results: &[(&str, &Result<Findings, Unfit>)]) -> Result<Ledger, Vec<Fault>> {
    let mut faults = Vec::new();
    let claims = study.claims.iter().enumerate().map(|(index, claim)| claims::assess(index, claim, results, &mut faults)).collect();
    let ledger = Ledger { claims, arithmetic: arithmetic::work_out(study), attribution: attribution::weigh(study) };
    if faults.is_empty() { Ok(ledger) } else { Err(faults) }
}
