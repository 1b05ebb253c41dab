//! When a person is awake.
//!
//! Everybody has a usual bedtime and length of sleep; each night strays from them a little, and one night in two hundred is short. Nobody
//! who sleeps is ever asleep in the core hours, from late morning to early evening, which lets posts be planned before nights are drawn.

use crate::calendar::{DAY, HOUR, hours};
use crate::random::Stream;

/// Core hours of the local day, in which everybody who sleeps is awake.
pub(crate) const CORE: (f64, f64) = (10.5, 20.5);
/// Probability that a night is short.
const SHORT_NIGHT: f64 = 0.005;

/// A person's habit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habit {
    /// Usual bedtime, hours after local midnight at the start of the day before.
    bedtime: f64,
    /// Usual length of sleep, hours.
    sleep: f64,
}

impl Habit {
    /// The habit of most people: seven to nine hours.
    pub(crate) fn usual(stream: &mut Stream) -> Self {
        Self { bedtime: (23.1 + 0.8 * stream.normal()).clamp(21.5, 25.0), sleep: stream.between(7.2, 8.8) }
    }

    /// The habit of somebody who hardly does anything but post, and sleeps for six and a half to seven hours.
    pub(crate) fn short(stream: &mut Stream) -> Self {
        Self { bedtime: stream.between(23.5, 25.0), sleep: stream.between(6.6, 7.0) }
    }
}

/// The waking spans of one person, one for each local day, in order.
#[derive(Debug)]
pub(crate) struct Waking(Vec<(i64, i64)>);

impl Waking {
    /// Draw the waking spans that cover `days` days from `start`.
    pub(crate) fn draw(habit: Habit, zone: i64, start: i64, days: usize, stream: &mut Stream) -> Self {
        let first_midnight = start - DAY - zone * HOUR;
        let mut spans = Vec::with_capacity(days + 2);
        let mut wake = first_midnight + hours(habit.bedtime + habit.sleep - 24.0);
        for day in 0..days as i64 + 2 {
            let midnight = first_midnight + day * DAY;
            let bed = midnight + hours((habit.bedtime + 0.5 * stream.normal()).clamp(CORE.1 + 0.1, 25.8));
            spans.push((wake, bed));
            let stray = (0.35 * stream.normal()).clamp(-0.5, 0.8);
            let length = if stream.chance(SHORT_NIGHT) { stream.between(3.0, 5.0) } else { (habit.sleep + stray).max(6.3) };
            wake = (bed + hours(length)).min(midnight + DAY + hours(CORE.0));
        }
        Self(spans)
    }

    /// Waking spans in order.
    pub(crate) fn spans(&self) -> &[(i64, i64)] {
        &self.0
    }

    /// Whether the person is awake at a time.
    pub(crate) fn at(&self, time: i64) -> bool {
        let after = self.0.partition_point(|(wake, _)| *wake <= time);
        after > 0 && time < self.0[after - 1].1
    }

    /// The first moment from `time` on at which the person is awake.
    pub(crate) fn next(&self, time: i64) -> Option<i64> {
        let span = self.0.get(self.0.partition_point(|(_, bed)| *bed <= time))?;
        Some(span.0.max(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use crate::scenario::HOLIDAY;

    #[test]
    fn almost_every_night_is_longer_than_six_hours_and_core_hours_are_awake() {
        let streams = Streams::new(5, "sleep");
        let (mut nights, mut long) = (0_u32, 0_u32);
        for person in 0..200 {
            let mut stream = streams.at(person);
            let habit = if person % 10 == 0 { Habit::short(&mut stream) } else { Habit::usual(&mut stream) };
            let zone = stream.index(9) as i64 - 5;
            let waking = Waking::draw(habit, zone, HOLIDAY, 60, &mut stream);
            for pair in waking.spans().windows(2) {
                assert!(pair[0].0 < pair[0].1 && pair[0].1 < pair[1].0);
                nights += 1;
                long += u32::from(pair[1].0 - pair[0].1 >= 6 * HOUR);
            }
            for day in 0..60 {
                let noon = HOLIDAY + day * DAY - zone * HOUR;
                assert!(waking.at(noon + hours(CORE.0)) && waking.at(noon + hours(CORE.1)), "person {person}, day {day}");
            }
        }
        assert!(f64::from(long) / f64::from(nights) > 0.98, "{long} of {nights}");
    }

    #[test]
    fn the_next_waking_moment_is_now_or_the_end_of_the_night() {
        let mut stream = Streams::new(5, "sleep").at(0);
        let waking = Waking::draw(Habit::usual(&mut stream), 0, HOLIDAY, 3, &mut stream);
        let (first, second) = (waking.spans()[0], waking.spans()[1]);
        assert_eq!(waking.next(first.1), Some(second.0));
        assert_eq!(waking.next(second.0 + 1), Some(second.0 + 1));
        assert!(!waking.at(first.1) && waking.at(second.0));
        assert_eq!(waking.next(HOLIDAY + 30 * DAY), None);
    }
}
