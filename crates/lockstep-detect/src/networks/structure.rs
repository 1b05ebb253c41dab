//! How a network is built: communities, cores, centrality, and what a higher threshold would leave. It describes; it finds nobody.

use lockstep_network::graph::{
    Communities, Graph, Objective, SweepSettings, core_numbers, eigenvector_centrality, most_repeatable, sweep_resolutions, threshold_curve,
};
use lockstep_snapshot::Snapshot;
use rand_chacha::ChaCha8Rng;

use crate::findings::{Cells, Number, Table, TableColumn, Unit, Value, count, value};
use crate::groups::column;

/// Runs of each resolution for a small network …
const MOST_RUNS: usize = 50;
/// … and for a large one; between, as many as keep runs times edges at [`WORK`].
const LEAST_RUNS: usize = 5;
const WORK: usize = 200_000;
/// Steps of the threshold curve.
const STEPS: usize = 50;

/// What is added to the findings of a network with at least one edge.
pub(crate) struct Structure {
    pub(crate) of_accounts: Vec<TableColumn>,
    pub(crate) tables: Vec<Table>,
    pub(crate) values: Vec<Value>,
}

impl Structure {
    pub(crate) fn new(snapshot: &Snapshot, edges: &[(u32, u32)], weights: &[u64], random: &mut ChaCha8Rng) -> Self {
        let nodes = Nodes::new(snapshot, edges);
        let mut links: Vec<(u32, u32, f64)> = edges.iter().zip(weights).map(|(edge, weight)| nodes.link(*edge, *weight)).collect();
        links.sort_by_key(|(a, b, _)| (*a, *b));
        let graph = Graph::new(nodes.accounts.len() as u32, &links);
        let runs = (WORK / edges.len().max(1)).clamp(LEAST_RUNS, MOST_RUNS) as u32;
        let settings = SweepSettings { objective: Objective::Modularity, runs, ..SweepSettings::default() };
        let sweep = Communities::sweep(&graph, &settings, &sweep_resolutions(), random);
        let chosen = most_repeatable(&sweep).filter(|_| !edges.is_empty()).map(|at| &sweep[at]);
        let (cores, centrality) = (core_numbers(&graph), eigenvector_centrality(&graph));
        let mut of_accounts = Vec::new();
        if let Some(chosen) = chosen {
            let community = |node: usize| u64::from(chosen.community[node]) + 1;
            of_accounts.push(column("community", "Community within the network; 1 is the largest", nodes.counts(community)));
            let stability = |node: usize| rounded(chosen.stability[node]);
            of_accounts.push(column("stability", "Share of runs that put it with its community", nodes.reals(Unit::Share, stability)));
        }
        of_accounts.push(column(
            "core",
            "Core number: partners left when all with fewer are taken away in turn",
            nodes.counts(|node| u64::from(cores[node])),
        ));
        let central = |node: usize| rounded(centrality.of[node]);
        of_accounts.push(column(
            "centrality",
            "Eigenvector centrality within its group, of the largest there",
            nodes.reals(Unit::Plain, central),
        ));
        let mut tables = vec![curve(&graph)];
        let mut values = Vec::new();
        if let Some(chosen) = chosen {
            tables.insert(0, resolutions(&sweep));
            tables.push(between(&graph, &chosen.community, &links));
            let communities = "Communities of the network, by Leiden at the resolution whose runs agree most.";
            values.push(count("communities", u64::from(chosen.communities), Unit::Plain, None, communities));
            let agreement = "Mean agreement between runs at that resolution: adjusted mutual information, 1 is identical.";
            values.push(value("agreement", Number::Real(rounded(chosen.agreement)), Unit::Plain, None, agreement));
        }
        Self { of_accounts, tables, values }
    }
}

/// To a thousandth, so that the last digits of a real number show nowhere.
fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// Linked accounts, in the order of their first posts, which their names have no part in.
struct Nodes {
    accounts: Vec<u32>,
    /// Node of each account of the snapshot.
    node: Vec<Option<u32>>,
}

impl Nodes {
    fn new(snapshot: &Snapshot, edges: &[(u32, u32)]) -> Self {
        let mut linked = vec![false; snapshot.accounts.len()];
        edges.iter().flat_map(|(source, target)| [*source, *target]).for_each(|account| linked[account as usize] = true);
        let mut node = vec![None; linked.len()];
        let mut accounts = Vec::new();
        let silent = (0..linked.len() as u32).filter(|account| linked[*account as usize]);
        for account in snapshot.posts.account.iter().copied().chain(silent) {
            if linked[account as usize] && node[account as usize].is_none() {
                node[account as usize] = Some(accounts.len() as u32);
                accounts.push(account);
            }
        }
        Self { accounts, node }
    }

    fn link(&self, (source, target): (u32, u32), weight: u64) -> (u32, u32, f64) {
        let node = |account: u32| self.node[account as usize].expect("the ends of edges are nodes");
        let (a, b) = (node(source), node(target));
        (a.min(b), a.max(b), weight as f64)
    }

    fn counts(&self, number: impl Fn(usize) -> u64) -> Cells {
        Cells::Count(self.node.iter().map(|node| node.map(|node| number(node as usize))).collect())
    }

    fn reals(&self, unit: Unit, number: impl Fn(usize) -> f64) -> Cells {
        Cells::Real(unit, self.node.iter().map(|node| node.map(|node| number(node as usize))).collect())
    }
}

/// Communities in the matrix; the others are small.
const SHOWN: u32 = 12;

/// Ties between communities and inside them, beside what the accounts' numbers of ties alone would give (Newman 2010, §7.13.1).
fn between(graph: &Graph, community: &[u32], links: &[(u32, u32, f64)]) -> Table {
    let shown = community.iter().copied().max().map_or(0, |last| (last + 1).min(SHOWN)) as usize;
    let (mut ties, mut degree, mut members) = (vec![vec![0_u64; shown]; shown], vec![0_u64; shown], vec![0_u64; shown]);
    let of = |node: u32| community[node as usize] as usize;
    for (a, b, _) in links {
        let (a, b) = (of(*a).min(of(*b)), of(*a).max(of(*b)));
        [a, b].into_iter().filter(|one| *one < shown).for_each(|one| degree[one] += 1);
        if b < shown {
            ties[a][b] += 1;
        }
    }
    (0..graph.nodes()).map(of).filter(|one| *one < shown).for_each(|one| members[one] += 1);
    let all = links.len() as f64;
    // A group of one account can hold no tie inside, and pairs without a possible tie have no row.
    let pairs: Vec<(usize, usize)> = (0..shown).flat_map(|a| (a..shown).map(move |b| (a, b))).collect();
    let pairs: Vec<(usize, usize)> = pairs.into_iter().filter(|(a, b)| a != b || members[*a] > 1).collect();
    let possible = |(a, b): (usize, usize)| if a == b { members[a] * (members[a] - 1) / 2 } else { members[a] * members[b] };
    let expected = |(a, b): (usize, usize)| degree[a] as f64 * degree[b] as f64 / (2.0 * all) / if a == b { 2.0 } else { 1.0 };
    let count = |number: &dyn Fn((usize, usize)) -> u64| Cells::Count(pairs.iter().map(|pair| Some(number(*pair))).collect());
    let real = |number: &dyn Fn((usize, usize)) -> Option<f64>| {
        Cells::Real(Unit::Plain, pairs.iter().map(|pair| number(*pair).map(rounded)).collect())
    };
    let there = |(a, b): (usize, usize)| ties[a][b];
    Table {
        name: "between_communities".to_owned(),
        about: format!("One row a pair of communities, the {shown} largest; the same twice for ties inside."),
        key: 2,
        columns: vec![
            column("community", "One community; 1 is the largest", count(&|(a, _)| a as u64 + 1)),
            column("other", "The other", count(&|(_, b)| b as u64 + 1)),
            column("ties", "Ties between their accounts", count(&there)),
            column("possible", "How many there could be", count(&possible)),
            column("expected", "How many the accounts' numbers of ties alone would give", real(&|pair| Some(expected(pair)))),
            column(
                "times_expected",
                "Ties, in units of that",
                real(&|pair| {
                    let expected = expected(pair);
                    (expected > 0.0).then(|| there(pair) as f64 / expected)
                }),
            ),
        ],
    }
}

fn resolutions(sweep: &[Communities]) -> Table {
    let count = |number: fn(&Communities) -> u32| Cells::Count(sweep.iter().map(|one| Some(u64::from(number(one)))).collect());
    let real = |number: fn(&Communities) -> f64| Cells::Real(Unit::Plain, sweep.iter().map(|one| Some(rounded(number(one)))).collect());
    Table {
        name: "resolutions".to_owned(),
        about: "One row a resolution of the communities, the coarsest first.".to_owned(),
        key: 1,
        columns: vec![
            column("resolution", "Resolution of modularity", real(|one| one.resolution)),
            column("communities", "Communities of at least two accounts", count(|one| one.communities)),
            column("singletons", "Accounts alone in a community of their own", count(|one| one.singletons)),
            column("agreement", "Mean adjusted mutual information between runs", real(|one| one.agreement)),
        ],
    }
}

fn curve(graph: &Graph) -> Table {
    let points = threshold_curve(graph, STEPS);
    let real = |number: fn(&lockstep_network::graph::CurvePoint) -> f64| {
        Cells::Real(Unit::Plain, points.iter().map(|point| Some(rounded(number(point)))).collect())
    };
    let count =
        |number: fn(&lockstep_network::graph::CurvePoint) -> u64| Cells::Count(points.iter().map(|point| Some(number(point))).collect());
    Table {
        name: "threshold_curve".to_owned(),
        about: "One row a threshold on the weight of edges: what it would leave.".to_owned(),
        key: 1,
        columns: vec![
            column("threshold", "Least weight", real(|point| point.threshold)),
            column("edges", "Edges", count(|point| point.edges)),
            column("accounts", "Accounts on an edge", count(|point| u64::from(point.nodes))),
            column("groups", "Connected groups", count(|point| u64::from(point.components))),
            column("largest_group", "Accounts in the largest group", count(|point| u64::from(point.largest))),
            column("density", "Edges, of the pairs of these accounts", real(|point| point.density)),
        ],
    }
}
