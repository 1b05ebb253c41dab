//! One set measured: its ties, and what to compare them with.

use lockstep_network::graph::{Directed, components, configuration_expectation, core_numbers, transitivity};
use lockstep_snapshot::{Role, Snapshot};
use lockstep_statistics::poisson_range;

use super::nulls::{Crowd, Matched, Rewired, crowd, matched, rewired};
use super::{Settings, judge, marked, tied};
use crate::detector::Context;
use crate::findings::Verdict;
use crate::numbers::share;

/// Ties to expect by degrees alone.
pub(super) struct Expected {
    pub(super) ties: f64,
    pub(super) low: u64,
    pub(super) high: u64,
}

/// A set of accounts, measured.
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) role: Role,
    /// Ascending.
    pub(super) members: Vec<u32>,
    /// Members with a tie to anybody.
    pub(super) tied: usize,
    pub(super) ties: u64,
    /// Ties there could be.
    pub(super) pairs: u64,
    pub(super) density: Option<f64>,
    pub(super) error: Option<f64>,
    pub(super) returned: Option<f64>,
    pub(super) reciprocity: Option<f64>,
    pub(super) transitivity: Option<f64>,
    /// Core number of each member, within the set.
    pub(super) cores: Vec<u32>,
    /// Share of the members in the largest part that hangs together.
    pub(super) largest: Option<f64>,
    /// Share of all ties that touch the set.
    pub(super) touching: Option<f64>,
    /// Whether only its own ties were collected.
    pub(super) ego: bool,
    pub(super) by_degrees: Option<Expected>,
    pub(super) matched: Result<Matched, String>,
    pub(super) rewired: Result<Rewired, String>,
    pub(super) crowd: Option<Crowd>,
    pub(super) verdict: Verdict,
    pub(super) why: String,
}

impl Measured {
    /// Every studied set, then every control set.
    pub(super) fn all(settings: &Settings, snapshot: &Snapshot, graph: &Directed, context: &Context) -> Vec<Self> {
        let sets = [Role::Studied, Role::Control].into_iter().flat_map(|role| snapshot.sets.iter().filter(move |set| set.role == role));
        let tied = tied(graph);
        let studied = marked(snapshot, &[Role::Studied]);
        let mut all: Vec<Self> = sets
            .zip(0..)
            .map(|(set, number)| {
                let mut measured = Self::new(settings, set.name.clone(), set.role, &set.members, graph, &tied);
                measured.crowd = crowd(settings, snapshot, graph, &measured, &tied, &studied);
                measured.matched = matched(settings, graph, &measured, &tied, &studied, &mut context.random(1 + number));
                measured
            })
            .collect();
        let rewired = rewired(settings, graph, &all, context);
        for (set, rewired) in all.iter_mut().zip(rewired) {
            set.rewired = rewired;
            (set.verdict, set.why) = judge(settings, set);
        }
        all
    }

    fn new(settings: &Settings, name: String, role: Role, members: &[u32], graph: &Directed, tied: &[bool]) -> Self {
        let among = graph.among(members);
        let plain = among.undirected();
        let ties = among.arcs().len() as u64;
        let part = components(&plain);
        let largest = part.iter().filter(|part| **part == 0).count() as u64;
        let sum = |degrees: &[u32]| members.iter().map(|member| u64::from(degrees[*member as usize])).sum::<u64>();
        let touching = share(sum(graph.sent()) + sum(graph.received()) - ties, graph.arcs().len() as u64);
        let ego = touching.is_some_and(|touching| touching >= settings.ego_share);
        let expected = configuration_expectation(graph, members, members);
        let (low, high) = poisson_range(expected);
        let n = members.len() as u64;
        Self {
            name,
            role,
            members: members.to_vec(),
            tied: members.iter().filter(|member| tied[**member as usize]).count(),
            ties,
            pairs: n * n.saturating_sub(1),
            density: among.density(),
            error: among.density_error(),
            returned: share(among.returned(), ties),
            reciprocity: among.reciprocity(),
            transitivity: transitivity(&plain),
            cores: core_numbers(&plain),
            largest: share(largest, n),
            touching,
            ego,
            by_degrees: (!ego).then_some(Expected { ties: expected, low, high }),
            matched: Err(String::new()),
            rewired: Err(String::new()),
            crowd: None,
            verdict: Verdict::InsufficientData,
            why: String::new(),
        }
    }

    /// The 95 % interval of the density.
    pub(super) fn interval(&self) -> Option<(f64, f64)> {
        let (density, error) = (self.density?, self.error?);
        let half = lockstep_statistics::NORMAL_95 * error;
        Some(((density - half).max(0.0), (density + half).min(1.0)))
    }
}
