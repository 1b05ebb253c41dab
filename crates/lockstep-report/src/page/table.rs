//! Tables as readers see them: the first rows, numbers written for people, and a way to the whole.

use lockstep_detect::{Cells, Table, Unit, Verdict};
use serde::Serialize;

use crate::number;
use crate::visible::shortened;

/// Characters of a text cell that are shown.
const LONGEST: usize = 120;
/// Rows in sight at first.
const FIRST: usize = 12;
/// Columns on paper. `style.css` leaves out what comes after them.
const COLUMNS: usize = 9;
/// Ids of a list that are shown.
const MOST_IDS: usize = 3;

/// How a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Look {
    /// A number, right aligned.
    Number,
    /// A date or a time.
    Moment,
    /// An account, which the page can mark wherever it stands.
    Account,
    /// Another identifier.
    Id,
    /// Several identifiers.
    Ids,
    /// Words, of any origin and direction.
    Words,
    /// One or two words of ours, never broken.
    Short,
    /// A verdict that something stands out.
    Flagged,
}

/// A cell.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Cell {
    text: String,
    look: Look,
    /// Whether the text comes from outside and may run either way.
    foreign: bool,
    /// The number that the text rounds, to sort by: seven digits of it, which tell any two rows apart that a reader can.
    exact: Option<String>,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Head {
    name: String,
    meaning: String,
    unit: &'static str,
    number: bool,
}

/// A table on the page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Shown {
    anchor: String,
    name: String,
    caption: String,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    file: String,
    note: String,
    folded: bool,
    /// Rows in sight before a reader asks for more, and on paper.
    first: usize,
    /// Columns on paper, which cannot be scrolled sideways.
    columns: usize,
}

impl Shown {
    /// The table folded away, for readers who have its figure before them.
    pub(super) fn folded(self, folded: bool) -> Self {
        Self { folded, ..self }
    }
}

/// The first `most` rows of a table, flagged rows before all others. It stands on the page at `anchor` and whole in `file`.
pub(super) fn show(table: &Table, most: usize, anchor: String, file: String) -> Shown {
    let mut order: Vec<usize> = (0..table.rows()).collect();
    let verdicts = table.verdicts();
    let cut = table.rows() > most;
    let mut sorted = false;
    if let (true, Some(verdicts)) = (cut, verdicts) {
        order.sort_by_key(|row| verdicts.get(*row).copied().unwrap_or(Verdict::InsufficientData));
        sorted = true;
    }
    order.truncate(most);
    let rows = number::count(table.rows() as u64);
    let note = match (cut, sorted) {
        (false, _) if table.rows() == 1 => "1 row.".to_owned(),
        (false, _) => format!("{rows} rows."),
        (true, false) => format!("The first {} of {rows} rows.", order.len()),
        (true, true) => format!("{} of {rows} rows, flagged ones first.", order.len()),
    };
    Shown {
        anchor,
        name: table.name.replace('_', " "),
        caption: table.about.clone(),
        heads: table
            .columns
            .iter()
            .map(|column| Head {
                name: column.name.replace('_', " "),
                unit: match &column.cells {
                    // "least seconds (seconds)" would say it twice.
                    Cells::Real(unit, _) if !column.name.ends_with(number::noun(*unit).1) => number::noun(*unit).1,
                    _ => "",
                },
                meaning: column.meaning.clone(),
                number: matches!(column.cells, Cells::Count(_) | Cells::Real(..)),
            })
            .collect(),
        rows: rows_of(table, &order),
        file,
        note,
        folded: false,
        first: FIRST,
        columns: COLUMNS,
    }
}

fn rows_of(table: &Table, order: &[usize]) -> Vec<Vec<Cell>> {
    let manners: Vec<Manner> = table.columns.iter().map(|column| Manner::of(&column.cells, order)).collect();
    let cells = |row: usize| table.columns.iter().zip(&manners).map(|(column, manner)| cell(&column.cells, row, *manner)).collect();
    order.iter().map(|row| cells(*row)).collect()
}

/// What the cells of one column have in common, so that they read as a column.
#[derive(Debug, Clone, Copy)]
struct Manner {
    decimals: usize,
    whole_days: bool,
}

impl Manner {
    fn of(cells: &Cells, order: &[usize]) -> Self {
        const DAY: i64 = 86_400_000;
        let decimals = match cells {
            Cells::Real(_, cells) => {
                number::decimals(&order.iter().filter_map(|row| cells.get(*row).copied().flatten()).collect::<Vec<_>>())
            }
            _ => 0,
        };
        let whole_days = matches!(cells, Cells::Time(cells) if cells.iter().flatten().all(|ms| ms % DAY == 0));
        Self { decimals, whole_days }
    }
}

fn cell(cells: &Cells, row: usize, manner: Manner) -> Cell {
    let real = |real: f64, unit: Unit| if unit == Unit::Share { number::share(real) } else { number::aligned(real, manner.decimals) };
    let moment = |ms: i64| if manner.whole_days { number::day(ms) } else { number::moment(ms) };
    let missing = || "–".to_owned();
    let (text, look) = match cells {
        Cells::Account(cells) => (cells.get(row).map(|id| shortened(id, LONGEST)), Look::Account),
        Cells::Post(cells) => (cells.get(row).map(|id| shortened(id, LONGEST)), Look::Id),
        Cells::Posts(cells) => (cells.get(row).map(|ids| list(ids)), Look::Ids),
        Cells::Object(cells) | Cells::Text(cells) => (cells.get(row).map(|text| shortened(text, LONGEST)), Look::Words),
        Cells::Count(cells) => (cells.get(row).copied().flatten().map(number::count), Look::Number),
        Cells::Real(unit, cells) => (cells.get(row).copied().flatten().map(|number| real(number, *unit)), Look::Number),
        Cells::Time(cells) => (cells.get(row).copied().flatten().map(moment), Look::Moment),
        Cells::Verdict(cells) => {
            let flagged = cells.get(row) == Some(&Verdict::Flagged);
            (cells.get(row).map(|verdict| verdict.words().to_owned()), if flagged { Look::Flagged } else { Look::Short })
        }
    };
    let exact = match cells {
        Cells::Real(_, cells) => cells.get(row).copied().flatten().filter(|real| real.is_finite()).map(single),
        _ => None,
    };
    let foreign = matches!(look, Look::Account | Look::Id | Look::Ids | Look::Words);
    Cell { text: text.unwrap_or_else(missing), look, foreign, exact }
}

#[expect(clippy::cast_possible_truncation, reason = "only to sort by; the table for machines has every digit")]
fn single(real: f64) -> String {
    (real as f32).to_string()
}

fn list(ids: &[String]) -> String {
    let shown = ids.iter().take(MOST_IDS).map(|id| shortened(id, LONGEST)).collect::<Vec<_>>().join(" ");
    match ids.len().saturating_sub(MOST_IDS) {
        0 => shown,
        more => format!("{shown} and {} more", number::count(more as u64)),
    }
}
