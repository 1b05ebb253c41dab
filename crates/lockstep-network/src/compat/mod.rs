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
    /// A shorter window that would fit, whole seconds: the longest of a half, a quarter and so on, if there is one.
    pub window: Option<u64>,
}

impl TooManyPairs {
    /// Refuse a window (seconds) that holds more pairs than allowed; `count` says how many another window holds.
    fn refuse(pairs: u64, most: u64, window: f64, count: impl Fn(f64) -> u64) -> Self {
        let halves = std::iter::successors(Some((window / 2.0).floor()), |window| Some((window / 2.0).floor()));
        let fitting = halves.take_while(|window| *window >= 1.0).find(|window| count(*window) <= most);
        Self { pairs, most, window: fitting.map(|window| window as u64) }
    }
}
