//! Dates and spans, in milliseconds since 1970-01-01 UTC.

/// One second.
pub(crate) const SECOND: i64 = 1_000;
/// One minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// One hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// One day.
pub(crate) const DAY: i64 = 24 * HOUR;

/// Midnight UTC at the start of a day of the Gregorian calendar, for years from 0.
///
/// Counts from March, so that the leap day is the last of its year (Hinnant 2013, "chrono-compatible low-level date algorithms").
pub(crate) const fn midnight(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let months_from_march = (month + 9) % 12;
    let day_of_year = (153 * months_from_march + 2) / 5 + day - 1;
    let day_of_era = (year % 400) * 365 + (year % 400) / 4 - (year % 400) / 100 + day_of_year;
    (year / 400 * 146_097 + day_of_era - 719_468) * DAY
}

/// Days since the Monday of the week that a time falls in, UTC: 0 for Monday to 6 for Sunday.
pub(crate) const fn weekday(time: i64) -> usize {
    (time.div_euclid(DAY) + 3).rem_euclid(7) as usize
}

/// A span in hours as milliseconds, rounded down.
pub(crate) fn hours(hours: f64) -> i64 {
    (hours * HOUR as f64) as i64
}

/// A span in seconds as milliseconds, rounded down.
pub(crate) fn seconds(seconds: f64) -> i64 {
    (seconds * SECOND as f64) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_agree_with_known_unix_times() {
        assert_eq!(midnight(1970, 1, 1), 0);
        assert_eq!(midnight(2000, 2, 29), 951_782_400_000);
        assert_eq!(midnight(2019, 6, 10), 1_560_124_800_000);
        assert_eq!(midnight(2019, 3, 1) - midnight(2019, 2, 28), DAY);
        assert_eq!(midnight(2020, 3, 1) - midnight(2020, 2, 28), 2 * DAY);
    }

    #[test]
    fn weekdays_are_those_of_the_calendar() {
        assert_eq!(weekday(midnight(1970, 1, 1)), 3);
        assert_eq!(weekday(midnight(2019, 5, 27)), 0);
        assert_eq!(weekday(midnight(2019, 5, 26) + DAY - 1), 6);
    }
}
