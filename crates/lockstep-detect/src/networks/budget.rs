//! Work that would not fit in memory is refused before it starts.

use lockstep_network::{Actions, Bipartite, OverBudget, shared_pairs_bound};

use crate::detector::Unfit;
use crate::duration::Duration;
use crate::layers::Layer;

const MIB: u64 = 1 << 20;

/// What to say when a layer does not fit: how much it would take, and the settings that would fit.
pub(crate) fn refuse(layer: Layer, over: &OverBudget, memory_mib: u32) -> Unfit {
    let needed = over.needed.div_ceil(MIB);
    let mut fits = vec![format!("`memory_mib: {needed}`")];
    fits.extend(over.window.map(|window| format!("`window: {}`", Duration::from_ms(window))));
    fits.extend(over.most_accounts.map(|most| format!("`most_accounts: {most}`")));
    Unfit {
        reason: format!(
            "in the layer `{}` the window holds {} pairs of actions, which takes {needed} MiB, more than the {memory_mib} MiB allowed",
            layer.name(),
            over.pairs
        ),
        remedy: any_of(&fits),
    }
}

/// The most that an engine which compares accounts by their objects may have to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Pairs of accounts with an object in common, at most.
    pairs: u64,
}

impl Comparison {
    /// Bytes of a pair that is kept: two accounts, a number and a count, twice while the lists of threads are joined.
    const BYTES: u64 = 48;

    /// Of these actions, in linear time.
    pub(crate) fn of(actions: &Actions) -> Self {
        let acting = actions.objects_of_each().iter().filter(|objects| **objects > 0).count() as u64;
        let pairs = shared_pairs_bound(&Bipartite::new(actions)).min(acting * acting.saturating_sub(1) / 2);
        Self { pairs }
    }

    /// Whether it fits.
    pub(crate) const fn fits(self, memory_mib: u32) -> bool {
        self.needed() <= memory_mib as u64
    }

    /// MiB.
    const fn needed(self) -> u64 {
        self.pairs.saturating_mul(Self::BYTES).div_ceil(MIB)
    }

    /// What to say when it does not fit; `fits` are further settings that would.
    pub(crate) fn refuse(self, layer: Layer, memory_mib: u32, fits: impl Iterator<Item = String>) -> Unfit {
        let needed = self.needed();
        let all: Vec<String> = std::iter::once(format!("`memory_mib: {needed}`")).chain(fits).collect();
        Unfit {
            reason: format!(
                "in the layer `{}` up to {} pairs of accounts would be compared, which may take {needed} MiB, more than the {memory_mib} MiB \
                 allowed",
                layer.name(),
                self.pairs
            ),
            remedy: any_of(&all),
        }
    }
}

fn any_of(fits: &[String]) -> String {
    if fits.len() > 1 { format!("any of these would fit: {}", fits.join(", ")) } else { format!("{} would fit", fits[0]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_settings_that_fit() {
        let over = OverBudget { pairs: 200_000_000, needed: 3_200_000_000, window: Some(10_000), most_accounts: Some(500) };
        assert_eq!(
            refuse(Layer::CoUrl, &over, 1_024).to_string(),
            "in the layer `co_url` the window holds 200000000 pairs of actions, which takes 3052 MiB, more than the 1024 MiB allowed; any of \
             these would fit: `memory_mib: 3052`, `window: 10 s`, `most_accounts: 500`"
        );
        let over = OverBudget { window: None, most_accounts: None, ..over };
        assert_eq!(refuse(Layer::CoUrl, &over, 1_024).remedy, "`memory_mib: 3052` would fit");
    }
}
