//! Blocks: accounts with the same interests, and objects that interest the same accounts.

use rand_chacha::ChaCha8Rng;

use super::Spectrum;
use super::dense::Rows;
use super::k_means::k_means;
use crate::Bipartite;

/// The block of every account and of every object; the two sides have blocks of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocks {
    /// The block of each account.
    pub of_account: Vec<u32>,
    /// The block of each object.
    pub of_object: Vec<u32>,
    /// Number of blocks of accounts.
    pub accounts: u32,
    /// Number of blocks of objects.
    pub objects: u32,
}

impl Blocks {
    /// Cluster both sides into at most this many blocks each, of at least `minimum_share` (0..=1) of the side's clustered members.
    ///
    /// k-means on the first `blocks` singular vectors, rows scaled to length one (spectral co-clustering for degree-corrected blocks: Dhillon
    /// 2001, KDD; Qin & Rohe 2013, NIPS). Blocks below the minimum are merged into the nearest, so that a small group cannot become a block of
    /// its own and pass as a shared interest. One [`Spectrum`] serves any number of blocks up to its rank.
    ///
    /// Centres are found by accounts with at least two objects, and objects with at least two accounts, where there are any: one join is a
    /// copy of its other end's place and would only weigh that. Members with one join get the nearest block; those without a join, whose
    /// expectations are 0, get the block nearest to nothing, which has no meaning.
    #[must_use]
    pub fn fit(graph: &Bipartite, spectrum: &Spectrum, blocks: u32, minimum_share: f64, random: &mut ChaCha8Rng) -> Self {
        let by_account: Vec<usize> = (0..graph.accounts()).map(|account| graph.objects_of(account).len()).collect();
        let by_object: Vec<usize> = (0..graph.objects()).map(|object| graph.accounts_of(object).len()).collect();
        let mut side = |rows: &Rows, degrees: &[usize]| {
            let with = |least: usize| -> Vec<u32> { degrees.iter().zip(0..).filter(|(d, _)| **d >= least).map(|(_, at)| at).collect() };
            let fitted = Some(with(2)).filter(|fitted| !fitted.is_empty()).unwrap_or_else(|| with(1));
            let minimum = libm::ceil(minimum_share * fitted.len() as f64) as usize;
            k_means(&directions(rows, blocks as usize), &fitted, (blocks as usize).clamp(1, fitted.len().max(1)), minimum, random)
        };
        let (of_account, accounts) = side(&spectrum.accounts, &by_account);
        let (of_object, objects) = side(&spectrum.objects, &by_object);
        Self { of_account, of_object, accounts, objects }
    }

    /// One block of accounts and one of objects: degrees alone.
    #[must_use]
    pub fn single(graph: &Bipartite) -> Self {
        let (of_account, of_object) = (vec![0; graph.accounts() as usize], vec![0; graph.objects() as usize]);
        Self { of_account, of_object, accounts: 1, objects: 1 }
    }
}

/// The first columns, each row scaled to length one; a row of zeros stays one.
fn directions(rows: &Rows, width: usize) -> Rows {
    let mut directions = rows.first(width.min(rows.width));
    for row in directions.values.chunks_mut(width.min(rows.width).max(1)) {
        let length = libm::sqrt(row.iter().map(|value| value * value).sum());
        if length > 0.0 {
            row.iter_mut().for_each(|value| *value /= length);
        }
    }
    directions
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;
    use crate::nulls::tests::{graph, planted};

    #[test]
    fn planted_blocks_are_found_from_one_spectrum() {
        let graph = planted(400, 300, 4, 12, 1);
        let spectrum = Spectrum::fit(&graph, 8, &mut ChaCha8Rng::seed_from_u64(2));
        let blocks = Blocks::fit(&graph, &spectrum, 4, 0.01, &mut ChaCha8Rng::seed_from_u64(3));
        assert_eq!((blocks.accounts, blocks.objects), (4, 4));
        for (found, degree) in [
            (&blocks.of_account, (0..400).map(|i| graph.objects_of(i).len()).collect::<Vec<_>>()),
            (&blocks.of_object, (0..300).map(|o| graph.accounts_of(o).len()).collect()),
        ] {
            // Number in the planted block, by found block.
            let mut table = [[0; 4]; 4];
            found.iter().enumerate().filter(|(at, _)| degree[*at] > 1).for_each(|(at, block)| table[*block as usize][at % 4] += 1);
            let right: usize = table.iter().map(|row| row.iter().max().copied().unwrap_or(0)).sum();
            let all: usize = table.iter().flatten().sum();
            assert!(right as f64 >= 0.97 * all as f64, "{table:?}");
        }
        let two = Blocks::fit(&graph, &spectrum, 2, 0.01, &mut ChaCha8Rng::seed_from_u64(3));
        assert_eq!((two.accounts, two.objects), (2, 2));
    }

    #[test]
    fn every_block_has_its_share() {
        let graph = planted(300, 200, 5, 8, 4);
        let spectrum = Spectrum::fit(&graph, 20, &mut ChaCha8Rng::seed_from_u64(5));
        let blocks = Blocks::fit(&graph, &spectrum, 20, 0.15, &mut ChaCha8Rng::seed_from_u64(6));
        let clustered: Vec<u32> = (0..300).filter(|i| graph.objects_of(*i).len() > 1).collect();
        for block in 0..blocks.accounts {
            let size = clustered.iter().filter(|i| blocks.of_account[**i as usize] == block).count();
            assert!(size as f64 >= 0.15 * clustered.len() as f64, "{block}: {size}");
        }
        assert!(blocks.accounts >= 2);
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let graph = planted(5_000, 3_000, 6, 6, 7);
        let fit = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
            pool.install(|| {
                let spectrum = Spectrum::fit(&graph, 4, &mut ChaCha8Rng::seed_from_u64(8));
                let blocks = Blocks::fit(&graph, &spectrum, 4, 0.01, &mut ChaCha8Rng::seed_from_u64(9));
                (spectrum, blocks)
            })
        };
        assert_eq!(fit(1), fit(3));
    }

    #[test]
    fn graphs_with_hardly_anything_have_one_block() {
        let mut random = ChaCha8Rng::seed_from_u64(10);
        for (n, m, joins) in [(3, 2, vec![]), (0, 0, vec![]), (1, 1, vec![(0, 0)])] {
            let graph = graph(n, m, &joins);
            let spectrum = Spectrum::fit(&graph, 5, &mut random);
            let blocks = Blocks::fit(&graph, &spectrum, 5, 0.1, &mut random);
            assert_eq!((blocks.accounts, blocks.of_account.len() as u32), (1, n));
        }
    }
}
