//! How long things last, some of which were still there when last looked at.
//!
//! Times are whole numbers in any unit, so that two of them are equal or are not.

use crate::proportion::NORMAL_95;

/// One life: how long it was followed, and what ended it, if it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Time from entry to the end, or to when it was last seen.
    pub time: i64,
    /// What ended it, as a number below the number of causes; none if it was last seen going on.
    pub cause: Option<usize>,
}

/// A moment at which lives ended, and the curve from there to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalStep {
    /// Time from entry.
    pub time: i64,
    /// Lives that were still followed just before.
    pub at_risk: u64,
    /// Lives that ended then.
    pub ended: u64,
    /// Share of lives that last longer.
    pub survival: f64,
    /// Greenwood's standard error of that share.
    pub standard_error: f64,
    /// The 95 % interval of that share; none once nothing is left.
    pub interval: Option<(f64, f64)>,
    /// For each cause, the share of lives that it has ended up to then.
    pub incidence: Vec<f64>,
}

/// The curve of Kaplan & Meier 1958, JASA 53:457, S = ∏(1 − d/n), with the shares that each cause has ended (Aalen & Johansen 1978, Scand. J.
/// Statistics 5:141). Lives that ended when others were last seen count as ended first.
///
/// The standard error is Greenwood's (1926), S·√(Σ d/(n(n − d))); the interval is taken on the scale log(−log S), which keeps it within
/// 0 and 1 (Kalbfleisch & Prentice 1980, The Statistical Analysis of Failure Time Data, §1.3).
///
/// # Panics
/// When a cause is not below `causes`.
#[must_use]
pub fn kaplan_meier(lives: &[Life], causes: usize) -> Vec<SurvivalStep> {
    let mut sorted: Vec<Life> = lives.to_vec();
    sorted.sort_unstable_by_key(|life| (life.time, life.cause.is_none()));
    let mut left = sorted.len() as u64;
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut incidence = vec![0.0; causes];
    let mut steps = Vec::new();
    for at in sorted.chunk_by(|a, b| a.time == b.time) {
        let ended = at.iter().filter(|life| life.cause.is_some()).count() as u64;
        if ended > 0 {
            let n = left as f64;
            at.iter().filter_map(|life| life.cause).for_each(|cause| incidence[cause] += survival / n);
            survival *= (left - ended) as f64 / n;
            greenwood += ended as f64 / (n * (left - ended) as f64);
            let standard_error = if ended == left { 0.0 } else { survival * libm::sqrt(greenwood) };
            let interval = (survival > 0.0).then(|| log_log(survival, greenwood));
            steps.push(SurvivalStep {
                time: at[0].time,
                at_risk: left,
                ended,
                survival,
                standard_error,
                interval,
                incidence: incidence.clone(),
            });
        }
        left -= at.len() as u64;
    }
    steps
}

fn log_log(survival: f64, greenwood: f64) -> (f64, f64) {
    let ln = libm::log(survival);
    let spread = NORMAL_95 * libm::sqrt(greenwood) / -ln;
    (libm::exp(ln * libm::exp(spread)), libm::exp(ln * libm::exp(-spread)))
}

/// The log-rank test of two groups, made ready so that many divisions into two groups can be tried on the same lives.
///
/// Mantel 1966, Cancer Chemotherapy Reports 50:163; Peto & Peto 1972, JRSS A 135:185.
#[derive(Debug, Clone)]
pub struct LogRank {
    /// Lives by the time at which they are last followed; at one time those that ended first.
    order: Vec<u32>,
    /// For each moment: its time, its first life in `order`, the first that did not end then, and the first life after it.
    moments: Vec<(i64, usize, usize, usize)>,
    /// Time of entry and life, by time.
    entries: Vec<(i64, u32)>,
}

/// What a division into two groups gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRankResult {
    /// Ends in the first group.
    pub observed: f64,
    /// Ends expected there, were both groups alike.
    pub expected: f64,
    /// Variance of the difference.
    pub variance: f64,
}

impl LogRankResult {
    /// (Observed − expected)/√variance: above 0 when lives of the first group end sooner. 0 when nothing can be told.
    #[must_use]
    pub fn z(&self) -> f64 {
        if self.variance > 0.0 { (self.observed - self.expected) / libm::sqrt(self.variance) } else { 0.0 }
    }

    /// z², to be compared with a χ² of one degree of freedom.
    #[must_use]
    pub fn chi_squared(&self) -> f64 {
        self.z() * self.z()
    }
}

impl LogRank {
    /// Sort the lives. Each is followed from after its entry to its time; one that is never followed counts nowhere.
    ///
    /// # Panics
    /// Unless there is one entry a life.
    #[must_use]
    pub fn new(lives: &[Life], entries: &[i64]) -> Self {
        assert_eq!(lives.len(), entries.len(), "each life has an entry");
        let life = |at: u32| lives[at as usize];
        let mut order: Vec<u32> = (0..lives.len() as u32).filter(|at| life(*at).time > entries[*at as usize]).collect();
        let mut entries: Vec<(i64, u32)> = order.iter().map(|at| (entries[*at as usize], *at)).collect();
        entries.sort_unstable();
        order.sort_by_key(|at| (life(*at).time, life(*at).cause.is_none()));
        let mut moments = Vec::new();
        let mut start = 0;
        for same in order.chunk_by(|a, b| life(*a).time == life(*b).time) {
            let ended = same.iter().filter(|at| life(**at).cause.is_some()).count();
            moments.push((life(same[0]).time, start, start + ended, start + same.len()));
            start += same.len();
        }
        Self { order, moments, entries }
    }

    /// Compare the lives `in_first` with the others.
    ///
    /// # Panics
    /// When a life has no entry in `in_first`.
    #[must_use]
    pub fn compare(&self, in_first: &[bool]) -> LogRankResult {
        let first_among = |from: usize, to: usize| self.order[from..to].iter().filter(|at| in_first[**at as usize]).count() as f64;
        let mut entering = self.entries.iter().peekable();
        let (mut there, mut there_first) = (0.0, 0.0);
        let mut result = LogRankResult { observed: 0.0, expected: 0.0, variance: 0.0 };
        for (time, start, ended, after) in &self.moments {
            while let Some((_, life)) = entering.next_if(|entry| entry.0 < *time) {
                there += 1.0;
                there_first += f64::from(u8::from(in_first[*life as usize]));
            }
            let d = (ended - start) as f64;
            let d_first = first_among(*start, *ended);
            if d > 0.0 {
                result.observed += d_first;
                result.expected += d * there_first / there;
                if there > 1.0 {
                    result.variance += d * (there_first / there) * (1.0 - there_first / there) * (there - d) / (there - 1.0);
                }
            }
            there -= (after - start) as f64;
            there_first -= d_first + first_among(*ended, *after);
        }
        result
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Weeks in remission of 21 children given 6-mercaptopurine; negative when still in remission (Freireich et al. 1963, Blood 21:699).
    pub(crate) const TREATED: [i64; 21] = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];
    /// The same for 21 given a placebo.
    const PLACEBO: [i64; 21] = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

    pub(crate) fn life(weeks: i64) -> Life {
        Life { time: weeks.abs(), cause: (weeks > 0).then_some(0) }
    }

    #[test]
    fn the_leukaemia_data_have_their_published_curve() {
        let steps = kaplan_meier(&TREATED.map(life), 1);
        // Time, at risk, ended, survival, Greenwood's error and the log-log interval, as textbooks and programs print them.
        let expected = [
            (6, 21, 3, 0.8571, 0.0764, 0.6197, 0.9516),
            (7, 17, 1, 0.8067, 0.0869, 0.5631, 0.9228),
            (10, 15, 1, 0.7529, 0.0963, 0.5032, 0.8894),
            (13, 12, 1, 0.6902, 0.1068, 0.4316, 0.8491),
            (16, 11, 1, 0.6275, 0.1141, 0.3675, 0.8049),
            (22, 7, 1, 0.5378, 0.1282, 0.2678, 0.7468),
            (23, 6, 1, 0.4482, 0.1346, 0.1881, 0.6801),
        ];
        assert_eq!(steps.len(), expected.len());
        for (step, (time, at_risk, ended, survival, error, low, high)) in steps.iter().zip(expected) {
            assert_eq!((step.time, step.at_risk, step.ended), (time, at_risk, ended));
            let found =
                [step.survival, step.standard_error, step.interval.expect("some are left").0, step.interval.expect("some are left").1];
            for (found, expected) in found.into_iter().zip([survival, error, low, high]) {
                assert!((found - expected).abs() < 5.1e-5, "week {time}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_leukaemia_groups_have_their_published_log_rank() {
        let lives: Vec<Life> = TREATED.into_iter().chain(PLACEBO).map(life).collect();
        let treated: Vec<bool> = (0..42).map(|at| at < 21).collect();
        let result = LogRank::new(&lives, &[0; 42]).compare(&treated);
        assert_eq!(result.observed, 9.0);
        assert!((result.expected - 19.25).abs() < 5e-3, "{}", result.expected);
        assert!((result.chi_squared() - 16.79).abs() < 5e-3, "{}", result.chi_squared());
        assert!(result.z() < 0.0);
        let turned: Vec<bool> = treated.iter().map(|treated| !treated).collect();
        assert!((LogRank::new(&lives, &[0; 42]).compare(&turned).z() + result.z()).abs() < 1e-12);
    }

    #[test]
    fn a_life_counts_from_its_entry_on() {
        // By hand: at 3, two of the first group and one of the second are there, at 5 two of the second and one of the first.
        let lives = [3, 5, 4, 5, -6].map(life);
        let entries = [0, 2, 3, 0, 4];
        let result = LogRank::new(&lives, &entries).compare(&[true, true, false, false, false]);
        // 3: one of three ends, two of them in the first group. 4: of lives 1, 2, 3 one ends. 5: of lives 1, 3, 4 two end.
        assert_eq!(result.observed, 2.0);
        assert!((result.expected - (2.0 / 3.0 + 1.0 / 3.0 + 2.0 / 3.0)).abs() < 1e-15, "{result:?}");
        assert!((result.variance - (2.0 / 9.0 + 2.0 / 9.0 + 2.0 * 2.0 / 9.0 / 2.0)).abs() < 1e-15, "{result:?}");
        assert_eq!(LogRank::new(&lives, &[9; 5]).compare(&[true; 5]).z(), 0.0);
    }

    #[test]
    fn causes_share_out_what_is_gone() {
        // By hand: four lives; cause 0 ends one of 4, then cause 1 one of 3, one is last seen, then cause 1 ends the last.
        let lives = [(1, Some(0)), (2, Some(1)), (3, None), (4, Some(1))].map(|(time, cause)| Life { time, cause });
        let steps = kaplan_meier(&lives, 2);
        let found: Vec<(f64, Vec<f64>)> = steps.iter().map(|step| (step.survival, step.incidence.clone())).collect();
        assert_eq!(found, [(0.75, vec![0.25, 0.0]), (0.5, vec![0.25, 0.25]), (0.0, vec![0.25, 0.75])]);
        assert_eq!(steps[2].interval, None);
        for step in &steps {
            assert!((step.survival + step.incidence.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn without_losses_the_curve_is_the_share_left_and_its_error_is_binomial() {
        let lives: Vec<Life> = (1..=10).map(life).collect();
        for step in kaplan_meier(&lives, 1).iter().take(9) {
            let share = (10 - step.time) as f64 / 10.0;
            assert!((step.survival - share).abs() < 1e-15);
            assert!((step.standard_error - libm::sqrt(share * (1.0 - share) / 10.0)).abs() < 1e-15);
        }
        assert!(kaplan_meier(&[life(-3)], 1).is_empty());
    }
}
