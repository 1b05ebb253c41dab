//! The shifts as findings.

use super::Settings;
use super::series::{Calendar, DAY_MS, Series};
use super::tests_of::Test;
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, count, value};
use crate::groups::column;

/// Longer collections are drawn by week.
const DAYS_SHOWN_BY_DAY: usize = 500;

pub(super) fn findings(settings: &Settings, calendar: &Calendar, all: &[Series], tests: &[Test]) -> Findings {
    Findings {
        values: values(settings, calendar, all, tests),
        tables: vec![shifts(all, tests), by_day(calendar, all)],
        network: None,
        notes: notes(settings, tests),
    }
}

fn values(settings: &Settings, calendar: &Calendar, all: &[Series], tests: &[Test]) -> Vec<Value> {
    let with = |wanted: Verdict| tests.iter().filter(move |test| test.verdict == wanted);
    let of = |verdict: Verdict, role: &str| with(verdict).filter(|test| all[test.series].role == role).count() as u64;
    let (flagged, passed, insufficient) = (
        with(Verdict::Flagged).count() as u64,
        with(Verdict::NotFlagged).count() as u64,
        with(Verdict::InsufficientData).count() as u64,
    );
    let assessed = || tests.iter().filter_map(|test| test.shift.as_ref().ok().map(|found| (test, found)));
    let nothing = || "no pair of an event and a series could be assessed".to_owned();
    let real = |number: Option<f64>| number.map_or_else(|| Number::Insufficient(nothing()), Number::Real);
    let low = assessed().map(|(_, (_, range))| range.0).min_by(f64::total_cmp);
    let high = assessed().map(|(_, (_, range))| range.1).max_by(f64::total_cmp);
    let fewest = assessed().map(|(_, (shift, _))| shift.days as u64).min();
    let studied = assessed().filter(|(test, _)| all[test.series].role == "studied").map(|(_, (shift, _))| shift);
    let clearest = studied.min_by(|a, b| a.tail.ln.total_cmp(&b.tail.ln));
    let beyond = |end: fn((f64, f64, f64)) -> f64| clearest.map(|shift| libm::exp(end(shift.beyond())));
    let of_studied = |number: Option<f64>| {
        number.map_or_else(|| Number::Insufficient("no studied set could be assessed at any event".to_owned()), Number::Real)
    };
    let silent = calendar.silent.iter().filter(|silent| **silent).count() as u64;
    vec![
        count("pairs", tests.len() as u64, Unit::Plain, None, "Pairs of an event and a series."),
        count("assessed", flagged + passed, Unit::Plain, Some("pairs"), "Pairs that could be assessed."),
        count("insufficient", insufficient, Unit::Plain, Some("pairs"), "Pairs without enough data."),
        count("flagged", flagged, Unit::Plain, Some("assessed"), "Pairs whose shift is beyond what other dates show."),
        count("studied_flagged", of(Verdict::Flagged, "studied"), Unit::Plain, Some("flagged"), "Those of studied sets."),
        count("control_assessed", of(Verdict::Flagged, "control") + of(Verdict::NotFlagged, "control"), Unit::Plain, Some("assessed"), {
            "Pairs of an event and a control set that could be assessed."
        }),
        count("control_flagged", of(Verdict::Flagged, "control"), Unit::Plain, Some("control_assessed"), "Those beyond what other dates show."),
        value("clearest_shift", of_studied(clearest.map(|shift| shift.effect)), Unit::Plain, None, "Shift of a studied set that chance explains least, in logarithms."),
        value("clearest_times", of_studied(beyond(|it| it.0)), Unit::Plain, None, {
            "The same as a factor of 1 + posts a day, beyond what other dates show on average."
        }),
        value("clearest_times_low", of_studied(beyond(|it| it.1)), Unit::Plain, None, "Lower end of its 95 % interval."),
        value("clearest_times_high", of_studied(beyond(|it| it.2)), Unit::Plain, None, "Upper end of its 95 % interval."),
        value("fewest_placebos", fewest.map_or_else(|| Number::Insufficient(nothing()), Number::Count), Unit::Days, None, {
            "Fewest placebo days that a pair was compared with."
        }),
        value("placebo_low", real(low), Unit::Plain, None, "Least lower end of the middle 95 % of placebo shifts."),
        value("placebo_high", real(high), Unit::Plain, None, "Greatest upper end of the middle 95 % of placebo shifts."),
        value("level", Number::Real(settings.level), Unit::Share, None, "Chance of any false flag at all, as set in the study."),
        count("days", calendar.days as u64, Unit::Days, None, "Whole days of the collection: all but its first and last."),
        count("silent_days", silent, Unit::Days, Some("days"), "Days on which nobody posted."),
    ]
}

fn shifts(all: &[Series], tests: &[Test]) -> Table {
    let mut rows: Vec<&Test> = tests.iter().collect();
    // Studied sets first, then control sets, then the rest; events of a series in order of time.
    rows.sort_by_key(|test| (test.series, test.start));
    let text = |field: &dyn Fn(&Test) -> String| Cells::Text(rows.iter().map(|test| field(test)).collect());
    let real = |unit, field: &dyn Fn(&Test) -> Option<f64>| Cells::Real(unit, rows.iter().map(|test| field(test)).collect());
    let ok = |test: &Test| test.shift.as_ref().ok().copied();
    Table {
        name: "shifts".to_owned(),
        about: "One row a series of posts and an event, series by series and in order of time.".to_owned(),
        key: 2,
        columns: vec![
            column("series", "Set of accounts or hashtag", text(&|test| all[test.series].name.clone())),
            column("event", "Event", text(&|test| test.event.clone())),
            column("verdict", "Whether the shift is beyond what other dates show", Cells::Verdict(rows.iter().map(|test| test.verdict).collect())),
            column("times", "Factor by which 1 + posts a day changed, beyond what other dates show on average", {
                real(Unit::Plain, &|test| ok(test).map(|found| libm::exp(found.0.beyond().0)))
            }),
            column("times_low", "Lower end of its 95 % interval", real(Unit::Plain, &|test| ok(test).map(|found| libm::exp(found.0.beyond().1)))),
            column("times_high", "Upper end of the same", real(Unit::Plain, &|test| ok(test).map(|found| libm::exp(found.0.beyond().2)))),
            column("p_corrected", "Chance of so large a shift on a date without an event, corrected for all pairs tried (Holm)", real(Unit::Plain, &|test| test.corrected)),
            column("before", "Mean posts a day in the days before", real(Unit::PostsPerDay, &|test| test.daily.map(|daily| daily.0))),
            column("after", "Mean posts a day from the event's first day on", real(Unit::PostsPerDay, &|test| test.daily.map(|daily| daily.1))),
            column("role", "What the series is", text(&|test| all[test.series].role.clone())),
            column("shift", "Mean of ln(1 + posts) after, less that before", real(Unit::Plain, &|test| ok(test).map(|found| found.0.effect))),
            column("placebo_low", "Lower end of the middle 95 % of other dates' shifts", real(Unit::Plain, &|test| ok(test).map(|found| found.1.0))),
            column("placebo_high", "Upper end of the same", real(Unit::Plain, &|test| ok(test).map(|found| found.1.1))),
            column("rank", "Share of other dates that are at least as far off, this one counted", real(Unit::Share, &|test| {
                ok(test).map(|found| found.0.rank)
            })),
            column("p", "The same chance, not corrected", real(Unit::Plain, &|test| ok(test).map(|found| found.0.tail.p))),
            column("placebos", "Other dates compared with", Cells::Count(rows.iter().map(|test| ok(test).map(|found| found.0.days as u64)).collect())),
            column("apart", "Those of them that share no day with each other", {
                Cells::Count(rows.iter().map(|test| ok(test).map(|found| found.0.apart as u64)).collect())
            }),
            column("why_not", "Why it could not be assessed", text(&|test| test.shift.as_ref().err().cloned().unwrap_or_default())),
        ],
    }
}

fn by_day(calendar: &Calendar, all: &[Series]) -> Table {
    let (step, unit) = if calendar.days > DAYS_SHOWN_BY_DAY { (7, "week") } else { (1, "day") };
    // Weeks start on Monday: 1970-01-01 was a Thursday, three days after one.
    let monday = (0..step).find(|day| (calendar.start(*day) / DAY_MS + 3).rem_euclid(7) == 0).unwrap_or(0);
    let from = if step == 7 { monday } else { 0 };
    let bins: Vec<usize> = (from..calendar.days).step_by(step).filter(|start| start + step <= calendar.days).collect();
    let rows: Vec<(&Series, usize)> = all.iter().flat_map(|series| bins.iter().map(move |start| (series, *start))).collect();
    let posts = |(series, start): &(&Series, usize)| Some(series.posts[*start..start + step].iter().sum());
    Table {
        name: "by_day".to_owned(),
        about: format!("Posts by series and whole {unit} (UTC)."),
        key: 2,
        columns: vec![
            column("series", "Set of accounts or hashtag", Cells::Text(rows.iter().map(|row| row.0.name.clone()).collect())),
            column("time", &format!("Start of the {unit}"), Cells::Time(rows.iter().map(|row| Some(calendar.start(row.1))).collect())),
            column("posts", "Posts", Cells::Count(rows.iter().map(posts).collect())),
        ],
    }
}

fn notes(settings: &Settings, tests: &[Test]) -> Vec<String> {
    let mut notes = vec![format!(
        "Compared are {} days from the day an event begins on with the {} days before. A day without a post of a series counts as ln(1 + 0) = 0.",
        settings.days, settings.days
    )];
    if !settings.days.is_multiple_of(7) {
        notes.push(format!("{} days are no whole weeks, so that days of the week weigh unevenly on the two sides.", settings.days));
    }
    for pair in tests.chunk_by(|a, b| a.event == b.event).collect::<Vec<_>>().windows(2) {
        let (one, other) = (&pair[0][0], &pair[1][0]);
        if other.start - one.start < 2 * i64::from(settings.days) * DAY_MS {
            notes.push(format!("The days of “{}” and “{}” overlap: what is said of one may be owed to the other.", one.event, other.event));
        }
    }
    notes
}
