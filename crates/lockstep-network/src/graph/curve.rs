//! How a network falls apart as weaker edges are left out: one row for each threshold instead of one cut.
//!
//! Nizzoli, Tardelli, Avvenuti, Cresci & Tesconi 2021, "Coordinated behavior on social media in 2019 UK general election", ICWSM 15:443.

use super::network::Graph;

/// The network that is left at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Edges of at least this weight are left.
    pub threshold: f64,
    /// Edges left.
    pub edges: u64,
    /// Nodes with an edge left.
    pub nodes: u32,
    /// Connected components among these nodes.
    pub components: u32,
    /// Nodes in the largest component.
    pub largest: u32,
    /// Share of the pairs of these nodes that have an edge.
    pub density: f64,
}

/// The network at each distinct weight, ascending; at `most` evenly spaced ones, first and last included, where there are more.
#[must_use]
pub fn threshold_curve(graph: &Graph, most: usize) -> Vec<CurvePoint> {
    let mut edges: Vec<(f64, u32, u32)> = (0..graph.nodes())
        .flat_map(|node| graph.links(node).iter().filter(move |link| link.0 > node).map(move |link| (link.1, node, link.0)))
        .collect();
    edges.sort_by(|a, b| b.0.total_cmp(&a.0));
    let thresholds = spaced(edges.chunk_by(|a, b| a.0 == b.0).map(|same| same[0].0).collect(), most);
    let mut forest = Forest::new(graph.nodes());
    let mut left = edges.iter().peekable();
    let mut joined = 0;
    let mut curve: Vec<CurvePoint> = thresholds
        .into_iter()
        .map(|threshold| {
            while let Some((_, source, target)) = left.next_if(|edge| edge.0 >= threshold) {
                forest.join(*source, *target);
                joined += 1;
            }
            let pairs = f64::from(forest.nodes) * f64::from(forest.nodes - 1) / 2.0;
            let Forest { nodes, components, largest, .. } = forest;
            CurvePoint { threshold, edges: joined, nodes, components, largest, density: joined as f64 / pairs }
        })
        .collect();
    curve.reverse();
    curve
}

/// At most `most` of the items, at even steps from the first to the last.
fn spaced(items: Vec<f64>, most: usize) -> Vec<f64> {
    if items.len() <= most {
        return items;
    }
    (0..most).map(|step| items[step * (items.len() - 1) / most.saturating_sub(1).max(1)]).collect()
}

/// Nodes joined so far.
struct Forest {
    parent: Vec<u32>,
    size: Vec<u32>,
    nodes: u32,
    components: u32,
    largest: u32,
}

impl Forest {
    fn new(nodes: u32) -> Self {
        Self { parent: (0..nodes).collect(), size: vec![1; nodes as usize], nodes: 0, components: 0, largest: 0 }
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parent[node as usize] != node {
            self.parent[node as usize] = self.parent[self.parent[node as usize] as usize];
            node = self.parent[node as usize];
        }
        node
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let fresh = [a, b].iter().filter(|root| self.size[**root as usize] == 1).count() as u32;
        self.nodes += fresh;
        self.components = self.components + fresh - 1;
        let (small, large) = if self.size[a as usize] < self.size[b as usize] { (a, b) } else { (b, a) };
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
        self.largest = self.largest.max(self.size[large as usize]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::components;
    use crate::graph::labels::sizes;

    fn by_definition(nodes: u32, edges: &[(u32, u32, f64)], threshold: f64) -> CurvePoint {
        let left: Vec<_> = edges.iter().copied().filter(|edge| edge.2 >= threshold).collect();
        let sizes: Vec<u32> = sizes(&components(&Graph::new(nodes, &left))).into_iter().filter(|size| *size > 1).collect();
        let nodes: u32 = sizes.iter().sum();
        let density = left.len() as f64 / f64::from(nodes * (nodes - 1) / 2);
        CurvePoint { threshold, edges: left.len() as u64, nodes, components: sizes.len() as u32, largest: sizes[0], density }
    }

    proptest! {
        #[test]
        fn each_point_is_the_graph_of_the_heavier_edges(pairs in prop::collection::btree_map((0u32..12, 0u32..12), 1u32..9, 0..40)) {
            let edges: Vec<_> = pairs.into_iter().filter(|((a, b), _)| a < b).map(|((a, b), w)| (a, b, f64::from(w) / 8.0)).collect();
            let mut weights: Vec<f64> = edges.iter().map(|edge| edge.2).collect();
            weights.sort_by(f64::total_cmp);
            weights.dedup();
            let expected: Vec<CurvePoint> = weights.into_iter().map(|weight| by_definition(12, &edges, weight)).collect();
            prop_assert_eq!(threshold_curve(&Graph::new(12, &edges), 50), expected);
        }
    }

    #[test]
    fn a_long_curve_keeps_both_ends() {
        let edges: Vec<_> = (0..500).map(|node| (node, node + 1, f64::from(node + 1))).collect();
        let curve = threshold_curve(&Graph::new(501, &edges), 50);
        assert_eq!((curve.len(), curve[0].threshold, curve[49].threshold), (50, 1.0, 500.0));
        assert_eq!((curve[49].edges, curve[49].density), (1, 1.0));
    }
}
