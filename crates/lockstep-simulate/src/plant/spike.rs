//! The follower spike: what each account of list B gained in the last week of February beyond its usual gain.

use crate::random::{Streams, apportion};
use crate::scenario::{SET_B, SPIKE_DAYS, SPIKE_FOLLOWERS};

/// Spread of the gains between accounts, standard deviation of the logarithm: uneven, yet no few accounts make up the spike.
const SPREAD: f64 = 0.8;
/// Course of the week: it swells for three days and fades.
const COURSE: [f64; SPIKE_DAYS] = [8.0, 17.0, 24.0, 21.0, 14.0, 10.0, 6.0];

/// Gains of every account of list B, day by day; all of them add up to [`SPIKE_FOLLOWERS`].
pub(crate) fn spike_gains(seed: u64) -> Vec<Vec<u64>> {
    let mut stream = Streams::new(seed, "follower spike").at(0);
    let weights: Vec<f64> = (0..SET_B).map(|_| stream.lognormal(1.0, SPREAD)).collect();
    apportion(SPIKE_FOLLOWERS, &weights)
        .into_iter()
        .map(|gain| apportion(gain, &COURSE.map(|day| day * stream.between(0.7, 1.3))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gains_add_up_exactly_and_no_three_accounts_make_the_spike() {
        for seed in [1, 2, 2019] {
            let mut gains: Vec<u64> = spike_gains(seed).iter().map(|days| days.iter().sum()).collect();
            assert_eq!((gains.len(), gains.iter().sum::<u64>()), (75, 125_200));
            gains.sort_unstable_by(|a, b| b.cmp(a));
            assert!(gains[..3].iter().sum::<u64>() * 5 < 125_200 * 2, "{:?}", &gains[..3]);
            assert!(gains.iter().all(|gain| *gain > 50), "{:?}", gains.last());
        }
    }
}
