//! Run again and compare: identical, equivalent, different and from which stage on, or as far as it can be told without the data.
//!
//! - `stages`: what is compared, in the order in which data flow. `agreement`: two sets of findings, value by value and cell by cell, with
//!   the tolerances that the published study declares. `classes`: whether the same accounts, edges and clusters came out. `files`: which
//!   line and cell of a file. `lock`: which number of a lock.

mod agreement;
mod classes;
mod files;
mod lock;
mod stages;

use lockstep_study::{Study, Tolerance};
use serde::Serialize;

use crate::lock::Lock;
use crate::manifest::{Program, ResultHalf};
use crate::published::Published;
use crate::record::{OutputFile, Run};

pub use agreement::ValueCheck;
pub use classes::ClassCheck;

/// A stage of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifiedStage {
    /// The files of the bundle, against its own sums and its signature.
    Bundle,
    /// What was asked.
    Study,
    /// What was read.
    Snapshot,
    /// Which method, in which version, with which settings.
    Detector,
    /// What was found.
    Findings,
    /// What became of the claims.
    Claims,
    /// What was locked.
    Lock,
    /// What is told.
    Report,
    /// What catalogues are told: citations, metadata, instructions.
    Description,
}

impl VerifiedStage {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Study => "study",
            Self::Lock => "lock",
            Self::Snapshot => "snapshot",
            Self::Detector => "detector",
            Self::Findings => "findings",
            Self::Claims => "claims",
            Self::Report => "report",
            Self::Description => "citation",
        }
    }
}

/// How one part of a published run compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The same to the byte.
    Identical,
    /// Not the same, and within the declared tolerance.
    Equivalent,
    /// Not the same.
    Different,
    /// Not looked at, because the data are withheld.
    Withheld,
}

/// What all parts come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything is the same to the byte.
    Identical,
    /// Every value is within the tolerance that the study declares, and the same accounts, edges and clusters came out.
    Equivalent,
    /// Something else came out.
    Different,
    /// Everything that can be looked at without the withheld data agrees.
    Partial,
    /// The bundle itself is not what its sums or its signature say.
    Damaged,
}

impl Verdict {
    /// The verdict in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Equivalent => "equivalent",
            Self::Different => "different",
            Self::Partial => "partial",
            Self::Damaged => "damaged",
        }
    }
}

/// The outcome of comparing a published run with one made here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// Version of this format.
    pub format: u32,
    /// What all parts come to.
    pub verdict: Verdict,
    /// Run id of the published run.
    pub published: String,
    /// Run id here; none where the data are withheld.
    pub here: Option<String>,
    /// The parts, in the order in which data flow.
    pub stages: Vec<StageCheck>,
    /// The values of the first step whose findings differ.
    pub values: Vec<ValueCheck>,
    /// Accounts, edges and clusters of that step.
    pub classes: Vec<ClassCheck>,
    /// The tolerance that the reviewer set instead of what the study declares.
    pub loosened: Option<Tolerance>,
    /// The program that made the published run.
    pub published_with: Program,
}

/// One part, compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageCheck {
    /// Which stage.
    pub stage: VerifiedStage,
    /// What of it: an input, a step, a file.
    pub subject: String,
    /// How it compares.
    pub state: State,
    /// Empty when identical; else each difference, in words.
    pub differences: Vec<String>,
}

/// What there is to compare a published run with.
pub enum Here<'a> {
    /// The study was run again.
    Run {
        /// The run.
        run: &'a Run,
        /// Its record.
        result: &'a ResultHalf,
        /// The files it makes.
        files: &'a [OutputFile],
    },
    /// The data are withheld.
    Withheld,
}

/// All that a verification looks at.
pub struct Verify<'a> {
    /// The study as it lies beside the published run, and its digest.
    pub study: (&'a Study, lockstep_digest::Digest),
    /// Its lock, if it has one.
    pub lock: Option<&'a Lock>,
    /// The published run.
    pub published: &'a Published,
    /// The files that the published findings make when they are told again; none where they cannot be read.
    pub retold: Option<&'a [OutputFile]>,
    /// What was checked of the bundle that it came in, and what is wrong with each; empty for a run that came in none.
    pub bundle: &'a [(String, Vec<String>)],
    /// What is wrong with what the bundle tells catalogues; none where it is not compared.
    pub description: Option<&'a [String]>,
    /// What was found here.
    pub here: Here<'a>,
    /// A tolerance for every measured value, instead of what the study declares.
    pub tolerance: Option<Tolerance>,
}

impl Verification {
    const FORMAT: u32 = 1;

    /// Compare.
    #[must_use]
    pub fn new(verify: &Verify<'_>) -> Self {
        let stages::Compared { stages, values, classes } = stages::compare(verify);
        let any = |state| stages.iter().any(|stage| stage.state == state);
        let damaged = stages.iter().any(|stage| stage.stage == VerifiedStage::Bundle && stage.state == State::Different);
        let verdict = match () {
            () if damaged => Verdict::Damaged,
            () if any(State::Different) => Verdict::Different,
            () if any(State::Withheld) => Verdict::Partial,
            () if any(State::Equivalent) => Verdict::Equivalent,
            () => Verdict::Identical,
        };
        let here = match &verify.here {
            Here::Run { result, .. } => Some(result.id.short()),
            Here::Withheld => None,
        };
        Self {
            format: Self::FORMAT,
            verdict,
            published: verify.published.manifest.result.id.short(),
            here,
            stages,
            values,
            classes,
            loosened: verify.tolerance,
            published_with: verify.published.manifest.circumstances.program.clone(),
        }
    }

    /// The first part that is not identical: different where anything is, equivalent otherwise.
    #[must_use]
    pub fn first_divergence(&self) -> Option<&StageCheck> {
        let first = |state| self.stages.iter().find(|stage| stage.state == state);
        first(State::Different).or_else(|| first(State::Equivalent))
    }
}
