//! From counted pairs to findings: values, edges, evidence, accounts.

use lockstep_snapshot::{Snapshot, grouped};

use super::Settings;
use super::layer::Actions;
use super::window_counts::{Counted, Edge, Shared};
use crate::findings::{Cells, Findings, Network, Number, Table, Unit, Value};
use crate::groups::{column, groups};
use crate::numbers::share;

pub(super) fn findings(settings: &Settings, snapshot: &Snapshot, actions: &Actions<'_>, counted: &Counted) -> Findings {
    let acting: Vec<u32> =
        (0u32..).zip(&actions.objects_of).filter(|(_, objects)| **objects > 0).map(|(account, _)| account).collect();
    let nodes = Nodes::new(&counted.edges, actions.objects_of.len());
    let mut notes = Vec::new();
    if actions.left_out > 0 {
        notes.push(format!("{} objects were left out because more accounts acted on them than `most_accounts` allows.", grouped(actions.left_out)));
    }
    let listed: usize = counted.edges.iter().map(|edge| edge.evidence.len()).sum();
    let total: u64 = counted.edges.iter().map(|edge| u64::from(edge.weight)).sum();
    if (listed as u64) < total {
        notes.push(format!(
            "The evidence table lists {} of {} shared objects: for each edge those with the least time between.",
            grouped(listed as u64),
            grouped(total)
        ));
    }
    Findings {
        values: values(settings, actions, counted, &acting, &nodes),
        tables: vec![
            by_set(snapshot, &acting, &nodes),
            edges(snapshot, actions, &counted.edges),
            evidence(snapshot, actions, &counted.edges),
            accounts(snapshot, actions, &nodes),
        ],
        network: Some(Network {
            edges: "edges".to_owned(),
            directed: false,
            weight: "distinct objects shared within the window".to_owned(),
            evidence: Some("evidence".to_owned()),
        }),
        notes,
    }
}

/// The accounts on edges, and the connected groups they form.
struct Nodes {
    /// Number of edges of each account of the snapshot.
    partners: Vec<u32>,
    /// Sum of the weights of its edges.
    strength: Vec<u64>,
    /// Group of each account on an edge: 1 the largest.
    group: Vec<Option<u32>>,
    groups: u32,
    largest: u64,
}

impl Nodes {
    fn new(edges: &[Edge], accounts: usize) -> Self {
        let mut partners = vec![0; accounts];
        let mut strength = vec![0; accounts];
        let mut parent: Vec<u32> = (0..accounts as u32).collect();
        for edge in edges {
            for end in [edge.source, edge.target] {
                partners[end as usize] += 1;
                strength[end as usize] += u64::from(edge.weight);
            }
            let (a, b) = (root(&mut parent, edge.source), root(&mut parent, edge.target));
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
            strength,
            group: roots.into_iter().map(|root| root.map(|root| number[root as usize])).collect(),
            groups: order.len() as u32,
            largest: order.first().map_or(0, |root| size[*root as usize]),
        }
    }

    fn linked(&self) -> impl Iterator<Item = u32> {
        (0u32..).zip(&self.group).filter(|(_, group)| group.is_some()).map(|(account, _)| account)
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

fn values(settings: &Settings, actions: &Actions<'_>, counted: &Counted, acting: &[u32], nodes: &Nodes) -> Vec<Value> {
    let n = acting.len() as u64;
    let value = |name: &str, number, unit, of: Option<&str>, meaning: &str| Value {
        name: name.to_owned(),
        number,
        unit,
        of: of.map(str::to_owned),
        meaning: meaning.to_owned(),
    };
    let count = Number::Count;
    vec![
        value("acting", count(n), Unit::Accounts, None, "Accounts that acted on at least one object of the layer."),
        value("objects", count(u64::from(actions.objects()) - actions.left_out), Unit::Objects, None, "Distinct objects of the layer."),
        value("actions", count(actions.len() as u64), Unit::Plain, None, "Actions: an account, an object and a time."),
        value("eligible_pairs", count(n * n.saturating_sub(1) / 2), Unit::Pairs, None, "Pairs that the acting accounts could form."),
        value("pairs_met", count(counted.pairs_met), Unit::Plain, None, "Pairs of actions on one object within the window, own ones included."),
        value("pairs_sharing", count(counted.pairs_sharing), Unit::Pairs, Some("eligible_pairs"), "Pairs of accounts that share an object within the window."),
        value("edges", count(counted.edges.len() as u64), Unit::Pairs, Some("eligible_pairs"), "Pairs that reach the minimum weight."),
        value("linked", count(nodes.linked().count() as u64), Unit::Accounts, Some("acting"), "Accounts on at least one edge."),
        value("groups", count(u64::from(nodes.groups)), Unit::Plain, None, "Connected groups of linked accounts."),
        value("largest_group", count(nodes.largest), Unit::Accounts, Some("linked"), "Accounts in the largest connected group."),
        value("minimum_weight", count(u64::from(settings.minimum_weight)), Unit::Objects, None, "Shared objects that make an edge, as set in the study."),
        value("window", Number::Real(settings.window.ms() as f64 / 1_000.0), Unit::Seconds, None, "Time that counts as together, as set in the study."),
    ]
}

fn by_set(snapshot: &Snapshot, acting: &[u32], nodes: &Nodes) -> Table {
    let groups = groups(snapshot, acting);
    let count = |test: &dyn Fn(u32) -> bool| -> Vec<u64> {
        groups.iter().map(|group| group.members.iter().filter(|member| test(**member)).count() as u64).collect()
    };
    let active = count(&|account| acting.binary_search(&account).is_ok());
    let linked = count(&|account| nodes.group[account as usize].is_some());
    let shares = linked.iter().zip(&active).map(|(linked, active)| share(*linked, *active)).collect();
    let some = |counts: Vec<u64>| Cells::Count(counts.into_iter().map(Some).collect());
    Table {
        name: "by_set".to_owned(),
        about: "One row a set of accounts; an account in two sets counts in both.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("accounts", "Accounts in the set", some(groups.iter().map(|group| group.members.len() as u64).collect())),
            column("acting", "Accounts that acted on an object of the layer", some(active)),
            column("linked", "Accounts on at least one edge", some(linked)),
            column("linked_share", "Linked, of those that acted", Cells::Real(Unit::Share, shares)),
        ],
    }
}

fn edges(snapshot: &Snapshot, actions: &Actions<'_>, edges: &[Edge]) -> Table {
    let mut order: Vec<&Edge> = edges.iter().collect();
    order.sort_by_key(|edge| std::cmp::Reverse(edge.weight));
    let ids = |end: fn(&Edge) -> u32| Cells::Account(order.iter().map(|edge| snapshot.accounts.get(end(edge)).to_owned()).collect());
    let count = |number: &dyn Fn(&Edge) -> u32| Cells::Count(order.iter().map(|edge| Some(u64::from(number(edge)))).collect());
    let least = order.iter().map(|edge| edge.evidence.first().map(|shared| shared.distance as f64 / 1_000.0)).collect();
    Table {
        name: "edges".to_owned(),
        about: "One row an edge: the heaviest first.".to_owned(),
        key: 2,
        columns: vec![
            column("source", "One account of the pair", ids(|edge| edge.source)),
            column("target", "The other account", ids(|edge| edge.target)),
            column("weight", "Distinct objects shared within the window", count(&|edge| edge.weight)),
            column("objects_source", "Distinct objects the first account acted on", count(&|edge| actions.objects_of[edge.source as usize])),
            column("objects_target", "Distinct objects the other account acted on", count(&|edge| actions.objects_of[edge.target as usize])),
            column("least_seconds", "Least time between their actions, seconds", Cells::Real(Unit::Seconds, least)),
        ],
    }
}

fn evidence(snapshot: &Snapshot, actions: &Actions<'_>, edges: &[Edge]) -> Table {
    let mut order: Vec<&Edge> = edges.iter().collect();
    order.sort_by_key(|edge| std::cmp::Reverse(edge.weight));
    let rows: Vec<(&Edge, &Shared)> = order.iter().flat_map(|edge| edge.evidence.iter().map(move |shared| (*edge, shared))).collect();
    let accounts = |end: fn(&Edge) -> u32| Cells::Account(rows.iter().map(|(edge, _)| snapshot.accounts.get(end(edge)).to_owned()).collect());
    let posts = |post: fn(&Shared) -> u32| Cells::Post(rows.iter().map(|(_, shared)| snapshot.posts.id.get(post(shared) as usize).to_owned()).collect());
    let times = |post: fn(&Shared) -> u32| Cells::Time(rows.iter().map(|(_, shared)| Some(snapshot.posts.time[post(shared) as usize])).collect());
    let objects: Vec<String> = rows.iter().map(|(_, shared)| actions.names.get(shared.object).to_owned()).collect();
    let seconds = rows.iter().map(|(_, shared)| Some(shared.distance as f64 / 1_000.0)).collect();
    Table {
        name: "evidence".to_owned(),
        about: "One row a shared object of an edge: the two posts closest in time.".to_owned(),
        key: 3,
        columns: vec![
            column("source", "One account of the pair", accounts(|edge| edge.source)),
            column("target", "The other account", accounts(|edge| edge.target)),
            column("object", "What both acted on", if actions.objects_are_posts { Cells::Post(objects) } else { Cells::Object(objects) }),
            column("source_post", "Post of the first account", posts(|shared| shared.source_post)),
            column("target_post", "Post of the other account", posts(|shared| shared.target_post)),
            column("source_time", "When the first account posted", times(|shared| shared.source_post)),
            column("seconds", "Time between the two, seconds", Cells::Real(Unit::Seconds, seconds)),
        ],
    }
}

fn accounts(snapshot: &Snapshot, actions: &Actions<'_>, nodes: &Nodes) -> Table {
    let mut order: Vec<u32> = nodes.linked().collect();
    order.sort_by_key(|account| (nodes.group[*account as usize], std::cmp::Reverse(nodes.strength[*account as usize])));
    let count = |number: &dyn Fn(usize) -> u64| Cells::Count(order.iter().map(|account| Some(number(*account as usize))).collect());
    Table {
        name: "accounts".to_owned(),
        about: "One row a linked account: by group, the strongest first.".to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", Cells::Account(order.iter().map(|account| snapshot.accounts.get(*account).to_owned()).collect())),
            column("group", "Connected group; 1 is the largest", count(&|account| u64::from(nodes.group[account].unwrap_or(0)))),
            column("partners", "Accounts it shares an edge with", count(&|account| u64::from(nodes.partners[account]))),
            column("strength", "Sum of the weights of its edges", count(&|account| nodes.strength[account])),
            column("objects", "Distinct objects it acted on", count(&|account| u64::from(actions.objects_of[account]))),
        ],
    }
}
