//! The tables that every network has.

use lockstep_network::Shared;
use lockstep_snapshot::Snapshot;

use super::nodes::Nodes;
use super::{Ties, Weights};
use crate::findings::{Cells, Table, TableColumn, Unit};
use crate::groups::{as_controls, column, groups, sets_of};
use crate::numbers::share;

pub(super) fn counts(numbers: impl IntoIterator<Item = u64>) -> Cells {
    Cells::Count(numbers.into_iter().map(Some).collect())
}

fn selected(columns: &[TableColumn], rows: &[usize]) -> Vec<TableColumn> {
    columns.iter().map(|one| column(&one.name, &one.meaning, one.cells.select(rows))).collect()
}

/// How many accounts of each set are linked.
pub(super) fn by_set(snapshot: &Snapshot, acting: &[u32], nodes: &Nodes) -> Table {
    let groups = groups(snapshot, acting);
    let count = |test: &dyn Fn(u32) -> bool| -> Vec<u64> {
        groups.iter().map(|group| group.members.iter().filter(|member| test(**member)).count() as u64).collect()
    };
    let active = count(&|account| acting.binary_search(&account).is_ok());
    let linked = count(&|account| nodes.group[account as usize].is_some());
    let shares = linked.iter().zip(&active).map(|(linked, active)| share(*linked, *active)).collect();
    let [as_controls, at_most] = as_controls(&groups, &linked, &active);
    Table {
        name: "by_set".to_owned(),
        about: "One row a set of accounts; an account in two sets counts in both.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("accounts", "Accounts in the set", counts(groups.iter().map(|group| group.members.len() as u64))),
            column("acting", "Accounts that acted on an object of a layer", counts(active)),
            column("linked", "Accounts on at least one edge", counts(linked)),
            column("linked_share", "Linked, of those that acted", Cells::Real(Unit::Share, shares)),
            as_controls,
            at_most,
        ],
    }
}

/// How much each layer holds.
pub(super) fn layers(ties: &Ties<'_>) -> Table {
    let acting = |layer: &super::Layered<'_>| layer.actions.objects_of_each().iter().filter(|objects| **objects > 0).count() as u64;
    let mut columns = vec![
        column(
            "layer",
            "What two accounts have in common",
            Cells::Text(ties.layers.iter().map(|layer| layer.layer.name().to_owned()).collect()),
        ),
        column("object", "What an object is", Cells::Text(ties.layers.iter().map(|layer| layer.layer.words().to_owned()).collect())),
        column("acting", "Accounts that acted on at least one object", counts(ties.layers.iter().map(acting))),
        column("objects", "Distinct objects that somebody acted on", counts(ties.layers.iter().map(super::Layered::objects))),
        column("actions", "Actions", counts(ties.layers.iter().map(|layer| layer.actions.len() as u64))),
    ];
    columns.extend(ties.of_layers.iter().cloned());
    Table { name: "layers".to_owned(), about: "One row a layer, in the order of the study.".to_owned(), key: 1, columns }
}

/// The edges, in the given order.
pub(super) fn edges(ties: &Ties<'_>, order: &[usize], objects_of: &[u64]) -> Table {
    let ends = || order.iter().map(|edge| ties.edges[*edge]);
    let ids = |end: fn((u32, u32)) -> u32| Cells::Account(ends().map(|edge| ties.snapshot.accounts.get(end(edge)).to_owned()).collect());
    let objects = |end: fn((u32, u32)) -> u32| counts(ends().map(|edge| objects_of[end(edge) as usize]));
    let weights = match &ties.weights {
        Weights::Counts(weights) => Cells::Count(weights.iter().copied().map(Some).collect()),
        Weights::Reals(unit, weights) => Cells::Real(*unit, weights.iter().copied().map(Some).collect()),
    };
    let (source, target) = if ties.directed {
        ("Account that the edge comes from", "Account that it points to")
    } else {
        ("One account of the pair", "The other account")
    };
    let mut columns = vec![
        column("source", source, ids(|edge| edge.0)),
        column("target", target, ids(|edge| edge.1)),
        column("weight", &capitalised(&ties.weight), weights.select(order)),
    ];
    if ties.layers.len() > 1 {
        for (layer, evidence) in ties.layers.iter().zip(&ties.evidence) {
            let meaning = format!("Distinct objects shared in this layer: {}", layer.layer.words());
            columns.push(column(layer.layer.name(), &meaning, counts(order.iter().map(|edge| u64::from(evidence[*edge].objects)))));
        }
    }
    columns.extend(selected(&ties.of_edges, order));
    columns.push(column("objects_source", "Distinct objects the first account acted on", objects(|edge| edge.0)));
    columns.push(column("objects_target", "Distinct objects the other account acted on", objects(|edge| edge.1)));
    if ties.is_timed() {
        columns.extend(times(ties, order));
    }
    Table { name: "edges".to_owned(), about: "One row an edge: the heaviest first.".to_owned(), key: 2, columns }
}

/// How close in time the two were, and who came first.
fn times(ties: &Ties<'_>, order: &[usize]) -> Vec<TableColumn> {
    let least = |edge: &usize| {
        let timed = ties.evidence.iter().zip(ties.layers).filter(|(_, layer)| layer.layer.is_timed());
        timed.filter_map(|(evidence, _)| evidence[*edge].shared.first()).map(|shared| shared.distance).min()
    };
    let least = order.iter().map(|edge| least(edge).map(|ms| ms as f64 / 1_000.0)).collect();
    let leads: Vec<(u64, u64)> = order.iter().map(|edge| ties.leads(*edge)).collect();
    let shares = leads.iter().map(|(first, of)| share(*first, *of)).collect();
    vec![
        column("least_seconds", "Least time between their actions, seconds", Cells::Real(Unit::Seconds, least)),
        column(
            "first_source",
            "Shared objects on which the first account came first, by the two posts closest in time",
            counts(leads.iter().map(|(first, _)| *first)),
        ),
        column("not_at_once", "Shared objects on which one of the two came first", counts(leads.iter().map(|(_, of)| *of))),
        column(
            "lead_share",
            "Objects on which the first account came first, of those on which one of the two did",
            Cells::Real(Unit::Share, shares),
        ),
    ]
}

/// What the edges rest on in one layer.
pub(super) fn evidence(ties: &Ties<'_>, layer: usize, order: &[usize]) -> Table {
    let layered = &ties.layers[layer];
    let of_edge = |edge: usize| {
        let ends = ties.edges[edge];
        ties.evidence[layer][edge].shared.iter().map(move |shared| (ends, *shared))
    };
    let rows: Vec<((u32, u32), Shared)> = order.iter().flat_map(|edge| of_edge(*edge)).collect();
    let accounts = |end: fn((u32, u32)) -> u32| {
        Cells::Account(rows.iter().map(|(edge, _)| ties.snapshot.accounts.get(end(*edge)).to_owned()).collect())
    };
    let objects: Vec<u32> = rows.iter().map(|(_, shared)| shared.object).collect();
    let mut columns = vec![
        column("source", "One account of the pair", accounts(|edge| edge.0)),
        column("target", "The other account", accounts(|edge| edge.1)),
        column("object", &format!("What both acted on: {}", layered.layer.words()), layered.cells(&objects)),
    ];
    if layered.layer.has_posts() {
        let posts = &ties.snapshot.posts;
        let ids =
            |post: fn(&Shared) -> u32| Cells::Post(rows.iter().map(|(_, shared)| posts.id.get(post(shared) as usize).to_owned()).collect());
        let times =
            |post: fn(&Shared) -> u32| Cells::Time(rows.iter().map(|(_, shared)| Some(posts.time[post(shared) as usize])).collect());
        let seconds = rows.iter().map(|(_, shared)| Some(shared.distance as f64 / 1_000.0)).collect();
        columns.push(column("source_post", "Post of the first account", ids(|shared| shared.source_post)));
        columns.push(column("target_post", "Post of the other account", ids(|shared| shared.target_post)));
        columns.push(column("source_time", "When the first account posted", times(|shared| shared.source_post)));
        columns.push(column("target_time", "When the other account posted", times(|shared| shared.target_post)));
        columns.push(column("seconds", "Time between the two, seconds", Cells::Real(Unit::Seconds, seconds)));
    }
    let only = ties.layers.len() == 1;
    Table {
        name: if only { "evidence".to_owned() } else { format!("evidence_{}", layered.layer.name()) },
        about: if layered.layer.has_posts() {
            "One row a shared object of an edge: the two posts closest in time.".to_owned()
        } else {
            "One row a shared object of an edge.".to_owned()
        },
        key: 3,
        columns,
    }
}

/// The linked accounts.
pub(super) fn accounts(ties: &Ties<'_>, nodes: &Nodes, objects_of: &[u64], ordinary: &[String]) -> Table {
    let order = nodes.strongest_first();
    let of = |numbers: &[u64]| counts(order.iter().map(|account| numbers[*account]));
    let ids = order.iter().map(|account| ties.snapshot.accounts.get(*account as u32).to_owned()).collect();
    let mut columns = vec![
        column("account", "Account", Cells::Account(ids)),
        column(
            "sets",
            "Sets of the study that it is in",
            Cells::Text(order.iter().map(|account| sets_of(ties.snapshot, *account as u32)).collect()),
        ),
        column(
            "group",
            "Connected group; 1 is the largest",
            counts(order.iter().map(|account| u64::from(nodes.group[*account].unwrap_or(0)))),
        ),
        column("partners", "Accounts it shares an edge with", of(&nodes.partners)),
        column("strength", "Sum of the weights of its edges", nodes.strength().select(&order)),
        column("objects", "Distinct objects it acted on", of(objects_of)),
    ];
    columns.extend(selected(&ties.of_accounts, &order));
    if ties.is_timed() {
        let shares = order.iter().map(|account| share(nodes.first[*account], nodes.timed[*account])).collect();
        columns.push(column("first", "Shared objects on which it came first, over all its edges", of(&nodes.first)));
        columns.push(column("of", "Shared objects on which one of the two came first, over all its edges", of(&nodes.timed)));
        columns.push(column(
            "lead_share",
            "Objects on which it came first, of those on which one of the two did",
            Cells::Real(Unit::Share, shares),
        ));
    }
    let ordinary = order.iter().map(|account| ordinary[*account].clone()).collect();
    columns.push(column("ordinary_explanation", "Ordinary explanations that fit its group; empty when none does", Cells::Text(ordinary)));
    Table { name: "accounts".to_owned(), about: "One row a linked account: by group, the strongest first.".to_owned(), key: 1, columns }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
