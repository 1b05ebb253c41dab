//! Which sets are alike: an exact self-join by Jaccard similarity, for texts as sets of words or of shingles.
//!
//! Sets that reach a high similarity must share one of their rarest tokens, so only the rarest tokens of each set (its prefix) are indexed
//! and looked up; the size of a set and the places at which two sets meet rule out most of what remains, short digests of the sets rule
//! out most of the rest, and what is left is compared in full (PPJoin: Xiao, Wang, Lin and Yu, WWW 2008, Algorithms 1 to 3; the prefix is
//! that of Bayardo, Ma and Srikant, WWW 2007; the digests are the bitmaps of Sandes, Teodoro and Melo, Information Systems 88, 2020). No
//! pair is lost.
//!
//! The index is walked token by token: the sets that have a token in their prefix are compared with each other there, one after the other
//! in memory, and a pair counts at the first token that it shares.
//!
//! Memory beyond the sets, for n sets with k tokens in all: 8 bytes for each distinct token, 8 for each indexed one (at most k, about
//! k/5 at a similarity of 0.8), 20 n, and 12 for each size up to the largest.

use rayon::prelude::*;

/// Sets of tokens, one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSets {
    starts: Vec<usize>,
    tokens: Vec<u32>,
    /// Tokens below this number are in one set only.
    singles: u32,
}

impl Default for TokenSets {
    fn default() -> Self {
        Self::with_capacity(0, 0)
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
        self.end();
    }

    /// Room for so many sets with so many tokens in all.
    pub(crate) fn with_capacity(sets: usize, tokens: usize) -> Self {
        let mut starts = Vec::with_capacity(sets + 1);
        starts.push(0);
        Self { starts, tokens: Vec::with_capacity(tokens), singles: 0 }
    }

    /// Put a token that it does not have yet into the set after the last. The order is set right by [`Self::number_rarest_first`].
    pub(crate) fn put(&mut self, token: u32) {
        self.tokens.push(token);
    }

    /// The set after the last is complete.
    pub(crate) fn end(&mut self) {
        self.starts.push(self.tokens.len());
        self.singles = 0;
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
        self.singles = order.partition_point(|token| counts[*token as usize] < 2) as u32;
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

/// The smallest number of shared tokens with which sets of so many tokens together reach the threshold. May be more than either has.
fn needed(sum: usize, threshold: f64) -> usize {
    let passes = |shared: usize| shared >= sum || reaches(shared as u32, (sum - shared) as u32, threshold);
    let mut needed = (threshold / (1.0 + threshold) * sum as f64) as usize;
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
    /// The sets that are joined, smallest first; a place in this list is a rank. Empty sets are not in it.
    by_size: Vec<u32>,
    /// A digest of each, by rank.
    digests: Vec<u128>,
    /// Shared tokens that two sets need, by the sum of their sizes.
    needed: Vec<u32>,
    /// For sets of each size, the lowest rank of a partner that is not larger.
    first_partner: Vec<u32>,
    /// Where the meetings of each token start, those of the first token that is in several sets first.
    starts: Vec<usize>,
    /// Which sets have a token in their prefix; in order of rank for each token.
    meetings: Vec<Meeting>,
}

/// A token's place in a set.
#[derive(Debug, Clone, Copy, Default)]
struct Meeting {
    rank: u32,
    place: u32,
}

/// A set that has a token in its prefix, with what rules out most partners.
struct Met {
    rank: u32,
    size: u32,
    place: u32,
    digest: u128,
}

/// For each of 128 classes of tokens, whether a set has an odd number of them.
///
/// Two sets differ in at least as many tokens as their digests do in bits.
fn digest(tokens: &[u32]) -> u128 {
    tokens.iter().fold(0, |digest, token| digest ^ (1 << (token.wrapping_mul(0x9E37_79B1) >> 25)))
}

impl<'a> Join<'a> {
    /// Index some of the sets. Any numbering of tokens gives the same pairs; the rarest first is fastest.
    pub(crate) fn new(sets: &'a TokenSets, members: &[u32], threshold: f64) -> Self {
        assert!(threshold > 0.0 && threshold <= 1.0, "a similarity to reach is above 0 and at most 1");
        let size = |set: &u32| sets.get(*set).len();
        let mut by_size: Vec<u32> = members.iter().copied().filter(|set| !sets.get(*set).is_empty()).collect();
        by_size.sort_by_key(size);
        let largest = by_size.last().map_or(0, size);
        let needed: Vec<u32> = (0..=2 * largest).map(|sum| needed(sum, threshold) as u32).collect();
        let least: Vec<usize> = (0..=largest).map(|size| least_size(size, threshold)).collect();
        let first_partner = least.iter().map(|least| by_size.partition_point(|set| size(set) < *least) as u32).collect();
        let prefix = |set: &u32| {
            let tokens = sets.get(*set);
            let length = (tokens.len() + 1).saturating_sub(needed[tokens.len() + least[tokens.len()]] as usize);
            (0..).zip(tokens[..length.min(tokens.len())].iter().copied()).filter(|(_, token)| *token >= sets.singles)
        };
        let slot = |token: u32| (token - sets.singles) as usize;
        let tokens = by_size.iter().flat_map(prefix).map(|(_, token)| slot(token) + 1).max().unwrap_or(0);
        let mut starts = vec![0; tokens + 1];
        by_size.iter().flat_map(prefix).for_each(|(_, token)| starts[slot(token) + 1] += 1);
        for token in 1..starts.len() {
            starts[token] += starts[token - 1];
        }
        let mut meetings = vec![Meeting::default(); starts[tokens]];
        for (set, rank) in by_size.iter().zip(0..) {
            for (place, token) in prefix(set) {
                let next = &mut starts[slot(token)];
                meetings[*next] = Meeting { rank, place };
                *next += 1;
            }
        }
        starts.rotate_right(1);
        starts[0] = 0;
        let digests = by_size.par_iter().map(|set| digest(sets.get(*set))).collect();
        Self { sets, by_size, digests, needed, first_partner, starts, meetings }
    }

    /// Every pair that reaches the threshold and for which `wanted` holds, in no particular order.
    ///
    /// `wanted` is asked before sets are compared, possibly several times for a pair.
    pub(crate) fn gather(&self, wanted: impl Fn(u32, u32) -> bool + Sync) -> Vec<SimilarPair> {
        let several = |token: &usize| self.starts[token + 1] - self.starts[*token] > 1;
        (0..self.starts.len() - 1)
            .into_par_iter()
            .with_min_len(256)
            .filter(several)
            .fold(Vec::new, |mut pairs, token| {
                self.meet(token, &wanted, &mut |pair| pairs.push(pair));
                pairs
            })
            .reduce(Vec::new, |mut all, mut more| {
                all.append(&mut more);
                all
            })
    }

    /// Call `met` with every pair that reaches the threshold and for which `wanted` holds, in any order, by several threads at once.
    pub(crate) fn each(&self, wanted: impl Fn(u32, u32) -> bool + Sync, met: impl Fn(u32, u32) + Sync) {
        (0..self.starts.len() - 1).into_par_iter().with_min_len(256).for_each(|token| {
            self.meet(token, &wanted, &mut |pair| met(pair.first, pair.second));
        });
    }

    /// Find the pairs whose first shared token is this.
    fn meet(&self, token: usize, wanted: &impl Fn(u32, u32) -> bool, found: &mut impl FnMut(SimilarPair)) {
        let meetings = &self.meetings[self.starts[token]..self.starts[token + 1]];
        if meetings.len() < 2 {
            return;
        }
        let met = |meeting: &Meeting| {
            let (rank, digest) = (meeting.rank, self.digests[meeting.rank as usize]);
            Met { rank, size: self.set(rank).len() as u32, place: meeting.place, digest }
        };
        let all: Vec<Met> = meetings.iter().map(met).collect();
        let mut low = 0;
        for (at, large) in all.iter().enumerate() {
            let first = self.first_partner[large.size as usize];
            while all[low].rank < first {
                low += 1;
            }
            for small in &all[low..at] {
                let sum = large.size + small.size;
                let needed = self.needed[sum as usize];
                let left = (large.size - large.place).min(small.size - small.place);
                let differing = (large.digest ^ small.digest).count_ones();
                if left >= needed && sum >= 2 * needed + differing {
                    self.compare(large, small, needed, wanted, found);
                }
            }
        }
    }

    /// Compare two sets in full, if the token at which they meet is the first that they share.
    fn compare(&self, one: &Met, other: &Met, needed: u32, wanted: &impl Fn(u32, u32) -> bool, found: &mut impl FnMut(SimilarPair)) {
        let (a, b) = (self.by_size[one.rank as usize], self.by_size[other.rank as usize]);
        let (first, second) = (a.min(b), a.max(b));
        if !wanted(first, second) {
            return;
        }
        let (before_a, from_a) = self.set(one.rank).split_at(one.place as usize);
        let (before_b, from_b) = self.set(other.rank).split_at(other.place as usize);
        if meet_earlier(before_a, before_b) {
            return;
        }
        if let Some(shared) = shared_at_least(from_a, from_b, needed as usize) {
            found(SimilarPair { first, second, shared, union: one.size + other.size - shared });
        }
    }

    fn set(&self, rank: u32) -> &[u32] {
        self.sets.get(self.by_size[rank as usize])
    }
}

/// Whether two sorted lists share a token.
fn meet_earlier(a: &[u32], b: &[u32]) -> bool {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            return true;
        }
        let behind = a[i] < b[j];
        i += usize::from(behind);
        j += usize::from(!behind);
    }
    false
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
            prop_assert_eq!(needed(a + b, threshold), first);
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
