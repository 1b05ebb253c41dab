//! The sets of a study side by side: every account-level result is shown for each set and for the accounts in none.

use lockstep_snapshot::{Role, Snapshot};

use crate::findings::{Cells, Table, TableColumn, Unit, Verdict};
use crate::numbers::share;

/// The accounts that a result is shown for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) role: &'static str,
    /// Ascending ranks.
    pub(crate) members: Vec<u32>,
}

/// Every studied and control set, then the accounts in none of them. Truth labels never appear: they are for checking a detector.
pub(crate) fn groups(snapshot: &Snapshot, accounts: &[u32]) -> Vec<Group> {
    let mut grouped = vec![false; snapshot.accounts.len()];
    let mut groups = Vec::new();
    for role in [Role::Studied, Role::Control] {
        for set in snapshot.sets.iter().filter(|set| set.role == role) {
            set.members.iter().for_each(|member| grouped[*member as usize] = true);
            groups.push(Group { name: set.name.clone(), role: role.name(), members: set.members.clone() });
        }
    }
    let others: Vec<u32> = accounts.iter().copied().filter(|account| !grouped[*account as usize]).collect();
    if !others.is_empty() {
        let (name, role) =
            if groups.is_empty() { ("all accounts", "the whole collection") } else { ("accounts in no set", "rest of the collection") };
        groups.push(Group { name: name.to_owned(), role, members: others });
    }
    groups
}

/// How many accounts of each set were flagged, were not, and could not be assessed. `accounts` ascending, with their verdicts.
pub(crate) fn verdicts_by_set(snapshot: &Snapshot, accounts: &[u32], verdicts: &[Verdict]) -> Table {
    let groups = groups(snapshot, accounts);
    let count = |group: &Group, wanted: Verdict| {
        let verdict = |member: &u32| accounts.binary_search(member).ok().map(|at| verdicts[at]);
        group.members.iter().filter(|member| verdict(member) == Some(wanted)).count() as u64
    };
    let counts = |wanted| groups.iter().map(|group| count(group, wanted)).collect::<Vec<u64>>();
    let (flagged, passed, unclear) = (counts(Verdict::Flagged), counts(Verdict::NotFlagged), counts(Verdict::InsufficientData));
    let assessed: Vec<u64> = flagged.iter().zip(&passed).map(|(flagged, passed)| flagged + passed).collect();
    let shares = flagged.iter().zip(&assessed).map(|(flagged, assessed)| share(*flagged, *assessed)).collect();
    let some = |counts: &[u64]| Cells::Count(counts.iter().copied().map(Some).collect());
    Table {
        name: "by_set".to_owned(),
        about: "One row a set of accounts; an account in two sets counts in both.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("accounts", "Accounts in the set", some(&groups.iter().map(|group| group.members.len() as u64).collect::<Vec<_>>())),
            column("assessed", "Accounts with enough data", some(&assessed)),
            column("flagged", "Accounts beyond the line", some(&flagged)),
            column("flagged_share", "Flagged, of those assessed", Cells::Real(Unit::Share, shares)),
            column("insufficient_data", "Accounts with posts but too few to assess", some(&unclear)),
        ],
    }
}

/// A column of a table.
pub(crate) fn column(name: &str, meaning: &str, cells: Cells) -> TableColumn {
    TableColumn { name: name.to_owned(), meaning: meaning.to_owned(), cells }
}
