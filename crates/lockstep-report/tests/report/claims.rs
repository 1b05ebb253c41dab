//! Claims and a ledger of attribution on the page.

use std::collections::BTreeSet;

use lockstep_runner::{Ledger, Run};
use serde_json::json;

use crate::{render, sample, text};

/// The sample run with claims of every status, and records as a runner would make them.
fn run() -> Run {
    let mut run = sample::run(false);
    run.study.sources = serde_json::from_value(json!([
        { "name": "paper", "title": sample::HOSTILE, "publisher": "A publisher", "published": "2019-06", "note": "A note." },
        { "name": "letter", "title": "A letter" },
    ]))
    .expect("works");
    let test = json!({ "step": "pace", "value": "flagged", "measures": "at_least" });
    run.study.claims = serde_json::from_value(json!([
        { "name": "fast", "text": "Over ten accounts are fast", "source": "paper", "place": "p. 3", "subject": "the list", "value": 10, "qualifier": "over",
          "unit": "accounts", "test": test, "contested": [{ "by": "The holder", "says": sample::HOSTILE, "response": "None.", "source": "letter" }],
          "corrections": [{ "date": "2019-06-10", "text": "It said nine." }] },
        { "name": "spike", "text": "Followers jumped", "source": "paper", "value": ["2019-02-22", "2019-02-28"], "qualifier": "between", "unit": "time" },
        { "name": "share", "text": "Nearly all did", "source": "letter", "value": 0.9, "qualifier": "nearly", "unit": "share" },
        { "name": "twofold", "text": "One did", "source": "paper", "value": 1, "unit": "accounts", "readings": [
            { "name": "one", "text": "Just one" }, { "name": "more", "text": sample::HOSTILE, "qualifier": "at_least" } ],
          "chosen": { "reading": "one", "because": "It says so." } },
    ]))
    .expect("claims");
    run.study.arithmetic = serde_json::from_value(json!([
        { "name": "ratio", "formula": "fast * 2 / ( twofold - 1 )", "meaning": "Nothing can be divided by zero." },
        { "name": "part", "formula": "share(twofold, fast)", "unit": "of them", "meaning": sample::HOSTILE, "against": "share" },
    ]))
    .expect("arithmetic");
    let measured = json!({ "step": "pace", "value": "flagged", "number": { "count": 12 }, "unit": "accounts" });
    let ledger: Ledger = serde_json::from_value(json!({
        "claims": [
            { "claim": "fast", "status": "supported", "contested": true, "why": { "measured": measured } },
            { "claim": "spike", "status": "not_testable", "contested": false, "why": { "no_answer": {
                "step": "spike", "unfit": { "reason": "there are no follower counts", "remedy": "add some" } } } },
            { "claim": "share", "status": "not_testable", "contested": false, "why": { "not_enough_data": {
                "step": "pace", "value": "expected", "reason": "there is no reference population" } } },
            { "claim": "twofold", "status": "ambiguous", "contested": false, "why": "readings_differ", "readings": [
                { "reading": "one", "status": "contradicted", "why": { "measured": measured } },
                { "reading": "more", "status": "supported", "why": { "measured": measured } } ] },
        ],
        "arithmetic": [
            { "relation": "ratio", "as_stated": null },
            { "relation": "part", "as_stated": 0.1, "implied": { "low": 0.0, "high": 0.09, "open": false }, "wilson": [0.018, 0.404], "against": "disagrees" },
        ],
        "attribution": { "confidence": "low", "met": [true, false, false, false, false], "kinds": 1, "counts": ["similar_message", "yes"],
            "alternatives": [{ "supports": 1, "against": 0 }, { "supports": 0, "against": 1 }] },
    }))
    .expect("a record");
    run.record.ledger = ledger;
    let because = json!({ "met": false, "because": sample::HOSTILE });
    run.study.report.attribution = serde_json::from_value(json!({
        "statement": "Nobody knows.",
        "alternatives": [{ "name": "one", "text": "One hand." }, { "name": "many", "text": "Many people." }],
        "evidence": [
            { "kind": "similar_message", "what": "They say the same.", "source": "Their posts", "reliability": "B", "credibility": 2, "supports": ["one"] },
            { "kind": "technical", "what": sample::HOSTILE, "source": "A register", "reliability": "A", "credibility": 1, "supports": ["one"], "against": ["many"] },
        ],
        "checklist": { "coverage": { "met": true, "because": "All posts." }, "chance": because, "core": because, "innocent": because },
    }))
    .expect("a ledger of attribution");
    run
}

fn part<'a>(page: &'a str, section: &str) -> &'a str {
    let start = page.find(&format!("<section aria-labelledby=\"{section}\">")).unwrap_or_else(|| panic!("there is a section {section}"));
    &page[start..start + page[start..].find("</section>").expect("sections end")]
}

#[test]
fn claims_have_a_section_of_their_own() {
    let page = text(&render(&run()), "index.html");
    insta::assert_snapshot!(part(&page, "claims"));
    let numbers: Vec<&str> = page.split("<span class=\"order\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(numbers, (1..=20).map(|number| number.to_string()).collect::<Vec<_>>());
    let sentence =
        "Of 4 published claims, one is supported, none is contradicted, one is ambiguous and 2 are not testable here. One is contested.";
    assert!(part(&page, "findings").contains(sentence));
    assert!(part(&page, "corrections").contains("It said nine."));
}

#[test]
fn a_ledger_of_attribution() {
    let page = text(&render(&run()), "index.html");
    insta::assert_snapshot!(part(&page, "attribution"));
}

#[test]
fn every_link_of_a_claim_leads_somewhere_and_hostile_text_stays_text() {
    let page = text(&render(&run()), "index.html");
    let values = |name: &str| page.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>();
    let ids: BTreeSet<&str> = values("id").into_iter().collect();
    assert_eq!(ids.len(), values("id").len(), "ids are unique");
    for link in values("href") {
        assert!(link.strip_prefix('#').is_none_or(|anchor| ids.contains(anchor)), "{link}");
    }
    for active in ["<script>alert", "\" onload", "\u{202e}", "\u{200b}"] {
        assert!(!page.contains(active), "{active}");
    }
}

#[test]
fn a_text_about_attribution_stays_as_it_is() {
    let mut run = sample::run(false);
    run.study.report.attribution = serde_json::from_value(json!("Nobody knows.\n\nNobody says.")).expect("a text is an attribution");
    let page = text(&render(&run), "index.html");
    let told = "<p dir=\"auto\">Nobody knows.</p>\n<p dir=\"auto\">Nobody says.</p>\n\n<p>The steps of this report measure behaviour.";
    assert!(part(&page, "attribution").contains(told));
    assert!(!page.contains("Confidence in any attribution") && !page.contains(".status {"));
}

#[test]
fn the_ledger_for_machines() {
    let files = render(&run());
    let index: serde_json::Value = serde_json::from_str(&text(&files, "index.json")).expect("it is JSON");
    assert_eq!(index["claims"][0]["status"], "supported");
    assert_eq!(index["claims"][1]["text"], "Followers jumped");
    assert_eq!(index["arithmetic"][1]["formula"], "share(twofold, fast)");
    assert_eq!(index["attribution"]["confidence"], "low");
}
