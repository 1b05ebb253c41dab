//! Readings of a follower counter, and what was gained from one to the next.

use std::ops::Range;

use lockstep_snapshot::{Counters, Snapshot};

const DAY_MS: i64 = 86_400_000;

/// What an account gained between two readings. Days are counted from 1970-01-01 UTC; the gain belongs to the days after `from`, up to `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) gain: i64,
    /// Followers before it.
    pub(super) base: u64,
}

impl Step {
    pub(super) fn days(&self) -> f64 {
        (self.to - self.from) as f64
    }

    /// The day in the middle of it.
    pub(super) fn middle(&self) -> i64 {
        self.from + 1 + (self.to - self.from - 1) / 2
    }

    /// How many of its days lie in `first..=last`.
    pub(super) fn overlap(&self, first: i64, last: i64) -> i64 {
        (self.to.min(last) - (self.from + 1).max(first) + 1).max(0)
    }
}

/// The counter of one account, read at most once a UTC day: the last reading of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    pub(super) account: u32,
    /// Days with a reading.
    pub(super) readings: u64,
    /// Followers at the last reading.
    pub(super) followers: u64,
    /// Gains between neighbouring readings at most `longest_gap` days apart, in time order. What was gained over longer is left out.
    pub(super) steps: Vec<Step>,
}

impl Series {
    /// None for an account whose followers were never counted.
    pub(super) fn of(account: u32, snapshot: &Snapshot, followers: &Counters, longest_gap: i64) -> Option<Self> {
        let mut series = Self { account, ..Self::default() };
        let mut before: Option<(i64, u64)> = None;
        let mut rows = snapshot.observations.of(account).filter_map(|row| {
            followers.get(row).map(|count| (snapshot.observations.observed_at[row].div_euclid(DAY_MS), count))
        });
        let mut current = rows.next()?;
        loop {
            let next = rows.next();
            if next.is_none_or(|(day, _)| day != current.0) {
                let (day, count) = current;
                if let Some((from, base)) = before.filter(|(from, _)| day - from <= longest_gap) {
                    series.steps.push(Step { from, to: day, gain: count as i64 - base as i64, base });
                }
                series.readings += 1;
                series.followers = count;
                before = Some(current);
            }
            let Some(next) = next else { return Some(series) };
            current = next;
        }
    }

    /// Stretches of steps without a break between them.
    pub(super) fn stretches(&self) -> Vec<Range<usize>> {
        let mut stretches = Vec::new();
        let mut start = 0;
        for end in 1..=self.steps.len() {
            if end == self.steps.len() || self.steps[end].from != self.steps[end - 1].to {
                stretches.push(start..end);
                start = end;
            }
        }
        stretches
    }
}

/// The gains of each day, those over several days spread over them as evenly as whole numbers allow.
pub(super) fn daily(steps: &[Step]) -> Vec<i64> {
    let days = steps.iter().flat_map(|step| {
        let length = step.to - step.from;
        let until = move |day: i64| (step.gain * day).div_euclid(length);
        (0..length).map(move |day| until(day + 1) - until(day))
    });
    days.collect()
}

/// Midnight UTC of a day, ms.
pub(super) const fn midnight(day: i64) -> i64 {
    day * DAY_MS
}

#[cfg(test)]
mod tests {
    use lockstep_snapshot::Observations;

    use super::*;

    fn read(readings: &[(i64, u64)]) -> Series {
        let mut observations = Observations::default();
        let mut followers = Counters::default();
        for (time, count) in readings {
            observations.account.push(0);
            observations.observed_at.push(*time);
            followers.push(Some(*count));
        }
        let snapshot = Snapshot { observations: observations.into(), ..Snapshot::default() };
        Series::of(0, &snapshot, &followers, 7).expect("some readings")
    }

    #[test]
    fn the_last_reading_of_a_day_counts_and_long_gaps_break_the_series() {
        let hour = DAY_MS / 24;
        let series = read(&[(0, 10), (20 * hour, 15), (DAY_MS, 18), (4 * DAY_MS, 30), (15 * DAY_MS, 90), (16 * DAY_MS, 80)]);
        let step = |from, to, gain, base| Step { from, to, gain, base };
        assert_eq!(series.steps, [step(0, 1, 3, 15), step(1, 4, 12, 18), step(15, 16, -10, 90)]);
        assert_eq!((series.readings, series.followers), (5, 80));
        assert_eq!(series.stretches(), [0..2, 2..3]);
    }

    #[test]
    fn gains_over_several_days_are_spread_and_none_is_lost() {
        let steps = [Step { from: 0, to: 1, gain: 3, base: 0 }, Step { from: 1, to: 4, gain: 11, base: 3 }, Step { from: 4, to: 6, gain: -5, base: 14 }];
        assert_eq!(daily(&steps), [3, 3, 4, 4, -3, -2]);
        assert_eq!(steps[1].middle(), 3);
        assert_eq!((steps[1].overlap(2, 3), steps[1].overlap(4, 9), steps[1].overlap(5, 9)), (2, 1, 0));
    }
}
