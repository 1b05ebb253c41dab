//! `lockstep evaluate`.

use std::fmt::Write;

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;

const STUDY: &str = "\
title: Labelled accounts
question: Does pace tell the lists from the crowd?
authors: [{ name: A. Tester }]
licence: CC-BY-4.0
published: 2020-01-01
inputs:
  - { name: posts, files: posts.csv }
  - { name: sets, files: sets.csv, table: sets }
steps:
  - { step: volume, detector: volume }
  - { step: pace, detector: pace, settings: { line: 9 } }
report:
  discovery_features: [hashtag]
";

const DAYS: u32 = 32;

/// The posts a day of each account: twelve in either campaign, twenty-four in the crowd.
fn paces(set: &str) -> Vec<u32> {
    match set {
        "campaign-a" => (3..=14).collect(),
        "campaign-b" => (4..=15).collect(),
        _ => (1..=12).chain(1..=12).collect(),
    }
}

const SETS: [(&str, &str); 3] = [("campaign-a", "studied"), ("campaign-b", "studied"), ("crowd", "control")];

impl TestEnvironment {
    /// Accounts of known pace on two lists and in a crowd; one of the crowd was watched too short, and one of a list never posted.
    fn with_labels() -> Self {
        let environment = Self::new();
        let mut posts = "post_id,account_id,time\n".to_owned();
        let mut sets = "set,account_id,role,source\n".to_owned();
        let mut post = |account: &str, day: u32, turn: u32| {
            let (month, date) = if day < 30 { (6, day + 1) } else { (7, day - 29) };
            let minute = turn * 61 + day;
            writeln!(posts, "{account}-{day}-{turn},{account},2019-{month:02}-{date:02}T{:02}:{:02}:07Z", minute / 60, minute % 60)
                .expect("writing to a string does not fail");
        };
        for (set, role) in SETS {
            for (number, pace) in paces(set).into_iter().enumerate() {
                let account = format!("acct-{set}-{number}");
                writeln!(sets, "{set},{account},{role},a test").expect("writing to a string does not fail");
                (0..DAYS).flat_map(|day| (0..pace).map(move |turn| (day, turn))).for_each(|(day, turn)| post(&account, day, turn));
            }
        }
        post("acct-brief", 1, 1);
        sets.push_str("crowd,acct-brief,control,a test\ncampaign-a,acct-silent,studied,a test\n");
        environment.write("studies/labels/study.yaml", STUDY);
        environment.write("studies/labels/posts.csv", posts);
        environment.write("studies/labels/sets.csv", sets);
        environment
    }

    fn evaluation(&self, options: &[&str]) -> Value {
        let answer = self.run(&[&["--json", "evaluate", "studies/labels"], options].concat());
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        serde_json::from_str(&answer.stdout).expect("the answer is JSON")
    }

    /// What a command that is used wrongly says.
    fn refused(&self, options: &[&str]) -> String {
        let answer = self.run(&[&["evaluate", "studies/labels"], options].concat());
        assert_eq!(answer.code, 2, "{}{}", answer.stdout, answer.stderr);
        answer.stderr
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn areas_and_rates_are_those_of_counting() {
    let environment = TestEnvironment::with_labels();
    let evaluation = environment.evaluation(&[]);
    let scores = evaluation["scores"].as_array().expect("there are scores");
    assert_eq!(scores.len(), 1, "volume measures no account");
    let score = &scores[0];
    assert_eq!(score["abstained"], serde_json::json!({ "positives": 1, "negatives": 1 }));
    let measured = &score["result"]["measured"];
    let positives = [paces("campaign-a"), paces("campaign-b")].concat();
    let negatives = paces("crowd");
    let pairs = positives.iter().flat_map(|a| negatives.iter().map(move |b| (a, b)));
    let won: f64 = pairs
        .map(|(a, b)| {
            if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        })
        .sum();
    assert!((number(&measured["auc"]["value"]) - won / (24.0 * 24.0)).abs() < 1e-12, "{}", measured["auc"]);
    let verdict = &measured["verdict"];
    // From 9 posts a day on: six and seven of twelve, and four each of the crowd's twelve.
    assert_eq!(verdict["flagged"], serde_json::json!({ "positives": 13, "negatives": 8 }));
    assert_eq!(verdict["judged"], serde_json::json!({ "positives": 24, "negatives": 24 }));
    let (sensitivity, alarms) = (13.0 / 24.0, 8.0 / 24.0);
    let rare = &verdict["at_prevalence"][1];
    assert_eq!(rare["prevalence"], 0.01);
    let precision = 0.01 * sensitivity / (0.01 * sensitivity + 0.99 * alarms);
    assert!((number(&rare["precision"]) - precision).abs() < 1e-12, "{rare}");
    assert!(number(&rare["low"]) < precision && precision < number(&rare["high"]));
}

#[test]
fn people_read_it_in_words() {
    let environment = TestEnvironment::with_labels();
    let text = environment.lockstep(&["evaluate", "studies/labels", "--prevalence", "0.01"]);
    assert_snapshot!(text, @r"
    labels: Labelled accounts
      positive  25 accounts: campaign-a, campaign-b
      negative  25 accounts: crowd
      Positive are the studied sets. Negative are the control sets.

    pace.accounts.observed_pace  Collected posts per active day
      24 positives and 24 negatives with a value; without one 4.0 % (1 positive and 1 negative)
      area under the curve 0.69 (0.53 to 0.82)
      average precision    0.70 (0.58 to 0.82), where 50.0 % are positive
      flags 13 of 24 positives: 54.2 % (35.1 % to 72.1 %)
        and 8 of 24 negatives: 33.3 % (18.0 % to 53.3 %)
      right in 13 of 21 flagged: 61.9 % (40.9 % to 79.2 %)
        where 1.0 % are positive: 1.6 % (0.7 % to 3.9 %)

    Labels are not truth, and a score that uses what they were chosen by looks better here than it is.
      The study's accounts were found by: hashtag.
    ---
    exit code 0
    ");
}

#[test]
fn a_wrong_name_is_answered_with_the_nearest() {
    let environment = TestEnvironment::with_labels();
    for (options, expected) in [
        (vec!["--positive", "campain-a"], "there is no set `campain-a`\n\nhint: did you mean `campaign-a`?"),
        (vec!["--negative", "crowds"], "did you mean `crowd`?"),
        (vec!["--campaigns", "campaign-a", "campaign-c"], "there is no set `campaign-c`"),
        (vec!["--score", "pce"], "there is no step `pce`\n\nhint: did you mean `pace`?"),
        (vec!["--score", "pace.acounts.posts"], "there is no table of `pace` `acounts`\n\nhint: did you mean `accounts`?"),
        (vec!["--score", "pace.accounts.observd_pace"], "did you mean `observed_pace`?"),
        (vec!["--score", "pace.accounts.verdict"], "there is no column of numbers in `pace.accounts` `verdict`"),
        (
            vec!["--score", "pace.by_set.flagged"],
            "the table `by_set` of `pace` does not have one row an account\n\nhint: these have: `accounts`",
        ),
        (vec!["--score", "volume"], "the step `volume` has no measure of its own"),
        (vec!["--score", "pace.accounts"], "`pace.accounts` names no score"),
        (vec!["--positive", "crowd", "--negative", "crowd"], "the set `crowd` is named as positive and as negative"),
        (vec!["--positive", "campaign-a", "campaign-b", "crowd"], "no account is labelled negative"),
        (vec!["--prevalence", "2"], "must be a number from 0 to 1"),
        (vec!["--campaigns", "campaign-a", "--model", "m.json"], "it takes at least two campaigns"),
    ] {
        let said = environment.refused(&options);
        assert!(said.contains(expected), "{options:?}: {said}");
    }
}

#[test]
fn nine_labels_are_too_few() {
    let environment = TestEnvironment::with_labels();
    let sets = environment.read("studies/labels/sets.csv");
    let fewer: Vec<&str> = sets.lines().filter(|line| !["-9", "-10", "-11"].iter().any(|end| line.contains(&format!("a{end},")))).collect();
    environment.write("studies/labels/sets.csv", fewer.join("\n"));
    let evaluation = environment.evaluation(&["--positive", "campaign-a"]);
    assert_eq!(
        evaluation["scores"][0]["result"]["abstained"],
        "the labelled accounts that have a value are 9 positive and 24 negative; an answer takes 10 of each"
    );
    let text = environment.lockstep(&["evaluate", "studies/labels", "--positive", "campaign-a", "--out", "few"]);
    assert!(text.contains("no answer: the labelled accounts that have a value are 9"), "{text}");
    assert_eq!(environment.names("few"), ["evaluation.csv", "evaluation.json", "index.html"]);
}

const CAMPAIGNS: [&str; 9] =
    ["evaluate", "studies/labels", "--campaigns", "campaign-a", "campaign-b", "--score", "pace", "pace.accounts.busiest_day", "--threads"];

#[test]
fn threads_change_no_byte_and_files_name_nobody() {
    let environment = TestEnvironment::with_labels();
    for threads in ["1", "2"] {
        let answer = environment.run(&[&CAMPAIGNS[..], &[threads, "--out", threads, "--model", &format!("{threads}.json")]].concat());
        assert_eq!(answer.code, 0, "{}", answer.stderr);
    }
    let (one, two) = (environment.tree("1"), environment.tree("2"));
    assert_eq!(one, two);
    assert_eq!(environment.read("1.json"), environment.read("2.json"));
    let names: Vec<&String> = one.keys().collect();
    assert_eq!(names, ["evaluation.csv", "evaluation.json", "index.html", "precision-recall.svg", "reliability.svg", "roc.svg"]);
    for (name, bytes) in one {
        let text = String::from_utf8(bytes).expect("all of it is text");
        assert!(!text.contains("acct-"), "{name} names an account");
    }
    assert!(!environment.read("1.json").contains("acct-"));
}

#[test]
fn a_model_is_tested_on_campaigns_it_has_not_seen_and_says_what_it_holds_for() {
    let environment = TestEnvironment::with_labels();
    let answer = environment.run(&[&CAMPAIGNS[..], &["2", "--model", "model.json"]].concat());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let model = environment.json("model.json");
    assert_eq!(model["model"]["trained_on"]["campaigns"], serde_json::json!(["campaign-a", "campaign-b"]));
    assert_eq!(model["model"]["trained_on"]["accounts"], serde_json::json!({ "positives": 24, "negatives": 24 }));
    assert!(model["model"]["note"].as_str().is_some_and(|note| note.contains("for no others")), "{}", model["model"]["note"]);
    assert!(model["digest"].as_str().is_some_and(|digest| digest.len() > 60));
    for held in model["held_out"].as_array().expect("campaigns were held out") {
        assert_eq!(held["trained_on"], serde_json::json!({ "positives": 12, "negatives": 12 }));
        assert_eq!(held["tested_on"], serde_json::json!({ "positives": 12, "negatives": 12 }));
        let of = &held["result"]["measured"];
        let parts = number(&of["miscalibration"]) - number(&of["discrimination"]) + number(&of["uncertainty"]);
        assert!((parts - number(&of["brier"])).abs() < 1e-12, "{of}");
        assert!(number(&of["auc"]["value"]) > 0.5, "{of}");
    }
    let refused = environment.evaluation(&["--campaigns", "campaign-a"]);
    assert_eq!(
        refused["model"]["result"]["refused"],
        "with one campaign nothing would be left to test it on; name several with --campaigns"
    );
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let environment = TestEnvironment::with_labels();
    environment.write("notes/diary.txt", "mine");
    let said = environment.refused(&["--out", "notes"]);
    assert!(said.contains("holds something else than an evaluation"), "{said}");
    assert_eq!(environment.names("notes"), ["diary.txt"]);
    for _ in 0..2 {
        assert_eq!(environment.run(&["evaluate", "studies/labels", "--out", "fresh"]).code, 0);
    }
}

#[test]
fn a_lock_is_held_against_the_rows() {
    let environment = TestEnvironment::with_labels();
    assert_eq!(environment.run(&["run", "studies/labels"]).code, 0);
    assert_eq!(environment.run(&["evaluate", "studies/labels"]).code, 0);
    let posts = environment.read("studies/labels/posts.csv");
    environment.write("studies/labels/posts.csv", posts + "late,acct-late,2019-06-01T00:00:00Z\n");
    let answer = environment.run(&["evaluate", "studies/labels"]);
    assert_eq!(answer.code, 5, "{}", answer.stderr);
}

#[test]
fn a_simulation_knows_what_it_planted() {
    let environment = TestEnvironment::new();
    let (head, steps) = STUDY.split_once("inputs:").expect("the study has inputs");
    let steps = steps.split_once("steps:").expect("the study has steps").1;
    let input = "inputs:\n  - { name: network, simulate: { scenario: influence-network, scale: 0.01, seed: 7 } }\nsteps:";
    environment.write("studies/labels/study.yaml", format!("{head}{input}{steps}"));
    let evaluation = environment.evaluation(&["--score", "pace"]);
    let names = |kind: &str| -> Vec<String> {
        let sets = evaluation["labels"][kind].as_array().expect("there are sets");
        sets.iter().map(|set| set["name"].as_str().expect("a set has a name").to_owned()).collect()
    };
    assert!(names("positive").contains(&"truth-high-pace".to_owned()), "{:?}", names("positive"));
    assert!(!names("positive").contains(&"truth-ordinary".to_owned()));
    assert!(names("negative").contains(&"truth-ordinary".to_owned()) && names("negative").contains(&"neutral-crowd".to_owned()));
    assert_eq!(evaluation["labels"]["in_both"], 0);
}

#[test]
fn scores_made_elsewhere_are_held_against_the_same_labels() {
    let environment = TestEnvironment::with_labels();
    let mut scores = "account_id,other_tool\nacct-stranger,9\n".to_owned();
    for (set, _) in SETS {
        // The twenty-four accounts on the lists score 0 to 11 twice, those of the crowd a half more.
        for number in 0..paces(set).len() {
            let more = if set == "crowd" { ".5" } else { "" };
            writeln!(scores, "acct-{set}-{number},{}{more}", number % 12).expect("writing to a string does not fail");
        }
    }
    environment.write("elsewhere/scores.csv", scores);
    let evaluation = environment.evaluation(&["--score", "pace", "--scores-from", "elsewhere/scores.csv"]);
    let score = &evaluation["scores"][1];
    assert_eq!((&score["step"], &score["detector"]), (&"other_tool".into(), &"elsewhere".into()));
    assert_eq!(score["meaning"], "Made elsewhere, from the file scores.csv; 1 of its accounts is not in the data");
    // Of twelve by twelve pairs a list's account wins 0 + 1 + … + 11.
    assert!((number(&score["result"]["measured"]["auc"]["value"]) - 66.0 / 144.0).abs() < 1e-12, "{}", score["result"]);
    assert!(score["result"]["measured"]["verdict"].is_null());
    environment.write("elsewhere/scores.csv", "account_id,other_tool\nx,1\ny,much\n");
    let answer = environment.run(&["evaluate", "studies/labels", "--scores-from", "elsewhere/scores.csv"]);
    assert_eq!(answer.code, 4);
    assert!(answer.stderr.contains("scores.csv: cannot be read: line 3: `other_tool` is no number"), "{}", answer.stderr);
}

#[test]
fn an_account_in_the_name_of_a_source_is_not_written() {
    let environment = TestEnvironment::with_labels();
    let sets = environment.read("studies/labels/sets.csv").replace("a test", "told by acct-campaign-a-3 itself");
    environment.write("studies/labels/sets.csv", sets);
    let answer = environment.run(&["evaluate", "studies/labels", "--out", "shown"]);
    assert_eq!(answer.code, 6, "{}{}", answer.stdout, answer.stderr);
    assert!(answer.stderr.contains("no evaluation was made, because it would show what it must not"), "{}", answer.stderr);
    assert!(!environment.path("shown").exists());
}
