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
    /// Sets of accounts that each is in, where the findings tell.
    sets: Vec<Option<&'a str>>,
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
        let (community, sets) = described(findings, &names);
        Ok(Self { table, network, names, ties, community, sets, tiered })
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

    /// So many ties at most: of each account's the strongest, as many for each as there is room for, the strongest of all first. With each
    /// how many that is. Among equals it takes some from all over, so that no account seems to be a hub for being first.
    pub(super) fn backbone(&self, most: usize) -> (Vec<Tie>, usize) {
        let scattered = |tie: &Tie| (tie.row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut order = self.strongest_first();
        order.sort_by(|a, b| b.strong.cmp(&a.strong).then(b.weight.total_cmp(&a.weight)).then_with(|| scattered(a).cmp(&scattered(b))));
        let mut seen = vec![0_usize; self.names.len()];
        let ranked: Vec<(usize, Tie)> = order
            .into_iter()
            .map(|tie| {
                let rank = seen[tie.source].min(seen[tie.target]);
                seen[tie.source] += 1;
                seen[tie.target] += 1;
                (rank, tie)
            })
            .collect();
        let within = |rank: usize| ranked.iter().filter(|(of, _)| *of < rank).count();
        let deepest = ranked.iter().map(|(rank, _)| rank + 1).max().unwrap_or(0);
        let rank = (1..=deepest).take_while(|rank| within(*rank) <= most).last().unwrap_or(1);
        let ties = ranked.iter().filter(|(of, _)| *of < rank).map(|(_, tie)| *tie).take(most).collect();
        (ties, rank)
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
            sets: kept.iter().map(|old| self.sets[*old]).collect(),
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

    /// Which sets of the study some accounts are in, and how many of each, the three largest: `, list 18, crowd 2`. Empty where nothing is
    /// known of it.
    pub(super) fn composition(&self, members: &[usize]) -> String {
        const MOST: usize = 3;
        let listed = members.iter().filter_map(|member| Some((self.sets[*member]?, *member)));
        let sets = largest_first(listed).into_iter().take(MOST);
        let told = sets.map(|of| format!(", {} {}", self.sets[of[0]].unwrap_or_default().replace(", ", " and "), of.len()));
        told.collect()
    }

    /// What gets a colour and a shape: communities where the findings have several, else sets of accounts where there are several, else
    /// what hangs together.
    pub(super) fn groups(&self) -> Groups {
        let by = |kind: Kind, members: Vec<Vec<usize>>, called: &dyn Fn(usize) -> String| {
            let large = members.into_iter().filter(|members| members.len() >= GROUP).take(SERIES);
            Groups { kind, groups: large.map(|members| (called(members[0]), members)).collect() }
        };
        let placed = self.community.iter().enumerate().filter_map(|(node, number)| Some(((*number)?, node)));
        let number = |node: usize| self.community[node].map_or_else(String::new, |number| format!("community {number}"));
        let communities = by(Kind::Communities, largest_first(placed), &number);
        if communities.groups.len() > 1 {
            return communities;
        }
        let listed = self.sets.iter().enumerate().filter_map(|(node, sets)| Some(((*sets)?, node)));
        let sets = by(Kind::Sets, largest_first(listed), &|node| self.sets[node].unwrap_or_default().to_owned());
        if self.has_communities() && sets.groups.len() > 1 {
            return sets;
        }
        if communities.groups.is_empty() { by(Kind::Parts, self.parts(), &|_| "group".to_owned()) } else { communities }
    }
}

/// What accounts of one colour and shape have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Communities,
    Sets,
    Parts,
}

impl Kind {
    /// In words, at the start of a sentence.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Communities => "Communities",
            Self::Sets => "Sets of accounts",
            Self::Parts => "Accounts that hang together",
        }
    }
}

/// Accounts that share a colour and a shape, the most numerous first, with what they are called.
pub(super) struct Groups {
    pub(super) kind: Kind,
    pub(super) groups: Vec<(String, Vec<usize>)>,
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

/// What is known of each account: from the first table with a column `account` and one that puts accounts into a `community` or a `group`,
/// and from its column `sets`.
fn described<'a>(findings: &'a Findings, names: &[&str]) -> (Vec<Option<u64>>, Vec<Option<&'a str>>) {
    let (mut communities, mut sets) = (vec![None; names.len()], vec![None; names.len()]);
    let places = |table: &Table| table.column("community").is_some() || table.column("group").is_some();
    let of_accounts = |table: &&Table| matches!(table.column("account"), Some(Cells::Account(_))) && places(table);
    let Some(table) = findings.tables.iter().find(of_accounts) else { return (communities, sets) };
    if let Some(Cells::Account(accounts)) = table.column("account") {
        for (row, account) in accounts.iter().enumerate() {
            let Ok(node) = names.binary_search(&account.as_str()) else { continue };
            if let Some(Cells::Count(numbers)) = table.column("community") {
                communities[node] = numbers[row];
            }
            if let Some(Cells::Text(listed)) = table.column("sets") {
                sets[node] = Some(listed[row].as_str()).filter(|sets| !sets.is_empty());
            }
        }
    }
    (communities, sets)
}
