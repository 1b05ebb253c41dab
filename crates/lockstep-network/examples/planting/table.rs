//! The tables in Markdown.

use crate::engines::columns;
use crate::measure::Cell;

/// Recall from which a row is reached.
pub(crate) const RECALL: f64 = 0.95;

/// Share of organic accounts up to which a row is reached.
pub(crate) const FALSE_SHARE: f64 = 0.004;

/// The first two lines of a table with one column for each engine.
pub(crate) fn header(first: &str) -> String {
    let names: String = columns().map(|name| format!(" {name} |")).collect();
    format!("| {first} |{names}\n|---|{}\n", "---|".repeat(columns().count()))
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

/// A row of one text for each engine.
pub(crate) fn row<T>(label: &str, cells: &[T], write: impl Fn(&T) -> String) -> String {
    let cells: String = cells.iter().map(|cell| format!(" {} |", write(cell))).collect();
    format!("| {label} |{cells}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_reached_only_with_enough_found_and_few_others() {
        let cell = |found, organic_flagged| Cell { planted: 100, found, organic: 1_000, flagged: vec![organic_flagged] };
        assert!(reached(&cell(95, 4)) && !reached(&cell(94, 4)) && !reached(&cell(95, 5)));
        assert!(reached(&Cell { planted: 0, found: 0, organic: 1_000, flagged: vec![4] }));
        let cells = [cell(95, 4), cell(94, 6)];
        assert_eq!(row_with_shares("5 × 10", &cells), "| 5 × 10 | **0.95 / 4 (0.4 %)** | 0.94 / 6 (0.6 %) |\n");
        assert_eq!(row_with_range("5 × 10", &cells), "| 5 × 10 | 0.95 / 4.0 (4–4) | 0.94 / 6.0 (6–6) |\n");
    }
}
