//! One account: which gains are far beyond its usual ones.

use std::ops::Range;

use lockstep_statistics::{
    MAD_TO_SD, MODIFIED_Z, Scale, absolute_deviation, extreme_values, level_shifts, median, modified_z,
    negative_binomial_tail, rhythm,
};

use super::Settings;
use super::series::{Series, Step, daily};
use crate::findings::Verdict;

/// Days of gains that a baseline needs, and steps that it needs.
pub(super) const FEWEST_BASELINE_DAYS: i64 = 14;
pub(super) const FEWEST_BASELINE_STEPS: usize = 7;
/// Days of a stretch below which neither its weekly rhythm nor its level is examined.
const FEWEST_DAYS: usize = 28;
/// Share of a stretch's days that must have been read one by one, for a weekly rhythm to show.
const DAILY_SHARE: f64 = 0.8;
/// Share of a stretch's days that may be outliers, and the level of the test, both as published.
const MOST_OUTLIERS: f64 = 0.1;
const ALPHA: f64 = 0.05;
/// Days that a level must last.
const LEVEL_DAYS: usize = 7;
/// A rest that varies less than this, in roots of followers, is rounding and no spread.
const LEAST_SPREAD: f64 = 1e-6;
/// A tail is not computed where the line is this many standard deviations up.
const HOPELESS: f64 = 40.0;

/// What an account gained before a step, by day.
struct Baseline {
    /// Median gain a day.
    median: f64,
    /// Median absolute deviation, for one day.
    deviation: f64,
    /// Mean gain a day, and its standard deviation.
    mean: f64,
    sd: f64,
}

/// A gain beyond the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spike {
    /// Its place among the steps.
    pub(super) step: usize,
    /// The modified z-score; none where the gains before had no spread.
    pub(super) z: Option<f64>,
    /// Probability of as large a gain, if it varied as those before.
    pub(super) p: f64,
    /// Followers beyond the usual of the days before.
    pub(super) excess: f64,
    /// Whether it also stands out without the weekly rhythm; none where that could not be tested.
    pub(super) seasonal: Option<bool>,
}

impl Spike {
    /// Whether nothing speaks against it.
    pub(super) fn holds(&self) -> bool {
        self.seasonal != Some(false)
    }
}

/// What was found of one account.
#[derive(Debug, Clone, Default)]
pub(super) struct Assessed {
    /// Steps that had a baseline.
    pub(super) tested: u64,
    /// First and last day of those steps.
    pub(super) span: Option<(i64, i64)>,
    /// Gains beyond the line, in time order.
    pub(super) spikes: Vec<Spike>,
    /// Number of spikes to expect if the gains varied as they usually do.
    pub(super) expected: f64,
    /// Days from which it gained at another level.
    pub(super) shifts: Vec<i64>,
}

impl Assessed {
    pub(super) fn new(series: &Series, settings: &Settings) -> Self {
        let mut found = Self::default();
        let mut start = 0;
        let mut buffer = Vec::new();
        let mut chances = Vec::new();
        for (at, step) in series.steps.iter().enumerate() {
            while series.steps[start].from < step.from - i64::from(settings.baseline_days) {
                start += 1;
            }
            let Some(baseline) = Baseline::of(&series.steps[start..at], &mut buffer) else { continue };
            found.span = Some((found.span.map_or(step.from + 1, |(first, _)| first), step.to));
            let floor = settings.minimum_gain.max(settings.minimum_share * step.base as f64);
            let (centre, spread) = baseline.of_step(step);
            let threshold = floor.max(centre + settings.line * spread / MODIFIED_Z);
            chances.push(baseline.tail(step, threshold));
            if step.gain as f64 >= floor && (spread == 0.0 || modified_z(step.gain as f64, centre, spread) > settings.line) {
                let z = (spread > 0.0).then(|| modified_z(step.gain as f64, centre, spread));
                let p = baseline.tail(step, step.gain as f64);
                found.spikes.push(Spike { step: at, z, p, excess: step.gain as f64 - centre, seasonal: None });
            }
        }
        found.tested = chances.len() as u64;
        let cut = settings.level / chances.len() as f64;
        found.spikes.retain(|spike| spike.p <= cut);
        found.expected = chances.iter().fold(0.0, |sum, chance| sum + chance.min(cut));
        if !found.spikes.is_empty() {
            found.examine_stretches(series);
        }
        found
    }

    pub(super) fn verdict(&self) -> Verdict {
        if self.tested == 0 {
            Verdict::InsufficientData
        } else if self.spikes.iter().any(Spike::holds) {
            Verdict::Flagged
        } else {
            Verdict::NotFlagged
        }
    }

    /// Probability of at least one spike by chance.
    pub(super) fn chance(&self) -> f64 {
        -libm::expm1(-self.expected)
    }

    fn examine_stretches(&mut self, series: &Series) {
        for stretch in series.stretches() {
            let steps = &series.steps[stretch.clone()];
            let gains = daily(steps);
            if gains.len() < FEWEST_DAYS || !self.spikes.iter().any(|spike| stretch.contains(&spike.step)) {
                continue;
            }
            let counts: Vec<u64> = gains.iter().map(|gain| (*gain).max(0) as u64).collect();
            let first = steps[0].from + 1;
            let penalty = 3.0 * libm::log(counts.len() as f64);
            self.shifts.extend(level_shifts(&counts, penalty, LEVEL_DAYS).into_iter().map(|day| first + day as i64));
            let single = steps.iter().filter(|step| step.to - step.from == 1).count();
            if single as f64 >= DAILY_SHARE * gains.len() as f64 {
                self.compare_with_rhythm(&series.steps, stretch, &gains);
            }
        }
    }

    fn compare_with_rhythm(&mut self, steps: &[Step], stretch: Range<usize>, gains: &[i64]) {
        // Large counts vary more than small ones; roots vary alike, so that a busy weekend's own variation is not taken for leaps.
        let root = |gain: &i64| (gain.unsigned_abs() as f64).sqrt() * gain.signum() as f64;
        let values: Vec<f64> = gains.iter().map(root).collect();
        let week = rhythm(&values, 7).seasonal;
        let middle = median(&mut values.clone()).unwrap_or(0.0);
        let rest: Vec<f64> = values.iter().enumerate().map(|(day, value)| value - week[day % 7] - middle).collect();
        if absolute_deviation(&mut rest.clone(), 0.0).is_none_or(|spread| spread < LEAST_SPREAD) {
            return;
        }
        let most = ((rest.len() as f64 * MOST_OUTLIERS) as usize).max(1);
        let (extremes, outliers) = extreme_values(&rest, most, ALPHA, Scale::RobustAbove);
        let first = steps[stretch.start].from + 1;
        let days: Vec<i64> = extremes[..outliers].iter().map(|extreme| first + extreme.at as i64).collect();
        for spike in self.spikes.iter_mut().filter(|spike| stretch.contains(&spike.step)) {
            let step = &steps[spike.step];
            spike.seasonal = Some(days.iter().any(|day| step.overlap(*day, *day) > 0));
        }
    }
}

impl Baseline {
    /// None where too little is known. Steps over several days count by their daily rate, and their deviation by its square root of days,
    /// as sums of independent days have it; where all are of one day these are the plain median and deviation.
    fn of(steps: &[Step], buffer: &mut Vec<f64>) -> Option<Self> {
        if steps.len() < FEWEST_BASELINE_STEPS {
            return None;
        }
        let days: i64 = steps.iter().map(|step| step.to - step.from).sum();
        if days < FEWEST_BASELINE_DAYS {
            return None;
        }
        let off = |step: &Step, rate: f64| (step.gain as f64 - rate * step.days()) / step.days().sqrt();
        buffer.clear();
        buffer.extend(steps.iter().map(|step| step.gain as f64 / step.days()));
        let middle = median(buffer)?;
        buffer.clear();
        buffer.extend(steps.iter().map(|step| off(step, middle)));
        let deviation = absolute_deviation(buffer, 0.0)?;
        // Nothing gained so far does not make every gain impossible: half a follower over the whole time is assumed at least.
        let mean = (steps.iter().map(|step| step.gain).sum::<i64>() as f64).max(0.5) / days as f64;
        let squares: f64 = steps.iter().map(|step| off(step, mean) * off(step, mean)).sum();
        Some(Self { median: middle, deviation, mean, sd: (squares / (steps.len() as f64 - 1.0)).sqrt() })
    }

    /// The usual gain over as many days as a step has, and the median deviation from it.
    ///
    /// For one day these are the median and the deviation. Medians of single days do not add up where most days bring little and some much,
    /// so for several days mean and standard deviation count where they are larger.
    fn of_step(&self, step: &Step) -> (f64, f64) {
        let days = step.days();
        if days > 1.0 {
            let spread = self.deviation.max(self.sd / MAD_TO_SD);
            return (self.median.max(self.mean) * days, spread * days.sqrt());
        }
        (self.median, self.deviation)
    }

    /// Probability that a gain like the usual ones reaches a number: a negative binomial count with the usual middle and spread, a Poisson
    /// count where there is no spread. The modified score alone would flag accounts whose gains are always wild, for its line is that of
    /// normal values, and gains that spread as widely as they are large pass it every few weeks.
    fn tail(&self, step: &Step, reached: f64) -> f64 {
        let (centre, spread) = self.of_step(step);
        let (mean, deviation) =
            if spread > 0.0 { (centre.max(1.0), MAD_TO_SD * spread) } else { (centre.max(self.mean * step.days()), 0.0) };
        if reached > mean + HOPELESS * (deviation + mean.sqrt() + 1.0) {
            return 0.0;
        }
        negative_binomial_tail(mean, deviation * deviation, libm::ceil(reached).clamp(0.0, f64::from(u32::MAX)) as u32).p
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assess(gains: &[i64]) -> Assessed {
        let mut base = 1_000;
        let mut series = Series::default();
        for (day, gain) in (0_i64..).zip(gains) {
            series.steps.push(Step { from: day, to: day + 1, gain: *gain, base });
            base = base.saturating_add_signed(*gain);
        }
        Assessed::new(&series, &Settings::default())
    }

    fn usual(days: i64) -> Vec<i64> {
        (0..days).map(|day| 8 + day * 7 % 5).collect()
    }

    #[test]
    fn one_day_far_beyond_the_usual_is_a_spike() {
        let mut gains = usual(60);
        gains[45] = 300;
        let found = assess(&gains);
        assert_eq!((found.verdict(), found.spikes.len(), found.spikes[0].step), (Verdict::Flagged, 1, 45));
        // Median 10 and deviation 1 of the days before.
        assert!((found.spikes[0].z.expect("there is spread") - 0.6745 * 290.0).abs() < 1e-9);
        assert_eq!((found.spikes[0].excess, found.spikes[0].seasonal), (290.0, Some(true)));
        assert!(found.shifts.is_empty());
        assert!(found.expected < 1e-6, "{}", found.expected);
    }

    #[test]
    fn gains_over_several_days_are_compared_with_as_many_days() {
        let steps = |last: i64| {
            let mut series = Series::default();
            for (at, length) in [1, 3, 1, 2, 4, 1, 1, 2, 3, 1, 2, 4, 1, 3, 2].into_iter().enumerate() {
                let from = series.steps.last().map_or(0, |step: &Step| step.to);
                let gain = 20 * length + [3, -2, 0][at % 3];
                series.steps.push(Step { from, to: from + length, gain, base: 2_000 });
            }
            let from = series.steps[14].to;
            series.steps.push(Step { from, to: from + 4, gain: last, base: 2_000 });
            Assessed::new(&series, &Settings::default())
        };
        // Four usual days bring more than any single one, and are no leap.
        assert_eq!(steps(84).verdict(), Verdict::NotFlagged);
        let found = steps(160);
        assert_eq!((found.verdict(), found.spikes.len(), found.spikes[0].step), (Verdict::Flagged, 1, 15));
        assert!((found.spikes[0].excess - 80.0).abs() < 3.0, "{found:?}");
    }

    // The modified score alone would flag such an account every few weeks.
    #[test]
    fn an_account_whose_gains_are_always_wild_does_not_leap_on_the_wildest_day() {
        let wild: Vec<i64> = (1..=200_i64).map(|day| (200.0 * -libm::log((day * 7_919 % 1_009) as f64 / 1_009.0)) as i64).collect();
        let found = assess(&wild);
        assert_eq!(found.verdict(), Verdict::NotFlagged, "{:?}", found.spikes);
        assert!(found.expected <= 0.011, "{}", found.expected);
        let mut leap = wild;
        leap[150] = 9_000;
        assert_eq!(assess(&leap).verdict(), Verdict::Flagged);
    }

    #[test]
    fn a_gain_below_the_floor_or_without_a_baseline_is_none() {
        let mut gains = usual(60);
        gains[45] = 49;
        assert_eq!(assess(&gains).verdict(), Verdict::NotFlagged);
        gains[5] = 4_000;
        let found = assess(&gains[..14]);
        assert_eq!((found.verdict(), found.tested), (Verdict::InsufficientData, 0));
        assert_eq!(assess(&gains[..15]).tested, 1);
    }

    #[test]
    fn without_any_spread_the_poisson_tail_decides() {
        let mut gains = vec![0; 40];
        gains[30] = 60;
        let found = assess(&gains);
        assert_eq!((found.verdict(), found.spikes[0].z, found.spikes[0].seasonal), (Verdict::Flagged, None, None));
    }

    #[test]
    fn busy_weekends_are_a_rhythm_and_no_spike() {
        let week = [10, 12, 11, 13, 12, 140, 150];
        let gains: Vec<i64> = (0..84).map(|day| week[day % 7] + (day * 11 % 6) as i64).collect();
        let found = assess(&gains);
        assert!(!found.spikes.is_empty() && found.spikes.iter().all(|spike| spike.seasonal == Some(false)), "{found:?}");
        assert_eq!(found.verdict(), Verdict::NotFlagged);
    }

    #[test]
    fn a_lasting_rise_is_a_shift() {
        let gains: Vec<i64> = (0..90).map(|day| if day < 40 { 5 + day % 3 } else { 90 + day * 7 % 9 }).collect();
        assert_eq!(assess(&gains).shifts, [41]);
    }
}
