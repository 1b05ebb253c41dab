//! Would two accounts still meet within the window if each action had fallen anywhere in its own coarse bin of time?
//!
//! Interval jitter: the times are kept to a bin of width h and forgotten within it, so that daily rhythm and news, which are slower than h,
//! explain what they can, and only what is faster remains (Amarasingham, Harrison, Hatsopoulos & Geman 2012, J. Neurophysiol. 107:517).
//! News that breaks within a bin is also faster, so this confirms and does not accuse.

use lockstep_statistics::{Tail, poisson_binomial_tail};

/// A window and the bins that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jitter {
    window: i64,
    width: i64,
}

/// What a pair did, beside what the jitter lets expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jittered {
    /// Shared objects with both times within the window.
    pub within: u32,
    /// Shared objects expected within the window.
    pub expected: f64,
    /// The chance of at least `within`, exact.
    pub tail: Tail,
}

impl Jitter {
    /// A window Δ and bins of width h, both ms: 0 < Δ ≤ h, or nothing.
    ///
    /// Both should be many times the resolution of the clock: times are treated as continuous.
    #[must_use]
    pub const fn new(window: i64, width: i64) -> Option<Self> {
        if window > 0 && window <= width { Some(Self { window, width }) } else { None }
    }

    /// The chance that two actions are at most the window apart, each uniform in the bin of its time (ms since 1970).
    ///
    /// With u = Δ/h: 2u − u² in the same bin, u²/2 in adjacent bins, 0 further apart. The difference of two uniform numbers has a
    /// triangular density, of which these are the areas.
    #[must_use]
    pub fn chance(&self, first: i64, second: i64) -> f64 {
        let u = self.window as f64 / self.width as f64;
        match first.div_euclid(self.width).abs_diff(second.div_euclid(self.width)) {
            0 => u * (2.0 - u),
            1 => u * u / 2.0,
            _ => 0.0,
        }
    }

    /// Test a pair by the times (ms) of the two accounts' actions on each object they share, one of each account.
    #[must_use]
    pub fn test(&self, shared: &[(i64, i64)]) -> Jittered {
        let chances: Vec<f64> = shared.iter().map(|(first, second)| self.chance(*first, *second)).collect();
        let within = shared.iter().filter(|(first, second)| first.abs_diff(*second) <= self.window.unsigned_abs()).count() as u32;
        Jittered { within, expected: chances.iter().sum(), tail: poisson_binomial_tail(&chances, within) }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    fn uniform(random: &mut ChaCha8Rng) -> f64 {
        (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    #[test]
    fn chances_have_their_closed_forms() {
        let jitter = Jitter::new(60_000, 600_000).expect("the window is narrower");
        assert!((jitter.chance(0, 599_999) - 0.19).abs() < 1e-15);
        assert!((jitter.chance(599_999, 600_000) - 0.005).abs() < 1e-15);
        assert!((jitter.chance(-1, 0) - 0.005).abs() < 1e-15);
        assert_eq!(jitter.chance(0, 1_200_000), 0.0);
        let whole = Jitter::new(5, 5).expect("the window is as wide");
        assert_eq!((whole.chance(0, 4), whole.chance(4, 5)), (1.0, 0.5));
        assert_eq!(Jitter::new(6, 5), None);
        assert_eq!(Jitter::new(0, 5), None);
    }

    #[test]
    fn a_simulation_agrees() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let draws = 40_000;
        for (window, width) in [(100, 1_000), (700, 1_000), (1_000, 1_000)] {
            let jitter = Jitter::new(window, width).expect("the window is narrower");
            for apart in [0, 1, 2] {
                let within = (0..draws)
                    .filter(|_| {
                        let difference = (uniform(&mut random) - uniform(&mut random) + f64::from(apart)) * width as f64;
                        difference.abs() <= window as f64
                    })
                    .count();
                let chance = jitter.chance(3 * width, (3 + i64::from(apart)) * width);
                let deviation = (chance * (1.0 - chance) / f64::from(draws)).sqrt();
                assert!((within as f64 / f64::from(draws) - chance).abs() <= 4.0 * deviation, "{window} {width} {apart}: {within}");
            }
        }
    }

    #[test]
    fn a_pair_that_always_meets_is_improbable_by_the_product() {
        let jitter = Jitter::new(60_000, 600_000).expect("the window is narrower");
        let shared: Vec<(i64, i64)> = (0..5).map(|day| (day * 86_400_000, day * 86_400_000 + 10_000)).collect();
        let tested = jitter.test(&shared);
        assert_eq!(tested.within, 5);
        assert!((tested.expected - 0.95).abs() < 1e-12);
        assert!((tested.tail.ln - 5.0 * libm::log(0.19)).abs() < 1e-12);
        assert_eq!(jitter.test(&[]).tail.p, 1.0);
    }

    #[test]
    fn times_in_far_bins_explain_nothing_and_prove_nothing() {
        let tested = Jitter::new(60_000, 600_000).expect("the window is narrower").test(&[(0, 5_000_000), (0, 9_000_000)]);
        assert_eq!((tested.within, tested.expected, tested.tail.p), (0, 0.0, 1.0));
    }
}
