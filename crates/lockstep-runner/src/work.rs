//! Doing the steps of a plan: what is kept is not done again, and what is done is kept at once, so that a run that is cut off goes on from
//! there.

use std::sync::atomic::{AtomicUsize, Ordering};

use lockstep_detect::{Context as StepContext, Findings, Step, Unfit};
use lockstep_digest::canonical::NotCanonical;
use lockstep_digest::{Context, Digest};
use lockstep_snapshot::Snapshot;
use rayon::prelude::*;

use crate::cache::{Cache, KeyPreimage};
use crate::plan::PlannedStep;
use crate::progress::Progress;

/// What steps work on, and how far they are.
pub(crate) struct Work<'a> {
    snapshot: &'a Snapshot,
    cache: Option<&'a Cache>,
    progress: &'a dyn Progress,
    /// Pieces of work of all steps.
    pieces: usize,
    done: AtomicUsize,
}

/// A step that has run.
pub(crate) struct Ran {
    pub(crate) key: Digest,
    pub(crate) result: Result<Findings, Unfit>,
    pub(crate) cached: bool,
}

/// What the parts of a step are called in the cache, behind its name.
const PART: &str = "/part";

impl<'a> Work<'a> {
    pub(crate) fn new(steps: &[PlannedStep], snapshot: &'a Snapshot, cache: Option<&'a Cache>, progress: &'a dyn Progress) -> Self {
        let pieces = steps.iter().map(|step| pieces(&*step.step)).sum();
        Self { snapshot, cache, progress, pieces, done: AtomicUsize::new(0) }
    }

    /// Run a step, given all that determines its result, or take what is kept.
    ///
    /// # Errors
    /// When a number in its settings lies beyond 2^53.
    pub(crate) fn run(&self, step: &dyn Step, preimage: KeyPreimage, context: &StepContext) -> Result<Ran, NotCanonical> {
        let key = Context::Step.of_json(&preimage)?;
        if let Some(result) = self.cache.and_then(|cache| cache.get(&key, &preimage)) {
            self.finish(pieces(step));
            return Ok(Ran { key, result, cached: true });
        }
        let result = match step.parts() {
            None => {
                let result = step.detect(self.snapshot, context);
                self.finish(1);
                result
            }
            Some(parts) => {
                let run = |part: &Box<dyn Step>| {
                    let preimage = KeyPreimage { step: format!("{}{PART}", preimage.step), settings: part.settings(), ..preimage.clone() };
                    self.run(&**part, preimage, context).map(|ran| ran.result)
                };
                parts.join(&parts.each().par_iter().map(run).collect::<Result<Vec<_>, _>>()?)
            }
        };
        if let Some(cache) = self.cache {
            cache.put(&key, preimage, &result);
        }
        Ok(Ran { key, result, cached: false })
    }

    fn finish(&self, pieces: usize) {
        let done = self.done.fetch_add(pieces, Ordering::Relaxed) + pieces;
        self.progress.share(done as f64 / self.pieces.max(1) as f64);
    }
}

/// Number of pieces that a step is made of.
fn pieces(step: &dyn Step) -> usize {
    step.parts().map_or(1, |parts| parts.each().iter().map(|part| pieces(&**part)).sum())
}
