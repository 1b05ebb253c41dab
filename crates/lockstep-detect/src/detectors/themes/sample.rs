//! What two people who coded a sample of matches by hand make of a rule.

use lockstep_statistics::{Interval, NORMAL_95, krippendorff_nominal, wilson};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Matches of a rule that two people coded, each without the other, as right or not. At least 100 make a useful interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    /// Matches that both found right.
    both: u32,
    /// Matches that only the first coder found right.
    first_only: u32,
    /// Matches that only the second coder found right.
    second_only: u32,
    /// Matches that neither found right.
    neither: u32,
    /// Those on which they disagreed that were found right in the end.
    #[serde(default)]
    settled: u32,
}

impl Sample {
    /// Matches coded.
    pub(super) fn coded(&self) -> u64 {
        [self.both, self.first_only, self.second_only, self.neither].into_iter().map(u64::from).sum()
    }

    /// Share of matches that are right, with its 95 % interval; nothing of an empty sample.
    pub(super) fn precision(&self) -> Option<Interval> {
        let disagreed = u64::from(self.first_only) + u64::from(self.second_only);
        let right = u64::from(self.both) + u64::from(self.settled).min(disagreed);
        (self.coded() > 0).then(|| wilson(right as f64, self.coded() as f64, NORMAL_95))
    }

    /// Krippendorff's alpha; nothing where the coders gave one code only.
    pub(super) fn alpha(&self) -> Option<f64> {
        krippendorff_nominal(&[
            (&[1, 1], self.both.into()),
            (&[1, 0], self.first_only.into()),
            (&[0, 1], self.second_only.into()),
            (&[0, 0], self.neither.into()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The first example of Krippendorff 2011, α = 0.095; of its ten units one is right by both and five by neither.
    #[test]
    fn disagreements_count_as_wrong_until_settled() {
        let sample = Sample { both: 1, first_only: 1, second_only: 3, neither: 5, settled: 0 };
        assert!((sample.alpha().expect("codes differ") - (1.0 - 76.0 / 84.0)).abs() < 1e-12);
        assert!((sample.precision().expect("ten").estimate - 0.1).abs() < 1e-12);
        let settled = Sample { settled: 9, ..sample };
        assert!((settled.precision().expect("ten").estimate - 0.5).abs() < 1e-12, "no more than there were disagreements");
        assert_eq!((Sample::default().precision(), Sample::default().alpha()), (None, None));
    }
}
