//! How many of the most extreme values are outliers, when their number is not known beforehand.

use crate::robust::{MAD_TO_SD, absolute_deviation, median};
use crate::student::student_quantile;

/// What a value's distance is measured from and by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Mean and standard deviation, as Rosner has it; both sides.
    Classic,
    /// Median and median absolute deviation, which outliers do not move; only values above, as a search for gains wants it.
    RobustAbove,
}

/// A candidate for an outlier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extreme {
    /// Its place among the values.
    pub at: usize,
    /// Its distance from the centre, in units of the spread, without the candidates before it.
    pub distance: f64,
}

/// The generalised extreme studentised deviate test: up to `most` candidates, and how many of the first are outliers.
///
/// Rosner 1983, Technometrics 25:165: with i − 1 values taken out, R is the largest distance; λ is t(n − i)/√((n − i − 1 + t²)(n − i + 1)),
/// t with n − i − 1 degrees of freedom at α/(2(n − i + 1)) above, or at α/(n − i + 1) where one side is looked at. Outliers are the
/// candidates up to the last with R > λ, so that several may not hide each other. With median and median absolute deviation it is the
/// hybrid test of Hochenbaum, Vallis & Kejariwal 2017, arXiv 1704.07706.
///
/// Stops early where the rest has no spread at all, or too few values are left.
#[must_use]
pub fn extreme_values(values: &[f64], most: usize, alpha: f64, scale: Scale) -> (Vec<Extreme>, usize) {
    let n = values.len();
    let mut left: Vec<usize> = (0..n).collect();
    let mut buffer = Vec::with_capacity(n);
    let mut found = Vec::new();
    for _ in 0..most.min(n.saturating_sub(2)) {
        buffer.clear();
        buffer.extend(left.iter().map(|at| values[*at]));
        let Some((centre, spread)) = centre_and_spread(&mut buffer, scale).filter(|(_, spread)| *spread > 0.0) else { break };
        let distance = |at: usize| {
            let from = values[at] - centre;
            if scale == Scale::Classic { from.abs() } else { from }
        };
        let mut far = 0;
        for place in 1..left.len() {
            if distance(left[place]) > distance(left[far]) {
                far = place;
            }
        }
        let at = left.remove(far);
        found.push(Extreme { at, distance: distance(at) / spread });
    }
    let beyond = |i: usize, distance: f64| {
        let hopeless = distance <= SURELY_WITHIN && n - i >= MANY && alpha <= USUAL_ALPHA;
        !hopeless && distance > critical_distance(n, i, alpha, scale)
    };
    let count = (1..=found.len()).rev().find(|i| beyond(*i, found[i - 1].distance)).unwrap_or(0);
    (found, count)
}

/// No critical distance is this small where at least `MANY` values are left and α is at most `USUAL_ALPHA`; saves computing it.
const SURELY_WITHIN: f64 = 2.0;
const MANY: usize = 20;
const USUAL_ALPHA: f64 = 0.05;

/// λ of [`extreme_values`]: the distance that the `i`-th candidate among `n` values passes by chance with probability α.
///
/// # Panics
/// When fewer than three values are left, or α is not between 0 and 1.
#[must_use]
pub fn critical_distance(n: usize, i: usize, alpha: f64, scale: Scale) -> f64 {
    let left = (n - i + 1) as f64;
    let sides = if scale == Scale::Classic { 2.0 } else { 1.0 };
    let t = student_quantile(alpha / (sides * left), left - 2.0);
    t * (left - 1.0) / ((left - 2.0 + t * t) * left).sqrt()
}

fn centre_and_spread(values: &mut [f64], scale: Scale) -> Option<(f64, f64)> {
    if scale == Scale::RobustAbove {
        let centre = median(values)?;
        return absolute_deviation(values, centre).map(|spread| (centre, MAD_TO_SD * spread));
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (n > 1.0).then(|| (mean, (squares / (n - 1.0)).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 54 values of Rosner 1983, as the NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.5.17.3, works them.
    const ROSNER: [f64; 54] = [
        -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58, 1.65, 1.69, 1.70, 1.76, 1.77, 1.81,
        1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10, 2.14, 2.15, 2.23, 2.24, 2.26, 2.35, 2.37, 2.40, 2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92,
        2.93, 3.21, 3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01,
    ];

    #[test]
    fn rosners_example_has_three_outliers() {
        let (found, count) = extreme_values(&ROSNER, 10, 0.05, Scale::Classic);
        let expected = [
            (3.118_906, 3.158_794),
            (2.942_973, 3.151_430),
            (3.179_424, 3.143_890),
            (2.810_181, 3.136_165),
            (2.815_580, 3.128_247),
            (2.848_172, 3.120_128),
            (2.279_327, 3.111_796),
            (2.310_366, 3.103_243),
            (2.101_581, 3.094_456),
            (2.067_178, 3.085_425),
        ];
        for ((extreme, (distance, critical)), i) in found.iter().zip(expected).zip(1..) {
            let found = critical_distance(54, i, 0.05, Scale::Classic);
            assert!((extreme.distance - distance).abs() < 1e-6 && (found - critical).abs() < 1e-6, "{extreme:?} {found}");
        }
        assert_eq!((found.len(), count), (10, 3));
        let outliers: Vec<f64> = found[..count].iter().map(|extreme| ROSNER[extreme.at]).collect();
        assert_eq!(outliers, [6.01, 5.42, 5.34]);
    }

    #[test]
    fn what_is_surely_within_is() {
        for n in [MANY + 1, 30, 100, 3_000] {
            assert!(critical_distance(n, 1, USUAL_ALPHA, Scale::RobustAbove) > SURELY_WITHIN, "{n}");
        }
    }

    #[test]
    fn values_without_spread_have_no_outliers() {
        assert_eq!(extreme_values(&[5.0; 20], 3, 0.05, Scale::RobustAbove), (Vec::new(), 0));
        assert_eq!(extreme_values(&[], 3, 0.05, Scale::Classic), (Vec::new(), 0));
    }
}
