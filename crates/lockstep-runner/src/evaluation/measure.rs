//! A score and a verdict against labels.

use lockstep_statistics::{Ranking, Trials, percentile_interval, precision_at, rogan_gladen};
use rand_chacha::ChaCha8Rng;

use super::labels::Labels;
use super::record::{AtPrevalence, Called, Estimate, Labelled, Measured, OfSet, Rest, Scored};
use super::scores::Values;
use super::{FEWEST, REPLICATES};

/// Most points of a curve that are kept.
const POINTS: usize = 500;

/// Accounts by label, of those that a condition picks.
pub(super) fn counted(labels: &[Option<bool>], picks: impl Fn(usize) -> bool) -> Labelled {
    let of = |wanted: bool| labels.iter().enumerate().filter(|(account, label)| **label == Some(wanted) && picks(*account)).count() as u64;
    Labelled { positives: of(true), negatives: of(false) }
}

/// Why so few are too few; none where they are enough.
pub(super) fn too_few(of: Labelled, what: &str) -> Option<String> {
    (of.positives < FEWEST || of.negatives < FEWEST).then(|| {
        let (positives, negatives) = (of.positives, of.negatives);
        format!("{what} are {positives} positive and {negatives} negative; an answer takes {FEWEST} of each")
    })
}

/// The labelled accounts that have a value.
pub(super) fn assessed(labels: &[Option<bool>], values: &Values) -> Labelled {
    counted(labels, |account| values.value[account].is_some())
}

/// How well the values order the labelled accounts, and what the verdicts are worth.
pub(super) fn measure(from: &Labels, values: &Values, prevalences: &[f64], mut random: ChaCha8Rng) -> Scored {
    let labels = &from.of[..];
    if let Some(why) = too_few(assessed(labels, values), "the labelled accounts that have a value") {
        return Scored::Abstained(why);
    }
    let of = |wanted: bool| -> Vec<f64> {
        labels.iter().zip(&values.value).filter(|(label, _)| **label == Some(wanted)).filter_map(|(_, value)| *value).collect()
    };
    let ranking = Ranking::new(&of(true), &of(false));
    let (mut areas, mut precisions) = ranking.bootstrap(REPLICATES, &mut random);
    let estimate = |value: f64, estimates: &mut [f64]| {
        let (low, high) = percentile_interval(estimates, 0.95);
        Estimate { value, low, high }
    };
    Scored::Measured(Box::new(Measured {
        share_of_positives: ranking.share_of_positives(),
        auc: estimate(ranking.auc(), &mut areas),
        average_precision: estimate(ranking.average_precision(), &mut precisions),
        roc: thinned(ranking.roc()),
        precision_recall: thinned(ranking.precision_recall()),
        verdict: called(from, values, prevalences),
    }))
}

/// Points of a curve, at most [`POINTS`]: neither the first nor the last is dropped.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let last = points.len().saturating_sub(1);
    if points.len() <= POINTS {
        return points;
    }
    (0..POINTS).map(|at| points[at * last / (POINTS - 1)]).collect()
}

fn called(from: &Labels, values: &Values, prevalences: &[f64]) -> Option<Called> {
    let labels = &from.of[..];
    let judged = counted(labels, |account| values.flagged[account].is_some());
    if too_few(judged, "").is_some() {
        return None;
    }
    let flagged = counted(labels, |account| values.flagged[account] == Some(true));
    let sensitivity = Estimate::share(flagged.positives, judged.positives)?;
    let alarms = Estimate::share(flagged.negatives, judged.negatives)?;
    let at = |prevalence: &f64| AtPrevalence {
        prevalence: *prevalence,
        precision: precision_at(*prevalence, sensitivity.value, alarms.value),
        low: precision_at(*prevalence, sensitivity.low, alarms.high).unwrap_or(0.0),
        high: precision_at(*prevalence, sensitivity.high, alarms.low).unwrap_or(1.0),
    };
    let unlabelled = |wanted: &dyn Fn(bool) -> bool| {
        let rest = labels.iter().zip(&values.flagged).filter(|(label, _)| label.is_none());
        rest.filter(|(_, flagged)| flagged.is_some_and(wanted)).count() as u64
    };
    let rest = Trials { part: unlabelled(&|flagged| flagged), whole: unlabelled(&|_| true) };
    let right = Trials { part: flagged.positives, whole: judged.positives };
    let wrong = Trials { part: flagged.negatives, whole: judged.negatives };
    let of_set = |(set, members): &(String, Vec<u32>)| {
        let said: Vec<bool> = members.iter().filter_map(|account| values.flagged[*account as usize]).collect();
        OfSet { set: set.clone(), flagged: said.iter().filter(|flagged| **flagged).count() as u64, judged: said.len() as u64 }
    };
    Some(Called {
        by_set: from.sets.iter().map(of_set).collect(),
        flagged,
        judged,
        sensitivity,
        false_positive_rate: alarms,
        precision: Estimate::share(flagged.positives, flagged.positives + flagged.negatives),
        at_prevalence: prevalences.iter().map(at).collect(),
        rest: (rest.whole >= FEWEST).then(|| Rest {
            judged: rest.whole,
            flagged: rest.part,
            positive: rogan_gladen(rest, right, wrong).map(Estimate::from),
        }),
    })
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;
    use crate::evaluation::record::LabelRecord;

    /// Labels from two sets, one of either kind.
    fn from(of: Vec<Option<bool>>) -> Labels {
        let set = |wanted: bool| (0..).zip(&of).filter(|(_, label)| **label == Some(wanted)).map(|(rank, _)| rank).collect::<Vec<u32>>();
        let sets = vec![("list".to_owned(), set(true)), ("crowd".to_owned(), set(false))];
        let record = LabelRecord {
            positive: Vec::new(),
            negative: Vec::new(),
            chosen: String::new(),
            positives: sets[0].1.len() as u64,
            negatives: sets[1].1.len() as u64,
            in_both: 0,
        };
        Labels { of, record, sets, campaigns: Vec::new() }
    }

    /// Twelve positives with the values 1 to 12 and twenty negatives with 0 to 9.5; those above 8 are flagged; one of each has no value.
    fn labelled() -> (Vec<Option<bool>>, Values) {
        let positives = (0_u8..12).map(|at| (Some(true), Some(f64::from(at) + 1.0)));
        let negatives = (0_u8..20).map(|at| (Some(false), Some(f64::from(at) / 2.0)));
        let silent = [(Some(true), None), (Some(false), None), (None, Some(3.0))];
        let (labels, value): (Vec<_>, Vec<Option<f64>>) = positives.chain(negatives).chain(silent).unzip();
        let flagged = value.iter().map(|value| value.map(|value| value > 8.0)).collect();
        let unlisted = vec![false; value.len()];
        (labels, Values { meaning: String::new(), value, unlisted, flagged })
    }

    #[test]
    fn what_abstains_is_left_out_of_every_rate() {
        let (labels, values) = labelled();
        let scored = measure(&from(labels.clone()), &values, &[0.01], ChaCha8Rng::seed_from_u64(1));
        let Scored::Measured(found) = scored else { panic!("{scored:?}") };
        let assessed = assessed(&labels, &values);
        assert_eq!(assessed, Labelled { positives: 12, negatives: 20 });
        // Positive k beats the 2k halves below it and ties with one, as far as there are twenty.
        let won: f64 = (1_u8..=12).map(|k| (f64::from(k) * 2.0 + 0.5).min(20.0)).sum();
        assert!((found.auc.value - won / 240.0).abs() < 1e-12, "{:?}", found.auc);
        assert!(found.auc.low < found.auc.value && found.auc.value < found.auc.high);
        assert_eq!(found.share_of_positives, 12.0 / 32.0);
        let verdict = found.verdict.expect("there are verdicts");
        assert_eq!((verdict.flagged, verdict.judged), (Labelled { positives: 4, negatives: 3 }, assessed));
        assert!((verdict.precision.expect("some are flagged").value - 4.0 / 7.0).abs() < 1e-12);
        let rare = verdict.at_prevalence[0].precision.expect("some are flagged");
        assert!((rare - 0.01 * (4.0 / 12.0) / (0.01 * 4.0 / 12.0 + 0.99 * 0.15)).abs() < 1e-12);
        assert!(verdict.rest.is_none(), "one account is no rest");
        let by_set: Vec<(u64, u64)> = verdict.by_set.iter().map(|of| (of.flagged, of.judged)).collect();
        assert_eq!(by_set, [(4, 12), (3, 20)]);
    }

    #[test]
    fn nine_positives_are_too_few() {
        let (mut labels, values) = labelled();
        labels[..3].fill(None);
        let scored = measure(&from(labels), &values, &[], ChaCha8Rng::seed_from_u64(1));
        let Scored::Abstained(why) = scored else { panic!("{scored:?}") };
        assert_eq!(why, "the labelled accounts that have a value are 9 positive and 20 negative; an answer takes 10 of each");
    }

    #[test]
    fn a_long_curve_keeps_its_ends() {
        let points: Vec<(f64, f64)> = (0_u16..1_234).map(|at| (f64::from(at), 0.0)).collect();
        let kept = thinned(points.clone());
        assert_eq!((kept.len(), kept[0], kept[POINTS - 1]), (POINTS, points[0], points[1_233]));
    }
}
