//! Whole numbers, shuffles and shares from the caller's ChaCha8 generator, the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// An index below `n`, each with the same probability. 0 when `n` is 0.
///
/// Multiplies and rejects (Lemire 2019, ACM TOMACS 29(1):3), which has no bias, unlike a remainder.
#[must_use]
pub fn index(random: &mut ChaCha8Rng, n: usize) -> usize {
    let n = n as u64;
    loop {
        let product = u128::from(random.next_u64()) * u128::from(n);
        // The remainder is below n and costs more than all the rest, so it is taken only where it can decide.
        if product as u64 >= n || product as u64 >= n.wrapping_neg().checked_rem(n).unwrap_or(0) {
            return (product >> 64) as usize;
        }
    }
}

/// A number in [0, 1), a multiple of 2^-53.
pub(super) fn unit(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// The numbers below `n` in random order (Fisher and Yates).
pub(super) fn shuffled(random: &mut ChaCha8Rng, n: usize) -> Vec<u32> {
    let mut items: Vec<u32> = (0..n as u32).collect();
    for last in (1..n).rev() {
        items.swap(last, index(random, last + 1));
    }
    items
}

/// A generator of its own for a run, so that runs can be done in any order.
#[must_use]
pub fn branch(random: &mut ChaCha8Rng) -> ChaCha8Rng {
    let mut seed = [0; 32];
    random.fill_bytes(&mut seed);
    ChaCha8Rng::from_seed(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_as_likely() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut counts = [0_i32; 7];
        (0..70_000).for_each(|_| counts[index(&mut random, 7)] += 1);
        assert!(counts.iter().all(|count| (count - 10_000).abs() < 500), "{counts:?}");
        assert_eq!(index(&mut random, 0), 0);
    }

    #[test]
    fn every_order_of_three_is_as_likely() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut counts = [0_i32; 27];
        (0..60_000).for_each(|_| {
            let order = shuffled(&mut random, 3);
            counts[(order[0] * 9 + order[1] * 3 + order[2]) as usize] += 1;
        });
        let met: Vec<i32> = counts.into_iter().filter(|count| *count > 0).collect();
        assert_eq!(met.len(), 6);
        assert!(met.iter().all(|count| (count - 10_000).abs() < 500), "{met:?}");
    }

    #[test]
    fn branches_differ_and_repeat() {
        let draws = |seed| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            [(); 2].map(|()| unit(&mut branch(&mut random)))
        };
        assert_eq!(draws(1), draws(1));
        assert!(draws(1)[0] != draws(1)[1] && draws(1)[0] != draws(2)[0]);
    }
}
