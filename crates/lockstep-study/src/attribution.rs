//! Who may be behind the accounts: evidence, alternatives, and how good the evidence is.
//!
//! A study states items of evidence and what each speaks for or against. How confident one may be is computed from a fixed checklist.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::{SLUG, SLUG_WORDS, TEXT};

/// What is known about who is behind the accounts: a text, or a ledger of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Attribution {
    /// A statement without a ledger.
    Text(String),
    /// Evidence and alternatives.
    Ledger(AttributionLedger),
}

/// Evidence about who is behind the accounts, held against every alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributionLedger {
    /// What is and is not known, in a few sentences.
    #[schemars(regex(pattern = TEXT))]
    pub statement: String,
    /// Those who may be behind the accounts, and that nobody in particular is.
    #[schemars(length(min = 2))]
    pub alternatives: Vec<Alternative>,
    /// The items of evidence.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// The points of the checklist that somebody has to judge.
    pub checklist: Checklist,
}

/// Somebody who may be behind the accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The name by which items of evidence refer to the alternative.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub name: String,
    /// The alternative, as a sentence.
    #[schemars(regex(pattern = TEXT))]
    pub text: String,
}

/// One item of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What kind of evidence it is.
    pub kind: EvidenceKind,
    /// What it is.
    #[schemars(regex(pattern = TEXT))]
    pub what: String,
    /// Where it comes from.
    #[schemars(regex(pattern = TEXT))]
    pub source: String,
    /// How reliable the source is, A to F (Admiralty code).
    pub reliability: Reliability,
    /// How credible the information is, from 1 (confirmed) to 6 (cannot be judged) (Admiralty code).
    #[schemars(range(min = 1, max = 6))]
    pub credibility: u8,
    /// Names of the alternatives that it speaks for.
    #[serde(default)]
    pub supports: Vec<String>,
    /// Names of the alternatives that it speaks against.
    #[serde(default)]
    pub against: Vec<String>,
}

/// What kind of evidence an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The platform says who ran the accounts.
    PlatformStatement,
    /// Addresses, devices, domains, certificates or software that lead to somebody.
    Technical,
    /// Payments, contracts or invoices.
    Financial,
    /// A court, a register or another public record.
    PublicRecord,
    /// Somebody who took part says so.
    Insider,
    /// Behaviour in the data, such as working hours or shared tools.
    Behaviour,
    /// The accounts say what somebody else says too. It counts for no alternative.
    SimilarMessage,
    /// Anything else.
    Other,
}

/// How reliable a source is (Admiralty code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged.
    F,
}

/// The points of the checklist that somebody has to judge. That at least two kinds of evidence count is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// At least 80 % of what the accounts did in the period was collected.
    pub coverage: Check,
    /// It is reported what chance alone would give.
    pub chance: Check,
    /// At least 80 % of the accounts described remain under other defensible settings.
    pub core: Check,
    /// Innocent explanations were tested, not only named.
    pub innocent: Check,
}

/// One point of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Whether it is met.
    pub met: bool,
    /// Why, or why not.
    #[schemars(regex(pattern = TEXT))]
    pub because: String,
}
