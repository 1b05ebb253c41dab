//! What is told: figures, tables and one page, made of a finished run.
//!
//! The report reads findings and nothing else. It computes no statistic, opens no file, and knows no detector by name: whatever a card and
//! its findings hold appears here by itself. The same run gives the same bytes on any machine.
//!
//! - `steps`: each step with its sentences and figures, gathered once.
//! - `sentence`, `number`: how a result is put into words, and a number into digits.
//! - `visible`: text from outside, made harmless.
//! - `language`: words that no number can bear, found in prose.
//! - `figure`: SVG drawings. `page`: the HTML. `evaluation`: scores against labels. `selftest`: settings in
//!   invented crowds. `index`, `export`: the same for machines.

mod error;
mod evaluation;
mod export;
mod figure;
mod index;
mod language;
mod number;
mod overview;
mod page;
mod paths;
mod selftest;
mod sentence;
mod steps;
mod visible;

use lockstep_detect::Card;
use lockstep_runner::{OutputFile, Run};
use rayon::prelude::*;
use steps::Told;

pub use error::ReportError;
pub use evaluation::evaluation;
pub use figure::thumbnail::thumbnail;
pub use language::{Fault, lint, prose};
pub use number::{count, measured, share, written};
pub use overview::{Listed, overview};
pub use selftest::{selftest, words as selftest_words};
pub use steps::{headline_of, headlines, unknown_placeholders};
pub use visible::visible;

/// All files of a report, sorted by path: the page, `index.json`, and the numbers, tables and figures of each step.
///
/// # Errors
/// As [`render_with`].
pub fn render(run: &Run) -> Result<Vec<OutputFile>, ReportError> {
    render_with(run, &|id| lockstep_detect::method(id).map(lockstep_detect::Method::card))
}

/// All files of a report with the cards that `card_of` gives for a detector's name, sorted by path.
///
/// # Errors
/// When a card or findings are missing, a sentence or a figure names something that the findings do not hold, or two files would have
/// one path.
pub fn render_with(run: &Run, card_of: &dyn Fn(&str) -> Option<&'static Card>) -> Result<Vec<OutputFile>, ReportError> {
    let steps = steps::tell(run, card_of)?;
    let cards = page::accounts::gather(run, &steps);
    let mut files = vec![
        file(paths::PAGE.to_owned(), "text/html", page::html(run, &steps, cards.as_ref())?.into_bytes()),
        file(paths::INDEX.to_owned(), "application/json", index::index(run, &steps)?),
    ];
    if let Some(cards) = &cards {
        files.push(file(paths::ACCOUNTS.to_owned(), "text/html", page::accounts::html(cards)?.into_bytes()));
    }
    let of_steps: Vec<Result<Vec<OutputFile>, ReportError>> = steps.par_iter().map(files_of).collect();
    for of_step in of_steps {
        files.extend(of_step?);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    match files.windows(2).find(|pair| pair[0].path == pair[1].path) {
        Some(pair) => Err(ReportError::SamePath(pair[0].path.clone())),
        None => Ok(files),
    }
}

/// The numbers, tables, network and figures of a step.
fn files_of(told: &Told<'_>) -> Result<Vec<OutputFile>, ReportError> {
    let Some(found) = &told.found else { return Ok(Vec::new()) };
    let step = &told.record.step;
    let mut files = vec![file(paths::values(step), "application/json", index::values(told, found.digest, found.findings)?)];
    for table in &found.findings.tables {
        files.push(file(paths::table(step, &table.name), "text/csv", export::csv(table)?));
    }
    for (path, media_type, bytes) in export::network::files(step, found.findings) {
        files.push(file(path, media_type, bytes));
    }
    for figure in &found.figures {
        files.push(file(paths::figure_svg(&figure.id), "image/svg+xml", figure.svg.clone().into_bytes()));
        files.push(file(paths::figure_csv(&figure.id), "text/csv", export::csv(&figure.data)?));
    }
    Ok(files)
}

fn file(path: String, media_type: &'static str, bytes: Vec<u8>) -> OutputFile {
    OutputFile { path, media_type, bytes }
}
