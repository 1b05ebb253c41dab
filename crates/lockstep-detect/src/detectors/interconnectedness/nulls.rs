//! What to compare a set with: crowds, random sets, and graphs with the same degrees.

use lockstep_network::graph::{Directed, densest_piece, index, transitivity};
use lockstep_snapshot::{Role, Snapshot, grouped};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::Settings;
use super::measured::Measured;
use crate::detector::Context;
use crate::numbers::{quantile, share};

/// Attempts to exchange two ties, for each tie of the graph.
const ATTEMPTS: u64 = 10;
/// Attempts over all graphs together; a few seconds' work.
const MOST_ATTEMPTS: u64 = 500_000_000;
/// Fewest graphs that say something.
const FEWEST_GRAPHS: u64 = 9;
/// Draws of the step's random numbers from this number on are those of rewired graphs; below, those of sets.
const FIRST_REWIRING: u64 = 1 << 32;

/// The densest piece of a crowd, cut to the size of a set.
pub(super) struct Crowd {
    pub(super) name: String,
    pub(super) accounts: u64,
    pub(super) density: f64,
}

/// The crowd whose densest piece is densest: of the control sets other than the set, or of the accounts in no studied set where there is no
/// such set. None where the ties of no crowd were collected about as completely as those of the set.
pub(super) fn crowd(
    settings: &Settings,
    snapshot: &Snapshot,
    graph: &Directed,
    set: &Measured,
    tied: &[bool],
    studied: &[bool],
) -> Option<Crowd> {
    if set.ego {
        return None;
    }
    let mut own = vec![false; tied.len()];
    set.members.iter().for_each(|member| own[*member as usize] = true);
    let sending = |members: &[u32]| share(members.iter().filter(|member| graph.sent()[**member as usize] > 0).count() as u64, members.len() as u64);
    let set_sends = sending(&set.members).unwrap_or(0.0);
    let piece = |name: &str, members: Vec<u32>, least: u32| {
        let among = graph.among(&members);
        let with_ties = among.sent().iter().zip(among.received()).filter(|(sent, received)| **sent + **received > 0).count();
        // A crowd whose own lists were not collected looks sparse.
        if with_ties < least as usize || 2.0 * sending(&members)? < set_sends {
            return None;
        }
        let left = densest_piece(&among.undirected(), set.members.len());
        let density = among.among(&left).density()?;
        Some(Crowd { name: name.to_owned(), accounts: left.len() as u64, density })
    };
    let controls = snapshot.sets.iter().filter(|other| other.role == Role::Control && other.name != set.name);
    let pieces: Vec<Crowd> = controls
        .filter_map(|control| {
            let others: Vec<u32> = control.members.iter().copied().filter(|member| !own[*member as usize]).collect();
            piece(&control.name, others, settings.minimum_accounts)
        })
        .collect();
    let densest = pieces.into_iter().reduce(|best, next| if next.density > best.density { next } else { best });
    densest.or_else(|| {
        let outside = |account: &u32| tied[*account as usize] && !studied[*account as usize] && !own[*account as usize];
        piece("accounts in no studied set", (0..tied.len() as u32).filter(outside).collect(), settings.minimum_reference)
    })
}

/// Random sets, beside the set.
pub(super) struct Matched {
    /// Accounts that they were drawn from.
    pub(super) reference: u64,
    pub(super) drawn: u64,
    /// Of the drawn sets, those at least as dense as the set.
    pub(super) as_dense: u64,
    pub(super) median_density: f64,
    pub(super) highest_density: f64,
    /// Median number of ties to accounts outside the set: of the set's accounts, and of those drawn first.
    pub(super) median_ties: (f64, f64),
}

impl Matched {
    pub(super) fn p(&self) -> f64 {
        (1 + self.as_dense) as f64 / (1 + self.drawn) as f64
    }
}

/// Draw random sets as large as the set: for each of its accounts one, from those in no studied set, with about as many ties to accounts
/// outside the set. Where no such account is left, one with more of them is taken before one with fewer, which makes the drawn sets denser.
pub(super) fn matched(
    settings: &Settings,
    graph: &Directed,
    set: &Measured,
    tied: &[bool],
    studied: &[bool],
    random: &mut ChaCha8Rng,
) -> Result<Matched, String> {
    let mut own = vec![false; tied.len()];
    set.members.iter().for_each(|member| own[*member as usize] = true);
    let mut outside = vec![0_u32; tied.len()];
    for (from, to) in graph.arcs() {
        outside[*from as usize] += u32::from(!own[*to as usize]);
        outside[*to as usize] += u32::from(!own[*from as usize]);
    }
    let eligible = |account: &u32| tied[*account as usize] && !studied[*account as usize] && !own[*account as usize];
    let reference: Vec<u32> = (0..tied.len() as u32).filter(eligible).collect();
    let needed = set.members.len().max(settings.minimum_reference as usize);
    if reference.len() < needed {
        return Err(format!(
            "random sets would have to come from {} accounts, and at least {} are needed",
            grouped(reference.len() as u64),
            grouped(needed as u64)
        ));
    }
    let class = |account: u32| stratum(outside[account as usize]);
    let mut wanted: Vec<usize> = set.members.iter().map(|member| class(*member)).collect();
    wanted.sort_unstable_by(|a, b| b.cmp(a));
    let classes = reference.iter().map(|account| class(*account)).chain(wanted.first().copied()).max().unwrap_or(0) + 1;
    let mut pools: Vec<Vec<u32>> = vec![Vec::new(); classes];
    reference.iter().for_each(|account| pools[class(*account)].push(*account));
    let pairs = set.pairs as f64;
    let mut densities = Vec::with_capacity(settings.draws as usize);
    let (mut as_dense, mut first_ties) = (0, Vec::new());
    let mut mark = vec![false; tied.len()];
    for draw in 0..settings.draws {
        let mut left = pools.clone();
        let drawn: Vec<u32> = wanted
            .iter()
            .map(|class| {
                let class = nearest(*class, &left);
                let pool = &mut left[class];
                let at = index(random, pool.len());
                pool.swap_remove(at)
            })
            .collect();
        if draw == 0 {
            first_ties = drawn.iter().map(|account| f64::from(outside[*account as usize])).collect();
        }
        drawn.iter().for_each(|account| mark[*account as usize] = true);
        let ties = graph.count_among(&drawn, &mark);
        drawn.iter().for_each(|account| mark[*account as usize] = false);
        as_dense += u64::from(ties >= set.ties);
        densities.push(if pairs > 0.0 { ties as f64 / pairs } else { 0.0 });
    }
    densities.sort_unstable_by(f64::total_cmp);
    first_ties.sort_unstable_by(f64::total_cmp);
    let mut own_ties: Vec<f64> = set.members.iter().map(|member| f64::from(outside[*member as usize])).collect();
    own_ties.sort_unstable_by(f64::total_cmp);
    let median = |sorted: &[f64]| quantile(sorted, 0.5).unwrap_or(0.0);
    Ok(Matched {
        reference: reference.len() as u64,
        drawn: u64::from(settings.draws),
        as_dense,
        median_density: median(&densities),
        highest_density: densities.last().copied().unwrap_or(0.0),
        median_ties: (median(&own_ties), median(&first_ties)),
    })
}

/// The class nearest to the wanted one that has accounts left; of two as near, the one with more ties.
fn nearest(wanted: usize, left: &[Vec<u32>]) -> usize {
    let found = (0..left.len()).find_map(|distance| {
        let (above, below) = (wanted + distance, wanted.checked_sub(distance));
        let there = |at: &usize| left.get(*at).is_some_and(|pool| !pool.is_empty());
        Some(above).filter(there).or_else(|| below.filter(there))
    });
    found.expect("there are more accounts to draw from than to draw")
}

/// Accounts with about as many ties: one class for each power of √2.
fn stratum(ties: u32) -> usize {
    let ties = u64::from(ties) + 1;
    let octave = ties.ilog2() as usize;
    // In whole numbers: above √2 times the power of two when the square is above twice its square.
    2 * octave + usize::from(ties * ties >= 2 << (2 * octave))
}

/// Graphs with the same degrees, beside the set.
pub(super) struct Rewired {
    pub(super) graphs: u64,
    pub(super) ties: Spread,
    pub(super) reciprocity: Option<Spread>,
    pub(super) transitivity: Option<Spread>,
}

/// The mean of some numbers, and the middle 95 % of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) mean: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Spread {
    fn of(mut numbers: Vec<f64>) -> Option<Self> {
        let n = numbers.len() as f64;
        let mean = numbers.iter().sum::<f64>() / n;
        numbers.sort_unstable_by(f64::total_cmp);
        Some(Self { mean, low: quantile(&numbers, 0.025)?, high: quantile(&numbers, 0.975)? })
    }
}

/// A set in one graph with the same degrees.
#[derive(Clone, Copy)]
struct Drawn {
    ties: f64,
    reciprocity: Option<f64>,
    transitivity: Option<f64>,
}

/// What each set would be in graphs with the same degrees.
pub(super) fn rewired(settings: &Settings, graph: &Directed, sets: &[Measured], context: &Context) -> Vec<Result<Rewired, String>> {
    let attempts = ATTEMPTS * graph.arcs().len() as u64;
    let graphs = u64::from(settings.rewirings).min(MOST_ATTEMPTS / attempts.max(1));
    let useful: Vec<bool> = sets.iter().map(|set| !set.ego).collect();
    if graphs < FEWEST_GRAPHS || !useful.contains(&true) {
        let why = |set: &Measured| {
            Err(if set.ego {
                "nearly all collected ties touch this set".to_owned()
            } else {
                format!("exchanging {} ties would take too long", grouped(graph.arcs().len() as u64))
            })
        };
        return sets.iter().map(why).collect();
    }
    let draws: Vec<Vec<Drawn>> = (0..graphs)
        .into_par_iter()
        .map(|draw| {
            let other = lockstep_network::graph::rewired(graph, attempts, &mut context.random(FIRST_REWIRING + draw));
            let measure = |set: &Measured| {
                let among = other.among(&set.members);
                Drawn {
                    ties: among.arcs().len() as f64,
                    reciprocity: among.reciprocity(),
                    transitivity: transitivity(&among.undirected()),
                }
            };
            sets.iter().map(measure).collect()
        })
        .collect();
    let of_set = |(at, useful): (usize, &bool)| {
        if !useful {
            return Err("nearly all collected ties touch this set".to_owned());
        }
        let numbers = || draws.iter().map(|draw| draw[at]);
        Ok(Rewired {
            graphs,
            ties: Spread::of(numbers().map(|drawn| drawn.ties).collect()).ok_or("no graph was made")?,
            reciprocity: numbers().map(|drawn| drawn.reciprocity).collect::<Option<Vec<f64>>>().and_then(Spread::of),
            transitivity: numbers().map(|drawn| drawn.transitivity).collect::<Option<Vec<f64>>>().and_then(Spread::of),
        })
    };
    useful.iter().enumerate().map(of_set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_grow_by_the_root_of_two() {
        let classes: Vec<usize> = [0, 1, 2, 3, 4, 5, 7, 10, 11, 15, 1_000_000].map(stratum).to_vec();
        // One more than the ties: 1, 2, 3, 4, 5, 6, 8, 11, 12, 16; a class starts at 1, 1.41, 2, 2.83, 4, 5.66, 8, 11.3, 16, …
        assert_eq!(classes, [0, 2, 3, 4, 4, 5, 6, 6, 7, 8, 39]);
    }

    #[test]
    fn the_nearest_class_with_accounts_is_taken_and_the_higher_of_two() {
        let (some, none) = (vec![7], Vec::new());
        assert_eq!(nearest(2, &[some.clone(), some.clone(), some.clone(), some.clone()]), 2);
        assert_eq!(nearest(2, &[some.clone(), some.clone(), none.clone(), some.clone()]), 3);
        assert_eq!(nearest(3, &[some, none.clone(), none.clone(), none]), 0);
    }
}
