//! CSV and TSV, row by row, so that one bad row is one lost row.

use std::io::Read;
use std::ops::Range;

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use super::batch::{BATCH_BYTES, BATCH_ROWS, Batch, Cell, ROW_LIMIT, Source};
use crate::error::ReadError;

pub(crate) struct CsvSource {
    file: String,
    columns: Vec<String>,
    reader: Reader<Box<dyn Read + Send>>,
    record: ByteRecord,
    row: u64,
}

impl CsvSource {
    pub(crate) fn open(file: String, content: Box<dyn Read + Send>, delimiter: u8) -> Result<Self, ReadError> {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).buffer_capacity(1 << 18).from_reader(content);
        let header = reader.byte_headers().map_err(|error| damaged(&file, 0, &error))?;
        if header.as_slice().contains(&0) {
            let reason = "its first line holds NUL bytes, as text in UTF-16 does: save it as UTF-8".to_owned();
            return Err(ReadError::Damaged { file, row: 0, reason });
        }
        let mut columns: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        if let Some(first) = columns.first_mut() {
            *first = first.trim_start_matches('\u{feff}').to_owned();
        }
        if columns.iter().all(String::is_empty) {
            return Err(ReadError::Empty { file });
        }
        Ok(Self { file, columns, reader, record: ByteRecord::new(), row: 0 })
    }
}

impl Source for CsvSource {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self) -> Result<Option<Box<dyn Batch>>, ReadError> {
        let columns = self.columns.len();
        let (mut fields, mut ends, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && fields.len() < BATCH_BYTES {
            let record = &mut self.record;
            if !self.reader.read_byte_record(record).map_err(|error| damaged(&self.file, self.row, &error))? {
                break;
            }
            self.row += 1;
            let line = record.position().map_or(0, Position::line);
            let bytes = record.as_slice();
            let content = if bytes.len() > ROW_LIMIT {
                Err(format!("the row has {} bytes, more than {ROW_LIMIT}", bytes.len()))
            } else if record.len() != columns {
                Err(format!("the row has {} fields, the header has {columns}", record.len()))
            } else {
                Ok(ends.len())
            };
            if content.is_ok() {
                let start = fields.len();
                ends.extend((0..columns).map(|field| start + record.range(field).map_or(bytes.len(), |range| range.end)));
                fields.extend_from_slice(bytes);
            }
            rows.push(Row { line, content });
        }
        let batch = CsvBatch { has_nul: fields.contains(&0), fields: Fields::new(fields), ends, rows };
        Ok((!batch.rows.is_empty()).then(|| Box::new(batch) as Box<dyn Batch>))
    }
}

fn damaged(file: &str, row: u64, error: &csv::Error) -> ReadError {
    ReadError::Damaged { file: file.to_owned(), row, reason: error.to_string() }
}

/// Rows, their fields end to end. Text is checked once a batch, and field by field only where something is wrong with the batch.
struct CsvBatch {
    fields: Fields,
    has_nul: bool,
    /// Where each field ends.
    ends: Vec<usize>,
    rows: Vec<Row>,
}

/// A row: where its ends are, or what is wrong with it.
struct Row {
    line: u64,
    content: Result<usize, String>,
}

enum Fields {
    Text(String),
    Bytes(Vec<u8>),
}

impl Fields {
    fn new(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|error| Self::Bytes(error.into_bytes()), Self::Text)
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// A field as text. In valid text, a field that begins and ends between characters is valid itself.
    fn get(&self, field: Range<usize>) -> Option<&str> {
        match self {
            Self::Text(text) => text.get(field),
            Self::Bytes(bytes) => std::str::from_utf8(&bytes[field]).ok(),
        }
    }
}

impl Batch for CsvBatch {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn line(&self, row: usize) -> u64 {
        self.rows[row].line
    }

    fn broken(&self, row: usize) -> Option<String> {
        self.rows[row].content.as_ref().err().cloned()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Ok(first) = self.rows[row].content else { return Cell::None };
        let end = self.ends[first + column];
        let start = (first + column).checked_sub(1).map_or(0, |before| self.ends[before]);
        if start == end {
            return Cell::None;
        }
        match self.fields.get(start..end) {
            Some(text) if self.has_nul && text.as_bytes().contains(&0) => Cell::Bad("it holds a NUL byte"),
            Some(text) => Cell::Text(text),
            None if self.has_nul && self.fields.as_bytes()[start..end].contains(&0) => Cell::Bad("it holds a NUL byte"),
            None => Cell::Bad("it is not valid UTF-8"),
        }
    }
}
