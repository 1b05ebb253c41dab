//! Where a series changes.

/// The segments of a series of `n` values that cost least, each segment but the first paying a `penalty`: the places where a new one starts.
///
/// Optimal partitioning with pruning (Killick, Fearnhead & Eckley 2012, JASA 107:1590): exact, and linear in time when changes are many.
/// `cost(from, to)` is that of the values `from..to`; cutting a segment in two must not raise it. Segments hold at least `minimum` values.
/// Of equally good starts the earliest is taken.
///
/// # Panics
/// When the minimum is 0.
#[must_use]
pub fn pelt(n: usize, minimum: usize, penalty: f64, cost: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    assert!(minimum > 0, "a segment holds something");
    if n < 2 * minimum {
        return Vec::new();
    }
    // best[t]: least cost of the first t values; the penalty of the first segment is given back.
    let mut best = vec![f64::INFINITY; n + 1];
    best[0] = -penalty;
    let mut last = vec![0; n + 1];
    // Places where the last segment may start, each with the end from which on it is known to be no use.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for to in minimum..=n {
        let newest = to - minimum;
        if best[newest].is_finite() {
            starts.push((newest, usize::MAX));
        }
        starts.retain(|(_, useless_from)| *useless_from > to);
        let costs: Vec<f64> = starts.iter().map(|(from, _)| best[*from] + cost(*from, to)).collect();
        for ((from, _), cost) in starts.iter().zip(&costs) {
            if cost + penalty < best[to] {
                (best[to], last[to]) = (cost + penalty, *from);
            }
        }
        // A start that costs more even without the penalty begins no better segment than one that starts here, once that may have ended.
        for ((_, useless_from), cost) in starts.iter_mut().zip(&costs) {
            if *cost > best[to] {
                *useless_from = (*useless_from).min(to + minimum);
            }
        }
    }
    let mut changes = Vec::new();
    let mut at = n;
    while last[at] > 0 {
        at = last[at];
        changes.push(at);
    }
    changes.reverse();
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn squares(values: &[f64]) -> impl Fn(usize, usize) -> f64 + '_ {
        |from, to| {
            let mean = values[from..to].iter().sum::<f64>() / (to - from) as f64;
            values[from..to].iter().map(|value| (value - mean) * (value - mean)).sum()
        }
    }

    #[test]
    fn levels_are_found_and_noise_is_not() {
        let steps: Vec<f64> = (0..60).map(|at| if at < 20 { 1.0 } else if at < 45 { 9.0 } else { 4.0 } + 0.1 * f64::from(at % 3)).collect();
        assert_eq!(pelt(60, 2, 3.0, squares(&steps)), [20, 45]);
        let flat: Vec<f64> = (0..60).map(|at| f64::from(at % 4)).collect();
        assert_eq!(pelt(60, 2, 20.0, squares(&flat)), Vec::<usize>::new());
        assert_eq!(pelt(3, 2, 0.0, squares(&[1.0, 9.0, 9.0])), Vec::<usize>::new());
    }

    /// The least cost over all ways to cut.
    fn least(n: usize, minimum: usize, penalty: f64, cost: &dyn Fn(usize, usize) -> f64) -> f64 {
        let mut best = vec![f64::INFINITY; n + 1];
        best[0] = -penalty;
        for to in 1..=n {
            for from in 0..to {
                if to - from >= minimum {
                    best[to] = best[to].min(best[from] + cost(from, to) + penalty);
                }
            }
        }
        best[n]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn pruning_loses_nothing(values in prop::collection::vec(0.0_f64..10.0, 4..40), minimum in 1_usize..4, penalty in 0.0_f64..30.0) {
            let cost = squares(&values);
            let n = values.len();
            prop_assume!(n >= 2 * minimum);
            let changes = pelt(n, minimum, penalty, &cost);
            let bounds: Vec<usize> = [0].into_iter().chain(changes.iter().copied()).chain([n]).collect();
            prop_assert!(bounds.windows(2).all(|pair| pair[1] - pair[0] >= minimum));
            let found: f64 = bounds.windows(2).map(|pair| cost(pair[0], pair[1])).sum::<f64>() + penalty * changes.len() as f64;
            prop_assert!((found - least(n, minimum, penalty, &cost)).abs() < 1e-9);
        }
    }
}
