//! Shares that fall in steps: how many last longer than so long, one line a series, with intervals and the numbers at risk below.

use std::collections::BTreeMap;

use lockstep_detect::{Axis, Findings, Table};

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, SMALL, Shape, TEXT};
use super::label::{self, Room};
use super::palette::{Role, SERIES};
use super::{Drawn, WIDTH, columns};
use crate::number;

const PLOT: Room = Room { left: 52.0, top: 34.0, right: WIDTH - 150.0, bottom: 300.0 };
const AT_RISK: f64 = 16.0;
/// Numbers at risk written for a series.
const WRITTEN: usize = 7;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) series: &'a str,
    pub(super) x: &'a Axis,
    pub(super) until: &'a str,
    pub(super) y: &'a Axis,
    pub(super) interval: (&'a str, &'a str),
    pub(super) at_risk: &'a str,
}

#[derive(Clone, Copy)]
struct Step {
    after: f64,
    until: f64,
    share: f64,
    interval: Option<(f64, f64)>,
    at_risk: Option<f64>,
}

struct Line {
    name: String,
    steps: Vec<Step>,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let all = lines(table, spec)?;
    let shown = &all[..all.len().min(SERIES)];
    let last = shown.iter().flat_map(|line| &line.steps).map(|step| step.until).fold(0.0, f64::max);
    let between = shown.iter().flat_map(|line| &line.steps).any(|step| step.until > step.after);
    let banded = shown.iter().flat_map(|line| &line.steps).any(|step| step.interval.is_some());
    let counted = shown.iter().flat_map(|line| &line.steps).any(|step| step.at_risk.is_some());
    let mut caption = vec![format!("{} of {} lines are drawn. {}", shown.len(), all.len(), table.about)];
    if between {
        caption
            .push("A sloping stretch with a pale ground is one within which the step is known to lie, and nothing says where.".to_owned());
    }
    if banded {
        caption.push("Pale bands are 95 % intervals.".to_owned());
    }
    caption.push(if counted {
        "Below: how many were still followed just before a step, at some of the steps; those no longer followed leave that number without a \
         step."
            .to_owned()
    } else {
        "How many are still followed is not known between checks that far apart.".to_owned()
    });
    let alt = alt(spec, shown);
    let names: Vec<&str> = shown.iter().map(|line| line.name.as_str()).collect();
    let series = columns::names(table, spec.series)?;
    let rows: Vec<usize> = (0..table.rows()).filter(|row| names.contains(&series[*row].as_str())).collect();
    let chosen = [spec.series, spec.x.column, spec.until, spec.y.column, spec.interval.0, spec.interval.1, spec.at_risk];
    let data = columns::narrowed(&columns::taken(table, &rows), &chosen);
    let across = Scale::around([0.0, last].into_iter(), false, PLOT.left, PLOT.right);
    let up = Scale::of_shares(PLOT.bottom, PLOT.top);
    let risky = shown.iter().filter(|line| line.steps.iter().any(|step| step.at_risk.is_some())).count();
    let height = PLOT.bottom + 46.0 + if risky > 0 { AT_RISK * (count(risky) + 1.0) } else { 0.0 };
    let (x_label, y_label) = (spec.x.label, spec.y.label);
    let lines: Vec<Line> = all.into_iter().take(SERIES).collect();
    let paint = move |canvas: &Canvas<'_>| {
        frame(canvas, &across, &up, x_label, y_label);
        for (at, line) in lines.iter().enumerate() {
            paint_line(canvas, line, &across, &up, Role::Series(at));
        }
        paint_names(canvas, &lines, &up);
        if risky > 0 {
            paint_at_risk(canvas, &lines, &across);
        }
    };
    Ok(Drawn { alt, caption: caption.join(" "), data, width: WIDTH, height, paint: Box::new(paint) })
}

fn lines(table: &Table, spec: &Spec<'_>) -> Result<Vec<Line>, String> {
    let names = columns::names(table, spec.series)?;
    let of = |column: &str| columns::numbers(table, column);
    let (after, until, shares, at_risk) = (of(spec.x.column)?, of(spec.until)?, of(spec.y.column)?, of(spec.at_risk)?);
    let (low, high) = (of(spec.interval.0)?, of(spec.interval.1)?);
    let mut order: Vec<&str> = Vec::new();
    let mut steps: BTreeMap<&str, Vec<Step>> = BTreeMap::new();
    for (row, name) in names.iter().enumerate() {
        let (Some(after), Some(share)) = (after[row], shares[row]) else { continue };
        if !steps.contains_key(name.as_str()) {
            order.push(name);
        }
        steps.entry(name).or_default().push(Step {
            after,
            until: until[row].unwrap_or(after),
            share,
            interval: low[row].zip(high[row]),
            at_risk: at_risk[row],
        });
    }
    Ok(order
        .into_iter()
        .map(|name| {
            let mut steps = steps.remove(name).unwrap_or_default();
            steps.sort_by(|a, b| a.after.total_cmp(&b.after));
            Line { name: name.to_owned(), steps }
        })
        .collect())
}

fn paint_line(canvas: &Canvas<'_>, line: &Line, across: &Scale, up: &Scale, role: Role) {
    let mut points = vec![(PLOT.left, up.place(1.0))];
    let mut before = 1.0;
    for (at, step) in line.steps.iter().enumerate() {
        let (x, end) = (across.place(step.after), across.place(step.until));
        let next = line.steps.get(at + 1).map_or(PLOT.right, |next| across.place(next.after));
        if let Some((low, high)) = step.interval {
            canvas.faint_block((end, up.place(high)), (next - end).max(0.0), up.place(low) - up.place(high), role, 0.14);
        }
        if end > x {
            canvas.faint_block((x, up.place(before)), end - x, up.place(step.share) - up.place(before), role, 0.14);
        }
        points.extend([(x, up.place(before)), (end, up.place(step.share))]);
        before = step.share;
    }
    points.push((PLOT.right, up.place(before)));
    canvas.line(&points, role, 1.8);
}

fn paint_names(canvas: &Canvas<'_>, lines: &[Line], up: &Scale) {
    let ends: Vec<f64> = lines.iter().map(|line| up.place(line.steps.last().map_or(1.0, |step| step.share))).collect();
    let heights = label::spread(&ends, SMALL + 3.0, PLOT.top, PLOT.bottom);
    for (at, (line, height)) in lines.iter().zip(heights).enumerate() {
        let share = number::share(line.steps.last().map_or(1.0, |step| step.share));
        let name = label::fitted(&line.name, SMALL, 126.0 - label::width(&share, SMALL));
        canvas.mark(Shape::Square, (PLOT.right + 9.0, height), 3.0, Role::Series(at));
        canvas.text(&format!("{name} {share}"), (PLOT.right + 16.0, height), SMALL, Role::Label, Anchor::Start);
    }
}

fn paint_at_risk(canvas: &Canvas<'_>, lines: &[Line], across: &Scale) {
    let top = PLOT.bottom + 46.0;
    canvas.text("Still followed", (0.0, top), SMALL, Role::Ink, Anchor::Start);
    let risky = lines.iter().enumerate().filter(|(_, line)| line.steps.iter().any(|step| step.at_risk.is_some()));
    for (row, (at, line)) in risky.enumerate() {
        let y = top + AT_RISK * (count(row) + 1.0);
        let every = line.steps.len().div_ceil(WRITTEN).max(1);
        let mut free = PLOT.left;
        for step in line.steps.iter().step_by(every) {
            let Some(number) = step.at_risk else { continue };
            let (text, x) = (number::real(number), across.place(step.after));
            let half = label::width(&text, SMALL) / 2.0;
            if x - half > free {
                canvas.text(&text, (x, y), SMALL, Role::Quiet, Anchor::Middle);
                free = x + half + 6.0;
            }
        }
        canvas.mark(Shape::Square, (PLOT.right + 9.0, y), 3.0, Role::Series(at));
        canvas.text(&label::fitted(&line.name, SMALL, 126.0), (PLOT.right + 16.0, y), SMALL, Role::Quiet, Anchor::Start);
    }
}

fn frame(canvas: &Canvas<'_>, across: &Scale, up: &Scale, x_label: &str, y_label: &str) {
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        let y = up.place(share);
        canvas.line(&[(PLOT.left, y), (PLOT.right, y)], Role::Grid, 1.0);
        canvas.text(&number::share(share), (PLOT.left - 8.0, y), SMALL, Role::Quiet, Anchor::End);
    }
    for tick in across.ticks() {
        canvas.line(&[(tick.at, PLOT.bottom), (tick.at, PLOT.bottom + 5.0)], Role::Axis, 1.0);
        canvas.text(&tick.label, (tick.at, PLOT.bottom + 15.0), SMALL, Role::Quiet, Anchor::Middle);
    }
    canvas.line(&[(PLOT.left, PLOT.bottom), (PLOT.right, PLOT.bottom)], Role::Axis, 1.0);
    canvas.text(&label::capitalised(y_label), (0.0, 12.0), TEXT, Role::Ink, Anchor::Start);
    canvas.text(&label::capitalised(x_label), (PLOT.right, PLOT.bottom + 31.0), TEXT, Role::Ink, Anchor::End);
}

fn alt(spec: &Spec<'_>, lines: &[Line]) -> String {
    let told = lines.iter().filter_map(|line| {
        let last = line.steps.last()?;
        Some(format!("{} falls to {} by {}", line.name, number::share(last.share), number::real(last.until)))
    });
    format!("Step curves of {} by {}. {}.", spec.y.label, spec.x.label, told.collect::<Vec<_>>().join("; "))
}

#[expect(clippy::cast_precision_loss, reason = "a few series")]
fn count(number: usize) -> f64 {
    number as f64
}
