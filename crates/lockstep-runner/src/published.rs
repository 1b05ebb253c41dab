//! A published run, read back: the folder that `write_run` left, its numbers and its tables.
//!
//! Every file is held against the digest that `run.json` lists for it before anything in it is believed.

use std::path::{Path, PathBuf};

use lockstep_detect::{Cells, Findings, Network, Table, Unit, Value};
use lockstep_digest::{Digest, FileDigests};
use serde::{Deserialize, Serialize};

use crate::manifest::{Manifest, ManifestError};
use crate::record::StepRecord;

/// Where the named numbers of a step lie in a run's folder.
#[must_use]
pub fn values_path(step: &str) -> String {
    format!("findings/{step}/values.json")
}

/// Where a table of a step lies in a run's folder.
#[must_use]
pub fn table_path(step: &str, table: &str) -> String {
    format!("findings/{step}/{table}.csv")
}

/// `values.json`: the numbers of a step, and what its tables hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepFile {
    /// Version of this format.
    pub format: u32,
    /// The step's name in the study.
    pub step: String,
    /// The detector.
    pub detector: String,
    /// Its version.
    pub version: u32,
    /// Digest of the settings.
    pub settings_digest: Digest,
    /// Digest of the findings, identifiers as in the data.
    pub findings_digest: Digest,
    /// The named numbers.
    pub values: Vec<Value>,
    /// The tables that lie beside this file.
    pub tables: Vec<TableHead>,
    /// The network, if the step made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
    /// What a reader must know about this run of the detector.
    pub notes: Vec<String>,
}

/// What a table holds, without its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableHead {
    /// Its name.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// Number of rows.
    pub rows: usize,
    /// Number of leading columns that identify a row.
    pub key: usize,
    /// Its columns.
    pub columns: Vec<ColumnHead>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnHead {
    /// Its name.
    pub name: String,
    /// What it is, in words.
    pub meaning: String,
    /// What its cells are.
    pub kind: CellKind,
    /// The unit of measurements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// What the cells of a column are, as in [`Cells`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`Cells` says what each is")]
pub enum CellKind {
    Account,
    Post,
    Posts,
    Object,
    Text,
    Count,
    Real,
    Time,
    Verdict,
}

impl StepFile {
    const FORMAT: u32 = 1;

    /// The numbers of a step that found something.
    #[must_use]
    pub fn new(record: &StepRecord, digest: Digest, findings: &Findings) -> Self {
        Self {
            format: Self::FORMAT,
            step: record.step.clone(),
            detector: record.detector.clone(),
            version: record.version,
            settings_digest: record.settings_digest,
            findings_digest: digest,
            values: findings.values.clone(),
            tables: findings.tables.iter().map(TableHead::new).collect(),
            network: findings.network.clone(),
            notes: findings.notes.clone(),
        }
    }

    /// The table of a name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableHead> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl TableHead {
    fn new(table: &Table) -> Self {
        let columns = table.columns.iter().map(|column| {
            let (kind, unit) = match &column.cells {
                Cells::Account(_) => (CellKind::Account, None),
                Cells::Post(_) => (CellKind::Post, None),
                Cells::Posts(_) => (CellKind::Posts, None),
                Cells::Object(_) => (CellKind::Object, None),
                Cells::Text(_) => (CellKind::Text, None),
                Cells::Count(_) => (CellKind::Count, None),
                Cells::Real(unit, _) => (CellKind::Real, Some(*unit)),
                Cells::Time(_) => (CellKind::Time, None),
                Cells::Verdict(_) => (CellKind::Verdict, None),
            };
            ColumnHead { name: column.name.clone(), meaning: column.meaning.clone(), kind, unit }
        });
        Self { name: table.name.clone(), about: table.about.clone(), rows: table.rows(), key: table.key, columns: columns.collect() }
    }

    /// The place of a column among the others.
    #[must_use]
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|head| head.name == column)
    }
}

/// Why a published run cannot be read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum PublishedError {
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error("{file}: cannot be read: {source}")]
    Io { file: String, source: std::io::Error },
    #[error("{file}: is not the file that run.json lists: restore it, or run the study again")]
    Other { file: String },
    #[error("{file}: is not of the form that this version writes ({reason}): run the study again")]
    Form { file: String, reason: String },
}

/// A run's folder and its manifest.
#[derive(Debug)]
pub struct Published {
    /// The folder.
    pub folder: PathBuf,
    /// Its `run.json`.
    pub manifest: Manifest,
}

impl Published {
    /// Open the folder of a run.
    ///
    /// # Errors
    /// When there is no run in it.
    pub fn open(folder: &Path) -> Result<Self, PublishedError> {
        Ok(Self { folder: folder.to_owned(), manifest: Manifest::read(folder)? })
    }

    /// The numbers of a step that found something.
    ///
    /// # Errors
    /// When the file is missing, changed, or of another form.
    pub fn step(&self, step: &str) -> Result<StepFile, PublishedError> {
        let path = values_path(step);
        serde_json::from_slice(&self.read(&path)?).map_err(|error| self.form(&path, error.to_string()))
    }

    /// The rows of a table, each with one cell a column, as the file writes them.
    ///
    /// The apostrophe that keeps spreadsheets from taking text for a formula is taken off.
    ///
    /// # Errors
    /// When the file is missing, changed, or has other columns.
    pub fn rows(&self, step: &str, table: &TableHead) -> Result<Vec<Vec<String>>, PublishedError> {
        let path = table_path(step, &table.name);
        parse_rows(&self.read(&path)?, table).map_err(|reason| self.form(&path, reason))
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, PublishedError> {
        let file = self.folder.join(path);
        let name = file.display().to_string();
        let bytes = std::fs::read(&file).map_err(|source| PublishedError::Io { file: name.clone(), source })?;
        let listed = self.manifest.result.outputs.iter().find(|output| output.path == path);
        if listed.is_some_and(|listed| listed.digests == FileDigests::of(&bytes)) {
            Ok(bytes)
        } else {
            Err(PublishedError::Other { file: name })
        }
    }

    pub(crate) fn form(&self, path: &str, reason: String) -> PublishedError {
        PublishedError::Form { file: self.folder.join(path).display().to_string(), reason }
    }
}

/// The rows of a table's file, or what is wrong with it.
pub(crate) fn parse_rows(bytes: &[u8], table: &TableHead) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().map_err(|error| error.to_string())?;
    if !header.iter().eq(table.columns.iter().map(|column| column.name.as_str())) {
        return Err("its columns are not those that values.json lists".to_owned());
    }
    let rows = reader.records().map(|row| row.map(|row| row.iter().map(plain).collect()));
    rows.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn plain(cell: &str) -> String {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apostrophe_against_formulas_comes_off_and_no_other() {
        assert_eq!(["'=cmd()", "'tis", "'-3", "-3", "'"].map(plain), ["=cmd()", "'tis", "-3", "-3", "'"]);
    }
}
