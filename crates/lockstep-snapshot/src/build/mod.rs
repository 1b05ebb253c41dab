//! Putting a snapshot together from rows.
//!
//! A source is read in [`Part`]s, by any number of threads; [`assemble`] sorts, removes duplicates, numbers accounts and measures. What
//! comes out does not depend on how rows were dealt to parts, nor on their order.

mod accounts;
mod assemble;
mod columns;
mod posts;
mod sorted;

use crate::intake::Intake;
use crate::tables::Event;

pub(crate) use accounts::{EVENT_COLUMNS, FOLLOW_COLUMNS, OBSERVATION_COLUMNS, SET_COLUMNS};
pub use accounts::{FollowPart, FollowRow, ObservationPart, ObservationRow, SetRow};
pub use assemble::assemble;
pub use posts::{PostPart, PostRow, PostShape};

/// Some of the rows of one input, of any table.
#[derive(Debug)]
pub struct Part {
    /// Which of the input's files it was read from.
    pub file: usize,
    /// Its posts.
    pub posts: PostPart,
    /// Its observations.
    pub observations: ObservationPart,
    /// Its follow ties.
    pub follows: FollowPart,
    /// Its memberships of sets.
    pub sets: Vec<SetRow>,
    /// Its events.
    pub events: Vec<Event>,
}

impl Part {
    /// A part without rows.
    #[must_use]
    pub fn new(shape: &PostShape) -> Self {
        Self {
            file: 0,
            posts: PostPart::new(shape),
            observations: ObservationPart::default(),
            follows: FollowPart::default(),
            sets: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// All that was read of one input.
#[derive(Debug)]
pub struct Input {
    /// Which columns its posts have and which were kept.
    pub shape: PostShape,
    /// Its rows, in any order.
    pub parts: Vec<Part>,
    /// The account of the reading so far; [`assemble`] adds the tables and the duplicates.
    pub intake: Intake,
}
