//! How large a share was found, by two sizes: a square a pair of sizes, one panel a thing.

use lockstep_detect::{Beside, Cells, Findings, Table};

use super::canvas::{Anchor, Canvas, SMALL, TEXT};
use super::label;
use super::palette::{HEATS, Role};
use super::specification::as_set;
use super::{Drawn, WIDTH, columns};
use crate::number;

const LEGEND: f64 = 30.0;
const HEAD: f64 = 40.0;
const FOOT: f64 = 44.0;
const LEFT: f64 = 34.0;
const GAP: f64 = 26.0;
const HIGH: f64 = 32.0;
const MOST_CELL: f64 = 64.0;
/// Panels beside each other at most.
const ACROSS: usize = 3;
/// Lower bounds of the steps of colour above none.
const STEPS: [f64; HEATS - 2] = [0.2, 0.4, 0.6, 0.8, 1.0];

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) panel: &'a Beside,
    pub(super) row: &'a Beside,
    pub(super) column: &'a Beside,
    pub(super) share: &'a Beside,
    pub(super) line: f64,
}

/// A panel: its name, and the share at each place of its squares, from the left and from the bottom.
struct Panel {
    name: String,
    squares: Vec<(usize, usize, Option<f64>)>,
}

/// A size that squares are ordered by: its values, the smallest first, and the place of each row of the table among them.
struct Sizes {
    written: Vec<String>,
    of: Vec<usize>,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let (panels, rows, across) = (sizes(table, spec.panel)?, sizes(table, spec.row)?, sizes(table, spec.column)?);
    let shares = columns::numbers(table, spec.share.column)?;
    let drawn: Vec<Panel> = panels
        .written
        .iter()
        .enumerate()
        .map(|(at, name)| Panel {
            name: format!("{} {name}", label::capitalised(spec.panel.label)),
            squares: (0..table.rows()).filter(|row| panels.of[*row] == at).map(|row| (across.of[row], rows.of[row], shares[row])).collect(),
        })
        .collect();
    let line = number::share(spec.line);
    let mut caption = format!(
        "{} The number in a square is the share of {} in whole percent, rounded down, and its colour the same in steps; from {line} on it is \
         bold.",
        table.about, spec.share.label
    );
    if shares.iter().any(Option::is_none) {
        caption += " A dash stands where there is no answer.";
    }
    let alt = alt(spec, &drawn, &across, &rows);
    let beside = drawn.len().clamp(1, ACROSS);
    let wide = (WIDTH - GAP * to_f64(beside - 1)) / to_f64(beside);
    let side = ((wide - LEFT) / to_f64(across.written.len().max(1))).min(MOST_CELL);
    let ground = HEAD + HIGH * to_f64(rows.written.len());
    let high = ground + FOOT;
    let height = LEGEND + high * to_f64(drawn.len().div_ceil(beside).max(1));
    let (share_label, row_label, column_label, line) = (spec.share.label, spec.row.label, spec.column.label, spec.line);
    let paint = move |canvas: &Canvas<'_>| {
        legend(canvas, share_label);
        for (at, panel) in drawn.iter().enumerate() {
            let (left, top) = (to_f64(at % beside) * (wide + GAP), LEGEND + to_f64(at / beside) * high);
            canvas.strong_text(&label::fitted(&panel.name, TEXT, wide), (left, top + 8.0), TEXT, Role::Ink, Anchor::Start);
            let title = label::fitted(&label::capitalised(row_label), SMALL, wide);
            canvas.text(&title, (left, top + 26.0), SMALL, Role::Quiet, Anchor::Start);
            for (place, written) in rows.written.iter().enumerate() {
                let y = top + ground - HIGH * (to_f64(place) + 0.5);
                canvas.text(&label::fitted(written, SMALL, LEFT - 8.0), (left + LEFT - 8.0, y), SMALL, Role::Quiet, Anchor::End);
            }
            for (place, written) in across.written.iter().enumerate() {
                let x = left + LEFT + side * (to_f64(place) + 0.5);
                canvas.text(&label::fitted(written, SMALL, side), (x, top + ground + 10.0), SMALL, Role::Quiet, Anchor::Middle);
            }
            let title = label::fitted(&label::capitalised(column_label), SMALL, wide - LEFT);
            canvas.text(&title, (left + LEFT, top + ground + 26.0), SMALL, Role::Quiet, Anchor::Start);
            for (column, row, share) in &panel.squares {
                let corner = (left + LEFT + side * to_f64(*column), top + ground - HIGH * to_f64(row + 1));
                square(canvas, corner, side, *share, line);
            }
        }
    };
    Ok(Drawn { alt, caption, data: table.clone(), width: WIDTH, height, paint: Box::new(paint) })
}

fn square(canvas: &Canvas<'_>, (x, y): (f64, f64), side: f64, share: Option<f64>, line: f64) {
    let middle = (x + side / 2.0, y + HIGH / 2.0);
    let Some(share) = share else {
        canvas.block((x, y), side - 1.5, HIGH - 1.5, Role::Grid);
        canvas.text("–", middle, SMALL, Role::Quiet, Anchor::Middle);
        return;
    };
    let step = step(share);
    canvas.block((x, y), side - 1.5, HIGH - 1.5, Role::Heat(step));
    // Words that can be read on a step of colour, on paper and on a dark screen.
    let role = if step > HEATS / 2 { Role::Paper } else { Role::Ink };
    if share >= line {
        canvas.strong_text(&percent(share), middle, SMALL, role, Anchor::Middle);
    } else {
        canvas.text(&percent(share), middle, SMALL, role, Anchor::Middle);
    }
}

/// Whole percent, never rounded up: what is written as 80 % or as all is that.
fn percent(share: f64) -> String {
    format!("{}\u{a0}%", (share * 100.0 + 1e-9).floor())
}

/// None has a step of its own, and so has all.
fn step(share: f64) -> usize {
    if share > 0.0 { 1 + STEPS.iter().filter(|bound| share >= **bound).count() } else { 0 }
}

fn sizes(table: &Table, of: &Beside) -> Result<Sizes, String> {
    let cells: &Cells = columns::cells(table, of.column)?;
    let numbers: Vec<f64> = columns::numbers(table, of.column)?.into_iter().map(Option::unwrap_or_default).collect();
    let mut values = numbers.clone();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let place = |number: &f64| values.partition_point(|value| value < number);
    Ok(Sizes { of: numbers.iter().map(place).collect(), written: values.iter().map(|value| as_set(*value, cells)).collect() })
}

fn legend(canvas: &Canvas<'_>, text: &str) {
    canvas.text(&label::capitalised(text), (0.0, 8.0), SMALL, Role::Quiet, Anchor::Start);
    let mut x = label::width(text, SMALL) + 14.0;
    for at in 0..HEATS {
        let text = match at {
            0 => "none".to_owned(),
            1 => format!("under {}", percent(STEPS[0])),
            at if at == HEATS - 1 => "all".to_owned(),
            at => format!("from {}", percent(STEPS[at - 2])),
        };
        canvas.block((x, 2.0), 14.0, 12.0, Role::Heat(at));
        canvas.text(&text, (x + 18.0, 8.0), SMALL, Role::Quiet, Anchor::Start);
        x += 18.0 + label::width(&text, SMALL) + 10.0;
    }
}

fn alt(spec: &Spec<'_>, panels: &[Panel], across: &Sizes, rows: &Sizes) -> String {
    let line = number::share(spec.line);
    let of_each = if panels.len() > 1 { format!(", one panel each for {} spans of time", panels.len()) } else { String::new() };
    let mut alt = format!("Squares of {}, by {} and {}{of_each}.", spec.share.label, spec.row.label, spec.column.label);
    for panel in panels {
        let of_columns = across.written.iter().enumerate().map(|(at, column)| {
            let reached = panel.squares.iter().filter(|(of, _, share)| *of == at && share.is_some_and(|share| share >= spec.line));
            match reached.map(|(_, row, _)| *row).min() {
                Some(row) => {
                    let missed = |of: &usize| {
                        panel.squares.iter().any(|(on, row, share)| on == &at && row == of && share.is_none_or(|share| share < spec.line))
                    };
                    let missed: Vec<&str> = (row..rows.written.len()).filter(missed).map(|row| rows.written[row].as_str()).collect();
                    let but = if missed.is_empty() { String::new() } else { format!(", but not at {}", missed.join(", ")) };
                    format!("{} {} reach it from {} on{but}", column, spec.column.label, rows.written[row])
                }
                None => format!("{} {} never reach it", column, spec.column.label),
            }
        });
        alt += &format!(" {}, for {line}: {}.", panel.name, of_columns.collect::<Vec<_>>().join("; "));
    }
    alt
}

#[expect(clippy::cast_precision_loss, reason = "a few squares")]
fn to_f64(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_rise_with_what_is_found_and_none_and_all_stand_apart() {
        assert_eq!([0.0, 0.01, 0.2, 0.5, 0.799, 0.8, 0.999, 1.0].map(step), [0, 1, 2, 3, 4, 5, 5, 6]);
    }

    #[test]
    fn nothing_is_written_as_more_than_it_is() {
        assert_eq!(
            [0.0, 0.58, 0.799, 0.8, 0.9999, 1.0].map(percent),
            ["0\u{a0}%", "58\u{a0}%", "79\u{a0}%", "80\u{a0}%", "99\u{a0}%", "100\u{a0}%"]
        );
    }
}
