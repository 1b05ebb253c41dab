//! Running a plan.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lockstep_detect::{Context as StepContext, Drawn};
use lockstep_digest::canonical::NotCanonical;
use lockstep_digest::{Context as Domain, Digest};
use lockstep_snapshot::{Column, InputFile, Snapshot};
use lockstep_study::{Diagnostic, Diagnostics, PublicationMode};
use rayon::prelude::*;

use crate::cache::{Cache, KeyPreimage};
use crate::controls;
use crate::drawn;
use crate::inputs::{self, InputError};
use crate::leak::Secrets;
use crate::ledger::{self, Ledger};
use crate::lock::{Lock, LockError};
use crate::named_values;
use crate::plan::{Plan, PlannedStep};
use crate::progress::Progress;
use crate::publication::Veil;
use crate::published::Published;
use crate::record::{Outcome, Record, Run, StepRecord};
use crate::tolerance;
use crate::work::{Ran, Work};

/// Where a run looks for things.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Folder to find inputs in that are not in the study's own.
    pub inputs: Option<&'a Path>,
    /// Folder of earlier results; none for a run that must not use any.
    pub cache: Option<&'a Path>,
    /// Take the digests of files that have the locked size from the lock, instead of reading the files once more for them.
    pub frozen: bool,
    /// Told what is going on.
    pub progress: &'a dyn Progress,
}

/// A run that finished, and what it took.
pub struct Done {
    /// The run.
    pub run: Run,
    /// Wall time of each stage.
    pub timings: Vec<(String, Duration)>,
    /// Steps whose result came from the cache.
    pub cached: Vec<String>,
    /// Whether digests of files were taken from the lock.
    pub frozen: bool,
    /// Who must not be seen in what is published of it.
    pub secrets: Secrets,
}

/// Why a run did not finish.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum RunError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error("{0}")]
    Study(Diagnostics),
    #[error("a result holds an integer beyond 2^53: {0}")]
    NotCanonical(#[from] NotCanonical),
}

impl Plan {
    /// Run the study. `lock`, where there is one, is held against the files before they are read, and against the rows after.
    ///
    /// # Errors
    /// When an input is missing, unreadable, or not the one that was locked, or a claim names a value that its step does not have.
    pub fn execute(&self, lock: Option<&Lock>, options: &Options<'_>) -> Result<Done, RunError> {
        let mut clock = Stopwatch::default();
        let (snapshot, rows) = self.read(lock, options, &mut clock)?;
        let results = self.detect(&snapshot, rows, options)?;
        clock.lap("run detectors");
        let cached = self.steps.iter().zip(&results).filter(|(_, ran)| ran.cached).map(|(step, _)| step.name.clone()).collect();
        let run = self.finish(&snapshot, rows, results)?;
        let secrets = Secrets::of_accounts(&snapshot, &self.study.publication);
        Ok(Done { run, timings: clock.laps, cached, frozen: options.frozen, secrets })
    }

    /// Run every step, or take its result from the cache.
    pub(crate) fn detect(&self, snapshot: &Snapshot, rows: Digest, options: &Options<'_>) -> Result<Vec<Ran>, RunError> {
        self.warn_of_slow_steps(snapshot, options.progress);
        options.progress.stage("detecting");
        let cache = options.cache.map(Cache::new);
        let work = Work::new(&self.steps, snapshot, cache.as_ref(), options.progress);
        // First the steps that look at the snapshot alone, then those that draw on what these found.
        let first = |step: &PlannedStep| step.draws_on.is_empty().then(|| self.run_step(step, &[], rows, &work)).transpose();
        let earlier = self.steps.par_iter().map(first).collect::<Vec<_>>().into_iter().collect::<Result<Vec<Option<Ran>>, RunError>>()?;
        let then = |step: &PlannedStep| {
            let drawn = drawn::found(step, &self.steps, &earlier);
            (!step.draws_on.is_empty()).then(|| self.run_step(step, &drawn, rows, &work)).transpose()
        };
        let later = self.steps.par_iter().map(then).collect::<Vec<_>>().into_iter().collect::<Result<Vec<Option<Ran>>, RunError>>()?;
        let all = earlier.into_iter().zip(later).map(|(one, other)| one.or(other));
        Ok(all.map(|ran| ran.expect("a step draws on others or does not")).collect())
    }

    /// Settle the claims, and put on record what was done.
    pub(crate) fn finish(&self, snapshot: &Snapshot, rows: Digest, results: Vec<Ran>) -> Result<Run, RunError> {
        let ledger = self.ledger(&results)?;
        self.record(snapshot, rows, results, ledger)
    }

    /// Find, digest and read the inputs, and hold them against the lock.
    pub(crate) fn read(&self, lock: Option<&Lock>, options: &Options<'_>, clock: &mut Stopwatch) -> Result<(Snapshot, Digest), RunError> {
        self.read_columns(lock, options, clock, &self.columns_read())
    }

    /// The same, keeping these columns of posts.
    pub(crate) fn read_columns(
        &self,
        lock: Option<&Lock>,
        options: &Options<'_>,
        clock: &mut Stopwatch,
        keep: &[Column],
    ) -> Result<(Snapshot, Digest), RunError> {
        let trusted = |input: &str, path: &str, bytes| lock.filter(|_| options.frozen).and_then(|lock| lock.file(input, path, bytes));
        let found = inputs::find(&self.study, &self.roots(options), &trusted, options.progress)?;
        if let Some(lock) = lock {
            lock.check_files(found.iter().flat_map(|input| input.files.iter().map(|file| (input.name.as_str(), &file.file))))?;
        }
        clock.lap("find inputs");
        let snapshot = inputs::load(&self.study, &found, keep, options.progress)?;
        let rows = snapshot.rows_digest()?;
        if let Some(lock) = lock {
            lock.check_rows(&snapshot.intakes)?;
        }
        let faults = controls::faults(&self.study.controls, &snapshot.sets);
        if !faults.is_empty() {
            return Err(RunError::Study(self.placed(faults)));
        }
        clock.lap("read inputs");
        Ok((snapshot, rows))
    }

    /// The input files that a published run was made of, each with where it is.
    ///
    /// # Errors
    /// When one is missing, or is not the one that was read.
    pub fn input_files(&self, published: &Published, options: &Options<'_>) -> Result<Vec<(PathBuf, InputFile)>, RunError> {
        let lock = Lock::of(&published.manifest.result.record);
        let found = inputs::find(&self.study, &self.roots(options), &|_, _, _| None, options.progress)?;
        lock.check_files(found.iter().flat_map(|input| input.files.iter().map(|file| (input.name.as_str(), &file.file))))?;
        Ok(found.into_iter().flat_map(|input| input.files).map(|located| (located.path, located.file)).collect())
    }

    fn roots(&self, options: &Options<'_>) -> Vec<PathBuf> {
        std::iter::once(self.folder.as_path()).chain(options.inputs).map(Path::to_owned).collect()
    }

    /// All that determines the result of a step on these rows.
    ///
    /// # Errors
    /// When a number in the settings of a step that it draws on lies beyond 2^53.
    pub(crate) fn preimage(&self, step: &PlannedStep, rows: Digest) -> Result<KeyPreimage, NotCanonical> {
        let card = step.method.card();
        let drawn = self.steps.iter().filter(|other| step.draws_on.contains(&other.name));
        let keys = drawn.map(|other| Ok::<_, NotCanonical>((other.name.clone(), Domain::Step.of_json(&self.preimage(other, rows)?)?)));
        Ok(KeyPreimage {
            step: step.name.clone(),
            detector: card.id.to_owned(),
            version: card.version,
            settings: step.settings.clone(),
            rows,
            seed: self.study.seed,
            draws_on: keys.collect::<Result<_, _>>()?,
        })
    }

    /// Whoever starts something long should know before, and know which step to leave out.
    fn warn_of_slow_steps(&self, snapshot: &Snapshot, progress: &dyn Progress) {
        let posts = snapshot.posts.len();
        if posts < MANY_POSTS {
            return;
        }
        for step in &self.steps {
            if let Some(slower) = step.method.card().slower {
                progress.warn(&format!("step `{}` may take long on {posts} posts. {slower}", step.name));
            }
        }
    }

    fn columns_read(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = self.steps.iter().flat_map(|step| step.step.reads()).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn run_step(&self, step: &PlannedStep, drawn: &[Drawn<'_>], rows: Digest, work: &Work<'_>) -> Result<Ran, RunError> {
        let context = StepContext { step: step.name.clone(), seed: u64::from(self.study.seed) };
        Ok(work.run(&*step.step, drawn, self.preimage(step, rows)?, &context)?)
    }

    fn ledger(&self, results: &[Ran]) -> Result<Ledger, RunError> {
        let results: Vec<_> = self.steps.iter().zip(results).map(|(step, ran)| (step.name.as_str(), &ran.result)).collect();
        let mut unknown = tolerance::faults(&self.study, &results);
        let found: Vec<_> =
            results.iter().map(|(name, result)| (*name, result.as_ref().map(|findings| findings.values.as_slice()))).collect();
        unknown.extend(named_values::faults(&self.study, &found));
        let assessed = match ledger::assess(&self.study, &results) {
            Ok(ledger) if unknown.is_empty() => Ok(ledger),
            Ok(_) => Err(unknown),
            Err(faults) => Err(faults.into_iter().chain(unknown).collect()),
        };
        assessed.map_err(|faults| RunError::Study(self.placed(faults)))
    }

    /// Whether a run has all values that the study's text names.
    ///
    /// # Errors
    /// With those that it lacks.
    pub fn check_named_values(&self, record: &Record) -> Result<(), RunError> {
        let found: Vec<_> = record
            .steps
            .iter()
            .map(|step| match &step.outcome {
                Outcome::Found { values, .. } => (step.step.as_str(), Ok(values.as_slice())),
                Outcome::Unfit(unfit) => (step.step.as_str(), Err(unfit)),
            })
            .collect();
        let faults = named_values::faults(&self.study, &found);
        if faults.is_empty() { Ok(()) } else { Err(RunError::Study(self.placed(faults))) }
    }

    fn placed(&self, faults: Vec<ledger::Fault>) -> Diagnostics {
        let place = |fault: ledger::Fault| {
            let span = self.source.value(&fault.pointer);
            Diagnostic { span, message: fault.message, help: fault.help }
        };
        self.source.diagnostics(faults.into_iter().map(place).collect())
    }

    fn record(&self, snapshot: &Snapshot, rows: Digest, results: Vec<Ran>, ledger: Ledger) -> Result<Run, RunError> {
        let named = self.study.publication.mode == PublicationMode::Named;
        let veil = Veil::new(&self.study.publication, snapshot.secret);
        let mut facts = snapshot.facts();
        if !named {
            facts.intakes.iter_mut().for_each(|intake| intake.losses.forget_values());
        }
        let mut steps = Vec::new();
        let mut all_findings = Vec::new();
        for (step, ran) in self.steps.iter().zip(results) {
            let card = step.method.card();
            let (outcome, findings) = match ran.result {
                Err(unfit) => (Outcome::Unfit(unfit), None),
                Ok(mut findings) => {
                    let outcome = Outcome::Found { findings: findings.digest()?, values: findings.values.clone() };
                    if let Some(veil) = &veil {
                        veil.cover(&mut findings);
                    }
                    (outcome, Some(findings))
                }
            };
            all_findings.push(findings);
            steps.push(StepRecord {
                step: step.name.clone(),
                detector: card.id.to_owned(),
                version: card.version,
                settings: step.settings.clone(),
                settings_digest: step.settings_digest,
                draws_on: step.draws_on.clone(),
                key: ran.key,
                outcome,
            });
        }
        let record = Record {
            format: Record::FORMAT,
            slug: self.slug.clone(),
            study: self.digest,
            seed: u64::from(self.study.seed),
            rows,
            snapshot: facts,
            steps,
            ledger,
        };
        Ok(Run { slug: self.slug.clone(), study: self.study.clone(), record, findings: all_findings })
    }
}

/// Posts from which on a method whose time is not linear-logarithmic is announced: below, none of them takes a minute on real data.
const MANY_POSTS: usize = 1_000_000;

/// Wall times for the circumstances of a run; they enter no result.
pub(crate) struct Stopwatch {
    last: Instant,
    laps: Vec<(String, Duration)>,
}

impl Default for Stopwatch {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl Stopwatch {
    fn lap(&mut self, name: &str) {
        self.laps.push((name.to_owned(), self.last.elapsed()));
        self.last = Instant::now();
    }
}
