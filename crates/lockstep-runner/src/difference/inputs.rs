//! What was read, compared by rows first: other bytes with the same rows move no result.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::side::Side;
use super::{Part, Stage, changed_entries};
use crate::lock::LockedInput;

pub(super) fn compare(before: &Side, after: &Side) -> Vec<Part> {
    let mut names: Vec<&str> = Vec::new();
    for input in after.lock.input.iter().chain(&before.lock.input) {
        if !names.contains(&input.name.as_str()) {
            names.push(&input.name);
        }
    }
    let find = |side: &'_ Side, name: &str| side.lock.input.iter().find(|input| input.name == name).cloned();
    let same_rows = before.same_rows(after);
    names.into_iter().map(|name| input(name, find(before, name).as_ref(), find(after, name).as_ref(), same_rows)).collect()
}

fn input(name: &str, before: Option<&LockedInput>, after: Option<&LockedInput>, same_rows: bool) -> Part {
    let mut part = Part::new(Stage::Input, name);
    part.changes = changed_entries(&files(before), &files(after));
    let bytes_changed = !part.changes.is_empty();
    let rows = changed_entries(&tables(before), &tables(after));
    let rows_changed = !rows.is_empty();
    part.changes.extend(rows);
    part.moves_results = rows_changed && !same_rows;
    part.remark = match (before, after) {
        (None, _) => Some("there was no such input".to_owned()),
        (_, None) => Some("there is no such input any more".to_owned()),
        _ if bytes_changed && !rows_changed => Some("bytes changed, rows identical: nothing follows from it".to_owned()),
        _ => None,
    };
    part
}

/// What each file is known by.
fn files(input: Option<&LockedInput>) -> BTreeMap<String, Json> {
    let files = input.into_iter().flat_map(|input| &input.file);
    files.map(|file| (file.path.clone(), format!("{} ({} bytes)", file.blake3.short(), file.bytes).into())).collect()
}

/// What each table is known by.
fn tables(input: Option<&LockedInput>) -> BTreeMap<String, Json> {
    let tables = input.into_iter().flat_map(|input| &input.table);
    tables.map(|table| (format!("rows of {}", table.name), format!("{} ({} rows)", table.digest.short(), table.rows).into())).collect()
}
