//! What a series does around one day, beside what it does around other days.
//!
//! The shift at a day is the mean of the days from it on minus the mean of as many days before. The other days are placebos: nothing is
//! known to have happened on them, so the spread of their shifts says how far a shift goes by itself (Abadie, Diamond & Hainmueller 2010,
//! JASA 105:493, use placebos so in space and time).

use crate::student::{student_point, student_two_sided};
use crate::tails::Tail;

/// A shift beside those of placebo days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The shift of the day asked about.
    pub effect: f64,
    /// Number of placebo days.
    pub days: usize,
    /// Placebo days that share no day of their windows with each other.
    pub apart: usize,
    /// Mean shift of the placebos.
    pub mean: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// Placebos with a shift at least as far from their mean, and the day itself, of all placebos and the day itself.
    pub rank: f64,
    /// The chance of a shift at least as far from the mean, if shifts are about normal: Student's t with `apart` − 1 degrees of freedom.
    pub tail: Tail,
}

impl Shift {
    /// What was added to the shift that placebos show anyway, with a 95 % interval: (estimate, low, high).
    #[must_use]
    pub fn beyond(&self) -> (f64, f64, f64) {
        let beyond = self.effect - self.mean;
        let half = student_point(0.05, (self.apart - 1) as f64) * self.deviation * libm::sqrt(1.0 + 1.0 / self.apart as f64);
        (beyond, beyond - half, beyond + half)
    }
}

/// The mean of `days` values from `at` on minus the mean of as many before; nothing where the series does not reach so far.
#[must_use]
pub fn shift_at(series: &[f64], at: usize, days: usize) -> Option<f64> {
    let before = series.get(at.checked_sub(days)?..at)?;
    let after = series.get(at..at + days)?;
    (days > 0).then(|| (after.iter().sum::<f64>() - before.iter().sum::<f64>()) / days as f64)
}

/// Compare the shift at a day with those of placebo days, given in ascending order.
///
/// Windows of near days overlap, and so their shifts are alike. A rank among them counts each as a witness, and is too small by as much;
/// the tail has one degree of freedom less than there are placebos without a common day, and takes the uncertainty of the placebos' own
/// mean into account: t = (effect − mean) / (deviation √(1 + 1/apart)).
///
/// Nothing where the series is too short, where fewer than two placebos lie apart, or where no placebo differs from another.
#[must_use]
pub fn shift_against_placebos(series: &[f64], at: usize, days: usize, placebos: &[usize]) -> Option<Shift> {
    let effect = shift_at(series, at, days)?;
    let shifts: Vec<f64> = placebos.iter().map(|day| shift_at(series, *day, days)).collect::<Option<_>>()?;
    let mut apart = 0;
    let mut next = 0;
    for day in placebos {
        if *day >= next {
            apart += 1;
            next = day + 2 * days;
        }
    }
    if apart < 2 {
        return None;
    }
    let n = shifts.len() as f64;
    let mean = shifts.iter().sum::<f64>() / n;
    let deviation = libm::sqrt(shifts.iter().map(|shift| (shift - mean) * (shift - mean)).sum::<f64>() / (n - 1.0));
    // Sums of equal logarithms differ in the last digits.
    if deviation < 1e-9 {
        return None;
    }
    let distance = (effect - mean).abs();
    let as_far = shifts.iter().filter(|shift| (**shift - mean).abs() >= distance).count();
    let t = distance / (deviation * libm::sqrt(1.0 + 1.0 / apart as f64));
    let tail = student_two_sided(t, (apart - 1) as f64);
    Some(Shift { effect, days: shifts.len(), apart, mean, deviation, rank: (as_far as f64 + 1.0) / (n + 1.0), tail })
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    #[test]
    fn a_shift_by_hand() {
        let series = [1.0, 2.0, 3.0, 7.0, 8.0, 9.0, 1.0];
        assert_eq!(shift_at(&series, 3, 3), Some(6.0));
        assert_eq!(shift_at(&series, 2, 3), None);
        assert_eq!(shift_at(&series, 5, 3), None);
        // Placebos at 1, 2, 3, 5, 6: shifts 1, 1, 4, 1, −8; their mean is −0.2 and their deviation √20.7.
        let found = shift_against_placebos(&series, 4, 1, &[1, 2, 3, 5, 6]).expect("long enough");
        assert_eq!((found.effect, found.days, found.apart), (1.0, 5, 3));
        assert!((found.mean + 0.2).abs() < 1e-12 && (found.deviation - libm::sqrt(20.7)).abs() < 1e-12, "{found:?}");
        assert_eq!(found.rank, 1.0);
        let (beyond, low, high) = found.beyond();
        assert!((beyond - 1.2).abs() < 1e-12 && (high - low - 2.0 * 4.302_653 * libm::sqrt(20.7 * 4.0 / 3.0)).abs() < 1e-5);
        let t = 1.2 / libm::sqrt(20.7 * 4.0 / 3.0);
        assert!((found.tail.p - (1.0 - t / libm::sqrt(2.0 + t * t))).abs() < 1e-12);
    }

    #[test]
    fn a_series_that_never_changes_says_nothing() {
        assert_eq!(shift_against_placebos(&[0.0; 60], 30, 7, &[7, 8, 45]), None);
        assert_eq!(shift_against_placebos(&[0.0, 1.0, 0.0, 1.0], 2, 1, &[1]), None);
    }

    /// Approximately normal noise: twelve uniform numbers.
    fn normal(random: &mut ChaCha8Rng) -> f64 {
        (0..12).map(|_| f64::from(random.next_u32()) / f64::from(u32::MAX)).sum::<f64>() - 6.0
    }

    // Days depend on the day before, weekends are quiet, and now and then there is a burst of a few days. The event is any day.
    #[test]
    fn days_without_an_event_are_rarely_far_off() {
        for (length, persistence, bursts) in [(128, 0.0, false), (128, 0.6, false), (128, 0.3, true), (365, 0.6, false), (365, 0.3, true)] {
            let mut random = ChaCha8Rng::seed_from_u64(7);
            let (mut at_five, mut at_half) = (0, 0);
            let rounds = 2_000;
            for _ in 0..rounds {
                let mut level = 0.0;
                let mut burst = 0.0;
                let series: Vec<f64> = (0..length)
                    .map(|day| {
                        level = persistence * level + normal(&mut random);
                        if bursts && random.next_u32() < u32::MAX / 40 {
                            burst = 6.0;
                        }
                        burst *= 0.7;
                        level + burst - if day % 7 > 4 { 1.5 } else { 0.0 }
                    })
                    .collect();
                let event = 7 + random.next_u32() as usize % (length - 14);
                let placebos: Vec<usize> = (7..=length - 7).filter(|day| day.abs_diff(event) >= 14).collect();
                let found = shift_against_placebos(&series, event, 7, &placebos).expect("long enough");
                at_five += usize::from(found.tail.p <= 0.05);
                at_half += usize::from(found.tail.p <= 0.005);
            }
            let (at_five, at_half) = (at_five as f64 / f64::from(rounds), at_half as f64 / f64::from(rounds));
            assert!(at_five <= 0.06 && at_half <= 0.008, "{length} {persistence} {bursts}: {at_five} {at_half}");
        }
    }
}
