//! Two lists as lengths, side by side where they differ and on top of each other where they hold the same.

use lockstep_detect::{Cells, Findings, Number, Table, TableColumn};

use super::canvas::{Anchor, Canvas, SMALL};
use super::label;
use super::palette::Role;
use super::{Drawn, WIDTH};
use crate::number;

const HEIGHT: f64 = 148.0;
const LEFT: f64 = 4.0;
const RIGHT: f64 = WIDTH - 4.0;

/// What to draw: names of counts among the values.
pub(super) struct Spec<'a> {
    pub(super) first: &'a str,
    pub(super) second: &'a str,
    pub(super) both: &'a str,
    pub(super) either: &'a str,
}

/// Draw it.
///
/// # Errors
/// When a value is missing or is no count.
pub(super) fn draw(findings: &Findings, spec: &Spec<'_>) -> Result<Drawn, String> {
    let count = |name: &str| match findings.value(name).map(|value| &value.number) {
        Some(Number::Count(count)) => Ok(*count),
        _ => Err(format!("the value `{name}` is not there or is no count")),
    };
    let [first, second, both, either] = [count(spec.first)?, count(spec.second)?, count(spec.both)?, count(spec.either)?];
    let written = |number: u64| number::count(number);
    let words =
        [format!("first list: {}", written(first)), format!("on both: {}", written(both)), format!("second list: {}", written(second))];
    let alt = format!("Two bars. The {}; the {}; {}; on either: {}.", words[0], words[2], words[1], written(either));
    let caption = format!(
        "Lengths are numbers of accounts, {} on either list in all; where the bars lie one above the other, accounts are on both.",
        written(either)
    );
    let data = Table {
        name: "lists".to_owned(),
        about: "One row a part of the two lists.".to_owned(),
        key: 1,
        columns: vec![
            TableColumn {
                name: "part".to_owned(),
                meaning: "Which accounts".to_owned(),
                cells: Cells::Text(["first list", "second list", "on both", "on either"].map(str::to_owned).to_vec()),
            },
            TableColumn {
                name: "accounts".to_owned(),
                meaning: "How many".to_owned(),
                cells: Cells::Count([first, second, both, either].map(Some).to_vec()),
            },
        ],
    };
    let [wide_first, wide_second, wide_both] = [first, second, both].map(|part| (RIGHT - LEFT) * share(part, either));
    let paint = move |canvas: &Canvas<'_>| {
        let (end, start) = (LEFT + wide_first, RIGHT - wide_second);
        if both > 0 {
            canvas.block((start, 34.0), wide_both.max(1.5), 80.0, Role::Event);
        }
        canvas.block((LEFT, 40.0), wide_first, 26.0, Role::Series(0));
        canvas.block((start, 82.0), wide_second, 26.0, Role::Series(1));
        canvas.text(&words[0], (LEFT, 24.0), SMALL, Role::Label, Anchor::Start);
        canvas.text(&words[2], (RIGHT, 126.0), SMALL, Role::Label, Anchor::End);
        let half = label::width(&words[1], SMALL) / 2.0;
        let middle = ((start + end) / 2.0).clamp(LEFT + half, RIGHT - half);
        let free = middle - half > LEFT + label::width(&words[0], SMALL) + 12.0;
        canvas.text(&words[1], (middle, if free { 24.0 } else { 8.0 }), SMALL, Role::Label, Anchor::Middle);
    };
    Ok(Drawn { alt, caption, data, width: WIDTH, height: HEIGHT, paint: Box::new(paint) })
}

#[expect(clippy::cast_precision_loss, reason = "drawn to a tenth of a pixel")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
