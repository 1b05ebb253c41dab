//! How a run tells that it is alive.

/// Hears what a run is doing. Called from several threads.
pub trait Progress: Sync {
    /// A stage began.
    fn stage(&self, name: &str);
    /// Rows read so far in this stage.
    fn rows(&self, rows: u64);
    /// Share done of this stage, 0 to 1.
    fn share(&self, share: f64);
    /// Something that a person should know before waiting.
    fn warn(&self, text: &str);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &str) {}
    fn rows(&self, _: u64) {}
    fn share(&self, _: f64) {}
    fn warn(&self, _: &str) {}
}
