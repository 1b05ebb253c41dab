//! The engines that are measured, each as what it flags: accounts with at least one edge.

use lockstep_network::{Actions, Edge, window_counts};

/// An engine's name, and which accounts it flags.
pub(crate) type Engine = (&'static str, fn(&Actions) -> Vec<bool>);

/// Every engine, in the order of the columns.
pub(crate) const ENGINES: &[Engine] = &[
    ("window_counts 60 s, r ≥ 2", |actions| flagged(actions, &counted(actions, 60, 2))),
    ("window_counts 60 s, r ≥ 3", |actions| flagged(actions, &counted(actions, 60, 3))),
    ("window_counts 60 s, r ≥ 5", |actions| flagged(actions, &counted(actions, 60, 5))),
];

/// Memory that one engine may take, bytes.
const BUDGET: u64 = 4 << 30;

fn counted(actions: &Actions, seconds: i64, minimum: u32) -> Vec<Edge> {
    window_counts(actions, seconds * 1_000, minimum, BUDGET).expect("these populations are small").edges
}

fn flagged(actions: &Actions, edges: &[Edge]) -> Vec<bool> {
    let mut flagged = vec![false; actions.accounts() as usize];
    for edge in edges {
        flagged[edge.source as usize] = true;
        flagged[edge.target as usize] = true;
    }
    flagged
}
