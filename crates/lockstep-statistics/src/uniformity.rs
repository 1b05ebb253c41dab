//! Whether minutes of the hour, or seconds of the minute, come up equally often.

use crate::gamma::chi_squared_tails;

/// Cells of the finest clock face: minutes of an hour, or seconds of a minute.
pub const CELLS: usize = 60;
/// Numbers of cells to choose from: every divisor of 60 that is worth a test.
const CHOICES: [usize; 7] = [60, 30, 20, 15, 12, 10, 6];
/// Expected count of a cell below which fewer cells are used.
const LEAST_EXPECTED: usize = 5;

/// How evenly actions are spread over a clock face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniformity {
    /// Number of cells compared.
    pub cells: usize,
    /// Pearson's statistic.
    pub chi_squared: f64,
    /// The natural logarithm of the chance of a statistic at least this large.
    pub ln_uneven: f64,
    /// The natural logarithm of the chance of a statistic at most this large.
    pub ln_even: f64,
    /// Share of the actions that would have to move for all cells to be equal, minus what chance alone gives.
    pub excess: f64,
}

impl Uniformity {
    /// Pearson's statistic over its degrees of freedom: about 1 by chance, less when too even.
    #[must_use]
    pub fn dispersion(&self) -> f64 {
        self.chi_squared / (self.cells - 1) as f64
    }

    /// The natural logarithm of the two-sided p-value: twice the smaller tail.
    #[must_use]
    pub fn ln_p(&self) -> f64 {
        (self.ln_uneven.min(self.ln_even) + std::f64::consts::LN_2).min(0.0)
    }

    /// Whether the spread is more even than chance makes it, rather than less.
    #[must_use]
    pub fn is_too_even(&self) -> bool {
        self.ln_even < self.ln_uneven
    }
}

/// Pearson's test of equal cells after Zhang & Paxson 2011 (PAM), who found that both too uneven and too even a spread betray programs.
///
/// Neighbouring cells are merged until at least five actions are expected in each. `None` with fewer than 30 actions.
#[must_use]
pub fn uniformity(counts: &[u32; CELLS]) -> Option<Uniformity> {
    let n = counts.iter().map(|count| *count as usize).sum::<usize>();
    let cells = CHOICES.into_iter().find(|cells| n >= cells * LEAST_EXPECTED)?;
    let expected = n as f64 / cells as f64;
    let (mut chi_squared, mut above) = (0.0, 0.0);
    for cell in counts.chunks(CELLS / cells) {
        let difference = f64::from(cell.iter().sum::<u32>()) - expected;
        chi_squared += difference * difference / expected;
        above += difference.max(0.0);
    }
    let tails = chi_squared_tails(chi_squared, (cells - 1) as f64);
    let excess = above / n as f64 - excess_by_chance(n, cells);
    Some(Uniformity { cells, chi_squared, ln_uneven: tails.upper.ln, ln_even: tails.lower.ln, excess })
}

/// The mean of Σ max(0, share − 1/cells) when all cells are equally likely: half the cells' mean absolute deviations.
///
/// That of a binomial count is 2 ν C(n, ν) pᵛ qⁿ⁻ᵛ⁺¹ with ν the integer above the mean (de Moivre 1730; Diaconis & Zabell 1991, Statistical
/// Science 6:284).
#[must_use]
pub fn excess_by_chance(n: usize, cells: usize) -> f64 {
    let (n_real, p) = (n as f64, 1.0 / cells as f64);
    let above = (n / cells) as f64 + 1.0;
    let ln_choose = libm::lgamma(n_real + 1.0) - libm::lgamma(above + 1.0) - libm::lgamma(n_real - above + 1.0);
    let deviation = 2.0 * above * libm::exp(ln_choose + above * libm::log(p) + (n_real - above + 1.0) * libm::log1p(-p));
    cells as f64 * deviation / (2.0 * n_real)
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    fn below(random: &mut ChaCha8Rng, n: u64) -> u64 {
        ((u128::from(random.next_u64()) * u128::from(n)) >> 64) as u64
    }

    #[test]
    fn a_worked_table() {
        // 30 actions in sixths of the hour: 10, 5, 5, 5, 5, 0. Expected 5: (25 + 25) / 5 = 10 with 5 degrees of freedom, p = .0752.
        let mut counts = [0; CELLS];
        (counts[3], counts[19], counts[20], counts[31], counts[47]) = (10, 5, 5, 5, 5);
        let found = uniformity(&counts).expect("enough");
        assert_eq!(found.cells, 6);
        assert!((found.chi_squared - 10.0).abs() < 1e-12 && (libm::exp(found.ln_uneven) - 0.07524).abs() < 1e-5);
        assert!(!found.is_too_even() && (found.dispersion() - 2.0).abs() < 1e-12);
        counts[3] -= 1;
        assert_eq!(uniformity(&counts), None);
    }

    #[test]
    fn the_finest_face_with_five_a_cell_is_used() {
        for (n, cells) in [(49, 6), (50, 10), (99, 15), (100, 20), (300, 60), (299, 30)] {
            let mut counts = [0; CELLS];
            (0..n).for_each(|at| counts[at % CELLS] += 1);
            assert_eq!(uniformity(&counts).map(|found| found.cells), Some(cells), "{n}");
        }
    }

    #[test]
    fn a_face_without_any_scatter_is_too_even() {
        let found = uniformity(&[20; CELLS]).expect("enough");
        assert!(found.is_too_even() && found.ln_p() == f64::NEG_INFINITY && found.dispersion() == 0.0);
    }

    // Four heads of five tosses: Σ |x − 2.5| C(5, x) / 32 = 0.9375, and the excess is half of 2 · 0.9375 / 5.
    #[test]
    fn the_excess_by_chance_is_de_moivres() {
        assert!((excess_by_chance(5, 2) - 0.1875).abs() < 1e-12);
        let exact: f64 = (0..=12_u32)
            .map(|x| {
                let ways = (0..x).fold(1.0, |ways, k| ways * f64::from(12 - k) / f64::from(k + 1));
                ways * libm::pow(1.0 / 6.0, f64::from(x)) * libm::pow(5.0 / 6.0, f64::from(12 - x)) * (f64::from(x) - 2.0).abs()
            })
            .sum();
        assert!((excess_by_chance(12, 6) - 6.0 * exact / 24.0).abs() < 1e-12);
    }

    // Kolmogorov's distance of 2,000 p-values from uniform is below 1.95 / √2000 = .0436 in 999 of 1,000 series.
    #[test]
    fn p_values_of_evenly_drawn_minutes_are_uniform() {
        let mut random = ChaCha8Rng::seed_from_u64(2_011);
        for actions in [100, 333, 1_000] {
            let (mut p, mut excess): (Vec<f64>, f64) = (Vec::new(), 0.0);
            for _ in 0..2_000 {
                let mut counts = [0; CELLS];
                (0..actions).for_each(|_| counts[below(&mut random, 60) as usize] += 1);
                let found = uniformity(&counts).expect("enough");
                p.push(libm::exp(found.ln_p()));
                excess += found.excess / 2_000.0;
            }
            p.sort_by(f64::total_cmp);
            let distance = p.iter().zip(1..).map(|(p, rank)| (p - f64::from(rank) / 2_000.0).abs()).fold(0.0, f64::max);
            assert!(distance < 0.0436, "{actions}: {distance}");
            assert!(excess.abs() < 0.002, "{actions}: {excess}");
        }
    }
}
