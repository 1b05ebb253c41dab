//! A self-test as files: a page with tables, and the numbers for machines.
//!
//! It shows counts of invented accounts, and of the data their shape.

mod page;
pub mod words;

use lockstep_runner::{OutputFile, SelfTest};

use crate::error::ReportError;

/// All files of a self-test, sorted by path.
///
/// # Errors
/// Only if a writer or the template fails.
pub fn selftest(tested: &SelfTest) -> Result<Vec<OutputFile>, ReportError> {
    let mut json = serde_json::to_vec_pretty(tested)?;
    json.push(b'\n');
    let file = |path: &str, media_type, bytes| OutputFile { path: path.to_owned(), media_type, bytes };
    Ok(vec![file("index.html", "text/html", page::html(tested)?.into_bytes()), file("selftest.json", "application/json", json)])
}
