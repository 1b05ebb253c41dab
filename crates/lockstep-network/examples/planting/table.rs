//! The tables in Markdown.

use std::fmt::Write;

use crate::engines::ENGINES;
use crate::measure::Cell;

/// Recall from which a row is reached.
const RECALL: f64 = 0.95;

/// Share of organic accounts up to which a row is reached.
const FALSE_SHARE: f64 = 0.004;

/// The first two lines of a table with one column for each engine.
pub(crate) fn header(first: &str) -> String {
    let names: String = ENGINES.iter().map(|(name, _)| format!(" {name} |")).collect();
    format!("| {first} |{names}\n|---|{}\n", "---|".repeat(ENGINES.len()))
}

/// A row of recall, mean number of organic accounts flagged and their share; bold where the goal is reached.
pub(crate) fn row_with_shares(label: &str, cells: &[Cell]) -> String {
    row(label, cells, |cell| {
        let text = format!("{} / {:.0} ({:.1} %)", recall(cell), cell.false_accounts(), 100.0 * cell.false_share());
        if reached(cell) { format!("**{text}**") } else { text }
    })
}

/// A row of recall, mean number of organic accounts flagged and their least and most over the seeds.
pub(crate) fn row_with_range(label: &str, cells: &[Cell]) -> String {
    row(label, cells, |cell| {
        let (least, most) = (cell.flagged.iter().min(), cell.flagged.iter().max());
        let range = least.zip(most).map(|(least, most)| format!(" ({least}–{most})")).unwrap_or_default();
        format!("{} / {:.1}{range}", recall(cell), cell.false_accounts())
    })
}

/// Whether enough planted and few enough organic accounts are flagged; where nothing is planted, the second alone.
pub(crate) fn reached(cell: &Cell) -> bool {
    (cell.planted == 0 || cell.recall() >= RECALL) && cell.false_share() <= FALSE_SHARE
}

fn recall(cell: &Cell) -> String {
    if cell.planted == 0 { "–".to_owned() } else { format!("{:.2}", cell.recall()) }
}

fn row(label: &str, cells: &[Cell], write: impl Fn(&Cell) -> String) -> String {
    let mut line = format!("| {label} |");
    for cell in cells {
        write!(line, " {} |", write(cell)).expect("a string takes any text");
    }
    line.push('\n');
    line
}
