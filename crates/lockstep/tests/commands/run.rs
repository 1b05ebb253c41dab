//! `lockstep run`: the folder, the lock, the refusals.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::{REPORT, STUDY};

#[test]
fn a_run_writes_its_whole_folder() {
    let environment = TestEnvironment::with_small_study();
    let text = environment.lockstep(&["run", "studies/small"]);
    let steps: Vec<&str> = text.lines().map_while(|line| line.split_whitespace().next()).collect();
    assert_eq!(steps, ["volume", "pace", "round-the-clock", "co-retweet"], "{text}");
    assert!(text.contains(", locked for the first time\n  report: [dir]/reports/small/index.html"), "{text}");
    let files: Vec<String> = environment.tree(REPORT).into_keys().collect();
    assert_snapshot!(files.join("\n"), @r"
    accounts.html
    figures/co-retweet-network.csv
    figures/co-retweet-network.svg
    figures/pace-pace.csv
    figures/pace-pace.svg
    figures/round-the-clock-hours.csv
    figures/round-the-clock-hours.svg
    figures/volume-activity.csv
    figures/volume-activity.svg
    findings/co-retweet/accounts.csv
    findings/co-retweet/by_set.csv
    findings/co-retweet/decoys.csv
    findings/co-retweet/edges.csv
    findings/co-retweet/evidence.csv
    findings/co-retweet/network.gexf
    findings/co-retweet/network.graphml
    findings/co-retweet/ordinary_explanations.csv
    findings/co-retweet/values.json
    findings/pace/accounts.csv
    findings/pace/by_set.csv
    findings/pace/values.json
    findings/round-the-clock/accounts.csv
    findings/round-the-clock/by_set.csv
    findings/round-the-clock/hours.csv
    findings/round-the-clock/values.json
    findings/volume/activity.csv
    findings/volume/by_set.csv
    findings/volume/values.json
    index.html
    index.json
    run.json
    ");
    assert_eq!(environment.names("reports"), ["small"], "nothing half-written is left");
    assert_eq!(environment.names("studies/small"), ["lockstep.lock", "posts.csv", "study.yaml"]);
}

#[test]
fn the_same_run_again_leaves_the_folder_and_the_lock_alone() {
    let environment = TestEnvironment::with_small_run();
    let lock = environment.read("studies/small/lockstep.lock");
    let written = |name: &str| fs::metadata(environment.path(name)).and_then(|file| file.modified()).expect("the file is there");
    let files = ["reports/small", "reports/small/run.json", "reports/small/index.html", "studies/small/lockstep.lock"];
    let before = files.map(written);
    let again = environment.lockstep(&["run", "studies/small"]);
    assert!(again.contains("report, identical to the one that was there: "), "{again}");
    assert!(again.contains(", 4 of 4 steps from the cache\n"), "{again}");
    assert_eq!(files.map(written), before);
    let elsewhere = environment.run(&["run", "studies/small", "--out", "elsewhere", "--no-cache", "--threads", "1"]);
    assert_eq!(elsewhere.code, 0, "{}", elsewhere.stderr);
    assert_eq!(environment.read("studies/small/lockstep.lock"), lock);
}

#[test]
fn a_changed_setting_is_held_against_the_lock() {
    let environment = TestEnvironment::with_small_run();
    let before = environment.tree(REPORT);
    environment.edit("studies/small/study.yaml", "line: 100", "line: 50");
    assert_snapshot!(environment.lockstep(&["run", "studies/small"]), @r"
    error: [dir]/studies/small/lockstep.lock: the study or its settings changed since they were locked (settings of step `pace`): `lockstep status STUDY` says what would run, and `lockstep lock --accept STUDY` locks the study as it is now
    ---
    exit code 5
    ");
    assert!(environment.tree(REPORT) == before, "the report is untouched");
}

#[test]
fn a_changed_input_is_held_against_the_lock() {
    let environment = TestEnvironment::with_small_run();
    let before = environment.tree(REPORT);
    environment.edit("studies/small/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    let text = environment.lockstep(&["run", "studies/small"]);
    assert!(text.starts_with("error: input `posts`: posts.csv is not the file that was locked ("), "{text}");
    assert!(text.ends_with("exit code 5"), "{text}");
    assert!(environment.tree(REPORT) == before, "the report is untouched");
}

#[test]
fn other_results_are_held_against_the_lock() {
    let environment = TestEnvironment::with_small_run();
    let before = environment.tree(REPORT);
    let lock = environment.read("studies/small/lockstep.lock");
    let line = lock.lines().find(|line| line.starts_with("findings = ")).expect("the first step has findings");
    environment.write("studies/small/lockstep.lock", lock.replacen(line, &format!("findings = \"blake3:{}\"", "0".repeat(64)), 1));
    let text = environment.lockstep(&["run", "studies/small"]);
    assert!(text.starts_with("error: results differ from the lock:\n  step `volume`: findings 000000000000 were locked, here "), "{text}");
    assert!(text.ends_with("exit code 6"), "{text}");
    assert!(environment.tree(REPORT) == before, "the report is untouched");
}

#[test]
fn somebody_elses_folder_is_left_alone() {
    let environment = TestEnvironment::with_small_study();
    environment.write("thesis/chapter.txt", "two years of work");
    assert_snapshot!(environment.lockstep(&["run", "studies/small", "--out", "thesis"]), @r"
    error: thesis: is not a folder that Lockstep wrote, so it is left alone: name another one with --out
    ---
    exit code 2
    ");
    assert_eq!(environment.names("thesis"), ["chapter.txt"]);
    assert_eq!(environment.names("studies/small"), ["posts.csv", "study.yaml"], "no lock without a report");
}

#[test]
fn an_invalid_study_runs_nothing() {
    let environment = TestEnvironment::with_small_study();
    environment.write("studies/small/study.yaml", STUDY.replace("window: 60 s", "window: 60"));
    let answer = environment.run(&["run", "studies/small"]);
    assert_eq!(answer.code, 3);
    assert!(answer.stderr.ends_with("1 problem; nothing was run\n"), "{}", answer.stderr);
    assert!(!environment.path("reports").exists());
}

#[test]
fn results_as_json() {
    let environment = TestEnvironment::with_small_study();
    let answer = environment.run(&["--json", "run", "studies/small"]);
    let result: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(result["written"], "new");
    assert_eq!(result["id"], environment.json("reports/small/run.json")["result"]["id"]);
    assert_eq!(result["steps"].as_array().map(Vec::len), Some(4));
}

#[test]
fn quiet_is_quiet() {
    let environment = TestEnvironment::with_small_study();
    assert_snapshot!(environment.lockstep(&["--quiet", "run", "studies/small"]), @"exit code 0");
}

#[test]
fn some_steps_only() {
    let environment = TestEnvironment::with_small_run();
    let before = environment.tree(REPORT);
    let text = environment.lockstep(&["run", "studies/small", "--only", "co-retweet", "--only", "volume", "--no-cache"]);
    let steps: Vec<&str> = text.lines().map_while(|line| line.split_whitespace().next()).collect();
    assert_eq!(steps, ["volume", "co-retweet"], "{text}");
    assert!(text.ends_with("  2 steps were left out, so no report was written\n---\nexit code 0"), "{text}");
    assert!(environment.tree(REPORT) == before, "the report is untouched");
    assert_snapshot!(environment.lockstep(&["run", "studies/small", "--only", "co-tweet"]), @r"
    error: there is no step `co-tweet`

    hint: did you mean `co-retweet`? there are `volume`, `pace`, `round-the-clock`, `co-retweet`
    ---
    exit code 2
    ");
}

#[test]
fn what_one_step_found_is_kept_for_the_whole_run() {
    let environment = TestEnvironment::with_small_study();
    assert_eq!(environment.run(&["run", "studies/small", "--only", "pace"]).code, 0);
    assert_eq!(environment.names("studies/small"), ["posts.csv", "study.yaml"], "no lock of some steps only");
    let text = environment.lockstep(&["run", "studies/small"]);
    assert!(text.contains(", 1 of 4 steps from the cache, locked for the first time\n"), "{text}");
}

#[test]
fn twice_on_another_number_of_threads() {
    let environment = TestEnvironment::with_small_run();
    for (threads, said) in [("1", "on 1 thread and on 3 threads"), ("2", "on 2 threads and on 1 thread")] {
        let text = environment.lockstep(&["run", "studies/small", "--twice", "--threads", threads]);
        assert!(text.contains(&format!("  run twice, {said}: the same to the byte\n")), "{text}");
        assert!(text.contains("report, identical to the one that was there: ") && !text.contains("from the cache"), "{text}");
    }
}

#[test]
fn a_committed_report_that_would_not_change() {
    let environment = TestEnvironment::with_small_run();
    assert_snapshot!(environment.lockstep(&["run", "--check", "studies/small"]), @r"
    [dir]/reports/small: would not change
    ---
    exit code 0
    ");
    std::fs::remove_file(environment.path("studies/small/lockstep.lock")).expect("there is a lock");
    assert_eq!(environment.run(&["run", "--check", "studies/small"]).code, 0);
    assert_eq!(environment.names("studies/small"), ["posts.csv", "study.yaml"], "a check writes no lock");
}

#[test]
fn a_committed_report_that_would_change() {
    let environment = TestEnvironment::with_small_run();
    environment.edit("studies/small/study.yaml", "line: 100", "line: 200");
    let refused = environment.run(&["run", "--check", "studies/small"]);
    assert_eq!(refused.code, 5, "the lock comes first: {}", refused.stderr);
    assert_eq!(environment.run(&["lock", "--accept", "studies/small"]).code, 0);
    let before = environment.tree(".");
    let text = environment.lockstep(&["run", "--check", "studies/small"]);
    let (story, files) = text.split_once("report\n").expect("the pages would change");
    assert_snapshot!(story, @r"
    study   first cause
      steps[1].settings.line (step pace)   100.0 → 200.0
    findings of pace, because of the settings
      flagged   1 → 0
      line      100.0 → 200.0
      table accounts: 1 row with other cells (account-06a4c752a50d); 1 no longer flagged (account-06a4c752a50d)
      table by_set: 1 row with other cells (all accounts)
    ");
    assert!(
        files.ends_with("[dir]/reports/small: would change; `lockstep run studies/small` writes it again\n---\nexit code 6"),
        "{files}"
    );
    assert!(environment.tree(".") == before, "a check writes nothing");
}

#[test]
fn a_committed_page_that_was_edited_by_hand() {
    let environment = TestEnvironment::with_small_run();
    let page = environment.read("reports/small/index.html");
    environment.write("reports/small/index.html", page.replacen("posts", "toasts", 1));
    let answer = environment.run(&["run", "--check", "studies/small"]);
    assert_eq!(answer.code, 6, "{}", answer.stderr);
    assert!(answer.stdout.starts_with("report\n  index.html   "), "{}", answer.stdout);
}

#[test]
fn nothing_committed_to_check() {
    let environment = TestEnvironment::with_small_study();
    assert_snapshot!(environment.lockstep(&["run", "--check", "studies/small"]), @r"
    error: [dir]/reports/small/run.json: cannot be read: No such file or directory (os error 2)

    hint: run the study first: `lockstep run STUDY` leaves a run there
    ---
    exit code 4
    ");
}

#[test]
fn the_authors_text_names_numbers_and_nobody_types_them() {
    let environment = TestEnvironment::with_small_study();
    let sections = "report:\n  sections:\n    - heading: What stands out\n      text: |\n        Of {{ pace.assessed }} accounts, *{{ pace.flagged }}* post fast.\n";
    environment.write("studies/small/study.yaml", format!("{STUDY}summary: There are {{{{ volume.posts }}}} posts.\n{sections}"));
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
    let page = environment.read("reports/small/index.html");
    assert!(page.contains("There are 5,240 posts."), "{page}");
    assert!(page.contains("Of <a class=\"number\" href=\"#value-pace-assessed\">"), "{page}");
    assert!(page.contains("<em><a class=\"number\" href=\"#value-pace-flagged\">1</a></em> post fast."), "{page}");
    environment.edit("studies/small/study.yaml", "pace.flagged", "pace.flaged");
    assert_snapshot!(environment.lockstep(&["lock", "--accept", "studies/small"]), @r"
      × the text names `pace.flaged`, and the step has no value `flaged`
        ╭─[studies/small/study.yaml:18:9]
     17 │       text: |
     18 │         Of {{ pace.assessed }} accounts, *{{ pace.flaged }}* post fast.
        ·         ───────────────────────────────────────────────────────────────
        ╰────
      help: did you mean `flagged`?

    error: studies/small/study.yaml: 1 problem; nothing was written
    ---
    exit code 3
    ");
    environment.edit("studies/small/study.yaml", "pace.flaged", "pase.flagged");
    assert_snapshot!(environment.lockstep(&["check", "studies/small"]), @r"
      × there is no step `pase` to take a value from
        ╭─[studies/small/study.yaml:18:9]
     17 │       text: |
     18 │         Of {{ pace.assessed }} accounts, *{{ pase.flagged }}* post fast.
        ·         ────────────────────────────────────────────────────────────────
        ╰────
      help: did you mean `pace`?

    error: studies/small/study.yaml: 1 problem; nothing was run
    ---
    exit code 3
    ");
}

#[test]
fn one_page_lists_all_reports() {
    let environment = TestEnvironment::with_small_run();
    let answer = environment.lockstep(&["index", "reports", "--check"]);
    assert!(answer.contains("out of date") && answer.ends_with("exit code 6"), "{answer}");
    let answer = environment.lockstep(&["index"]);
    assert!(answer.contains("reports/index.html: 1 listed") && answer.ends_with("exit code 0"), "{answer}");
    let page = environment.read("reports/index.html");
    assert!(page.contains("href=\"small/index.html\">A small study</a>"), "{page}");
    assert_eq!((page.matches("<li>").count(), page.matches("and what 1 more method found").count()), (3, 1), "{page}");
    assert!(page.contains("No record of a second run lies beside the study."), "{page}");
    assert!(environment.lockstep(&["index", "--check"]).ends_with("exit code 0"));
    // A reviewer's record beside the study counts, if it is about this run.
    environment.write("studies/small/verifications/README", "");
    let record = ["verify", "studies/small", "--record", "studies/small/verifications/a.json"];
    assert_eq!(environment.run(&record).code, 0);
    assert_eq!(environment.run(&["index"]).code, 0);
    assert!(environment.read("reports/index.html").contains("Records of somebody running it again say: 1 identical. Nobody signed them."));
    environment.write("reports/broken/run.json", "{");
    environment.write("reports/gone/run.json", "");
    let answer = environment.lockstep(&["index", "--check"]);
    assert!(answer.contains("broken/run.json") && answer.contains("gone/run.json"), "both are told: {answer}");
    let answer = environment.lockstep(&["index", "studies"]);
    assert!(answer.contains("there is no report in it") && answer.ends_with("exit code 2"), "{answer}");
}

#[test]
fn a_report_of_an_older_version_is_replaced() {
    let environment = TestEnvironment::with_small_run();
    let mut run = environment.json("reports/small/run.json");
    run["result"].as_object_mut().expect("a mapping").remove("study");
    environment.write("reports/small/run.json", run.to_string());
    let answer = environment.lockstep(&["run", "studies/small"]);
    assert!(answer.contains("report, in place of an earlier one") && answer.ends_with("exit code 0"), "{answer}");
}
