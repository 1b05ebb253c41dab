//! Claims that a study states: from its text through the findings to the lock, the record and the page.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::{REPORT, STUDY};

const CLAIMS: &str = "\
sources: [{ name: paper, title: A paper, published: \"2019\" }]
claims:
  - { name: fast, text: At least one account is fast, source: paper, value: 1, qualifier: at_least, unit: accounts, test: { step: pace, value: flagged } }
  - { name: many, text: Over ten accounts are fast, source: paper, value: 10, qualifier: over, unit: accounts, test: { step: pace, value: flagged } }
  - { name: part, text: Over ten of them all, source: paper, value: 10, qualifier: over, unit: accounts, test: { step: pace, value: flagged, measures: at_least } }
  - { name: loose, text: About five posted, source: paper, value: 5, qualifier: about, unit: accounts, test: { step: volume, value: accounts } }
  - name: twofold
    text: Two were fast
    source: paper
    value: 2
    unit: accounts
    test: { step: pace, value: flagged }
    readings:
      - { name: exactly, text: Two and no more }
      - { name: least, text: One or two, value: [1, 2], qualifier: between }
  - name: chosen
    text: Somebody was fast and slept
    source: paper
    readings:
      - { name: fast, text: Fast, value: 1, qualifier: at_least, unit: accounts, test: { step: pace, value: flagged } }
      - { name: slept, text: Slept }
    chosen: { reading: fast, because: the paper measures pace }
    contested: [{ by: the account, says: It did not }]
  - { name: heard, text: They laughed, source: paper }
arithmetic:
  - { name: ratio, formula: many / fast, meaning: A quotient }
";

fn claiming() -> TestEnvironment {
    let environment = TestEnvironment::with_small_study();
    environment.write("studies/small/study.yaml", format!("{STUDY}{CLAIMS}"));
    environment
}

#[test]
fn statuses_follow_from_findings() {
    let environment = claiming();
    let said = environment.lockstep(&["run", "studies/small"]);
    assert!(
        said.contains("  claims             7 in all: 2 supported, 1 contradicted, 2 ambiguous, 2 not testable here; 1 contested\n"),
        "{said}"
    );
    let lock = environment.read("studies/small/lockstep.lock");
    assert_snapshot!(&lock[lock.find("[claims]").expect("the lock has claims")..], @r#"
    [claims]
    chosen = "supported"
    fast = "supported"
    heard = "not_testable"
    loose = "ambiguous"
    many = "contradicted"
    part = "not_testable"
    twofold = "ambiguous"

    [arithmetic]
    ratio = 10.0
    "#);
    let page = environment.read("reports/small/index.html");
    let sentence =
        "Of 7 published claims, 2 are supported, one is contradicted, 2 are ambiguous and 2 are not testable here. One is contested.";
    assert!(page.contains(sentence));
    assert!(page.contains("It holds under one reading below and fails under another."));
    let index = environment.json("reports/small/index.json");
    assert_eq!(index["claims"][1]["why"]["measured"]["number"]["count"], 1);
}

#[test]
fn claims_are_verified_and_held_against_the_lock() {
    let environment = claiming();
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
    let verified = environment.lockstep(&["verify", "studies/small"]);
    assert!(verified.contains("  claims     7 claims          identical\n"), "{verified}");
    let manifest = environment.read("reports/small/run.json");
    environment.write("reports/small/run.json", manifest.replacen("\"status\": \"contradicted\"", "\"status\": \"supported\"", 1));
    let forged = environment.lockstep(&["verify", "studies/small"]);
    assert!(forged.contains("many: published supported, here contradicted"), "{forged}");
    environment.edit("studies/small/lockstep.lock", "many = \"contradicted\"", "many = \"supported\"");
    let refused = environment.lockstep(&["run", "studies/small"]);
    assert!(refused.contains("claim `many`: supported was locked, here contradicted"), "{refused}");
}

#[test]
fn a_value_that_the_step_does_not_have() {
    let environment = claiming();
    environment.edit("studies/small/study.yaml", "test: { step: volume, value: accounts }", "test: { step: volume, value: acounts }");
    assert_snapshot!(environment.lockstep(&["run", "studies/small"]), @r"
      × the step `volume` has no value `acounts`
        ╭─[studies/small/study.yaml:18:133]
     17 │   - { name: part, text: Over ten of them all, source: paper, value: 10, qualifier: over, unit: accounts, test: { step: pace, value: flagged, measures: at_least } }
     18 │   - { name: loose, text: About five posted, source: paper, value: 5, qualifier: about, unit: accounts, test: { step: volume, value: acounts } }
        ·                                                                                                                                     ───────
     19 │   - name: twofold
        ╰────
      help: did you mean `accounts`?

    error: studies/small/study.yaml: 1 problem; nothing was written
    ---
    exit code 3
    ");
    assert!(!environment.path(REPORT).exists() && !environment.path("studies/small/lockstep.lock").exists());
}

#[test]
fn a_claim_in_another_unit_than_the_value() {
    let environment = claiming();
    environment.edit("studies/small/study.yaml", "qualifier: about, unit: accounts", "qualifier: about, unit: posts");
    let said = environment.run(&["--json", "run", "studies/small"]);
    let faults: Value = serde_json::from_str(&said.stderr).expect("the error is JSON");
    assert_eq!((said.code, &faults["diagnostics"][0]["message"]), (3, &"`accounts` is in `accounts`, and the claim in `posts`".into()));
}

#[test]
fn units_and_steps_are_known_before_anything_runs() {
    let environment = claiming();
    environment.edit(
        "studies/small/study.yaml",
        "qualifier: about, unit: accounts, test: { step: volume,",
        "qualifier: about, unit: acounts, test: { step: volumes,",
    );
    assert_snapshot!(environment.lockstep(&["check", "studies/small"]), @r"
      × there is no unit `acounts`
        ╭─[studies/small/study.yaml:18:94]
     17 │   - { name: part, text: Over ten of them all, source: paper, value: 10, qualifier: over, unit: accounts, test: { step: pace, value: flagged, measures: at_least } }
     18 │   - { name: loose, text: About five posted, source: paper, value: 5, qualifier: about, unit: acounts, test: { step: volumes, value: accounts } }
        ·                                                                                              ───────
     19 │   - name: twofold
        ╰────
      help: did you mean `accounts`?
      × there is no step `volumes`
        ╭─[studies/small/study.yaml:18:117]
     17 │   - { name: part, text: Over ten of them all, source: paper, value: 10, qualifier: over, unit: accounts, test: { step: pace, value: flagged, measures: at_least } }
     18 │   - { name: loose, text: About five posted, source: paper, value: 5, qualifier: about, unit: acounts, test: { step: volumes, value: accounts } }
        ·                                                                                                                     ───────
     19 │   - name: twofold
        ╰────
      help: did you mean `volume`?

    error: studies/small/study.yaml: 2 problems; nothing was run
    ---
    exit code 3
    ");
}

#[test]
fn claims_without_data_run_and_verify() {
    let environment = TestEnvironment::new();
    let head = "title: t\nquestion: q\nauthors: [{ name: a }]\nlicence: CC-BY-4.0\n";
    let claims = "sources: [{ name: paper, title: A paper }]\nclaims: [{ name: heard, text: They laughed, source: paper }]\n";
    environment.write("studies/heard/study.yaml", format!("{head}{claims}"));
    assert_eq!(environment.run(&["run", "studies/heard"]).code, 0);
    assert_eq!(environment.run(&["run", "studies/heard"]).code, 0, "the lock holds");
    assert_eq!(environment.run(&["verify", "studies/heard"]).code, 0);
    assert_snapshot!(environment.lockstep(&["check", "studies/heard"]), @r"
    heard: the study is well formed
      claims  heard
      digest  05b80ca60a5a
    ---
    exit code 0
    ");
}
