//! What many divisions agree on: average linkage on how often two nodes are in the same community, cut at one half.
//!
//! Nodes that no division parts are joined beforehand, which average linkage would do first anyway; the table of pairs is made for these
//! bundles, one connected component at a time. Sums of co-assignments are whole numbers, so no rounding decides a merge.

use super::components::connected_parts;
use super::labels::{by_size, compact, members};
use super::network::Graph;

/// A consensus, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Consensus {
    /// For each node, its community: numbered from the largest, ties by smallest node.
    pub(super) community: Vec<u32>,
    /// Nodes of components with too many bundles, which have the communities of the best division instead.
    pub(super) from_best: u32,
}

/// The consensus of divisions, none of which has a community in two components.
///
/// Two groups are joined while their members share a community in at least half of the divisions on average, those that share most first
/// (ties: the group with the smallest node, and its partner with the smallest node). Communities that are not connected are cut into their
/// connected parts. Components with more than `largest` bundles take the communities of the division `best`.
pub(super) fn consensus(graph: &Graph, component: &[u32], divisions: &[Vec<u32>], best: usize, largest: usize) -> Consensus {
    let mut joined: Vec<u32> = (0..graph.nodes()).collect();
    let mut from_best = 0;
    for nodes in members(component).iter().filter(|nodes| nodes.len() > 1) {
        let bundles = bundles(nodes, divisions);
        if bundles.len() <= largest {
            for group in Linkage::new(&bundles, divisions).groups() {
                let first = bundles[group[0]][0];
                group.iter().flat_map(|bundle| &bundles[*bundle]).for_each(|node| joined[*node as usize] = first);
            }
        } else {
            from_best += nodes.len() as u32;
            let labels: Vec<u32> = nodes.iter().map(|node| divisions[best][*node as usize]).collect();
            let mut first = vec![u32::MAX; graph.nodes() as usize];
            for (node, label) in nodes.iter().zip(labels) {
                let first = &mut first[label as usize];
                *first = (*first).min(*node);
                joined[*node as usize] = *first;
            }
        }
    }
    Consensus { community: by_size(&connected_parts(graph, &joined)), from_best }
}

/// Nodes that are in the same community in all divisions, by their smallest node.
fn bundles(nodes: &[u32], divisions: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut bundle = vec![0; nodes.len()];
    for division in divisions {
        let mut pairs: Vec<(u32, u32, u32)> =
            nodes.iter().zip(&bundle).zip(0..).map(|((node, bundle), at)| (*bundle, division[*node as usize], at)).collect();
        pairs.sort_unstable();
        for same in pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            same.iter().for_each(|(_, _, at)| bundle[*at as usize] = same[0].2);
        }
    }
    members(&compact(&bundle).0).into_iter().map(|bundle| bundle.into_iter().map(|at| nodes[at as usize]).collect()).collect()
}

/// Average linkage by chains of nearest neighbours (Murtagh 1983, Computer Journal 26:354).
struct Linkage {
    /// For each pair (higher, lower), at higher (higher - 1) / 2 + lower: co-assignments summed over pairs of nodes.
    shared: Vec<u64>,
    nodes: Vec<u64>,
    groups: Vec<Vec<usize>>,
    active: Vec<usize>,
    divisions: u64,
}

impl Linkage {
    fn new(bundles: &[Vec<u32>], divisions: &[Vec<u32>]) -> Self {
        let labels: Vec<Vec<u32>> =
            bundles.iter().map(|bundle| divisions.iter().map(|division| division[bundle[0] as usize]).collect()).collect();
        let nodes: Vec<u64> = bundles.iter().map(|bundle| bundle.len() as u64).collect();
        let mut shared = Vec::with_capacity(bundles.len() * bundles.len().saturating_sub(1) / 2);
        for higher in 0..bundles.len() {
            for lower in 0..higher {
                let equal = labels[higher].iter().zip(&labels[lower]).map(|(a, b)| u32::from(a == b)).sum::<u32>();
                shared.push(u64::from(equal) * nodes[higher] * nodes[lower]);
            }
        }
        let groups = (0..bundles.len()).map(|bundle| vec![bundle]).collect();
        Self { shared, nodes, groups, active: (0..bundles.len()).collect(), divisions: divisions.len() as u64 }
    }

    /// The groups of bundles that are left when no two share a community in half of the divisions.
    fn groups(mut self) -> Vec<Vec<usize>> {
        let mut done = Vec::new();
        let mut chain: Vec<usize> = Vec::new();
        while let Some(first) = self.active.first() {
            let top = *chain.last().unwrap_or(first);
            let before = chain.len().checked_sub(2).map(|at| chain[at]);
            if chain.is_empty() {
                chain.push(top);
            }
            match self.nearest(top, before) {
                None => {
                    chain.pop();
                    self.deactivate(top);
                    done.push(std::mem::take(&mut self.groups[top]));
                }
                Some(nearest) if Some(nearest) == before => {
                    chain.truncate(chain.len() - 2);
                    self.merge(top, nearest);
                }
                Some(nearest) => chain.push(nearest),
            }
        }
        done
    }

    fn at(a: usize, b: usize) -> usize {
        let (higher, lower) = (a.max(b), a.min(b));
        higher * (higher - 1) / 2 + lower
    }

    /// The active group that shares most with this one on average, if that is at least half; `preferred` wins its ties.
    fn nearest(&self, group: usize, preferred: Option<usize>) -> Option<usize> {
        let mut best: Option<(u64, u64, usize)> = None;
        for other in preferred.into_iter().chain(self.active.iter().copied()) {
            if other == group {
                continue;
            }
            let (shared, nodes) = (self.shared[Self::at(group, other)], self.nodes[other]);
            if best.is_none_or(|(most, of, _)| u128::from(shared) * u128::from(of) > u128::from(most) * u128::from(nodes)) {
                best = Some((shared, nodes, other));
            }
        }
        let (shared, nodes, other) = best?;
        (2 * shared >= nodes * self.nodes[group] * self.divisions).then_some(other)
    }

    /// Put two groups together under the lower number.
    fn merge(&mut self, a: usize, b: usize) {
        let (kept, gone) = (a.min(b), a.max(b));
        self.deactivate(gone);
        for other in self.active.iter().copied().filter(|other| *other != kept) {
            self.shared[Self::at(kept, other)] += self.shared[Self::at(gone, other)];
        }
        self.nodes[kept] += self.nodes[gone];
        let more = std::mem::take(&mut self.groups[gone]);
        self.groups[kept].extend(more);
        self.groups[kept].sort_unstable();
    }

    fn deactivate(&mut self, group: usize) {
        self.active.remove(self.active.binary_search(&group).expect("only active groups are visited"));
    }
}

/// For each node, the mean share of the other members of its consensus community that are with it in a division.
///
/// For a node that is alone in the consensus: the share of divisions in which it is alone.
pub(super) fn stability(community: &[u32], divisions: &[Vec<u32>]) -> Vec<f64> {
    let groups = members(community);
    let mut together = vec![0_u64; community.len()];
    let mut count = vec![0_u32; community.len()];
    for division in divisions {
        for nodes in groups.iter().filter(|nodes| nodes.len() > 1) {
            nodes.iter().for_each(|node| count[division[*node as usize] as usize] += 1);
            nodes.iter().for_each(|node| together[*node as usize] += u64::from(count[division[*node as usize] as usize] - 1));
            nodes.iter().for_each(|node| count[division[*node as usize] as usize] = 0);
        }
        division.iter().for_each(|label| count[*label as usize] += 1);
        for nodes in groups.iter().filter(|nodes| nodes.len() == 1) {
            together[nodes[0] as usize] += u64::from(count[division[nodes[0] as usize] as usize] == 1);
        }
        division.iter().for_each(|label| count[*label as usize] = 0);
    }
    let others = |node: usize| (groups[community[node] as usize].len() - 1).max(1);
    together.iter().enumerate().map(|(node, sum)| *sum as f64 / (others(node) * divisions.len()) as f64).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn complete(nodes: u32) -> Graph {
        let edges: Vec<_> = (0..nodes).flat_map(|a| (a + 1..nodes).map(move |b| (a, b, 1.0))).collect();
        Graph::new(nodes, &edges)
    }

    fn of(divisions: &[Vec<u32>], largest: usize) -> Consensus {
        let nodes = divisions[0].len();
        consensus(&complete(nodes as u32), &vec![0; nodes], divisions, 0, largest)
    }

    /// The highest average of all pairs is merged again and again, from a full table.
    fn brute_force_qualities(divisions: &[Vec<u32>]) -> Option<Vec<u32>> {
        let nodes = divisions[0].len();
        let mut groups: Vec<Vec<usize>> = (0..nodes).map(|node| vec![node]).collect();
        loop {
            let mut averages = Vec::new();
            for a in 0..groups.len() {
                for b in a + 1..groups.len() {
                    let pairs = groups[a].iter().flat_map(|x| groups[b].iter().map(move |y| (*x, *y)));
                    let shared: usize = pairs.map(|(x, y)| divisions.iter().filter(|division| division[x] == division[y]).count()).sum();
                    averages.push((shared as f64 / (groups[a].len() * groups[b].len() * divisions.len()) as f64, a, b));
                }
            }
            averages.sort_by(|x, y| y.0.total_cmp(&x.0));
            match averages.as_slice() {
                [first, second, ..] if first.0 >= 0.5 && first.0 < 1.0 && first.0 - second.0 < 1e-9 => return None,
                [(average, a, b), ..] if *average >= 0.5 => {
                    let more = groups.remove(*b);
                    groups[*a].extend(more);
                }
                _ => break,
            }
        }
        let mut labels = vec![0; nodes];
        groups.iter().zip(0..).for_each(|(group, label)| group.iter().for_each(|node| labels[*node] = label));
        Some(by_size(&labels))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn chains_find_what_merging_the_nearest_pair_finds(divisions in prop::collection::vec(prop::collection::vec(0u32..3, 8), 5..12)) {
            // Where two merges are equally good, the result of average linkage depends on which is made first.
            if let Some(expected) = brute_force_qualities(&divisions) {
                prop_assert_eq!(of(&divisions, 8).community, expected);
            }
        }
    }

    #[test]
    fn a_node_between_two_groups_is_with_neither_or_with_the_more_frequent() {
        let divisions = [vec![0, 0, 1, 1, 1], vec![0, 0, 0, 1, 1], vec![0, 0, 0, 1, 1]];
        assert_eq!(of(&divisions, 5).community, [0, 0, 0, 1, 1]);
        let thirds = [vec![0, 0, 2, 1, 1], vec![0, 0, 0, 1, 1], vec![0, 0, 1, 1, 1]];
        assert_eq!(of(&thirds, 5).community, [0, 0, 2, 1, 1]);
    }

    #[test]
    fn a_component_above_the_limit_has_the_best_division_and_says_so() {
        let divisions = [vec![0, 1, 1, 1, 1], vec![0, 0, 0, 1, 1], vec![0, 0, 0, 1, 1]];
        assert_eq!(of(&divisions, 2), Consensus { community: vec![1, 0, 0, 0, 0], from_best: 5 });
        assert_eq!(of(&divisions, 3).from_best, 0);
    }

    #[test]
    fn stability_is_the_mean_share_of_companions() {
        let divisions = [vec![0, 0, 0, 1], vec![0, 0, 1, 1], vec![0, 0, 2, 1], vec![0, 0, 0, 1]];
        let stability = stability(&[0, 0, 0, 1], &divisions);
        assert_eq!(stability, [0.75, 0.75, 0.5, 0.75]);
    }
}
