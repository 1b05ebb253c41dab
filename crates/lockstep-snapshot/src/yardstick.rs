//! What the benchmarks measure against: polars alone, reading columns of a Parquet file and doing nothing with them.

use std::fs::File;
use std::path::Path;

use polars::prelude::{ParquetReader, SerReader, SortMultipleOptions};

use crate::error::ReadError;

/// Read columns of a Parquet file with polars, on all the threads polars takes, sort the rows by some of them, if any, and drop all.
/// Returns the number of rows.
///
/// # Errors
/// When the file cannot be read or has no such column.
pub fn read_parquet(path: &Path, columns: &[&str], sorted_by: &[&str]) -> Result<usize, ReadError> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|source| ReadError::Io { file: name.clone(), source })?;
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    let frame = ParquetReader::new(file).with_columns(Some(columns)).finish();
    let damaged = |error: polars::prelude::PolarsError| ReadError::Damaged { file: name.clone(), row: 0, reason: error.to_string() };
    let mut frame = frame.map_err(damaged)?;
    if !sorted_by.is_empty() {
        frame = frame.sort(sorted_by.iter().copied(), SortMultipleOptions::default()).map_err(damaged)?;
    }
    Ok(frame.height())
}
