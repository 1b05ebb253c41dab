//! A measured number a row, against the range that chance gives and the numbers of others.

use lockstep_detect::{Axis, Beside, Cells, ChanceRange, Findings, Table, Unit, Verdict};

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, SMALL, Shape, TEXT};
use super::label::{self, Room};
use super::palette::Role;
use super::{Drawn, WIDTH, columns};
use crate::number;

/// Rows drawn at most, the first of the table.
const MOST: usize = 24;
const ROW: f64 = 40.0;
const NAMES: f64 = 150.0;
const TOP: f64 = 34.0;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) row: &'a str,
    pub(super) x: &'a Axis,
    pub(super) range: Option<ChanceRange>,
    pub(super) marks: &'static [Beside],
    pub(super) verdict: &'a str,
}

struct Line {
    name: String,
    value: f64,
    range: Option<(f64, f64)>,
    marks: Vec<Option<f64>>,
    verdict: Verdict,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let lines = lines(table, spec)?;
    let unit = match columns::cells(table, spec.x.column)? {
        Cells::Real(unit, _) => *unit,
        _ => Unit::Plain,
    };
    let measured = columns::numbers(table, spec.x.column)?.iter().flatten().count();
    let mut caption = vec![format!("One row a {}: {} of {} are drawn.", spec.row, lines.len(), number::count(table.rows() as u64))];
    if measured < table.rows() {
        caption.push(format!("{} could not be measured.", number::count((table.rows() - measured) as u64)));
    }
    if let Some(range) = spec.range {
        caption.push(format!("Grey bar: {}.", range.label));
    }
    let words: Vec<String> = spec.marks.iter().zip(SHAPES).map(|(mark, (_, words))| format!("{words}: {}", mark.label)).collect();
    if !words.is_empty() {
        caption.push(format!("{}.", label::capitalised(&words.join("; "))));
    }
    if spec.x.log {
        caption.push("The axis is logarithmic: equal steps are equal factors; nothing at all stands at its left end.".to_owned());
    }
    let alt = alt(spec, &lines, unit);
    let mut chosen = vec![spec.row, spec.x.column];
    chosen.extend(spec.range.iter().flat_map(|range| [range.low, range.high]));
    chosen.extend(spec.marks.iter().map(|mark| mark.column));
    chosen.push(spec.verdict);
    let data = columns::narrowed(table, &chosen);
    let height = TOP + ROW * count(lines.len().max(1)) + 46.0;
    let plot = Room { left: NAMES, top: TOP, right: WIDTH - 24.0, bottom: height - 40.0 };
    let numbers = lines.iter().flat_map(|line| {
        let range = line.range.into_iter().flat_map(|(low, high)| [low, high]);
        range.chain(line.marks.iter().flatten().copied()).chain([line.value])
    });
    let numbers: Vec<f64> = numbers.filter(|number| !spec.x.log || *number > 0.0).collect();
    let across = Scale::around(numbers.into_iter(), spec.x.log, plot.left, plot.right);
    let (x_label, range_label) = (spec.x.label, spec.range.map(|range| range.label));
    let marks: Vec<&'static str> = spec.marks.iter().map(|mark| mark.label).collect();
    let paint = move |canvas: &Canvas<'_>| {
        legend(canvas, range_label, &marks);
        for tick in across.ticks() {
            canvas.line(&[(tick.at, plot.top), (tick.at, plot.bottom)], Role::Grid, 1.0);
            let text = if unit == Unit::Share { number::share(tick.value) } else { tick.label };
            canvas.text(&text, (tick.at, plot.bottom + 13.0), SMALL, Role::Quiet, Anchor::Middle);
        }
        canvas.text(&label::capitalised(x_label), (plot.right, height - 9.0), TEXT, Role::Ink, Anchor::End);
        for (at, line) in lines.iter().enumerate() {
            let y = plot.top + ROW * (count(at) + 0.5);
            paint_row(canvas, line, y, &across, &plot, unit);
        }
    };
    Ok(Drawn { alt, caption: caption.join(" "), data, width: WIDTH, height, paint: Box::new(paint) })
}

const SHAPES: [(Shape, &str); 3] = [(Shape::Triangle, "triangle"), (Shape::Square, "square"), (Shape::Wedge, "triangle pointing down")];

fn lines(table: &Table, spec: &Spec<'_>) -> Result<Vec<Line>, String> {
    let names = columns::names(table, spec.row)?;
    let values = columns::numbers(table, spec.x.column)?;
    let verdicts = columns::verdicts(table, spec.verdict)?;
    let ends =
        spec.range.map(|range| Ok::<_, String>((columns::numbers(table, range.low)?, columns::numbers(table, range.high)?))).transpose()?;
    let marks = spec.marks.iter().map(|mark| columns::numbers(table, mark.column)).collect::<Result<Vec<_>, String>>()?;
    let line = |row: usize| {
        Some(Line {
            name: names.get(row)?.clone(),
            value: values.get(row).copied().flatten()?,
            range: ends.as_ref().and_then(|(low, high)| low.get(row).copied().flatten().zip(high.get(row).copied().flatten())),
            marks: marks.iter().map(|mark| mark.get(row).copied().flatten()).collect(),
            verdict: verdicts.get(row).copied()?,
        })
    };
    Ok((0..table.rows()).filter_map(line).take(MOST).collect())
}

fn paint_row(canvas: &Canvas<'_>, line: &Line, y: f64, across: &Scale, plot: &Room, unit: Unit) {
    let flagged = line.verdict == Verdict::Flagged;
    canvas.text(&label::fitted(&line.name.replace('_', " "), TEXT, NAMES - 14.0), (0.0, y - 7.0), TEXT, Role::Ink, Anchor::Start);
    let role = if flagged { Role::Accent } else { Role::Quiet };
    canvas.text(line.verdict.words(), (0.0, y + 8.0), SMALL, role, Anchor::Start);
    canvas.line(&[(plot.left, y), (plot.right, y)], Role::Grid, 1.0);
    if let Some((low, high)) = line.range {
        let (left, right) = (across.clamped(low), across.clamped(high));
        canvas.faint_block((left, y - 7.0), (right - left).max(2.0), 14.0, Role::Edge, 0.6);
    }
    for (mark, (shape, _)) in line.marks.iter().zip(SHAPES) {
        if let Some(mark) = mark {
            canvas.mark(shape, (across.clamped(*mark), y + 9.0), 3.6, Role::Quiet);
        }
    }
    let x = across.clamped(line.value);
    canvas.mark(if flagged { Shape::Diamond } else { Shape::Disc }, (x, y), 5.0, if flagged { Role::Accent } else { Role::Series(0) });
    let text = number::measured(line.value, unit);
    let half = label::width(&text, SMALL) / 2.0;
    canvas.text(&text, (x.min(WIDTH - half - 2.0), y - 14.0), SMALL, Role::Label, Anchor::Middle);
}

fn legend(canvas: &Canvas<'_>, range: Option<&str>, marks: &[&str]) {
    let mut x = 0.0;
    let mut write = |text: &str, draw: &dyn Fn(f64)| {
        draw(x);
        canvas.text(text, (x + 18.0, 10.0), SMALL, Role::Quiet, Anchor::Start);
        x += 32.0 + label::width(text, SMALL);
    };
    write("measured", &|x| canvas.mark(Shape::Disc, (x + 7.0, 10.0), 4.5, Role::Series(0)));
    if let Some(range) = range {
        write(range, &|x| canvas.faint_block((x, 5.0), 14.0, 10.0, Role::Edge, 0.6));
    }
    for (text, (shape, _)) in marks.iter().zip(SHAPES) {
        write(text, &|x| canvas.mark(shape, (x + 7.0, 10.0), 4.0, Role::Quiet));
    }
}

fn alt(spec: &Spec<'_>, lines: &[Line], unit: Unit) -> String {
    let write = |number: f64| number::measured(number, unit);
    let told = lines.iter().map(|line| {
        let mut said = format!("{}: {}", line.name.replace('_', " "), write(line.value));
        if let (Some((low, high)), Some(range)) = (line.range, spec.range) {
            said += &format!(", {} {} to {}", range.label, write(low), write(high));
        }
        for (mark, beside) in line.marks.iter().zip(spec.marks) {
            if let Some(mark) = mark {
                said += &format!(", {} {}", beside.label, write(*mark));
            }
        }
        format!("{said}, {}", line.verdict.words())
    });
    format!("Dots on a line for {}. {}.", spec.x.label, told.collect::<Vec<_>>().join("; "))
}

#[expect(clippy::cast_precision_loss, reason = "a few rows")]
fn count(number: usize) -> f64 {
    number as f64
}
