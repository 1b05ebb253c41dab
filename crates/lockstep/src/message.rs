//! What people and scripts get to read: errors with their hints, results as text or JSON.

use std::io::{self, IsTerminal, Write};

use lockstep_runner::{ArchiveError, BundleError, FolderError, InputError, LockError, ManifestError, PlanError, PublishedError, RunError};
use lockstep_study::Diagnostics;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use serde::Serialize;
use serde_json::{Value, json};

use crate::exit::Code;

/// How to print results.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
}

impl Console {
    /// Print a result: `text` for people or `json` for scripts. A reader who stops reading is no error.
    pub(crate) fn result(self, text: &str, json: &impl Serialize) {
        let printed = if self.json {
            serde_json::to_string_pretty(json).expect("results are structs of plain values")
        } else if self.quiet {
            return;
        } else {
            text.trim_end().to_owned()
        };
        drop(writeln!(io::stdout().lock(), "{printed}"));
    }

    /// Say on standard error what a person must hear who asked for nothing but errors.
    pub(crate) fn when_quiet(self, text: &str) {
        if self.quiet && !self.json {
            drop(writeln!(io::stderr().lock(), "{text}"));
        }
    }

    /// Print a remark to people.
    pub(crate) fn remark(self, text: &str) {
        if !self.json && !self.quiet {
            drop(writeln!(io::stderr().lock(), "{text}"));
        }
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Published(#[from] PublishedError),
    #[error("the report could not be made: {0}")]
    Report(#[from] lockstep_report::ReportError),
    #[error("a result holds an integer beyond 2^53: {0}")]
    NotCanonical(#[from] lockstep_digest::canonical::NotCanonical),
    #[error("{message}")]
    Usage { message: String, help: String },
    #[error("{path}: cannot be written: {source}")]
    Unwritable { path: String, source: io::Error },
    #[error("{path}: cannot be read: {source}")]
    Unreadable { path: String, source: io::Error },
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error("{path}: is damaged: {}", damage.join("; "))]
    Damaged { path: String, damage: Vec<String> },
    #[error("{message}")]
    Leak { message: String, help: String },
}

impl Failure {
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Plan(PlanError::Missing(_)) => Code::Input,
            Self::Plan(PlanError::Packed(_)) => Code::Usage,
            Self::Report(lockstep_report::ReportError::UnknownNames { .. }) => Code::Study,
            Self::Plan(PlanError::NoStudy(_) | PlanError::Unreadable { .. } | PlanError::Invalid(_)) => Code::Study,
            Self::Run(RunError::Input(InputError::Recipe { .. }) | RunError::Study(_)) => Code::Study,
            Self::Run(RunError::Input(InputError::Read(_))) => Code::Input,
            Self::Run(RunError::Lock(error)) | Self::Lock(error) => match error {
                LockError::OtherResults(_) => Code::Different,
                LockError::Unwritable { .. } => Code::Internal,
                _ => Code::Lock,
            },
            Self::Usage { .. } | Self::Folder(FolderError::NotOurs(_)) => Code::Usage,
            Self::Bundle(error) => match error {
                BundleError::Io { .. } | BundleError::Input(_) => Code::Input,
                BundleError::OtherFile { .. } | BundleError::Lock(LockError::OtherResults(_)) => Code::Different,
                BundleError::NoDate { .. } => Code::Study,
                BundleError::OtherStudy { .. } | BundleError::Frozen { .. } | BundleError::NoLock { .. } | BundleError::Lock(_) => {
                    Code::Lock
                }
            },
            Self::Archive(error) => match error {
                ArchiveError::Write { .. } => Code::Internal,
                ArchiveError::Occupied(_) | ArchiveError::Exists(_) => Code::Usage,
                ArchiveError::Changed(_) | ArchiveError::Read { .. } => Code::Input,
                ArchiveError::Damaged { .. } | ArchiveError::Hostile { .. } => Code::Damaged,
            },
            Self::Damaged { .. } => Code::Damaged,
            Self::Leak { .. } => Code::Different,
            Self::Unreadable { .. } => Code::Input,
            Self::Published(PublishedError::Other { .. }) => Code::Different,
            Self::Manifest(_) | Self::Published(_) => Code::Input,
            Self::Run(RunError::NotCanonical(_)) | Self::Folder(_) | Self::Report(_) | Self::NotCanonical(_) | Self::Unwritable { .. } => {
                Code::Internal
            }
        }
    }

    /// Print the failure on standard error.
    pub(crate) fn print(&self, json: bool) {
        let text = if json {
            serde_json::to_string_pretty(&self.to_json()).expect("a failure is plain values")
        } else {
            match self {
                Self::Plan(PlanError::Invalid(diagnostics)) => rendered(diagnostics, "nothing was run"),
                Self::Run(RunError::Study(diagnostics)) => rendered(diagnostics, "nothing was written"),
                other => self.plain(other.help()),
            }
        };
        drop(writeln!(io::stderr().lock(), "{}", text.trim_end()));
    }

    fn plain(&self, help: Option<String>) -> String {
        // Our messages say what to do after a colon; on the terminal that is a line of its own.
        let message = self.to_string();
        match help {
            Some(help) => format!("error: {message}\n\nhint: {help}"),
            None => format!("error: {message}"),
        }
    }

    fn help(&self) -> Option<String> {
        match self {
            Self::Usage { help, .. } | Self::Leak { help, .. } => Some(help.clone()),
            Self::Manifest(_) => Some("run the study first: `lockstep run STUDY` leaves a run to compare with".to_owned()),
            Self::Published(PublishedError::Manifest(_)) => Some("run the study first: `lockstep run STUDY` leaves a run there".to_owned()),
            _ => None,
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Plan(PlanError::Invalid(diagnostics)) | Self::Run(RunError::Study(diagnostics)) => json!({
                "error": "study invalid",
                "code": self.code() as u8,
                "file": diagnostics.label,
                "diagnostics": diagnostics.items,
            }),
            other => json!({ "error": other.to_string(), "code": self.code() as u8 }),
        }
    }
}

/// All diagnostics of a study, each with its line and a caret, and what they put a stop to.
fn rendered(diagnostics: &Diagnostics, stopped: &str) -> String {
    let count = diagnostics.items.len();
    let problems = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
    format!("{}\nerror: {}: {problems}; {stopped}", shown(diagnostics), diagnostics.label)
}

/// All diagnostics, each with its line and a caret.
pub(crate) fn shown(diagnostics: &Diagnostics) -> String {
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let theme = if colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_context_lines(1);
    let mut text = String::new();
    for item in &diagnostics.items {
        let mut diagnostic = MietteDiagnostic::new(item.message.clone())
            .with_label(LabeledSpan::underline(item.span.start..item.span.start + item.span.length));
        if let Some(help) = &item.help {
            diagnostic = diagnostic.with_help(help.clone());
        }
        let report = Report::new(diagnostic).with_source_code(NamedSource::new(&diagnostics.label, diagnostics.text.clone()));
        handler.render_report(&mut text, report.as_ref()).expect("writing to a string does not fail");
    }
    text
}
