//! Connected components.

use super::labels::by_size;
use super::network::Graph;

/// For each node, the number of its connected component: largest first, ties by smallest node.
#[must_use]
pub fn components(graph: &Graph) -> Vec<u32> {
    by_size(&connected_parts(graph, &vec![0; graph.nodes() as usize]))
}

/// Groups cut into parts that are connected within the group, numbered by the order of their smallest node.
pub(super) fn connected_parts(graph: &Graph, group: &[u32]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let mut part = vec![UNSEEN; group.len()];
    let mut parts = 0;
    let mut reached = Vec::new();
    for start in 0..graph.nodes() {
        if part[start as usize] != UNSEEN {
            continue;
        }
        part[start as usize] = parts;
        reached.push(start);
        while let Some(node) = reached.pop() {
            for &(other, _) in graph.links(node) {
                if part[other as usize] == UNSEEN && group[other as usize] == group[node as usize] {
                    part[other as usize] = parts;
                    reached.push(other);
                }
            }
        }
        parts += 1;
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_numbered_from_the_largest() {
        let graph = Graph::new(7, &[(0, 6, 1.0), (1, 3, 1.0), (3, 5, 1.0)]);
        assert_eq!(components(&graph), [1, 0, 2, 0, 3, 0, 1]);
    }

    #[test]
    fn a_group_in_two_places_becomes_two() {
        let path = Graph::new(5, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0)]);
        assert_eq!(connected_parts(&path, &[0, 0, 1, 0, 0]), [0, 0, 1, 2, 2]);
    }
}
