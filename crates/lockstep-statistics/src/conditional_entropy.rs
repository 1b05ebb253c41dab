//! How far a value can be told from those before it, in series too short for plain conditional entropy.

/// Longest pattern that is looked at.
const LONGEST: usize = 10;

/// Corrected conditional entropy of a series of symbols 0..`symbols`, in nats: the least over pattern lengths 1 to 10 of
/// H(m symbols) − H(m − 1 symbols) + (share of patterns seen once) · H(1 symbol).
///
/// Porta and others 1998, Biological Cybernetics 78:71; used for the timing of packets by Gianvecchio & Wang 2007 and of tweets by
/// Chu and others 2010. The correction keeps long patterns, of which each is seen once, from looking predictable. Low values mean a
/// regular series; series of different lengths cannot be compared. Both entropies of a difference are taken over the same places, so that
/// it is never negative. `None` for an empty series.
///
/// # Panics
/// When a symbol is out of range.
#[must_use]
pub fn corrected_conditional_entropy(series: &[u8], symbols: u8) -> Option<f64> {
    assert!(series.iter().all(|symbol| *symbol < symbols), "symbols are below their number");
    let symbols = usize::from(symbols);
    let mut least = f64::INFINITY;
    let mut single = 0.0;
    // The pattern that begins at each place, by number; all empty patterns are one.
    let mut patterns = vec![0_u32; series.len()];
    let mut known = 1;
    for length in 1..=LONGEST.min(series.len()) {
        let places = series.len() - length + 1;
        let mut counts = vec![0_u32; known];
        patterns[..places].iter().for_each(|pattern| counts[*pattern as usize] += 1);
        let shorter = entropy(&counts, places);
        let mut numbers = vec![u32::MAX; known * symbols];
        let mut longer: Vec<u32> = Vec::new();
        for place in 0..places {
            let key = patterns[place] as usize * symbols + usize::from(series[place + length - 1]);
            if numbers[key] == u32::MAX {
                numbers[key] = longer.len() as u32;
                longer.push(0);
            }
            longer[numbers[key] as usize] += 1;
            patterns[place] = numbers[key];
        }
        let here = entropy(&longer, places);
        if length == 1 {
            single = here;
        }
        let once = longer.iter().filter(|count| **count == 1).count();
        least = least.min((here - shorter).max(0.0) + once as f64 / places as f64 * single);
        if once == places {
            // Patterns are told apart by their beginnings from here on: nothing is new, and all are seen once.
            if places > 1 {
                least = least.min(single);
            }
            break;
        }
        known = longer.len();
    }
    least.is_finite().then_some(least)
}

fn entropy(counts: &[u32], total: usize) -> f64 {
    let mut sum = 0.0;
    for count in counts.iter().filter(|count| **count > 0) {
        let p = f64::from(*count) / total as f64;
        sum -= p * libm::log(p);
    }
    sum
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    const LN_2: f64 = std::f64::consts::LN_2;

    fn cce(series: &[u8], symbols: u8) -> f64 {
        corrected_conditional_entropy(series, symbols).expect("not empty")
    }

    #[test]
    fn worked_values() {
        // One symbol tells nothing new.
        assert_eq!(cce(&[3; 50], 5), 0.0);
        // A strict alternation: after one symbol the next is certain, and no pair is seen once.
        let alternating: Vec<u8> = (0..40).map(|at| at % 2).collect();
        assert!(cce(&alternating, 2) < 1e-12);
        // 0 0 1: one symbol has ln 3 − (2/3) ln 2 = .63651, and 1 in 3 is seen once: .63651 · 4/3 = .84868. Pairs 00 and 01 are both seen
        // once: ln 2 − 0 + .63651 = 1.32966. Three symbols: 0 − 0 + .63651, the least.
        let expected = libm::log(3.0) - 2.0 / 3.0 * LN_2;
        assert!((cce(&[0, 0, 1], 2) - expected).abs() < 1e-12);
        // 0 0 1 1 0 0 1 1 0: singles have H = .68696. Pairs 00 01 11 10 twice each: ln 4 − ln 2 over eight places (four 0, four 1) = ln 2.
        // Triples: 001 twice, 011 twice, 110 twice, 100 once: of seven places; prefixes 00, 01, 11 twice, 10 once: no new entropy, and
        // 1/7 is seen once: .68696 / 7. Four symbols: 0011 twice, 0110 twice, 1100 and 1001 once: the prefixes say all, 2/6 · .68696.
        let single = -(5.0 / 9.0 * libm::log(5.0 / 9.0) + 4.0 / 9.0 * libm::log(4.0 / 9.0));
        assert!((cce(&[0, 0, 1, 1, 0, 0, 1, 1, 0], 2) - single / 7.0).abs() < 1e-12);
        assert_eq!(corrected_conditional_entropy(&[], 5), None);
    }

    #[test]
    fn independent_symbols_keep_their_entropy_and_a_hidden_order_loses_it() {
        let mut random = ChaCha8Rng::seed_from_u64(1_998);
        let drawn: Vec<u8> = (0..2_000).map(|_| (random.next_u64() % 5) as u8).collect();
        assert!(cce(&drawn, 5) > 0.93 * libm::log(5.0), "{}", cce(&drawn, 5));
        let walk: Vec<u8> = drawn
            .iter()
            .scan(0, |at, step| {
                *at = (*at + step % 2) % 5;
                Some(*at)
            })
            .collect();
        // Each step is one of two, with two and three chances in five.
        let step = -(0.4 * libm::log(0.4) + 0.6 * libm::log(0.6));
        assert!((cce(&walk, 5) - step).abs() < 0.03, "{}", cce(&walk, 5));
    }
}
