//! Refinement: communities are rebuilt from single nodes, by merges drawn at random among those that do no harm.

use rand_chacha::ChaCha8Rng;

use super::level::{Level, Sums};
use super::random::{shuffled, unit};

/// How far from the best merge a draw may stray (θ), in mean edge weights, so that the unit of the weights does not count.
///
/// The paper uses 0.01, which in dense graphs with unequal weights is as good as none: every pass then makes the same merges. This value
/// and the number of passes in vain were chosen on one connectome of a fruit fly (left mushroom body, constant Potts at three times the
/// mean weight of a pair), where they raise the median quality of 400 runs from 5664 to 5704.
const RANDOMNESS: f64 = 1.0;

/// A part of each community for each node: connected, and within one community. Numbers are below the number of nodes.
///
/// Traag, Waltman & van Eck 2019, algorithm A.2, `RefinePartition`: a node that is still alone, and well connected to the rest of its
/// community, joins a well-connected part next to it with a probability in proportion to exp(gain / θ), the gain being no loss.
pub(super) fn refine(level: &Level, community: &[u32], penalty: f64, mean_weight: f64, random: &mut ChaCha8Rng) -> Vec<u32> {
    let nodes = level.nodes();
    let theta = RANDOMNESS * mean_weight;
    let mut community_mass = vec![0.0; nodes];
    for (node, own) in (0..).zip(community) {
        community_mass[*own as usize] += level.mass(node);
    }
    let mut part: Vec<u32> = (0..nodes as u32).collect();
    let mut alone = vec![true; nodes];
    let mut mass: Vec<f64> = (0..nodes as u32).map(|node| level.mass(node)).collect();
    let mut to_rest: Vec<f64> = (0..nodes as u32).map(|node| weight_within(level, community, node)).collect();
    let mut weight_to = Sums::new(nodes);
    let mut choices: Vec<(u32, f64)> = Vec::new();
    for node in shuffled(random, nodes) {
        let own = community[node as usize];
        let whole = community_mass[own as usize];
        let node_mass = level.mass(node);
        let well_connected = |weight: f64, mass: f64| weight >= penalty * mass * (whole - mass);
        if !alone[node as usize] || !well_connected(to_rest[node as usize], node_mass) {
            continue;
        }
        for &(other, weight) in level.links(node) {
            if community[other as usize] == own {
                weight_to.add(part[other as usize], weight);
            }
        }
        choices.clear();
        choices.push((node, 0.0));
        for &other in weight_to.met() {
            let gain = weight_to.of(other) - penalty * node_mass * mass[other as usize];
            if gain >= 0.0 && well_connected(to_rest[other as usize], mass[other as usize]) {
                choices.push((other, gain));
            }
        }
        let new = draw(&mut choices, theta, random);
        if new != node {
            part[node as usize] = new;
            alone[node as usize] = false;
            alone[new as usize] = false;
            mass[new as usize] += node_mass;
            to_rest[new as usize] += 2.0f64.mul_add(-weight_to.of(new), to_rest[node as usize]);
        }
        weight_to.clear();
    }
    part
}

fn weight_within(level: &Level, community: &[u32], node: u32) -> f64 {
    let own = community[node as usize];
    level.links(node).iter().filter(|(other, _)| community[*other as usize] == own).map(|(_, weight)| weight).sum()
}

/// One of the choices, with a probability in proportion to exp(gain / `theta`). Gains are replaced by running sums.
fn draw(choices: &mut [(u32, f64)], theta: f64, random: &mut ChaCha8Rng) -> u32 {
    let largest = choices.iter().fold(0.0, |largest: f64, (_, gain)| largest.max(*gain));
    let mut total = 0.0;
    for (_, gain) in choices.iter_mut() {
        total += libm::exp((*gain - largest) / theta);
        *gain = total;
    }
    let at = unit(random) * total;
    let chosen = choices.iter().find(|(_, sum)| *sum > at).or(choices.last());
    chosen.expect("a node may always stay alone").0
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;
    use crate::graph::{Graph, Objective};

    #[test]
    fn draws_follow_the_exponential_of_the_gain() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let draws = 40_000;
        let second = (0..draws).filter(|_| draw(&mut [(7, 0.0), (9, 0.02)], 0.01, &mut random) == 9).count();
        let expected = 1.0 / (1.0 + libm::exp(-2.0));
        assert!((second as f64 / f64::from(draws) - expected).abs() < 0.01);
    }

    #[test]
    fn a_community_in_two_places_is_not_put_together() {
        let graph = Graph::new(4, &[(0, 1, 1.0), (2, 3, 1.0)]);
        let level = Level::finest(&graph, Objective::ConstantPotts);
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut joined = 0;
        for _ in 0..20_000 {
            let part = refine(&level, &[0, 0, 0, 0], 0.1, 1.0, &mut random);
            assert!([part[0], part[1]].iter().all(|left| *left != part[2] && *left != part[3]));
            joined += u32::from(part[0] == part[1]);
        }
        // The gain of a merge is 0.9; the first node may take it or stay alone, and after it the second may.
        let alone = 1.0 / (1.0 + libm::exp(0.9 / RANDOMNESS));
        assert!((f64::from(joined) / 20_000.0 - (1.0 - alone * alone)).abs() < 0.015);
    }
}
