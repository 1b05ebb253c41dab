//! Time of a whole sweep on an invented graph: 5,000 nodes in 100 groups, 50,000 edges of which three in four are within a group.

#![expect(clippy::print_stdout, reason = "an example prints what it measures")]

use std::collections::BTreeSet;
use std::time::Instant;

use lockstep_network::graph::{Communities, Graph, SweepSettings, sweep_resolutions};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const NODES: u32 = 5_000;
const EDGES: usize = 50_000;
const GROUPS: u32 = 100;

fn main() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut pairs = BTreeSet::new();
    while pairs.len() < EDGES {
        let a = random.next_u32() % NODES;
        let within = random.next_u32() % 4 < 3;
        let b = if within { a % GROUPS + GROUPS * (random.next_u32() % (NODES / GROUPS)) } else { random.next_u32() % NODES };
        if a != b {
            pairs.insert((a.min(b), a.max(b)));
        }
    }
    let edges: Vec<_> = pairs.into_iter().map(|(a, b)| (a, b, f64::from(random.next_u32() % 8 + 1))).collect();
    let graph = Graph::new(NODES, &edges);
    let start = Instant::now();
    for resolution in sweep_resolutions() {
        let from = Instant::now();
        let at = Communities::at(&graph, &SweepSettings::default(), resolution, &mut random);
        println!(
            "resolution {resolution:.3}: {} communities, {} singletons, agreement {:.4}, best quality {:.5}, {:?}",
            at.communities,
            at.singletons,
            at.agreement,
            at.best_quality,
            from.elapsed()
        );
    }
    println!("{:?} in all", start.elapsed());
}
