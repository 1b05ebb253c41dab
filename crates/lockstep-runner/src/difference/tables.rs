//! Who and what is in the tables of findings, compared by content and not by place.

use std::collections::BTreeMap;

use serde::Serialize;

use super::side::Side;
use crate::published::{CellKind, TableHead};

/// A table whose rows differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableChange {
    /// Its name.
    pub table: String,
    /// Rows before and after.
    pub rows: [usize; 2],
    /// Keys of rows that are only on the first side.
    pub gone: Vec<Vec<String>>,
    /// Keys of rows that are only on the second side.
    pub new: Vec<Vec<String>>,
    /// Keys of rows of which other cells changed.
    pub changed: Vec<Vec<String>>,
    /// Rows with another verdict: the key, and the verdict before and after; empty text for a row that is not there.
    pub verdicts: Vec<VerdictChange>,
    /// Why the rows cannot be told apart, if they cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomparable: Option<&'static str>,
}

/// A row with another verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictChange {
    /// The row's key.
    pub key: Vec<String>,
    /// Its verdict before; empty where it was not there.
    pub before: String,
    /// Its verdict after; empty where it is not there.
    pub after: String,
}

type Rows = BTreeMap<Vec<String>, Vec<Vec<String>>>;

/// Each table of a step that is not the same on two sides; none where a side has no files.
pub(super) fn compare(before: &Side, after: &Side, step: &str, same_rows: bool) -> Vec<TableChange> {
    let (Some(was), Some(is)) = (before.step_file(step), after.step_file(step)) else { return Vec::new() };
    let mut names: Vec<&str> = was.tables.iter().chain(&is.tables).map(|table| table.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let one = |name: &str| {
        let heads = (was.table(name), is.table(name));
        let rows = |side: &Side, head: Option<&TableHead>| head.and_then(|head| side.rows(step, head)).unwrap_or_default();
        let (rows_before, rows_after) = (rows(before, heads.0), rows(after, heads.1));
        if rows_before == rows_after && heads.0.map(columns) == heads.1.map(columns) {
            return None;
        }
        Some(table(name, heads, rows_before, rows_after, same_rows))
    };
    names.into_iter().filter_map(one).collect()
}

fn columns(table: &TableHead) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

fn table(
    name: &str,
    heads: (Option<&TableHead>, Option<&TableHead>),
    before: Vec<Vec<String>>,
    after: Vec<Vec<String>>,
    same_rows: bool,
) -> TableChange {
    let mut change = TableChange {
        table: name.to_owned(),
        rows: [before.len(), after.len()],
        gone: Vec::new(),
        new: Vec::new(),
        changed: Vec::new(),
        verdicts: Vec::new(),
        incomparable: None,
    };
    let head = match heads {
        (Some(was), Some(is)) if columns(was) != columns(is) || was.key != is.key => {
            change.incomparable = Some("its columns changed");
            return change;
        }
        (was, is) => is.or(was),
    };
    let Some(head) = head else { return change };
    if !same_rows && (has_pseudonyms(head, &before) || has_pseudonyms(head, &after)) {
        change.incomparable = Some("the pseudonyms of two data sets cannot be compared");
        return change;
    }
    let (before, after) = (by_key(before, head.key), by_key(after, head.key));
    let verdict = head.columns.iter().position(|column| column.kind == CellKind::Verdict);
    let verdict_of = |rows: &Rows, key: &Vec<String>| -> String {
        verdict.zip(rows.get(key)).and_then(|(place, rows)| rows.first()?.get(place).cloned()).unwrap_or_default()
    };
    let mut keys: Vec<&Vec<String>> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        match (before.get(key), after.get(key)) {
            (Some(_), None) => change.gone.push(key.clone()),
            (None, Some(_)) => change.new.push(key.clone()),
            (was, is) if was != is => change.changed.push(key.clone()),
            _ => continue,
        }
        let (was, is) = (verdict_of(&before, key), verdict_of(&after, key));
        if was != is {
            change.verdicts.push(VerdictChange { key: key.clone(), before: was, after: is });
        }
    }
    change
}

fn by_key(rows: Vec<Vec<String>>, key: usize) -> Rows {
    let mut by_key = Rows::new();
    for row in rows {
        by_key.entry(row[..key.min(row.len())].to_vec()).or_default().push(row);
    }
    by_key
}

/// Whether a table names accounts or posts by pseudonyms, whose key is made of the rows that were read.
fn has_pseudonyms(head: &TableHead, rows: &[Vec<String>]) -> bool {
    let prefix = |kind| match kind {
        CellKind::Account => Some("account-"),
        CellKind::Post | CellKind::Posts => Some("post-"),
        _ => None,
    };
    let places = head.columns.iter().enumerate().filter_map(|(place, column)| Some((place, prefix(column.kind)?)));
    places.into_iter().any(|(place, prefix)| rows.iter().any(|row| row[place].starts_with(prefix)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::ColumnHead;

    fn head() -> TableHead {
        let column = |name: &str, kind| ColumnHead { name: name.to_owned(), meaning: String::new(), kind, unit: None };
        let columns = vec![column("account", CellKind::Account), column("verdict", CellKind::Verdict), column("posts", CellKind::Count)];
        TableHead { name: "accounts".to_owned(), about: String::new(), rows: 0, key: 1, columns }
    }

    fn rows(rows: &[[&str; 3]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect()
    }

    #[test]
    fn rows_are_told_apart_by_key_in_any_order() {
        let before = rows(&[["ann", "flagged", "9"], ["ben", "not flagged", "5"], ["cleo", "flagged", "7"]]);
        let after = rows(&[["cleo", "not flagged", "7"], ["ann", "flagged", "9"], ["dora", "flagged", "8"]]);
        let change = table("accounts", (Some(&head()), Some(&head())), before, after, true);
        let key = |name: &str| vec![name.to_owned()];
        assert_eq!((change.gone, change.new, change.changed), (vec![key("ben")], vec![key("dora")], vec![key("cleo")]));
        let verdicts: Vec<String> =
            change.verdicts.iter().map(|change| format!("{}: {} to {}", change.key[0], change.before, change.after)).collect();
        assert_eq!(verdicts, ["ben: not flagged to ", "cleo: flagged to not flagged", "dora:  to flagged"]);
    }

    #[test]
    fn pseudonyms_of_other_rows_are_not_compared() {
        let before = rows(&[["account-0123456789ab", "flagged", "9"]]);
        let after = rows(&[["account-ba9876543210", "flagged", "9"]]);
        let heads = (Some(&head()), Some(&head()));
        assert!(table("accounts", heads, before.clone(), after.clone(), false).incomparable.is_some());
        assert_eq!(table("accounts", heads, before, after, true).gone.len(), 1);
    }
}
