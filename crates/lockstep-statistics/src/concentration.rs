//! How few have most of it.

/// The effective number of parts: e to the Shannon entropy of the shares, which is the number of equal parts with that entropy.
///
/// Hill 1973, Ecology 54:427, with exponent 1. None when there is nothing to share. Counts are summed in the order given.
#[must_use]
pub fn effective_number(counts: &[u64]) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return None;
    }
    let share = |count: u64| count as f64 / total as f64;
    let entropy: f64 = counts.iter().filter(|count| **count > 0).map(|count| -share(*count) * libm::log(share(*count))).sum();
    Some(libm::exp(entropy))
}

/// The share that the `most` largest have. None when there is nothing to share. `ascending` counts.
#[must_use]
pub fn top_share(ascending: &[u64], most: usize) -> Option<f64> {
    let total: u64 = ascending.iter().sum();
    let top: u64 = ascending.iter().rev().take(most).sum();
    (total > 0).then(|| top as f64 / total as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_parts_are_as_many_as_they_are() {
        for parts in [1, 2, 7, 100] {
            let found = effective_number(&vec![3; parts]).expect("something is shared");
            assert!((found - parts as f64).abs() < 1e-12 * parts as f64, "{parts}: {found}");
        }
        assert_eq!((effective_number(&[]), effective_number(&[0, 0])), (None, None));
    }

    // Shares 1/2, 1/4, 1/4: the entropy is 1.5 ln 2, so e to it is 2^1.5.
    #[test]
    fn unequal_parts_by_hand() {
        let found = effective_number(&[2, 0, 1, 1]).expect("something is shared");
        assert!((found - libm::exp2(1.5)).abs() < 1e-12, "{found}");
    }

    #[test]
    fn the_largest_have_their_share() {
        assert_eq!(top_share(&[1, 1, 2, 4], 1), Some(0.5));
        assert_eq!(top_share(&[1, 1, 2, 4], 10), Some(1.0));
        assert_eq!(top_share(&[], 1), None);
    }
}
