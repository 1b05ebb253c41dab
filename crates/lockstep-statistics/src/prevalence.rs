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
}

/// The share of positives behind a share of those called positive (Rogan and Gladen 1978, American Journal of Epidemiology 107:71), cut to
/// 0 to 1, with the 95 % interval of Lang and Reiczigel (2014, Preventive Veterinary Medicine 113:13), which adds imaginary cases so that
/// rates of 0 and 1 are not taken for certain.
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
    let z = NORMAL_95;
    let (called_of, called_share) = with_imaginary(called, z * z / 2.0);
    let (positives, found) = with_imaginary(sensitivity, 1.0);
    let (negatives, alarms) = with_imaginary(false_alarms, 1.0);
    let adjusted_power = found - alarms;
    if adjusted_power <= 0.0 {
        return None;
    }
    let middle = (called_share - alarms) / adjusted_power;
    let (of_found, of_alarms) = (found * (1.0 - found) / positives, alarms * (1.0 - alarms) / negatives);
    let shift = 2.0 * z * z * (middle * of_found - (1.0 - middle) * of_alarms);
    let variance =
        called_share * (1.0 - called_share) / called_of + middle * middle * of_found + (1.0 - middle) * (1.0 - middle) * of_alarms;
    let half = z * libm::sqrt(variance) / adjusted_power;
    let cut = |value: f64| value.clamp(0.0, 1.0);
    let estimate = cut((called.share() - false_alarms.share()) / power);
    Some(Interval { estimate, low: cut(middle + shift - half).min(estimate), high: cut(middle + shift + half).max(estimate) })
}

/// Trials and their share with so many imaginary successes and failures.
fn with_imaginary(trials: Trials, each: f64) -> (f64, f64) {
    let whole = trials.whole as f64 + 2.0 * each;
    (whole, (trials.part as f64 + each) / whole)
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

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
        // Worked apart from this code: 1.92 imaginary cases of either kind among those called, one among positives and negatives.
        assert!((found.low - 0.033_732).abs() < 1e-5 && (found.high - 0.146_228).abs() < 1e-5, "{found:?}");
        let fewer = rogan_gladen(trials(2, 100), trials(90, 100), trials(5, 100)).expect("the test has power");
        assert_eq!((fewer.estimate, fewer.low), (0.0, 0.0));
        let nobody = rogan_gladen(trials(0, 109), trials(75, 75), trials(3, 1_136)).expect("the test has power");
        assert!(nobody.estimate == 0.0 && nobody.high > 0.02, "nobody of 109 called is not nobody: {nobody:?}");
        assert_eq!(rogan_gladen(trials(2, 100), trials(5, 100), trials(5, 100)), None);
        assert_eq!(rogan_gladen(trials(0, 0), trials(90, 100), trials(5, 100)), None);
    }

    // Three binomial samples of known truth, drawn again and again: the interval holds the truth as often as it should.
    #[test]
    fn the_interval_holds_the_truth() {
        let mut random = ChaCha8Rng::seed_from_u64(2_014);
        let mut draw = |whole: u64, share: f64| {
            let part = (0..whole).filter(|_| f64::from(random.next_u32()) / 4_294_967_296.0 < share).count() as u64;
            Trials { part, whole }
        };
        for (truth, sensitivity, alarms) in [(0.02, 0.7, 0.01), (0.1, 0.9, 0.05), (0.4, 0.6, 0.02)] {
            let called = truth * sensitivity + (1.0 - truth) * alarms;
            let mut held = 0;
            for _ in 0..1_000 {
                let found = rogan_gladen(draw(300, called), draw(60, sensitivity), draw(150, alarms)).expect("the test has power");
                held += u32::from(found.low <= truth && truth <= found.high);
            }
            assert!((930..=1_000).contains(&held), "{truth}: held in {held} of 1,000");
        }
    }
}
