//! What the detector tells.

use std::collections::BTreeMap;

use lockstep_snapshot::Snapshot;

use super::account::Spike;
use super::arrivals::List;
use super::series::{Series, daily, midnight};
use super::together::{LEVEL, Read, Together, Week};
use super::{Settings, WEEK};
use crate::findings::{Cells, Number, Table, Unit, Value, Verdict, count, value};
use crate::groups::column;
use crate::numbers::share;

pub(super) fn values(settings: &Settings, all: &Read<'_>, verdicts: &[Verdict], sets: &[Together], lists: &[List]) -> Vec<Value> {
    let of = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count() as u64;
    let (flagged, passed) = (of(Verdict::Flagged), of(Verdict::NotFlagged));
    let expected = all.assessed.iter().fold(0.0, |sum, assessed| sum + assessed.chance());
    let tested = sets.iter().filter(|set| set.verdict != Verdict::InsufficientData).count() as u64;
    let sets_flagged = sets.iter().filter(|set| set.verdict == Verdict::Flagged).count() as u64;
    let leaps = all.assessed.iter().map(|assessed| assessed.spikes.iter().filter(|spike| spike.holds()).count() as u64).sum();
    let dropped = all.assessed.iter().map(|assessed| assessed.spikes.iter().filter(|spike| !spike.holds()).count() as u64).sum();
    let first = sets.iter().filter_map(|set| set.week.as_ref().map(|week| (set, week)));
    let most = first.min_by_key(|(_, week)| std::cmp::Reverse(week.leaping));
    let known = |number: &dyn Fn(&Together, &Week) -> Number| {
        most.map_or_else(|| Number::Insufficient("no account of any set leapt".to_owned()), |(set, week)| number(set, week))
    };
    let real = |number: &dyn Fn(&Week) -> f64| known(&|_, week| Number::Real(number(week)));
    let assessed_share =
        share(flagged, flagged + passed).map_or_else(|| Number::Insufficient("no account was assessed".to_owned()), Number::Real);
    vec![
        count("accounts", verdicts.len() as u64, Unit::Accounts, None, "Accounts whose followers were counted at least once."),
        count("assessed", flagged + passed, Unit::Accounts, Some("accounts"), "Accounts with a gain that could be compared with earlier ones."),
        count("flagged", flagged, Unit::Accounts, Some("assessed"), "Accounts with at least one leap."),
        count("insufficient", of(Verdict::InsufficientData), Unit::Accounts, Some("accounts"), "Accounts with too few readings."),
        value("leaping_share", assessed_share, Unit::Share, Some("assessed"), "Accounts with at least one leap, of those assessed."),
        value("expected", Number::Real(expected), Unit::Accounts, Some("assessed"), "Accounts expected to be flagged by chance."),
        count("leaps", leaps, Unit::Plain, None, "Leaps of all accounts."),
        count("dropped", dropped, Unit::Plain, None, "Gains beyond the line that a weekly rhythm accounts for."),
        value("line", Number::Real(settings.line), Unit::Plain, None, "The line, as set in the study."),
        count("sets", tested, Unit::Plain, None, "Sets of accounts that were tested."),
        count("sets_flagged", sets_flagged, Unit::Plain, Some("sets"), "Sets of which more accounts leapt in one week than coincidence gives."),
        value("expected_sets", Number::Real(LEVEL * tested as f64), Unit::Plain, Some("sets"), "Sets expected to be flagged by chance, at most."),
        value("week_leaping", known(&|_, week| Number::Count(week.leaping)), Unit::Accounts, Some("week_tested"), "Most accounts of one set that leapt in one week."),
        value("week_tested", known(&|set, _| Number::Count(set.tested)), Unit::Accounts, None, "Accounts of that set with enough readings."),
        value("week_from", known(&|_, week| Number::Time(midnight(week.first))), Unit::Time, None, "Start of that week."),
        value("week_p", real(&|week| week.p), Unit::Plain, None, "Chance of as many when each account's leaps are moved in time."),
        value("week_excess", real(&|week| week.excess), Unit::Followers, None, "Followers that the set gained in that week beyond its usual gain."),
        value("week_low", real(&|week| week.low), Unit::Followers, None, "Lower end of its 95 % interval."),
        value("week_high", real(&|week| week.high), Unit::Followers, None, "Upper end of its 95 % interval."),
        value("week_suppliers", known(&|_, week| Number::Count(week.suppliers)), Unit::Accounts, Some("week_tested"), "Fewest accounts that supply 80 % of it."),
        count("lists", lists.len() as u64, Unit::Plain, None, "Accounts with an ordered list of followers."),
        count("lists_assessed", lists.iter().filter(|list| list.tested > 0).count() as u64, Unit::Plain, Some("lists"), "Lists of which at least one week could be dated."),
        count("lists_flagged", lists.iter().filter(|list| list.verdict == Verdict::Flagged).count() as u64, Unit::Plain, Some("lists_assessed"), "Lists with a week far beyond those before."),
    ]
}

pub(super) fn sets(sets: &[Together]) -> Table {
    let weeks = || sets.iter().map(|set| set.week.as_ref());
    let real = |unit, number: &dyn Fn(&Week) -> Option<f64>| Cells::Real(unit, weeks().map(|week| week.and_then(number)).collect());
    let counts = |number: &dyn Fn(&Week) -> u64| Cells::Count(weeks().map(|week| week.map(number)).collect());
    let some = |number: &dyn Fn(&Together) -> u64| Cells::Count(sets.iter().map(|set| Some(number(set))).collect());
    let text = |of: &dyn Fn(&Together) -> &str| Cells::Text(sets.iter().map(|set| of(set).to_owned()).collect());
    Table {
        name: "sets".to_owned(),
        about: "One row a set of accounts, with the seven days in which most of them leapt. A set without a leap has no week.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", text(&|set| &set.group.name)),
            column("verdict", "Whether more of it leapt together than coincidence gives", Cells::Verdict(sets.iter().map(|set| set.verdict).collect())),
            column("role", "Why it is in the study", text(&|set| set.group.role)),
            column("accounts", "Accounts in the set", some(&|set| set.group.members.len() as u64)),
            column("read", "Accounts whose followers were counted", some(&|set| set.read)),
            column("tested", "Accounts with enough readings", some(&|set| set.tested)),
            column("from", "Start of the week", Cells::Time(weeks().map(|week| week.map(|week| midnight(week.first))).collect())),
            column("leaping", "Accounts that leapt in that week", counts(&|week| week.leaping)),
            column("by_chance", "Most accounts in one week when leaps are moved in time, on average", real(Unit::Accounts, &|week| Some(week.by_chance))),
            column("p", "Chance of as many", real(Unit::Plain, &|week| Some(week.p))),
            column("counted", "Accounts read throughout the week and long enough before", counts(&|week| week.counted)),
            column("gain", "Followers they gained in the week", real(Unit::Followers, &|week| Some(week.gain))),
            column("usual", "Followers they usually gain in a week", real(Unit::Followers, &|week| Some(week.usual))),
            column("excess", "Followers gained beyond the usual", real(Unit::Followers, &|week| Some(week.excess))),
            column("low", "Lower end of its 95 % interval", real(Unit::Followers, &|week| Some(week.low))),
            column("high", "Upper end of its 95 % interval", real(Unit::Followers, &|week| Some(week.high))),
            column("suppliers", "Fewest accounts that supply 80 % of the gains beyond the usual", counts(&|week| week.suppliers)),
            column("concentration", "Sum of the squared shares of those gains, 1 when one account has all", real(Unit::Plain, &|week| week.concentration)),
        ],
    }
}

pub(super) fn accounts(snapshot: &Snapshot, all: &Read<'_>, verdicts: &[Verdict]) -> Table {
    let largest: Vec<Option<usize>> = all
        .series
        .iter()
        .map(|series| (0..series.steps.len()).max_by_key(|at| (series.steps[*at].gain, std::cmp::Reverse(*at))))
        .collect();
    let gained = |row: usize| largest[row].map_or(0, |at| all.series[row].steps[at].gain.max(0));
    let mut order: Vec<usize> = (0..all.series.len()).collect();
    order.sort_by_key(|row| (verdicts[*row], std::cmp::Reverse(gained(*row))));
    let held = |row: usize| all.assessed[row].spikes.iter().filter(|spike| spike.holds());
    let day = |row: usize, spike: Option<&Spike>| spike.map(|spike| midnight(all.series[row].steps[spike.step].to));
    let counts = |of: &dyn Fn(usize) -> u64| Cells::Count(order.iter().map(|row| Some(of(*row))).collect());
    let times = |of: &dyn Fn(usize) -> Option<i64>| Cells::Time(order.iter().map(|row| of(*row)).collect());
    let real = |unit, of: &dyn Fn(usize) -> Option<f64>| Cells::Real(unit, order.iter().map(|row| of(*row)).collect());
    Table {
        name: "accounts".to_owned(),
        about: "One row an account whose followers were counted: flagged ones first, then by largest gain.".to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", Cells::Account(order.iter().map(|row| snapshot.accounts.get(all.series[*row].account).to_owned()).collect())),
            column("verdict", "What the detector says", Cells::Verdict(order.iter().map(|row| verdicts[*row]).collect())),
            column("leaps", "Leaps", counts(&|row| held(row).count() as u64)),
            column("leapt", "Followers gained in leaps beyond the usual", real(Unit::Followers, &|row| Some(held(row).fold(0.0, |sum, spike| sum + spike.excess)))),
            column("first_leap", "Day of the first leap", times(&|row| day(row, held(row).next()))),
            column("last_leap", "Day of the last leap", times(&|row| day(row, held(row).next_back()))),
            column("highest_z", "Highest score of a leap", real(Unit::Plain, &|row| held(row).filter_map(|spike| spike.z).max_by(f64::total_cmp))),
            column("dropped", "Gains beyond the line that a weekly rhythm accounts for", counts(&|row| (all.assessed[row].spikes.len() - held(row).count()) as u64)),
            column("largest_gain", "Largest gain between two readings", counts(&|row| gained(row).unsigned_abs())),
            column("largest_on", "Day of the reading after it", times(&|row| largest[row].map(|at| midnight(all.series[row].steps[at].to)))),
            column("followers", "Followers at the last reading", counts(&|row| all.series[row].followers)),
            column("level_shifts", "Days from which an account with leaps gained at another level", counts(&|row| all.assessed[row].shifts.len() as u64)),
            column("by_chance", "Chance of a leap if gains varied as usual", real(Unit::Share, &|row| (all.assessed[row].tested > 0).then(|| all.assessed[row].chance()))),
            column("readings", "Days with a reading", counts(&|row| all.series[row].readings)),
            column("tested", "Gains that could be compared with earlier ones", counts(&|row| all.assessed[row].tested)),
        ],
    }
}

pub(super) fn lists(snapshot: &Snapshot, lists: &[List]) -> Table {
    let mut rows: Vec<&List> = lists.iter().collect();
    rows.sort_by_key(|list| (list.verdict, std::cmp::Reverse(list.listed)));
    let counts = |of: &dyn Fn(&List) -> Option<u64>| Cells::Count(rows.iter().map(|list| of(list)).collect());
    let real = |of: &dyn Fn(&List) -> Option<f64>| Cells::Real(Unit::Plain, rows.iter().map(|list| of(list)).collect());
    Table {
        name: "lists".to_owned(),
        about: "One row an account with an ordered list of followers: flagged ones first, then the longest. The week is the one that most \
                exceeds the eight before it; followers came in it or later, but before the next follower created later did."
            .to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", Cells::Account(rows.iter().map(|list| snapshot.accounts.get(list.account).to_owned()).collect())),
            column("verdict", "Whether one week is far beyond those before", Cells::Verdict(rows.iter().map(|list| list.verdict).collect())),
            column("listed", "Followers listed", counts(&|list| Some(list.listed))),
            column("dated", "Followers whose date of creation is known", counts(&|list| Some(list.dated))),
            column("tested", "Weeks that could be dated and tested", counts(&|list| Some(list.tested))),
            column("week", "Start of the week that stands out most", Cells::Time(rows.iter().map(|list| list.busiest.map(|(at, _, _)| list.week(at))).collect())),
            column("came", "Followers dated to it", counts(&|list| list.busiest.map(|(at, _, _)| list.weeks[at]))),
            column("usual", "Median of the eight weeks before", real(&|list| list.busiest.map(|(_, _, usual)| usual))),
            column("z", "Its score", real(&|list| list.busiest.map(|(_, score, _)| score))),
        ],
    }
}

/// Gains of each set by calendar week, those over several days spread over them.
pub(super) fn weekly(sets: &[Together], all: &Read<'_>) -> Table {
    let mut rows: Vec<(&str, i64, i64, u64)> = Vec::new();
    for set in sets {
        let mut weeks: BTreeMap<i64, (i64, u64)> = BTreeMap::new();
        for member in &set.group.members {
            let Ok(place) = all.series.binary_search_by_key(member, |series| series.account) else { continue };
            add_weeks(&all.series[place], &mut weeks);
        }
        rows.extend(weeks.into_iter().map(|(week, (gain, accounts))| (set.group.name.as_str(), week, gain, accounts)));
    }
    Table {
        name: "weekly".to_owned(),
        about: "Followers gained by each set in each week from Monday, UTC. Gains over several days are spread over them.".to_owned(),
        key: 2,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.0.to_owned()).collect())),
            column("week", "Monday of the week", Cells::Time(rows.iter().map(|row| Some(midnight(row.1))).collect())),
            column("gain", "Followers gained", Cells::Real(Unit::Followers, rows.iter().map(|row| Some(row.2 as f64)).collect())),
            column("read", "Accounts read in that week", Cells::Count(rows.iter().map(|row| Some(row.3)).collect())),
        ],
    }
}

fn add_weeks(series: &Series, weeks: &mut BTreeMap<i64, (i64, u64)>) {
    // 1970-01-05, day 4, was a Monday.
    let monday = |day: i64| (day - 4).div_euclid(WEEK) * WEEK + 4;
    let mut last = i64::MIN;
    for step in &series.steps {
        for (day, gain) in (step.from + 1..).zip(daily(std::slice::from_ref(step))) {
            let week = weeks.entry(monday(day)).or_default();
            week.0 += gain;
            week.1 += u64::from(monday(day) != last);
            last = monday(day);
        }
    }
}
