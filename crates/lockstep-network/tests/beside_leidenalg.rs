//! The best quality of our runs beside that of leidenalg's, on public networks that its own packages bring along.
//!
//! Needs Python 3 with igraph, leidenalg and networkx (with graspologic, two more networks), and is skipped without them.

#![expect(clippy::print_stdout, reason = "a test says why it is skipped, and what it compared")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use lockstep_network::graph::{Graph, Objective, leiden, quality};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

const RUNS: u64 = 50;

/// What the script leaves with when a package is missing.
const MISSING: i32 = 3;

#[derive(serde::Deserialize)]
struct Answer {
    name: String,
    nodes: u32,
    edges: Vec<(u32, u32, f64)>,
    objective: String,
    resolution: f64,
    quality: f64,
    community: Vec<u32>,
}

#[test]
fn our_best_division_is_at_least_as_good_as_that_of_leidenalg() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/beside_leidenalg.py");
    let output = Command::new("python3").arg(script).arg(RUNS.to_string()).output();
    let Some(output) = output.ok().filter(|output| output.status.code() != Some(MISSING)) else {
        println!("skipped: needs python3 with igraph, leidenalg and networkx");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<Answer> = serde_json::from_slice(&output.stdout).expect("the script prints JSON");
    assert!(answers.iter().map(|answer| &answer.name).collect::<BTreeSet<_>>().len() >= 5);
    for answer in answers {
        let graph = Graph::new(answer.nodes, &answer.edges);
        // leidenalg's qualities count each edge from both ends, and modularity is not divided by the weights.
        let (objective, unit) = match answer.objective.as_str() {
            "modularity" => (Objective::Modularity, 2.0 * graph.total()),
            _ => (Objective::ConstantPotts, 2.0),
        };
        let theirs = quality(&graph, &answer.community, objective, answer.resolution);
        let rounding = 1e-12 * graph.total().max(1.0);
        assert!((theirs - answer.quality / unit).abs() < rounding, "{}: {theirs} is not {}", answer.name, answer.quality / unit);
        let ours = (0..RUNS)
            .map(|seed| leiden(&graph, objective, answer.resolution, &mut ChaCha8Rng::seed_from_u64(seed)).quality)
            .fold(f64::NEG_INFINITY, f64::max);
        println!("{}, {} at {:.4}: ours {ours:.9}, leidenalg's {theirs:.9}", answer.name, answer.objective, answer.resolution);
        assert!(ours >= theirs - 1e-9, "{}, {}: {ours} is below {theirs}", answer.name, answer.objective);
    }
}
