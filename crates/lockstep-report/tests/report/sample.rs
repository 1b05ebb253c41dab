//! A made-up run with every kind of view, an unfit step, and hostile text where a platform would put it.

use std::collections::BTreeMap;

use lockstep_detect::{
    Axis, ByChance, Card, Cells, Findings, Headline, Network, Number, Part, ReferenceLine, Table, TableColumn, Unfit, Unit, Value, Verdict,
    View,
};
use lockstep_digest::{Context, Digest, FileDigests};
use lockstep_runner::{Ledger, Outcome, Record, Run, StepRecord};
use lockstep_snapshot::{Column, EventFacts, Facts, InputFile, Intake, Loss, Losses, Lost, Place, Role, SetFacts, TableDigest};
use serde_json::json;

const DAY: i64 = 86_400_000;
const START: i64 = 1_546_300_800_000;

const BLANK: Card = Card {
    id: "",
    version: 1,
    title: "",
    question: "",
    method: "",
    formula: &[],
    minimum_data: "At least `minimum_days` days between an account's first and last post (30 unless set).",
    slower: None,
    assumptions: &["The posts are complete for the days they cover."],
    limits: &["Deleted posts are missing, so a pace may be too low."],
    innocent: &["A newsroom that posts in shifts.", "An account that several people share."],
    line: None,
    baseline: "No comparison is made.",
    chance: "No null model is part of this step.",
    part: Part::Signal,
    techniques: &[],
    references: &["A. Author, On the pace of posting, Journal of Examples 1 (2019)."],
    validation: "Planted accounts of known pace are found; the closed form for a steady account is met exactly.",
    headline: Headline {
        count: "flagged",
        found: "{flagged account} stood out.",
        nothing: "No account stood out.",
        by_chance: ByChance::NoMatter,
    },
    measure: None,
    family: None,
    views: &[],
};

static PACE: Card = Card {
    id: "pace",
    title: "Posting pace",
    question: "Which accounts posted faster than people usually do, and for how long?",
    method: "The number of posts is divided by the days between an account's first and last post.\n\nDays without a post count.",
    formula: &["pace = posts / days", "days = last day − first day + 1"],
    line: None,
    baseline: "The median pace was {median_pace}.",
    chance: "A pace is measured, not estimated, so chance does not enter; {expected account} would be expected from a reference population.",
    headline: Headline {
        count: "flagged",
        found: "{flagged account} posted more than 100 times a day, every day, over at least 30 days.",
        nothing: "None of {assessed account} posted more than 100 times a day.",
        by_chance: ByChance::NoMatter,
    },
    views: &[View::Scatter {
        name: "pace",
        title: "{flagged account} lie above 100 posts a day",
        table: "accounts",
        x: Axis { column: "days", label: "Days between first and last post", log: true },
        y: Axis { column: "pace", label: "Posts a day", log: true },
        verdict: "verdict",
        lines: &[
            ReferenceLine { at: 50.0, label: "50 a day: heavy automation, Oxford", source: "Howard and Kollanyi 2016" },
            ReferenceLine { at: 72.0, label: "72 a day: suspicious, DFRLab", source: "DFRLab 2017" },
            ReferenceLine { at: 144.0, label: "144 a day: highly suspicious, DFRLab", source: "DFRLab 2017" },
        ],
    }],
    ..BLANK
};

static CLOCK: Card = Card {
    id: "round_the_clock",
    title: "Round the clock",
    question: "Which accounts leave no time to sleep?",
    headline: Headline {
        count: "flagged",
        found: "{flagged account} had no quiet gap of five hours on {sleepless_share} of busy days.",
        nothing: "Every account that could be measured had time to sleep.",
        by_chance: ByChance::NoMatter,
    },
    views: &[View::HourWeek {
        name: "week",
        title: "{flagged account} posted in every hour of the week",
        table: "hours",
        notes: "accounts",
        note: "longest_gap",
        note_label: "longest gap between two posts on a busy day",
    }],
    ..BLANK
};

static VOLUME: Card = Card {
    id: "volume",
    title: "Volume",
    question: "How much was posted, when, and by how many?",
    headline: Headline {
        count: "posts",
        found: "{posts post} came from {accounts account}.",
        nothing: "There is no post.",
        by_chance: ByChance::NoMatter,
    },
    views: &[View::TimeLine {
        name: "activity",
        title: "Posts peaked over the holiday weekend",
        table: "months",
        time: "day",
        series: "set",
        y: Axis { column: "posts", label: "Posts a day", log: false },
    }],
    ..BLANK
};

static TIES: Card = Card {
    id: "window_counts",
    title: "Acting together",
    question: "Which accounts retweeted the same posts within seconds of each other, again and again?",
    chance: "Chance was not modelled; read the number of pairs as a description.",
    headline: Headline {
        count: "pairs",
        found: "{pairs pair of accounts} retweeted the same posts within 60 seconds at least five times.",
        nothing: "No two accounts did.",
        by_chance: ByChance::NoMatter,
    },
    views: &[View::Network { name: "network", title: "{pairs pair of accounts} form a few tight groups" }],
    ..BLANK
};

static SPIKE: Card = Card {
    id: "follower_spike",
    title: "Follower spikes",
    question: "Did followers arrive in a rush?",
    headline: Headline { count: "spikes", found: "{spikes} spikes.", nothing: "No spike.", by_chance: ByChance::NoMatter },
    ..BLANK
};

/// The card of a detector.
pub(crate) fn card(id: &str) -> Option<&'static Card> {
    [&PACE, &CLOCK, &VOLUME, &TIES, &SPIKE].into_iter().find(|card| card.id == id)
}

fn digest(text: &str) -> Digest {
    Context::Row.of_bytes(text.as_bytes())
}

/// A pseudonym.
fn account(number: usize) -> String {
    digest(&format!("account {number}")).short()
}

/// Numbers that look random and are always the same.
struct Draws(u64);

impl Draws {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn value(name: &str, number: Number, unit: Unit, of: Option<&str>, meaning: &str) -> Value {
    Value { name: name.into(), number, unit, of: of.map(Into::into), meaning: meaning.into() }
}

fn table(name: &str, about: &str, key: usize, columns: Vec<(&str, &str, Cells)>) -> Table {
    let column = |(name, meaning, cells): (&str, &str, Cells)| TableColumn { name: name.into(), meaning: meaning.into(), cells };
    Table { name: name.into(), about: about.into(), key, columns: columns.into_iter().map(column).collect() }
}

pub(crate) fn pace(accounts: usize) -> Findings {
    let mut draws = Draws(7);
    let (mut names, mut days, mut rates, mut verdicts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for number in 0..accounts {
        names.push(account(number));
        let age = 5 + draws.next(40) * draws.next(60);
        let few = age < 30;
        let rate = match number {
            0..5 => 104.0 + 13.7 * number as f64,
            _ => 0.05 * (1 + draws.next(60)) as f64 * (1 + draws.next(18)) as f64,
        };
        let age = if number < 5 { 600 + 300 * number as u64 } else { age };
        days.push(Some(age));
        rates.push(if few && number >= 5 { None } else { Some(rate) });
        verdicts.push(match (number < 5, few) {
            (true, _) => Verdict::Flagged,
            (false, true) => Verdict::InsufficientData,
            (false, false) => Verdict::NotFlagged,
        });
    }
    let measured = verdicts.iter().filter(|verdict| **verdict != Verdict::InsufficientData).count() as u64;
    Findings {
        values: vec![
            value("assessed", Number::Count(measured), Unit::Accounts, None, "Accounts with at least 30 days between first and last post."),
            value("flagged", Number::Count(5), Unit::Accounts, Some("assessed"), "Accounts above 100 posts a day."),
            value("median_pace", Number::Real(3.4), Unit::PostsPerDay, Some("assessed"), "Median of all measured accounts."),
            value(
                "expected",
                Number::Insufficient("the study names no reference population".into()),
                Unit::Accounts,
                None,
                "Accounts above the line by chance.",
            ),
            value(
                "fastest_share",
                Number::Real(0.412),
                Unit::Share,
                Some("assessed"),
                "Share of all posts that come from flagged accounts.",
            ),
            value("peak", Number::Time(START + 55 * DAY), Unit::Time, None, "Day with the most posts."),
        ],
        tables: vec![table(
            "accounts",
            "One row an account.",
            1,
            vec![
                ("account", "The account's pseudonym.", Cells::Account(names)),
                ("days", "Days between first and last post.", Cells::Count(days)),
                ("pace", "Posts a day.", Cells::Real(Unit::PostsPerDay, rates)),
                ("verdict", "Whether the pace lies beyond the line.", Cells::Verdict(verdicts)),
            ],
        )],
        network: None,
        notes: vec!["The last day is incomplete and was left out.".into()],
    }
}

fn clock() -> Findings {
    let mut draws = Draws(11);
    let (mut names, mut weekdays, mut hours, mut posts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut accounts, mut gaps) = (Vec::new(), Vec::new());
    for number in 0..7 {
        accounts.push(account(number));
        gaps.push(Some(if number < 4 { 2.1 + 0.4 * number as f64 } else { 7.5 }));
        for weekday in 0..7 {
            for hour in 0..24 {
                let asleep = number >= 4 && (1..8).contains(&hour);
                names.push(account(number));
                weekdays.push(Some(weekday));
                hours.push(Some(hour));
                posts.push(Some(if asleep { 0 } else { draws.next(14) * draws.next(6) }));
            }
        }
    }
    Findings {
        values: vec![
            value("eligible", Number::Count(38), Unit::Accounts, None, "Accounts with at least seven days of 24 posts."),
            value("flagged", Number::Count(4), Unit::Accounts, Some("eligible"), "Accounts without a gap of five hours on most such days."),
            value("sleepless_share", Number::Real(0.83), Unit::Share, None, "Share of their busy days."),
        ],
        tables: vec![
            table(
                "accounts",
                "One row a measured account.",
                1,
                vec![
                    ("account", "The account's pseudonym.", Cells::Account(accounts)),
                    ("longest_gap", "Longest gap between two posts on a busy day.", Cells::Real(Unit::Hours, gaps)),
                ],
            ),
            table(
                "hours",
                "One row an account, weekday and hour.",
                3,
                vec![
                    ("account", "The account's pseudonym.", Cells::Account(names)),
                    ("weekday", "0 is Monday.", Cells::Count(weekdays)),
                    ("hour", "Hour of the day, UTC.", Cells::Count(hours)),
                    ("posts", "Number of posts.", Cells::Count(posts)),
                ],
            ),
        ],
        ..Findings::default()
    }
}

fn volume() -> Findings {
    let mut draws = Draws(3);
    let (mut days, mut sets, mut posts) = (Vec::new(), Vec::new(), Vec::new());
    for day in 0..180 {
        for (set, base) in [("researcher-a", 220), ("researcher-b", 90), ("neutral <b>crowd</b>", 60)] {
            let burst = if (143..148).contains(&day) && set != "neutral <b>crowd</b>" { 4 } else { 1 };
            days.push(Some(START + day * DAY));
            sets.push(set.to_owned());
            posts.push(Some((base + draws.next(base) * 2 / 3) * burst));
        }
    }
    let total = posts.iter().map(|posts| posts.unwrap_or(0)).sum();
    Findings {
        values: vec![
            value("posts", Number::Count(total), Unit::Posts, None, "Posts in the data."),
            value("accounts", Number::Count(425), Unit::Accounts, None, "Accounts with at least one post."),
        ],
        tables: vec![table(
            "months",
            "One row a day and set.",
            2,
            vec![
                ("day", "The day, UTC.", Cells::Time(days)),
                ("set", "Set of accounts.", Cells::Text(sets)),
                ("posts", "Number of posts.", Cells::Count(posts)),
            ],
        )],
        ..Findings::default()
    }
}

fn ties() -> Findings {
    let mut draws = Draws(5);
    let mut edges: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut tie = |a: usize, b: usize, weight: u64| {
        if a != b {
            let (a, b) = (account(a), account(b));
            edges.insert(if a < b { (a, b) } else { (b, a) }, weight);
        }
    };
    let mut first = 0;
    for size in [18usize, 11, 7, 4, 3] {
        for _ in 0..size * 3 {
            let (a, b) = (draws.next(size as u64), draws.next(size as u64));
            tie(first + a as usize, first + b as usize, 5 + draws.next(30));
        }
        first += size;
    }
    for pair in 0..6 {
        tie(first + 2 * pair, first + 2 * pair + 1, 5 + draws.next(4));
    }
    let pairs = edges.len() as u64;
    let objects: Vec<String> =
        (0..edges.len()).map(|row| if row == 2 { HOSTILE.to_owned() } else { format!("hashtag{}", row % 9) }).collect();
    let evidence: Vec<Vec<String>> =
        (0..edges.len()).map(|row| (0..row % 6).map(|post| digest(&format!("{row} {post}")).short()).collect()).collect();
    let (source, target): (Vec<String>, Vec<String>) = edges.keys().cloned().unzip();
    let weight: Vec<Option<u64>> = edges.values().map(|weight| Some(*weight)).collect();
    Findings {
        values: vec![
            value("possible_pairs", Number::Count(90_100), Unit::Pairs, None, "Pairs of accounts that shared at least one object."),
            value("pairs", Number::Count(pairs), Unit::Pairs, Some("possible_pairs"), "Pairs with five shared objects or more."),
        ],
        tables: vec![
            table(
                "edges",
                "One row a pair of accounts.",
                2,
                vec![
                    ("source", "One account.", Cells::Account(source.clone())),
                    ("target", "The other account.", Cells::Account(target.clone())),
                    ("weight", "Objects on which both acted within the window.", Cells::Count(weight)),
                    ("posts", "The posts behind the tie.", Cells::Posts(evidence)),
                ],
            ),
            table(
                "evidence",
                "One row a pair and object.",
                3,
                vec![
                    ("source", "One account.", Cells::Account(source)),
                    ("target", "The other account.", Cells::Account(target)),
                    ("object", "What both acted on.", Cells::Object(objects)),
                ],
            ),
        ],
        network: Some(Network {
            edges: "edges".into(),
            directed: false,
            weight: "objects shared within 60 s".into(),
            evidence: vec!["evidence".into()],
        }),
        notes: vec!["3 objects with more than 10,000 actions were left out.".into()],
    }
}

/// Text as an attacker would choose it.
pub(crate) const HOSTILE: &str = "</td><script>alert(1)</script>\" onload='x' \u{202e}gpj.exe\u{200b}";

fn study(files: bool) -> lockstep_study::Study {
    let mut study = json!({
        "title": "Who pushed the hashtag?",
        "question": "Did the accounts named by two researchers act as one over the holiday weekend of May 2019?",
        "summary": "Two researchers drew up lists of accounts. This study asks of both lists, and of a neutral crowd, how fast they posted, when they slept, and who acted together.",
        "authors": [{ "name": "A. Person", "affiliation": "Institute of Examples", "orcid": "0000-0002-1825-0097" }, { "name": "B. Other" }],
        "licence": "CC-BY-4.0",
        "published": "2026-11-24",
        "seed": 2019,
        "inputs": [{ "name": "sim", "simulate": { "scenario": "influence-network", "scale": 0.05, "seed": 2019 }, "source": "Simulated for this example." }],
        "steps": [
            { "step": "volume", "detector": "volume" }, { "step": "pace", "detector": "pace" }, { "step": "clock", "detector": "round_the_clock" },
            { "step": "ties", "detector": "window_counts" }, { "step": "spike", "detector": "follower_spike" }
        ],
        "report": {
            "discovery": "Both lists were drawn up by hand from a hashtag search.", "discovery_features": ["hashtag"],
            "funding": "None.", "does_not_show": ["Whether any government paid for the accounts."],
            "alternatives": ["Supporters who agree and follow the same news.", HOSTILE],
            "corrections": [{ "date": "2026-11-30", "text": "A typing error in the summary was corrected." }]
        }
    });
    if files {
        study["inputs"] = json!([{ "name": "sim", "files": "tweets.csv" }]);
    }
    serde_json::from_value(study).expect("the sample study is valid")
}

fn facts() -> Facts {
    let places = |lines: &[u64]| {
        lines.iter().map(|line| Place { file: "tweets.csv".into(), line: *line, what: "post id `11223344`".into() }).collect()
    };
    let losses = BTreeMap::from([
        (Loss::BadTime, Lost { rows: 1_204, examples: places(&[12, 40_331]) }),
        (Loss::DuplicateId, Lost { rows: 17, examples: places(&[7_001]) }),
    ]);
    Facts {
        posts: 1_806_987,
        accounts_posting: 425,
        accounts: 431,
        observations: 0,
        follows: 0,
        first_post: Some(START),
        last_post: Some(START + 180 * DAY - 60_000),
        resolution_ms: 60_000,
        columns: vec![Column::Kind, Column::Text, Column::Hashtags],
        sets: vec![
            SetFacts { name: "researcher-a".into(), role: Role::Studied, source: "First list".into(), accounts: 350, posting: 348 },
            SetFacts {
                name: "neutral-crowd".into(),
                role: Role::Control,
                source: "Drawn from the same days".into(),
                accounts: 75,
                posting: 75,
            },
        ],
        events: vec![EventFacts {
            name: "Holiday weekend".into(),
            start: START + 144 * DAY,
            end: START + 147 * DAY,
            source: "Calendar".into(),
        }],
        intakes: vec![Intake {
            input: "sim".into(),
            files: vec![InputFile { path: "tweets.csv".into(), digests: FileDigests::of(b"sample") }],
            layout: "twitter_io_archive".into(),
            rows_read: 1_808_208,
            losses: Losses(losses),
            tables: vec![TableDigest { table: "posts".into(), rows: 1_806_987, digest: digest("posts") }],
            derived: vec!["hashtags, from the text".into()],
            unused_columns: vec!["poll_choices".into(), "latitude".into()],
        }],
    }
}

/// The run. With `files`, its input is read from files instead of simulated.
pub(crate) fn run(files: bool) -> Run {
    let study = study(files);
    let findings = vec![Some(volume()), Some(pace(425)), Some(clock()), Some(ties()), None];
    let steps = study
        .steps
        .iter()
        .zip(&findings)
        .map(|(step, found)| StepRecord {
            step: step.step.clone(),
            detector: step.detector.clone(),
            version: 1,
            settings: json!({ "minimum_days": 30, "window": "60 s", "lines": [50, 72, 100] }),
            settings_digest: digest(&step.step),
            draws_on: Vec::new(),
            key: digest(&step.detector),
            outcome: match found {
                Some(found) => Outcome::Found { findings: found.digest().expect("canonical"), values: found.values.clone() },
                None => Outcome::Unfit(Unfit {
                    reason: "the snapshot holds no follower counts".into(),
                    remedy: "add a table of observations with at least eight weeks of follower counts".into(),
                }),
            },
        })
        .collect();
    let record = Record {
        format: 1,
        slug: "sample".into(),
        study: digest("study"),
        seed: 2019,
        rows: digest("rows"),
        snapshot: facts(),
        steps,
        ledger: Ledger::default(),
    };
    Run { slug: "sample".into(), study, record, findings }
}
