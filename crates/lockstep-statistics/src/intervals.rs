//! How regular a series of intervals is: spread, burstiness, memory.

/// Standard deviation over mean, with all intervals as the population. `None` without an interval or when all are zero.
#[must_use]
pub fn relative_spread(intervals: &[f64]) -> Option<f64> {
    let n = intervals.len() as f64;
    let mean = intervals.iter().sum::<f64>() / n;
    let squares: f64 = intervals.iter().map(|interval| (interval - mean) * (interval - mean)).sum();
    (mean > 0.0).then(|| libm::sqrt(squares / n) / mean)
}

/// Burstiness (r − 1)/(r + 1) of a relative spread r (Goh & Barabási 2008, EPL 81:48002): −1 for a metronome, 0 for long memoryless series,
/// 1 in the limit of endless bursts.
#[must_use]
pub fn burstiness(spread: f64) -> f64 {
    (spread - 1.0) / (spread + 1.0)
}

/// Burstiness of a series of `n` intervals, corrected for its length (Kim & Jo 2016, Physical Review E 94:032311).
///
/// A metronome has −1, a memoryless series 0 whatever its length, and the burstiest series possible, with one interval that is not zero, 1.
/// The paper closes time to a circle, so that there are as many intervals as events; n is therefore the number of intervals.
#[must_use]
pub fn burstiness_corrected(spread: f64, n: usize) -> f64 {
    let (more, fewer) = (libm::sqrt(n as f64 + 1.0), libm::sqrt(n as f64 - 1.0));
    (more * spread - fewer) / ((more - 2.0) * spread + fewer)
}

/// Correlation of neighbouring intervals (Goh & Barabási 2008): positive when short ones follow short ones.
///
/// `None` with fewer than three intervals or when one side does not vary.
#[must_use]
pub fn memory(intervals: &[f64]) -> Option<f64> {
    let pairs = intervals.len().checked_sub(1).filter(|pairs| *pairs >= 2)?;
    let (first, second) = (&intervals[..pairs], &intervals[1..]);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / pairs as f64;
    let (a, b) = (mean(first), mean(second));
    let (mut both, mut squares_a, mut squares_b) = (0.0, 0.0, 0.0);
    for (x, y) in first.iter().zip(second) {
        both += (x - a) * (y - b);
        squares_a += (x - a) * (x - a);
        squares_b += (y - b) * (y - b);
    }
    let scale = libm::sqrt(squares_a) * libm::sqrt(squares_b);
    (scale > 0.0).then(|| both / scale)
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    fn exponential(random: &mut ChaCha8Rng) -> f64 {
        -libm::log((random.next_u64() as f64 + 1.0) / (u64::MAX as f64 + 2.0))
    }

    fn corrected(intervals: &[f64]) -> f64 {
        burstiness_corrected(relative_spread(intervals).expect("not all zero"), intervals.len())
    }

    #[test]
    fn the_limits_of_kim_and_jo() {
        assert_eq!(relative_spread(&[600.0; 99]), Some(0.0));
        assert!((corrected(&[600.0; 99]) + 1.0).abs() < 1e-12);
        for n in [3, 10, 100, 1_000] {
            let mut burst = vec![0.0; n];
            burst[n / 2] = 7.0;
            assert!((corrected(&burst) - 1.0).abs() < 1e-9, "{n}");
            // The paper's own zero: the spread √((n − 1)/(n + 1)) that n exponential intervals have.
            let memoryless = libm::sqrt((n as f64 - 1.0) / (n as f64 + 1.0));
            assert!(burstiness_corrected(memoryless, n).abs() < 1e-12, "{n}");
        }
        assert!((burstiness_corrected(1.7, 1_000_000_000) - burstiness(1.7)).abs() < 1e-4);
    }

    #[test]
    fn memoryless_series_have_none_whatever_their_length() {
        let mut random = ChaCha8Rng::seed_from_u64(2_016);
        for n in [20, 100, 500] {
            let (mut plain, mut fixed, mut lag) = (0.0, 0.0, 0.0);
            for _ in 0..4_000 {
                let intervals: Vec<f64> = (0..n).map(|_| exponential(&mut random)).collect();
                let spread = relative_spread(&intervals).expect("positive");
                plain += burstiness(spread) / 4_000.0;
                fixed += burstiness_corrected(spread, n) / 4_000.0;
                lag += memory(&intervals).expect("varied") / 4_000.0;
            }
            assert!(fixed.abs() < if n == 20 { 0.03 } else { 0.01 }, "{n}: {fixed}");
            assert!(plain < 2.0 * fixed, "the correction matters: {plain} for {n}");
            assert!((lag + 1.0 / n as f64).abs() < 0.01, "{n}: {lag}");
        }
    }

    #[test]
    fn memory_of_worked_series() {
        // First 1, 2, 3 and then 2, 3, 4: a straight line.
        assert!((memory(&[1.0, 2.0, 3.0, 4.0]).expect("varied") - 1.0).abs() < 1e-12);
        assert!((memory(&[1.0, 5.0, 1.0, 5.0, 1.0]).expect("varied") + 1.0).abs() < 1e-12);
        assert_eq!((memory(&[2.0; 9]), memory(&[1.0, 2.0])), (None, None));
    }
}
