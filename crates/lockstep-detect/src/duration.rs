//! Spans of time as a study writes them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A span of time: a whole number and a unit, such as `60 s`.
///
/// Always written in the largest unit that it is a whole number of, so that `60 s` and `1 min` are one setting with one digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Duration {
    ms: i64,
}

const UNITS: [(&str, i64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)];
const PATTERN: &str = "^[0-9]{1,9} ?(ms|s|min|h|d)$";
const EXPECTS: &str = "a whole number and a unit (ms, s, min, h or d), such as `60 s`";

impl Duration {
    /// The span of so many milliseconds.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self { ms }
    }

    /// Length in milliseconds.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.ms
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit) = UNITS.iter().find(|(_, unit)| self.ms != 0 && self.ms % unit == 0).unwrap_or(&("s", 1_000));
        write!(f, "{} {name}", self.ms / unit)
    }
}

/// Text that is not a span of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a span of time: write {EXPECTS}")]
pub struct BadDuration(String);

impl FromStr for Duration {
    type Err = BadDuration;

    fn from_str(text: &str) -> Result<Self, BadDuration> {
        let bad = || BadDuration(text.to_owned());
        let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
        let (number, unit) = text.split_at(digits);
        let unit = unit.strip_prefix(' ').unwrap_or(unit);
        let (_, ms) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(bad)?;
        let number: i64 = number.parse().map_err(|_| bad())?;
        number.checked_mul(*ms).map(Self::from_ms).ok_or_else(bad)
    }
}

impl From<Duration> for String {
    fn from(duration: Duration) -> Self {
        duration.to_string()
    }
}

impl TryFrom<String> for Duration {
    type Error = BadDuration;

    fn try_from(text: String) -> Result<Self, BadDuration> {
        text.parse()
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": PATTERN,
            "description": "A span of time: a whole number and a unit (ms, s, min, h, d), such as `60 s`.",
            "x-expects": EXPECTS,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_span_has_one_writing() {
        for (written, canonical) in [
            ("60 s", "1 min"),
            ("60s", "1 min"),
            ("1 min", "1 min"),
            ("90 s", "90 s"),
            ("24 h", "1 d"),
            ("1500 ms", "1500 ms"),
            ("0 s", "0 s"),
        ] {
            assert_eq!(written.parse::<Duration>().map(|span| span.to_string()), Ok(canonical.to_owned()));
        }
    }

    #[test]
    fn a_span_needs_a_unit() {
        for text in ["60", "s", "1.5 h", "-3 s", "60 sec", "", "99999999999999 d"] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }
}
