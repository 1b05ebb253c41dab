//! What a division into communities is judged by.

use super::network::Graph;

/// The quality that a division should have much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Weight inside communities beyond what nodes of the same strengths would have by chance (Reichardt & Bornholdt 2006, PRE 74:016110;
    /// at resolution 1, Newman & Girvan 2004, PRE 69:026113). The resolution has no unit.
    Modularity,
    /// Weight inside communities beyond a fixed weight for each pair of members (the constant Potts model; Traag, Van Dooren & Nesterov
    /// 2011, PRE 84:016114). The resolution is in the unit of the weights.
    ConstantPotts,
}

impl Objective {
    /// What a node of the original graph counts as in the penalty.
    pub(super) fn mass(self, graph: &Graph, node: u32) -> f64 {
        match self {
            Self::Modularity => graph.strength(node),
            Self::ConstantPotts => 1.0,
        }
    }

    /// The penalty for one pair of nodes of mass 1 in the same community.
    ///
    /// Both objectives are, but for a constant, the sum over communities of the weight inside minus half this number times the square of
    /// the community's mass.
    pub(super) fn penalty(self, graph: &Graph, resolution: f64) -> f64 {
        match self {
            Self::Modularity if graph.edges() == 0 => 0.0,
            Self::Modularity => resolution / (2.0 * graph.total()),
            Self::ConstantPotts => resolution,
        }
    }
}

/// The quality of a division that gives each node a number below the number of nodes.
///
/// Modularity is divided by the sum of weights, and lies in [-resolution, 1] (0 without an edge); for `ConstantPotts`, it is the sum over
/// communities of the weight inside minus the resolution for each pair of members.
#[must_use]
pub fn quality(graph: &Graph, community: &[u32], objective: Objective, resolution: f64) -> f64 {
    let mut inside = vec![0.0; community.len()];
    let mut mass = vec![0.0; community.len()];
    for node in 0..graph.nodes() {
        let own = community[node as usize];
        mass[own as usize] += objective.mass(graph, node);
        let later = graph.links(node).iter().filter(|(other, _)| *other > node && community[*other as usize] == own);
        inside[own as usize] += later.map(|(_, weight)| weight).sum::<f64>();
    }
    let penalty = objective.penalty(graph, resolution);
    let communities = inside.iter().zip(&mass);
    match objective {
        Objective::Modularity if graph.edges() == 0 => 0.0,
        Objective::Modularity => communities.map(|(inside, mass)| inside - penalty * mass * mass / 2.0).sum::<f64>() / graph.total(),
        Objective::ConstantPotts => communities.map(|(inside, mass)| inside - penalty * mass * (mass - 1.0) / 2.0).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two triangles joined by an edge.
    fn two_triangles() -> Graph {
        Graph::new(6, &[(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0), (3, 5, 1.0), (4, 5, 1.0)])
    }

    #[test]
    fn two_triangles_have_the_modularity_worked_by_hand() {
        let of = |community: [u32; 6], resolution| quality(&two_triangles(), &community, Objective::Modularity, resolution);
        assert!((of([0, 0, 0, 1, 1, 1], 1.0) - (6.0 / 7.0 - 0.5)).abs() < 1e-15);
        assert!((of([0, 0, 0, 1, 1, 1], 2.0) - (6.0 / 7.0 - 1.0)).abs() < 1e-15);
        assert!(of([0; 6], 1.0).abs() < 1e-15);
    }

    #[test]
    fn two_triangles_have_the_potts_quality_worked_by_hand() {
        let of = |community: [u32; 6]| quality(&two_triangles(), &community, Objective::ConstantPotts, 0.25);
        assert!((of([0, 0, 0, 1, 1, 1]) - (6.0 - 0.25 * 6.0)).abs() < 1e-15);
        assert!((of([3; 6]) - (7.0 - 0.25 * 15.0)).abs() < 1e-15);
        assert!(of([0, 1, 2, 3, 4, 5]).abs() < 1e-15);
    }
}
