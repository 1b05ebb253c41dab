//! Do two accounts choose the same things more often than their activity, the things' popularity and their interests explain?
//!
//! The null is degree-corrected blocks. Interests are learnt from what accounts do *apart* from their company: joins at which an account
//! met somebody it keeps company with are left out. A group that moves together would otherwise become an interest of its own.

use lockstep_statistics::poisson_tail;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::actions::{Action, Actions};
use crate::bipartite::Bipartite;
use crate::graph::Graph;
use crate::nulls::{BlockRates, Blocks, Predicted, Spectrum};
use crate::window_counts::Edge;

/// Smallest block, of the accounts with at least two objects: a group below it cannot become an interest of its own.
const MINIMUM_SHARE: f64 = 0.01;
/// Joins worth of belief that blocks do not matter, for each two blocks.
const BELIEF: f64 = 1.0;

/// Who acts on what within one popularity cap.
pub(super) struct Capped {
    /// The objects within the cap, by their numbers without it.
    sharable: Vec<u32>,
    graph: Bipartite,
}

impl Capped {
    /// Objects that one account alone acted on are left out as well as the popular ones: nobody can share them.
    ///
    /// `popularity`: of each object, as [`popularity`] counts it.
    pub(super) fn new(graph: &Bipartite, popularity: &[u32], most_accounts: u32) -> Self {
        let can_be_shared = |object: &u32| graph.accounts_of(*object).len() >= 2 && popularity[*object as usize] <= most_accounts;
        let sharable: Vec<u32> = (0..graph.objects()).filter(can_be_shared).collect();
        let graph = graph.with_objects(&sharable);
        Self { sharable, graph }
    }

    /// The joins that are counted: objects within the cap, numbered by themselves.
    pub(super) const fn graph(&self) -> &Bipartite {
        &self.graph
    }
}

/// The null at one popularity cap, for several numbers of blocks.
pub(super) struct Selection {
    rates: Vec<BlockRates>,
}

impl Selection {
    /// `in_company`: for each account, the objects to leave out when learning interests, ascending. One block is degrees alone, of all joins.
    pub(super) fn new(capped: &Capped, in_company: &[Vec<u32>], blocks: &[u32], mut random: ChaCha8Rng) -> Self {
        let Capped { sharable, graph: capped } = capped;
        let apart = capped.keeping(|account, object| in_company[account as usize].binary_search(&sharable[object as usize]).is_err());
        let account_degrees: Vec<u32> = (0..capped.accounts()).map(|account| capped.objects_of(account).len() as u32).collect();
        let object_degrees: Vec<u32> = (0..capped.objects()).map(|object| capped.accounts_of(object).len() as u32).collect();
        let factors = vec![1.0; object_degrees.len()];
        let predicted = Predicted { account_degrees: &account_degrees, object_degrees: &object_degrees, factors: &factors, prior: BELIEF };
        let spectrum = Spectrum::fit(&apart, blocks.iter().copied().max().unwrap_or(1), &mut random);
        let rates = blocks.iter().map(|number| {
            if *number <= 1 {
                return BlockRates::new(capped, &Blocks::single(capped));
            }
            let blocks = Blocks::fit(&apart, &spectrum, *number, MINIMUM_SHARE, &mut random);
            BlockRates::predicting(&apart, &blocks, &predicted)
        });
        Self { rates: rates.collect() }
    }

    /// For each pair, expected shared objects at one of the numbers of blocks, and the natural logarithm of the chance of so many.
    pub(super) fn test(&self, pairs: &[Edge], at: usize) -> Vec<(f64, f64)> {
        let rates = &self.rates[at];
        let test = |pair: &Edge| {
            let expected = rates.expected(pair.source, pair.target);
            (expected, poisson_tail(expected, pair.weight).ln)
        };
        pairs.par_iter().map(test).collect()
    }
}

/// How many accounts are on each object, without those that meet a partner there within `window` ms. `partners`: pairs validated by timing.
///
/// Counted among all accounts, the objects of a large group would be too popular to be looked at because the group is large.
pub(super) fn popularity(actions: &Actions, graph: &Bipartite, partners: &[(u32, u32)], window: i64) -> Vec<u32> {
    let partners = Graph::unweighted(graph.accounts(), partners);
    let of_object = |object: u32| {
        let near: Vec<&Action> = actions.of(object).iter().filter(|action| !partners.links(action.account).is_empty()).collect();
        let mut meets = vec![false; near.len()];
        for (at, first) in near.iter().enumerate() {
            for (further, later) in near[at + 1..].iter().take_while(|later| later.time - first.time <= window).enumerate() {
                if partners.has(first.account, later.account) {
                    meets[at] = true;
                    meets[at + 1 + further] = true;
                }
            }
        }
        let mut met: Vec<u32> = near.iter().zip(meets).filter(|(_, meets)| *meets).map(|(action, _)| action.account).collect();
        met.sort_unstable();
        met.dedup();
        (graph.accounts_of(object).len() - met.len()) as u32
    };
    (0..graph.objects()).into_par_iter().map(of_object).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accounts 0 to 4 are partners of one another. Rows: account, object, time in s.
    #[test]
    fn only_partners_that_meet_do_not_make_an_object_popular() {
        let partners: Vec<(u32, u32)> = (0..5).flat_map(|source| (source + 1..5).map(move |target| (source, target))).collect();
        let together = (0..5).map(|account| (account, 0, 10 * i64::from(account)));
        let strangers = (5..10).map(|account| (account, 0, i64::from(account)));
        let apart = (0..5).map(|account| (account, 1, 1_000 * i64::from(account)));
        // Accounts 0 and 1 are exactly a window apart, 2 comes later, and 5 is nobody's partner.
        let some = [(0, 2, 0), (1, 2, 60), (5, 2, 60), (2, 2, 121)];
        // Account 0 comes twice, and meets 1 the second time.
        let twice = [(0, 3, 0), (0, 3, 500), (1, 3, 510)];
        let mut rows: Vec<(u32, u32, i64)> = together.chain(strangers).chain(apart).chain(some).chain(twice).collect();
        rows.sort_by_key(|(_, _, s)| *s);
        let action = |((account, object, s), post): (&(u32, u32, i64), u32)| (*object, Action { time: 1_000 * s, account: *account, post });
        let actions = Actions::new(10, 4, rows.iter().zip(0..).map(action));
        let counted = popularity(&actions, &Bipartite::new(&actions), &partners, 60_000);
        assert_eq!(counted, [5, 5, 2, 0]);
    }
}
