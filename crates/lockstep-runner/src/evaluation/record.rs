//! What an evaluation says: counts, shares and areas, and no account.

use lockstep_digest::Digest;
use lockstep_statistics::{Interval, wilson_95};
use serde::Serialize;

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
    /// The rest of the collection; none where there is too little of it.
    pub rest: Option<Rest>,
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

/// A model of several scores, tested on campaigns it has not seen.
#[derive(Debug, Clone, Serialize)]
pub struct ModelRecord {
    /// The scores it takes.
    pub features: Vec<String>,
    /// Strength of the data against the penalty, as scikit-learn's C.
    pub strength: f64,
    /// Labelled accounts that have all features.
    pub complete: Labelled,
    /// What came of it.
    pub result: Modelled,
}

/// What came of a model.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Modelled {
    /// Each campaign held out once.
    Tested {
        /// One a campaign, in the order of the question.
        held_out: Vec<HeldOut>,
        /// The model of all campaigns.
        model: Box<Model>,
    },
    /// There is no model, and why.
    Refused(String),
}

/// A model tested on a campaign it was not trained on.
#[derive(Debug, Clone, Serialize)]
pub struct HeldOut {
    /// The campaign.
    pub campaign: String,
    /// Accounts it was trained on.
    pub trained_on: Labelled,
    /// Accounts it was tested on.
    pub tested_on: Labelled,
    /// What came of it.
    pub result: Tested,
}

/// What came of a test.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tested {
    /// There were accounts enough.
    Measured(Box<Forecasts>),
    /// There is no answer, and why.
    Abstained(String),
}

/// How good the probabilities of a model were.
#[derive(Debug, Clone, Serialize)]
pub struct Forecasts {
    /// Area under the receiver operating characteristic.
    pub auc: Estimate,
    /// Mean of the squared misses; 0 is perfect.
    pub brier: f64,
    /// Part of it that comes of wrong probabilities.
    pub miscalibration: f64,
    /// What telling the accounts apart takes from it.
    pub discrimination: f64,
    /// The score of whoever gives all accounts the share of positives.
    pub uncertainty: f64,
    /// Mean distance between stated probabilities and shares that came true.
    pub calibration_error: f64,
    /// Groups of about as many accounts, by stated probability.
    pub reliability: Vec<ReliabilityBin>,
    /// Whether the model tells its training accounts apart without error, so that its size is that of the penalty.
    pub separates: bool,
}

/// Accounts of about the same stated probability.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ReliabilityBin {
    /// Mean probability.
    pub stated: f64,
    /// Share of positives.
    pub positive: Estimate,
    /// Number of accounts.
    pub accounts: u64,
}

/// A trained model, as data.
#[derive(Debug, Clone, Serialize)]
pub struct Model {
    /// What this is, and what it is not.
    pub note: String,
    /// What it was trained on.
    pub trained_on: TrainedOn,
    /// Strength of the data against the penalty, as scikit-learn's C.
    pub strength: f64,
    /// Log-odds at the means of the features.
    pub intercept: f64,
    /// The features.
    pub features: Vec<Feature>,
    /// Whether it tells its training accounts apart without error.
    pub separates: bool,
}

/// What a model was trained on.
#[derive(Debug, Clone, Serialize)]
pub struct TrainedOn {
    /// Title of the study.
    pub title: String,
    /// Digest of the study.
    pub study: Digest,
    /// Digest of all rows.
    pub rows: Digest,
    /// Campaigns, whose accounts are positive.
    pub campaigns: Vec<String>,
    /// Sets whose accounts are negative.
    pub negative: Vec<String>,
    /// Accounts that have all features.
    pub accounts: Labelled,
}

/// A feature of a model: the log-odds change by `coefficient` for each `scale` that the score is above `mean`.
#[derive(Debug, Clone, Serialize)]
pub struct Feature {
    /// Step, table and column of the score.
    pub score: String,
    /// The detector.
    pub detector: String,
    /// Its version.
    pub version: u32,
    /// Digest of its settings.
    pub settings: Digest,
    /// Mean in training.
    pub mean: f64,
    /// Standard deviation in training.
    pub scale: f64,
    /// Change of the log-odds.
    pub coefficient: f64,
}
