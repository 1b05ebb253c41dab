//! Who is like whom: for each unit that is asked about, others that are nearly the same in what is known of them.

/// What is known of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariates {
    /// Measurements; none where it is not known. Two units are alike in one only if it is known of both, or of neither.
    pub numbers: Vec<Option<f64>>,
    /// A class, such as a language: only units of one class are alike.
    pub class: u32,
}

/// Units that can be matched by how alike they are.
///
/// Caliper matching: two units are alike when they are of one class and differ in no measurement by more than `caliper` standard deviations
/// of it (Rosenbaum & Rubin 1985, The American Statistician 39:33; .2 standard deviations remove about 99 % of the bias of a confounder,
/// Cochran & Rubin 1973, Sankhya A 35:417, and are what Austin 2011, Pharmaceutical Statistics 10:150, recommends). Of those alike, the
/// nearest are taken, by the sum of squared differences in standard deviations; one unit may be taken for several (Stuart 2010, Statistical
/// Science 25:1, §3).
#[derive(Debug, Clone)]
pub struct Matching<'a> {
    units: &'a [Covariates],
    /// Standard deviation of each measurement; 0 where all are equal.
    scales: Vec<f64>,
    caliper: f64,
    /// Places of the units to choose from, by class and first measurement.
    eligible: Vec<usize>,
}

impl<'a> Matching<'a> {
    /// Units, those among them that may be chosen, and how alike they must be, in standard deviations. Deviations are those of the units
    /// that `spread` names, which are those asked about and those to choose from.
    #[must_use]
    pub fn new(units: &'a [Covariates], eligible: &[usize], spread: &[usize], caliper: f64) -> Self {
        let measurements = units.first().map_or(0, |unit| unit.numbers.len());
        let scales = (0..measurements).map(|at| deviation(spread.iter().filter_map(|unit| units[*unit].numbers[at]))).collect();
        let mut eligible = eligible.to_vec();
        eligible
            .sort_by(|a, b| key(&units[*a]).0.cmp(&key(&units[*b]).0).then(key(&units[*a]).1.total_cmp(&key(&units[*b]).1)).then(a.cmp(b)));
        Self { units, scales, caliper, eligible }
    }

    /// All units that may be chosen and are alike, the unit itself left out, with how far away they are; in order of place.
    #[must_use]
    pub fn alike(&self, unit: usize) -> Vec<(usize, f64)> {
        let mut found: Vec<(usize, f64)> = self
            .near(unit)
            .iter()
            .filter(|other| **other != unit)
            .filter_map(|other| Some((*other, self.distance(unit, *other)?)))
            .collect();
        found.sort_unstable_by_key(|(other, _)| *other);
        found
    }

    /// The units to choose from that are of the same class and near in the first measurement.
    fn near(&self, unit: usize) -> &[usize] {
        let (class, first) = key(&self.units[unit]);
        let reach = self.scales.first().map_or(0.0, |scale| scale * self.caliper);
        let before = |other: &usize, bound: f64| {
            let (of, number) = key(&self.units[*other]);
            of < class || (of == class && number < bound)
        };
        // A difference of exactly the caliper may be rounded either way here, and is judged by `distance`.
        let (low, high) = (first - reach * 1.000_001, first + reach * 1.000_001);
        let start = self.eligible.partition_point(|other| before(other, low));
        let end = start + self.eligible[start..].partition_point(|other| before(other, high) || key(&self.units[*other]) == (class, high));
        &self.eligible[start..end]
    }

    /// The squared distance in standard deviations; none where the two are not alike.
    fn distance(&self, one: usize, other: usize) -> Option<f64> {
        let (one, other) = (&self.units[one], &self.units[other]);
        if one.class != other.class {
            return None;
        }
        let mut sum = 0.0;
        for ((a, b), scale) in one.numbers.iter().zip(&other.numbers).zip(&self.scales) {
            match (a, b) {
                (Some(a), Some(b)) if (a - b).abs() <= self.caliper * scale => {
                    let apart = if *scale > 0.0 { (a - b) / scale } else { 0.0 };
                    sum += apart * apart;
                }
                (None, None) => {}
                _ => return None,
            }
        }
        Some(sum)
    }
}

/// Class and first measurement; one that is not known comes first.
fn key(unit: &Covariates) -> (u32, f64) {
    (unit.class, unit.numbers.first().copied().flatten().unwrap_or(f64::MIN))
}

/// The standard deviation of some numbers, as of a sample; 0 of fewer than two.
#[must_use]
pub fn deviation(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let (count, sum) = numbers.clone().fold((0_u32, 0.0), |(count, sum), number| (count + 1, sum + number));
    if count < 2 {
        return 0.0;
    }
    let mean = sum / f64::from(count);
    let squares: f64 = numbers.map(|number| (number - mean) * (number - mean)).sum();
    (squares / f64::from(count - 1)).sqrt()
}

/// By what a difference of means is divided to be a standardised one: the root of the mean variance of the two groups (Rosenbaum & Rubin
/// 1985). It is taken from the groups before matching, so that matching moves the difference alone (Stuart 2010, §4.1). None where neither
/// varies.
#[must_use]
pub fn standardising_scale(one: &[f64], other: &[f64]) -> Option<f64> {
    let (first, second) = (deviation(one.iter().copied()), deviation(other.iter().copied()));
    Some(f64::midpoint(first * first, second * second).sqrt()).filter(|scale| *scale > 0.0)
}

/// The mean of some numbers, each with its weight; none without weight.
#[must_use]
pub fn weighted_mean(numbers: &[(f64, f64)]) -> Option<f64> {
    let (sum, weight) = numbers.iter().fold((0.0, 0.0), |(sum, all), (number, weight)| (sum + number * weight, all + weight));
    (weight > 0.0).then_some(sum / weight)
}

/// As many units of one weight tell as much as units of these weights: (Σ w)² / Σ w² (Kish 1965, Survey Sampling, §11.7).
#[must_use]
pub fn effective_size(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), weight| (sum + weight, squares + weight * weight));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// A reference to find a place among: its values, ascending, each with a weight.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedReference {
    values: Vec<f64>,
    /// The weight of each value and all above it, and 0 at the end.
    from_here_on: Vec<f64>,
}

impl WeightedReference {
    /// From values with their weights, in any order; sums are taken in that of the values, and of the list among equals.
    #[must_use]
    pub fn new(mut units: Vec<(f64, f64)>) -> Self {
        units.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut from_here_on = vec![0.0; units.len() + 1];
        for (at, (_, weight)) in units.iter().enumerate().rev() {
            from_here_on[at] = from_here_on[at + 1] + weight;
        }
        Self { values: units.into_iter().map(|(value, _)| value).collect(), from_here_on }
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True when there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Number of values below one.
    #[must_use]
    pub fn below(&self, value: f64) -> usize {
        self.values.partition_point(|other| *other < value)
    }

    /// The share of weight with at least as much, the unit itself counted: (v + Σ w of values ≥ x) / (v + Σ w).
    ///
    /// With one weight for all this is (1 + #{reference ≥ x}) / (n + 1) (Davison & Hinkley 1997, §4.2). With the weights that make the
    /// reference like the units asked about it is the p-value of Tibshirani, Barber, Candès & Ramdas 2019 (NeurIPS 32, conformal prediction
    /// under covariate shift), where v is the weight that a reference unit like this one has. `own` is v, and counts as the mean weight
    /// where it is less, so that no place is rarer than 1 in n + 1. A unit that is `within` the reference has its weight among the others'
    /// already, and is compared with these alone.
    #[must_use]
    pub fn p(&self, value: f64, own: f64, within: bool) -> f64 {
        if self.values.is_empty() {
            return 1.0;
        }
        let all = self.from_here_on[0];
        let others = if within { all - own } else { all };
        let at_least = self.from_here_on[self.below(value)] - if within { own } else { 0.0 };
        let number = (self.values.len() - usize::from(within)) as f64;
        let own = if number > 0.0 { own.max(others / number) } else { own };
        ((own + at_least) / (own + others)).min(1.0)
    }

    /// The share of weight with less, the unit itself left out; none where there is no other.
    #[must_use]
    pub fn share_below(&self, value: f64, own: f64, within: bool) -> Option<f64> {
        let others = self.from_here_on[0] - if within { own } else { 0.0 };
        let less = self.from_here_on[0] - self.from_here_on[self.below(value)];
        (others > 0.0).then(|| (less / others).clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(first: Option<f64>, second: Option<f64>, class: u32) -> Covariates {
        Covariates { numbers: vec![first, second], class }
    }

    #[test]
    fn those_alike_by_hand() {
        // The first measurement has a deviation of √2.5 and the second of √10, so that a caliper of .7 reaches 1.1 and 2.2.
        let units = [
            unit(Some(1.0), Some(2.0), 0),
            unit(Some(2.0), Some(4.0), 0),
            unit(Some(3.0), Some(6.0), 0),
            unit(Some(4.0), Some(8.0), 0),
            unit(Some(5.0), Some(10.0), 0),
            unit(Some(3.0), Some(6.0), 1),
            unit(Some(3.0), None, 0),
        ];
        let all: Vec<usize> = (0..units.len()).collect();
        let matching = Matching::new(&units, &all, &all[..5], 0.7);
        let places = |unit: usize| matching.alike(unit).into_iter().map(|(other, _)| other).collect::<Vec<_>>();
        assert_eq!(places(2), [1, 3]);
        assert_eq!(places(0), [1]);
        assert_eq!((places(5), places(6)), (vec![], vec![]), "another class, and another number unknown");
        let (_, distance) = matching.alike(2)[0];
        assert!((distance - (1.0 / 2.5 + 4.0 / 10.0)).abs() < 1e-12, "{distance}");
        let others = Matching::new(&units, &[4], &all[..5], 0.7);
        assert_eq!(others.alike(2), []);
    }

    #[test]
    fn what_does_not_vary_tells_nobody_apart() {
        let units = [unit(Some(1.0), Some(5.0), 0), unit(Some(1.0), Some(5.0), 0), unit(Some(1.0), Some(6.0), 0)];
        let matching = Matching::new(&units, &[0, 1, 2], &[0, 1], 0.2);
        assert_eq!(matching.alike(0), [(1, 0.0)]);
    }

    #[test]
    fn balance_of_worked_groups() {
        // Variances 1 and 4.
        let scale = standardising_scale(&[1.0, 2.0, 3.0], &[3.0, 5.0, 7.0]).expect("both vary");
        assert!((scale - 2.5_f64.sqrt()).abs() < 1e-12, "{scale}");
        assert_eq!(standardising_scale(&[1.0], &[2.0]), None);
        assert_eq!(weighted_mean(&[(1.0, 1.0), (4.0, 2.0)]), Some(3.0));
        assert_eq!(weighted_mean(&[(1.0, 0.0)]), None);
        assert!((effective_size([1.0, 1.0, 1.0, 1.0].into_iter()) - 4.0).abs() < 1e-12);
        assert!((effective_size([3.0, 1.0].into_iter()) - 1.6).abs() < 1e-12);
    }

    #[test]
    fn places_of_equal_weight_count_the_unit_itself() {
        let reference = WeightedReference::new([2.0, 0.0, 1.0, 0.0].map(|value| (value, 3.0)).to_vec());
        for (value, expected) in [(3.0, 0.2), (2.0, 0.4), (0.5, 0.6), (0.0, 1.0), (-1.0, 1.0)] {
            for own in [3.0, 0.1] {
                assert!((reference.p(value, own, false) - expected).abs() < 1e-12, "{value}");
            }
        }
        // One of the four, among the three others.
        for (value, expected) in [(2.0, 0.25), (1.0, 0.5), (0.0, 1.0)] {
            assert!((reference.p(value, 3.0, true) - expected).abs() < 1e-12, "{value}");
        }
        assert_eq!(WeightedReference::new(Vec::new()).p(7.0, 1.0, false), 1.0);
        assert_eq!(reference.share_below(1.0, 3.0, true), Some(2.0 / 3.0));
        assert_eq!(reference.share_below(1.0, 3.0, false), Some(0.5));
    }

    #[test]
    fn places_by_weight_by_hand() {
        let reference = WeightedReference::new(vec![(1.0, 4.0), (2.0, 2.0), (3.0, 2.0)]);
        // The unit's own weight of 4 and the 2 of the third, of 12 in all.
        assert!((reference.p(3.0, 4.0, false) - 0.5).abs() < 1e-12);
        // Its own weight of 1 counts as the mean, 8/3.
        assert!((reference.p(4.0, 1.0, false) - 0.25).abs() < 1e-12);
        // The third among the first two: its 2 count as their mean, 3.
        assert!((reference.p(3.0, 2.0, true) - 3.0 / 9.0).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_short_way_finds_what_a_search_of_all_finds(
            numbers in prop::collection::vec((prop::option::weighted(0.9, 0.0_f64..4.0), 0.0_f64..4.0, 0_u32..2), 2..30),
            caliper in 0.05_f64..1.5,
        ) {
            let units: Vec<Covariates> = numbers.iter().map(|(one, two, class)| unit(*one, Some(*two), *class)).collect();
            let all: Vec<usize> = (0..units.len()).collect();
            let matching = Matching::new(&units, &all, &all, caliper);
            for one in &all {
                let slow: Vec<usize> = all.iter().copied().filter(|two| two != one && matching.distance(*one, *two).is_some()).collect();
                let found: Vec<usize> = matching.alike(*one).into_iter().map(|(two, _)| two).collect();
                prop_assert_eq!(&found, &slow);
            }
        }
    }
}
