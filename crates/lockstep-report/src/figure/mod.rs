//! Figures: what a card asks to see, drawn from the tables of the findings.
//!
//! A figure never computes a statistic. It sorts, bins and takes the strongest rows where all would not fit, and its caption says so.
//!
//! - [`palette`], [`canvas`], [`label`], [`axis`], [`runs`]: how anything is drawn.
//! - [`scatter`], [`hour_week`], [`time_line`], [`steps`], [`against`], [`overlap`], [`places`],
//!   [`specification`], [`bars`], [`map`], [`matrix`], [`network`]: one view each. [`thumbnail`]: a drawing made small.
//! - [`columns`]: columns of a table as numbers and names.

mod against;
pub(crate) mod axis;
mod bars;
pub(crate) mod canvas;
pub(crate) mod columns;
mod hour_week;
pub(crate) mod label;
mod map;
mod matrix;
mod network;
mod overlap;
pub(crate) mod palette;
mod places;
mod runs;
mod scatter;
mod specification;
mod steps;
pub(crate) mod thumbnail;
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
    let drawn = match view {
        View::Scatter { table, x, y, verdict, lines, .. } => scatter::draw(findings, &scatter::Spec { table, x, y, verdict, lines }),
        View::HourWeek { table, notes, note, note_label, .. } => {
            hour_week::draw(findings, &hour_week::Spec { table, notes, note, note_label })
        }
        View::TimeLine { table, time, series, y, .. } => {
            time_line::draw(findings, &time_line::Spec { table, time, series, y }, &facts.events)
        }
        View::Steps { table, series, x, until, y, interval, at_risk, .. } => {
            steps::draw(findings, &steps::Spec { table, series, x, until, y, interval: *interval, at_risk })
        }
        View::Against { table, row, x, range, marks, verdict, .. } => {
            against::draw(findings, &against::Spec { table, row, x, range: *range, marks, verdict })
        }
        View::Overlap { first, second, both, either, .. } => overlap::draw(findings, &overlap::Spec { first, second, both, either }),
        View::Places { table, percentile, likes, tested, stands_out, .. } => {
            places::draw(findings, &places::Spec { table, percentile, likes, tested, stands_out })
        }
        View::Specification { dots, table, y, settings, own, .. } => {
            specification::draw(findings, &specification::Spec { dots, table, y, settings, own: *own })
        }
        View::Bars { table, panel, note, x, until, y, expected, .. } => {
            bars::draw(findings, &bars::Spec { table, panel, note: *note, x, until, y, expected })
        }
        View::Matrix { table, row, column, count, times, group, .. } => {
            matrix::draw(findings, &matrix::Spec { table, row, column, count, times, group })
        }
        View::Map { table, panel, row, column, share, line, .. } => {
            map::draw(findings, &map::Spec { table, panel, row, column, share, line: *line })
        }
        View::Network { .. } => network::draw(findings),
    };
    let id = format!("{step}-{}", view.name());
    let drawn = drawn.map_err(|reason| ReportError::Figure { figure: id.clone(), reason })?;
    let plain = title.plain();
    let described = canvas::Described { id: &id, title: &plain, alt: &drawn.alt };
    let svg = canvas::draw(&described, drawn.width, drawn.height, drawn.paint);
    Ok(Figure { id, title, svg, caption: drawn.caption, data: drawn.data })
}
