//! The sets of a study side by side: every account-level result is shown for each set and for the accounts in none.

use lockstep_snapshot::{Role, Snapshot};
use lockstep_statistics::wilson_95;

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
        columns: [
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("accounts", "Accounts in the set", some(&groups.iter().map(|group| group.members.len() as u64).collect::<Vec<_>>())),
            column("assessed", "Accounts with enough data", some(&assessed)),
            column("flagged", "Accounts beyond the line", some(&flagged)),
            column("flagged_share", "Flagged, of those assessed", Cells::Real(Unit::Share, shares)),
            column("insufficient_data", "Accounts with posts but too few to assess", some(&unclear)),
        ]
        .into_iter()
        .chain(as_controls(&groups, &flagged, &assessed))
        .collect(),
    }
}

/// How many accounts of each set would be found if the set were like the control sets taken together, and at most how many: the upper end
/// of the 95 % interval (Wilson 1927) of the control sets' share. No cell for control sets themselves, nor where no control was assessed.
pub(crate) fn as_controls(groups: &[Group], found: &[u64], whole: &[u64]) -> [TableColumn; 2] {
    let control = |group: &Group| group.role == Role::Control.name();
    let sum = |numbers: &[u64]| -> u64 { groups.iter().zip(numbers).filter(|(group, _)| control(group)).map(|(_, number)| number).sum() };
    let (found, of) = (sum(found), sum(whole));
    let (_, high) = wilson_95(found, of.max(1));
    let at = |rate: f64| {
        let cells = groups.iter().zip(whole).map(|(group, whole)| (of > 0 && !control(group)).then_some(rate * *whole as f64));
        Cells::Real(Unit::Accounts, cells.collect())
    };
    [
        column("as_controls", "How many it would be if the set were like the control sets together", at(found as f64 / of.max(1) as f64)),
        column("as_controls_at_most", "Upper end of the 95 % interval of that number", at(high)),
    ]
}

/// The studied and control sets that an account is in, by name.
pub(crate) fn sets_of(snapshot: &Snapshot, account: u32) -> String {
    let sets = snapshot.sets.iter().filter(|set| set.role != Role::Truth);
    names_with(sets.map(|set| (set.name.as_str(), set.members.as_slice())), account)
}

/// The names of those of some sets that an account is in. Members are ascending.
pub(crate) fn names_with<'a>(sets: impl Iterator<Item = (&'a str, &'a [u32])>, account: u32) -> String {
    let of = sets.filter(|(_, members)| members.binary_search(&account).is_ok());
    of.map(|(name, _)| name).collect::<Vec<&str>>().join(", ")
}

/// A column of a table.
pub(crate) fn column(name: &str, meaning: &str, cells: Cells) -> TableColumn {
    TableColumn { name: name.to_owned(), meaning: meaning.to_owned(), cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_would_have_if_it_were_like_the_crowds() {
        let group = |name: &str, role: Role| Group { name: name.to_owned(), role: role.name(), members: Vec::new() };
        let groups = [group("list", Role::Studied), group("one crowd", Role::Control), group("another", Role::Control)];
        let cells = |found: &[u64], whole: &[u64]| {
            as_controls(&groups, found, whole).map(|column| if let Cells::Real(_, cells) = column.cells { cells } else { Vec::new() })
        };
        let [mean, most] = cells(&[60, 3, 0], &[350, 600, 300]);
        assert_eq!(mean, [Some(350.0 * 3.0 / 900.0), None, None]);
        // Wilson's interval of 3 in 900 ends at .0098, as R's binom.wilson has it.
        assert!((most[0].expect("is known") - 350.0 * 0.009_754).abs() < 0.01, "{most:?}");
        let [mean, most] = cells(&[60, 0, 0], &[350, 600, 300]);
        assert!(mean[0] == Some(0.0) && most[0] > Some(1.0), "none among 900 does not make it impossible");
        assert_eq!(cells(&[60, 0, 0], &[350, 0, 0])[0], [None, None, None]);
    }
}
