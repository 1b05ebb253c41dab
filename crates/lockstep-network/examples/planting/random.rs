//! Random numbers that are the same on every machine: one `ChaCha8` stream for each purpose, and the distributions the crowds draw from.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One sequence of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    /// The sequence for one thing, such as an account, under one seed.
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(number);
        Self(generator)
    }

    /// A number in [0, 1), a multiple of 2^-53.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `n`, each with the same probability (Lemire 2019, ACM TOMACS 29(1):3). 0 when `n` is 0.
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

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// An exponential waiting time with this mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -libm::log(1.0 - self.unit()) * mean
    }

    /// A normal number (Box and Muller).
    pub(crate) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = libm::sqrt(self.exponential(2.0));
        mean + deviation * radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// A lognormal number with this median; `sigma` is the standard deviation of its logarithm.
    pub(crate) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * libm::exp(self.normal(0.0, sigma))
    }

    /// `n` of the items without repetition, in random order (the first steps of Fisher and Yates); all when there are fewer.
    pub(crate) fn sample<T: Copy>(&mut self, items: &[T], n: usize) -> Vec<T> {
        let mut items = items.to_vec();
        let n = n.min(items.len());
        for at in 0..n {
            let other = at + self.index(items.len() - at);
            items.swap(at, other);
        }
        items.truncate(n);
        items
    }
}

/// Weighted choice among things, by whole-number weights so that no rounding decides.
#[derive(Debug, Clone)]
pub(crate) struct Weighted<T> {
    items: Vec<T>,
    cumulative: Vec<u64>,
}

impl<T: Copy> Weighted<T> {
    /// Choose among items, each with a weight.
    pub(crate) fn new(weighted: impl IntoIterator<Item = (T, u64)>) -> Self {
        let (items, weights): (Vec<T>, Vec<u64>) = weighted.into_iter().unzip();
        let mut total = 0;
        let cumulative = weights.into_iter().map(|weight| (total += weight, total).1).collect();
        Self { items, cumulative }
    }

    /// One choice, and none where there is nothing to choose from.
    pub(crate) fn draw(&self, stream: &mut Stream) -> Option<T> {
        let at = stream.below(self.cumulative.last().copied().unwrap_or(0));
        self.items.get(self.cumulative.partition_point(|cumulative| *cumulative <= at)).copied()
    }
}

/// The weight of a rank, counted from 0, under Zipf's law: in proportion to `(rank + 1)^-exponent`.
pub(crate) fn zipf(rank: usize, exponent: f64) -> u64 {
    (1e9 * libm::pow((rank + 1) as f64, -exponent)) as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: usize = 60_000;

    #[test]
    fn distributions_have_the_moments_of_their_formulas() {
        let mut stream = Stream::new(7, 0);
        let mut mean_and_variance = |draw: &mut dyn FnMut(&mut Stream) -> f64| {
            let draws: Vec<f64> = (0..DRAWS).map(|_| draw(&mut stream)).collect();
            let mean = draws.iter().sum::<f64>() / DRAWS as f64;
            (mean, draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / DRAWS as f64)
        };
        let near = |(mean, variance): (f64, f64), expected: f64, spread: f64| {
            assert!((mean - expected).abs() < 0.02 * spread && (variance / (spread * spread) - 1.0).abs() < 0.06, "{mean} {variance}");
        };
        near(mean_and_variance(&mut |stream| stream.exponential(5.0)), 5.0, 5.0);
        near(mean_and_variance(&mut |stream| stream.normal(2.0, 3.0)), 2.0, 3.0);
        near(mean_and_variance(&mut |stream| libm::log(stream.lognormal(libm::exp(1.0), 0.5))), 1.0, 0.5);
        near(mean_and_variance(&mut |stream| stream.index(13) as f64), 6.0, libm::sqrt(14.0));
    }

    #[test]
    fn weighted_choices_come_in_proportion() {
        let choices = Weighted::new((0..100).map(|rank| (rank, zipf(rank, 1.0))));
        let mut stream = Stream::new(1, 0);
        let mut counts = [0_u32; 100];
        (0..DRAWS).for_each(|_| counts[choices.draw(&mut stream).expect("there are choices")] += 1);
        assert!((8.5..11.5).contains(&(f64::from(counts[0]) / f64::from(counts[9]))));
        assert_eq!(Weighted::<u32>::new([]).draw(&mut stream), None);
    }

    #[test]
    fn a_sample_repeats_nothing_and_favours_nothing() {
        let items: Vec<usize> = (0..20).collect();
        let mut stream = Stream::new(3, 0);
        let mut counts = [0_u32; 20];
        for _ in 0..10_000 {
            let mut sample = stream.sample(&items, 5);
            sample.iter().for_each(|item| counts[*item] += 1);
            sample.sort_unstable();
            sample.dedup();
            assert_eq!(sample.len(), 5);
        }
        assert!(counts.iter().all(|count| (2_300..2_700).contains(count)), "{counts:?}");
    }
}
