//! A study small enough to run in every test, with something to find for each of its steps.

use std::fmt::Write;

use crate::environment::TestEnvironment;

/// Where the report of the study goes.
pub(crate) const REPORT: &str = "reports/small";

/// The study, as text.
pub(crate) const STUDY: &str = "\
title: A small study
question: Who posts much, who never rests, and who moves in step?
authors: [{ name: A. Tester }]
licence: CC-BY-4.0
published: 2020-01-01
inputs:
  - { name: posts, files: posts.csv }
steps:
  - { step: volume, detector: volume }
  - { step: pace, detector: pace, settings: { line: 100 } }
  - { step: round-the-clock, detector: round_the_clock }
  - { step: co-retweet, detector: window_counts, settings: { layers: [co_retweet], window: 60 s, minimum_weight: 2 } }
";

const DAYS: u32 = 40;

impl TestEnvironment {
    /// A folder that holds the study and its data.
    pub(crate) fn with_small_study() -> Self {
        let environment = Self::new();
        environment.write("studies/small/study.yaml", STUDY);
        environment.write("studies/small/posts.csv", posts().concat());
        environment
    }

    /// The same, with the study run and its lock written.
    pub(crate) fn with_small_run() -> Self {
        let environment = Self::with_small_study();
        let answer = environment.run(&["run", "studies/small"]);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        environment
    }
}

/// The lines of the data, the header first. One account posts every twelve minutes of forty days; `left` and `right` retweet the same
/// posts twenty seconds apart; three others write now and then by day.
pub(crate) fn posts() -> Vec<String> {
    let mut lines = vec!["post_id,account_id,time,kind,retweeted_post_id\n".to_owned()];
    let mut add = |account: &str, minute: u32, second: u32, retweeted: &str| {
        let (day, hour) = (minute / 1_440, minute / 60 % 24);
        let (month, day) = if day < 30 { (6, day + 1) } else { (7, day - 29) };
        let kind = if retweeted.is_empty() { "original" } else { "retweet" };
        let mut line = format!("{account}-{minute},{account},");
        writeln!(line, "2019-{month:02}-{day:02}T{hour:02}:{:02}:{second:02}Z,{kind},{retweeted}", minute % 60)
            .expect("writing to a string does not fail");
        lines.push(line);
    };
    for day in 0..DAYS {
        for turn in 0..120 {
            add("tireless", day * 1_440 + turn * 12, turn % 60, "");
        }
        for (account, second) in [("left", 10), ("right", 30)] {
            add(account, day * 1_440 + 600 + day, second, &format!("source-{day}"));
        }
        for (number, account) in ["ann", "ben", "cleo"].into_iter().enumerate() {
            let number = u32::try_from(number).expect("there are three");
            for turn in 0..3 {
                add(account, day * 1_440 + 540 + turn * 200 + number * 37 + day % 11, 5 + day % 50, "");
            }
        }
    }
    lines
}
