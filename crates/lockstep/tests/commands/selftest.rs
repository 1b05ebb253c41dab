//! `lockstep selftest`.

use std::fmt::Write;

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;

const STUDY: &str = "\
title: A town talks
question: Who moves in step?
authors: [{ name: A. Tester }]
licence: CC-BY-4.0
published: 2020-01-01
inputs:
  - { name: posts, files: posts.csv }
steps:
  - { step: volume, detector: volume }
  - { step: sane, detector: window_counts, settings: { layers: [co_retweet], window: 60 s, minimum_weight: 5 }, vary: { minimum_weight: [4, 5] } }
  - { step: silly, detector: window_counts, settings: { layers: [co_retweet], window: 60 s, minimum_weight: 1 } }
  - { step: copies, detector: near_duplicate_text }
";
const PEOPLE: u32 = 90;
const DAYS: u32 = 12;

impl TestEnvironment {
    /// Ninety accounts that post up to eight times a day for twelve days, and pass on every other post; there are forty posts a day to
    /// pass on.
    fn with_a_town() -> Self {
        let environment = Self::new();
        let mut posts = "post_id,account_id,time,kind,retweeted_post_id\n".to_owned();
        let mut state = 7_u32;
        let mut below = |n: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % n
        };
        for day in 0..DAYS {
            for person in 0..PEOPLE {
                for turn in 0..1 + person % 8 {
                    let (hour, minute, second) = (8 + below(14), below(60), below(60));
                    let (kind, of) =
                        if turn % 2 == 0 { ("retweet", format!("news-{day}-{}", below(40))) } else { ("original", String::new()) };
                    writeln!(
                        posts,
                        "p-{person}-{day}-{turn},acct-{person},2019-06-{:02}T{hour:02}:{minute:02}:{second:02}Z,{kind},{of}",
                        day + 1
                    )
                    .expect("writing to a string does not fail");
                }
            }
        }
        environment.write("studies/town/study.yaml", STUDY);
        environment.write("studies/town/posts.csv", posts);
        environment
    }

    fn tested(&self, options: &[&str]) -> Value {
        let answer = self.run(&[&["--json", "selftest", "studies/town"], options].concat());
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        serde_json::from_str(&answer.stdout).expect("the answer is JSON")
    }

    /// What a command that is used wrongly says.
    fn refused_selftest(&self, options: &[&str], code: i32) -> String {
        let answer = self.run(&[&["selftest", "studies/town"], options].concat());
        assert_eq!(answer.code, code, "{}{}", answer.stdout, answer.stderr);
        answer.stderr
    }
}

fn counted<'a>(tested: &'a Value, step: &str) -> &'a Value {
    let steps = tested["steps"].as_array().expect("there are steps");
    &steps.iter().find(|of| of["step"] == step).unwrap_or_else(|| panic!("no step {step}"))["result"]["counted"]
}

#[test]
fn a_silly_setting_puts_many_forward_where_nobody_acts_together_and_a_sane_one_few() {
    let environment = TestEnvironment::with_a_town();
    let tested = environment.tested(&["--seeds", "3"]);
    assert_eq!((&tested["format"], &tested["seeds"]), (&1.into(), &serde_json::json!([1, 2, 3])));
    let steps: Vec<&Value> = tested["steps"].as_array().expect("there are steps").iter().map(|step| &step["step"]).collect();
    assert_eq!(steps, ["volume", "sane", "silly", "copies"], "what `vary` makes is left out");
    let mean = |step: &str| counted(&tested, step)["false_alarms"]["mean"].as_f64().expect("a mean");
    assert!(mean("silly") > 30.0, "{}", mean("silly"));
    assert!(mean("sane") < 3.0, "{}", mean("sane"));
    for step in ["sane", "silly"] {
        let alone = counted(&tested, step)["alone"].as_array().expect("there are crowds");
        assert_eq!(alone.len(), 3);
        assert!(alone.iter().all(|crowd| crowd["accounts"] == PEOPLE && crowd["assessed"] == PEOPLE), "{alone:?}");
        let found = &counted(&tested, step)["found"];
        assert_eq!((&found[0]["kind"], &found[0]["planted"]), (&"co-retweet".into(), &105.into()));
        assert!(found[0]["found"].as_u64() > Some(95), "{found}");
    }
    assert!(tested["steps"][3]["result"]["unfit"]["reason"].is_string(), "{}", tested["steps"][3]);
    assert_eq!(tested["steps"][0]["result"], "no_accounts");
}

#[test]
fn people_read_it_in_words() {
    let environment = TestEnvironment::with_a_town();
    let text = environment.lockstep(&["selftest", "studies/town", "--seeds", "2"]);
    assert_snapshot!(text, @r"
    town: A town talks

    2 crowds were invented in the shape of these data. People in them sleep and share interests, and nobody acts together: whoever is put forward is a false alarm.
    Then the same crowds were tried once more with planted accounts beside their people:
      35 accounts in groups that pass on the same posts within a minute (of 5, 10 and 20)
      10 accounts that post at every hour of day and night
      10 accounts that a person and a scheduling program share

                                                              the data        a crowd
      posts                                                      4,788          4,788
      accounts that post                                            90             90
      days                                                          12             12
      posts on an active day: the account in the middle              4              4
        the account that 95 % stay below                             8              8
        the busiest                                                  8           8.73
      retweets                                                  55.6 %         54.5 %
      retweets of each retweeted post                             5.57           5.34
      clock                                              to the second  to the second

    volume  volume
      puts no account forward: it describes, or judges sets

    sane  window_counts
      puts forward 0 of 90 people on average (0 in each of 2 crowds)
        0 % of them (0 % to 2.1 %)
      of those planted beside them it finds
        70 of 70  in groups that pass on the same posts within a minute: 100 % in groups of 5, 100 % in groups of 10, 100 % in groups of 20
         0 of 20  that post at every hour of day and night
         0 of 20  that a person and a scheduling program share
      and beside them 0 of the people (0 in each of 2 crowds)

    silly  window_counts
      puts forward 86.5 of 90 people on average (85 to 88 in 2 crowds)
        96.1 % of them (92.2 % to 98.1 %)
      of those planted beside them it finds
        70 of 70  in groups that pass on the same posts within a minute: 100 % in groups of 5, 100 % in groups of 10, 100 % in groups of 20
        20 of 20  that post at every hour of day and night
        20 of 20  that a person and a scheduling program share
      and beside them 89 of the people (88 to 90 in 2 crowds)

    copies  near_duplicate_text
      cannot be tried on a crowd: the snapshot has no column `text`; a source with the text of posts would do

    Invented crowds are tidier than people: nobody in them runs a feed, copies a slogan or watches a broadcast with others. Expect more false alarms in real data, not fewer.
    The shape was measured on the data as they are. If accounts in them act together, their pace and what they share are part of it.
    What is planted is plain: a group acts 20 to 40 times, each member in 60 % to 80 % of them. Who acts less often or less at once is found less often.
    Crowds have no lists of accounts and no dated events, so steps that compare lists or dates cannot be tried on them.
    ---
    exit code 0
    ");
}

#[test]
fn threads_change_no_byte_and_files_name_nobody() {
    let environment = TestEnvironment::with_a_town();
    for threads in ["1", "2"] {
        let answer = environment.run(&["selftest", "studies/town", "--seeds", "2", "--threads", threads, "--out", threads]);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
    }
    let (one, two) = (environment.tree("1"), environment.tree("2"));
    assert_eq!(one, two);
    let names: Vec<&String> = one.keys().collect();
    assert_eq!(names, ["index.html", "selftest.json"]);
    for (name, bytes) in &one {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("acct-") && !text.contains("news-"), "{name} names somebody");
    }
    let again = environment.run(&["selftest", "studies/town", "--seeds", "1", "--only", "sane", "--out", "1"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(environment.json("1/selftest.json")["steps"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_cannot_be_tried_is_said_with_what_to_do() {
    let environment = TestEnvironment::with_a_town();
    let said = environment.refused_selftest(&["--seeds", "0"], 2);
    assert_eq!(
        said,
        "error: 0 crowds cannot be tried: a self-test takes 1 to 1000\n\nhint: 5 are usual; more make the range of false alarms surer\n"
    );
    let said = environment.refused_selftest(&["--only", "san"], 2);
    assert!(said.contains("there is no step `san`\n\nhint: did you mean `sane`?"), "{said}");
    environment.write("notes/diary.txt", "mine");
    let said = environment.refused_selftest(&["--out", "notes"], 2);
    assert!(said.contains("holds something else than a self-test"), "{said}");
    let posts = environment.read("studies/town/posts.csv");
    let of_one_day: Vec<&str> = posts.lines().filter(|line| !line.contains(",2019-06-") || line.contains(",2019-06-01T")).collect();
    environment.write("studies/town/posts.csv", of_one_day.join("\n"));
    let said = environment.refused_selftest(&[], 2);
    assert!(said.contains("the posts cover less than a day"), "{said}");
    std::fs::remove_file(environment.path("studies/town/posts.csv")).expect("the file is there");
    let said = environment.refused_selftest(&[], 4);
    assert!(said.contains("posts.csv"), "{said}");
    let answer = environment.run(&["selftest", "studies/nowhere"]);
    assert_eq!(answer.code, 4, "{}", answer.stderr);
    let claims = "sources: [{ name: paper, title: A paper }]\nclaims: [{ name: heard, text: They laughed, source: paper }]\n";
    environment.write("studies/town/study.yaml", STUDY.split_once("inputs:").expect("the study has inputs").0.to_owned() + claims);
    let said = environment.refused_selftest(&[], 2);
    assert!(said.contains("the study has no steps"), "{said}");
}
