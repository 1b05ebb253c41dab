//! From a cell to an id, a time, a number, a list.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use lockstep_study::TimeFormat;

use super::batch::Cell;
use crate::intake::Loss;

/// Why a row is lost, and what exactly was wrong.
pub(crate) type Fault = (Loss, String);

/// The first moment a post can have, ms: 2006-01-01, the year in which the first of today's platforms opened.
const EARLIEST: i64 = 1_136_073_600_000;

/// An id as text; `None` where the cell is empty.
pub(crate) fn id<'a>(cell: Cell<'a>, column: &str) -> Result<Option<Cow<'a, str>>, Fault> {
    match cell {
        Cell::None => Ok(None),
        Cell::Text(text) => text_id(text.trim(), column),
        Cell::Integer(integer) => Ok(Some(Cow::Owned(integer.to_string()))),
        Cell::Real(real) => whole(real).map(|id| Some(Cow::Owned(id))).ok_or_else(|| damaged(column, &real.to_string())),
        other => Err(unusable(column, &other)),
    }
}

fn text_id<'a>(text: &'a str, column: &str) -> Result<Option<Cow<'a, str>>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let float = text.as_bytes()[0].is_ascii_digit()
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+'))
        && (text.contains("e+") || text.contains("E+") || text.ends_with(".0") || text.contains('.') && text.contains(['e', 'E']));
    if !float {
        return Ok(Some(Cow::Borrowed(text)));
    }
    let real: Option<f64> = text.parse().ok();
    real.and_then(whole).map(|id| Some(Cow::Owned(id))).ok_or_else(|| damaged(column, text))
}

/// The integer that a double stands for, if it still tells it from its neighbours.
fn whole(real: f64) -> Option<String> {
    const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;
    (real.fract() == 0.0 && real.abs() < EXACT_BELOW).then(|| format!("{real:.0}"))
}

fn damaged(column: &str, text: &str) -> Fault {
    (Loss::DamagedId, format!("`{column}` is `{text}`, a rounded number"))
}

fn unusable(column: &str, cell: &Cell<'_>) -> Fault {
    let why = match cell {
        Cell::Bad(why) => (*why).to_owned(),
        Cell::Time(_) => "it is a time".to_owned(),
        Cell::Flag(_) => "it is true or false".to_owned(),
        Cell::List(_) => "it is a list".to_owned(),
        Cell::Real(real) => format!("it is the number {real}"),
        Cell::Integer(integer) => format!("it is the number {integer}"),
        Cell::Text(text) => format!("it is `{}`", shortened(text)),
        Cell::None => "it is empty".to_owned(),
    };
    (Loss::Malformed, format!("`{column}` cannot be used: {why}"))
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// An id that must be there.
pub(crate) fn key<'a>(cell: Cell<'a>, column: &str) -> Result<Cow<'a, str>, Fault> {
    id(cell, column)?.ok_or_else(|| (Loss::EmptyKey, format!("`{column}` is empty")))
}

/// Text as read; numbers in their usual writing.
pub(crate) fn text<'a>(cell: Cell<'a>, column: &str) -> Result<Option<Cow<'a, str>>, Fault> {
    match cell {
        Cell::None => Ok(None),
        Cell::Text(text) => Ok(Some(Cow::Borrowed(text))),
        Cell::Integer(integer) => Ok(Some(Cow::Owned(integer.to_string()))),
        Cell::Real(real) => Ok(Some(Cow::Owned(real.to_string()))),
        Cell::Flag(flag) => Ok(Some(Cow::Owned(flag.to_string()))),
        other => Err(unusable(column, &other)),
    }
}

/// A non-negative whole number.
pub(crate) fn counter(cell: Cell<'_>, column: &str) -> Result<Option<u64>, Fault> {
    let number = match &cell {
        Cell::None => return Ok(None),
        Cell::Integer(integer) => u64::try_from(*integer).ok(),
        Cell::Real(real) => whole(*real).and_then(|text| text.parse().ok()),
        Cell::Text(text) => {
            text.trim().parse().ok().or_else(|| text.trim().parse().ok().and_then(whole).and_then(|text| text.parse().ok()))
        }
        _ => None,
    };
    number.map(Some).ok_or_else(|| unusable(column, &cell))
}

/// True or false.
pub(crate) fn flag(cell: Cell<'_>, column: &str) -> Result<Option<bool>, Fault> {
    match &cell {
        Cell::None => Ok(None),
        Cell::Flag(flag) => Ok(Some(*flag)),
        Cell::Integer(0) => Ok(Some(false)),
        Cell::Integer(1) => Ok(Some(true)),
        Cell::Text("true" | "True" | "TRUE" | "1") => Ok(Some(true)),
        Cell::Text("false" | "False" | "FALSE" | "0") => Ok(Some(false)),
        _ => Err(unusable(column, &cell)),
    }
}

/// A list of texts: a list in the source, `["a", "b"]`, `[a, b]`, `['a', 'b']`, or words with spaces between.
pub(crate) fn list(cell: Cell<'_>, column: &str) -> Result<Vec<String>, Fault> {
    match cell {
        Cell::None => Ok(Vec::new()),
        Cell::List(items) => Ok(items.into_iter().map(Cow::into_owned).filter(|item| !item.is_empty()).collect()),
        Cell::Text(text) => Ok(text_list(text.trim())),
        other => Err(unusable(column, &other)),
    }
}

/// A list of texts to the letter: a list in the source, a JSON array, or what lies between single spaces. An empty cell has one empty text.
pub(crate) fn verbatim_list(cell: Cell<'_>, column: &str) -> Result<Vec<String>, Fault> {
    match cell {
        Cell::None => Ok(vec![String::new()]),
        Cell::List(items) => Ok(items.into_iter().map(Cow::into_owned).collect()),
        Cell::Text(text) if text.starts_with('[') && text.ends_with(']') => {
            Ok(serde_json::from_str(text).unwrap_or_else(|_| text.split(' ').map(str::to_owned).collect()))
        }
        Cell::Text(text) => Ok(text.split(' ').map(str::to_owned).collect()),
        other => Err(unusable(column, &other)),
    }
}

fn text_list(text: &str) -> Vec<String> {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return text.split_whitespace().map(str::to_owned).collect();
    };
    if let Ok(items) = serde_json::from_str::<Vec<String>>(text) {
        return items.into_iter().filter(|item| !item.is_empty()).collect();
    }
    let quotes: &[char] = &['\'', '"'];
    inner.split(',').map(|item| item.trim().trim_matches(quotes).to_owned()).filter(|item| !item.is_empty()).collect()
}

/// How the times of a source are written, and the last moment they may name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) format: TimeFormat,
    /// Times with slashes have the month first even where the format is found from the values.
    pub(crate) month_first: bool,
    /// First moment that counts as the future, ms.
    pub(crate) end: i64,
}

impl Clock {
    /// A time that must be there, and that a platform can have seen.
    pub(crate) fn post_time(&self, cell: &Cell<'_>, column: &str) -> Result<i64, Fault> {
        let time = self.time(cell, column)?.ok_or_else(|| (Loss::BadTime, format!("`{column}` is empty")))?;
        match time {
            early if early < EARLIEST => Err((Loss::BadTime, format!("`{column}` is before 2006"))),
            late if late >= self.end => Err((Loss::BadTime, format!("`{column}` is in the future"))),
            time => Ok(time),
        }
    }

    /// Any time, ms since 1970-01-01 UTC; `None` where the cell is empty.
    pub(crate) fn time(&self, cell: &Cell<'_>, column: &str) -> Result<Option<i64>, Fault> {
        let time = match cell {
            Cell::None => return Ok(None),
            Cell::Time(time) => Some(*time),
            Cell::Integer(integer) => self.epoch(*integer as f64),
            Cell::Real(real) => self.epoch(*real),
            Cell::Text(text) => self.text(text.trim()),
            _ => None,
        };
        time.map(Some).ok_or_else(|| (Loss::BadTime, self.hint(cell, column)))
    }

    fn hint(&self, cell: &Cell<'_>, column: &str) -> String {
        match cell {
            Cell::Text(text) if text.contains('/') && self.format == TimeFormat::Auto => {
                format!("`{column}` is `{}`, which may be day first or month first: set `time_format`", shortened(text))
            }
            Cell::Text(text) => format!("`{column}` is `{}`, which is not a time in the expected form", shortened(text)),
            Cell::Integer(_) | Cell::Real(_) => format!("`{column}` is a number that is no time: set `time_format`"),
            _ => format!("`{column}` is not a time"),
        }
    }

    /// Seconds or milliseconds, told apart by size: up to the year 5138 seconds have at most eleven digits, and milliseconds have
    /// more from 1973 on.
    fn epoch(&self, number: f64) -> Option<i64> {
        const SECONDS_BELOW: f64 = 1e11;
        const LARGEST: f64 = 9e15;
        let ms = match self.format {
            TimeFormat::EpochMilliseconds => number,
            TimeFormat::EpochSeconds => number * 1_000.0,
            TimeFormat::Auto if number.abs() < SECONDS_BELOW => number * 1_000.0,
            TimeFormat::Auto => number,
            TimeFormat::Iso | TimeFormat::MonthFirst | TimeFormat::Twitter => return None,
        };
        (ms.abs() < LARGEST).then(|| ms.round() as i64)
    }

    fn text(&self, text: &str) -> Option<i64> {
        let month_first =
            || utc(DateTime::strptime("%m/%d/%Y %H:%M:%S", text).or_else(|_| DateTime::strptime("%m/%d/%Y %H:%M", text)).ok()?);
        match self.format {
            TimeFormat::EpochSeconds | TimeFormat::EpochMilliseconds => self.epoch(text.parse().ok()?),
            TimeFormat::Iso => iso(text),
            TimeFormat::MonthFirst => month_first(),
            TimeFormat::Twitter => twitter(text),
            TimeFormat::Auto => match text.as_bytes() {
                [_, _, _, _, b'-', ..] => iso(text),
                [letter, ..] if letter.is_ascii_alphabetic() => twitter(text),
                bytes if bytes.contains(&b'/') => self.month_first.then(month_first).flatten(),
                _ => self.epoch(text.parse().ok()?),
            },
        }
    }
}

fn iso(text: &str) -> Option<i64> {
    if let Some(time) = usual_iso(text.as_bytes()) {
        return Some(time);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_millisecond());
    }
    utc(text.parse::<DateTime>().ok()?)
}

/// The writings of most sources, `2019-05-25T14:03:00.000Z` with or without the milliseconds and `2019-05-25 14:03` with or without
/// seconds, read digit by digit; `None` for any other.
fn usual_iso(text: &[u8]) -> Option<i64> {
    let number =
        |digits: &[u8]| digits.iter().try_fold(0_i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')));
    let (date, clock) = (text.get(..10)?, text.get(10..)?);
    let [_, _, _, _, b'-', _, _, b'-', _, _] = date else { return None };
    let (minutes, rest) = match clock {
        [b'T', minutes @ .., b'Z'] if minutes.len() >= 8 => minutes.split_at(5),
        [b' ', minutes @ ..] if matches!(minutes.len(), 5 | 8) => minutes.split_at(5),
        _ => return None,
    };
    let [h1, h2, b':', m1, m2] = *minutes else { return None };
    let (seconds, ms) = match *rest {
        [] => (0, 0),
        [b':', s1, s2] => (number(&[s1, s2])?, 0),
        [b':', s1, s2, b'.', f1, f2, f3] => (number(&[s1, s2])?, number(&[f1, f2, f3])?),
        _ => return None,
    };
    let (hour, minute) = (number(&[h1, h2])?, number(&[m1, m2])?);
    let (year, month, day) = (number(&date[..4])?, number(&date[5..7])?, number(&date[8..])?);
    let date = Date::new(year as i16, month as i8, day as i8).ok()?;
    // Moments end a day before the year 9999 does; there, too, the general way decides.
    if year > 9_998 || hour > 23 || minute > 59 || seconds > 59 {
        return None;
    }
    // 1970-01-01 is 719,162 days after 0001-01-01, and a year before has 365 days and those of its leap years.
    let before = year - 1;
    let days =
        before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + i64::from(date.day_of_year()) - 1 - 719_162;
    Some((((days * 24 + hour) * 60 + minute) * 60 + seconds) * 1_000 + ms)
}

fn utc(civil: DateTime) -> Option<i64> {
    Some(TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond())
}

fn twitter(text: &str) -> Option<i64> {
    Some(Timestamp::strptime("%a %b %d %H:%M:%S %z %Y", text).ok()?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: Clock = Clock { format: TimeFormat::Auto, month_first: false, end: 4_102_444_800_000 };
    // 2019-05-25T14:03:00Z
    const MOMENT: i64 = 1_558_792_980_000;

    #[test]
    fn every_writing_of_one_moment_is_the_same_moment() {
        for text in [
            "2019-05-25T14:03:00Z",
            "2019-05-25 14:03",
            "2019-05-25 14:03:00",
            "2019-05-25T16:03:00.000+02:00",
            "Sat May 25 14:03:00 +0000 2019",
            "1558792980",
            "1558792980.0",
            "1558792980000",
        ] {
            assert_eq!(CLOCK.post_time(&Cell::Text(text), "t"), Ok(MOMENT), "{text}");
        }
        let slashes = Clock { format: TimeFormat::MonthFirst, ..CLOCK };
        assert_eq!(slashes.post_time(&Cell::Text("5/25/2019 14:03"), "t"), Ok(MOMENT));
        assert_eq!(CLOCK.post_time(&Cell::Real(1_558_792_980.0), "t"), Ok(MOMENT));
    }

    #[test]
    fn the_quick_way_to_read_a_time_agrees_with_the_general_one() {
        let general = |text: &str| {
            text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond).or_else(|| text.parse::<DateTime>().ok().and_then(utc))
        };
        let mut quick = 0;
        for year in [1, 4, 1600, 1900, 1969, 1970, 2000, 2019, 2020, 2100, 9999] {
            for (month, day) in [(1, 1), (2, 28), (2, 29), (2, 30), (3, 1), (12, 31), (13, 1), (0, 1)] {
                for clock in [
                    "T00:00:00Z",
                    "T23:59:59.999Z",
                    " 14:03",
                    " 14:03:07",
                    " 24:00:00",
                    "T14:03:60Z",
                    "T14:60:00Z",
                    " 14:0x",
                    "T14:03:00+Z",
                ] {
                    let text = format!("{year:04}-{month:02}-{day:02}{clock}");
                    if let Some(time) = usual_iso(text.as_bytes()) {
                        assert_eq!(Some(time), general(&text), "{text}");
                        quick += 1;
                    }
                }
            }
        }
        // Of 11 years the last is left to the general way. Each other has four of the dates, and the four leap years have a fifth.
        assert_eq!(quick, (10 * 4 + 4) * 4, "four of the clock times are usual");
    }

    #[test]
    fn times_that_cannot_be_are_losses_that_say_why() {
        let why = |text: &str| CLOCK.post_time(&Cell::Text(text), "time").expect_err("not a time").1;
        assert_eq!(why("2005-12-31T23:59:59Z"), "`time` is before 2006");
        assert_eq!(why("2150-01-01"), "`time` is in the future");
        assert!(why("5/6/2019 14:03").contains("day first or month first"));
        assert!(why("yesterday").contains("is not a time"));
        assert!(CLOCK.post_time(&Cell::None, "time").expect_err("empty").1.contains("empty"));
    }

    #[test]
    fn ids_survive_or_are_reported_as_damaged() {
        let text = |text: &'static str| id(Cell::Text(text), "id").map(|id| id.map(Cow::into_owned));
        assert_eq!(text(" 1110000000000000001 "), Ok(Some("1110000000000000001".to_owned())));
        assert_eq!(text("12345.0"), Ok(Some("12345".to_owned())));
        assert_eq!(text("1e+fan"), Ok(Some("1e+fan".to_owned())));
        assert_eq!(text("1.11e+18").expect_err("rounded").0, Loss::DamagedId);
        assert_eq!(text("1.11E18").expect_err("rounded").0, Loss::DamagedId);
        assert_eq!(text("1110000000000000000.0").expect_err("rounded").0, Loss::DamagedId);
        assert_eq!(id(Cell::Real(1.1e18), "id").expect_err("rounded").0, Loss::DamagedId);
        assert_eq!(key(Cell::Text("  "), "id").expect_err("empty").0, Loss::EmptyKey);
    }

    #[test]
    fn lists_in_every_writing() {
        for text in ["[\"a\", \"b\"]", "[a, b]", "['a', 'b']", "a b"] {
            assert_eq!(list(Cell::Text(text), "tags"), Ok(vec!["a".to_owned(), "b".to_owned()]), "{text}");
        }
        assert_eq!(list(Cell::Text("[]"), "tags"), Ok(Vec::new()));
    }
}
