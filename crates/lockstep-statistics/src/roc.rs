//! How well a score puts positives above negatives: the receiver operating characteristic, precision and recall.
//!
//! Cases with the same score cannot be told apart by it, so they are always taken together: a threshold lies above or below all of them.

use rand_chacha::ChaCha8Rng;

use crate::bootstrap::Resampler;

/// Positives and negatives in the order of their score, the highest first, those with the same score together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    levels: Vec<Level>,
    positives: u64,
    negatives: u64,
}

/// The cases of one score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Level {
    positives: u64,
    negatives: u64,
}

impl Ranking {
    /// The ranking of these scores; higher scores speak for a positive. −0 and 0 are the same.
    ///
    /// # Panics
    /// Without a positive or a negative, and when a score is not a number.
    #[must_use]
    pub fn new(positives: &[f64], negatives: &[f64]) -> Self {
        assert!(!positives.is_empty() && !negatives.is_empty(), "a ranking needs positives and negatives");
        let marked = |scores: &[f64], positive: bool| scores.iter().map(|score| (*score + 0.0, positive)).collect::<Vec<_>>();
        let mut cases = marked(positives, true);
        cases.extend(marked(negatives, false));
        assert!(cases.iter().all(|(score, _)| !score.is_nan()), "a score is a number");
        cases.sort_by(|a, b| b.0.total_cmp(&a.0));
        let level = |same: &[(f64, bool)]| {
            let positives = same.iter().filter(|(_, positive)| *positive).count();
            Level { positives: positives as u64, negatives: (same.len() - positives) as u64 }
        };
        let levels = cases.chunk_by(|a, b| a.0 == b.0).map(level).collect();
        Self { levels, positives: positives.len() as u64, negatives: negatives.len() as u64 }
    }

    /// Share of positives among all cases: the precision of whoever calls everybody positive.
    #[must_use]
    pub fn share_of_positives(&self) -> f64 {
        self.positives as f64 / (self.positives + self.negatives) as f64
    }

    /// The points of the curve as (false positive rate, true positive rate), from (0, 0) to (1, 1), one more for each distinct score.
    #[must_use]
    pub fn roc(&self) -> Vec<(f64, f64)> {
        let at = |(positives, negatives)| (share(negatives, self.negatives), share(positives, self.positives));
        std::iter::once((0.0, 0.0)).chain(self.taken().map(at)).collect()
    }

    /// Area under the curve: the chance that a random positive scores above a random negative, where a tie counts half. It is the
    /// Mann–Whitney statistic divided by the number of pairs (Hanley and McNeil 1982, Radiology 143:29).
    #[must_use]
    pub fn auc(&self) -> f64 {
        let mut above = 0;
        let mut halves: u128 = 0;
        for level in &self.levels {
            halves += u128::from(level.negatives) * u128::from(2 * above + level.positives);
            above += level.positives;
        }
        halves as f64 / (2.0 * self.positives as f64 * self.negatives as f64)
    }

    /// The points (recall, precision), one for each distinct score, by rising recall. There is none at recall 0, where nothing is called
    /// positive and precision has no value.
    #[must_use]
    pub fn precision_recall(&self) -> Vec<(f64, f64)> {
        self.taken().map(|(positives, negatives)| (share(positives, self.positives), share(positives, positives + negatives))).collect()
    }

    /// Average precision: the mean over positives of the precision at the threshold that just takes them in, all cases of a score at once.
    /// A sum of steps, for a straight line between points of this curve would be too favourable (Davis and Goadrich 2006, ICML).
    #[must_use]
    pub fn average_precision(&self) -> f64 {
        let steps = self.levels.iter().zip(self.taken());
        let area: f64 = steps.map(|(level, (taken, wrong))| level.positives as f64 * share(taken, taken + wrong)).sum();
        area / self.positives as f64
    }

    /// Area under the curve and average precision of `replicates` samples, each drawn with replacement from the positives and from the
    /// negatives apart, as many of each as there are (stratified bootstrap: Efron and Tibshirani 1993, chapter 8).
    #[must_use]
    pub fn bootstrap(&self, replicates: usize, random: &mut ChaCha8Rng) -> (Vec<f64>, Vec<f64>) {
        let of = |count: fn(&Level) -> u64| Resampler::new(self.levels.iter().map(count));
        let (positives, negatives) = (of(|level| level.positives), of(|level| level.negatives));
        let mut again = self.clone();
        let mut areas = (Vec::with_capacity(replicates), Vec::with_capacity(replicates));
        for _ in 0..replicates {
            for (level, count) in again.levels.iter_mut().zip(positives.draw(random)) {
                level.positives = count;
            }
            for (level, count) in again.levels.iter_mut().zip(negatives.draw(random)) {
                level.negatives = count;
            }
            areas.0.push(again.auc());
            areas.1.push(again.average_precision());
        }
        areas
    }

    /// Positives and negatives at or above each distinct score, the highest first. Scores that a sample did not draw are passed over.
    fn taken(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.levels.iter().scan((0, 0), |(positives, negatives), level| {
            *positives += level.positives;
            *negatives += level.negatives;
            Some((*positives, *negatives))
        })
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;
    use crate::percentile_interval;

    fn rated(counts: [usize; 5]) -> Vec<f64> {
        counts.iter().zip(1_u8..).flat_map(|(count, rating)| vec![f64::from(rating); *count]).collect()
    }

    /// Hanley and McNeil 1982, table I: 51 abnormal and 58 normal images, rated from 1 to 5.
    fn images() -> Ranking {
        Ranking::new(&rated([3, 2, 2, 11, 33]), &rated([33, 6, 6, 11, 2]))
    }

    #[test]
    fn the_published_area_with_ties() {
        assert!((images().auc() - 0.893).abs() < 5e-4, "{}", images().auc());
    }

    #[test]
    fn the_bootstrap_spreads_as_the_published_standard_error_says() {
        let (mut areas, _) = images().bootstrap(4_000, &mut ChaCha8Rng::seed_from_u64(1982));
        let (low, high) = percentile_interval(&mut areas, 0.95);
        // 0.893 with a standard error of 0.032.
        assert!(((high - low) / (2.0 * 1.96) - 0.032).abs() < 0.003, "{low} to {high}");
        assert!(low < 0.893 && 0.893 < high);
    }

    const SCORES: [f64; 20] = [3., 1., 4., 1., 5., 9., 2., 6., 5., 3., 5., 8., 9., 7., 9., 3., 2., 3., 8., 4.];
    const POSITIVE: [u8; 20] = [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0];

    fn digits() -> Ranking {
        let of =
            |wanted| SCORES.iter().zip(POSITIVE).filter(|(_, positive)| *positive == wanted).map(|(score, _)| *score).collect::<Vec<_>>();
        Ranking::new(&of(1), &of(0))
    }

    // scikit-learn 1.9.1: roc_auc_score, average_precision_score, roc_curve(drop_intermediate=False), precision_recall_curve.
    #[test]
    fn areas_and_points_of_scikit_learn() {
        let ranking = digits();
        assert!((ranking.auc() - 0.796_874_999_999_999_9).abs() < 1e-15);
        assert!((ranking.average_precision() - 0.767_757_936_507_936_5).abs() < 1e-15);
        let twelfths = [0., 0., 1., 2., 2., 4., 5., 9., 10., 12.];
        let eighths = [0., 3., 4., 4., 5., 6., 7., 7., 8., 8.];
        for (point, (wrong, right)) in ranking.roc().iter().zip(twelfths.iter().zip(eighths)) {
            assert!((point.0 - wrong / 12.0).abs() < 1e-15 && (point.1 - right / 8.0).abs() < 1e-15, "{point:?}");
        }
        let precisions = [
            1.0,
            0.8,
            0.666_666_666_666_666_6,
            0.714_285_714_285_714_3,
            0.6,
            0.583_333_333_333_333_4,
            0.4375,
            0.444_444_444_444_444_4,
            0.4,
        ];
        for (point, (right, precision)) in ranking.precision_recall().iter().zip(eighths[1..].iter().zip(precisions)) {
            assert!((point.0 - right / 8.0).abs() < 1e-15 && (point.1 - precision).abs() < 1e-15, "{point:?}");
        }
        assert_eq!(ranking.share_of_positives(), 0.4);
    }

    #[test]
    fn perfect_and_useless_scores() {
        let perfect = Ranking::new(&[2.0, 3.0], &[0.0, 1.0, 1.0]);
        assert_eq!((perfect.auc(), perfect.average_precision()), (1.0, 1.0));
        let useless = Ranking::new(&[1.0; 3], &[1.0; 9]);
        assert_eq!((useless.auc(), useless.average_precision()), (0.5, 0.25));
        assert_eq!(useless.roc(), [(0.0, 0.0), (1.0, 1.0)]);
    }

    proptest! {
        #[test]
        fn the_area_counts_pairs(positives in prop::collection::vec(0_u8..6, 1..20), negatives in prop::collection::vec(0_u8..6, 1..20)) {
            let scores = |of: &[u8]| of.iter().map(|score| f64::from(*score)).collect::<Vec<_>>();
            let ranking = Ranking::new(&scores(&positives), &scores(&negatives));
            let pairs = positives.iter().flat_map(|a| negatives.iter().map(move |b| (a, b)));
            let won: f64 = pairs.map(|(a, b)| if a > b { 1.0 } else if a == b { 0.5 } else { 0.0 }).sum();
            prop_assert!((ranking.auc() - won / (positives.len() * negatives.len()) as f64).abs() < 1e-12);
            // The area of trapezia under the points is the same.
            let area: f64 = ranking.roc().windows(2).map(|p| (p[1].0 - p[0].0) * (p[1].1 + p[0].1) / 2.0).sum();
            prop_assert!((ranking.auc() - area).abs() < 1e-12);
            // The precision at each positive's own score, averaged.
            let precision = |score: &u8| {
                let above = |of: &[u8]| of.iter().filter(|other| *other >= score).count() as f64;
                above(&positives) / (above(&positives) + above(&negatives))
            };
            let mean = positives.iter().map(precision).sum::<f64>() / positives.len() as f64;
            prop_assert!((ranking.average_precision() - mean).abs() < 1e-12);
        }
    }
}
