//! `CooRTweet` 2.1.3 on its own example data, the retweets of pro-government Russian accounts.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use lockstep_network::compat::coortweet::{Detect, Generate, Mend, Pair, Share, Subgraph, detect_groups, generate_coordinated_network};

use super::{Ids, rows, shared};

fn shares(shared: &Path, ids: &mut Ids, accounts: &mut Ids) -> Vec<Share> {
    let file = File::open(shared.join("data/coortweet/russian_coord_tweets.csv.gz")).expect("is there");
    let rows = rows(flate2::read::MultiGzDecoder::new(file));
    let share = |row: &csv::StringRecord| Share {
        object: ids.number(&row[0]),
        account: accounts.number(&row[1]),
        content: ids.number(&row[2]),
        time: row[3].parse().expect("a number"),
    };
    rows.iter().map(share).collect()
}

fn settings() -> Detect {
    Detect { time_window: 60.0, min_participation: 2, remove_loops: true, mend: Mend::default() }
}

fn pairs(shares: &[Share]) -> Vec<Pair> {
    detect_groups(shares, &settings(), u64::MAX).expect("within the budget")
}

#[test]
fn every_pair_in_every_column() {
    let Some(shared) = shared() else { return };
    let (mut ids, mut accounts) = (Ids::default(), Ids::default());
    let shares = shares(&shared, &mut ids, &mut accounts);
    let mut ours: Vec<[String; 6]> = pairs(&shares)
        .iter()
        .map(|pair| {
            let accounts = [pair.account, pair.account_y].map(|account| accounts.name(account).to_owned());
            let [object, content, content_y] = [pair.object, pair.content, pair.content_y].map(|id| ids.name(id).to_owned());
            let [account, account_y] = accounts;
            [object, account, account_y, content, content_y, pair.time_delta.to_string()]
        })
        .collect();
    let theirs = rows(File::open(shared.join("oracles/coortweet_russian_tw60_mp2_pairs.csv")).expect("is there"));
    let mut theirs: Vec<[String; 6]> = theirs.iter().map(|row| std::array::from_fn(|column| row[column].to_owned())).collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours.len(), theirs.len());
    assert!(ours == theirs, "the pairs differ");
}

#[test]
fn every_edge_in_every_column() {
    let Some(shared) = shared() else { return };
    let (mut ids, mut accounts) = (Ids::default(), Ids::default());
    let pairs = pairs(&shares(&shared, &mut ids, &mut accounts));
    let generate = Generate { edge_weight: 0.5, subgraph: Subgraph::Whole, mend: Mend::default() };
    let network = generate_coordinated_network(&pairs, None, &generate);
    // The tool writes 15 digits.
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-14 * b.abs();
    let theirs = rows(File::open(shared.join("oracles/coortweet_russian_tw60_mp2_edges.csv")).expect("is there"));
    let mut by_ends: BTreeMap<(&str, &str), &csv::StringRecord> = BTreeMap::new();
    for row in &theirs {
        let (from, to) = (&row[0], &row[1]);
        by_ends.insert((from.min(to), from.max(to)), row);
    }
    assert_eq!(network.edges.len(), by_ends.len());
    for edge in &network.edges {
        let (a, b) = (accounts.name(edge.source), accounts.name(edge.target));
        let row = by_ends[&(a.min(b), a.max(b))];
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        let counts = [edge.full.weight, edge.full.n_content_id, edge.full.n_content_id_y, u32::from(edge.full.above_quantile)];
        assert_eq!(counts.map(f64::from), [2, 4, 5, 7].map(number), "{row:?}");
        assert!(close(edge.full.avg_time_delta, number(3)) && close(edge.full.edge_symmetry_score, number(6)), "{row:?}");
    }
}
