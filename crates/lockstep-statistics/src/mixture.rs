//! How many kinds of pause a series of intervals is made of.

/// Most rounds of fitting.
const ROUNDS: usize = 200;
/// A gain of log-likelihood per value below which fitting stops.
const ENOUGH: f64 = 1e-7;
/// Parts below this share are given up.
const LEAST_WEIGHT: f64 = 1e-6;

/// One normal part of a mixture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalPart {
    /// Share of the values.
    pub weight: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
}

/// The mixture of one to `most` normal distributions with the smallest Bayesian information criterion, parts by ascending mean.
///
/// Fitted by expectation and maximisation (Dempster, Laird & Rubin 1977) to values counted in cells: `cells` holds ascending values with
/// their counts. Parts start at evenly spaced quantiles with the spread of all, so that no random number is needed. The criterion is
/// (3k − 1) ln n − 2 ln L (Schwarz 1978). No deviation falls below `least_deviation`, which should be of the width of a cell: a part could
/// otherwise shrink to a point and be infinitely likely. Empty without a value.
#[must_use]
pub fn normal_mixture(cells: &[(f64, u32)], most: usize, least_deviation: f64) -> Vec<NormalPart> {
    let n: f64 = cells.iter().map(|(_, count)| f64::from(*count)).sum();
    if n == 0.0 {
        return Vec::new();
    }
    let mut best: (f64, Vec<NormalPart>) = (f64::INFINITY, Vec::new());
    for parts in 1..=most {
        let (fitted, ln_likelihood) = fit(cells, n, parts, least_deviation);
        let criterion = (3 * parts - 1) as f64 * libm::log(n) - 2.0 * ln_likelihood;
        if criterion < best.0 {
            best = (criterion, fitted);
        }
    }
    best.1.sort_by(|a, b| a.mean.total_cmp(&b.mean));
    best.1
}

fn fit(cells: &[(f64, u32)], n: f64, parts: usize, least_deviation: f64) -> (Vec<NormalPart>, f64) {
    let mean = cells.iter().map(|(value, count)| value * f64::from(*count)).sum::<f64>() / n;
    let variance = cells.iter().map(|(value, count)| (value - mean) * (value - mean) * f64::from(*count)).sum::<f64>() / n;
    let deviation = libm::sqrt(variance).max(least_deviation);
    let mut mixture: Vec<NormalPart> = (0..parts)
        .map(|part| {
            let start = quantile(cells, (part as f64 + 0.5) / parts as f64 * n);
            NormalPart { weight: 1.0 / parts as f64, mean: start, deviation }
        })
        .collect();
    let mut before = f64::NEG_INFINITY;
    for _ in 0..ROUNDS {
        let mut sums = vec![(0.0, 0.0, 0.0); parts];
        let mut ln_likelihood = 0.0;
        let scales: Vec<f64> = mixture.iter().map(|part| part.weight / (part.deviation * libm::sqrt(std::f64::consts::TAU))).collect();
        let mut densities = vec![0.0; parts];
        for (value, count) in cells {
            let count = f64::from(*count);
            for ((density, part), scale) in densities.iter_mut().zip(&mixture).zip(&scales) {
                let z = (value - part.mean) / part.deviation;
                *density = scale * libm::exp(-0.5 * z * z);
            }
            let total = densities.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            ln_likelihood += count * libm::log(total);
            for (sum, density) in sums.iter_mut().zip(&densities) {
                let share = count * density / total;
                sum.0 += share;
                sum.1 += share * value;
                sum.2 += share * value * value;
            }
        }
        for (part, (weight, first, second)) in mixture.iter_mut().zip(sums) {
            part.weight = weight / n;
            if part.weight > LEAST_WEIGHT {
                part.mean = first / weight;
                part.deviation = libm::sqrt((second / weight - part.mean * part.mean).max(0.0)).max(least_deviation);
            }
        }
        if ln_likelihood - before < ENOUGH * n {
            return (mixture, ln_likelihood);
        }
        before = ln_likelihood;
    }
    (mixture, before)
}

/// The value of the cell that holds a rank.
fn quantile(cells: &[(f64, u32)], rank: f64) -> f64 {
    let mut below = 0.0;
    for (value, count) in cells {
        below += f64::from(*count);
        if below >= rank {
            return *value;
        }
    }
    cells.last().map_or(0.0, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;
    use crate::proportion::normal_quantile;

    const WIDTH: f64 = 0.1;

    /// Values of parts (weight, mean, deviation), counted in cells.
    fn drawn(parts: &[(f64, f64, f64)], n: usize, seed: u64) -> Vec<(f64, u32)> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut unit = move || (random.next_u64() as f64 + 1.0) / (u64::MAX as f64 + 4_096.0);
        let mut counts = std::collections::BTreeMap::<i64, u32>::new();
        for _ in 0..n {
            let mut at = unit();
            let part = parts
                .iter()
                .find(|part| {
                    at -= part.0;
                    at < 0.0
                })
                .unwrap_or(&parts[0]);
            let value = part.1 + part.2 * normal_quantile(unit());
            *counts.entry(libm::floor(value / WIDTH) as i64).or_default() += 1;
        }
        counts.into_iter().map(|(cell, count)| ((cell as f64 + 0.5) * WIDTH, count)).collect()
    }

    #[test]
    fn parts_are_found_again() {
        for (parts, n) in [
            (vec![(1.0, 6.0, 1.2)], 800),
            (vec![(0.5, 4.0, 0.6), (0.5, 9.0, 0.9)], 800),
            (vec![(0.4, 3.0, 0.5), (0.3, 7.0, 0.3), (0.3, 10.5, 0.5)], 1_500),
        ] {
            let found = normal_mixture(&drawn(&parts, n, 7), 3, WIDTH);
            assert_eq!(found.len(), parts.len(), "{found:?}");
            for (found, (weight, mean, deviation)) in found.iter().zip(&parts) {
                assert!((found.weight - weight).abs() < 0.06, "{found:?}");
                assert!((found.mean - mean).abs() < 0.15 && (found.deviation - deviation).abs() < 0.15, "{found:?}");
            }
        }
    }

    #[test]
    fn a_metronome_is_one_narrow_part() {
        assert_eq!(normal_mixture(&[(6.8, 500)], 3, WIDTH), [NormalPart { weight: 1.0, mean: 6.8, deviation: WIDTH }]);
        assert!(normal_mixture(&[], 3, WIDTH).is_empty());
    }
}
