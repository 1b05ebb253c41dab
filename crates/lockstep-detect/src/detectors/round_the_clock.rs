//! D2: accounts without the nightly pause that people need.

use lockstep_snapshot::Snapshot;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{ByChance, Card, Family, Headline, Measure, Part, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, value};
use crate::groups::{column, verdicts_by_set};
use crate::numbers::share;
use crate::timelines::Timelines;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoundTheClock;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Posts that a day needs to be eligible. Below 24, a long pause is likely by chance alone and the test has no power.
    ///
    /// Default: ours, from chance: at λ posts a day spread evenly at random, the longest pause is (24 / λ)(ln λ + 0.577) hours, 3.8 at 24 a day.
    #[schemars(range(min = 12, max = 1_000))]
    minimum_posts_a_day: u32,
    /// A day is sleepless when its longest pause is shorter than this.
    ///
    /// Default: ours, well below the seven hours that adults are advised to sleep (Watson et al. 2015, Sleep 38:843).
    sleep: Duration,
    /// Eligible days that an account needs to be assessed.
    ///
    /// Default: ours; one day of each kind in the week.
    #[schemars(range(min = 1, max = 1_000))]
    minimum_days: u32,
    /// Share of eligible days that must be sleepless for an account to be flagged.
    ///
    /// Default: ours; most people have a night without sleep now and then, and not every other night.
    #[schemars(range(min = 0.05, max = 1.0))]
    sleepless_share: f64,
    /// A stretch of activity ends at a pause of at least this length.
    ///
    /// Default: ours, an hour less than `sleep`, so that a short night still ends a stretch.
    waking_pause: Duration,
    /// Accounts shown in the figure: half of them flagged, half of them not.
    ///
    /// Default: ours; what fits on a page.
    #[schemars(range(min = 2, max = 24))]
    panels: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            minimum_posts_a_day: 24,
            sleep: Duration::from_ms(5 * HOUR_MS),
            minimum_days: 7,
            sleepless_share: 0.5,
            waking_pause: Duration::from_ms(4 * HOUR_MS),
            panels: 12,
        }
    }
}

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Stretches of activity that people rarely reach, in hours.
const LONG_STRETCH_HOURS: f64 = 48.0;

impl Detector for RoundTheClock {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "round_the_clock",
        version: 3,
        title: "Round the clock",
        question: "Which accounts post day and night, without a pause long enough to sleep?",
        method: "Time is cut into days from noon to noon UTC. A day with enough posts is eligible; it is sleepless when no pause that touches it, \
                 at its full length even where it reaches into the next day, is as long as a night's sleep. An account is flagged when it has \
                 enough eligible days and enough of them are sleepless. Also given: the longest stretch of activity without a long pause, the \
                 share of posts in the quietest six hours of the day, the entropy of the hours, and the length of the mean daily vector. None of \
                 these flags an account by itself: a person with two active periods a day has a short mean vector and sleeps all the same.",
        formula: &[
            "sleepless day: longest pause touching the day < `sleep`, among days with ≥ `minimum_posts_a_day` posts",
            "flagged: sleepless days / eligible days ≥ `sleepless_share`, with ≥ `minimum_days` eligible days",
            "longest pause of a uniform Poisson account at λ posts a day ≈ (24/λ)(ln λ + 0.577) h: 6.1 h at 12, 3.8 h at 24, 1.2 h at 100",
            "hour entropy H = −Σ pₕ ln pₕ / ln 24 + (K − 1)/(2 n ln 24), K hours with posts (Miller and Madow's correction)",
            "mean vector R = |Σ exp(2πi t/24 h)| / n",
            "quiet six = smallest share of posts in any six consecutive hours; 0.25 for a uniform account, near 0 for a regular sleeper",
        ],
        minimum_data: "At least `minimum_days` days (7 unless set) with at least `minimum_posts_a_day` posts (24 unless set), and times finer than \
                       a quarter of an hour.",
        slower: None,
        assumptions: &["Every post of the account in the period was collected.", "The source's clock is right about the hour."],
        limits: &[
            "An account that posts less than the minimum is not assessed, however odd its hours.",
            "Missing posts make pauses look longer, so an incomplete collection hides sleeplessness; it does not make it up.",
        ],
        innocent: &[
            "News desks and other services work through the night.",
            "A team may share the account, perhaps in several time zones.",
            "Posts may be scheduled while a person sleeps.",
        ],
        line: Some("An account counts when on {sleepless_share} or more of its busy days no pause lasted {sleep}."),
        baseline: "{assessed} of {accounts account} had enough busy days to measure; {rested} of them showed a nightly pause on most of those days.",
        chance: "None, for an account whose owner sleeps {sleep} or more and whose posts are all collected. An account that posts at random \
                 hours day and night is flagged: the flag says that nobody seems to rest, not why.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "G. A. Miller, Note on the bias of information estimates, 1955 (the entropy correction).",
            "The longest of n exponential gaps: L. Holst, On the lengths of the pieces of a stick broken at random, J. Appl. Prob. 17, 1980.",
        ],
        validation: "Tested on sleepers whose night straddles the boundary of the day, on uniform posters at 10 and 60 posts a day, and on \
                     planted accounts.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed account} with enough busy days posted through the night on at least {sleepless_share} of them.",
            nothing: "No account with enough data posted through the night on at least {sleepless_share} of its busy days.",
            by_chance: ByChance::NoMatter,
        },
        measure: Some(Measure { table: "accounts", column: "sleepless_share", said: Said::Column("verdict"), chance: None }),
        family: Some(Family::Schedule),
        views: &[View::HourWeek {
            name: "hours",
            title: "Hours at which flagged accounts post, and others for comparison",
            table: "hours",
            notes: "accounts",
            note: "median_pause",
            note_label: "the median of the longest pause on busy days",
        }],
    };

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        if snapshot.posts.is_empty() {
            return Err(Unfit::no_posts());
        }
        if snapshot.posts.resolution_ms > HOUR_MS / 4 {
            return Err(Unfit {
                reason: "times are coarser than a quarter of an hour, so pauses cannot be measured".to_owned(),
                remedy: "a source with the minute of each post would do".to_owned(),
            });
        }
        let timelines = Timelines::new(snapshot);
        let accounts: Vec<u32> = timelines.posting().collect();
        let clocks: Vec<Measured> = accounts
            .iter()
            .map(|account| {
                let times: Vec<i64> = timelines.of(*account).iter().map(|post| snapshot.posts.time[*post as usize]).collect();
                Measured::new(&times, settings)
            })
            .collect();
        let verdicts: Vec<Verdict> = clocks.iter().map(|clock| clock.verdict(settings)).collect();
        let order = reading_order(&clocks, &verdicts);
        Ok(Findings {
            values: values(settings, &clocks, &verdicts),
            tables: vec![
                verdicts_by_set(snapshot, &accounts, &verdicts),
                table(snapshot, &accounts, &clocks, &verdicts, &order),
                hours(snapshot, &accounts, &clocks, &verdicts, &order, settings.panels as usize),
            ],
            network: None,
            notes: Vec::new(),
        })
    }
}

/// When one account posts.
struct Measured {
    posts: u64,
    /// Posts by weekday (0 Monday) and hour, UTC.
    week: [[u64; 24]; 7],
    eligible_days: u64,
    sleepless_days: u64,
    /// Median of the eligible days' longest pauses, hours.
    median_pause: Option<f64>,
    longest_stretch: f64,
    entropy: f64,
    mean_vector: f64,
    quiet_six: f64,
}

impl Measured {
    /// From the account's post times, ascending and not empty, ms.
    fn new(times: &[i64], settings: &Settings) -> Self {
        let mut week = [[0; 24]; 7];
        for time in times {
            // 1970-01-01 was a Thursday, three days after a Monday.
            let weekday = (time.div_euclid(DAY_MS) + 3).rem_euclid(7);
            let hour = time.rem_euclid(DAY_MS) / HOUR_MS;
            week[weekday as usize][hour as usize] += 1;
        }
        let by_hour: [u64; 24] = std::array::from_fn(|hour| week.iter().map(|day| day[hour]).sum());
        let mut pauses = longest_pauses(times, settings.minimum_posts_a_day as usize);
        let sleepless = pauses.iter().filter(|pause| **pause < settings.sleep.ms()).count() as u64;
        pauses.sort_unstable();
        Self {
            posts: times.len() as u64,
            week,
            eligible_days: pauses.len() as u64,
            sleepless_days: sleepless,
            median_pause: (!pauses.is_empty()).then(|| in_hours(pauses[(pauses.len() - 1) / 2])),
            longest_stretch: in_hours(longest_stretch(times, settings.waking_pause.ms())),
            entropy: entropy(&by_hour),
            mean_vector: mean_vector(times),
            quiet_six: quiet_six(&by_hour),
        }
    }

    fn verdict(&self, settings: &Settings) -> Verdict {
        if self.eligible_days < u64::from(settings.minimum_days) {
            Verdict::InsufficientData
        } else if self.sleepless_days as f64 >= settings.sleepless_share * self.eligible_days as f64 {
            Verdict::Flagged
        } else {
            Verdict::NotFlagged
        }
    }

    fn sleepless_share(&self) -> Option<f64> {
        share(self.sleepless_days, self.eligible_days)
    }
}

fn in_hours(ms: i64) -> f64 {
    ms as f64 / HOUR_MS as f64
}

/// For each noon-to-noon day with enough posts, the longest pause that touches it, ms.
///
/// A pause counts at its full length on both days that it touches: cut at noon, the sleep of somebody who lies down at 8:00 UTC would
/// look like two short naps. Before the first post the pause is known from noon on only.
fn longest_pauses(times: &[i64], minimum_posts: usize) -> Vec<i64> {
    let day = |time: i64| (time - DAY_MS / 2).div_euclid(DAY_MS);
    let mut pauses = Vec::new();
    let mut start = 0;
    while start < times.len() {
        let today = day(times[start]);
        let end = start + times[start..].partition_point(|time| day(*time) == today);
        if end - start >= minimum_posts {
            let noon = today * DAY_MS + DAY_MS / 2;
            let before = if start == 0 { noon } else { times[start - 1] };
            let after = times.get(end).copied().unwrap_or(noon + DAY_MS);
            let inside = times[start..end].windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
            pauses.push(inside.max(times[start] - before).max(after - times[end - 1]));
        }
        start = end;
    }
    pauses
}

/// The longest stretch of time without a pause of at least `pause` ms, from first to last post of the stretch, ms.
fn longest_stretch(times: &[i64], pause: i64) -> i64 {
    let mut longest = 0;
    let mut start = times[0];
    for pair in times.windows(2) {
        if pair[1] - pair[0] >= pause {
            start = pair[1];
        }
        longest = longest.max(pair[1] - start);
    }
    longest
}

fn entropy(by_hour: &[u64; 24]) -> f64 {
    let n: u64 = by_hour.iter().sum();
    let used = by_hour.iter().filter(|posts| **posts > 0).count();
    let mut sum = 0.0;
    for posts in by_hour.iter().filter(|posts| **posts > 0) {
        let p = *posts as f64 / n as f64;
        sum -= p * libm::log(p);
    }
    let ln_24 = libm::log(24.0);
    (sum / ln_24 + (used as f64 - 1.0) / (2.0 * n as f64 * ln_24)).min(1.0)
}

fn mean_vector(times: &[i64]) -> f64 {
    let (mut x, mut y) = (0.0, 0.0);
    for time in times {
        let angle = std::f64::consts::TAU * time.rem_euclid(DAY_MS) as f64 / DAY_MS as f64;
        x += libm::cos(angle);
        y += libm::sin(angle);
    }
    libm::hypot(x, y) / times.len() as f64
}

fn quiet_six(by_hour: &[u64; 24]) -> f64 {
    let n: u64 = by_hour.iter().sum();
    let window = |start: usize| (0..6).map(|hour| by_hour[(start + hour) % 24]).sum::<u64>();
    (0..24).map(window).min().unwrap_or(0) as f64 / n as f64
}

/// Flagged accounts first, the most sleepless and then the most active of them ahead; then the others alike.
fn reading_order(clocks: &[Measured], verdicts: &[Verdict]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..clocks.len()).collect();
    order.sort_by(|a, b| {
        let key = |row: usize| clocks[row].sleepless_share().unwrap_or(-1.0);
        verdicts[*a].cmp(&verdicts[*b]).then(key(*b).total_cmp(&key(*a))).then(clocks[*b].posts.cmp(&clocks[*a].posts))
    });
    order
}

fn values(settings: &Settings, clocks: &[Measured], verdicts: &[Verdict]) -> Vec<Value> {
    let count = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count() as u64;
    let (flagged, rested) = (count(Verdict::Flagged), count(Verdict::NotFlagged));
    let long = clocks.iter().filter(|clock| clock.longest_stretch >= LONG_STRETCH_HOURS).count() as u64;
    let accounts = |name: &str, number, of: Option<&str>, meaning: &str| value(name, Number::Count(number), Unit::Accounts, of, meaning);
    let (sleep, share) = (in_hours(settings.sleep.ms()), settings.sleepless_share);
    vec![
        accounts("accounts", clocks.len() as u64, None, "Accounts with at least one post."),
        accounts("assessed", flagged + rested, Some("accounts"), "Accounts with enough busy days."),
        accounts("flagged", flagged, Some("assessed"), "Accounts that were sleepless on at least the set share of their busy days."),
        accounts("rested", rested, Some("assessed"), "Accounts that paused on more of their busy days than that."),
        accounts("insufficient", count(Verdict::InsufficientData), Some("accounts"), "Accounts with too few busy days to say."),
        accounts("long_stretches", long, Some("accounts"), "Accounts active for 48 hours or more without a long pause, at least once."),
        value("sleep", Number::Real(sleep), Unit::Hours, None, "Pause below which a day counts as sleepless, as set in the study."),
        value(
            "sleepless_share",
            Number::Real(share),
            Unit::Share,
            None,
            "Share of busy days that must be sleepless for an account to be flagged, as set in the study.",
        ),
    ]
}

fn table(snapshot: &Snapshot, accounts: &[u32], clocks: &[Measured], verdicts: &[Verdict], order: &[usize]) -> Table {
    let real = |unit, field: fn(&Measured) -> Option<f64>| Cells::Real(unit, order.iter().map(|row| field(&clocks[*row])).collect());
    let count = |field: fn(&Measured) -> u64| Cells::Count(order.iter().map(|row| Some(field(&clocks[*row]))).collect());
    Table {
        name: "accounts".to_owned(),
        about: "One row an account: flagged ones first, then by share of sleepless days and number of posts.".to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", Cells::Account(order.iter().map(|row| snapshot.accounts.get(accounts[*row]).to_owned()).collect())),
            column("verdict", "What the detector says", Cells::Verdict(order.iter().map(|row| verdicts[*row]).collect())),
            column("sleepless_share", "Sleepless days, of busy days", real(Unit::Share, Measured::sleepless_share)),
            column("sleepless_days", "Busy days without a long pause", count(|clock| clock.sleepless_days)),
            column("eligible_days", "Busy days", count(|clock| clock.eligible_days)),
            column("median_pause", "Median longest pause of a busy day, hours", real(Unit::Hours, |clock| clock.median_pause)),
            column("longest_stretch", "Longest stretch without a long pause, hours", real(Unit::Hours, |clock| Some(clock.longest_stretch))),
            column("quiet_six", "Share of posts in the quietest six hours of the day", real(Unit::Share, |clock| Some(clock.quiet_six))),
            column("entropy", "Entropy of the hours, 1 when all are alike", real(Unit::Plain, |clock| Some(clock.entropy))),
            column("mean_vector", "Length of the mean daily vector, 0 when spread evenly", real(Unit::Plain, |clock| Some(clock.mean_vector))),
            column("posts", "Collected posts", count(|clock| clock.posts)),
        ],
    }
}

/// The hours of the accounts shown in the figure: the first flagged ones, then the most active others that were assessed.
fn hours(snapshot: &Snapshot, accounts: &[u32], clocks: &[Measured], verdicts: &[Verdict], order: &[usize], panels: usize) -> Table {
    let flagged: Vec<usize> = order.iter().copied().filter(|row| verdicts[*row] == Verdict::Flagged).collect();
    let mut others: Vec<usize> = order.iter().copied().filter(|row| verdicts[*row] == Verdict::NotFlagged).collect();
    others.sort_by_key(|row| std::cmp::Reverse(clocks[*row].posts));
    let first = flagged.len().min(panels.saturating_sub(others.len()).max(panels / 2));
    let shown: Vec<usize> = flagged.into_iter().take(first).chain(others).take(panels).collect();
    let rows: Vec<(usize, usize, usize)> =
        shown.iter().flat_map(|row| (0..7).flat_map(move |day| (0..24).map(move |hour| (*row, day, hour)))).collect();
    let count = |number: &dyn Fn(&(usize, usize, usize)) -> u64| Cells::Count(rows.iter().map(|row| Some(number(row))).collect());
    Table {
        name: "hours".to_owned(),
        about: "Posts by weekday and hour (UTC) of the accounts in the figure.".to_owned(),
        key: 3,
        columns: vec![
            column("account", "Account", Cells::Account(rows.iter().map(|row| snapshot.accounts.get(accounts[row.0]).to_owned()).collect())),
            column("weekday", "Weekday, 0 for Monday", count(&|row| row.1 as u64)),
            column("hour", "Hour of the day, UTC", count(&|row| row.2 as u64)),
            column("posts", "Posts", count(&|row| clocks[row.0].week[row.1][row.2])),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    /// One post every `every` minutes between two hours of each of `days` days; the second hour may lie after midnight.
    fn awake(from_hour: i64, to_hour: i64, every: i64, days: i64) -> Vec<i64> {
        (0..days)
            .flat_map(|day| {
                let start = day * DAY_MS + from_hour * HOUR_MS;
                (0..(to_hour - from_hour) * 60 / every).map(move |k| start + k * every * MINUTE)
            })
            .collect()
    }

    #[test]
    fn a_sleeper_is_never_sleepless_wherever_the_night_lies() {
        for start in 0..24 {
            let clock = Measured::new(&awake(start, start + 16, 20, 20), &Settings::default());
            assert_eq!((clock.sleepless_days, clock.verdict(&Settings::default())), (0, Verdict::NotFlagged), "waking at {start}:00 UTC");
            assert!((clock.longest_stretch - 15.7).abs() < 0.1);
        }
    }

    #[test]
    fn posting_every_half_hour_without_end_is_flagged() {
        let clock = Measured::new(&awake(0, 24, 30, 20), &Settings::default());
        assert_eq!(clock.verdict(&Settings::default()), Verdict::Flagged);
        assert!((clock.quiet_six - 0.25).abs() < 1e-12);
        assert!((clock.entropy - 1.0).abs() < 1e-12);
        assert!(clock.mean_vector < 1e-9);
        assert!(clock.longest_stretch > 400.0);
    }

    #[test]
    fn too_few_posts_a_day_is_insufficient_data() {
        let clock = Measured::new(&awake(0, 24, 144, 60), &Settings::default());
        assert_eq!((clock.eligible_days, clock.verdict(&Settings::default())), (0, Verdict::InsufficientData));
    }

    #[test]
    fn two_short_naps_are_not_a_night() {
        let mut times = awake(0, 8, 20, 20);
        times.extend(awake(12, 20, 20, 20));
        times.sort_unstable();
        assert_eq!(Measured::new(&times, &Settings::default()).verdict(&Settings::default()), Verdict::Flagged);
    }
}
