//! Columns of a table as the figures need them.

use lockstep_detect::{Cells, Findings, Table, Verdict};

use super::axis::to_f64;

/// The table of a name.
///
/// # Errors
/// When the findings do not hold it.
pub(super) fn table<'a>(findings: &'a Findings, name: &str) -> Result<&'a Table, String> {
    findings.table(name).ok_or_else(|| format!("there is no table `{name}`"))
}

/// The cells of a column.
///
/// # Errors
/// When the table does not have it.
pub(super) fn cells<'a>(table: &'a Table, column: &str) -> Result<&'a Cells, String> {
    table.column(column).ok_or_else(|| format!("the table `{}` has no column `{column}`", table.name))
}

/// A column of counts, measurements or moments.
///
/// # Errors
/// When the table does not have it or it holds something else.
#[expect(clippy::cast_precision_loss, reason = "drawn to a tenth of a pixel")]
pub(crate) fn numbers(table: &Table, column: &str) -> Result<Vec<Option<f64>>, String> {
    match cells(table, column)? {
        Cells::Count(cells) => Ok(cells.iter().map(|cell| cell.map(|count| count as f64)).collect()),
        Cells::Real(_, cells) => Ok(cells.clone()),
        Cells::Time(cells) => Ok(cells.iter().map(|cell| cell.map(to_f64)).collect()),
        _ => Err(format!("the column `{column}` of the table `{}` does not hold numbers", table.name)),
    }
}

/// A column of counts, a missing one as nothing.
///
/// # Errors
/// When the table does not have it or it holds something else.
pub(super) fn counts(table: &Table, column: &str) -> Result<Vec<u64>, String> {
    match cells(table, column)? {
        Cells::Count(cells) => Ok(cells.iter().map(|cell| cell.unwrap_or(0)).collect()),
        _ => Err(format!("the column `{column}` of the table `{}` does not hold counts", table.name)),
    }
}

/// A column of names: accounts, posts, objects or words.
///
/// # Errors
/// When the table does not have it or it holds something else.
pub(super) fn names<'a>(table: &'a Table, column: &str) -> Result<&'a [String], String> {
    match cells(table, column)? {
        Cells::Account(cells) | Cells::Post(cells) | Cells::Object(cells) | Cells::Text(cells) => Ok(cells),
        _ => Err(format!("the column `{column}` of the table `{}` does not hold names", table.name)),
    }
}

/// A column of verdicts.
///
/// # Errors
/// When the table does not have it or it holds something else.
pub(super) fn verdicts<'a>(table: &'a Table, column: &str) -> Result<&'a [Verdict], String> {
    match cells(table, column)? {
        Cells::Verdict(cells) => Ok(cells),
        _ => Err(format!("the column `{column}` of the table `{}` does not hold verdicts", table.name)),
    }
}

/// The rows of a table that a figure draws, in the given order.
pub(super) fn taken(table: &Table, rows: &[usize]) -> Table {
    let mut out = table.clone();
    for column in &mut out.columns {
        column.cells = column.cells.select(rows);
    }
    out
}

/// The table with the named columns only, in the given order.
pub(super) fn narrowed(table: &Table, columns: &[&str]) -> Table {
    let chosen = columns.iter().filter_map(|name| table.columns.iter().find(|column| column.name == *name).cloned()).collect();
    Table { name: table.name.clone(), about: table.about.clone(), key: 1, columns: chosen }
}
