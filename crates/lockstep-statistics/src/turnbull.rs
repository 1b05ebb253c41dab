//! How long things last when each was looked at only now and then, so that its end is known to lie between two moments.

/// What is known of one end: after the first moment, and no later than the second; after the first and no more when there is no second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Between {
    /// Last time it was seen going on.
    pub after: i64,
    /// First time it was seen ended; none if it never was.
    pub until: Option<i64>,
}

/// A stretch in which some share of the ends lies; where within it, the data do not say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mass {
    /// The stretch starts after this moment …
    pub after: i64,
    /// … and ends with this one; none if it has no end.
    pub until: Option<i64>,
    /// The share of ends in it.
    pub share: f64,
}

/// Where the ends lie, as far as it can be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Turnbull {
    /// The stretches, in order of time. Between two of them the curve is level.
    pub masses: Vec<Mass>,
    /// Whether the iteration came to rest.
    pub settled: bool,
}

/// The largest change of a share from one iteration to the next at which the iteration ends.
const SETTLED: f64 = 1e-12;
/// Iterations after which the shares are left as they are.
const ITERATIONS: u32 = 50_000;

impl Turnbull {
    /// The most likely shares, by self-consistency: each end is spread over the stretches it may lie in, in proportion to their shares, until
    /// nothing changes (Peto 1973, Applied Statistics 22:86, for the stretches; Turnbull 1976, JRSS B 38:290, for the iteration).
    ///
    /// # Panics
    /// When an end is no later than the moment it comes after.
    #[must_use]
    pub fn new(ends: &[Between]) -> Self {
        assert!(ends.iter().all(|end| end.until.is_none_or(|until| until > end.after)), "an end comes after the moment it comes after");
        let mut sorted = ends.to_vec();
        sorted.sort_unstable();
        let stretches = innermost(&sorted);
        // For each distinct end: how often it was seen, and the first and last stretch within it.
        let distinct: Vec<(f64, usize, usize)> = sorted
            .chunk_by(|a, b| a == b)
            .map(|same| {
                let first = stretches.partition_point(|stretch| stretch.0 < same[0].after);
                let last = stretches.partition_point(|stretch| key(stretch.1) <= key(same[0].until));
                (same.len() as f64, first, last)
            })
            .collect();
        let n = ends.len() as f64;
        let mut shares = vec![1.0 / stretches.len().max(1) as f64; stretches.len()];
        let mut settled = stretches.is_empty();
        let mut spread = vec![0.0; stretches.len() + 1];
        let mut sums = vec![0.0; stretches.len() + 1];
        for _ in 0..ITERATIONS {
            if settled {
                break;
            }
            for (at, share) in shares.iter().enumerate() {
                sums[at + 1] = sums[at] + share;
            }
            spread.fill(0.0);
            for (times, first, last) in &distinct {
                let rate = times / (sums[*last] - sums[*first]);
                spread[*first] += rate;
                spread[*last] -= rate;
            }
            let (mut rate, mut change) = (0.0, 0.0);
            for (share, step) in shares.iter_mut().zip(&spread) {
                rate += step;
                let next = *share * f64::max(rate, 0.0) / n;
                change = f64::max(change, (next - *share).abs());
                *share = next;
            }
            settled = change < SETTLED;
        }
        let masses = stretches.into_iter().zip(shares).map(|((after, until), share)| Mass { after, until, share }).collect();
        Self { masses, settled }
    }

    /// Share of things that last longer than `time`: the least and the most it can be, which differ within a stretch.
    #[must_use]
    pub fn survival(&self, time: i64) -> (f64, f64) {
        let surely_ended: f64 =
            self.masses.iter().filter(|mass| mass.until.is_some_and(|until| until <= time)).map(|mass| mass.share).sum();
        let perhaps_ended: f64 = self.masses.iter().filter(|mass| mass.after < time).map(|mass| mass.share).sum();
        ((1.0 - perhaps_ended).max(0.0), (1.0 - surely_ended).max(0.0))
    }
}

fn key(until: Option<i64>) -> i64 {
    until.unwrap_or(i64::MAX)
}

/// The stretches from a start to the next end without another start or end between: only there can the most likely shares lie.
fn innermost(ends: &[Between]) -> Vec<(i64, Option<i64>)> {
    // An end belongs to its stretch and a start does not, so at one moment ends come first.
    let mut marks: Vec<(i64, bool)> = ends.iter().flat_map(|end| [(end.after, true), (key(end.until), false)]).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
        .windows(2)
        .filter(|pair| pair[0].1 && !pair[1].1)
        .map(|pair| (pair[0].0, Some(pair[1].0).filter(|until| *until < i64::MAX)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::survival::tests::{TREATED, life};
    use crate::{Life, kaplan_meier};

    fn ends(pairs: &[(i64, i64)]) -> Vec<Between> {
        pairs.iter().map(|(after, until)| Between { after: *after, until: Some(*until).filter(|until| *until < 100) }).collect()
    }

    fn shares(found: &Turnbull) -> Vec<(i64, Option<i64>, f64)> {
        found.masses.iter().map(|mass| (mass.after, mass.until, mass.share)).collect()
    }

    #[test]
    fn three_overlapping_ends_by_hand() {
        // Stretches (1, 2] and (2, 3]. With ends (0, 2] twice, (1, 3] and (2, 3]: p = (2 + p)/4, so p = 2/3.
        let found = Turnbull::new(&ends(&[(0, 2), (0, 2), (1, 3), (2, 3)]));
        assert!(found.settled);
        let masses = shares(&found);
        assert_eq!(masses.iter().map(|mass| (mass.0, mass.1)).collect::<Vec<_>>(), [(1, Some(2)), (2, Some(3))]);
        assert!((masses[0].2 - 2.0 / 3.0).abs() < 1e-10 && (masses[1].2 - 1.0 / 3.0).abs() < 1e-10, "{masses:?}");
        let (low, high) = found.survival(1);
        assert!((low - 1.0).abs() < 1e-12 && (high - 1.0).abs() < 1e-12);
        assert!((found.survival(2).0 - 1.0 / 3.0).abs() < 1e-10);
    }

    #[test]
    fn the_breast_cosmesis_data_have_their_published_masses() {
        // Months to breast retraction after radiotherapy alone (Finkelstein & Wolfe 1985, Biometrics 41:933); 100 stands for never seen.
        let ends = ends(&[
            (45, 100),
            (6, 10),
            (0, 7),
            (46, 100),
            (46, 100),
            (7, 16),
            (17, 100),
            (7, 14),
            (37, 44),
            (0, 8),
            (4, 11),
            (15, 100),
            (11, 15),
            (22, 100),
            (46, 100),
            (46, 100),
            (25, 37),
            (46, 100),
            (26, 40),
            (46, 100),
            (27, 34),
            (36, 44),
            (46, 100),
            (36, 48),
            (37, 100),
            (40, 100),
            (17, 25),
            (46, 100),
            (11, 18),
            (38, 100),
            (5, 12),
            (37, 100),
            (0, 5),
            (18, 100),
            (24, 100),
            (36, 100),
            (5, 11),
            (19, 35),
            (17, 25),
            (24, 100),
            (32, 100),
            (33, 100),
            (19, 26),
            (37, 100),
            (34, 100),
            (36, 100),
        ]);
        assert_eq!(ends.len(), 46);
        let expected = [
            (4, 5, 0.0463),
            (6, 7, 0.0334),
            (7, 8, 0.0887),
            (11, 12, 0.0708),
            (24, 25, 0.0926),
            (33, 34, 0.0818),
            (38, 40, 0.1209),
            (46, 48, 0.4656),
        ];
        let found = Turnbull::new(&ends);
        assert!(found.settled);
        let some: Vec<_> = shares(&found).into_iter().filter(|mass| mass.2 > 1e-4).collect();
        assert_eq!(some.len(), expected.len(), "{some:?}");
        for (mass, (after, until, share)) in some.iter().zip(expected) {
            assert_eq!((mass.0, mass.1), (after, Some(until)));
            assert!((mass.2 - share).abs() < 6e-5, "{mass:?} {share}");
        }
    }

    fn exact(life: &Life) -> Between {
        match life.cause {
            Some(_) => Between { after: life.time - 1, until: Some(life.time) },
            None => Between { after: life.time, until: None },
        }
    }

    #[test]
    fn exact_ends_give_the_curve_of_kaplan_and_meier() {
        let lives = TREATED.map(life);
        let found = Turnbull::new(&lives.map(|life| exact(&life)));
        for step in kaplan_meier(&lives, 1) {
            assert!((found.survival(step.time).0 - step.survival).abs() < 1e-9, "{}", step.time);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn exact_ends_always_do(weeks in prop::collection::vec((1_i64..12, any::<bool>()), 1..30)) {
            let lives: Vec<Life> = weeks.iter().map(|(time, ended)| Life { time: *time, cause: ended.then_some(0) }).collect();
            let found = Turnbull::new(&lives.iter().map(exact).collect::<Vec<_>>());
            for step in kaplan_meier(&lives, 1) {
                prop_assert!((found.survival(step.time).0 - step.survival).abs() < 1e-6);
            }
        }

        #[test]
        fn shares_add_up_and_every_end_has_one(pairs in prop::collection::vec((0_i64..12, 1_i64..6, any::<bool>()), 1..30)) {
            let ends: Vec<Between> =
                pairs.iter().map(|(after, length, open)| Between { after: *after, until: (!open).then_some(after + length) }).collect();
            let found = Turnbull::new(&ends);
            prop_assert!((found.masses.iter().map(|mass| mass.share).sum::<f64>() - 1.0).abs() < 1e-9);
            for end in &ends {
                let within = |mass: &Mass| mass.after >= end.after && key(mass.until) <= key(end.until);
                prop_assert!(found.masses.iter().any(within));
            }
        }
    }

    #[test]
    fn nothing_known_is_nothing_told() {
        assert_eq!(Turnbull::new(&[]), Turnbull { masses: Vec::new(), settled: true });
    }
}
