//! Which accounts and objects a comparison of accounts takes in.

use crate::actions::Actions;
use crate::cosine::CosineSettings;

/// What is left to compare: the accounts with enough objects, and of their objects those with enough accounts and not too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The actions of these accounts on these objects; accounts and objects keep their numbers.
    pub actions: Actions,
    /// Accounts with enough objects, those whose objects are all left out included.
    pub accounts: u32,
    /// Objects that are left.
    pub objects: u32,
    /// Accounts that acted, but on too few objects.
    pub accounts_below: u32,
    /// Objects of these accounts that too few of them acted on.
    pub objects_below: u32,
    /// Objects of these accounts that too many of them acted on.
    pub objects_above: u32,
}

impl Compared {
    /// Apply the settings, first to accounts, then to objects.
    #[must_use]
    pub fn new(actions: &Actions, settings: &CosineSettings) -> Self {
        let objects_of = actions.objects_of_each();
        let active: Vec<bool> = objects_of.iter().map(|objects| *objects > 0 && *objects >= settings.minimum_objects).collect();
        let accounts = active.iter().filter(|active| **active).count() as u32;
        let acting = objects_of.iter().filter(|objects| **objects > 0).count() as u32;
        let actions = actions.of_accounts(&active);
        let most = settings.most_accounts.unwrap_or(u32::MAX) as usize;
        let least = settings.minimum_accounts.max(1) as usize;
        let (mut objects, mut objects_below, mut objects_above) = (0, 0, 0);
        let of_object = |object| match actions.accounts_of(object).len() {
            0 => false,
            of_object if of_object < least => {
                objects_below += 1;
                false
            }
            of_object if of_object > most => {
                objects_above += 1;
                false
            }
            _ => {
                objects += 1;
                true
            }
        };
        let kept: Vec<bool> = (0..actions.objects()).map(of_object).collect();
        let actions = actions.of_objects(&kept);
        Self { actions, accounts, objects, accounts_below: acting - accounts, objects_below, objects_above }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, Keep, TermFrequency};

    #[test]
    fn objects_are_judged_by_the_accounts_that_are_left() {
        // Account 3 has one object only. Without it, object 0 has three accounts, 1 has two, 2 has one, and 3 none.
        let rows = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (2, 0), (2, 4), (3, 1)];
        let rows = rows.iter().map(|(account, object)| (*object, Action { account: *account, ..Action::default() }));
        let actions = Actions::new(5, 5, rows);
        let settings = CosineSettings {
            frequency: TermFrequency::Binary,
            minimum_objects: 2,
            minimum_accounts: 2,
            most_accounts: Some(2),
            keep: Keep::AtLeast(0.0),
        };
        let left = Compared::new(&actions, &settings);
        assert_eq!((left.accounts, left.objects, left.accounts_below, left.objects_below, left.objects_above), (3, 1, 1, 2, 1));
        assert_eq!((0..5).map(|object| left.actions.accounts_of(object)).collect::<Vec<_>>(), [vec![], vec![0, 1], vec![], vec![], vec![]]);
    }
}
