//! Distinct shared objects within a time window, for every pair of accounts.
//!
//! How many pairs of actions the window holds is counted first, in linear time, so that work that does not fit in memory is refused before
//! it starts, with numbers that would fit.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::actions::Actions;
use crate::sweep::{each_pair, pairs_in, pairs_within};

/// Bytes for one pair met in the sweep: its key, and its place in the sorted copy.
const BYTES_PER_PAIR: u64 = 16;

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
/// # Errors
/// When that would take more than `bytes` of memory.
pub fn window_counts(actions: &Actions, window: i64, minimum: u32, bytes: u64) -> Result<Counted, OverBudget> {
    let pairs_met = pairs_within(actions, window);
    if pairs_met.saturating_mul(BYTES_PER_PAIR) > bytes {
        return Err(refuse(actions, window, pairs_met, bytes));
    }
    let mut keys: Vec<u64> = (0..actions.objects())
        .into_par_iter()
        .fold(Vec::new, |mut keys, object| {
            let from = keys.len();
            each_pair(actions.of(object), window, |a, b| keys.push(key(a.account, b.account)));
            distinct_from(&mut keys, from);
            keys
        })
        .reduce(Vec::new, |mut all, mut more| {
            all.append(&mut more);
            all
        });
    keys.par_sort_unstable();
    let mut edges = Vec::new();
    let mut pairs_sharing = 0;
    for same in keys.chunk_by(|a, b| a == b) {
        pairs_sharing += 1;
        if same.len() >= minimum as usize {
            edges.push(Edge { source: (same[0] >> 32) as u32, target: same[0] as u32, weight: same.len() as u32 });
        }
    }
    Ok(Counted { edges, pairs_met, pairs_sharing })
}

fn key(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// Sort and remove repeats among the keys from a position on: an object counts once for a pair, however often they act on it.
fn distinct_from(keys: &mut Vec<u64>, from: usize) {
    keys[from..].sort_unstable();
    let mut kept = from;
    for at in from..keys.len() {
        if kept == from || keys[kept - 1] != keys[at] {
            keys[kept] = keys[at];
            kept += 1;
        }
    }
    keys.truncate(kept);
}

fn refuse(actions: &Actions, window: i64, pairs: u64, bytes: u64) -> OverBudget {
    const SHORTER_MS: [i64; 7] = [600_000, 300_000, 60_000, 30_000, 10_000, 5_000, 1_000];
    let fits = |pairs: u64| pairs.saturating_mul(BYTES_PER_PAIR) <= bytes;
    OverBudget {
        pairs,
        needed: pairs.saturating_mul(BYTES_PER_PAIR),
        window: SHORTER_MS.into_iter().find(|shorter| *shorter < window && fits(pairs_within(actions, *shorter))),
        most_accounts: fitting_popularity(actions, window, bytes),
    }
}

/// The largest number of accounts an object may have so that all objects with at most so many fit.
fn fitting_popularity(actions: &Actions, window: i64, bytes: u64) -> Option<u32> {
    let mut cost: BTreeMap<usize, u64> = BTreeMap::new();
    for object in 0..actions.objects() {
        *cost.entry(actions.accounts_of(object).len()).or_default() += pairs_in(actions.of(object), window);
    }
    let mut total = 0;
    let mut fitting = None;
    for (accounts, pairs) in cost {
        total += pairs * BYTES_PER_PAIR;
        if total > bytes {
            break;
        }
        fitting = Some(accounts as u32).filter(|accounts| *accounts >= 2).or(fitting);
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
            let expected: BTreeMap<_, _> = brute_force(&rows, window).into_iter().filter(|(_, weight)| *weight >= minimum).collect();
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
    fn work_that_does_not_fit_is_refused_with_numbers_that_do() {
        let mut rows: Vec<(u32, u32, i64)> = (0..60_000).map(|k| ((k % 8) as u32, (k % 6) as u32, k / 6)).collect();
        let actions = actions(&mut rows);
        let over = window_counts(&actions, 600_000, 1, 16 << 20).expect_err("does not fit");
        assert_eq!(over.window, Some(10_000));
        assert!(window_counts(&actions, 10_000, 1, 16 << 20).is_ok());
        assert!(window_counts(&actions, 600_000, 1, over.needed).is_ok());
    }
}
