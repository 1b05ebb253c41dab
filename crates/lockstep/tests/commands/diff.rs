//! `lockstep diff`: two runs or locks, and the first cause of what differs.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;

/// A small study, run as it is into `before` and, after an edit, into `after`; its locks beside them.
fn two_runs(edit: impl Fn(&TestEnvironment)) -> TestEnvironment {
    let environment = TestEnvironment::with_small_study();
    // Named accounts can be compared between two data sets.
    environment.edit("studies/small/study.yaml", "published:", "publication: { mode: named, reason: They are made up. }\npublished:");
    for name in ["before", "after"] {
        if name == "after" {
            edit(&environment);
        }
        let answer = environment.run(&["run", "studies/small", "--out", name]);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        let lock = environment.path("studies/small/lockstep.lock");
        std::fs::rename(lock, environment.path(&format!("{name}.lock"))).expect("a first run writes a lock");
    }
    environment
}

/// A difference in text, without the files of the report, whose digests change with every word of it.
fn story(environment: &TestEnvironment, before: &str, after: &str) -> String {
    let text = environment.lockstep(&["diff", before, after]);
    let (story, end) = text.split_once("report\n").unwrap_or((&text, ""));
    format!("{story}{}", end.lines().last().unwrap_or_default())
}

#[test]
fn equal_runs_and_locks() {
    let environment = two_runs(|_| ());
    assert_snapshot!(environment.lockstep(&["diff", "before", "after"]), @r"
    before and after are equal
    ---
    exit code 0
    ");
    assert!(environment.lockstep(&["diff", "before/run.json", "after"]).contains("are equal"));
    assert_snapshot!(environment.lockstep(&["diff", "before.lock", "after.lock"]), @r"
    before.lock and after.lock are equal
    ---
    exit code 0
    ");
    assert_snapshot!(environment.lockstep(&["diff", "before", "after.lock"]), @r"
    before and after.lock are equal
    ---
    exit code 0
    ");
}

#[test]
fn a_setting_is_the_first_cause() {
    let environment = two_runs(|environment| environment.edit("studies/small/study.yaml", "line: 100", "line: 200"));
    assert_snapshot!(story(&environment, "before", "after"), @r"
    before → after

    study   first cause
      steps[1].settings.line (step pace)   100.0 → 200.0
    findings of pace, because of the settings
      flagged   1 → 0
      line      100.0 → 200.0
      table accounts: 1 row with other cells (tireless); 1 no longer flagged (tireless)
      table by_set: 1 row with other cells (all accounts)
    exit code 6
    ");
    assert_snapshot!(environment.lockstep(&["diff", "before.lock", "after.lock"]), @r"
    before.lock → after.lock

    study   first cause
      steps[1].settings.line (step pace)   100.0 → 200.0
    findings of pace, because of the settings
      flagged   1 → 0
      line      100.0 → 200.0
    ---
    exit code 6
    ");
    std::fs::remove_dir_all(environment.path(".cache")).expect("there is a cache");
    let without = environment.run(&["diff", "before.lock", "after.lock"]).stdout;
    assert!(without.contains("(locks hold digests of settings; run folders hold the settings themselves)"), "{without}");
}

#[test]
fn a_row_is_the_first_cause_and_accounts_are_told_by_name() {
    let environment = two_runs(|environment| {
        let posts = environment.read("studies/small/posts.csv");
        let kept: Vec<&str> = posts.lines().filter(|line| !line.contains(",right,")).collect();
        environment.write("studies/small/posts.csv", kept.join("\n"));
    });
    assert_snapshot!(story(&environment, "before", "after"), @r"
    before → after

    input posts   first cause
      posts.csv       b4e2decf0656 (283932 bytes) → 461e4f38f178 (281669 bytes)
      rows of posts   26ac153ea7d5 (5240 rows) → c39e6133e16a (5200 rows)
    findings of volume, because of the rows
      accounts         6 → 5
      gini             0.7646310432569975 → 0.7323076923076923
      posts            5,240 → 5,200
      retweets         80 → 40
      top_five_share   0.9923664122137404 → 1.0
      table activity: 40 rows with other cells (all accounts – 2019-06-01T00:00:00Z, all accounts – 2019-06-02T00:00:00Z, all accounts – 2019-06-03T00:00:00Z, all accounts – 2019-06-04T00:00:00Z, all accounts – 2019-06-05T00:00:00Z, …)
      table by_set: 1 row with other cells (all accounts)
    findings of pace, because of the rows
      accounts   6 → 5
      assessed   6 → 5
      p99_pace   114.15000000000002 → 115.32
      table accounts: 1 row gone (right); 4 rows with other cells (ann, ben, cleo, left)
      table by_set: 1 row with other cells (all accounts)
    findings of round-the-clock, because of the rows
      accounts       6 → 5
      insufficient   5 → 4
      table accounts: 1 row gone (right)
      table by_set: 1 row with other cells (all accounts)
    findings of co-retweet, because of the rows
      acting                      2 → 1
      actions                     80 → 40
      decoy_accounts              2.0 → 0.0
      decoy_accounts_least        2 → 0
      decoy_accounts_most         2 → 0
      edges                       1 → 0
      eligible_pairs              1 → 0
      expected_false_accounts     2.0 → 0.0
      expected_false_share        1.0 → none
      expected_false_share_high   1.0 → none
      expected_false_share_low    1.0 → none
      groups                      1 → 0
      and 4 more
      table accounts: 2 rows gone (left, right)
      table by_set: 1 row with other cells (all accounts)
      table decoys: 1 row with other cells (times_exchanged)
      table edges: 1 row gone (left – right)
      table evidence: 5 rows gone (left – right – source-0, left – right – source-1, left – right – source-10, left – right – source-11, left – right – source-12)
    exit code 6
    ");
}

#[test]
fn pseudonyms_of_other_rows_are_not_taken_for_other_accounts() {
    let environment = TestEnvironment::with_small_run();
    environment.edit("studies/small/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    std::fs::remove_file(environment.path("studies/small/lockstep.lock")).expect("a first run writes a lock");
    assert_eq!(environment.run(&["run", "studies/small", "--out", "after"]).code, 0);
    let text = story(&environment, "reports/small", "after");
    assert!(text.contains("table accounts: 6 → 6 rows; the pseudonyms of two data sets cannot be compared\n"), "{text}");
}

#[test]
fn a_version_of_a_detector_is_the_first_cause() {
    let environment = two_runs(|_| ());
    let lock = environment.read("after.lock");
    let lock = lock.replacen("detector = \"pace\"\nversion = ", "detector = \"pace\"\nversion = 9", 1).replacen(
        "flagged = 1\n",
        "flagged = 2\n",
        1,
    );
    let pace = lock.find("name = \"pace\"").expect("the step is locked");
    let findings = pace + lock[pace..].find("findings = \"blake3:").expect("it found something") + "findings = \"blake3:".len();
    let lock = format!("{}{}{}", &lock[..findings], "0".repeat(64), &lock[findings + 64..]);
    environment.write("after.lock", lock);
    let answer = environment.run(&["diff", "before.lock", "after.lock"]);
    assert_eq!(answer.code, 6, "{}", answer.stderr);
    let lines: Vec<&str> = answer.stdout.lines().collect();
    assert_eq!(
        (lines[2], lines[4..].join("\n").as_str()),
        ("detector of pace   first cause", "findings of pace, because of the detector's version\n  flagged   1 → 2")
    );
    assert!(lines[3].starts_with("  version of pace   ") && lines[3].contains(" → 9"), "{}", lines[3]);
}

#[test]
fn a_result_that_nothing_explains_is_the_platform_or_the_build() {
    let environment = two_runs(|_| ());
    let lock = environment.read("after.lock");
    let line = lock.lines().find(|line| line.starts_with("findings = ")).expect("the first step has findings");
    environment.write(
        "after.lock",
        lock.replacen(line, &format!("findings = \"blake3:{}\"", "0".repeat(64)), 1).replacen("posts = 5240", "posts = 5241", 1),
    );
    assert_snapshot!(environment.lockstep(&["diff", "before.lock", "after.lock"]), @r"
    before.lock → after.lock

    findings of volume, although nothing that determines them changed: the platform or the build differs
      posts   5,240 → 5,241
    ---
    exit code 6
    ");
}

#[test]
fn as_markdown_and_as_json() {
    let environment = two_runs(|environment| environment.edit("studies/small/study.yaml", "line: 100", "line: 200"));
    assert_snapshot!(environment.lockstep(&["diff", "--markdown", "before.lock", "after.lock"]), @r"
    ### study (first cause)

    | | before.lock | after.lock |
    |---|---|---|
    | steps\[1\].settings.line (step pace) | 100.0 | 200.0 |

    ### findings of pace, because of the settings

    | | before.lock | after.lock |
    |---|---|---|
    | flagged | 1 | 0 |
    | line | 100.0 | 200.0 |
    ---
    exit code 6
    ");
    let answer = environment.run(&["--json", "diff", "before", "after"]);
    let difference: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
    assert_eq!((answer.code, &difference["equal"]), (6, &Value::Bool(false)));
    assert_snapshot!(difference.pointer("/first_cause/changes/0").map(Value::to_string).unwrap_or_default(), @r#"{"after":200.0,"before":100.0,"step":"pace","what":"steps[1].settings.line"}"#);
}

#[test]
fn nothing_to_compare() {
    let environment = TestEnvironment::with_small_run();
    assert_snapshot!(environment.lockstep(&["diff", "reports/small", "elsewhere"]), @r"
    error: elsewhere: there is no such run or lock

    hint: name the folder of a report, such as `reports/NAME`, a bundle, or a `lockstep.lock`
    ---
    exit code 2
    ");
    assert_snapshot!(environment.lockstep(&["diff", "reports/small", "studies/small"]), @r"
    error: studies/small/run.json: cannot be read: No such file or directory (os error 2)

    hint: run the study first: `lockstep run STUDY` leaves a run there
    ---
    exit code 4
    ");
    assert_snapshot!(environment.lockstep(&["diff", "reports/small", "studies/small/study.yaml"]), @r"
    error: studies/small/study.yaml:1: is not a lock that can be read (key with no value, expected `=`): restore it from version control, or make it anew with `lockstep lock --accept STUDY`
    ---
    exit code 5
    ");
}
