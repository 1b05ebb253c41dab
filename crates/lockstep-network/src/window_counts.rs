//! Distinct shared objects within a time window, for every pair of accounts.
//!
//! Account by account, with one row of counts: no pair is kept that does not reach the minimum. What the edges may take at most follows
//! from the number of pairs in the window, which is counted first, in linear time, so that work that does not fit in memory is refused
//! before it starts, with numbers that would fit.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::actions::Actions;
use crate::company::enough_company;
use crate::sweep::{pairs_in, pairs_within};
use crate::tally::{Tally, cut, joined};
use crate::windows::Windows;

/// Edges, and the counts that give them a denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Ascending by (source, target).
    pub edges: Vec<Edge>,
    /// Pairs of actions within the window, those of one account with itself included.
    pub pairs_met: u64,
    /// Pairs of accounts that share at least one object within the window.
    pub pairs_sharing: u64,
}

/// Two accounts and how many distinct objects they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The lower account.
    pub source: u32,
    /// The higher account.
    pub target: u32,
    /// Distinct objects.
    pub weight: u32,
}

/// The work would not fit in the memory allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the window holds {pairs} pairs of actions, which takes {needed} bytes")]
pub struct OverBudget {
    /// Pairs of actions within the window.
    pub pairs: u64,
    /// Bytes they would take.
    pub needed: u64,
    /// A shorter window that would fit, ms.
    pub window: Option<i64>,
    /// A number of accounts such that the objects with at most so many would fit.
    pub most_accounts: Option<u32>,
}

/// Every pair of accounts that shares at least `minimum` objects on which they acted at most `window` ms apart.
///
/// `bytes` bounds what is held besides the actions: for each action its account and its window, for each account a place, and for each
/// edge two copies. There are at most as many edges as pairs of actions in the window go into `minimum`, and as pairs of accounts. Each
/// thread takes another 8 bytes an account, which is not part of the bound, for it must not depend on the machine what is refused.
///
/// # Errors
/// When the bound is above `bytes`.
pub fn window_counts(actions: &Actions, window: i64, minimum: u32, bytes: u64) -> Result<Counted, OverBudget> {
    let pairs_met = pairs_within(actions, window);
    let size = Size { accounts: actions.accounts().into(), actions: actions.len() as u64, pairs: pairs_met };
    if size.bytes(minimum) > bytes {
        return Err(refuse(actions, window, minimum, size, bytes));
    }
    let windows = Windows::new(actions, window, |_| true);
    let accounts: Vec<u32> = actions.all().iter().map(|action| action.account).collect();
    let (found, sharing): (Vec<Vec<Edge>>, Vec<u64>) = cut(actions.accounts(), |account| windows.count(account))
        .into_par_iter()
        .map_init(
            || Tally::new(actions.accounts()),
            |tally, sources| {
                let (mut edges, mut sharing) = (Vec::new(), 0);
                for source in sources {
                    sharing += count_partners(&windows, &accounts, source, minimum, tally, &mut edges);
                }
                edges.shrink_to_fit();
                (edges, sharing)
            },
        )
        .unzip();
    Ok(Counted { edges: joined(found), pairs_met, pairs_sharing: sharing.into_iter().sum() })
}

/// The edges of [`window_counts`] without its counts: quicker where few accounts meet anybody often enough.
///
/// # Errors
/// When the bound is above `bytes`, which is asked of the accounts that may be on an edge.
pub fn edges_alone(actions: Actions, window: i64, minimum: u32, bytes: u64) -> Result<Vec<Edge>, OverBudget> {
    Ok(window_counts(&enough_company(actions, window, minimum), window, minimum, bytes)?.edges)
}

/// Add the edges from an account to higher ones, and return how many of these it shares an object with at all.
fn count_partners(windows: &Windows, accounts: &[u32], source: u32, minimum: u32, tally: &mut Tally, edges: &mut Vec<Edge>) -> u64 {
    for (mark, stretches) in windows.by_object(source) {
        for stretch in stretches {
            for target in &accounts[stretch.places()] {
                if *target > source {
                    tally.count_once(*target, mark);
                }
            }
        }
    }
    let mut sharing = 0;
    let from = edges.len();
    for (target, weight) in tally.drain() {
        sharing += 1;
        if weight >= minimum {
            edges.push(Edge { source, target, weight });
        }
    }
    edges[from..].sort_unstable_by_key(|edge| edge.target);
    sharing
}

/// What decides how much memory is needed.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    accounts: u64,
    actions: u64,
    pairs: u64,
}

impl Size {
    /// An upper bound on what is held besides the actions.
    fn bytes(self, minimum: u32) -> u64 {
        const BYTES_PER_ACTION: u64 = size_of::<u32>() as u64;
        const BYTES_PER_EDGE: u64 = 2 * size_of::<Edge>() as u64;
        let Self { accounts, actions, pairs } = self;
        let stretches = actions.min(pairs.saturating_mul(2));
        let edges = (pairs / u64::from(minimum.max(1))).min(accounts * accounts.saturating_sub(1) / 2);
        (actions * BYTES_PER_ACTION + accounts * Windows::BYTES_PER_ACCOUNT + stretches * Windows::BYTES_PER_STRETCH)
            .saturating_add(edges.saturating_mul(BYTES_PER_EDGE))
    }
}

fn refuse(actions: &Actions, window: i64, minimum: u32, size: Size, bytes: u64) -> OverBudget {
    const SHORTER_MS: [i64; 7] = [600_000, 300_000, 60_000, 30_000, 10_000, 5_000, 1_000];
    let fits = |shorter: i64| Size { pairs: pairs_within(actions, shorter), ..size }.bytes(minimum) <= bytes;
    OverBudget {
        pairs: size.pairs,
        needed: size.bytes(minimum),
        window: SHORTER_MS.into_iter().find(|shorter| *shorter < window && fits(*shorter)),
        most_accounts: fitting_popularity(actions, window, minimum, bytes),
    }
}

/// The largest number of accounts an object may have so that all objects with at most so many fit.
fn fitting_popularity(actions: &Actions, window: i64, minimum: u32, bytes: u64) -> Option<u32> {
    let mut by_popularity: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for object in 0..actions.objects() {
        let (actions_on, pairs) = by_popularity.entry(actions.accounts_of(object).len() as u32).or_default();
        *actions_on += actions.of(object).len() as u64;
        *pairs += pairs_in(actions.of(object), window);
    }
    let mut size = Size { accounts: actions.accounts().into(), ..Size::default() };
    let mut fitting = None;
    for (accounts, (actions_on, pairs)) in by_popularity {
        size.actions += actions_on;
        size.pairs += pairs;
        if size.bytes(minimum) > bytes {
            break;
        }
        fitting = Some(accounts).filter(|accounts| *accounts >= 2).or(fitting);
    }
    fitting
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::{Action, evidence};

    const WIDE: u64 = 1 << 30;

    /// Rows of (account, object, second).
    fn actions(rows: &mut [(u32, u32, i64)]) -> Actions {
        rows.sort_unstable_by_key(|(_, _, time)| *time);
        let rows =
            rows.iter().zip(0..).map(|((account, object, time), post)| (*object, Action { time: time * 1_000, account: *account, post }));
        Actions::new(8, 6, rows)
    }

    fn brute_force(rows: &[(u32, u32, i64)], window: i64) -> BTreeMap<(u32, u32), u32> {
        let mut shared = BTreeSet::new();
        for (a, object_a, time_a) in rows {
            for (b, object_b, time_b) in rows {
                if a < b && object_a == object_b && (time_a - time_b).abs() <= window {
                    shared.insert((*a, *b, *object_a));
                }
            }
        }
        let mut weights = BTreeMap::new();
        shared.into_iter().for_each(|(a, b, _)| *weights.entry((a, b)).or_default() += 1);
        weights
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn the_sweep_equals_brute_force(
            mut rows in prop::collection::vec((0u32..8, 0u32..6, 0i64..60), 0..60),
            window in 1i64..20,
            minimum in 1u32..4,
        ) {
            let actions = actions(&mut rows);
            let counted = window_counts(&actions, window * 1_000, minimum, WIDE).expect("fits");
            let sharing = brute_force(&rows, window);
            prop_assert_eq!(counted.pairs_sharing, sharing.len() as u64);
            let expected: BTreeMap<_, _> = sharing.into_iter().filter(|(_, weight)| *weight >= minimum).collect();
            let found: BTreeMap<_, _> = counted.edges.iter().map(|edge| ((edge.source, edge.target), edge.weight)).collect();
            prop_assert_eq!(found, expected);
            let pairs: Vec<(u32, u32)> = counted.edges.iter().map(|edge| (edge.source, edge.target)).collect();
            for (edge, evidence) in counted.edges.iter().zip(evidence(&actions, &pairs, window * 1_000, 100)) {
                prop_assert_eq!(evidence.objects, edge.weight);
                prop_assert_eq!(evidence.shared.len(), edge.weight as usize);
                for shared in &evidence.shared {
                    let (source, target) = (rows[shared.source_post as usize], rows[shared.target_post as usize]);
                    prop_assert_eq!((source.0, target.0), (edge.source, edge.target));
                    prop_assert_eq!((source.1, target.1), (shared.object, shared.object));
                    prop_assert_eq!(source.2.abs_diff(target.2) * 1_000, shared.distance);
                    prop_assert!(shared.distance <= window.unsigned_abs() * 1_000);
                }
            }
        }
    }

    #[test]
    fn one_thread_and_many_find_the_same() {
        let rows = (0..40_000_u32).map(|k| {
            let (account, object) = (k.wrapping_mul(2_654_435_761) % 503, k.wrapping_mul(40_503) % 97);
            (object, Action { time: i64::from(k) * 700, account, post: k })
        });
        let actions = Actions::new(503, 97, rows);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
            pool.install(|| window_counts(&actions, 300_000, 2, WIDE).expect("fits"))
        };
        let one = with(1);
        assert!(cut(503, |_| 1_000).len() > 8 && one.edges.len() > 1_000);
        assert!(one.edges.is_sorted_by_key(|edge| (edge.source, edge.target)));
        assert_eq!(with(7), one);
    }

    #[test]
    fn posting_often_on_one_object_costs_no_more_than_the_posts() {
        let rows = (0..400_000).map(|k: u32| (0, Action { time: i64::from(k % 2), account: k % 4, post: k }));
        let actions = Actions::new(4, 1, {
            let mut rows: Vec<_> = rows.collect();
            rows.sort_by_key(|(_, action)| action.time);
            rows.into_iter()
        });
        let counted = window_counts(&actions, i64::MAX, 1, 16 << 20).expect("fits");
        assert_eq!(counted.pairs_met, 400_000 * 399_999 / 2);
        assert_eq!((counted.edges.len(), counted.pairs_sharing), (6, 6));
    }

    /// Two thousand accounts act in turn, by rounds on one object of all or on one that each has with its neighbour.
    fn crowd() -> Actions {
        let rows = (0..60_000_u32).map(|k| {
            let (account, object) = (k % 2_000, if k % 4_000 < 2_000 { 0 } else { 1 + k % 2_000 / 2 });
            (object, Action { time: i64::from(k) * 100, account, post: k })
        });
        Actions::new(2_000, 1_001, rows)
    }

    #[test]
    fn work_that_does_not_fit_is_refused_with_numbers_that_do() {
        let actions = crowd();
        let needed = |window, minimum| match window_counts(&actions, window, minimum, 0) {
            Err(over) => over.needed,
            Ok(_) => panic!("nothing fits in no memory"),
        };
        let most = needed(600_000, 1);
        assert!(window_counts(&actions, 600_000, 1, most).is_ok());
        assert!(needed(1_000, 1) < most && needed(600_000, 1_000_000) < most);
        for bytes in [needed(1_000, 1), needed(5_000, 1), most - 1] {
            let over = window_counts(&actions, 600_000, 1, bytes).expect_err("does not fit");
            assert_eq!((over.pairs, over.needed), (pairs_within(&actions, 600_000), most));
            let window = over.window.expect("a second fits");
            assert!(window_counts(&actions, window, 1, bytes).is_ok());
            let most_accounts = over.most_accounts.expect("the pairs of neighbours fit");
            let (fewer, emptied) = actions.without_popular(most_accounts);
            assert_eq!((most_accounts, emptied), (2, 1));
            assert!(window_counts(&fewer, 600_000, 1, bytes).is_ok());
        }
    }

    #[test]
    fn a_budget_that_nothing_fits_proposes_nothing() {
        let over = window_counts(&crowd(), 600_000, 1, 100).expect_err("does not fit");
        assert_eq!((over.window, over.most_accounts), (None, None));
    }
}
