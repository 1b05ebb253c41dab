//! `lockstep lock`: what it replaces, what it keeps, and what it says before.

use insta::assert_snapshot;

use crate::environment::TestEnvironment;
use crate::small::posts;

const LOCK: &str = "studies/small/lockstep.lock";

/// The lines of a lock that say what a step found.
fn results(environment: &TestEnvironment) -> Vec<String> {
    let lock = environment.read(LOCK);
    let mut step = String::new();
    let mut found = Vec::new();
    for line in lock.lines() {
        if let Some(name) = line.strip_prefix("name = ") {
            name.clone_into(&mut step);
        }
        if line.starts_with("findings = ") {
            found.push(step.clone());
        }
    }
    found
}

#[test]
fn a_lock_without_results_is_made_complete_by_accepting_them() {
    let environment = TestEnvironment::with_small_study();
    assert_snapshot!(environment.lockstep(&["lock", "--check", "studies/small"]), @r"
    studies/small/lockstep.lock: there is no lock; `lockstep lock --accept studies/small` locks the study as it is now
    ---
    exit code 5
    ");
    assert_snapshot!(environment.lockstep(&["lock", "studies/small"]), @r"
    studies/small/lockstep.lock: locked: steps `volume`, `pace`, `round-the-clock`, `co-retweet` have no accepted results; `lockstep lock --accept studies/small` runs and locks them
    ---
    exit code 0
    ");
    assert_eq!(results(&environment), Vec::<String>::new());
    assert_snapshot!(environment.lockstep(&["lock", "--check", "studies/small"]), @r"
    studies/small/lockstep.lock: steps `volume`, `pace`, `round-the-clock`, `co-retweet` have no accepted results; `lockstep lock --accept studies/small` runs and locks them
    ---
    exit code 5
    ");
    assert!(!environment.path("reports").exists(), "nothing was run");
    assert_snapshot!(environment.lockstep(&["lock", "--accept", "studies/small"]), @r"
    studies/small/lockstep.lock: locked
    ---
    exit code 0
    ");
    assert_snapshot!(environment.lockstep(&["lock", "--check", "studies/small"]), @r"
    studies/small/lockstep.lock: up to date
    ---
    exit code 0
    ");
    let accepted = environment.read(LOCK);
    std::fs::remove_file(environment.path(LOCK)).expect("there is a lock");
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
    assert_eq!(environment.read(LOCK), accepted, "a first run writes the same lock");
}

#[test]
fn accepting_shows_what_changed_in_the_study_and_in_values() {
    let environment = TestEnvironment::with_small_run();
    environment.edit("studies/small/study.yaml", "line: 100", "line: 200");
    assert_snapshot!(environment.lockstep(&["lock", "--check", "studies/small"]), @r"
    study
      steps[1].settings.line (step pace)   100.0 → 200.0

    studies/small/lockstep.lock: out of date; `lockstep lock --accept studies/small` locks the study as it is now
    ---
    exit code 5
    ");
    let before = environment.read(LOCK);
    assert_snapshot!(environment.lockstep(&["lock", "studies/small"]), @r"
    study
      steps[1].settings.line (step pace)   100.0 → 200.0

    studies/small/lockstep.lock: locked: step `pace` has no accepted results; `lockstep lock --accept studies/small` runs and locks them
    ---
    exit code 0
    ");
    assert_eq!(results(&environment), ["\"volume\"", "\"round-the-clock\"", "\"co-retweet\""], "the results of other steps still hold");
    assert_ne!(environment.read(LOCK), before);
    let run = environment.run(&["run", "studies/small"]);
    assert!(
        run.stdout.contains("step `pace` has no accepted results: `lockstep lock --accept studies/small` locks them\n"),
        "{}",
        run.stdout
    );
    environment.write(LOCK, before);
    assert_snapshot!(environment.lockstep(&["lock", "--accept", "studies/small"]), @r"
    study   first cause
      steps[1].settings.line (step pace)   100.0 → 200.0
    findings of pace, because of the settings
      flagged   1 → 0
      line      100.0 → 200.0

    studies/small/lockstep.lock: locked
    ---
    exit code 0
    ");
    assert_snapshot!(environment.lockstep(&["lock", "--accept", "studies/small"]), @r"
    studies/small/lockstep.lock: up to date
    ---
    exit code 0
    ");
}

#[test]
fn other_bytes_with_the_same_rows_keep_every_result() {
    let environment = TestEnvironment::with_small_run();
    let mut lines = posts();
    lines[1..].reverse();
    environment.write("studies/small/posts.csv", lines.concat());
    let text = environment.lockstep(&["lock", "studies/small"]);
    assert!(text.contains("bytes changed, rows identical: nothing follows from it"), "{text}");
    assert!(text.ends_with("studies/small/lockstep.lock: locked\n---\nexit code 0"), "{text}");
    assert_eq!(results(&environment).len(), 4);
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
}

#[test]
fn a_merge_that_was_not_settled_is_refused_and_settled() {
    let environment = TestEnvironment::with_small_run();
    let ours = environment.read(LOCK);
    environment.edit("studies/small/study.yaml", "line: 100", "line: 200");
    assert_eq!(environment.run(&["lock", "--accept", "studies/small"]).code, 0);
    let theirs = environment.read(LOCK);
    environment.write(LOCK, conflict(&ours, &theirs));
    let refusals = [&["run", "studies/small"][..], &["lock", "--check", "studies/small"], &["status", "studies/small"]];
    let refusals = refusals.map(|arguments| environment.lockstep(arguments));
    assert_snapshot!(refusals[0], @r"
    error: [dir]/studies/small/lockstep.lock:3: holds both sides of a merge: settle the study first, then `lockstep lock STUDY` puts one lock in their place and keeps the results of either side that still hold
    ---
    exit code 5
    ");
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
    let text = environment.lockstep(&["lock", "studies/small"]);
    assert!(text.ends_with("exit code 0"), "{text}");
    assert_eq!(environment.read(LOCK), theirs, "what either side accepted and still holds is kept");
}

/// Two texts as version control leaves them: what they share once, and both sides of the rest.
fn conflict(ours: &str, theirs: &str) -> String {
    let mut text = String::new();
    for (ours, theirs) in ours.lines().zip(theirs.lines()) {
        if ours == theirs {
            text.push_str(&format!("{ours}\n"));
        } else {
            text.push_str(&format!("<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> branch\n"));
        }
    }
    text
}

#[test]
fn a_lock_that_nobody_can_read_is_replaced_on_demand() {
    let environment = TestEnvironment::with_small_run();
    let good = environment.read(LOCK);
    environment.write(LOCK, good.replacen("bytes = ", "bytes = many", 1));
    let text = environment.lockstep(&["run", "studies/small"]);
    assert!(text.starts_with("error: [dir]/studies/small/lockstep.lock:10: is not a lock that can be read ("), "{text}");
    assert!(text.contains("): restore it from version control, or make it anew with `lockstep lock --accept STUDY`"), "{text}");
    assert!(text.ends_with("exit code 5"), "{text}");
    assert_eq!(environment.run(&["lock", "--check", "studies/small"]).code, 5);
    assert_eq!(environment.run(&["lock", "--accept", "studies/small"]).code, 0);
    assert_eq!(environment.read(LOCK), good);
}

#[test]
fn one_fact_stands_on_each_line() {
    let environment = TestEnvironment::with_small_run();
    for line in environment.read(LOCK).lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '['])) {
        assert_eq!(line.split(" = ").count(), 2, "{line}");
    }
}
