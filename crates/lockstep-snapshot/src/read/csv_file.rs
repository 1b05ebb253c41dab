//! CSV and TSV, row by row, so that one bad row is one lost row.

use std::io::Read;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::batch::{BATCH_ROWS, Batch, Cell, ROW_LIMIT, Source};
use crate::error::ReadError;

pub(crate) struct CsvSource {
    file: String,
    columns: Vec<String>,
    reader: Reader<Box<dyn Read + Send>>,
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
        Ok(Self { file, columns, reader, row: 0 })
    }
}

impl Source for CsvSource {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self) -> Result<Option<Box<dyn Batch>>, ReadError> {
        let mut records = Vec::with_capacity(BATCH_ROWS.min(1 << 12));
        while records.len() < BATCH_ROWS {
            let mut record = ByteRecord::new();
            if !self.reader.read_byte_record(&mut record).map_err(|error| damaged(&self.file, self.row, &error))? {
                break;
            }
            self.row += 1;
            records.push(Record::new(record, self.columns.len()));
        }
        Ok((!records.is_empty()).then(|| Box::new(CsvBatch(records)) as Box<dyn Batch>))
    }
}

fn damaged(file: &str, row: u64, error: &csv::Error) -> ReadError {
    ReadError::Damaged { file: file.to_owned(), row, reason: error.to_string() }
}

struct CsvBatch(Vec<Record>);

/// A row, or what is wrong with it; the bytes of an oversized row are let go at once.
struct Record {
    line: u64,
    fields: Result<ByteRecord, String>,
}

impl Record {
    fn new(record: ByteRecord, columns: usize) -> Self {
        let line = record.position().map_or(0, csv::Position::line);
        let fields = if record.as_slice().len() > ROW_LIMIT {
            Err(format!("the row has {} bytes, more than {ROW_LIMIT}", record.as_slice().len()))
        } else if record.len() != columns {
            Err(format!("the row has {} fields, the header has {columns}", record.len()))
        } else {
            Ok(record)
        };
        Self { line, fields }
    }
}

impl Batch for CsvBatch {
    fn rows(&self) -> usize {
        self.0.len()
    }

    fn line(&self, row: usize) -> u64 {
        self.0[row].line
    }

    fn broken(&self, row: usize) -> Option<String> {
        self.0[row].fields.as_ref().err().cloned()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self.0[row].fields.as_ref().ok().and_then(|record| record.get(column)) {
            None | Some(b"") => Cell::None,
            Some(bytes) if bytes.contains(&0) => Cell::Bad("it holds a NUL byte"),
            Some(bytes) => std::str::from_utf8(bytes).map_or(Cell::Bad("it is not valid UTF-8"), Cell::Text),
        }
    }
}
