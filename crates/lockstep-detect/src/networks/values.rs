//! The numbers that every network has, each with what it is a part of.

use super::Ties;
use super::nodes::Nodes;
use crate::findings::{Unit, Value, count};

pub(super) fn shared(ties: &Ties<'_>, acting: &[u32], nodes: &Nodes) -> Vec<Value> {
    let n = acting.len() as u64;
    let objects = ties.layers.iter().map(super::Layered::objects).sum();
    let actions = ties.layers.iter().map(|layer| layer.actions.len() as u64).sum();
    let linked = nodes.linked().count() as u64;
    let edges = "Pairs of accounts that became an edge.";
    vec![
        count("acting", n, Unit::Accounts, None, "Accounts that acted on at least one object of a layer."),
        count("objects", objects, Unit::Objects, None, "Distinct objects that somebody acted on, of all layers."),
        count("actions", actions, Unit::Plain, None, "Actions: an account and an object, and mostly a post and a time."),
        count("eligible_pairs", n * n.saturating_sub(1) / 2, Unit::Pairs, None, "Pairs that the acting accounts could form."),
        count("edges", ties.edges.len() as u64, Unit::Pairs, Some("eligible_pairs"), edges),
        count("linked", linked, Unit::Accounts, Some("acting"), "Accounts on at least one edge."),
        count("groups", u64::from(nodes.groups), Unit::Plain, None, "Connected groups of linked accounts."),
        count("largest_group", nodes.largest, Unit::Accounts, Some("linked"), "Accounts in the largest connected group."),
    ]
}
