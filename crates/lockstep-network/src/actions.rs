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

    /// The action of a number below [`Actions::len`], counted object by object.
    ///
    /// # Panics
    /// When there are fewer.
    #[must_use]
    pub fn nth(&self, number: usize) -> &Action {
        &self.actions[number]
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

    /// The same actions and `more`, each with its object, of which there are `objects` then. Those on one object are put in the order of
    /// time, and at one moment what was there comes first.
    ///
    /// # Panics
    /// When an object or an account is out of range.
    #[must_use]
    pub fn with(&self, objects: u32, more: &[(u32, Action)]) -> Self {
        assert!(objects >= self.objects(), "no object is taken away");
        assert!(more.iter().all(|(_, action)| action.account < self.accounts), "accounts are those that there are");
        let mut more = more.to_vec();
        more.sort_by_key(|(object, action)| (*object, action.time));
        let mut all = Self {
            starts: Vec::with_capacity(objects as usize + 1),
            actions: Vec::with_capacity(self.len() + more.len()),
            accounts: self.accounts,
        };
        all.starts.push(0);
        let mut rest = more.as_slice();
        for object in 0..objects {
            let old = if object < self.objects() { self.of(object) } else { &[] };
            let (new, later) = rest.split_at(rest.partition_point(|(of, _)| *of <= object));
            rest = later;
            let start = all.actions.len();
            all.actions.extend_from_slice(old);
            if !new.is_empty() {
                all.actions.extend(new.iter().map(|(_, action)| *action));
                all.actions[start..].sort_by_key(|action| action.time);
            }
            all.starts.push(all.actions.len());
        }
        assert!(rest.is_empty(), "objects are those that there are");
        all
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(rows: &[(u32, Action)], objects: u32) -> Actions {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|(_, action)| action.time);
        Actions::new(9, objects, rows.iter().copied())
    }

    proptest! {
        #[test]
        fn actions_that_are_added_are_as_if_they_had_been_there(
            rows in proptest::collection::vec((0_u32..6, 0_u32..9, 0_i64..40), 0..60),
            more in proptest::collection::vec((0_u32..11, 0_u32..9, 0_i64..40), 0..20),
        ) {
            let numbered = |rows: &[(u32, u32, i64)], from: u32| -> Vec<(u32, Action)> {
                rows.iter().zip(from..).map(|((object, account, time), post)| (*object, Action { time: *time, account: *account, post })).collect()
            };
            let (rows, more) = (numbered(&rows, 0), numbered(&more, 1_000));
            let all: Vec<(u32, Action)> = rows.iter().chain(&more).copied().collect();
            prop_assert_eq!(sorted(&rows, 6).with(11, &more), sorted(&all, 11));
        }
    }
}
