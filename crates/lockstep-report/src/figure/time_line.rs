//! Counts over time, one line a series, with the declared events behind them.

use std::collections::BTreeMap;

use lockstep_detect::{Axis, Cells, Findings};
use lockstep_snapshot::EventFacts;

use super::axis::{Scale, date_ticks, to_f64};
use super::canvas::{Anchor, Canvas, SMALL, TEXT};
use super::label::{self, Room};
use super::palette::{Role, SERIES};
use super::{Drawn, WIDTH, columns};
use crate::number;

const PLOT_HEIGHT: f64 = 280.0;
const EVENT_ROW: f64 = 15.0;
const MOST_LABEL: f64 = 150.0;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) time: &'a str,
    pub(super) series: &'a str,
    pub(super) y: &'a Axis,
}

struct Line {
    name: String,
    points: Vec<(i64, f64)>,
    total: f64,
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>, events: &[EventFacts]) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let Cells::Time(times) = columns::cells(table, spec.time)? else {
        return Err(format!("the column `{}` does not hold moments", spec.time));
    };
    let names = columns::names(table, spec.series)?;
    let values = columns::numbers(table, spec.y.column)?;
    let mut lines = lines(times, names, &values);
    let all = lines.len();
    lines.sort_by(|a, b| b.total.total_cmp(&a.total).then(a.name.cmp(&b.name)));
    lines.truncate(SERIES);

    let moments = || lines.iter().flat_map(|line| line.points.iter().map(|(at, _)| *at));
    let (first, last) = (moments().min().unwrap_or(0), moments().max().unwrap_or(0));
    let usual = usual_gap(&lines);
    let events = merged(events.iter().filter(|event| event.start <= last && event.end > first));

    let mut caption = vec![table.about.clone()];
    let (first_day, last_day) = (number::day(first), number::day(last));
    caption.push(if all > lines.len() {
        format!("The {} largest of {} series are drawn, from {first_day} to {last_day}.", lines.len(), number::count(all as u64))
    } else {
        format!("{} series, from {first_day} to {last_day}.", number::count(all as u64))
    });
    if !events.is_empty() {
        let listed: Vec<String> = events.iter().map(|event| format!("{} ({})", event.name, dated(event))).collect();
        caption.push(format!("Shaded: {}.", listed.join("; ")));
    }
    let alt = alt(spec, &lines, &events);
    let shown: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    let rows: Vec<usize> = (0..table.rows()).filter(|row| shown.contains(&names[*row].as_str())).collect();
    let data = columns::narrowed(&columns::taken(table, &rows), &[spec.time, spec.series, spec.y.column]);

    let widest = lines.iter().map(|line| label::width(&line.name, SMALL)).fold(0.0, f64::max).min(MOST_LABEL);
    let event_rows = event_rows(&events, first, last, widest);
    let top = 30.0 + EVENT_ROW * event_rows.iter().map(|row| row + 1).max().map_or(0.0, f64::from);
    let plot = Room { left: 58.0, top, right: WIDTH - widest - 16.0, bottom: top + PLOT_HEIGHT };
    let height = plot.bottom + 30.0;
    let across = Scale::of_moments(first, last, plot.left, plot.right);
    let up = Scale::around(lines.iter().flat_map(|line| line.points.iter().map(|(_, y)| *y)), false, plot.bottom, plot.top);
    let y_label = format!("{}{}", spec.y.label, per(spec.y.label, usual));
    let paint = move |canvas: &Canvas<'_>| {
        paint_events(canvas, &events, &event_rows, &across, &plot);
        paint_frame(canvas, &across, &up, &plot, &y_label, (first, last));
        for (index, line) in lines.iter().enumerate() {
            paint_line(canvas, line, usual, &across, &up, Role::Series(index));
        }
        paint_names(canvas, &lines, &across, &up, &plot);
    };
    Ok(Drawn { alt, caption: caption.join(" "), data, width: WIDTH, height, paint: Box::new(paint) })
}

fn lines(times: &[Option<i64>], names: &[String], values: &[Option<f64>]) -> Vec<Line> {
    let mut series: BTreeMap<&str, Vec<(i64, f64)>> = BTreeMap::new();
    for (row, name) in names.iter().enumerate() {
        if let (Some(Some(at)), Some(Some(value))) = (times.get(row), values.get(row)) {
            series.entry(name).or_default().push((*at, *value));
        }
    }
    series
        .into_iter()
        .map(|(name, mut points)| {
            points.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let total = points.iter().map(|(_, value)| value).sum();
            Line { name: name.to_owned(), points, total }
        })
        .collect()
}

/// The shortest time between two points of one series, ms. Where more than one and a half times as much passes, the line is broken.
fn usual_gap(lines: &[Line]) -> i64 {
    let gaps = lines.iter().flat_map(|line| line.points.windows(2).map(|pair| pair[1].0 - pair[0].0));
    gaps.filter(|gap| *gap > 0).min().unwrap_or(i64::MAX)
}

fn paint_line(canvas: &Canvas<'_>, line: &Line, usual: i64, across: &Scale, up: &Scale, role: Role) {
    let broken = |pair: &(i64, f64), next: &(i64, f64)| (next.0 - pair.0) > usual.saturating_add(usual / 2);
    for piece in line.points.chunk_by(|a, b| !broken(a, b)) {
        let points: Vec<(f64, f64)> = piece.iter().map(|(at, value)| (across.place(to_f64(*at)), up.place(*value))).collect();
        if let [only] = points[..] {
            canvas.mark(super::canvas::Shape::Disc, only, 1.6, role);
        } else {
            canvas.line(&points, role, 1.8);
        }
    }
}

fn paint_names(canvas: &Canvas<'_>, lines: &[Line], across: &Scale, up: &Scale, plot: &Room) {
    let ends: Vec<(f64, f64)> = lines
        .iter()
        .map(|line| line.points.last().map_or((plot.right, plot.bottom), |(at, y)| (across.place(to_f64(*at)), up.place(*y))))
        .collect();
    let heights: Vec<f64> = ends.iter().map(|end| end.1).collect();
    let heights = label::spread(&heights, SMALL + 3.0, plot.top, plot.bottom);
    for (index, line) in lines.iter().enumerate() {
        let left = plot.right + 8.0;
        canvas.mark(super::canvas::Shape::Square, (left, heights[index]), 3.0, Role::Series(index));
        let name = label::fitted(&line.name, SMALL, MOST_LABEL);
        canvas.text(&name, (left + 7.0, heights[index]), SMALL, Role::Label, Anchor::Start);
    }
}

fn paint_frame(canvas: &Canvas<'_>, across: &Scale, up: &Scale, plot: &Room, y_label: &str, span: (i64, i64)) {
    for tick in up.ticks() {
        canvas.line(&[(plot.left, tick.at), (plot.right, tick.at)], Role::Grid, 1.0);
        canvas.text(&tick.label, (plot.left - 8.0, tick.at), SMALL, Role::Quiet, Anchor::End);
    }
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Role::Axis, 1.0);
    let mut free_from = f64::NEG_INFINITY;
    for (at, text) in date_ticks(span.0, span.1) {
        let x = across.place(to_f64(at));
        canvas.line(&[(x, plot.bottom), (x, plot.bottom + 5.0)], Role::Axis, 1.0);
        let half = label::width(&text, SMALL) / 2.0;
        if x - half > free_from && x + half <= WIDTH {
            canvas.text(&text, (x, plot.bottom + 15.0), SMALL, Role::Quiet, Anchor::Middle);
            free_from = x + half + 6.0;
        }
    }
    canvas.text(&label::capitalised(y_label), (0.0, 12.0), TEXT, Role::Ink, Anchor::Start);
}

/// What one point covers, where points follow each other by the day or the week and the label does not say so.
fn per(label: &str, usual: i64) -> &'static str {
    const DAY: i64 = 86_400_000;
    match usual {
        _ if label.contains(" a ") => "",
        DAY => " a day",
        gap if gap == 7 * DAY => " a week",
        _ => "",
    }
}

/// Events on the same days as one, so that their names do not lie on each other; a name that two of them share stands once.
fn merged<'a>(events: impl Iterator<Item = &'a EventFacts>) -> Vec<EventFacts> {
    let mut merged: Vec<(EventFacts, Vec<String>)> = Vec::new();
    for event in events {
        let Some((_, names)) = merged.iter_mut().find(|(other, _)| (other.start, other.end) == (event.start, event.end)) else {
            merged.push((event.clone(), vec![event.name.clone()]));
            continue;
        };
        if !names.iter().any(|name| name.to_lowercase() == event.name.to_lowercase()) {
            names.push(event.name.clone());
        }
    }
    merged.into_iter().map(|(event, names)| EventFacts { name: names.join(", "), ..event }).collect()
}

/// In which row above the plot each event's name is written, so that names do not run into each other.
fn event_rows(events: &[EventFacts], first: i64, last: i64, widest: f64) -> Vec<u32> {
    let across = Scale::of_moments(first, last, 58.0, WIDTH - widest - 16.0);
    let mut free: Vec<f64> = Vec::new();
    events
        .iter()
        .map(|event| {
            let left = across.place(to_f64(event.start.max(first)));
            let right = left + label::width(&event.name, SMALL) + 10.0;
            let row = free.iter().position(|end| *end <= left).unwrap_or(free.len());
            if row == free.len() {
                free.push(right);
            } else {
                free[row] = right;
            }
            u32::try_from(row).unwrap_or(u32::MAX)
        })
        .collect()
}

fn paint_events(canvas: &Canvas<'_>, events: &[EventFacts], rows: &[u32], across: &Scale, plot: &Room) {
    for (event, row) in events.iter().zip(rows) {
        let left = across.place(to_f64(event.start)).max(plot.left);
        let right = across.place(to_f64(event.end)).min(plot.right);
        let height = plot.top - 6.0 - EVENT_ROW * f64::from(*row);
        canvas.block((left, height - 6.0), (right - left).max(1.5), plot.bottom - height + 6.0, Role::Event);
    }
    // Names after all grounds, so that no ground covers a name in a lower row.
    for (event, row) in events.iter().zip(rows) {
        let left = across.place(to_f64(event.start)).max(plot.left);
        let height = plot.top - 6.0 - EVENT_ROW * f64::from(*row);
        let name = label::fitted(&event.name, SMALL, WIDTH - left);
        canvas.text(&name, (left + 3.0, height), SMALL, Role::Label, Anchor::Start);
    }
}

fn dated(event: &EventFacts) -> String {
    let (start, end) = (number::day(event.start), number::day(event.end - 1));
    if start == end { start } else { format!("{start} to {end}") }
}

fn alt(spec: &Spec<'_>, lines: &[Line], events: &[EventFacts]) -> String {
    let mut alt = format!("Line chart of {} over time, {} series.", spec.y.label, lines.len());
    for line in lines {
        let peak = line.points.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((at, value)) = peak {
            alt += &format!(" {} is highest on {}, at {}.", line.name, number::day(*at), number::real(*value));
        }
    }
    for event in events {
        alt += &format!(" {} is marked: {}.", event.name, dated(event));
    }
    alt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, start: i64, end: i64) -> EventFacts {
        EventFacts { name: name.to_owned(), start, end, source: String::new() }
    }

    #[test]
    fn events_on_the_same_days_are_one() {
        let events =
            [event("spike", 1, 8), event("last week", 1, 8), event("Holiday", 20, 23), event("holiday", 20, 23), event("spike", 1, 9)];
        let names: Vec<String> = merged(events.iter()).into_iter().map(|event| event.name).collect();
        assert_eq!(names, ["spike, last week", "Holiday", "spike"]);
    }
}
