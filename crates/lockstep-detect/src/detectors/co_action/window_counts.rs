//! Engine `window_counts`: distinct shared objects within a time window (E1 of the method cards).
//!
//! A sweep over each object's sorted actions meets exactly the pairs within the window. How many that are is counted first, in linear
//! time, so that a study that does not fit in memory is refused before it starts, with settings that would fit.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::layer::{Action, Actions, distinct_accounts};
use crate::detector::Unfit;
use crate::duration::Duration;

/// Memory that counting may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) bytes: u64,
}

/// Bytes for one pair met in the sweep: its key, and its place in the sorted copy.
const BYTES_PER_PAIR: u64 = 16;

/// The edges and what they rest on.
pub(super) struct Counted {
    /// Ascending by (source, target), source < target.
    pub(super) edges: Vec<Edge>,
    /// Pairs of actions by different accounts that the sweep met.
    pub(super) pairs_met: u64,
    /// Pairs of accounts that share at least one object within the window.
    pub(super) pairs_sharing: u64,
}

/// Two accounts and what they share.
pub(super) struct Edge {
    pub(super) source: u32,
    pub(super) target: u32,
    /// Distinct objects shared within the window.
    pub(super) weight: u32,
    /// Some of them, those with the least time between first.
    pub(super) evidence: Vec<Shared>,
}

/// One object that two accounts acted on within the window, and the two posts closest in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shared {
    /// Time between the two posts, ms.
    pub(super) distance: u64,
    pub(super) object: u32,
    pub(super) source_post: u32,
    pub(super) target_post: u32,
}

impl Counted {
    pub(super) fn new(actions: &Actions<'_>, window: i64, minimum_weight: u32, evidence: usize, budget: Budget) -> Result<Self, Unfit> {
        let pairs_met = pairs_within(actions, window);
        if pairs_met.saturating_mul(BYTES_PER_PAIR) > budget.bytes {
            return Err(refuse(actions, window, pairs_met, budget));
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
            if same.len() >= minimum_weight as usize {
                let (source, target) = accounts(same[0]);
                edges.push(Edge { source, target, weight: same.len() as u32, evidence: Vec::new() });
            }
        }
        drop(keys);
        let mut counted = Self { edges, pairs_met, pairs_sharing };
        counted.find_evidence(actions, window, evidence);
        Ok(counted)
    }

    /// Sweep once more, and for each edge note the objects with the least time between.
    fn find_evidence(&mut self, actions: &Actions<'_>, window: i64, limit: usize) {
        let keys: Vec<u64> = self.edges.iter().map(|edge| key(edge.source, edge.target)).collect();
        let on_edges = on_any_edge(&self.edges, actions.objects_of.len());
        let mut closest: Vec<(usize, Shared)> = Vec::new();
        for object in 0..actions.objects() {
            closest.clear();
            let of_edges: Vec<Action> = actions.of(object).iter().copied().filter(|action| on_edges[action.account as usize]).collect();
            each_pair(&of_edges, window, |a, b| {
                let (source, target) = if a.account < b.account { (a, b) } else { (b, a) };
                if let Ok(edge) = keys.binary_search(&key(source.account, target.account)) {
                    let distance = source.time.abs_diff(target.time);
                    closest.push((edge, Shared { distance, object, source_post: source.post, target_post: target.post }));
                }
            });
            closest.sort_unstable();
            closest.dedup_by_key(|(edge, _)| *edge);
            for (edge, shared) in &closest {
                keep_closest(&mut self.edges[*edge].evidence, *shared, limit);
            }
        }
    }
}

fn on_any_edge(edges: &[Edge], accounts: usize) -> Vec<bool> {
    let mut on = vec![false; accounts];
    for edge in edges {
        on[edge.source as usize] = true;
        on[edge.target as usize] = true;
    }
    on
}

fn keep_closest(evidence: &mut Vec<Shared>, shared: Shared, limit: usize) {
    let at = evidence.partition_point(|other| *other < shared);
    if at < limit {
        evidence.insert(at, shared);
        evidence.truncate(limit);
    }
}

fn key(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

fn accounts(key: u64) -> (u32, u32) {
    ((key >> 32) as u32, key as u32)
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

/// Call `met` with every two actions by different accounts that are at most `window` ms apart.
fn each_pair(actions: &[Action], window: i64, mut met: impl FnMut(Action, Action)) {
    let mut start = 0;
    for (at, later) in actions.iter().enumerate() {
        while later.time - actions[start].time > window {
            start += 1;
        }
        for earlier in actions[start..at].iter().filter(|earlier| earlier.account != later.account) {
            met(*earlier, *later);
        }
    }
}

/// Number of pairs of actions within the window, those of one account with itself included: an upper bound on what the sweep meets.
fn pairs_within(actions: &Actions<'_>, window: i64) -> u64 {
    (0..actions.objects()).into_par_iter().map(|object| pairs_in(actions.of(object), window)).sum()
}

/// The same for one object, in linear time.
fn pairs_in(actions: &[Action], window: i64) -> u64 {
    let mut start = 0;
    let mut pairs = 0;
    for (at, later) in actions.iter().enumerate() {
        while later.time - actions[start].time > window {
            start += 1;
        }
        pairs += (at - start) as u64;
    }
    pairs
}

fn refuse(actions: &Actions<'_>, window: i64, pairs: u64, budget: Budget) -> Unfit {
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    let needed = pairs.saturating_mul(BYTES_PER_PAIR);
    let mut fits = vec![format!("`memory_mib: {}`", mib(needed))];
    const SHORTER_MS: [i64; 7] = [600_000, 300_000, 60_000, 30_000, 10_000, 5_000, 1_000];
    let shorter = SHORTER_MS.into_iter().filter(|shorter| *shorter < window);
    if let Some(fitting) = shorter.into_iter().find(|shorter| pairs_within(actions, *shorter) * BYTES_PER_PAIR <= budget.bytes) {
        fits.push(format!("`window: {}`", Duration::from_ms(fitting)));
    }
    if let Some(most) = fitting_popularity(actions, window, budget) {
        fits.push(format!("`most_accounts: {most}`"));
    }
    Unfit {
        reason: format!("the window holds {pairs} pairs of actions, which takes {} MiB, more than the {} MiB allowed", mib(needed), mib(budget.bytes)),
        remedy: format!("any of these would fit: {}", fits.join(", ")),
    }
}

/// The largest number of accounts an object may have so that all objects with at most so many fit.
fn fitting_popularity(actions: &Actions<'_>, window: i64, budget: Budget) -> Option<usize> {
    let mut cost: BTreeMap<usize, u64> = BTreeMap::new();
    for object in 0..actions.objects() {
        let actions = actions.of(object);
        *cost.entry(distinct_accounts(actions).len()).or_default() += pairs_in(actions, window);
    }
    let mut total = 0;
    let mut fitting = None;
    for (accounts, pairs) in cost {
        total += pairs * BYTES_PER_PAIR;
        if total > budget.bytes {
            break;
        }
        fitting = Some(accounts).filter(|accounts| *accounts >= 2).or(fitting);
    }
    fitting
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use lockstep_snapshot::{Coded, Dictionary, Interner, Snapshot};
    use proptest::prelude::*;

    use super::super::layer::Layer;
    use super::*;

    const WIDE: Budget = Budget { bytes: 1 << 30 };

    /// A snapshot in which account `a` retweeted object `o` at second `t`.
    fn snapshot(mut rows: Vec<(u32, u32, i64)>) -> Snapshot {
        rows.sort_unstable_by_key(|(_, _, time)| *time);
        let dictionary = |prefix: &str, size: u32| {
            let mut names = Interner::default();
            (0..size).for_each(|n| {
                names.code(&format!("{prefix}{n:03}"));
            });
            Dictionary::merge(&[&names]).0
        };
        let mut snapshot = Snapshot { accounts: dictionary("a", 8), ..Snapshot::default() };
        snapshot.posts.resolution_ms = 1_000;
        snapshot.posts.retweeted_post = Some(Coded { names: dictionary("o", 6), codes: rows.iter().map(|row| row.1).collect() });
        for (account, _, time) in rows {
            snapshot.posts.account.push(account);
            snapshot.posts.time.push(time * 1_000);
            snapshot.posts.id.push("p");
        }
        snapshot
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
            rows in prop::collection::vec((0u32..8, 0u32..6, 0i64..60), 0..60),
            window in 1i64..20,
            minimum in 1u32..4,
        ) {
            let snapshot = snapshot(rows.clone());
            let actions = Actions::new(Layer::CoRetweet, None, &snapshot).expect("has retweets");
            let counted = Counted::new(&actions, window * 1_000, minimum, 100, WIDE).expect("fits");
            let expected: BTreeMap<_, _> = brute_force(&rows, window).into_iter().filter(|(_, weight)| *weight >= minimum).collect();
            let found: BTreeMap<_, _> = counted.edges.iter().map(|edge| ((edge.source, edge.target), edge.weight)).collect();
            prop_assert_eq!(found, expected);
            for edge in &counted.edges {
                prop_assert_eq!(edge.evidence.len(), edge.weight as usize);
                for shared in &edge.evidence {
                    prop_assert!(shared.distance <= window.unsigned_abs() * 1_000);
                    prop_assert_eq!(snapshot.posts.account[shared.source_post as usize], edge.source);
                    prop_assert_eq!(snapshot.posts.account[shared.target_post as usize], edge.target);
                }
            }
        }
    }

    #[test]
    fn a_study_that_does_not_fit_is_refused_with_settings_that_do() {
        let rows: Vec<(u32, u32, i64)> = (0..60_000).map(|k| ((k % 8) as u32, (k % 6) as u32, k / 6)).collect();
        let snapshot = snapshot(rows);
        let actions = Actions::new(Layer::CoRetweet, None, &snapshot).expect("has retweets");
        let tight = Budget { bytes: 16 << 20 };
        let unfit = Counted::new(&actions, 600_000, 1, 1, tight).err().expect("does not fit");
        assert!(unfit.remedy.contains("`memory_mib: "), "{unfit}");
        assert!(unfit.remedy.contains("`window: 10 s`"), "{unfit}");
        assert!(Counted::new(&actions, 10_000, 1, 1, tight).is_ok());
    }
}
