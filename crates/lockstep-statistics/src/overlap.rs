//! Two lists of the same kind of thing: how far they agree, and what chance would give.

use crate::proportion::NORMAL_95;
use crate::tails::Tail;

/// A term this small beside the sum no longer changes it.
const NEGLIGIBLE: f64 = 1e-18;

/// P(X ≥ `least`) for the number of things two lists have in common when one of `first` and one of `second` things were each drawn at
/// random, without repetition, from the same `population`: the hypergeometric tail.
///
/// Terms relative to the first, by the ratio of neighbours (Johnson, Kemp & Kotz 2005, Univariate Discrete Distributions, §6.2); at or
/// below the mean, one minus the sum downwards.
///
/// # Panics
/// When a list is longer than the population.
#[must_use]
pub fn hypergeometric_tail(population: u64, first: u64, second: u64, least: u64) -> Tail {
    assert!(first <= population && second <= population, "lists of {first} and {second} cannot come from a population of {population}");
    let lowest = (first + second).saturating_sub(population);
    let highest = first.min(second);
    if least <= lowest {
        return Tail { p: 1.0, ln: 0.0 };
    }
    if least > highest {
        return Tail { p: 0.0, ln: f64::NEG_INFINITY };
    }
    let (n, a, b) = (population as f64, first as f64, second as f64);
    let ln_term = |x: u64| ln_choose(first, x) + ln_choose(population - first, second - x) - ln_choose(population, second);
    let up = |x: f64| (a - x) * (b - x) / ((x + 1.0) * (n - a - b + x + 1.0));
    let mean = a * b / n;
    if least as f64 > mean {
        let (mut term, mut sum) = (1.0, 1.0);
        for x in least..highest {
            term *= up(x as f64);
            sum += term;
            if term <= sum * NEGLIGIBLE {
                break;
            }
        }
        Tail::from_ln(ln_term(least) + libm::log(sum))
    } else {
        let (mut term, mut sum) = (1.0, 1.0);
        for x in (lowest..least - 1).rev() {
            term /= up(x as f64);
            sum += term;
            if term <= sum * NEGLIGIBLE {
                break;
            }
        }
        let below = libm::exp(ln_term(least - 1) + libm::log(sum)).min(1.0);
        Tail { p: 1.0 - below, ln: libm::log1p(-below) }
    }
}

/// The natural logarithm of the number of ways to choose `k` of `n` things, as a sum of `k` logarithms: for lists against large populations
/// that keeps the digits which a difference of factorials loses.
fn ln_choose(n: u64, k: u64) -> f64 {
    let k = k.min(n - k);
    (1..=k).map(|at| libm::log((n - k + at) as f64 / at as f64)).sum()
}

/// How many there would be in all, from two lists drawn independently.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Population {
    /// The estimate.
    pub estimate: f64,
    /// Lower end of the 95 % interval; never below the number of things on either list.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

/// Fewest things that two lists must have in common for an estimate of the population: below, its bias is not small
/// (Seber 1982, The Estimation of Animal Abundance, §3.1.1, asks for at least seven).
pub const FEWEST_COMMON: u64 = 7;

/// Chapman's estimate of a population from two lists of `first` and `second` things with `common` on both; none when they have too few in
/// common. It holds only if being on one list makes being on the other neither more nor less likely.
///
/// N̂ = (a + 1)(b + 1)/(m + 1) − 1, with the variance (a + 1)(b + 1)(a − m)(b − m)/((m + 1)²(m + 2)) (Chapman 1951, University of California
/// Publications in Statistics 1:131; Seber 1970, Biometrika 57:313). The interval is lognormal in the number of things on neither list
/// (Chao 1987, Biometrics 43:783), so that it never falls below what was seen.
#[must_use]
pub fn chapman(first: u64, second: u64, common: u64) -> Option<Population> {
    if common < FEWEST_COMMON || common > first.min(second) {
        return None;
    }
    let (a, b, m) = (first as f64, second as f64, common as f64);
    let estimate = (a + 1.0) * (b + 1.0) / (m + 1.0) - 1.0;
    let variance = (a + 1.0) * (b + 1.0) * (a - m) * (b - m) / ((m + 1.0) * (m + 1.0) * (m + 2.0));
    let seen = a + b - m;
    let unseen = estimate - seen;
    if unseen <= 0.0 || variance <= 0.0 {
        return Some(Population { estimate, low: seen.min(estimate), high: estimate.max(seen) });
    }
    let factor = libm::exp(NORMAL_95 * libm::sqrt(libm::log1p(variance / (unseen * unseen))));
    Some(Population { estimate, low: seen + unseen / factor, high: seen + unseen * factor })
}

/// How far two ranked lists agree, with more weight on the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankOverlap {
    /// The least that it can be, whatever comes after the ranks that are known.
    pub lowest: f64,
    /// What it would be if the lists went on as they did.
    pub extrapolated: f64,
}

/// Rank-biased overlap of two lists without repetition, the first things on top. `persistence` is the probability of looking at the next
/// rank as well: at 0.9, the first ten ranks carry 86 % of the weight. None when a list is empty.
///
/// Webber, Moffat & Zobel 2010, ACM TOIS 28(4):20, equations 11 (lowest, over the ranks that both lists have) and 32 (extrapolated, for
/// lists of different lengths).
///
/// # Panics
/// Unless the persistence is between 0 and 1, both excluded.
#[must_use]
pub fn rank_biased_overlap(one: &[u32], other: &[u32], persistence: f64) -> Option<RankOverlap> {
    assert!(persistence > 0.0 && persistence < 1.0, "a persistence of {persistence} is not between 0 and 1");
    let p = persistence;
    let (long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
    if short.is_empty() {
        return None;
    }
    let mut common = Vec::with_capacity(long.len());
    let mut seen: [std::collections::BTreeSet<u32>; 2] = Default::default();
    let mut both = 0.0;
    for depth in 0..long.len() {
        for (list, own, its) in [(long, 0, 1), (short, 1, 0)] {
            if let Some(item) = list.get(depth) {
                seen[own].insert(*item);
                both += f64::from(u8::from(seen[its].contains(item)));
            }
        }
        common.push(both);
    }
    let (s, l) = (short.len(), long.len());
    let (at_s, at_l) = (common[s - 1], common[l - 1]);
    let (mut power, mut sum, mut lowest) = (1.0, 0.0, -at_s * libm::log1p(-p));
    for (depth, common) in common.iter().enumerate() {
        power *= p;
        let d = (depth + 1) as f64;
        sum += common / d * power;
        if depth < s {
            lowest += (common - at_s) * power / d;
        } else {
            sum += at_s * (d - s as f64) / (d * s as f64) * power;
        }
    }
    let scale = (1.0 - p) / p;
    let extrapolated = scale * sum + ((at_l - at_s) / l as f64 + at_s / s as f64) * power;
    Some(RankOverlap { lowest: scale * lowest, extrapolated })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs(), "{found} {expected}");
    }

    #[test]
    fn known_hypergeometric_tails() {
        // Fisher's tasting of tea: eight cups, four of each kind, all four found.
        near(hypergeometric_tail(8, 4, 4, 4).p, 1.0 / 70.0, 1e-14);
        near(hypergeometric_tail(8, 4, 4, 3).p, 17.0 / 70.0, 1e-14);
        // At least one ace among five cards: 1 − C(48,5)/C(52,5) = 1 − 1712304/2598960.
        near(hypergeometric_tail(52, 4, 5, 1).p, 886_656.0 / 2_598_960.0, 1e-13);
        // Six of forty-nine: at least three right, (246820 + 13545 + 258 + 1)/13983816.
        near(hypergeometric_tail(49, 6, 6, 3).p, 260_624.0 / 13_983_816.0, 1e-13);
        assert_eq!(hypergeometric_tail(49, 6, 6, 7).p, 0.0);
        assert_eq!(hypergeometric_tail(10, 8, 7, 5).p, 1.0);
    }

    #[test]
    fn five_in_common_surprise_the_more_the_larger_the_population() {
        let tail = |population| hypergeometric_tail(population, 350, 75, 5).p;
        assert!(tail(1_000) > 0.999_999);
        assert!(tail(10_000) > 0.1 && tail(10_000) < 0.2, "{}", tail(10_000));
        // Far above the mean, the first term is nearly all: (350·75/N)^5/5! with the lists' own shrinking.
        let expected = (0..5).map(|k| f64::from(350 - k) * f64::from(75 - k) / 1e7).product::<f64>() / 120.0;
        near(tail(10_000_000), expected, 1e-2);
    }

    proptest! {
        #[test]
        fn tails_equal_counting_by_pascals_triangle(population in 1_u64..40, a in 0.0_f64..=1.0, b in 0.0_f64..=1.0, least in 0_u64..42) {
            let (first, second) = ((a * population as f64) as u64, (b * population as f64) as u64);
            let mut choose = vec![vec![0.0_f64; 41]; 41];
            for n in 0..=40 {
                choose[n][0] = 1.0;
                for k in 1..=n {
                    choose[n][k] = choose[n - 1][k - 1] + if k < n { choose[n - 1][k] } else { 0.0 };
                }
            }
            let c = |n: u64, k: u64| if k > n { 0.0 } else { choose[n as usize][k as usize] };
            let ways: f64 = (least..=second).map(|x| c(first, x) * c(population - first, second - x)).sum();
            let expected = ways / c(population, second);
            prop_assert!((hypergeometric_tail(population, first, second, least).p - expected).abs() < 1e-11);
        }
    }

    #[test]
    fn chapman_by_hand() {
        // (101 · 81)/21 − 1 = 388.571; variance 101·81·80·60/(21²·22) = 4047.6.
        let found = chapman(100, 80, 20).expect("enough in common");
        near(found.estimate, 388.571_428, 1e-8);
        let unseen: f64 = 388.571_428_571 - 160.0;
        let factor = libm::exp(NORMAL_95 * libm::sqrt(libm::log(1.0 + 39_268_800.0 / 9_702.0 / (unseen * unseen))));
        near(found.low, 160.0 + unseen / factor, 1e-9);
        near(found.high, 160.0 + unseen * factor, 1e-9);
        assert!(found.low > 286.0 && found.high > 388.6 && found.high < 570.0, "{found:?}");
    }

    #[test]
    fn too_few_in_common_give_no_population() {
        assert_eq!(chapman(350, 75, 6), None);
        assert!(chapman(350, 75, 7).is_some());
        let same = chapman(40, 40, 40).expect("forty in common");
        assert_eq!((same.estimate, same.low, same.high), (40.0, 40.0, 40.0));
    }

    #[test]
    fn rank_biased_overlap_has_its_published_values() {
        // Webber et al. §4.4: with p = 0.9 the first ten ranks have 86 % of the weight, which is what ten equal ranks are sure of.
        let ten: Vec<u32> = (0..10).collect();
        let same = rank_biased_overlap(&ten, &ten, 0.9).expect("not empty");
        near(same.lowest, 0.855_6, 1e-4);
        near(same.extrapolated, 1.0, 1e-12);
        // Their example lists, <a b c d e f g> and <z c a v w x y>: agreement 0, 0, 2/3, 1/2, 2/5, 1/3, 2/7.
        let agreement = [0.0, 0.0, 2.0 / 3.0, 0.5, 0.4, 1.0 / 3.0, 2.0 / 7.0];
        let found = rank_biased_overlap(&[1, 2, 3, 4, 5, 6, 7], &[26, 3, 1, 22, 23, 24, 25], 0.9).expect("not empty");
        let powers: Vec<f64> = (1..=7).map(|d| libm::pow(0.9, f64::from(d))).collect();
        let sum: f64 = agreement.iter().zip(&powers).map(|(a, power)| a * power).sum();
        near(found.extrapolated, sum / 9.0 + 2.0 / 7.0 * powers[6], 1e-12);
        // Two rankings of five whose value other implementations give as 0.828.
        near(rank_biased_overlap(&[1, 2, 3, 4, 5], &[2, 3, 4, 1, 5], 0.9).expect("not empty").extrapolated, 0.828, 1e-9);
    }

    #[test]
    fn rank_biased_overlap_of_strangers_and_of_a_shorter_list() {
        let strangers = rank_biased_overlap(&[1, 2, 3], &[4, 5], 0.9).expect("not empty");
        assert!(strangers.extrapolated.abs() < 1e-15 && strangers.lowest.abs() < 1e-15);
        // A list and its own beginning agree as far as both go, and are taken to agree further on.
        near(rank_biased_overlap(&[1, 2, 3, 4, 5, 6], &[1, 2, 3], 0.8).expect("not empty").extrapolated, 1.0, 1e-12);
        assert_eq!(rank_biased_overlap(&[], &[1], 0.9), None);
    }
}
