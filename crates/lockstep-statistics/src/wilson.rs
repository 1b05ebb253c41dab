//! An interval for a proportion.

/// The 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % score interval for the proportion behind `part` of `whole`, as its lower and upper end.
///
/// Wilson 1927, Journal of the American Statistical Association 22:209, without a correction for continuity. It never leaves 0..=1, and is
/// not empty at either end of it.
///
/// # Panics
/// When `whole` is not positive, or `part` is not between 0 and it.
#[must_use]
pub fn wilson_95(part: f64, whole: f64) -> (f64, f64) {
    assert!(whole > 0.0 && (0.0..=whole).contains(&part), "{part} is not a part of {whole}");
    let p = part / whole;
    let spread = Z * Z / whole;
    let centre = p + spread / 2.0;
    let half = Z * libm::sqrt((p * (1.0 - p) + spread / 4.0) / whole);
    let end = |value: f64| (value / (1.0 + spread)).clamp(0.0, 1.0);
    (end(centre - half), end(centre + half))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3, to the four digits printed there.
    #[test]
    fn published_intervals() {
        for (part, whole, low, high) in
            [(81.0, 263.0, 0.2553, 0.3662), (15.0, 148.0, 0.0624, 0.1605), (0.0, 20.0, 0.0000, 0.1611), (1.0, 29.0, 0.0061, 0.1718)]
        {
            let (found_low, found_high) = wilson_95(part, whole);
            assert!((found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5, "{part}/{whole}: {found_low} {found_high}");
        }
    }

    #[test]
    fn all_is_the_mirror_of_none() {
        let ((none_low, none_high), (all_low, all_high)) = (wilson_95(0.0, 12.0), wilson_95(12.0, 12.0));
        assert!(none_low.abs() < 1e-15 && (all_high - 1.0).abs() < 1e-15);
        assert!((none_high - (1.0 - all_low)).abs() < 1e-15);
        // At none, the upper end is z² / (n + z²).
        assert!((none_high - Z * Z / (12.0 + Z * Z)).abs() < 1e-15);
    }
}
