//! Rules for an input: where its rows come from, and which keys go together.

use super::Faults;
use crate::columns::{Columns, TableName};
use crate::input::{Input, Layout};
use crate::suggest::suggest;

pub(super) fn check(faults: &mut Faults<'_>, pointer: &str, input: &Input) {
    match (&input.files, &input.simulate) {
        (None, None) => {
            let message = format!("the input `{}` has neither `files` nor `simulate`", input.name);
            faults.at_key(pointer, message, "name the files to read, or a scenario to simulate");
        }
        (Some(_), Some(_)) => {
            let message = format!("the input `{}` has both `files` and `simulate`", input.name);
            faults.at_key(&format!("{pointer}/simulate"), message, "make two inputs of it, or remove one of the two keys");
        }
        (None, Some(_)) => describes_no_files(faults, pointer, input),
        (Some(files), None) => {
            stays_inside(faults, &format!("{pointer}/files"), files);
            describes_its_files(faults, pointer, input);
        }
    }
}

fn describes_no_files(faults: &mut Faults<'_>, pointer: &str, input: &Input) {
    let given = [
        ("layout", input.layout.is_some()),
        ("table", input.table.is_some()),
        ("columns", input.columns.is_some()),
        ("time_format", input.time_format.is_some()),
    ];
    for (key, _) in given.into_iter().filter(|(_, present)| *present) {
        let message = format!("`{key}` describes files, but this input is simulated");
        faults.at_key(&format!("{pointer}/{key}"), message, "remove it");
    }
}

/// A study that is passed on can only name files that are passed on with it.
fn stays_inside(faults: &mut Faults<'_>, pointer: &str, files: &str) {
    let drive = files.as_bytes().get(1) == Some(&b':');
    let help = "write a path such as `snapshots/posts.csv`, below the study's folder or the folder given by `--inputs`";
    if files.contains('\\') {
        faults.at_value(pointer, "`files` has a backslash, which separates no folders here".to_owned(), "write `/` between folders");
    } else if files.starts_with(['/', '~']) || drive || files.contains("://") {
        faults.at_value(pointer, format!("`files` must be a relative path, not `{files}`"), help);
    } else if files.split('/').any(|part| part == "..") {
        faults.at_value(pointer, format!("`files` leaves the study's folder: `{files}`"), help);
    }
}

fn describes_its_files(faults: &mut Faults<'_>, pointer: &str, input: &Input) {
    let layout = input.layout.unwrap_or_default();
    if input.table.is_some() && !layout.takes_table() {
        let message = "this layout holds posts, so `table` cannot be chosen".to_owned();
        faults.at_key(&format!("{pointer}/table"), message, "remove it, or use `layout: canonical` or `layout: columns`");
    }
    match (&input.columns, layout) {
        (Some(columns), Layout::Columns) => {
            columns_fit_table(faults, &format!("{pointer}/columns"), columns, input.table.unwrap_or_default());
        }
        (None, Layout::Columns) => {
            let message = "`layout: columns` needs `columns`, and none are given".to_owned();
            faults.at_value(&format!("{pointer}/layout"), message, "add `columns: { account_id: …, time: … }`, canonical name first");
        }
        (Some(_), _) => {
            let message = "`columns` is read with `layout: columns` only".to_owned();
            faults.at_key(&format!("{pointer}/columns"), message, "add `layout: columns`, or remove it");
        }
        (None, _) => {}
    }
}

fn columns_fit_table(faults: &mut Faults<'_>, pointer: &str, columns: &Columns, table: TableName) {
    let known = table.columns();
    for (column, _) in columns.pairs().filter(|(column, _)| !known.contains(column)) {
        let message = format!("the table `{}` has no column `{column}`", table.as_str());
        let help = match suggest(column, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its columns are {}", known.join(", ")),
        };
        faults.at_key(&format!("{pointer}/{column}"), message, &help);
    }
    let given: Vec<&str> = columns.pairs().map(|(column, _)| column).collect();
    for column in table.required_columns().iter().filter(|column| !given.contains(column)) {
        let message = format!("the table `{}` needs the column `{column}`", table.as_str());
        faults.at_key(pointer, message, &format!("add `{column}: NAME`, with the name that the source gives it"));
    }
}
