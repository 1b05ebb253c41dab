//! Figures: what a card asks to see, drawn from the tables of the findings.
//!
//! A figure never computes a statistic. It sorts, bins and takes the strongest rows where all would not fit, and its caption says so.
//!
//! - [`palette`], [`canvas`], [`label`], [`axis`]: how anything is drawn.
//! - [`scatter`], [`hour_week`], [`time_line`], [`network`]: one view each.
//! - [`columns`]: columns of a table as numbers and names.

mod axis;
mod canvas;
mod columns;
mod hour_week;
mod label;
mod network;
pub(crate) mod palette;
mod scatter;
mod time_line;

use lockstep_detect::{Findings, Table, View};
use lockstep_snapshot::Facts;

use crate::error::ReportError;
use crate::sentence::Sentence;

/// Width of every figure, px.
const WIDTH: f64 = 720.0;

/// A finished figure.
pub(crate) struct Figure {
    /// Step and view; prefix of every id in the drawing and stem of its files.
    pub(crate) id: String,
    /// The finding it shows.
    pub(crate) title: Sentence,
    /// The drawing.
    pub(crate) svg: String,
    /// What is drawn, out of how much, and how to read it.
    pub(crate) caption: String,
    /// The data behind it.
    pub(crate) data: Table,
}

/// A drawing before it has a name.
struct Drawn {
    alt: String,
    caption: String,
    data: Table,
    width: f64,
    height: f64,
    paint: Box<dyn FnOnce(&canvas::Canvas<'_>)>,
}

/// Draw one view of a step's findings.
///
/// # Errors
/// When a table or column that the view names is not in the findings.
pub(crate) fn draw(step: &str, view: &View, title: Sentence, findings: &Findings, facts: &Facts) -> Result<Figure, ReportError> {
    let (name, drawn) = match view {
        View::Scatter { name, table, x, y, verdict, lines, .. } => {
            (*name, scatter::draw(findings, &scatter::Spec { table, x, y, verdict, lines }))
        }
        View::HourWeek { name, table, notes, note, note_label, .. } => {
            (*name, hour_week::draw(findings, &hour_week::Spec { table, notes, note, note_label }))
        }
        View::TimeLine { name, table, time, series, y, .. } => {
            (*name, time_line::draw(findings, &time_line::Spec { table, time, series, y }, &facts.events))
        }
        View::Network { name, .. } => (*name, network::draw(findings)),
    };
    let id = format!("{step}-{name}");
    let drawn = drawn.map_err(|reason| ReportError::Figure { figure: id.clone(), reason })?;
    let plain = title.plain();
    let described = canvas::Described { id: &id, title: &plain, alt: &drawn.alt };
    let svg = canvas::draw(&described, drawn.width, drawn.height, drawn.paint);
    Ok(Figure { id, title, svg, caption: drawn.caption, data: drawn.data })
}
