//! Work that would not fit in memory is refused before it starts.

use lockstep_network::OverBudget;

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
        remedy: if fits.len() > 1 { format!("any of these would fit: {}", fits.join(", ")) } else { format!("{} would fit", fits[0]) },
    }
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
