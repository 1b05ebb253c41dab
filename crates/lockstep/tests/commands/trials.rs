//! `less_data` and `plant` in a study: trials of a step on other data, from the study to the lock, the report and back.

use std::fmt::Write;

use insta::assert_snapshot;

use crate::environment::TestEnvironment;

const FILE: &str = "studies/crowd/study.yaml";
const REPORT: &str = "reports/crowd";
const STUDY: &str = "\
title: A crowd
question: Who moves in step, and who would have been seen to?
authors: [{ name: A. Tester }]
licence: CC-BY-4.0
published: 2020-01-01
inputs:
  - { name: posts, files: posts.csv }
steps:
  - step: co-retweet
    detector: window_counts
    settings: { layers: [co_retweet], window: 60 s, minimum_weight: 5, decoys: 0 }
    less_data: { keep: [0.5, 0.75], draws: 2, without: [busiest_account, busiest_day, link] }
    plant: { sizes: [3, 2], actions: [4, 6], spreads: [30 s, 12 h], draws: 2 }
publication: { mode: named, reason: Every account in the data is invented. }
";

/// Sixty accounts that pass on fifteen posts each at times of their own, and two that pass on twelve together.
fn posts() -> String {
    let mut state = 3_u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut acts: Vec<(u64, String, String)> = Vec::new();
    for account in 0..60 {
        for _ in 0..15 {
            acts.push((below(28 * 86_400), format!("reader-{account:02}"), format!("post-{:03}", below(200))));
        }
    }
    for post in 0..12 {
        let moment = below(28 * 86_400 - 60);
        acts.push((moment, "left".to_owned(), format!("own-{post}")));
        acts.push((moment + 20, "right".to_owned(), format!("own-{post}")));
    }
    let mut text = "post_id,account_id,time,kind,retweeted_post_id\n".to_owned();
    for (number, (second, account, of)) in acts.iter().enumerate() {
        let (day, hour, minute) = (1 + second / 86_400, second / 3_600 % 24, second / 60 % 60);
        writeln!(text, "{number},{account},2019-06-{day:02}T{hour:02}:{minute:02}:{:02}Z,retweet,{of}", second % 60)
            .expect("writing to a string does not fail");
    }
    text
}

fn crowd() -> TestEnvironment {
    let environment = TestEnvironment::new();
    environment.write(FILE, STUDY);
    environment.write("studies/crowd/posts.csv", posts());
    environment
}

#[test]
fn trials_are_locked_verified_and_explained_like_any_step() {
    let environment = crowd();
    let answer = environment.run(&["run", "studies/crowd"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let told: Vec<&str> = answer.stdout.lines().filter(|line| line.contains("co-retweet-")).collect();
    assert_snapshot!(told.join("\n"), @r"
    co-retweet-less-data Of the 2 accounts put forward, 2 accounts still are with 75.0 % of the posts and 1 account with 50.0 %; without the busiest account, day or object, at least 2.
    co-retweet-planted Of groups planted for a trial, those of 2 that acted together 6 times within 30 seconds were found. Of the members of groups of 3 that did so only 4 times, 0 % were found.
    ");
    let lock = environment.read("studies/crowd/lockstep.lock");
    for (step, method, lines) in [
        ("co-retweet-less-data", "less_data, version 2", ["detector = \"less_data\"", "own_accounts = 2", "ways = 7", "answered = 6"]),
        (
            "co-retweet-planted",
            "planted, version 2",
            ["detector = \"planted\"", "smallest_group = 2", "joint_actions = 6", "kinds_found = 2"],
        ),
    ] {
        let (_, locked) = lock.split_once(&format!("name = \"{step}\"")).expect("the step is locked");
        for line in lines {
            assert!(locked.contains(line), "{line} in {locked}");
        }
        let explained = environment.run(&["explain", "studies/crowd", step]);
        assert!(explained.stdout.contains(method), "{}{}", explained.stdout, explained.stderr);
    }
    for arguments in [
        &["verify", "studies/crowd"][..],
        &["verify", REPORT],
        &["bundle", "studies/crowd", "--out", "crowd.zip"],
        &["verify", "crowd.zip"],
    ] {
        let answer = environment.run(arguments);
        assert_eq!(answer.code, 0, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
    }
    let page = environment.read(&format!("{REPORT}/index.html"));
    assert!(page.contains("with 4 joint actions not even a group of 3; with 6 joint actions a group of 2"));
    assert!(!page.contains("No power was computed:"), "it was");
    let cells = environment.read(&format!("{REPORT}/findings/co-retweet-planted/cells.csv"));
    assert!(!cells.contains("reader-"), "no planted account is named: {cells}");
}

#[test]
fn one_thread_or_two_and_kept_or_not() {
    let environment = crowd();
    let run = |more: &[&str]| environment.report_of("studies/crowd", REPORT, more);
    let one = run(&["--no-cache", "--threads", "1"]);
    assert_eq!(one, run(&["--no-cache", "--threads", "2"]));
    assert_eq!(one, run(&[]));
    let kept = environment.kept_parts();
    assert_eq!(kept.len(), 8 + 16, "each way of leaving out posts, and each run with planted groups");
    // As if the run had been cut off in the middle: the wholes are gone, and so is one part of each kind.
    let mut lost = 0;
    for (name, bytes) in environment.tree(".cache") {
        let text = String::from_utf8_lossy(&bytes);
        let whole = ["\"step\":\"co-retweet-less-data\"", "\"step\":\"co-retweet-planted\""].iter().any(|step| text.contains(step));
        let part = text.contains("\"without\":\"busiest_day\"") && text.contains("/part\"");
        let part = part || text.contains("\"draw\":1,\"size\":3,\"spread\":\"30 s\"") && text.contains("/part\"");
        if whole || part {
            lost += usize::from(!whole);
            std::fs::remove_file(environment.path(&format!(".cache/{name}"))).expect("is there");
        }
    }
    assert_eq!(lost, 3, "one way of leaving out posts, and two kinds of groups");
    assert_eq!(one, run(&[]));
    let now = environment.kept_parts();
    assert_eq!(now.len(), kept.len());
    assert_eq!(
        now.iter().filter(|(name, made)| kept.get(*name) == Some(made)).count(),
        kept.len() - lost,
        "what was kept is not done again"
    );
}

#[test]
fn the_same_trials_in_another_order_are_the_same_and_more_of_them_run_only_what_is_new() {
    let environment = crowd();
    assert_eq!(environment.run(&["run", "studies/crowd"]).code, 0);
    let kept = environment.kept_parts();
    environment.edit(FILE, "sizes: [3, 2], actions: [4, 6]", "sizes: [2, 3], actions: [6, 4]");
    environment.edit(FILE, "keep: [0.5, 0.75]", "keep: [0.75, 0.5]");
    let locked = environment.read("studies/crowd/lockstep.lock");
    assert_eq!(environment.run(&["lock", "--accept", "studies/crowd"]).code, 0);
    let steps = |lock: &str| lock.split_once("[[step]]").map(|(_, steps)| steps.to_owned());
    assert_eq!(steps(&environment.read("studies/crowd/lockstep.lock")), steps(&locked));
    assert_eq!(environment.kept_parts(), kept);
    environment.edit(FILE, "actions: [6, 4]", "actions: [6, 4, 5]");
    assert_eq!(environment.run(&["lock", "--accept", "studies/crowd"]).code, 0);
    let now = environment.kept_parts();
    assert_eq!(now.len(), kept.len() + 8);
    assert!(kept.iter().all(|part| now.get(part.0) == Some(part.1)));
}

#[test]
fn what_cannot_be_tried_is_told_with_its_place() {
    let told = |before: &str, after: &str| {
        let environment = crowd();
        environment.edit(FILE, before, after);
        environment.faults("studies/crowd")
    };
    assert_snapshot!(told("spreads: [30 s, 12 h]", "spreads: [60 s, 1 min]"), @r"
    × `spreads` has this value already, written in another way
    [studies/crowd/study.yaml:13:62]
    help: keep one of the two
    error: studies/crowd/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    assert_snapshot!(told("actions: [4, 6]", "layer: co_url"), @r"
    × the step has no layer `co_url`
    [studies/crowd/study.yaml:13:36]
    help: its layers are `co_retweet`
    error: studies/crowd/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    assert_snapshot!(told("draws: 2 }", "draws: 100 }"), @r"
    × this runs the step 800 times, and at most 500 runs can be made
    [studies/crowd/study.yaml:13:5]
    help: name fewer sizes, actions or spreads, or fewer draws
    error: studies/crowd/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    assert_snapshot!(told("keep: [0.5, 0.75], draws: 2", "keep: [0.5, 0.75, 0.25, 0.1, 0.9], draws: 100"), @r"
    × this runs the step 504 times, and at most 500 runs can be made
    [studies/crowd/study.yaml:12:5]
    help: ask for fewer draws, or fewer shares
    error: studies/crowd/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    assert_snapshot!(told("settings: { layers: [co_retweet], window: 60 s, minimum_weight: 5, decoys: 0 }", "settings: { layers: [co_post] }"), @r"
    × no group can be planted in the layer `co_post`: its things are moments, and there are no new ones
    [studies/crowd/study.yaml:13:5]
    help: name another layer of the step, as `layer: co_retweet`
    error: studies/crowd/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    let environment = crowd();
    environment.edit(FILE, "settings: { layers: [co_retweet], window: 60 s, minimum_weight: 5, decoys: 0 }", "settings: {}");
    environment.edit(FILE, "detector: window_counts", "detector: pace");
    assert_snapshot!(environment.faults("studies/crowd"), @r"
    × `pace` does not tie accounts by layers, so that no group can be planted for it
    [studies/crowd/study.yaml:13:5]
    help: write `plant:` in a step of `window_counts`, `validated` or `tfidf_cosine`
    error: studies/crowd/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
}

#[test]
fn the_methods_behind_them_are_explained_and_no_study_names_them() {
    let environment = crowd();
    environment.edit(FILE, "detector: window_counts", "detector: planted");
    assert_snapshot!(environment.faults("studies/crowd"), @r"
    × there is no detector `planted`
    [studies/crowd/study.yaml:10:15]
    help: write `plant:` in the step that is to be tried
    error: studies/crowd/study.yaml: 1 problem; nothing was run
    exit code 3
    ");
    for (method, title) in [("planted", "Planted groups (planted, version 2)"), ("less_data", "Less data (less_data, version 2)")] {
        let card = environment.run(&["detectors", method]);
        assert_eq!(card.code, 0, "{}", card.stderr);
        assert!(card.stdout.starts_with(title), "{}", card.stdout);
        assert!(!environment.run(&["detectors"]).stdout.contains(method), "it is not among those to choose from");
    }
}
