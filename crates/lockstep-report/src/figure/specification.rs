//! One dot a choice of settings, the smallest result first, and below which settings each one is: how much hangs on a choice.

use std::collections::BTreeSet;

use lockstep_detect::{Axis, Beside, Cells, Dots, Duration, Findings, Table, Unit};

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, SMALL, Shape, TEXT};
use super::label::{self, Room};
use super::palette::Role;
use super::{Drawn, WIDTH, columns};
use crate::number;

/// Choices drawn at most; with more, marks would lie on one another.
const MOST: usize = 500;
const PLOT: Room = Room { left: 170.0, top: 34.0, right: WIDTH - 20.0, bottom: 220.0 };
const ROW: f64 = 15.0;
/// Half the width of a mark below which it is drawn as a tall stroke: hundreds of small squares could not be seen.
const NARROW: f64 = 1.6;
const TALL: f64 = 4.5;
const GAP: f64 = 8.0;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) dots: &'a Dots,
    pub(super) table: &'a str,
    pub(super) y: &'a Axis,
    pub(super) settings: &'static [Beside],
    pub(super) own: Option<&'a str>,
}

/// A setting and its values as they are written, from the smallest.
struct Setting {
    label: String,
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
    let chosen = chosen(table, spec);
    let settings = chosen.iter().map(|(column, label)| read(table, column, label, &order)).collect::<Result<Vec<Setting>, String>>()?;
    let own = spec.own.map(|column| columns::names(table, column)).transpose()?;
    let is_own: Vec<bool> = order.iter().map(|row| own.is_some_and(|own| own[*row] == "yes")).collect();
    let results: Vec<f64> = rows.iter().map(|(_, result)| *result).collect();
    let mut caption = vec![format!(
        "One dot a {}, {} of {}, the smallest result first; below, a mark says {}.",
        spec.dots.one,
        results.len(),
        all,
        spec.dots.marks
    )];
    if is_own.contains(&true) {
        caption.push(format!("The coloured one is {}.", spec.dots.own));
    }
    let unanswered = table.rows() - all;
    if unanswered > 0 {
        caption.push(format!("{unanswered} more give no answer."));
    }
    if spec.own.is_none() {
        caption.push(table.about.clone());
    }
    let alt = alt(spec, &results, &settings);
    let shown: Vec<&str> = chosen.iter().map(|(column, _)| column.as_str()).chain([spec.y.column]).chain(spec.own).collect();
    let mut data = columns::narrowed(&columns::taken(table, &order), &shown);
    if spec.own.is_some() {
        data.about = format!("One row a {}, the smallest result first.", spec.dots.one);
    }
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
        let size = (step * 0.3).clamp(0.7, 4.5);
        let role = |at: usize| if is_own[at] { Role::Accent } else { Role::Series(0) };
        for (at, result) in results.iter().enumerate() {
            canvas.mark(Shape::Disc, (across(at), up.clamped(*result)), size.max(1.6), role(at));
        }
        // Once more and larger, so that its many neighbours do not hide it.
        for at in is_own.iter().enumerate().filter(|(_, own)| **own).map(|(at, _)| at) {
            canvas.line(&[(across(at), PLOT.top), (across(at), PLOT.bottom + below)], Role::Reference, 1.0);
            canvas.mark(Shape::Disc, (across(at), up.clamped(results[at])), (size * 1.3).max(3.2), Role::Accent);
        }
        ends(canvas, &results, &up, &across);
        let mut top = PLOT.bottom + GAP;
        for setting in &settings {
            canvas.text(
                &label::fitted(&label::capitalised(&setting.label), SMALL, PLOT.right),
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
                    let x = across(at);
                    if size < NARROW {
                        canvas.line(&[(x, y - TALL), (x, y + TALL)], role(at), 2.0 * size);
                    } else {
                        canvas.mark(Shape::Square, (x, y), size.min(3.4), role(at));
                    }
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

/// The columns of the settings, with what to write above each. Where a card names none, they lie between the key and the result.
fn chosen(table: &Table, spec: &Spec<'_>) -> Vec<(String, String)> {
    if !spec.settings.is_empty() {
        return spec.settings.iter().map(|setting| (setting.column.to_owned(), setting.label.to_owned())).collect();
    }
    let names = table.columns.iter().skip(table.key).map(|column| column.name.clone());
    names.take_while(|name| name != spec.y.column).map(|name| (name.clone(), name.replace('_', " "))).collect()
}

fn read(table: &Table, column: &str, label: &str, order: &[usize]) -> Result<Setting, String> {
    let cells = columns::cells(table, column)?;
    let written: Vec<(f64, String)> = match cells {
        Cells::Text(texts) | Cells::Object(texts) => order.iter().map(|row| (0.0, texts[*row].replace('_', " "))).collect(),
        _ => {
            let numbers = columns::numbers(table, column)?;
            let write = |row: &usize| numbers[*row].map_or((f64::INFINITY, "unset".to_owned()), |real| (real, as_set(real, cells)));
            order.iter().map(write).collect()
        }
    };
    let mut values = written.clone();
    values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut seen = BTreeSet::new();
    let values: Vec<String> = values.into_iter().map(|(_, text)| text).filter(|text| seen.insert(text.clone())).collect();
    let of = written.iter().map(|(_, text)| values.iter().position(|value| value == text).unwrap_or_default()).collect();
    Ok(Setting { label: label.to_owned(), values, of })
}

/// A number as a study would set it: a span of time with its unit.
pub(super) fn as_set(number: f64, cells: &Cells) -> String {
    match cells {
        #[expect(clippy::cast_possible_truncation, reason = "spans of time are whole milliseconds below 2^53")]
        Cells::Real(Unit::Seconds, _) => Duration::from_ms((number * 1_000.0).round() as i64).to_string(),
        Cells::Real(unit, _) => number::measured(number, *unit),
        _ => number::real(number),
    }
}

fn alt(spec: &Spec<'_>, results: &[f64], settings: &[Setting]) -> String {
    let (least, most) = (results.first().copied().unwrap_or(0.0), results.last().copied().unwrap_or(0.0));
    let varied: Vec<String> = settings.iter().map(|setting| format!("{}: {}", setting.label, setting.values.join(", "))).collect();
    format!(
        "Dots, one for each of {} {}, for {}, from {} to {}. Settings: {}.",
        results.len(),
        spec.dots.many,
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
