//! Student's t distribution.

use crate::beta::ln_beta_share;
use crate::tails::Tail;

/// The probability that a t variable with so many degrees of freedom is at least as far from 0 as `t`, on either side.
///
/// Equals the regularised incomplete beta function I(ν/2, 1/2) at ν/(ν + t²) (Abramowitz & Stegun 1964, 26.7.1 and 26.5.8).
///
/// # Panics
/// When the degrees are not positive, or `t` is not a number.
#[must_use]
pub fn student_two_sided(t: f64, degrees: f64) -> Tail {
    assert!(degrees > 0.0 && !t.is_nan(), "a t variable has positive degrees of freedom: {degrees}, {t}");
    let square = t * t;
    if square.is_infinite() {
        return Tail { p: 0.0, ln: f64::NEG_INFINITY };
    }
    Tail::from_ln(ln_beta_share(degrees / 2.0, 0.5, degrees / (degrees + square), square / (degrees + square)).min(0.0))
}

/// The distance from 0 that a t variable reaches on either side with probability `p`, by bisection.
///
/// # Panics
/// When `p` is not between 0 and 1.
#[must_use]
pub fn student_point(p: f64, degrees: f64) -> f64 {
    assert!(p > 0.0 && p < 1.0, "a probability between 0 and 1: {p}");
    let (mut low, mut high) = (0.0, 1.0);
    while student_two_sided(high, degrees).p > p {
        high *= 2.0;
    }
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if student_two_sided(middle, degrees).p > p { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The value that a t variable exceeds with probability `upper`.
///
/// # Panics
/// When `upper` is not above 0 and at most ½, or the degrees are not positive.
#[must_use]
pub fn student_quantile(upper: f64, degrees: f64) -> f64 {
    assert!(upper > 0.0 && upper <= 0.5, "an upper tail is at most a half: {upper}");
    if upper == 0.5 { 0.0 } else { student_point(2.0 * upper, degrees) }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Student's table: the points that leave 5 %, 1 % and 0.1 % on the two sides together.
    #[test]
    fn points_of_the_table() {
        for (degrees, points) in [
            (1.0, [12.706_204_736_432_1, 63.656_741_162_871_6, 636.619_248_768_9]),
            (5.0, [2.570_581_835_636_31, 4.032_142_983_555_23, 6.868_826_625_953_8]),
            (30.0, [2.042_272_456_301_24, 2.749_995_653_567_23, 3.645_958_635_157_3]),
        ] {
            for (t, p) in points.into_iter().zip([0.05, 0.01, 0.001]) {
                let found = student_two_sided(-t, degrees).p;
                assert!((found / p - 1.0).abs() < 1e-6, "{degrees} {t}: {found}");
                assert!((student_point(p, degrees) / t - 1.0).abs() < 1e-6, "{degrees} {p}");
            }
        }
    }

    // With one degree of freedom it is Cauchy's, with two it is 1 − |t|/√(2 + t²): Abramowitz & Stegun 26.7.3 and 26.7.4.
    #[test]
    fn closed_forms() {
        for t in [0.0, 0.1, 1.0, 3.0, 40.0] {
            let cauchy = 1.0 - 2.0 / std::f64::consts::PI * libm::atan(t);
            assert!((student_two_sided(t, 1.0).p - cauchy).abs() < 1e-13, "{t}");
            let two = 1.0 - t / libm::sqrt(2.0 + t * t);
            assert!((student_two_sided(t, 2.0).p - two).abs() < 1e-13, "{t}");
        }
        assert_eq!(student_two_sided(f64::INFINITY, 3.0).p, 0.0);
        assert!(student_two_sided(1e9, 200.0).ln < -3_000.0);
    }

    // R: qt(c(.9, .975, .999, 1 - 1e-6), c(1, 5, 30, 200)), to 16 digits.
    #[test]
    fn quantiles_equal_those_of_r() {
        for (upper, freedom, expected) in [
            (0.1, 1.0, 3.077_683_537_175_254),
            (0.025, 5.0, 2.570_581_835_636_314),
            (0.001, 30.0, 3.385_184_866_829_305),
            (1e-6, 200.0, 4.897_302_102_820_45),
        ] {
            let found = student_quantile(upper, freedom);
            assert!((found / expected - 1.0).abs() < 1e-9, "{upper} {freedom}: {found} {expected}");
        }
    }

    #[test]
    fn closed_forms_with_one_and_two_degrees_of_freedom() {
        assert_eq!(student_quantile(0.5, 3.0), 0.0);
        for upper in [0.4, 0.1, 1e-3, 1e-8] {
            let cauchy = 1.0 / libm::tan(std::f64::consts::PI * upper);
            assert!((student_quantile(upper, 1.0) - cauchy).abs() < 1e-9 * cauchy.max(1.0), "{upper}");
            let two = (1.0 - 2.0 * upper) / (2.0 * upper * (1.0 - upper)).sqrt();
            assert!((student_quantile(upper, 2.0) - two).abs() < 1e-9 * two.max(1.0), "{upper}");
        }
    }
}
