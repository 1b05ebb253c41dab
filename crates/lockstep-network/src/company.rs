//! The accounts that may be linked at all, so that the others need not be swept.

use crate::actions::Actions;
use crate::sweep::each_window;

/// The actions of the accounts that have company on at least `minimum` objects, company that has too little of it itself not counted.
///
/// An account without cannot be on an edge, so that the edges are those of all the actions. Asked a few times over: each time fewer are
/// left, and the last who would go cost less to sweep than to find.
pub(crate) fn enough_company(mut actions: Actions, window: i64, minimum: u32) -> Actions {
    for _ in 0..PASSES {
        let company = objects_in_company(&actions, window);
        let kept: Vec<bool> = company.iter().map(|objects| *objects >= minimum.max(1)).collect();
        let before = actions.len();
        actions = actions.of_accounts(&kept);
        if actions.len() > before - before / 8 {
            break;
        }
    }
    actions
}

const PASSES: usize = 4;

/// For each account, the objects on which some action, possibly its own, lies within the window of one of its actions: at least as many
/// as it shares with anybody.
fn objects_in_company(actions: &Actions, window: i64) -> Vec<u32> {
    let mut objects = vec![0; actions.accounts() as usize];
    let mut last = vec![u32::MAX; actions.accounts() as usize];
    for object in 0..actions.objects() {
        let of_object = actions.of(object);
        each_window(of_object, window, |at, near| {
            let account = of_object[at].account as usize;
            if near.len() > 1 && last[account] != object {
                last[account] = object;
                objects[account] += 1;
            }
        });
    }
    objects
}
