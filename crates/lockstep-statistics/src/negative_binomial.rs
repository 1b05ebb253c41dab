//! Upper tail of a count that varies more than a Poisson count.

use crate::beta::ln_beta_share;
use crate::tails::{Tail, poisson_tail};

/// P(X ≥ `least`) for a negative binomial count with this mean and variance; a Poisson count where the variance does not exceed the mean.
///
/// Size r = μ²/(σ² − μ); the tail is the regularised incomplete beta function I(`least`, r) at μ/(r + μ) (Johnson, Kemp & Kotz 2005,
/// Univariate Discrete Distributions, §5.6).
///
/// # Panics
/// When mean or variance is negative or not finite.
#[must_use]
pub fn negative_binomial_tail(mean: f64, variance: f64, least: u32) -> Tail {
    assert!(mean >= 0.0 && variance >= 0.0 && variance.is_finite(), "moments are finite numbers, at least 0: {mean}, {variance}");
    if variance <= mean || mean == 0.0 || least == 0 {
        return poisson_tail(mean, least);
    }
    let size = mean * mean / (variance - mean);
    Tail::from_ln(ln_beta_share(f64::from(least), size, mean / (size + mean), size / (size + mean)).min(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: pnbinom(c(4, 9, 39, 199), size = c(2, .5, 10, 3), mu = c(3, 2, 12, 20), lower.tail = FALSE, log.p = TRUE).
    #[test]
    fn tails_equal_those_of_r() {
        for (least, size, mean, expected) in [
            (5, 2.0, 3.0, -1.455_515_830_161_8),
            (10, 0.5, 2.0, -3.299_412_491_718_7),
            (40, 10.0, 12.0, -9.607_397_907_890_5),
            (200, 3.0, 20.0, -22.041_448_399_389_9),
        ] {
            let found = negative_binomial_tail(mean, mean + mean * mean / size, least);
            assert!((found.ln - expected).abs() < 1e-10 * f64::abs(expected), "{least} {size} {mean}: {} {expected}", found.ln);
        }
    }

    #[test]
    fn below_the_mean_and_without_extra_variance() {
        // Size 1 is the geometric distribution: P(X >= k) = (μ/(1 + μ))^k.
        for least in [1, 2, 5, 30] {
            let expected = f64::from(least) * libm::log(9.0 / 10.0);
            assert!((negative_binomial_tail(9.0, 90.0, least).ln - expected).abs() < 1e-10, "{least}");
        }
        assert_eq!(negative_binomial_tail(4.0, 3.0, 9), poisson_tail(4.0, 9));
        assert_eq!(negative_binomial_tail(4.0, 30.0, 0).p, 1.0);
    }
}
