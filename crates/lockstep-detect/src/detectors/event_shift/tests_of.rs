//! Every event with every series: the shift, beside those of other days.

use lockstep_snapshot::{Event, Snapshot};
use lockstep_statistics::{Shift, holm, shift_against_placebos, shift_at};

use super::Settings;
use super::series::{Calendar, DAY_MS, Series};
use crate::findings::Verdict;
use crate::numbers::quantile;

/// Placebos without a common day that the spread must rest on.
const FEWEST_APART: usize = 4;
/// Share of placebos that may be as far off as a flagged shift.
const MOST_AS_FAR: f64 = 0.05;

/// One event with one series.
pub(super) struct Test {
    pub(super) event: String,
    pub(super) start: i64,
    /// Place of the series.
    pub(super) series: usize,
    /// Mean posts a day before and after, where there are enough days.
    pub(super) daily: Option<(f64, f64)>,
    /// The shift, and the middle 95 % of the placebos' shifts; or why there is none.
    pub(super) shift: Result<(Shift, (f64, f64)), String>,
    /// The corrected p-value.
    pub(super) corrected: Option<f64>,
    pub(super) verdict: Verdict,
}

/// All of them, events in order of time.
pub(super) fn every(settings: &Settings, snapshot: &Snapshot, calendar: &Calendar, all: &[Series]) -> Vec<Test> {
    let wanted = |event: &&Event| settings.events.is_empty() || settings.events.contains(&event.name);
    let logarithms: Vec<Vec<f64>> = all.iter().map(Series::logarithms).collect();
    let mut tests = Vec::new();
    for event in snapshot.events.iter().filter(wanted) {
        let window = Window::of(settings, calendar, event);
        for (place, series) in all.iter().enumerate() {
            let shift = window.as_ref().map_err(Clone::clone).and_then(|window| window.test(settings, series, &logarithms[place]));
            let daily = window.as_ref().ok().map(|window| window.daily(series));
            let verdict = if shift.is_ok() { Verdict::NotFlagged } else { Verdict::InsufficientData };
            tests.push(Test { event: event.name.clone(), start: event.start, series: place, daily, shift, corrected: None, verdict });
        }
    }
    let ln_p: Vec<f64> = tests.iter().filter_map(|test| test.shift.as_ref().ok()).map(|(shift, _)| shift.tail.ln).collect();
    let corrected = holm(&ln_p, ln_p.len() as u64);
    for (test, corrected) in tests.iter_mut().filter(|test| test.shift.is_ok()).zip(corrected) {
        let rank = test.shift.as_ref().map_or(1.0, |(shift, _)| shift.rank);
        test.corrected = Some(corrected);
        if corrected <= settings.level && rank <= MOST_AS_FAR {
            test.verdict = Verdict::Flagged;
        }
    }
    tests
}

/// The days around an event, and the days to compare it with.
struct Window {
    at: usize,
    days: usize,
    placebos: Vec<usize>,
}

impl Window {
    /// The window of an event, or why it cannot be assessed.
    fn of(settings: &Settings, calendar: &Calendar, event: &Event) -> Result<Self, String> {
        let days = settings.days as usize;
        let fits = |at: usize| at >= days && at + days <= calendar.days;
        let at = calendar.day(event.start).filter(|at| fits(*at));
        let at = at.ok_or_else(|| format!("the collection does not have {days} whole days on either side of the event"))?;
        let silent = |at: usize| calendar.silent[at - days..at + days].contains(&true);
        if silent(at) {
            return Err("on a day near the event nobody posted at all, as in a gap of the collection".to_owned());
        }
        // The event's own days are its window too, when it lasts longer than that.
        let length = usize::try_from((event.end - 1).div_euclid(DAY_MS) - event.start.div_euclid(DAY_MS) + 1).unwrap_or(1);
        let (from, to) = (at - days, at + days.max(length));
        let placebos: Vec<usize> =
            (days..=calendar.days - days).filter(|day| (day + days <= from || *day >= to + days) && !silent(*day)).collect();
        if placebos.len() < settings.minimum_placebos as usize {
            return Err(format!("there are {} other days to compare with, and {} are needed", placebos.len(), settings.minimum_placebos));
        }
        Ok(Self { at, days, placebos })
    }

    fn test(&self, settings: &Settings, series: &Series, logarithms: &[f64]) -> Result<(Shift, (f64, f64)), String> {
        let (active, days) = (series.active(), series.posts.len());
        if (active as f64) < settings.active_share * days as f64 {
            return Err(format!("there are posts on {active} of {days} days, too few for the days without any to mean something"));
        }
        let found = shift_against_placebos(logarithms, self.at, self.days, &self.placebos);
        let found = found.filter(|found| found.apart >= FEWEST_APART);
        let found = found.ok_or_else(|| format!("fewer than {FEWEST_APART} of the other days are {} days apart", 2 * self.days))?;
        let mut shifts: Vec<f64> = self.placebos.iter().filter_map(|day| shift_at(logarithms, *day, self.days)).collect();
        shifts.sort_by(f64::total_cmp);
        let end = |q| quantile(&shifts, q).unwrap_or(found.mean);
        Ok((found, (end(0.025), end(0.975))))
    }

    /// Mean posts a day before and after.
    fn daily(&self, series: &Series) -> (f64, f64) {
        let mean = |from: usize| series.posts[from..from + self.days].iter().sum::<u64>() as f64 / self.days as f64;
        (mean(self.at - self.days), mean(self.at))
    }
}
