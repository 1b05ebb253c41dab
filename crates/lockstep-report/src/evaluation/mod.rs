//! An evaluation as files: a page with figures, the drawings alone, and the numbers for machines.
//!
//! It shows counts, shares and areas. No account gets here.

mod cells;
mod curves;
mod modelling;
mod page;
mod rows;

use lockstep_runner::{Evaluation, OutputFile};

use crate::error::ReportError;

/// All files of an evaluation, sorted by path.
///
/// # Errors
/// Only if a writer or the template fails.
pub fn evaluation(evaluation: &Evaluation) -> Result<Vec<OutputFile>, ReportError> {
    let drawings = curves::drawings(evaluation);
    let mut json = serde_json::to_vec_pretty(evaluation)?;
    json.push(b'\n');
    let mut files = vec![
        file("index.html", "text/html", page::html(evaluation, &drawings)?.into_bytes()),
        file("evaluation.json", "application/json", json),
        file("evaluation.csv", "text/csv", rows::csv(evaluation)?),
    ];
    for drawing in drawings {
        files.push(file(&format!("{}.svg", drawing.name), "image/svg+xml", drawing.svg.into_bytes()));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn file(path: &str, media_type: &'static str, bytes: Vec<u8>) -> OutputFile {
    OutputFile { path: path.to_owned(), media_type, bytes }
}
