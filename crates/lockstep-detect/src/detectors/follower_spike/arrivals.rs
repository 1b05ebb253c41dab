//! When followers came, from one list in the order in which they came.

use lockstep_snapshot::Snapshot;
use lockstep_statistics::{absolute_deviation, median, modified_z};

use super::{Order, Settings};
use crate::findings::Verdict;
use crate::profiles::created_at;

const DAY_MS: i64 = 86_400_000;
const WEEK_MS: i64 = 7 * DAY_MS;
/// 1970-01-05, a Monday.
const A_MONDAY: i64 = 4 * DAY_MS;
/// Followers of known age that a list must have.
const FEWEST_DATED: usize = 50;
/// Weeks before a week that it is compared with.
const BASELINE_WEEKS: usize = 8;

/// A list of followers, dated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct List {
    pub(super) account: u32,
    /// Followers listed, and those whose date of creation is known.
    pub(super) listed: u64,
    pub(super) dated: u64,
    /// Start of the first week, ms, and for every week from it how many followers cannot have come before it but may have come in it.
    pub(super) start: i64,
    pub(super) weeks: Vec<u64>,
    /// Weeks that could be tested.
    pub(super) tested: u64,
    /// The tested week with the highest score: its number, score and the median of the weeks before.
    pub(super) busiest: Option<(usize, f64, f64)>,
    pub(super) verdict: Verdict,
}

/// Every list with a known order, by account. Lists whose positions are not unique mix several readings and are left out; the second value
/// is how many.
pub(super) fn lists(snapshot: &Snapshot, settings: &Settings) -> (Vec<List>, u64) {
    let follows = &snapshot.follows;
    let Some(positions) = &follows.position else { return (Vec::new(), 0) };
    let mut ties: Vec<(u32, u64, u32)> =
        (0..follows.follower.len()).filter_map(|row| positions.get(row).map(|at| (follows.followed[row], at, follows.follower[row]))).collect();
    ties.sort_unstable();
    ties.dedup();
    let mut mixed = 0;
    let mut lists = Vec::new();
    for list in ties.chunk_by(|a, b| a.0 == b.0) {
        if list.windows(2).any(|pair| pair[0].1 == pair[1].1) {
            mixed += 1;
            continue;
        }
        let created = |tie: &(u32, u64, u32)| created_at(snapshot, tie.2);
        let dates: Vec<Option<i64>> = match settings.list_order {
            Order::NewestFirst => list.iter().rev().map(created).collect(),
            Order::OldestFirst => list.iter().map(created).collect(),
        };
        lists.push(List::new(list[0].0, &dates, settings));
    }
    (lists, mixed)
}

impl List {
    /// From the followers' dates of creation, in the order in which they came.
    ///
    /// Nobody follows before being created, and nobody earlier in the list came later: so each came no sooner than the youngest account up
    /// to it was created (Meeder et al. 2011).
    fn new(account: u32, dates: &[Option<i64>], settings: &Settings) -> Self {
        let dated = dates.iter().flatten().count();
        let mut list = Self {
            account,
            listed: dates.len() as u64,
            dated: dated as u64,
            start: 0,
            weeks: Vec::new(),
            tested: 0,
            busiest: None,
            verdict: Verdict::InsufficientData,
        };
        if dated < FEWEST_DATED {
            return list;
        }
        let week = |time: i64| (time - A_MONDAY).div_euclid(WEEK_MS);
        let first = dates.iter().flatten().next().map_or(0, |time| week(*time));
        list.start = first * WEEK_MS + A_MONDAY;
        // Weeks in which the bound moved: only there is a date known to the week.
        let mut moved: Vec<bool> = Vec::new();
        let mut youngest: Option<i64> = None;
        for date in dates {
            let moves = date.filter(|date| youngest.is_none_or(|youngest| *date > youngest));
            youngest = moves.or(youngest);
            let Some(bound) = youngest else { continue };
            let at = (week(bound) - first) as usize;
            if at >= list.weeks.len() {
                list.weeks.resize(at + 1, 0);
                moved.resize(at + 1, false);
            }
            list.weeks[at] += 1;
            moved[at] |= moves.is_some();
        }
        list.test(&moved, settings);
        list
    }

    /// Compare every week with the eight before it, where the bound moved in all of them, in the week itself and in the next: elsewhere
    /// followers of several weeks fall together, which looks like a leap.
    fn test(&mut self, moved: &[bool], settings: &Settings) {
        let mut before: u64 = self.weeks.iter().take(BASELINE_WEEKS).sum();
        for at in BASELINE_WEEKS..self.weeks.len().saturating_sub(1) {
            let count = self.weeks[at];
            if moved[at - BASELINE_WEEKS..=at + 1].iter().all(|moved| *moved) {
                self.tested += 1;
                let mut usual: Vec<f64> = self.weeks[at - BASELINE_WEEKS..at].iter().map(|count| *count as f64).collect();
                let middle = median(&mut usual).unwrap_or(0.0);
                // Counts spread at least as much as Poisson counts do, whatever eight weeks happened to be like.
                let spread = absolute_deviation(&mut usual, middle).unwrap_or(0.0).max(0.6745 * middle.max(1.0).sqrt());
                let score = modified_z(count as f64, middle, spread);
                let floor = settings.minimum_gain.max(settings.minimum_share * before as f64);
                if count as f64 >= floor && score > settings.line {
                    self.verdict = Verdict::Flagged;
                }
                if self.busiest.is_none_or(|(_, most, _)| score > most) {
                    self.busiest = Some((at, score, middle));
                }
            }
            before += count;
        }
        if self.tested > 0 && self.verdict == Verdict::InsufficientData {
            self.verdict = Verdict::NotFlagged;
        }
    }

    /// Start of a week of the list, ms.
    pub(super) fn week(&self, number: usize) -> i64 {
        self.start + number as i64 * WEEK_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Followers who come five a week, one of whom was created that very week, and `extra` old accounts at once in week 20.
    fn dates(extra: usize) -> Vec<Option<i64>> {
        let mut dates = Vec::new();
        for week in 0..40_i64 {
            for follower in 0..5_i64 {
                let fresh = A_MONDAY + (2_000 + week) * WEEK_MS + follower * DAY_MS;
                dates.push(if follower == 1 { Some(fresh) } else { Some(A_MONDAY + (week * 37 + follower * 91) % 1_500 * WEEK_MS) });
            }
            if week == 20 {
                dates.extend((0..extra as i64).map(|old| (old % 4 != 0).then_some(A_MONDAY + old * DAY_MS)));
            }
        }
        dates
    }

    #[test]
    fn a_crowd_of_old_accounts_is_dated_by_the_young_ones_around_it() {
        let list = List::new(0, &dates(400), &Settings::default());
        assert_eq!((list.listed, list.dated), (600, 500));
        assert_eq!(list.verdict, Verdict::Flagged);
        let (week, _, usual) = list.busiest.expect("weeks were tested");
        assert_eq!((list.week(week), usual), (A_MONDAY + 2_020 * WEEK_MS, 5.0));
        assert_eq!(list.weeks[week], 405);
    }

    #[test]
    fn a_steady_stream_is_no_leap_and_old_accounts_alone_say_nothing() {
        let list = List::new(0, &dates(0), &Settings::default());
        assert_eq!(list.verdict, Verdict::NotFlagged);
        let old: Vec<Option<i64>> = (0..600).map(|_| Some(A_MONDAY)).collect();
        assert_eq!(List::new(0, &old, &Settings::default()).verdict, Verdict::InsufficientData);
        assert_eq!(List::new(0, &dates(0)[..40], &Settings::default()).verdict, Verdict::InsufficientData);
    }

    // Meeder et al. 2011: each follower's bound is the latest creation among those up to it.
    #[test]
    fn bounds_are_running_maxima() {
        let days = [0, 10, 3, 7, 30, 21, 28, 35];
        let dates: Vec<Option<i64>> = days.iter().cycle().take(8).map(|day| Some(A_MONDAY + day * DAY_MS)).chain((0..50).map(|_| None)).collect();
        let mut list = List::new(0, &dates, &Settings::default());
        assert_eq!(list.weeks, Vec::<u64>::new());
        list = List::new(0, &[dates[..7].to_vec(), vec![dates[7]; 51]].concat(), &Settings::default());
        assert_eq!(list.weeks, [1, 3, 0, 0, 3, 51]);
    }
}
