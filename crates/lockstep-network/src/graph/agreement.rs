//! How well two divisions agree, beyond what their sizes alone would bring about.

use std::collections::BTreeMap;

use super::labels::{compact, sizes};

/// Below this share of the most probable term, the terms of an expectation no longer change its sum.
const NEGLIGIBLE: f64 = 1e-20;

/// Adjusted mutual information of two divisions of the same nodes, each given as a number below the number of nodes for each.
///
/// 1 for equal divisions, about 0 for independent ones, undefined never: two divisions of which both put all nodes together, or both all
/// apart, are equal. Vinh, Epps & Bailey 2010, JMLR 11:2837, eq. 24a for the expectation, and their `AMI_sum`, normalised by the mean of
/// the two entropies.
///
/// # Panics
/// When the divisions have different lengths.
#[must_use]
pub fn adjusted_mutual_information(a: &[u32], b: &[u32]) -> f64 {
    Divided::new(a).agreement(&Divided::new(b), &Logarithms::up_to(a.len()))
}

/// Logarithms of whole numbers.
#[derive(Debug)]
pub(super) struct Logarithms(Vec<f64>);

impl Logarithms {
    pub(super) fn up_to(most: usize) -> Self {
        Self((0..=most).map(|n| libm::log(n as f64)).collect())
    }

    fn of(&self, n: u32) -> f64 {
        self.0[n as usize]
    }
}

/// A division with what all its comparisons need.
#[derive(Debug)]
pub(super) struct Divided {
    label: Vec<u32>,
    size: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// How many groups there are of each size.
    of_size: BTreeMap<u32, u32>,
}

impl Divided {
    pub(super) fn new(labels: &[u32]) -> Self {
        let (label, _) = compact(labels);
        let size = sizes(&label);
        let mut of_size = BTreeMap::new();
        size.iter().for_each(|size| *of_size.entry(*size).or_default() += 1);
        Self { members: super::labels::members(&label), label, size, of_size }
    }

    /// Adjusted mutual information; `log` reaches to the number of nodes.
    pub(super) fn agreement(&self, other: &Self, log: &Logarithms) -> f64 {
        assert_eq!(self.label.len(), other.label.len(), "divisions of the same nodes");
        if self.label == other.label {
            return 1.0;
        }
        let expected = self.expected(other, log);
        let ceiling = f64::midpoint(self.entropy(log), other.entropy(log));
        let beyond = ceiling - expected;
        if beyond <= 0.0 { 0.0 } else { (self.mutual_information(other, log) - expected) / beyond }
    }

    fn nodes(&self) -> u32 {
        self.label.len() as u32
    }

    /// Entropy, nats.
    fn entropy(&self, log: &Logarithms) -> f64 {
        let n = f64::from(self.nodes());
        self.of_size.iter().map(|(size, groups)| f64::from(*groups) * f64::from(*size) / n * (log.of(self.nodes()) - log.of(*size))).sum()
    }

    /// Mutual information, nats.
    fn mutual_information(&self, other: &Self, log: &Logarithms) -> f64 {
        let n = f64::from(self.nodes());
        let mut common = vec![0_u32; other.size.len()];
        let mut met = Vec::new();
        let mut sum = 0.0;
        for (members, size) in self.members.iter().zip(&self.size) {
            for node in members {
                let label = other.label[*node as usize];
                if common[label as usize] == 0 {
                    met.push(label);
                }
                common[label as usize] += 1;
            }
            for label in met.drain(..) {
                let shared = std::mem::take(&mut common[label as usize]);
                sum += f64::from(shared) / n * (log.of(shared) + log.of(self.nodes()) - log.of(*size) - log.of(other.size[label as usize]));
            }
        }
        sum
    }

    /// The mutual information to be expected of two random divisions with groups of these sizes, nats.
    fn expected(&self, other: &Self, log: &Logarithms) -> f64 {
        let mut sum = 0.0;
        for (a, groups_a) in &self.of_size {
            for (b, groups_b) in &other.of_size {
                sum += f64::from(*groups_a) * f64::from(*groups_b) * expected_of_pair(*a, *b, self.nodes(), log);
            }
        }
        sum
    }
}

/// The expected contribution of a group of `a` and a group of `b` among `n` nodes, nats.
///
/// What they share is hypergeometric. Its terms are taken in proportion to the most probable one, going outwards, and divided by their sum,
/// so that no factorial is needed.
fn expected_of_pair(a: u32, b: u32, n: u32, log: &Logarithms) -> f64 {
    let (least, most) = ((a + b).saturating_sub(n), a.min(b));
    let mode = ((u64::from(a) + 1) * (u64::from(b) + 1) / (u64::from(n) + 2)) as u32;
    let mode = mode.clamp(least, most);
    let constant = log.of(n) - log.of(a) - log.of(b);
    let value = |shared: u32| if shared == 0 { 0.0 } else { f64::from(shared) * (log.of(shared) + constant) };
    let (a, b, rest) = (f64::from(a), f64::from(b), f64::from(n) - f64::from(a) - f64::from(b));
    let (mut probability, mut sum) = (1.0, value(mode));
    let mut term = 1.0;
    for shared in mode..most {
        let k = f64::from(shared);
        term *= (a - k) * (b - k) / ((k + 1.0) * (rest + k + 1.0));
        probability += term;
        sum += term * value(shared + 1);
        if term < NEGLIGIBLE {
            break;
        }
    }
    term = 1.0;
    for shared in (least..mode).rev() {
        let k = f64::from(shared);
        term *= (k + 1.0) * (rest + k + 1.0) / ((a - k) * (b - k));
        probability += term;
        sum += term * value(shared);
        if term < NEGLIGIBLE {
            break;
        }
    }
    sum / probability / f64::from(n)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The mean of the mutual information over all orders of the second division.
    fn brute_force_expected(a: &[u32], b: &[u32]) -> f64 {
        fn each_order(items: &mut Vec<u32>, from: usize, visit: &mut impl FnMut(&[u32])) {
            if from == items.len() {
                return visit(items);
            }
            for at in from..items.len() {
                items.swap(from, at);
                each_order(items, from + 1, visit);
                items.swap(from, at);
            }
        }
        let log = Logarithms::up_to(a.len());
        let (mut sum, mut count) = (0.0, 0.0);
        let first = Divided::new(a);
        each_order(&mut b.to_vec(), 0, &mut |order| {
            sum += first.mutual_information(&Divided::new(order), &log);
            count += 1.0;
        });
        sum / count
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn the_expectation_is_the_mean_over_all_orders(
            a in prop::collection::vec(0u32..4, 6), b in prop::collection::vec(0u32..4, 6),
        ) {
            let expected = Divided::new(&a).expected(&Divided::new(&b), &Logarithms::up_to(6));
            prop_assert!((expected - brute_force_expected(&a, &b)).abs() < 1e-12);
        }
    }

    #[test]
    fn agreement_is_that_of_scikit_learn() {
        // sklearn.metrics.adjusted_mutual_info_score of scikit-learn 1.9.1.
        let agree = |a: &[u32], b: &[u32], expected: f64| {
            assert!((adjusted_mutual_information(a, b) - expected).abs() < 1e-12);
            assert!((adjusted_mutual_information(b, a) - expected).abs() < 1e-12);
        };
        let (a, b) = ([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2], [0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 2, 0, 2, 2, 2, 2, 1]);
        agree(&a, &b, 0.352_479_805_004_557_94);
        let labels = |nodes: u32, of: fn(u32) -> u32| (0..nodes).map(of).collect::<Vec<u32>>();
        let shifted = labels(500, |k| k * k % 7 / 2 + u32::from(k % 11 == 0));
        agree(&labels(500, |k| k * k % 7), &shifted, 0.687_483_528_721_343);
        agree(&labels(60, |k| k % 3), &labels(60, |k| k / 20), -0.030_485_987_292_428_494);
        agree(&labels(40, |k| k.min(19)), &labels(40, |k| k / 2), 0.166_770_590_638_226_83);
    }

    #[test]
    fn equal_divisions_agree_whatever_their_numbers() {
        assert_eq!(adjusted_mutual_information(&[0, 0, 1, 2], &[3, 3, 0, 1]), 1.0);
        assert_eq!(adjusted_mutual_information(&[0, 0, 0], &[1, 1, 1]), 1.0);
        assert_eq!(adjusted_mutual_information(&[0, 1, 2], &[2, 1, 0]), 1.0);
        assert_eq!(adjusted_mutual_information(&[0, 0, 0], &[2, 1, 0]), 0.0);
    }
}
