//! Who acted on what, when: sorted once by object and time, and swept by every engine.

/// An account acted on an object at a time, in a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Action {
    /// When, ms.
    pub time: i64,
    /// Who.
    pub account: u32,
    /// The post in which.
    pub post: u32,
}

/// Actions object by object, each object's in the order of posts, which is the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actions {
    starts: Vec<usize>,
    actions: Vec<Action>,
    accounts: u32,
}

impl Actions {
    /// Sort rows of (object, action) by object, keeping their order, which must be that of time.
    ///
    /// Accounts are `0..accounts` and objects `0..objects`; the rows are walked twice.
    #[must_use]
    pub fn new(accounts: u32, objects: u32, rows: impl Iterator<Item = (u32, Action)> + Clone) -> Self {
        let mut starts = vec![0; objects as usize + 1];
        rows.clone().for_each(|(object, _)| starts[object as usize + 1] += 1);
        for object in 1..starts.len() {
            starts[object] += starts[object - 1];
        }
        let mut next = starts.clone();
        let mut actions = vec![Action::default(); starts[objects as usize]];
        for (object, action) in rows {
            actions[next[object as usize]] = action;
            next[object as usize] += 1;
        }
        Self { starts, actions, accounts }
    }

    /// The actions on one object, in time order.
    #[must_use]
    pub fn of(&self, object: u32) -> &[Action] {
        &self.actions[self.starts[object as usize]..self.starts[object as usize + 1]]
    }

    /// The actions on all objects, one object after another.
    pub(crate) fn all(&self) -> &[Action] {
        &self.actions
    }

    /// Where the actions on an object start among all.
    pub(crate) fn start(&self, object: u32) -> usize {
        self.starts[object as usize]
    }

    /// Number of objects, those without an action included.
    #[must_use]
    pub fn objects(&self) -> u32 {
        (self.starts.len() - 1) as u32
    }

    /// Number of accounts, those without an action included.
    #[must_use]
    pub const fn accounts(&self) -> u32 {
        self.accounts
    }

    /// Number of actions.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.actions.len()
    }

    /// True when there is no action.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// The accounts that acted on an object, ascending, each once.
    #[must_use]
    pub fn accounts_of(&self, object: u32) -> Vec<u32> {
        let mut accounts: Vec<u32> = self.of(object).iter().map(|action| action.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }

    /// For each account, the number of distinct objects it acted on.
    #[must_use]
    pub fn objects_of_each(&self) -> Vec<u32> {
        let mut objects_of = vec![0; self.accounts as usize];
        for object in 0..self.objects() {
            self.accounts_of(object).iter().for_each(|account| objects_of[*account as usize] += 1);
        }
        objects_of
    }

    /// The same actions on the same objects at the same times, by other accounts: one for each action.
    pub(crate) fn with_accounts(&self, accounts: impl Iterator<Item = u32>) -> Self {
        let actions = self.actions.iter().zip(accounts).map(|(action, account)| Action { account, ..*action }).collect();
        Self { starts: self.starts.clone(), actions, accounts: self.accounts }
    }

    /// The same actions without those of accounts that are not kept.
    pub(crate) fn of_accounts(&self, kept: &[bool]) -> Self {
        let mut starts = vec![0];
        let mut actions = Vec::new();
        for object in 0..self.objects() {
            actions.extend(self.of(object).iter().filter(|action| kept[action.account as usize]));
            starts.push(actions.len());
        }
        Self { starts, actions, accounts: self.accounts }
    }

    /// The same actions without those on objects that are not kept.
    pub(crate) fn of_objects(&self, kept: &[bool]) -> Self {
        let mut starts = vec![0];
        let mut actions = Vec::new();
        for (object, kept) in (0..self.objects()).zip(kept) {
            if *kept {
                actions.extend_from_slice(self.of(object));
            }
            starts.push(actions.len());
        }
        Self { starts, actions, accounts: self.accounts }
    }

    /// The same actions without those on objects that more than `most` accounts acted on, and the number of objects emptied so.
    #[must_use]
    pub fn without_popular(&self, most: u32) -> (Self, u64) {
        let mut kept = Self { starts: vec![0], actions: Vec::with_capacity(self.len()), accounts: self.accounts };
        let mut emptied = 0;
        for object in 0..self.objects() {
            if self.accounts_of(object).len() <= most as usize {
                kept.actions.extend_from_slice(self.of(object));
            } else {
                emptied += 1;
            }
            kept.starts.push(kept.actions.len());
        }
        (kept, emptied)
    }
}
