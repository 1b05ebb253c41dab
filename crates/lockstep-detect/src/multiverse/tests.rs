//! The multiverse of steps over a small crowd.

use lockstep_snapshot::{Column, Input, Intake, Kind, Part, PostRow, PostShape, Snapshot, assemble};
use serde_json::{Map, Value, json};

use super::*;
use crate::detectors::{METHODS, method};
use crate::findings::{Cells, Number, Unit};

const MINUTE: i64 = 60_000;

/// Pairs that pass on `posts` posts each, `apart` seconds apart: `p3-10a` and `p3-10b` share three posts, ten seconds apart.
fn pairs() -> Snapshot {
    let columns = vec![Column::Kind, Column::RetweetedPost];
    let shape = PostShape { ids: false, present: columns.clone(), derived: Vec::new(), keep: columns };
    let mut part = Part::new(&shape);
    for posts in [2_i64, 4, 6] {
        for apart in [5, 30, 300] {
            for post in 0..posts {
                for (end, late) in [("a", 0), ("b", apart * 1_000)] {
                    part.posts.push(&PostRow {
                        account_id: &format!("p{posts}-{apart}{end}"),
                        time: 1_546_300_800_000 + post * 60 * MINUTE + late,
                        kind: Some(Kind::Retweet),
                        retweeted_post_id: Some(&format!("{posts}-{apart}-{post}")),
                        ..PostRow::default()
                    });
                }
            }
        }
    }
    let intake = Intake::without_files("pairs", "made up", part.posts.len() as u64);
    assemble(vec![Input { shape, parts: vec![part], intake }])
}

fn asked(detector: &str, settings: Value, vary: Value) -> Asked {
    let version = method(detector).expect("there is one").card().version;
    let map = |value| if let Value::Object(map) = value { map } else { Map::new() };
    Asked { of: "step".to_owned(), detector: detector.to_owned(), version, settings: map(settings), vary: map(vary) }
}

fn found(asked: Asked) -> Findings {
    let step = MULTIVERSE.bind(&plain(&asked)).expect("it fits");
    step.detect(&pairs(), &Context { step: "step-varied".to_owned(), seed: 7 }).expect("there is an answer")
}

fn number(findings: &Findings, name: &str) -> Number {
    findings.value(name).unwrap_or_else(|| panic!("{name} is told")).number.clone()
}

fn refused(vary: Value) -> (String, String) {
    let bad = Grid::new(asked("window_counts", json!({}), vary)).err().expect("it is refused");
    (bad.pointer, bad.message)
}

#[test]
fn every_combination_is_counted() {
    let own = json!({ "window": "60 s", "minimum_weight": 3, "decoys": 2 });
    let findings = found(asked("window_counts", own, json!({ "window": ["10 s", "1 min", "10 min"], "minimum_weight": [2, 3, 5] })));
    let table = findings.table("specifications").expect("is made");
    let Some(Cells::Count(accounts)) = table.column("accounts") else { panic!("counts") };
    // The own choice first; then 10 s, 1 min and 10 min for each of 2, 3 and 5 shared posts.
    let expected = [8, 6, 12, 18, 4, 12, 2, 4, 6];
    assert_eq!(accounts.iter().flatten().copied().collect::<Vec<u64>>(), expected);
    let Some(Cells::Real(Unit::Seconds, windows)) = table.column("window") else { panic!("seconds") };
    assert_eq!(windows[..4], [Some(60.0), Some(10.0), Some(60.0), Some(600.0)]);
    for (name, expected) in
        [("specifications", 9), ("answered", 9), ("unfit", 0), ("own_accounts", 8), ("least_accounts", 2), ("most_accounts", 18)]
    {
        assert_eq!(number(&findings, name), Number::Count(expected), "{name}");
    }
    assert_eq!(number(&findings, "median_accounts"), Number::Real(6.0));
    // The pair that shares six posts five seconds apart is found by all; that of thirty seconds by six of nine.
    assert_eq!(number(&findings, "core"), Number::Count(2));
    assert_eq!(number(&findings, "others"), Number::Count(8));
    let told = "Varied: minimum weight (2, 3, 5), window (10 s, 1 min, 10 min).";
    assert_eq!(findings.notes[0], told, "no value by itself makes the difference");
}

#[test]
fn the_value_that_makes_the_difference_is_named() {
    let varied = |vary: Value| found(asked("window_counts", json!({ "window": "60 s", "minimum_weight": 5 }), vary)).notes[0].clone();
    assert_eq!(
        varied(json!({ "window": ["10 s", "60 s"], "minimum_weight": [5, 7, 8] })),
        "Varied: minimum weight (5, 7, 8), window (10 s, 1 min). With minimum weight 5: 2 to 4 put forward; with any other: 0."
    );
    assert_eq!(
        varied(json!({ "layers": [["co_retweet"], ["co_retweet", "co_url"]] })),
        "Varied: layers (co_retweet or co_retweet, co_url).",
        "where all choices say the same, nothing makes a difference"
    );
}

#[test]
fn the_own_choice_is_the_result_of_the_step() {
    let settings = json!({ "window": "60 s", "minimum_weight": 3 });
    let step = method("window_counts").expect("there is one").bind(&settings).expect("it fits");
    let alone = step.detect(&pairs(), &Context { step: "step".to_owned(), seed: 7 }).expect("there is an answer");
    let varied = found(asked("window_counts", settings, json!({ "window": ["10 s", "10 min"] })));
    let table = varied.table("accounts").expect("is made");
    let Some(Cells::Account(accounts)) = table.column("account") else { panic!("accounts") };
    let listed: std::collections::BTreeSet<&str> = accounts.iter().map(String::as_str).collect();
    assert_eq!(Some(listed), alone.put_forward(), "whom only other choices put forward is named nowhere");
    assert_eq!(number(&varied, "specifications"), Number::Count(3), "the own choice is added to a grid that lacks it");
    assert_eq!(number(&varied, "own_accounts"), number(&alone, "linked"));
}

#[test]
fn accounts_known_before_there_are_tables_are_those_of_the_tables() {
    let context = Context { step: "step".to_owned(), seed: 7 };
    for settings in
        [json!({}), json!({ "minimum_weight": 2 }), json!({ "minimum_weight": 9 }), json!({ "window": "10 s", "layers": ["co_post"] })]
    {
        let step = method("window_counts").expect("there is one").bind(&settings).expect("it fits");
        let told = step.detect(&pairs(), &context).expect("there is an answer");
        let told = told.put_forward().map(|accounts| accounts.into_iter().map(str::to_owned).collect());
        assert_eq!(step.put_forward(&pairs(), &context, &Shelf::default()), Ok(told), "{settings}");
    }
}

#[test]
fn a_choice_without_an_answer_is_not_a_choice_that_finds_nobody() {
    let varied = found(asked("window_counts", json!({}), json!({ "layers": [["co_retweet"], ["co_url"]] })));
    assert_eq!((number(&varied, "answered"), number(&varied, "unfit")), (Number::Count(1), Number::Count(1)));
    assert_eq!(number(&varied, "least_accounts"), number(&varied, "own_accounts"));
    assert!(varied.notes[2].starts_with("1 choice of settings gives no answer: "), "{:?}", varied.notes);
    let own_unfit = found(asked("window_counts", json!({ "layers": ["co_url"] }), json!({ "layers": [["co_retweet"], ["co_url"]] })));
    assert!(matches!(number(&own_unfit, "core"), Number::Insufficient(_)));
    assert_eq!(number(&own_unfit, "anywhere"), Number::Count(4));
}

#[test]
fn a_step_that_puts_nobody_forward_cannot_be_varied() {
    let step = Grid::new(asked("near_duplicate_text", json!({}), json!({ "minimum_words": [5, 9] })));
    let volume = step.map(|grid| grid.detect(&pairs(), &Context { step: "step-varied".to_owned(), seed: 7 }));
    assert!(matches!(volume, Err(_) | Ok(Err(_))), "texts are not in the data, and nobody is put forward");
}

#[test]
fn what_cannot_be_tried_is_refused_with_its_place() {
    let (at, message) = refused(json!({ "windw": ["10 s", "20 s"] }));
    assert_eq!((at.as_str(), message.as_str()), ("/windw", "`window_counts` has no setting `windw`"));
    let (at, message) = refused(json!({ "window": ["10 s", "60 s", "1 min"] }));
    assert_eq!((at.as_str(), message.as_str()), ("/window/2", "`window` has this value already, written in another way"));
    let caps = json!({ "popularity_caps": [[0.02], [0.005], [0.02, 0.1]] });
    let bad = Grid::new(asked("validated", json!({}), caps)).err().expect("it is refused");
    let told = "items 1 and 3 of `popularity_caps` put the same accounts forward";
    assert_eq!((bad.pointer.as_str(), bad.message.as_str()), ("/popularity_caps/2", told));
    let (at, message) = refused(json!({ "decoys": [0, 19] }));
    assert_eq!(at, "/decoys");
    assert_eq!(message, "`decoys` only informs the reader: whatever its value, the same accounts are put forward");
    let many: Vec<u32> = (1..=251).collect();
    let (at, message) = refused(json!({ "window": ["10 s", "60 s"], "minimum_weight": many }));
    assert_eq!((at.as_str(), message.as_str()), ("", "this makes 502 choices of settings, and at most 500 can be tried"));
    let just: Vec<u32> = (10..=259).collect();
    let (_, message) = refused(json!({ "window": ["10 s", "20 s"], "minimum_weight": just }));
    assert_eq!(message, "this makes 501 choices of settings, and at most 500 can be tried", "the own choice counts");
}

#[test]
fn a_choice_can_be_kept_by_itself_and_made_again_from_its_settings() {
    let step = Grid::new(asked(
        "window_counts",
        json!({}),
        json!({ "minimum_weight": [2, 3], "window": ["10 s", "5 min"], "most_accounts": [null, 2, 3], "layers": [["co_retweet"], ["co_post"]] }),
    ))
    .expect("it fits");
    let context = Context { step: "anything".to_owned(), seed: 7 };
    let (snapshot, shelf) = (pairs(), Shelf::default());
    for (place, settings) in Parts::settings(&step).into_iter().enumerate() {
        let again = MULTIVERSE.bind(&settings).expect("it fits");
        assert_eq!(again.settings(), settings);
        assert_eq!(again.detect(&snapshot, &context), step.run(place, &snapshot, &context, &shelf));
    }
    let older = Asked { version: 0, ..asked("window_counts", json!({}), json!({})) };
    assert!(MULTIVERSE.bind(&plain(&older)).is_err(), "a result of another version is of no use");
}

#[test]
fn no_setting_has_the_name_of_another_column() {
    for method in METHODS {
        for setting in crate::setting::Settings::of(*method).all {
            assert!(!["choice", "accounts", "agreement", "own", "no_answer"].contains(&setting.name.as_str()), "{}", method.card().id);
        }
    }
}
