//! What one account shares with each other account, counted in a row that all accounts of a thread use in turn.

use std::ops::Range;

/// A row of counts, one for each account, that is emptied at the cost of what was counted.
pub(crate) struct Tally {
    counts: Vec<Count>,
    met: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    mark: u32,
    shared: u32,
}

impl Tally {
    pub(crate) fn new(accounts: u32) -> Self {
        Self { counts: vec![Count::default(); accounts as usize], met: Vec::new() }
    }

    /// Count an account, but once only for a mark; marks are above 0, and all calls with one mark come together.
    pub(crate) fn count_once(&mut self, account: u32, mark: u32) {
        let count = &mut self.counts[account as usize];
        if count.mark != mark {
            count.mark = mark;
            if count.shared == 0 {
                self.met.push(account);
            }
            count.shared += 1;
        }
    }

    /// Count an account.
    pub(crate) fn count(&mut self, account: u32) {
        let count = &mut self.counts[account as usize];
        if count.shared == 0 {
            self.met.push(account);
        }
        count.shared += 1;
    }

    /// Take every account counted with its count, in no order that may be relied on, and empty the row.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (u32, u32)> {
        self.met.drain(..).map(|account| (account, std::mem::take(&mut self.counts[account as usize].shared)))
    }
}

/// Accounts cut into runs of about equal work; the places of the cuts follow from the work alone.
pub(crate) fn cut(accounts: u32, work: impl Fn(u32) -> usize) -> Vec<Range<u32>> {
    const WORK_OF_A_RUN: usize = 1 << 14;
    let mut cuts = Vec::new();
    let (mut start, mut waiting) = (0, 0);
    for account in 0..accounts {
        waiting += work(account) + 1;
        if waiting >= WORK_OF_A_RUN {
            cuts.push(start..account + 1);
            (start, waiting) = (account + 1, 0);
        }
    }
    cuts.extend((start < accounts).then_some(start..accounts));
    cuts
}

/// Lists, in their order, as one; each is freed as soon as it is copied.
pub(crate) fn joined<T>(lists: Vec<Vec<T>>) -> Vec<T> {
    let mut all = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    lists.into_iter().for_each(|list| all.extend(list));
    all
}
