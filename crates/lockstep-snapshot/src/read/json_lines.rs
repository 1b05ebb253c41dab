//! JSON Lines: one object a line.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::batch::{BATCH_ROWS, Batch, Cell, ROW_LIMIT, Source};
use crate::error::ReadError;

type Object = Map<String, Value>;

pub(crate) struct JsonLinesSource {
    columns: Vec<String>,
    lines: Lines,
}

impl JsonLinesSource {
    /// Opens a file twice: the columns are the keys of all its lines, so that they do not depend on the order of the lines.
    pub(crate) fn open(file: &str, mut open: impl FnMut() -> Result<Box<dyn Read + Send>, ReadError>) -> Result<Self, ReadError> {
        let mut names = BTreeSet::new();
        let mut lines = Lines::new(file.to_owned(), open()?);
        let (mut objects, mut first_fault) = (0_u64, None);
        while let Some(rows) = lines.next_rows()? {
            for row in &rows {
                match &row.object {
                    Ok(object) => {
                        objects += 1;
                        for name in object.keys().filter(|name| !names.contains(*name)).cloned().collect::<Vec<_>>() {
                            names.insert(name);
                        }
                    }
                    Err(fault) if first_fault.is_none() => first_fault = Some(format!("line {}: {fault}", row.line)),
                    Err(_) => {}
                }
            }
        }
        if objects == 0 {
            let file = file.to_owned();
            return Err(match first_fault {
                None => ReadError::Empty { file },
                Some(fault) => ReadError::Damaged { file, row: 0, reason: format!("no line holds a JSON object; {fault}") },
            });
        }
        Ok(Self { columns: names.into_iter().collect(), lines: Lines::new(file.to_owned(), open()?) })
    }
}

impl Source for JsonLinesSource {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self) -> Result<Option<Box<dyn Batch>>, ReadError> {
        let rows = self.lines.next_rows()?;
        Ok(rows.map(|rows| Box::new(JsonBatch { columns: self.columns.clone(), rows }) as Box<dyn Batch>))
    }
}

struct Lines {
    file: String,
    reader: BufReader<Box<dyn Read + Send>>,
    line: u64,
}

struct Row {
    line: u64,
    object: Result<Object, String>,
}

impl Lines {
    fn new(file: String, content: Box<dyn Read + Send>) -> Self {
        Self { file, reader: BufReader::with_capacity(1 << 18, content), line: 0 }
    }

    fn next_rows(&mut self) -> Result<Option<Vec<Row>>, ReadError> {
        let mut raw: Vec<(u64, Vec<u8>)> = Vec::new();
        while raw.len() < BATCH_ROWS {
            let mut bytes = Vec::new();
            let read = self.reader.read_until(b'\n', &mut bytes).map_err(|error| ReadError::Damaged {
                file: self.file.clone(),
                row: self.line,
                reason: error.to_string(),
            })?;
            if read == 0 {
                break;
            }
            self.line += 1;
            if bytes.len() > ROW_LIMIT {
                bytes = Vec::new();
                raw.push((self.line, bytes));
            } else if !bytes.trim_ascii().is_empty() {
                raw.push((self.line, bytes));
            }
        }
        Ok((!raw.is_empty()).then(|| raw.into_par_iter().map(|(line, bytes)| Row { line, object: parse(&bytes) }).collect()))
    }
}

fn parse(bytes: &[u8]) -> Result<Object, String> {
    if bytes.is_empty() {
        return Err(format!("the row has more than {ROW_LIMIT} bytes"));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("the line is JSON but not an object".to_owned()),
        // Of the parser's place only the column is of use: to the parser every line is the first.
        Err(error) => Err(format!("the line is not JSON: {}", error.to_string().replace(" at line 1 column ", " at column "))),
    }
}

struct JsonBatch {
    columns: Vec<String>,
    rows: Vec<Row>,
}

impl Batch for JsonBatch {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn line(&self, row: usize) -> u64 {
        self.rows[row].line
    }

    fn broken(&self, row: usize) -> Option<String> {
        self.rows[row].object.as_ref().err().cloned()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let value = self.rows[row].object.as_ref().ok().and_then(|object| object.get(&self.columns[column]));
        match value {
            None | Some(Value::Null) => Cell::None,
            Some(Value::Bool(flag)) => Cell::Flag(*flag),
            Some(Value::String(text)) if text.is_empty() => Cell::None,
            Some(Value::String(text)) if text.contains('\0') => Cell::Bad("it holds a NUL character"),
            Some(Value::String(text)) => Cell::Text(text),
            Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Cell::Integer(integer),
                (None, Some(real)) => Cell::Real(real),
                (None, None) => Cell::Bad("the number is too large"),
            },
            Some(Value::Array(items)) => list(items),
            Some(Value::Object(_)) => Cell::Bad("it is an object where a value is expected"),
        }
    }
}

fn list(items: &[Value]) -> Cell<'_> {
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Value::String(text) => texts.push(Cow::Borrowed(text.as_str())),
            Value::Number(number) => texts.push(Cow::Owned(number.to_string())),
            _ => return Cell::Bad("its list holds something that is neither text nor a number"),
        }
    }
    Cell::List(texts)
}
