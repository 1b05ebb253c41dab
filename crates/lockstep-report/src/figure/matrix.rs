//! How densely groups are tied to each other and inside: a square a pair of groups, against what chance would give.

use lockstep_detect::{Axis, Findings};

use super::canvas::{Anchor, Canvas, SMALL};
use super::label;
use super::palette::{HEATS, Role};
use super::{Drawn, WIDTH, columns};
use crate::number;

const LEGEND: f64 = 34.0;
const LEFT: f64 = 96.0;
const TOP: f64 = 24.0;
const MOST_CELL: f64 = 52.0;
/// Lower bounds of the steps of colour, in times what chance gives.
const STEPS: [f64; HEATS - 1] = [0.1, 0.5, 1.0, 2.0, 5.0, 10.0];

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) row: &'a str,
    pub(super) column: &'a str,
    pub(super) count: &'a str,
    pub(super) times: &'a Axis,
    pub(super) group: &'static str,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let (rows, others) = (columns::counts(table, spec.row)?, columns::counts(table, spec.column)?);
    let (counts, times) = (columns::counts(table, spec.count)?, columns::numbers(table, spec.times.column)?);
    let mut groups: Vec<u64> = rows.iter().chain(&others).copied().collect();
    groups.sort_unstable();
    groups.dedup();
    let place = |group: u64| groups.binary_search(&group).unwrap_or_default();
    let cells: Vec<(usize, usize, u64, Option<f64>)> =
        (0..table.rows()).map(|row| (place(rows[row]), place(others[row]), counts[row], times[row])).collect();
    let caption =
        format!("{} A square's colour says how many times as many ties there are as {}; the number counts them.", table.about, CHANCE);
    let alt = alt(spec, &groups, &cells);
    let side = ((WIDTH - LEFT) / to_f64(groups.len().max(1))).min(MOST_CELL);
    let high = side.min(34.0);
    let height = LEGEND + TOP + high * to_f64(groups.len()) + 8.0;
    let (group, label) = (spec.group, spec.times.label);
    let paint = move |canvas: &Canvas<'_>| {
        legend(canvas, label);
        for (at, name) in groups.iter().enumerate() {
            let (x, y) = (LEFT + side * to_f64(at), LEGEND + TOP + high * to_f64(at));
            canvas.text(&name.to_string(), (x + side / 2.0, LEGEND + TOP - 8.0), SMALL, Role::Quiet, Anchor::Middle);
            canvas.text(&format!("{group} {name}"), (LEFT - 8.0, y + high / 2.0), SMALL, Role::Quiet, Anchor::End);
        }
        for (row, column, count, times) in &cells {
            for (row, column) in if row == column { vec![(row, column)] } else { vec![(row, column), (column, row)] } {
                let (x, y) = (LEFT + side * to_f64(*column), LEGEND + TOP + high * to_f64(*row));
                canvas.block((x, y), side - 1.5, high - 1.5, Role::Heat(step(*times)));
                canvas.text(&number::count(*count), (x + side / 2.0, y + high / 2.0), SMALL, written(step(*times)), Anchor::Middle);
            }
        }
    };
    Ok(Drawn { alt, caption, data: table.clone(), width: WIDTH, height, paint: Box::new(paint) })
}

const CHANCE: &str = "the accounts' numbers of ties alone would give";

/// Words that can be read on a step of colour, on paper and on a dark screen.
const fn written(step: usize) -> Role {
    if step > HEATS / 2 { Role::Paper } else { Role::Ink }
}

fn step(times: Option<f64>) -> usize {
    times.map_or(0, |times| STEPS.iter().filter(|bound| times >= **bound).count())
}

fn legend(canvas: &Canvas<'_>, text: &str) {
    canvas.text(&label::capitalised(text), (0.0, 8.0), SMALL, Role::Quiet, Anchor::Start);
    let mut x = label::width(text, SMALL) + 14.0;
    for at in 0..HEATS {
        let text = match at {
            0 => format!("under {}", number::real(STEPS[0])),
            at => number::real(STEPS[at - 1]),
        };
        canvas.block((x, 2.0), 14.0, 12.0, Role::Heat(at));
        canvas.text(&text, (x + 18.0, 8.0), SMALL, Role::Quiet, Anchor::Start);
        x += 18.0 + label::width(&text, SMALL) + 12.0;
    }
}

fn alt(spec: &Spec<'_>, groups: &[u64], cells: &[(usize, usize, u64, Option<f64>)]) -> String {
    let mut alt = format!("A square for each pair of {} groups: ties between them and inside.", groups.len());
    for (row, column, count, times) in cells.iter().filter(|(row, column, ..)| row == column) {
        let times = times.map_or("an unknown number of".to_owned(), number::real);
        alt += &format!(
            " Inside {} {}: {} ties, {times} times what chance gives.",
            spec.group,
            groups[*row.max(column)],
            number::count(*count)
        );
    }
    let between: u64 = cells.iter().filter(|(row, column, ..)| row != column).map(|(_, _, count, _)| count).sum();
    alt + &format!(" Between different ones: {} ties.", number::count(between))
}

#[expect(clippy::cast_precision_loss, reason = "a dozen groups")]
fn to_f64(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_rise_with_what_is_beyond_chance() {
        assert_eq!([None, Some(0.0), Some(0.3), Some(1.0), Some(3.0), Some(40.0)].map(step), [0, 0, 1, 3, 4, 6]);
    }
}
