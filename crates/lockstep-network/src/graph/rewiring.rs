//! Other graphs in which every node sends and receives as many ties as it does: what degrees alone would give.

use hashbrown::HashSet;
use rand_chacha::ChaCha8Rng;

use super::directed::Directed;
use super::random::index;

/// Up to this many nodes, ties are looked up in a table of bits (32 MiB at most); above, in a hash table.
const MOST_IN_TABLE: u32 = 16_384;

/// The graph after `swaps` attempts to exchange the ends of two ties: a → b and c → d become a → d and c → b, unless that gives a loop or a
/// tie that is there already.
///
/// Milo et al. 2003, arXiv cond-mat/0312028, find 10 or more attempts a tie enough. Exchanges of pairs alone do not reach every graph when a
/// node triple forms a ring that cannot be turned; Rao, Jana & Bandyopadhyay 1996, Sankhyā A 58:225, show that this is rare.
#[must_use]
pub fn rewired(graph: &Directed, swaps: u64, random: &mut ChaCha8Rng) -> Directed {
    let mut arcs = graph.arcs().to_vec();
    if arcs.len() > 1 {
        if graph.nodes() <= MOST_IN_TABLE {
            exchange(&mut arcs, swaps, random, &mut Table::new(graph));
        } else {
            exchange(&mut arcs, swaps, random, &mut Hashed(graph.arcs().iter().map(|arc| packed(*arc)).collect()));
        }
    }
    Directed::new(graph.nodes(), arcs)
}

fn exchange(arcs: &mut [(u32, u32)], swaps: u64, random: &mut ChaCha8Rng, present: &mut impl Present) {
    for _ in 0..swaps {
        let (one, other) = (index(random, arcs.len()), index(random, arcs.len()));
        let ((a, b), (c, d)) = (arcs[one], arcs[other]);
        if a == d || c == b || present.has((a, d)) || present.has((c, b)) {
            continue;
        }
        present.set((a, b), false);
        present.set((c, d), false);
        present.set((a, d), true);
        present.set((c, b), true);
        arcs[one].1 = d;
        arcs[other].1 = b;
    }
}

/// Which ties there are.
trait Present {
    fn has(&self, arc: (u32, u32)) -> bool;
    fn set(&mut self, arc: (u32, u32), there: bool);
}

struct Table {
    nodes: usize,
    bits: Vec<u64>,
}

impl Table {
    fn new(graph: &Directed) -> Self {
        let nodes = graph.nodes() as usize;
        let mut table = Self { nodes, bits: vec![0; (nodes * nodes).div_ceil(64)] };
        graph.arcs().iter().for_each(|arc| table.set(*arc, true));
        table
    }

    const fn place(&self, (from, to): (u32, u32)) -> (usize, u64) {
        let bit = from as usize * self.nodes + to as usize;
        (bit / 64, 1 << (bit % 64))
    }
}

impl Present for Table {
    fn has(&self, arc: (u32, u32)) -> bool {
        let (word, bit) = self.place(arc);
        self.bits[word] & bit != 0
    }

    fn set(&mut self, arc: (u32, u32), there: bool) {
        let (word, bit) = self.place(arc);
        if there {
            self.bits[word] |= bit;
        } else {
            self.bits[word] &= !bit;
        }
    }
}

struct Hashed(HashSet<u64>);

const fn packed((from, to): (u32, u32)) -> u64 {
    (from as u64) << 32 | to as u64
}

impl Present for Hashed {
    fn has(&self, arc: (u32, u32)) -> bool {
        self.0.contains(&packed(arc))
    }

    fn set(&mut self, arc: (u32, u32), there: bool) {
        if there {
            self.0.insert(packed(arc));
        } else {
            self.0.remove(&packed(arc));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    proptest! {
        #[test]
        fn every_node_keeps_its_ties_and_either_table_does_the_same(arcs in prop::collection::vec((0u32..12, 0u32..12), 2..60), seed in 0u64..9) {
            let graph = Directed::new(12, arcs);
            let other = rewired(&graph, 500, &mut ChaCha8Rng::seed_from_u64(seed));
            prop_assert_eq!((graph.sent(), graph.received(), graph.arcs().len()), (other.sent(), other.received(), other.arcs().len()));
            if graph.arcs().len() > 1 {
                let mut hashed = graph.arcs().to_vec();
                let mut present = Hashed(hashed.iter().map(|arc| packed(*arc)).collect());
                exchange(&mut hashed, 500, &mut ChaCha8Rng::seed_from_u64(seed), &mut present);
                prop_assert_eq!(Directed::new(12, hashed), other);
            }
        }
    }

    #[test]
    fn graphs_with_the_same_degrees_come_about_equally_often() {
        // Three nodes send to three others, one tie each: six graphs.
        let graph = Directed::new(6, vec![(0, 3), (1, 4), (2, 5)]);
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..6_000 {
            let other = rewired(&graph, 30, &mut ChaCha8Rng::seed_from_u64(seed));
            *counts.entry(other.arcs().to_vec()).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count: &i32| (count - 1_000).abs() < 120), "{counts:?}");
    }

    #[test]
    fn a_planted_clique_does_not_survive() {
        let clique = (0..6).flat_map(|a| (0..6).filter(move |b| *b != a).map(move |b| (a, b)));
        let ring = (0..60).flat_map(|node: u32| [(node, (node + 1) % 60), (node, (node + 7) % 60)]);
        let graph = Directed::new(60, clique.chain(ring).collect());
        let members: Vec<u32> = (0..6).collect();
        let before = graph.among(&members).arcs().len();
        let after = rewired(&graph, 10 * graph.arcs().len() as u64, &mut ChaCha8Rng::seed_from_u64(1)).among(&members).arcs().len();
        assert!(before >= 30 && after < 20, "{before} {after}");
    }
}
