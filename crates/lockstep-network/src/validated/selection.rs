//! Do two accounts choose the same things more often than their activity, the things' popularity and their interests explain?
//!
//! The null is degree-corrected blocks. Interests are learnt from what accounts do *apart* from their company: joins at which an account
//! met somebody it keeps company with are left out. A group that moves together would otherwise become an interest of its own.

use lockstep_statistics::poisson_tail;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::bipartite::Bipartite;
use crate::nulls::{BlockRates, Blocks, Predicted, Spectrum};
use crate::window_counts::Edge;

/// Smallest block, of the accounts with at least two objects: a group below it cannot become an interest of its own.
const MINIMUM_SHARE: f64 = 0.01;
/// Joins worth of belief that blocks do not matter, for each two blocks.
const BELIEF: f64 = 1.0;

/// The null at one popularity cap, for several numbers of blocks.
pub(super) struct Selection {
    capped: Bipartite,
    rates: Vec<BlockRates>,
}

impl Selection {
    /// Objects that one account alone acted on are left out as well as the popular ones: nobody can share them.
    ///
    /// `in_company`: for each account, the objects to leave out when learning interests, ascending. One block is degrees alone, of all joins.
    pub(super) fn new(graph: &Bipartite, most_accounts: u32, in_company: &[Vec<u32>], blocks: &[u32], mut random: ChaCha8Rng) -> Self {
        let accounts_of = |object: u32| graph.accounts_of(object).len();
        let sharable: Vec<u32> =
            (0..graph.objects()).filter(|object| (2..=most_accounts as usize).contains(&accounts_of(*object))).collect();
        let capped = graph.with_objects(&sharable);
        let apart = capped.keeping(|account, object| in_company[account as usize].binary_search(&sharable[object as usize]).is_err());
        let account_degrees: Vec<u32> = (0..capped.accounts()).map(|account| capped.objects_of(account).len() as u32).collect();
        let object_degrees: Vec<u32> = (0..capped.objects()).map(|object| capped.accounts_of(object).len() as u32).collect();
        let factors = vec![1.0; object_degrees.len()];
        let predicted = Predicted { account_degrees: &account_degrees, object_degrees: &object_degrees, factors: &factors, prior: BELIEF };
        let spectrum = Spectrum::fit(&apart, blocks.iter().copied().max().unwrap_or(1), &mut random);
        let rates = blocks.iter().map(|number| {
            if *number <= 1 {
                return BlockRates::new(&capped, &Blocks::single(&capped));
            }
            let blocks = Blocks::fit(&apart, &spectrum, *number, MINIMUM_SHARE, &mut random);
            BlockRates::predicting(&apart, &blocks, &predicted)
        });
        Self { rates: rates.collect(), capped }
    }

    /// The joins that are counted: objects within the cap, numbered by themselves.
    pub(super) const fn graph(&self) -> &Bipartite {
        &self.capped
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
