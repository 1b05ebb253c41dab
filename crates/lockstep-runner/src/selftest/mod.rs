//! How many accounts a study's settings put forward where nobody acts together, in crowds of the shape of the study's own data.
//!
//! [`Plan::selftest`] measures the shape of the data, invents crowds of that shape, and runs the study's own steps on them: whoever is put
//! forward is put forward wrongly. Beside the same crowds it plants groups and counts which of them are found. Nothing of the data goes into
//! the crowds but counts and shares.

mod record;
mod shape;
mod tally;
mod trial;
mod window;

use lockstep_detect::{DrawsOn, key_of};
use lockstep_simulate::{Crowd, PlantingKind};
use lockstep_snapshot::Column;

use crate::execute::{Options, RunError, Stopwatch};
use crate::leak::Secrets;
use crate::plan::{Plan, PlannedStep};
pub use record::{Counted, FalseAlarms, FoundOf, OfSize, OneCrowd, Outline, PlantingRecord, SelfTest, StepTrial, Tried};
use trial::Trial;

/// Most seeds of a self-test.
pub const MOST_SEEDS: u64 = 1_000;

/// A self-test, and who must not be seen in what is published of it.
pub struct SelfTested {
    /// What it says.
    pub selftest: SelfTest,
    /// Who must not be seen.
    pub secrets: Secrets,
}

/// Why there is no self-test.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum SelfTestError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("{message}")]
    Question { message: String, help: String },
}

impl SelfTestError {
    fn question(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Question { message: message.into(), help: help.into() }
    }
}

impl Plan {
    /// Try the study's steps on crowds with the seeds 1 to `seeds`, with and without plantings. No lock is held against the data: what counts
    /// is their shape.
    ///
    /// # Errors
    /// When the study has no steps or cannot be read, its data have no shape, or `seeds` is 0 or above [`MOST_SEEDS`].
    pub fn selftest(&self, options: &Options<'_>, seeds: u64) -> Result<SelfTested, SelfTestError> {
        if !(1..=MOST_SEEDS).contains(&seeds) {
            return Err(SelfTestError::question(
                format!("{seeds} crowds cannot be tried: a self-test takes 1 to {MOST_SEEDS}"),
                "5 are usual; more make the range of false alarms surer",
            ));
        }
        // What follows from a step, or draws on others, has no settings of its own to try.
        let own = |step: &&PlannedStep| key_of(step.method.card().id).is_none() && step.step.draws_on() == DrawsOn::Nothing;
        let steps: Vec<&PlannedStep> = self.steps.iter().filter(own).collect();
        if steps.is_empty() {
            return Err(SelfTestError::question("the study has no steps, so there are no settings to try", "add `steps:` to the study"));
        }
        let mut keep: Vec<Column> = steps.iter().flat_map(|step| step.step.reads()).chain(shape::MEASURED).collect();
        keep.sort_unstable();
        keep.dedup();
        let (snapshot, rows) = self.read_columns(None, options, &mut Stopwatch::default(), &keep)?;
        options.progress.stage("measuring");
        let measured = shape::measure(&snapshot).map_err(|why| SelfTestError::question(why.message, why.help))?;
        let secrets = Secrets::of_accounts(&snapshot, &self.study.publication);
        drop(snapshot);

        let (mut alone, mut beside, mut outline) = (Vec::new(), Vec::new(), None);
        for seed in 1..=seeds {
            options.progress.stage(&format!("crowd {seed} of {seeds}"));
            let crowd = Crowd::settle(&measured.shape, seed);
            for planted in [false, true] {
                let snapshot = trial::snapshot(&crowd, planted, &keep, options.progress);
                if outline.is_none() {
                    outline = shape::measure(&snapshot).ok().map(|crowd| Outline::of(&crowd.shape));
                }
                let trial = trial::run(seed, &steps, &crowd, &snapshot, u64::from(self.study.seed));
                if planted { beside.push(trial) } else { alone.push(trial) }
            }
        }
        let data = Outline::of(&measured.shape);
        let selftest = SelfTest {
            format: SelfTest::FORMAT,
            slug: self.slug.clone(),
            title: self.study.title.clone(),
            study: self.digest,
            rows,
            study_seed: u64::from(self.study.seed),
            seeds: (1..=seeds).collect(),
            crowd: outline.unwrap_or_else(|| data.clone()),
            data,
            reductions: measured.reductions,
            plantings: plantings(&beside),
            steps: steps.iter().enumerate().map(|(place, step)| of_step(place, step, &alone, &beside)).collect(),
        };
        Ok(SelfTested { selftest, secrets })
    }
}

fn plantings(beside: &[Trial]) -> Vec<PlantingRecord> {
    let sizes = |kind: PlantingKind| -> Vec<u64> {
        let of_first = beside.first().map_or(&[][..], |trial| &trial.plantings);
        of_first.iter().filter(|planting| planting.kind == kind).map(|planting| planting.accounts.len() as u64).collect()
    };
    let record = |kind: PlantingKind| PlantingRecord { kind: kind.name(), about: record::about(kind), sizes: sizes(kind) };
    PlantingKind::ALL.into_iter().map(record).filter(|record| !record.sizes.is_empty()).collect()
}

fn of_step(place: usize, step: &PlannedStep, alone: &[Trial], beside: &[Trial]) -> StepTrial {
    let card = step.method.card();
    let result = tally::tally(place, alone, beside);
    StepTrial { step: step.name.clone(), detector: card.id, version: card.version, settings: step.settings_digest, result }
}
