//! One account: its rows in the tables of a step, and its heaviest edges.

use lockstep_detect::Network;
use lockstep_report::{count, measured, visible};
use lockstep_runner::{CellKind, ColumnHead, TableHead, table_path};
use serde_json::{Value as Json, json};

use super::layout::{fields, grid, written};
use super::{Page, Step, usage};
use crate::message::Failure;

/// Rows of one table and edges that are printed; the files hold the rest.
const SHOWN: usize = 10;

pub(super) fn account(step: &Step<'_>, account: &str) -> Result<Page, Failure> {
    let edges = step.file.network.as_ref().map(|network| network.edges.as_str());
    let evidence = step.file.network.as_ref().map_or(&[][..], |network| &network.evidence);
    let mut text = format!("{} in the step {}\n", visible(account), step.record.step);
    let mut tables: Vec<Json> = Vec::new();
    let tables_of = step.file.tables.iter().filter(|table| Some(table.name.as_str()) != edges && !evidence.contains(&table.name));
    for table in tables_of {
        let Some(rows) = rows_of(step, table, account)?.filter(|rows| !rows.is_empty()) else { continue };
        text.push_str(&format!("\n{}\n{}", heading(step, table, rows.len()), told(table, &rows)));
        tables.push(in_json(table, &rows));
    }
    let heaviest = match (&step.file.network, edges.and_then(|name| step.file.table(name))) {
        (Some(network), Some(table)) => heaviest(step, network, table, account)?,
        _ => None,
    };
    if let Some((told, _)) = &heaviest {
        text.push_str(told);
    }
    if tables.is_empty() && heaviest.is_none() {
        return Err(nobody(step, account)?);
    }
    let json = json!({ "step": step.record.step, "account": account, "tables": tables, "edges": heaviest.map(|(_, edges)| edges) });
    Ok(Page { text, json })
}

/// The rows of a table that are about an account; none where the table has no accounts.
fn rows_of(step: &Step<'_>, table: &TableHead, account: &str) -> Result<Option<Vec<Vec<String>>>, Failure> {
    let places: Vec<usize> = accounts_in(table);
    if places.is_empty() {
        return Ok(None);
    }
    let mut rows = step.published.rows(&step.record.step, table)?;
    rows.retain(|row| places.iter().any(|place| row[*place] == account));
    Ok(Some(rows))
}

fn accounts_in(table: &TableHead) -> Vec<usize> {
    (0..table.columns.len()).filter(|place| table.columns[*place].kind == CellKind::Account).collect()
}

fn heading(step: &Step<'_>, table: &TableHead, rows: usize) -> String {
    let file = table_path(&step.record.step, &table.name);
    if rows > SHOWN {
        format!("{}, the first {SHOWN} of {} rows, from {file}", table.name, count(rows as u64))
    } else {
        format!("{}, from {file}", table.name)
    }
}

/// One row as text beside its columns, several as a grid.
fn told(table: &TableHead, rows: &[Vec<String>]) -> String {
    let [row] = rows else { return grid(2, &table.columns, &rows[..rows.len().min(SHOWN)]) };
    let own = table.columns.iter().zip(row).filter(|(column, _)| column.kind != CellKind::Account);
    let lines: Vec<(&str, String)> =
        own.map(|(column, cell)| (column.name.as_str(), format!("{}  ({})", written(cell, column), column.meaning))).collect();
    fields(2, &lines)
}

pub(super) fn in_json(table: &TableHead, rows: &[Vec<String>]) -> Json {
    let object = |row: &Vec<String>| -> Json {
        table
            .columns
            .iter()
            .zip(row)
            .map(|(column, cell)| (column.name.clone(), cell_in_json(cell, column)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({ "table": table.name, "rows": rows.iter().map(object).collect::<Vec<_>>() })
}

/// Counts and measurements as numbers, what is missing as null, and all else as text.
fn cell_in_json(cell: &str, column: &ColumnHead) -> Json {
    match column.kind {
        _ if cell.is_empty() && column.kind != CellKind::Text => Json::Null,
        CellKind::Count => cell.parse::<u64>().map_or_else(|_| cell.into(), Json::from),
        CellKind::Real => cell.parse::<f64>().map_or_else(|_| cell.into(), Json::from),
        _ => cell.into(),
    }
}

/// The edges of an account, seen from its side.
fn heaviest(step: &Step<'_>, network: &Network, table: &TableHead, account: &str) -> Result<Option<(String, Json)>, Failure> {
    let Some(rows) = rows_of(step, table, account)?.filter(|rows| !rows.is_empty()) else { return Ok(None) };
    let (Some(source), Some(target), Some(weight)) = (table.place("source"), table.place("target"), table.place("weight")) else {
        return Ok(None);
    };
    let led = |row: &[String]| lead(table, row, account);
    let timed = table.place("first_source").is_some();
    let head = |name: &str, kind| ColumnHead { name: name.to_owned(), meaning: String::new(), kind, unit: None };
    let mut heads = vec![head("partner", CellKind::Account), table.columns[weight].clone()];
    if network.directed {
        heads.insert(1, head("direction", CellKind::Text));
    }
    if timed {
        heads.push(head("came first", CellKind::Text));
    }
    let told_apart = ["source", "target", "weight", "first_source", "not_at_once", "lead_share", "objects_source", "objects_target"];
    let rest: Vec<usize> = (0..table.columns.len()).filter(|place| !told_apart.contains(&table.columns[*place].name.as_str())).collect();
    heads.extend(rest.iter().map(|place| table.columns[*place].clone()));
    let seen = |row: &Vec<String>| {
        let from_it = row[source] == account;
        let mut cells = vec![row[if from_it { target } else { source }].clone(), row[weight].clone()];
        if network.directed {
            cells.insert(1, if from_it { "to partner" } else { "from partner" }.to_owned());
        }
        if timed {
            cells.push(led(row).map_or_else(String::new, |lead| lead.to_string()));
        }
        cells.extend(rest.iter().map(|place| row[*place].clone()));
        cells
    };
    let shown = &rows[..rows.len().min(SHOWN)];
    let seen: Vec<Vec<String>> = shown.iter().map(seen).collect();
    let text = format!("\n{}\n{}", heading(step, table, rows.len()).replace("the first", "the heaviest"), grid(2, &heads, &seen));
    let last = "`lockstep explain STUDY STEP ACCOUNT PARTNER` tells what an edge rests on.";
    Ok(Some((format!("{text}\n{last}\n"), in_json(table, shown))))
}

/// On how many shared objects an account came first, of those on which one of the two did.
pub(super) struct Lead {
    pub(super) first: u64,
    pub(super) of: u64,
}

impl std::fmt::Display for Lead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", count(self.first), count(self.of))?;
        if self.of > 0 { write!(f, " ({})", measured(self.first as f64 / self.of as f64, lockstep_detect::Unit::Share)) } else { Ok(()) }
    }
}

/// Who came first on an edge, from the side of one of its accounts.
pub(super) fn lead(table: &TableHead, row: &[String], account: &str) -> Option<Lead> {
    let number = |column: &str| row[table.place(column)?].parse::<u64>().ok();
    let (first, of) = (number("first_source")?, number("not_at_once")?);
    Some(Lead { first: if row[table.place("source")?] == account { first } else { of.saturating_sub(first) }, of })
}

/// An account that is in no table of the step: the nearest that is.
pub(super) fn nobody(step: &Step<'_>, account: &str) -> Result<Failure, Failure> {
    let mut known: Vec<String> = Vec::new();
    for table in &step.file.tables {
        let places = accounts_in(table);
        if !places.is_empty() {
            let rows = step.published.rows(&step.record.step, table)?;
            known.extend(rows.iter().flat_map(|row| places.iter().map(|place| row[*place].clone())));
        }
    }
    known.sort_unstable();
    known.dedup();
    let near = lockstep_study::suggest(account, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`? "));
    let pseudonyms = if known.iter().any(|name| name.starts_with("account-")) { ", under pseudonyms," } else { "" };
    let some = match &known[..] {
        [] => "its tables name no account".to_owned(),
        [one] => format!("its tables name{pseudonyms} only `{one}`"),
        [one, two, ..] => format!("its tables name{pseudonyms} {} accounts, such as `{one}` and `{two}`", count(known.len() as u64)),
    };
    Ok(usage(
        &format!("no table of the step `{}` has an account `{}`", step.record.step, visible(account)),
        &format!("{}{some}", near.unwrap_or_default()),
    ))
}
