//! What must not change a network: the order of rows, the names of accounts, a shift in time, the number of threads.
//!
//! Random crowds act on few objects within minutes, so that edges abound. An engine is added with one line in `ENGINES`.

use std::collections::BTreeMap;

use lockstep_detect::{Cells, Findings};
use lockstep_snapshot::{Kind, PostRow, Snapshot};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Settings under which random crowds have edges, the column that says what an edge weighs, and whether objects depend on the clock.
struct Engine {
    detector: &'static str,
    settings: fn() -> Value,
    slots: bool,
}

const ENGINES: [Engine; 8] = [
    Engine { detector: "window_counts", settings: || json!({ "minimum_weight": 1 }), slots: false },
    Engine { detector: "window_counts", settings: || json!({ "layers": TIMED, "minimum_weight": 2, "most_accounts": 8 }), slots: false },
    Engine { detector: "window_counts", settings: || json!({ "layers": ["co_post", "co_url"], "minimum_weight": 2 }), slots: true },
    Engine { detector: "coortweet", settings: || json!({ "layer": "co_url", "time_window": "60 s", "evidence": 99 }), slots: false },
    Engine { detector: "cnt", settings: || json!({ "network": "co_retweet", "time_window": "60 s", "min_edge_weight": 1 }), slots: false },
    Engine { detector: "cnt", settings: || json!({ "network": "co_link", "time_window": "30 s" }), slots: false },
    Engine {
        detector: "tfidf_cosine",
        settings: || json!({ "layers": CHOSEN, "minimum_objects": 1, "minimum_accounts": 2, "keep": { "top_share": 0.4 } }),
        slots: false,
    },
    Engine {
        detector: "tfidf_cosine",
        settings: || json!({ "layers": ["co_post"], "minimum_objects": 1, "minimum_accounts": 1, "slot": "1 min" }),
        slots: true,
    },
];

/// Layers of posts that are no retweets, which every crowd has.
const CHOSEN: [&str; 4] = ["co_url", "co_hashtag", "co_mention", "mentioned_account"];

const TIMED: [&str; 9] =
    ["co_retweet", "fast_retweet_10s", "fast_retweet_60s", "co_url", "co_hashtag", "hashtag_sequence", "co_mention", "co_reply", "co_text"];

/// What accounts say of each object, with endings that make near copies.
const SAYINGS: [&str; 5] = [
    "nobody was ever told why the old bridge had to close",
    "the harbour will stay open all winter for whoever needs it",
    "every evening somebody rings the bell and runs away",
    "they promised us a library and built a second car park",
    "ask them who paid for the lanterns and watch their faces",
];
const ENDINGS: [&str; 3] = ["", " now", " again"];

const ACCOUNTS: u32 = 10;
const DAY_MS: i64 = 86_400_000;
const START: i64 = 1_558_915_200_000;

/// A post by its account, second, kind and object.
#[derive(Debug, Clone, Copy)]
struct Act {
    account: u32,
    second: i64,
    kind: u8,
    object: u32,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = (0..ACCOUNTS, 0i64..600, 0u8..4, 0u32..5);
    prop::collection::vec(act.prop_map(|(account, second, kind, object)| Act { account, second, kind, object }), 20..80)
}

/// A snapshot of the acts, with accounts named by `name`, moved in time by `shift` ms, rows taken in the given order.
fn snapshot(acts: &[Act], order: impl Iterator<Item = usize>, name: impl Fn(u32) -> String, shift: i64) -> Snapshot {
    crate::of_rows(|part| {
        for at in order {
            let act = acts[at];
            let kind = [Kind::Original, Kind::Retweet, Kind::Quote, Kind::Reply][usize::from(act.kind)];
            let time = START + act.second * 1_000 + shift;
            let object = format!("object-{}", act.object);
            let other = name((act.account + 1 + act.object) % ACCOUNTS);
            let retweet = kind == Kind::Retweet;
            let reply = kind == Kind::Reply;
            let words: Vec<String> = (0..3).map(|word| format!("word-{}", (word * act.object) % 3)).collect();
            let mentions = [other.to_lowercase()];
            let text = format!("{}{}", SAYINGS[act.object as usize], ENDINGS[act.second as usize % ENDINGS.len()]);
            part.posts.push(&PostRow {
                post_id: Some(&format!("post-{at:03}")),
                account_id: &name(act.account),
                time,
                kind: Some(kind),
                text: Some(&text),
                retweeted_post_id: Some(object.as_str()).filter(|_| retweet),
                retweeted_account_id: Some(other.as_str()).filter(|_| retweet),
                retweeted_time: Some(time - i64::from(act.object) * 7_000).filter(|_| retweet),
                replied_post_id: Some(object.as_str()).filter(|_| reply),
                replied_account_id: Some(other.as_str()).filter(|_| reply),
                hashtags: &words,
                urls: std::slice::from_ref(&object),
                mentions: &mentions,
                ..PostRow::default()
            });
        }
    })
}

fn plain(acts: &[Act]) -> Snapshot {
    snapshot(acts, 0..acts.len(), same_order, 0)
}

fn same_order(account: u32) -> String {
    format!("a{account:02}")
}

/// Other names, in the same order.
fn renamed(account: u32) -> String {
    format!("b{:04}", account * 37)
}

/// Names in another order.
fn turned(account: u32) -> String {
    format!("c{:02}", (account * 7 + 3) % ACCOUNTS)
}

fn detect(engine: &Engine, snapshot: &Snapshot) -> Findings {
    crate::detect(engine.detector, &(engine.settings)(), snapshot)
}

/// Every number of the table of edges by pair of accounts, without those that tell the two apart. Where edges point nowhere, it does not
/// count which of the two comes first.
fn weights(findings: &Findings, original: impl Fn(&str) -> u32) -> BTreeMap<(u32, u32), String> {
    const SIDED: [&str; 6] = ["source", "target", "objects_source", "objects_target", "first_source", "lead_share"];
    let edges = findings.table("edges").expect("a network has edges");
    let (Some(Cells::Account(sources)), Some(Cells::Account(targets))) = (edges.column("source"), edges.column("target")) else {
        panic!("edges join accounts");
    };
    let directed = findings.network.as_ref().is_some_and(|network| network.directed);
    let numbers: Vec<_> = edges.columns.iter().filter(|column| !SIDED.contains(&column.name.as_str())).collect();
    let of_row = |row: usize| numbers.iter().map(|column| format!("{:?} ", column.cells.select(&[row]))).collect::<String>();
    let pair = |row: usize| {
        let (a, b) = (original(&sources[row]), original(&targets[row]));
        if directed { (a, b) } else { (a.min(b), a.max(b)) }
    };
    (0..edges.rows()).map(|row| (pair(row), of_row(row))).collect()
}

/// Which account a name stands for.
fn back(name: fn(u32) -> String) -> impl Fn(&str) -> u32 {
    move |id| (0..ACCOUNTS).find(|account| name(*account) == id).expect("every name stands for an account")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_changes_nothing(acts in acts(), step in 1usize..80) {
        let turn = acts.len();
        let step = (step..).find(|step| gcd(*step, turn) == 1).expect("some number is coprime");
        let shuffled = snapshot(&acts, (0..turn).map(|row| row * step % turn), same_order, 0);
        for engine in &ENGINES {
            prop_assert_eq!(detect(engine, &plain(&acts)), detect(engine, &shuffled));
        }
    }

    #[test]
    fn the_names_of_accounts_change_nothing_but_their_order(acts in acts()) {
        for engine in &ENGINES {
            let before = weights(&detect(engine, &plain(&acts)), back(same_order));
            for name in [renamed as fn(u32) -> String, turned] {
                let after = weights(&detect(engine, &snapshot(&acts, 0..acts.len(), name, 0)), back(name));
                prop_assert_eq!(&before, &after);
            }
        }
    }

    #[test]
    fn a_shift_in_time_changes_nothing(acts in acts(), days in -400i64..400, ms in 1i64..DAY_MS) {
        for engine in &ENGINES {
            let before = detect(engine, &plain(&acts));
            let shifts = if engine.slots { vec![days * DAY_MS] } else { vec![days * DAY_MS, ms] };
            for shift in shifts {
                let after = detect(engine, &snapshot(&acts, 0..acts.len(), same_order, shift));
                prop_assert_eq!(before.table("edges"), after.table("edges"));
                prop_assert_eq!(before.table("accounts"), after.table("accounts"));
                prop_assert_eq!(&before.values, &after.values);
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing(acts in acts()) {
            let (one, two) = (crate::threads(1), crate::threads(2));
        let snapshot = plain(&acts);
        for engine in &ENGINES {
            prop_assert_eq!(one.install(|| detect(engine, &snapshot)), two.install(|| detect(engine, &snapshot)));
        }
    }
}

/// Without this, the tests above might hold because nothing is found.
#[test]
fn such_crowds_meet_in_every_layer() {
    let act = |n: u32| Act { account: n / 3 % ACCOUNTS, second: i64::from(n * 2), kind: (n % 4) as u8, object: n % 5 };
    let acts: Vec<Act> = (0..300).map(act).collect();
    let engine = Engine { detector: "window_counts", settings: || json!({ "layers": TIMED, "minimum_weight": 1 }), slots: false };
    let findings = detect(&engine, &plain(&acts));
    let layers = findings.table("layers").expect("several layers");
    let Some(Cells::Count(reaching)) = layers.column("pairs_reaching") else { panic!("layers come with counts") };
    assert_eq!(reaching.len(), TIMED.len());
    assert!(reaching.iter().flatten().all(|pairs| *pairs > 0), "{reaching:?}");
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
