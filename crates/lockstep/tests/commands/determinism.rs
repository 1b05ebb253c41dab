//! The same bytes, whatever the number of threads, the folder, and the order of the rows.

use std::collections::BTreeMap;

use crate::environment::TestEnvironment;
use crate::small::{REPORT, posts};

const MANIFEST: &str = "run.json";

/// Every file of the report, and the manifest without what it says of the time and the machine.
fn result(environment: &TestEnvironment) -> BTreeMap<String, Vec<u8>> {
    let mut files = environment.tree(REPORT);
    let mut manifest = environment.json(&format!("{REPORT}/{MANIFEST}"));
    manifest.as_object_mut().and_then(|manifest| manifest.remove("circumstances")).expect("a manifest has circumstances");
    files.insert(MANIFEST.to_owned(), manifest.to_string().into_bytes());
    files
}

fn run_with(environment: &TestEnvironment, threads: &str) -> BTreeMap<String, Vec<u8>> {
    let answer = environment.run(&["run", "studies/small", "--threads", threads, "--no-cache"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    result(environment)
}

fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    let different: Vec<&String> = one.iter().filter(|(name, bytes)| other[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(different.is_empty(), "{different:?} differ");
}

#[test]
fn one_thread_or_two_in_one_folder_or_another() {
    let one = run_with(&TestEnvironment::with_small_study(), "1");
    let two = run_with(&TestEnvironment::with_small_study(), "2");
    assert!(one.len() > 15, "{:?}", one.keys());
    assert_same(&one, &two);
}

#[test]
fn the_cache_changes_nothing() {
    let environment = TestEnvironment::with_small_run();
    let fresh = result(&environment);
    std::fs::remove_dir_all(environment.path("reports")).expect("the report is there");
    let cached = environment.run(&["run", "studies/small"]);
    assert!(cached.stdout.contains("4 of 4 steps from the cache"), "{}", cached.stdout);
    assert_same(&fresh, &result(&environment));
}

#[test]
fn shuffled_rows_find_the_same() {
    let ordered = run_with(&TestEnvironment::with_small_study(), "2");
    let environment = TestEnvironment::with_small_study();
    let mut lines = posts();
    let rows = lines.len() - 1;
    // A step coprime with the number of rows visits each of them once.
    let step = (rows / 3..rows).find(|step| gcd(*step, rows) == 1).expect("some number is coprime");
    let shuffled: Vec<String> = (0..rows).map(|row| lines[1 + row * step % rows].clone()).collect();
    lines.splice(1.., shuffled);
    environment.write("studies/small/posts.csv", lines.concat());
    let shuffled = run_with(&environment, "2");
    let found = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        files
            .iter()
            .filter(|(name, _)| name.starts_with("findings/") || name.starts_with("figures/"))
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect()
    };
    assert!(found(&ordered).len() > 12);
    assert_same(&found(&ordered), &found(&shuffled));
    assert!(ordered[MANIFEST] != shuffled[MANIFEST], "the manifest tells the two files apart");
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
