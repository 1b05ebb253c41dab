//! How alike two accounts' choices of objects are: cosines of rows weighted by term frequency and inverse document frequency.
//!
//! The similarity of Pacheco and others 2021 (Uncovering coordinated networks on social media, ICWSM 15) and of Luceri and others
//! 2024 (Unmasking the web of deceit, WWW), with the weights of scikit-learn's `TfidfTransformer`: an object that d of N
//! accounts acted on weighs ln((1 + N) / (1 + d)) + 1, and each row has length 1. A cut at a share of pairs always leaves edges, even
//! where nobody acts together: this is for exploring, and for repeating what was published.

use rayon::prelude::*;

use crate::actions::Actions;
use crate::compared::Compared;
use crate::tally::{cut, joined};

/// Pairs need this many distinct objects in common: two accounts with a single object, the same, have cosine 1 whatever it weighs.
const LEAST_SHARED: u32 = 2;
/// Cosines from 0 to 1 are counted in this many steps to find the cut; a power of two, so that steps are exact.
const STEPS: usize = 1 << 12;
/// Products of weights are added up in whole numbers of this many to one: then neither the order of objects nor their names can move a
/// cosine, and two pairs that are equally alike tie.
const PARTS: f64 = (1u64 << 52) as f64;

/// What is compared, and which pairs are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CosineSettings {
    /// How repetition counts.
    pub frequency: TermFrequency,
    /// Accounts with fewer distinct objects are left out (Pacheco 10, Luceri 20).
    pub minimum_objects: u32,
    /// Of the remaining accounts, objects with fewer are left out (Pacheco 3).
    pub minimum_accounts: u32,
    /// Of the remaining accounts, objects with more are left out. Cost grows with the square of this number.
    pub most_accounts: Option<u32>,
    /// Which pairs are kept.
    pub keep: Keep,
}

/// How an account's repeated actions on one object count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermFrequency {
    /// Once or often is the same.
    Binary,
    /// As 1 + ln of their number.
    Sublinear,
}

/// Which of the pairs with at least two objects in common are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Keep {
    /// The highest cosines: this share of the pairs, rounded up, and all that tie with the last.
    TopShare(f64),
    /// Cosines of at least this.
    AtLeast(f64),
}

/// The pairs kept, and what they were taken from.
#[derive(Debug, Clone, PartialEq)]
pub struct Cosines {
    /// Ascending by (source, target).
    pub edges: Vec<CosineEdge>,
    /// Accounts with enough objects.
    pub accounts: u32,
    /// Objects with enough accounts, and not too many.
    pub objects: u32,
    /// Pairs of these accounts with at least two of these objects in common.
    pub pairs_compared: u64,
}

/// Two accounts and how alike their objects are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CosineEdge {
    /// The lower account.
    pub source: u32,
    /// The higher account.
    pub target: u32,
    /// From 0 to 1.
    pub cosine: f64,
    /// Distinct objects in common, of those compared.
    pub shared: u32,
}

/// Compare every two accounts with at least two distinct objects in common.
///
/// Takes time in the sum over objects of the square of their accounts, of which
/// [`shared_pairs_bound`](crate::shared_pairs_bound) is half, and twice that for a share; memory for the weights, 16 bytes an account
/// for each thread, and the pairs kept.
#[must_use]
pub fn tfidf_cosine(actions: &Actions, settings: &CosineSettings) -> Cosines {
    let weights = Weights::new(actions, settings);
    let (least, top) = match settings.keep {
        Keep::AtLeast(least) => (least, None),
        Keep::TopShare(share) => {
            let (least, count) = weights.find_cut(share);
            (least, Some(count))
        }
    };
    let found: Vec<(Vec<CosineEdge>, u64)> = weights.each_run(|row, source, (edges, compared): &mut (Vec<CosineEdge>, u64)| {
        let from = edges.len();
        weights.compare(row, source, |edge| {
            *compared += 1;
            if edge.cosine >= least {
                edges.push(edge);
            }
        });
        edges[from..].sort_unstable_by_key(|edge| edge.target);
    });
    let pairs_compared = found.iter().map(|(_, compared)| compared).sum();
    let mut edges = joined(found.into_iter().map(|(edges, _)| edges).collect());
    if let Some(count) = top {
        keep_top(&mut edges, count);
    }
    Cosines { edges, accounts: weights.accounts, objects: weights.objects, pairs_compared }
}

/// Keep so many of the highest cosines, and all that tie with the last.
fn keep_top(edges: &mut Vec<CosineEdge>, count: usize) {
    let mut cosines: Vec<f64> = edges.iter().map(|edge| edge.cosine).collect();
    cosines.sort_unstable_by(|a, b| b.total_cmp(a));
    match count.checked_sub(1).and_then(|last| cosines.get(last)) {
        Some(cut) => edges.retain(|edge| edge.cosine >= *cut),
        None => edges.clear(),
    }
}

/// The weight of each object for each account, rows of length 1.
struct Weights {
    accounts: u32,
    objects: u32,
    /// Where each object's entries start.
    starts: Vec<usize>,
    /// Object by object: accounts, ascending, with their weights.
    entries: Vec<(u32, f64)>,
    /// Where each account's places start.
    place_starts: Vec<usize>,
    /// Account by account: objects, ascending, with the place of the account's entry.
    places: Vec<(u32, usize)>,
}

/// Sums of one account with each other, emptied at the cost of what was summed.
struct Row {
    sums: Vec<Sum>,
    met: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    parts: u64,
    shared: u32,
}

impl Weights {
    fn new(actions: &Actions, settings: &CosineSettings) -> Self {
        let Compared { actions, accounts, objects, .. } = Compared::new(actions, settings);
        let (mut starts, mut entries) = (vec![0], Vec::new());
        let mut squares = vec![0u128; actions.accounts() as usize];
        let mut by = Vec::new();
        for object in 0..actions.objects() {
            by.clear();
            by.extend(actions.of(object).iter().map(|action| action.account));
            by.sort_unstable();
            let of_object = by.chunk_by(|a, b| a == b).count();
            let rarity = libm::log((1.0 + f64::from(accounts)) / (1.0 + of_object as f64)) + 1.0;
            for same in by.chunk_by(|a, b| a == b) {
                let weight = rarity * settings.frequency.of(same.len());
                squares[same[0] as usize] += (weight * weight * PARTS) as u128;
                entries.push((same[0], weight));
            }
            starts.push(entries.len());
        }
        for (account, weight) in &mut entries {
            *weight /= (squares[*account as usize] as f64 / PARTS).sqrt();
        }
        let (place_starts, places) = places_by_account(&starts, &entries, squares.len());
        Self { accounts, objects, starts, entries, place_starts, places }
    }

    /// Compare an account with all higher ones it shares enough with, in no order that may be relied on.
    fn compare(&self, row: &mut Row, source: u32, mut compared: impl FnMut(CosineEdge)) {
        for (object, place) in &self.places[self.place_starts[source as usize]..self.place_starts[source as usize + 1]] {
            let weight = self.entries[*place].1;
            for (target, other) in &self.entries[place + 1..self.starts[*object as usize + 1]] {
                let sum = &mut row.sums[*target as usize];
                if sum.shared == 0 {
                    row.met.push(*target);
                }
                sum.shared += 1;
                sum.parts += (weight * other * PARTS) as u64;
            }
        }
        for target in row.met.drain(..) {
            let Sum { parts, shared } = std::mem::take(&mut row.sums[target as usize]);
            if shared >= LEAST_SHARED {
                compared(CosineEdge { source, target, cosine: (parts as f64 / PARTS).min(1.0), shared });
            }
        }
    }

    /// Do something for each account, in runs that threads share among them; one result a run, in their order.
    fn each_run<R: Default + Send>(&self, each: impl Fn(&mut Row, u32, &mut R) + Sync) -> Vec<R> {
        let accounts = self.place_starts.len() - 1;
        cut(accounts as u32, |account| self.place_starts[account as usize + 1] - self.place_starts[account as usize])
            .into_par_iter()
            .map_init(
                || Row { sums: vec![Sum::default(); accounts], met: Vec::new() },
                |row, sources| {
                    let mut result = R::default();
                    sources.for_each(|source| each(row, source, &mut result));
                    result
                },
            )
            .collect()
    }

    /// A cosine with so many pairs at or above it as a share is, and that number, rounded up: what is below need not be kept.
    fn find_cut(&self, share: f64) -> (f64, usize) {
        let counted = self.each_run(|row, source, steps: &mut Vec<u64>| {
            steps.resize(STEPS + 1, 0);
            self.compare(row, source, |edge| steps[step_of(edge.cosine)] += 1);
        });
        let mut steps = vec![0; STEPS + 1];
        counted.iter().for_each(|of_run| steps.iter_mut().zip(of_run).for_each(|(all, more)| *all += more));
        let all: u64 = steps.iter().sum();
        let wanted = ((share * all as f64).ceil() as u64).min(all);
        let mut above = 0;
        let step = (0..=STEPS).rev().find(|step| {
            above += steps[*step];
            above >= wanted
        });
        (step.unwrap_or(0) as f64 / STEPS as f64, wanted as usize)
    }
}

impl TermFrequency {
    fn of(self, actions: usize) -> f64 {
        match self {
            Self::Binary => 1.0,
            Self::Sublinear => 1.0 + libm::log(actions as f64),
        }
    }
}

fn step_of(cosine: f64) -> usize {
    (cosine * STEPS as f64) as usize
}

/// For each account, its objects with the places of its entries.
fn places_by_account(starts: &[usize], entries: &[(u32, f64)], accounts: usize) -> (Vec<usize>, Vec<(u32, usize)>) {
    let mut place_starts = vec![0; accounts + 1];
    entries.iter().for_each(|(account, _)| place_starts[*account as usize + 1] += 1);
    for account in 1..place_starts.len() {
        place_starts[account] += place_starts[account - 1];
    }
    let mut next = place_starts.clone();
    let mut places = vec![(0, 0); entries.len()];
    for (object, range) in (0..).zip(starts.windows(2)) {
        for place in range[0]..range[1] {
            let next = &mut next[entries[place].0 as usize];
            places[*next] = (object, place);
            *next += 1;
        }
    }
    (place_starts, places)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Action;

    const ALL: CosineSettings = CosineSettings {
        frequency: TermFrequency::Binary,
        minimum_objects: 1,
        minimum_accounts: 1,
        most_accounts: None,
        keep: Keep::AtLeast(0.0),
    };

    /// From rows of (account, object).
    fn actions(rows: &[(u32, u32)]) -> Actions {
        let (accounts, objects) = (9, 12);
        let rows =
            rows.iter().zip(0..).map(|((account, object), post)| (*object, Action { time: i64::from(post), account: *account, post }));
        Actions::new(accounts, objects, rows)
    }

    #[test]
    fn a_small_case_worked_by_hand() {
        // Three accounts. Objects 0 and 1 have all three: weight ln(4/4) + 1 = 1. Object 2 has one: ln(4/2) + 1 = 1 + ln 2.
        let actions = actions(&[(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)]);
        let rare = 1.0 + std::f64::consts::LN_2;
        let unlike = 2.0 / (2.0_f64.sqrt() * (2.0 + rare * rare).sqrt());
        let found = tfidf_cosine(&actions, &ALL);
        assert_eq!((found.accounts, found.objects, found.pairs_compared), (3, 3, 3));
        let expected = [(0, 1, 1.0), (0, 2, unlike), (1, 2, unlike)];
        for (edge, (source, target, cosine)) in found.edges.iter().zip(expected) {
            assert_eq!((edge.source, edge.target, edge.shared), (source, target, 2));
            assert!((edge.cosine - cosine).abs() < 1e-15, "{edge:?} is not {cosine}");
        }
        // Half of three pairs is two, rounded up; the third ties with the second.
        let top = |share| tfidf_cosine(&actions, &CosineSettings { keep: Keep::TopShare(share), ..ALL }).edges.len();
        assert_eq!([top(0.0), top(0.1), top(0.5), top(1.0), top(2.0)], [0, 1, 3, 3, 3]);
    }

    #[test]
    fn accounts_that_share_a_single_object_are_not_compared() {
        let found = tfidf_cosine(&actions(&[(0, 0), (1, 0), (0, 0), (1, 0)]), &ALL);
        assert_eq!((found.edges, found.pairs_compared), (vec![], 0));
    }

    /// Every cosine by dense vectors.
    fn dense(rows: &[(u32, u32)], settings: &CosineSettings) -> Vec<CosineEdge> {
        let times = |account, object| rows.iter().filter(|row| **row == (account, object)).count();
        let active: Vec<u32> = (0..9)
            .filter(|account| (0..12).filter(|object| times(*account, *object) > 0).count() >= settings.minimum_objects.max(1) as usize)
            .collect();
        let popularity = |object| active.iter().filter(|account| times(**account, object) > 0).count() as u32;
        let most = settings.most_accounts.unwrap_or(u32::MAX);
        let objects: Vec<u32> = (0..12).filter(|object| (settings.minimum_accounts.max(1)..=most).contains(&popularity(*object))).collect();
        let weight = |account, object| match (times(account, object), settings.frequency) {
            (0, _) => 0.0,
            (_, TermFrequency::Binary) => 1.0,
            (times, TermFrequency::Sublinear) => 1.0 + libm::log(times as f64),
        };
        let vector = |account| -> Vec<f64> {
            let rarity = |object| libm::log(f64::from(1 + active.len() as u32) / f64::from(1 + popularity(object))) + 1.0;
            objects.iter().map(|object| weight(account, *object) * rarity(*object)).collect()
        };
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut edges = Vec::new();
        for (at, source) in active.iter().enumerate() {
            for target in &active[at + 1..] {
                let (a, b) = (vector(*source), vector(*target));
                let shared = a.iter().zip(&b).filter(|(a, b)| **a > 0.0 && **b > 0.0).count() as u32;
                if shared >= 2 {
                    let cosine = dot(&a, &b) / (dot(&a, &a).sqrt() * dot(&b, &b).sqrt());
                    edges.push(CosineEdge { source: *source, target: *target, cosine, shared });
                }
            }
        }
        edges
    }

    proptest! {
        #[test]
        fn cosines_equal_those_of_dense_vectors(
            rows in prop::collection::vec((0u32..9, 0u32..12), 0..90),
            sublinear in any::<bool>(),
            minimum_objects in 0u32..5,
            minimum_accounts in 0u32..4,
            most_accounts in prop::option::of(3u32..9),
            share in 0.0f64..1.0,
        ) {
            let frequency = if sublinear { TermFrequency::Sublinear } else { TermFrequency::Binary };
            let settings = CosineSettings { frequency, minimum_objects, minimum_accounts, most_accounts, ..ALL };
            let expected = dense(&rows, &settings);
            let actions = actions(&rows);
            let all = tfidf_cosine(&actions, &settings);
            prop_assert_eq!(all.edges.len(), expected.len());
            prop_assert_eq!(all.pairs_compared, expected.len() as u64);
            for (found, expected) in all.edges.iter().zip(&expected) {
                prop_assert_eq!((found.source, found.target, found.shared), (expected.source, expected.target, expected.shared));
                prop_assert!((found.cosine - expected.cosine).abs() < 1e-12);
            }
            let top = tfidf_cosine(&actions, &CosineSettings { keep: Keep::TopShare(share), ..settings });
            let wanted = (share * all.edges.len() as f64).ceil() as usize;
            let mut kept = all.edges.clone();
            kept.retain(|edge| all.edges.iter().filter(|other| other.cosine > edge.cosine).count() < wanted);
            prop_assert_eq!(&top.edges, &kept);
            let least = kept.iter().map(|edge| edge.cosine).fold(f64::INFINITY, f64::min);
            prop_assert_eq!(tfidf_cosine(&actions, &CosineSettings { keep: Keep::AtLeast(least), ..settings }).edges, kept);
        }
    }
}
