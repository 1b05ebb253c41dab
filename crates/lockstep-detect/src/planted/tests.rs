//! Groups planted into a small crowd.

use lockstep_network::window_counts;
use lockstep_snapshot::{Column, Input, Intake, Kind as PostKind, Part, PostRow, PostShape, Snapshot, assemble};
use serde_json::{Value, json};

use super::*;
use crate::derived::object;
use crate::detectors::method;
use crate::findings::{Number, Verdict};

const SECOND: i64 = 1_000;

/// Two hundred accounts that pass on thirty posts each at times of their own, and three that pass on eight posts together.
fn crowd() -> Snapshot {
    let columns = vec![Column::Kind, Column::RetweetedPost];
    let shape = PostShape { ids: false, present: columns.clone(), derived: Vec::new(), keep: columns };
    let mut part = Part::new(&shape);
    let mut state = 5_u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut push = |account: &str, post: &str, second: i64| {
        let time = 1_546_300_800_000 + second * SECOND;
        part.posts.push(&PostRow {
            account_id: account,
            time,
            kind: Some(PostKind::Retweet),
            retweeted_post_id: Some(post),
            ..PostRow::default()
        });
    };
    for account in 0..200 {
        for _ in 0..30 {
            let post = format!("post-{:03}", 5 * below(80) + account % 5);
            push(&format!("account-{account:03}"), &post, below(1_728_000) as i64);
        }
    }
    for post in 0..8 {
        let moment = below(1_728_000) as i64;
        for (member, account) in ["member-a", "member-b", "member-c"].into_iter().enumerate() {
            push(account, &format!("own-{post}"), moment + 7 * member as i64);
        }
    }
    let intake = Intake::without_files("crowd", "made up", 0);
    assemble(vec![Input { shape, parts: vec![part], intake }])
}

fn asked(detector: &str, settings: Value, layer: Option<&str>, groups: Kinds) -> Planted {
    let version = method(detector).expect("there is one").card().version;
    Planted {
        of: "step".to_owned(),
        detector: detector.to_owned(),
        version,
        settings: object(settings),
        layer: layer.map(str::to_owned),
        groups,
    }
}

fn each(sizes: &[u32], actions: &[u32], spreads: &[i64], draws: u32) -> Kinds {
    let spreads = spreads.iter().map(|seconds| Duration::from_ms(seconds * SECOND)).collect();
    Kinds::Each { sizes: sizes.to_vec(), actions: actions.to_vec(), spreads, draws }
}

fn context() -> Context {
    Context { step: "step-planted".to_owned(), seed: 7 }
}

fn found(asked: &Planted) -> Findings {
    PLANTED.bind(&plain(asked)).expect("it fits").detect(&crowd(), &context()).expect("there is an answer")
}

fn number(findings: &Findings, name: &str) -> Number {
    findings.value(name).unwrap_or_else(|| panic!("{name} is told")).number.clone()
}

fn counts(findings: &Findings, table: &str, column: &str) -> Vec<Option<u64>> {
    match findings.table(table).and_then(|table| table.column(column)) {
        Some(Cells::Count(counts)) => counts.clone(),
        other => panic!("{table}.{column}: {other:?}"),
    }
}

#[test]
fn a_count_of_five_finds_five_joint_actions_and_no_fewer() {
    let findings = found(&asked("window_counts", json!({}), None, each(&[5, 2], &[3, 5, 8], &[10, 60], 2)));
    assert_eq!(counts(&findings, "cells", "size"), [2, 2, 2, 5, 5, 5, 2, 2, 2, 5, 5, 5].map(Some));
    // Two hundred accounts hold five groups of two, and two of five.
    assert_eq!(counts(&findings, "cells", "groups"), [10, 10, 10, 4, 4, 4, 10, 10, 10, 4, 4, 4].map(Some));
    // Every member acts on every thing within a window of 60 s, so that the minimum of five decides alone.
    assert_eq!(counts(&findings, "cells", "found"), [0, 20, 20, 0, 20, 20, 0, 20, 20, 0, 20, 20].map(Some));
    assert_eq!(counts(&findings, "smallest", "smallest"), [None, Some(2), Some(2), None, Some(2), Some(2)]);
    assert_eq!(number(&findings, "own_accounts"), Number::Count(3), "the three that pass on eight posts together");
    assert_eq!((number(&findings, "acting"), number(&findings, "ordinary")), (Number::Count(203), Number::Count(200)));
    assert_eq!((number(&findings, "smallest_group"), number(&findings, "joint_actions")), (Number::Count(2), Number::Count(5)));
    assert_eq!((number(&findings, "largest_group"), number(&findings, "least_actions")), (Number::Count(5), Number::Count(3)));
    assert_eq!((number(&findings, "found_at_least"), number(&findings, "spread")), (Number::Real(0.0), Number::Real(10.0)));
    assert_eq!((number(&findings, "kinds"), number(&findings, "kinds_found")), (Number::Count(12), Number::Count(8)));
    assert!(
        findings.notes.iter().any(|note| note.contains("with 3 joint actions not even a group of 5; with 5 joint actions a group of 2")),
        "{:?}",
        findings.notes
    );
    assert_eq!(findings.put_forward(), None);
}

#[test]
fn groups_slower_than_the_window_are_missed() {
    let findings = found(&asked("window_counts", json!({ "window": "10 s" }), None, each(&[5], &[6], &[10, 36_000], 2)));
    assert_eq!(counts(&findings, "cells", "found"), [20, 0].map(Some));
    assert_eq!(number(&findings, "smallest_group"), Number::Count(5), "sentences are about the shorter of two spreads");
    let slow = found(&asked("window_counts", json!({ "window": "10 s" }), None, each(&[5], &[6], &[36_000], 2)));
    assert_eq!(number(&slow, "smallest_group"), Number::Count(0));
    assert_eq!((number(&slow, "largest_group"), number(&slow, "most_actions")), (Number::Count(5), Number::Count(6)));
}

#[test]
fn members_are_ordinary_accounts_and_groups_share_none() {
    let snapshot = crowd();
    let shelf = Shelf::default();
    let actions = Layer::CoRetweet.shelved(Duration::from_ms(1), None, &snapshot, &shelf).expect("fits");
    let own: BTreeSet<String> = ["member-a", "member-b", "member-c"].map(str::to_owned).into();
    let crowd = Crowd::new(&actions, &snapshot, &own);
    assert!(crowd.ordinary.iter().all(|account| snapshot.accounts.get(*account).starts_with("account-")));
    let kind = Kind { size: 5, actions: 4, spread: Duration::from_ms(30 * SECOND), draw: 0 };
    let planted = planted(kind, &crowd, &actions, &snapshot, &mut context().random(1)).expect("there are enough");
    let members: BTreeSet<u32> = planted.groups.iter().flatten().copied().collect();
    assert_eq!((planted.groups.len(), members.len(), planted.rows.len()), (2, 10, 40));
    let more = actions.with(planted.objects, &planted.rows);
    assert_eq!((more.objects(), more.len()), (actions.objects() + 8, actions.len() + 40));
    for object in 0..actions.objects() {
        assert_eq!(more.of(object), actions.of(object), "what was there stays");
    }
    for object in actions.objects()..more.objects() {
        let acts = more.of(object);
        assert!(acts.windows(2).all(|pair| pair[0].time <= pair[1].time) && acts[4].time - acts[0].time <= 30 * SECOND);
        assert!(acts.iter().all(|act| act.time % SECOND == 0), "the clock of the data ticks every second");
        assert!(acts.iter().all(|act| snapshot.posts.time[act.post as usize] <= act.time));
    }
    // Brute force: all members of a group, and nobody else, share four new things within the window.
    let pairs = window_counts(&more, 30 * SECOND, 4, 1 << 30).expect("small").edges;
    let together = |group: &Vec<u32>, a: u32, b: u32| group.contains(&a) && group.contains(&b);
    let new = pairs.iter().filter(|edge| planted.groups.iter().any(|group| together(group, edge.source, edge.target)));
    assert_eq!(new.count(), 2 * 10);
}

#[test]
fn nothing_that_is_planted_stays_on_the_shelf() {
    let snapshot = crowd();
    let shelf = Shelf::default();
    let map = PowerMap::new(asked("window_counts", json!({ "most_accounts": 50 }), None, each(&[4], &[6], &[10], 1))).expect("it fits");
    let planted = map.run(0, &snapshot, &context(), &shelf).expect("fits");
    assert_eq!(counts(&planted, "groups", "found"), [Some(4), Some(4)]);
    let alone = method("window_counts").expect("there is one").bind_bare(&json!({ "most_accounts": 50 })).expect("it fits");
    let step = Context { step: "step".to_owned(), seed: 7 };
    let without = alone.put_forward(&snapshot, &step, &Shelf::default());
    assert_eq!(alone.put_forward(&snapshot, &step, &shelf), without);
}

#[test]
fn the_other_engines_take_planted_actions_too() {
    let by_chance = found(&asked("validated", json!({ "blocks": [2, 4] }), None, each(&[6], &[2, 12], &[10], 1)));
    assert_eq!(counts(&by_chance, "cells", "found"), [0, 6].map(Some));
    // Thirty things that six of 203 accounts act on weigh 19.1 each, about 27 that some 25 act on 9.6: a cosine of 0.69 and more.
    let settings = json!({ "keep": { "at_least": 0.5 }, "minimum_objects": 3 });
    let by_likeness = found(&asked("tfidf_cosine", settings, None, each(&[6], &[2, 30], &[10], 1)));
    assert_eq!(counts(&by_likeness, "cells", "found"), [0, 6].map(Some));
}

/// A group that moves together does not make its own things popular, at the usual cap and at a wider one.
#[test]
fn validated_finds_groups_larger_than_its_popularity_cap() {
    // Two in a hundred of 203 accounts are four, and the cap is ten at least.
    let own = found(&asked("validated", json!({ "blocks": [2, 4] }), None, each(&[10, 12, 40], &[12], &[10], 1)));
    assert_eq!(counts(&own, "cells", "found"), [10, 12, 40].map(Some));
    let wider = json!({ "blocks": [2, 4], "popularity_caps": [0.1] });
    let wider = found(&asked("validated", wider, None, each(&[10, 12], &[12], &[10], 1)));
    assert_eq!(counts(&wider, "cells", "found"), [10, 12].map(Some));
}

/// The things of a group are popular where the group is large for its crowd, and are left out.
#[test]
fn a_size_that_is_missed_above_one_that_is_found_is_told() {
    let findings = found(&asked("window_counts", json!({ "most_accounts": 40 }), None, each(&[5, 50, 60], &[4, 6], &[10], 1)));
    assert_eq!(counts(&findings, "cells", "found"), [0, 10, 0, 0, 0, 0].map(Some));
    assert_eq!(counts(&findings, "smallest", "smallest"), [None, Some(5)]);
    assert_eq!(counts(&findings, "smallest", "larger_missed"), [None, Some(2)]);
    assert_eq!(number(&findings, "larger_missed"), Number::Count(2));
    assert!(
        findings.notes.iter().any(|note| note.contains("with 6 joint actions a group of 5, but not of 50 or 60")),
        "{:?}",
        findings.notes
    );
}

#[test]
fn a_part_can_be_kept_by_itself_and_made_again_from_its_settings() {
    let map = PowerMap::new(asked("window_counts", json!({}), None, each(&[3, 2], &[5, 6], &[10, 60], 2))).expect("it fits");
    let (snapshot, shelf) = (crowd(), Shelf::default());
    let parts = Parts::settings(&map);
    assert_eq!(parts.len(), 16);
    for (place, settings) in parts.into_iter().enumerate() {
        let again = PLANTED.bind(&settings).expect("it fits");
        assert_eq!(again.settings(), settings);
        assert_eq!(
            again.detect(&snapshot, &Context { step: "anything".to_owned(), seed: 7 }),
            map.run(place, &snapshot, &context(), &shelf)
        );
    }
    let whole = PLANTED.bind(&Step::settings(&map)).expect("it fits");
    assert_eq!(whole.settings(), Step::settings(&map));
    // The same grid in another order is the same grid.
    let turned =
        PowerMap::new(asked("window_counts", json!({}), Some("co_retweet"), each(&[2, 3], &[6, 5], &[60, 10], 2))).expect("it fits");
    assert_eq!(Step::settings(&turned), Step::settings(&map));
}

#[test]
fn too_few_accounts_for_a_group_are_no_answer_and_not_a_group_that_is_missed() {
    let findings = found(&asked("window_counts", json!({}), None, each(&[2, 500], &[6], &[10], 1)));
    assert_eq!(counts(&findings, "cells", "members"), [Some(10), Some(0)]);
    assert_eq!(counts(&findings, "smallest", "largest_tried"), [Some(2)]);
    assert_eq!(number(&findings, "kinds"), Number::Count(1));
    let none = PLANTED.bind(&plain(&asked("window_counts", json!({}), None, each(&[500], &[6], &[10], 1)))).expect("it fits");
    let unfit = none.detect(&crowd(), &context()).expect_err("there is nobody");
    assert!(unfit.reason.contains("too few for a group of 500"), "{unfit}");
}

#[test]
fn what_makes_no_sense_is_refused_with_its_place() {
    let refused = |detector: &str, settings: Value, layer: Option<&str>, groups: Kinds| {
        let bad = PowerMap::new(asked(detector, settings, layer, groups)).err().expect("it is refused");
        (bad.pointer, bad.message)
    };
    let small = || each(&[3], &[3], &[10], 1);
    let (at, message) = refused("pace", json!({}), None, small());
    assert_eq!((at.as_str(), message.as_str()), ("", "`pace` does not tie accounts by layers, so that no group can be planted for it"));
    let (at, message) = refused("window_counts", json!({}), Some("co_url"), small());
    assert_eq!((at.as_str(), message.as_str()), ("/layer", "the step has no layer `co_url`"));
    let (at, _) = refused("window_counts", json!({ "layers": ["co_post", "co_url"] }), Some("co_post"), small());
    assert_eq!(at, "/layer");
    let (at, message) = refused("tfidf_cosine", json!({ "layers": ["followed_account"] }), None, small());
    assert!(at.is_empty() && message.ends_with("it says who chose what, and not when"), "{message}");
    let (at, message) = refused("window_counts", json!({}), None, each(&[3, 1], &[3], &[10], 1));
    assert_eq!((at.as_str(), message.as_str()), ("/sizes/1", "a group has at least two accounts"));
    let (at, _) = refused("window_counts", json!({}), None, each(&[3], &[3], &[10, 60, 60], 1));
    assert_eq!(at, "/spreads/2");
    let (at, message) = refused("window_counts", json!({}), None, each(&[3, 4, 5], &[3, 4, 5], &[10, 20, 30], 20));
    assert_eq!((at.as_str(), message.as_str()), ("", "this runs the step 540 times, and at most 500 runs can be made"));
}

/// A verdict would put planted accounts forward as findings.
#[test]
fn no_table_names_an_account_or_judges_one() {
    let findings = found(&asked("window_counts", json!({}), None, each(&[3], &[6], &[10], 1)));
    for column in findings.tables.iter().flat_map(|table| &table.columns) {
        assert!(!matches!(&column.cells, Cells::Account(_)), "{}", column.name);
        assert!(!matches!(&column.cells, Cells::Verdict(verdicts) if verdicts.contains(&Verdict::Flagged)), "{}", column.name);
    }
}
