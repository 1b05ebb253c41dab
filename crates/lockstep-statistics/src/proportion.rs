//! How far a share seen in some trials may be from the share behind them.

/// The 97.5 % point of the normal distribution with mean 0 and standard deviation 1, which leaves 95 % between its two sides.
pub const NORMAL_95: f64 = 1.959_963_984_540_054;

/// The 95 % interval of Wilson 1927, JASA 22:209, for a share of which `successes` in `trials` were seen: (lowest, highest).
///
/// Without trials every share is possible.
///
/// # Panics
/// When there are more successes than trials.
#[must_use]
pub fn wilson(successes: u64, trials: u64) -> (f64, f64) {
    assert!(successes <= trials, "{successes} of {trials} is no share");
    if trials == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (trials as f64, successes as f64 / trials as f64);
    let z2 = NORMAL_95 * NORMAL_95;
    let middle = share + z2 / (2.0 * n);
    let half = NORMAL_95 * libm::sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n));
    let whole = 1.0 + z2 / n;
    // At the ends the interval touches 0 or 1 exactly, which rounding must not hide.
    let low = if successes == 0 { 0.0 } else { (middle - half) / whole };
    let high = if successes == trials { 1.0 } else { (middle + half) / whole };
    (low, high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close((low, high): (f64, f64), expected: (f64, f64), within: f64) {
        assert!((low - expected.0).abs() < within && (high - expected.1).abs() < within, "{low} {high} {expected:?}");
    }

    #[test]
    fn published_intervals() {
        close(wilson(200, 350), (0.519, 0.622), 5e-4);
        // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
        close(wilson(81, 263), (0.2553, 0.3662), 5e-5);
        close(wilson(15, 148), (0.0624, 0.1605), 5e-5);
        close(wilson(0, 20), (0.0, 0.1611), 5e-5);
        close(wilson(1, 29), (0.0061, 0.1718), 5e-5);
    }

    #[test]
    fn without_trials_nothing_is_known() {
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert_eq!(wilson(7, 7).1, 1.0);
    }

    proptest! {
        #[test]
        fn the_ends_are_where_the_share_would_be_just_as_far_off(trials in 1_u64..500, part in 0.0_f64..1.0) {
            let successes = (part * trials as f64) as u64;
            let share = successes as f64 / trials as f64;
            let (low, high) = wilson(successes, trials);
            for end in [low, high].into_iter().filter(|end| (1e-9..1.0 - 1e-9).contains(end)) {
                let distance = (share - end).abs() / libm::sqrt(end * (1.0 - end) / trials as f64);
                prop_assert!((distance - NORMAL_95).abs() < 1e-6, "{}", distance);
            }
        }
    }
}
