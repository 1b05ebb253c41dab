//! The Leiden algorithm: local moving, refinement and aggregation until nothing improves.
//!
//! Traag, Waltman & van Eck 2019, "From Louvain to Leiden", Sci. Rep. 9:5233. Unlike Louvain, it never gives a community that is in two
//! places, because what is aggregated are the connected parts that the refinement made.

use rand_chacha::ChaCha8Rng;

use super::components::connected_parts;
use super::labels::{by_size, compact};
use super::level::Level;
use super::moving::move_nodes;
use super::network::Graph;
use super::objective::{Objective, quality};
use super::refinement::refine;

/// Gains below this share of the sum of weights are taken for rounding.
const TOLERANCE: f64 = 1e-12;

/// A run ends after so many passes in a row without a gain: a pass draws at random, so one in vain does not mean that the next will be.
const PASSES_IN_VAIN: u32 = 3;

/// A division into communities.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// For each node, its community: numbered from the largest, ties by smallest node.
    pub community: Vec<u32>,
    /// See [`quality`].
    pub quality: f64,
}

/// A division that one run of the Leiden algorithm finds, repeated from its own result until the quality has not risen three times.
///
/// Every community is connected. The result follows from the graph, the settings and the state of the generator.
#[must_use]
pub fn leiden(graph: &Graph, objective: Objective, resolution: f64, random: &mut ChaCha8Rng) -> Partition {
    let search = Search::new(graph, objective, resolution);
    let mut community: Vec<u32> = (0..graph.nodes()).collect();
    let mut reached = search.quality(&community);
    let mut in_vain = 0;
    while in_vain < PASSES_IN_VAIN {
        let next = search.pass(&community, random);
        let quality = search.quality(&next);
        if quality > reached + search.tolerance {
            (community, reached) = (next, quality);
            in_vain = 0;
        } else {
            in_vain += 1;
        }
    }
    Partition { community: by_size(&community), quality: reached }
}

struct Search<'a> {
    graph: &'a Graph,
    finest: Level,
    objective: Objective,
    resolution: f64,
    penalty: f64,
    /// In the unit of the quality.
    tolerance: f64,
}

impl<'a> Search<'a> {
    fn new(graph: &'a Graph, objective: Objective, resolution: f64) -> Self {
        let tolerance = match objective {
            Objective::Modularity => TOLERANCE,
            Objective::ConstantPotts => TOLERANCE * graph.total(),
        };
        let penalty = objective.penalty(graph, resolution);
        Self { graph, finest: Level::finest(graph, objective), objective, resolution, penalty, tolerance }
    }

    fn quality(&self, community: &[u32]) -> f64 {
        quality(self.graph, community, self.objective, self.resolution)
    }

    /// Move, refine and aggregate, level by level, from a division to one at least as good.
    fn pass(&self, start: &[u32], random: &mut ChaCha8Rng) -> Vec<u32> {
        let tolerance = TOLERANCE * self.graph.total();
        let mean_weight = self.graph.total() / self.graph.edges().max(1) as f64;
        let mut aggregate: Option<Level> = None;
        let mut node_at: Vec<u32> = (0..self.graph.nodes()).collect();
        let mut community = start.to_vec();
        loop {
            let level = aggregate.as_ref().unwrap_or(&self.finest);
            move_nodes(level, &mut community, self.penalty, tolerance, random);
            let (numbered, communities) = compact(&community);
            if communities == level.nodes() {
                break;
            }
            let (part, parts) = compact(&refine(level, &community, self.penalty, mean_weight, random));
            if parts == level.nodes() {
                break;
            }
            let mut community_of_part = vec![0; parts];
            part.iter().zip(numbered).for_each(|(part, community)| community_of_part[*part as usize] = community);
            node_at.iter_mut().for_each(|at| *at = part[*at as usize]);
            aggregate = Some(level.aggregated(&part, parts));
            community = community_of_part;
        }
        let found: Vec<u32> = node_at.iter().map(|at| community[*at as usize]).collect();
        connected_parts(self.graph, &found)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;
    use crate::graph::components;

    /// The friendships in a karate club of 34 (Zachary 1977, J. Anthropological Research 33:452).
    pub(in crate::graph) const KARATE: [(u32, u32); 78] = [
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (0, 5),
        (0, 6),
        (0, 7),
        (0, 8),
        (0, 10),
        (0, 11),
        (0, 12),
        (0, 13),
        (0, 17),
        (0, 19),
        (0, 21),
        (0, 31),
        (1, 2),
        (1, 3),
        (1, 7),
        (1, 13),
        (1, 17),
        (1, 19),
        (1, 21),
        (1, 30),
        (2, 3),
        (2, 7),
        (2, 8),
        (2, 9),
        (2, 13),
        (2, 27),
        (2, 28),
        (2, 32),
        (3, 7),
        (3, 12),
        (3, 13),
        (4, 6),
        (4, 10),
        (5, 6),
        (5, 10),
        (5, 16),
        (6, 16),
        (8, 30),
        (8, 32),
        (8, 33),
        (9, 33),
        (13, 33),
        (14, 32),
        (14, 33),
        (15, 32),
        (15, 33),
        (18, 32),
        (18, 33),
        (19, 33),
        (20, 32),
        (20, 33),
        (22, 32),
        (22, 33),
        (23, 25),
        (23, 27),
        (23, 29),
        (23, 32),
        (23, 33),
        (24, 25),
        (24, 27),
        (24, 31),
        (25, 31),
        (26, 29),
        (26, 33),
        (27, 33),
        (28, 31),
        (28, 33),
        (29, 32),
        (29, 33),
        (30, 32),
        (30, 33),
        (31, 32),
        (31, 33),
        (32, 33),
    ];

    fn karate() -> Graph {
        Graph::new(34, &KARATE.map(|(a, b)| (a, b, 1.0)))
    }

    fn best(graph: &Graph, objective: Objective, resolution: f64, runs: u64) -> Partition {
        let runs = (0..runs).map(|seed| leiden(graph, objective, resolution, &mut ChaCha8Rng::seed_from_u64(seed)));
        runs.max_by(|a, b| a.quality.total_cmp(&b.quality)).expect("there are runs")
    }

    #[test]
    fn the_karate_club_has_its_published_optimum() {
        // Brandes et al. 2008, IEEE TKDE 20:172, prove that 0.4198 is the largest modularity; it has four communities.
        let best = best(&karate(), Objective::Modularity, 1.0, 20);
        assert!((best.quality - 0.419_789_6).abs() < 1e-6, "{}", best.quality);
        assert_eq!(best.community.iter().max(), Some(&3));
    }

    /// The best quality among all divisions, by trying all of them.
    fn by_trying_all(graph: &Graph, objective: Objective, resolution: f64) -> f64 {
        fn try_all(graph: &Graph, community: &mut Vec<u32>, groups: u32, of: &impl Fn(&[u32]) -> f64) -> f64 {
            if community.len() == graph.nodes() as usize {
                return of(community);
            }
            (0..=groups).fold(f64::NEG_INFINITY, |best, group| {
                community.push(group);
                let found = try_all(graph, community, groups.max(group + 1), of);
                community.pop();
                best.max(found)
            })
        }
        try_all(graph, &mut Vec::new(), 0, &|community| quality(graph, community, objective, resolution))
    }

    fn graphs(nodes: u32, edges: usize) -> impl Strategy<Value = Graph> {
        prop::collection::btree_map((0..nodes, 0..nodes), 1u32..20, 0..edges).prop_map(move |pairs| {
            let edges: Vec<_> = pairs.into_iter().filter(|((a, b), _)| a < b).map(|((a, b), w)| (a, b, f64::from(w) / 7.0)).collect();
            Graph::new(nodes, &edges)
        })
    }

    fn objectives() -> impl Strategy<Value = Objective> {
        prop_oneof![Just(Objective::Modularity), Just(Objective::ConstantPotts)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn communities_are_connected_and_no_pass_lowers_the_quality(
            graph in graphs(40, 160), objective in objectives(), resolution in 0.05f64..3.0, seed: u64,
        ) {
            let search = Search::new(&graph, objective, resolution);
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut community: Vec<u32> = (0..graph.nodes()).collect();
            for _ in 0..4 {
                let next = search.pass(&community, &mut random);
                prop_assert!(search.quality(&next) >= search.quality(&community) - 1e-9);
                community = next;
            }
            let found = leiden(&graph, objective, resolution, &mut random);
            prop_assert_eq!(&by_size(&connected_parts(&graph, &found.community)), &found.community);
            prop_assert!((found.quality - quality(&graph, &found.community, objective, resolution)).abs() < 1e-9);
        }

        #[test]
        fn no_node_would_gain_by_moving(graph in graphs(16, 60), objective in objectives(), resolution in 0.05f64..3.0, seed: u64) {
            let found = leiden(&graph, objective, resolution, &mut ChaCha8Rng::seed_from_u64(seed));
            for node in 0..16 {
                for other in 0..16 {
                    let mut moved = found.community.clone();
                    moved[node] = other;
                    prop_assert!(quality(&graph, &moved, objective, resolution) <= found.quality + 1e-9);
                }
            }
        }
    }

    // A search that takes only steps that pay may miss the best division, so this counts how often the best of 20 runs is the best there is.
    #[test]
    fn runs_never_beat_the_best_there_is_and_nearly_always_reach_it() {
        const GRAPHS: u64 = 200;
        let mut reached = 0;
        for seed in 0..GRAPHS {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut share = || f64::from(random.next_u32()) / f64::from(u32::MAX);
            let pairs = (0..7u32).flat_map(|a| (a + 1..7).map(move |b| (a, b)));
            let mut edges = Vec::new();
            for (a, b) in pairs {
                if share() < 0.5 {
                    edges.push((a, b, 0.1 + 3.0 * share()));
                }
            }
            let objective = if seed % 2 == 0 { Objective::Modularity } else { Objective::ConstantPotts };
            let (graph, resolution) = (Graph::new(7, &edges), 0.1 + 1.9 * share());
            let found = best(&graph, objective, resolution, 20).quality;
            let possible = by_trying_all(&graph, objective, resolution);
            assert!(found <= possible + 1e-9, "graph {seed}: {found} of {possible}");
            reached += u64::from(found > possible - 1e-9);
        }
        assert!(reached >= GRAPHS * 97 / 100, "{reached} of {GRAPHS}");
    }

    #[test]
    fn a_graph_without_edges_is_all_apart() {
        let found = best(&Graph::new(3, &[]), Objective::Modularity, 1.0, 1);
        assert_eq!(found, Partition { community: vec![0, 1, 2], quality: 0.0 });
    }

    #[test]
    fn resolution_zero_gives_the_components() {
        let graph = Graph::new(6, &[(0, 5, 1.0), (1, 2, 1.0), (2, 3, 1.0)]);
        assert_eq!(best(&graph, Objective::ConstantPotts, 0.0, 3).community, components(&graph));
    }
}
