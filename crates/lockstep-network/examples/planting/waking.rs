//! When people act: some time after they could first have seen a thing, and not while they sleep.

use crate::random::Stream;

/// One day, s.
pub(crate) const DAY: f64 = 86_400.0;

/// One hour, s.
const HOUR: f64 = 3_600.0;

/// The hours of one account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waking {
    /// Gets up, s after midnight.
    up: f64,
    /// Is awake for, s.
    awake: f64,
}

impl Waking {
    /// Someone who gets up at about half past seven and is awake for about sixteen hours.
    pub(crate) fn draw(stream: &mut Stream) -> Self {
        let up = stream.normal(7.5, 1.5) * HOUR;
        Self { up, awake: stream.normal(16.0, 1.0).clamp(12.0, 20.0) * HOUR }
    }

    /// Whether the account is awake at a time, s.
    pub(crate) fn is_awake(self, time: f64) -> bool {
        self.since_up(time) < self.awake
    }

    /// The time itself if the account is awake then; otherwise a moment after it gets up, within an hour or so.
    pub(crate) fn at_or_after(self, time: f64, stream: &mut Stream) -> f64 {
        if self.is_awake(time) { time } else { time + DAY - self.since_up(time) + stream.exponential(HOUR) }
    }

    fn since_up(self, time: f64) -> f64 {
        (time - self.up) - DAY * libm::floor((time - self.up) / DAY)
    }
}

/// A moment of a collection of so many days at which something is published, s: more often by day than by night.
pub(crate) fn moment(days: u32, stream: &mut Stream) -> f64 {
    DAY * stream.below(u64::from(days)) as f64 + (stream.normal(14.0, 4.5) * HOUR).clamp(0.0, DAY - 1.0)
}

/// A time in s as whole seconds in ms, the resolution of most sources.
pub(crate) fn to_second(time: f64) -> i64 {
    time as i64 * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_acts_asleep() {
        let mut stream = Stream::new(1, 0);
        for _ in 0..2_000 {
            let waking = Waking::draw(&mut stream);
            let time = 9.0 * DAY * stream.unit();
            let acts = waking.at_or_after(time, &mut stream);
            assert!(acts >= time && waking.is_awake(acts.min(time + DAY)));
            assert!(acts == time || acts > time && !waking.is_awake(time));
        }
    }
}
