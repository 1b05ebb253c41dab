//! A step that draws on others, from the study to the lock, the report and back.

use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;

const FILE: &str = "studies/clocks/study.yaml";
const CASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../lockstep-runner/tests/cases/account_spectrum/planted-clocks");
const SPECTRUM: &str = "  - { step: spectrum, detector: account_spectrum, settings: { minimum_reference: 40 } }\n";

/// The case with planted clocks as a study of its own.
fn clocks() -> TestEnvironment {
    let environment = TestEnvironment::new();
    for name in ["study.yaml", "posts.csv", "sets.csv"] {
        environment.write(&format!("studies/clocks/{name}"), std::fs::read(Path::new(CASE).join(name)).expect("the case is there"));
    }
    environment
}

fn succeed(environment: &TestEnvironment, arguments: &[&str]) -> String {
    let answer = environment.run(arguments);
    assert_eq!(answer.code, 0, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
    answer.stdout
}

fn step(environment: &TestEnvironment, name: &str) -> Value {
    let record = environment.json("reports/clocks/run.json");
    let steps = record["result"]["record"]["steps"].as_array().expect("steps are listed").clone();
    steps.into_iter().find(|step| step["step"] == name).unwrap_or_else(|| panic!("{name} is on record"))
}

#[test]
fn it_is_recorded_verified_and_packed_like_any_step() {
    let environment = clocks();
    environment.edit(FILE, "licence: CC0-1.0", "licence: CC0-1.0\npublished: 2020-01-01");
    let told = succeed(&environment, &["run", "studies/clocks"]);
    let told = told.lines().find(|line| line.trim_start().starts_with("spectrum ")).expect("the step is told");
    assert_snapshot!(told, @"  spectrum           5 of 10 studied accounts stand out when all evidence is put together: 2 are consistent with automation and 3 with a person and a program in turn.");
    assert_eq!(step(&environment, "spectrum")["draws_on"], serde_json::json!(["automation", "mixed", "pace"]));
    assert_eq!(step(&environment, "pace").get("draws_on"), None, "records of other steps are as they were");
    succeed(&environment, &["verify", "studies/clocks"]);
    succeed(&environment, &["verify", "reports/clocks"]);
    succeed(&environment, &["lock", "--check", "studies/clocks"]);
    succeed(&environment, &["bundle", "studies/clocks", "--out", "clocks.zip"]);
    succeed(&environment, &["verify", "clocks.zip"]);
}

#[test]
fn it_runs_again_when_a_step_that_it_draws_on_changed() {
    let environment = clocks();
    succeed(&environment, &["run", "studies/clocks"]);
    let again = succeed(&environment, &["run", "studies/clocks"]);
    assert!(again.contains("5 of 5 steps from the cache"), "{again}");
    environment.edit(FILE, "detector: automation }", "detector: automation, settings: { least_excess: 0.2 } }");
    let status = environment.run(&["status", "studies/clocks"]);
    let told: Vec<&str> = status.stdout.lines().filter(|line| line.contains("step `automation`")).collect();
    assert_eq!(told.len(), 2, "both spectra say what changed: {}", status.stdout);
}

#[test]
fn alone_it_brings_along_what_it_draws_on() {
    let environment = clocks();
    let told = succeed(&environment, &["run", "studies/clocks", "--only", "spectrum"]);
    for name in ["pace", "automation", "mixed", "spectrum"] {
        assert!(told.lines().any(|line| line.trim_start().starts_with(&format!("{name} "))), "{name}: {told}");
    }
    assert!(!told.contains("spectrum-guarded"), "{told}");
    let scored = succeed(&environment, &["evaluate", "studies/clocks", "--positive", "list", "--negative", "crowd", "--score", "spectrum"]);
    assert!(scored.contains("spectrum"), "{scored}");
}

#[test]
fn the_order_of_the_study_and_the_threads_move_nothing() {
    let environment = clocks();
    succeed(&environment, &["run", "studies/clocks", "--threads", "1"]);
    let before = step(&environment, "spectrum");
    let text = environment.read(FILE);
    let reordered = text.replace(SPECTRUM, "").replace("steps:\n", &format!("steps:\n{SPECTRUM}"));
    environment.write(FILE, reordered);
    succeed(&environment, &["lock", "--accept", "studies/clocks"]);
    succeed(&environment, &["run", "studies/clocks", "--threads", "2", "--no-cache"]);
    let after = step(&environment, "spectrum");
    assert_eq!((&before["key"], &before["outcome"]), (&after["key"], &after["outcome"]));
}

#[test]
fn what_cannot_be_drawn_on_is_told_with_its_place() {
    let told = |before: &str, after: &str| {
        let environment = clocks();
        let text = environment.read(FILE);
        assert!(text.contains(before));
        environment.write(FILE, text.replacen(before, after, 1));
        environment.lockstep(&["check", "studies/clocks"])
    };
    let settings = "settings: { minimum_reference: 40 } }";
    assert_snapshot!(told(settings, "settings: { steps: [pace, automatoin] } }"), @r"
      × there is no step `automatoin`
        ╭─[studies/clocks/study.yaml:16:77]
     15 │   - { step: mixed, detector: mixed_control }
     16 │   - { step: spectrum, detector: account_spectrum, settings: { steps: [pace, automatoin] } }
        ·                                                                             ──────────
     17 │   - { step: spectrum-guarded, detector: account_spectrum, settings: { minimum_reference: 40, drawn_up_by: [regularity] } }
        ╰────
      help: did you mean `automation`?

    error: studies/clocks/study.yaml: 1 problem; nothing was run
    ---
    exit code 3
    ");
    assert_snapshot!(told("minimum_reference: 40, drawn_up_by: [regularity]", "steps: [spectrum]"), @r"
      × `spectrum` draws on other steps itself, and no step may draw on such a one
        ╭─[studies/clocks/study.yaml:17:79]
     16 │   - { step: spectrum, detector: account_spectrum, settings: { minimum_reference: 40 } }
     17 │   - { step: spectrum-guarded, detector: account_spectrum, settings: { steps: [spectrum] } }
        ·                                                                               ────────
     18 │ publication: { mode: named, reason: Every account in the data is invented. }
        ╰────
      help: name the steps that it draws on

    error: studies/clocks/study.yaml: 1 problem; nothing was run
    ---
    exit code 3
    ");
    assert_snapshot!(told(settings, "vary: { caliper: [0.1, 0.2] } }"), @r"
      × `account_spectrum` draws on other steps, so it cannot be tried by itself
        ╭─[studies/clocks/study.yaml:16:51]
     15 │   - { step: mixed, detector: mixed_control }
     16 │   - { step: spectrum, detector: account_spectrum, vary: { caliper: [0.1, 0.2] } }
        ·                                                   ────
     17 │   - { step: spectrum-guarded, detector: account_spectrum, settings: { minimum_reference: 40, drawn_up_by: [regularity] } }
        ╰────
      help: set `vary` on a step that it draws on

    error: studies/clocks/study.yaml: 1 problem; nothing was run
    ---
    exit code 3
    ");
}
