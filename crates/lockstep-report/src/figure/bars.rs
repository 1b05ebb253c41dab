//! Counts along an axis, one panel a thing, against what some rule would give.

use lockstep_detect::{Axis, Beside, Cells, Findings, Unit};

use super::axis::{Scale, Tick};
use super::canvas::{Anchor, Canvas, SMALL, TEXT};
use super::label;
use super::palette::Role;
use super::{Drawn, WIDTH, columns};
use crate::number;

/// Panels drawn at most.
const PANELS: usize = 6;
const GAP: f64 = 22.0;
const LEGEND: f64 = 26.0;
const HEAD: f64 = 36.0;
const PLOT: f64 = 110.0;
const FOOT: f64 = 42.0;
const LEFT: f64 = 34.0;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) panel: &'a str,
    pub(super) note: Option<&'a str>,
    pub(super) x: &'a Axis,
    pub(super) until: &'a str,
    pub(super) y: &'a Axis,
    pub(super) expected: &'static [Beside],
}

struct Bar {
    from: f64,
    until: f64,
    count: f64,
    expected: Vec<Option<f64>>,
}

struct Panel {
    name: String,
    note: String,
    bars: Vec<Bar>,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let names = columns::names(table, spec.panel)?;
    let notes = spec.note.map(|note| columns::names(table, note)).transpose()?;
    let (from, until) = (columns::numbers(table, spec.x.column)?, columns::numbers(table, spec.until)?);
    let counts = columns::numbers(table, spec.y.column)?;
    let expected = spec.expected.iter().map(|line| columns::numbers(table, line.column)).collect::<Result<Vec<_>, String>>()?;
    let mut panels: Vec<Panel> = Vec::new();
    let mut rows = Vec::new();
    for row in 0..table.rows() {
        let (Some(from), Some(until), Some(count)) = (from[row], until[row], counts[row]) else { continue };
        if panels.last().is_none_or(|panel| panel.name != names[row]) {
            if panels.len() == PANELS {
                break;
            }
            let note = notes.map_or_else(String::new, |notes| notes[row].clone());
            panels.push(Panel { name: names[row].clone(), note, bars: Vec::new() });
        }
        let bar = Bar { from, until, count, expected: expected.iter().map(|line| line[row]).collect() };
        panels.last_mut().expect("one was just put there").bars.push(bar);
        rows.push(row);
    }
    let in_seconds = matches!(columns::cells(table, spec.x.column)?, Cells::Real(Unit::Seconds, _));
    let caption = format!("{} Each panel has its own vertical scale.", table.about);
    let alt = alt(spec, &panels);
    let across = panels.len().clamp(1, 3);
    let wide = (WIDTH - GAP * to_f64(across - 1)) / to_f64(across);
    let high = HEAD + PLOT + FOOT;
    let height = LEGEND + high * to_f64(panels.len().div_ceil(across).max(1));
    let (x, y_label, lines) = (*spec.x, spec.y.label, spec.expected);
    let paint = move |canvas: &Canvas<'_>| {
        legend(canvas, y_label, lines);
        let ends = panels.iter().flat_map(|panel| &panel.bars).flat_map(|bar| [bar.from, bar.until]);
        let scale = Scale::around(ends, x.log, LEFT, wide);
        for (index, panel) in panels.iter().enumerate() {
            let (left, top) = (to_f64(index % across) * (wide + GAP), LEGEND + to_f64(index / across) * high);
            paint_panel(canvas, panel, (left, top), wide, &scale, in_seconds);
            canvas.text(
                &label::fitted(&label::capitalised(x.label), SMALL, wide - LEFT),
                (left + LEFT, top + HEAD + PLOT + 26.0),
                SMALL,
                Role::Quiet,
                Anchor::Start,
            );
        }
    };
    let data = columns::taken(table, &rows);
    Ok(Drawn { alt, caption, data, width: WIDTH, height, paint: Box::new(paint) })
}

fn legend(canvas: &Canvas<'_>, y_label: &str, lines: &[Beside]) {
    let bars = format!("Bars: {y_label}");
    canvas.text(&bars, (0.0, 8.0), SMALL, Role::Quiet, Anchor::Start);
    let mut x = label::width(&bars, SMALL) + 24.0;
    for (at, line) in lines.iter().enumerate() {
        canvas.line(&[(x, 8.0), (x + 26.0, 8.0)], role(at), 2.0);
        canvas.text(line.label, (x + 32.0, 8.0), SMALL, Role::Quiet, Anchor::Start);
        x += 32.0 + label::width(line.label, SMALL) + 20.0;
    }
}

/// Lines are told apart by their dashes as well.
const fn role(line: usize) -> Role {
    Role::Series(line + 1)
}

fn paint_panel(canvas: &Canvas<'_>, panel: &Panel, (left, top): (f64, f64), wide: f64, scale: &Scale, in_seconds: bool) {
    canvas.text(&label::fitted(&panel.name, TEXT, wide), (left, top + 8.0), TEXT, Role::Ink, Anchor::Start);
    canvas.text(&label::fitted(&panel.note, SMALL, wide), (left, top + 23.0), SMALL, Role::Quiet, Anchor::Start);
    let (ceiling, ground) = (top + HEAD, top + HEAD + PLOT);
    let most = panel.bars.iter().flat_map(|bar| bar.expected.iter().flatten().copied().chain([bar.count])).fold(1.0, f64::max);
    let up = |count: f64| ground - (count / most).min(1.0) * PLOT;
    canvas.line(&[(left + LEFT, ceiling), (left + wide, ceiling)], Role::Grid, 1.0);
    canvas.text(&number::real(most.round()), (left + LEFT - 5.0, ceiling), SMALL, Role::Quiet, Anchor::End);
    canvas.text("0", (left + LEFT - 5.0, ground), SMALL, Role::Quiet, Anchor::End);
    for bar in panel.bars.iter().filter(|bar| bar.count > 0.0) {
        let (from, until) = (left + scale.clamped(bar.from), left + scale.clamped(bar.until));
        canvas.block((from, up(bar.count)), (until - from - 0.6).max(0.6), ground - up(bar.count), Role::Series(0));
    }
    let lines = panel.bars.first().map_or(0, |bar| bar.expected.len());
    for line in 0..lines {
        let middle = |bar: &Bar| left + (scale.clamped(bar.from) + scale.clamped(bar.until)) / 2.0;
        let points: Vec<(f64, f64)> = panel.bars.iter().filter_map(|bar| Some((middle(bar), up(bar.expected[line]?)))).collect();
        if points.len() > 1 {
            canvas.line(&points, role(line), 1.6);
        }
    }
    canvas.line(&[(left + LEFT, ground), (left + wide, ground)], Role::Axis, 1.0);
    for tick in ticks(scale, in_seconds) {
        canvas.line(&[(left + tick.at, ground), (left + tick.at, ground + 4.0)], Role::Axis, 1.0);
        let anchor = if tick.at > wide - label::width(&tick.label, SMALL) / 2.0 { Anchor::End } else { Anchor::Middle };
        canvas.text(&tick.label, (left + tick.at, ground + 12.0), SMALL, Role::Quiet, anchor);
    }
}

/// Times are read in minutes, hours and days, not in powers of ten.
fn ticks(scale: &Scale, in_seconds: bool) -> Vec<Tick> {
    const TIMES: [(f64, &str); 5] = [(1.0, "1 s"), (60.0, "1 min"), (3_600.0, "1 h"), (86_400.0, "1 d"), (2_592_000.0, "30 d")];
    if !in_seconds {
        return scale.ticks();
    }
    let shown = TIMES.into_iter().filter(|(at, _)| scale.holds(*at));
    shown.map(|(value, label)| Tick { at: scale.clamped(value), value, label: label.to_owned() }).collect()
}

fn alt(spec: &Spec<'_>, panels: &[Panel]) -> String {
    let mut alt = format!("Bars of {} by {}, one panel each for {} things.", spec.y.label, spec.x.label, panels.len());
    for panel in panels {
        let total: f64 = panel.bars.iter().map(|bar| bar.count).sum();
        let Some(most) = panel.bars.iter().reduce(|best, bar| if bar.count > best.count { bar } else { best }) else { continue };
        let note = if panel.note.is_empty() { String::new() } else { format!(", {}", panel.note) };
        alt += &format!(
            " {}{note}: {} in all, most between {} and {}.",
            panel.name,
            number::real(total),
            number::real(most.from),
            number::real(most.until)
        );
    }
    alt
}

#[expect(clippy::cast_precision_loss, reason = "a few panels")]
fn to_f64(number: usize) -> f64 {
    number as f64
}
