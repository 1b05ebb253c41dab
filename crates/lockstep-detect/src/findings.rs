//! The waist: all that a detector may tell the rest of Lockstep.
//!
//! Named values with units and denominators, typed tables, at most one network. Nothing specific to one detector crosses it, so a new
//! detector appears in reports, exports and comparisons without touching them.

use lockstep_digest::{Context, Digest, canonical::NotCanonical};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What one step found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Named numbers, in the order in which to read them.
    pub values: Vec<Value>,
    /// Tables, in the order in which to read them.
    pub tables: Vec<Table>,
    /// The network, if the step made one.
    pub network: Option<Network>,
    /// What a reader must know about this run of the detector: dropped rows, caps, coverage.
    pub notes: Vec<String>,
}

impl Findings {
    /// Identity of the findings: the digest of their canonical JSON.
    ///
    /// # Errors
    /// When a count exceeds 2^53.
    pub fn digest(&self) -> Result<Digest, NotCanonical> {
        Context::Findings.of_json(self)
    }

    /// The value of a name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.name == name)
    }

    /// The table of a name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// A number that a reader may quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// Name, `snake_case`, unique within the findings.
    pub name: String,
    /// The number, or why there is none.
    pub number: Number,
    /// Its unit.
    pub unit: Unit,
    /// Name of the value it is a part of: its denominator.
    pub of: Option<String>,
    /// What it is, in words.
    pub meaning: String,
}

/// A named number.
pub(crate) fn value(name: &str, number: Number, unit: Unit, of: Option<&str>, meaning: &str) -> Value {
    Value { name: name.to_owned(), number, unit, of: of.map(str::to_owned), meaning: meaning.to_owned() }
}

/// A named count.
pub(crate) fn count(name: &str, number: u64, unit: Unit, of: Option<&str>, meaning: &str) -> Value {
    value(name, Number::Count(number), unit, of, meaning)
}

/// A number, or the reason why there is none. Absence is never zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Number {
    /// An exact count.
    Count(u64),
    /// A measurement; finite.
    Real(f64),
    /// A moment, ms since 1970-01-01 UTC.
    Time(i64),
    /// Not enough data, and why.
    Insufficient(String),
}

/// What a number counts or measures. Decides how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Accounts.
    Accounts,
    /// Posts.
    Posts,
    /// Distinct objects that accounts acted on.
    Objects,
    /// Pairs of accounts.
    Pairs,
    /// Followers.
    Followers,
    /// Whole days.
    Days,
    /// Hours.
    Hours,
    /// Seconds.
    Seconds,
    /// Posts a day.
    PostsPerDay,
    /// A share between 0 and 1, written as a percentage.
    Share,
    /// A plain number.
    Plain,
    /// A moment.
    Time,
}

impl Unit {
    /// The names of all units, as studies and files write them.
    #[must_use]
    pub fn names() -> Vec<String> {
        let schema = schemars::schema_for!(Self).to_value();
        let units = schema["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
        units.iter().filter_map(|unit| unit["const"].as_str()).map(str::to_owned).collect()
    }

    /// The unit of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }

    /// Its name, as studies and files write it.
    #[must_use]
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| Some(name.as_str()?.to_owned())).expect("a unit is written as its name")
    }
}

/// A table of findings. Rows are in the order in which to read them, which `about` states; ties keep the order of account ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Name, `snake_case`, unique within the findings; also its file name.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// Number of leading columns that identify a row.
    pub key: usize,
    /// The columns, all of the same length.
    pub columns: Vec<TableColumn>,
}

impl Table {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// The verdicts of its rows, where it gives any.
    #[must_use]
    pub fn verdicts(&self) -> Option<&[Verdict]> {
        self.columns.iter().find_map(|column| if let Cells::Verdict(cells) = &column.cells { Some(cells.as_slice()) } else { None })
    }

    /// The cells of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.cells)
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Name, `snake_case`.
    pub name: String,
    /// What it is, in words, with its unit.
    pub meaning: String,
    /// Its cells.
    pub cells: Cells,
}

/// The cells of a column. Identifiers have types of their own, so that publication can replace every one of them by a pseudonym.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cells {
    /// Account ids.
    Account(Vec<String>),
    /// Post ids.
    Post(Vec<String>),
    /// Lists of post ids: the evidence behind a row.
    Posts(Vec<Vec<String>>),
    /// Objects that accounts acted on and that name nobody by themselves, such as hashtags. Untrusted text.
    Object(Vec<String>),
    /// Words of Lockstep's own or of the study: set names, reasons.
    Text(Vec<String>),
    /// Counts.
    Count(Vec<Option<u64>>),
    /// Measurements in the unit; finite.
    Real(Unit, Vec<Option<f64>>),
    /// Moments, ms since 1970-01-01 UTC.
    Time(Vec<Option<i64>>),
    /// What the detector says of an account.
    Verdict(Vec<Verdict>),
}

impl Cells {
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Account(cells) | Self::Post(cells) | Self::Object(cells) | Self::Text(cells) => cells.len(),
            Self::Posts(cells) => cells.len(),
            Self::Count(cells) => cells.len(),
            Self::Real(_, cells) => cells.len(),
            Self::Time(cells) => cells.len(),
            Self::Verdict(cells) => cells.len(),
        }
    }

    /// True when there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells of some rows, in the given order.
    ///
    /// # Panics
    /// When a row is out of range.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        fn pick<T: Clone>(cells: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|row| cells[*row].clone()).collect()
        }
        match self {
            Self::Account(cells) => Self::Account(pick(cells, rows)),
            Self::Post(cells) => Self::Post(pick(cells, rows)),
            Self::Posts(cells) => Self::Posts(pick(cells, rows)),
            Self::Object(cells) => Self::Object(pick(cells, rows)),
            Self::Text(cells) => Self::Text(pick(cells, rows)),
            Self::Count(cells) => Self::Count(pick(cells, rows)),
            Self::Real(unit, cells) => Self::Real(*unit, pick(cells, rows)),
            Self::Time(cells) => Self::Time(pick(cells, rows)),
            Self::Verdict(cells) => Self::Verdict(pick(cells, rows)),
        }
    }
}

/// What a detector says of one account. Never what the account *is*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The measured behaviour is beyond the stated line.
    Flagged,
    /// Measured, and not beyond the line.
    NotFlagged,
    /// Too little data to measure.
    InsufficientData,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Flagged => "flagged",
            Self::NotFlagged => "not flagged",
            Self::InsufficientData => "insufficient data",
        }
    }
}

/// A network between accounts. Its edges are a table of the findings that starts with `source`, `target`, `weight`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Name of the table of edges.
    pub edges: String,
    /// Whether an edge points from source to target.
    pub directed: bool,
    /// What the weight counts.
    pub weight: String,
    /// Names of the tables of evidence, one a layer: one row an (edge, object), starting with `source`, `target`.
    pub evidence: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_a_name_that_leads_back_to_it() {
        let names = Unit::names();
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            assert_eq!(Unit::named(&name).map(Unit::name), Some(name));
        }
        assert_eq!(Unit::named("acounts"), None);
    }
}
