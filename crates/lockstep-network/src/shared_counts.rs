//! Distinct shared objects whatever the time, for every pair of accounts that shares enough of them, by the prefix filter.
//!
//! Objects are ranked from the rarest to the most popular. Of two accounts that share r objects, each has one of these among all but its
//! r − 1 most popular: so only those "prefixes" are looked up, and popular objects, on which nearly all pairs meet, are hardly ever walked.
//! The filter loses no pair (Bayardo, Ma and Srikant 2007, Scaling up all pairs similarity search; Xiao, Wang, Lin and Yu
//! 2008, Efficient similarity joins for near duplicate detection, lemma 1).

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::bipartite::Bipartite;
use crate::tally::{Tally, cut, joined};
use crate::window_counts::Edge;

/// Sum over objects of the pairs of their accounts: an upper bound on the pairs that [`shared_counts`] may return and
/// [`tfidf_cosine`](crate::tfidf_cosine) meets, in linear time.
#[must_use]
pub fn shared_pairs_bound(graph: &Bipartite) -> u64 {
    let accounts_of = |object| graph.accounts_of(object).len() as u64;
    (0..graph.objects()).map(|object| accounts_of(object) * accounts_of(object).saturating_sub(1) / 2).sum()
}

/// Every pair of accounts that shares at least `minimum` objects (at least 1), ascending by (source, target).
///
/// Takes 8 bytes for each joined account and object, 16 an account and 24 an object, 8 an account for each thread, and twice 12 an edge;
/// [`shared_pairs_bound`] tells beforehand how many edges there may be.
#[must_use]
pub fn shared_counts(graph: &Bipartite, minimum: u32) -> Vec<Edge> {
    let minimum = minimum.max(1) as usize;
    let prefixes = Prefixes::new(graph, minimum);
    let found = cut(graph.accounts(), |account| prefixes.ranks_of(account).len())
        .into_par_iter()
        .map_init(
            || Tally::new(graph.accounts()),
            |tally, sources| {
                let mut edges = Vec::new();
                sources.for_each(|source| prefixes.find_targets(source, minimum, tally, &mut edges));
                edges.shrink_to_fit();
                edges
            },
        )
        .collect();
    joined(found)
}

/// Number of distinct objects that each of some pairs of accounts shares.
#[must_use]
pub fn shared_among(graph: &Bipartite, pairs: &[(u32, u32)]) -> Vec<u32> {
    pairs.par_iter().map(|(a, b)| count_common(graph.objects_of(*a), graph.objects_of(*b), 0) as u32).collect()
}

/// The objects of each account as ranks of popularity, and who has an object in the prefix.
struct Prefixes {
    /// Where each account's ranks start.
    starts: Vec<usize>,
    /// Each account's ranks, ascending.
    ranks: Vec<u32>,
    /// For each account, the length of its prefix.
    lengths: Vec<usize>,
    /// Where the accounts of each rank start.
    holder_starts: Vec<usize>,
    /// The accounts that have a rank in their prefix, ascending.
    holders: Vec<u32>,
}

impl Prefixes {
    fn new(graph: &Bipartite, minimum: usize) -> Self {
        let mut by_popularity: Vec<u32> = (0..graph.objects()).collect();
        by_popularity.sort_by_key(|object| graph.accounts_of(*object).len());
        let mut rank_of = vec![0; by_popularity.len()];
        by_popularity.iter().zip(0..).for_each(|(object, rank)| rank_of[*object as usize] = rank);

        let (mut starts, mut ranks, mut lengths) = (vec![0], Vec::with_capacity(graph.joined()), Vec::new());
        let mut holder_starts = vec![0; by_popularity.len() + 1];
        for account in 0..graph.accounts() {
            let start = ranks.len();
            ranks.extend(graph.objects_of(account).iter().map(|object| rank_of[*object as usize]));
            ranks[start..].sort_unstable();
            starts.push(ranks.len());
            let length = (ranks.len() - start + 1).saturating_sub(minimum);
            lengths.push(length);
            ranks[start..start + length].iter().for_each(|rank| holder_starts[*rank as usize + 1] += 1);
        }
        for rank in 1..holder_starts.len() {
            holder_starts[rank] += holder_starts[rank - 1];
        }
        let mut next = holder_starts.clone();
        let mut holders = vec![0; holder_starts[by_popularity.len()]];
        for (account, length) in (0..).zip(&lengths) {
            for rank in &ranks[starts[account as usize]..][..*length] {
                holders[next[*rank as usize]] = account;
                next[*rank as usize] += 1;
            }
        }
        Self { starts, ranks, lengths, holder_starts, holders }
    }

    fn ranks_of(&self, account: u32) -> &[u32] {
        &self.ranks[self.starts[account as usize]..self.starts[account as usize + 1]]
    }

    fn prefix_of(&self, account: u32) -> &[u32] {
        &self.ranks_of(account)[..self.lengths[account as usize]]
    }

    /// Add the edges from an account to higher ones.
    fn find_targets(&self, source: u32, minimum: usize, tally: &mut Tally, edges: &mut Vec<Edge>) {
        for rank in self.prefix_of(source) {
            let holders = &self.holders[self.holder_starts[*rank as usize]..self.holder_starts[*rank as usize + 1]];
            holders.iter().rev().take_while(|holder| **holder > source).for_each(|target| tally.count(*target));
        }
        let from = edges.len();
        for (target, in_prefixes) in tally.drain() {
            let weight = in_prefixes as usize + self.count_beyond(source, target, minimum.saturating_sub(in_prefixes as usize));
            if weight >= minimum {
                edges.push(Edge { source, target, weight: weight as u32 });
            }
        }
        edges[from..].sort_unstable_by_key(|edge| edge.target);
    }

    /// Objects that two accounts share but not in the prefixes of both: those ranked after the end of the prefix that ends first.
    ///
    /// One with `wanted` or more is exact; anything less may stop short.
    fn count_beyond(&self, a: u32, b: u32, wanted: usize) -> usize {
        let last = |account| self.prefix_of(account).last().expect("two accounts met in their prefixes");
        let end = last(a).min(last(b));
        let beyond = |account| {
            let ranks = self.ranks_of(account);
            &ranks[ranks.partition_point(|rank| rank <= end)..]
        };
        count_common(beyond(a), beyond(b), wanted)
    }
}

/// Number of values in both of two ascending lists; stops where `wanted` is out of reach.
fn count_common(mut a: &[u32], mut b: &[u32], wanted: usize) -> usize {
    let mut common = 0;
    while let ([first_a, rest_a @ ..], [first_b, rest_b @ ..]) = (a, b) {
        if common + a.len().min(b.len()) < wanted {
            break;
        }
        let order = first_a.cmp(first_b);
        common += usize::from(order == Ordering::Equal);
        if order != Ordering::Greater {
            a = rest_a;
        }
        if order != Ordering::Less {
            b = rest_b;
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{Action, Actions};

    const ACCOUNTS: u32 = 24;
    const OBJECTS: u32 = 30;

    fn graph(joined: &BTreeSet<(u32, u32)>) -> Bipartite {
        let rows = joined.iter().map(|(account, object)| (*object, Action { account: *account, ..Action::default() }));
        Bipartite::new(&Actions::new(ACCOUNTS, OBJECTS, rows))
    }

    fn brute_force(joined: &BTreeSet<(u32, u32)>) -> Vec<Edge> {
        let pairs = (0..ACCOUNTS).flat_map(|source| (source + 1..ACCOUNTS).map(move |target| (source, target)));
        let shares = |account, object| joined.contains(&(account, object));
        let count = |source, target| (0..OBJECTS).filter(|object| shares(source, *object) && shares(target, *object)).count() as u32;
        pairs.map(|(source, target)| Edge { source, target, weight: count(source, target) }).collect()
    }

    /// Accounts and objects, some on objects that nearly everyone acts on.
    fn instances() -> impl Strategy<Value = BTreeSet<(u32, u32)>> {
        let scattered = prop::collection::btree_set((0..ACCOUNTS, 0..OBJECTS), 0..160);
        let hubs = prop::collection::btree_set((0..ACCOUNTS, 0..3_u32), 0..72);
        (scattered, hubs).prop_map(|(scattered, hubs)| &scattered | &hubs)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn the_prefix_filter_agrees_with_brute_force_on_1000_random_instances(joined in instances(), minimum in 1u32..8) {
            let (graph, all) = (graph(&joined), brute_force(&joined));
            let expected: Vec<Edge> = all.iter().copied().filter(|edge| edge.weight >= minimum).collect();
            prop_assert!(shared_pairs_bound(&graph) >= expected.len() as u64);
            prop_assert_eq!(shared_pairs_bound(&graph), all.iter().map(|edge| u64::from(edge.weight)).sum::<u64>());
            prop_assert_eq!(shared_counts(&graph, minimum), expected);
            let pairs: Vec<(u32, u32)> = all.iter().map(|edge| (edge.source, edge.target)).collect();
            prop_assert_eq!(shared_among(&graph, &pairs), all.iter().map(|edge| edge.weight).collect::<Vec<_>>());
        }
    }

    #[test]
    fn sharing_nothing_is_never_an_edge() {
        assert_eq!(shared_counts(&graph(&BTreeSet::from([(0, 0), (1, 1)])), 0), []);
    }

    #[test]
    fn an_object_of_everyone_is_not_walked_when_two_are_needed() {
        let everyone = (0..ACCOUNTS).map(|account| (account, 0));
        let joined: BTreeSet<_> = everyone.chain((0..ACCOUNTS).map(|account| (account, 1 + account))).collect();
        let prefixes = Prefixes::new(&graph(&joined), 2);
        assert_eq!(prefixes.holders.len(), ACCOUNTS as usize);
        assert!(prefixes.holder_starts.windows(2).all(|range| range[1] - range[0] <= 1));
        assert_eq!(shared_counts(&graph(&joined), 2), []);
    }
}
