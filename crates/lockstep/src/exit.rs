//! Exit codes: part of the interface, for scripts and continuous integration.

use std::process::ExitCode;

/// What an exit code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Code {
    /// Done; for `verify`, identical.
    Done = 0,
    /// A bug in Lockstep, or a folder that cannot be written.
    Internal = 1,
    /// The command line is wrong, or names something that is not there or must not be overwritten.
    Usage = 2,
    /// The study is invalid.
    Study = 3,
    /// An input, or the run to verify, is missing or cannot be read.
    Input = 4,
    /// The lock is out of date, or an input is not the locked one.
    Lock = 5,
    /// Results differ, or a report shows what it must not.
    Different = 6,
    /// A bundle is damaged, or its signature is wrong.
    Damaged = 7,
    /// Everything that can be checked without the withheld inputs agrees.
    Partial = 8,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}
