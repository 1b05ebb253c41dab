//! The sweep: exactly the pairs of actions within a window, object by object, in time linear in what it meets.

use rayon::prelude::*;

use crate::actions::{Action, Actions};

/// Call `met` with every two actions by different accounts that are at most `window` ms apart, the earlier first.
pub(crate) fn each_pair(actions: &[Action], window: i64, mut met: impl FnMut(Action, Action)) {
    let mut start = 0;
    for (at, later) in actions.iter().enumerate() {
        while later.time - actions[start].time > window {
            start += 1;
        }
        for earlier in actions[start..at].iter().filter(|earlier| earlier.account != later.account) {
            met(*earlier, *later);
        }
    }
}

/// Number of pairs of actions on one object at most `window` ms apart, those of one account with itself included: an upper bound on what
/// a sweep meets, in linear time.
#[must_use]
pub fn pairs_within(actions: &Actions, window: i64) -> u64 {
    (0..actions.objects()).into_par_iter().map(|object| pairs_in(actions.of(object), window)).sum()
}

/// The same for one object.
pub(crate) fn pairs_in(actions: &[Action], window: i64) -> u64 {
    let mut start = 0;
    let mut pairs = 0;
    for (at, later) in actions.iter().enumerate() {
        while later.time - actions[start].time > window {
            start += 1;
        }
        pairs += (at - start) as u64;
    }
    pairs
}
