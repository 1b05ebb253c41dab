//! What the detectors of other tools' networks add to the engines: how posts become those tools' rows, and what is refused.

use lockstep_detect::{Cells, Context, Findings, Unfit, method};
use lockstep_snapshot::{Column, Input, Intake, Kind, Part, PostRow, PostShape, Snapshot, assemble};
use serde_json::{Value, json};

const START: i64 = 1_558_915_200_000;

/// A snapshot of posts with ids by position and these columns.
fn snapshot(columns: &[Column], posts: &[PostRow<'_>]) -> Snapshot {
    let shape = PostShape { ids: true, present: columns.to_vec(), derived: Vec::new(), keep: columns.to_vec() };
    let mut part = Part::new(&shape);
    for (number, post) in posts.iter().enumerate() {
        part.posts.push(&PostRow { post_id: Some(&format!("p{number:03}")), time: START + post.time, ..*post });
    }
    let intake = Intake::without_files("posts", "", posts.len() as u64);
    assemble(vec![Input { shape, parts: vec![part], intake }])
}

fn detect(detector: &str, settings: &Value, snapshot: &Snapshot) -> Result<Findings, Unfit> {
    let step = method(detector).expect("exists").bind(settings).expect("valid settings");
    step.detect(snapshot, &Context { step: "step".to_owned(), seed: 1 })
}

/// The edges as (source, target, weight).
fn edges(findings: &Findings) -> Vec<(String, String, u64)> {
    let edges = findings.table("edges").expect("a network has edges");
    let (Some(Cells::Account(sources)), Some(Cells::Account(targets)), Some(Cells::Count(weights))) =
        (edges.column("source"), edges.column("target"), edges.column("weight"))
    else {
        panic!("edges join accounts")
    };
    let ends = sources.iter().cloned().zip(targets.iter().cloned());
    ends.zip(weights).map(|((source, target), weight)| (source, target, weight.expect("every edge has a weight"))).collect()
}

fn edge(source: &str, target: &str, weight: u64) -> (String, String, u64) {
    (source.to_owned(), target.to_owned(), weight)
}

fn share<'a>(account_id: &'a str, object: &'a str, content: &'a str, time: i64) -> PostRow<'a> {
    PostRow { account_id, retweeted_post_id: Some(object), content_id: Some(content), time, ..PostRow::default() }
}

#[test]
fn the_original_of_a_retweet_joins_nobody_until_ids_are_not_compared() {
    let rows = [share("ann", "o", "o", 0), share("ben", "o", "c1", 1_000), share("cleo", "o", "c2", 2_000)];
    let snapshot = snapshot(&[Column::RetweetedPost, Column::Content], &rows);
    let found = |mend: &[&str]| edges(&detect("coortweet", &json!({ "min_participation": 1, "mend": mend }), &snapshot).expect("fit"));
    assert_eq!(found(&[]), [edge("ben", "cleo", 1)]);
    assert_eq!(found(&["colliding_ids"]), [edge("ann", "ben", 1), edge("ann", "cleo", 1), edge("ben", "cleo", 1)]);
}

#[test]
fn what_coortweet_refuses_is_refused() {
    let snapshot = snapshot(&[Column::RetweetedPost], &[share("ann", "o", "c", 0)]);
    for (settings, remedy) in [
        (json!({ "fast_net": true }), "`flag_speed_share`"),
        (json!({ "subgraph": 2 }), "`fast_net: true`"),
        (json!({ "subgraph": 1, "fast_net": true, "flag_speed_share": { "time_window": "1 s", "min_participation": 2 } }), "`subgraph: 2`"),
    ] {
        let unfit = detect("coortweet", &settings, &snapshot).expect_err("refused");
        assert!(unfit.remedy.contains(remedy), "{unfit}");
    }
}

#[test]
fn a_refusal_names_settings_that_fit() {
    let accounts: Vec<String> = (0..600).map(|number| format!("a{number:03}")).collect();
    let posts: Vec<PostRow<'_>> = accounts.iter().zip(0..).map(|(account, number)| share(account, "o", account, number * 100)).collect();
    let snapshot = snapshot(&[Column::RetweetedPost, Column::Content], &posts);
    let call = |window: &str| detect("coortweet", &json!({ "time_window": window, "min_participation": 1, "memory_mib": 16 }), &snapshot);
    let unfit = call("60 s").expect_err("179,700 pairs take 22 MiB");
    assert_eq!(unfit.remedy, "`memory_mib: 22` or `time_window: 15 s` would fit");
    assert!(call("15 s").is_ok());

    let call = |window: &str| detect("cnt", &json!({ "network": "co_post", "time_window": window, "most_pairs": 100_000 }), &snapshot);
    let unfit = call("60 s").expect_err("each of 600 posts meets all 600");
    assert_eq!(unfit.remedy, "`most_pairs: 360000` or `time_window: 7 s` would fit");
    assert!(call("7 s").is_ok());
}

#[test]
fn posts_without_a_link_share_the_empty_link_until_mended() {
    let link = ["https://example.org/".to_owned()];
    let post = |account_id, time, urls| PostRow { account_id, time, kind: Some(Kind::Original), urls, ..PostRow::default() };
    let posts = [post("ann", 0, &[][..]), post("ben", 500, &[]), post("cleo", 0, &link), post("dan", 1_000, &link)];
    let snapshot = snapshot(&[Column::Kind, Column::Urls], &posts);
    let found =
        |mend: &[&str]| detect("cnt", &json!({ "network": "co_link", "min_edge_weight": 1, "mend": mend }), &snapshot).expect("fit");
    let real = [edge("cleo", "dan", 1), edge("dan", "cleo", 1)];
    assert_eq!(edges(&found(&["empty_link"])), real);
    assert_eq!(edges(&found(&[])), [&[edge("ann", "ben", 1), edge("ben", "ann", 1)][..], &real].concat());
    assert!(found(&[]).notes.iter().any(|note| note.contains("to the letter")));
}

#[test]
fn a_retweet_of_an_unknown_post_is_no_message_of_ones_own() {
    let post = |account_id, kind| PostRow { account_id, kind: Some(kind), text: Some("the same"), ..PostRow::default() };
    let posts = [post("ann", Kind::Original), post("ben", Kind::Retweet), post("cleo", Kind::Quote), post("dan", Kind::Retweet)];
    let snapshot = snapshot(&[Column::Kind, Column::Text, Column::RetweetedPost], &posts);
    let found = |network: &str| edges(&detect("cnt", &json!({ "network": network, "min_edge_weight": 1 }), &snapshot).expect("fit"));
    assert_eq!(found("co_tweet"), [edge("ann", "cleo", 1), edge("cleo", "ann", 1)]);
    assert_eq!(found("co_retweet"), []);
    assert_eq!(found("co_post").len(), 12);
}

#[test]
fn a_network_abstains_without_its_column() {
    let snapshot = snapshot(&[Column::Kind], &[PostRow { account_id: "ann", ..PostRow::default() }]);
    for (network, column) in
        [("co_retweet", "retweeted_post_id"), ("co_tweet", "text"), ("co_link", "urls"), ("co_reply", "replied_post_id")]
    {
        let unfit = detect("cnt", &json!({ "network": network }), &snapshot).expect_err("lacks the column");
        assert!(unfit.reason.contains(column), "{unfit}");
    }
}
