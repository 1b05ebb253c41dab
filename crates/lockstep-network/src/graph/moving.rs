//! Fast local moving: each node goes to the community where it adds most, and its neighbours are looked at again.

use rand_chacha::ChaCha8Rng;

use super::level::{Level, Sums};
use super::random::shuffled;

/// Move nodes until none gains more than `tolerance` by joining the community of a neighbour or by leaving for one of its own.
///
/// Traag, Waltman & van Eck 2019, Sci. Rep. 9:5233, algorithm A.2, `MoveNodesFast`. Ties go to staying, then to the neighbour that comes
/// first. Numbers of communities stay below the number of nodes.
pub(super) fn move_nodes(level: &Level, community: &mut [u32], penalty: f64, tolerance: f64, random: &mut ChaCha8Rng) {
    let nodes = level.nodes();
    let mut mass = vec![0.0; nodes];
    let mut size = vec![0_u32; nodes];
    for (node, own) in (0..).zip(community.iter()) {
        mass[*own as usize] += level.mass(node);
        size[*own as usize] += 1;
    }
    let mut empty: Vec<u32> = (0..nodes as u32).rev().filter(|community| size[*community as usize] == 0).collect();
    let mut waiting = Waiting::all(shuffled(random, nodes));
    let mut weight_to = Sums::new(nodes);
    while let Some(node) = waiting.next() {
        let own = community[node as usize];
        for &(other, weight) in level.links(node) {
            weight_to.add(community[other as usize], weight);
        }
        let node_mass = level.mass(node);
        let staying = weight_to.of(own) - penalty * node_mass * (mass[own as usize] - node_mass);
        let mut best = (staying + tolerance, own);
        for &other in weight_to.met().iter().filter(|other| **other != own) {
            let gain = weight_to.of(other) - penalty * node_mass * mass[other as usize];
            if gain > best.0 {
                best = (gain, other);
            }
        }
        weight_to.clear();
        if best.0 < 0.0 && size[own as usize] > 1 {
            best = (0.0, empty.pop().expect("a community of two leaves a number unused"));
        }
        let new = best.1;
        if new == own {
            continue;
        }
        community[node as usize] = new;
        mass[own as usize] -= node_mass;
        mass[new as usize] += node_mass;
        size[own as usize] -= 1;
        size[new as usize] += 1;
        if size[own as usize] == 0 {
            mass[own as usize] = 0.0;
            empty.push(own);
        }
        for &(other, _) in level.links(node) {
            if community[other as usize] != new {
                waiting.push(other);
            }
        }
    }
}

/// Nodes to be looked at, first come, first served, none twice at a time.
struct Waiting {
    ring: Vec<u32>,
    first: usize,
    count: usize,
    waits: Vec<bool>,
}

impl Waiting {
    fn all(order: Vec<u32>) -> Self {
        Self { first: 0, count: order.len(), waits: vec![true; order.len()], ring: order }
    }

    fn next(&mut self) -> Option<u32> {
        self.count = self.count.checked_sub(1)?;
        let node = self.ring[self.first];
        self.first = if self.first + 1 == self.ring.len() { 0 } else { self.first + 1 };
        self.waits[node as usize] = false;
        Some(node)
    }

    fn push(&mut self, node: u32) {
        if std::mem::replace(&mut self.waits[node as usize], true) {
            return;
        }
        let last = self.first + self.count;
        let at = if last >= self.ring.len() { last - self.ring.len() } else { last };
        self.ring[at] = node;
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;
    use crate::graph::{Graph, Objective};

    fn moved(edges: &[(u32, u32, f64)], community: &mut [u32], resolution: f64) {
        let graph = Graph::new(community.len() as u32, edges);
        let level = Level::finest(&graph, Objective::ConstantPotts);
        move_nodes(&level, community, resolution, 1e-12, &mut ChaCha8Rng::seed_from_u64(3));
    }

    #[test]
    fn a_node_leaves_a_community_that_costs_more_than_it_gives() {
        let mut community = [0, 0, 0];
        moved(&[(0, 1, 1.0)], &mut community, 0.5);
        assert!(community[0] == community[1] && community[0] != community[2]);
    }

    #[test]
    fn a_tie_leaves_everybody_in_place() {
        let mut community = [0, 1];
        moved(&[(0, 1, 0.5)], &mut community, 0.5);
        assert_eq!(community, [0, 1]);
    }
}
