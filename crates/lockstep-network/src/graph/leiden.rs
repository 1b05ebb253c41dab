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

/// A division into communities.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// For each node, its community: numbered from the largest, ties by smallest node.
    pub community: Vec<u32>,
    /// See [`quality`].
    pub quality: f64,
}

/// A division that one run of the Leiden algorithm finds, repeated from its own result until the quality no longer rises.
///
/// Every community is connected. The result follows from the graph, the settings and the state of the generator.
#[must_use]
pub fn leiden(graph: &Graph, objective: Objective, resolution: f64, random: &mut ChaCha8Rng) -> Partition {
    let search = Search::new(graph, objective, resolution);
    let mut community: Vec<u32> = (0..graph.nodes()).collect();
    let mut reached = search.quality(&community);
    loop {
        let next = search.pass(&community, random);
        let quality = search.quality(&next);
        if quality <= reached + search.tolerance {
            break;
        }
        (community, reached) = (next, quality);
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
            if compact(&community).1 == level.nodes() {
                break;
            }
            let (part, parts) = compact(&refine(level, &community, self.penalty, mean_weight, random));
            if parts == level.nodes() {
                break;
            }
            let mut community_of_part = vec![0; parts];
            part.iter().zip(&community).for_each(|(part, community)| community_of_part[*part as usize] = *community);
            node_at.iter_mut().for_each(|at| *at = part[*at as usize]);
            aggregate = Some(level.aggregated(&part, parts));
            community = compact(&community_of_part).0;
        }
        let found: Vec<u32> = node_at.iter().map(|at| community[*at as usize]).collect();
        connected_parts(self.graph, &found)
    }
}
