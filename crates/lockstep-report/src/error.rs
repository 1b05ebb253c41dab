//! Why a report could not be made.

use lockstep_digest::canonical::NotCanonical;

/// Why a report could not be made. Each is a fault of the findings, of a card or of this crate; a study alone cannot cause one.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// No card is known for the detector of a step.
    #[error("no method card is known for the detector `{detector}` of the step `{step}`")]
    NoCard {
        /// Name of the step.
        step: String,
        /// Name of the detector.
        detector: String,
    },
    /// A step is recorded as having found something, but its findings are not there.
    #[error("the findings of the step `{0}` are missing")]
    NoFindings(String),
    /// A sentence names values that the findings do not hold.
    #[error("in the step `{step}`, these names have no value: {}", .names.join(", "))]
    UnknownNames {
        /// Name of the step.
        step: String,
        /// The names, in the order of the sentences.
        names: Vec<String>,
    },
    /// A figure asks for something that the findings do not hold.
    #[error("the figure `{figure}` cannot be drawn: {reason}")]
    Figure {
        /// Name of the step and of the figure.
        figure: String,
        /// What is missing, as a clause.
        reason: String,
    },
    /// Two files of the report would have one path.
    #[error("two files of the report would have the path `{0}`")]
    SamePath(String),
    /// The run id cannot be computed.
    #[error("the run has no id: {0}")]
    NoId(#[from] NotCanonical),
    /// A template of the page could not be filled.
    #[error("the page could not be written: {0}")]
    Page(#[from] tera::Error),
    /// A table could not be written.
    #[error("a table could not be written: {0}")]
    Csv(#[from] csv::Error),
    /// JSON could not be written.
    #[error("JSON could not be written: {0}")]
    Json(#[from] serde_json::Error),
}
