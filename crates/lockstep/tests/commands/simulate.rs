//! `lockstep simulate`, and the way back from its files.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;

const HEAD: &str = "\
title: There and back
question: Do the files hold what was simulated?
authors: [{ name: A. Tester }]
licence: CC-BY-4.0
seed: 7
steps:
  - { step: volume, detector: volume }
  - { step: pace, detector: pace, settings: { line: 100 } }
  - { step: round-the-clock, detector: round_the_clock }
  - { step: co-retweet, detector: window_counts, settings: { layers: [co_retweet], window: 60 s, minimum_weight: 5 } }
";

const RECIPE: &str = "\
inputs:
  - { name: network, simulate: { scenario: influence-network, scale: 0.02, seed: 7 } }
";

const FILES: &str = "\
inputs:
  - { name: posts, files: data/posts.csv }
  - { name: observations, files: data/observations.csv, table: observations }
  - { name: follows, files: data/follows.csv, table: follows }
  - { name: sets, files: data/sets.csv, table: sets }
  - { name: events, files: data/events.csv, table: events }
";

/// Every table of a run, with its rows and their digest, in order of name.
fn tables(environment: &TestEnvironment, manifest: &str) -> Vec<String> {
    let run = environment.json(manifest);
    let intakes = run.pointer("/result/record/snapshot/intakes").and_then(Value::as_array).expect("a run has inputs");
    let mut tables: Vec<String> = intakes.iter().filter_map(|intake| intake["tables"].as_array()).flatten().map(Value::to_string).collect();
    tables.sort_unstable();
    tables
}

#[test]
fn a_study_of_the_files_finds_what_a_study_of_the_recipe_finds() {
    let environment = TestEnvironment::new();
    environment.write("studies/recipe/study.yaml", [HEAD, RECIPE].concat());
    environment.write("studies/files/study.yaml", [HEAD, FILES].concat());
    let simulated = environment.run(&["simulate", "--scale", "0.02", "--seed", "7", "--out", "data"]);
    assert_eq!(simulated.code, 0, "{}", simulated.stderr);
    assert_eq!(environment.names("data"), ["events.csv", "follows.csv", "observations.csv", "posts.csv", "sets.csv"]);
    for arguments in [&["run", "studies/recipe", "--no-cache"][..], &["run", "studies/files", "--no-cache", "--inputs", "."]] {
        let answer = environment.run(arguments);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
    }
    let tables_of_files = tables(&environment, "reports/files/run.json");
    assert_eq!(tables_of_files.len(), 5);
    assert_eq!(tables(&environment, "reports/recipe/run.json"), tables_of_files);
    for folder in ["findings", "figures"] {
        let [recipe, files] = ["recipe", "files"].map(|slug| environment.tree(&format!("reports/{slug}/{folder}")));
        assert!(recipe.len() > 4);
        assert!(recipe == files, "{folder} differ");
    }
}

#[test]
fn a_folder_that_exists() {
    let environment = TestEnvironment::new();
    environment.write("data/notes.txt", "mine");
    assert_snapshot!(environment.lockstep(&["simulate", "--out", "data"]), @r"
    error: data: exists already

    hint: name a folder that does not exist yet
    ---
    exit code 2
    ");
    assert_eq!(environment.names("data"), ["notes.txt"]);
}

#[test]
fn a_scenario_that_is_none() {
    let environment = TestEnvironment::new();
    assert_snapshot!(environment.lockstep(&["simulate", "influence-networks", "--out", "data"]), @r"
    error: there is no scenario `influence-networks`: the scenarios are `influence-network`

    hint: did you mean `influence-network`?
    ---
    exit code 2
    ");
    assert!(!environment.path("data").exists());
}

#[test]
fn a_scale_beyond_the_full_size() {
    assert_snapshot!(TestEnvironment::new().lockstep(&["simulate", "--scale", "2", "--out", "data"]), @r"
    error: the scale 2 is not above 0 and at most 1

    hint: 1 is the full size, and 0.05 makes some 240,000 posts
    ---
    exit code 2
    ");
}
