//! Core numbers: how deep in the densely knit part of a graph a node lies.

use super::network::Graph;

/// For each node, the largest k such that it belongs to a subgraph in which every node has at least k neighbours. Weights do not count.
///
/// Batagelj & Zaversnik 2003, "An O(m) algorithm for cores decomposition of networks", arXiv cs/0310049.
#[must_use]
pub fn core_numbers(graph: &Graph) -> Vec<u32> {
    let nodes = graph.nodes() as usize;
    let mut degree: Vec<usize> = (0..graph.nodes()).map(|node| graph.links(node).len()).collect();
    let mut starts = vec![0; degree.iter().max().map_or(0, |most| most + 2)];
    degree.iter().for_each(|degree| starts[degree + 1] += 1);
    for degree in 1..starts.len() {
        starts[degree] += starts[degree - 1];
    }
    let mut next = starts.clone();
    let (mut order, mut place) = (vec![0; nodes], vec![0; nodes]);
    for node in 0..nodes {
        place[node] = next[degree[node]];
        order[place[node]] = node;
        next[degree[node]] += 1;
    }
    for at in 0..nodes {
        let node = order[at];
        for &(other, _) in graph.links(node as u32) {
            let other = other as usize;
            if degree[other] > degree[node] {
                let first = starts[degree[other]].max(at + 1);
                let moved = order[first];
                order.swap(first, place[other]);
                place[moved] = place[other];
                place[other] = first;
                starts[degree[other]] = first + 1;
                degree[other] -= 1;
            }
        }
    }
    degree.into_iter().map(|core| core as u32).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn by_peeling(graph: &Graph) -> Vec<u32> {
        let mut core = vec![0; graph.nodes() as usize];
        for k in 1..graph.nodes() {
            let mut left: BTreeSet<u32> = (0..graph.nodes()).collect();
            while let Some(node) =
                left.iter().copied().find(|node| graph.links(*node).iter().filter(|link| left.contains(&link.0)).count() < k as usize)
            {
                left.remove(&node);
            }
            left.iter().for_each(|node| core[*node as usize] = k);
        }
        core
    }

    proptest! {
        #[test]
        fn core_numbers_are_what_peeling_leaves(pairs in prop::collection::btree_set((0u32..12, 0u32..12), 0..60)) {
            let edges: Vec<_> = pairs.into_iter().filter(|(a, b)| a < b).map(|(a, b)| (a, b, 1.0)).collect();
            let graph = Graph::new(12, &edges);
            prop_assert_eq!(core_numbers(&graph), by_peeling(&graph));
        }
    }
}
