//! Draws without rounding, from random numbers that are the same on every machine.

use lockstep_network::graph::index;
use rand_chacha::ChaCha8Rng;

/// `n` of the items without repetition, in random order (the first steps of Fisher and Yates); all when there are fewer.
pub(crate) fn sample<T: Copy>(random: &mut ChaCha8Rng, items: &[T], n: usize) -> Vec<T> {
    let mut items = items.to_vec();
    let n = n.min(items.len());
    for at in 0..n {
        let other = at + index(random, items.len() - at);
        items.swap(at, other);
    }
    items.truncate(n);
    items
}

/// `n` of the first `of` numbers, ascending, every choice with the same probability (Knuth, The Art of Computer Programming 2, 3.4.2,
/// algorithm S).
pub(crate) fn chosen(random: &mut ChaCha8Rng, n: u32, of: u32) -> Vec<u32> {
    let mut kept = Vec::with_capacity(n.min(of) as usize);
    for number in 0..of {
        let wanted = n.min(of) as usize - kept.len();
        if index(random, (of - number) as usize) < wanted {
            kept.push(number);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn every_choice_comes_as_often() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let (mut samples, mut choices) = ([0_u32; 20], [0_u32; 20]);
        let items: Vec<usize> = (0..20).collect();
        for _ in 0..10_000 {
            let mut sample = sample(&mut random, &items, 5);
            sample.iter().for_each(|item| samples[*item] += 1);
            sample.sort_unstable();
            sample.dedup();
            assert_eq!(sample.len(), 5);
            let chosen = chosen(&mut random, 5, 20);
            assert!(chosen.len() == 5 && chosen.is_sorted());
            chosen.iter().for_each(|item| choices[*item as usize] += 1);
        }
        assert!(samples.iter().chain(&choices).all(|count| (2_300..2_700).contains(count)), "{samples:?} {choices:?}");
        assert_eq!((chosen(&mut random, 9, 3), chosen(&mut random, 0, 3)), (vec![0, 1, 2], Vec::new()));
    }
}
