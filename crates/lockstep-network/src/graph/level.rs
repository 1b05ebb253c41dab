//! A graph whose nodes stand for groups of nodes of a finer graph.

use super::network::Graph;
use super::objective::Objective;

/// One level of an aggregation. Weight inside a node is not kept: it is the same for every division of the level.
#[derive(Debug)]
pub(super) struct Level {
    starts: Vec<usize>,
    links: Vec<(u32, f64)>,
    mass: Vec<f64>,
}

impl Level {
    /// The level on which each node stands for itself.
    pub(super) fn finest(graph: &Graph, objective: Objective) -> Self {
        let (starts, links) = graph.adjacency();
        let mass = (0..graph.nodes()).map(|node| objective.mass(graph, node)).collect();
        Self { starts: starts.to_vec(), links: links.to_vec(), mass }
    }

    /// The level whose nodes are these groups, numbered without a gap.
    pub(super) fn aggregated(&self, group: &[u32], groups: usize) -> Self {
        let mut ends = vec![0; groups + 1];
        group.iter().for_each(|group| ends[*group as usize + 1] += 1);
        for group in 1..ends.len() {
            ends[group] += ends[group - 1];
        }
        let mut next = ends.clone();
        let mut members = vec![0; group.len()];
        for (node, group) in (0..).zip(group) {
            members[next[*group as usize]] = node;
            next[*group as usize] += 1;
        }
        let mut sums = Sums::new(groups);
        let mut starts = vec![0];
        let mut links = Vec::new();
        let mut mass = Vec::with_capacity(groups);
        for own in 0..groups {
            let members: &[u32] = &members[ends[own]..ends[own + 1]];
            for node in members {
                for &(other, weight) in self.links(*node) {
                    sums.add(group[other as usize], weight);
                }
            }
            mass.push(members.iter().map(|node| self.mass(*node)).sum());
            links.extend(sums.met().iter().filter(|met| **met as usize != own).map(|met| (*met, sums.of(*met))));
            sums.clear();
            starts.push(links.len());
        }
        Self { starts, links, mass }
    }

    pub(super) const fn nodes(&self) -> usize {
        self.mass.len()
    }

    pub(super) fn links(&self, node: u32) -> &[(u32, f64)] {
        &self.links[self.starts[node as usize]..self.starts[node as usize + 1]]
    }

    pub(super) fn mass(&self, node: u32) -> f64 {
        self.mass[node as usize]
    }
}

/// Sums of weights by group, emptied in time proportional to the groups met.
#[derive(Debug)]
pub(super) struct Sums {
    sum: Vec<f64>,
    met: Vec<u32>,
}

impl Sums {
    pub(super) fn new(groups: usize) -> Self {
        Self { sum: vec![0.0; groups], met: Vec::new() }
    }

    /// Add a positive weight.
    #[inline]
    pub(super) fn add(&mut self, group: u32, weight: f64) {
        let sum = &mut self.sum[group as usize];
        if *sum == 0.0 {
            self.met.push(group);
        }
        *sum += weight;
    }

    #[inline]
    pub(super) fn of(&self, group: u32) -> f64 {
        self.sum[group as usize]
    }

    /// The groups that got weight, in the order in which they first did.
    pub(super) fn met(&self) -> &[u32] {
        &self.met
    }

    pub(super) fn clear(&mut self) {
        self.met.drain(..).for_each(|group| self.sum[group as usize] = 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_between_groups_and_masses_add_up() {
        let square = Graph::new(4, &[(0, 1, 1.0), (0, 3, 2.0), (1, 2, 4.0), (2, 3, 8.0)]);
        let level = Level::finest(&square, Objective::Modularity).aggregated(&[0, 1, 1, 0], 2);
        assert_eq!((level.links(0), level.links(1)), (&[(1, 9.0)][..], &[(0, 9.0)][..]));
        assert_eq!((level.mass(0), level.mass(1)), (3.0 + 10.0, 5.0 + 12.0));
    }
}
