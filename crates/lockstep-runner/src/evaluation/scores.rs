//! The values that a step gives to accounts: which column, and what its absence means.

use std::collections::BTreeMap;

use lockstep_detect::{Cells, Findings, Said, Table, Verdict};
use lockstep_snapshot::Snapshot;

use super::EvaluationError;
use crate::plan::PlannedStep;

/// A score that is asked for.
pub(super) struct Wanted {
    /// Place of the step in the plan.
    pub(super) step: usize,
    pub(super) table: String,
    pub(super) column: String,
    /// What the card says of this table; none where the card does not name it.
    said: Option<Said>,
    /// Whether it is the card's own measure.
    own: bool,
}

/// What a score says of every account of the snapshot, by rank.
pub(super) struct Values {
    /// What the column is.
    pub(super) meaning: String,
    /// The value; none where the detector abstained or has no row.
    pub(super) value: Vec<Option<f64>>,
    /// Whether the value is 0 because the account posted and is not listed.
    pub(super) unlisted: Vec<bool>,
    /// Whether it is flagged; none where the detector says nothing of it.
    pub(super) flagged: Vec<Option<bool>>,
}

impl Wanted {
    /// The scores that are named as STEP or STEP.TABLE.COLUMN, or the measure of every step that has one; none will do where there are
    /// `others` from elsewhere.
    ///
    /// # Errors
    /// When a step is unknown, or has no measure of its own and no column is named.
    pub(super) fn of(steps: &[PlannedStep], names: &[String], others: bool) -> Result<Vec<Self>, EvaluationError> {
        if names.is_empty() {
            let own: Vec<Self> = (0..steps.len()).filter_map(|step| Self::own(steps, step)).collect();
            return if own.is_empty() && !others {
                Err(EvaluationError::Question {
                    message: "no step of this study measures accounts one by one".to_owned(),
                    help: "name a column of a table that has a row an account, with --score STEP.TABLE.COLUMN".to_owned(),
                })
            } else {
                Ok(own)
            };
        }
        names.iter().map(|name| Self::named(steps, name)).collect()
    }

    fn own(steps: &[PlannedStep], step: usize) -> Option<Self> {
        let measure = steps[step].method.card().measure?;
        let (table, column) = (measure.table.to_owned(), measure.column.to_owned());
        Some(Self { step, table, column, said: Some(measure.said), own: true })
    }

    fn named(steps: &[PlannedStep], name: &str) -> Result<Self, EvaluationError> {
        let parts: Vec<&str> = name.split('.').collect();
        let place = steps.iter().position(|step| step.name == parts[0]).ok_or_else(|| EvaluationError::Unknown {
            what: "step".to_owned(),
            name: parts[0].to_owned(),
            known: steps.iter().map(|step| step.name.clone()).collect(),
        })?;
        let own = Self::own(steps, place);
        match (&parts[..], own) {
            ([_], Some(own)) => Ok(own),
            ([step], None) => Err(EvaluationError::Question {
                message: format!("the step `{step}` has no measure of its own"),
                help: format!("name a column of it with --score {step}.TABLE.COLUMN; `lockstep explain STUDY {step}` lists its tables"),
            }),
            ([_, table, column], own) => {
                let card = own.filter(|own| own.table == *table);
                Ok(Self {
                    step: place,
                    table: (*table).to_owned(),
                    column: (*column).to_owned(),
                    said: card.as_ref().and_then(|own| own.said),
                    own: card.is_some_and(|own| own.column == *column),
                })
            }
            _ => Err(EvaluationError::Question {
                message: format!("`{name}` names no score"),
                help: "write STEP, or STEP.TABLE.COLUMN, such as pace.accounts.observed_pace".to_owned(),
            }),
        }
    }

    /// What the findings say of every account.
    ///
    /// # Errors
    /// When there is no such table or column, the column holds no numbers, or the table no row an account.
    pub(super) fn values(&self, step: &str, findings: &Findings, snapshot: &Snapshot) -> Result<Values, EvaluationError> {
        let unknown = |what: String, name: &str, known: Vec<String>| EvaluationError::Unknown { what, name: name.to_owned(), known };
        let table = findings.table(&self.table).ok_or_else(|| {
            unknown(format!("table of `{step}`"), &self.table, findings.tables.iter().map(|table| table.name.clone()).collect())
        })?;
        let Some(ids) = accounts(table) else {
            let usable = findings.tables.iter().filter(|table| accounts(table).is_some()).map(|table| format!("`{}`", table.name));
            let usable: Vec<String> = usable.collect();
            return Err(EvaluationError::Question {
                message: format!("the table `{}` of `{step}` does not have one row an account", self.table),
                help: if usable.is_empty() { "no table of this step has".to_owned() } else { format!("these have: {}", usable.join(", ")) },
            });
        };
        let is_number = |cells: &Cells| matches!(cells, Cells::Count(_) | Cells::Real(..));
        let of_numbers = table.columns.iter().filter(|column| is_number(&column.cells)).map(|column| column.name.clone()).collect();
        let found = table.columns.iter().find(|column| column.name == self.column);
        let Some((column, cells)) = found.and_then(|column| Some((column, numbers(&column.cells)?))) else {
            return Err(unknown(format!("column of numbers in `{step}.{}`", self.table), &self.column, of_numbers));
        };
        let rows: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(row, id)| (id.as_str(), row)).collect();
        let verdicts = match self.said {
            Some(Said::Column(name)) => table.column(name),
            _ => table.column("verdict"),
        };
        let verdicts = if let Some(Cells::Verdict(verdicts)) = verdicts { Some(verdicts) } else { None };
        let listed = self.said == Some(Said::Listed);
        let mut posted = vec![false; snapshot.accounts.len()];
        snapshot.posts.account.iter().for_each(|author| posted[*author as usize] = true);
        let size = snapshot.accounts.len();
        let mut values =
            Values { meaning: column.meaning.clone(), value: vec![None; size], unlisted: vec![false; size], flagged: vec![None; size] };
        for (account, id) in snapshot.accounts.iter().enumerate() {
            match rows.get(id) {
                Some(row) => {
                    let verdict = verdicts.map(|verdicts| verdicts[*row]);
                    values.value[account] = cells[*row].filter(|_| verdict != Some(Verdict::InsufficientData));
                    values.flagged[account] = match verdict {
                        None => listed.then_some(true),
                        Some(Verdict::InsufficientData) => None,
                        Some(verdict) => Some(verdict == Verdict::Flagged),
                    };
                }
                None if listed && posted[account] => {
                    values.unlisted[account] = self.own;
                    values.value[account] = self.own.then_some(0.0);
                    values.flagged[account] = Some(false);
                }
                None => {}
            }
        }
        Ok(values)
    }
}

/// The accounts of a table that has one row an account.
fn accounts(table: &Table) -> Option<&[String]> {
    match (table.key, table.columns.first().map(|column| &column.cells)) {
        (1, Some(Cells::Account(ids))) => Some(ids),
        _ => None,
    }
}

fn numbers(cells: &Cells) -> Option<Vec<Option<f64>>> {
    match cells {
        Cells::Count(cells) => Some(cells.iter().map(|cell| cell.map(|count| count as f64)).collect()),
        Cells::Real(_, cells) => Some(cells.clone()),
        _ => None,
    }
}
