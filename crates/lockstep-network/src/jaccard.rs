//! Which sets are alike: an exact self-join by Jaccard similarity, for texts as sets of words or of shingles.
//!
//! Sets that reach a high similarity must share one of their rarest tokens, so only the rarest tokens of each set (its prefix) are indexed
//! and looked up; the size of a set and the places at which two sets meet rule out most of what remains, and the rest is compared in full
//! (PPJoin: Xiao, Wang, Lin and Yu, WWW 2008, Algorithms 1 to 3; the prefix is that of Bayardo, Ma and Srikant, WWW 2007). No pair is lost.
//!
//! Memory beyond the sets, for n sets with k tokens in all: 8 bytes for each distinct token, 8 for each indexed one (at most k, about
//! k/9 at a similarity of 0.8), 8 n, and 4 n for each thread.

use rayon::prelude::*;

/// Sets of tokens, one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSets {
    starts: Vec<usize>,
    tokens: Vec<u32>,
}

impl Default for TokenSets {
    fn default() -> Self {
        Self { starts: vec![0], tokens: Vec::new() }
    }
}

impl TokenSets {
    /// Append the set of some tokens, in any order and possibly repeated.
    ///
    /// Tokens should be numbered from 0 without large gaps: a join takes 8 bytes for each number up to the largest.
    pub fn push(&mut self, tokens: impl IntoIterator<Item = u32>) {
        let start = self.tokens.len();
        self.tokens.extend(tokens);
        self.tokens[start..].sort_unstable();
        let mut kept = start;
        for at in start..self.tokens.len() {
            if kept == start || self.tokens[kept - 1] != self.tokens[at] {
                self.tokens[kept] = self.tokens[at];
                kept += 1;
            }
        }
        self.tokens.truncate(kept);
        self.starts.push(kept);
    }

    /// Room for so many sets with so many tokens in all.
    pub(crate) fn with_capacity(sets: usize, tokens: usize) -> Self {
        let mut starts = Vec::with_capacity(sets + 1);
        starts.push(0);
        Self { starts, tokens: Vec::with_capacity(tokens) }
    }

    /// Put a token that it does not have yet into the set after the last. The order is set right by [`Self::number_rarest_first`].
    pub(crate) fn put(&mut self, token: u32) {
        self.tokens.push(token);
    }

    /// The set after the last is complete.
    pub(crate) fn end(&mut self) {
        self.starts.push(self.tokens.len());
    }

    /// The tokens of a set, ascending.
    #[must_use]
    pub fn get(&self, set: u32) -> &[u32] {
        &self.tokens[self.starts[set as usize]..self.starts[set as usize + 1]]
    }

    /// Number of sets.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// True when there is no set.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number the tokens anew, the rarest first, ties by the old number; and drop the spare memory of growing.
    pub(crate) fn number_rarest_first(&mut self) {
        let mut counts = vec![0u32; self.tokens.iter().max().map_or(0, |most| *most as usize + 1)];
        self.tokens.iter().for_each(|token| counts[*token as usize] += 1);
        let mut order: Vec<u32> = (0..counts.len() as u32).collect();
        order.sort_by_key(|token| counts[*token as usize]);
        let mut number = counts;
        order.iter().zip(0..).for_each(|(token, rank)| number[*token as usize] = rank);
        self.tokens.shrink_to_fit();
        self.tokens.par_iter_mut().for_each(|token| *token = number[*token as usize]);
        let mut rest = self.tokens.as_mut_slice();
        let mut sets = Vec::with_capacity(self.starts.len());
        for ends in self.starts.windows(2) {
            let (set, more) = rest.split_at_mut(ends[1] - ends[0]);
            sets.push(set);
            rest = more;
        }
        sets.par_iter_mut().for_each(|set| set.sort_unstable());
    }
}

/// Two sets that reach the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SimilarPair {
    /// The lower set.
    pub first: u32,
    /// The higher set.
    pub second: u32,
    /// Number of tokens that both have.
    pub shared: u32,
    /// Number of tokens that at least one has.
    pub union: u32,
}

/// Every pair of sets with a Jaccard similarity of at least `threshold`, ascending.
///
/// The similarity is the number of shared tokens divided by the number of tokens in either, as the nearest double, and is compared with
/// the double `threshold`: 4 of 5 reach 0.8. An empty set resembles nothing. Takes 16 bytes for each pair found, twice while sorting.
///
/// # Panics
/// When the threshold is not above 0 and at most 1.
#[must_use]
pub fn similar_pairs(mut sets: TokenSets, threshold: f64) -> Vec<SimilarPair> {
    sets.number_rarest_first();
    let members: Vec<u32> = (0..sets.len() as u32).collect();
    let mut pairs = Join::new(&sets, &members, threshold).gather(|_, _| true);
    pairs.par_sort_unstable();
    pairs
}

/// Whether `shared` of `union` tokens reach the threshold.
#[must_use]
pub(crate) fn reaches(shared: u32, union: u32, threshold: f64) -> bool {
    f64::from(shared) / f64::from(union) >= threshold
}

/// Number of tokens that two sets share.
#[must_use]
pub(crate) fn shared(a: &[u32], b: &[u32]) -> u32 {
    shared_at_least(a, b, 0).expect("any number is at least 0")
}

/// Number of tokens that two sets share, or nothing as soon as it cannot reach `needed`.
fn shared_at_least(a: &[u32], b: &[u32], needed: usize) -> Option<u32> {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        if shared + (a.len() - i).min(b.len() - j) < needed {
            return None;
        }
        let (left, right) = (a[i], b[j]);
        shared += usize::from(left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    (shared >= needed).then_some(shared as u32)
}

/// The smallest number of shared tokens with which sets of these sizes reach the threshold. May be more than either has.
fn needed(a: usize, b: usize, threshold: f64) -> usize {
    let passes = |shared: usize| shared >= a + b || reaches(shared as u32, (a + b - shared) as u32, threshold);
    let mut needed = (threshold / (1.0 + threshold) * (a + b) as f64) as usize;
    while needed > 0 && passes(needed - 1) {
        needed -= 1;
    }
    while !passes(needed) {
        needed += 1;
    }
    needed.max(1)
}

/// The smallest size with which a set can reach the threshold with one of size `a`.
fn least_size(a: usize, threshold: f64) -> usize {
    let mut least = (threshold * a as f64) as usize;
    while least > 1 && reaches(least as u32 - 1, a as u32, threshold) {
        least -= 1;
    }
    while !reaches(least as u32, a as u32, threshold) {
        least += 1;
    }
    least.max(1)
}

/// Sets in order of size with an index over their rarest tokens.
pub(crate) struct Join<'a> {
    sets: &'a TokenSets,
    threshold: f64,
    /// The sets that are joined, smallest first; a place in this list is a rank. Empty sets are not in it.
    by_size: Vec<u32>,
    /// Where the meetings of each token start.
    starts: Vec<usize>,
    /// Where a token is in the prefix of a set; in order of rank for each token.
    meetings: Vec<Meeting>,
}

/// A token's place in an indexed set.
#[derive(Debug, Clone, Copy, Default)]
struct Meeting {
    rank: u32,
    place: u32,
}

impl<'a> Join<'a> {
    /// Index some of the sets. Any numbering of tokens gives the same pairs; the rarest first is fastest.
    pub(crate) fn new(sets: &'a TokenSets, members: &[u32], threshold: f64) -> Self {
        assert!(threshold > 0.0 && threshold <= 1.0, "a similarity to reach is above 0 and at most 1");
        let mut by_size: Vec<u32> = members.iter().copied().filter(|set| !sets.get(*set).is_empty()).collect();
        by_size.sort_by_key(|set| sets.get(*set).len());
        let prefix = |set: u32| {
            let tokens = sets.get(set);
            &tokens[..tokens.len() + 1 - needed(tokens.len(), tokens.len(), threshold)]
        };
        let tokens = by_size.iter().flat_map(|set| prefix(*set)).max().map_or(0, |most| *most as usize + 1);
        let mut starts = vec![0; tokens + 1];
        by_size.iter().flat_map(|set| prefix(*set)).for_each(|token| starts[*token as usize + 1] += 1);
        for token in 1..starts.len() {
            starts[token] += starts[token - 1];
        }
        let mut meetings = vec![Meeting::default(); starts[tokens]];
        for (set, rank) in by_size.iter().zip(0..) {
            for (token, place) in prefix(*set).iter().zip(0..) {
                let next = &mut starts[*token as usize];
                meetings[*next] = Meeting { rank, place };
                *next += 1;
            }
        }
        starts.rotate_right(1);
        starts[0] = 0;
        Self { sets, threshold, by_size, starts, meetings }
    }

    /// Every pair that reaches the threshold and for which `wanted` holds, in no particular order. `wanted` is asked before sets are compared.
    pub(crate) fn gather(&self, wanted: impl Fn(u32, u32) -> bool + Sync) -> Vec<SimilarPair> {
        const AT_ONCE: usize = 512;
        self.by_size
            .par_chunks(AT_ONCE)
            .enumerate()
            .map_init(
                || Probe::new(self.by_size.len()),
                |probe, (chunk, sets)| {
                    let mut pairs = Vec::new();
                    (chunk * AT_ONCE..).zip(sets).for_each(|(rank, _)| self.probe(probe, rank, &wanted, &mut |pair| pairs.push(pair)));
                    pairs
                },
            )
            .reduce(Vec::new, |mut all, mut more| {
                all.append(&mut more);
                all
            })
    }

    /// Call `met` with every pair that reaches the threshold and for which `wanted` holds, in any order, by several threads at once.
    pub(crate) fn each(&self, wanted: impl Fn(u32, u32) -> bool + Sync, met: impl Fn(u32, u32) + Sync) {
        (0..self.by_size.len()).into_par_iter().with_min_len(512).for_each_init(
            || Probe::new(self.by_size.len()),
            |probe, rank| self.probe(probe, rank, &wanted, &mut |pair| met(pair.first, pair.second)),
        );
    }

    /// Find the partners of one set among those of lower rank, which are at most as large.
    fn probe(&self, probe: &mut Probe, rank: usize, wanted: &impl Fn(u32, u32) -> bool, met: &mut impl FnMut(SimilarPair)) {
        let set = self.by_size[rank];
        let tokens = self.sets.get(set);
        probe.suit(tokens.len(), self);
        let prefix = (tokens.len() + 1 - probe.needed[0]).min(tokens.len());
        for (place, token) in tokens[..prefix].iter().enumerate().filter(|(_, token)| (**token as usize) < self.starts.len() - 1) {
            let meetings = &self.meetings[self.starts[*token as usize]..self.starts[*token as usize + 1]];
            let from = meetings.partition_point(|meeting| meeting.rank < probe.first_rank);
            for meeting in meetings[from..].iter().take_while(|meeting| (meeting.rank as usize) < rank) {
                let other = self.sets.get(self.by_size[meeting.rank as usize]).len();
                let seen = &mut probe.seen[meeting.rank as usize];
                if *seen == Probe::RULED_OUT {
                    continue;
                }
                if *seen == 0 {
                    probe.touched.push(meeting.rank);
                }
                let rest = (tokens.len() - place).min(other - meeting.place as usize);
                *seen = if *seen as usize + rest < probe.needed[other - probe.least] { Probe::RULED_OUT } else { *seen + 1 };
            }
        }
        for rank in probe.touched.drain(..) {
            let seen = std::mem::take(&mut probe.seen[rank as usize]);
            let other = self.by_size[rank as usize];
            if seen == Probe::RULED_OUT || !wanted(set.min(other), set.max(other)) {
                continue;
            }
            let others = self.sets.get(other);
            if let Some(shared) = shared_at_least(tokens, others, probe.needed[others.len() - probe.least]) {
                let union = (tokens.len() + others.len()) as u32 - shared;
                met(SimilarPair { first: set.min(other), second: set.max(other), shared, union });
            }
        }
    }
}

/// What one thread notes while it looks for the partners of a set.
struct Probe {
    /// Size of the set for which the next three hold.
    size: usize,
    /// The least size of a partner.
    least: usize,
    /// Shared tokens needed with partners of each size from `least` to `size`.
    needed: Vec<usize>,
    /// The lowest rank of a set with the least size.
    first_rank: u32,
    /// Tokens met in both prefixes, for each rank.
    seen: Vec<u32>,
    /// Ranks with something noted in `seen`.
    touched: Vec<u32>,
}

impl Probe {
    /// In `seen`: the two sets cannot share enough after the place where they met.
    const RULED_OUT: u32 = u32::MAX;

    fn new(sets: usize) -> Self {
        Self { size: 0, least: 0, needed: Vec::new(), first_rank: 0, seen: vec![0; sets], touched: Vec::new() }
    }

    fn suit(&mut self, size: usize, join: &Join<'_>) {
        if size != self.size {
            self.size = size;
            self.least = least_size(size, join.threshold);
            self.needed = (self.least..=size).map(|other| needed(size, other, join.threshold)).collect();
            self.first_rank = join.by_size.partition_point(|set| join.sets.get(*set).len() < self.least) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn brute_force(sets: &[BTreeSet<u32>], threshold: f64) -> Vec<SimilarPair> {
        let mut pairs = Vec::new();
        for first in 0..sets.len() {
            for second in first + 1..sets.len() {
                let shared = sets[first].intersection(&sets[second]).count() as u32;
                let union = sets[first].union(&sets[second]).count() as u32;
                if union > 0 && f64::from(shared) / f64::from(union) >= threshold {
                    pairs.push(SimilarPair { first: first as u32, second: second as u32, shared, union });
                }
            }
        }
        pairs
    }

    fn packed(sets: &[BTreeSet<u32>]) -> TokenSets {
        let mut packed = TokenSets::default();
        sets.iter().for_each(|set| packed.push(set.iter().copied()));
        packed
    }

    /// Sets near a few centres, so that many pairs lie about the threshold.
    fn near_sets() -> impl Strategy<Value = Vec<BTreeSet<u32>>> {
        let centres = prop::collection::vec(prop::collection::btree_set(0u32..60, 0..30), 1..4);
        let changes = prop::collection::vec((0usize..4, prop::collection::vec(0u32..60, 0..6)), 0..24);
        (centres, changes).prop_map(|(centres, changes)| {
            let near = |(centre, change): (usize, Vec<u32>)| {
                let mut set = centres[centre % centres.len()].clone();
                for token in change {
                    if !set.remove(&token) {
                        set.insert(token);
                    }
                }
                set
            };
            changes.into_iter().map(near).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]
        #[test]
        fn the_join_equals_brute_force(
            sets in near_sets(),
            threshold in prop_oneof![Just(0.8), Just(0.5), Just(0.6), Just(0.9), Just(1.0), Just(0.05), 0.01f64..=1.0],
        ) {
            prop_assert_eq!(similar_pairs(packed(&sets), threshold), brute_force(&sets, threshold));
        }

        #[test]
        fn the_number_needed_is_the_first_that_passes(a in 1usize..400, b in 1usize..400, threshold in prop_oneof![Just(0.8), 0.01f64..=1.0]) {
            let first = (1..a + b).find(|shared| *shared as f64 / (a + b - shared) as f64 >= threshold).expect("all but one pass");
            prop_assert_eq!(needed(a, b, threshold), first);
            let least = (1..=a).find(|size| *size as f64 / a as f64 >= threshold).expect("its own size does");
            prop_assert_eq!(least_size(a, threshold), least);
        }
    }

    #[test]
    fn four_of_five_reach_four_fifths() {
        let sets: Vec<BTreeSet<u32>> = vec![(0..5).collect(), (0..4).collect(), (1..6).collect(), BTreeSet::new(), BTreeSet::new()];
        assert_eq!(similar_pairs(packed(&sets), 0.8), [SimilarPair { first: 0, second: 1, shared: 4, union: 5 }]);
        assert_eq!(similar_pairs(packed(&sets), 0.8 + f64::EPSILON), []);
    }

    #[test]
    fn every_number_of_threads_gives_the_same() {
        let sets: Vec<BTreeSet<u32>> =
            (0..600u32).map(|k| (0..20).map(|at| (k / 7 * 13 + at + (k % 7) * (at % 3)) % 997).collect()).collect();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
            pool.install(|| similar_pairs(packed(&sets), 0.7))
        };
        assert_eq!(on(1), brute_force(&sets, 0.7));
        assert_eq!(on(1), on(3));
    }
}
