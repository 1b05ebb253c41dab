//! Other tools' networks, to the last weight: the same accounts, the same numbers, the same faults where a tool is known to have them.
//!
//! These engines exist so that a published result can be made again and compared. Every known fault of a tool has a name and a switch; as
//! the tool has it is the default here and nowhere else. Times are seconds as `f64`, because that is what both tools compute with.

pub mod cnt;
pub mod coortweet;

/// More pairs of rows lie within the window than the caller allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the window holds {pairs} pairs of rows, more than the {most} allowed")]
pub struct TooManyPairs {
    /// Pairs of rows within the window.
    pub pairs: u64,
    /// The most that the caller allows.
    pub most: u64,
}
