//! The sample with what others published: claims of every status, arithmetic on them, and a ledger of attribution.

use lockstep_runner::{Ledger, Run};
use serde_json::json;

use crate::sample;

/// The sample run with claims of every status, and records as a runner would make them.
pub(crate) fn run() -> Run {
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
