//! The accounts on edges, and the connected groups they form.

use super::{Ties, Weights};
use crate::findings::Cells;

/// What is known of each account of the snapshot as a node of the network.
pub(super) struct Nodes {
    /// Accounts it shares an edge with.
    pub(super) partners: Vec<u64>,
    /// Sum of the weights of its edges, in the order of edges.
    strength: Strength,
    /// Shared objects on which it came first, over all its edges.
    pub(super) first: Vec<u64>,
    /// Shared objects on which one of the two came first, over all its edges.
    pub(super) timed: Vec<u64>,
    /// Group of each account on an edge: 1 the largest.
    pub(super) group: Vec<Option<u32>>,
    /// Number of groups.
    pub(super) groups: u32,
    /// Accounts in the largest group.
    pub(super) largest: u64,
}

enum Strength {
    Counts(Vec<u64>),
    Reals(crate::findings::Unit, Vec<f64>),
}

impl Nodes {
    pub(super) fn new(ties: &Ties<'_>) -> Self {
        let accounts = ties.snapshot.accounts.len();
        let (mut partners, mut first, mut timed) = (vec![0; accounts], vec![0; accounts], vec![0; accounts]);
        let mut parent: Vec<u32> = (0..accounts as u32).collect();
        for (edge, (source, target)) in ties.edges.iter().enumerate() {
            let there_and_back = ties.directed && source > target && ties.edges.binary_search(&(*target, *source)).is_ok();
            if there_and_back {
                continue;
            }
            let (source_first, of) = ties.leads(edge);
            for (end, led) in [(*source, source_first), (*target, of - source_first)] {
                partners[end as usize] += 1;
                first[end as usize] += led;
                timed[end as usize] += of;
            }
            let (a, b) = (root(&mut parent, *source), root(&mut parent, *target));
            parent[a.max(b) as usize] = a.min(b);
        }
        let mut size = vec![0u64; accounts];
        let roots: Vec<Option<u32>> =
            (0..accounts as u32).map(|account| (partners[account as usize] > 0).then(|| root(&mut parent, account))).collect();
        roots.iter().flatten().for_each(|root| size[*root as usize] += 1);
        let mut order: Vec<u32> = (0..accounts as u32).filter(|root| size[*root as usize] > 0).collect();
        order.sort_by_key(|root| std::cmp::Reverse(size[*root as usize]));
        let mut number = vec![0; accounts];
        order.iter().zip(1..).for_each(|(root, rank)| number[*root as usize] = rank);
        Self {
            partners,
            strength: Strength::new(ties),
            first,
            timed,
            group: roots.into_iter().map(|root| root.map(|root| number[root as usize])).collect(),
            groups: order.len() as u32,
            largest: order.first().map_or(0, |root| size[*root as usize]),
        }
    }

    /// Accounts on at least one edge, ascending.
    pub(super) fn linked(&self) -> impl Iterator<Item = u32> {
        (0u32..).zip(&self.group).filter(|(_, group)| group.is_some()).map(|(account, _)| account)
    }

    /// The same, by group, the strongest first.
    pub(super) fn strongest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = self.linked().map(|account| account as usize).collect();
        order.sort_by(|a, b| self.group[*a].cmp(&self.group[*b]).then_with(|| self.strength.get(*b).total_cmp(&self.strength.get(*a))));
        order
    }

    /// The strength of each account of the snapshot.
    pub(super) fn strength(&self) -> Cells {
        match &self.strength {
            Strength::Counts(strength) => Cells::Count(strength.iter().copied().map(Some).collect()),
            Strength::Reals(unit, strength) => Cells::Real(*unit, strength.iter().copied().map(Some).collect()),
        }
    }
}

impl Strength {
    fn new(ties: &Ties<'_>) -> Self {
        fn sum<T: Copy + Default + std::ops::AddAssign>(ties: &Ties<'_>, weights: &[T]) -> Vec<T> {
            let mut strength = vec![T::default(); ties.snapshot.accounts.len()];
            for ((source, target), weight) in ties.edges.iter().zip(weights) {
                strength[*source as usize] += *weight;
                strength[*target as usize] += *weight;
            }
            strength
        }
        match &ties.weights {
            Weights::Counts(weights) => Self::Counts(sum(ties, weights)),
            Weights::Reals(unit, weights) => Self::Reals(*unit, sum(ties, weights)),
        }
    }

    fn get(&self, account: usize) -> f64 {
        match self {
            Self::Counts(strength) => strength[account] as f64,
            Self::Reals(_, strength) => strength[account],
        }
    }
}

/// The smallest account of a group, with the path to it shortened.
fn root(parent: &mut [u32], account: u32) -> u32 {
    let mut at = account;
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}
