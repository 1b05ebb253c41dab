//! Whether each action lies nearer the middle between its neighbours than chance would put it.

use crate::gamma::gamma_tails;

/// How near the middle the second of three actions lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Middles {
    /// Number of triples of actions.
    pub triples: u64,
    /// 1 minus twice the mean distance from the middle, in halves of the span: 0 by chance, 1 for a metronome, below 0 for bursts.
    pub regularity: f64,
    /// The natural logarithm of the chance that triples lie as near the middle as these.
    pub ln_p: f64,
}

/// Test whether a series is more regular than chance, whatever its rate does.
///
/// Actions are taken in threes, the third of one triple being the first of the next; triples that span less than `least` or more than
/// `most` are left out. If actions come by chance at a rate that is the same throughout a triple, the second one lies anywhere between the
/// other two with equal chance, given how far apart these are; triples are then independent (the local measures of irregularity of
/// Shinomoto and others 2003, Neural Computation 15:2823, rest on the same pairs of intervals). The chance of lying as near the middle is
/// (D + 1)/(a + 1) for whole units of the clock, with span a and D the distance between the two intervals, which is exact or too large;
/// the chances are put together by Fisher's method (1932): the sum of their negative logarithms is a gamma variable.
///
/// People act in bursts, which is the other side. Times ascend, in units of the clock's resolution. `None` when no triple remains.
///
/// # Panics
/// When times do not ascend.
#[must_use]
pub fn middles(times: &[i64], least: i64, most: i64) -> Option<Middles> {
    let (mut sum, mut distance, mut triples) = (0.0, 0.0, 0_u64);
    let mut start = 0;
    while start + 2 < times.len() {
        let (span, first) = (times[start + 2] - times[start], times[start + 1] - times[start]);
        assert!(first >= 0 && first <= span, "times ascend");
        start += 2;
        if span < least.max(1) || span > most {
            continue;
        }
        let apart = (2 * first - span).abs() as f64;
        sum -= libm::log((apart + 1.0) / (span as f64 + 1.0));
        distance += apart / span as f64;
        triples += 1;
    }
    (triples > 0).then(|| Middles {
        triples,
        regularity: 1.0 - 2.0 * distance / triples as f64,
        ln_p: gamma_tails(triples as f64, sum).upper.ln,
    })
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    fn unit(random: &mut ChaCha8Rng) -> f64 {
        (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    #[test]
    fn a_worked_triple() {
        // 0, 4, 10: the two intervals differ by 2, and of the eleven places 4, 5 and 6 are as near the middle.
        let found = middles(&[0, 4, 10], 1, 100).expect("one triple");
        assert!((libm::exp(found.ln_p) - 3.0 / 11.0).abs() < 1e-12 && (found.regularity - 0.6).abs() < 1e-12);
        assert_eq!(middles(&[0, 4, 10], 11, 100), None);
        assert_eq!(middles(&[0, 4, 10], 1, 9), None);
        assert_eq!(middles(&[0, 4], 1, 9), None);
    }

    #[test]
    fn a_metronome_and_bursts() {
        let metronome: Vec<i64> = (0..201).map(|k| k * 600).collect();
        let found = middles(&metronome, 60, 20_000).expect("triples");
        assert!(found.triples == 100 && (found.regularity - 1.0).abs() < 1e-12 && found.ln_p < -400.0);
        let pairs: Vec<i64> = (0..200).map(|k| k / 2 * 3_600 + k % 2 * 5).collect();
        let found = middles(&pairs, 60, 20_000).expect("triples");
        assert!(found.regularity < -0.9 && found.ln_p > -1e-6);
    }

    // Kolmogorov's distance of 1,000 p-values from uniform is below 1.95 / √1000 = .0617 in 999 of 1,000 series. The rate swings threefold
    // in the course of the day, which the test must not notice.
    #[test]
    fn p_values_of_chance_at_a_changing_rate_are_uniform() {
        let mut random = ChaCha8Rng::seed_from_u64(2_003);
        let mut p: Vec<f64> = (0..1_000)
            .map(|_| {
                let (mut time, mut times) = (0.0_f64, Vec::new());
                while times.len() < 400 {
                    time -= 400.0 * libm::log(1.0 - unit(&mut random));
                    let rate = 0.5 + 0.25 * libm::sin(std::f64::consts::TAU * time / 86_400.0);
                    if unit(&mut random) < rate / 0.75 {
                        times.push((time * 1_000.0) as i64);
                    }
                }
                libm::exp(middles(&times, 600_000, 14_400_000).expect("triples").ln_p)
            })
            .collect();
        p.sort_by(f64::total_cmp);
        let distance = p.iter().zip(1..).map(|(p, rank)| (p - f64::from(rank) / 1_000.0).abs()).fold(0.0, f64::max);
        assert!(distance < 0.0617, "{distance}");
    }

    #[test]
    fn a_clock_to_the_minute_only_makes_it_careful() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let small = (0..1_000)
            .filter(|_| {
                let mut time = 0.0_f64;
                let times: Vec<i64> = (0..300)
                    .map(|_| {
                        time -= 20.0 * libm::log(1.0 - unit(&mut random));
                        time as i64
                    })
                    .collect();
                middles(&times, 10, 240).is_some_and(|found| found.ln_p <= libm::log(0.05))
            })
            .count();
        assert!(small <= 60, "{small} of 1,000 are below .05");
    }
}
