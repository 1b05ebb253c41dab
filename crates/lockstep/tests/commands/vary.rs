//! `vary` in a study: other settings of a step, from the study to the lock, the report and back.

use insta::assert_snapshot;

use crate::environment::TestEnvironment;
use crate::small::{REPORT, STUDY};

const FILE: &str = "studies/small/study.yaml";
const SETTINGS: &str = "settings: { layers: [co_retweet], window: 60 s, minimum_weight: 2 }";

/// The small study with other settings of its last step.
fn study(vary: &str) -> TestEnvironment {
    let environment = TestEnvironment::with_small_study();
    environment.write(FILE, STUDY.replace(SETTINGS, &format!("{SETTINGS}, vary: {vary}")));
    environment
}

/// Ten choices: the two accounts are linked by all whose window is at least the twenty seconds between them.
fn ten_choices() -> TestEnvironment {
    study("{ window: [10 s, 30 s, 60 s, 5 min, 10 min], minimum_weight: [2, 20] }")
}

#[test]
fn other_settings_are_locked_verified_and_explained_like_any_step() {
    let environment = ten_choices();
    // Only a study that names accounts can be packed with its data.
    let named = "publication: { mode: named, reason: Every account in the data is invented. }\n";
    environment.write(FILE, environment.read(FILE) + named);
    let answer = environment.run(&["run", "studies/small"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let told = answer.stdout.lines().find(|line| line.contains("co-retweet-varied")).expect("the step is told");
    assert_snapshot!(told, @"  co-retweet-varied  With 10 choices of settings, the study's own included, 0 to 2 accounts are put forward. Of the 2 accounts that the study's own settings put forward, 2 are put forward by at least 80 % of the choices.");
    let lock = environment.read("studies/small/lockstep.lock");
    let (_, locked) = lock.split_once("name = \"co-retweet-varied\"").expect("the step is locked");
    for line in ["detector = \"multiverse\"", "specifications = 10", "core = 2", "agreeing = 7", "others = 9"] {
        assert!(locked.contains(line), "{line} in {locked}");
    }
    let verified = environment.run(&["verify", "studies/small"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    let alone = environment.run(&["verify", REPORT]);
    assert_eq!(alone.code, 0, "{}{}", alone.stdout, alone.stderr);
    for arguments in [&["bundle", "studies/small", "--out", "small.zip"][..], &["verify", "small.zip"]] {
        let answer = environment.run(arguments);
        assert_eq!(answer.code, 0, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
    }
    let explained = environment.run(&["explain", "studies/small", "co-retweet-varied"]);
    assert!(explained.stdout.contains("multiverse, version 3"), "{}{}", explained.stdout, explained.stderr);
    let page = environment.read(&format!("{REPORT}/index.html"));
    assert!(page.contains("Varied: minimum weight (2, 20), window (10 s, 30 s, 1 min, 5 min, 10 min)"));
    let linked = environment.json(&format!("{REPORT}/findings/co-retweet/values.json"));
    let varied = environment.json(&format!("{REPORT}/findings/co-retweet-varied/values.json"));
    let number = |file: &serde_json::Value, name: &str| {
        let values = file["values"].as_array().expect("there are values");
        values.iter().find(|value| value["name"] == name).map(|value| value["number"].clone()).expect("it has a number")
    };
    assert_eq!(number(&varied, "own_accounts"), number(&linked, "linked"), "the study's own choice is the step itself");
}

#[test]
fn only_accounts_of_the_core_are_described_one_by_one() {
    let cards = |environment: &TestEnvironment| {
        assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
        let page = environment.read(&format!("{REPORT}/accounts.html"));
        (page.matches("<article").count(), page)
    };
    let (number, page) = cards(&ten_choices());
    assert!(number == 3 && !page.contains("one by one: "), "all three accounts are put forward by all steps: {number}");
    let unsteady = study("{ minimum_weight: [2, 1000, 1001] }");
    unsteady.edit(FILE, "detector: round_the_clock }", "detector: round_the_clock, vary: { minimum_posts_a_day: [24, 500, 501] } }");
    let (number, page) = cards(&unsteady);
    assert_eq!(number, 1, "the two that one choice of three links have no card; the third is put forward by another step too");
    assert!(page.contains("one by one: 2 accounts are in the tables"), "{page}");
    let of_card = page.split_once("<article").expect("there is a card").1;
    assert!(
        of_card.contains("<b>flagged</b>, but <a href=\"index.html#step-round-the-clock-varied\">too few other settings</a> say so<ul>"),
        "{of_card}"
    );
}

#[test]
fn one_thread_or_two_and_kept_or_not() {
    let environment = ten_choices();
    let run = |more: &[&str]| environment.report_of("studies/small", REPORT, more);
    let one = run(&["--no-cache", "--threads", "1"]);
    assert_eq!(one, run(&["--no-cache", "--threads", "2"]));
    let accounts = String::from_utf8_lossy(&one["findings/co-retweet-varied/accounts.csv"]).into_owned();
    assert!(accounts.lines().count() == 3 && !accounts.contains("left"), "two pseudonyms: {accounts}");
    assert_eq!(one, run(&[]));
    // As if the run had been cut off before the choices were put together.
    for (name, bytes) in environment.tree(".cache") {
        if String::from_utf8_lossy(&bytes).contains("\"step\":\"co-retweet-varied\"") {
            std::fs::remove_file(environment.path(&format!(".cache/{name}"))).expect("is there");
        }
    }
    let kept = environment.kept_parts();
    assert_eq!(kept.len(), 10);
    assert_eq!(one, run(&[]));
    assert_eq!(environment.kept_parts(), kept, "no choice ran again");
}

#[test]
fn a_changed_grid_is_named_and_only_what_is_new_runs() {
    let environment = ten_choices();
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
    let kept = environment.kept_parts();
    std::fs::rename(environment.path(REPORT), environment.path("before")).expect("is there");
    environment.edit(FILE, "minimum_weight: [2, 20]", "minimum_weight: [2, 30]");
    let status = environment.lockstep(&["status", "studies/small"]);
    let (_, of_step) = status.split_once("step    co-retweet-varied").expect("the step is named");
    assert_snapshot!(of_step.lines().take(2).collect::<Vec<_>>().join("\n"), @r"
      would run, for this changed:
              settings.vary.minimum_weight[1]  20 → 30
    ");
    assert_eq!(environment.run(&["lock", "--accept", "studies/small"]).code, 0);
    let answer = environment.run(&["run", "studies/small"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let now = environment.kept_parts();
    assert_eq!((kept.len(), now.len()), (10, 15));
    assert!(kept.iter().all(|(name, made)| now.get(name) == Some(made)), "what is kept is not done again");
    let difference = environment.run(&["diff", "before", REPORT]);
    assert!(
        difference.stdout.contains("steps[4].settings.vary.minimum_weight[1] (step co-retweet-varied)   20 → 30"),
        "{}",
        difference.stdout
    );
}

#[test]
fn what_cannot_be_varied_is_told_with_its_place() {
    let told = |vary: &str| study(vary).faults("studies/small");
    assert_snapshot!(told("{ windw: [10 s, 60 s], minimum_weight: [2, many], evidence: [0, 5] }"), @r"
    × unknown key `windw`
    [studies/small/study.yaml:12:127]
    help: did you mean `window`?
    × item 2 of `minimum_weight` must be a whole number, not the text `many`
    [studies/small/study.yaml:12:168]
    × item 1 of `evidence` must be at least 1, not 0
    [studies/small/study.yaml:12:186]
    error: studies/small/study.yaml: 3 problems; nothing was run
    exit code 3
    ");
    assert_snapshot!(told("{ window: [10 s, 60 s, 1 min] }"), @r"
    × `window` has this value already, written in another way
    [studies/small/study.yaml:12:148]
    help: keep one of the two
    error: studies/small/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    assert_snapshot!(told("{ decoys: [0, 19] }"), @r"
    × `decoys` only informs the reader: whatever its value, the same accounts are put forward
    [studies/small/study.yaml:12:135]
    help: vary a setting on which it hangs who is put forward
    error: studies/small/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    let many = (1..=300).map(|number| number.to_string()).collect::<Vec<_>>().join(", ");
    assert_snapshot!(told(&format!("{{ window: [10 s, 60 s], minimum_weight: [{many}] }}")), @r"
    × this makes 600 choices of settings, and at most 500 can be tried
    [studies/small/study.yaml:12:119]
    help: name fewer values, or fewer settings
    error: studies/small/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
}

#[test]
fn the_method_behind_it_is_explained_and_no_study_names_it() {
    let environment = TestEnvironment::with_small_study();
    environment.edit(FILE, "detector: pace, settings: { line: 100 }", "detector: multiverse");
    assert_snapshot!(environment.faults("studies/small"), @r"
    × there is no detector `multiverse`
    [studies/small/study.yaml:10:29]
    help: write `vary:` in the step that is to be tried
    error: studies/small/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    let card = environment.run(&["detectors", "multiverse"]);
    assert_eq!(card.code, 0, "{}", card.stderr);
    assert!(card.stdout.starts_with("Other settings (multiverse, version 3)"), "{}", card.stdout);
    assert!(!environment.run(&["detectors"]).stdout.contains("multiverse"), "it is not among those to choose from");
}
