//! What was seen: files to normalised tables.

mod build;
mod clock;
mod dictionary;
mod encode;
mod error;
mod facts;
mod intake;
mod read;
mod tables;
pub mod text;
mod write;

pub use build::{FollowPart, FollowRow, Input, ObservationPart, ObservationRow, Part, PostPart, PostRow, PostShape, SetRow, assemble};
pub use clock::{UNITS_MS, resolution_ms};
pub use dictionary::{Coded, CodedLists, Dictionary, Interner, Texts};
pub use error::ReadError;
pub use facts::{EventFacts, Facts, SetFacts};
pub use intake::{InputFile, Intake, Loss, Losses, Lost, Place, TableDigest};
pub use read::{FAR_FUTURE, Located, Request, locate, read};
pub use tables::{Column, Counters, Event, Follows, Kind, Observations, Posts, Role, Set, Snapshot, Status};
pub use write::write_tables;
