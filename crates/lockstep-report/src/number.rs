//! How a number is written for people: the only place that decides.
//!
//! Thousands are set off by commas, shares are percentages, moments are in UTC. Nothing depends on a locale. For machines, CSV and JSON
//! files carry the same numbers unrounded.

use lockstep_detect::{Number, Unit};

const NARROW_SPACE: char = '\u{202f}';
const MINUS: char = '\u{2212}';

/// A count with commas: `1,806,987`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A measurement with about three significant digits, never fewer than its whole part has, without zeros at the end.
pub(crate) fn real(number: f64) -> String {
    let size = number.abs();
    let sign = if number < 0.0 { MINUS.to_string() } else { String::new() };
    if size == 0.0 {
        return "0".to_owned();
    }
    if !(1e-4..1e15).contains(&size) {
        return sign + &power_of_ten(size);
    }
    if size >= 1000.0 || size.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and below 1e15")]
        return sign + &count(size.round() as u64);
    }
    let decimals = match size {
        s if s >= 10.0 => 1,
        s if s >= 1.0 => 2,
        s if s >= 0.1 => 3,
        s if s >= 0.01 => 4,
        _ => 6,
    };
    let digits = format!("{size:.decimals$}");
    format!("{sign}{}", digits.trim_end_matches('0').trim_end_matches('.'))
}

/// Decimals that a column of measurements is written with, so that its points line up.
pub(crate) fn decimals(numbers: &[f64]) -> usize {
    let natural = |number: &f64| real(*number).split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let large = numbers.iter().any(|number| number.abs() >= 1.0);
    numbers.iter().map(natural).max().unwrap_or(0).min(if large { 2 } else { 4 })
}

/// A measurement with so many decimals; one too small or too large to be written so is written as [`real`] does.
pub(crate) fn aligned(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let vanishes = number != 0.0 && text.bytes().all(|byte| byte == b'0' || byte == b'.');
    if vanishes || number.abs() >= 1e15 {
        return real(number);
    }
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let sign = if number < 0.0 { MINUS.to_string() } else { String::new() };
    format!("{sign}{}{fraction}", count(whole.parse().unwrap_or_default()))
}

fn power_of_ten(size: f64) -> String {
    let text = format!("{size:.1e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let raised: String = exponent
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => char::from_u32(u32::from(digit) - u32::from('4') + u32::from('⁴')).unwrap_or(digit),
        })
        .collect();
    format!("{mantissa} × 10{raised}")
}

/// A share between 0 and 1 as a percentage with one decimal. A share that is not quite none or all never reads as none or all.
#[must_use]
pub fn share(number: f64) -> String {
    let percent = number * 100.0;
    let digits = if percent == 0.0 || percent == 100.0 {
        format!("{percent:.0}")
    } else if percent > 0.0 && percent < 0.1 {
        "< 0.1".to_owned()
    } else if percent > 99.9 && percent < 100.0 {
        "> 99.9".to_owned()
    } else {
        format!("{percent:.1}").replace('-', &MINUS.to_string())
    };
    format!("{digits}{NARROW_SPACE}%")
}

/// A moment to the minute, in UTC: `2019-02-25 14:03 UTC`. `ms` counts from 1970-01-01.
pub(crate) fn moment(ms: i64) -> String {
    civil(ms).map_or_else(|| beyond(ms), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// The day of a moment, in UTC: `2019-02-25`. `ms` counts from 1970-01-01.
pub(crate) fn day(ms: i64) -> String {
    civil(ms).map_or_else(|| beyond(ms), |at| at.date().to_string())
}

/// A moment for machines: RFC 3339, with as many decimals as it needs.
pub(crate) fn rfc3339(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| beyond(ms), |at| at.to_string())
}

/// The calendar date and wall clock of a moment in UTC; none outside the years -9999 to 9999.
pub(crate) fn civil(ms: i64) -> Option<jiff::civil::DateTime> {
    jiff::Timestamp::from_millisecond(ms).ok().map(|at| jiff::tz::Offset::UTC.to_datetime(at))
}

fn beyond(ms: i64) -> String {
    format!("{ms} ms since 1970-01-01")
}

/// A size in bytes, in decimal units.
pub(crate) fn bytes(size: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (unit, name) in UNITS {
        if size >= unit {
            #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
            return format!("{:.1}{NARROW_SPACE}{name}", size as f64 / unit as f64);
        }
    }
    format!("{size}{NARROW_SPACE}bytes")
}

/// A measurement in its unit's way of writing, without the unit's name.
#[must_use]
pub fn measured(number: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => share(number),
        _ => real(number),
    }
}

/// A number without the name of its unit, or none where there is none.
pub(crate) fn bare(number: &Number, unit: Unit) -> Option<String> {
    match number {
        Number::Count(number) => Some(count(*number)),
        Number::Real(number) => Some(measured(*number, unit)),
        Number::Time(ms) => Some(moment(*ms)),
        Number::Insufficient(_) => None,
    }
}

/// True when a noun after the number takes the singular.
pub(crate) fn is_one(number: &Number) -> bool {
    match number {
        Number::Count(number) => *number == 1,
        Number::Real(number) => *number == 1.0,
        Number::Time(_) | Number::Insufficient(_) => false,
    }
}

/// What a unit is called after a number: one and many. Empty where the number says it all.
pub(crate) const fn noun(unit: Unit) -> (&'static str, &'static str) {
    match unit {
        Unit::Accounts => ("account", "accounts"),
        Unit::Posts => ("post", "posts"),
        Unit::Objects => ("object", "objects"),
        Unit::Pairs => ("pair", "pairs"),
        Unit::Followers => ("follower", "followers"),
        Unit::Days => ("day", "days"),
        Unit::Hours => ("hour", "hours"),
        Unit::Seconds => ("second", "seconds"),
        Unit::PostsPerDay => ("post a day", "posts a day"),
        Unit::Share | Unit::Plain | Unit::Time => ("", ""),
    }
}

/// A number with its unit, or why there is none.
#[must_use]
pub fn written(number: &Number, unit: Unit) -> String {
    match (bare(number, unit), number) {
        (Some(text), _) => with_unit(&text, number, unit),
        (None, Number::Insufficient(why)) => format!("no number: {why}"),
        (None, _) => "no number".to_owned(),
    }
}

/// A written number followed by the name of its unit, where it has one. Many seconds are minutes or hours, where these are whole.
pub(crate) fn with_unit(text: &str, number: &Number, unit: Unit) -> String {
    const LONGER: [(f64, &str); 2] = [(3_600.0, "hours"), (60.0, "minutes")];
    if let (Number::Real(seconds), Unit::Seconds) = (number, unit)
        && let Some((length, name)) = LONGER.into_iter().find(|(length, _)| *seconds >= 2.0 * length && seconds % length == 0.0)
    {
        return format!("{} {name}", real(seconds / length));
    }
    match noun(unit) {
        ("", _) => text.to_owned(),
        (one, _) if is_one(number) => format!("{text} {one}"),
        (_, many) => format!("{text} {many}"),
    }
}

/// The plural of a noun. In `pair of accounts`, the word before ` of ` changes.
pub(crate) fn plural(noun: &str) -> String {
    if let Some((head, tail)) = noun.split_once(" of ") {
        return format!("{} of {tail}", plural(head));
    }
    let vowel_before_y = noun.strip_suffix('y').is_some_and(|stem| stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match noun.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x', 'z']) || noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn many_seconds_are_minutes_or_hours() {
        let written =
            |seconds: f64| super::with_unit(&super::real(seconds), &lockstep_detect::Number::Real(seconds), lockstep_detect::Unit::Seconds);
        assert_eq!([1.0, 60.0, 90.0, 600.0, 7_200.0].map(written), ["1 second", "60 seconds", "90 seconds", "10 minutes", "2 hours"]);
    }

    use super::*;

    #[test]
    fn numbers_as_readers_see_them() {
        let mut lines = Vec::new();
        for number in [0, 7, 999, 1_000, 1_806_987, u64::MAX] {
            lines.push(format!("count {number} -> {}", count(number)));
        }
        for number in [0.0, 1.0, 2.0, 112.34, 1806.987, 9.876, 0.5, 0.0345, 0.00123, 0.000_012, -3.25, 4e18] {
            lines.push(format!("real {number} -> {}", real(number)));
        }
        for number in [0.0, 0.0002, 0.571_428, 0.999_9, 0.9996, 1.0] {
            lines.push(format!("share {number} -> {}", share(number)));
        }
        for ms in [0, 1_551_103_380_000, -1, i64::MAX] {
            lines.push(format!("moment {ms} -> {} | {} | {}", moment(ms), day(ms), rfc3339(ms)));
        }
        for size in [0, 999, 1_000, 12_345_678] {
            lines.push(format!("bytes {size} -> {}", bytes(size)));
        }
        for column in [&[104.0, 4.95, 0.001][..], &[0.2, 0.0345], &[12_345.6, 2.0], &[-1.5, 0.0]] {
            let decimals = decimals(column);
            let cells: Vec<String> = column.iter().map(|number| aligned(*number, decimals)).collect();
            lines.push(format!("column {column:?} -> {}", cells.join(" | ")));
        }
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn plurals() {
        for (one, many) in [
            ("account", "accounts"),
            ("day", "days"),
            ("query", "queries"),
            ("hashtag", "hashtags"),
            ("pair of accounts", "pairs of accounts"),
            ("batch", "batches"),
            ("class", "classes"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
