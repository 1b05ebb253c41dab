//! What must not change what is said of hashtags: the order of rows, the names of accounts, whole weeks, the number of threads.

use lockstep_detect::{Cells, Context, Findings, Verdict, method};
use lockstep_snapshot::{Column, Input, Intake, Kind, Losses, ObservationRow, Part, PostRow, PostShape, Snapshot, assemble};
use serde_json::json;

const ACCOUNTS: u32 = 90;
const HASHTAGS: u32 = 60;
const POSTS: u32 = 24;
const MINUTE_MS: i64 = 60_000;
const WEEK_MS: i64 = 7 * 24 * 60 * MINUTE_MS;

/// Numbers that look random and are always the same.
fn mixed(a: u32, b: u32) -> u32 {
    let mut x = a.wrapping_mul(2_654_435_761) ^ b.wrapping_mul(40_503).wrapping_add(0x9e37_79b9);
    x ^= x >> 15;
    x = x.wrapping_mul(0x85eb_ca6b);
    x ^ (x >> 13)
}

/// Hashtags that live for half a day each. The last is pushed within minutes: three texts by eight accounts against one organisation.
fn snapshot(name: impl Fn(u32) -> String, backwards: bool, shift: i64) -> Snapshot {
    let shape = PostShape { ids: true, present: Column::USUAL.to_vec(), derived: Vec::new(), keep: Column::ALL.to_vec() };
    let mut part = Part::new(&shape);
    let order = |n: u32| (0..n).map(move |at| if backwards { n - 1 - at } else { at });
    for at in order(HASHTAGS * POSTS) {
        let (tag, post) = (at / POSTS, at % POSTS);
        let pushed = tag == HASHTAGS - 1;
        let minute = mixed(at, 1) % if pushed { 12 } else { 700 };
        let retweet = !pushed && mixed(at, 2).is_multiple_of(3);
        let text = if pushed {
            format!(
                "number {} of what nobody at the council has ever answered{}",
                ["one", "twenty", "six hundred"][post as usize % 3],
                post / 3
            )
        } else {
            (0..6).map(|word| format!("word{} ", mixed(at, 10 + word) % 1_000)).collect()
        };
        let object = format!("object-{tag}-{}", mixed(at, 3) % 4);
        let mentions = if pushed || mixed(at, 4).is_multiple_of(9) { vec!["council".to_owned()] } else { Vec::new() };
        part.posts.push(&PostRow {
            post_id: Some(&format!("post-{at:05}")),
            account_id: &name(if pushed { post % 8 } else { mixed(at, 5) % ACCOUNTS }),
            time: shift + (i64::from(tag) * 800 + i64::from(minute)) * MINUTE_MS + i64::from(mixed(at, 6) % 60_000),
            kind: Some(if retweet { Kind::Retweet } else { Kind::Original }),
            text: Some(&text),
            language: Some("en"),
            retweeted_post_id: Some(object.as_str()).filter(|_| retweet),
            hashtags: &[format!("tag{tag:02}")],
            mentions: &mentions,
            ..PostRow::default()
        });
    }
    for account in order(ACCOUNTS) {
        part.observations.push(&ObservationRow {
            account_id: &name(account),
            observed_at: shift,
            created_at: Some(shift - i64::from(mixed(account, 7) % 30) * WEEK_MS),
            ..ObservationRow::default()
        });
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

fn name(account: u32) -> String {
    format!("a{account:03}")
}

fn detect(snapshot: &Snapshot) -> Findings {
    let settings = json!({ "minimum_posts": 10, "raise": 4.0, "same_kind_of_day": false, "targets": ["council"], "level": 0.1 });
    let step = method("hashtag_campaign").expect("exists").bind(&settings).expect("valid settings");
    step.detect(snapshot, &Context { step: "step".to_owned(), seed: 1 }).expect("fit")
}

#[test]
fn the_pushed_one_is_found() {
    let findings = detect(&snapshot(name, false, 0));
    let table = findings.table("hashtags").expect("one row a hashtag");
    let (Some(Cells::Object(names)), Some(Cells::Verdict(verdicts))) = (table.column("hashtag"), table.column("verdict")) else {
        panic!("hashtags come with a verdict");
    };
    let flagged: Vec<&String> =
        names.iter().zip(verdicts).filter(|(_, verdict)| **verdict == Verdict::Flagged).map(|(name, _)| name).collect();
    assert_eq!(flagged, ["tag59"]);
    assert!(verdicts.iter().filter(|verdict| **verdict == Verdict::NotFlagged).count() > 50);
}

#[test]
fn neither_the_order_of_rows_nor_the_names_of_accounts_change_anything() {
    let before = detect(&snapshot(name, false, 0));
    assert_eq!(before, detect(&snapshot(name, true, 0)));
    assert_eq!(before, detect(&snapshot(|account| format!("b{}", (account * 7 + 3) % ACCOUNTS), false, 0)));
}

#[test]
fn whole_weeks_change_no_measure() {
    let before = detect(&snapshot(name, false, 0));
    let after = detect(&snapshot(name, false, 20 * WEEK_MS));
    assert_eq!(before.table("measures"), after.table("measures"));
    assert_eq!(before.values, after.values);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let snapshot = snapshot(name, false, 0);
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made");
    assert_eq!(pool(1).install(|| detect(&snapshot)), pool(2).install(|| detect(&snapshot)));
}
