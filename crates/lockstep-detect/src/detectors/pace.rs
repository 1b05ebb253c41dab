//! D1: how fast an account posts, over its life and while it was watched.

use std::collections::BTreeMap;

use lockstep_snapshot::{Column, Kind, Posts, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, ByChance, Card, Family, Headline, Measure, Part, ReferenceLine, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, value};
use crate::groups::{column, verdicts_by_set};
use crate::numbers::{percentile, quantile, share};
use crate::timelines::Timelines;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Posts a day from which an account is flagged, as the mean of its active days or of its whole life.
    ///
    /// Default: 100 a day, which press reports name; it lies between the 72 and 144 a day of the Atlantic Council's Digital Forensic Research Lab.
    #[schemars(range(min = 1.0, max = 10_000.0))]
    line: f64,
    /// Days that an account must have been watched; below, it is not assessed.
    ///
    /// Default: ours; a month holds at least four of every weekday.
    #[schemars(range(min = 1, max = 3_650))]
    minimum_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { line: 100.0, minimum_days: 30 }
    }
}

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

impl Detector for Pace {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "pace",
        version: 2,
        title: "Pace",
        question: "Which accounts post faster than people usually can, day after day?",
        method: "Two paces are kept apart. The observed pace is the mean number of collected posts on days with at least one. The lifetime pace \
                 is the platform's own counter divided by the account's age, where both were observed: it covers time nobody watched, and falls \
                 when posts are deleted. An account is flagged when either reaches the line.",
        formula: &[
            "observed pace = collected posts / UTC days with at least one of them",
            "lifetime pace = last reported number of posts / days between creation and that report",
            "percentile = share of the assessed accounts whose observed pace is at most the account's",
            "coverage = collected posts / growth of the platform's counter while the account was watched",
        ],
        minimum_data: "The account's collected posts span at least `minimum_days` days (30 unless set).",
        slower: None,
        assumptions: &["Every post of an account in the period was collected; where the platform's counter tells otherwise, coverage says so."],
        limits: &[
            "A collection by keyword misses posts, so the observed pace is then a lower bound.",
            "Mass deletion lowers the lifetime pace.",
            "The line is a landmark that others have used, not a boundary between people and programs.",
        ],
        innocent: &[
            "News desks, weather, traffic and other services post hundreds of times a day, openly.",
            "An account may be shared by a team.",
            "Some people retweet very much, above all during events they care about.",
        ],
        line: Some("An account counts when it wrote {line} or more, on average over the days it was watched."),
        baseline: "{assessed} of {accounts account} were watched for long enough. Their median pace is {median_pace}; one in a hundred reaches \
                   {p99_pace}.",
        chance: "Not a matter of chance: pace is counted, not inferred. How rare it is in this collection is the percentile beside each account.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "Oxford Internet Institute, Computational Propaganda project: 50 posts a day as a mark of heavy automation.",
            "Atlantic Council, Digital Forensic Research Lab: 72 a day (one in ten minutes for twelve hours) and 144 a day (round the clock).",
        ],
        validation: "Tested on planted accounts of known pace and on direct queries of public data.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed account} watched for long enough posted {line} or more on average.",
            nothing: "None of {assessed account} watched for long enough posted {line} on average.",
            by_chance: ByChance::NoMatter,
        },
        measure: Some(Measure { table: "accounts", column: "observed_pace", said: Said::Column("verdict"), chance: None }),
        family: Some(Family::Pace),
        views: &[View::Scatter {
            name: "pace",
            title: "{flagged account} of {assessed} assessed reached {line}",
            table: "accounts",
            x: Axis { column: "days_known", label: "days from creation, or first collected post, to last post", log: false },
            y: Axis { column: "observed_pace", label: "posts per active day", log: true },
            verdict: "verdict",
            lines: &[
                ReferenceLine { at: 50.0, label: "50 a day (Oxford)", source: "Oxford Internet Institute, Computational Propaganda project" },
                ReferenceLine { at: 72.0, label: "72 a day (DFRLab)", source: "Atlantic Council, Digital Forensic Research Lab" },
                ReferenceLine { at: 100.0, label: "100 a day", source: "a pace named in press reports about suspected influence networks" },
                ReferenceLine { at: 144.0, label: "144 a day (DFRLab)", source: "Atlantic Council, Digital Forensic Research Lab" },
            ],
        }],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        vec![Column::Kind]
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        if snapshot.posts.is_empty() {
            return Err(Unfit::no_posts());
        }
        if snapshot.posts.resolution_ms > DAY_MS {
            return Err(Unfit {
                reason: "times are coarser than a day".to_owned(),
                remedy: "a source with at least the day of each post would do".to_owned(),
            });
        }
        let timelines = Timelines::new(snapshot);
        let accounts: Vec<u32> = timelines.posting().collect();
        let paces: Vec<Measured> = accounts.iter().map(|account| Measured::new(*account, snapshot, &timelines)).collect();
        let verdicts: Vec<Verdict> = paces.iter().map(|pace| pace.verdict(settings)).collect();
        let mut assessed: Vec<f64> =
            paces.iter().zip(&verdicts).filter(|(_, verdict)| **verdict != Verdict::InsufficientData).map(|(pace, _)| pace.observed()).collect();
        assessed.sort_unstable_by(f64::total_cmp);
        Ok(Findings {
            values: values(settings, &verdicts, &assessed, accounts.len() as u64),
            tables: vec![verdicts_by_set(snapshot, &accounts, &verdicts), table(snapshot, &accounts, &paces, &verdicts, &assessed)],
            network: None,
            notes: Vec::new(),
        })
    }
}

/// The paces of one account.
struct Measured {
    posts: u64,
    active_days: u64,
    watched_days: u64,
    busiest_day: u64,
    busiest_hour: u64,
    retweets: Option<u64>,
    reported: Option<u64>,
    lifetime: Option<f64>,
    coverage: Option<f64>,
    known_days: u64,
}

impl Measured {
    fn new(account: u32, snapshot: &Snapshot, timelines: &Timelines) -> Self {
        let posts = timelines.of(account);
        let time = |post: &u32| snapshot.posts.time[*post as usize];
        let (first, last) = (time(&posts[0]), time(&posts[posts.len() - 1]));
        let mut days: BTreeMap<i64, u64> = BTreeMap::new();
        posts.iter().for_each(|post| *days.entry(time(post).div_euclid(DAY_MS)).or_default() += 1);
        let mut busiest_hour = 0;
        let mut start = 0;
        for end in 0..posts.len() {
            while time(&posts[end]) - time(&posts[start]) >= HOUR_MS {
                start += 1;
            }
            busiest_hour = busiest_hour.max(end - start + 1);
        }
        let retweets = snapshot
            .posts
            .kind
            .as_ref()
            .map(|kinds| posts.iter().filter(|post| kinds[**post as usize] == Kind::Retweet).count() as u64);
        let profile = Profile::new(account, snapshot, first, last);
        Self {
            posts: posts.len() as u64,
            active_days: days.len() as u64,
            watched_days: days_between(first, last),
            busiest_day: days.values().copied().max().unwrap_or(0),
            busiest_hour: busiest_hour as u64,
            retweets,
            reported: profile.reported,
            lifetime: profile.lifetime,
            coverage: profile.grown.and_then(|grown| share(posts.len() as u64, grown)),
            known_days: days_between(profile.created.unwrap_or(first).min(first), last),
        }
    }

    fn observed(&self) -> f64 {
        self.posts as f64 / self.active_days as f64
    }

    fn verdict(&self, settings: &Settings) -> Verdict {
        if self.watched_days < u64::from(settings.minimum_days) {
            Verdict::InsufficientData
        } else if self.observed() >= settings.line || self.lifetime.is_some_and(|pace| pace >= settings.line) {
            Verdict::Flagged
        } else {
            Verdict::NotFlagged
        }
    }
}

/// UTC days from one moment to another, both included.
fn days_between(first: i64, last: i64) -> u64 {
    (last.div_euclid(DAY_MS) - first.div_euclid(DAY_MS)).unsigned_abs() + 1
}

/// What the platform itself said about an account.
#[derive(Default)]
struct Profile {
    created: Option<i64>,
    reported: Option<u64>,
    lifetime: Option<f64>,
    /// Growth of the counter between the first and the last observation within the watched time.
    grown: Option<u64>,
}

impl Profile {
    fn new(account: u32, snapshot: &Snapshot, first: i64, last: i64) -> Self {
        let observations = &snapshot.observations;
        let rows = observations.of(account);
        let known = |time: &i64| *time != Posts::NO_TIME;
        let created =
            observations.created_at.as_ref().and_then(|times| rows.clone().rev().map(|row| times[row]).find(|time| known(time)));
        let Some(counters) = &observations.posts else { return Self { created, ..Self::default() } };
        let seen: Vec<(i64, u64)> =
            rows.filter_map(|row| counters.get(row).map(|count| (observations.observed_at[row], count))).collect();
        let Some((at, reported)) = seen.last().copied() else { return Self { created, ..Self::default() } };
        let lifetime = created.filter(|created| *created < at).map(|created| reported as f64 * DAY_MS as f64 / (at - created) as f64);
        let within: Vec<u64> = seen.iter().filter(|(time, _)| (first..=last).contains(time)).map(|(_, count)| *count).collect();
        let grown = match (within.first(), within.last()) {
            (Some(low), Some(high)) if high > low => Some(high - low + 1),
            _ => None,
        };
        Self { created, reported: Some(reported), lifetime, grown }
    }
}

fn values(settings: &Settings, verdicts: &[Verdict], assessed: &[f64], accounts: u64) -> Vec<Value> {
    let count = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count() as u64;
    let real = |value: Option<f64>| value.map_or_else(|| Number::Insufficient("no account was assessed".to_owned()), Number::Real);
    vec![
        value("accounts", Number::Count(accounts), Unit::Accounts, None, "Accounts with at least one post."),
        value("assessed", Number::Count(assessed.len() as u64), Unit::Accounts, Some("accounts"), "Accounts watched for long enough."),
        value("flagged", Number::Count(count(Verdict::Flagged)), Unit::Accounts, Some("assessed"), "Accounts at or above the line."),
        value("insufficient", Number::Count(count(Verdict::InsufficientData)), Unit::Accounts, Some("accounts"), "Accounts not watched long enough."),
        value("line", Number::Real(settings.line), Unit::PostsPerDay, None, "The line, as set in the study."),
        value("median_pace", real(quantile(assessed, 0.5)), Unit::PostsPerDay, None, "Median observed pace of the assessed accounts."),
        value("p99_pace", real(quantile(assessed, 0.99)), Unit::PostsPerDay, None, "99th percentile of the observed pace."),
        value("highest_pace", real(assessed.last().copied()), Unit::PostsPerDay, None, "Highest observed pace."),
    ]
}

fn table(snapshot: &Snapshot, accounts: &[u32], paces: &[Measured], verdicts: &[Verdict], assessed: &[f64]) -> Table {
    let mut order: Vec<usize> = (0..accounts.len()).collect();
    order.sort_by(|a, b| verdicts[*a].cmp(&verdicts[*b]).then(paces[*b].observed().total_cmp(&paces[*a].observed())));
    let rows: Vec<(u32, &Measured, Verdict)> = order.iter().map(|row| (accounts[*row], &paces[*row], verdicts[*row])).collect();
    let count = |field: fn(&Measured) -> Option<u64>| Cells::Count(rows.iter().map(|(_, pace, _)| field(pace)).collect());
    let real = |unit, field: &dyn Fn(&Measured, Verdict) -> Option<f64>| {
        Cells::Real(unit, rows.iter().map(|(_, pace, verdict)| field(pace, *verdict)).collect())
    };
    let place = |pace: &Measured, verdict| if verdict == Verdict::InsufficientData { None } else { percentile(assessed, pace.observed()) };
    Table {
        name: "accounts".to_owned(),
        about: "One row an account: flagged ones first, then by observed pace.".to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", Cells::Account(rows.iter().map(|row| snapshot.accounts.get(row.0).to_owned()).collect())),
            column("verdict", "What the detector says", Cells::Verdict(rows.iter().map(|row| row.2).collect())),
            column("observed_pace", "Collected posts per active day", real(Unit::PostsPerDay, &|pace, _| Some(pace.observed()))),
            column("percentile", "Share of assessed accounts with at most this observed pace", real(Unit::Share, &place)),
            column("lifetime_pace", "Reported posts per day of the account's life", real(Unit::PostsPerDay, &|pace, _| pace.lifetime)),
            column("posts", "Collected posts", count(|pace| Some(pace.posts))),
            column("posts_reported", "Posts over the account's whole life, as last reported", count(|pace| pace.reported)),
            column("coverage", "Collected posts, of those the platform counted meanwhile", real(Unit::Share, &|pace, _| pace.coverage)),
            column("active_days", "UTC days with at least one post", count(|pace| Some(pace.active_days))),
            column("watched_days", "UTC days from first to last collected post", count(|pace| Some(pace.watched_days))),
            column("days_known", "UTC days from creation, or first collected post, to last post", count(|pace| Some(pace.known_days))),
            column("busiest_day", "Most posts in one UTC day", count(|pace| Some(pace.busiest_day))),
            column("busiest_hour", "Most posts within any 60 minutes", count(|pace| Some(pace.busiest_hour))),
            column("retweet_share", "Retweets, of collected posts", {
                real(Unit::Share, &|pace, _| pace.retweets.and_then(|retweets| share(retweets, pace.posts)))
            }),
        ],
    }
}
