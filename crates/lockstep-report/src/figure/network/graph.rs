//! The network of some findings: accounts as numbers, ties between them, and the groups they are coloured by.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_detect::{Cells, Findings, Network, Table};

use super::super::columns;
use super::super::palette::SERIES;

/// Accounts that hang together count as a group from this number.
pub(super) const GROUP: usize = 3;

/// A tie between two accounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    /// Its row in the table of ties.
    pub(super) row: usize,
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) weight: f64,
    /// Of the best tier, where ties have one.
    pub(super) strong: bool,
}

/// Accounts and ties as the findings hold them.
pub(super) struct Graph<'a> {
    pub(super) table: &'a Table,
    pub(super) network: &'a Network,
    /// The accounts on a tie, in the order of their names.
    pub(super) names: Vec<&'a str>,
    /// The ties in the order of the table, without those from an account to itself.
    pub(super) ties: Vec<Tie>,
    /// Community of each account, where the findings tell.
    pub(super) community: Vec<Option<u64>>,
    /// Whether ties have tiers, and more than one of them occurs.
    pub(super) tiered: bool,
}

impl<'a> Graph<'a> {
    /// Read it.
    ///
    /// # Errors
    /// When the findings have no network, or its table of ties is not as it should be.
    pub(super) fn read(findings: &'a Findings) -> Result<Self, String> {
        let network = findings.network.as_ref().ok_or("the findings have no network")?;
        let table = columns::table(findings, &network.edges)?;
        let (sources, targets) = (columns::names(table, "source")?, columns::names(table, "target")?);
        let weights = columns::numbers(table, "weight")?;
        let weight = |row: usize| weights.get(row).copied().flatten().filter(|weight| weight.is_finite()).unwrap_or(0.0).max(0.0);
        let names: Vec<&str> = sources.iter().chain(targets).map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
        let number = |name: &str| names.binary_search(&name).ok();
        let best = columns::names(table, "tier").ok().and_then(|tiers| Some((tiers, tiers.iter().max()?)));
        let strong = |row: usize| best.is_none_or(|(tiers, best)| tiers.get(row) == Some(best));
        let ties: Vec<Tie> = (0..table.rows())
            .filter(|row| sources[*row] != targets[*row])
            .filter_map(|row| {
                let (source, target) = (number(&sources[row])?, number(&targets[row])?);
                Some(Tie { row, source, target, weight: weight(row), strong: strong(row) })
            })
            .collect();
        let tiered = ties.iter().any(|tie| !tie.strong);
        let community = communities(findings, &names);
        Ok(Self { table, network, names, ties, community, tiered })
    }

    /// True when the findings say in which community accounts are.
    pub(super) fn has_communities(&self) -> bool {
        self.community.iter().any(Option::is_some)
    }

    /// Sum of the weights of each account's ties.
    pub(super) fn strength(&self) -> Vec<f64> {
        let mut strength = vec![0.0; self.names.len()];
        for tie in &self.ties {
            strength[tie.source] += tie.weight;
            strength[tie.target] += tie.weight;
        }
        strength
    }

    /// The ties, the strongest first.
    pub(super) fn strongest_first(&self) -> Vec<Tie> {
        let mut order = self.ties.clone();
        order.sort_by(|a, b| b.strong.cmp(&a.strong).then(b.weight.total_cmp(&a.weight)).then(a.row.cmp(&b.row)));
        order
    }

    /// The strongest ties that join at most `most` accounts, and these accounts.
    pub(super) fn strongest(&self, most: usize) -> Self {
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        let mut ties = Vec::new();
        for tie in self.strongest_first() {
            let new = [tie.source, tie.target].iter().filter(|end| !kept.contains(end)).count();
            if kept.len() + new <= most {
                kept.extend([tie.source, tie.target]);
                ties.push(tie);
            }
        }
        ties.sort_by_key(|tie| tie.row);
        let kept: Vec<usize> = kept.into_iter().collect();
        let number = |old: usize| kept.binary_search(&old).unwrap_or_default();
        for tie in &mut ties {
            (tie.source, tie.target) = (number(tie.source), number(tie.target));
        }
        Self {
            table: self.table,
            network: self.network,
            names: kept.iter().map(|old| self.names[*old]).collect(),
            ties,
            community: kept.iter().map(|old| self.community[*old]).collect(),
            tiered: self.tiered,
        }
    }

    /// The accounts that hang together, the largest part first.
    pub(super) fn parts(&self) -> Vec<Vec<usize>> {
        fn find(root: &mut [usize], mut node: usize) -> usize {
            while root[node] != node {
                root[node] = root[root[node]];
                node = root[node];
            }
            node
        }
        let mut root: Vec<usize> = (0..self.names.len()).collect();
        for tie in &self.ties {
            let (a, b) = (find(&mut root, tie.source), find(&mut root, tie.target));
            root[a.max(b)] = a.min(b);
        }
        largest_first((0..self.names.len()).map(|node| (find(&mut root, node), node)))
    }

    /// The groups that get a colour and a shape, the largest first: communities where the findings have them, else parts that hang together.
    pub(super) fn groups(&self) -> Vec<Group> {
        let members = if self.has_communities() {
            let placed = self.community.iter().enumerate();
            largest_first(placed.filter_map(|(node, community)| Some((community.as_ref().copied()?, node))))
        } else {
            self.parts()
        };
        let large = members.into_iter().filter(|members| members.len() >= GROUP).take(SERIES);
        large.map(|members| Group { community: self.community[members[0]], members }).collect()
    }
}

/// Accounts that share a colour and a shape.
pub(super) struct Group {
    /// Its number, where it is a community.
    pub(super) community: Option<u64>,
    pub(super) members: Vec<usize>,
}

/// The members of each label, the most numerous first, then by the first of them.
pub(super) fn largest_first<K: Ord>(labelled: impl Iterator<Item = (K, usize)>) -> Vec<Vec<usize>> {
    let mut members: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (label, node) in labelled {
        members.entry(label).or_default().push(node);
    }
    let mut parts: Vec<Vec<usize>> = members.into_values().collect();
    parts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    parts
}

/// The community of each account: from the first table with columns `account` and `community`.
fn communities(findings: &Findings, names: &[&str]) -> Vec<Option<u64>> {
    let mut of = vec![None; names.len()];
    let tables = findings.tables.iter().filter_map(|table| Some((table.column("account")?, table.column("community")?)));
    if let Some((Cells::Account(accounts), Cells::Count(communities))) = tables.into_iter().next() {
        for (account, community) in accounts.iter().zip(communities) {
            if let Ok(number) = names.binary_search(&account.as_str()) {
                of[number] = *community;
            }
        }
    }
    of
}
