//! What must not change what is said of words, themes and events: the order of rows and the number of threads.

use crate::mixed;
use lockstep_detect::Findings;
use lockstep_snapshot::{Event, Kind, PostRow, Role, SetRow, Snapshot};
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

/// A list, a crowd and two events, with rows in either order.
fn snapshot(backwards: bool) -> Snapshot {
    crate::of_rows(|part| {
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
    })
}

fn detect(detector: &str, snapshot: &Snapshot) -> Findings {
    crate::detect(detector, &settings(detector), snapshot)
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
    let (one, three) = (crate::threads(1), crate::threads(3));
    for detector in DETECTORS {
        assert_eq!(one.install(|| detect(detector, &snapshot)), three.install(|| detect(detector, &snapshot)), "{detector}");
    }
}
