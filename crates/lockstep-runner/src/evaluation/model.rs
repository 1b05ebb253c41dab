//! A logistic model of several scores, tested on campaigns that it has not seen.
//!
//! A model that is tested on accounts of the campaigns it was trained on is tested on its memory. So each campaign is held out once: the
//! model is trained on the others and on the negatives of the other parts, and tested on the campaign and a part of the negatives.

use lockstep_digest::Digest;
use lockstep_statistics::{Forecast, Logistic, NoModel, Ranking, brier, calibration_error, logistic, percentile_interval, reliability};
use rand_chacha::ChaCha8Rng;

use super::REPLICATES;
use super::labels::Labels;
use super::measure::{counted, too_few};
use super::model_record::{Feature, Forecasts, HeldOut, Model, ModelRecord, Modelled, ReliabilityBin, Tested, TrainedOn};
use super::record::{Estimate, Labelled, Score};
use super::scores::Values;

/// Most features of a model: more could not be read, and would fit by chance.
const MOST_FEATURES: usize = 10;
/// Strength of the data against the penalty; scikit-learn's default.
const STRENGTH: f64 = 1.0;
/// Most bins of a reliability diagram.
const BINS: usize = 10;

/// What a model is made of, besides the labels.
pub(super) struct Ingredients<'a> {
    /// The scores; values are none where the step gave no answer.
    pub(super) scores: &'a [(Score, Option<Values>)],
    /// Digest of the settings of each score's step.
    pub(super) settings: Vec<Digest>,
    pub(super) title: &'a str,
    pub(super) study: Digest,
    pub(super) rows: Digest,
}

/// Train and test; none where no campaigns are named.
pub(super) fn model(labels: &Labels, of: &Ingredients<'_>, random: &dyn Fn(&str) -> ChaCha8Rng) -> Option<ModelRecord> {
    if labels.campaigns.is_empty() {
        return None;
    }
    let features: Vec<String> = of.scores.iter().map(|(score, _)| score.name()).collect();
    let mut record = ModelRecord {
        features,
        strength: STRENGTH,
        complete: Labelled::default(),
        result: Modelled::Refused("with one campaign nothing would be left to test it on; name several with --campaigns".to_owned()),
    };
    if labels.campaigns.len() < 2 {
        return Some(record);
    }
    if of.scores.len() > MOST_FEATURES {
        let (asked, most) = (of.scores.len(), MOST_FEATURES);
        record.result = Modelled::Refused(format!("{asked} scores are too many for it; name at most {most} with --score"));
        return Some(record);
    }
    let unanswered: Vec<String> =
        of.scores.iter().filter(|(_, values)| values.is_none()).map(|(score, _)| format!("`{}`", score.step)).collect();
    if !unanswered.is_empty() {
        let steps = unanswered.join(", ");
        record.result = Modelled::Refused(format!("there is no answer of {steps}; name other scores with --score"));
        return Some(record);
    }
    let data = Data::new(labels, of);
    record.complete = counted(&data.labels, |_| true);
    record.result = match data.trained(&|_| true) {
        Err(why) => Modelled::Refused(why),
        Ok(trained) => {
            let held_out = (0..labels.campaigns.len()).map(|at| data.hold_out(labels, at, random)).collect();
            Modelled::Tested { held_out, model: Box::new(written(&trained, labels, of, record.complete)) }
        }
    };
    Some(record)
}

/// The accounts that have a label and all features.
struct Data {
    ranks: Vec<u32>,
    rows: Vec<Vec<f64>>,
    labels: Vec<Option<bool>>,
    /// For negatives, the part in which they are tested.
    part: Vec<usize>,
}

impl Data {
    fn new(labels: &Labels, of: &Ingredients<'_>) -> Self {
        let columns: Vec<&Vec<Option<f64>>> = of.scores.iter().filter_map(|(_, values)| Some(&values.as_ref()?.value)).collect();
        let mut data = Self { ranks: Vec::new(), rows: Vec::new(), labels: Vec::new(), part: Vec::new() };
        let in_campaign = |rank: u32| labels.campaigns.iter().any(|(_, members)| members.binary_search(&rank).is_ok());
        let mut negatives = 0;
        for (label, rank) in labels.of.iter().zip(0_u32..) {
            let Some(row) = columns.iter().map(|column| column[rank as usize]).collect::<Option<Vec<f64>>>() else { continue };
            // A positive of no campaign could not be held out.
            let Some(positive) = label.filter(|positive| !positive || in_campaign(rank)) else { continue };
            data.ranks.push(rank);
            data.rows.push(row);
            data.labels.push(Some(positive));
            data.part.push(negatives % labels.campaigns.len());
            negatives += usize::from(!positive);
        }
        data
    }

    /// A model of the accounts that a condition on their place picks.
    fn trained(&self, picks: &dyn Fn(usize) -> bool) -> Result<Logistic, String> {
        let counts = counted(&self.labels, picks);
        if let Some(why) = too_few(counts, "the accounts to train on that have every score") {
            return Err(why);
        }
        let chosen: Vec<usize> = (0..self.rows.len()).filter(|at| picks(*at)).collect();
        let rows: Vec<Vec<f64>> = chosen.iter().map(|at| self.rows[*at].clone()).collect();
        let positive: Vec<bool> = chosen.iter().map(|at| self.labels[*at] == Some(true)).collect();
        logistic(&rows, &positive, STRENGTH).map_err(|error| match error {
            NoModel::OneClass => "there is one kind of accounts only".to_owned(),
            NoModel::DidNotConverge => "the fit did not come to rest".to_owned(),
        })
    }

    fn hold_out(&self, labels: &Labels, campaign: usize, random: &dyn Fn(&str) -> ChaCha8Rng) -> HeldOut {
        let (name, members) = &labels.campaigns[campaign];
        let positive = |at: usize| self.labels[at] == Some(true);
        let tested = |at: usize| {
            if positive(at) { members.binary_search(&self.ranks[at]).is_ok() } else { self.part[at] == campaign }
        };
        let result = self.trained(&|at| !tested(at)).and_then(|model| {
            let counts = counted(&self.labels, tested);
            too_few(counts, "the accounts to test on that have every score").map_or(Ok(model), Err)
        });
        let result = match result {
            Err(why) => Tested::Abstained(why),
            Ok(model) => {
                let of = |at: usize| Forecast { probability: model.probability(&self.rows[at]), came_true: positive(at) };
                let forecasts: Vec<Forecast> = (0..self.rows.len()).filter(|at| tested(*at)).map(of).collect();
                Tested::Measured(Box::new(judged(&forecasts, model.separates, random(name))))
            }
        };
        let count = |test: bool| counted(&self.labels, |at| tested(at) == test);
        HeldOut { campaign: name.clone(), trained_on: count(false), tested_on: count(true), result }
    }
}

fn judged(forecasts: &[Forecast], separates: bool, mut random: ChaCha8Rng) -> Forecasts {
    let of = |wanted: bool| -> Vec<f64> {
        forecasts.iter().filter(|forecast| forecast.came_true == wanted).map(|forecast| forecast.probability).collect()
    };
    let ranking = Ranking::new(&of(true), &of(false));
    let (mut areas, _) = ranking.bootstrap(REPLICATES, &mut random);
    let (low, high) = percentile_interval(&mut areas, 0.95);
    let score = brier(forecasts).expect("a ranking has cases");
    let bins = reliability(forecasts, (forecasts.len() / 10).clamp(1, BINS));
    let bin = |bin: &lockstep_statistics::Reliability| ReliabilityBin {
        stated: bin.stated,
        positive: Estimate::share(bin.came_true, bin.forecasts).expect("a bin holds forecasts"),
        accounts: bin.forecasts,
    };
    Forecasts {
        auc: Estimate { value: ranking.auc(), low, high },
        brier: score.score,
        miscalibration: score.miscalibration,
        discrimination: score.discrimination,
        uncertainty: score.uncertainty,
        calibration_error: calibration_error(&bins).expect("a ranking has cases"),
        reliability: bins.iter().map(bin).collect(),
        separates,
    }
}

fn written(trained: &Logistic, labels: &Labels, of: &Ingredients<'_>, accounts: Labelled) -> Model {
    let feature = |(at, (score, _)): (usize, &(Score, Option<Values>))| Feature {
        score: score.name(),
        detector: score.detector.clone(),
        version: score.version,
        settings: of.settings[at],
        mean: trained.means[at],
        scale: trained.scales[at],
        coefficient: trained.coefficients[at],
    };
    Model {
        note: "Log-odds of a label, not of a fact: intercept + sum of coefficient × (score − mean) / scale. It holds for the accounts that it \
               was trained on and for no others, and says nothing about any account by itself."
            .to_owned(),
        trained_on: TrainedOn {
            title: of.title.to_owned(),
            study: of.study,
            rows: of.rows,
            campaigns: labels.campaigns.iter().map(|(name, _)| name.clone()).collect(),
            negative: labels.record.negative.iter().map(|set| set.name.clone()).collect(),
            accounts,
        },
        strength: STRENGTH,
        intercept: trained.intercept,
        features: of.scores.iter().enumerate().map(feature).collect(),
        separates: trained.separates,
    }
}
