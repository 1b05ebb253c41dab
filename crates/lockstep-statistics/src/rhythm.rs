//! What a series does every week, told apart from where it is going.

use crate::robust::median;

/// Passes of the decomposition, each with weights from the one before: what R's `stl` does when asked to be robust.
const PASSES: usize = 16;

/// A series taken apart: value = seasonal + trend + rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// The part that repeats, one entry for each phase; sums to 0.
    pub seasonal: Vec<f64>,
    /// The part that moves slowly, one entry a value.
    pub trend: Vec<f64>,
}

/// Seasonal and trend by local regression: the robust decomposition of a series whose seasonal part does not change.
///
/// Cleveland, Cleveland, McRae & Terpenning 1990, Journal of Official Statistics 6:3, with one inner pass for each outer one. A seasonal
/// part that never changes is the limit of an endless span for each phase: the weighted mean of its values. The low-pass filter of such
/// a part is its mean. The trend is local linear regression over the next odd number from one and a half periods. Weights are bisquare in
/// six median absolute residuals.
///
/// # Panics
/// When there are not two whole periods.
#[must_use]
pub fn rhythm(values: &[f64], period: usize) -> Rhythm {
    assert!(period > 0 && values.len() >= 2 * period, "a rhythm is seen in two periods at least");
    let span = (3 * period).div_ceil(2) | 1;
    let mut weights = vec![1.0; values.len()];
    let mut trend = vec![0.0; values.len()];
    let mut seasonal: Vec<f64> = Vec::new();
    let mut buffer = vec![0.0; values.len()];
    for pass in 0..PASSES {
        if pass > 0 {
            let rest = |at: usize| (values[at] - seasonal[at % period] - trend[at]).abs();
            (0..values.len()).for_each(|at| buffer[at] = rest(at));
            let wide = 6.0 * median(&mut buffer).unwrap_or(0.0);
            (0..values.len()).for_each(|at| weights[at] = bisquare(rest(at), wide));
        }
        seasonal = phases(values, &trend, &weights, period);
        (0..values.len()).for_each(|at| buffer[at] = values[at] - seasonal[at % period]);
        trend = local_lines(&buffer, span, &weights);
    }
    Rhythm { seasonal, trend }
}

fn bisquare(rest: f64, wide: f64) -> f64 {
    if rest <= 0.001 * wide {
        return 1.0;
    }
    if rest > 0.999 * wide {
        return 0.0;
    }
    let part = rest / wide;
    (1.0 - part * part) * (1.0 - part * part)
}

/// The weighted mean of each phase without the trend, less the mean of all.
fn phases(values: &[f64], trend: &[f64], weights: &[f64], period: usize) -> Vec<f64> {
    let mut means: Vec<f64> = (0..period)
        .map(|phase| {
            let (mut sum, mut weight, mut plain, mut count) = (0.0, 0.0, 0.0, 0.0);
            for at in (phase..values.len()).step_by(period) {
                let value = values[at] - trend[at];
                sum += weights[at] * value;
                weight += weights[at];
                plain += value;
                count += 1.0;
            }
            if weight > 0.0 { sum / weight } else { plain / count }
        })
        .collect();
    let middle = means.iter().sum::<f64>() / period as f64;
    means.iter_mut().for_each(|mean| *mean -= middle);
    means
}

/// Local linear regression at every value, over the `span` nearest, with tricube weights times the given ones.
fn local_lines(values: &[f64], span: usize, weights: &[f64]) -> Vec<f64> {
    let n = values.len();
    let used = span.min(n);
    let mut near = vec![0.0; used];
    (0..n)
        .map(|x| {
            let left = x.saturating_sub(used / 2).min(n - used);
            let reach = (x - left).max(left + used - 1 - x) as f64 + (span - used) as f64 / 2.0;
            let mut total = 0.0;
            for (slot, at) in near.iter_mut().zip(left..) {
                let part = x.abs_diff(at) as f64 / reach;
                let tricube = if part <= 0.001 { 1.0 } else { 1.0 - part * part * part };
                *slot = if part > 0.999 { 0.0 } else { tricube * tricube * tricube * weights[at] };
                total += *slot;
            }
            if total <= 0.0 {
                return values[x];
            }
            let mean_of = |of: &dyn Fn(usize) -> f64| near.iter().zip(left..).map(|(weight, at)| weight / total * of(at)).sum::<f64>();
            let centre = mean_of(&|at| at as f64);
            let square = mean_of(&|at| (at as f64 - centre) * (at as f64 - centre));
            let slope = if square.sqrt() > 0.001 * (n as f64 - 1.0) { (x as f64 - centre) / square } else { 0.0 };
            mean_of(&|at| values[at] * (slope * (at as f64 - centre) + 1.0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outliers::{Scale, critical_distance, extreme_values};

    /// Seven weeks of gains; two days of them are wild.
    const GAINS: [f64; 49] = [
        12.0, 15.0, 14.0, 18.0, 22.0, 30.0, 9.0, 13.0, 14.0, 16.0, 17.0, 25.0, 33.0, 8.0, 11.0, 16.0, 15.0, 19.0, 21.0, 29.0, 10.0, 14.0,
        15.0, 90.0, 18.0, 24.0, 31.0, 7.0, 12.0, 17.0, 14.0, 20.0, 23.0, 32.0, 11.0, 13.0, 13.0, 15.0, 16.0, 22.0, 28.0, 9.0, 15.0, 16.0,
        17.0, 21.0, 120.0, 33.0, 10.0,
    ];

    // R 4: stl(ts(x, frequency = 7), s.window = "periodic", robust = TRUE, s.jump = 1, t.jump = 1, l.jump = 1). R's span for a phase is
    // long, not endless, so the last digits differ.
    #[test]
    fn seasonal_and_trend_equal_those_of_r() {
        let seasonal = [-4.767_253, -2.615_881, -2.528_782, 0.646_663, 5.220_693, 12.935_330, -8.890_771];
        let found = rhythm(&GAINS, 7);
        for (phase, expected) in seasonal.iter().enumerate() {
            assert!((found.seasonal[phase] - expected).abs() < 2e-3, "{phase}: {} {expected}", found.seasonal[phase]);
        }
        for (at, expected) in [(0, 16.917_483), (9, 17.915_542), (24, 17.867_125), (48, 19.855_546)] {
            assert!((found.trend[at] - expected).abs() < 2e-3, "{at}: {} {expected}", found.trend[at]);
        }
    }

    // The steps of the same example in R: order of removal, distances and critical values.
    #[test]
    fn without_the_rhythm_two_days_stand_out() {
        let found = rhythm(&GAINS, 7);
        let middle = median(&mut GAINS.to_vec()).expect("not empty");
        let rest: Vec<f64> = GAINS.iter().enumerate().map(|(at, value)| value - found.seasonal[at % 7] - middle).collect();
        let (extremes, count) = extreme_values(&rest, 4, 0.05, Scale::RobustAbove);
        assert_eq!(count, 2);
        let expected = [(46, 58.2400, 2.949_060), (23, 47.2248, 2.940_946), (45, 1.723_51, 2.932_623), (12, 1.488_01, 2.924_081)];
        for ((extreme, (at, distance, critical)), i) in extremes.iter().zip(expected).zip(1..) {
            assert_eq!(extreme.at, at);
            assert!((extreme.distance / distance - 1.0).abs() < 2e-3, "{extreme:?}");
            assert!((critical_distance(49, i, 0.05, Scale::RobustAbove) - critical).abs() < 1e-6);
        }
    }

    #[test]
    fn an_exact_rhythm_is_found_whatever_single_days_do() {
        let week = [3.0, -1.0, 0.0, 2.0, -4.0, 1.0, -1.0];
        let mut values: Vec<f64> = (0..56).map(|day| 20.0 + week[day % 7]).collect();
        values[23] += 900.0;
        values[40] += 500.0;
        let found = rhythm(&values, 7);
        for (phase, expected) in week.iter().enumerate() {
            assert!((found.seasonal[phase] - expected).abs() < 1e-6, "{:?}", found.seasonal);
        }
    }
}
