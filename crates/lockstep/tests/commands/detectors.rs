//! `lockstep detectors`, and the help.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;

#[test]
fn help() {
    assert_snapshot!(TestEnvironment::new().lockstep(&["--help"]), @r"
    Find accounts that move in lockstep, and publish the finding so that a stranger can check every
    number

    Usage: lockstep [OPTIONS] <COMMAND>

    Commands:
      check      Check a study and say everything that is wrong with it
      run        Run a study and leave a report to open
      lock       Lock a study as it is now, or say whether its lock is up to date
      status     Say what a run would do and why, without running anything
      verify     Run a study, a run or a bundle again and compare
      diff       Compare two runs, locks or bundles, and tell the first cause of what differs
      report     Make the report of a run again from its findings, without the data
      export     Write the tables of a run as Parquet files, for notebooks
      index      Make one page that lists all reports of a folder
      open       Open a report in the browser
      bundle     Pack a study, its run and its inputs into one file that anybody can verify
      unbundle   Unpack a bundle
      leaks      Search a report for ids, handles, texts and the key that it must not show
      attest     Write a statement about a bundle for you to sign
      explain    Trace a number, an account or a pair of a published run to the rows it rests on
      evaluate   Say how good the scores of a study are, where accounts have labels
      selftest   Say how many accounts the study's settings put forward where nobody acts together
      cite       Say how to cite a study
      cache      Tell where earlier results are kept, or throw some away
      detectors  List the detectors, or tell all about one
      schema     Print the JSON Schema of study.yaml, for editors
      simulate   Write a simulated data set, with its ground truth, as CSV files
      help       Print this message or the help of the given subcommand(s)

    Options:
          --json     Print one JSON object instead of text
      -q, --quiet    Print nothing but errors
      -h, --help     Print help
      -V, --version  Print version

    Exit codes: 0 done, 1 internal error, 2 command line wrong, 3 study invalid, 4 input missing or
    unreadable, 5 lock out of date or other input, 6 results differ, 7 bundle damaged or signature
    wrong, 8 partial: all that can be checked without the withheld inputs agrees.
    ---
    exit code 0
    ");
}

#[test]
fn a_command_that_is_none() {
    assert_snapshot!(TestEnvironment::new().lockstep(&["chek", "study.yaml"]), @r"
    error: unrecognized subcommand 'chek'

      tip: some similar subcommands exist: 'schema', 'check'

    Usage: lockstep [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ---
    exit code 2
    ");
}

#[test]
fn unknown_name() {
    assert_snapshot!(TestEnvironment::new().lockstep(&["detectors", "pase"]), @r"
    error: there is no detector `pase`

    hint: did you mean `pace`?
    ---
    exit code 2
    ");
}

#[test]
fn every_detector_tells_its_method_and_settings() {
    let environment = TestEnvironment::new();
    let list: Value = serde_json::from_str(&environment.run(&["--json", "detectors"]).stdout).expect("the list is JSON");
    let names: Vec<&str> = list.as_array().expect("a list").iter().filter_map(|card| card["id"].as_str()).collect();
    assert!(names.contains(&"pace"), "{names:?}");
    let listed = environment.run(&["detectors"]).stdout;
    assert!(listed.ends_with("`lockstep detectors NAME` tells all about one.\n"), "{listed}");
    for name in names {
        assert!(listed.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name} is not listed");
        let answer = environment.run(&["detectors", name]);
        assert_eq!(answer.code, 0, "{name}");
        for part in
            ["Method\n", "Formula\n", "Inputs\n", "Settings\n", "Minimum data\n", "Assumes\n", "Innocent explanations\n", "Sources\n"]
        {
            assert!(answer.stdout.contains(part), "{name} lacks {part}");
        }
        assert!(answer.stdout.lines().all(|line| line.chars().count() <= 100), "{name} has a long line");
    }
}
