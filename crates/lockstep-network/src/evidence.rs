//! What an edge rests on: for each object that both accounts acted on, the two posts closest in time, and who came first.

use rayon::prelude::*;

use crate::actions::{Action, Actions};
use crate::tally::joined;
use crate::windows::Windows;

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
///
/// For a layer without times the window is `i64::MAX`. Of posts equally close, the first of each account counts.
#[must_use]
pub fn evidence(actions: &Actions, edges: &[(u32, u32)], window: i64, limit: usize) -> Vec<Evidence> {
    let mut is_source = vec![false; actions.accounts() as usize];
    let mut on_edges = is_source.clone();
    for (source, target) in edges {
        is_source[*source as usize] = true;
        on_edges[*source as usize] = true;
        on_edges[*target as usize] = true;
    }
    let actions = actions.of_accounts(&on_edges);
    let windows = Windows::new(&actions, window, |account| is_source[account as usize]);
    let by_source: Vec<&[(u32, u32)]> = edges.chunk_by(|a, b| a.0 == b.0).collect();
    let found = by_source
        .into_par_iter()
        .map_init(
            || Closest { edge_of: vec![0; actions.accounts() as usize], found: Vec::new(), met: Vec::new() },
            |closest, edges| find_of_source(&actions, &windows, edges, window, limit, closest),
        )
        .collect();
    joined(found)
}

/// The evidence for the edges of one source.
fn find_of_source(
    actions: &Actions,
    windows: &Windows,
    edges: &[(u32, u32)],
    window: i64,
    limit: usize,
    closest: &mut Closest,
) -> Vec<Evidence> {
    let mut evidence = vec![Evidence::default(); edges.len()];
    closest.start(edges);
    for (_, stretches) in windows.by_object(edges[0].0) {
        for stretch in stretches {
            closest.look(&actions.all()[stretch.places()], edges[0].0, window);
        }
        let object = stretches[0].object;
        closest.take(|edge, Met { distance, source_post, target_post, lag }| {
            let of_edge = &mut evidence[edge];
            of_edge.objects += 1;
            of_edge.source_first += u32::from(lag < 0);
            of_edge.target_first += u32::from(lag > 0);
            keep_closest(&mut of_edge.shared, Shared { distance, object, source_post, target_post }, limit);
        });
    }
    closest.end(edges);
    evidence
}

/// For each edge of one source, the two posts closest in time on the object looked at.
struct Closest {
    /// For each account, 1 + the edge that leads to it, or 0.
    edge_of: Vec<u32>,
    found: Vec<Option<Met>>,
    met: Vec<u32>,
}

/// A post of the source and one of the target; the smallest is the closest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Met {
    distance: u64,
    source_post: u32,
    target_post: u32,
    /// Time of the source's post after the target's, ms.
    lag: i64,
}

impl Closest {
    fn start(&mut self, edges: &[(u32, u32)]) {
        self.found = vec![None; edges.len()];
        edges.iter().zip(1..).for_each(|((_, target), edge)| self.edge_of[*target as usize] = edge);
    }

    fn end(&mut self, edges: &[(u32, u32)]) {
        edges.iter().for_each(|(_, target)| self.edge_of[*target as usize] = 0);
    }

    /// Take in the posts on one object: only the source's last before a post and its next can be the closest to it.
    fn look(&mut self, actions: &[Action], source: u32, window: i64) {
        let mut before: Option<Action> = None;
        for action in actions {
            if action.account != source {
                self.meet(before, *action, window);
            } else if before.is_none_or(|before| before.time < action.time) {
                before = Some(*action);
            }
        }
        let mut after = None;
        for action in actions.iter().rev() {
            if action.account == source {
                after = Some(*action);
            } else {
                self.meet(after, *action, window);
            }
        }
    }

    fn meet(&mut self, of_source: Option<Action>, other: Action, window: i64) {
        let edge = self.edge_of[other.account as usize];
        let Some(of_source) = of_source.filter(|of_source| edge > 0 && (of_source.time - other.time).abs() <= window) else { return };
        let lag = of_source.time - other.time;
        let met = Met { distance: lag.unsigned_abs(), source_post: of_source.post, target_post: other.post, lag };
        let found = &mut self.found[edge as usize - 1];
        match found {
            None => {
                self.met.push(edge - 1);
                *found = Some(met);
            }
            Some(closest) => *closest = met.min(*closest),
        }
    }

    /// Hand over what was found on the object, and be ready for the next.
    fn take(&mut self, mut taken: impl FnMut(usize, Met)) {
        for edge in self.met.drain(..) {
            if let Some(met) = self.found[edge as usize].take() {
                taken(edge as usize, met);
            }
        }
    }
}

fn keep_closest(evidence: &mut Vec<Shared>, shared: Shared, limit: usize) {
    let at = evidence.partition_point(|other| *other < shared);
    if at < limit {
        evidence.insert(at, shared);
        evidence.truncate(limit);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ACCOUNTS: u32 = 6;
    const OBJECTS: u32 = 4;

    fn brute_force(rows: &[(u32, Action)], edge: (u32, u32), window: i64, limit: usize) -> Evidence {
        let mut evidence = Evidence::default();
        for object in 0..OBJECTS {
            let by = |account| rows.iter().filter(move |(on, action)| *on == object && action.account == account);
            let pairs = by(edge.0).flat_map(|(_, a)| by(edge.1).map(move |(_, b)| (a, b)));
            let closest =
                pairs.filter(|(a, b)| (a.time - b.time).abs() <= window).min_by_key(|(a, b)| (a.time.abs_diff(b.time), a.post, b.post));
            if let Some((a, b)) = closest {
                evidence.objects += 1;
                evidence.source_first += u32::from(a.time < b.time);
                evidence.target_first += u32::from(a.time > b.time);
                let distance = a.time.abs_diff(b.time);
                evidence.shared.push(Shared { distance, object, source_post: a.post, target_post: b.post });
            }
        }
        evidence.shared.sort_unstable();
        evidence.shared.truncate(limit);
        evidence
    }

    proptest! {
        #[test]
        fn evidence_equals_brute_force(
            mut rows in prop::collection::vec((0..OBJECTS, 0..ACCOUNTS, prop_oneof![0i64..40, -1_000_000_000_000_000i64..1_000_000_000_000_000]), 0..70),
            window in prop_oneof![0i64..15, Just(i64::MAX)],
            edges in prop::collection::btree_set((0..ACCOUNTS, 0..ACCOUNTS), 0..12),
            limit in 0usize..5,
        ) {
            rows.sort_by_key(|(_, _, time)| *time);
            let rows: Vec<(u32, Action)> =
                rows.into_iter().zip(0..).map(|((object, account, time), post)| (object, Action { time, account, post })).collect();
            let edges: Vec<(u32, u32)> = edges.into_iter().filter(|(source, target)| source < target).collect();
            let expected: Vec<Evidence> = edges.iter().map(|edge| brute_force(&rows, *edge, window, limit)).collect();
            let actions = Actions::new(ACCOUNTS, OBJECTS, rows.into_iter());
            prop_assert_eq!(evidence(&actions, &edges, window, limit), expected);
        }
    }
}
