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
/// A squared singular value below this share of the largest is a zero.
const ZERO: f64 = 1e-12;

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
    /// SIAM Review 53:217, algorithm 4.4). Every sum is taken in an order that does not depend on the number of threads. The rank is at most
    /// `rank`, and less where the joins have less. `random` gives the start.
    #[must_use]
    pub fn fit(graph: &Bipartite, rank: u32, random: &mut ChaCha8Rng) -> Self {
        let (n, m) = (graph.accounts() as usize, graph.objects() as usize);
        let rank = (rank as usize).min(n).min(m);
        let width = (rank + SPARE).min(n).min(m);
        if rank == 0 || graph.joined() == 0 {
            return Self { accounts: Rows::zero(n, 0), objects: Rows::zero(m, 0), values: Vec::new() };
        }
        let scale = |degrees: Vec<usize>| -> Vec<f64> {
            let mean = graph.joined() as f64 / degrees.len() as f64;
            degrees.into_iter().map(|degree| 1.0 / libm::sqrt(degree as f64 + mean)).collect()
        };
        let by_account = scale((0..graph.accounts()).map(|i| graph.objects_of(i).len()).collect());
        let by_object = scale((0..graph.objects()).map(|o| graph.accounts_of(o).len()).collect());
        let to_objects =
            |accounts: &Rows, sums: &mut Rows| gather(|object| graph.accounts_of(object), accounts, &by_object, &by_account, sums);
        let to_accounts =
            |objects: &Rows, sums: &mut Rows| gather(|account| graph.objects_of(account), objects, &by_account, &by_object, sums);

        let mut start = Rows::zero(m, width);
        start.values.iter_mut().for_each(|value| *value = (random.next_u64() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0);
        // The arrays are large: they are filled again and again, and not allocated again.
        let (mut of_accounts, mut of_objects) = (Rows::zero(n, width), Rows::zero(m, width));
        let (mut accounts, mut objects) = (Rows::zero(n, width), start);
        to_accounts(&objects, &mut of_accounts);
        orthonormal(&of_accounts, &mut accounts);
        let mut values = vec![0.0; rank];
        for round in 0..=ROUNDS {
            to_objects(&accounts, &mut of_objects);
            orthonormal(&of_objects, &mut objects);
            to_accounts(&objects, &mut of_accounts);
            let (squares, rotation) = orthonormal(&of_accounts, &mut accounts);
            let found: Vec<f64> = squares.iter().take(rank).map(|square| libm::sqrt(*square)).collect();
            let settled = found.len() == values.len() && found.iter().zip(&values).all(|(new, old)| (new - old).abs() <= SETTLED * new);
            values = found;
            if settled || round == ROUNDS {
                let kept = values.len();
                return Self { accounts: accounts.first(kept), objects: objects.times(&rotation).first(kept), values };
            }
        }
        unreachable!("the last round returns")
    }

    /// The singular values, largest first: at most 1.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// For each row, the sum of the rows in its list, each times its own factor and that of the row.
fn gather<'a>(lists: impl Fn(u32) -> &'a [u32] + Sync, from: &Rows, own: &[f64], other: &[f64], sums: &mut Rows) {
    sums.clear_to(own.len(), from.width);
    sums.values.par_chunks_mut(from.width).enumerate().for_each(|(at, row)| {
        for item in lists(at as u32) {
            let factor = own[at] * other[*item as usize];
            row.iter_mut().zip(from.row(*item as usize)).for_each(|(value, other)| *value += factor * other);
        }
    });
}

/// The rows turned so that their columns are orthogonal, longest first, and scaled to length one; gives the squared lengths, and the turn.
/// Columns that are no more than rounding are left out.
fn orthonormal(rows: &Rows, turned: &mut Rows) -> (Vec<f64>, Rows) {
    let (squares, vectors) = eigen(&rows.gram());
    let kept = squares.iter().take_while(|square| **square > ZERO * squares[0]).count();
    let rotation = vectors.first(kept);
    let mut scaled = rotation.clone();
    for row in scaled.values.chunks_mut(kept.max(1)) {
        row.iter_mut().zip(&squares).for_each(|(value, square)| *value /= libm::sqrt(*square));
    }
    rows.times_into(&scaled, turned);
    (squares[..kept].to_vec(), rotation)
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
            (0..30).flat_map(|i| (0..20).map(move |o| (i, o))).filter(|(i, o)| (i % 3 == o % 3) || random.next_u32() % 9 == 0).collect();
        let graph = graph(30, 20, &joins);
        let spectrum = Spectrum::fit(&graph, 3, &mut random);
        let (tau_a, tau_o) = (graph.joined() as f64 / 30.0, graph.joined() as f64 / 20.0);
        for column in 0..3 {
            for i in 0..30 {
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
}
