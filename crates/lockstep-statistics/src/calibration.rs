//! Whether stated probabilities are as good as their word.

/// A probability that was stated, and whether the thing came true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// The probability, 0 to 1.
    pub probability: f64,
    /// Whether it came true.
    pub came_true: bool,
}

impl Forecast {
    fn outcome(self) -> f64 {
        if self.came_true { 1.0 } else { 0.0 }
    }
}

/// The mean of the squares by which forecasts missed, and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brier {
    /// The score (Brier 1950, Monthly Weather Review 78:1): 0 is perfect.
    pub score: f64,
    /// Miscalibration: how much better the best rising relabelling of the forecasts would be.
    pub miscalibration: f64,
    /// Discrimination: how much better that relabelling is than one forecast for all.
    pub discrimination: f64,
    /// Uncertainty: the score of forecasting for all the share that came true. `score = miscalibration − discrimination + uncertainty`.
    pub uncertainty: f64,
}

/// The Brier score with the decomposition of Dimitriadis, Gneiting and Jordan (2021, PNAS 118(8):e2016191118), which needs no bins. Nothing
/// without forecasts.
#[must_use]
pub fn brier(forecasts: &[Forecast]) -> Option<Brier> {
    let n = forecasts.len() as f64;
    let mut sorted = forecasts.to_vec();
    sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability).then(a.came_true.cmp(&b.came_true)));
    let score = sorted.iter().map(|one| square(one.probability - one.outcome())).sum::<f64>() / n;
    let share = sorted.iter().filter(|one| one.came_true).count() as f64 / n;
    // Within a pool that has one value, the mean square is that of its share.
    let pooled = pools(&sorted).iter().map(|pool| pool.0 * (1.0 - pool.0 / pool.1)).sum::<f64>() / n;
    let uncertainty = share * (1.0 - share);
    (!sorted.is_empty()).then_some(Brier { score, miscalibration: score - pooled, discrimination: uncertainty - pooled, uncertainty })
}

/// Adjacent forecasts pooled until the share that came true rises from pool to pool, each as (came true, forecasts) (Ayer et al. 1955,
/// Annals of Mathematical Statistics 26:641). Equal forecasts begin in one pool. `sorted` by probability.
fn pools(sorted: &[Forecast]) -> Vec<(f64, f64)> {
    let mut pools: Vec<(f64, f64)> = Vec::new();
    for same in sorted.chunk_by(|a, b| a.probability == b.probability) {
        pools.push((same.iter().filter(|one| one.came_true).count() as f64, same.len() as f64));
        while let [.., before, last] = &pools[..]
            && before.0 * last.1 >= last.0 * before.1
        {
            let joined = (before.0 + last.0, before.1 + last.1);
            pools.truncate(pools.len() - 2);
            pools.push(joined);
        }
    }
    pools
}

fn square(value: f64) -> f64 {
    value * value
}

/// Forecasts of about the same probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Their mean probability.
    pub stated: f64,
    /// How many came true.
    pub came_true: u64,
    /// How many there are.
    pub forecasts: u64,
}

/// At most `bins` groups of about as many forecasts each, by rising probability. Equal forecasts stay together, so bins may be fewer.
#[must_use]
pub fn reliability(forecasts: &[Forecast], bins: usize) -> Vec<Reliability> {
    let mut sorted = forecasts.to_vec();
    sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability).then(a.came_true.cmp(&b.came_true)));
    let mut groups: Vec<(usize, Vec<Forecast>)> = Vec::new();
    let mut before = 0;
    for same in sorted.chunk_by(|a, b| a.probability == b.probability) {
        // A run of equal forecasts goes where its middle lies.
        let bin = (2 * before + same.len()) * bins / (2 * sorted.len());
        match groups.last_mut() {
            Some((last, group)) if *last == bin => group.extend(same),
            _ => groups.push((bin, same.to_vec())),
        }
        before += same.len();
    }
    let group = |(_, group): &(usize, Vec<Forecast>)| Reliability {
        stated: group.iter().map(|one| one.probability).sum::<f64>() / group.len() as f64,
        came_true: group.iter().filter(|one| one.came_true).count() as u64,
        forecasts: group.len() as u64,
    };
    groups.iter().map(group).collect()
}

/// Expected calibration error: the distance between what was stated and what came true, averaged over the bins by the number of their
/// forecasts (Naeini, Cooper and Hauskrecht 2015, AAAI; here with bins of equal count, after Nguyen and O'Connor 2015, EMNLP). Biased upwards
/// in small samples. Nothing without forecasts.
#[must_use]
pub fn calibration_error(bins: &[Reliability]) -> Option<f64> {
    let all: u64 = bins.iter().map(|bin| bin.forecasts).sum();
    let off = |bin: &Reliability| (bin.stated * bin.forecasts as f64 - bin.came_true as f64).abs();
    (all > 0).then(|| bins.iter().map(off).sum::<f64>() / all as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn forecasts(of: &[(f64, bool)]) -> Vec<Forecast> {
        of.iter().map(|(probability, came_true)| Forecast { probability: *probability, came_true: *came_true }).collect()
    }

    // scikit-learn 1.9.1, whose documentation has this example: brier_score_loss([0, 1, 1, 0], [.1, .9, .8, .3]) = 0.0375.
    #[test]
    fn the_score_of_an_example() {
        let found = brier(&forecasts(&[(0.1, false), (0.9, true), (0.8, true), (0.3, false)])).expect("there are four");
        assert!((found.score - 0.0375).abs() < 1e-15, "{found:?}");
        // They rank perfectly, so a relabelling would miss nothing.
        assert!((found.miscalibration - 0.0375).abs() < 1e-15 && (found.discrimination - 0.25).abs() < 1e-15);
        assert_eq!(brier(&[]), None);
    }

    #[test]
    fn pools_rise() {
        // The third and fourth are out of order, and so are the second and both of them together.
        let sorted = forecasts(&[(0.1, false), (0.2, true), (0.3, false), (0.4, false), (0.5, true)]);
        assert_eq!(pools(&sorted), [(0.0, 1.0), (1.0, 3.0), (1.0, 1.0)]);
    }

    #[test]
    fn bins_hold_as_many_and_keep_ties_together() {
        let mut all: Vec<(f64, bool)> = (0..10).map(|at| (f64::from(at) / 10.0, at % 2 == 0)).collect();
        let counts = |all: &[(f64, bool)], bins| reliability(&forecasts(all), bins).iter().map(|bin| bin.forecasts).collect::<Vec<_>>();
        assert_eq!(counts(&all, 5), [2, 2, 2, 2, 2]);
        all.iter_mut().skip(2).take(5).for_each(|one| one.0 = 0.5);
        assert_eq!(counts(&all, 5), [2, 5, 1, 2]);
        let bins = reliability(&forecasts(&[(0.2, false), (0.4, true), (0.6, true), (0.6, false)]), 2);
        assert_eq!(bins[1], Reliability { stated: 0.6, came_true: 1, forecasts: 2 });
        // (2 × |.3 − .5| + 2 × |.6 − .5|) / 4
        assert!((calibration_error(&bins).expect("there are some") - 0.15).abs() < 1e-12);
        assert_eq!(calibration_error(&[]), None);
    }

    proptest! {
        // The best rising relabelling by trying all of them on a grid cannot be beaten by one of its own grid.
        #[test]
        fn parts_add_up_and_no_rising_relabelling_is_better(outcomes in prop::collection::vec(any::<bool>(), 1..7)) {
            let n = outcomes.len();
            let all: Vec<Forecast> = outcomes.iter().enumerate()
                .map(|(at, came_true)| Forecast { probability: at as f64 / n as f64, came_true: *came_true }).collect();
            let found = brier(&all).expect("there are some");
            prop_assert!((found.miscalibration - found.discrimination + found.uncertainty - found.score).abs() < 1e-12);
            let pooled = found.score - found.miscalibration;
            let grid = 12_usize;
            let mut best = f64::INFINITY;
            let mut labels = vec![0_usize; n];
            loop {
                if labels.windows(2).all(|pair| pair[0] <= pair[1]) {
                    let score = labels.iter().zip(&all).map(|(label, one)| square(*label as f64 / grid as f64 - one.outcome())).sum::<f64>();
                    best = best.min(score / n as f64);
                }
                let Some(at) = labels.iter().position(|label| *label < grid) else { break };
                labels[at] += 1;
                labels[..at].fill(0);
                // Six labels of thirteen values are millions; four are plenty.
                if n > 4 { break; }
            }
            if n <= 4 {
                // Shares of one, two, three and four are all on the grid.
                prop_assert!((best - pooled).abs() < 1e-12, "{best} {pooled}");
            }
        }
    }
}
