//! Random numbers that are the same on every machine: ChaCha8 streams, and the few distributions that the scenarios draw from.
//!
//! Every account, group and object has a stream of its own, so what one of them does never depends on how many others were simulated
//! before it, nor on which thread did it. Logarithms, roots and cosines come from `libm`, because those of the standard library differ
//! from platform to platform.

use lockstep_digest::Context;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Means above this are halved before a Poisson draw, so that `exp(-mean)` stays far from the smallest double.
const LARGEST_DIRECT_POISSON: f64 = 30.0;

/// The streams of one kind of thing under one seed.
#[derive(Debug, Clone)]
pub(crate) struct Streams(ChaCha8Rng);

impl Streams {
    /// The streams called `name` of the simulation seeded with `seed`.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let mut hasher = Context::Seed.hasher();
        hasher.update(&seed.to_le_bytes());
        hasher.update(name.as_bytes());
        Self(ChaCha8Rng::from_seed(*hasher.finish().as_bytes()))
    }

    /// The stream of the thing with this number.
    pub(crate) fn at(&self, number: usize) -> Stream {
        let mut generator = self.0.clone();
        generator.set_stream(number as u64);
        Stream(generator)
    }
}

/// One sequence of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    /// A whole number below `n`, each with the same probability. 0 when `n` is 0.
    ///
    /// Multiplies and rejects (Lemire 2019, ACM TOMACS 29(1):3), which has no bias, unlike a remainder.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        let reject_under = n.wrapping_neg().checked_rem(n).unwrap_or(0);
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(n);
            if product as u64 >= reject_under {
                return (product >> 64) as u64;
            }
        }
    }

    /// An index below `n`.
    pub(crate) fn index(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    /// A number in [0, 1), a multiple of 2^-53.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A number in [`low`, `high`).
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// One of the choices.
    ///
    /// # Panics
    /// When there is no choice.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// An exponential waiting time with this mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -libm::log(1.0 - self.unit()) * mean
    }

    /// A normal number with mean 0 and standard deviation 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(self.exponential(2.0));
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// A lognormal number with this median; `sigma` is the standard deviation of its logarithm.
    pub(crate) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * libm::exp(sigma * self.normal())
    }

    /// A Poisson count with this mean.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        if mean > LARGEST_DIRECT_POISSON {
            return self.poisson(mean / 2.0) + self.poisson(mean / 2.0);
        }
        let floor = libm::exp(-mean);
        let mut product = self.unit();
        let mut count = 0;
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// Put the items in random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}

/// Weighted choice among `0..n`, by whole-number weights so that no rounding decides.
#[derive(Debug, Clone)]
pub(crate) struct Weighted(Vec<u64>);

impl Weighted {
    /// Choices with these weights.
    pub(crate) fn new(weights: impl IntoIterator<Item = u64>) -> Self {
        let mut total = 0;
        Self(weights.into_iter().map(|weight| (total += weight, total).1).collect())
    }

    /// Zipf's law: choice `r` has a weight in proportion to `(r + 1)^-exponent`.
    pub(crate) fn zipf(n: usize, exponent: f64) -> Self {
        Self::new((1..=n).map(|rank| (1e9 * libm::pow(rank as f64, -exponent)) as u64 + 1))
    }

    /// One choice. 0 when there is none.
    pub(crate) fn draw(&self, stream: &mut Stream) -> usize {
        let at = stream.below(self.0.last().copied().unwrap_or(0));
        self.0.partition_point(|cumulative| *cumulative <= at)
    }
}

/// Deal `total` out in proportion to weights, in whole numbers that add up exactly (largest remainders, ties to the first).
pub(crate) fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let ideal: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / sum).collect();
    let mut shares: Vec<u64> = ideal.iter().map(|share| *share as u64).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by(|a, b| libm::fmod(ideal[*b], 1.0).total_cmp(&libm::fmod(ideal[*a], 1.0)));
    let missing = total.saturating_sub(shares.iter().sum());
    for index in by_remainder.into_iter().cycle().take(missing as usize) {
        shares[index] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: usize = 60_000;

    fn stream(name: &str) -> Stream {
        Streams::new(7, name).at(0)
    }

    #[test]
    fn below_is_unbiased_by_a_chi_square_test() {
        for n in [3_usize, 10, 24] {
            let mut stream = stream("chi-square");
            let mut counts = vec![0.0; n];
            (0..DRAWS).for_each(|_| counts[stream.index(n)] += 1.0);
            let expected = DRAWS as f64 / n as f64;
            let chi_square: f64 = counts.iter().map(|count: &f64| (count - expected) * (count - expected) / expected).sum();
            let freedom = (n - 1) as f64;
            assert!(chi_square < freedom + 4.0 * libm::sqrt(2.0 * freedom), "n = {n}: {chi_square}");
        }
    }

    #[test]
    fn below_reaches_both_ends_of_a_range_that_is_no_power_of_two() {
        let mut stream = stream("ends");
        let draws: Vec<u64> = (0..DRAWS).map(|_| stream.below(u64::MAX / 3 * 2)).collect();
        let in_upper_half = draws.iter().filter(|draw| **draw >= u64::MAX / 3).count() as f64 / DRAWS as f64;
        assert!((in_upper_half - 0.5).abs() < 0.01, "{in_upper_half}");
        assert_eq!((stream.below(0), stream.below(1)), (0, 0));
    }

    #[test]
    fn distributions_have_the_moments_of_their_formulas() {
        let mut stream = stream("moments");
        let n = DRAWS as f64;
        let mean = |draws: &[f64]| draws.iter().sum::<f64>() / n;
        let variance = |draws: &[f64]| {
            let centre = mean(draws);
            draws.iter().map(|draw| (draw - centre) * (draw - centre)).sum::<f64>() / n
        };
        let exponential: Vec<f64> = (0..DRAWS).map(|_| stream.exponential(5.0)).collect();
        assert!((mean(&exponential) - 5.0).abs() < 0.1 && (variance(&exponential) - 25.0).abs() < 1.5);
        let normal: Vec<f64> = (0..DRAWS).map(|_| stream.normal()).collect();
        assert!(mean(&normal).abs() < 0.02 && (variance(&normal) - 1.0).abs() < 0.03);
        for expected in [0.4, 7.0, 95.0] {
            let poisson: Vec<f64> = (0..DRAWS).map(|_| stream.poisson(expected) as f64).collect();
            assert!((mean(&poisson) / expected - 1.0).abs() < 0.03 && (variance(&poisson) / expected - 1.0).abs() < 0.05);
        }
        let mut lognormal: Vec<f64> = (0..DRAWS).map(|_| stream.lognormal(3.0, 1.2)).collect();
        lognormal.sort_by(f64::total_cmp);
        assert!((lognormal[DRAWS / 2] / 3.0 - 1.0).abs() < 0.05);
    }

    #[test]
    fn zipf_prefers_the_first_in_proportion() {
        let (weights, mut stream) = (Weighted::zipf(100, 1.0), stream("zipf"));
        let mut counts = [0_u32; 100];
        (0..DRAWS).for_each(|_| counts[weights.draw(&mut stream)] += 1);
        let ratio = f64::from(counts[0]) / f64::from(counts[9]);
        assert!((8.5..11.5).contains(&ratio), "{ratio}");
    }

    #[test]
    fn streams_differ_by_seed_name_and_number_and_repeat() {
        let first = |seed, name: &str, number| Streams::new(seed, name).at(number).below(u64::MAX);
        assert_eq!(first(1, "a", 0), first(1, "a", 0));
        assert!([first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)].iter().all(|other| *other != first(1, "a", 0)));
    }

    #[test]
    fn a_shuffle_keeps_every_item_and_moves_some() {
        let mut items: Vec<u32> = (0..50).collect();
        stream("shuffle").shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert!(items.into_iter().eq(0..50));
    }

    #[test]
    fn shares_add_up_and_follow_the_weights() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(7, &[5.0, 2.0]), [5, 2]);
        assert_eq!(apportion(0, &[1.0, 3.0]), [0, 0]);
    }
}
