//! What was done: plan, cache, lock, manifest, verify.
//!
//! [`Plan::open`] reads a study and ties it to its detectors; [`Plan::execute`] runs it and gives a [`Run`], which is all that a report is
//! made of; [`write_run`] puts the report's files and the [`Manifest`] in place; [`Verification`] compares a published run with one made
//! here; [`Difference`] says what is not the same about two runs or locks; [`Published`] reads one back.

mod bundle;
mod cache;
mod conflict;
mod controls;
mod difference;
mod drawn;
mod evaluation;
mod execute;
mod folder;
mod followers;
mod inputs;
mod leak;
mod ledger;
mod lock;
mod manifest;
mod named_values;
mod plan;
mod progress;
mod publication;
mod published;
mod record;
mod reread;
mod schema;
mod selftest;
mod status;
mod survey;
mod sweep;
mod tolerance;
mod verify;
mod work;

pub use bundle::{
    ArchiveError, BundleError, Content, Damage, Entry, Inputs, SNAPSHOTS, VERIFICATIONS, WITHHELD, check_sums, contents, is_packed, pack,
    unpack,
};
pub use cache::{Cache, KeyPreimage};
pub use difference::{Change, Difference, Part, Side, Stage as DifferenceStage, TableChange};
pub use evaluation::{
    AtPrevalence, Called, Estimate, Evaluated, Evaluation, EvaluationError, Feature, Forecasts, HeldOut, LabelRecord, Labelled,
    LabelledSet, Measured as MeasuredScore, Model, ModelRecord, Modelled, OfSet, Question, ReliabilityBin, Rest, Score, Scored, Tested,
    TrainedOn,
};
pub use execute::{Done, Options, RunError};
pub use folder::{FolderError, Written, write_file, write_run};
pub use inputs::InputError;
pub use leak::{Leak, LeakKind, Secrets};
pub use ledger::{
    ABOUT, Agreement, AttributionRecord, ClaimRecord, ClaimStatus, Confidence, Counts, FAR, ForAndAgainst, Ledger, Measured, Range,
    ReadingRecord, RelationRecord, Why, least,
};
pub use lock::{Lock, LockError};
pub use manifest::{Circumstances, Manifest, ManifestError, Output, Program, ResultHalf, Stage};
pub use plan::{Plan, PlanError, PlannedStep};
pub use progress::{Progress, Silent};
pub use published::{CellKind, ColumnHead, Published, PublishedError, StepFile, TableHead, table_path, values_path};
pub use record::{Outcome, OutputFile, Record, Run, StepRecord};
pub use schema::schema;
pub use selftest::{
    Counted, FalseAlarms, FoundOf, MOST_SEEDS, OfSize, OneCrowd, Outline, PlantingRecord, SelfTest, SelfTestError, SelfTested, StepTrial,
    Tried,
};
pub use status::{Status, StepStatus};
pub use survey::{Survey, SurveyedStep};
pub use sweep::{Sweep, Swept};
pub use verify::{ClassCheck, Here, StageCheck, State, ValueCheck, Verdict, Verification, VerifiedStage, Verify};
