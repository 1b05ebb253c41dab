//! The measured sets as findings.

use super::Settings;
use super::estimate::{Compared, Curve, Measured};
use super::lives::{Checked, DAY_MS};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, count, value};
use crate::groups::column;
use crate::numbers::quantile;

const WEEK_MS: i64 = 7 * DAY_MS;

pub(super) fn findings(settings: &Settings, sets: &[Measured]) -> Findings {
    Findings { values: values(settings, sets), tables: vec![sets_table(sets), curves(sets), by_week(sets)], network: None, notes: notes(sets) }
}

fn notes(sets: &[Measured]) -> Vec<String> {
    let mut notes = Vec::new();
    for set in sets {
        match &set.curve {
            Curve::None => notes.push(format!(
                "Accounts of `{}` were checked at most twice, so that there is no curve for them: only who remains at the last check.",
                set.name
            )),
            Curve::Turnbull(turnbull) => {
                notes.push(format!(
                    "Checks of `{}` are up to {} days apart: ends are known to lie between two checks, and the curve says nothing of when within.",
                    set.name, set.longest_gap
                ));
                if !turnbull.settled {
                    notes.push(format!("The curve of `{}` had not quite come to rest when the iteration ended.", set.name));
                }
            }
            Curve::KaplanMeier(_) => {}
        }
        if set.verdict == Verdict::InsufficientData {
            notes.push(format!("The set `{}` could not be compared: {}.", set.name, set.why));
        }
    }
    notes
}

fn values(settings: &Settings, sets: &[Measured]) -> Vec<Value> {
    let with = |wanted: Verdict| sets.iter().filter(|set| set.verdict == wanted).count() as u64;
    let assessed = sets.len() as u64 - with(Verdict::InsufficientData);
    let flagged = if assessed > 0 {
        Number::Count(with(Verdict::Flagged))
    } else {
        Number::Insufficient("no set could be compared with control sets".to_owned())
    };
    let first = &sets[0];
    let last = first.last;
    let real = |number: Option<f64>, why: &str| number.map_or_else(|| Number::Insufficient(why.to_owned()), Number::Real);
    let unknown = "the last state of no account is known";
    let empty = "the set is empty";
    let why = first.compared.as_ref().err().map_or("", String::as_str);
    let compared = |field: fn(&Compared) -> f64| real(first.compared.as_ref().ok().map(field), why);
    let control = first.compared.as_ref().ok().map(|compared| compared.control);
    let (bound_low, bound_high) = last.bounds();
    let checked = first.accounts.iter().filter(|account| account.checks > 0).count() as u64;
    vec![
        count("sets", sets.len() as u64, Unit::Plain, None, "Studied and control sets."),
        count("assessed", assessed, Unit::Plain, Some("sets"), "Sets that could be compared with other control sets."),
        value("flagged", flagged, Unit::Plain, Some("assessed"), "Sets whose accounts went sooner than those of the control sets."),
        count("insufficient", with(Verdict::InsufficientData), Unit::Plain, Some("sets"), "Sets that could not be compared."),
        count("draws", u64::from(settings.draws), Unit::Plain, None, "Random divisions, as set in the study."),
        value("expected_false", Number::Real(assessed as f64 / f64::from(settings.draws + 1)), Unit::Plain, Some("assessed"), "Sets to be flagged by chance, at most."),
        count("set_accounts", first.accounts.len() as u64, Unit::Accounts, None, "Accounts of the first studied set."),
        count("checked", checked, Unit::Accounts, Some("set_accounts"), "Accounts of it with a known state at any check."),
        value("last_check", first.last_check.map_or_else(|| Number::Insufficient(unknown.to_owned()), Number::Time), Unit::Time, None, "Last check of it."),
        count("known", last.known(), Unit::Accounts, Some("set_accounts"), "Accounts of it whose state at the last check is known."),
        count("remaining", last.remaining, Unit::Accounts, Some("known"), "Accounts that remain."),
        count("suspended", last.suspended, Unit::Accounts, Some("known"), "Accounts that the platform suspended."),
        count("deactivated", last.deactivated, Unit::Accounts, Some("known"), "Accounts that were deactivated or deleted."),
        count("unknown", last.unknown, Unit::Accounts, Some("set_accounts"), "Accounts of which it is not known."),
        value("remaining_share", real(last.share(), unknown), Unit::Share, Some("known"), "Share that remains."),
        value("remaining_low", real(last.interval().map(|ends| ends.0), unknown), Unit::Share, None, "Lower end of its 95 % interval."),
        value("remaining_high", real(last.interval().map(|ends| ends.1), unknown), Unit::Share, None, "Upper end of its 95 % interval."),
        value("bound_low", real(bound_low, empty), Unit::Share, Some("set_accounts"), "Share that remains if every unknown account is gone."),
        value("bound_high", real(bound_high, empty), Unit::Share, Some("set_accounts"), "Share that remains if every unknown account remains."),
        value("control_known", control.map_or_else(|| Number::Insufficient(why.to_owned()), |control| Number::Count(control.known())), Unit::Accounts, None, {
            "Accounts of the control sets with a known last state."
        }),
        value("control_share", real(control.and_then(super::estimate::Tally::share), why), Unit::Share, Some("control_known"), "Share of them that remains."),
        value("log_rank_z", compared(|compared| compared.result.z()), Unit::Plain, None, "Log-rank statistic: above 0 when the set's accounts went sooner."),
        value("log_rank_p", compared(Compared::p), Unit::Share, Some("draws"), "Random divisions at least as far off, the sets themselves counted as one."),
    ]
}

fn sets_table(sets: &[Measured]) -> Table {
    let text = |field: &dyn Fn(&Measured) -> String| Cells::Text(sets.iter().map(field).collect());
    let count = |field: &dyn Fn(&Measured) -> Option<u64>| Cells::Count(sets.iter().map(field).collect());
    let real = |unit, field: &dyn Fn(&Measured) -> Option<f64>| Cells::Real(unit, sets.iter().map(field).collect());
    let with = |set: &Measured, test: fn(&Checked) -> bool| Some(set.accounts.iter().filter(|account| test(account)).count() as u64);
    let compared = |set: &Measured, field: fn(&Compared) -> f64| set.compared.as_ref().ok().map(field);
    let median_checks = |set: &Measured| {
        let mut checks: Vec<f64> = set.accounts.iter().map(|account| account.checks as f64).collect();
        checks.sort_unstable_by(f64::total_cmp);
        quantile(&checks, 0.5)
    };
    let columns = vec![
        column("set", "Set of accounts", text(&|set| set.name.clone())),
        column("verdict", "What the detector says: flagged when its accounts went sooner than those of the control sets", {
            Cells::Verdict(sets.iter().map(|set| set.verdict).collect())
        }),
        column("role", "Why it is in the study", text(&|set| set.role.name().to_owned())),
        column("why_not", "Why it could not be compared", text(&|set| set.why.clone())),
        column("accounts", "Accounts in the set", count(&|set| Some(set.accounts.len() as u64))),
        column("checked", "Accounts with a known state at any check", count(&|set| with(set, |account| account.checks > 0))),
        column("median_checks", "Median number of such checks", real(Unit::Plain, &median_checks)),
        column("longest_gap", "Longest time between two checks of an account in a row, days", count(&|set| Some(set.longest_gap.unsigned_abs()))),
        column("last_check", "Last check", Cells::Time(sets.iter().map(|set| set.last_check).collect())),
        column("remaining", "Accounts that remain at the last check", count(&|set| Some(set.last.remaining))),
        column("suspended", "Accounts suspended by then", count(&|set| Some(set.last.suspended))),
        column("deactivated", "Accounts deactivated or deleted by then", count(&|set| Some(set.last.deactivated))),
        column("unknown", "Accounts of which it is not known", count(&|set| Some(set.last.unknown))),
        column("protected", "Accounts protected when last seen, which count as remaining", count(&|set| with(set, |account| account.protected))),
        column("renamed", "Accounts seen under more than one handle", count(&|set| with(set, |account| account.renamed))),
        column("returned", "Accounts that were gone and came back", count(&|set| with(set, |account| account.returned))),
        column("share", "Remaining, of those known", real(Unit::Share, &|set| set.last.share())),
        column("low", "Lower end of its 95 % interval", real(Unit::Share, &|set| set.last.interval().map(|ends| ends.0))),
        column("high", "Upper end of its 95 % interval", real(Unit::Share, &|set| set.last.interval().map(|ends| ends.1))),
        column("bound_low", "Remaining, of all, if every unknown account is gone", real(Unit::Share, &|set| set.last.bounds().0)),
        column("bound_high", "The same if every unknown account remains", real(Unit::Share, &|set| set.last.bounds().1)),
        column("curve", "How the curve is estimated", text(&|set| set.curve.method().to_owned())),
        column("ends", "Ends in the set, of accounts seen remaining and checked again", real(Unit::Plain, &|set| compared(set, |it| it.result.observed))),
        column("expected_ends", "Ends to expect if its accounts went as those of the control sets", {
            real(Unit::Plain, &|set| compared(set, |it| it.result.expected))
        }),
        column("z", "Log-rank statistic: above 0 when its accounts went sooner", real(Unit::Plain, &|set| compared(set, |it| it.result.z()))),
        column("p", "Random divisions at least as far off, the sets counted as one", real(Unit::Plain, &|set| compared(set, Compared::p))),
    ];
    Table { name: "sets".to_owned(), about: "One row a set: the studied ones first.".to_owned(), key: 1, columns }
}

/// A row of a curve.
#[derive(Default)]
struct Step<'a> {
    set: &'a str,
    after: Option<u64>,
    until: Option<u64>,
    at_risk: Option<u64>,
    ended: Option<u64>,
    share: Option<f64>,
    remaining: f64,
    interval: Option<(f64, f64)>,
    incidence: Option<(f64, f64)>,
}

fn curves(sets: &[Measured]) -> Table {
    let mut rows: Vec<Step<'_>> = Vec::new();
    for set in sets {
        match &set.curve {
            Curve::KaplanMeier(steps) => rows.extend(steps.iter().map(|step| Step {
                set: &set.name,
                after: Some(step.time.unsigned_abs()),
                until: Some(step.time.unsigned_abs()),
                at_risk: Some(step.at_risk),
                ended: Some(step.ended),
                share: None,
                remaining: step.survival,
                interval: step.interval,
                incidence: Some((step.incidence[0], step.incidence[1])),
            })),
            Curve::Turnbull(turnbull) => {
                let mut left = 1.0;
                // Those never seen gone are what is left beyond the last stretch, and have no row.
                for mass in turnbull.masses.iter().filter(|mass| mass.until.is_some()) {
                    left -= mass.share;
                    rows.push(Step {
                        set: &set.name,
                        after: Some(mass.after.unsigned_abs()),
                        until: mass.until.map(i64::unsigned_abs),
                        share: Some(rounded(mass.share)),
                        remaining: rounded(left.max(0.0)),
                        ..Step::default()
                    });
                }
            }
            Curve::None => {}
        }
    }
    let count = |field: fn(&Step<'_>) -> Option<u64>| Cells::Count(rows.iter().map(field).collect());
    let real = |field: &dyn Fn(&Step<'_>) -> Option<f64>| Cells::Real(Unit::Share, rows.iter().map(field).collect());
    Table {
        name: "curves".to_owned(),
        about: "One row a set and day, or stretch of days, on which accounts went; days count from an account's first check.".to_owned(),
        key: 2,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.set.to_owned()).collect())),
            column("after", "Days after which they went, or the day", count(|row| row.after)),
            column("until", "Days by which they had gone", count(|row| row.until)),
            column("at_risk", "Accounts still followed just before", count(|row| row.at_risk)),
            column("ended", "Accounts that went", count(|row| row.ended)),
            column("share", "Share of accounts that went in the stretch (Turnbull)", real(&|row| row.share)),
            column("remaining", "Share that lasts longer", real(&|row| Some(row.remaining))),
            column("low", "Lower end of its 95 % interval", real(&|row| row.interval.map(|ends| ends.0))),
            column("high", "Upper end of its 95 % interval", real(&|row| row.interval.map(|ends| ends.1))),
            column("suspended", "Share suspended by then", real(&|row| row.incidence.map(|causes| causes.0))),
            column("deactivated", "Share deactivated or deleted by then", real(&|row| row.incidence.map(|causes| causes.1))),
        ],
    }
}

/// To a millionth: an iteration ends when little changes, not when nothing does.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6 + 0.0
}

/// Accounts of each set not yet seen gone, in each week in which any of them was checked: between two checks nothing is known.
fn by_week(sets: &[Measured]) -> Table {
    let mut rows: Vec<(&str, i64, u64)> = Vec::new();
    for set in sets {
        let Some(last) = set.last_check else { continue };
        for time in set.weeks.iter().map(|week| last - week * WEEK_MS) {
            let there = |account: &&Checked| account.seen.is_some_and(|seen| seen.0 <= time) && account.gone.is_none_or(|gone| gone.0 > time);
            rows.push((&set.name, time, set.accounts.iter().filter(there).count() as u64));
        }
    }
    Table {
        name: "by_week".to_owned(),
        about: "Accounts already seen and not yet seen gone, by set and week in which any of them was checked; a line is broken where none was."
            .to_owned(),
        key: 2,
        columns: vec![
            column("series", "Set of accounts", Cells::Text(rows.iter().map(|row| row.0.to_owned()).collect())),
            column("time", "Moment", Cells::Time(rows.iter().map(|row| Some(row.1)).collect())),
            column("remaining", "Accounts", Cells::Count(rows.iter().map(|row| Some(row.2)).collect())),
        ],
    }
}
