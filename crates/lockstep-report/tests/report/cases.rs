//! Figures of the cases that the runner keeps for each detector: real findings, small, of known truth.

use std::path::Path;

use lockstep_report::{render, thumbnail};
use lockstep_runner::{Options, OutputFile, Plan, Silent};

use crate::text;

/// The report of a case.
fn case(name: &str) -> Vec<OutputFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lockstep-runner/tests/cases").join(name);
    let plan = Plan::open(&folder).unwrap_or_else(|error| panic!("{name}: {error}"));
    let done = plan
        .execute(None, &Options { inputs: None, cache: None, frozen: false, progress: &Silent })
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    render(&done.run).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The drawings of a case whose names end so.
fn drawings(name: &str, ending: &str) -> Vec<String> {
    let files = case(name);
    let paths = files.iter().filter(|file| file.path.ends_with(&format!("-{ending}.svg"))).map(|file| file.path.clone());
    paths.map(|path| text(&files, &path)).collect()
}

/// What each drawing says to those who do not see it.
fn told(drawings: &[String]) -> String {
    let part =
        |svg: &String, tag: &str| svg.split(&format!("<{tag} ")).nth(1).and_then(|rest| rest.split(['>', '<']).nth(1)).map(str::to_owned);
    drawings.iter().filter_map(|svg| Some(format!("{}\n  {}", part(svg, "title")?, part(svg, "desc")?))).collect::<Vec<_>>().join("\n")
}

#[test]
fn shares_that_fall_in_steps() {
    let drawn = drawings("survival/planted-takedown", "curve");
    insta::assert_snapshot!(told(&drawn));
    assert!(drawn.iter().all(|svg| svg.contains(">Share of accounts that last longer<")));
    assert!(drawings("survival/two-checks", "curve").is_empty(), "no curve, no figure");
}

#[test]
fn ties_against_chance_and_against_a_crowd() {
    let drawn: Vec<String> =
        ["lists", "across", "density"].iter().flat_map(|ending| drawings("set_comparison/planted-two-lists", ending)).collect();
    insta::assert_snapshot!(told(&drawn));
    let drawn: Vec<String> = ["density", "ties"].iter().flat_map(|ending| drawings("interconnectedness/planted-ring", ending)).collect();
    insta::assert_snapshot!(told(&drawn));
}

#[test]
fn what_hangs_on_a_choice() {
    insta::assert_snapshot!(told(&drawings("validated/four-in-step", "choices")));
}

#[test]
fn figures_have_thumbnails_without_words() {
    for file in case("survival/planted-takedown").iter().filter(|file| file.media_type == "image/svg+xml") {
        let svg = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        let small = thumbnail(&svg).expect("a drawing of ours");
        assert!(small.len() < svg.len() && !small.contains("<text"), "{small}");
    }
}

#[test]
fn places_among_likes() {
    let drawn = drawings("hashtag_campaign/planted-push", "places");
    insta::assert_snapshot!(told(&drawn));
    assert!(drawn[0].contains("s-reference"), "the median is marked");
}

#[test]
fn drawings_of_cases_hold_numbers_only() {
    let cases = [
        "survival/planted-takedown",
        "survival/organic-alike",
        "survival/too-little",
        "set_comparison/organic-two-crowds",
        "set_comparison/too-little",
        "interconnectedness/organic-own-ties-only",
        "interconnectedness/too-little",
        "hashtag_campaign/organic-topics",
        "hashtag_campaign/too-little",
        "validated/four-in-step",
    ];
    for name in cases {
        for file in case(name).iter().filter(|file| file.media_type == "image/svg+xml") {
            let svg = String::from_utf8(file.bytes.clone()).expect("UTF-8");
            assert!(!svg.contains("NaN") && !svg.contains("\"inf") && !svg.contains("-10000"), "{name}, {}: {svg}", file.path);
        }
    }
}
