//! Middle and spread that a few wild values do not move.

/// Makes the median absolute deviation of normal data estimate the standard deviation: 1/Φ⁻¹(¾).
pub const MAD_TO_SD: f64 = 1.482_602_218_505_602;
/// The factor of the modified z-score: Φ⁻¹(¾) to the four digits in which it is published.
pub const MODIFIED_Z: f64 = 0.6745;

/// The median; of an even number of values the mean of the two in the middle. Reorders its argument. None without values.
pub fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if !even {
        return Some(upper);
    }
    below.iter().copied().max_by(f64::total_cmp).map(|lower| f64::midpoint(lower, upper))
}

/// The median of absolute deviations from `centre`, not scaled. Overwrites its argument. None without values.
pub fn absolute_deviation(values: &mut [f64], centre: f64) -> Option<f64> {
    values.iter_mut().for_each(|value| *value = (*value - centre).abs());
    median(values)
}

/// How far a value lies from the median, in units of the spread: 0.6745 (x − median)/MAD.
///
/// Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers, §3.3; they call a value beyond 3.5 an outlier. Infinite or not a number
/// where the spread is 0: the caller decides what holds then.
#[must_use]
pub fn modified_z(value: f64, median: f64, absolute_deviation: f64) -> f64 {
    MODIFIED_Z * (value - median) / absolute_deviation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0]), Some(3.0));
        assert_eq!(median(&mut [9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median(&mut [4.0, 1.0, 9.0, 6.0]), Some(5.0));
        assert_eq!(absolute_deviation(&mut [4.0, 1.0, 9.0, 6.0], 5.0), Some(2.5));
    }

    #[test]
    fn the_example_of_iglewicz_and_hoaglin() {
        let data = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3];
        let centre = median(&mut data.to_vec()).expect("not empty");
        let spread = absolute_deviation(&mut data.to_vec(), centre).expect("not empty");
        assert!((centre - 2.45).abs() < 1e-12 && (spread - 0.15).abs() < 1e-12);
        let scores: Vec<f64> = data.iter().map(|value| modified_z(*value, centre, spread)).collect();
        for (score, expected) in scores.iter().zip([-1.57, 0.67, -0.22, 0.22, -0.67, -1.57, -0.67, 0.67, 25.86, 26.31]) {
            assert!((score - expected).abs() < 0.006, "{score} {expected}");
        }
        assert_eq!(scores.iter().filter(|score| **score > 3.5).count(), 2);
    }
}
