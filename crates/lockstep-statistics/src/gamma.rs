//! Both tails of the chi-squared distribution and of the gamma distribution behind it, with logarithms that never vanish.

use crate::tails::Tail;

/// A term this small beside the sum no longer changes it.
const NEGLIGIBLE: f64 = 1e-16;
/// Below this, a divisor of the continued fraction is replaced by it (Lentz 1976).
const TINY: f64 = 1e-300;

/// The two tails of a distribution at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// The probability of a value at most this large.
    pub lower: Tail,
    /// The probability of a value at least this large.
    pub upper: Tail,
}

/// The tails of a gamma variable with this `shape` and unit scale: the regularised incomplete gamma functions P and Q.
///
/// Below the mean by the series, above it by the continued fraction (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31); the other tail is the
/// complement.
///
/// # Panics
/// When the shape is not positive, or the value is negative or not finite.
#[must_use]
pub fn gamma_tails(shape: f64, x: f64) -> Tails {
    assert!(shape > 0.0 && x >= 0.0 && x.is_finite(), "a gamma variable has a positive shape and a finite value: {shape}, {x}");
    if x == 0.0 {
        return Tails { lower: Tail { p: 0.0, ln: f64::NEG_INFINITY }, upper: Tail { p: 1.0, ln: 0.0 } };
    }
    let ln_density = shape * libm::log(x) - x - libm::lgamma(shape);
    if x < shape + 1.0 {
        let lower = Tail::from_ln((ln_density + libm::log(series(shape, x))).min(0.0));
        Tails { lower, upper: complement(lower) }
    } else {
        let upper = Tail::from_ln((ln_density + libm::log(fraction(shape, x))).min(0.0));
        Tails { lower: complement(upper), upper }
    }
}

/// The tails of a chi-squared variable with so many degrees of freedom.
///
/// # Panics
/// As [`gamma_tails`].
#[must_use]
pub fn chi_squared_tails(x: f64, degrees: f64) -> Tails {
    gamma_tails(degrees / 2.0, x / 2.0)
}

fn complement(tail: Tail) -> Tail {
    Tail { p: 1.0 - tail.p, ln: libm::log1p(-tail.p) }
}

/// 1/a + x/(a (a+1)) + x²/(a (a+1) (a+2)) + …
fn series(shape: f64, x: f64) -> f64 {
    let (mut term, mut a) = (1.0 / shape, shape);
    let mut sum = term;
    while term > sum * NEGLIGIBLE {
        a += 1.0;
        term *= x / a;
        sum += term;
    }
    sum
}

/// 1/(x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(x+5−a − …))).
fn fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / if b.abs() < TINY { TINY } else { b };
    let mut product = d;
    let mut i = 1.0;
    loop {
        let a = -i * (i - shape);
        b += 2.0;
        let away = |value: f64| if value.abs() < TINY { TINY } else { value };
        d = 1.0 / away(a * d + b);
        c = away(b + a / c);
        let factor = d * c;
        product *= factor;
        i += 1.0;
        if (factor - 1.0).abs() < NEGLIGIBLE * 4.0 || i > 100_000.0 {
            return product;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: upper critical values.
    #[test]
    fn critical_values_of_the_handbook() {
        for (degrees, x, p) in [
            (1.0, 3.841, 0.05),
            (5.0, 11.070, 0.05),
            (10.0, 18.307, 0.05),
            (10.0, 29.588, 0.001),
            (59.0, 77.931, 0.05),
            (59.0, 87.166, 0.01),
            (100.0, 149.449, 0.001),
        ] {
            let found = chi_squared_tails(x, degrees).upper.p;
            assert!((found / p - 1.0).abs() < 5e-3, "{degrees} {x}: {found} rather than {p}");
        }
        for (degrees, x, p) in [(10.0, 3.940, 0.05), (59.0, 42.339, 0.05), (59.0, 30.993, 0.001)] {
            let found = chi_squared_tails(x, degrees).lower.p;
            assert!((found / p - 1.0).abs() < 5e-2, "{degrees} {x}: {found} rather than {p}");
        }
    }

    // With two degrees of freedom the upper tail is exp(−x/2), which vanishes as a number but not as a logarithm.
    #[test]
    fn an_exponential_tail_is_exact_however_small() {
        for x in [0.1, 3.0, 40.0, 2_000.0, 1e6] {
            assert!((chi_squared_tails(x, 2.0).upper.ln / (-x / 2.0) - 1.0).abs() < 1e-12, "{x}");
        }
    }

    // With shape k the upper tail is the chance of fewer than k events of a Poisson count.
    #[test]
    fn whole_shapes_equal_poisson_sums() {
        for (shape, x) in [(1_u32, 0.3), (3, 2.0), (7, 9.5), (20, 12.0), (20, 31.0)] {
            let mut term = libm::exp(-x);
            let mut sum = 0.0;
            for k in 0..shape {
                sum += term;
                term *= x / f64::from(k + 1);
            }
            assert!((gamma_tails(f64::from(shape), x).upper.p / sum - 1.0).abs() < 1e-12, "{shape} {x}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn tails_add_up_and_are_monotone(shape in 0.5_f64..2_000.0, at in 0.01_f64..4.0) {
            let (here, beyond) = (gamma_tails(shape, shape * at), gamma_tails(shape, shape * at * 1.05));
            prop_assert!((here.lower.p + here.upper.p - 1.0).abs() < 1e-12);
            prop_assert!(beyond.upper.ln <= here.upper.ln + 1e-12 && beyond.lower.ln >= here.lower.ln - 1e-12);
        }
    }
}
