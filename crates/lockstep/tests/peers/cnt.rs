//! coordination-network-toolkit 1.5.2 on 300,000 of the troll tweets that `FiveThirtyEight` published.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use lockstep_detect::{Context, Findings, method};
use lockstep_snapshot::{Column, FAR_FUTURE, Request, assemble, locate, read, text};
use lockstep_study::{Layout, TableName, TimeFormat};
use serde_json::json;
use tempfile::TempDir;

use super::{Study, ids, numbers, rows, shared};

type Weights = BTreeMap<(String, String), u64>;

/// For the comparison only: the published study shows pseudonyms.
const NAMED: &str = "\npublication: { mode: named, reason: To compare with the list of the tool. }\n";

fn ours(findings: &Findings) -> Weights {
    let edges = findings.table("edges").expect("a network has edges");
    let ends = ids(edges, "source").iter().cloned().zip(ids(edges, "target").iter().cloned());
    ends.zip(numbers(edges, "weight")).map(|(ends, weight)| (ends, weight as u64)).collect()
}

fn theirs(shared: &Path, file: &str) -> Weights {
    let rows = rows(&shared.join("oracles").join(file));
    rows.iter().map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].parse().expect("a number"))).collect()
}

fn compare(ours: &Weights, theirs: &Weights, what: &str) {
    let differing = ours.iter().filter(|(pair, weight)| theirs.get(*pair) != Some(weight)).count();
    assert_eq!((differing, ours.len()), (0, theirs.len()), "{what}");
    println!("{what}: {} edges are the tool's", ours.len());
}

#[test]
fn every_edge_and_weight_of_the_study() {
    let Some(shared) = shared() else { return };
    let study = Study::run("cnt-ira", NAMED, &shared);
    for (step, file) in [
        ("co-retweet", "cnt_co_retweet_300k_tw60_mew2_edges.csv"),
        ("co-tweet", "cnt_co_tweet_300k_tw3600_mew1_edges.csv"),
        ("co-similar-tweet", "cnt_co_similar_tweet_300k_tw60_mew1_sim0.8_edges.csv"),
        ("co-link-as-the-tool", "cnt_co_link_300k_tw60_mew2_edges.csv"),
        ("co-link-mended", "cnt_co_link_300k_clean_tw3600_mew1_edges.csv"),
    ] {
        compare(&ours(study.step(step)), &theirs(&shared, file), step);
    }
}

/// The tool has no network of hashtags; it makes one of a file whose links are the hashtags of each message, in lower case.
#[test]
fn hashtags_in_place_of_links() {
    let Some(shared) = shared() else { return };
    let folder = TempDir::new().expect("the system has a folder for temporary files");
    let file = File::open(shared.join("data/ira_300k_cnt.csv.zst")).expect("is there");
    let mut messages = csv::Reader::from_reader(zstd::Decoder::new(file).expect("is compressed"));
    let mut tagged = csv::Writer::from_path(folder.path().join("tagged.csv")).expect("the file can be written");
    tagged.write_record(messages.headers().expect("has a header")).expect("the file can be written");
    for row in messages.records() {
        let row = row.expect("well formed");
        let mut tags: Vec<String> = Vec::new();
        text::hashtags(&row[5], |tag| tags.push(tag));
        let tags = tags.join(" ");
        let cells = row.iter().enumerate().map(|(at, cell)| if at == 7 { tags.as_str() } else { cell });
        tagged.write_record(cells).expect("the file can be written");
    }
    tagged.flush().expect("the file can be written");

    let located = locate("messages", "tagged.csv", &[folder.path().to_owned()], &|_, _| None).expect("is there");
    let request = Request {
        input: "messages",
        layout: Layout::Cnt,
        table: TableName::Posts,
        columns: None,
        time_format: TimeFormat::Auto,
        end: FAR_FUTURE,
        keep: &[Column::Kind, Column::RetweetedPost, Column::UrlsVerbatim],
    };
    let snapshot = assemble(vec![read(&request, &located, &|_| {}).expect("readable")]);
    let settings = json!({ "network": "co_link", "time_window": "60 s", "min_edge_weight": 2, "mend": ["empty_link"] });
    let step = method("cnt").expect("exists").bind(&settings).expect("valid");
    let findings = step.detect(&snapshot, &Context { step: "t".to_owned(), seed: 0 }).expect("fit");
    compare(&ours(&findings), &theirs(&shared, "cnt_co_hashtag_300k_clean_tw60_mew2_edges.csv"), "hashtags");
}
