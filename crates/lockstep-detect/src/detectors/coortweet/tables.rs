//! The tool's columns and its table of pairs, in the tool's own names.

use lockstep_network::compat::coortweet::{Measures, Network, Pair};
use lockstep_network::{Evidence, Shared};
use lockstep_snapshot::Snapshot;

use super::settings::{Settings, seconds};
use super::shares::{Shares, content_name};
use crate::findings::{Cells, Table, TableColumn, Unit};
use crate::groups::column;
use crate::layers::{Layered, Objects};

/// The pairs behind each edge of a network, those closest in time first.
pub(super) struct Behind<'a> {
    snapshot: &'a Snapshot,
    layered: &'a Layered<'a>,
    shares: &'a Shares,
    pairs: &'a [Pair],
    /// Whether each pair is marked fast.
    fast: Option<&'a [bool]>,
    /// One list of pairs an edge.
    of_edges: Vec<Vec<usize>>,
}

impl<'a> Behind<'a> {
    pub(super) fn new(
        snapshot: &'a Snapshot,
        layered: &'a Layered<'a>,
        shares: &'a Shares,
        (pairs, fast): (&'a [Pair], Option<&'a [bool]>),
        network: &Network,
    ) -> Self {
        let mut of_edges = vec![Vec::new(); network.edges.len()];
        for (at, pair) in pairs.iter().enumerate() {
            let ends = (pair.account.min(pair.account_y), pair.account.max(pair.account_y));
            if let Ok(edge) = network.edges.binary_search_by_key(&ends, |edge| (edge.source, edge.target)) {
                of_edges[edge].push(at);
            }
        }
        let closer = |a: &usize, b: &usize| {
            let rows = |at: &usize| (pairs[*at].row, pairs[*at].row_y);
            pairs[*a].time_delta.total_cmp(&pairs[*b].time_delta).then_with(|| rows(a).cmp(&rows(b)))
        };
        of_edges.iter_mut().for_each(|of_edge| of_edge.sort_unstable_by(closer));
        Self { snapshot, layered, shares, pairs, fast, of_edges }
    }

    /// For each edge, its objects with the two posts closest in time, as many as asked for.
    pub(super) fn evidence(&self, network: &Network, limit: u32) -> Vec<Evidence> {
        let of_edge = |(edge, of_edge): (&lockstep_network::compat::coortweet::Edge, &Vec<usize>)| {
            let mut shared: Vec<Shared> = of_edge.iter().map(|at| self.shared(&self.pairs[*at], edge.source)).collect();
            shared.sort_unstable_by_key(|shared| (shared.object, *shared));
            shared.dedup_by_key(|shared| shared.object);
            shared.sort_unstable();
            let time = |post: u32| self.snapshot.posts.time[post as usize];
            let first = |source: bool| {
                let ahead = |shared: &&Shared| {
                    let (of_source, of_target) = (time(shared.source_post), time(shared.target_post));
                    if source { of_source < of_target } else { of_target < of_source }
                };
                shared.iter().filter(ahead).count() as u32
            };
            let (source_first, target_first, objects) = (first(true), first(false), shared.len() as u32);
            shared.truncate(limit as usize);
            Evidence { shared, objects, source_first, target_first }
        };
        network.edges.iter().zip(&self.of_edges).map(of_edge).collect()
    }

    fn shared(&self, pair: &Pair, source: u32) -> Shared {
        let (older, newer) = (self.shares.posts[pair.row as usize], self.shares.posts[pair.row_y as usize]);
        let time = |post: u32| self.snapshot.posts.time[post as usize];
        let (source_post, target_post) = if pair.account == source { (older, newer) } else { (newer, older) };
        Shared { distance: time(older).abs_diff(time(newer)), object: self.shares.objects[pair.row as usize], source_post, target_post }
    }

    /// The tool's table of pairs, edge by edge in the given order.
    pub(super) fn table(&self, settings: &Settings, network: &Network, order: &[usize]) -> Table {
        let limit = settings.evidence as usize;
        let rows: Vec<(usize, usize)> =
            order.iter().flat_map(|edge| self.of_edges[*edge].iter().take(limit).map(move |at| (*edge, *at))).collect();
        let account = |of: &dyn Fn(usize, &Pair) -> u32| {
            Cells::Account(rows.iter().map(|(edge, at)| self.snapshot.accounts.get(of(*edge, &self.pairs[*at])).to_owned()).collect())
        };
        let name = |of: &dyn Fn(&Pair) -> String| rows.iter().map(|(_, at)| of(&self.pairs[*at])).collect::<Vec<String>>();
        let post = |row: u32| self.snapshot.posts.id.get(self.shares.posts[row as usize] as usize).to_owned();
        let content = |row: u32| content_name(self.snapshot, self.shares.posts[row as usize]).to_owned();
        let objects: Vec<u32> = rows.iter().map(|(_, at)| self.shares.objects[self.pairs[*at].row as usize]).collect();
        let apart = rows.iter().map(|(_, at)| Some(self.pairs[*at].time_delta)).collect();
        let mut columns = vec![
            column("source", "One account of the edge", account(&|edge, _| network.edges[edge].source)),
            column("target", "The other account", account(&|edge, _| network.edges[edge].target)),
            column("object_id", &format!("What both shared: {}", self.layered.layer.words()), self.layered.cells(&objects)),
            column("post", "Post of the older share", Cells::Post(name(&|pair| post(pair.row)))),
            column("post_y", "Post of the newer share", Cells::Post(name(&|pair| post(pair.row_y)))),
            column("account_id", "Who shared first", account(&|_, pair| pair.account)),
            column("account_id_y", "Who shared later", account(&|_, pair| pair.account_y)),
            column("content_id", "The older content", Cells::Post(name(&|pair| content(pair.row)))),
            column("content_id_y", "The newer content", Cells::Post(name(&|pair| content(pair.row_y)))),
            column("time_delta", "Time between the two shares, seconds", Cells::Real(Unit::Seconds, apart)),
        ];
        if let (Some(fast), Some(flagged)) = (self.fast, &settings.flag_speed_share) {
            let marks = rows.iter().map(|(_, at)| Some(u64::from(fast[*at]))).collect();
            let name = format!("time_window_{}", seconds(flagged.time_window));
            columns.push(column(&name, "1 for pairs of contents that belong to the network of the shorter window", Cells::Count(marks)));
        }
        let about = "One row a pair of shares of an edge: in the order of the edges, the closest in time first.".to_owned();
        Table { name: "pairs".to_owned(), about, key: 5, columns }
    }

    /// The objects of each edge, in the kind of cells that suits them; none where they are accounts, which a list could not hide.
    pub(super) fn object_ids(&self) -> Option<TableColumn> {
        let names_of = |of_edge: &Vec<usize>| -> Vec<String> {
            let mut objects: Vec<u32> = of_edge.iter().map(|at| self.shares.objects[self.pairs[*at].row as usize]).collect();
            objects.sort_unstable();
            objects.dedup();
            match self.layered.cells(&objects) {
                Cells::Post(names) | Cells::Object(names) => names,
                Cells::Time(starts) => starts.iter().flatten().map(i64::to_string).collect(),
                _ => Vec::new(),
            }
        };
        let lists = self.of_edges.iter().map(names_of);
        let cells = match self.layered.layer.objects() {
            Objects::Posts => Cells::Posts(lists.collect()),
            Objects::Others => Cells::Object(lists.map(|names| names.join(",")).collect()),
            Objects::Accounts => return None,
        };
        Some(column("object_ids", "The objects that the pairs share", cells))
    }
}

/// The tool's columns of edges, one cell an edge.
pub(super) fn of_edges(network: &Network, settings: &Settings) -> Vec<TableColumn> {
    let full = network.edges.iter().map(|edge| Some(&edge.full)).collect::<Vec<_>>();
    if !settings.fast_net {
        return measures(&full, "", "", settings);
    }
    let fast = network.edges.iter().map(|edge| edge.fast.as_ref()).collect::<Vec<_>>();
    let mut columns = measures(&full, "_full", ", of all pairs", settings);
    let weights = fast.iter().map(|measures| measures.map(|measures| u64::from(measures.weight))).collect();
    columns.push(column("weight_fast", "The weight by marked pairs alone", Cells::Count(weights)));
    columns.extend(measures(&fast, "_fast", ", of marked pairs", settings));
    columns
}

fn measures(of: &[Option<&Measures>], suffix: &str, which: &str, settings: &Settings) -> Vec<TableColumn> {
    let (first, other) = if settings.mend().symmetry {
        ("Distinct contents of the source", "Distinct contents of the target")
    } else {
        ("Distinct older contents, whoever posted them", "Distinct newer contents, whoever posted them")
    };
    let count = |of_one: fn(&Measures) -> u32| Cells::Count(of.iter().map(|one| one.map(|one| u64::from(of_one(one)))).collect());
    let real = |unit, of_one: fn(&Measures) -> f64| Cells::Real(unit, of.iter().map(|one| one.map(of_one)).collect());
    let named = |name: &str, meaning: &str, cells| column(&format!("{name}{suffix}"), &format!("{meaning}{which}"), cells);
    vec![
        named("avg_time_delta", "Mean time between the two shares of a pair, seconds", real(Unit::Seconds, |one| one.avg_time_delta)),
        named("n_content_id", first, count(|one| one.n_content_id)),
        named("n_content_id_y", other, count(|one| one.n_content_id_y)),
        named("edge_symmetry_score", "The smaller of these counts by the larger", real(Unit::Plain, |one| one.edge_symmetry_score)),
        named("weight_threshold", "1 where the weight is above the quantile `edge_weight`", count(|one| u32::from(one.above_quantile))),
    ]
}
