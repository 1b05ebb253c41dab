//! `lockstep cache`: where earlier results are, and throwing some away.

use std::fs;

use insta::assert_snapshot;

use crate::environment::TestEnvironment;

const STEPS: &str = ".cache/steps-v1";

/// What `gc` says, without sizes, which change with every word of a result.
fn gc(environment: &TestEnvironment, arguments: &[&str]) -> String {
    let text = environment.lockstep(&[&["cache", "gc"], arguments].concat());
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(" (") {
        out.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    out + rest
}

#[test]
fn the_folder_is_named() {
    assert_snapshot!(TestEnvironment::new().lockstep(&["cache", "dir"]), @r"
    [dir]/.cache
    ---
    exit code 0
    ");
}

#[test]
fn results_that_a_run_can_use_are_kept() {
    let environment = TestEnvironment::with_small_run();
    let before = environment.names(STEPS);
    assert_snapshot!(gc(&environment, &[]), @r"
    [dir]/.cache: removed 0 results, kept 4 results
    ---
    exit code 0
    ");
    assert_eq!(environment.names(STEPS), before);
}

#[test]
fn what_no_run_can_use_goes_and_what_is_not_ours_stays() {
    let environment = TestEnvironment::with_small_run();
    let entries = environment.names(STEPS);
    let entry = |index: usize| format!("{STEPS}/{}", entries[index]);
    let text = environment.read(&entry(0));
    let at = text.find("\"version\":").expect("an entry says which version made it") + "\"version\":".len();
    environment.write(&entry(0), format!("{}9{}", &text[..at], &text[at..]));
    environment.write(&entry(1), "half a resu");
    environment.write(&format!("{STEPS}/notes.json"), "mine");
    assert_snapshot!(gc(&environment, &["--dry-run"]), @r"
    [dir]/.cache: would remove 2 results, kept 2 results
    ---
    exit code 0
    ");
    assert_eq!(environment.names(STEPS).len(), 5);
    assert_snapshot!(gc(&environment, &[]), @r"
    [dir]/.cache: removed 2 results, kept 2 results
    ---
    exit code 0
    ");
    assert_eq!(environment.names(STEPS), [&entries[2..], &["notes.json".to_owned()]].concat());
    let again = environment.lockstep(&["run", "studies/small"]);
    assert!(again.contains(", 2 of 4 steps from the cache\n"), "{again}");
}

#[test]
fn old_results_and_all_results() {
    let environment = TestEnvironment::with_small_run();
    let oldest = environment.path(STEPS).join(&environment.names(STEPS)[0]);
    let file = fs::File::options().write(true).open(oldest).expect("the entry can be opened");
    file.set_modified(std::time::UNIX_EPOCH).expect("times can be set");
    assert_snapshot!(gc(&environment, &["--older-than", "30"]), @r"
    [dir]/.cache: removed 1 result, kept 3 results
    ---
    exit code 0
    ");
    assert_snapshot!(gc(&environment, &["--all"]), @r"
    [dir]/.cache: removed 3 results, kept 0 results
    ---
    exit code 0
    ");
    assert_snapshot!(gc(&environment, &["--all"]), @r"
    [dir]/.cache: removed 0 results, kept 0 results
    ---
    exit code 0
    ");
}
