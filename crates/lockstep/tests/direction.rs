//! Holds the one direction of the workspace: a crate depends only on crates above it in the list.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// The crates in the order of the data. Adding one means choosing its place here.
const ORDER: [&str; 10] = [
    "lockstep-digest",
    "lockstep-study",
    "lockstep-snapshot",
    "lockstep-statistics",
    "lockstep-network",
    "lockstep-detect",
    "lockstep-simulate",
    "lockstep-runner",
    "lockstep-report",
    "lockstep",
];

/// Libraries that one crate alone may know, and the crate.
const CONFINED: [(&str, &str); 3] = [("polars", "lockstep-snapshot"), ("yaml_serde", "lockstep-study"), ("clap", "lockstep")];

/// Each crate of the workspace with all it depends on, for building, running or testing.
fn dependencies() -> Vec<(String, BTreeSet<String>)> {
    let arguments = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let name = |value: &Value| value["name"].as_str().expect("packages and dependencies have names").to_owned();
    let list = |value: &Value| value.as_array().expect("a list").clone();
    list(&metadata["packages"]).iter().map(|package| (name(package), list(&package["dependencies"]).iter().map(name).collect())).collect()
}

fn place(name: &str) -> Option<usize> {
    ORDER.iter().position(|listed| *listed == name)
}

#[test]
fn every_crate_has_a_place() {
    let present: BTreeSet<String> = dependencies().into_iter().map(|(name, _)| name).collect();
    assert_eq!(present, ORDER.map(str::to_owned).into());
}

#[test]
fn a_crate_depends_only_on_those_above_it() {
    for (name, dependencies) in dependencies() {
        let below = dependencies.iter().filter(|other| place(other) >= place(&name) && place(other).is_some());
        assert_eq!(below.collect::<Vec<_>>(), Vec::<&String>::new(), "{name} may not depend on a crate below it");
    }
}

#[test]
fn detectors_know_no_study() {
    let dependencies = dependencies();
    let (_, of_detect) = dependencies.iter().find(|(name, _)| name == "lockstep-detect").expect("there are detectors");
    assert!(!of_detect.contains("lockstep-study"));
}

#[test]
fn some_libraries_have_one_home() {
    for (library, home) in CONFINED {
        let users: Vec<String> = dependencies().into_iter().filter(|(_, all)| all.contains(library)).map(|(name, _)| name).collect();
        assert_eq!(users, [home], "users of {library}");
    }
}
