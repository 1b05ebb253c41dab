//! Student's t: its upper tail, and the point that leaves a given tail.

/// Relative accuracy at which the search for a quantile ends.
const CLOSE: f64 = 1e-14;

/// P(T > `t`) for Student's t with `freedom` degrees of freedom, `t` at least 0.
///
/// Half the regularised incomplete beta function I at ν/(ν + t²) with parameters ν/2 and ½ (Abramowitz & Stegun 26.7.1), by its continued
/// fraction (DLMF 8.17.22).
fn tail(t: f64, freedom: f64) -> f64 {
    0.5 * incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// The value that Student's t exceeds with probability `upper`.
///
/// # Panics
/// When `upper` is not between 0 and ½, or `freedom` not positive.
#[must_use]
pub fn student_quantile(upper: f64, freedom: f64) -> f64 {
    assert!(upper > 0.0 && upper <= 0.5 && freedom > 0.0, "an upper tail is at most a half: {upper}, {freedom}");
    if upper == 0.5 {
        return 0.0;
    }
    let ln_scale = libm::lgamma((freedom + 1.0) / 2.0) - libm::lgamma(freedom / 2.0) - 0.5 * libm::log(freedom * std::f64::consts::PI);
    let density = |t: f64| libm::exp(ln_scale - (freedom + 1.0) / 2.0 * libm::log1p(t * t / freedom));
    let (mut low, mut high) = (0.0, 1.0);
    while tail(high, freedom) > upper {
        low = high;
        high *= 2.0;
    }
    // Newton's method on the logarithm of the tail, kept within the bracket.
    let mut t = f64::midpoint(low, high);
    for _ in 0..200 {
        let here = tail(t, freedom);
        if here > upper {
            low = t
        } else {
            high = t
        }
        let step = here / density(t) * libm::log(here / upper);
        let next = if (low..=high).contains(&(t + step)) { t + step } else { f64::midpoint(low, high) };
        if (next - t).abs() <= CLOSE * next.max(CLOSE) {
            return next;
        }
        t = next;
    }
    t
}

/// The regularised incomplete beta function.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let ln_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    if x < (a + 1.0) / (a + b + 2.0) {
        libm::exp(ln_front) * fraction(x, a, b) / a
    } else {
        1.0 - libm::exp(ln_front) * fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut result = d;
    for m in 1..1_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        result *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        result *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

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
