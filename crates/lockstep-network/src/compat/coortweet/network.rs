//! The network between accounts: the tool's `generate_coordinated_network`.

use super::Mend;
use super::groups::Pair;

/// What `generate_coordinated_network` may be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Generate {
    /// The quantile of the weights, 0 to 1, that an edge must be strictly above to be marked.
    pub edge_weight: f64,
    /// Which part of the network to give.
    pub subgraph: Subgraph,
    /// Faults to put right.
    pub mend: Mend,
}

/// Which part of the network is given: the tool's `subgraph`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Subgraph {
    /// 0: all of it.
    #[default]
    Whole,
    /// 1: edges above the quantile. The tool refuses this beside a fast network; here the mark of the whole network counts.
    AboveQuantile,
    /// 2: edges whose fast weight is above the quantile of the fast weights.
    FastAboveQuantile,
    /// 3: the accounts of such edges and their neighbours, with every edge among these.
    FastAndNeighbours,
}

/// A network between accounts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// Ascending by (source, target).
    pub edges: Vec<Edge>,
    /// With [`Subgraph::FastAndNeighbours`], the accounts on an edge whose fast weight is above the quantile, ascending: 1 in the tool's
    /// `color_v`.
    pub fast_accounts: Vec<u32>,
}

/// Two accounts and what joins them.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The lower account; the tool puts first the one that its locale sorts first.
    pub source: u32,
    /// The higher account.
    pub target: u32,
    /// Of all pairs: the tool's columns, or those with `_full`.
    pub full: Measures,
    /// Of the pairs marked fast, if there is one: the tool's columns with `_fast`.
    pub fast: Option<Measures>,
}

/// What the pairs between two accounts add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// Pairs; with [`Mend::repetition`], distinct objects.
    pub weight: u32,
    /// Mean time between the two shares of a pair, seconds.
    pub avg_time_delta: f64,
    /// Distinct older contents; with [`Mend::symmetry`], distinct contents of the source.
    pub n_content_id: u32,
    /// Distinct newer contents; with [`Mend::symmetry`], distinct contents of the target.
    pub n_content_id_y: u32,
    /// The smaller of the two counts by the larger.
    pub edge_symmetry_score: f64,
    /// Whether the weight is strictly above the quantile: 1 in the tool's `weight_threshold`.
    pub above_quantile: bool,
    /// The shared objects, ascending: the tool's `object_ids`.
    pub objects: Vec<u32>,
}

/// The network of some pairs, as the tool's `generate_coordinated_network` makes it. `fast` has a mark for each pair, as
/// [`super::flag_speed_share`] gives it, and stands for `fast_net = TRUE`.
#[must_use]
pub fn generate_coordinated_network(pairs: &[Pair], fast: Option<&[bool]>, generate: &Generate) -> Network {
    let mut order: Vec<(u32, u32, usize)> =
        pairs.iter().enumerate().map(|(at, pair)| (pair.account.min(pair.account_y), pair.account.max(pair.account_y), at)).collect();
    order.sort_unstable();
    let mut edges: Vec<Edge> = Vec::new();
    for same in order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (source, target, _) = same[0];
        let all: Vec<&Pair> = same.iter().map(|(_, _, at)| &pairs[*at]).collect();
        let marked = fast.map(|marks| same.iter().filter(|(_, _, at)| marks[*at]).map(|(_, _, at)| &pairs[*at]).collect::<Vec<&Pair>>());
        edges.push(Edge {
            source,
            target,
            full: measure(&all, source, generate.mend),
            fast: marked.filter(|marked| !marked.is_empty()).map(|marked| measure(&marked, source, generate.mend)),
        });
    }
    mark_above_quantile(&mut edges.iter_mut().map(|edge| &mut edge.full).collect::<Vec<_>>(), generate.edge_weight);
    mark_above_quantile(&mut edges.iter_mut().filter_map(|edge| edge.fast.as_mut()).collect::<Vec<_>>(), generate.edge_weight);
    part_of(edges, generate.subgraph)
}

fn measure(pairs: &[&Pair], source: u32, mend: Mend) -> Measures {
    let of_source = |pair: &Pair| if pair.account == source { (pair.content, pair.content_y) } else { (pair.content_y, pair.content) };
    let contents = |pair: &Pair| if mend.symmetry { of_source(pair) } else { (pair.content, pair.content_y) };
    let n_content_id = distinct(pairs.iter().map(|pair| contents(pair).0)).len() as u32;
    let n_content_id_y = distinct(pairs.iter().map(|pair| contents(pair).1)).len() as u32;
    let objects = distinct(pairs.iter().map(|pair| pair.object));
    Measures {
        weight: if mend.repetition { objects.len() } else { pairs.len() } as u32,
        avg_time_delta: exact_sum(pairs.iter().map(|pair| pair.time_delta)) / pairs.len() as f64,
        n_content_id,
        n_content_id_y,
        edge_symmetry_score: f64::from(n_content_id.min(n_content_id_y)) / f64::from(n_content_id.max(n_content_id_y)),
        above_quantile: false,
        objects,
    }
}

fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// A sum whose rounding errors are summed beside it (Neumaier 1974). R sums in extended precision, and this comes out the same.
fn exact_sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0f64, 0.0f64);
    for number in numbers {
        let next = sum + number;
        lost += if sum.abs() >= number.abs() { (sum - next) + number } else { (number - next) + sum };
        sum = next;
    }
    sum + lost
}

/// Mark the weights strictly above their quantile: R's type 7, computed in the order of R's own steps so that it rounds alike.
fn mark_above_quantile(measures: &mut [&mut Measures], probability: f64) {
    let mut weights: Vec<u32> = measures.iter().map(|measures| measures.weight).collect();
    weights.sort_unstable();
    let Some(last) = weights.len().checked_sub(1) else { return };
    let index = 1.0 + last as f64 * probability;
    let low = index.floor();
    let (below, above) = (f64::from(weights[(low as usize - 1).min(last)]), f64::from(weights[(index.ceil() as usize - 1).min(last)]));
    let share = index - low;
    let quantile = if share > 0.0 && above > below { (1.0 - share) * below + share * above } else { below };
    measures.iter_mut().for_each(|measures| measures.above_quantile = f64::from(measures.weight) > quantile);
}

fn part_of(mut edges: Vec<Edge>, subgraph: Subgraph) -> Network {
    let fast_above = |edge: &Edge| edge.fast.as_ref().is_some_and(|fast| fast.above_quantile);
    let mut fast_accounts = Vec::new();
    match subgraph {
        Subgraph::Whole => {}
        Subgraph::AboveQuantile => edges.retain(|edge| edge.full.above_quantile),
        Subgraph::FastAboveQuantile => edges.retain(fast_above),
        Subgraph::FastAndNeighbours => {
            fast_accounts = distinct(edges.iter().filter(|edge| fast_above(edge)).flat_map(|edge| [edge.source, edge.target]));
            let is_fast = |account: u32| fast_accounts.binary_search(&account).is_ok();
            let near = distinct(
                edges.iter().filter(|edge| is_fast(edge.source) || is_fast(edge.target)).flat_map(|edge| [edge.source, edge.target]),
            );
            edges.retain(|edge| near.binary_search(&edge.source).is_ok() && near.binary_search(&edge.target).is_ok());
        }
    }
    Network { edges, fast_accounts }
}
