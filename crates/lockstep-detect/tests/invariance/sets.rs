//! What must not change what is said of sets: the order of rows, the number of threads, names that keep their order.

use crate::mixed;
use lockstep_detect::Findings;
use lockstep_snapshot::{FollowRow, Kind, ObservationRow, PostRow, Role, SetRow, Snapshot, Status};
use serde_json::{Value, json};

const DETECTORS: [&str; 4] = ["interconnectedness", "set_comparison", "survival", "reach"];
const ACCOUNTS: u32 = 120;
const DAY_MS: i64 = 86_400_000;

fn settings(detector: &str) -> Value {
    match detector {
        "interconnectedness" => json!({ "minimum_accounts": 3, "minimum_reference": 20, "draws": 99, "rewirings": 19 }),
        "set_comparison" => json!({ "minimum_accounts": 3, "minimum_weight": 1, "population": 1000 }),
        "survival" => json!({ "minimum_accounts": 3, "draws": 99 }),
        _ => json!({ "minimum_engagements": 1 }),
    }
}

/// Two overlapping lists of accounts tied to each other, two crowds, posts, checks and ties, with rows in either order.
fn snapshot(name: impl Fn(u32) -> String, backwards: bool) -> Snapshot {
    crate::of_rows(|part| {
        let order = |n: u32| (0..n).map(move |at| if backwards { n - 1 - at } else { at });
        for at in order(1_500) {
            let account = mixed(at, 1) % ACCOUNTS;
            let other = name(mixed(at, 2) % ACCOUNTS);
            let object = format!("object-{}", mixed(at, 3) % 40);
            let time = i64::from(mixed(at, 4) % 20_000) * 1_000;
            let retweet = mixed(at, 5).is_multiple_of(2);
            part.posts.push(&PostRow {
                post_id: Some(&format!("post-{at:04}")),
                account_id: &name(account),
                time,
                kind: Some(if retweet { Kind::Retweet } else { Kind::Reply }),
                retweeted_post_id: Some(object.as_str()).filter(|_| retweet),
                retweeted_account_id: Some(other.as_str()).filter(|_| retweet),
                replied_account_id: Some(other.as_str()).filter(|_| !retweet),
                ..PostRow::default()
            });
        }
        for at in order(ACCOUNTS * ACCOUNTS) {
            let (from, to) = (at / ACCOUNTS, at % ACCOUNTS);
            let listed = from < 40 && to < 40;
            if from != to && mixed(from, to + 1_000) % 100 < if listed { 40 } else { 6 } {
                part.follows.push(&FollowRow { follower_id: &name(from), followed_id: &name(to), observed_at: None, position: None });
            }
        }
        for at in order(ACCOUNTS * 5) {
            let (account, check) = (at / 5, at % 5);
            let goes = mixed(account, 9) % if account < 40 { 6 } else { 40 };
            let gone = check > goes;
            let status = if !gone {
                Status::Active
            } else if account.is_multiple_of(3) {
                Status::Deactivated
            } else {
                Status::Suspended
            };
            part.observations.push(&ObservationRow {
                account_id: &name(account),
                observed_at: i64::from(check) * 20 * DAY_MS,
                status: Some(status),
                followers: (!gone).then(|| u64::from(mixed(account, 11) % 500)),
                created_at: Some(i64::from(account) * DAY_MS),
                ..ObservationRow::default()
            });
        }
        for at in order(ACCOUNTS) {
            let lists = [
                ("alpha", Role::Studied, 0..25),
                ("beta", Role::Studied, 18..40),
                ("north", Role::Control, 40..80),
                ("south", Role::Control, 80..120),
            ];
            for (set, role, range) in lists {
                if range.contains(&at) {
                    part.sets.push(SetRow { set: set.to_owned(), account_id: name(at), role, source: "invented".to_owned() });
                }
            }
        }
    })
}

fn name(account: u32) -> String {
    format!("a{account:03}")
}

fn detect(detector: &str, snapshot: &Snapshot) -> Findings {
    crate::detect(detector, &settings(detector), snapshot)
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let (one, other) = (snapshot(name, false), snapshot(name, true));
    for detector in DETECTORS {
        assert_eq!(detect(detector, &one), detect(detector, &other), "{detector}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (one, three) = (crate::threads(1), crate::threads(3));
    let snapshot = snapshot(name, false);
    for detector in DETECTORS {
        assert_eq!(one.install(|| detect(detector, &snapshot)), three.install(|| detect(detector, &snapshot)), "{detector}");
    }
}

#[test]
fn names_in_the_same_order_change_no_number() {
    let (one, other) = (snapshot(name, false), snapshot(|account| format!("user {:07}", account * 31), false));
    for detector in DETECTORS {
        assert_eq!(detect(detector, &one).values, detect(detector, &other).values, "{detector}");
    }
}

/// Without this, the tests above might hold because nothing is found.
#[test]
fn such_sets_are_told_apart() {
    let snapshot = snapshot(name, false);
    for (detector, flagged) in [("interconnectedness", 2), ("set_comparison", 1), ("survival", 2)] {
        let findings = detect(detector, &snapshot);
        let found = &findings.value("flagged").expect("counted").number;
        assert_eq!(found, &lockstep_detect::Number::Count(flagged), "{detector}");
    }
}
