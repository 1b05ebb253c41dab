//! Whether moments gather at one phase of a period.

/// How moments gather at one phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rayleigh {
    /// Length of the mean vector: 0 when phases are spread evenly, 1 when all are equal.
    pub length: f64,
    /// The natural logarithm of the p-value.
    pub ln_p: f64,
}

/// Rayleigh's test of `n` moments, each given by its phase between 0 and 1: p = exp(−n R²) (Mardia & Jupp 2000, Directional Statistics,
/// §6.3.1), whose error is of order 1/n).
///
/// `None` without a moment.
#[must_use]
pub fn rayleigh(phases: impl IntoIterator<Item = f64>) -> Option<Rayleigh> {
    let (mut x, mut y, mut n) = (0.0, 0.0, 0.0);
    for phase in phases {
        let angle = std::f64::consts::TAU * phase;
        x += libm::cos(angle);
        y += libm::sin(angle);
        n += 1.0;
    }
    (n > 0.0).then(|| {
        let length = (libm::hypot(x, y) / n).min(1.0);
        Rayleigh { length, ln_p: -n * length * length }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_phases_and_opposite_phases() {
        let all = rayleigh([0.25; 12]).expect("some");
        assert!((all.length - 1.0).abs() < 1e-12 && (all.ln_p + 12.0).abs() < 1e-9);
        let none = rayleigh([0.0, 0.5, 0.25, 0.75]).expect("some");
        assert!(none.length < 1e-12 && none.ln_p > -1e-12);
        assert_eq!(rayleigh([]), None);
    }

    // Three at 0° and one at 90°: R = √(3² + 1²) / 4 = .790569, p = exp(−4 · .625).
    #[test]
    fn a_worked_example() {
        let found = rayleigh([0.0, 0.0, 0.0, 0.25]).expect("some");
        assert!((found.length - 0.790_569_4).abs() < 1e-7 && (found.ln_p + 2.5).abs() < 1e-12);
    }
}
