//! What was seen: files to normalised tables.
//!
//! - `read`: files of many layouts, row by row; lost rows are counted by reason.
//! - `build`: rows, in any order and from any number of threads, to one [`Snapshot`] with a digest for each table.
//! - `tables`: the snapshot itself, typed columns that detectors look at.
//! - `intake`, `facts`: what a report says about the data, without the data.
//! - `subset`: a snapshot with some of its posts left out.
//! - `write`: a snapshot as CSV files. `parquet`: any table as a Parquet file. `text`: hashtags, mentions and links.
//! - `yardstick`: what benchmarks measure against.

mod build;
mod clock;
mod dictionary;
mod encode;
mod error;
mod facts;
mod intake;
mod parquet;
mod read;
mod subset;
mod tables;
pub mod text;
mod write;
pub mod yardstick;

pub use build::{FollowPart, FollowRow, Input, ObservationPart, ObservationRow, Part, PostPart, PostRow, PostShape, SetRow, assemble};
pub use clock::{UNITS_MS, resolution_ms};
pub use dictionary::{Coded, CodedLists, Dictionary, Interner, TextColumn, Texts};
pub use error::ReadError;
pub use facts::{EventFacts, Facts, SetFacts};
pub use intake::{InputFile, Intake, Loss, Losses, Lost, Place, TableDigest, grouped};
pub use parquet::{Cells as ParquetCells, parquet};
pub use read::{FAR_FUTURE, Located, Request, locate, read};
pub use tables::{Column, Counters, Event, Follows, Kind, Observations, Posts, Role, Set, Snapshot, Status};
pub use write::write_tables;
