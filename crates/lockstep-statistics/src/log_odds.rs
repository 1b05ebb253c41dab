//! Which words set one group's writing apart from another's.

/// How much more one group uses a word than the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOdds {
    /// Difference of the log-odds: above 0 when the first group uses the word more.
    pub delta: f64,
    /// The difference in standard deviations.
    pub z: f64,
    /// Natural logarithm of the two-sided p-value of `z`.
    pub ln_p: f64,
}

/// The log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi & Quinn 2008, Political Analysis 16:372, (15), (16), (20), (22).
///
/// `first` and `second` are the uses of the word in either group and of all words together, `prior` the pseudo-uses that the prior adds
/// for the word and for all words. The prior draws words that both rarely use towards no difference.
///
/// # Panics
/// When the prior of the word is not positive, or a part exceeds its whole.
#[must_use]
pub fn log_odds(first: (u64, u64), second: (u64, u64), prior: (f64, f64)) -> LogOdds {
    assert!(first.0 <= first.1 && second.0 <= second.1 && prior.0 > 0.0 && prior.0 < prior.1, "parts do not exceed their wholes");
    let log = |(uses, all): (u64, u64)| {
        let with = uses as f64 + prior.0;
        libm::log(with / (all as f64 + prior.1 - with))
    };
    let delta = log(first) - log(second);
    let z = delta / libm::sqrt(1.0 / (first.0 as f64 + prior.0) + 1.0 / (second.0 as f64 + prior.0));
    LogOdds { delta, z, ln_p: ln_two_sided(z.abs()) }
}

/// ln P(|Z| ≥ z) of a standard normal variable. Far out by the first terms of the asymptotic series (Abramowitz & Stegun 1964, 26.2.12).
fn ln_two_sided(z: f64) -> f64 {
    if z < 25.0 {
        return libm::log(libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2));
    }
    let square = z * z;
    let series = 1.0 - 1.0 / square + 3.0 / (square * square);
    libm::log(2.0 * series / (z * libm::sqrt(2.0 * std::f64::consts::PI))) - square / 2.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // Thirty authors use 100 words in the first group, forty use 150 in the second; 12 and 5 of them use this one, and the prior adds
    // 0.17 uses of it and 2.5 of all words: ln(12.17/90.33) − ln(5.17/147.33) = 1.345307, √(1/12.17 + 1/5.17) = 0.524969.
    #[test]
    fn a_word_by_hand() {
        let found = log_odds((12, 100), (5, 150), (0.17, 2.5));
        assert!((found.delta - 1.345_307).abs() < 1e-6, "{found:?}");
        assert!((found.z - 2.562_638).abs() < 1e-5, "{found:?}");
        assert!((libm::exp(found.ln_p) - 0.010_388).abs() < 1e-5, "{}", libm::exp(found.ln_p));
    }

    #[test]
    fn far_out_both_ways_of_writing_agree() {
        let (near, far) = (ln_two_sided(25.0 - 1e-9), ln_two_sided(25.0));
        assert!((near / far - 1.0).abs() < 1e-7, "{near} {far}");
        assert!(ln_two_sided(1_000.0).is_finite());
    }

    proptest! {
        #[test]
        fn the_groups_may_change_places(a in 0_u64..50, b in 0_u64..50, prior in 0.01_f64..5.0) {
            let (there, back) = (log_odds((a, 200), (b, 300), (prior, 20.0)), log_odds((b, 300), (a, 200), (prior, 20.0)));
            prop_assert!((there.z + back.z).abs() < 1e-12 && (there.delta + back.delta).abs() < 1e-12);
            let stronger = log_odds((a, 200), (b, 300), (prior * 10.0, 200.0));
            prop_assert!(stronger.delta.abs() <= there.delta.abs() + 0.35, "{} {}", stronger.delta, there.delta);
        }
    }
}
