//! `lockstep status`: what would run and why.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::posts;

fn status(environment: &TestEnvironment) -> String {
    environment.lockstep(&["status", "studies/small"])
}

#[test]
fn before_and_after_the_first_run() {
    let environment = TestEnvironment::with_small_study();
    assert_snapshot!(status(&environment), @r"
    input   posts            not locked yet
    step    volume           would run: no earlier result of it is known
    step    pace             would run: no earlier result of it is known
    step    round-the-clock  would run: no earlier result of it is known
    step    co-retweet       would run: no earlier result of it is known
    lock                     none yet: `lockstep run studies/small` writes one
    report                   none yet: `lockstep run studies/small` makes it
    ---
    exit code 0
    ");
    assert_eq!(environment.names("."), ["studies"], "nothing was run and nothing kept");
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
    assert_snapshot!(status(&environment), @r"
    input   posts            as locked
    step    volume           nothing changed, and its result is kept: nothing to do
    step    pace             nothing changed, and its result is kept: nothing to do
    step    round-the-clock  nothing changed, and its result is kept: nothing to do
    step    co-retweet       nothing changed, and its result is kept: nothing to do
    lock                     up to date
    report                   shows the study as it is now
    ---
    exit code 0
    ");
}

#[test]
fn other_bytes_with_the_same_rows_are_nothing_to_do() {
    let environment = TestEnvironment::with_small_run();
    let mut lines = posts();
    lines[1..].reverse();
    environment.write("studies/small/posts.csv", lines.concat());
    assert_snapshot!(status(&environment), @r"
    input   posts            bytes changed, rows identical: nothing follows from it
              posts.csv  b4e2decf0656 (283932 bytes) → 18ff31b57e75 (283932 bytes)
    step    volume           nothing changed, and its result is kept: nothing to do
    step    pace             nothing changed, and its result is kept: nothing to do
    step    round-the-clock  nothing changed, and its result is kept: nothing to do
    step    co-retweet       nothing changed, and its result is kept: nothing to do
    lock                     out of date, but its results hold: `lockstep lock studies/small` locks what changed
    report                   shows an earlier state: `lockstep run studies/small` makes it again
    ---
    exit code 0
    ");
}

#[test]
fn a_changed_row_runs_every_step() {
    let environment = TestEnvironment::with_small_run();
    environment.edit("studies/small/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    assert_snapshot!(status(&environment), @r"
    input   posts            rows changed
              posts.csv  b4e2decf0656 (283932 bytes) → 9e893cc2b3f8 (283932 bytes)
              rows of posts  26ac153ea7d5 (5240 rows) → 0839c03a977c (5240 rows)
    step    volume           would run, for this changed:
              rows  e3366fbfc7a5 → e386d3369d12
    step    pace             would run, for this changed:
              rows  e3366fbfc7a5 → e386d3369d12
    step    round-the-clock  would run, for this changed:
              rows  e3366fbfc7a5 → e386d3369d12
    step    co-retweet       would run, for this changed:
              rows  e3366fbfc7a5 → e386d3369d12
    lock                     out of date: `lockstep lock --accept studies/small` locks the study as it is now
    report                   shows an earlier state: `lockstep run studies/small` makes it again
    ---
    exit code 0
    ");
}

#[test]
fn each_changed_field_is_named() {
    let environment = TestEnvironment::with_small_run();
    environment.edit("studies/small/study.yaml", "window: 60 s, minimum_weight: 2", "window: 90 s, minimum_weight: 3");
    environment.edit("studies/small/study.yaml", "  - { step: volume, detector: volume }\n", "");
    assert_snapshot!(status(&environment), @r"
    study                    changed since it was locked
              steps[0]  volume by volume → none
    input   posts            as locked
    step    pace             nothing changed, and its result is kept: nothing to do
    step    round-the-clock  nothing changed, and its result is kept: nothing to do
    step    co-retweet       would run, for this changed:
              settings.minimum_weight  2 → 3
              settings.window  1 min → 90 s
    lock                     out of date: `lockstep lock --accept studies/small` locks the study as it is now
    report                   shows an earlier state: `lockstep run studies/small` makes it again
    ---
    exit code 0
    ");
    environment.edit("studies/small/study.yaml", "published:", "seed: 7\npublished:");
    let answer = environment.run(&["--json", "status", "studies/small"]);
    let status: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
    assert_eq!(status.pointer("/steps/0/changes").map(Value::to_string).as_deref(), Some(r#"[{"after":7,"before":0,"what":"seed"}]"#));
    assert_eq!(status["report_is_current"], false);
}

#[test]
fn prose_alone_runs_nothing() {
    let environment = TestEnvironment::with_small_run();
    environment.edit("studies/small/study.yaml", "A small study", "A study of few");
    assert_snapshot!(status(&environment), @r"
    study                    changed, but nothing that a result follows from
    input   posts            as locked
    step    volume           nothing changed, and its result is kept: nothing to do
    step    pace             nothing changed, and its result is kept: nothing to do
    step    round-the-clock  nothing changed, and its result is kept: nothing to do
    step    co-retweet       nothing changed, and its result is kept: nothing to do
    lock                     out of date, but its results hold: `lockstep lock studies/small` locks what changed
    report                   shows an earlier state: `lockstep run studies/small` makes it again
    ---
    exit code 0
    ");
}

#[test]
fn without_the_cache_the_report_says_what_changed() {
    let environment = TestEnvironment::with_small_run();
    std::fs::remove_dir_all(environment.path(".cache")).expect("there is a cache");
    environment.edit("studies/small/study.yaml", "line: 100", "line: 200");
    let text = status(&environment);
    assert!(text.contains("settings.line  100.0 → 200.0"), "{text}");
    assert!(text.contains("step    volume           would run: nothing changed, but its result is not in the cache"), "{text}");
}
