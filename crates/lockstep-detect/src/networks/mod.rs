//! From edges between accounts to findings: what every engine that makes a network tells in the same way.
//!
//! An engine gives its layers, its edges with weights and evidence, and columns and values of its own; from here come the tables
//! `by_set`, `layers`, `edges`, `evidence`, `accounts` and `ordinary_explanations`, the connected groups, and the values with their denominators.

mod budget;
mod chance;
mod nodes;
mod ordinary;
mod programs;
mod structure;
mod tables;
mod values;

use lockstep_network::{Actions, Evidence};
use lockstep_snapshot::{Snapshot, grouped};

use crate::findings::{Findings, Network, TableColumn, Unit, Value, count};
use crate::layers::Layered;
use nodes::Nodes;

pub(crate) use budget::{Comparison, refuse};
pub(crate) use chance::{Asked, CHANCE, Chance, DECOYS, EXPECTED_FALSE, JOINED_NEARBY, LIMITS_OF_DECOYS, SOURCES_OF_DECOYS};
pub(crate) use ordinary::ORDINARY;
pub(crate) use structure::Structure;

/// A network and all that is known of it.
pub(crate) struct Ties<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) layers: &'a [Layered<'a>],
    /// (source, target), ascending, each once.
    pub(crate) edges: Vec<(u32, u32)>,
    /// One an edge.
    pub(crate) weights: Weights,
    /// What a weight counts or measures.
    pub(crate) weight: String,
    /// Whether an edge points from source to target.
    pub(crate) directed: bool,
    /// One list a layer, one item an edge.
    pub(crate) evidence: Vec<Vec<Evidence>>,
    /// What the engine adds to edges: one cell an edge.
    pub(crate) of_edges: Vec<TableColumn>,
    /// What it adds to accounts: one cell an account of the snapshot.
    pub(crate) of_accounts: Vec<TableColumn>,
    /// What it adds to layers: one cell a layer.
    pub(crate) of_layers: Vec<TableColumn>,
}

/// The weights of edges.
pub(crate) enum Weights {
    /// Counts.
    Counts(Vec<u64>),
    /// Measurements; finite.
    Reals(Unit, Vec<f64>),
}

impl Weights {
    fn get(&self, edge: usize) -> f64 {
        match self {
            Self::Counts(weights) => weights[edge] as f64,
            Self::Reals(_, weights) => weights[edge],
        }
    }
}

impl Ties<'_> {
    /// The findings: the shared values, then the engine's own; the shared tables; the notes of the layers.
    pub(crate) fn findings(&self, own: Vec<Value>) -> Findings {
        let objects_of = objects_of_each(self.snapshot.accounts.len(), self.layers.iter().map(|layer| &layer.actions));
        let acting: Vec<u32> = (0u32..).zip(&objects_of).filter(|(_, objects)| **objects > 0).map(|(account, _)| account).collect();
        let nodes = Nodes::new(self);
        let explanations = ordinary::explanations(self, &nodes);
        let of_accounts = ordinary::of_accounts(&explanations, &nodes);
        let mut values = values::shared(self, &acting, &nodes);
        let explained = of_accounts.iter().filter(|rules| !rules.is_empty()).count() as u64;
        let meaning = "Linked accounts in a group whose pattern has an ordinary explanation; they are in every number and table.";
        values.push(count("ordinary", explained, Unit::Accounts, Some("linked"), meaning));
        values.extend(own);
        let order = self.heaviest_first();
        let mut tables = vec![tables::by_set(self.snapshot, &acting, &nodes)];
        if self.layers.len() > 1 {
            tables.push(tables::layers(self));
        }
        tables.push(tables::edges(self, &order, &objects_of));
        let mut evidence = Vec::new();
        for layer in 0..self.layers.len() {
            let table = tables::evidence(self, layer, &order);
            evidence.push(table.name.clone());
            tables.push(table);
        }
        tables.push(tables::accounts(self, &nodes, &objects_of, &of_accounts));
        tables.push(ordinary::table(&explanations, &nodes));
        let network = Network { edges: "edges".to_owned(), directed: self.directed, weight: self.weight.clone(), evidence };
        Findings { values, tables, network: Some(network), notes: self.notes() }
    }

    fn heaviest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.edges.len()).collect();
        order.sort_by(|a, b| self.weights.get(*b).total_cmp(&self.weights.get(*a)));
        order
    }

    fn is_timed(&self) -> bool {
        self.layers.iter().any(|layer| layer.layer.is_timed())
    }

    /// Shared objects of an edge on which the source came first, and those on which one of the two did.
    fn leads(&self, edge: usize) -> (u64, u64) {
        let timed = self.evidence.iter().zip(self.layers).filter(|(_, layer)| layer.layer.is_timed());
        timed.fold((0, 0), |(first, of), (evidence, _)| {
            let evidence = &evidence[edge];
            (first + u64::from(evidence.source_first), of + u64::from(evidence.source_first) + u64::from(evidence.target_first))
        })
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.layers.iter().flat_map(|layer| layer.notes.iter().cloned()).collect();
        if !self.edges.is_empty() {
            notes.extend(ordinary::not_looked_at(self));
        }
        let evidence = || self.evidence.iter().flatten();
        let listed: u64 = evidence().map(|evidence| evidence.shared.len() as u64).sum();
        let total: u64 = evidence().map(|evidence| u64::from(evidence.objects)).sum();
        if listed < total {
            notes.push(format!(
                "The evidence lists {} of {} shared objects: for each edge and layer those with the least time between.",
                grouped(listed),
                grouped(total)
            ));
        }
        for (at, one) in self.layers.iter().enumerate() {
            for other in self.layers[at + 1..].iter().filter(|other| other.layer.family() == one.layer.family()) {
                notes.push(format!(
                    "The layers `{}` and `{}` may hold one act of an account twice, so neither confirms the other.",
                    one.layer.name(),
                    other.layer.name()
                ));
            }
        }
        notes
    }
}

/// For each of so many accounts, the distinct objects it acted on, of all layers.
fn objects_of_each<'a>(accounts: usize, layers: impl Iterator<Item = &'a Actions>) -> Vec<u64> {
    let mut objects_of = vec![0; accounts];
    for layer in layers {
        objects_of.iter_mut().zip(layer.objects_of_each()).for_each(|(all, of_layer)| *all += u64::from(of_layer));
    }
    objects_of
}
