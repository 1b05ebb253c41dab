//! coordination-network-toolkit 1.5.2 on the 300,000 messages from 2016-10-01 of the troll tweets that `FiveThirtyEight` published.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use lockstep_network::compat::cnt::{Compute, Message, Network, compute, matches, split_links};

use super::{Ids, rows, shared};

type Weights = BTreeMap<(String, String), u32>;

struct Input {
    rows: Vec<csv::StringRecord>,
    accounts: Ids,
    ids: Ids,
    links: Vec<Vec<u32>>,
    empty_link: u32,
}

impl Input {
    fn new(shared: &Path) -> Self {
        let file = File::open(shared.join("data/ira_300k_cnt.csv.zst")).expect("is there");
        let rows = rows(zstd::Decoder::new(file).expect("is compressed"));
        let mut names = Ids::default();
        let empty_link = names.number("");
        let links = rows.iter().map(|row| split_links(&row[7]).map(|link| names.number(link)).collect()).collect();
        Self { rows, accounts: Ids::default(), ids: Ids::default(), links, empty_link }
    }

    fn weights(&mut self, compute_settings: &Compute) -> Weights {
        let Self { rows, accounts, ids, links, .. } = self;
        let messages: Vec<Message<'_>> = rows
            .iter()
            .zip(links.iter())
            .map(|(row, links)| Message {
                id: ids.number(&row[0]),
                account: accounts.number(&row[1]),
                time: row[6].parse().expect("a number"),
                repost: ids.some(&row[3]),
                reply: ids.some(&row[4]),
                text: &row[5],
                links,
            })
            .collect();
        let edges = compute(&messages, compute_settings, u64::MAX).expect("within the budget");
        let behind = matches(&messages, compute_settings, &edges, usize::MAX);
        let mut counted = vec![0; edges.len()];
        behind.iter().for_each(|found| counted[found.edge as usize] += 1);
        assert!(edges.iter().zip(&counted).all(|(edge, counted)| edge.weight == *counted), "every unit of weight has its messages");
        let name = |account| accounts.name(account).to_owned();
        edges.iter().map(|edge| ((name(edge.source), name(edge.target)), edge.weight)).collect()
    }
}

fn oracle(shared: &Path, name: &str) -> Weights {
    let rows = rows(File::open(shared.join("oracles").join(name)).expect("is there"));
    rows.iter().map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].parse().expect("a number"))).collect()
}

fn settings(network: Network, time_window: f64, min_edge_weight: u32) -> Compute {
    Compute { network, time_window, min_edge_weight, include_self_loops: false }
}

#[test]
fn every_edge_and_weight_of_five_networks() {
    let Some(shared) = shared() else { return };
    let mut input = Input::new(&shared);
    let similar = Network::CoSimilarTweet { similarity_threshold: 0.8, min_document_size_similarity: 1.0 };
    for (file, settings) in [
        ("cnt_co_retweet_300k_tw60_mew2_edges.csv", settings(Network::CoRetweet, 60.0, 2)),
        ("cnt_co_tweet_300k_tw3600_mew1_edges.csv", settings(Network::CoTweet, 3_600.0, 1)),
        ("cnt_co_similar_tweet_300k_tw60_mew1_sim0.8_edges.csv", settings(similar, 60.0, 1)),
        ("cnt_co_link_300k_tw60_mew2_edges.csv", settings(Network::CoLink { except: None }, 60.0, 2)),
        ("cnt_co_link_300k_clean_tw3600_mew1_edges.csv", settings(Network::CoLink { except: Some(input.empty_link) }, 3_600.0, 1)),
    ] {
        let theirs = oracle(&shared, file);
        let ours = input.weights(&settings);
        let differing = ours.iter().filter(|(pair, weight)| theirs.get(*pair) != Some(weight)).count();
        assert_eq!((differing, ours.len()), (0, theirs.len()), "{file}");
    }
}
