//! Scores that were made elsewhere: a CSV file of accounts and numbers, held against the same labels.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use lockstep_digest::{Digest, FileDigests};
use lockstep_snapshot::Snapshot;

use super::EvaluationError;
use super::scores::Values;

/// The column that names the account.
const ACCOUNT: &str = "account_id";

/// A file of scores.
pub(super) struct Elsewhere {
    /// Its name, without the folder it lies in.
    pub(super) name: String,
    /// Digest of its bytes.
    pub(super) digest: Digest,
    /// Its columns of numbers.
    pub(super) columns: Vec<String>,
    /// The numbers of each account, one a column; none where the cell is empty.
    rows: BTreeMap<String, Vec<Option<f64>>>,
}

impl Elsewhere {
    /// Read a file: a column `account_id`, and at least one more, each a number or empty.
    ///
    /// # Errors
    /// When it cannot be read, or is of another form.
    pub(super) fn read(path: &Path) -> Result<Self, EvaluationError> {
        let failed = |source| EvaluationError::Unreadable { path: path.display().to_string(), source };
        let bytes = std::fs::read(path).map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let digest = FileDigests::of(&bytes).blake3;
        let (columns, rows) = parse(&bytes).map_err(|reason| failed(io::Error::new(io::ErrorKind::InvalidData, reason)))?;
        Ok(Self { name, digest, columns, rows })
    }

    /// The values of a column for every account of the snapshot.
    pub(super) fn values(&self, column: usize, snapshot: &Snapshot) -> Values {
        let value: Vec<Option<f64>> = snapshot.accounts.iter().map(|id| self.rows.get(id).and_then(|row| row[column])).collect();
        let known = snapshot.accounts.iter().filter(|id| self.rows.contains_key(*id)).count();
        let strangers = match self.rows.len() - known {
            0 => String::new(),
            1 => "; 1 of its accounts is not in the data".to_owned(),
            strangers => format!("; {strangers} of its accounts are not in the data"),
        };
        let size = value.len();
        Values {
            meaning: format!("Made elsewhere, from the file {}{strangers}", self.name),
            value,
            unlisted: vec![false; size],
            flagged: vec![None; size],
        }
    }
}

type Rows = BTreeMap<String, Vec<Option<f64>>>;

fn parse(bytes: &[u8]) -> Result<(Vec<String>, Rows), String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header: Vec<String> = reader.headers().map_err(|error| error.to_string())?.iter().map(|name| name.trim().to_owned()).collect();
    let place = header.iter().position(|name| name == ACCOUNT);
    let place = place.ok_or_else(|| format!("it has no column `{ACCOUNT}`: name the column of account ids so"))?;
    let columns: Vec<String> = header.iter().filter(|name| *name != ACCOUNT).cloned().collect();
    if columns.is_empty() || columns.len() + 1 != header.len() {
        return Err(format!("it takes one column `{ACCOUNT}` and at least one column of numbers"));
    }
    let mut rows = Rows::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut numbers = Vec::new();
        for (name, cell) in header.iter().zip(&record).filter(|(name, _)| *name != ACCOUNT) {
            let cell = cell.trim();
            let number: Option<f64> = cell.parse().ok().filter(|number: &f64| number.is_finite());
            if number.is_none() && !cell.is_empty() {
                return Err(format!("line {line}: `{name}` is no number: leave columns of text out, and cells without a value empty"));
            }
            numbers.push(number);
        }
        if rows.insert(record[place].to_owned(), numbers).is_some() {
            return Err(format!("line {line}: its account has a line already: give each account one"));
        }
    }
    Ok((columns, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_gaps() {
        let (columns, rows) = parse(b"account_id,a,b\nx,1,\ny,-2.5e1,0\n").expect("the file is good");
        assert_eq!(columns, ["a", "b"]);
        assert_eq!(rows["x"], [Some(1.0), None]);
        assert_eq!(rows["y"], [Some(-25.0), Some(0.0)]);
    }

    #[test]
    fn faults_name_their_line() {
        let said = |text: &str| parse(text.as_bytes()).expect_err("the file is bad");
        assert!(said("id,a\nx,1\n").starts_with("it has no column `account_id`"));
        assert!(said("account_id\nx\n").contains("at least one column of numbers"));
        assert!(said("account_id,a\nx,1\ny,many\n").starts_with("line 3: `a` is no number"));
        assert!(said("account_id,a\nx,NaN\n").starts_with("line 2: `a`"));
        assert!(said("account_id,a\nx,1\nx,2\n").starts_with("line 3: its account has a line already"));
        assert!(said("account_id,a\nx,1,2\n").contains("line"), "{}", said("account_id,a\nx,1,2\n"));
    }
}
