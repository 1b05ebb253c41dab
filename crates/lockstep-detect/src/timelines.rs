//! Each account's posts in time order.

use lockstep_snapshot::Snapshot;

/// Positions of posts, account by account, each account's in time order.
#[derive(Debug)]
pub(crate) struct Timelines {
    starts: Vec<usize>,
    posts: Vec<u32>,
}

impl Timelines {
    pub(crate) fn new(snapshot: &Snapshot) -> Self {
        let mut starts = vec![0; snapshot.accounts.len() + 1];
        for account in &snapshot.posts.account {
            starts[*account as usize + 1] += 1;
        }
        for account in 1..starts.len() {
            starts[account] += starts[account - 1];
        }
        let mut next = starts.clone();
        let mut posts = vec![0; snapshot.posts.len()];
        for (post, account) in (0u32..).zip(&snapshot.posts.account) {
            posts[next[*account as usize]] = post;
            next[*account as usize] += 1;
        }
        Self { starts, posts }
    }

    /// The posts of one account, in time order.
    pub(crate) fn of(&self, account: u32) -> &[u32] {
        &self.posts[self.starts[account as usize]..self.starts[account as usize + 1]]
    }

    /// Accounts with at least one post, ascending.
    pub(crate) fn posting(&self) -> impl Iterator<Item = u32> {
        let ends = &self.starts[1..];
        (0u32..).zip(self.starts.iter().zip(ends)).filter(|(_, (start, end))| start < end).map(|(account, _)| account)
    }
}
