//! The graph that everything in this module reads: the neighbours of each node, ascending.

/// An undirected graph with a positive weight on each edge, no loops and no repeated edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    starts: Vec<usize>,
    links: Vec<(u32, f64)>,
    total: f64,
}

impl Graph {
    /// The graph of `nodes` nodes, numbered from 0, and of edges (source, target, weight).
    ///
    /// # Panics
    /// Unless edges ascend strictly by (source, target), with source < target < `nodes` and a weight that is positive and finite.
    #[must_use]
    pub fn new(nodes: u32, edges: &[(u32, u32, f64)]) -> Self {
        assert!(edges.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)), "edges must ascend strictly by (source, target)");
        let mut starts = vec![0; nodes as usize + 1];
        for &(source, target, weight) in edges {
            assert!(source < target && target < nodes, "edge {source}-{target} must have source < target < {nodes}");
            assert!(weight > 0.0 && weight.is_finite(), "edge {source}-{target} has weight {weight}, which is not positive and finite");
            starts[source as usize + 1] += 1;
            starts[target as usize + 1] += 1;
        }
        for node in 1..starts.len() {
            starts[node] += starts[node - 1];
        }
        let mut next = starts.clone();
        let mut links = vec![(0, 0.0); edges.len() * 2];
        for &(source, target, weight) in edges {
            for (from, to) in [(source, target), (target, source)] {
                links[next[from as usize]] = (to, weight);
                next[from as usize] += 1;
            }
        }
        Self { starts, links, total: edges.iter().map(|edge| edge.2).sum() }
    }

    /// The same of pairs that all weigh 1.
    ///
    /// # Panics
    /// Unless pairs ascend strictly by (source, target), with source < target < `nodes`.
    pub(crate) fn unweighted(nodes: u32, pairs: &[(u32, u32)]) -> Self {
        Self::new(nodes, &pairs.iter().map(|(source, target)| (*source, *target, 1.0)).collect::<Vec<_>>())
    }

    /// Whether an edge joins two nodes.
    pub(crate) fn has(&self, one: u32, other: u32) -> bool {
        self.links(one).binary_search_by_key(&other, |(node, _)| *node).is_ok()
    }

    /// Number of nodes, those without an edge included.
    #[must_use]
    pub const fn nodes(&self) -> u32 {
        (self.starts.len() - 1) as u32
    }

    /// Number of edges.
    #[must_use]
    pub const fn edges(&self) -> usize {
        self.links.len() / 2
    }

    /// Sum of the weights of all edges.
    #[must_use]
    pub const fn total(&self) -> f64 {
        self.total
    }

    /// The neighbours of a node with the weights of the edges to them, ascending by neighbour.
    #[must_use]
    pub fn links(&self, node: u32) -> &[(u32, f64)] {
        &self.links[self.starts[node as usize]..self.starts[node as usize + 1]]
    }

    /// Sum of the weights of the edges of a node.
    #[must_use]
    pub fn strength(&self, node: u32) -> f64 {
        self.links(node).iter().map(|(_, weight)| weight).sum()
    }

    /// The parts of the adjacency list, for the first level of an aggregation.
    pub(super) fn adjacency(&self) -> (&[usize], &[(u32, f64)]) {
        (&self.starts, &self.links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_is_seen_from_both_ends_in_ascending_order() {
        let graph = Graph::new(4, &[(0, 2, 0.5), (1, 2, 2.0), (2, 3, 0.25)]);
        assert_eq!(graph.links(2), [(0, 0.5), (1, 2.0), (3, 0.25)]);
        assert_eq!(graph.links(3), [(2, 0.25)]);
        assert_eq!((graph.nodes(), graph.edges(), graph.total(), graph.strength(2)), (4, 3, 2.75, 2.75));
    }

    #[test]
    #[should_panic(expected = "ascend strictly")]
    fn a_repeated_edge_is_refused() {
        let _ = Graph::new(2, &[(0, 1, 1.0), (0, 1, 1.0)]);
    }

    #[test]
    #[should_panic(expected = "not positive")]
    fn a_weight_of_nothing_is_refused() {
        let _ = Graph::new(2, &[(0, 1, 0.0)]);
    }
}
