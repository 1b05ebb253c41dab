//! Claims and a ledger of attribution on the page.

use std::collections::BTreeSet;

use serde_json::json;

use crate::ledger::run;
use crate::{render, sample, text};

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
