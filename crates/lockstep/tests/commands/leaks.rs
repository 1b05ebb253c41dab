//! `lockstep leaks`: whatever must not be seen is found, in whatever way a file writes it.

use serde_json::Value;

use crate::environment::TestEnvironment;

const STUDY: &str = "\
title: A study of people
question: Who posts much?
authors: [{ name: A. Tester }]
licence: CC-BY-4.0
published: 2020-01-01
inputs:
  - { name: posts, files: posts.csv }
  - { name: observations, files: observations.csv, table: observations }
steps:
  - { step: volume, detector: volume }
  - { step: pace, detector: pace }
";

const TEXT: &str = "Nobody told the harbour master that the ferry to Rivermill would leave without its passengers again";

fn people() -> TestEnvironment {
    let environment = TestEnvironment::new();
    let mut posts = "post_id,account_id,time,kind,text,retweeted_post_id\n".to_owned();
    for number in 0..30 {
        let account = ["108830012", "u-4471-ab", "Harbourmaster"][number % 3];
        let (day, hour) = (number % 28 + 1, number % 24);
        posts.push_str(&format!("90017750{number:02},{account},2019-06-{day:02}T{hour:02}:00:00Z,original,\"{TEXT}, number {number}\",\n"));
    }
    posts.push_str("9001775099,u-4471-ab,2019-06-20T01:00:00Z,retweet,,7755330011\n");
    environment.write("studies/people/posts.csv", posts);
    environment.write(
        "studies/people/observations.csv",
        "account_id,observed_at,handle,display_name,bio\n\
         108830012,2019-06-01T00:00:00Z,ferry_watch77,Ada Lovelock-Ferris,I write about boats and bridges that nobody else will ever write about\n\
         u-4471-ab,2019-06-01T00:00:00Z,tok,Nobody,\n\
         Harbourmaster,2019-06-01T00:00:00Z,rivermill_news,Rivermill News Desk,\n",
    );
    environment.write("studies/people/study.yaml", STUDY);
    let answer = environment.run(&["run", "studies/people"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    environment
}

/// A file that gives something away, and what the search must say of it.
type Plant<'a> = (&'a str, &'a str, &'a str);

const PLANTS: [Plant<'static>; 34] = [
    ("figures/a.svg", "<svg><title>Posts of 108830012</title></svg>", "account_id"),
    ("figures/b.svg", "<svg>\n<circle data-account=\"u-4471-ab\"/></svg>", "account_id"),
    ("figures/c.svg", "<svg><desc>ferry_watch77 leads</desc></svg>", "handle"),
    ("figures/d.svg", "<svg><!-- 9001775003 --></svg>", "post_id"),
    ("figures/e.csv", "account,posts\r\nferry_watch77,3\r\n", "handle"),
    ("figures/f.csv", "a,b\r\n1,108830012", "account_id"),
    ("figures/g.csv", "account,posts\r\nHarbourmaster,3\r\n", "account_id"),
    ("figures/h.csv", "\"Rivermill News Desk\",3\r\n", "display_name"),
    ("page1.html", "<p>as @ferry_watch77 wrote</p>", "handle"),
    ("page2.html", "<p>as &#102;erry_watch77 wrote</p>", "handle"),
    ("page3.html", "<p>as &#x66;erry&#95;watch77 wrote</p>", "handle"),
    ("page4.html", "<a href=\"https://example.org/%66erry_watch77\">there</a>", "handle"),
    ("page5.html", "<p class=\"id-108830012\">x</p>", "account_id"),
    ("page6.html", "<p title='FERRY_WATCH77'>x</p>", "handle"),
    ("page7.html", "<img alt=\"Nobody told the harbour master that the ferry to Rivermill\">", "text"),
    ("page8.html", "<p>nobody told — the harbour master —\nthat the FERRY to Rivermill would</p>", "text"),
    ("page9.html", "<p>by Ada Lovelock-Ferris.</p>", "display_name"),
    ("page10.html", "<p>@tok said so</p>", "handle"),
    ("page11.html", "<a href=\"/status/9001775003\">post</a>", "post_id"),
    ("page12.html", "<script>const a='u-4471-ab';</script>", "account_id"),
    ("one.json", "{\"108830012\": 3}", "account_id"),
    ("two.json", "{\"a\": \"\\u0066erry_watch77\"}", "handle"),
    ("three.json", "{\"a\": \"I write about boats and bridges that nobody else\"}", "text"),
    ("four.json", "{\"retweeted\": 7755330011}", "post_id"),
    ("five.json", "{\"path\": \"a\\/108830012\"}", "account_id"),
    ("notes.md", "- the account (u-4471-ab), see below\n", "account_id"),
    ("study.yaml", "sets:\n  - { name: s, role: studied, accounts: [\"108830012\"] }\n", "account_id"),
    ("lockstep.lock", "[a]\nx = \"rivermill_news\"\n", "handle"),
    ("run.log", "wrote 9001775012\n", "post_id"),
    ("network.gexf", "<node id=\"Harbourmaster\" label=\"x\"/>", "account_id"),
    ("network.graphml", "<data key=\"d\">&lt;ferry_watch77&gt;</data>", "handle"),
    ("108830012.svg", "<svg/>", "account_id"),
    ("query.txt", "https://example.org/?q=Nobody%20told%20the%20harbour%20master%20that%20the%20ferry%20to", "text"),
    ("style.css", "#u-4471-ab { color: red }", "account_id"),
];

#[test]
fn each_planted_leak_is_found_and_nothing_else() {
    let environment = people();
    let clean = environment.lockstep(&["leaks", "studies/people"]);
    assert!(clean.contains("nothing that must not be seen") && clean.ends_with("exit code 0"), "{clean}");
    for (path, content, kind) in PLANTS {
        let planted = format!("planted/{path}");
        environment.write(&planted, content);
        let answer = environment.run(&["--json", "leaks", "studies/people", "planted"]);
        let said: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
        let leaks = said["leaks"].as_array().expect("a list");
        assert_eq!(answer.code, 6, "{path} {content}: {said:#}");
        assert!(leaks.iter().all(|leak| leak["path"] == path && leak["kind"] == kind), "{path} {content}: {said:#}");
        std::fs::remove_file(environment.path(&planted)).expect("was written");
    }
}

#[test]
fn the_key_is_found_wherever_it_is() {
    let environment = people();
    // Whoever has the data can make the key: it is the digest that two ids that differ in nothing else are hashed with.
    let key = key_of(&environment);
    for (path, content) in [("run.log", format!("key {key}")), ("page.html", format!("<!-- {} -->", key.to_uppercase()))] {
        environment.write(&format!("planted/{path}"), content);
        let answer = environment.run(&["--json", "leaks", "studies/people", "planted"]);
        let said: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
        assert_eq!((answer.code, &said["leaks"][0]["kind"]), (6, &Value::from("key")), "{said:#}");
        std::fs::remove_file(environment.path(&format!("planted/{path}"))).expect("was written");
    }
}

fn key_of(environment: &TestEnvironment) -> String {
    let plan = lockstep_runner::Plan::open(&environment.path("studies/people")).expect("a study");
    let options = lockstep_runner::Options { inputs: None, cache: None, frozen: false, progress: &lockstep_runner::Silent };
    plan.secrets(&options).expect("is read").key().expect("there are rows").to_owned()
}

#[test]
fn a_leak_in_the_text_of_the_study_keeps_report_and_bundle_from_being_made() {
    let environment = people();
    let before = environment.tree("reports");
    environment.edit("studies/people/study.yaml", "question: Who posts much?", "question: Why does ferry_watch77 post so much?");
    assert_eq!(environment.run(&["lock", "--accept", "studies/people"]).code, 0);
    let refused = environment.lockstep(&["run", "studies/people"]);
    assert!(refused.starts_with("error: no report was made, because it would show what it must not:\n  index.html:"), "{refused}");
    assert!(refused.contains(": the handle of an account: ferry_watch77\n") && refused.ends_with("exit code 6"), "{refused}");
    assert_eq!(environment.tree("reports"), before);

    let environment = people();
    environment.edit("studies/people/study.yaml", "A study of people", "Nobody told the harbour master that the ferry to");
    assert_eq!(environment.run(&["lock", "--accept", "studies/people"]).code, 0);
    assert_eq!(environment.run(&["run", "studies/people"]).code, 0);
    let answer = environment.lockstep(&["bundle", "studies/people", "--without-inputs"]);
    assert!(answer.contains("study.yaml:1: words of a post or profile") && answer.ends_with("exit code 6"), "{answer}");
    assert_eq!(environment.names("."), [".cache", "reports", "studies"]);
}

#[test]
fn what_an_ordinary_page_says_is_no_leak() {
    let environment = people();
    // The word alone is an ordinary one, a longer name is another name, and digits in a number are no id.
    environment
        .write("planted/page.html", "<p>The Harbourmaster of the town, and ferry_watch771; 0.108830012 and 108830012.5 of 1088300120.</p>");
    let answer = environment.lockstep(&["leaks", "studies/people", "planted"]);
    assert!(answer.ends_with("exit code 0"), "{answer}");
    environment.write("studies/people/study.yaml", format!("{STUDY}publication: {{ mode: named, reason: All of them are invented. }}\n"));
    environment.write("planted/page.html", "<p>108830012</p>");
    let answer = environment.lockstep(&["leaks", "studies/people", "planted"]);
    assert!(answer.contains("the study names its accounts, so only the key was looked for") && answer.ends_with("exit code 0"), "{answer}");
}

#[test]
fn a_run_repeated_by_its_record_shows_nobody_either() {
    let environment = people();
    // A record whose text was changed by hand to name somebody.
    environment.edit("reports/people/run.json", "\"question\": \"Who posts much?\"", "\"question\": \"Why does ferry_watch77 post?\"");
    let refused = environment.lockstep(&["run", "--from", "reports/people/run.json", "--out", "again"]);
    assert!(refused.contains("no report was made") && refused.ends_with("exit code 6"), "{refused}");
    assert!(!environment.path("again").exists());
}
