//! What must not change what is said of words, themes and events: the order of rows and the number of threads.

use lockstep_detect::{Context, Findings, method};
use lockstep_snapshot::{Column, Event, Input, Intake, Kind, Losses, Part, PostRow, PostShape, Role, SetRow, Snapshot, assemble};
use serde_json::{Value, json};

const DETECTORS: [&str; 2] = ["event_shift", "themes"];
const ACCOUNTS: u32 = 60;
const DAY_MS: i64 = 86_400_000;
const WORDS: [&str; 8] = ["harbour", "lantern", "bridge", "orchard", "ferry", "council", "winter", "library"];

fn settings(detector: &str) -> Value {
    match detector {
        "themes" => json!({
            "themes": [{
                "name": "ferries",
                "version": 1,
                "phrases": { "any": { "include": ["ferry", "harbour bridge"], "exclude": ["library winter"] } },
                "sample": { "both": 8, "first_only": 1, "second_only": 0, "neither": 2 },
            }],
            "evidence": 3,
        }),
        _ => json!({ "hashtags": ["Winter"], "active_share": 0.1 }),
    }
}

/// Numbers that look random and are always the same.
fn mixed(a: u32, b: u32) -> u32 {
    let mut x = a.wrapping_mul(2_654_435_761) ^ b.wrapping_mul(40_503).wrapping_add(0x9e37_79b9);
    x ^= x >> 15;
    x = x.wrapping_mul(0x85eb_ca6b);
    x ^ (x >> 13)
}

/// A list, a crowd and two events, with rows in either order.
fn snapshot(backwards: bool) -> Snapshot {
    let shape = PostShape { ids: true, present: Column::USUAL.to_vec(), derived: Vec::new(), keep: Column::ALL.to_vec() };
    let mut part = Part::new(&shape);
    let order = |n: u32| (0..n).map(move |at| if backwards { n - 1 - at } else { at });
    let name = |account: u32| format!("a{account:03}");
    for at in order(3_000) {
        let account = mixed(at, 1) % ACCOUNTS;
        // Whole hours, so that many posts are of one moment.
        let time = i64::from(mixed(at, 2) % (24 * 150)) * 3_600_000;
        let words: Vec<&str> = (0..6).map(|word| WORDS[mixed(at % 900, 10 + word) as usize % WORDS.len()]).collect();
        let tags = ["winter".to_owned()];
        part.posts.push(&PostRow {
            post_id: Some(&format!("post-{at:04}")),
            account_id: &name(account),
            time,
            kind: Some(if at.is_multiple_of(5) { Kind::Retweet } else { Kind::Original }),
            text: Some(&words.join(" ")),
            hashtags: if at.is_multiple_of(3) { &tags } else { &[] },
            ..PostRow::default()
        });
    }
    for at in order(ACCOUNTS) {
        let (set, role) = if at < 25 { ("list", Role::Studied) } else { ("crowd", Role::Control) };
        part.sets.push(SetRow { set: set.to_owned(), account_id: name(at), role, source: "invented".to_owned() });
    }
    for at in order(2) {
        let start = i64::from(40 + 60 * at) * DAY_MS;
        part.events.push(Event { name: format!("event {at}"), start, end: start + DAY_MS, source: "invented".to_owned() });
    }
    let intake = Intake {
        input: "rows".to_owned(),
        files: Vec::new(),
        layout: String::new(),
        rows_read: 0,
        losses: Losses::default(),
        tables: Vec::new(),
        derived: Vec::new(),
        unused_columns: Vec::new(),
    };
    assemble(vec![Input { shape, parts: vec![part], intake }])
}

fn detect(detector: &str, snapshot: &Snapshot) -> Findings {
    let step = method(detector).expect("exists").bind(&settings(detector)).expect("valid settings");
    step.detect(snapshot, &Context { step: "step".to_owned(), seed: 1 }).unwrap_or_else(|unfit| panic!("{detector}: {unfit}"))
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let (one, other) = (snapshot(false), snapshot(true));
    for detector in DETECTORS {
        let findings = detect(detector, &one);
        assert_eq!(findings, detect(detector, &other), "{detector}");
        assert!(findings.tables.iter().all(|table| table.rows() > 0), "{detector} has something to say");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let snapshot = snapshot(false);
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
    let (one, three) = (pool(1), pool(3));
    for detector in DETECTORS {
        assert_eq!(one.install(|| detect(detector, &snapshot)), three.install(|| detect(detector, &snapshot)), "{detector}");
    }
}
