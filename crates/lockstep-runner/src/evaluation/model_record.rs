//! What an evaluation says of a model: how it did on campaigns it had not seen, and the model as data.

use lockstep_digest::Digest;
use serde::Serialize;

use super::record::{Estimate, Labelled};

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
