//! What the checks say of one account.

use lockstep_snapshot::{Snapshot, Status};
use lockstep_statistics::{Between, Life};

pub(super) const DAY_MS: i64 = 86_400_000;

/// Number of a cause of an end: suspended, or deactivated.
pub(super) const CAUSES: usize = 2;

/// The state of an account at the last check of its set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// Seen there.
    Remaining,
    /// Seen gone, by cause: 0 suspended, 1 deactivated.
    Gone(usize),
    /// Neither.
    Unknown,
}

/// The checks of one account, reduced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    /// Checks that gave a state, unknown ones left out.
    pub(super) checks: u64,
    /// When it was first and last seen remaining, ms.
    pub(super) seen: Option<(i64, i64)>,
    /// When it was first seen gone after that, ms, and by which cause. Of an account that was never seen remaining, when it was first checked.
    pub(super) gone: Option<(i64, usize)>,
    /// It was seen gone and then remaining again.
    pub(super) returned: bool,
    /// It is protected, as last seen.
    pub(super) protected: bool,
    /// It had more than one handle.
    pub(super) renamed: bool,
    /// The longest time between two checks in a row, up to the one that saw it gone, ms.
    pub(super) longest_gap: i64,
    /// When it was last checked, with a state or without, ms.
    pub(super) last_check: Option<i64>,
}

impl Checked {
    pub(super) fn new(account: u32, snapshot: &Snapshot) -> Self {
        let observations = &snapshot.observations;
        let statuses = observations.status.as_deref().unwrap_or_default();
        let rows = observations.of(account);
        let states: Vec<(i64, Status)> =
            rows.clone().filter_map(|row| Some((observations.observed_at[row], (*statuses.get(row)?)?))).collect();
        let last_check = states.last().map(|state| state.0);
        let known: Vec<(i64, Status)> = states.into_iter().filter(|state| state.1 != Status::Unknown).collect();
        let remains = |state: &&(i64, Status)| matches!(state.1, Status::Active | Status::Protected);
        let first = known.iter().find(remains);
        let last = known.iter().rev().find(remains);
        let after = last.map_or(i64::MIN, |state| state.0);
        let gone = known.iter().find(|state| state.0 > after && !remains(state));
        let returned = last.is_some_and(|last| known.iter().any(|state| state.0 < last.0 && !remains(&state)));
        let until = gone.map_or(i64::MAX, |state| state.0);
        let followed: Vec<i64> = known.iter().map(|state| state.0).take_while(|time| *time <= until).collect();
        let mut handles: Vec<u32> =
            observations.handle.as_ref().map_or_else(Vec::new, |handles| rows.filter_map(|row| handles.rank(row)).collect());
        handles.sort_unstable();
        handles.dedup();
        Self {
            checks: known.len() as u64,
            seen: first.zip(last).map(|(first, last)| (first.0, last.0)),
            gone: gone.map(|state| (state.0, usize::from(state.1 == Status::Deactivated))),
            returned,
            protected: last.is_some_and(|state| state.1 == Status::Protected),
            renamed: handles.len() > 1,
            longest_gap: followed.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0),
            last_check,
        }
    }

    /// Its state at the last check of its set, which covers what was seen from `since` on. Once gone, an account is not checked again.
    pub(super) fn last(&self, since: i64) -> Last {
        match (self.gone, self.seen) {
            (Some((_, cause)), _) => Last::Gone(cause),
            (None, Some((_, seen))) if seen >= since => Last::Remaining,
            _ => Last::Unknown,
        }
    }

    /// Its life in days from when it was first seen, an end at the check that saw it gone. None for an account never seen remaining.
    pub(super) fn life(&self) -> Option<Life> {
        let (first, last) = self.seen?;
        let days = |time: i64| time.div_euclid(DAY_MS) - first.div_euclid(DAY_MS);
        Some(match self.gone {
            Some((at, cause)) => Life { time: days(at).max(1), cause: Some(cause) },
            None => Life { time: days(last), cause: None },
        })
    }

    /// The same on the calendar: the week of its entry, and its life up to the week in which it was last followed. Weeks are counted so that
    /// one ends with `last_check`, and one round of checks that takes a few days mostly falls into one of them.
    pub(super) fn on_calendar(&self, last_check: i64) -> Option<(i64, Life)> {
        let (first, last) = self.seen?;
        let week = |time: i64| -(last_check - time).div_euclid(7 * DAY_MS);
        let life = match self.gone {
            Some((at, cause)) => Life { time: week(at).max(week(last) + 1), cause: Some(cause) },
            None => Life { time: week(last), cause: None },
        };
        Some((week(first), life))
    }

    /// The days between which it ended. None for an account never seen remaining.
    pub(super) fn between(&self) -> Option<Between> {
        let (first, last) = self.seen?;
        let days = |time: i64| time.div_euclid(DAY_MS) - first.div_euclid(DAY_MS);
        let after = days(last);
        Some(Between { after, until: self.gone.map(|(at, _)| days(at).max(after + 1)) })
    }
}

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{Input, Intake, ObservationRow, Part, PostShape, assemble};

    use super::*;

    fn checked(checks: &[(i64, Status)]) -> Checked {
        let shape = PostShape { ids: true, present: Vec::new(), derived: Vec::new(), keep: Vec::new() };
        let mut part = Part::new(&shape);
        for (day, status) in checks {
            let observed_at = day * DAY_MS + 1_000 * day;
            part.observations.push(&ObservationRow { account_id: "ann", observed_at, status: Some(*status), ..ObservationRow::default() });
        }
        let intake = Intake::without_files("test", "", 0);
        Checked::new(0, &assemble(vec![Input { shape, parts: vec![part], intake }]))
    }

    use Status::{Active, Deactivated, Protected, Suspended, Unknown};

    #[test]
    fn an_end_lies_between_the_last_check_that_saw_it_and_the_first_that_did_not() {
        let found = checked(&[(10, Active), (20, Protected), (25, Unknown), (30, Suspended), (40, Suspended)]);
        assert_eq!((found.checks, found.returned, found.protected), (4, false, true));
        assert_eq!(found.between(), Some(Between { after: 10, until: Some(20) }));
        assert_eq!(found.life(), Some(Life { time: 20, cause: Some(0) }));
        assert_eq!((found.last(0), found.longest_gap / DAY_MS), (Last::Gone(0), 10));
    }

    #[test]
    fn who_comes_back_remains_until_last_seen() {
        let found = checked(&[(0, Active), (5, Deactivated), (9, Active), (12, Deactivated)]);
        assert!(found.returned);
        assert_eq!(found.between(), Some(Between { after: 9, until: Some(12) }));
        assert_eq!(found.last(0), Last::Gone(1));
    }

    #[test]
    fn who_was_not_there_at_the_last_check_is_unknown() {
        let found = checked(&[(0, Active), (5, Active), (9, Unknown)]);
        assert_eq!((found.last(5 * DAY_MS), found.last(6 * DAY_MS)), (Last::Remaining, Last::Unknown));
        assert_eq!(found.between(), Some(Between { after: 5, until: None }));
        assert_eq!(found.last_check.map(|time| time / DAY_MS), Some(9));
    }

    #[test]
    fn who_was_gone_from_the_start_has_no_life_and_is_gone() {
        let found = checked(&[(3, Suspended)]);
        assert_eq!((found.life(), found.between(), found.last(0)), (None, None, Last::Gone(0)));
    }
}
