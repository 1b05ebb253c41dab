//! Communities over a sweep of resolutions, each with how well it repeats.
//!
//! One run of a search that starts at random is no result: another seed gives another division. At each resolution the consensus of many
//! runs is taken, with the agreement of the runs and the stability of each node beside it.

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::agreement::{Divided, Logarithms};
use super::components::components;
use super::consensus::{consensus, stability};
use super::labels::sizes;
use super::leiden::{Partition, leiden};
use super::network::Graph;
use super::objective::Objective;
use super::random::branch;

/// The nine resolutions from 1/4 to 4, each √2 times the one before.
#[must_use]
pub fn sweep_resolutions() -> Vec<f64> {
    let root = std::f64::consts::SQRT_2;
    vec![0.25, root / 4.0, 0.5, root / 2.0, 1.0, root, 2.0, 2.0 * root, 4.0]
}

/// How communities are looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepSettings {
    /// What a division is judged by.
    pub objective: Objective,
    /// Seeded runs at each resolution, at least one.
    pub runs: u32,
    /// The consensus of a connected component is taken when its nodes fall into at most this many bundles that no run parts: the memory
    /// is 4 bytes times the square, 144 MB at the default. Larger components take the communities of the run with the best quality.
    pub largest_consensus: usize,
}

impl Default for SweepSettings {
    fn default() -> Self {
        Self { objective: Objective::Modularity, runs: 50, largest_consensus: 6_000 }
    }
}

/// What the runs at one resolution agree on.
#[derive(Debug, Clone, PartialEq)]
pub struct Communities {
    /// See [`Objective`].
    pub resolution: f64,
    /// For each node, its consensus community: numbered from the largest, ties by smallest node. Each is connected.
    pub community: Vec<u32>,
    /// For each node, the mean share of runs in which another member of its community is with it; for a node that is alone, the share of
    /// runs in which it is.
    pub stability: Vec<f64>,
    /// Mean adjusted mutual information of two runs, over the nodes that have an edge. 1 when there is only one run.
    pub agreement: f64,
    /// The best quality of a run; see [`super::quality`].
    pub best_quality: f64,
    /// Communities with at least two members.
    pub communities: u32,
    /// Nodes that are alone.
    pub singletons: u32,
    /// Nodes of components too large for a consensus, which have the communities of the best run.
    pub from_best_run: u32,
}

impl Communities {
    /// The consensus of seeded runs at one resolution.
    ///
    /// Takes from the generator a seed for each run, so that the result does not depend on the number of threads.
    ///
    /// # Panics
    /// When there are no runs.
    #[must_use]
    pub fn at(graph: &Graph, settings: &SweepSettings, resolution: f64, random: &mut ChaCha8Rng) -> Self {
        assert!(settings.runs > 0, "a consensus needs a run");
        let seeds: Vec<ChaCha8Rng> = (0..settings.runs).map(|_| branch(random)).collect();
        let runs: Vec<Partition> =
            seeds.into_par_iter().map(|mut random| leiden(graph, settings.objective, resolution, &mut random)).collect();
        let best = (1..runs.len()).fold(0, |best, run| if runs[run].quality > runs[best].quality { run } else { best });
        let best_quality = runs[best].quality;
        let divisions: Vec<Vec<u32>> = runs.into_iter().map(|run| run.community).collect();
        let consensus = consensus(graph, &components(graph), &divisions, best, settings.largest_consensus);
        let sizes = sizes(&consensus.community);
        let singletons = sizes.iter().filter(|size| **size == 1).count() as u32;
        Self {
            resolution,
            stability: stability(&consensus.community, &divisions),
            agreement: mean_agreement(graph, &divisions),
            best_quality,
            communities: sizes.len() as u32 - singletons,
            singletons,
            from_best_run: consensus.from_best,
            community: consensus.community,
        }
    }

    /// The consensus at each of the resolutions.
    #[must_use]
    pub fn sweep(graph: &Graph, settings: &SweepSettings, resolutions: &[f64], random: &mut ChaCha8Rng) -> Vec<Self> {
        resolutions.iter().map(|resolution| Self::at(graph, settings, *resolution, random)).collect()
    }
}

/// The place in a sweep, by ascending resolution, of the communities to show first: where the runs agree best, ties to the lower
/// resolution. `None` for an empty sweep.
///
/// No resolution is right by itself; the one whose division another seed would find again is the one to be shown. Where runs agree fully
/// both on whole components and on finer parts, the components win: a division that the data does not force is not made.
#[must_use]
pub fn most_repeatable(sweep: &[Communities]) -> Option<usize> {
    (0..sweep.len()).reduce(|best, at| if sweep[at].agreement > sweep[best].agreement { at } else { best })
}

/// Mean adjusted mutual information of two divisions, over the nodes that have an edge. Equal divisions are compared once.
fn mean_agreement(graph: &Graph, divisions: &[Vec<u32>]) -> f64 {
    let joined: Vec<usize> = (0..graph.nodes()).filter(|node| !graph.links(*node).is_empty()).map(|node| node as usize).collect();
    let mut distinct: Vec<Vec<u32>> = divisions.iter().map(|division| joined.iter().map(|node| division[*node]).collect()).collect();
    distinct.sort_unstable();
    let times: Vec<f64> = distinct.chunk_by(|a, b| a == b).map(|same| same.len() as f64).collect();
    distinct.dedup();
    let distinct: Vec<Divided> = distinct.par_iter().map(|labels| Divided::new(labels)).collect();
    let log = Logarithms::up_to(joined.len());
    let pairs: Vec<(usize, usize)> = (0..distinct.len()).flat_map(|a| (a + 1..distinct.len()).map(move |b| (a, b))).collect();
    let agreements: Vec<f64> = pairs.par_iter().map(|(a, b)| times[*a] * times[*b] * distinct[*a].agreement(&distinct[*b], &log)).collect();
    let runs = divisions.len() as f64;
    let equal: f64 = times.iter().map(|times| times * (times - 1.0) / 2.0).sum();
    let all = runs * (runs - 1.0) / 2.0;
    if all == 0.0 { 1.0 } else { (equal + agreements.iter().sum::<f64>()) / all }
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    /// Cliques of six in a ring, each joined to the next by one edge, and a node without an edge.
    fn ring_of_cliques(cliques: u32) -> Graph {
        let within = (0..cliques).flat_map(|at| (0..6).flat_map(move |a| (a + 1..6).map(move |b| (at * 6 + a, at * 6 + b, 1.0))));
        let bridges = (0..cliques).map(|at| (at * 6 + 5, (at + 1) % cliques * 6)).map(|(a, b)| (a.min(b), a.max(b), 1.0));
        let mut edges: Vec<_> = within.chain(bridges).collect();
        edges.sort_by_key(|edge| (edge.0, edge.1));
        Graph::new(cliques * 6 + 1, &edges)
    }

    #[test]
    fn cliques_are_found_by_every_run_at_a_fitting_resolution() {
        let settings = SweepSettings { objective: Objective::ConstantPotts, runs: 10, ..SweepSettings::default() };
        let found = Communities::at(&ring_of_cliques(5), &settings, 0.5, &mut ChaCha8Rng::seed_from_u64(1));
        let expected: Vec<u32> = (0..31).map(|node| node / 6).collect();
        assert_eq!(found.community, expected);
        assert_eq!((found.communities, found.singletons, found.from_best_run), (5, 1, 0));
        assert_eq!((found.agreement, found.stability), (1.0, vec![1.0; 31]));
        assert_eq!(found.best_quality, 5.0 * (15.0 - 0.5 * 15.0));
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let settings = SweepSettings { runs: 8, ..SweepSettings::default() };
        let sweep = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
            let graph = ring_of_cliques(9);
            pool.install(|| Communities::sweep(&graph, &settings, &sweep_resolutions(), &mut ChaCha8Rng::seed_from_u64(4)))
        };
        assert_eq!(sweep(1), sweep(3));
    }

    #[test]
    fn the_most_repeatable_resolution_is_the_lowest_of_the_best() {
        let at = |agreement| {
            let settings = SweepSettings { runs: 1, ..SweepSettings::default() };
            Communities { agreement, ..Communities::at(&ring_of_cliques(3), &settings, 1.0, &mut ChaCha8Rng::seed_from_u64(1)) }
        };
        assert_eq!(most_repeatable(&[at(0.5), at(0.9), at(0.9), at(0.7)]), Some(1));
        assert_eq!(most_repeatable(&[]), None);
    }
}
