//! One dot a choice of settings, the smallest result first, and below which settings each one is: how much hangs on a choice.

use std::collections::BTreeSet;

use lockstep_detect::{Axis, Beside, Cells, Findings, Table};

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, SMALL, Shape, TEXT};
use super::label::{self, Room};
use super::palette::Role;
use super::{Drawn, WIDTH, columns};
use crate::number;

/// Choices drawn at most; with more, columns are too narrow to follow down.
const MOST: usize = 80;
const PLOT: Room = Room { left: 170.0, top: 34.0, right: WIDTH - 20.0, bottom: 220.0 };
const ROW: f64 = 15.0;
const GAP: f64 = 8.0;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) y: &'a Axis,
    pub(super) settings: &'static [Beside],
}

/// A setting and its values as they are written, from the smallest.
struct Setting {
    label: &'static str,
    values: Vec<String>,
    /// Value of each choice, by its place among these.
    of: Vec<usize>,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let results = columns::numbers(table, spec.y.column)?;
    let mut rows: Vec<(usize, f64)> = results.iter().enumerate().filter_map(|(row, result)| Some((row, (*result)?))).collect();
    let all = rows.len();
    rows.truncate(MOST);
    rows.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let order: Vec<usize> = rows.iter().map(|(row, _)| *row).collect();
    let settings = spec.settings.iter().map(|setting| read(table, setting, &order)).collect::<Result<Vec<Setting>, String>>()?;
    let results: Vec<f64> = rows.iter().map(|(_, result)| *result).collect();
    let mut caption = vec![format!(
        "One dot a choice of settings, {} of {}, the smallest result first; below, a mark says which value each setting had.",
        results.len(),
        all
    )];
    caption.push(table.about.clone());
    let alt = alt(spec, &results, &settings);
    let mut chosen: Vec<&str> = spec.settings.iter().map(|setting| setting.column).collect();
    chosen.push(spec.y.column);
    let data = columns::narrowed(&columns::taken(table, &order), &chosen);
    let up = Scale::around(results.iter().copied(), spec.y.log, PLOT.bottom, PLOT.top);
    let below: f64 = settings.iter().map(|setting| GAP + 14.0 + ROW * to_f64(setting.values.len())).sum();
    let height = PLOT.bottom + below + 14.0;
    let y_label = spec.y.label;
    let paint = move |canvas: &Canvas<'_>| {
        canvas.text(&label::capitalised(y_label), (0.0, 12.0), TEXT, Role::Ink, Anchor::Start);
        for tick in up.ticks() {
            canvas.line(&[(PLOT.left, tick.at), (PLOT.right, tick.at)], Role::Grid, 1.0);
            canvas.text(&tick.label, (PLOT.left - 8.0, tick.at), SMALL, Role::Quiet, Anchor::End);
        }
        let step = (PLOT.right - PLOT.left) / to_f64(results.len().max(1));
        let across = |at: usize| PLOT.left + step * (to_f64(at) + 0.5);
        let size = (step * 0.3).clamp(1.8, 4.5);
        for (at, result) in results.iter().enumerate() {
            canvas.mark(Shape::Disc, (across(at), up.clamped(*result)), size, Role::Series(0));
        }
        ends(canvas, &results, &up, &across);
        let mut top = PLOT.bottom + GAP;
        for setting in &settings {
            canvas.text(
                &label::fitted(&label::capitalised(setting.label), SMALL, PLOT.right),
                (0.0, top + 6.0),
                SMALL,
                Role::Ink,
                Anchor::Start,
            );
            top += 14.0;
            for (place, value) in setting.values.iter().enumerate() {
                let y = top + ROW * (to_f64(place) + 0.5);
                canvas.line(&[(PLOT.left, y), (PLOT.right, y)], Role::Grid, 1.0);
                canvas.text(&label::fitted(value, SMALL, PLOT.left - 16.0), (PLOT.left - 8.0, y), SMALL, Role::Quiet, Anchor::End);
                for at in setting.of.iter().enumerate().filter(|(_, of)| **of == place).map(|(at, _)| at) {
                    canvas.mark(Shape::Square, (across(at), y), size.min(3.4), Role::Series(0));
                }
            }
            top += ROW * to_f64(setting.values.len()) + GAP;
        }
    };
    Ok(Drawn { alt, caption: caption.join(" "), data, width: WIDTH, height, paint: Box::new(paint) })
}

/// Write the smallest and the largest result beside their dots.
fn ends(canvas: &Canvas<'_>, results: &[f64], up: &Scale, across: &dyn Fn(usize) -> f64) {
    let (Some(first), Some(last)) = (results.first(), results.last()) else { return };
    canvas.text(&number::real(*first), (across(0), up.clamped(*first) - 11.0), SMALL, Role::Label, Anchor::Middle);
    if results.len() > 1 {
        canvas.text(&number::real(*last), (across(results.len() - 1), up.clamped(*last) - 11.0), SMALL, Role::Label, Anchor::Middle);
    }
}

fn read(table: &Table, setting: &Beside, order: &[usize]) -> Result<Setting, String> {
    let cells = columns::cells(table, setting.column)?;
    let written: Vec<(f64, String)> = match cells {
        Cells::Text(texts) | Cells::Object(texts) => order.iter().map(|row| (0.0, texts[*row].replace('_', " "))).collect(),
        Cells::Real(unit, _) => {
            let numbers = columns::numbers(table, setting.column)?;
            let write = |row: &usize| numbers[*row].map_or((0.0, "none".to_owned()), |real| (real, number::measured(real, *unit)));
            order.iter().map(write).collect()
        }
        _ => {
            let numbers = columns::numbers(table, setting.column)?;
            order.iter().map(|row| numbers[*row].map_or((0.0, "none".to_owned()), |real| (real, number::real(real)))).collect()
        }
    };
    let mut values = written.clone();
    values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut seen = BTreeSet::new();
    let values: Vec<String> = values.into_iter().map(|(_, text)| text).filter(|text| seen.insert(text.clone())).collect();
    let of = written.iter().map(|(_, text)| values.iter().position(|value| value == text).unwrap_or_default()).collect();
    Ok(Setting { label: setting.label, values, of })
}

fn alt(spec: &Spec<'_>, results: &[f64], settings: &[Setting]) -> String {
    let (least, most) = (results.first().copied().unwrap_or(0.0), results.last().copied().unwrap_or(0.0));
    let varied: Vec<String> = settings.iter().map(|setting| format!("{}: {}", setting.label, setting.values.join(", "))).collect();
    format!(
        "Dots, one for each of {} choices of settings, for {}, from {} to {}. Settings: {}.",
        results.len(),
        spec.y.label,
        number::real(least),
        number::real(most),
        varied.join("; ")
    )
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen choices")]
fn to_f64(number: usize) -> f64 {
    number as f64
}
