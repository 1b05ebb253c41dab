//! How much two accounts would share by their activity, the objects' popularity and the interests of their blocks.

use super::Blocks;
use crate::Bipartite;

/// Expected shared objects of every pair of accounts: λ_ij = k_i k_j Σ_c ω_bc ω_b′c / E² · Σ_{α∈c} d_α² π_α, for i in block b and j in b′.
///
/// The degree-corrected block model (Karrer & Newman 2011, Phys. Rev. E 83:016107; bipartite: Larremore, Clauset & Jacobs 2014, Phys. Rev. E
/// 90:012805), with joins as rare as in Chung & Lu 2002: p_iα = k_i d_α ω_bc / E. The affinity ω_bc = e_bc E / (K_b D_c) says how many times
/// as many joins there are between the blocks as their degrees alone would give, where e_bc are the joins between them, K_b and D_c those of
/// each, and E all. With everything from one graph, p_iα = k_i d_α e_bc / (K_b D_c). p above 1, which busy accounts can have with popular
/// objects, raises λ: it errs on the side of chance.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockRates {
    account_degrees: Vec<f64>,
    object_degrees: Vec<f64>,
    blocks: Blocks,
    /// ω_bc / E, a row for each block of accounts.
    affinity: Vec<f64>,
    /// λ_ij / (k_i k_j), for each two blocks of accounts.
    shared: Vec<f64>,
}

/// What the expectations are for, where that is not the graph of which the affinities are taken.
#[derive(Debug, Clone, Copy)]
pub struct Predicted<'a> {
    /// Number of objects of each account, k_i.
    pub account_degrees: &'a [u32],
    /// Number of accounts of each object, d_α.
    pub object_degrees: &'a [u32],
    /// A factor for each object, π_α: 1 counts shared objects, the share of an object's pairs within a window counts synchronous ones.
    pub factors: &'a [f64],
    /// Joins worth of belief that blocks do not matter: ω_bc = (e_bc + prior) / (K_b D_c / E + prior), the mean after a Gamma prior of mean 1.
    ///
    /// 0 gives the plain formula, in which blocks without a join in the fitted graph can never be joined, so that the first join there
    /// is infinitely surprising. When joins were left out of that graph, take more than 0.
    pub prior: f64,
}

impl BlockRates {
    /// Shared objects expected in the graph that the rates are taken of.
    #[must_use]
    pub fn new(graph: &Bipartite, blocks: &Blocks) -> Self {
        let (account_degrees, object_degrees) = degrees(graph);
        let factors = vec![1.0; object_degrees.len()];
        let predicted = Predicted { account_degrees: &account_degrees, object_degrees: &object_degrees, factors: &factors, prior: 0.0 };
        Self::predicting(graph, blocks, &predicted)
    }

    /// Affinities from one graph, as one without the joins under suspicion, and expectations for other degrees and factors, of the same
    /// accounts and objects. A block that has lost all its joins is taken as joined by degree alone.
    ///
    /// # Panics
    /// When there is not one block, one degree and one factor for each account or object of the graph.
    #[must_use]
    pub fn predicting(graph: &Bipartite, blocks: &Blocks, predicted: &Predicted) -> Self {
        let (n, m) = (graph.accounts() as usize, graph.objects() as usize);
        assert!(blocks.of_account.len() == n && predicted.account_degrees.len() == n, "a block and a degree for each account");
        assert!(blocks.of_object.len() == m && predicted.object_degrees.len() == m, "a block and a degree for each object");
        assert_eq!(predicted.factors.len(), m, "a factor for each object");
        let (rows, columns) = (blocks.accounts as usize, blocks.objects as usize);
        let mut joins = vec![0_u64; rows * columns];
        for account in 0..graph.accounts() {
            let row = blocks.of_account[account as usize] as usize * columns;
            graph.objects_of(account).iter().for_each(|object| joins[row + blocks.of_object[*object as usize] as usize] += 1);
        }
        let all = graph.joined() as f64;
        let of_row: Vec<u64> = joins.chunks(columns).map(|row| row.iter().sum()).collect();
        let of_column: Vec<u64> = (0..columns).map(|column| joins.iter().skip(column).step_by(columns).sum()).collect();
        let total: u64 = predicted.account_degrees.iter().map(|degree| u64::from(*degree)).sum();
        let affinity: Vec<f64> = (0..rows * columns)
            .map(|at| {
                let by_degree = if all > 0.0 { of_row[at / columns] as f64 * of_column[at % columns] as f64 / all } else { 0.0 };
                let affinity = if by_degree + predicted.prior > 0.0 {
                    (joins[at] as f64 + predicted.prior) / (by_degree + predicted.prior)
                } else {
                    1.0
                };
                affinity / total.max(1) as f64
            })
            .collect();
        let mut squares = vec![0.0; columns];
        for ((degree, factor), block) in predicted.object_degrees.iter().zip(predicted.factors).zip(&blocks.of_object) {
            squares[*block as usize] += f64::from(*degree) * f64::from(*degree) * factor;
        }
        let both = |at: usize| {
            let (one, other) = (&affinity[at / rows * columns..], &affinity[at % rows * columns..]);
            one.iter().zip(other).zip(&squares).map(|((one, other), squares)| one * other * squares).sum()
        };
        let shared = (0..rows * rows).map(both).collect();
        let real = |degrees: &[u32]| degrees.iter().map(|degree| f64::from(*degree)).collect();
        Self {
            account_degrees: real(predicted.account_degrees),
            object_degrees: real(predicted.object_degrees),
            blocks: blocks.clone(),
            affinity,
            shared,
        }
    }

    /// λ_ij: expected shared objects of two accounts, each times its factor.
    #[must_use]
    pub fn expected(&self, i: u32, j: u32) -> f64 {
        let block = |account: u32| self.blocks.of_account[account as usize] as usize;
        let shared = self.shared[block(i) * self.blocks.accounts as usize + block(j)];
        self.account_degrees[i as usize] * self.account_degrees[j as usize] * shared
    }

    /// p_iα, at most 1: the probability that an account and an object are joined. Exact tails are made of p_iα p_jα π_α.
    #[must_use]
    pub fn probability(&self, account: u32, object: u32) -> f64 {
        let row = self.blocks.of_account[account as usize] as usize * self.blocks.objects as usize;
        let affinity = self.affinity[row + self.blocks.of_object[object as usize] as usize];
        (self.account_degrees[account as usize] * self.object_degrees[object as usize] * affinity).min(1.0)
    }
}

fn degrees(graph: &Bipartite) -> (Vec<u32>, Vec<u32>) {
    let accounts = (0..graph.accounts()).map(|account| graph.objects_of(account).len() as u32).collect();
    (accounts, (0..graph.objects()).map(|object| graph.accounts_of(object).len() as u32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nulls::tests::{graph, planted};

    /// Blocks by remainder.
    fn blocks(graph: &Bipartite, accounts: u32, objects: u32) -> Blocks {
        let of_account = (0..graph.accounts()).map(|i| i % accounts).collect();
        Blocks { of_account, of_object: (0..graph.objects()).map(|o| o % objects).collect(), accounts, objects }
    }

    #[test]
    fn expected_shares_equal_the_sum_over_objects() {
        let graph = planted(60, 40, 3, 5, 11);
        let blocks = blocks(&graph, 3, 2);
        let (k, d) = degrees(&graph);
        let factors: Vec<f64> = (0..40).map(|o| 1.0 / f64::from(o + 1)).collect();
        let weighted =
            BlockRates::predicting(&graph, &blocks, &Predicted { account_degrees: &k, object_degrees: &d, factors: &factors, prior: 0.0 });
        let plain = BlockRates::new(&graph, &blocks);
        // e_bc, K_b and D_c counted join by join.
        let joins: Vec<(u32, u32)> = (0..60).flat_map(|i| graph.objects_of(i).iter().map(move |o| (i, *o))).collect();
        let count = |keep: &dyn Fn(u32, u32) -> bool| joins.iter().filter(|(i, o)| keep(*i, *o)).count() as f64;
        let p = |i: u32, o: u32| {
            let between = count(&|a, b| a % 3 == i % 3 && b % 2 == o % 2);
            let (by_account, by_object) = (count(&|a, _| a % 3 == i % 3), count(&|_, b| b % 2 == o % 2));
            f64::from(k[i as usize]) * f64::from(d[o as usize]) * between / (by_account * by_object)
        };
        for (i, j) in [(0, 1), (0, 3), (7, 20), (58, 59)] {
            let expected: f64 = (0..40).map(|o| p(i, o) * p(j, o)).sum();
            assert!((plain.expected(i, j) - expected).abs() < 1e-12, "{} {expected}", plain.expected(i, j));
            let expected: f64 = (0..40).map(|o| p(i, o) * p(j, o) * factors[o as usize]).sum();
            assert!((weighted.expected(i, j) - expected).abs() < 1e-12);
            (0..40).for_each(|o| assert!((plain.probability(i, o) - p(i, o).min(1.0)).abs() < 1e-12));
        }
    }

    #[test]
    fn one_block_is_the_chung_lu_model() {
        let graph = planted(50, 30, 2, 4, 12);
        let rates = BlockRates::new(&graph, &Blocks::single(&graph));
        let (k, d) = degrees(&graph);
        let all = graph.joined() as f64;
        let squares: f64 = d.iter().map(|d| f64::from(d * d)).sum();
        assert!((rates.expected(3, 8) - f64::from(k[3] * k[8]) * squares / (all * all)).abs() < 1e-12);
    }

    #[test]
    fn thinning_the_fitted_graph_evenly_changes_no_expectation() {
        // Every block loses the same share of its joins with every other, so affinities stay: 2 of 4 joins a cell.
        let full: Vec<(u32, u32)> = (0..4).flat_map(|i| (0..4).map(move |o| (i, o))).collect();
        let thin: Vec<(u32, u32)> = full.iter().copied().filter(|(i, o)| (i / 2 + o / 2) % 2 == 0).collect();
        let (full, thin) = (graph(4, 4, &full), graph(4, 4, &thin));
        let (k, d) = degrees(&full);
        let blocks = blocks(&full, 2, 2);
        let predicted = Predicted { account_degrees: &k, object_degrees: &d, factors: &[1.0; 4], prior: 0.0 };
        let rates = BlockRates::predicting(&thin, &blocks, &predicted);
        assert!((rates.expected(0, 1) - BlockRates::new(&full, &blocks).expected(0, 1)).abs() < 1e-12);
    }

    #[test]
    fn blocks_without_joins_fall_back_on_degrees() {
        // Fitted: only the first account and object are joined. Block 1 of accounts has lost everything.
        let fitted = graph(2, 2, &[(0, 0)]);
        let blocks = blocks(&fitted, 2, 2);
        let of = |prior| Predicted { account_degrees: &[1, 2], object_degrees: &[2, 1], factors: &[1.0; 2], prior };
        let plain = BlockRates::predicting(&fitted, &blocks, &of(0.0));
        assert!((plain.probability(1, 1) - 2.0 / 3.0).abs() < 1e-12);
        let shrunk = BlockRates::predicting(&fitted, &blocks, &of(1.0));
        assert!((shrunk.probability(0, 0) - 2.0 / 3.0).abs() < 1e-12);
        // Affinity (0 + 1)/(0 + 1), for D is 0.
        assert!((shrunk.probability(0, 1) - 1.0 / 3.0).abs() < 1e-12);
    }
}
