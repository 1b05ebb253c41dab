//! Cells of the tables on the page.

use lockstep_runner::{Estimate, Labelled};
use serde::Serialize;

use crate::number;

/// A number and, below it, what it is made of and its range.
#[derive(Serialize)]
pub(super) struct Cell {
    pub(super) number: String,
    pub(super) below: String,
    pub(super) range: String,
}

pub(super) fn total(of: Labelled) -> u64 {
    of.positives + of.negatives
}

pub(super) fn of_whole(part: u64, whole: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a share of counts of accounts, written with one decimal")]
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    number::share(share)
}

pub(super) fn by_label(of: Labelled) -> Cell {
    Cell {
        number: number::count(total(of)),
        below: format!("{} positive, {} negative", number::count(of.positives), number::count(of.negatives)),
        range: String::new(),
    }
}

/// An area with its interval.
pub(super) fn plain(estimate: &Estimate) -> Cell {
    let written = |value| number::aligned(value, 2);
    Cell {
        number: written(estimate.value),
        below: format!("{} to {}", written(estimate.low), written(estimate.high)),
        range: String::new(),
    }
}

/// A share with what it is a share of, and its interval.
pub(super) fn counted(estimate: &Estimate, part: u64, whole: u64) -> Cell {
    Cell {
        number: number::share(estimate.value),
        below: format!("{} of {}", number::count(part), number::count(whole)),
        range: format!("{} to {}", number::share(estimate.low), number::share(estimate.high)),
    }
}
