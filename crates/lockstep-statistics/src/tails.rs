//! Upper tails of counts, as small as they get: a pair that shares far more than expected has a tail below the smallest double.
//!
//! Every tail is given with its natural logarithm, and sums only positive terms, so that nothing cancels.

use std::f64::consts::LN_2;

/// A term this small beside the sum no longer changes it.
const NEGLIGIBLE: f64 = 1e-18;
/// A tail below this is computed again with tilted probabilities, for its parts may have been rounded to zero.
const TRUSTED: f64 = 1e-250;

/// The probability of a value at least as large as the one seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// The probability; 0 where it is below the smallest double.
    pub p: f64,
    /// Its natural logarithm; minus infinity when the value cannot occur at all.
    pub ln: f64,
}

impl Tail {
    /// A tail from its natural logarithm.
    #[must_use]
    pub fn from_ln(ln: f64) -> Self {
        Self { p: libm::exp(ln), ln }
    }

    /// A tail from a probability that is not near the smallest double.
    #[must_use]
    pub fn from_p(p: f64) -> Self {
        Self { p, ln: libm::log(p) }
    }
}

/// P(X ≥ `least`) for a Poisson count with this `mean`.
///
/// Above the mean, the series Σ e^−λ λ^x / x! from x = w upwards, relative to its first term; at or below it, one minus the sum downwards
/// (Johnson, Kemp & Kotz 2005, Univariate Discrete Distributions, §4.4).
///
/// # Panics
/// When the mean is negative or not finite.
#[must_use]
pub fn poisson_tail(mean: f64, least: u32) -> Tail {
    assert!(mean >= 0.0 && mean.is_finite(), "a Poisson mean is a finite number, at least 0: {mean}");
    if least == 0 {
        return Tail { p: 1.0, ln: 0.0 };
    }
    if mean == 0.0 {
        return Tail { p: 0.0, ln: f64::NEG_INFINITY };
    }
    let ln_term = |x: f64| x * libm::log(mean) - mean - libm::lgamma(x + 1.0);
    let least = f64::from(least);
    if least > mean {
        Tail::from_ln(ln_term(least) + libm::log(series(least, |x| mean / (x + 1.0), 1.0)))
    } else {
        let below = libm::exp(ln_term(least - 1.0) + libm::log(series(least - 1.0, |x| x / mean, -1.0)));
        Tail { p: 1.0 - below, ln: libm::log1p(-below) }
    }
}

/// The central 95 % of a Poisson count with this `mean`: the largest k that is reached with a probability of at least 97.5 %, and the smallest
/// that is passed with at most 2.5 %.
///
/// # Panics
/// When the mean is negative or not finite, or above two thousand million.
#[must_use]
pub fn poisson_range(mean: f64) -> (u64, u64) {
    assert!(mean <= 2e9, "a mean of {mean} is beyond what is counted here");
    // No count of this many standard deviations above the mean is ever needed.
    let beyond = (mean + 10.0 * libm::sqrt(mean) + 20.0) as u32;
    let first = |enough: &dyn Fn(u32) -> bool| {
        let (mut low, mut high) = (0, beyond);
        while low < high {
            let middle = low.midpoint(high);
            if enough(middle) { high = middle } else { low = middle + 1 }
        }
        low
    };
    let low = first(&|k| poisson_tail(mean, k + 1).p < 0.975);
    let high = first(&|k| poisson_tail(mean, k + 1).p <= 0.025);
    (u64::from(low), u64::from(high))
}

/// 1 + r(x) + r(x) r(x ± 1) + …: the terms of a sum relative to the first, which is that of `x`.
fn series(mut x: f64, ratio: impl Fn(f64) -> f64, step: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    loop {
        term *= ratio(x);
        x += step;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            return sum;
        }
    }
}

/// P(X ≥ `least`) for the number of successes in independent trials with these probabilities: the Poisson-binomial tail.
///
/// Exact, by dynamic programming over the trials in time n·w (Hong 2013, Computational Statistics & Data Analysis 59:41, §2.3, calls it
/// the recursive formula): the chance of each count below w is carried along, and what reaches w is added up. Where that tail nears the
/// smallest double, the trials are first tilted (Esscher 1932) to p t / (1 − p + p t), with t such that about w successes are expected, and
/// the factor is put back as a logarithm.
///
/// # Panics
/// When a probability is outside 0..=1.
#[must_use]
pub fn poisson_binomial_tail(probabilities: &[f64], least: u32) -> Tail {
    assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)), "probabilities are between 0 and 1");
    let least = least as usize;
    if least == 0 {
        return Tail { p: 1.0, ln: 0.0 };
    }
    if probabilities.iter().filter(|p| **p > 0.0).count() < least {
        return Tail { p: 0.0, ln: f64::NEG_INFINITY };
    }
    let plain = reaching(probabilities, least, 1.0);
    if plain.p > TRUSTED { plain } else { reaching(probabilities, least, tilt(probabilities, least)) }
}

/// The tail from trials whose odds are multiplied by `odds`, at least 1.
///
/// Count w is first reached in one trial s: its chance under the true probabilities is that under the tilted ones, times `odds`^−w and the
/// product of 1 − p + p·odds over the trials up to s. That product is taken relative to the whole one, so it is at most 1.
fn reaching(probabilities: &[f64], least: usize, odds: f64) -> Tail {
    let scale = |p: f64| 1.0 + p * (odds - 1.0);
    let mut counts = vec![0.0; least];
    counts[0] = 1.0;
    let (mut reached, mut highest) = (0.0, 0);
    let mut ln_scale = 0.0;
    for p in probabilities.iter().copied().filter(|p| *p > 0.0) {
        let (success, failure) = (p * odds / scale(p), (1.0 - p) / scale(p));
        reached = reached / scale(p) + counts[least - 1] * success;
        ln_scale += libm::log(scale(p));
        highest = (highest + 1).min(least - 1);
        for count in (1..=highest).rev() {
            counts[count] = counts[count] * failure + counts[count - 1] * success;
        }
        counts[0] *= failure;
    }
    if odds == 1.0 {
        return Tail::from_p(reached.min(1.0));
    }
    Tail::from_ln(ln_scale - least as f64 * libm::log(odds) + libm::log(reached))
}

/// A factor on the odds by which about `least` successes are expected. The tail is exact with any; this one keeps it from underflow.
fn tilt(probabilities: &[f64], least: usize) -> f64 {
    let wanted = least as f64 - 0.5;
    let expected = |ln_odds: f64| {
        let odds = libm::exp(ln_odds);
        probabilities.iter().map(|p| p * odds / (1.0 + p * (odds - 1.0))).sum::<f64>()
    };
    let (mut low, mut high) = (0.0, 1000.0 * LN_2);
    for _ in 0..30 {
        let middle = f64::midpoint(low, high);
        if expected(middle) < wanted { low = middle } else { high = middle }
    }
    libm::exp(low)
}

/// Σ p²: the most by which any probability of the count differs between these trials and a Poisson count with the same mean.
///
/// Le Cam 1960, Pacific Journal of Mathematics 10:1181, as a bound on the total variation distance. Small against the tail in question, it
/// says that the Poisson tail serves.
#[must_use]
pub fn le_cam(probabilities: &[f64]) -> f64 {
    probabilities.iter().map(|p| p * p).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(found: f64, expected: f64, relative: f64) -> bool {
        (found - expected).abs() <= relative * expected.abs()
    }

    #[test]
    fn poisson_tails_have_their_closed_forms() {
        for mean in [1e-12, 1e-3, 0.5, 1.0, 3.0, 20.0] {
            let none = libm::exp(-mean);
            assert!(near(poisson_tail(mean, 1).p, -libm::expm1(-mean), 1e-13), "{mean}");
            let few = 1.0 - none * (1.0 + mean + mean * mean / 2.0);
            assert!(mean < 0.5 || near(poisson_tail(mean, 3).p, few, 1e-12), "{mean}");
        }
        assert_eq!(poisson_tail(3.0, 0), Tail { p: 1.0, ln: 0.0 });
        assert_eq!(poisson_tail(0.0, 2).ln, f64::NEG_INFINITY);
    }

    #[test]
    fn poisson_tails_agree_with_the_gamma_integral() {
        // P(X >= w) = ∫_0^λ t^(w-1) e^-t dt / (w-1)!, by Simpson's rule, relative to the largest value of the integrand.
        for (mean, least) in [(4.0, 30), (0.7, 12), (55.0, 40), (55.0, 56), (200.0, 260)] {
            let w = f64::from(least);
            let steps = 20_000;
            let peak = (w - 1.0).min(mean);
            let at = |k: i32| mean * f64::from(k) / f64::from(steps);
            let value = |t: f64| if t == 0.0 { 0.0 } else { libm::exp((w - 1.0) * libm::log(t / peak) - (t - peak)) };
            let weight = |k: i32| if k == 0 || k == steps { 1.0 } else { 2.0 + 2.0 * f64::from(k % 2) };
            let sum: f64 = (0..=steps).map(|k| weight(k) * value(at(k))).sum();
            let integral = sum * mean / f64::from(steps) / 3.0;
            let ln = libm::log(integral) + (w - 1.0) * libm::log(peak) - peak - libm::lgamma(w);
            assert!((poisson_tail(mean, least).ln - ln).abs() < 1e-10, "{mean} {least}: {} {ln}", poisson_tail(mean, least).ln);
        }
    }

    #[test]
    fn the_central_range_is_between_the_known_quantiles() {
        // R: qpois(c(0.025, 0.975), 10) gives 4 and 17; of 1 gives 0 and 3; of 100 gives 81 and 120.
        assert_eq!([10.0, 1.0, 100.0, 0.0].map(poisson_range), [(4, 17), (0, 3), (81, 120), (0, 0)]);
        let (low, high) = poisson_range(1e6);
        assert!(low.abs_diff(998_040) <= 2 && high.abs_diff(1_001_961) <= 2, "{low} {high}");
    }

    #[test]
    fn poisson_tails_go_far_below_the_smallest_double() {
        // The first term and the next two; the rest is below 1e-18 of it.
        let (mean, least) = (1e-6, 100);
        let first = 100.0 * libm::log(mean) - mean - libm::lgamma(101.0);
        let tail = poisson_tail(mean, least);
        assert!((tail.ln - (first + libm::log1p(mean / 101.0 * (1.0 + mean / 102.0)))).abs() < 1e-10);
        assert!(tail.ln < -1_700.0);
        assert_eq!(tail.p, 0.0);
    }

    fn by_enumeration(probabilities: &[f64], least: u32) -> f64 {
        (0_u32..1 << probabilities.len())
            .filter(|outcome| outcome.count_ones() >= least)
            .map(|outcome| {
                let chance = |(at, p): (usize, &f64)| if outcome >> at & 1 == 1 { *p } else { 1.0 - p };
                probabilities.iter().enumerate().map(chance).product::<f64>()
            })
            .sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn poisson_binomial_tails_equal_enumeration(
            probabilities in prop::collection::vec(prop_oneof![0.0..1.0, 0.0..1e-3, Just(0.0), Just(1.0)], 0..11),
            least in 0_u32..12,
            ln_odds in 0.0..20.0,
        ) {
            let expected = by_enumeration(&probabilities, least);
            let tail = poisson_binomial_tail(&probabilities, least);
            prop_assert!(near(tail.p, expected, 1e-12), "{} {}", tail.p, expected);
            if least > 0 && expected > 0.0 {
                let tilted = reaching(&probabilities, least as usize, libm::exp(ln_odds));
                prop_assert!((tilted.ln - libm::log(expected)).abs() < 1e-11, "{} {}", tilted.ln, libm::log(expected));
            }
        }
    }

    #[test]
    fn poisson_binomial_tails_equal_enumeration_over_twenty_trials() {
        let probabilities: Vec<f64> = (1..=20).map(|k| 0.9 / f64::from(k * k)).collect();
        for least in [1, 4, 9, 20] {
            assert!(near(poisson_binomial_tail(&probabilities, least).p, by_enumeration(&probabilities, least), 1e-10));
        }
    }

    #[test]
    fn equal_probabilities_give_binomial_tails() {
        for (n, p, least) in [(40, 0.3, 25), (200, 0.01, 30), (500, 1e-5, 90), (60, 1e-9, 60)] {
            let ln_choose =
                |k: u32| libm::lgamma(f64::from(n) + 1.0) - libm::lgamma(f64::from(k) + 1.0) - libm::lgamma(f64::from(n - k) + 1.0);
            let ln_term = |k: u32| ln_choose(k) + f64::from(k) * libm::log(p) + f64::from(n - k) * libm::log1p(-p);
            let first = ln_term(least);
            let ln = first + libm::log((least..=n).map(|k| libm::exp(ln_term(k) - first)).sum::<f64>());
            let tail = poisson_binomial_tail(&vec![p; n as usize], least);
            assert!((tail.ln - ln).abs() < 1e-11 * ln.abs().max(1.0), "{n} {p} {least}: {} {ln}", tail.ln);
        }
    }

    #[test]
    fn the_poisson_tail_is_within_le_cams_bound_of_the_exact_one() {
        let probabilities: Vec<f64> = (1..=60).map(|k| 0.5 / f64::from(k)).collect();
        let mean = probabilities.iter().sum();
        assert!(near(le_cam(&[0.1, 0.2]), 0.05, 1e-15));
        for least in 0..12 {
            let difference = poisson_tail(mean, least).p - poisson_binomial_tail(&probabilities, least).p;
            assert!(difference.abs() <= le_cam(&probabilities), "{least}: {difference}");
        }
    }
}
