//! What an evaluation says: counts, shares and areas, and no account.

use lockstep_digest::Digest;
use lockstep_statistics::{Interval, wilson_95};
use serde::Serialize;

use super::model_record::ModelRecord;

/// The scores of a study, held against labels.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// Version of this format.
    pub format: u32,
    /// Short name of the study.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Digest of the study.
    pub study: Digest,
    /// Digest of all rows that were read.
    pub rows: Digest,
    /// Who counts as positive and who as negative.
    pub labels: LabelRecord,
    /// Shares of positives at which precision is stated.
    pub prevalences: Vec<f64>,
    /// How the studied accounts were found, as the study says.
    pub discovery: Option<String>,
    /// By which features, as the study says.
    pub discovery_features: Vec<String>,
    /// Samples drawn for each interval of an area.
    pub replicates: usize,
    /// Fewest positives, and fewest negatives, for an answer.
    pub fewest: u64,
    /// One a score, in the order of the study, or of the question.
    pub scores: Vec<Score>,
    /// The model of several scores; none where no campaigns are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelRecord>,
}

impl Evaluation {
    /// Version written by this program.
    pub const FORMAT: u32 = 1;
}

/// Who counts as positive and who as negative.
#[derive(Debug, Clone, Serialize)]
pub struct LabelRecord {
    /// Sets whose accounts are positive.
    pub positive: Vec<LabelledSet>,
    /// Sets whose accounts are negative.
    pub negative: Vec<LabelledSet>,
    /// How the sets were chosen, as a sentence.
    pub chosen: String,
    /// Accounts that are positive.
    pub positives: u64,
    /// Accounts that are negative.
    pub negatives: u64,
    /// Accounts in sets of both kinds, which are left out.
    pub in_both: u64,
}

/// A set of accounts that gives a label.
#[derive(Debug, Clone, Serialize)]
pub struct LabelledSet {
    /// Its name.
    pub name: String,
    /// Why it is in the study: studied, control or truth.
    pub role: &'static str,
    /// Who drew it up, and from what, as the source says.
    pub source: String,
    /// Its accounts.
    pub accounts: u64,
}

/// A score, and how well it tells positives from negatives.
#[derive(Debug, Clone, Serialize)]
pub struct Score {
    /// Step of the study; the column, where a file of scores made elsewhere has it.
    pub step: String,
    /// Its detector, or `elsewhere`.
    pub detector: String,
    /// Version of the detector; 0 where there is none.
    pub version: u32,
    /// Digest of the findings, or of the file of scores; none where the step gave no answer.
    pub findings: Option<Digest>,
    /// Table of the findings, or name of the file.
    pub table: String,
    /// Column of the table.
    pub column: String,
    /// What the column is, in words.
    pub meaning: String,
    /// Labelled accounts with a value.
    pub assessed: Labelled,
    /// Labelled accounts without a value: the detector abstained, or has no row for them.
    pub abstained: Labelled,
    /// Labelled accounts that posted and that the table does not list, which measures 0.
    pub unlisted: Labelled,
    /// What came of it.
    pub result: Scored,
}

impl Score {
    /// As the command line names it.
    #[must_use]
    pub fn name(&self) -> String {
        if self.version == 0 {
            return format!("{} of {}", self.column, self.table);
        }
        format!("{}.{}.{}", self.step, self.table, self.column)
    }
}

/// Accounts by label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Labelled {
    /// Positive ones.
    pub positives: u64,
    /// Negative ones.
    pub negatives: u64,
}

/// What came of a score.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scored {
    /// Enough labelled accounts have a value.
    Measured(Box<Measured>),
    /// There is no answer, and why.
    Abstained(String),
}

/// How well a score, and a verdict, tell positives from negatives.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// Positives among the labelled accounts with a value: the average precision of a score that says nothing.
    pub share_of_positives: f64,
    /// Area under the receiver operating characteristic.
    pub auc: Estimate,
    /// Average precision.
    pub average_precision: Estimate,
    /// Points (false positive rate, true positive rate); at most 500, the ends among them.
    pub roc: Vec<(f64, f64)>,
    /// Points (recall, precision); at most 500, the ends among them.
    pub precision_recall: Vec<(f64, f64)>,
    /// What the verdict is worth; none where the detector gives none, or to too few.
    pub verdict: Option<Called>,
}

/// An estimate and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// A share with Wilson's interval; nothing without a whole.
    pub(super) fn share(part: u64, whole: u64) -> Option<Self> {
        let (low, high) = wilson_95(part, whole);
        (whole > 0).then(|| Self { value: part as f64 / whole as f64, low, high })
    }
}

impl From<Interval> for Estimate {
    fn from(interval: Interval) -> Self {
        Self { value: interval.estimate, low: interval.low, high: interval.high }
    }
}

/// A verdict against labels.
#[derive(Debug, Clone, Serialize)]
pub struct Called {
    /// Flagged, by label.
    pub flagged: Labelled,
    /// Flagged or not, by label.
    pub judged: Labelled,
    /// Positives flagged, of those judged.
    pub sensitivity: Estimate,
    /// Negatives flagged, of those judged.
    pub false_positive_rate: Estimate,
    /// Positives among those flagged, at the share of positives that the labels happen to have; none where nobody is flagged.
    pub precision: Option<Estimate>,
    /// Precision at stated shares of positives.
    pub at_prevalence: Vec<AtPrevalence>,
    /// The same for each set that gives a label, positive ones first.
    pub by_set: Vec<OfSet>,
    /// The rest of the collection; none where there is too little of it.
    pub rest: Option<Rest>,
}

/// A verdict on the accounts of one set.
#[derive(Debug, Clone, Serialize)]
pub struct OfSet {
    /// Name of the set.
    pub set: String,
    /// Accounts with its label that are flagged.
    pub flagged: u64,
    /// Accounts with its label that are flagged or not.
    pub judged: u64,
}

/// Precision where so many are positive.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct AtPrevalence {
    /// Share of positives.
    pub prevalence: f64,
    /// Positives among those flagged; none where nobody is flagged.
    pub precision: Option<f64>,
    /// The same with both rates at the worse ends of their intervals.
    pub low: f64,
    /// The same with both rates at the better ends.
    pub high: f64,
}

/// Accounts without a label.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Rest {
    /// Those judged.
    pub judged: u64,
    /// Those flagged.
    pub flagged: u64,
    /// The share of positives that would flag so many, if the error rates were those of the labelled accounts; none where the verdict flags
    /// no more positives than negatives.
    pub positive: Option<Estimate>,
}
