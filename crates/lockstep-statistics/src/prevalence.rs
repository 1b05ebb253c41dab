//! What a test's error rates mean where few, or many, are positive.

use crate::proportion::{Interval, NORMAL_95};

/// The share of those called positive that are, where `prevalence` of all are (Bayes' theorem). Nothing when nobody is called positive.
#[must_use]
pub fn precision_at(prevalence: f64, sensitivity: f64, false_positive_rate: f64) -> Option<f64> {
    let right = prevalence * sensitivity;
    let called = right + (1.0 - prevalence) * false_positive_rate;
    (called > 0.0).then(|| right / called)
}

/// Trials and successes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trials {
    /// Successes.
    pub part: u64,
    /// Trials; at least one.
    pub whole: u64,
}

impl Trials {
    fn share(self) -> f64 {
        self.part as f64 / self.whole as f64
    }

    fn variance(self) -> f64 {
        let share = self.share();
        share * (1.0 - share) / self.whole as f64
    }
}

/// The share of positives behind a share of those called positive, with its 95 % interval, cut to 0 to 1 (Rogan and Gladen 1978, American
/// Journal of Epidemiology 107:71, with their variance for a sensitivity and a specificity that are estimates themselves).
///
/// `called` of those in question, `sensitivity` as the positives called positive, `false_alarms` as the negatives called positive. Nothing
/// where the test calls no more positives than negatives positive.
#[must_use]
pub fn rogan_gladen(called: Trials, sensitivity: Trials, false_alarms: Trials) -> Option<Interval> {
    if [called, sensitivity, false_alarms].iter().any(|trials| trials.whole == 0) {
        return None;
    }
    let power = sensitivity.share() - false_alarms.share();
    if power <= 0.0 {
        return None;
    }
    let share = (called.share() - false_alarms.share()) / power;
    let variance = called.variance() + share * share * sensitivity.variance() + (1.0 - share) * (1.0 - share) * false_alarms.variance();
    let half = NORMAL_95 * libm::sqrt(variance) / power;
    let cut = |value: f64| value.clamp(0.0, 1.0);
    Some(Interval { estimate: cut(share), low: cut(share - half), high: cut(share + half) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_test_is_mostly_wrong_where_few_are_positive() {
        let at = |prevalence| precision_at(prevalence, 0.74, 0.01).expect("some are called positive");
        for (prevalence, precision) in [(0.001, 0.07), (0.01, 0.43), (0.1, 0.89)] {
            assert!((at(prevalence) - precision).abs() < 5e-3, "{prevalence}: {}", at(prevalence));
        }
        assert_eq!(precision_at(0.1, 0.0, 0.0), None);
        assert_eq!(precision_at(0.1, 0.5, 0.0), Some(1.0));
    }

    #[test]
    fn a_share_corrected_for_errors() {
        // A tenth positive, found by 9 of 10, and 1 in 20 false alarms: .1 × .9 + .9 × .05 = .135 are called.
        let trials = |part, whole| Trials { part, whole };
        let found = rogan_gladen(trials(135, 1_000), trials(90, 100), trials(5, 100)).expect("the test has power");
        assert!((found.estimate - 0.1).abs() < 1e-12, "{found:?}");
        // By hand: variances 1.16775e-4, .01 × 9e-4, .81 × 4.75e-4; their sum over .85² has the root .026582.
        assert!((found.high - 0.1 - 1.959_964 * 0.026_582).abs() < 1e-5, "{found:?}");
        assert!((found.low + found.high - 0.2).abs() < 1e-12, "{found:?}");
        let fewer = rogan_gladen(trials(2, 100), trials(90, 100), trials(5, 100)).expect("the test has power");
        assert_eq!((fewer.estimate, fewer.low), (0.0, 0.0));
        assert_eq!(rogan_gladen(trials(2, 100), trials(5, 100), trials(5, 100)), None);
        assert_eq!(rogan_gladen(trials(0, 0), trials(90, 100), trials(5, 100)), None);
    }
}
