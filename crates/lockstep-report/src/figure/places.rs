//! Where a thing lies among its likes: a row a measure, from the lowest of them to the highest, one panel a thing.

use lockstep_detect::{Findings, Table};

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, SMALL, Shape, TEXT};
use super::label;
use super::palette::Role;
use super::{Drawn, WIDTH, columns};
use crate::number;

/// Panels drawn at most, the first of the table.
const PANELS: usize = 6;
const ROW: f64 = 20.0;
const NAMES: f64 = 120.0;
const GAP: f64 = 28.0;
const HEAD: f64 = 26.0;
const TOP: f64 = 26.0;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) percentile: &'a str,
    pub(super) likes: &'a str,
    pub(super) tested: &'a str,
    pub(super) stands_out: &'a str,
}

struct Panel {
    name: String,
    likes: u64,
    dots: Vec<Dot>,
}

struct Dot {
    row: usize,
    name: String,
    percentile: f64,
    out: bool,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let (all, mut panels) = panels(table, spec)?;
    panels.truncate(PANELS);
    let rows: Vec<usize> = panels.iter().flat_map(|panel| panel.dots.iter().map(|dot| dot.row)).collect();
    let key = table.columns.first().map(|column| column.name.replace('_', " ")).unwrap_or_default();
    let out = panels.iter().flat_map(|panel| &panel.dots).filter(|dot| dot.out).count();
    let caption = format!(
        "One panel a {key}, {} of {}, the first of the table; one row an aspect. The dot says which share of the others that it is compared \
         with have at most as much; the line in the middle is their median. {} of {} dots stand out once all aspects are taken together.",
        panels.len(),
        number::count(all as u64),
        out,
        rows.len()
    );
    let alt = alt(&panels);
    let data = columns::taken(table, &rows);
    let across = panels.len().clamp(1, 2);
    let wide = (WIDTH - GAP * to_f64(across - 1)) / to_f64(across);
    let most = panels.iter().map(|panel| panel.dots.len()).max().unwrap_or(1).max(1);
    let high = HEAD + ROW * to_f64(most) + 30.0;
    let height = TOP + high * to_f64(panels.len().div_ceil(across).max(1));
    let paint = move |canvas: &Canvas<'_>| {
        canvas.text("Share of others with at most as much", (0.0, 9.0), TEXT, Role::Ink, Anchor::Start);
        for (at, panel) in panels.iter().enumerate() {
            let corner = (to_f64(at % across) * (wide + GAP), TOP + to_f64(at / across) * high);
            paint_panel(canvas, panel, corner, wide);
        }
    };
    Ok(Drawn { alt, caption, data, width: WIDTH, height, paint: Box::new(paint) })
}

fn panels(table: &Table, spec: &Spec<'_>) -> Result<(usize, Vec<Panel>), String> {
    let key = table.columns.first().map(|column| column.name.as_str()).unwrap_or_default();
    let things = columns::names(table, key)?;
    let percentiles = columns::numbers(table, spec.percentile)?;
    let likes = columns::counts(table, spec.likes)?;
    let (tested, stands_out) = (columns::names(table, spec.tested)?, columns::names(table, spec.stands_out)?);
    let mut panels: Vec<Panel> = Vec::new();
    for row in 0..table.rows() {
        let (thing, Some(percentile)) = (&things[row], percentiles[row].filter(|_| !tested[row].is_empty())) else { continue };
        if panels.last().is_none_or(|panel| panel.name != *thing) {
            panels.push(Panel { name: thing.clone(), likes: 0, dots: Vec::new() });
        }
        if let Some(panel) = panels.last_mut() {
            panel.likes = panel.likes.max(likes[row]);
            panel.dots.push(Dot { row, name: tested[row].clone(), percentile, out: stands_out[row] == "yes" });
        }
    }
    Ok((panels.len(), panels))
}

fn paint_panel(canvas: &Canvas<'_>, panel: &Panel, (left, top): (f64, f64), wide: f64) {
    let scale = Scale::of_shares(left + NAMES, left + wide - 24.0);
    let likes = format!("among {}", number::count(panel.likes));
    let room = wide - label::width(&likes, SMALL) - 12.0;
    canvas.strong_text(&label::fitted(&panel.name, TEXT, room), (left, top + 10.0), TEXT, Role::Ink, Anchor::Start);
    canvas.text(&likes, (left + wide, top + 10.0), SMALL, Role::Quiet, Anchor::End);
    let (ground, foot) = (top + HEAD, top + HEAD + ROW * to_f64(panel.dots.len()));
    for (share, text) in [(0.0, "0"), (0.5, "half"), (1.0, "all")] {
        let x = scale.place(share);
        canvas.line(&[(x, ground), (x, foot)], if share == 0.5 { Role::Reference } else { Role::Grid }, 1.0);
        canvas.text(text, (x, foot + 10.0), SMALL, Role::Quiet, Anchor::Middle);
    }
    for (at, dot) in panel.dots.iter().enumerate() {
        let y = ground + ROW * (to_f64(at) + 0.5);
        canvas.text(&label::fitted(&dot.name, SMALL, NAMES - 12.0), (left, y), SMALL, Role::Ink, Anchor::Start);
        canvas.line(&[(scale.place(0.0), y), (scale.place(1.0), y)], Role::Grid, 1.0);
        let (shape, size, role) = if dot.out { (Shape::Diamond, 4.6, Role::Accent) } else { (Shape::Disc, 4.0, Role::Plain) };
        canvas.mark(shape, (scale.place(dot.percentile), y), size, role);
    }
}

fn alt(panels: &[Panel]) -> String {
    let told = panels.iter().map(|panel| {
        let dots = panel.dots.iter().map(|dot| {
            let out = if dot.out { ", stands out" } else { "" };
            format!("{} {}{out}", dot.name, number::share(dot.percentile))
        });
        format!("{}, among {}: {}", panel.name, number::count(panel.likes), dots.collect::<Vec<_>>().join("; "))
    });
    format!("Dots on lines: the share of others with at most as much. {}.", told.collect::<Vec<_>>().join(". "))
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen rows")]
fn to_f64(number: usize) -> f64 {
    number as f64
}
