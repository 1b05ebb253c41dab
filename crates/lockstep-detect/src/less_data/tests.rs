//! Steps on less data, over a small crowd.

use lockstep_snapshot::{Column, Input, Intake, Kind, Part, PostRow, PostShape, Snapshot, assemble};
use serde_json::{Value, json};

use super::*;
use crate::detectors::method;
use crate::findings::{Cells, Number};

const HOUR: i64 = 3_600_000;

/// Each retweet: an account, a post, an hour and a second.
type Act = (&'static str, String, i64, i64);

/// Three pairs that pass on posts twenty seconds apart. `steady` share twelve posts over twelve days, `day` eight posts of one day, and
/// `popular` five posts, of which everybody passed on the first.
fn acts() -> Vec<Act> {
    let mut acts: Vec<Act> = Vec::new();
    for number in 0..12 {
        let post = format!("steady-{number}");
        acts.extend([("steady-a", post.clone(), 24 * number, 0), ("steady-b", post, 24 * number, 20)]);
    }
    for number in 0..8 {
        let post = format!("day-{number}");
        acts.extend([("day-a", post.clone(), 240 + number, 0), ("day-b", post, 240 + number, 20)]);
    }
    for number in 0..5 {
        let post = format!("popular-{number}");
        acts.extend([("popular-a", post.clone(), 500 + 24 * number, 0), ("popular-b", post, 500 + 24 * number, 20)]);
    }
    acts.extend(["one", "two", "three", "four"].map(|account| (account, "popular-0".to_owned(), 500, 1_000)));
    acts
}

fn snapshot(acts: &[Act]) -> Snapshot {
    let columns = vec![Column::Kind, Column::RetweetedPost];
    let shape = PostShape { ids: false, present: columns.clone(), derived: Vec::new(), keep: columns };
    let mut part = Part::new(&shape);
    for (account_id, post, hour, second) in acts {
        let time = 1_546_300_800_000 + hour * HOUR + second * 1_000;
        let kind = Some(Kind::Retweet);
        part.posts.push(&PostRow { account_id, time, kind, retweeted_post_id: Some(post), ..PostRow::default() });
    }
    let intake = Intake::without_files("acts", "made up", acts.len() as u64);
    assemble(vec![Input { shape, parts: vec![part], intake }])
}

fn asked(detector: &str, less: Less) -> LessData {
    let version = method(detector).expect("there is one").card().version;
    LessData { of: "step".to_owned(), detector: detector.to_owned(), version, settings: Map::new(), less }
}

fn all_ways(keep: &[f64], draws: u32) -> Less {
    let without = vec![Without::Link, Without::RetweetedPost, Without::BusiestDay, Without::Hashtag, Without::BusiestAccount];
    Less::Each { keep: keep.to_vec(), draws, without }
}

fn context() -> Context {
    Context { step: "step-less-data".to_owned(), seed: 7 }
}

fn found(less: Less) -> Findings {
    let step = LESS_DATA.bind(&plain(&asked("window_counts", less))).expect("it fits");
    step.detect(&snapshot(&acts()), &context()).expect("there is an answer")
}

fn counts(findings: &Findings, column: &str) -> Vec<Option<u64>> {
    match findings.table("variants").and_then(|table| table.column(column)) {
        Some(Cells::Count(counts)) => counts.clone(),
        other => panic!("{column}: {other:?}"),
    }
}

#[test]
fn what_hangs_on_one_thing_goes_with_it_and_the_rest_stays() {
    let findings = found(all_ways(&[0.99], 1));
    // All posts; 99 % of them; then without the busiest account, the busiest day, a hashtag, the most passed on post, a link.
    assert_eq!(counts(&findings, "posts"), [Some(54), Some(53), Some(42), Some(36), None, Some(48), None]);
    let kept = counts(&findings, "kept");
    assert_eq!(kept[0], Some(6));
    // Without `steady-a`, its pair is gone; without the eleventh day, `day` is and `steady` loses one post of twelve; without the post that
    // everybody passed on, `popular` keeps four, which is one too few.
    assert_eq!((kept[2], kept[3], kept[5]), (Some(4), Some(4), Some(4)));
    assert_eq!((kept[4], kept[6]), (None, None), "there are no hashtags and no links to leave out");
    let number = |name: &str| findings.value(name).expect("is told").number.clone();
    assert_eq!(number("own_accounts"), Number::Count(6));
    assert_eq!(number("kept_without_one"), Number::Count(4));
    assert_eq!((number("left_out"), number("ways"), number("answered")), (Number::Count(3), Number::Count(6), Number::Count(4)));
    assert!(findings.notes.iter().any(|note| note.contains("do not say what the most used hashtag is")), "{:?}", findings.notes);
}

#[test]
fn less_data_puts_forward_what_a_smaller_collection_would_have() {
    let all = snapshot(&acts());
    let step = Variants::new(asked("window_counts", all_ways(&[0.8, 0.4], 3))).expect("it fits");
    let alone = method("window_counts").expect("there is one").bind_bare(&json!({})).expect("it fits");
    for variant in &step.each {
        let Ok(kept) = left(variant.left, &all, &variant.base, 7) else { continue };
        // Posts stand in the order of time; so do these acts, once sorted.
        let mut sorted = acts();
        sorted.sort_by_key(|(account, _, hour, second)| (*hour, *second, *account));
        let by_time = |post: u32| {
            let row = post as usize;
            let account = all.accounts.get(all.posts.account[row]);
            let same = |act: &&Act| act.0 == account && 1_546_300_800_000 + act.2 * HOUR + act.3 * 1_000 == all.posts.time[row];
            sorted.iter().find(same).expect("it was read").clone()
        };
        let smaller: Vec<Act> = kept.into_iter().map(by_time).collect();
        let context = Context { step: "step".to_owned(), seed: 7 };
        let expected = alone.put_forward(&snapshot(&smaller), &context, &Shelf::default()).expect("fits").expect("puts forward");
        let found = variant.found(&all, 7).expect("fits");
        let accounts: BTreeSet<String> = crate::derived::accounts_of(&found).expect("is made").into_iter().map(str::to_owned).collect();
        assert_eq!(accounts, expected, "{:?}", variant.left);
    }
}

#[test]
fn draws_differ_and_more_of_them_move_none() {
    let few = found(all_ways(&[0.75], 3));
    let many = found(all_ways(&[0.25, 0.75], 6));
    let (few, many) = (counts(&few, "kept"), counts(&many, "kept"));
    // The larger share stands first whatever the order in which it was asked for.
    assert_eq!(few[1..4], many[1..4]);
    assert_eq!(few[4..], many[13..]);
    assert!(many[1..13].iter().any(|kept| *kept != many[1]), "{many:?}");
}

#[test]
fn a_part_can_be_kept_by_itself_and_made_again_from_its_settings() {
    let step = Variants::new(asked("window_counts", all_ways(&[0.75, 0.5], 2))).expect("it fits");
    let (snapshot, shelf) = (snapshot(&acts()), Shelf::default());
    for (place, settings) in Parts::settings(&step).into_iter().enumerate() {
        let again = LESS_DATA.bind(&settings).expect("it fits");
        assert_eq!(again.settings(), settings);
        assert_eq!(again.detect(&snapshot, &context()), step.run(place, &snapshot, &context(), &shelf));
    }
    let whole = LESS_DATA.bind(&Step::settings(&step)).expect("it fits");
    assert_eq!(whole.settings(), Step::settings(&step));
}

#[test]
fn every_detector_that_puts_accounts_forward_can_be_run_on_less() {
    for detector in ["pace", "round_the_clock", "validated", "tfidf_cosine", "cnt"] {
        let step = Variants::new(asked(detector, all_ways(&[0.5], 1))).expect("it fits");
        assert!(step.reads().contains(&Column::Hashtags) && step.reads().is_sorted(), "{detector}");
        // These data are too small for most of them, which is then said of all posts already.
        match step.detect(&snapshot(&acts()), &context()) {
            Ok(findings) => assert!(findings.value("own_accounts").is_some()),
            Err(unfit) => assert!(!unfit.reason.is_empty()),
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_its_place() {
    let refused = |less: Less| {
        let bad = Variants::new(asked("window_counts", less)).err().expect("it is refused");
        (bad.pointer, bad.message)
    };
    let (at, message) = refused(all_ways(&[0.5, 1.0], 2));
    assert_eq!((at.as_str(), message.as_str()), ("/keep/1", "1 is no share of the posts to keep: it must be above 0 and below 1"));
    let (at, message) = refused(all_ways(&[0.5, 0.25, 0.75, 0.1, 0.9], 100));
    assert_eq!((at.as_str(), message.as_str()), ("", "this runs the step 506 times, and at most 500 runs can be made"));
    let older = LessData { version: 0, ..asked("window_counts", all_ways(&[0.5], 1)) };
    assert!(LESS_DATA.bind(&serde_json::to_value(older).unwrap_or(Value::Null)).is_err(), "a result of another version is of no use");
}
