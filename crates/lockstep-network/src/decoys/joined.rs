//! Which ties of a surrogate say nothing, because the data join the same accounts.

use super::acting;
use crate::actions::Actions;
use crate::graph::Graph;

/// Up to this share of all pairs of acting accounts, pairs are few enough to be left out: a surrogate has others to link.
const MOST: f64 = 0.05;
/// Most pairs joined by way of another account, whatever their share: 128 MiB of them.
const MOST_NEAR: usize = 1 << 24;

/// What joins the pairs that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// A tie of the data, or two by way of another account.
    NearPairs,
    /// A tie of the data.
    TiedPairs,
    /// Nothing: too many pairs are tied for others to be linked.
    NoPair,
}

/// Pairs of accounts whose ties in a surrogate do not count.
///
/// Where times are exchanged, a group that has its objects to itself stays, and so do its ties. Some of its pairs may just miss a test in the
/// data and pass it in a surrogate; such a pair is joined by way of other members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Ascending.
    pairs: Vec<(u32, u32)>,
    left_out: LeftOut,
}

impl Joined {
    /// `edges` are those of the data, found in these layers; ascending. `near` says whether near pairs are left out as well while they are few.
    #[must_use]
    pub fn new(layers: &[&Actions], edges: &[(u32, u32)], near: bool) -> Self {
        let acting = acting(layers) as f64;
        let most = MOST * acting * (acting - 1.0) / 2.0;
        if edges.len() as f64 > most {
            return Self { pairs: Vec::new(), left_out: LeftOut::NoPair };
        }
        match near.then(|| near_pairs(edges, (most as usize).min(MOST_NEAR))).flatten() {
            Some(pairs) => Self { pairs, left_out: LeftOut::NearPairs },
            None => Self { pairs: edges.to_vec(), left_out: LeftOut::TiedPairs },
        }
    }

    /// Which pairs these are.
    #[must_use]
    pub const fn left_out(&self) -> LeftOut {
        self.left_out
    }

    pub(super) fn has(&self, pair: (u32, u32)) -> bool {
        self.pairs.binary_search(&pair).is_ok()
    }
}

/// The pairs at most two ties apart, ascending; none when there are more than so many.
fn near_pairs(edges: &[(u32, u32)], most: usize) -> Option<Vec<(u32, u32)>> {
    let accounts = edges.iter().map(|(_, target)| target + 1).max().unwrap_or(0);
    let tied = Graph::unweighted(accounts, edges);
    let mut pairs = Vec::new();
    // For each account, the last one that it was found near to: a group that is tied throughout meets each member many times.
    let mut found_for = vec![None; accounts as usize];
    for source in 0..accounts {
        let near = tied.links(source);
        let further = near.iter().flat_map(|(between, _)| tied.links(*between));
        let others = near.iter().chain(further).map(|(other, _)| *other).filter(|other| *other > source);
        let first = pairs.len();
        for other in others {
            if found_for[other as usize].replace(source) != Some(source) {
                pairs.push((source, other));
            }
        }
        if pairs.len() > most {
            return None;
        }
        pairs[first..].sort_unstable();
    }
    Some(pairs)
}
