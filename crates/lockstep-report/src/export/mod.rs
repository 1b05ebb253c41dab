//! Findings as files for other programs: tables as CSV, and in [`network`] networks as GEXF and GraphML.
//!
//! CSV is that of RFC 4180 in UTF-8 with one header row. Numbers are unrounded, moments are RFC 3339, a missing cell is empty. Spreadsheets
//! take text that begins with `=`, `+`, `-` or `@` for a formula; such text gets an apostrophe in front, numbers never do.

pub(crate) mod network;

use lockstep_detect::{Cells, Table};

use crate::error::ReportError;
use crate::number;

/// The table as the bytes of a CSV file.
///
/// # Errors
/// Only if the writer fails, which memory does not.
pub(crate) fn csv(table: &Table) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.name.as_str()))?;
    for row in 0..table.rows() {
        writer.write_record(table.columns.iter().map(|column| cell(&column.cells, row)))?;
    }
    writer.into_inner().map_err(|error| ReportError::Csv(error.into_error().into()))
}

fn cell(cells: &Cells, row: usize) -> String {
    match cells {
        Cells::Account(cells) | Cells::Post(cells) | Cells::Object(cells) | Cells::Text(cells) => {
            cells.get(row).map_or_else(String::new, |text| inert(text))
        }
        Cells::Posts(cells) => cells.get(row).map_or_else(String::new, |ids| inert(&ids.join(" "))),
        Cells::Count(cells) => cells.get(row).copied().flatten().map_or_else(String::new, |count| count.to_string()),
        Cells::Real(_, cells) => cells.get(row).copied().flatten().map_or_else(String::new, |number| number.to_string()),
        Cells::Time(cells) => cells.get(row).copied().flatten().map_or_else(String::new, number::rfc3339),
        Cells::Verdict(cells) => cells.get(row).map_or_else(String::new, |verdict| verdict.words().to_owned()),
    }
}

fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use lockstep_detect::{TableColumn, Unit, Verdict};

    use super::*;

    #[test]
    fn a_table_with_every_kind_of_cell() {
        let column = |name: &str, cells| TableColumn { name: name.into(), meaning: String::new(), cells };
        let table = Table {
            name: "all".into(),
            about: String::new(),
            key: 1,
            columns: vec![
                column("account", Cells::Account(vec!["a1".into(), "=cmd()".into(), "x\"y,z".into()])),
                column("object", Cells::Object(vec!["@who".into(), "+1".into(), "line\nbreak".into()])),
                column("posts", Cells::Posts(vec![vec!["p1".into(), "p2".into()], vec![], vec!["-3".into()]])),
                column("count", Cells::Count(vec![Some(3), None, Some(0)])),
                column("real", Cells::Real(Unit::Share, vec![Some(-0.1), None, Some(1.0 / 3.0)])),
                column("time", Cells::Time(vec![Some(1_551_103_380_250), None, Some(-1000)])),
                column("verdict", Cells::Verdict(vec![Verdict::Flagged, Verdict::NotFlagged, Verdict::InsufficientData])),
            ],
        };
        let text = String::from_utf8(csv(&table).expect("memory does not fail")).expect("UTF-8");
        insta::assert_snapshot!(text.replace("\r\n", "␍\n"));
    }
}
