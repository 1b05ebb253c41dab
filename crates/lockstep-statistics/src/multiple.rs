//! Many pairs, many tests: which p-values remain when all pairs that could have been found are counted.
//!
//! Only pairs with something in common have a p-value below 1, so the number of tests is given apart from the p-values: the others are 1.
//! p-values come as natural logarithms, which do not vanish where the p-value itself would.

/// What remains at a false discovery rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Discoveries {
    /// The natural logarithm of the largest p-value that remains; none when none does.
    pub ln_cut: Option<f64>,
    /// How many remain.
    pub count: usize,
    /// For each p-value, in the order given, the natural logarithm of the smallest false discovery rate at which it remains, at most 0.
    pub ln_q: Vec<f64>,
}

/// The procedure of Benjamini & Hochberg 1995, JRSS B 57:289, (1): the largest k with p₍ₖ₎ ≤ k·`rate`/`tests`, and all p-values up to it.
///
/// Bounds the expected share of false ones among those found, under independence or positive dependence (Benjamini & Yekutieli 2001).
/// The q-values are the adjusted p-values of Yekutieli & Benjamini 1999: min over l ≥ k of p₍ₗ₎·`tests`/l.
///
/// # Panics
/// When there are more p-values than tests.
#[must_use]
pub fn benjamini_hochberg(ln_p: &[f64], tests: u64, rate: f64) -> Discoveries {
    assert!(ln_p.len() as u64 <= tests, "there are at least as many tests as p-values");
    let mut order: Vec<usize> = (0..ln_p.len()).collect();
    order.sort_by(|a, b| ln_p[*a].total_cmp(&ln_p[*b]).then(a.cmp(b)));
    let mut ln_q = vec![0.0; ln_p.len()];
    let mut least = 0.0_f64;
    let mut count = 0;
    for (at, test) in order.iter().enumerate().rev() {
        let rank = (at + 1) as f64;
        least = least.min(ln_p[*test] + libm::log(tests as f64 / rank));
        ln_q[*test] = least;
        if count == 0 && ln_p[*test] <= libm::log(rate * rank / tests as f64) {
            count = at + 1;
        }
    }
    Discoveries { ln_cut: count.checked_sub(1).map(|last| ln_p[order[last]]), count, ln_q }
}

/// Each p-value times the number of tests, at most 1: at a level, those not above it remain (Bonferroni; Dunn 1961, JASA 56:52).
#[must_use]
pub fn bonferroni(ln_p: &[f64], tests: u64) -> Vec<f64> {
    ln_p.iter().map(|ln| libm::exp(ln + libm::log(tests as f64)).min(1.0)).collect()
}

/// Adjusted p-values of Holm 1979, Scandinavian Journal of Statistics 6:65: at a level, those not above it remain.
///
/// The k-th smallest is multiplied by `tests` − k + 1, and none is below one before it. Bounds the chance that any found is false, whatever
/// the dependence between tests.
///
/// # Panics
/// When there are more p-values than tests.
#[must_use]
pub fn holm(ln_p: &[f64], tests: u64) -> Vec<f64> {
    assert!(ln_p.len() as u64 <= tests, "there are at least as many tests as p-values");
    let mut order: Vec<usize> = (0..ln_p.len()).collect();
    order.sort_by(|a, b| ln_p[*a].total_cmp(&ln_p[*b]).then(a.cmp(b)));
    let mut adjusted = vec![1.0; ln_p.len()];
    let mut most = 0.0_f64;
    for (test, left) in order.into_iter().zip((1..=tests).rev()) {
        most = most.max(libm::exp(ln_p[test] + libm::log(left as f64))).min(1.0);
        adjusted[test] = most;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The 15 p-values of Benjamini & Hochberg 1995, §4.1.
    const THROMBOLYSIS: [f64; 15] =
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0];

    fn logarithms(p: &[f64]) -> Vec<f64> {
        p.iter().map(|p| libm::log(*p)).collect()
    }

    #[test]
    fn the_example_of_the_paper() {
        let ln_p = logarithms(&THROMBOLYSIS);
        let found = benjamini_hochberg(&ln_p, 15, 0.05);
        assert_eq!(found.count, 4);
        assert_eq!(found.ln_cut, Some(ln_p[3]));
        assert_eq!(bonferroni(&ln_p, 15).iter().filter(|p| **p <= 0.05).count(), 3);
        let q: Vec<f64> = found.ln_q.iter().map(|ln_q| libm::exp(*ln_q)).collect();
        assert!((q[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-15);
        // The sixth is as good as the seventh: .0298 · 15/7 is below .0278 · 15/6.
        assert!((q[5] - 0.0298 * 15.0 / 7.0).abs() < 1e-15 && (q[4] - 0.0201 * 15.0 / 5.0).abs() < 1e-15);
    }

    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives 0.03, 0.06, 0.06, 0.02.
    #[test]
    fn holm_steps_down() {
        let found = holm(&logarithms(&[0.01, 0.04, 0.03, 0.005]), 4);
        for (found, expected) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
        let found = holm(&logarithms(&THROMBOLYSIS), 15);
        assert!((found[3] - 0.0095 * 12.0).abs() < 1e-15);
        assert_eq!(found.iter().filter(|p| **p <= 0.05).count(), 3);
        assert_eq!((holm(&[], 3), holm(&logarithms(&[0.9]), 3)), (vec![], vec![1.0]));
    }

    #[test]
    fn nothing_remains_of_nothing() {
        assert_eq!(benjamini_hochberg(&[], 10, 0.05), Discoveries { ln_cut: None, count: 0, ln_q: Vec::new() });
        assert_eq!(benjamini_hochberg(&logarithms(&[0.2]), 10, 0.05).ln_cut, None);
    }

    #[test]
    fn a_p_value_below_the_smallest_double_still_has_its_rank() {
        let found = benjamini_hochberg(&[-2_000.0, -3_000.0, 0.0], 1_000_000_000_000, 0.01);
        assert_eq!((found.count, found.ln_cut), (2, Some(-2_000.0)));
        assert!((found.ln_q[1] - (-3_000.0 + libm::log(1e12))).abs() < 1e-9, "{:?}", found.ln_q);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn leaving_ones_out_changes_nothing(p in prop::collection::vec(1e-6_f64..0.2, 1..20), ones in 0_usize..40, rate in 0.01..0.5) {
            let mut all = logarithms(&p);
            let some = benjamini_hochberg(&all, (p.len() + ones) as u64, rate);
            all.resize(p.len() + ones, 0.0);
            let full = benjamini_hochberg(&all, all.len() as u64, rate);
            prop_assert_eq!((some.ln_cut, some.count), (full.ln_cut, full.count));
            prop_assert_eq!(&some.ln_q[..], &full.ln_q[..p.len()]);
            let mut sorted = p.clone();
            sorted.sort_by(f64::total_cmp);
            let m = all.len() as f64;
            let largest = (1..=p.len()).rev().find(|k| sorted[k - 1] <= rate * *k as f64 / m).unwrap_or(0);
            prop_assert_eq!(some.count, largest);
            prop_assert_eq!(some.ln_q.iter().filter(|ln_q| libm::exp(**ln_q) <= rate).count(), largest);
        }
    }
}
