//! Reading the files of one input into canonical rows.
//!
//! A file is read batch by batch: while the rows of one batch are turned into canonical rows, the next one is read. A row that cannot be
//! used is counted by reason with its place; a file that cannot be used is an error.

mod batch;
mod csv_file;
mod files;
mod json_lines;
mod layout;
mod parquet;
mod row;
mod value;

use std::collections::BTreeSet;

use lockstep_study::{Columns, Layout, TableName, TimeFormat};
use rayon::prelude::*;

pub use files::{Located, locate};

use self::batch::Batch;
use self::layout::Mapping;
use self::row::{Binding, Rows, Unbound};
use self::value::Clock;
use crate::build::{Input, Part, PostShape};
use crate::error::ReadError;
use crate::intake::{Intake, Losses, Place};
use crate::tables::Column;

/// Parts that the rows of a file are dealt to, a share of every batch to each. The same for any number of threads; few, because every part
/// has dictionaries of its own, which are put together in the end.
const PARTS: usize = 8;

/// First moment that is in the future for every study, ms: 2100-01-01. Nothing below the command reads a clock.
pub const FAR_FUTURE: i64 = 4_102_444_800_000;

/// How to read the files of an input.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Name of the input.
    pub input: &'a str,
    /// How the source names its columns.
    pub layout: Layout,
    /// The table that the files hold.
    pub table: TableName,
    /// Declared columns, for [`Layout::Columns`].
    pub columns: Option<&'a Columns>,
    /// How times are written.
    pub time_format: TimeFormat,
    /// First moment that counts as the future, ms; later times are lost rows.
    pub end: i64,
    /// Columns of posts to keep in memory.
    pub keep: &'a [Column],
}

/// Read located files. `progress` is called with the number of rows read so far.
///
/// # Errors
/// When a file cannot be read or decoded, lacks a column that the layout needs, or no row of the input can be used.
pub fn read(request: &Request<'_>, located: &[Located], progress: &(dyn Fn(u64) + Sync)) -> Result<Input, ReadError> {
    let mut reading =
        Reading { request, columns: Vec::new(), shape: None, parts: Vec::new(), losses: Losses::default(), rows: 0, notes: None };
    for (index, file) in located.iter().enumerate() {
        reading.file(index, located, file, progress)?;
    }
    reading.finish(located)
}

struct Reading<'a> {
    request: &'a Request<'a>,
    /// Columns of the first file; the others must have the same.
    columns: Vec<String>,
    shape: Option<PostShape>,
    parts: Vec<Part>,
    losses: Losses,
    rows: u64,
    notes: Option<(Vec<String>, Vec<String>)>,
}

impl Reading<'_> {
    fn file(&mut self, index: usize, located: &[Located], file: &Located, progress: &(dyn Fn(u64) + Sync)) -> Result<(), ReadError> {
        let request = self.request;
        let mapping = Mapping::new(request.layout, request.table, request.columns);
        let wanted = |present: &[String]| match Binding::new(mapping.clone(), present) {
            Ok(binding) => present.iter().filter(|name| binding.sources().any(|source| source == *name)).cloned().collect(),
            Err(_) => present.to_vec(),
        };
        let mut source = files::open(file, wanted)?;
        let name = &file.file.path;
        let binding = bind(name, &mapping, source.columns())?;
        self.check_columns(name, located, source.columns())?;
        let shape = self.shape.get_or_insert_with(|| binding.shape(request.keep)).clone();
        if self.notes.is_none() {
            let used: BTreeSet<&String> = binding.sources().collect();
            let unused = source.columns().iter().filter(|column| !used.contains(column) && !column.is_empty()).cloned().collect();
            self.notes = Some((binding.derived(), unused));
        }
        let clock = Clock { format: request.time_format, month_first: mapping.month_first, end: request.end };
        let rows = Rows::new(&binding, clock, &shape);
        let mut parts: Vec<(Part, Losses)> = (0..PARTS).map(|_| (Part::new(&shape), Losses::default())).collect();
        parts.iter_mut().for_each(|(part, _)| part.file = index);
        let mut current = source.next()?;
        while let Some(batch) = current {
            let ((), next) = rayon::join(|| parse(&rows, batch.as_ref(), name, &mut parts), || source.next());
            self.rows += batch.rows() as u64;
            progress(self.rows);
            current = next?;
        }
        for (part, losses) in parts {
            self.parts.push(part);
            self.losses.merge(losses);
        }
        Ok(())
    }

    fn check_columns(&mut self, file: &str, located: &[Located], columns: &[String]) -> Result<(), ReadError> {
        let mut seen = BTreeSet::new();
        // Spreadsheets leave columns without a name at the right edge; nothing can ask for them.
        if let Some(twin) = columns.iter().find(|column| !seen.insert(*column) && !column.is_empty()) {
            return Err(ReadError::TwinColumns { file: file.to_owned(), column: twin.clone() });
        }
        if self.columns.is_empty() {
            self.columns = columns.to_vec();
        }
        if self.columns.iter().collect::<BTreeSet<_>>() != seen {
            return Err(ReadError::MixedColumns { file: file.to_owned(), other: located[0].file.path.clone() });
        }
        Ok(())
    }

    fn finish(self, located: &[Located]) -> Result<Input, ReadError> {
        let input = self.request.input.to_owned();
        if self.rows == 0 {
            return Err(ReadError::NoRows { input });
        }
        if self.rows >= u64::from(u32::MAX) {
            return Err(ReadError::TooManyRows { input, rows: self.rows, limit: u64::from(u32::MAX) - 1 });
        }
        if self.losses.rows() == self.rows {
            let first = self.losses.0.values().filter_map(|lost| lost.examples.first()).min();
            let first = first.map_or_else(String::new, |place| format!("{}:{}: {}", place.file, place.line, place.what));
            return Err(ReadError::AllLost { input, rows: self.rows, first });
        }
        let (derived, unused_columns) = self.notes.unwrap_or_default();
        let intake = Intake {
            input,
            files: located.iter().map(|located| located.file.clone()).collect(),
            layout: Mapping::new(self.request.layout, self.request.table, self.request.columns).name.to_owned(),
            rows_read: self.rows,
            losses: self.losses,
            tables: Vec::new(),
            derived,
            unused_columns,
        };
        let shape = self.shape.unwrap_or(PostShape { ids: true, present: Vec::new(), derived: Vec::new(), keep: Vec::new() });
        Ok(Input { shape, parts: self.parts, intake })
    }
}

fn bind(file: &str, mapping: &Mapping, present: &[String]) -> Result<Binding, ReadError> {
    Binding::new(mapping.clone(), present).map_err(|Unbound { canonical, source }| ReadError::NoColumn {
        file: file.to_owned(),
        layout: mapping.name.to_owned(),
        canonical: canonical.to_owned(),
        suggestion: lockstep_study::suggest(&source, present.iter().map(String::as_str)),
        column: source,
        present: present.to_vec(),
    })
}

fn parse(rows: &Rows<'_>, batch: &dyn Batch, file: &str, parts: &mut [(Part, Losses)]) {
    let share = batch.rows().div_ceil(parts.len());
    parts.par_iter_mut().enumerate().for_each(|(index, (part, losses))| {
        for row in index * share..((index + 1) * share).min(batch.rows()) {
            if let Err((loss, what)) = rows.read(batch, row, part) {
                losses.add(loss, Some(Place { file: file.to_owned(), line: batch.line(row), what }));
            }
        }
    });
}
