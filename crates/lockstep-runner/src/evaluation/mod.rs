//! How good the scores of a study are, where somebody says of accounts what they are.
//!
//! [`Plan::evaluate`] runs the steps that give a score, joins their tables of accounts with labelled sets, and says how well each score and
//! each verdict agree with the labels. What comes out holds counts and shares, and no account.

mod elsewhere;
mod labels;
mod measure;
mod model;
mod model_record;
mod record;
mod scores;

use std::path::PathBuf;

use lockstep_detect::{Context as StepContext, Findings, Unfit};
use lockstep_digest::Digest;
use lockstep_study::Origin;
use rayon::prelude::*;

use crate::execute::{Options, RunError, Stopwatch};
use crate::leak::Secrets;
use crate::lock::Lock;
use crate::plan::Plan;
use elsewhere::Elsewhere;
use labels::Labels;
use measure::{assessed, counted, measure};
pub use model_record::{Feature, Forecasts, HeldOut, Model, ModelRecord, Modelled, ReliabilityBin, Tested, TrainedOn};
pub use record::{AtPrevalence, Called, Estimate, Evaluation, LabelRecord, Labelled, LabelledSet, Measured, OfSet, Rest, Score, Scored};
use scores::{Values, Wanted};

/// Fewest positives, and fewest negatives, for an answer.
const FEWEST: u64 = 10;
/// What stands for the detector of a score that was made elsewhere.
const ELSEWHERE: &str = "elsewhere";
/// Samples drawn for an interval: enough that its ends move by less than a hundredth between draws.
const REPLICATES: usize = 2_000;

/// What is asked of a study whose accounts have labels.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Sets whose accounts are positive; the usual ones where empty.
    pub positive: Vec<String>,
    /// Sets whose accounts are negative; the usual ones where empty.
    pub negative: Vec<String>,
    /// Sets that are a campaign each, for a model that is tested on campaigns it has not seen.
    pub campaigns: Vec<String>,
    /// Scores as STEP or STEP.TABLE.COLUMN; the measure of every step that has one where empty.
    pub scores: Vec<String>,
    /// A file of scores made elsewhere: a column `account_id`, and one for each score.
    pub elsewhere: Option<PathBuf>,
    /// Shares of positives at which precision is stated.
    pub prevalences: Vec<f64>,
}

/// An evaluation, and who must not be seen in what is published of it.
pub struct Evaluated {
    /// What it says.
    pub evaluation: Evaluation,
    /// Who must not be seen.
    pub secrets: Secrets,
}

/// Why there is no evaluation.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum EvaluationError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("there is no {what} `{name}`")]
    Unknown { what: String, name: String, known: Vec<String> },
    #[error("{path}: cannot be read: {source}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("{message}")]
    Question { message: String, help: String },
}

impl Plan {
    /// Hold the scores of the study against labels. Steps that give none of the scores are taken out of the plan and not run, but for those
    /// that one of them draws on. `lock`, where
    /// there is one, is held against files, rows and results, as a run does it.
    ///
    /// # Errors
    /// When the study cannot be run, a name is unknown, or no account would be positive, or none negative.
    pub fn evaluate(&mut self, lock: Option<&Lock>, options: &Options<'_>, question: &Question) -> Result<Evaluated, EvaluationError> {
        let elsewhere = question.elsewhere.as_deref().map(Elsewhere::read).transpose()?;
        let wanted = |plan: &Self| Wanted::of(&plan.steps, &question.scores, elsewhere.is_some());
        let names: Vec<String> = wanted(self)?.iter().map(|wanted| self.steps[wanted.step].name.clone()).collect();
        self.keep_with_drawn(&names);
        let wanted = wanted(self)?;
        let (snapshot, rows) = self.read(lock, options, &mut Stopwatch::default())?;
        let simulated = self.study.inputs.iter().any(|input| matches!(input.origin(), Origin::Simulated(_)));
        let labels = Labels::new(&snapshot, question, simulated)?;
        let results = self.detect(&snapshot, rows, options)?;
        options.progress.stage("comparing with labels");
        let mut scores: Vec<(Score, Option<Values>)> = wanted
            .par_iter()
            .map(|wanted| self.score(wanted, &results[wanted.step].result, &labels, &snapshot, question))
            .collect::<Result<_, _>>()?;
        let mut settings: Vec<Digest> = wanted.iter().map(|wanted| self.steps[wanted.step].settings_digest).collect();
        if let Some(file) = &elsewhere {
            let columns = 0..file.columns.len();
            scores.par_extend(columns.into_par_iter().map(|column| self.score_elsewhere(file, column, &labels, &snapshot, question)));
            settings.resize(scores.len(), file.digest);
        }
        let ingredients = model::Ingredients { scores: &scores, settings, title: &self.study.title, study: self.digest, rows };
        let model = model::model(&labels, &ingredients, &|campaign| self.stream(&format!("model {campaign}")));
        let evaluation = Evaluation {
            format: Evaluation::FORMAT,
            slug: self.slug.clone(),
            title: self.study.title.clone(),
            study: self.digest,
            rows,
            labels: labels.record.clone(),
            prevalences: question.prevalences.clone(),
            discovery: self.study.report.discovery.clone(),
            discovery_features: self.study.report.discovery_features.clone(),
            replicates: REPLICATES,
            fewest: FEWEST,
            scores: scores.into_iter().map(|(score, _)| score).collect(),
            model,
        };
        let secrets = Secrets::of_accounts(&snapshot, &self.study.publication);
        let run = self.finish(&snapshot, rows, results)?;
        if let Some(lock) = lock {
            lock.check_results(&run.record).map_err(RunError::from)?;
        }
        Ok(Evaluated { evaluation, secrets })
    }

    fn score(
        &self,
        wanted: &Wanted,
        result: &Result<Findings, Unfit>,
        labels: &Labels,
        snapshot: &lockstep_snapshot::Snapshot,
        question: &Question,
    ) -> Result<(Score, Option<Values>), EvaluationError> {
        let step = &self.steps[wanted.step];
        let card = step.method.card();
        let everybody = counted(&labels.of, |_| true);
        let mut score = Score {
            step: step.name.clone(),
            detector: card.id.to_owned(),
            version: card.version,
            findings: None,
            table: wanted.table.clone(),
            column: wanted.column.clone(),
            meaning: String::new(),
            assessed: Labelled::default(),
            abstained: everybody,
            unlisted: Labelled::default(),
            result: Scored::Abstained(String::new()),
        };
        let findings = match result {
            Ok(findings) => findings,
            Err(unfit) => {
                score.result = Scored::Abstained(unfit.reason.clone());
                return Ok((score, None));
            }
        };
        let values = wanted.values(&step.name, findings, snapshot)?;
        score.findings = Some(findings.digest().map_err(RunError::from)?);
        self.compare(&mut score, &values, labels, question);
        Ok((score, Some(values)))
    }

    fn score_elsewhere(
        &self,
        file: &Elsewhere,
        column: usize,
        labels: &Labels,
        snapshot: &lockstep_snapshot::Snapshot,
        question: &Question,
    ) -> (Score, Option<Values>) {
        let mut score = Score {
            step: file.columns[column].clone(),
            detector: ELSEWHERE.to_owned(),
            version: 0,
            findings: Some(file.digest),
            table: file.name.clone(),
            column: file.columns[column].clone(),
            meaning: String::new(),
            assessed: Labelled::default(),
            abstained: Labelled::default(),
            unlisted: Labelled::default(),
            result: Scored::Abstained(String::new()),
        };
        let values = file.values(column, snapshot);
        self.compare(&mut score, &values, labels, question);
        (score, Some(values))
    }

    /// Fill in what the values are worth.
    fn compare(&self, score: &mut Score, values: &Values, labels: &Labels, question: &Question) {
        score.meaning.clone_from(&values.meaning);
        score.assessed = assessed(&labels.of, values);
        score.abstained = counted(&labels.of, |account| values.value[account].is_none());
        score.unlisted = counted(&labels.of, |account| values.unlisted[account]);
        score.result = measure(labels, values, &question.prevalences, self.stream(&score.name()));
    }

    /// The random numbers of one interval. No step's name holds a space, so none of them is a step's.
    fn stream(&self, of: &str) -> rand_chacha::ChaCha8Rng {
        StepContext { step: format!("evaluate {of}"), seed: u64::from(self.study.seed) }.random(0)
    }
}
