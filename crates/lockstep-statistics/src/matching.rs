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

    /// Whether any unit that a condition picks is alike, the unit itself left out.
    #[must_use]
    pub fn has_alike(&self, unit: usize, picked: impl Fn(usize) -> bool) -> bool {
        self.near(unit).iter().any(|other| *other != unit && picked(*other) && self.distance(unit, *other).is_some())
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

/// The standardised difference of two groups in a measurement: the difference of their means over the root of their mean variance
/// (Rosenbaum & Rubin 1985). Below .1 groups are usually called balanced, above .25 not (Stuart 2010, §4.1). None where a group is empty or
/// neither varies.
#[must_use]
pub fn standardised_difference(one: &[f64], other: &[f64]) -> Option<f64> {
    let mean = |numbers: &[f64]| (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64);
    let apart = mean(one)? - mean(other)?;
    let (first, second) = (deviation(one.iter().copied()), deviation(other.iter().copied()));
    let scale = f64::midpoint(first * first, second * second).sqrt();
    (scale > 0.0).then_some(apart / scale)
}

/// The share of a reference with at least as much, the unit itself counted with them: (1 + #{reference ≥ x}) / (n + 1).
///
/// `sorted` is ascending and must not hold the unit itself. Never below 1 in n + 1 (Davison & Hinkley 1997, §4.2).
#[must_use]
pub fn empirical_p(sorted: &[f64], value: f64) -> f64 {
    let at_least = sorted.len() - sorted.partition_point(|other| *other < value);
    (1 + at_least) as f64 / (sorted.len() + 1) as f64
}

/// The same for a unit that is one of the reference: it is compared with the others, never with itself.
///
/// # Panics
/// When the value is not one of the reference's.
#[must_use]
pub fn empirical_p_of_member(sorted: &[f64], value: f64) -> f64 {
    let at_least = sorted.len() - sorted.partition_point(|other| *other < value);
    assert!(at_least > 0, "a member has a value of the reference");
    at_least as f64 / sorted.len() as f64
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
        assert!(matching.has_alike(2, |other| other == 3) && !matching.has_alike(2, |other| other == 4));
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
        // Means 2 and 5, variances 1 and 4: 3 / √2.5.
        let found = standardised_difference(&[1.0, 2.0, 3.0], &[3.0, 5.0, 7.0]).expect("both vary");
        assert!((found + 3.0 / 2.5_f64.sqrt()).abs() < 1e-12, "{found}");
        assert_eq!(standardised_difference(&[1.0], &[2.0]), None);
        assert_eq!(standardised_difference(&[], &[2.0, 3.0]), None);
    }

    #[test]
    fn empirical_probabilities_count_the_unit_itself() {
        let reference = [0.0, 0.0, 1.0, 2.0];
        for (value, expected) in [(3.0, 0.2), (2.0, 0.4), (0.5, 0.6), (0.0, 1.0), (-1.0, 1.0)] {
            assert!((empirical_p(&reference, value) - expected).abs() < 1e-15, "{value}");
        }
        assert_eq!(empirical_p(&[], 7.0), 1.0);
        let others = |value: f64| reference.iter().copied().filter(|other| *other != value).collect::<Vec<f64>>();
        assert_eq!(empirical_p_of_member(&reference, 2.0), empirical_p(&others(2.0), 2.0));
        assert_eq!(empirical_p_of_member(&reference, 1.0), empirical_p(&others(1.0), 1.0));
        assert_eq!((empirical_p_of_member(&reference, 0.0), empirical_p_of_member(&[3.0], 3.0)), (1.0, 1.0));
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
                prop_assert_eq!(matching.has_alike(*one, |_| true), !slow.is_empty());
            }
        }
    }
}
