//! The sweep: for every action, the actions on the same object within a window of it, in time linear in the number of actions.

use std::ops::Range;

use rayon::prelude::*;

use crate::actions::{Action, Actions};

/// Number of pairs of actions on one object at most `window` ms apart, those of one account with itself included: an upper bound on what
/// a sweep meets, in linear time.
#[must_use]
pub fn pairs_within(actions: &Actions, window: i64) -> u64 {
    (0..actions.objects()).into_par_iter().map(|object| pairs_in(actions.of(object), window)).sum()
}

/// The same for one object.
pub(crate) fn pairs_in(actions: &[Action], window: i64) -> u64 {
    let mut pairs = 0;
    each_window(actions, window, |at, near| pairs += (near.end - at - 1) as u64);
    pairs
}

/// Call `met` with the place of every action on one object and the places of those at most `window` ms from it, itself included.
pub(crate) fn each_window(actions: &[Action], window: i64, mut met: impl FnMut(usize, Range<usize>)) {
    let (mut from, mut to) = (0, 0);
    for (at, action) in actions.iter().enumerate() {
        while action.time - actions[from].time > window {
            from += 1;
        }
        while to < actions.len() && actions[to].time - action.time <= window {
            to += 1;
        }
        met(at, from..to);
    }
}
