//! An order of accounts and objects that their names have no part in: by who, and what, was there first.
//!
//! Blocks start from random numbers, one for each object in turn, so the order of the objects shows in the last digits and sometimes in a
//! block. Names of accounts must not.

use crate::actions::Actions;

/// The actions with accounts and objects numbered by their first post, and the old number of each account.
pub(super) fn by_first_post(actions: &Actions) -> (Actions, Vec<u32>) {
    let mut of_account = vec![u32::MAX; actions.accounts() as usize];
    let mut of_object = vec![(u32::MAX, 0); actions.objects() as usize];
    for object in 0..actions.objects() {
        for action in actions.of(object) {
            let first = &mut of_account[action.account as usize];
            *first = (*first).min(action.post);
        }
        let of_object = &mut of_object[object as usize];
        *of_object = (actions.of(object).iter().map(|action| action.post).min().unwrap_or(u32::MAX), actions.of(object).len());
    }
    let accounts = ranked(&of_account);
    let objects = ranked(&of_object);
    let mut number = vec![0; accounts.len()];
    accounts.iter().zip(0..).for_each(|(account, rank)| number[*account as usize] = rank);
    let rows = objects.iter().zip(0..).flat_map(|(object, rank)| {
        let number = &number;
        actions.of(*object).iter().map(move |action| {
            let mut action = *action;
            action.account = number[action.account as usize];
            (rank, action)
        })
    });
    (Actions::new(actions.accounts(), actions.objects(), rows), accounts)
}

/// Places in the order of their keys, equal keys in the order of places.
fn ranked<K: Ord>(keys: &[K]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.sort_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]).then(a.cmp(b)));
    order
}
