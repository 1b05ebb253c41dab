//! A population: who acted on what, when, before and after groups are planted into it.

use std::collections::BTreeSet;

use lockstep_network::{Action, Actions};

/// An account acted on an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    /// When, ms.
    pub(crate) time: i64,
    /// Who.
    pub(crate) account: u32,
    /// On what.
    pub(crate) object: u32,
}

/// Rows in the order of time, of accounts and objects numbered from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Population {
    /// What it is called in tables.
    pub(crate) name: String,
    /// In the order of time.
    pub(crate) rows: Vec<Row>,
    /// Accounts `0..accounts`.
    pub(crate) accounts: u32,
    /// Objects `0..objects`.
    pub(crate) objects: u32,
}

impl Population {
    /// Put rows in order.
    pub(crate) fn new(name: &str, accounts: u32, objects: u32, mut rows: Vec<Row>) -> Self {
        rows.sort_unstable();
        Self { name: name.to_owned(), rows, accounts, objects }
    }

    /// Only the accounts that acted on at least `least` distinct objects; these and their objects are numbered anew, in the same order.
    pub(crate) fn with_at_least(&self, least: u32) -> Self {
        let of_each = self.actions().objects_of_each();
        let kept: Vec<Row> = self.rows.iter().copied().filter(|row| of_each[row.account as usize] >= least).collect();
        let accounts: Vec<u32> = BTreeSet::from_iter(kept.iter().map(|row| row.account)).into_iter().collect();
        let objects: Vec<u32> = BTreeSet::from_iter(kept.iter().map(|row| row.object)).into_iter().collect();
        let place = |list: &[u32], number: u32| list.binary_search(&number).expect("collected from the same rows") as u32;
        let rows = kept.iter().map(|row| Row { account: place(&accounts, row.account), object: place(&objects, row.object), ..*row });
        Self { name: self.name.clone(), rows: rows.collect(), accounts: accounts.len() as u32, objects: objects.len() as u32 }
    }

    /// What an engine sweeps; posts are numbered by row.
    pub(crate) fn actions(&self) -> Actions {
        let rows = (0..).zip(&self.rows).map(|(post, row)| (row.object, Action { time: row.time, account: row.account, post }));
        Actions::new(self.accounts, self.objects, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_with_few_objects_leave_and_the_rest_is_numbered_anew() {
        let row = |time, account, object| Row { time, account, object };
        let all = Population::new("p", 4, 6, vec![row(5, 1, 4), row(1, 1, 5), row(2, 1, 5), row(3, 0, 2), row(4, 3, 4), row(6, 3, 0)]);
        let kept = all.with_at_least(2);
        assert_eq!((kept.accounts, kept.objects), (2, 3));
        assert_eq!(kept.rows, [row(1, 0, 2), row(2, 0, 2), row(4, 1, 1), row(5, 0, 1), row(6, 1, 0)]);
        assert_eq!(kept.actions().objects_of_each(), [2, 2]);
    }
}
