//! How fine a source's clock is. Measured, never assumed: an archive that says "seconds" may have been rounded to minutes.

/// Clock units, coarsest first, in ms.
pub const UNITS_MS: [i64; 5] = [86_400_000, 3_600_000, 60_000, 1_000, 1];

/// The coarsest unit (ms) that at least 99 % of the times are multiples of.
///
/// Not all of them, because a few finer times in a coarse source do not make its other times any finer: with a window below the unit of
/// 99 % of the posts, nearly every "within the window" is an artefact of rounding.
#[must_use]
pub fn resolution_ms(times: &[i64]) -> i64 {
    let fits = |unit: i64| times.iter().filter(|time| **time % unit == 0).count() * 100 >= times.len() * 99;
    UNITS_MS.into_iter().find(|unit| !times.is_empty() && fits(*unit)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coarsest_unit_that_fits_nearly_all_times() {
        let minutes: Vec<i64> = (0..1_000).map(|i| i * 60_000).collect();
        assert_eq!(resolution_ms(&minutes), 60_000);
        let mut with_few_seconds = minutes.clone();
        with_few_seconds[..10].iter_mut().for_each(|time| *time += 7_000);
        assert_eq!(resolution_ms(&with_few_seconds), 60_000);
        with_few_seconds[..11].iter_mut().for_each(|time| *time += 7_000);
        assert_eq!(resolution_ms(&with_few_seconds), 1_000);
        assert_eq!(resolution_ms(&[1_551_052_800_123, 1_551_052_801_456]), 1);
        assert_eq!(resolution_ms(&[]), 1);
        assert_eq!(resolution_ms(&[-86_400_000, 0, 86_400_000]), 86_400_000);
    }
}
