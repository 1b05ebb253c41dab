//! Counting, account by account: for each message of one account, which others have one to match it.

use rayon::prelude::*;

use super::keys::{Entry, Keyed};
use super::{Compute, Edge, Match};

/// Number of ordered pairs of entries that meet within the window, each with itself included.
pub(super) fn count_pairs(keyed: &Keyed, window: f64) -> u64 {
    let of_account = |account: u32| -> u64 {
        let mut pairs = 0;
        keyed.of_account(account).iter().for_each(|entry| keyed.each_within(entry, window, |others| pairs += others.len() as u64));
        pairs
    };
    (0..keyed.accounts()).into_par_iter().map(of_account).sum()
}

pub(super) fn weigh(keyed: &Keyed, compute: &Compute) -> Vec<Edge> {
    let accounts = keyed.accounts() as usize;
    let edges: Vec<Vec<Edge>> = (0..keyed.accounts())
        .into_par_iter()
        .map_init(|| Tally::new(accounts), |tally, source| tally.edges_of(keyed, source, compute))
        .collect();
    edges.concat()
}

/// Counts for one source, reused for the next one.
struct Tally {
    weight: Vec<u32>,
    /// The last message that counted for each target, so that it counts once.
    counted: Vec<u64>,
    message: u64,
    met: Vec<u32>,
}

impl Tally {
    fn new(accounts: usize) -> Self {
        Self { weight: vec![0; accounts], counted: vec![0; accounts], message: 0, met: Vec::new() }
    }

    fn edges_of(&mut self, keyed: &Keyed, source: u32, compute: &Compute) -> Vec<Edge> {
        for same in keyed.of_account(source).chunk_by(|a, b| a.message == b.message) {
            self.message += 1;
            for entry in same {
                keyed.each_within(entry, compute.time_window, |others| others.iter().for_each(|other| self.count(other.account)));
            }
        }
        self.met.sort_unstable();
        let mut edges = Vec::new();
        for target in self.met.drain(..) {
            let weight = std::mem::take(&mut self.weight[target as usize]);
            if weight >= compute.min_edge_weight && (target != source || compute.include_self_loops) {
                edges.push(Edge { source, target, weight });
            }
        }
        edges
    }

    fn count(&mut self, target: u32) {
        let at = target as usize;
        if self.counted[at] != self.message {
            self.counted[at] = self.message;
            if self.weight[at] == 0 {
                self.met.push(target);
            }
            self.weight[at] += 1;
        }
    }
}

pub(super) fn each_edge_match(keyed: &Keyed, window: f64, edges: &[Edge], limit: usize) -> Vec<Match> {
    let first = |source: u32| edges.partition_point(|edge| edge.source < source);
    let of_source = |source: u32| {
        let from = first(source);
        let of_source = &edges[from..first(source + 1)];
        if of_source.is_empty() { Vec::new() } else { matches_of(keyed, window, source, (from as u32, of_source), limit) }
    };
    let matches: Vec<Vec<Match>> = (0..keyed.accounts()).into_par_iter().map(of_source).collect();
    matches.concat()
}

fn matches_of(keyed: &Keyed, window: f64, source: u32, (from, edges): (u32, &[Edge]), limit: usize) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    for same in keyed.of_account(source).chunk_by(|a, b| a.message == b.message) {
        let of_message = found.len();
        for entry in same {
            keyed.each_within(entry, window, |others| {
                found.extend(others.iter().filter(|other| other.row != entry.row).filter_map(|other| {
                    let at = edges.binary_search_by_key(&other.account, |edge| edge.target).ok()?;
                    Some(match_of(from + at as u32, entry, other))
                }));
            });
        }
        found[of_message..].sort_unstable_by(|a, b| a.edge.cmp(&b.edge).then(closer(a, b)));
        let mut kept = of_message;
        for at in of_message..found.len() {
            if kept == of_message || found[kept - 1].edge != found[at].edge {
                found[kept] = found[at];
                kept += 1;
            }
        }
        found.truncate(kept);
    }
    found.sort_unstable_by(|a, b| a.edge.cmp(&b.edge).then(closer(a, b)));
    found.chunk_by(|a, b| a.edge == b.edge).flat_map(|of_edge| of_edge.iter().take(limit).copied()).collect()
}

fn match_of(edge: u32, source: &Entry, target: &Entry) -> Match {
    Match { edge, source_row: source.row, target_row: target.row, distance: (source.time - target.time).abs() }
}

fn closer(a: &Match, b: &Match) -> std::cmp::Ordering {
    a.distance.total_cmp(&b.distance).then(a.source_row.cmp(&b.source_row)).then(a.target_row.cmp(&b.target_row))
}
