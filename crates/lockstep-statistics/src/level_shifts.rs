//! Days from which a count runs at another level.

use crate::pelt::pelt;

/// Cost of a stretch of counts, from their number and sum alone: minus twice the logarithm of the likelihood at the best mean, without the
/// terms that every way to cut the series shares.
struct Cost<'a> {
    sums: &'a [u64],
    /// Size of the negative binomial: variance = mean + mean²/size. None for Poisson counts.
    size: Option<f64>,
}

impl Cost<'_> {
    fn of(&self, from: usize, to: usize) -> f64 {
        let (sum, n) = ((self.sums[to] - self.sums[from]) as f64, (to - from) as f64);
        if sum == 0.0 {
            return 0.0;
        }
        match self.size {
            None => -2.0 * (sum * libm::log(sum / n) - sum),
            Some(size) => {
                let all = n * size;
                -2.0 * (sum * libm::log(sum / (sum + all)) + all * libm::log(all / (sum + all)))
            }
        }
    }
}

/// Places at which a new level begins, ascending: the cuts of the cheapest segmentation into stretches of at least `minimum` counts, where
/// each cut costs `penalty`.
///
/// By [`pelt`]. The cost is that of negative binomial counts with one size for the whole series, taken from the squares of differences
/// between neighbours, so that shifts of level hardly enter it; single wild days make the test slower to see a shift, never quicker.
#[must_use]
pub fn level_shifts(counts: &[u64], penalty: f64, minimum: usize) -> Vec<usize> {
    let mut sums = vec![0; counts.len() + 1];
    for (at, count) in counts.iter().enumerate() {
        sums[at + 1] = sums[at] + count;
    }
    if counts.len() < 2 {
        return Vec::new();
    }
    let cost = Cost { sums: &sums, size: size(counts) };
    pelt(counts.len(), minimum.max(1), penalty, |from, to| cost.of(from, to))
}

/// Size of the negative binomial by moments, with half the mean square of differences between neighbours for the variance.
fn size(counts: &[u64]) -> Option<f64> {
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<u64>() as f64 / n;
    let squares: f64 = counts.windows(2).map(|pair| (pair[1].abs_diff(pair[0]) as f64) * (pair[1].abs_diff(pair[0]) as f64)).sum();
    let variance = squares / (2.0 * (n - 1.0));
    (variance > mean && mean > 0.0).then(|| mean * mean / (variance - mean))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn total(counts: &[u64], cuts: &[usize], penalty: f64) -> f64 {
        let sums: Vec<u64> = std::iter::once(0)
            .chain(counts.iter().scan(0, |sum, count| {
                *sum += count;
                Some(*sum)
            }))
            .collect();
        let cost = Cost { sums: &sums, size: size(counts) };
        let ends: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([counts.len()]).collect();
        ends.windows(2).map(|pair| cost.of(pair[0], pair[1])).sum::<f64>() + penalty * cuts.len() as f64
    }

    /// Every way to cut a short series.
    fn cheapest(counts: &[u64], penalty: f64, minimum: usize) -> f64 {
        let inner = counts.len() - 1;
        (0_u32..1 << inner)
            .map(|ways| (1..=inner).filter(|at| ways >> (at - 1) & 1 == 1).collect::<Vec<usize>>())
            .filter(|cuts| {
                let ends: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([counts.len()]).collect();
                ends.windows(2).all(|pair| pair[1] - pair[0] >= minimum)
            })
            .map(|cuts| total(counts, &cuts, penalty))
            .min_by(f64::total_cmp)
            .expect("no cut is a way")
    }

    #[test]
    fn one_clear_shift_is_found_where_it_is() {
        let counts: Vec<u64> = (0..60).map(|day| if day < 37 { 4 + day % 3 } else { 40 + day % 5 }).collect();
        assert_eq!(level_shifts(&counts, 3.0 * libm::log(60.0), 7), [37]);
    }

    #[test]
    fn steady_counts_and_a_single_wild_day_are_no_shift() {
        let mut counts: Vec<u64> = (0..90).map(|day| 5 + day * 7 % 4).collect();
        let penalty = 3.0 * libm::log(90.0);
        assert_eq!(level_shifts(&counts, penalty, 7), Vec::<usize>::new());
        counts[50] = 400;
        assert_eq!(level_shifts(&counts, penalty, 7), Vec::<usize>::new());
        assert_eq!(level_shifts(&[0; 40], penalty, 7), Vec::<usize>::new());
        assert_eq!(level_shifts(&counts[..10], penalty, 7), Vec::<usize>::new());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn pruning_loses_nothing(
            levels in prop::collection::vec((1_u64..60, 1_usize..7), 1..4),
            noise in prop::collection::vec(0_u64..9, 18),
            penalty in 0.5_f64..12.0,
            minimum in 1_usize..5,
        ) {
            let runs = levels.iter().flat_map(|(level, length)| std::iter::repeat_n(*level, *length));
            let counts: Vec<u64> = runs.zip(&noise).map(|(level, noise)| level + noise).take(14).collect();
            prop_assume!(counts.len() >= 2 * minimum);
            let cuts = level_shifts(&counts, penalty, minimum);
            let (found, expected) = (total(&counts, &cuts, penalty), cheapest(&counts, penalty, minimum));
            prop_assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{counts:?} {cuts:?} {found} {expected}");
        }
    }
}
