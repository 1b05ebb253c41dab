//! What an edge rests on: for each object that both accounts acted on, the two posts closest in time, and who came first.

use crate::actions::{Action, Actions};
use crate::sweep::each_pair;

/// What one edge rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The shared objects with the least time between first, as many as were asked for.
    pub shared: Vec<Shared>,
    /// Objects shared within the window.
    pub objects: u32,
    /// Of these, objects on which the source's post of the closest two came first.
    pub source_first: u32,
    /// Of these, objects on which the target's came first; the rest came at the same moment.
    pub target_first: u32,
}

/// One object that two accounts acted on, and the two posts closest in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// Time between the two posts, ms.
    pub distance: u64,
    /// What both acted on.
    pub object: u32,
    /// The source's post.
    pub source_post: u32,
    /// The target's post.
    pub target_post: u32,
}

/// The evidence for each of some edges, given as (source, target), ascending, source < target: objects both acted on at most `window` ms
/// apart, the `limit` closest of them in full.
#[must_use]
pub fn evidence(actions: &Actions, edges: &[(u32, u32)], window: i64, limit: usize) -> Vec<Evidence> {
    let mut found = vec![Evidence::default(); edges.len()];
    let mut on_edges = vec![false; actions.accounts() as usize];
    for (source, target) in edges {
        on_edges[*source as usize] = true;
        on_edges[*target as usize] = true;
    }
    let mut closest: Vec<(usize, Shared, i64)> = Vec::new();
    for object in 0..actions.objects() {
        closest.clear();
        let of_edges: Vec<Action> = actions.of(object).iter().copied().filter(|action| on_edges[action.account as usize]).collect();
        each_pair(&of_edges, window, |a, b| {
            let (source, target) = if a.account < b.account { (a, b) } else { (b, a) };
            if let Ok(edge) = edges.binary_search(&(source.account, target.account)) {
                let distance = source.time.abs_diff(target.time);
                let shared = Shared { distance, object, source_post: source.post, target_post: target.post };
                closest.push((edge, shared, source.time - target.time));
            }
        });
        closest.sort_unstable();
        closest.dedup_by_key(|(edge, _, _)| *edge);
        for (edge, shared, lag) in &closest {
            let of_edge = &mut found[*edge];
            of_edge.objects += 1;
            of_edge.source_first += u32::from(*lag < 0);
            of_edge.target_first += u32::from(*lag > 0);
            keep_closest(&mut of_edge.shared, *shared, limit);
        }
    }
    found
}

fn keep_closest(evidence: &mut Vec<Shared>, shared: Shared, limit: usize) {
    let at = evidence.partition_point(|other| *other < shared);
    if at < limit {
        evidence.insert(at, shared);
        evidence.truncate(limit);
    }
}
