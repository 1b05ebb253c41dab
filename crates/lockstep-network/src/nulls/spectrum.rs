//! What accounts and objects have in common, as a few coordinates: the truncated singular value decomposition of their joins.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;

use super::dense::{Rows, eigen};
use crate::Bipartite;

/// Vectors carried along beyond those asked for, so that the last of those settles too.
const SPARE: usize = 10;
/// Rounds of the iteration at most …
const ROUNDS: usize = 20;
/// … and the relative change of every singular value asked for below which it ends.
const SETTLED: f64 = 1e-4;
/// A squared length below this share of the largest is a zero.
const ZERO: f64 = 1e-14;
/// Parts into which the larger side is cut at most, to be gathered in parallel.
const MOST_PIECES: usize = 16;

/// The leading singular vectors of the joins, normalised by degree, with a row for each account and each object.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    pub(super) accounts: Rows,
    pub(super) objects: Rows,
    values: Vec<f64>,
}

impl Spectrum {
    /// Decompose A_iα / √((k_i + τ)(d_α + τ′)), where τ and τ′ are the mean degrees of accounts and objects.
    ///
    /// The normalisation of Dhillon 2001 (KDD), regularised as Qin & Rohe 2013 (NIPS) and Rohe, Qin & Yu 2016 (PNAS 113:12679) do, without
    /// which the first vectors pick out small stray components. By subspace iteration from a random start (Halko, Martinsson & Tropp 2011,
    /// SIAM Review 53:217, algorithm 4.4) on the smaller side, whose vectors are carried through the other side without storing that side's.
    /// Every sum is taken in an order that does not depend on the number of threads. The rank is at most `rank`, and less where the joins
    /// have less. `random` gives the start.
    #[must_use]
    pub fn fit(graph: &Bipartite, rank: u32, random: &mut ChaCha8Rng) -> Self {
        let (n, m) = (graph.accounts() as usize, graph.objects() as usize);
        let rank = (rank as usize).min(n).min(m);
        let width = (rank + SPARE).min(n).min(m);
        if rank == 0 || graph.joined() == 0 {
            return Self { accounts: Rows::zero(n, 0), objects: Rows::zero(m, 0), values: Vec::new() };
        }
        let accounts = Side::new(n, graph.joined(), |account| graph.objects_of(account));
        let objects = Side::new(m, graph.joined(), |object| graph.accounts_of(object));
        if n <= m {
            let (accounts, objects, values) = leading(&accounts, &objects, rank, width, random);
            Self { accounts, objects, values }
        } else {
            let (objects, accounts, values) = leading(&objects, &accounts, rank, width, random);
            Self { accounts, objects, values }
        }
    }

    /// The singular values, largest first: at most 1.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// Accounts or objects: whom each is joined to, and what its joins are multiplied by.
struct Side<L> {
    joined_to: L,
    scale: Vec<f64>,
}

impl<'a, L: Fn(u32) -> &'a [u32] + Sync> Side<L> {
    fn new(number: usize, joined: usize, joined_to: L) -> Self {
        let mean = joined as f64 / number as f64;
        let scale = (0..number as u32).map(|at| 1.0 / libm::sqrt(joined_to(at).len() as f64 + mean)).collect();
        Self { joined_to, scale }
    }

    fn len(&self) -> usize {
        self.scale.len()
    }

    /// For each row of this side, the sum of the other side's rows that it is joined to, each times the factors of both; `other` are
    /// the other side's.
    fn gather(&self, other: &[f64], from: &Rows) -> Rows {
        let mut sums = Rows::zero(self.len(), from.width);
        sums.values.par_chunks_mut(from.width).enumerate().for_each(|(at, row)| {
            for item in (self.joined_to)(at as u32) {
                let factor = self.scale[at] * other[*item as usize];
                row.iter_mut().zip(from.row(*item as usize)).for_each(|(value, from)| *value += factor * from);
            }
        });
        sums
    }

    /// The other side's rows, gathered here and back again: what two calls of [`Self::gather`] give, without this side's rows.
    fn through(&self, other: &[f64], from: &Rows, joined: usize) -> Rows {
        let width = from.width;
        // Pieces have sums of their own, as large as the result: no more of them than the joins are worth.
        let pieces = (joined / other.len().max(1)).clamp(1, MOST_PIECES);
        let at_once = self.len().div_ceil(pieces);
        let sums: Vec<Rows> = (0..pieces)
            .into_par_iter()
            .map(|piece| {
                let mut sums = Rows::zero(other.len(), width);
                let mut here = vec![0.0; width];
                for at in (piece * at_once).min(self.len())..((piece + 1) * at_once).min(self.len()) {
                    let items = (self.joined_to)(at as u32);
                    here.fill(0.0);
                    for item in items {
                        let factor = other[*item as usize];
                        here.iter_mut().zip(from.row(*item as usize)).for_each(|(value, from)| *value += factor * from);
                    }
                    let square = self.scale[at] * self.scale[at];
                    here.iter_mut().for_each(|value| *value *= square);
                    for item in items {
                        let (start, factor) = (*item as usize * width, other[*item as usize]);
                        sums.values[start..start + width].iter_mut().zip(&here).for_each(|(sum, value)| *sum += factor * value);
                    }
                }
                sums
            })
            .collect();
        let mut total = Rows::zero(other.len(), width);
        sums.iter().for_each(|piece| total.values.iter_mut().zip(&piece.values).for_each(|(sum, value)| *sum += value));
        total
    }
}

/// The leading vectors of the smaller and of the larger side, and the singular values.
fn leading<'a, 'b>(
    small: &Side<impl Fn(u32) -> &'a [u32] + Sync>,
    large: &Side<impl Fn(u32) -> &'b [u32] + Sync>,
    rank: usize,
    width: usize,
    random: &mut ChaCha8Rng,
) -> (Rows, Rows, Vec<f64>) {
    let joined: usize = (0..small.len() as u32).map(|at| (small.joined_to)(at).len()).sum();
    let mut start = Rows::zero(small.len(), width);
    start.values.iter_mut().for_each(|value| *value = (random.next_u64() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0);
    let mut vectors = orthonormal(&start).0;
    let mut values = vec![0.0; rank];
    for _ in 0..ROUNDS {
        // Through the larger side and back multiplies by the squares of the singular values, so the lengths are their fourth powers.
        let (turned, lengths, _) = orthonormal(&large.through(&small.scale, &vectors, joined));
        vectors = turned;
        let found: Vec<f64> = lengths.iter().take(rank).map(|length| libm::sqrt(libm::sqrt(*length))).collect();
        let settled = found.len() == values.len() && found.iter().zip(&values).all(|(new, old)| (new - old).abs() <= SETTLED * new);
        values = found;
        if settled {
            break;
        }
    }
    let (of_large, ..) = orthonormal(&large.gather(&small.scale, &vectors));
    let (of_small, squares, rotation) = orthonormal(&small.gather(&large.scale, &of_large));
    let values: Vec<f64> = squares.iter().take(rank).map(|square| libm::sqrt(*square)).collect();
    (of_small.first(values.len()), of_large.times(&rotation.first(values.len())), values)
}

/// The rows turned so that their columns are orthogonal, longest first, and scaled to length one; the squared lengths, and the turn.
/// Columns that are no more than rounding are left out.
fn orthonormal(rows: &Rows) -> (Rows, Vec<f64>, Rows) {
    let (squares, vectors) = eigen(&rows.gram());
    let kept = squares.iter().take_while(|square| **square > ZERO * squares[0]).count();
    let rotation = vectors.first(kept);
    let mut scaled = rotation.clone();
    for row in scaled.values.chunks_mut(kept.max(1)) {
        row.iter_mut().zip(&squares).for_each(|(value, square)| *value /= libm::sqrt(*square));
    }
    (rows.times(&scaled), squares[..kept].to_vec(), rotation)
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;
    use crate::nulls::tests::graph;

    #[test]
    fn a_complete_graph_has_one_singular_value() {
        // All entries are 1/√((m + m)(n + n)), so the only singular value is √(nm) times that.
        let joins: Vec<(u32, u32)> = (0..6).flat_map(|i| (0..4).map(move |o| (i, o))).collect();
        let spectrum = Spectrum::fit(&graph(6, 4, &joins), 3, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(spectrum.values().len(), 1);
        assert!((spectrum.values()[0] - 0.5).abs() < 1e-12);
        assert!(spectrum.accounts.values.iter().all(|value| (value.abs() - 1.0 / 6.0_f64.sqrt()).abs() < 1e-12));
    }

    #[test]
    fn vectors_are_singular_and_orthonormal() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let joins: Vec<(u32, u32)> =
            (0..20).flat_map(|i| (0..30).map(move |o| (i, o))).filter(|(i, o)| (i % 3 == o % 3) || random.next_u32() % 9 == 0).collect();
        let graph = graph(20, 30, &joins);
        let spectrum = Spectrum::fit(&graph, 3, &mut random);
        let (tau_a, tau_o) = (graph.joined() as f64 / 20.0, graph.joined() as f64 / 30.0);
        for column in 0..3 {
            for i in 0..20 {
                let k = graph.objects_of(i).len() as f64;
                let product: f64 = graph
                    .objects_of(i)
                    .iter()
                    .map(|o| {
                        let d = graph.accounts_of(*o).len() as f64;
                        spectrum.objects.row(*o as usize)[column] / ((k + tau_a) * (d + tau_o)).sqrt()
                    })
                    .sum();
                assert!((product - spectrum.values()[column] * spectrum.accounts.row(i as usize)[column]).abs() < 1e-10);
            }
        }
        for rows in [&spectrum.accounts, &spectrum.objects] {
            let gram = rows.gram();
            (0..9).for_each(|at| assert!((gram.values[at] - f64::from(u8::from(at % 4 == 0))).abs() < 1e-10));
        }
    }

    #[test]
    fn either_side_may_be_the_smaller() {
        let mut random = ChaCha8Rng::seed_from_u64(6);
        let joins: Vec<(u32, u32)> =
            (0..40).flat_map(|i| (0..90).map(move |o| (i, o))).filter(|(i, o)| i % 4 == o % 4 || random.next_u32() % 20 == 0).collect();
        let turned: Vec<(u32, u32)> = joins.iter().map(|(i, o)| (*o, *i)).collect();
        let [wide, tall] = [graph(40, 90, &joins), graph(90, 40, &turned)].map(|graph| Spectrum::fit(&graph, 4, &mut random));
        for (a, b) in wide.values().iter().zip(tall.values()) {
            assert!((a - b).abs() < 1e-6, "{a} {b}");
        }
        for (a, b) in [(&wide.accounts, &tall.objects), (&wide.objects, &tall.accounts)] {
            // The first vector is determined but for its sign.
            let cosine: f64 = (0..a.len()).map(|row| a.row(row)[0] * b.row(row)[0]).sum();
            assert!((cosine.abs() - 1.0).abs() < 1e-6, "{cosine}");
        }
    }
}
