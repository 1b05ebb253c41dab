//! The ledger of the 2019 article's figures: the arithmetic by which its numbers were checked by hand, and the claims that can mean
//! several things.

use std::path::Path;

use lockstep_runner::{Agreement, ClaimStatus, Confidence, Counts, Ledger, Options, Plan, RelationRecord, Silent};

fn ledger() -> Ledger {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/iran-network-2019");
    let plan = Plan::open(&folder).unwrap_or_else(|error| panic!("{error}"));
    let options = Options { inputs: None, cache: None, frozen: false, progress: &Silent };
    plan.execute(None, &options).unwrap_or_else(|error| panic!("{error}")).run.record.ledger
}

fn result<'a>(ledger: &'a Ledger, name: &str) -> &'a RelationRecord {
    ledger.arithmetic.iter().find(|record| record.relation == name).unwrap_or_else(|| panic!("{name} is worked out"))
}

#[test]
fn the_arithmetic_of_the_article() {
    let ledger = ledger();
    let rounded = |name: &str| result(&ledger, name).as_stated.map(f64::round);
    assert_eq!(rounded("tweets-per-account"), Some(14_286.0), "5,000,000 / 350");
    assert_eq!(rounded("followers-per-account"), Some(1_429.0), "500,000 / 350");
    assert_eq!(rounded("gain-per-account"), Some(1_669.0), "125,200 / 75");
    assert_eq!(result(&ledger, "tweets-a-year").as_stated, Some(182_500.0), "5 × 100 × 365");
    assert_eq!(result(&ledger, "lists-together").as_stated, Some(425.0), "350 + 75");
    assert_eq!(result(&ledger, "lists-together").against, Some(Agreement::Agrees), "425 is over 400");
    assert_eq!(result(&ledger, "lists-in-common").as_stated, Some(24.0), "350 + 75 − 401");
    let share = result(&ledger, "share-remaining");
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    assert_eq!(share.as_stated.map(percent), Some(57.1));
    assert_eq!(share.wilson.map(|ends| ends.map(percent)), Some([51.9, 62.2]));
}

#[test]
fn words_before_numbers_leave_less_than_the_numbers() {
    let ledger = ledger();
    let ends = |name: &str| result(&ledger, name).implied.map(|range| (range.low, range.high));
    assert_eq!(ends("tweets-per-account"), Some((Some(0.0), None)), "over 5 million of over 350 says nothing");
    assert_eq!(ends("followers-per-account"), Some((Some(0.0), Some(500_000.0 / 351.0))), "nearly 500,000 of over 350");
    assert_eq!(ends("share-remaining"), Some((Some(0.0), Some(1.0))), "over 200 of over 350");
    assert_eq!(ends("lists-in-common"), Some((Some(0.0), Some(75.0))), "the shorter list");
}

#[test]
fn ambiguities_are_flagged_and_nothing_is_judged_without_data() {
    let ledger = ledger();
    let of =
        |status| ledger.claims.iter().filter(move |claim| claim.status == status).map(|claim| claim.claim.as_str()).collect::<Vec<_>>();
    assert_eq!(
        of(ClaimStatus::Ambiguous),
        ["tweets-first", "followers-first", "pace", "prominent-tweets", "spike", "spike-week", "hashtag-droves", "harassment"]
    );
    assert_eq!(of(ClaimStatus::Supported), Vec::<&str>::new());
    assert_eq!(of(ClaimStatus::Contradicted), Vec::<&str>::new());
    let contested: Vec<&str> = ledger.claims.iter().filter(|claim| claim.contested).map(|claim| claim.claim.as_str()).collect();
    assert_eq!(contested, ["lobbying"]);
}

#[test]
fn a_similar_message_attributes_nothing() {
    let attribution = ledger().attribution.expect("the study has a ledger of attribution");
    assert_eq!(attribution.counts, [Counts::SimilarMessage, Counts::Neutral]);
    assert!(attribution.alternatives.iter().all(|alternative| alternative.supports == 0 && alternative.against == 0));
    assert_eq!((attribution.confidence, attribution.kinds), (Confidence::Low, 0));
}
