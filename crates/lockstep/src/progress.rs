//! Progress on a terminal: one line on standard error, gone when the work is done.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use lockstep_runner::Progress;

use crate::message::Console;

/// A spinner with the stage and what is known of how far it is, and warnings above it.
pub(crate) struct Spinner {
    bar: ProgressBar,
    console: Console,
    pace: Mutex<Pace>,
}

/// When the stage began, and the shares of it that were done at times since.
struct Pace {
    began: Instant,
    done: Vec<(Duration, f64)>,
}

impl Pace {
    fn new() -> Self {
        Self { began: Instant::now(), done: Vec::new() }
    }
}

impl Spinner {
    /// Shown on a terminal only.
    pub(crate) fn new(console: Console) -> Self {
        if console.quiet || console.json || !std::io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), console, pace: Mutex::new(Pace::new()) };
        }
        let bar = ProgressBar::new_spinner();
        bar.set_style(ProgressStyle::with_template("{spinner} {prefix} {msg} [{elapsed}]").expect("the template is well formed"));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, console, pace: Mutex::new(Pace::new()) }
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Spinner {
    fn stage(&self, name: &str) {
        if let Ok(mut pace) = self.pace.lock() {
            *pace = Pace::new();
        }
        self.bar.set_prefix(name.to_owned());
        self.bar.set_message("");
    }

    fn rows(&self, rows: u64) {
        self.bar.set_message(format!("{rows} rows"));
    }

    fn share(&self, share: f64) {
        if self.bar.is_hidden() {
            return;
        }
        let left = self.pace.lock().ok().and_then(|mut pace| {
            let now = pace.began.elapsed();
            pace.done.push((now, share));
            left(&pace.done)
        });
        let left = left.map_or_else(String::new, |(least, most)| format!(", {}", words(least, most)));
        self.bar.set_message(format!("{:.0} %{left}", share * 100.0));
    }

    fn warn(&self, text: &str) {
        self.bar.suspend(|| self.console.remark(&format!("warning: {text}")));
    }
}

/// Least and most of the time that is left: as fast as since the beginning, and as fast as for the second half of what is done. Pieces of
/// work differ, so the two may lie far apart, and then it is not known better. None before a tenth is done, or in the first seconds.
fn left(done: &[(Duration, f64)]) -> Option<(Duration, Duration)> {
    const LEAST_SHARE: f64 = 0.1;
    const LEAST_TIME: Duration = Duration::from_secs(5);
    let (now, share) = *done.last()?;
    if !(LEAST_SHARE..1.0).contains(&share) || now < LEAST_TIME {
        return None;
    }
    let half = *done.iter().find(|(_, at)| *at >= share / 2.0)?;
    let at_pace = |(since, at): (Duration, f64)| (share > at).then(|| (now - since).mul_f64((1.0 - share) / (share - at)));
    let overall = at_pace((Duration::ZERO, 0.0))?;
    let lately = at_pace(half).unwrap_or(overall);
    Some((overall.min(lately), overall.max(lately)))
}

/// Such a time in whole minutes, rounded up.
fn words(least: Duration, most: Duration) -> String {
    let minutes = |time: Duration| time.as_secs().div_ceil(60).max(1);
    match (minutes(least), minutes(most)) {
        (1, 1) => "a minute left at most".to_owned(),
        (least, most) if least == most => format!("about {least} min left"),
        (least, most) => format!("{least} to {most} min left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(done: &[(u64, f64)]) -> Option<(u64, u64)> {
        let done: Vec<(Duration, f64)> = done.iter().map(|(at, share)| (Duration::from_secs(*at), *share)).collect();
        left(&done).map(|(least, most)| (least.as_secs(), most.as_secs()))
    }

    #[test]
    fn an_even_pace_has_one_end() {
        assert_eq!(seconds(&[(10, 0.125), (20, 0.25), (30, 0.375), (40, 0.5)]), Some((40, 40)));
    }

    #[test]
    fn a_pace_that_changed_has_two() {
        // A quarter is left: at the pace of three quarters in fifty seconds, and of the last quarter in forty or in ten.
        assert_eq!(seconds(&[(10, 0.5), (50, 0.75)]), Some((16, 40)));
        assert_eq!(seconds(&[(40, 0.5), (50, 0.75)]), Some((10, 16)));
    }

    #[test]
    fn too_early_or_done_there_is_none() {
        for done in [&[(60, 0.05)][..], &[(2, 0.5)], &[(60, 1.0)], &[]] {
            assert_eq!(seconds(done), None, "{done:?}");
        }
    }

    #[test]
    fn minutes_are_rounded_up() {
        let told = |least, most| words(Duration::from_secs(least), Duration::from_secs(most));
        assert_eq!([told(3, 50), told(61, 119), told(30, 200)], ["a minute left at most", "about 2 min left", "1 to 4 min left"]);
    }
}
