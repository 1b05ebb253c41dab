//! `lockstep check`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::STUDY;

/// A study that asks its detectors for what they do not have.
fn faulty() -> TestEnvironment {
    let environment = TestEnvironment::new();
    let study = STUDY
        .replace("detector: pace, settings: { line: 100 }", "detector: paces")
        .replace("detector: round_the_clock", "detector: round_the_clock, settings: { pauses: 3 h }")
        .replace("window: 60 s", "window: 60");
    environment.write("study.yaml", study);
    environment
}

#[test]
fn a_good_study() {
    let environment = TestEnvironment::new();
    environment.write("small.yaml", STUDY);
    assert_snapshot!(environment.lockstep(&["check", "small.yaml"]), @r"
    small: the study is well formed
      inputs  posts
      steps   volume, pace, round-the-clock, co-retweet
      digest  0fdd7a4222bb
    ---
    exit code 0
    ");
}

#[test]
fn every_fault_is_named_with_its_place() {
    assert_snapshot!(faulty().lockstep(&["check", "study.yaml"]), @r"
      × there is no detector `paces`
        ╭─[study.yaml:10:29]
      9 │   - { step: volume, detector: volume }
     10 │   - { step: pace, detector: paces }
        ·                             ─────
     11 │   - { step: round-the-clock, detector: round_the_clock, settings: { pauses: 3 h } }
        ╰────
      help: did you mean `pace`?
      × unknown key `pauses`
        ╭─[study.yaml:11:69]
     10 │   - { step: pace, detector: paces }
     11 │   - { step: round-the-clock, detector: round_the_clock, settings: { pauses: 3 h } }
        ·                                                                     ──────
     12 │   - { step: co-retweet, detector: window_counts, settings: { layers: [co_retweet], window: 60, minimum_weight: 2 } }
        ╰────
      help: the keys known here are `minimum_days`, `minimum_posts_a_day`, `panels`, `sleep`, `sleepless_share`, `waking_pause`
      × `window` must be a whole number and a unit (ms, s, min, h or d), such as `60 s`, not the number 60
        ╭─[study.yaml:12:92]
     11 │   - { step: round-the-clock, detector: round_the_clock, settings: { pauses: 3 h } }
     12 │   - { step: co-retweet, detector: window_counts, settings: { layers: [co_retweet], window: 60, minimum_weight: 2 } }
        ·                                                                                            ──
        ╰────

    error: study.yaml: 3 problems; nothing was run
    ---
    exit code 3
    ");
}

#[test]
fn faults_of_the_study_itself() {
    let environment = TestEnvironment::new();
    let study = STUDY.replace("licence:", "license:").replace("published: 2020-01-01", "published: 2020-13-01\npublication: yes\nseed: no");
    environment.write("study.yaml", study);
    assert_snapshot!(environment.lockstep(&["check", "study.yaml"]), @r"
      × unknown key `license`
       ╭─[study.yaml:4:1]
     3 │ authors: [{ name: A. Tester }]
     4 │ license: CC-BY-4.0
       · ───────
     5 │ published: 2020-13-01
       ╰────
      help: did you mean `licence`?
      × `published` must be a day of the calendar, written like `2026-11-24`, not the text `2020-13-01`
       ╭─[study.yaml:5:12]
     4 │ license: CC-BY-4.0
     5 │ published: 2020-13-01
       ·            ──────────
     6 │ publication: yes
       ╰────
      × `publication` must be a mapping of keys to values, not the text `yes`
       ╭─[study.yaml:6:14]
     5 │ published: 2020-13-01
     6 │ publication: yes
       ·              ───
     7 │ seed: no
       ╰────
      × `seed` must be a whole number, not the text `no`
       ╭─[study.yaml:7:7]
     6 │ publication: yes
     7 │ seed: no
       ·       ──
     8 │ inputs:
       ╰────

    error: study.yaml: 4 problems; nothing was run
    ---
    exit code 3
    ");
}

#[test]
fn faults_as_json_have_lines_and_columns() {
    let answer = faulty().run(&["--json", "check", "study.yaml"]);
    let faults: Value = serde_json::from_str(&answer.stderr).expect("the error is JSON");
    assert_eq!((answer.code, answer.stdout.as_str()), (3, ""));
    assert_snapshot!(serde_json::to_string_pretty(&faults["diagnostics"][0]).expect("JSON can be written"), @r#"
    {
      "help": "did you mean `pace`?",
      "message": "there is no detector `paces`",
      "span": {
        "column": 29,
        "length": 5,
        "line": 10,
        "start": 279
      }
    }
    "#);
}

#[test]
fn a_study_that_is_not_there() {
    let environment = TestEnvironment::new();
    assert_snapshot!(environment.lockstep(&["check", "studies/none"]), @r"
    error: studies/none: there is no such file or folder
    ---
    exit code 4
    ");
}

#[test]
fn a_study_reads_no_file_outside_its_folders() {
    let environment = TestEnvironment::new();
    environment.write("study.yaml", STUDY.replace("posts.csv", "../posts.csv"));
    assert_snapshot!(environment.lockstep(&["check", "study.yaml"]), @r"
      × `files` leaves the study's folder: `../posts.csv`
       ╭─[study.yaml:7:27]
     6 │ inputs:
     7 │   - { name: posts, files: ../posts.csv }
       ·                           ────────────
     8 │ steps:
       ╰────
      help: write a path such as `snapshots/posts.csv`, below the study's folder or the folder given by `--inputs`

    error: study.yaml: 1 problem; nothing was run
    ---
    exit code 3
    ");
}

#[test]
fn words_that_say_too_much_are_pointed_at_and_stop_nothing() {
    let environment = TestEnvironment::with_small_study();
    environment.edit("studies/small/study.yaml", "title: A small study", "title: The bots that attacked us");
    assert_snapshot!(environment.lockstep(&["check", "studies/small"]), @r#"
    small: the study is well formed
      inputs  posts
      steps   volume, pace, round-the-clock, co-retweet
      digest  d1573af63088
    ---
      × `bots` (accounts-not-bots)
       ╭─[studies/small/study.yaml:1:12]
     1 │ title: The bots that attacked us
       ·            ────
     2 │ question: Who posts much, who never rests, and who moves in step?
       ╰────
      help: say what the accounts did: "accounts that behaved …"; no behaviour shows what an account is

    warning: studies/small/study.yaml: 1 place say more than a report can know
    ---
    exit code 0
    "#);
}
