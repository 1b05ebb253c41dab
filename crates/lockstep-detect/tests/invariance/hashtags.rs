//! What must not change what is said of hashtags: the order of rows, the names of accounts, whole weeks, the number of threads.

use crate::mixed;
use lockstep_detect::{Cells, Findings, Verdict};
use lockstep_snapshot::{Kind, ObservationRow, PostRow, Snapshot};
use serde_json::json;

const ACCOUNTS: u32 = 90;
const HASHTAGS: u32 = 60;
const POSTS: u32 = 24;
const MINUTE_MS: i64 = 60_000;
const WEEK_MS: i64 = 7 * 24 * 60 * MINUTE_MS;

/// Hashtags that live for half a day each. The last is pushed within minutes: three texts by eight accounts against one organisation.
fn snapshot(name: impl Fn(u32) -> String, backwards: bool, shift: i64) -> Snapshot {
    crate::of_rows(|part| {
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
    })
}

fn name(account: u32) -> String {
    format!("a{account:03}")
}

fn detect(snapshot: &Snapshot) -> Findings {
    let settings = json!({ "minimum_posts": 10, "raise": 4.0, "same_kind_of_day": false, "targets": ["council"], "level": 0.1 });
    crate::detect("hashtag_campaign", &settings, snapshot)
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
    assert_eq!(crate::threads(1).install(|| detect(&snapshot)), crate::threads(2).install(|| detect(&snapshot)));
}
