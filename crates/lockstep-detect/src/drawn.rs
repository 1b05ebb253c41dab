//! Whole numbers drawn at random, the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// A number below `n`, each with the same probability. 0 when `n` is 0.
///
/// Multiplies and rejects (Lemire 2019, ACM TOMACS 29(1):3), which has no bias, unlike a remainder.
pub(crate) fn below(random: &mut ChaCha8Rng, n: u64) -> u64 {
    let reject_under = n.wrapping_neg().checked_rem(n).unwrap_or(0);
    loop {
        let product = u128::from(random.next_u64()) * u128::from(n);
        if product as u64 >= reject_under {
            return (product >> 64) as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn every_number_is_as_likely() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut counts = [0_i32; 7];
        (0..70_000).for_each(|_| counts[below(&mut random, 7) as usize] += 1);
        assert!(counts.iter().all(|count| (count - 10_000).abs() < 500), "{counts:?}");
        assert_eq!(below(&mut random, 0), 0);
    }
}
