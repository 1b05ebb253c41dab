//! Nulls: how much two accounts would share if nobody acted in lockstep, and how improbable what they do share then is.
//!
//! Three models of increasing knowledge: degrees only ([`Bicm`]), degrees and shared interests ([`BlockRates`]), and the hour at which
//! each acted ([`Jitter`]). The crate `lockstep-statistics` turns their expectations into probabilities and corrects them for the number of
//! pairs that could have been found.

mod bicm;
mod blocks;
mod dense;
mod jitter;
mod k_means;
mod rates;
mod spectrum;

pub use bicm::{Bicm, NotConverged};
pub use blocks::Blocks;
pub use jitter::{Jitter, Jittered};
pub use rates::{BlockRates, Predicted};
pub use spectrum::Spectrum;

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use crate::{Action, Actions, Bipartite};

    pub(super) fn graph(accounts: u32, objects: u32, joins: &[(u32, u32)]) -> Bipartite {
        Bipartite::new(&Actions::new(
            accounts,
            objects,
            joins.iter().map(|(account, object)| (*object, Action { account: *account, ..Action::default() })),
        ))
    }

    /// Blocks by remainder; nine joins in ten are within a block. Objects with low numbers are popular.
    pub(super) fn planted(accounts: u32, objects: u32, blocks: u32, each: u32, seed: u64) -> Bipartite {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut joins = Vec::new();
        for account in 0..accounts {
            for _ in 0..each {
                let share = f64::from(random.next_u32()) / (f64::from(u32::MAX) + 1.0);
                let place = (share * share * f64::from(objects / blocks)) as u32 * blocks;
                let block = if random.next_u32() % 10 == 0 { random.next_u32() % blocks } else { account % blocks };
                joins.push((account, place + block));
            }
        }
        graph(accounts, objects, &joins)
    }
}
