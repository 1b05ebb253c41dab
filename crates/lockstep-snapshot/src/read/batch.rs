//! What every reader gives: rows of cells, a batch at a time.

use std::borrow::Cow;

use crate::error::ReadError;

/// A value of a source, before anything is made of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Empty or null.
    None,
    Text(&'a str),
    Integer(i64),
    Real(f64),
    /// A moment, ms since 1970-01-01 UTC.
    Time(i64),
    Flag(bool),
    List(Vec<Cow<'a, str>>),
    /// Unusable, and why.
    Bad(&'static str),
}

/// Some consecutive rows of a file.
pub(crate) trait Batch: Send + Sync {
    fn rows(&self) -> usize;
    /// Line (text formats) or row (Parquet) in the file, 1-based.
    fn line(&self, row: usize) -> u64;
    /// Why a row as a whole cannot be read.
    fn broken(&self, row: usize) -> Option<String>;
    /// The value at a position; `column` counts as in [`Source::columns`].
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;
}

/// A file that is being read.
pub(crate) trait Source: Send {
    /// Names of the columns.
    fn columns(&self) -> &[String];
    /// The next rows, or `None` at the end.
    fn next(&mut self) -> Result<Option<Box<dyn Batch>>, ReadError>;
}

/// Rows in a batch of a text format.
pub(crate) const BATCH_ROWS: usize = 65_536;

/// Bytes of fields after which a batch of CSV takes no more rows.
pub(crate) const BATCH_BYTES: usize = 1 << 24;

/// Bytes of a row that is worth reading; a longer one is counted as malformed.
pub(crate) const ROW_LIMIT: usize = 1 << 20;
