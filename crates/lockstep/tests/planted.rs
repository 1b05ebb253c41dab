//! What is planted in the simulation is found, and nobody in the organic crowds is.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use lockstep_detect::{Card, Cells, Context, Drawn, DrawsOn, Findings, METHODS, Number, Said, Unfit, Verdict, method};
use lockstep_report::unknown_placeholders;
use lockstep_simulate::{Recipe, generate, shape};
use lockstep_snapshot::{Column, Input, Intake, Kind, Role, Snapshot, assemble};
use serde_json::{Value, json};

/// Columns that the detectors read.
const KEEP: [Column; 11] = [
    Column::Kind,
    Column::Text,
    Column::Language,
    Column::RetweetedPost,
    Column::RetweetedAccount,
    Column::RepliedAccount,
    Column::Hashtags,
    Column::Urls,
    Column::Mentions,
    Column::Client,
    Column::Content,
];

/// The simulated snapshot, made once for all tests.
fn snapshot() -> &'static Snapshot {
    static SNAPSHOT: OnceLock<Snapshot> = OnceLock::new();
    SNAPSHOT.get_or_init(|| {
        let recipe = Recipe { scenario: "influence-network".to_owned(), scale: 0.02, seed: 2019 };
        let parts = generate(&recipe, &KEEP, &|_| {}).expect("the recipe is good");
        let intake = Intake::without_files("network", "", 0);
        assemble(vec![Input { shape: shape(&KEEP), parts, intake }])
    })
}

fn detect(detector: &str, settings: &Value) -> Findings {
    detect_in(snapshot(), detector, settings)
}

fn detect_in(snapshot: &Snapshot, detector: &str, settings: &Value) -> Findings {
    let step = method(detector).expect("the detector exists").bind(settings).unwrap_or_else(|error| panic!("{detector}: {error}"));
    let missing: Vec<Column> = step.reads().into_iter().filter(|column| !KEEP.contains(column)).collect();
    assert!(missing.is_empty(), "{detector} also reads {missing:?}: keep them");
    let context = Context { step: detector.to_owned(), seed: 2019 };
    let drawn_on = if step.draws_on() == DrawsOn::Nothing { Vec::new() } else { evidence(snapshot) };
    let drawn: Vec<Drawn<'_>> = drawn_on.iter().map(|(card, found)| Drawn { step: card.id, card, found: found.as_ref() }).collect();
    step.detect_given(snapshot, &drawn, &context).unwrap_or_else(|unfit| panic!("{detector}: {unfit}"))
}

/// What every detector that gives evidence on accounts says, by default.
fn evidence(snapshot: &Snapshot) -> Vec<(&'static Card, Result<Findings, Unfit>)> {
    let found = METHODS.iter().filter(|method| method.card().family.is_some()).map(|method| {
        let step = method.bind(&json!({})).expect("defaults fit");
        (method.card(), step.detect(snapshot, &Context { step: method.card().id.to_owned(), seed: 2019 }))
    });
    found.collect()
}

/// The accounts that a detector flags.
fn flagged(detector: &str, settings: &Value) -> BTreeSet<String> {
    let findings = detect(detector, settings);
    let accounts = findings.table("accounts").expect("one row an account");
    let (Some(Cells::Account(ids)), Some(Cells::Verdict(verdicts))) = (accounts.column("account"), accounts.column("verdict")) else {
        panic!("{detector}: accounts come with a verdict");
    };
    ids.iter().zip(verdicts).filter(|(_, verdict)| **verdict == Verdict::Flagged).map(|(id, _)| id.clone()).collect()
}

/// The members of the sets that a condition picks.
fn members(wanted: impl Fn(&str, Role) -> bool) -> BTreeSet<String> {
    let sets = snapshot().sets.iter().filter(|set| wanted(&set.name, set.role));
    sets.flat_map(|set| &set.members).map(|account| snapshot().accounts.get(*account).to_owned()).collect()
}

fn planted(name: &str) -> BTreeSet<String> {
    members(|set, role| role == Role::Truth && set == name)
}

fn control() -> BTreeSet<String> {
    members(|_, role| role == Role::Control)
}

#[test]
fn pace_finds_the_five_and_nobody_else() {
    let five = planted("truth-high-pace");
    assert_eq!(five.len(), 5);
    let flagged = flagged("pace", &json!({ "line": 100 }));
    assert_eq!(flagged, five);
}

#[test]
fn round_the_clock_finds_those_who_never_rest() {
    let sleepless = planted("truth-round-the-clock");
    assert!(sleepless.len() >= 10);
    let flagged = flagged("round_the_clock", &json!({}));
    let found = flagged.intersection(&sleepless).count();
    assert!(found * 10 >= sleepless.len() * 9, "{found} of {} are found", sleepless.len());
    let ordinary = planted("truth-ordinary");
    assert_eq!(flagged.intersection(&ordinary).count(), 0, "nobody of the ordinary accounts on the lists");
}

#[test]
fn near_duplicate_text_finds_those_who_copy() {
    let copiers = members(|set, role| role == Role::Truth && set.starts_with("truth-near-copy"));
    assert_eq!(copiers.len(), 34);
    let findings = detect("near_duplicate_text", &json!({}));
    let accounts = findings.table("accounts").expect("one row an account");
    let (Some(Cells::Account(ids)), Some(Cells::Count(copied))) = (accounts.column("account"), accounts.column("copied")) else {
        panic!("accounts come with their copies");
    };
    let with = |least: u64| -> BTreeSet<String> {
        ids.iter().zip(copied).filter(|(_, copied)| **copied >= Some(least)).map(|(id, _)| id.clone()).collect()
    };
    assert_eq!(with(3), copiers);
    let by_chance = with(1).len() - copiers.len();
    assert!(by_chance * 100 <= ids.len(), "{by_chance} of {} others share a text by chance", ids.len());
}

/// What a detector says of each set.
fn of_sets(findings: &Findings) -> std::collections::BTreeMap<String, Verdict> {
    let sets = findings.table("sets").expect("one row a set");
    let (Some(Cells::Text(names)), Some(Cells::Verdict(verdicts))) = (sets.column("set"), sets.column("verdict")) else {
        panic!("sets come with a verdict");
    };
    names.iter().cloned().zip(verdicts.iter().copied()).collect()
}

/// A number of the findings.
fn number(findings: &Findings, name: &str) -> f64 {
    match findings.value(name).unwrap_or_else(|| panic!("there is no value {name}")).number {
        Number::Count(count) => count as f64,
        Number::Real(real) => real,
        ref other => panic!("{name} is {other:?}"),
    }
}

const STUDIED_FLAGGED_CROWDS_NOT: [(&str, Verdict); 4] = [
    ("neutral-crowd", Verdict::NotFlagged),
    ("opposed-crowd", Verdict::NotFlagged),
    ("researcher-a", Verdict::Flagged),
    ("researcher-b", Verdict::Flagged),
];

#[test]
fn the_lists_are_densely_tied_at_the_planted_density_and_the_crowds_are_not() {
    let findings = detect("interconnectedness", &json!({}));
    assert_eq!(of_sets(&findings), STUDIED_FLAGGED_CROWDS_NOT.map(|(set, verdict)| (set.to_owned(), verdict)).into());
    let (low, high) = (number(&findings, "density_low"), number(&findings, "density_high"));
    assert!(low < 0.2 && 0.2 < high && high - low < 0.03, "planted 0.2, found {low} to {high}");
    assert!(number(&findings, "set_ties") > number(&findings, "expected_high"));
}

#[test]
fn the_lists_share_five_accounts_and_are_joined_by_ties_while_the_crowds_are_not() {
    let of_links = |settings: &Value| -> Vec<(String, Verdict)> {
        let findings = detect("set_comparison", settings);
        let links = findings.table("links").expect("one row a kind of tie");
        let (Some(Cells::Text(kinds)), Some(Cells::Verdict(verdicts))) = (links.column("kind"), links.column("verdict")) else {
            panic!("kinds of tie come with a verdict");
        };
        kinds.iter().cloned().zip(verdicts.iter().copied()).collect()
    };
    let findings = detect("set_comparison", &json!({ "population": 100_000 }));
    assert_eq!((number(&findings, "common"), number(&findings, "on_either")), (5.0, 420.0));
    assert!((number(&findings, "cross_density") - 0.2).abs() < 0.02, "{}", number(&findings, "cross_density"));
    assert!(number(&findings, "cross_ties") > number(&findings, "expected_cross_high"));
    assert!(matches!(findings.value("estimated_population").expect("named").number, Number::Insufficient(_)));
    assert!(number(&findings, "overlap_p") < 0.001);
    let both = of_links(&json!({}));
    assert_eq!(both[0], ("ties".to_owned(), Verdict::Flagged));
    let crowds = of_links(&json!({ "first": "neutral-crowd", "second": "opposed-crowd" }));
    assert!(crowds.iter().all(|(_, verdict)| *verdict == Verdict::InsufficientData), "there is no third crowd: {crowds:?}");
    let apart = of_links(&json!({ "first": "neutral-crowd", "second": "researcher-b" }));
    assert_eq!(apart[0], ("ties".to_owned(), Verdict::NotFlagged));
}

#[test]
fn two_hundred_of_the_first_list_remain_and_the_crowds_lose_hardly_anybody() {
    let findings = detect("survival", &json!({}));
    assert_eq!((number(&findings, "remaining"), number(&findings, "known")), (200.0, 350.0));
    let (low, high) = (number(&findings, "remaining_low"), number(&findings, "remaining_high"));
    assert!((low - 0.519).abs() < 5e-4 && (high - 0.622).abs() < 5e-4, "{low} {high}");
    assert_eq!(of_sets(&findings), STUDIED_FLAGGED_CROWDS_NOT.map(|(set, verdict)| (set.to_owned(), verdict)).into());
    let curves = findings.table("curves").expect("there are curves");
    let (Some(Cells::Text(sets)), Some(Cells::Real(_, remaining))) = (curves.column("set"), curves.column("remaining")) else {
        panic!("curves come with shares");
    };
    let last = sets.iter().zip(remaining).rev().find(|(set, _)| *set == "researcher-a").and_then(|(_, remaining)| *remaining);
    assert!((last.expect("some went") - 200.0 / 350.0).abs() < 1e-3, "{last:?}");
}

#[test]
fn followers_of_the_first_list_sum_up_as_planted() {
    let findings = detect("reach", &json!({}));
    assert_eq!(number(&findings, "follower_sum"), 498_650.0);
    assert!(number(&findings, "followers_at_most") <= 498_650.0 && number(&findings, "followers_at_least") > 419.0);
    let (inside, usual) = (number(&findings, "inside_share"), number(&findings, "usual_share"));
    assert!(inside > usual && inside < 1.0, "{inside} {usual}");
}

/// The measurement of a column in a row.
fn real(table: &lockstep_detect::Table, column: &str, row: usize) -> Option<f64> {
    let Some(Cells::Real(_, cells)) = table.column(column) else { panic!("{column} holds measurements") };
    cells[row]
}

#[test]
fn the_first_list_posts_more_in_the_week_of_the_embargo_and_no_crowd_ever_does() {
    let findings = detect("event_shift", &json!({ "hashtags": ["HarbourCouncilLies"] }));
    let shifts = findings.table("shifts").expect("one row a series and an event");
    let (Some(Cells::Text(series)), Some(Cells::Text(events)), Some(Cells::Verdict(verdicts))) =
        (shifts.column("series"), shifts.column("event"), shifts.column("verdict"))
    else {
        panic!("shifts come with a verdict");
    };
    let with = |wanted: Verdict| -> Vec<(&str, &str)> {
        let rows = (0..shifts.rows()).filter(|row| verdicts[*row] == wanted);
        rows.map(|row| (series[row].as_str(), events[row].as_str())).collect()
    };
    assert_eq!(with(Verdict::Flagged), [("researcher-a", "embargo renewed"), ("all accounts", "embargo renewed")]);
    assert!(with(Verdict::InsufficientData).iter().all(|(series, _)| *series == "#harbourcouncillies"), "a hashtag that is new");
    // Planted are three posts a day of every ordinary account on the first list.
    let ordinary = planted("truth-ordinary").intersection(&members(|set, _| set == "researcher-a")).count() as f64;
    let row = (0..shifts.rows()).find(|row| (series[*row].as_str(), events[*row].as_str()) == ("researcher-a", "embargo renewed"));
    let get = |column| real(shifts, column, row.expect("it is in the table")).expect("it was assessed");
    let size = 1.0 + 3.0 * ordinary / get("before");
    let (low, high) = (get("times_low"), get("times_high"));
    assert!(1.0 < low && low < size && size < high, "planted {size}, found {low} to {high}");
}

/// The words that set the studied accounts apart, and whether each is more usual among them.
fn key_words(findings: &Findings) -> Vec<(String, bool)> {
    let words = findings.table("words").expect("one row a word");
    let (Some(Cells::Object(names)), Some(Cells::Verdict(verdicts)), Some(Cells::Text(side))) =
        (words.column("word"), words.column("verdict"), words.column("more_usual"))
    else {
        panic!("words come with a verdict");
    };
    let rows = (0..words.rows()).filter(|row| verdicts[*row] == Verdict::Flagged);
    rows.map(|row| (names[row].clone(), side[row] == "studied")).collect()
}

#[test]
fn the_words_of_the_lists_are_those_they_were_given_and_halves_of_a_crowd_have_none() {
    let rule = json!({ "themes": [{ "name": "union", "version": 1, "phrases": { "en": { "include": ["Dawn Union marchers", "the Regency's envoys"] } } }] });
    let findings = detect("themes", &rule);
    let studied: BTreeSet<String> = key_words(&findings).into_iter().filter(|(_, studied)| *studied).map(|(word, _)| word).collect();
    for word in ["regencys", "dawn", "marchers", "whitewashed", "#freevarestan"] {
        assert!(studied.contains(word), "{word} is not among {studied:?}");
    }
    let others: BTreeSet<String> = key_words(&findings).into_iter().filter(|(_, studied)| !studied).map(|(word, _)| word).collect();
    for word in ["lantern", "choirs", "tram"] {
        assert!(others.contains(word), "{word} is not among {others:?}");
    }
    assert!(number(&findings, "studied_share") > 0.1);
    assert_eq!(number(&findings, "other_share"), 0.0);
    assert!(matches!(&findings.value("precision_1").expect("named").number, Number::Insufficient(why) if why == "no coded sample"));

    let mut halves = snapshot().clone();
    let crowd = halves.sets.iter().find(|set| set.name == "neutral-crowd").expect("it is there").clone();
    halves.sets = [(Role::Studied, 0), (Role::Control, 1)]
        .map(|(role, half)| lockstep_snapshot::Set {
            name: role.name().to_owned(),
            role,
            members: crowd.members.iter().copied().skip(half).step_by(2).collect(),
            ..crowd.clone()
        })
        .into();
    let findings = detect_in(&halves, "themes", &json!({}));
    assert!(number(&findings, "words") > 300.0);
    assert_eq!(key_words(&findings), []);
}

#[test]
fn follower_spike_finds_the_week_and_its_size() {
    let leaping = planted("truth-follower-spike");
    assert_eq!(leaping.len(), 75);
    let findings = detect("follower_spike", &json!({}));
    let sets = findings.table("sets").expect("one row a set");
    let Some(Cells::Text(names)) = sets.column("set") else { panic!("sets have names") };
    let row = names.iter().position(|name| name == "researcher-b").expect("the second list");
    let real = |column: &str| match sets.column(column) {
        Some(Cells::Real(_, cells)) => cells[row].expect("the list has a week"),
        _ => panic!("{column} is a measurement"),
    };
    assert!(real("low") <= 125_200.0 && 125_200.0 <= real("high"), "{} to {}", real("low"), real("high"));
    assert!(real("high") - real("low") < 1_000.0, "{} to {}", real("low"), real("high"));
    assert!(matches!(sets.column("from"), Some(Cells::Time(from)) if from[row] == Some(1_550_793_600_000)), "22 February 2019");
    assert!(matches!(sets.column("verdict"), Some(Cells::Verdict(verdicts)) if verdicts[row] == Verdict::Flagged));
    let flagged = flagged("follower_spike", &json!({}));
    assert!(flagged.is_subset(&leaping), "{:?}", flagged.difference(&leaping));
    assert!(flagged.len() * 10 >= leaping.len() * 9, "{} of {} are found", flagged.len(), leaping.len());
}

#[test]
fn persona_puts_forward_those_called_like_outlets_and_nobody_else() {
    let personas = planted("truth-news-persona");
    assert_eq!(personas.len(), 12);
    let findings = detect("persona", &json!({}));
    let Some(Cells::Account(ids)) = findings.table("review").and_then(|table| table.column("account")) else {
        panic!("one row an account to look at")
    };
    assert_eq!(ids.iter().cloned().collect::<BTreeSet<String>>(), personas);
    assert!(findings.tables.iter().all(|table| table.columns.iter().all(|column| !matches!(column.cells, Cells::Verdict(_)))));
}

#[test]
fn names_are_described_and_the_crowds_were_not_created_together() {
    let findings = detect("name_pattern", &json!({}));
    assert!(findings.tables.iter().all(|table| table.columns.iter().all(|column| !matches!(column.cells, Cells::Verdict(_)))));
    let sets = detect("creation_cluster", &json!({})).table("sets").expect("one row a set").clone();
    let (Some(Cells::Text(roles)), Some(Cells::Verdict(verdicts))) = (sets.column("role"), sets.column("verdict")) else {
        panic!("sets have a role and a verdict")
    };
    assert!(roles.iter().zip(verdicts).all(|(role, verdict)| role != "control" || *verdict == Verdict::NotFlagged), "{verdicts:?}");
}

/// The numbers of a column of one row an account.
fn column<'a>(findings: &'a Findings, name: &str) -> &'a [Option<f64>] {
    match findings.table("accounts").and_then(|table| table.column(name)) {
        Some(Cells::Real(_, cells)) => cells,
        other => panic!("{name}: {other:?}"),
    }
}

fn ids(findings: &Findings) -> &[String] {
    match findings.table("accounts").and_then(|table| table.column("account")) {
        Some(Cells::Account(ids)) => ids,
        other => panic!("accounts have ids: {other:?}"),
    }
}

#[test]
fn automation_finds_programs_and_shifts_and_names_the_quarter_of_the_hour() {
    let findings = detect("automation", &json!({}));
    let found = flagged("automation", &json!({}));
    let (mixed, sleepless, ordinary) = (planted("truth-mixed"), planted("truth-round-the-clock"), planted("truth-ordinary"));
    assert_eq!((mixed.len(), sleepless.len()), (40, 20));
    let (of_mixed, of_sleepless) = (found.intersection(&mixed).count(), found.intersection(&sleepless).count());
    assert!(of_mixed == 40 && of_sleepless == 20, "{of_mixed} of 40 and {of_sleepless} of 20 are found");
    assert_eq!(found.intersection(&ordinary).count(), 0, "nobody of the ordinary accounts on the lists");
    assert_eq!(found.intersection(&planted("truth-high-pace")).count(), 0, "people who post fast look at no clock");
    let Some(Cells::Text(schedules)) = findings.table("accounts").and_then(|table| table.column("schedule")) else { panic!("schedules") };
    let named = ids(&findings).iter().zip(schedules).filter(|(id, schedule)| mixed.contains(*id) && *schedule == "every 15 min").count();
    assert!(named >= 38, "{named} of 40 are named");
    let wrong = ids(&findings).iter().zip(schedules).filter(|(id, schedule)| !mixed.contains(*id) && !schedule.is_empty()).count();
    assert_eq!(wrong, 0, "nobody else has a schedule");
}

#[test]
fn mixed_control_finds_the_true_share_within_its_interval() {
    let findings = detect("mixed_control", &json!({}));
    let mixed = planted("truth-mixed");
    let posts = &snapshot().posts;
    let (kinds, clients) = (posts.kind.as_ref().expect("kept"), posts.client.as_ref().expect("kept"));
    let scheduler = clients.names.rank("Scheduler Pro").expect("programs post");
    let (low, high) = (column(&findings, "share_low"), column(&findings, "share_high"));
    let mut held = 0;
    for ((id, low), high) in ids(&findings).iter().zip(low).zip(high).filter(|((id, _), _)| mixed.contains(*id)) {
        let account = snapshot().accounts.rank(id).expect("is there");
        let own = (0..posts.len()).filter(|post| posts.account[*post] == account && kinds[*post] != Kind::Retweet);
        let (mut scheduled, mut all) = (0, 0);
        for post in own {
            all += 1;
            scheduled += usize::from(clients.rank(post) == Some(scheduler));
        }
        let truth = Some(scheduled as f64 / f64::from(all));
        held += usize::from(*low <= truth && truth <= *high);
    }
    assert!(held >= 37, "the true share of {held} of 40 is within the interval");
    let found = flagged("mixed_control", &json!({}));
    assert!(found.is_superset(&mixed), "{} of 40 are found", found.intersection(&mixed).count());
    assert_eq!(found.len(), mixed.len(), "nobody else");
}

/// What a detector says of each hashtag.
fn of_hashtags(findings: &Findings) -> std::collections::BTreeMap<String, Verdict> {
    let hashtags = findings.table("hashtags").expect("one row a hashtag");
    let (Some(Cells::Object(names)), Some(Cells::Verdict(verdicts))) = (hashtags.column("hashtag"), hashtags.column("verdict")) else {
        panic!("hashtags come with a verdict");
    };
    names.iter().cloned().zip(verdicts.iter().copied()).collect()
}

#[test]
fn the_hashtag_attack_is_the_one_campaign_among_organic_hashtags_and_flashes_of_news() {
    let wide = json!({ "volume_within": 15.0, "same_kind_of_day": false });
    let findings = detect("hashtag_campaign", &wide);
    let said = of_hashtags(&findings);
    let flagged: Vec<&String> = said.iter().filter(|(_, verdict)| **verdict == Verdict::Flagged).map(|(name, _)| name).collect();
    assert_eq!(flagged, ["harbourcouncillies"]);
    assert!(number(&findings, "assessed") > 50.0, "{}", number(&findings, "assessed"));
    // News that everybody passes on at once, by whatever hashtag the first post has.
    assert_ne!(said["books"], Verdict::Flagged);
    let named = json!({
        "hashtags": ["#HarbourCouncilLies"], "targets": ["@harbour_council"], "volume_within": 30.0, "same_kind_of_day": false
    });
    let findings = detect("hashtag_campaign", &named);
    assert_eq!((number(&findings, "looked_into"), number(&findings, "flagged")), (1.0, 1.0));
    let first = findings.table("hashtags").expect("one row a hashtag");
    let Some(Cells::Time(starts)) = first.column("first") else { panic!("bursts have a first post") };
    // The first wave of the holiday weekend, 25 May 2019, 15:00 UTC.
    let start = starts[0].expect("it has a burst");
    assert!((0..900_000).contains(&(start - 1_558_796_400_000)), "{start}");
    let Some(Cells::Count(authors)) = first.column("authors") else { panic!("bursts have authors") };
    let attackers = planted("truth-hashtag-attack").len() as u64;
    assert!(authors[0].is_some_and(|authors| authors <= attackers + 5 && 10 * authors >= 7 * attackers), "{authors:?} of {attackers}");
    let few = detect("hashtag_campaign", &json!({ "hashtags": ["harbourcouncillies"] }));
    assert_eq!(of_hashtags(&few)["harbourcouncillies"], Verdict::InsufficientData, "too few hashtags are of its size, language and day");
}

#[test]
fn nobody_in_the_organic_crowds_is_flagged() {
    let crowds = control();
    assert!(crowds.len() > 500);
    for (detector, settings) in [
        ("pace", json!({ "line": 100 })),
        ("round_the_clock", json!({})),
        ("automation", json!({})),
        ("mixed_control", json!({})),
        ("follower_spike", json!({})),
    ] {
        let wrong: Vec<String> = flagged(detector, &settings).intersection(&crowds).cloned().collect();
        assert!(wrong.is_empty(), "{detector} flags {wrong:?}");
    }
}

#[test]
fn every_sentence_of_every_card_finds_its_numbers() {
    for method in METHODS {
        let card = method.card();
        let findings = detect(card.id, &json!({}));
        assert_eq!(unknown_placeholders(card, &findings), Vec::<String>::new(), "{}", card.id);
        assert!(!findings.values.is_empty(), "{}", card.id);
        if let Some(measure) = card.measure {
            let table = findings.table(measure.table).unwrap_or_else(|| panic!("{}: no table {}", card.id, measure.table));
            assert_eq!((table.key, table.columns[0].name.as_str()), (1, "account"), "{}: a measure has one row an account", card.id);
            let column = table.column(measure.column).unwrap_or_else(|| panic!("{}: no column {}", card.id, measure.column));
            assert!(matches!(column, Cells::Count(_) | Cells::Real(..)), "{}", card.id);
            if let Said::Column(verdict) = measure.said {
                assert!(matches!(table.column(verdict), Some(Cells::Verdict(_))), "{}", card.id);
            }
        }
    }
}
