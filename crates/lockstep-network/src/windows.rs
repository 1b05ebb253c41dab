//! The sweep turned around: for each account, the stretches of actions in which it has company.
//!
//! The partners of one account are found by walking its own stretches. Pairs are so counted account by account and none has to be kept:
//! memory grows with actions and accounts, not with pairs.

use std::ops::Range;

use crate::actions::Actions;
use crate::sweep::each_window;

/// Stretches of actions, account by account.
pub(crate) struct Windows {
    /// Where the stretches of each account begin and end.
    of: Vec<Range<u32>>,
    stretches: Vec<Stretch>,
}

/// Neighbouring actions on one object, each within the window of an account's own action there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) object: u32,
    from: u32,
    to: u32,
}

impl Windows {
    /// Bytes for one action whose window holds another.
    pub(crate) const BYTES_PER_STRETCH: u64 = size_of::<Stretch>() as u64;
    /// Bytes for one account.
    pub(crate) const BYTES_PER_ACCOUNT: u64 = size_of::<Range<u32>>() as u64;

    /// The stretches of the accounts that are `wanted`.
    ///
    /// Those of one account on one object are joined where they overlap, so that no action is walked twice for one account, however
    /// often it acted itself. An action that no other joined within `window` ms makes no stretch.
    pub(crate) fn new(actions: &Actions, window: i64, wanted: impl Fn(u32) -> bool) -> Self {
        let mut of = vec![0..0; actions.accounts() as usize];
        each_stretch(actions, window, &wanted, |account, _| of[account].end += 1);
        let mut total = 0;
        for range in &mut of {
            let start = total;
            total += range.end;
            *range = start..start;
        }
        let mut stretches = vec![Stretch::default(); total as usize];
        each_stretch(actions, window, &wanted, |account, stretch| {
            let Range { start, end } = &mut of[account];
            match stretches[*start as usize..*end as usize].last_mut() {
                Some(last) if last.object == stretch.object && stretch.from <= last.to => last.to = stretch.to,
                _ => {
                    stretches[*end as usize] = stretch;
                    *end += 1;
                }
            }
        });
        Self { of, stretches }
    }

    /// An account's stretches object by object, each object with a mark that no other object and no other account has; marks start at 1.
    pub(crate) fn by_object(&self, account: u32) -> impl Iterator<Item = (u32, &[Stretch])> {
        let Range { start, end } = self.of[account as usize];
        let of_account = &self.stretches[start as usize..end as usize];
        of_account.chunk_by(|a, b| a.object == b.object).scan(start, |next, of_object| {
            let first = *next;
            *next += of_object.len() as u32;
            Some((first + 1, of_object))
        })
    }

    /// Number of an account's stretches.
    pub(crate) fn count(&self, account: u32) -> usize {
        self.of[account as usize].len()
    }
}

impl Stretch {
    /// Places in [`Actions::all`].
    pub(crate) const fn places(&self) -> Range<usize> {
        self.from as usize..self.to as usize
    }
}

fn each_stretch(actions: &Actions, window: i64, wanted: impl Fn(u32) -> bool, mut met: impl FnMut(usize, Stretch)) {
    for object in 0..actions.objects() {
        let (start, of_object) = (actions.start(object), actions.of(object));
        each_window(of_object, window, |at, near| {
            let account = of_object[at].account;
            if near.len() > 1 && wanted(account) {
                met(account as usize, Stretch { object, from: place(start + near.start), to: place(start + near.end) });
            }
        });
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("actions are numbered by u32, as their posts are")
}
