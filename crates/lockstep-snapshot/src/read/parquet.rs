//! Parquet, one row group at a time, read by polars.

use std::borrow::Cow;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use polars::prelude::{
    AnyValue, ChunkedArray, Column, DataFrame, DataType, ParallelStrategy, ParquetReader, PolarsResult, SerReader, Series, StringType,
    TimeUnit,
};

use super::batch::{Batch, Cell, Source};
use crate::error::ReadError;

/// Rows read at once from a large row group, so that memory stays bounded.
const SLICE_ROWS: usize = 262_144;

pub(crate) struct ParquetSource {
    file: String,
    content: File,
    all: Vec<String>,
    wanted: Vec<String>,
    slices: std::vec::IntoIter<(usize, usize)>,
}

impl ParquetSource {
    /// Open a file; `unpacked` holds its content where the file itself is compressed.
    pub(crate) fn open(file: String, path: &Path, unpacked: Option<File>) -> Result<Self, ReadError> {
        let failed = |source| ReadError::Io { file: file.clone(), source };
        let content = unpacked.map_or_else(|| File::open(path), Ok).map_err(failed)?;
        let mut reader = ParquetReader::new(content.try_clone().map_err(failed)?);
        let (metadata, schema) = guarded(&file, 0, || Ok((reader.get_metadata()?.clone(), reader.schema()?)))?;
        let all: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
        let mut slices = Vec::new();
        let mut start = 0;
        for group in &metadata.row_groups {
            let end = start + group.num_rows();
            while start < end {
                let rows = SLICE_ROWS.min(end - start);
                slices.push((start, rows));
                start += rows;
            }
        }
        Ok(Self { file, content, wanted: all.clone(), all, slices: slices.into_iter() })
    }

    /// Read these columns only; the others give no cells.
    pub(crate) fn want(&mut self, columns: Vec<String>) {
        self.wanted = columns;
    }
}

fn damaged(file: &str, row: u64, error: &polars::error::PolarsError) -> ReadError {
    ReadError::Damaged { file: file.to_owned(), row, reason: error.to_string().lines().next().unwrap_or_default().to_owned() }
}

/// Call polars, which on some damaged files gives up with a panic where an error is due.
fn guarded<T>(file: &str, row: u64, read: impl FnOnce() -> PolarsResult<T>) -> Result<T, ReadError> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|error| damaged(file, row, &error)),
        Err(_) => {
            let reason = "what it says of itself makes no sense".to_owned();
            Err(ReadError::Damaged { file: file.to_owned(), row, reason })
        }
    }
}

impl Source for ParquetSource {
    fn columns(&self) -> &[String] {
        &self.all
    }

    fn next(&mut self) -> Result<Option<Box<dyn Batch>>, ReadError> {
        let Some((start, rows)) = self.slices.next() else { return Ok(None) };
        let content = self.content.try_clone().map_err(|source| ReadError::Io { file: self.file.clone(), source })?;
        let wanted = Some(self.wanted.clone());
        let frame: DataFrame = guarded(&self.file, start as u64, || {
            ParquetReader::new(content)
                .with_columns(wanted)
                .with_slice(Some((start, rows)))
                .read_parallel(ParallelStrategy::RowGroups)
                .finish()
        })?;
        if frame.columns().iter().any(|column| column.len() != rows) {
            let reason = format!("its columns do not all have the {rows} values that it promises");
            return Err(ReadError::Damaged { file: self.file.clone(), row: start as u64, reason });
        }
        let values = self.all.iter().map(|name| frame.column(name).ok().map(Values::new)).collect();
        Ok(Some(Box::new(ParquetBatch { start: start as u64, rows: frame.height(), values })))
    }
}

/// A column, in the few shapes that are common enough to read without going through a general value.
enum Values {
    Text(ChunkedArray<StringType>),
    Integers(Vec<Option<i64>>),
    Reals(Vec<Option<f64>>),
    Times(Vec<Option<i64>>),
    Other(Series),
}

impl Values {
    fn new(column: &Column) -> Self {
        let series = column.as_materialized_series().rechunk();
        Self::of(&series).unwrap_or(Self::Other(series))
    }

    fn of(series: &Series) -> Option<Self> {
        match series.dtype() {
            DataType::String => Some(Self::Text(series.str().ok()?.clone())),
            DataType::Float32 | DataType::Float64 => {
                let reals = series.cast(&DataType::Float64).ok()?;
                Some(Self::Reals(reals.f64().ok()?.iter().collect()))
            }
            dtype if dtype.is_integer() => {
                let integers = series.strict_cast(&DataType::Int64).ok()?;
                Some(Self::Integers(integers.i64().ok()?.iter().collect()))
            }
            DataType::Datetime(unit, _) => {
                let per_ms = match unit {
                    TimeUnit::Nanoseconds => 1_000_000,
                    TimeUnit::Microseconds => 1_000,
                    TimeUnit::Milliseconds => 1,
                };
                let physical = series.to_physical_repr().into_owned();
                Some(Self::Times(physical.i64().ok()?.iter().map(|time| time.map(|time| time.div_euclid(per_ms))).collect()))
            }
            _ => None,
        }
    }

    fn get(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Text(texts) => match texts.get(row) {
                None | Some("") => Cell::None,
                Some(text) if text.as_bytes().contains(&0) => Cell::Bad("it holds a NUL character"),
                Some(text) => Cell::Text(text),
            },
            Self::Integers(integers) => integers[row].map_or(Cell::None, Cell::Integer),
            Self::Reals(reals) => reals[row].filter(|real| !real.is_nan()).map_or(Cell::None, Cell::Real),
            Self::Times(times) => times[row].map_or(Cell::None, Cell::Time),
            Self::Other(series) => series.get(row).map_or(Cell::Bad("it cannot be read"), any),
        }
    }
}

fn any(value: AnyValue<'_>) -> Cell<'_> {
    match value {
        AnyValue::Null => Cell::None,
        AnyValue::Boolean(flag) => Cell::Flag(flag),
        AnyValue::Date(days) => Cell::Time(i64::from(days) * 86_400_000),
        AnyValue::List(items) => {
            let texts: Option<Vec<Cow<'static, str>>> =
                items.iter().map(|item| item.get_str().map(|text| Cow::Owned(text.to_owned()))).collect();
            texts.map_or(Cell::Bad("its list holds something that is not text"), Cell::List)
        }
        _ => Cell::Bad("its type is neither text, number, time, flag nor list of texts"),
    }
}

struct ParquetBatch {
    start: u64,
    rows: usize,
    values: Vec<Option<Values>>,
}

impl Batch for ParquetBatch {
    fn rows(&self) -> usize {
        self.rows
    }

    fn line(&self, row: usize) -> u64 {
        self.start + row as u64 + 1
    }

    fn broken(&self, _row: usize) -> Option<String> {
        None
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.values[column].as_ref().map_or(Cell::None, |values| values.get(row))
    }
}
