//! What was done: plan, cache, lock, manifest, verify.
//!
//! [`Plan::open`] reads a study and ties it to its detectors; [`Plan::execute`] runs it and gives a [`Run`], which is all that a report is
//! made of; [`write_run`] puts the report's files and the [`Manifest`] in place; [`Verification`] compares a published run with one made
//! here; [`Published`] reads one back.

mod cache;
mod execute;
mod folder;
mod inputs;
mod ledger;
mod lock;
mod manifest;
mod plan;
mod progress;
mod pseudonym;
mod published;
mod record;
mod schema;
mod verify;

pub use execute::{Done, Options, RunError};
pub use folder::{FolderError, Written, write_run};
pub use inputs::InputError;
pub use ledger::{
    ABOUT, Agreement, AttributionRecord, ClaimRecord, Confidence, Counts, FAR, ForAndAgainst, Ledger, Measured, Range, ReadingRecord,
    RelationRecord, Status, Why, least,
};
pub use lock::{Lock, LockError};
pub use manifest::{Circumstances, Manifest, ManifestError, Output, Program, ResultHalf, Stage};
pub use plan::{Plan, PlanError, PlannedStep};
pub use progress::{Progress, Silent};
pub use published::{CellKind, ColumnHead, Published, PublishedError, StepFile, TableHead, table_path, values_path};
pub use record::{Outcome, OutputFile, Record, Run, StepRecord};
pub use schema::schema;
pub use verify::{StageCheck, Verification};
