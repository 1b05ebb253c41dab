//! D6: accounts of a set that were created within hours or days of each other.

use lockstep_network::graph::index;
use lockstep_snapshot::{Column, Snapshot};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, ByChance, Card, Headline, Part, Technique, View};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, count, value};
use crate::groups::{Group, column, groups};
use crate::numbers::share;
use crate::profiles::{created_at, observed};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct CreationCluster;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Accounts with a known date of creation that a set must have.
    ///
    /// Default: ours; a handful of dates fits anything.
    #[schemars(range(min = 3, max = 1_000_000))]
    minimum_accounts: u32,
    /// Accounts with a known date of creation that the reference must have.
    ///
    /// Default: ours; with fewer, the busiest hour of the reference is a matter of luck.
    #[schemars(range(min = 50, max = 1_000_000))]
    minimum_reference: u32,
    /// Times that as many dates are drawn from the reference.
    ///
    /// Default: the customary number, with which no p-value is below 0.001.
    #[schemars(range(min = 999, max = 99_999))]
    draws: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { minimum_accounts: 10, minimum_reference: 200, draws: 999 }
    }
}

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// 1970-01-05, a Monday.
const A_MONDAY: i64 = 4 * DAY_MS;
/// Length of the periods in the figure.
const PERIOD_MS: i64 = 28 * DAY_MS;
/// Lengths of the windows, and what they are called.
const WINDOWS: [(i64, &str); 3] = [(HOUR_MS, "1 hour"), (DAY_MS, "1 day"), (7 * DAY_MS, "7 days")];
/// p-value of a set up to which its accounts were created closer together than coincidence gives.
const LEVEL: f64 = 0.01;
/// Neighbours of the reference that a drawn date is smoothed over.
const SMOOTH: usize = 5;

impl Detector for CreationCluster {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "creation_cluster",
        version: 1,
        title: "Accounts created together",
        question: "Were accounts of a set created within hours or days of each other, more than accounts of this collection are anyway?",
        method: "The most creation dates of a set that fit in one hour, one day and seven days are counted. As many dates are then drawn, many \
                 times, from the reference: accounts in no studied set and not in the set itself. Platforms grow in spurts and news draws \
                 newcomers, so dates are not taken to be even in time. A drawn date lies anywhere between a date of the reference and the \
                 fifth after it, so that drawing one date twice does not look like two accounts created together.",
        formula: &[
            "S(w) = most creation dates within any time of length w; w = 1 hour, 1 day, 7 days",
            "p(w) = (1 + draws with at least S(w)) / (1 + draws)",
            "p of a set = 3 min p(w), at most 1; flagged when p <= 0.01",
        ],
        minimum_data: "`minimum_accounts` dates of creation in the set and `minimum_reference` in the reference; dates finer than the window.",
        slower: None,
        assumptions: &["Without coordination, accounts of the set would have been created when those of the reference were."],
        limits: &[
            "A set that was collected around a cause has newcomers when the cause was in the news; a reference that is not about the cause \
             does not have them.",
            "Accounts made one by one over months are not found.",
            "Bought accounts were often created long before, by others.",
        ],
        innocent: &[
            "People join on the same day because of an event, a call by an organisation or a course in a classroom.",
            "A platform opens to a country, a language or by invitation on one day.",
            "An organisation sets up openly accounts for its branches at once.",
        ],
        line: None,
        baseline: "{reference account} in no studied set have a known date of creation. {assessed} of {sets} sets could be compared with them.",
        chance: "Of {assessed set} compared, {expected} would be flagged by chance: one in a hundred.",
        part: Part::Signal,
        techniques: &[Technique { code: "T0150.008", name: "Bulk Created Asset" }],
        references: &[
            "J. Naus, The distribution of the size of the maximum cluster of points on a line, JASA 60, 1965 (the scan statistic).",
            "B. Silverman and G. Young, The bootstrap: to smooth or not to smooth?, Biometrika 74, 1987.",
        ],
        validation: "Tested on planted registrations within an hour and a day, on sets drawn from the reference, and against brute force.",
        headline: Headline {
            count: "flagged",
            found: "More accounts than the reference would give were created together in {flagged} of {assessed} sets compared.",
            nothing: "In none of the sets were more accounts created together than the reference would give; {assessed} of {sets} could be \
                      compared.",
            by_chance: ByChance::Mean { expected: "expected", of: "flagged" },
        },
        measure: None,
        family: None,
        views: &[View::TimeLine {
            name: "created",
            title: "When the accounts of each set were created: {flagged} of {assessed} sets flagged",
            table: "created",
            time: "from",
            series: "set",
            y: Axis { column: "share", label: "share of the set's accounts created in four weeks", log: false },
        }],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        Vec::new()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        let created: Vec<(u32, i64)> =
            observed(snapshot).into_iter().filter_map(|account| created_at(snapshot, account).map(|time| (account, time))).collect();
        if created.is_empty() {
            return Err(Unfit {
                reason: "no account has a known date of creation".to_owned(),
                remedy: "observations with `created_at` would do".to_owned(),
            });
        }
        let accounts: Vec<u32> = created.iter().map(|(account, _)| *account).collect();
        let all = groups(snapshot, &accounts);
        let studied: Vec<&Group> = all.iter().filter(|group| group.role == "studied").collect();
        let tested: Vec<&Group> = all.iter().filter(|group| group.role == "studied" || group.role == "control").collect();
        if tested.is_empty() {
            return Err(Unfit {
                reason: "the study names no set of accounts, so nothing can be compared with the rest".to_owned(),
                remedy: "an input with a set of studied accounts would do".to_owned(),
            });
        }
        let resolution = resolution(&created);
        let scans: Vec<Scan<'_>> = tested
            .iter()
            .enumerate()
            .map(|(number, group)| {
                let inside = |account: u32| group.members.binary_search(&account).is_ok();
                let aside = |account: u32| studied.iter().any(|group| group.members.binary_search(&account).is_ok());
                let dates = |wanted: &dyn Fn(u32) -> bool| {
                    let mut dates: Vec<i64> = created.iter().filter(|(account, _)| wanted(*account)).map(|(_, time)| *time).collect();
                    dates.sort_unstable();
                    dates
                };
                let (own, reference) = (dates(&inside), dates(&|account| !inside(account) && !aside(account)));
                let random = |draw| context.random((number as u64) << 32 | draw);
                Scan::new(group, own, &reference, resolution, settings, random)
            })
            .collect();
        let outside = created.iter().filter(|(account, _)| !studied.iter().any(|group| group.members.binary_search(account).is_ok()));
        Ok(Findings {
            values: values(&scans, outside.count() as u64),
            tables: vec![sets(&scans), windows(&scans), members(snapshot, &scans, &created), periods(&scans)],
            network: None,
            notes: Vec::new(),
        })
    }
}

/// Coarsest of a day, an hour, a minute, a second and a millisecond that 99 % of the dates are multiples of, ms.
fn resolution(created: &[(u32, i64)]) -> i64 {
    let fits = |unit: i64| created.iter().filter(|(_, time)| time % unit == 0).count() * 100 >= created.len() * 99;
    [DAY_MS, HOUR_MS, 60_000, 1_000].into_iter().find(|unit| fits(*unit)).unwrap_or(1)
}

/// The most dates in a window of a length, and where the first such window begins.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Densest {
    count: u64,
    from: i64,
}

/// Dates ascending and not empty; a window holds its first moment and not its last.
fn densest(dates: &[i64], window: i64) -> Densest {
    let mut best = Densest { count: 0, from: 0 };
    let mut start = 0;
    for end in 0..dates.len() {
        while dates[end] - dates[start] >= window {
            start += 1;
        }
        let count = (end - start + 1) as u64;
        if count > best.count {
            best = Densest { count, from: dates[start] };
        }
    }
    best
}

/// As many dates as wanted, drawn from the reference, ascending.
fn draw(reference: &[i64], wanted: usize, resolution: i64, random: &mut ChaCha8Rng) -> Vec<i64> {
    let places = reference.len() - SMOOTH;
    let mut dates: Vec<i64> = (0..wanted)
        .map(|_| {
            let at = index(random, places);
            let wide = (reference[at + SMOOTH] - reference[at]).unsigned_abs();
            let date = reference[at] + index(random, wide as usize + 1) as i64;
            date.div_euclid(resolution) * resolution
        })
        .collect();
    dates.sort_unstable();
    dates
}

/// One window of a set.
#[derive(Debug, Clone, Copy)]
struct Window {
    densest: Densest,
    /// Mean of the draws, and the chance of as many.
    expected: f64,
    p: f64,
}

/// A set and its windows.
struct Scan<'a> {
    group: &'a Group,
    dates: Vec<i64>,
    reference: usize,
    /// One for each of [`WINDOWS`]; none where the dates are too coarse or too few.
    windows: [Option<Window>; WINDOWS.len()],
    p: Option<f64>,
}

impl<'a> Scan<'a> {
    fn new(
        group: &'a Group,
        dates: Vec<i64>,
        reference: &[i64],
        resolution: i64,
        settings: &Settings,
        random: impl Fn(u64) -> ChaCha8Rng + Sync,
    ) -> Self {
        let mut scan = Self { group, dates, reference: reference.len(), windows: [None; WINDOWS.len()], p: None };
        let enough = scan.dates.len() >= settings.minimum_accounts as usize && reference.len() >= settings.minimum_reference as usize;
        if !enough || reference.len() <= SMOOTH {
            return scan;
        }
        let drawn: Vec<[u64; WINDOWS.len()]> = (0..u64::from(settings.draws))
            .into_par_iter()
            .map(|number| {
                let dates = draw(reference, scan.dates.len(), resolution, &mut random(number));
                WINDOWS.map(|(window, _)| densest(&dates, window).count)
            })
            .collect();
        let draws = drawn.len() as f64;
        for (at, (window, _)) in WINDOWS.iter().enumerate().filter(|(_, (window, _))| *window >= resolution) {
            let densest = densest(&scan.dates, *window);
            let reached = drawn.iter().filter(|counts| counts[at] >= densest.count).count();
            let expected = drawn.iter().map(|counts| counts[at]).sum::<u64>() as f64 / draws;
            scan.windows[at] = Some(Window { densest, expected, p: (1.0 + reached as f64) / (1.0 + draws) });
        }
        let tests = scan.windows.iter().flatten().count() as f64;
        scan.p = scan.windows.iter().flatten().map(|window| window.p).min_by(f64::total_cmp).map(|p| (p * tests).min(1.0));
        scan
    }

    fn verdict(&self) -> Verdict {
        match self.p {
            None => Verdict::InsufficientData,
            Some(p) if p <= LEVEL => Verdict::Flagged,
            Some(_) => Verdict::NotFlagged,
        }
    }

    /// The windows of a flagged set that are beyond chance by themselves.
    fn beyond(&self) -> impl Iterator<Item = (usize, &Window)> {
        let tests = self.windows.iter().flatten().count() as f64;
        let windows = self.windows.iter().enumerate().filter_map(|(at, window)| window.as_ref().map(|window| (at, window)));
        windows.filter(move |(_, window)| window.p * tests <= LEVEL)
    }
}

fn values(scans: &[Scan<'_>], reference: u64) -> Vec<Value> {
    let of = |wanted: Verdict| scans.iter().filter(|scan| scan.verdict() == wanted).count() as u64;
    let assessed = of(Verdict::Flagged) + of(Verdict::NotFlagged);
    let dated = scans.iter().map(|scan| scan.dates.len() as u64).max().unwrap_or(0);
    vec![
        count("reference", reference, Unit::Accounts, None, "Accounts in no studied set with a known date of creation."),
        count("sets", scans.len() as u64, Unit::Plain, None, "Sets of the study."),
        count("assessed", assessed, Unit::Plain, Some("sets"), "Sets with enough dates and a large enough reference."),
        count("flagged", of(Verdict::Flagged), Unit::Plain, Some("assessed"), "Sets with more accounts created together than the reference gives."),
        value("expected", Number::Real(LEVEL * assessed as f64), Unit::Plain, Some("assessed"), "Sets expected to be flagged by chance, at most."),
        count("most_dated", dated, Unit::Accounts, None, "Accounts with a known date of creation in the set that has most."),
    ]
}

fn counts(numbers: impl IntoIterator<Item = u64>) -> Cells {
    Cells::Count(numbers.into_iter().map(Some).collect())
}

fn sets(scans: &[Scan<'_>]) -> Table {
    let text = |of: fn(&Group) -> &str| Cells::Text(scans.iter().map(|scan| of(scan.group).to_owned()).collect());
    Table {
        name: "sets".to_owned(),
        about: "One row a set of accounts.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", text(|group| &group.name)),
            column("verdict", "Whether more were created together than the reference gives", Cells::Verdict(scans.iter().map(Scan::verdict).collect())),
            column("role", "Why it is in the study", text(|group| group.role)),
            column("accounts", "Accounts in the set", counts(scans.iter().map(|scan| scan.group.members.len() as u64))),
            column("dated", "Accounts with a known date of creation", counts(scans.iter().map(|scan| scan.dates.len() as u64))),
            column("reference", "Accounts that it is compared with", counts(scans.iter().map(|scan| scan.reference as u64))),
            column("p", "Chance of windows as full, times their number", Cells::Real(Unit::Plain, scans.iter().map(|scan| scan.p).collect())),
        ],
    }
}

fn windows(scans: &[Scan<'_>]) -> Table {
    let rows: Vec<(&Scan<'_>, usize)> = scans.iter().flat_map(|scan| (0..WINDOWS.len()).map(move |at| (scan, at))).collect();
    let window = |row: &(&Scan<'_>, usize)| row.0.windows[row.1];
    let real = |unit, of: &dyn Fn(Window) -> f64| Cells::Real(unit, rows.iter().map(|row| window(row).map(of)).collect());
    Table {
        name: "windows".to_owned(),
        about: "One row a set and a length of time, with the fullest window of that length. Without numbers where dates are too few or too coarse."
            .to_owned(),
        key: 2,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.0.group.name.clone()).collect())),
            column("window", "Length of time", Cells::Text(rows.iter().map(|row| WINDOWS[row.1].1.to_owned()).collect())),
            column("most", "Most accounts created within it", Cells::Count(rows.iter().map(|row| window(row).map(|window| window.densest.count)).collect())),
            column("expected", "Most accounts in as many dates of the reference, on average", real(Unit::Accounts, &|window| window.expected)),
            column("p", "Chance of as many", real(Unit::Plain, &|window| window.p)),
            column("day", "Day on which the fullest window begins", {
                Cells::Time(rows.iter().map(|row| window(row).map(|window| window.densest.from.div_euclid(DAY_MS) * DAY_MS)).collect())
            }),
        ],
    }
}

/// The accounts in the fullest windows that are beyond chance. Their exact dates would give them away, so they are not listed.
fn members(snapshot: &Snapshot, scans: &[Scan<'_>], created: &[(u32, i64)]) -> Table {
    let mut rows: Vec<(u32, &str, &str)> = Vec::new();
    for scan in scans {
        for (at, window) in scan.beyond() {
            let (length, name) = WINDOWS[at];
            let within = window.densest.from..window.densest.from + length;
            let inside = created.iter().filter(|(account, time)| within.contains(time) && scan.group.members.binary_search(account).is_ok());
            rows.extend(inside.map(|(account, _)| (*account, scan.group.name.as_str(), name)));
        }
    }
    Table {
        name: "members".to_owned(),
        about: "The accounts in each window that is fuller than the reference gives; by set, window and account. Being created then says \
                nothing about one account."
            .to_owned(),
        key: 3,
        columns: vec![
            column("account", "Account", Cells::Account(rows.iter().map(|row| snapshot.accounts.get(row.0).to_owned()).collect())),
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.1.to_owned()).collect())),
            column("window", "Length of time", Cells::Text(rows.iter().map(|row| row.2.to_owned()).collect())),
        ],
    }
}

fn periods(scans: &[Scan<'_>]) -> Table {
    let period = |time: i64| (time - A_MONDAY).div_euclid(PERIOD_MS);
    let mut rows: Vec<(&str, i64, u64, usize)> = Vec::new();
    for scan in scans.iter().filter(|scan| !scan.dates.is_empty()) {
        let (first, last) = (period(scan.dates[0]), period(scan.dates[scan.dates.len() - 1]));
        let mut dates = scan.dates.iter().peekable();
        for at in first..=last {
            let mut number = 0;
            while dates.next_if(|date| period(**date) == at).is_some() {
                number += 1;
            }
            rows.push((&scan.group.name, at * PERIOD_MS + A_MONDAY, number, scan.dates.len()));
        }
    }
    Table {
        name: "created".to_owned(),
        about: "Accounts of each set by when they were created, in periods of four weeks.".to_owned(),
        key: 2,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.0.to_owned()).collect())),
            column("from", "Start of the four weeks", Cells::Time(rows.iter().map(|row| Some(row.1)).collect())),
            column("accounts", "Accounts created in them", counts(rows.iter().map(|row| row.2))),
            column("share", "Of the set's accounts with a known date", Cells::Real(Unit::Share, rows.iter().map(|row| share(row.2, row.3 as u64)).collect())),
        ],
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    fn random(draw: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(draw)
    }

    #[test]
    fn the_fullest_window_is_that_of_brute_force() {
        let mut dates: Vec<i64> = (0..200).map(|k| k * k * 7_919 % 1_000).collect();
        dates.sort_unstable();
        for window in [1, 10, 50, 2_000] {
            let brute = dates.iter().map(|from| dates.iter().filter(|date| (*from..*from + window).contains(*date)).count()).max();
            assert_eq!(Some(densest(&dates, window).count as usize), brute, "{window}");
        }
        assert_eq!(densest(&[5, 6, 90, 91], 2), Densest { count: 2, from: 5 });
    }

    #[test]
    fn draws_follow_the_reference_and_repeat_no_date() {
        // Nine in ten dates lie in the first tenth.
        let reference: Vec<i64> = (0..900).map(|k| k * 100_000).chain((1..=100).map(|k| 90_000_000 + k * 8_100_000)).collect();
        let dates = draw(&reference, 20_000, 1, &mut random(1));
        let early = dates.iter().filter(|date| **date < 90_000_000).count();
        assert!((17_800..18_200).contains(&early), "{early}");
        let distinct = dates.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(distinct > 19_900, "{distinct}");
    }

    #[test]
    fn p_values_of_sets_like_the_reference_are_not_too_small() {
        let reference: Vec<i64> = {
            let mut dates: Vec<i64> = (0..600).map(|k| index(&mut random(k + 10_000), 3_000 * DAY_MS as usize) as i64).collect();
            dates.sort_unstable();
            dates
        };
        let group = Group { name: "set".to_owned(), role: "studied", members: Vec::new() };
        let mut small = 0;
        for trial in 0..40 {
            let mut dates: Vec<i64> = (0..60).map(|k| index(&mut random(trial * 100 + k), 3_000 * DAY_MS as usize) as i64).collect();
            dates.sort_unstable();
            let settings = Settings { draws: 199, ..Settings::default() };
            let scan = Scan::new(&group, dates, &reference, 1, &settings, |draw| random(draw + 77));
            small += usize::from(scan.p.is_some_and(|p| p <= 0.1));
        }
        assert!(small <= 8, "{small} of 40 sets have p at most 0.1");
    }

    #[test]
    fn coarse_dates_leave_short_windows_out_and_few_dates_everything() {
        let reference: Vec<i64> = (0..400).map(|day| day * 3 * DAY_MS).collect();
        let dates: Vec<i64> = (0..12).map(|day| day * 90 * DAY_MS).collect();
        let group = Group { name: "set".to_owned(), role: "studied", members: Vec::new() };
        let scan = Scan::new(&group, dates.clone(), &reference, DAY_MS, &Settings::default(), random);
        assert!(scan.windows[0].is_none() && scan.windows[1].is_some() && scan.windows[2].is_some());
        let scan = Scan::new(&group, dates[..9].to_vec(), &reference, 1, &Settings::default(), random);
        assert_eq!(scan.verdict(), Verdict::InsufficientData);
        let created: Vec<(u32, i64)> = (0..50).zip((0..50).map(|day| day * DAY_MS)).collect();
        assert_eq!((resolution(&created), resolution(&[(0, 5_000), (1, 61_000)])), (DAY_MS, 1_000));
    }
}
