//! The figures of an evaluation: shares against shares, one line a score or a campaign.

use lockstep_runner::{Estimate, Evaluation, HeldOut, Modelled, Score, Scored, Tested};

use crate::figure::axis::Scale;
use crate::figure::canvas::{self, Anchor, Canvas, SMALL, Shape, TEXT};
use crate::figure::label::{self, Room};
use crate::figure::palette::{Role, SERIES};
use crate::number;

const WIDTH: f64 = 720.0;
const PLOT: Room = Room { left: 52.0, top: 34.0, right: 452.0, bottom: 434.0 };
const HEIGHT: f64 = 478.0;
const ROW: f64 = 32.0;

/// A finished drawing.
pub(super) struct Drawing {
    /// File name without ending.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) svg: String,
    pub(super) caption: String,
}

struct Line {
    name: String,
    note: String,
    points: Vec<(f64, f64)>,
    /// A point to mark: where the verdict lies.
    verdict: Option<(f64, f64)>,
    /// Intervals across the second number of each point.
    intervals: Vec<Estimate>,
}

/// The drawings that there are data for.
pub(super) fn drawings(evaluation: &Evaluation) -> Vec<Drawing> {
    let mut drawings = Vec::new();
    let measured: Vec<(&Score, &lockstep_runner::MeasuredScore)> = evaluation
        .scores
        .iter()
        .filter_map(|score| if let Scored::Measured(measured) = &score.result { Some((score, measured.as_ref())) } else { None })
        .collect();
    if !measured.is_empty() {
        let mut order = measured;
        order.sort_by(|a, b| b.1.auc.value.total_cmp(&a.1.auc.value));
        let left_out = order.len().saturating_sub(SERIES);
        order.truncate(SERIES);
        let left = if left_out == 0 { String::new() } else { format!(" {left_out} with smaller areas are not drawn; the table has all.") };
        drawings.push(roc(&order, &left));
        drawings.push(precision_recall(&order, evaluation, &left));
    }
    if let Some(Modelled::Tested { held_out, .. }) = evaluation.model.as_ref().map(|model| &model.result) {
        drawings.extend(reliability(held_out));
    }
    drawings
}

fn roc(scores: &[(&Score, &lockstep_runner::MeasuredScore)], left: &str) -> Drawing {
    let line = |(score, measured): &(&Score, &lockstep_runner::MeasuredScore)| Line {
        name: score.step.clone(),
        note: format!("area {}", three(&measured.auc)),
        points: measured.roc.clone(),
        verdict: measured.verdict.as_ref().map(|verdict| (verdict.false_positive_rate.value, verdict.sensitivity.value)),
        intervals: Vec::new(),
    };
    let lines: Vec<Line> = scores.iter().map(line).collect();
    let sheet = Sheet {
        id: "roc",
        title: "Positives found and negatives called positive",
        x: "share of negatives at or above a value",
        y: "share of positives at or above it",
        lines,
        reference: Some(vec![(0.0, 0.0), (1.0, 1.0)]),
    };
    Drawing {
        name: "roc",
        title: sheet.title,
        svg: sheet.draw(),
        caption: format!(
            "Receiver operating characteristic of each score, over the labelled accounts that have a value.{} Dashed: \
             a score that says nothing. Ranges are 95 % bootstrap intervals.{left}",
            squares(scores)
        ),
    }
}

fn precision_recall(scores: &[(&Score, &lockstep_runner::MeasuredScore)], evaluation: &Evaluation, left: &str) -> Drawing {
    let line = |(score, measured): &(&Score, &lockstep_runner::MeasuredScore)| {
        let mut before = 0.0;
        let mut points = Vec::new();
        for (recall, precision) in &measured.precision_recall {
            points.extend([(before, *precision), (*recall, *precision)]);
            before = *recall;
        }
        let verdict = measured.verdict.as_ref();
        let point = verdict.and_then(|verdict| Some((verdict.sensitivity.value, verdict.precision?.value)));
        Line {
            name: score.step.clone(),
            note: format!("average {}", three(&measured.average_precision)),
            points,
            verdict: point,
            intervals: Vec::new(),
        }
    };
    let labels = &evaluation.labels;
    #[expect(clippy::cast_precision_loss, reason = "a share of counts, drawn to a tenth of a pixel")]
    let share = labels.positives as f64 / (labels.positives + labels.negatives) as f64;
    let sheet = Sheet {
        id: "precision-recall",
        title: "How many of those taken in are positive",
        x: "share of positives taken in (recall)",
        y: "share of positives among those taken in (precision)",
        lines: scores.iter().map(line).collect(),
        reference: Some(vec![(0.0, share), (1.0, share)]),
    };
    Drawing {
        name: "precision-recall",
        title: sheet.title,
        svg: sheet.draw(),
        caption: format!(
            "Precision and recall of each score, over the labelled accounts that have a value.{} Dashed: {} of all \
             labelled accounts are positive, which taking everybody in gives. Precision depends on that share; in another collection \
             it is another.{left}",
            squares(scores),
            number::share(share)
        ),
    }
}

/// What the squares are, where there are some.
fn squares(scores: &[(&Score, &lockstep_runner::MeasuredScore)]) -> &'static str {
    if scores.iter().any(|(_, measured)| measured.verdict.is_some()) { " Squares: where the detector's own verdict lies." } else { "" }
}

fn reliability(held_out: &[HeldOut]) -> Option<Drawing> {
    let line = |held: &HeldOut| {
        let Tested::Measured(forecasts) = &held.result else { return None };
        Some(Line {
            name: held.campaign.clone(),
            note: format!("Brier score {}", number::aligned(forecasts.brier, 3)),
            points: forecasts.reliability.iter().map(|bin| (bin.stated, bin.positive.value)).collect(),
            verdict: None,
            intervals: forecasts.reliability.iter().map(|bin| bin.positive).collect(),
        })
    };
    let lines: Vec<Line> = held_out.iter().filter_map(line).take(SERIES).collect();
    if lines.is_empty() {
        return None;
    }
    let sheet = Sheet {
        id: "reliability",
        title: "Whether the model's probabilities are as good as their word",
        x: "probability that the model states",
        y: "share of positives among those accounts",
        lines,
        reference: Some(vec![(0.0, 0.0), (1.0, 1.0)]),
    };
    Some(Drawing {
        name: "reliability",
        title: sheet.title,
        svg: sheet.draw(),
        caption: "Each campaign is forecast by a model that has not seen it. A point is a group of about as many accounts, by stated \
                  probability; upright lines are 95 % intervals. Dashed: probabilities that come true as often as they say. Below it, the \
                  model says too much; above, too little."
            .to_owned(),
    })
}

fn three(estimate: &Estimate) -> String {
    let written = |value| number::aligned(value, 2);
    format!("{} ({} to {})", written(estimate.value), written(estimate.low), written(estimate.high))
}

struct Sheet {
    id: &'static str,
    title: &'static str,
    x: &'static str,
    y: &'static str,
    lines: Vec<Line>,
    reference: Option<Vec<(f64, f64)>>,
}

impl Sheet {
    fn draw(&self) -> String {
        let told: Vec<String> = self.lines.iter().map(|line| format!("{}: {}", line.name, line.note)).collect();
        let alt = format!("Lines of {} by {}. {}.", self.y, self.x, told.join("; "));
        let described = canvas::Described { id: self.id, title: self.title, alt: &alt };
        canvas::draw(&described, WIDTH, HEIGHT, |canvas| self.paint(canvas))
    }

    fn paint(&self, canvas: &Canvas<'_>) {
        let (across, up) = (Scale::of_shares(PLOT.left, PLOT.right), Scale::of_shares(PLOT.bottom, PLOT.top));
        let place = |(x, y): &(f64, f64)| (across.place(*x), up.place(*y));
        for step in 0..=4 {
            let share = f64::from(step) / 4.0;
            let (x, y) = place(&(share, share));
            canvas.line(&[(PLOT.left, y), (PLOT.right, y)], Role::Grid, 1.0);
            canvas.line(&[(x, PLOT.top), (x, PLOT.bottom)], Role::Grid, 1.0);
            canvas.text(&number::share(share), (PLOT.left - 8.0, y), SMALL, Role::Quiet, Anchor::End);
            canvas.text(&number::share(share), (x, PLOT.bottom + 13.0), SMALL, Role::Quiet, Anchor::Middle);
        }
        canvas.line(&[(PLOT.left, PLOT.bottom), (PLOT.right, PLOT.bottom)], Role::Axis, 1.0);
        canvas.text(&label::capitalised(self.y), (0.0, 12.0), TEXT, Role::Ink, Anchor::Start);
        canvas.text(&label::capitalised(self.x), (PLOT.right, PLOT.bottom + 32.0), TEXT, Role::Ink, Anchor::End);
        if let Some(reference) = &self.reference {
            canvas.line(&reference.iter().map(place).collect::<Vec<_>>(), Role::Reference, 1.2);
        }
        for (at, line) in self.lines.iter().enumerate() {
            let points: Vec<(f64, f64)> = line.points.iter().map(place).collect();
            for (point, interval) in points.iter().zip(&line.intervals) {
                canvas.line(&[(point.0, up.place(interval.low)), (point.0, up.place(interval.high))], Role::Series(at), 0.8);
            }
            canvas.line(&points, Role::Series(at), 1.8);
            if !line.intervals.is_empty() {
                points.iter().for_each(|point| canvas.mark(Shape::ALL[at % Shape::ALL.len()], *point, 3.4, Role::Series(at)));
            }
            paint_name(canvas, at, line);
        }
        // Verdicts last, so that no line covers them.
        for (at, line) in self.lines.iter().enumerate() {
            if let Some(point) = &line.verdict {
                canvas.mark(Shape::Square, place(point), 6.0, Role::Paper);
                canvas.mark(Shape::Square, place(point), 4.4, Role::Series(at));
            }
        }
    }
}

/// The name of a line and its number, beside the plot.
#[expect(clippy::cast_precision_loss, reason = "a few lines")]
fn paint_name(canvas: &Canvas<'_>, at: usize, line: &Line) {
    let y = PLOT.top + 8.0 + ROW * at as f64;
    let left = PLOT.right + 18.0;
    canvas.line(&[(left, y), (left + 26.0, y)], Role::Series(at), 1.8);
    if !line.intervals.is_empty() {
        canvas.mark(Shape::ALL[at % Shape::ALL.len()], (left + 13.0, y), 3.4, Role::Series(at));
    }
    let room = WIDTH - left - 34.0;
    canvas.text(&label::fitted(&line.name, TEXT, room), (left + 34.0, y), TEXT, Role::Ink, Anchor::Start);
    canvas.text(&label::fitted(&line.note, SMALL, room), (left + 34.0, y + 14.0), SMALL, Role::Quiet, Anchor::Start);
}
