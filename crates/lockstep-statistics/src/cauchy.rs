//! One p-value from several that depend on each other in a way nobody knows.

use std::f64::consts::PI;

use crate::Tail;

/// Below this p (as a logarithm), cot(πp) is 1/(πp) to the last digit.
const LN_TINY: f64 = -20.0;
/// p-values above this count as this one.
const LARGEST: f64 = 0.99;

/// The Cauchy combination with equal weights: T = mean of tan((½ − p)π), p = ½ − atan(T)/π.
///
/// Liu & Xie 2020, JASA 115:393: right in the far tail whatever the dependence. tan((½ − p)π) is cot(πp), which for small p is 1/(πp) and
/// is taken relative to the smallest p, so that nothing overflows; the result is atan(1/T)/π, which does not cancel. A p-value of 1, as
/// counts of nothing have it, would be minus infinity and overrule all others: p-values above .99 count as .99, the truncation of
/// Fang, Chang, Park & Tseng 2023, Statistica Sinica 33, which leaves the far tail as it is. Without a p-value the result is 1.
#[must_use]
pub fn cauchy_combination(ln_p: &[f64]) -> Tail {
    let Some(least) = ln_p.iter().copied().min_by(f64::total_cmp) else {
        return Tail { p: 1.0, ln: 0.0 };
    };
    if least == f64::NEG_INFINITY {
        return Tail { p: 0.0, ln: least };
    }
    let scale = PI * libm::exp(least);
    let scaled = |ln: f64| {
        if ln < LN_TINY { libm::exp(least - ln) } else { scale / libm::tan(PI * libm::exp(ln).min(LARGEST)) }
    };
    let sum: f64 = ln_p.iter().map(|ln| scaled(*ln)).sum();
    let number = ln_p.len() as f64;
    if least < LN_TINY && sum > 0.0 {
        let ln_inverse = libm::log(number * PI / sum) + least;
        if ln_inverse < LN_TINY {
            return Tail::from_ln(ln_inverse - libm::log(PI));
        }
    }
    let inverse = number * scale / sum;
    Tail::from_p(if sum > 0.0 { libm::atan(inverse) / PI } else { 0.5 - libm::atan(1.0 / inverse) / PI })
}

/// The natural logarithm of the harmonic mean of p-values, at most 0: n / Σ 1/p. Nearly a p-value itself where it is small, whatever the
/// dependence (Wilson 2019, PNAS 116:1195); here to check another combination by. 0 without a p-value.
#[must_use]
pub fn harmonic_mean(ln_p: &[f64]) -> f64 {
    let Some(least) = ln_p.iter().copied().min_by(f64::total_cmp).filter(|least| *least > f64::NEG_INFINITY) else {
        return if ln_p.is_empty() { 0.0 } else { f64::NEG_INFINITY };
    };
    let sum: f64 = ln_p.iter().map(|ln| libm::exp(least - ln)).sum();
    (least + libm::log(ln_p.len() as f64 / sum)).min(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logarithms(p: &[f64]) -> Vec<f64> {
        p.iter().map(|p| libm::log(*p)).collect()
    }

    #[test]
    fn equal_p_values_combine_to_themselves() {
        for ln in [-5_000.0, -700.0, -50.0, -20.5, -19.5, -3.0, -0.5, -0.02] {
            for number in [1, 2, 7] {
                let combined = cauchy_combination(&vec![ln; number]).ln;
                assert!((combined - ln).abs() < 1e-12 * f64::abs(ln).max(1.0), "{ln} {number}: {combined}");
            }
        }
    }

    #[test]
    fn angles_with_known_tangents() {
        // cot(π/4) = 1, cot(π/6) = √3, cot(3π/4) = -1, cot(π/2) = 0, atan(2 + √3) = 5π/12.
        let root = 3.0_f64.sqrt();
        for (p, expected) in [
            (vec![0.25, 0.75], 0.5),
            (vec![0.25, 0.5], 0.5 - libm::atan(0.5) / PI),
            (vec![1.0 / 6.0, 0.25], 0.5 - libm::atan(f64::midpoint(root, 1.0)) / PI),
            (vec![1.0 / 12.0, 1.0 / 12.0], 1.0 / 12.0),
            (vec![0.75, 0.75, 0.5], 0.5 + libm::atan(2.0 / 3.0) / PI),
        ] {
            let combined = cauchy_combination(&logarithms(&p));
            assert!((combined.p - expected).abs() < 1e-14, "{p:?}: {} {expected}", combined.p);
        }
    }

    #[test]
    fn small_p_values_combine_to_the_harmonic_mean() {
        // 1/(πp) each, so the combined p is n / Σ 1/p.
        let combined = cauchy_combination(&[-1_000.0, -1_000.0 + std::f64::consts::LN_2, -900.0]).ln;
        assert!((combined - (-1_000.0 + libm::log(3.0 / 1.5))).abs() < 1e-12);
        let with_dull_ones = cauchy_combination(&logarithms(&[1e-12, 0.5, 0.8, 1.0])).p;
        assert!((with_dull_ones / 4e-12 - 1.0).abs() < 1e-9, "{with_dull_ones}");
    }

    #[test]
    fn harmonic_means_by_hand() {
        // 3 / (10 + 2 + 1) and, for small ones, what the Cauchy combination gives.
        assert!((harmonic_mean(&logarithms(&[0.1, 0.5, 1.0])) - libm::log(3.0 / 13.0)).abs() < 1e-14);
        let small = [-1_000.0, -1_000.0 + std::f64::consts::LN_2, -900.0];
        assert!((harmonic_mean(&small) - cauchy_combination(&small).ln).abs() < 1e-12);
        assert_eq!((harmonic_mean(&[]), harmonic_mean(&[f64::NEG_INFINITY, 0.0])), (0.0, f64::NEG_INFINITY));
    }

    #[test]
    fn nothing_and_certainty() {
        assert_eq!(cauchy_combination(&[]).p, 1.0);
        assert_eq!(cauchy_combination(&[f64::NEG_INFINITY, 0.0]).p, 0.0);
        assert!((cauchy_combination(&[0.0, 0.0]).p - 0.99).abs() < 1e-12);
    }
}
