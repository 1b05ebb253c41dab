//! What is last known of each account's profile.

use lockstep_snapshot::{Coded, Posts, Snapshot};

/// Accounts that were observed at least once, ascending.
pub(crate) fn observed(snapshot: &Snapshot) -> Vec<u32> {
    let mut accounts = snapshot.observations.account.clone();
    accounts.dedup();
    accounts
}

/// When an account was created, ms, as last known.
pub(crate) fn created_at(snapshot: &Snapshot, account: u32) -> Option<i64> {
    let times = snapshot.observations.created_at.as_ref()?;
    snapshot.observations.of(account).rev().map(|row| times[row]).find(|time| *time != Posts::NO_TIME)
}

/// The last known value of a text of an account's profile; an empty one is none.
pub(crate) fn last<'a>(snapshot: &Snapshot, column: Option<&'a Coded>, account: u32) -> Option<&'a str> {
    let column = column?;
    snapshot.observations.of(account).rev().find_map(|row| column.get(row)).filter(|text| !text.is_empty())
}
