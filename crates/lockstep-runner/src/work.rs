//! Doing the steps of a plan: what is kept is not done again, and what is done is kept at once, so that a run that is cut off goes on from
//! there.

use std::sync::atomic::{AtomicUsize, Ordering};

use lockstep_detect::{Context as StepContext, Drawn, Findings, Shelf, Step, Unfit};
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

    /// Run a step, given what the steps that it draws on found and all that determines its result, or take what is kept.
    ///
    /// # Errors
    /// When a number in its settings lies beyond 2^53.
    pub(crate) fn run(
        &self,
        step: &dyn Step,
        drawn: &[Drawn<'_>],
        preimage: KeyPreimage,
        context: &StepContext,
    ) -> Result<Ran, NotCanonical> {
        let ran = self.keep(preimage, |preimage| {
            let Some(parts) = step.parts() else { return Ok(step.detect_given(self.snapshot, drawn, context)) };
            let shelf = Shelf::default();
            let run = |(place, settings)| {
                let preimage = KeyPreimage { step: format!("{}{PART}", preimage.step), settings, ..preimage.clone() };
                let ran = self.keep(preimage, |_| Ok(parts.run(place, self.snapshot, context, &shelf)))?;
                self.finish(1);
                Ok(ran.result)
            };
            let found = parts.settings().into_par_iter().enumerate().map(run).collect::<Result<Vec<_>, NotCanonical>>()?;
            Ok(parts.join(&found))
        })?;
        // The pieces that were done told so themselves.
        if ran.cached || step.parts().is_none() {
            self.finish(pieces(step));
        }
        Ok(ran)
    }

    /// What is kept, or what `make` makes, which is kept from then on.
    fn keep(
        &self,
        preimage: KeyPreimage,
        make: impl FnOnce(&KeyPreimage) -> Result<Result<Findings, Unfit>, NotCanonical>,
    ) -> Result<Ran, NotCanonical> {
        let key = Context::Step.of_json(&preimage)?;
        let kept = self.cache.and_then(|cache| cache.get(&key, &preimage));
        let cached = kept.is_some();
        let result = match kept {
            Some(result) => result,
            None => {
                let result = make(&preimage)?;
                if let Some(cache) = self.cache {
                    cache.put(&key, preimage, &result);
                }
                result
            }
        };
        Ok(Ran { key, result, cached })
    }

    fn finish(&self, pieces: usize) {
        let done = self.done.fetch_add(pieces, Ordering::Relaxed) + pieces;
        self.progress.share(done as f64 / self.pieces.max(1) as f64);
    }
}

/// Number of pieces that a step is made of, itself not counted where there are several.
fn pieces(step: &dyn Step) -> usize {
    step.parts().map_or(1, |parts| parts.settings().len())
}
