//! The detectors of this version, told from a small crowd: every name in their cards has a value, every figure its table.

use lockstep_detect::{Context, Drawn, LESS_DATA, METHODS, MULTIVERSE, Method, PLANTED, method};
use lockstep_digest::Digest;
use lockstep_report::{lint, render, unknown_placeholders};
use lockstep_runner::{Outcome, Run, StepRecord};
use lockstep_snapshot::{Column, Input, Intake, Kind, ObservationRow, Part, PostRow, PostShape, Snapshot, assemble};
use serde_json::{Value, json};

use crate::{sample, text};

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;
const START: i64 = 1_546_300_800_000;

/// Forty accounts for sixty days: four retweet the same posts within seconds at any hour, the others post by day. Their profiles are read
/// every evening; two of them leap.
fn crowd() -> Snapshot {
    let columns = vec![Column::Kind, Column::Text, Column::RetweetedPost, Column::Hashtags];
    let shape = PostShape { ids: false, present: columns.clone(), derived: Vec::new(), keep: columns };
    let mut part = Part::new(&shape);
    for day in 0..60_i64 {
        for account in 0..40_i64 {
            let restless = account < 4;
            let posts = if restless { 130 } else { 3 + (account * 7 + day) % 30 };
            for post in 0..posts {
                let at = if restless { post * 11 } else { 8 * 60 + post * (account % 9 + 17) };
                let object = format!("post-{day}-{post}");
                let text = format!("Number {} of the things that one can say about the weather", account * day % 29);
                let tag = [format!("tag{}", (account + day * post) % 13)];
                part.posts.push(&PostRow {
                    account_id: &format!("account-{account:02}"),
                    time: START + day * DAY + at * MINUTE + account * 1_000,
                    kind: Some(if restless { Kind::Retweet } else { Kind::Original }),
                    text: Some(&text),
                    retweeted_post_id: restless.then_some(object.as_str()),
                    hashtags: &tag,
                    ..PostRow::default()
                });
            }
        }
    }
    for account in 0..40_i64 {
        let mut followers = 500 + account * 40;
        for day in 0..60_i64 {
            followers += 3 + (account + day * 5) % 4 + if account < 2 && day == 45 { 900 } else { 0 };
            part.observations.push(&ObservationRow {
                account_id: &format!("account-{account:02}"),
                observed_at: START + day * DAY + 1_410 * MINUTE,
                handle: Some(&format!("walker_{account}")),
                bio: Some(if account == 3 { "Local news, every hour" } else { "Ferries and fog" }),
                created_at: Some(START - (account * 37 + 20) * DAY),
                followers: Some(followers.unsigned_abs()),
                ..ObservationRow::default()
            });
        }
    }
    let intake = Intake::without_files("crowd", "made up", part.posts.len() as u64);
    assemble(vec![Input { shape, parts: vec![part], intake }])
}

/// A run of every detector with the given settings, which those that lack them ignore.
fn run_of_all(snapshot: &Snapshot, settings_of: impl Fn(&str) -> Value) -> Run {
    let mut run = sample::run(false);
    run.record.snapshot = snapshot.facts();
    run.record.steps.clear();
    run.findings.clear();
    for method in METHODS {
        let detector = method.card().id;
        add(&mut run, *method, &detector.replace('_', "-"), &settings_of(detector), snapshot);
    }
    run
}

/// Run one more step.
fn add(run: &mut Run, method: &dyn Method, name: &str, settings: &Value, snapshot: &Snapshot) {
    let nothing = Digest::from_bytes([0; 32]);
    let step = method.bind(settings).expect("the settings fit");
    let earlier = run.record.steps.iter().zip(&run.findings);
    let drawn: Vec<Drawn<'_>> = earlier
        .filter_map(|(step, found)| {
            let card = lockstep_detect::method(&step.detector)?.card();
            let found = match (&step.outcome, found) {
                (Outcome::Unfit(unfit), _) => Err(unfit),
                (_, found) => Ok(found.as_ref()?),
            };
            card.family.map(|_| Drawn { step: &step.step, card, found })
        })
        .collect();
    let found = step.detect_given(snapshot, &drawn, &Context { step: method.card().id.to_owned(), seed: 1 });
    let outcome = match &found {
        Ok(findings) => Outcome::Found { findings: findings.digest().expect("canonical"), values: findings.values.clone() },
        Err(unfit) => Outcome::Unfit(unfit.clone()),
    };
    run.record.steps.push(StepRecord {
        step: name.to_owned(),
        detector: method.card().id.to_owned(),
        version: method.card().version,
        settings: step.settings(),
        settings_digest: nothing,
        draws_on: Vec::new(),
        key: nothing,
        outcome,
    });
    run.findings.push(found.ok());
}

#[test]
fn every_card_can_be_told() {
    let snapshot = crowd();
    let few = |detector: &str| if detector == "account_spectrum" { json!({ "minimum_reference": 20, "caliper": 1.0 }) } else { json!({}) };
    let run = run_of_all(&snapshot, few);
    let silent = METHODS.iter().zip(&run.findings).filter(|(_, findings)| findings.is_none()).map(|(method, _)| method.card().id);
    let without = ["creation_cluster", "themes", "validated", "interconnectedness", "set_comparison", "survival", "reach", "event_shift"];
    assert_eq!(silent.collect::<Vec<_>>(), without, "which need a larger crowd, or lists of accounts; the others answer");
    let told = || METHODS.iter().zip(&run.findings).filter_map(|(method, findings)| Some((method, findings.as_ref()?)));
    for (method, findings) in told() {
        assert_eq!(unknown_placeholders(method.card(), findings), Vec::<String>::new(), "{}", method.card().id);
    }
    let files = render(&run).expect("every step can be told");
    let wanted = told().flat_map(|(method, _)| method.card().views.iter().map(move |view| (method.card().id, view.name())));
    let drawn = |(detector, view): &(&str, &str)| {
        let path = format!("figures/{}-{view}.svg", detector.replace('_', "-"));
        files.iter().any(|file| file.path == path)
    };
    let missing: Vec<(&str, &str)> = wanted.filter(|figure| !drawn(figure)).collect();
    assert_eq!(missing, [("hashtag_campaign", "places")], "with thirteen hashtags, none has enough others to be compared with");
    assert!(text(&files, "index.html").contains("Method cards"));
    let page = text(&files, "index.html");
    let captions = page.split("<figcaption>").skip(1).filter_map(|rest| rest.split("</figcaption>").next()).map(str::to_owned);
    let of_findings = told().flat_map(|(_, findings)| {
        let meanings = findings.values.iter().map(|value| value.meaning.clone());
        let columns = findings.tables.iter().flat_map(|table| table.columns.iter().map(|column| column.meaning.clone()));
        let tables = findings.tables.iter().map(|table| table.about.clone());
        meanings.chain(columns).chain(tables).chain(findings.notes.iter().cloned()).collect::<Vec<String>>()
    });
    for prose in of_findings.chain(captions) {
        assert_eq!(lint(&prose), [], "{prose}");
    }
    let hours = text(&files, "figures/round-the-clock-hours.svg");
    assert_eq!(hours.matches(">flagged, ").count(), 4, "the four restless accounts are marked");
    assert!(hours.contains(">not flagged, "), "and compared with others");
}

#[test]
fn other_settings_are_told_beside_their_step_and_not_as_a_finding_of_their_own() {
    let snapshot = crowd();
    let mut run = run_of_all(&snapshot, |_| json!({}));
    run.study.report.first = vec!["window-counts".to_owned()];
    let before = text(&render(&run).expect("can be told"), "index.html");
    let of = method("window_counts").expect("there is one").card();
    let vary = json!({ "window": ["1 s", "2 s", "1 min"], "minimum_weight": [2, 500, 100_000], "layers": [["co_retweet"], ["co_url"]] });
    let settings = json!({ "of": "window-counts", "detector": of.id, "version": of.version, "settings": {}, "vary": vary });
    add(&mut run, MULTIVERSE, "window-counts-varied", &settings, &snapshot);
    let findings = run.findings.last().and_then(Option::as_ref).expect("there is an answer");
    assert_eq!(unknown_placeholders(MULTIVERSE.card(), findings), Vec::<String>::new());
    let meanings = findings.values.iter().map(|value| value.meaning.clone()).chain(findings.notes.iter().cloned());
    for prose in meanings.chain(findings.tables.iter().map(|table| table.about.clone())) {
        assert_eq!(lint(&prose), [], "{prose}");
    }
    let files = render(&run).expect("can be told");
    let page = text(&files, "index.html");
    let sentence = "choices of settings</a>, ";
    assert_eq!(page.matches(sentence).count(), 3, "beside the finding, beside the result, and where all choices are");
    let (head, robustness) = page.split_once("aria-labelledby=\"robustness\"").expect("there is a section");
    assert!(robustness.contains("id=\"figure-window-counts-varied-curve\""));
    assert!(!head.contains("id=\"step-window-counts-varied\""), "it is not among the results");
    assert_eq!(head.matches("Expected by chance").count(), before.matches("Expected by chance").count());
    let sure = how_sure(&page, "window-counts");
    assert!(sure.starts_with("<strong>Passes none of four checks; fails chance and other settings; "), "{sure}");
    assert!(sure.contains(" Chance alone ") && sure.contains(": up to "), "{sure}");
    assert!(sure.contains(" are found with at least four in five of the settings tried."), "{sure}");
    assert!(sure.ends_with("less data would give, and how much was missed."), "{sure}");
    let figure = text(&files, "figures/window-counts-varied-curve.svg");
    for written in [">1 s<", ">2 s<", ">1 min<", ">100,000<", ">Minimum weight<"] {
        assert!(figure.contains(written), "{written}");
    }
}

/// What the first screen says of how sure a finding is.
fn how_sure(page: &str, step: &str) -> String {
    let (findings, _) = page.split_once("aria-labelledby=\"question\"").expect("there is a section after the findings");
    let (before, _) = findings.split_once(&format!("step {step}</span>")).expect("the step is among the findings");
    let (_, after) = before.rsplit_once("How sure</a></span> <span>").expect("it is said");
    after.split_once("</span>").expect("it ends").0.to_owned()
}

#[test]
fn less_data_and_planted_groups_are_told_beside_their_step_and_drawn() {
    let snapshot = crowd();
    let mut run = run_of_all(&snapshot, |_| json!({}));
    run.study.report.first = vec!["window-counts".to_owned()];
    let of = method("window_counts").expect("there is one").card();
    let base = |settings: Value| json!({ "of": "window-counts", "detector": of.id, "version": of.version, "settings": settings });
    let mut less = base(json!({}));
    less["less"] = json!({ "each": { "keep": [0.75, 0.02], "draws": 2, "without": ["busiest_account", "hashtag", "link"] } });
    add(&mut run, LESS_DATA, "window-counts-less-data", &less, &snapshot);
    // No pair shares fourteen of thirteen hashtags, and a planted one shares as many as it is given.
    let mut planted = base(json!({ "layers": ["co_hashtag"], "minimum_weight": 14 }));
    planted["groups"] =
        json!({ "each": { "sizes": [2, 3, 400], "actions": [5, 20], "spreads": ["10 s", "30 s", "1 d", "2 d"], "draws": 1 } });
    add(&mut run, PLANTED, "window-counts-planted", &planted, &snapshot);
    for (method, findings) in [LESS_DATA, PLANTED].into_iter().zip(&run.findings[METHODS.len()..]) {
        let findings = findings.as_ref().expect("there is an answer");
        assert_eq!(unknown_placeholders(method.card(), findings), Vec::<String>::new());
        let meanings = findings.values.iter().map(|value| value.meaning.clone()).chain(findings.notes.iter().cloned());
        for prose in meanings.chain(findings.tables.iter().map(|table| table.about.clone())) {
            assert_eq!(lint(&prose), [], "{prose}");
        }
    }
    let files = render(&run).expect("can be told");
    let page = text(&files, "index.html");
    assert_eq!(page.matches("<span class=\"tag\">Planted groups</span>").count(), 2, "beside the finding and beside the result");
    assert_eq!(page.matches("<span class=\"tag\">Less data</span>").count(), 2);
    let (head, chance) = page.split_once("aria-labelledby=\"chance\"").expect("there is a section");
    let (chance, robustness) = chance.split_once("aria-labelledby=\"robustness\"").expect("there is a section");
    assert!(!head.contains("id=\"step-window-counts-planted\"") && chance.contains("id=\"step-window-counts-planted\""));
    assert!(robustness.contains("id=\"figure-window-counts-less-data-left\"") && !chance.contains("No power was computed: how"));
    let map = text(&files, "figures/window-counts-planted-map.svg");
    for written in
        [">Within 10 s<", ">Within 30 s<", ">Within 1 d<", ">Within 2 d<", ">Accounts of a group<", ">Joint actions<", ">400<", ">–<"]
    {
        assert!(map.contains(written), "{written} in {map}");
    }
    assert_eq!(map.matches(">100\u{a0}%<").count(), 4, "pairs and threes that share twenty hashtags within half a minute");
    assert!(
        map.contains("20 joint actions reach it from 2 on") && map.contains("5 joint actions never reach it"),
        "the words for those who cannot see"
    );
    assert!(map.contains("class=\"f-heat-6\"") && map.contains("class=\"f-heat-0\""), "colours follow the page");
    let left = text(&files, "figures/window-counts-less-data-left.svg");
    for written in [">75 % of the posts<", ">2 % of the posts<", ">no busiest account<", ">all posts<"] {
        assert!(left.contains(written), "{written}");
    }
    let sure = how_sure(&page, "window-counts");
    assert!(
        sure.replace(['\u{a0}', '\u{202f}'], " ").contains(" With 75.0 % of the posts nearly all are still found, with 2.0 % most. "),
        "{sure}"
    );
    assert!(sure.ends_with(" other settings would give."), "{sure}");
}

#[test]
fn a_crowd_of_nobody_is_told_too() {
    let run = run_of_all(&assemble(Vec::new()), |_| json!({}));
    assert!(run.findings.iter().all(Option::is_none), "nothing can be measured where nobody posts");
    let page = text(&render(&run).expect("no step gives an answer, and the page says so"), "index.html");
    assert_eq!(page.matches("This step gives no answer.").count(), METHODS.len());
    assert!(page.contains("No step of this study could answer its question."));
}
