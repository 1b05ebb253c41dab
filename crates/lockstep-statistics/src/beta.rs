//! The regularised incomplete beta function, which the tails of several distributions are values of.

/// Below this, a divisor of the continued fraction is replaced by it (Lentz 1976).
const TINY: f64 = 1e-300;
/// A factor this close to one no longer changes the fraction.
const SETTLED: f64 = 1e-15;

/// The logarithm of I(a, b) at `x`; `rest` is 1 − x, given apart so that it keeps its digits.
pub(crate) fn ln_beta_share(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    if rest == 0.0 {
        return 0.0;
    }
    let ln_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log(rest);
    if x < (a + 1.0) / (a + b + 2.0) {
        ln_front + libm::log(fraction(a, b, x) / a)
    } else {
        libm::log1p(-(libm::exp(ln_front) * fraction(b, a, rest) / b).min(1.0))
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let at_least_tiny = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / at_least_tiny(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = product;
        for term in [even, odd] {
            d = 1.0 / at_least_tiny(1.0 + term * d);
            c = at_least_tiny(1.0 + term / c);
            product *= c * d;
        }
        if (product / before - 1.0).abs() < SETTLED {
            break;
        }
    }
    product
}
