//! Sets of accounts, held against the first of them.

use std::collections::{BTreeMap, BTreeSet};

/// What choices of settings put forward; none where one gives no answer. The study's own choice is the first.
pub(crate) struct Compared<'a> {
    pub(crate) sets: Vec<Option<BTreeSet<&'a str>>>,
    /// By how many choices each account is put forward.
    pub(crate) times: BTreeMap<&'a str, u64>,
}

/// What two sets have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overlap {
    pub(crate) both: u64,
    pub(crate) either: u64,
}

impl Overlap {
    fn of(one: &BTreeSet<&str>, other: &BTreeSet<&str>) -> Self {
        let both = one.intersection(other).count() as u64;
        Self { both, either: one.len() as u64 + other.len() as u64 - both }
    }

    /// Accounts of both by accounts of either (Jaccard). Two choices that put nobody forward say the same.
    pub(crate) fn similarity(self) -> f64 {
        if self.either == 0 { 1.0 } else { self.both as f64 / self.either as f64 }
    }

    /// At least half of the accounts of either are accounts of both.
    pub(crate) fn agrees(self) -> bool {
        2 * self.both >= self.either
    }
}

impl<'a> Compared<'a> {
    pub(crate) fn new(sets: Vec<Option<BTreeSet<&'a str>>>) -> Self {
        let mut times: BTreeMap<&str, u64> = BTreeMap::new();
        for account in sets.iter().flatten().flatten() {
            *times.entry(account).or_default() += 1;
        }
        Self { sets, times }
    }

    /// Choices that give an answer.
    pub(crate) fn answered(&self) -> u64 {
        self.sets.iter().flatten().count() as u64
    }

    /// The accounts of the study's own choice.
    pub(crate) fn own(&self) -> Option<&BTreeSet<&'a str>> {
        self.sets.first().and_then(Option::as_ref)
    }

    /// Each choice beside the study's own; none where either gives no answer.
    pub(crate) fn overlaps(&self) -> Vec<Option<Overlap>> {
        let overlap = |set: &Option<BTreeSet<&str>>| Some(Overlap::of(self.own()?, set.as_ref()?));
        self.sets.iter().map(overlap).collect()
    }

    /// Whether an account is put forward by the study's own choice and by at least four of five of those that give an answer.
    pub(crate) fn is_core(&self, account: &str) -> bool {
        let often = || self.times.get(account).is_some_and(|times| 5 * times >= 4 * self.answered());
        self.own().is_some_and(|own| own.contains(account)) && often()
    }

    /// The accounts put forward at all, most often first.
    pub(crate) fn most_often_first(&self) -> Vec<(&'a str, u64)> {
        let mut accounts: Vec<(&str, u64)> = self.times.iter().map(|(account, times)| (*account, *times)).collect();
        accounts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        accounts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set<'a>(names: &[&'a str]) -> Option<BTreeSet<&'a str>> {
        Some(names.iter().copied().collect())
    }

    #[test]
    fn counted_by_hand() {
        let compared =
            Compared::new(vec![set(&["a", "b", "c"]), set(&["a", "b"]), set(&["a", "d"]), None, set(&[]), set(&["a", "b", "e"])]);
        assert_eq!(compared.answered(), 5);
        let overlaps: Vec<Option<(u64, u64)>> = compared.overlaps().into_iter().map(|of| Some((of?.both, of?.either))).collect();
        assert_eq!(overlaps, [Some((3, 3)), Some((2, 3)), Some((1, 4)), None, Some((0, 3)), Some((2, 4))]);
        let agree: Vec<bool> = compared.overlaps().into_iter().flatten().map(Overlap::agrees).collect();
        assert_eq!(agree, [true, true, false, false, true]);
        assert_eq!(compared.most_often_first(), [("a", 4), ("b", 3), ("c", 1), ("d", 1), ("e", 1)]);
        assert!(compared.is_core("a"), "four of five, which is 80 %");
        assert!(!compared.is_core("b"), "three of five");
        assert!(!compared.is_core("d"));
    }

    #[test]
    fn a_choice_that_puts_nobody_forward_is_like_another_such_and_unlike_all_others() {
        let compared = Compared::new(vec![set(&[]), set(&[]), set(&["a"])]);
        let similarities: Vec<f64> = compared.overlaps().into_iter().flatten().map(Overlap::similarity).collect();
        assert_eq!(similarities, [1.0, 1.0, 0.0]);
    }

    #[test]
    fn without_an_answer_of_its_own_there_is_no_core() {
        let compared = Compared::new(vec![None, set(&["a"]), set(&["a"])]);
        assert_eq!(compared.overlaps(), [None, None, None]);
        assert!(!compared.is_core("a"));
    }

    proptest! {
        #[test]
        fn the_core_lies_in_the_own_accounts_and_shares_within_one(
            sets in proptest::collection::vec(proptest::option::of(proptest::collection::btree_set(0_u8..12, 0..12)), 1..20)
        ) {
            let names: Vec<String> = (0..12).map(|number| format!("account-{number}")).collect();
            let sets: Vec<Option<BTreeSet<&str>>> =
                sets.iter().map(|set| Some(set.as_ref()?.iter().map(|number| names[usize::from(*number)].as_str()).collect())).collect();
            let compared = Compared::new(sets.clone());
            for (account, times) in compared.most_often_first() {
                let counted = sets.iter().flatten().filter(|set| set.contains(account)).count() as u64;
                prop_assert_eq!(times, counted);
                prop_assert!(times <= compared.answered());
                if compared.is_core(account) {
                    prop_assert!(compared.own().is_some_and(|own| own.contains(account)));
                    prop_assert!(times as f64 >= 0.8 * compared.answered() as f64 - 1e-9);
                }
            }
            for overlap in compared.overlaps().into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&overlap.similarity()));
                prop_assert_eq!(overlap.agrees(), overlap.similarity() >= 0.5);
            }
        }
    }
}
