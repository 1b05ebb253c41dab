//! What a run would start from: the inputs read and every step's key known, nothing detected.

use lockstep_digest::{Context, Digest};
use lockstep_snapshot::Intake;

use crate::cache::{Cache, KeyPreimage};
use crate::execute::{Options, RunError, Stopwatch};
use crate::plan::Plan;

/// The inputs and the keys of a study as they are now.
pub struct Survey {
    /// The account of each input.
    pub intakes: Vec<Intake>,
    /// Digest of all rows.
    pub rows: Digest,
    /// The steps, in the study's order.
    pub steps: Vec<SurveyedStep>,
}

/// What determines the result of a step, and whether that result is kept.
pub struct SurveyedStep {
    /// All that determines it.
    pub preimage: KeyPreimage,
    /// Its digest.
    pub key: Digest,
    /// Digest of the settings.
    pub settings: Digest,
    /// Whether the cache has the result.
    pub cached: bool,
}

impl Plan {
    /// Read the inputs and make the key of each step. Runs no detector and holds nothing against a lock.
    ///
    /// # Errors
    /// When an input is missing or unreadable.
    pub fn survey(&self, options: &Options<'_>) -> Result<Survey, RunError> {
        let (snapshot, rows) = self.read(None, options, &mut Stopwatch::default())?;
        let cache = options.cache.map(Cache::new);
        let steps = self.steps.iter().map(|step| {
            let preimage = self.preimage(step, rows)?;
            let key = Context::Step.of_json(&preimage)?;
            let cached = cache.as_ref().is_some_and(|cache| cache.preimage(&key).is_some());
            Ok(SurveyedStep { preimage, key, settings: step.settings_digest, cached })
        });
        Ok(Survey { steps: steps.collect::<Result<_, RunError>>()?, intakes: snapshot.intakes, rows })
    }
}
