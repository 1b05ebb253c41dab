//! Eigenvector centrality, within each connected component.
//!
//! Over a whole graph the leading eigenvector is zero outside one component, and scaled to length 1 it shrinks with size, so that one cut
//! means different things in different graphs. Here each component is by itself, and its most central node has 1.

use super::components::components;
use super::labels::members;
use super::network::Graph;

/// The largest change of an entry from one iteration to the next at which the iteration ends.
const SETTLED: f64 = 1e-13;

/// Iterations after which a component is left as it is. Long chains of nodes need many.
const ITERATIONS: u32 = 10_000;

/// Centrality of the nodes, and where it is only approximate.
#[derive(Debug, Clone, PartialEq)]
pub struct Centrality {
    /// For each node, from 0 to 1; the largest of each component is 1. A node without an edge has 0.
    pub of: Vec<f64>,
    /// Nodes of components whose values still changed when the iterations ended.
    pub unsettled: u32,
}

/// The leading eigenvector of each component's weighted adjacency matrix A, by power iteration on A + sI.
///
/// The shift s is the mean strength in the component. It keeps the eigenvectors, lies below the leading eigenvalue, and makes that one the
/// largest in size also where -λ is an eigenvalue (a star, or any other graph in two colours), on which the plain iteration never ends.
#[must_use]
pub fn eigenvector_centrality(graph: &Graph) -> Centrality {
    let mut centrality = Centrality { of: vec![0.0; graph.nodes() as usize], unsettled: 0 };
    let mut next = vec![0.0; graph.nodes() as usize];
    for nodes in members(&components(graph)).iter().filter(|nodes| nodes.len() > 1) {
        let shift = nodes.iter().map(|node| graph.strength(*node)).sum::<f64>() / nodes.len() as f64;
        nodes.iter().for_each(|node| centrality.of[*node as usize] = 1.0);
        if !(0..ITERATIONS).any(|_| iterate(graph, nodes, shift, &mut centrality.of, &mut next) < SETTLED) {
            centrality.unsettled += nodes.len() as u32;
        }
    }
    centrality
}

/// One iteration, scaled to a largest entry of 1; the largest change of an entry.
fn iterate(graph: &Graph, nodes: &[u32], shift: f64, now: &mut [f64], next: &mut [f64]) -> f64 {
    let mut largest = 0.0;
    for &node in nodes {
        let sum: f64 = graph.links(node).iter().map(|(other, weight)| weight * now[*other as usize]).sum();
        let value = shift.mul_add(now[node as usize], sum);
        next[node as usize] = value;
        largest = f64::max(largest, value);
    }
    let mut change = 0.0;
    for &node in nodes {
        let value = next[node as usize] / largest;
        change = f64::max(change, (value - now[node as usize]).abs());
        now[node as usize] = value;
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-10), "{found:?} {expected:?}");
        assert_eq!(found.len(), expected.len());
    }

    #[test]
    fn a_star_has_its_closed_form() {
        let star = Graph::new(5, &[(0, 1, 2.5), (0, 2, 2.5), (0, 3, 2.5), (0, 4, 2.5)]);
        let centrality = eigenvector_centrality(&star);
        close(&centrality.of, &[1.0, 0.5, 0.5, 0.5, 0.5]);
        assert_eq!(centrality.unsettled, 0);
    }

    #[test]
    fn a_path_has_its_closed_form_and_each_component_is_by_itself() {
        let graph = Graph::new(8, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (5, 6, 9.0), (5, 7, 9.0), (6, 7, 9.0)]);
        let golden = f64::midpoint(1.0, libm::sqrt(5.0));
        close(&eigenvector_centrality(&graph).of, &[1.0 / golden, 1.0, 1.0, 1.0 / golden, 0.0, 1.0, 1.0, 1.0]);
    }
}
