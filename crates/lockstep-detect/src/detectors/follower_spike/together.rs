//! A set of accounts: how many of them leap in one week, what they gain together, and who supplies it.

use lockstep_network::graph::index;
use lockstep_statistics::NORMAL_95;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::account::{Assessed, FEWEST_BASELINE_DAYS, FEWEST_BASELINE_STEPS, Spike};
use super::series::Series;
use super::{Settings, WEEK};
use crate::detector::Context;
use crate::findings::Verdict;
use crate::groups::Group;

/// p-value up to which leaps in one week are more than coincidence.
pub(super) const LEVEL: f64 = 0.01;
/// A week in which so few accounts supply most of the gain belongs to them, not to the set.
pub(super) const FEW: u64 = 3;
/// Share of the gain whose suppliers are counted.
const MOST: f64 = 0.8;

/// The series of accounts with what was found of each, in the order of the accounts.
pub(super) struct Read<'a> {
    pub(super) series: &'a [Series],
    pub(super) assessed: &'a [Assessed],
}

/// The week in which most accounts of a set leap.
#[derive(Debug, Clone)]
pub(super) struct Week {
    /// First of its seven days, counted from 1970-01-01.
    pub(super) first: i64,
    /// Accounts that leap in it.
    pub(super) leaping: u64,
    /// Mean over the shifted series of the most accounts that leap in one week.
    pub(super) by_chance: f64,
    pub(super) p: f64,
    /// Accounts counted: read throughout the week, and long enough before.
    pub(super) counted: u64,
    /// What they gained, what they usually gain in a week, and the difference with its interval.
    pub(super) gain: f64,
    pub(super) usual: f64,
    pub(super) excess: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Fewest accounts that supply 80 % of the gains beyond the usual.
    pub(super) suppliers: u64,
    /// Sum of the squared shares of those gains: 1/n when n accounts gain alike, 1 when one gains all.
    pub(super) concentration: Option<f64>,
}

/// A set and its week.
pub(super) struct Together {
    pub(super) group: Group,
    /// Members whose followers were counted, and those with a baseline.
    pub(super) read: u64,
    pub(super) tested: u64,
    pub(super) week: Option<Week>,
    pub(super) verdict: Verdict,
}

impl Together {
    pub(super) fn new(number: usize, group: Group, all: &Read<'_>, settings: &Settings, context: &Context) -> Self {
        let places: Vec<usize> =
            group.members.iter().filter_map(|member| all.series.binary_search_by_key(member, |series| series.account).ok()).collect();
        let tested: Vec<usize> = places.iter().copied().filter(|place| all.assessed[*place].tested > 0).collect();
        let leaps: Vec<Leaps> = tested.iter().map(|place| Leaps::of(all, *place)).filter(|leaps| !leaps.days.is_empty()).collect();
        let week = Self::week(number, &leaps, &tested, all, settings, context);
        let verdict = match &week {
            _ if tested.is_empty() => Verdict::InsufficientData,
            Some(week) if week.p <= LEVEL && week.leaping > FEW && week.suppliers > FEW => Verdict::Flagged,
            _ => Verdict::NotFlagged,
        };
        Self { group, read: places.len() as u64, tested: tested.len() as u64, week, verdict }
    }

    fn week(number: usize, leaps: &[Leaps], tested: &[usize], all: &Read<'_>, settings: &Settings, context: &Context) -> Option<Week> {
        let first = leaps.iter().map(|leaps| leaps.span.0).min()?;
        let last = leaps.iter().map(|leaps| leaps.span.1).max()?;
        let mut counts = Counts::new(first, last);
        leaps.iter().for_each(|leaps| counts.add(leaps, 0));
        let (leaping, starts) = counts.most();
        let gains = |start: i64| tested.iter().map(|place| gain(&all.series[*place], start, start + WEEK - 1).0).sum::<f64>();
        let mut best: Option<(i64, f64)> = None;
        for start in starts {
            let gained = gains(start);
            if best.is_none_or(|(_, most)| gained > most) {
                best = Some((start, gained));
            }
        }
        let draws = settings.draws;
        let most: Vec<u64> = (0..draws)
            .into_par_iter()
            .map(|draw| {
                let mut random = context.random((number as u64) << 32 | u64::from(draw));
                shifted(leaps, first, last, &mut random)
            })
            .collect();
        let reached = most.iter().filter(|most| **most >= leaping).count();
        let start = best?.0;
        let size = Size::new(tested, all, start, settings);
        Some(Week {
            first: start,
            leaping,
            by_chance: most.iter().sum::<u64>() as f64 / f64::from(draws),
            p: (1.0 + reached as f64) / (1.0 + f64::from(draws)),
            ..size.week()
        })
    }
}

/// Days on which an account leaps, and the days on which it could have been seen to.
struct Leaps {
    days: Vec<i64>,
    span: (i64, i64),
}

impl Leaps {
    fn of(all: &Read<'_>, place: usize) -> Self {
        let (series, assessed) = (&all.series[place], &all.assessed[place]);
        let days = assessed.spikes.iter().filter(|spike| spike.holds()).map(|spike| series.steps[spike.step].middle()).collect();
        Self { days, span: assessed.span.unwrap_or((0, 0)) }
    }
}

/// For each day, how many accounts leap in the seven days from it.
struct Counts {
    first: i64,
    changes: Vec<i64>,
}

impl Counts {
    fn new(first: i64, last: i64) -> Self {
        let first = first - WEEK + 1;
        Self { first, changes: vec![0; (last - first + 2) as usize] }
    }

    /// Count an account once in every week that holds one of its leaps, all of them moved on within its span, which is taken as a circle.
    fn add(&mut self, leaps: &Leaps, by: i64) {
        let (start, length) = (leaps.span.0, leaps.span.1 - leaps.span.0 + 1);
        let moved = |day: i64| start + (day - start + by).rem_euclid(length);
        // Moved on, the days are in order but for one place where the circle closes.
        let turn = leaps.days.partition_point(|day| day - start + by < length);
        let mut covered = i64::MIN;
        for day in leaps.days[turn..].iter().chain(&leaps.days[..turn]) {
            let end = moved(*day);
            let from = (end - WEEK + 1).max(covered.saturating_add(1));
            if from <= end {
                self.changes[(from - self.first) as usize] += 1;
                self.changes[(end + 1 - self.first) as usize] -= 1;
                covered = end;
            }
        }
    }

    /// The most accounts in one week, and the first days of the weeks with so many.
    fn most(&self) -> (u64, Vec<i64>) {
        let mut count = 0;
        let counts: Vec<i64> = self
            .changes
            .iter()
            .map(|change| {
                count += change;
                count
            })
            .collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        let starts = (self.first..).zip(&counts).filter(|(_, count)| **count == most).map(|(day, _)| day).collect();
        (most.unsigned_abs(), starts)
    }
}

/// The most accounts in one week when every account's leaps are moved on by as many days as chance says.
fn shifted(leaps: &[Leaps], first: i64, last: i64, random: &mut ChaCha8Rng) -> u64 {
    let mut counts = Counts::new(first, last);
    for leaps in leaps {
        let length = (leaps.span.1 - leaps.span.0 + 1) as usize;
        counts.add(leaps, index(random, length) as i64);
    }
    counts.most().0
}

/// Followers gained on the days `first..=last`, and for how many of them that is known. Gains over several days count by the day.
fn gain(series: &Series, first: i64, last: i64) -> (f64, i64) {
    let start = series.steps.partition_point(|step| step.to < first);
    let (mut gained, mut known) = (0.0, 0);
    for step in series.steps[start..].iter().take_while(|step| step.from < last) {
        let days = step.overlap(first, last);
        gained += step.gain as f64 * days as f64 / step.days();
        known += days;
    }
    (gained, known)
}

/// What the accounts of a set gained in a week beyond what they usually gain.
#[derive(Debug, Default)]
struct Size {
    counted: u64,
    gain: f64,
    usual: f64,
    variance: f64,
    beyond: Vec<f64>,
}

impl Size {
    /// An account's usual gain is its mean a day over the days before the week, leaps left out: the median, which decides what a leap is,
    /// would be too low for the small counts of most accounts, and the sum over many accounts would show it.
    fn new(tested: &[usize], all: &Read<'_>, start: i64, settings: &Settings) -> Self {
        let mut size = Self::default();
        let from = start - 1 - i64::from(settings.baseline_days);
        for place in tested {
            let (series, assessed) = (&all.series[*place], &all.assessed[*place]);
            let (gained, known) = gain(series, start, start + WEEK - 1);
            let is_leap = |at: usize| assessed.spikes.binary_search_by_key(&at, |spike: &Spike| spike.step).is_ok();
            let begin = series.steps.partition_point(|step| step.from < from);
            let end = series.steps.partition_point(|step| step.to < start);
            let quiet = || (begin..end.max(begin)).filter(|at| !is_leap(*at)).map(|at| &series.steps[at]);
            let (steps, days) = (quiet().count(), quiet().map(|step| step.to - step.from).sum::<i64>());
            if known < WEEK || steps < FEWEST_BASELINE_STEPS || days < FEWEST_BASELINE_DAYS {
                continue;
            }
            let rate = quiet().map(|step| step.gain).sum::<i64>() as f64 / days as f64;
            let off = |step: &super::series::Step| step.gain as f64 - rate * step.days();
            let daily = quiet().map(|step| off(step) * off(step) / step.days()).sum::<f64>() / (steps as f64 - 1.0);
            let week = WEEK as f64;
            size.counted += 1;
            size.gain += gained;
            size.usual += rate * week;
            // The week's own chance, and what is not known of the rate.
            size.variance += daily * (week + week * week / days as f64);
            size.beyond.push(gained - rate * week);
        }
        size
    }

    fn week(mut self) -> Week {
        let excess = self.gain - self.usual;
        let margin = NORMAL_95 * self.variance.sqrt();
        self.beyond.retain(|beyond| *beyond > 0.0);
        self.beyond.sort_unstable_by(|a, b| b.total_cmp(a));
        let total: f64 = self.beyond.iter().sum();
        let mut supplied = 0.0;
        let suppliers = self.beyond.iter().take_while(|beyond| {
            let short = supplied < MOST * total;
            supplied += **beyond;
            short
        });
        let suppliers = suppliers.count() as u64;
        let squares: f64 = self.beyond.iter().map(|beyond| beyond / total * (beyond / total)).sum();
        Week {
            first: 0,
            leaping: 0,
            by_chance: 0.0,
            p: 1.0,
            counted: self.counted,
            gain: self.gain,
            usual: self.usual,
            excess,
            low: excess - margin,
            high: excess + margin,
            suppliers,
            concentration: (total > 0.0).then_some(squares),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaps(days: &[i64], span: (i64, i64)) -> Leaps {
        Leaps { days: days.to_vec(), span }
    }

    #[test]
    fn an_account_counts_once_a_week_however_often_it_leaps() {
        let mut counts = Counts::new(0, 99);
        counts.add(&leaps(&[10, 12, 40], (0, 99)), 0);
        counts.add(&leaps(&[15], (0, 99)), 0);
        let (most, starts) = counts.most();
        assert_eq!((most, starts), (2, vec![9, 10, 11, 12]));
    }

    #[test]
    fn moved_on_leaps_keep_their_number_and_stay_in_the_span() {
        for by in 0..50 {
            let mut counts = Counts::new(5, 54);
            counts.add(&leaps(&[6, 30, 31, 54], (5, 54)), by);
            let mut covered = 0;
            let mut count = 0;
            for change in &counts.changes {
                count += change;
                assert!((0..=1).contains(&count), "{by}");
                covered += count;
            }
            let days: Vec<i64> = [6, 30, 31, 54].iter().map(|day| 5 + (day - 5 + by) % 50).collect();
            let expected = (-1..=54).filter(|start| days.iter().any(|day| (*start..start + WEEK).contains(day))).count() as i64;
            assert_eq!(covered, expected, "{by}");
        }
    }

    #[test]
    fn suppliers_and_concentration() {
        let size = |beyond: &[f64]| Size { beyond: beyond.to_vec(), gain: beyond.iter().sum(), ..Size::default() }.week();
        let even = size(&[10.0; 10]);
        assert_eq!((even.suppliers, even.excess), (8, 100.0));
        assert!((even.concentration.expect("somebody gains") - 0.1).abs() < 1e-12);
        let one = size(&[-5.0, 900.0, 10.0, 10.0]);
        assert_eq!(one.suppliers, 1);
        assert_eq!(size(&[-5.0, 0.0]).concentration, None);
    }
}
