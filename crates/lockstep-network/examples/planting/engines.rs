//! The engines that are measured, each as what it flags: accounts with at least one edge.

use lockstep_network::compat::{cnt, coortweet};
use lockstep_network::{
    Actions, CosineSettings, Keep, TermFrequency, Tier, Validated, ValidatedPair, ValidationSettings, tfidf_cosine, validate, window_counts,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Which accounts each column flags.
type Columns = Vec<Vec<bool>>;

/// An engine: the names of its columns, and what they flag.
pub(crate) struct Engine {
    pub(crate) columns: &'static [&'static str],
    pub(crate) flag: fn(&Actions) -> Columns,
}

/// Every engine, in the order of the columns.
pub(crate) const ENGINES: &[Engine] = &[
    Engine { columns: &["**validated, C2**", "timing alone", "selection alone", "shared interest (degrees only)"], flag: validated },
    Engine { columns: &["window_counts 60 s, r ≥ 2", "r ≥ 3", "r ≥ 5"], flag: counted },
    Engine { columns: &["tfidf_cosine, top 0.5 %"], flag: cosine },
    Engine { columns: &["CooRTweet defaults"], flag: coortweet_defaults },
    Engine { columns: &["coordination-network-toolkit defaults"], flag: cnt_defaults },
];

/// The names of all columns.
pub(crate) fn columns() -> impl Iterator<Item = &'static str> {
    ENGINES.iter().flat_map(|engine| engine.columns.iter().copied())
}

/// Memory that one engine may take, bytes.
const BUDGET: u64 = 4 << 30;
/// Pairs that an engine may meet.
const MOST_PAIRS: u64 = 1 << 32;

fn validation(actions: &Actions, only_both: bool) -> Validated {
    let settings = ValidationSettings {
        windows: vec![60_000, 600_000],
        minimum_objects: 3,
        caps: vec![0.02],
        blocks: vec![10, 20, 40],
        rate: 0.001,
        bytes: BUDGET,
        only_both,
    };
    validate(actions, &settings, ChaCha8Rng::seed_from_u64).expect("these populations are small")
}

/// The pairs that pass both tests.
pub(crate) fn both_tests(actions: &Actions) -> Vec<(u32, u32)> {
    let found = validation(actions, true).pairs.into_iter();
    found.filter(|pair| pair.tier == Tier::C2).map(|pair| (pair.source, pair.target)).collect()
}

fn validated(actions: &Actions) -> Columns {
    let found = validation(actions, false);
    let of = |keep: &dyn Fn(&ValidatedPair) -> bool| {
        flagged(actions, found.pairs.iter().filter(|pair| keep(pair)).map(|pair| (pair.source, pair.target)))
    };
    vec![
        of(&|pair| pair.tier == Tier::C2),
        of(&|pair| pair.timing.is_some_and(|timing| timing.validated)),
        of(&|pair| pair.selection.is_some_and(|selection| selection.validated)),
        flagged(actions, found.shared_interest.iter().copied()),
    ]
}

fn counted(actions: &Actions) -> Columns {
    let all = window_counts(actions, 60_000, 2, BUDGET).expect("these populations are small").edges;
    let reaching = |minimum: u32| flagged(actions, all.iter().filter(|edge| edge.weight >= minimum).map(|edge| (edge.source, edge.target)));
    [2, 3, 5].map(reaching).into()
}

/// The cut of Pacheco and others 2021, with the least activity of these populations.
fn cosine(actions: &Actions) -> Columns {
    let settings = CosineSettings {
        frequency: TermFrequency::Sublinear,
        minimum_objects: 3,
        minimum_accounts: 3,
        most_accounts: None,
        keep: Keep::TopShare(0.005),
    };
    vec![flagged(actions, tfidf_cosine(actions, &settings).edges.iter().map(|edge| (edge.source, edge.target)))]
}

/// 10 s, two shares, edges above the median weight.
fn coortweet_defaults(actions: &Actions) -> Columns {
    let contents = actions.objects();
    let shares: Vec<coortweet::Share> = rows(actions)
        .map(|(object, action)| coortweet::Share {
            object,
            account: action.account,
            content: contents + action.post,
            time: action.time as f64 / 1_000.0,
        })
        .collect();
    let detect = coortweet::Detect { time_window: 10.0, min_participation: 2, remove_loops: true, mend: coortweet::Mend::default() };
    let pairs = coortweet::detect_groups(&shares, &detect, MOST_PAIRS).expect("these populations are small");
    let generate = coortweet::Generate { edge_weight: 0.5, subgraph: coortweet::Subgraph::Whole, mend: coortweet::Mend::default() };
    let network = coortweet::generate_coordinated_network(&pairs, None, &generate);
    let above = network.edges.iter().filter(|edge| edge.full.above_quantile);
    vec![flagged(actions, above.map(|edge| (edge.source, edge.target)))]
}

/// 1 s, weight 2.
fn cnt_defaults(actions: &Actions) -> Columns {
    let messages: Vec<cnt::Message<'_>> = rows(actions)
        .map(|(object, action)| cnt::Message {
            id: action.post,
            account: action.account,
            time: action.time as f64 / 1_000.0,
            repost: Some(object),
            reply: None,
            text: "",
            links: &[],
        })
        .collect();
    let compute = cnt::Compute { network: cnt::Network::CoRetweet, time_window: 1.0, min_edge_weight: 2, include_self_loops: false };
    let edges = cnt::compute(&messages, &compute, MOST_PAIRS).expect("these populations are small");
    vec![flagged(actions, edges.iter().map(|edge| (edge.source, edge.target)))]
}

/// Every action with its object; posts are unique.
fn rows(actions: &Actions) -> impl Iterator<Item = (u32, lockstep_network::Action)> + '_ {
    (0..actions.objects()).flat_map(|object| actions.of(object).iter().map(move |action| (object, *action)))
}

fn flagged(actions: &Actions, edges: impl Iterator<Item = (u32, u32)>) -> Vec<bool> {
    let mut flagged = vec![false; actions.accounts() as usize];
    for (source, target) in edges {
        flagged[source as usize] = true;
        flagged[target as usize] = true;
    }
    flagged
}
