//! Progress on a terminal: one line on standard error, gone when the work is done.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use lockstep_runner::Progress;

use crate::message::Console;

/// A spinner with the stage and what is known of how far it is, and warnings above it.
pub(crate) struct Spinner {
    bar: ProgressBar,
    console: Console,
}

impl Spinner {
    /// Shown on a terminal only.
    pub(crate) fn new(console: Console) -> Self {
        if console.quiet || console.json || !std::io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), console };
        }
        let bar = ProgressBar::new_spinner();
        bar.set_style(ProgressStyle::with_template("{spinner} {prefix} {msg} [{elapsed}]").expect("the template is well formed"));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, console }
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Spinner {
    fn stage(&self, name: &str) {
        self.bar.set_prefix(name.to_owned());
        self.bar.set_message("");
    }

    fn rows(&self, rows: u64) {
        self.bar.set_message(format!("{rows} rows"));
    }

    fn share(&self, share: f64) {
        self.bar.set_message(format!("{:.0} %", share * 100.0));
    }

    fn warn(&self, text: &str) {
        self.bar.suspend(|| self.console.remark(&format!("warning: {text}")));
    }
}
