//! A dot an account, against lines that others have drawn.

use std::collections::BTreeSet;

use lockstep_detect::{Axis, Findings, ReferenceLine, Verdict};

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, SMALL, Shape, TEXT};
use super::label::{self, Room};
use super::palette::Role;
use super::{Drawn, WIDTH, columns};
use crate::number;

const HEIGHT: f64 = 420.0;
const PLOT: Room = Room { left: 58.0, top: 34.0, right: WIDTH - 22.0, bottom: HEIGHT - 46.0 };
/// More dots than this are thinned.
const MOST_DOTS: usize = 3_000;
/// Dots closer than this are one dot when thinned, px.
const THINNED: f64 = 3.0;
/// Flagged rows that get a label.
const LABELLED: usize = 8;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) x: &'a Axis,
    pub(super) y: &'a Axis,
    pub(super) verdict: &'a str,
    pub(super) lines: &'static [ReferenceLine],
}

struct Dot {
    row: usize,
    x: f64,
    y: f64,
    flagged: bool,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let xs = columns::numbers(table, spec.x.column)?;
    let ys = columns::numbers(table, spec.y.column)?;
    let verdicts = columns::verdicts(table, spec.verdict)?;
    let key = table.columns.first().map(|column| column.name.as_str()).unwrap_or_default();
    let names = columns::names(table, key)?;

    let abstained = verdicts.iter().filter(|verdict| **verdict == Verdict::InsufficientData).count();
    let shown = |value: f64, axis: &Axis| value.is_finite() && (!axis.log || value > 0.0);
    let dots: Vec<Dot> = (0..table.rows())
        .filter_map(|row| {
            let (x, y) = (xs.get(row).copied().flatten()?, ys.get(row).copied().flatten()?);
            let verdict = verdicts.get(row)?;
            let drawn = *verdict != Verdict::InsufficientData && shown(x, spec.x) && shown(y, spec.y);
            drawn.then_some(Dot { row, x, y, flagged: *verdict == Verdict::Flagged })
        })
        .collect();
    let off_scale = table.rows() - abstained - dots.len();

    let lines: &'static [ReferenceLine] = spec.lines;
    let across = Scale::around(dots.iter().map(|dot| dot.x), spec.x.log, PLOT.left, PLOT.right);
    let levels = lines.iter().map(|line| line.at);
    let up = Scale::around(dots.iter().map(|dot| dot.y).chain(levels), spec.y.log, PLOT.bottom, PLOT.top);

    let place = |dot: &Dot| (across.place(dot.x), up.place(dot.y));
    let quiet: Vec<(f64, f64)> = dots.iter().filter(|dot| !dot.flagged).map(place).collect();
    let mut flagged: Vec<&Dot> = dots.iter().filter(|dot| dot.flagged).collect();
    flagged.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.row.cmp(&b.row)));
    let loud: Vec<(f64, f64)> = flagged.iter().map(|dot| place(dot)).collect();
    let labels: Vec<(String, (f64, f64))> =
        flagged.iter().zip(&loud).take(LABELLED).map(|(dot, point)| (names[dot.row].clone(), *point)).collect();
    let (quiet, thinned) = thin(quiet);

    let row = key.replace('_', " ");
    let mut caption = vec![format!("Each mark is one {row}: {} drawn, {} of them flagged.", count(dots.len()), count(flagged.len()))];
    if abstained > 0 {
        caption.push(format!("Not drawn: {} with too little data to measure.", count(abstained)));
    }
    if off_scale > 0 {
        caption.push(format!("{} without a positive number on a logarithmic axis {} left out.", count(off_scale), are(off_scale)));
    }
    if thinned > 0 {
        caption.push(format!(
            "Where unflagged marks lie within {THINNED} px of each other, one stands for all ({} left out).",
            count(thinned)
        ));
    }
    if flagged.len() > LABELLED {
        caption.push(format!("The {LABELLED} highest flagged marks are named where there is room."));
    }
    if !lines.is_empty() {
        let sources: Vec<String> = lines.iter().map(|line| format!("{} ({})", pace_of(line), line.source)).collect();
        caption.push(format!("Lines: {}. A line is a landmark; crossing it proves nothing by itself.", sources.join("; ")));
    }

    let alt = alt(spec, &dots, flagged.first().map(|dot| (names[dot.row].as_str(), dot.y)), flagged.len());
    let data = columns::narrowed(table, &[key, spec.x.column, spec.y.column, spec.verdict]);
    let (x_label, y_label) = (spec.x.label, spec.y.label);
    let paint = move |canvas: &Canvas<'_>| {
        frame(canvas, &across, &up, x_label, y_label);
        for point in quiet {
            canvas.mark(Shape::Disc, point, 2.4, Role::Plain);
        }
        let mut taken = references(canvas, &up, lines);
        for point in &loud {
            canvas.mark(Shape::Diamond, *point, 4.2, Role::Accent);
        }
        taken.extend(loud.iter().take(200).map(|point| Room::around(*point, 4.0)));
        for (name, point) in &labels {
            let name = label::fitted(name, SMALL, 140.0);
            if let Some(placed) = label::beside(&name, SMALL, *point, 5.0, &PLOT, &taken) {
                canvas.text(&name, placed.point, SMALL, Role::Label, Anchor::Start);
                taken.push(placed.room);
            }
        }
    };
    Ok(Drawn { alt, caption: caption.join(" "), data, width: WIDTH, height: HEIGHT, paint: Box::new(paint) })
}

fn frame(canvas: &Canvas<'_>, across: &Scale, up: &Scale, x_label: &str, y_label: &str) {
    for tick in up.ticks() {
        canvas.line(&[(PLOT.left, tick.at), (PLOT.right, tick.at)], Role::Grid, 1.0);
        canvas.text(&tick.label, (PLOT.left - 8.0, tick.at), SMALL, Role::Quiet, Anchor::End);
    }
    for tick in across.ticks() {
        canvas.line(&[(tick.at, PLOT.bottom), (tick.at, PLOT.bottom + 5.0)], Role::Axis, 1.0);
        canvas.text(&tick.label, (tick.at, PLOT.bottom + 15.0), SMALL, Role::Quiet, Anchor::Middle);
    }
    canvas.line(&[(PLOT.left, PLOT.bottom), (PLOT.right, PLOT.bottom)], Role::Axis, 1.0);
    canvas.text(&label::capitalised(y_label), (0.0, 12.0), TEXT, Role::Ink, Anchor::Start);
    canvas.text(&label::capitalised(x_label), (PLOT.right, HEIGHT - 10.0), TEXT, Role::Ink, Anchor::End);
}

fn references(canvas: &Canvas<'_>, up: &Scale, lines: &[ReferenceLine]) -> Vec<Room> {
    let mut lines: Vec<&ReferenceLine> = lines.iter().filter(|line| up.holds(line.at)).collect();
    lines.sort_by(|a, b| b.at.total_cmp(&a.at));
    let heights: Vec<f64> = lines.iter().map(|line| up.place(line.at)).collect();
    for height in &heights {
        canvas.line(&[(PLOT.left, *height), (PLOT.right, *height)], Role::Reference, 1.0);
    }
    let beside: Vec<f64> = heights.iter().map(|height| height - 7.0).collect();
    let beside = label::spread(&beside, SMALL + 2.0, PLOT.top, PLOT.bottom);
    let mut taken = Vec::new();
    for (line, height) in lines.iter().zip(beside) {
        let text = line.label;
        canvas.text(text, (PLOT.right, height), SMALL, Role::Label, Anchor::End);
        let left = PLOT.right - label::width(text, SMALL);
        taken.push(Room { left, top: height - 7.0, right: PLOT.right, bottom: height + 7.0 });
    }
    taken
}

/// What a line marks, without the short name of who drew it: the caption gives the long one.
fn pace_of(line: &ReferenceLine) -> &'static str {
    line.label.split(" (").next().unwrap_or(line.label)
}

/// Leave one mark in each small square when there are very many; the count is of those left out.
fn thin(points: Vec<(f64, f64)>) -> (Vec<(f64, f64)>, usize) {
    if points.len() <= MOST_DOTS {
        return (points, 0);
    }
    let before = points.len();
    let mut squares = BTreeSet::new();
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a small sheet")]
    let square = |point: &(f64, f64)| ((point.0 / THINNED).floor() as i32, (point.1 / THINNED).floor() as i32);
    let kept: Vec<(f64, f64)> = points.into_iter().filter(|point| squares.insert(square(point))).collect();
    let left_out = before - kept.len();
    (kept, left_out)
}

fn alt(spec: &Spec<'_>, dots: &[Dot], highest: Option<(&str, f64)>, flagged: usize) -> String {
    let range = |values: &mut dyn Iterator<Item = f64>| {
        let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
        format!("from {} to {}", number::real(least), number::real(most))
    };
    let mut alt = format!("Scatter plot, {} marks. Across: {}", count(dots.len()), spec.x.label);
    if !dots.is_empty() {
        alt += &format!(", {}", range(&mut dots.iter().map(|dot| dot.x)));
    }
    alt += &format!(". Upwards: {}", spec.y.label);
    if !dots.is_empty() {
        alt += &format!(", {}", range(&mut dots.iter().map(|dot| dot.y)));
    }
    alt += &format!(". {} flagged", count(flagged));
    if let Some((name, y)) = highest {
        alt += &format!("; the highest is {name} at {}", number::real(y));
    }
    alt + "."
}

fn count(number: usize) -> String {
    number::count(number as u64)
}

fn are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}
