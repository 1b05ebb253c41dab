//! Where a number lies that is stated with a word: "over 350", "nearly 500,000".
//!
//! A claim is held against a measured number by three ranges: where the claim holds, where it may hold, and where the truth may lie, which
//! is one point unless the measurement is only a bound. The claim is supported when the truth lies wholly within the first, and
//! contradicted when it lies wholly outside the second.

use lockstep_detect::Unit;
use lockstep_study::{Amount, Qualifier, Quantity, Stated};
use serde::{Deserialize, Serialize};

/// Within this share of the number, `nearly` and `about` hold.
pub const ABOUT: f64 = 0.1;
/// Beyond this share of it, they fail.
pub const FAR: f64 = 0.25;

/// The numbers between two ends; no end where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The lower end.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Whether the ends themselves are left out.
    pub open: bool,
}

/// Whether two statements agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// They do.
    Agrees,
    /// They do not.
    Disagrees,
    /// The word before the number does not decide.
    Undecided,
}

impl Range {
    pub(super) const fn closed(low: f64, high: f64) -> Self {
        Self { low: Some(low), high: Some(high), open: false }
    }

    pub(super) const fn point(number: f64) -> Self {
        Self::closed(number, number)
    }

    pub(super) const fn from(low: f64) -> Self {
        Self { low: Some(low), high: None, open: false }
    }

    pub(super) const fn up_to(high: f64) -> Self {
        Self { low: None, high: Some(high), open: false }
    }

    pub(super) fn low(self) -> f64 {
        self.low.unwrap_or(f64::NEG_INFINITY)
    }

    pub(super) fn high(self) -> f64 {
        self.high.unwrap_or(f64::INFINITY)
    }

    /// The range between two ends of which either may be infinite.
    pub(super) fn between(low: f64, high: f64) -> Self {
        let end = |end: f64| Some(end).filter(|end| end.is_finite());
        Self { low: end(low), high: end(high), open: false }
    }

    /// Whether every number of another range is in this one. `other` has its ends.
    fn holds(self, other: Self) -> bool {
        if self.open {
            self.low() < other.low() && other.high() < self.high()
        } else {
            self.low() <= other.low() && other.high() <= self.high()
        }
    }

    /// Whether no number of another range is in this one. `other` has its ends.
    fn misses(self, other: Self) -> bool {
        let (before, after) = (other.high() - self.low(), self.high() - other.low());
        if self.open { before <= 0.0 || after <= 0.0 } else { before < 0.0 || after < 0.0 }
    }
}

/// Where a stated number holds, and where it may hold.
pub(super) struct Meant {
    holds: Range,
    may_hold: Range,
}

impl Meant {
    pub(super) fn new(stated: &Stated<'_>, unit: Unit) -> Self {
        let exactly = |range| Self { holds: range, may_hold: range };
        let (low, high) = ends(stated.value);
        match stated.qualifier {
            Qualifier::Between => exactly(Range::closed(low.0, high.1)),
            Qualifier::Exact if unit == Unit::Time => exactly(Range::closed(low.0, low.1)),
            Qualifier::Exact => {
                let rounding = if is_counted(unit) { 0.0 } else { last_digit(low.0) / 2.0 };
                exactly(Range::closed(low.0 - rounding, low.0 + rounding))
            }
            Qualifier::AtLeast => exactly(Range::from(low.0)),
            Qualifier::Over if is_counted(unit) => exactly(Range::from(low.0.floor() + 1.0)),
            Qualifier::Over => exactly(Range { low: Some(low.1), high: None, open: true }),
            Qualifier::Nearly => {
                let size = low.0.abs();
                Self {
                    holds: Range::closed(low.0 - ABOUT * size, low.0),
                    may_hold: Range::closed(low.0 - FAR * size, low.0 + ABOUT * size),
                }
            }
            Qualifier::About => {
                let size = low.0.abs();
                let around = |share: f64| Range::closed(low.0 - share * size, low.0 + share * size);
                Self { holds: around(ABOUT), may_hold: around(FAR) }
            }
        }
    }

    /// Whether the truth, which lies somewhere in a range, is where the statement puts it.
    pub(super) fn agrees(&self, truth: Range) -> Agreement {
        if self.holds.holds(truth) {
            Agreement::Agrees
        } else if self.may_hold.misses(truth) {
            Agreement::Disagrees
        } else {
            Agreement::Undecided
        }
    }
}

/// Where a number lies if its word is taken at its word, for arithmetic. An exact number is one point, however it was rounded.
pub(super) fn implied(stated: &Stated<'_>, unit: Unit) -> Range {
    match stated.qualifier {
        Qualifier::Exact => Range::point(ends(stated.value).0.0),
        _ => Meant::new(stated, unit).holds,
    }
}

/// The least that a stated number allows if its word is taken at its word; none where it sets no lower end.
#[must_use]
pub fn least(stated: &Stated<'_>, unit: Unit) -> Option<f64> {
    implied(stated, unit).low
}

/// The number itself, if there is one.
pub(super) fn single(value: Quantity) -> Option<f64> {
    match value {
        Quantity::One(Amount::Number(number)) => Some(number),
        Quantity::One(Amount::Day(_)) | Quantity::Two(_) => None,
    }
}

/// Both amounts, each as its first and last point: a day is a span of milliseconds.
fn ends(value: Quantity) -> ((f64, f64), (f64, f64)) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of four-digit years are far below 2^53")]
    let span = |amount: Amount| match amount {
        Amount::Number(number) => (number, number),
        Amount::Day(day) => (day.start_ms() as f64, (day.end_ms() - 1) as f64),
    };
    match value {
        Quantity::One(amount) => (span(amount), span(amount)),
        Quantity::Two([low, high]) => (span(low), span(high)),
    }
}

/// Whether only whole numbers occur in a unit.
const fn is_counted(unit: Unit) -> bool {
    matches!(unit, Unit::Accounts | Unit::Posts | Unit::Objects | Unit::Pairs | Unit::Followers | Unit::Days)
}

/// What the last digit of a number, as it is written, is worth: 1 for 350, 0.1 for 57.1.
fn last_digit(number: f64) -> f64 {
    let decimals = number.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    (0..decimals).fold(1.0, |worth, _| worth / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees(qualifier: Qualifier, value: f64, unit: Unit, truth: Range) -> Agreement {
        let stated = Stated { value: Quantity::One(Amount::Number(value)), qualifier, unit: "" };
        Meant::new(&stated, unit).agrees(truth)
    }

    #[test]
    fn each_word_holds_and_fails_where_it_says() {
        use Agreement::{Agrees, Disagrees, Undecided};
        for (qualifier, value, unit, measured, expected) in [
            (Qualifier::Exact, 350.0, Unit::Accounts, 350.0, Agrees),
            (Qualifier::Exact, 350.0, Unit::Accounts, 351.0, Disagrees),
            (Qualifier::Exact, 57.1, Unit::Plain, 57.14, Agrees),
            (Qualifier::Exact, 57.1, Unit::Plain, 57.2, Disagrees),
            (Qualifier::Over, 350.0, Unit::Accounts, 350.0, Disagrees),
            (Qualifier::Over, 350.0, Unit::Accounts, 351.0, Agrees),
            (Qualifier::Over, 100.0, Unit::PostsPerDay, 100.0, Disagrees),
            (Qualifier::Over, 100.0, Unit::PostsPerDay, 100.01, Agrees),
            (Qualifier::AtLeast, 350.0, Unit::Accounts, 350.0, Agrees),
            (Qualifier::AtLeast, 350.0, Unit::Accounts, 349.0, Disagrees),
            (Qualifier::Nearly, 500_000.0, Unit::Followers, 500_000.0, Agrees),
            (Qualifier::Nearly, 500_000.0, Unit::Followers, 450_000.0, Agrees),
            (Qualifier::Nearly, 500_000.0, Unit::Followers, 449_999.0, Undecided),
            (Qualifier::Nearly, 500_000.0, Unit::Followers, 374_999.0, Disagrees),
            (Qualifier::Nearly, 500_000.0, Unit::Followers, 510_000.0, Undecided),
            (Qualifier::Nearly, 500_000.0, Unit::Followers, 560_000.0, Disagrees),
            (Qualifier::About, 400.0, Unit::Accounts, 440.0, Agrees),
            (Qualifier::About, 400.0, Unit::Accounts, 460.0, Undecided),
            (Qualifier::About, 400.0, Unit::Accounts, 299.0, Disagrees),
        ] {
            assert_eq!(agrees(qualifier, value, unit, Range::point(measured)), expected, "{qualifier:?} {value} {measured}");
        }
    }

    #[test]
    fn a_bound_decides_only_on_its_side() {
        use Agreement::{Agrees, Disagrees, Undecided};
        for (qualifier, truth, expected) in [
            (Qualifier::Over, Range::from(400.0), Agrees),
            (Qualifier::Over, Range::from(200.0), Undecided),
            (Qualifier::Over, Range::up_to(200.0), Disagrees),
            (Qualifier::Exact, Range::from(351.0), Disagrees),
            (Qualifier::Exact, Range::from(350.0), Undecided),
            (Qualifier::Nearly, Range::from(400.0), Disagrees),
            (Qualifier::Nearly, Range::up_to(400.0), Undecided),
        ] {
            assert_eq!(agrees(qualifier, 350.0, Unit::Accounts, truth), expected, "{qualifier:?} {truth:?}");
        }
    }

    #[test]
    fn days_are_spans_of_time() {
        let day = |text: &str| Amount::Day(text.parse().expect("the day exists"));
        let week = Quantity::Two([day("2019-02-22"), day("2019-02-28")]);
        let ms = |text: &str, hours: i64| {
            let day: lockstep_study::Day = text.parse().expect("the day exists");
            #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
            Range::point((day.start_ms() + hours * 3_600_000) as f64)
        };
        let agrees = |value, qualifier, truth| Meant::new(&Stated { value, qualifier, unit: "time" }, Unit::Time).agrees(truth);
        assert_eq!(agrees(week, Qualifier::Between, ms("2019-02-28", 23)), Agreement::Agrees);
        assert_eq!(agrees(week, Qualifier::Between, ms("2019-03-01", 0)), Agreement::Disagrees);
        let one = Quantity::One(day("2019-05-25"));
        assert_eq!(agrees(one, Qualifier::Exact, ms("2019-05-25", 14)), Agreement::Agrees);
        assert_eq!(agrees(one, Qualifier::Over, ms("2019-05-25", 14)), Agreement::Disagrees);
        assert_eq!(agrees(one, Qualifier::Over, ms("2019-05-26", 0)), Agreement::Agrees);
        assert_eq!(agrees(one, Qualifier::AtLeast, ms("2019-05-25", 0)), Agreement::Agrees);
    }
}
