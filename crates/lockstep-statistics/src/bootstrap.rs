//! Samples drawn again from a sample, with replacement, and the interval that their estimates span.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// Cases that lie in cells, ready to be drawn again.
pub(crate) struct Resampler {
    /// The cell of each case.
    cases: Vec<u32>,
    cells: usize,
}

impl Resampler {
    /// Cases as counts a cell.
    pub(crate) fn new(counts: impl Iterator<Item = u64>) -> Self {
        let mut cells = 0;
        let mut cases = Vec::new();
        for (count, cell) in counts.zip(0_u32..) {
            cases.extend((0..count).map(|_| cell));
            cells += 1;
        }
        Self { cases, cells }
    }

    /// As many cases as there are, each any of them with the same chance; the counts a cell.
    pub(crate) fn draw(&self, random: &mut ChaCha8Rng) -> Vec<u64> {
        let mut counts = vec![0; self.cells];
        for _ in 0..self.cases.len() {
            counts[self.cases[below(random, self.cases.len())] as usize] += 1;
        }
        counts
    }
}

/// An index below `n`, each with the same chance, by multiplication and rejection (Lemire 2019, ACM TOMACS 29(1):3).
fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    let n = n as u64;
    loop {
        let product = u128::from(random.next_u64()) * u128::from(n);
        if product as u64 >= n.wrapping_neg() % n {
            return (product >> 64) as usize;
        }
    }
}

/// The interval that leaves out the same share of estimates at either end (percentile interval: Efron and Tibshirani 1993, section 13.3),
/// with quantiles between neighbours by linear interpolation. Sorts its argument.
///
/// # Panics
/// Without estimates, and when `confidence` is not between 0 and 1.
#[must_use]
pub fn percentile_interval(estimates: &mut [f64], confidence: f64) -> (f64, f64) {
    assert!(!estimates.is_empty() && confidence > 0.0 && confidence < 1.0, "an interval of {} at {confidence}", estimates.len());
    estimates.sort_by(f64::total_cmp);
    let last = estimates.len() - 1;
    let quantile = |q: f64| {
        let place = q * last as f64;
        let below = place as usize;
        let (low, high) = (estimates[below], estimates[(below + 1).min(last)]);
        low + (high - low) * (place - below as f64)
    };
    let outside = (1.0 - confidence) / 2.0;
    (quantile(outside), quantile(1.0 - outside))
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    // R: quantile(0:100 / 100, c(.025, .975)).
    #[test]
    fn the_middle_of_known_values() {
        let mut hundredths: Vec<f64> = (0..=100).rev().map(|value| f64::from(value) / 100.0).collect();
        let (low, high) = percentile_interval(&mut hundredths, 0.95);
        assert!((low - 0.025).abs() < 1e-12 && (high - 0.975).abs() < 1e-12);
        assert_eq!(percentile_interval(&mut [3.0], 0.95), (3.0, 3.0));
    }

    #[test]
    fn each_case_is_drawn_as_often() {
        let resampler = Resampler::new([2, 0, 6].into_iter());
        let mut random = ChaCha8Rng::seed_from_u64(1993);
        let mut sums = [0; 3];
        for _ in 0..10_000 {
            let counts = resampler.draw(&mut random);
            assert_eq!(counts.iter().sum::<u64>(), 8);
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        // 80,000 draws, a quarter of them in the first cell: 20,000 with a standard deviation of 122.
        assert!(sums[1] == 0 && sums[0].abs_diff(20_000) < 500, "{sums:?}");
    }
}
