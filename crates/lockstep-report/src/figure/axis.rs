//! Axes: from a value to its place, and the values worth writing on them.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::number;

/// From values to pixels along one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    log: bool,
    from: f64,
    to: f64,
}

/// A value worth writing on an axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    /// Where it lies, px.
    pub(crate) at: f64,
    /// The value itself.
    pub(crate) value: f64,
    /// What is written.
    pub(crate) label: String,
}

impl Scale {
    /// A scale that holds all of `values` and ends on round numbers, drawn from `from` to `to` px.
    ///
    /// A linear scale starts at zero; a logarithmic one takes positive values only.
    pub(crate) fn around(values: impl Iterator<Item = f64>, log: bool, from: f64, to: f64) -> Self {
        let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)));
        let (least, most) = if least <= most { (least, most) } else { (1.0, 10.0) };
        if log {
            let (low, high) = (round_below(least.max(f64::MIN_POSITIVE)), round_above(most.max(f64::MIN_POSITIVE)));
            let high = if high > low { high } else { low * 10.0 };
            return Self { low, high, log, from, to };
        }
        let low = least.min(0.0);
        let step = step(most - low);
        let low = (low / step).floor() * step;
        let high = ((most / step).ceil() * step).max(low + step);
        Self { low, high, log, from, to }
    }

    /// A linear scale of moments (ms) from the first to the last.
    pub(crate) fn of_moments(first: i64, last: i64, from: f64, to: f64) -> Self {
        let (low, high) = (to_f64(first), to_f64(last));
        Self { low, high: if high > low { high } else { low + 1.0 }, log: false, from, to }
    }

    /// A linear scale of shares from none to all.
    pub(crate) fn of_shares(from: f64, to: f64) -> Self {
        Self { low: 0.0, high: 1.0, log: false, from, to }
    }

    /// Where a value lies, px; on a logarithmic scale what is not positive lies at its lower end.
    pub(crate) fn clamped(&self, value: f64) -> f64 {
        self.place(if self.log { value.max(self.low) } else { value })
    }

    /// Where a value lies, px.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let along = if self.log {
            (libm::log10(value) - libm::log10(self.low)) / (libm::log10(self.high) - libm::log10(self.low))
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + along * (self.to - self.from)
    }

    /// Whether a value lies on the scale.
    pub(crate) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Round values along the scale, in rising order.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let values = if self.log { self.round_powers() } else { self.round_steps() };
        values.into_iter().map(|value| Tick { at: self.place(value), value, label: number::real(value) }).collect()
    }

    fn round_powers(&self) -> Vec<f64> {
        let decades = libm::log10(self.high / self.low);
        let leading: &[f64] = if decades <= 3.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        (-12..=15)
            .flat_map(|power| leading.iter().map(move |digit| digit * ten_to(power)))
            .filter(|value| *value >= self.low * 0.999_999 && *value <= self.high * 1.000_001)
            .collect()
    }

    fn round_steps(&self) -> Vec<f64> {
        let step = step(self.high - self.low);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "about five steps")]
        let count = ((self.high - self.low) / step).round() as u32;
        (0..=count).map(|index| self.low + f64::from(index) * step).collect()
    }
}

/// Ten to a power, exactly as written in decimal.
fn ten_to(power: i32) -> f64 {
    format!("1e{power}").parse().expect("a power of ten is a number")
}

fn decade(value: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a double has at most 308 decades")]
    let power = libm::floor(libm::log10(value)) as i32;
    power
}

fn round_below(value: f64) -> f64 {
    let power = decade(value);
    [5.0, 2.0, 1.0].into_iter().map(|digit| digit * ten_to(power)).find(|round| *round <= value).unwrap_or_else(|| ten_to(power - 1))
}

fn round_above(value: f64) -> f64 {
    let power = decade(value);
    [1.0, 2.0, 5.0].into_iter().map(|digit| digit * ten_to(power)).find(|round| *round >= value).unwrap_or_else(|| ten_to(power + 1))
}

/// A round step that divides a range into about five.
fn step(range: f64) -> f64 {
    if range > 0.0 { round_above(range / 5.0) } else { 1.0 }
}

#[expect(clippy::cast_precision_loss, reason = "moments within ten thousand years are exact in a double")]
pub(crate) fn to_f64(ms: i64) -> f64 {
    ms as f64
}

/// Dates worth writing between two moments (ms), at most about eight, in order.
pub(crate) fn date_ticks(first: i64, last: i64) -> Vec<(i64, String)> {
    let (Some(start), Some(end)) = (number::civil(first), number::civil(last)) else { return Vec::new() };
    let (start, end) = (start.date(), end.date());
    let days = (end - start).get_days().max(1);
    let monthly = |every: i8| -> Vec<(Date, String)> {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let mut out: Vec<(Date, String)> = Vec::new();
        for year in start.year()..=end.year() {
            for month in (1..=12i8).step_by(usize::from(every.unsigned_abs())) {
                let name = months.get(usize::from(month.unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default();
                let at = date(year, month, 1);
                if at >= start && at <= end {
                    let label = if month == 1 || out.is_empty() { format!("{name} {year}") } else { name.to_owned() };
                    out.push((at, label));
                }
            }
        }
        out
    };
    let daily = |every: i32| -> Vec<(Date, String)> {
        (0..=days / every)
            .filter_map(|index| start.checked_add((index * every).days()).ok())
            .map(|at| (at, at.strftime("%-d %b").to_string()))
            .collect()
    };
    let yearly = |every: i16| -> Vec<(Date, String)> {
        (start.year()..=end.year())
            .filter(|year| year % every == 0)
            .map(|year| (date(year, 1, 1), year.to_string()))
            .filter(|(at, _)| *at >= start && *at <= end)
            .collect()
    };
    let dates = match days {
        d if d > 365 * 16 => yearly(5),
        d if d > 365 * 8 => yearly(2),
        d if d > 365 * 3 => yearly(1),
        d if d > 500 => monthly(6),
        d if d > 240 => monthly(3),
        d if d > 65 => monthly(1),
        d if d > 24 => daily(7),
        d if d > 12 => daily(3),
        d if d > 7 => daily(2),
        _ => daily(1),
    };
    dates
        .into_iter()
        .filter_map(|(at, label)| {
            let ms = at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond();
            Some((ms, label))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale) -> Vec<String> {
        scale.ticks().into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round() {
        let linear = Scale::around([3.0, 87.0].into_iter(), false, 0.0, 100.0);
        assert_eq!(labels(&linear), ["0", "20", "40", "60", "80", "100"]);
        let log = Scale::around([0.03, 140.0].into_iter(), true, 0.0, 100.0);
        assert_eq!(labels(&log), ["0.1", "1", "10", "100"]);
        let short = Scale::around([30.0, 700.0].into_iter(), true, 0.0, 100.0);
        assert_eq!(labels(&short), ["20", "50", "100", "200", "500", "1,000"]);
    }

    #[test]
    fn values_lie_within_the_scale() {
        let log = Scale::around([1.0, 100.0].into_iter(), true, 10.0, 110.0);
        assert_eq!((log.place(1.0), log.place(10.0), log.place(100.0)), (10.0, 60.0, 110.0));
        let nothing = Scale::around(std::iter::empty(), false, 0.0, 100.0);
        assert!(nothing.place(1.0).is_finite());
        let same = Scale::around([0.0, 0.0].into_iter(), false, 0.0, 100.0);
        assert!(same.place(0.0).is_finite());
    }

    #[test]
    fn dates_suit_the_span() {
        const DAY: i64 = 86_400_000;
        let shown = |days: i64| -> String {
            let ticks = date_ticks(1_546_300_800_000, 1_546_300_800_000 + days * DAY);
            ticks.into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(" | ")
        };
        let lines: Vec<String> = [0, 3, 10, 20, 50, 150, 300, 700, 1500, 4000, 9000].map(|days| format!("{days}: {}", shown(days))).into();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
