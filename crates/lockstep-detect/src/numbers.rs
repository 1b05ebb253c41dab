//! Reductions that end up in findings, each in one fixed order, so that they give the same bits everywhere.

/// `part / whole`, or nothing when there is no whole.
#[must_use]
pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The `q`-quantile (0 to 1) of values in ascending order, by linear interpolation between neighbours (Hyndman and Fan's type 7).
#[must_use]
pub(crate) fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = q * last as f64;
    let below = position as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    Some(low + (high - low) * (position - below as f64))
}

/// The share of values that are at most `value`; `sorted` in ascending order.
#[must_use]
pub(crate) fn percentile(sorted: &[f64], value: f64) -> Option<f64> {
    share(sorted.partition_point(|other| *other <= value) as u64, sorted.len() as u64)
}

/// Most decades that are written: what is impossible has no logarithm.
const MOST_DECADES: f64 = 99_999.0;

/// −log₁₀ of a probability given by its natural logarithm, to a tenth, so that the last digits of a logarithm show nowhere.
#[must_use]
pub(crate) fn decades(ln_p: f64) -> f64 {
    ((-ln_p / std::f64::consts::LN_10 * 10.0).round() / 10.0 + 0.0).min(MOST_DECADES)
}

/// The Gini coefficient of counts: 0 when all are equal, towards 1 when one has everything. Sorts its argument.
///
/// Sums in whole numbers; one division at the end. Nothing when there is nothing to share.
#[must_use]
pub(crate) fn gini(counts: &mut [u64]) -> Option<f64> {
    counts.sort_unstable();
    let n = counts.len() as i128;
    let total: i128 = counts.iter().map(|count| i128::from(*count)).sum();
    let weighted: i128 = counts.iter().zip(1..).map(|(count, rank): (_, i128)| (2 * rank - n - 1) * i128::from(*count)).sum();
    (total > 0).then(|| weighted as f64 / (n * total) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gini_of_known_distributions() {
        assert_eq!(gini(&mut [5, 5, 5, 5]), Some(0.0));
        assert_eq!(gini(&mut [0, 0, 0, 8]), Some(0.75));
        assert_eq!(gini(&mut [3, 1]), Some(0.25));
        assert_eq!(gini(&mut []), None);
        assert_eq!(gini(&mut [0, 0]), None);
    }

    // R: quantile(c(1, 2, 4, 8), c(0, .25, .5, .9, 1)) gives 1, 1.75, 3, 6.8, 8.
    #[test]
    fn quantiles_equal_r_type_7() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (q, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
            let found = quantile(&sorted, q).expect("not empty");
            assert!((found - expected).abs() < 1e-12, "{q}: {found}");
        }
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn decades_of_small_probabilities() {
        let found = [1.0, 0.1, 0.001, 0.0].map(|p| decades(libm::log(p)));
        assert_eq!(found, [0.0, 1.0, 3.0, MOST_DECADES]);
        assert_eq!(decades(-2_302.585), 1_000.0);
    }

    #[test]
    fn percentile_counts_equal_values() {
        assert_eq!(percentile(&[1.0, 2.0, 2.0, 5.0], 2.0), Some(0.75));
        assert_eq!(percentile(&[], 2.0), None);
    }
}
