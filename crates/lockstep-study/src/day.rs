//! A calendar day, as a study writes it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

const MS_A_DAY: i64 = 86_400_000;

/// A calendar day in UTC, written `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

impl Day {
    /// The day as a calendar date.
    #[must_use]
    pub fn date(self) -> Date {
        self.0
    }

    /// The first millisecond of the day, counted from 1970-01-01 in UTC.
    #[must_use]
    pub fn start_ms(self) -> i64 {
        let since = self.0.duration_since(Date::constant(1970, 1, 1));
        i64::try_from(since.as_millis()).expect("four-digit years fit into milliseconds")
    }

    /// The first millisecond of the next day.
    #[must_use]
    pub fn end_ms(self) -> i64 {
        self.start_ms() + MS_A_DAY
    }
}

/// A text that is no day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day written as `2026-11-24`")]
pub struct NoSuchDay(String);

impl FromStr for Day {
    type Err = NoSuchDay;

    fn from_str(text: &str) -> Result<Self, NoSuchDay> {
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
        match text.parse::<Date>() {
            Ok(date) if shaped => Ok(Self(date)),
            _ => Err(NoSuchDay(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Day {
    type Error = NoSuchDay;

    fn try_from(text: String) -> Result<Self, NoSuchDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date",
            "x-expects": "a day of the calendar, written like `2026-11-24`",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_in_the_long_form_are_read() {
        for text in ["2019-02-30", "20190525", "2019-5-25", "2019-05-25T00:00", "", "2019-05-25 "] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert_eq!("2020-02-29".parse::<Day>().expect("2020 was a leap year").to_string(), "2020-02-29");
    }

    #[test]
    fn a_day_covers_its_milliseconds() {
        let day: Day = "1970-01-02".parse().expect("the day exists");
        assert_eq!((day.start_ms(), day.end_ms()), (86_400_000, 172_800_000));
        let before: Day = "1969-12-31".parse().expect("the day exists");
        assert_eq!(before.start_ms(), -86_400_000);
    }
}
