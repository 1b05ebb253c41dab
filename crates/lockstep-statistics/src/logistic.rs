//! Logistic regression with a quadratic penalty, for a few features.

/// A fitted model: the log-odds of a positive are `intercept + Σ coefficient × (feature − mean) / scale`.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// Mean of each feature in training.
    pub means: Vec<f64>,
    /// Standard deviation of each feature in training (divided by n); 1 where a feature is constant.
    pub scales: Vec<f64>,
    /// Log-odds at the means.
    pub intercept: f64,
    /// Change of the log-odds for one standard deviation of each feature.
    pub coefficients: Vec<f64>,
    /// Whether the log-odds put every positive above every negative. Coefficients are then as large as the penalty lets them be.
    pub separates: bool,
    /// Newton steps taken.
    pub steps: usize,
}

/// Why there is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoModel {
    /// There are no rows, or no positives, or no negatives.
    OneClass,
    /// Newton's method did not come to rest.
    DidNotConverge,
}

const MOST_STEPS: usize = 100;

/// Fit by Newton's method, which for this model is iteratively reweighted least squares (Hastie, Tibshirani and Friedman 2009, The Elements
/// of Statistical Learning, section 4.4.1).
///
/// Minimises `½ Σ coefficient² + strength × Σ −log likelihood` over standardised features; the intercept is free. `strength` is what
/// scikit-learn calls C. Sums run in the order of the rows. Each row holds as many features; `positive` says which rows are.
///
/// # Errors
/// Without rows of both kinds, or when the steps do not come to rest.
///
/// # Panics
/// When rows differ in length from each other, or in number from `positive`.
pub fn logistic(rows: &[Vec<f64>], positive: &[bool], strength: f64) -> Result<Logistic, NoModel> {
    assert!(rows.len() == positive.len(), "one label a row");
    if positive.iter().all(|one| *one) || !positive.iter().any(|one| *one) {
        return Err(NoModel::OneClass);
    }
    let features = rows[0].len();
    assert!(rows.iter().all(|row| row.len() == features), "rows have the same features");
    let n = rows.len() as f64;
    let means: Vec<f64> = (0..features).map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / n).collect();
    let scale = |at: usize| {
        let variance = rows.iter().map(|row| (row[at] - means[at]) * (row[at] - means[at])).sum::<f64>() / n;
        let deviation = libm::sqrt(variance);
        if deviation > 1e-12 * means[at].abs().max(f64::MIN_POSITIVE) { deviation } else { 1.0 }
    };
    let scales: Vec<f64> = (0..features).map(scale).collect();
    let mut model = Logistic { means, scales, intercept: 0.0, coefficients: vec![0.0; features], separates: false, steps: 0 };
    let design: Vec<Vec<f64>> = rows.iter().map(|row| model.standardised(row)).collect();
    // The intercept comes first and is multiplied with 1.
    let mut weights = vec![0.0; features + 1];
    let mut loss = penalised(&design, positive, &weights, strength);
    for step in 1..=MOST_STEPS {
        let (gradient, curvature) = derivatives(&design, positive, &weights, strength);
        let Some(change) = solved(curvature, gradient.clone()) else { return Err(NoModel::DidNotConverge) };
        // How much a full step is expected to gain, doubled.
        let decrement: f64 = gradient.iter().zip(&change).map(|(slope, by)| slope * by).sum();
        if decrement <= 1e-20 * (1.0 + loss) {
            // The last step is worth taking: what is left of the distance shrinks with its square.
            weights.iter_mut().zip(&change).for_each(|(weight, by)| *weight -= by);
            model.steps = step;
            model.intercept = weights[0];
            model.coefficients = weights[1..].to_vec();
            model.separates = separates(&design, positive, &weights);
            return Ok(model);
        }
        // Half the step until it gains: a full one may overshoot far from the minimum.
        let mut size = 1.0;
        loop {
            let moved: Vec<f64> = weights.iter().zip(&change).map(|(weight, by)| weight - size * by).collect();
            let reached = penalised(&design, positive, &moved, strength);
            if reached <= loss - 1e-4 * size * decrement || size * decrement <= 1e-14 * (1.0 + loss) {
                (weights, loss) = (moved, reached);
                break;
            }
            size /= 2.0;
        }
    }
    Err(NoModel::DidNotConverge)
}

impl Logistic {
    /// The probability that the model gives a row.
    ///
    /// # Panics
    /// When the row has another number of features.
    #[must_use]
    pub fn probability(&self, row: &[f64]) -> f64 {
        assert!(row.len() == self.means.len(), "a row has the features of the model");
        let terms = self.standardised(row).into_iter().zip(&self.coefficients).map(|(value, by)| value * by);
        inverse_logit(self.intercept + terms.sum::<f64>())
    }

    fn standardised(&self, row: &[f64]) -> Vec<f64> {
        row.iter().zip(self.means.iter().zip(&self.scales)).map(|(value, (mean, scale))| (value - mean) / scale).collect()
    }
}

fn log_odds(row: &[f64], weights: &[f64]) -> f64 {
    weights[0] + row.iter().zip(&weights[1..]).map(|(value, by)| value * by).sum::<f64>()
}

fn inverse_logit(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

fn penalised(design: &[Vec<f64>], positive: &[bool], weights: &[f64], strength: f64) -> f64 {
    let miss = |(row, positive): (&Vec<f64>, &bool)| {
        let x = log_odds(row, weights);
        let against = if *positive { -x } else { x };
        // log(1 + e^against) without overflow.
        against.max(0.0) + libm::log1p(libm::exp(-against.abs()))
    };
    let penalty = weights[1..].iter().map(|weight| weight * weight).sum::<f64>() / 2.0;
    penalty + strength * design.iter().zip(positive).map(miss).sum::<f64>()
}

fn derivatives(design: &[Vec<f64>], positive: &[bool], weights: &[f64], strength: f64) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = weights.len();
    let mut gradient = vec![0.0; size];
    let mut curvature = vec![vec![0.0; size]; size];
    for (row, positive) in design.iter().zip(positive) {
        let probability = inverse_logit(log_odds(row, weights));
        let off = strength * (probability - if *positive { 1.0 } else { 0.0 });
        let weight = strength * probability * (1.0 - probability);
        let value = |at: usize| if at == 0 { 1.0 } else { row[at - 1] };
        for a in 0..size {
            gradient[a] += off * value(a);
            for (b, entry) in curvature[a].iter_mut().enumerate().take(a + 1) {
                *entry += weight * value(a) * value(b);
            }
        }
    }
    for at in 1..size {
        gradient[at] += weights[at];
        curvature[at][at] += 1.0;
    }
    (gradient, curvature)
}

/// The solution of a symmetric positive definite system by Cholesky's decomposition; `matrix` holds the lower triangle. Nothing when it is
/// not positive definite.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for a in 0..size {
        for b in 0..=a {
            let known: f64 = (0..b).map(|at| matrix[a][at] * matrix[b][at]).sum();
            let rest = matrix[a][b] - known;
            if a == b {
                if rest <= 0.0 || rest.is_nan() {
                    return None;
                }
                matrix[a][a] = libm::sqrt(rest);
            } else {
                matrix[a][b] = rest / matrix[b][b];
            }
        }
    }
    for a in 0..size {
        let known: f64 = (0..a).map(|at| matrix[a][at] * right[at]).sum();
        right[a] = (right[a] - known) / matrix[a][a];
    }
    for a in (0..size).rev() {
        let known: f64 = (a + 1..size).map(|at| matrix[at][a] * right[at]).sum();
        right[a] = (right[a] - known) / matrix[a][a];
    }
    Some(right)
}

fn separates(design: &[Vec<f64>], positive: &[bool], weights: &[f64]) -> bool {
    let of = |wanted: bool| design.iter().zip(positive).filter(move |(_, one)| **one == wanted).map(|(row, _)| log_odds(row, weights));
    of(true).fold(f64::INFINITY, f64::min) > of(false).fold(f64::NEG_INFINITY, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 120 made-up rows of three features, and a label that hangs on two of them and on something that is no feature.
    fn rows() -> (Vec<Vec<f64>>, Vec<bool>) {
        let row = |i: u32| {
            let (a, b, c) = (i * 7_919 % 101, i * 10_473 % 89, i * i % 97);
            (vec![f64::from(a) / 10.0, f64::from(b) / 7.0, f64::from(c) / 9.0], a + 2 * c + i * 31 % 53 * 3 > 190)
        };
        (0..120).map(row).unzip()
    }

    // scikit-learn 1.9.1: LogisticRegression(C, tol=1e-13, solver="newton-cholesky") on StandardScaler's features.
    #[test]
    fn coefficients_of_scikit_learn() {
        let (rows, positive) = rows();
        assert_eq!(positive.iter().filter(|one| **one).count(), 69);
        for (strength, intercept, coefficients) in [
            (1.0, 0.651_025_628_683_254_1, [0.865_351_886_337_920_5, -0.395_771_340_153_330_54, 2.097_055_311_547_728_6]),
            (0.05, 0.375_392_020_857_002_6, [0.379_592_812_594_269_64, -0.123_103_647_898_614_58, 0.864_447_985_859_217_8]),
            (1e6, 0.766_921_093_983_000_6, [1.043_111_672_428_904, -0.505_339_956_070_498_8, 2.501_705_631_057_23]),
        ] {
            let model = logistic(&rows, &positive, strength).expect("it converges");
            assert!((model.intercept - intercept).abs() < 1e-9, "{strength}: {model:?}");
            for (ours, theirs) in model.coefficients.iter().zip(coefficients) {
                assert!((ours - theirs).abs() < 1e-9, "{strength}: {model:?}");
            }
            assert!(!model.separates && model.steps < 20, "{model:?}");
        }
        let model = logistic(&rows, &positive, 1.0).expect("it converges");
        for (row, probability) in rows.iter().zip([0.035_155_404_931_381_924, 0.049_386_515_203_481_474, 0.251_536_761_641_470_54]) {
            assert!((model.probability(row) - probability).abs() < 1e-9);
        }
    }

    #[test]
    fn separation_and_missing_classes_are_said() {
        let rows: Vec<Vec<f64>> = (0..20).map(|at| vec![f64::from(at), 3.0]).collect();
        let positive: Vec<bool> = (0..20).map(|at| at >= 10).collect();
        let model = logistic(&rows, &positive, 1.0).expect("the penalty keeps it finite");
        assert!(model.separates && model.coefficients[0] > 1.0);
        assert_eq!((model.coefficients[1], model.scales[1]), (0.0, 1.0), "a constant says nothing");
        assert!(logistic(&rows, &positive, 1e9).is_ok_and(|model| model.separates && model.coefficients[0] > 20.0));
        assert_eq!(logistic(&rows, &[true; 20], 1.0), Err(NoModel::OneClass));
        assert_eq!(logistic(&[], &[], 1.0), Err(NoModel::OneClass));
    }

    // At the minimum the penalty balances the likelihood: the mean probability is the share of positives.
    #[test]
    fn the_free_intercept_makes_the_mean_right() {
        let (rows, positive) = rows();
        let model = logistic(&rows, &positive, 0.3).expect("it converges");
        let mean = rows.iter().map(|row| model.probability(row)).sum::<f64>() / 120.0;
        assert!((mean - 69.0 / 120.0).abs() < 1e-12, "{mean}");
    }
}
