//! When an account posts: hours across, weekdays down, one panel an account.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_detect::{Cells, Findings, Number, Verdict};

use super::canvas::{Anchor, Canvas, SMALL, TEXT};
use super::palette::{HEATS, Role};
use super::{Drawn, WIDTH, columns, label};
use crate::number;

/// Panels drawn at most.
const PANELS: usize = 12;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS: usize = 24;
const MARGIN: f64 = 30.0;
const GAP: f64 = 18.0;
const HEAD: f64 = 38.0;
const FOOT: f64 = 30.0;
const LEGEND: f64 = 52.0;

/// What to draw.
pub(super) struct Spec<'a> {
    pub(super) table: &'a str,
    pub(super) notes: &'a str,
    pub(super) note: &'a str,
    pub(super) note_label: &'static str,
}

struct Panel {
    name: String,
    verdict: Option<Verdict>,
    note: String,
    posts: [[u64; HOURS]; 7],
}

/// Draw it.
///
/// # Errors
/// When a table or column is missing.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let table = columns::table(findings, spec.table)?;
    let accounts = columns::names(table, "account")?;
    let weekdays = columns::counts(table, "weekday")?;
    let hours = columns::counts(table, "hour")?;
    let posts = columns::counts(table, "posts")?;
    let notes = notes(findings, spec)?;
    let verdicts = verdicts(findings, spec)?;

    let mut grids: BTreeMap<&str, [[u64; HOURS]; 7]> = BTreeMap::new();
    for (row, account) in accounts.iter().enumerate() {
        let grid = grids.entry(account).or_insert([[0; HOURS]; 7]);
        let (day, hour) = (usize::try_from(weekdays[row]).unwrap_or(usize::MAX), usize::try_from(hours[row]).unwrap_or(usize::MAX));
        let cell = grid.get_mut(day).and_then(|day| day.get_mut(hour)).ok_or("a weekday or hour is out of range")?;
        *cell += posts[row];
    }
    let all = grids.len();
    let total = |grid: &[[u64; HOURS]; 7]| grid.iter().flatten().sum::<u64>();
    let mut seen = BTreeSet::new();
    let mut order: Vec<&str> = accounts.iter().map(String::as_str).filter(|account| seen.insert(*account)).collect();
    if all > PANELS {
        order.sort_by(|a, b| total(&grids[b]).cmp(&total(&grids[a])).then(a.cmp(b)));
        order.truncate(PANELS);
    }
    let panels: Vec<Panel> = order
        .iter()
        .map(|account| {
            let (verdict, note) = (verdicts.get(*account).copied(), notes.get(*account).cloned().unwrap_or_default());
            Panel { name: (*account).to_owned(), verdict, note, posts: grids[account] }
        })
        .collect();
    let rows: Vec<usize> = (0..table.rows()).filter(|row| order.contains(&accounts[*row].as_str())).collect();

    let bounds = steps(panels.iter().flat_map(|panel| panel.posts.iter().flatten().copied()).max().unwrap_or(0));
    let shown = if all > PANELS {
        format!("{} of {} shown, those with the most posts.", number::count(panels.len() as u64), accounts_word(all))
    } else {
        format!("{} shown.", accounts_word(all))
    };
    let caption = format!("Posts by hour of the day (UTC) and weekday; one colour scale for all panels. {shown}");
    let alt = alt(&panels, spec.note_label, &bounds);
    let note_label = spec.note_label;
    let across = panels.len().clamp(1, 3);
    let panel_width = (WIDTH - GAP * to_f64(across - 1)) / to_f64(across);
    let cell = ((panel_width - MARGIN) / to_f64(HOURS)).floor().min(16.0);
    let high = cell.clamp(11.0, 16.0);
    let panel_height = HEAD + high * 7.0 + FOOT;
    let lines = panels.len().div_ceil(across).max(1);
    let height = LEGEND + panel_height * to_f64(lines);
    let paint = move |canvas: &Canvas<'_>| {
        legend(canvas, &bounds, note_label);
        for (index, panel) in panels.iter().enumerate() {
            let left = to_f64(index % across) * (panel_width + GAP);
            let top = LEGEND + to_f64(index / across) * panel_height;
            paint_panel(canvas, panel, &bounds, (left, top), (cell, high));
        }
    };
    Ok(Drawn { alt, caption, data: columns::taken(table, &rows), width: WIDTH, height, paint: Box::new(paint) })
}

/// What the step says of each account, where the table of notes tells.
fn verdicts(findings: &Findings, spec: &Spec<'_>) -> Result<BTreeMap<String, Verdict>, String> {
    let table = columns::table(findings, spec.notes)?;
    let accounts = columns::names(table, "account")?;
    let verdicts = match table.column("verdict") {
        Some(Cells::Verdict(verdicts)) => verdicts.as_slice(),
        _ => &[],
    };
    Ok(accounts.iter().cloned().zip(verdicts.iter().copied()).collect())
}

/// The text to write on each panel, by account.
fn notes(findings: &Findings, spec: &Spec<'_>) -> Result<BTreeMap<String, String>, String> {
    let table = columns::table(findings, spec.notes)?;
    let accounts = columns::names(table, "account")?;
    let cells = columns::cells(table, spec.note)?;
    let write = |row: usize| match cells {
        Cells::Count(cells) => cells.get(row).copied().flatten().map(number::count),
        Cells::Real(unit, cells) => cells.get(row).copied().flatten().map(|real| {
            let text = number::measured(real, *unit);
            number::with_unit(&text, &Number::Real(real), *unit)
        }),
        Cells::Time(cells) => cells.get(row).copied().flatten().map(number::moment),
        Cells::Account(cells) | Cells::Post(cells) | Cells::Object(cells) | Cells::Text(cells) => cells.get(row).cloned(),
        Cells::Posts(_) => None,
        Cells::Verdict(cells) => cells.get(row).map(|verdict| verdict.words().to_owned()),
    };
    Ok(accounts.iter().enumerate().filter_map(|(row, account)| Some((account.clone(), write(row)?))).collect())
}

fn paint_panel(canvas: &Canvas<'_>, panel: &Panel, bounds: &[u64], (left, top): (f64, f64), (cell, high): (f64, f64)) {
    let room = MARGIN + cell * to_f64(HOURS);
    canvas.text(&label::fitted(&panel.name, TEXT, room), (left, top + 8.0), TEXT, Role::Ink, Anchor::Start);
    let role = if panel.verdict == Some(Verdict::Flagged) { Role::Accent } else { Role::Quiet };
    let said = [panel.verdict.map_or("", Verdict::words), &panel.note].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>();
    canvas.text(&label::fitted(&said.join(", "), SMALL, room), (left, top + 24.0), SMALL, role, Anchor::Start);
    let (origin, ground) = (left + MARGIN, top + HEAD);
    for (day, hours) in panel.posts.iter().enumerate() {
        let y = ground + to_f64(day) * high;
        canvas.text(DAYS[day], (origin - 5.0, y + high / 2.0), 9.0, Role::Quiet, Anchor::End);
        for (hour, posts) in hours.iter().enumerate() {
            let x = origin + to_f64(hour) * cell;
            canvas.block((x, y), cell - 0.8, high - 0.8, Role::Heat(heat(*posts, bounds)));
        }
    }
    for hour in [0, 6, 12, 18, 24] {
        let x = origin + to_f64(hour) * cell;
        let anchor = if hour == 24 { Anchor::End } else { Anchor::Middle };
        canvas.text(&hour.to_string(), (x, ground + 7.0 * high + 8.0), 9.0, Role::Quiet, anchor);
    }
}

fn legend(canvas: &Canvas<'_>, bounds: &[u64], note_label: &str) {
    let under = label::fitted(&format!("Under each account: {note_label}"), SMALL, WIDTH);
    canvas.text(&under, (0.0, 30.0), SMALL, Role::Quiet, Anchor::Start);
    canvas.text("Posts in the hour", (0.0, 10.0), SMALL, Role::Quiet, Anchor::Start);
    let mut x = label::width("Posts in the hour", SMALL) + 10.0;
    for step in 0..=bounds.len() {
        let text = step_label(step, bounds);
        canvas.block((x, 4.0), 14.0, 12.0, Role::Heat(step));
        canvas.text(&text, (x + 18.0, 10.0), SMALL, Role::Quiet, Anchor::Start);
        x += 18.0 + label::width(&text, SMALL) + 12.0;
    }
}

fn step_label(step: usize, bounds: &[u64]) -> String {
    if step == 0 {
        return "none".to_owned();
    }
    let from = bounds[step - 1];
    match bounds.get(step) {
        Some(next) if next - from == 1 => number::count(from),
        Some(next) => format!("{}–{}", number::count(from), number::count(next - 1)),
        None => format!("{} or more", number::count(from)),
    }
}

/// Lower bounds of the steps above nothing: 1, 2, 5, 10 … up to the largest, thinned to the number of colours.
fn steps(largest: u64) -> Vec<u64> {
    let series: Vec<u64> = (0..19u32).flat_map(|power| [1, 2, 5].map(|digit| digit * 10u64.pow(power))).collect();
    let all: Vec<u64> = series.into_iter().take_while(|bound| *bound <= largest.max(1)).collect();
    let every = all.len().div_ceil(HEATS - 1);
    all.into_iter().step_by(every.max(1)).collect()
}

fn heat(posts: u64, bounds: &[u64]) -> usize {
    bounds.iter().filter(|bound| posts >= **bound).count()
}

fn alt(panels: &[Panel], note_label: &str, bounds: &[u64]) -> String {
    let mut alt = format!("Heat maps of posts by hour and weekday for {}.", accounts_word(panels.len()));
    for panel in panels {
        let by_hour: Vec<u64> = (0..HOURS).map(|hour| panel.posts.iter().map(|day| day[hour]).sum()).collect();
        let silent = by_hour.iter().filter(|posts| **posts == 0).count();
        let total: u64 = by_hour.iter().sum();
        let verdict = panel.verdict.map(|verdict| format!(", {}", verdict.words())).unwrap_or_default();
        alt += &format!(" {}{verdict}: {} posts, {} of 24 hours without any", panel.name, number::count(total), silent);
        alt += &if panel.note.is_empty() { ".".to_owned() } else { format!("; {note_label}: {}.", panel.note) };
    }
    if let Some(last) = bounds.last() {
        alt += &format!(" The strongest colour stands for {} posts or more.", number::count(*last));
    }
    alt
}

fn accounts_word(count: usize) -> String {
    format!("{} {}", number::count(count as u64), if count == 1 { "account" } else { "accounts" })
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen panels and hours")]
fn to_f64(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_no_more_steps_than_colours() {
        assert_eq!(steps(0), vec![1]);
        assert_eq!(steps(12), vec![1, 2, 5, 10]);
        assert_eq!(steps(70), vec![1, 2, 5, 10, 20, 50]);
        for largest in [1, 9, 180, 2_000, 1_000_000] {
            assert!(steps(largest).len() < HEATS, "{largest}");
        }
        assert_eq!((heat(0, &[1, 2, 5]), heat(1, &[1, 2, 5]), heat(4, &[1, 2, 5]), heat(9, &[1, 2, 5])), (0, 1, 2, 3));
    }
}
