//! `lockstep explain`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::REPORT;

/// What `explain` says of the small study, without the ids of its run, which change with every word of a report.
fn explain(environment: &TestEnvironment, words: &[&str]) -> String {
    let text = environment.lockstep(&[&["explain", "studies/small"], words].concat());
    let fits = |line: &str| line.chars().count() <= 100 || line.starts_with("hint: ");
    assert!(text.lines().all(fits), "a line is long in\n{text}");
    let without_id = |line: &&str| !line.starts_with("  run ") && !line.starts_with("  findings ");
    text.lines().filter(without_id).collect::<Vec<_>>().join("\n")
}

fn json(environment: &TestEnvironment, words: &[&str]) -> Value {
    let answer = environment.run(&[&["--json", "explain", "studies/small"], words].concat());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    serde_json::from_str(&answer.stdout).expect("the answer is JSON")
}

#[test]
fn a_study() {
    let environment = TestEnvironment::with_small_run();
    assert_snapshot!(explain(&environment, &[]), @r"
    small: A small study
      folder  [dir]/reports/small

    volume (volume, version 1)
      6 accounts wrote 5,240 posts; the five most active wrote 99.2 % of them.
        accounts        6 accounts
        posts           5,240 posts
        top_five_share  99.2 %, of 5,240 posts (posts)

    pace (pace, version 2)
      1 of 6 accounts watched for long enough posted 100 posts a day or more on average.
        assessed  6 accounts, 100 % of 6 accounts (accounts)
        flagged   1 account, 16.7 % of 6 accounts (assessed)
        line      100 posts a day

    round-the-clock (round_the_clock, version 3)
      1 of 1 account with enough busy days posted through the night on at least 50.0 % of them.
        assessed         1 account, 16.7 % of 6 accounts (accounts)
        flagged          1 account, 100 % of 1 account (assessed)
        sleepless_share  50.0 %

    co-retweet (window_counts, version 5)
      1 of 1 pair of accounts shared at least 2 objects, each within 60 seconds; 2 of 2 accounts that
      acted on anything of the kind are in such a pair.
        acting          2 accounts
        eligible_pairs  1 pair
        edges           1 pair, 100 % of 1 pair (eligible_pairs)
        linked          2 accounts, 100 % of 2 accounts (acting)
        minimum_weight  2 objects
        window          60 seconds
        network         1 undirected edge in edges, weighted by distinct objects shared within the
                        window; evidence in evidence (5 rows)

    `lockstep explain STUDY STEP` tells all of a step.
    ---
    exit code 0
    ");
}

#[test]
fn a_step() {
    let environment = TestEnvironment::with_small_run();
    let text = explain(&environment, &["co-retweet"]);
    let edges = text.lines().find(|line| line.starts_with("  edges ")).unwrap_or_default();
    assert!(edges.ends_with(" 1 pair, 100\u{202f}% of 1 pair (eligible_pairs)"), "{text}");
    let file = environment.json(&format!("{REPORT}/findings/co-retweet/values.json"));
    for table in file["tables"].as_array().expect("tables are listed") {
        let path = format!("findings/co-retweet/{}.csv", table["name"].as_str().expect("a name"));
        assert!(text.contains(&path), "{path} is not named");
        let csv = environment.read(&format!("{REPORT}/{path}"));
        let header: Vec<&str> = csv.lines().next().unwrap_or_default().split(',').collect();
        let listed: Vec<&str> = table["columns"].as_array().expect("columns").iter().filter_map(|column| column["name"].as_str()).collect();
        assert_eq!(header, listed, "{path}");
        assert_eq!(csv.lines().count() as u64 - 1, table["rows"].as_u64().expect("a number"), "{path}");
    }
    assert_eq!(json(&environment, &["co-retweet"]), file);
}

#[test]
fn a_value() {
    let environment = TestEnvironment::with_small_run();
    assert_snapshot!(explain(&environment, &["co-retweet.linked"]), @r"
    co-retweet.linked
      value      2 accounts
      meaning    Accounts on at least one edge.
      part of    acting: 2 accounts. Accounts that acted on at least one object of a layer.
      share      100 %
      whole of   largest_group, ordinary, expected_false_accounts, expected_false_share,
                 expected_false_share_low, expected_false_share_high
      detector   window_counts, version 5
      settings   decoys: 19
                 evidence: 5
                 layers: [co_retweet]
                 memory_mib: 1024
                 minimum_weight: 2
                 window: 1 min
      stands in  findings/co-retweet/values.json at /values/5
                 run.json at /result/record/steps/3/outcome/found/values/5
    ---
    exit code 0
    ");
    let answer = json(&environment, &["co-retweet.linked"]);
    for stand in answer["stands_in"].as_array().expect("a list") {
        let (file, pointer) = stand.as_str().and_then(|stand| stand.split_once(" at ")).expect("a file and a place");
        let found = environment.json(&format!("{REPORT}/{file}"));
        assert_eq!(found.pointer(pointer), Some(&answer["value"]), "{file} at {pointer}");
    }
}

#[test]
fn an_account() {
    let environment = TestEnvironment::with_small_run();
    let table = environment.read(&format!("{REPORT}/findings/co-retweet/edges.csv"));
    let edge: Vec<&str> = table.lines().nth(1).expect("there is an edge").split(',').collect();
    let hidden = |text: String| text.replace(edge[0], "[one]").replace(edge[1], "[other]");
    assert_snapshot!(hidden(explain(&environment, &["co-retweet", edge[1]])), @r"
    [other] in the step co-retweet

    accounts, from findings/co-retweet/accounts.csv
      sets                  – (Sets of the study that it is in)
      group                 1 (Connected group; 1 is the largest)
      partners              1 (Accounts it shares an edge with)
      strength              40 (Sum of the weights of its edges)
      objects               40 (Distinct objects it acted on)
      first                 0 (Shared objects on which it came first, over all its edges)
      of                    40 (Shared objects on which one of the two came first, over all its edges)
      lead_share            0 % (Objects on which it came first, of those on which one of the two did)
      ordinary_explanation  – (Ordinary explanations that fit its group; empty when none does)

    edges, from findings/co-retweet/edges.csv
      partner               weight  came first     least_seconds
      [one]      40  0 of 40 (0 %)             20

    `lockstep explain STUDY STEP ACCOUNT PARTNER` tells what an edge rests on.
    ---
    exit code 0
    ");
    let answer = json(&environment, &["co-retweet", edge[1]]);
    assert_eq!(answer["edges"]["rows"][0]["weight"], 40);
    let hours = explain(&environment, &["round-the-clock", edge[1]]);
    assert!(hours.contains("accounts, from findings/round-the-clock/accounts.csv"), "{hours}");
}

#[test]
fn a_pair_in_either_order() {
    let environment = TestEnvironment::with_small_run();
    let table = environment.read(&format!("{REPORT}/findings/co-retweet/edges.csv"));
    let edge: Vec<&str> = table.lines().nth(1).expect("there is an edge").split(',').collect();
    let text = explain(&environment, &["co-retweet", edge[0], edge[1]]);
    assert!(text.contains("of 40 (100\u{202f}%) objects on which one of the two came first"), "{text}");
    assert!(text.contains("evidence, 5 shared objects listed, from findings/co-retweet/evidence.csv"), "{text}");
    assert_eq!(text.matches(", 20 seconds apart").count(), 5, "{text}");
    // Exact times would lead a reader to the posts; the seconds between them do not.
    assert_eq!(text.matches(":00:00Z").count(), 10, "{text}");
    let (there, back) = (json(&environment, &["co-retweet", edge[0], edge[1]]), json(&environment, &["co-retweet", edge[1], edge[0]]));
    assert_eq!((&there["edges"], &there["evidence"]), (&back["edges"], &back["evidence"]));
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let environment = TestEnvironment::with_small_run();
    assert_snapshot!(explain(&environment, &["co-retwet"]), @r"
    error: there is no step `co-retwet`

    hint: did you mean `co-retweet`? there are `volume`, `pace`, `round-the-clock`, `co-retweet`
    ---
    exit code 2
    ");
    assert_snapshot!(explain(&environment, &["pace.flaged"]), @r"
    error: there is no value in the step `pace` called `flaged`

    hint: did you mean `flagged`? there are `accounts`, `assessed`, `flagged`, `insufficient`, `line`, `median_pace`, `p99_pace`, `highest_pace`
    ---
    exit code 2
    ");
    assert_snapshot!(explain(&environment, &["pace", "a", "b"]), @r"
    error: the step `pace` makes no network, so it has no pairs

    hint: `lockstep explain STUDY pace ACCOUNT`
    ---
    exit code 2
    ");
    let nobody = environment.run(&["explain", "studies/small", "co-retweet", "left"]);
    assert_eq!(nobody.code, 2);
    assert!(nobody.stderr.contains("its tables name, under pseudonyms, 2 accounts, such as `account-"), "{}", nobody.stderr);
    let no_edge = environment.run(&["explain", "studies/small", "co-retweet", "left", "right"]);
    assert!(no_edge.code == 2 && no_edge.stderr.contains("has no edge between `left` and `right`"), "{}", no_edge.stderr);
}

#[test]
fn a_file_that_was_changed_is_not_believed() {
    let environment = TestEnvironment::with_small_run();
    environment.edit(&format!("{REPORT}/findings/co-retweet/accounts.csv"), "account,sets", "account,setz");
    let answer = environment.run(&["explain", "studies/small", "co-retweet", "nobody"]);
    assert_eq!(answer.code, 6);
    assert!(answer.stderr.contains("accounts.csv: is not the file that run.json lists"), "{}", answer.stderr);
}

#[test]
fn no_run_to_explain() {
    let environment = TestEnvironment::with_small_study();
    assert_snapshot!(explain(&environment, &[]), @r"
    error: [dir]/reports/small/run.json: cannot be read: No such file or directory (os error 2)

    hint: run the study first: `lockstep run STUDY` leaves a run there
    ---
    exit code 4
    ");
}
