//! Candidates among very many texts: pairs that agree in a band of their smallest hashes (Broder, SEQUENCES 1997; Indyk and Motwani, 1998).
//!
//! Two sets of similarity s have the same smallest hash with probability s, the same `ROWS` of them with s^ROWS, and agree in at least
//! one of `BANDS` bands with 1 − (1 − s^ROWS)^BANDS: 0.99985 at 0.7 and all but one in a hundred million at 0.8. What a band proposes is
//! then compared in full, so no pair is accepted wrongly; that few are missed is the price of never holding an index.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

use crate::jaccard::TokenSets;

/// Bands of hashes; sets that agree in one are compared.
pub(super) const BANDS: usize = 32;
/// Hashes in a band.
pub(super) const ROWS: usize = 4;

/// The keys of the hashes of one band, a stream of random numbers for each.
fn keys(seed: u64, band: usize) -> [u64; ROWS] {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(band as u64);
    std::array::from_fn(|_| random.next_u64())
}

/// A permutation of the 64-bit numbers (the finaliser of Steele, Lea and Flood's SplitMix, OOPSLA 2014).
const fn scramble(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// The smallest hashes of a set in one band; `None` for an empty set.
fn signature(tokens: &[u32], keys: &[u64; ROWS]) -> Option<[u64; ROWS]> {
    let mut least = [u64::MAX; ROWS];
    for token in tokens {
        let token = scramble(u64::from(*token));
        for (least, key) in least.iter_mut().zip(keys) {
            *least = (*least).min(scramble(token ^ key));
        }
    }
    (!tokens.is_empty()).then_some(least)
}

/// Call `met` with the sets that agree in a band, band by band, ascending, by several threads at once. Takes 16 bytes for each set.
pub(super) fn each_group(sets: &TokenSets, members: &[u32], seed: u64, met: impl Fn(&[u32]) + Sync) {
    for band in 0..BANDS {
        let keys = keys(seed, band);
        let one_number = |least: [u64; ROWS]| least.iter().fold(0, |sum, least| scramble(sum ^ least));
        let mut signed: Vec<(u64, u32)> =
            members.par_iter().filter_map(|set| signature(sets.get(*set), &keys).map(|least| (one_number(least), *set))).collect();
        signed.par_sort_unstable();
        let groups: Vec<&[(u64, u32)]> = signed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
        groups.into_par_iter().for_each(|group| met(&group.iter().map(|(_, set)| *set).collect::<Vec<u32>>()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Share of pairs of sets of similarity `shared / (shared + 2 own)` that agree in some band, over `pairs` pairs.
    fn recall(shared: u32, own: u32, pairs: u32) -> f64 {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let found = (0..pairs)
            .filter(|_| {
                let seed = random.next_u64();
                let mut token = || random.next_u32() >> 4;
                let common: Vec<u32> = (0..shared).map(|_| token()).collect();
                let mut set = || common.iter().copied().chain((0..own).map(|_| token())).collect::<Vec<u32>>();
                let (one, other) = (set(), set());
                (0..BANDS).any(|band| signature(&one, &keys(seed, band)) == signature(&other, &keys(seed, band)))
            })
            .count();
        found as f64 / f64::from(pairs)
    }

    #[test]
    fn recall_follows_the_formula() {
        let pairs = 2_000;
        for (shared, own) in [(40, 80), (40, 40), (40, 20), (60, 20), (80, 10)] {
            let s = f64::from(shared) / f64::from(shared + 2 * own);
            let expected = 1.0 - libm::pow(1.0 - s * s * s * s, BANDS as f64);
            let margin = 4.0 * (expected * (1.0 - expected) / f64::from(pairs)).sqrt() + 0.5 / f64::from(pairs);
            let found = recall(shared, own, pairs);
            assert!((found - expected).abs() <= margin, "similarity {s}: found {found}, formula {expected} ± {margin}");
        }
    }

    #[test]
    fn equal_sets_meet_in_every_band() {
        let mut sets = TokenSets::default();
        [[1, 2, 3].as_slice(), &[1, 2, 3], &[], &[], &[50, 60, 70]].iter().for_each(|set| sets.push(set.iter().copied()));
        let groups = std::sync::Mutex::new(Vec::new());
        each_group(&sets, &[0, 1, 2, 3, 4], 1, |group| groups.lock().expect("no thread panics").push(group.to_vec()));
        assert_eq!(groups.into_inner().expect("no thread panics"), vec![vec![0, 1]; BANDS]);
    }
}
