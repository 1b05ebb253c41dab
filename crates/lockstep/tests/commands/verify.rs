//! `lockstep verify`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::REPORT;

/// What `verify` says, without the ids of the runs, which change with every word of a report.
fn verify(environment: &TestEnvironment) -> String {
    let text = environment.lockstep(&["verify", "studies/small"]);
    text.lines().filter(|line| !line.starts_with("  published run ") && !line.starts_with("  run ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_again_is_identical() {
    let environment = TestEnvironment::with_small_run();
    assert_snapshot!(verify(&environment), @r"
      study      small             identical
      snapshot   posts             identical
      detector   volume            identical
      detector   pace              identical
      detector   round-the-clock   identical
      detector   co-retweet        identical
      findings   volume            identical
      findings   pace              identical
      findings   round-the-clock   identical
      findings   co-retweet        identical
      lock       lockstep.lock     identical
      report     11 files          identical

      verdict: identical
    ---
    exit code 0
    ");
}

#[test]
fn a_changed_page_is_found() {
    let environment = TestEnvironment::with_small_run();
    let page = format!("{REPORT}/index.html");
    environment.edit(&page, "<title>", "<title>!");
    assert_snapshot!(verify(&environment), @r"
      study      small             identical
      snapshot   posts             identical
      detector   volume            identical
      detector   pace              identical
      detector   round-the-clock   identical
      detector   co-retweet        identical
      findings   volume            identical
      findings   pace              identical
      findings   round-the-clock   identical
      findings   co-retweet        identical
      lock       lockstep.lock     identical
      report     11 files          DIFFERENT   first divergence

      report 11 files:
        index.html, line 9: published `<title>!A small study</title>`, here `<title>A small study</title>`
        index.html: is not the file that run.json lists

      The study, the rows and the program are the same: the published files were changed after the run.

      verdict: different
    ---
    exit code 6
    ");
}

#[test]
fn a_missing_page_is_found() {
    let environment = TestEnvironment::with_small_run();
    std::fs::remove_file(environment.path(&format!("{REPORT}/index.json"))).expect("the page is there");
    let answer = environment.run(&["verify", "studies/small"]);
    assert_eq!(answer.code, 6);
    assert!(answer.stdout.contains("index.json: the file in the folder cannot be read"), "{}", answer.stdout);
}

#[test]
fn a_changed_input_is_where_the_runs_part() {
    let environment = TestEnvironment::with_small_run();
    environment.edit("studies/small/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    let text = verify(&environment);
    assert_snapshot!(text.split("\n\n").next().unwrap_or_default(), @r"
    study      small             identical
    snapshot   posts             DIFFERENT   first divergence
    detector   volume            identical
    detector   pace              identical
    detector   round-the-clock   identical
    detector   co-retweet        identical
    findings   volume            identical
    findings   pace              different
    findings   round-the-clock   different
    findings   co-retweet        different
    lock       lockstep.lock     identical
    report     11 files          different
    ");
    assert!(text.contains("\n  snapshot posts:\n    posts.csv: published "), "{text}");
    assert!(text.ends_with("exit code 6"), "{text}");
}

#[test]
fn a_value_changed_by_hand_is_found() {
    let environment = TestEnvironment::with_small_run();
    let manifest = format!("{REPORT}/run.json");
    let mut run = environment.json(&manifest);
    let values = run.pointer_mut("/result/record/steps/1/outcome/found/values").expect("the step has values");
    let flagged = values.as_array_mut().expect("a list").iter_mut().find(|value| value["name"] == "flagged").expect("a value");
    flagged["number"]["count"] = Value::from(3);
    environment.write(&manifest, run.to_string());
    let text = verify(&environment);
    assert!(text.contains("  findings pace:\n") && text.contains("    flagged  "), "{text}");
    assert!(text.ends_with("exit code 6"), "{text}");
}

#[test]
fn the_verdict_as_json() {
    let environment = TestEnvironment::with_small_run();
    let answer = environment.run(&["--json", "verify", "studies/small"]);
    let verdict: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
    assert_eq!((answer.code, &verdict["verdict"], &verdict["first_divergence"]), (0, &Value::from("identical"), &Value::Null));
}

#[test]
fn nothing_to_compare_with() {
    let environment = TestEnvironment::with_small_study();
    assert_snapshot!(verify(&environment), @r"
    error: [dir]/reports/small/run.json: cannot be read: No such file or directory (os error 2)

    hint: run the study first: `lockstep run STUDY` leaves a run there
    ---
    exit code 4
    ");
}
