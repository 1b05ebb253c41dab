//! `lockstep export`: the tables of a run as Parquet files, for notebooks.

use lockstep_detect::{Cells, Table};
use lockstep_runner::OutputFile;
use lockstep_snapshot::{ParquetCells, parquet};
use serde_json::{Value as Json, json};

use super::folder;
use crate::arguments::ExportOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::target::Target;

/// What says of every table where it is and what its columns mean.
const TABLES: &str = "tables.json";

pub(crate) fn run(options: &ExportOptions, console: Console) -> Result<Code, Failure> {
    folder::writable(&options.out, TABLES, "exported tables")?;
    let target = Target::open(&options.target, None)?;
    let run = target.published.run()?;
    let mut files = Vec::new();
    let mut told = Vec::new();
    for (step, findings) in run.record.steps.iter().zip(&run.findings) {
        for table in findings.iter().flat_map(|findings| &findings.tables) {
            let path = format!("{}--{}.parquet", step.step, table.name);
            told.push(about(&step.step, &path, table));
            files.push(OutputFile { path, media_type: "application/vnd.apache.parquet", bytes: bytes(table) });
        }
    }
    let (tables, rows) = (files.len(), told.iter().filter_map(|table| table["rows"].as_u64()).sum::<u64>());
    let id = target.published.manifest.result.id.to_string();
    let list = json!({ "run": id, "study": run.slug, "tables": told });
    let list = serde_json::to_vec_pretty(&list).expect("names and numbers are JSON");
    files.push(OutputFile { path: TABLES.to_owned(), media_type: "application/json", bytes: [list, b"\n".to_vec()].concat() });
    folder::write(&options.out, &files)?;
    let path = options.out.display();
    let text = format!(
        "  {} tables with {} rows as Parquet: {path}\n  {TABLES} there says what each column means",
        lockstep_report::count(tables as u64),
        lockstep_report::count(rows)
    );
    console.result(&text, &json!({ "folder": options.out, "run": id, "tables": tables, "rows": rows }));
    Ok(Code::Done)
}

fn bytes(table: &Table) -> Vec<u8> {
    let columns = table.columns.iter().map(|column| (column.name.clone(), cells(&column.cells)));
    parquet(columns.collect()).expect("findings hold columns of one length under names of their own")
}

fn cells(cells: &Cells) -> ParquetCells {
    match cells {
        Cells::Account(cells) | Cells::Post(cells) | Cells::Object(cells) | Cells::Text(cells) => ParquetCells::Text(cells.clone()),
        Cells::Posts(cells) => ParquetCells::Texts(cells.clone()),
        Cells::Count(cells) => ParquetCells::Count(cells.clone()),
        Cells::Real(_, cells) => ParquetCells::Real(cells.clone()),
        Cells::Time(cells) => ParquetCells::Moment(cells.clone()),
        Cells::Verdict(cells) => ParquetCells::Text(cells.iter().map(|verdict| verdict.words().to_owned()).collect()),
    }
}

fn about(step: &str, path: &str, table: &Table) -> Json {
    let columns = table.columns.iter().map(|column| {
        let unit = match &column.cells {
            Cells::Real(unit, _) => Some(unit.name()),
            _ => None,
        };
        json!({ "name": column.name, "unit": unit, "meaning": column.meaning })
    });
    json!({
        "file": path,
        "step": step,
        "table": table.name,
        "rows": table.rows(),
        "about": table.about,
        "columns": columns.collect::<Vec<Json>>(),
    })
}
