//! Progress on a terminal: one line on standard error, gone when the work is done.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use lockstep_runner::Progress;

/// A spinner with the stage and what is known of how far it is.
pub(crate) struct Spinner(ProgressBar);

impl Spinner {
    /// Shown on a terminal only.
    pub(crate) fn new(wanted: bool) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.set_style(ProgressStyle::with_template("{spinner} {prefix} {msg} [{elapsed}]").expect("the template is well formed"));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Spinner {
    fn stage(&self, name: &str) {
        self.0.set_prefix(name.to_owned());
        self.0.set_message("");
    }

    fn rows(&self, rows: u64) {
        self.0.set_message(format!("{rows} rows"));
    }

    fn share(&self, share: f64) {
        self.0.set_message(format!("{:.0} %", share * 100.0));
    }
}
