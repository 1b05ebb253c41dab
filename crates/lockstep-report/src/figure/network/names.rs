//! What is written on a map: groups first, each beside its own marks, then the strongest accounts where there is room.

use super::super::canvas::{Anchor, Canvas, SMALL, Shape};
use super::super::label::{self, Placed, Room};
use super::super::palette::Role;
use super::SHEET;

/// Write the name of a group beside its marks; over them where nothing beside is free. `taken` grows by the room of the name.
pub(super) fn group(canvas: &Canvas<'_>, text: &str, marks: &[(f64, f64)], radius: f64, taken: &mut Vec<Room>) {
    let Some(placed) = beside_group(text, marks, radius, taken) else { return };
    canvas.strong_text(text, placed.point, SMALL, Role::Label, Anchor::Start);
    taken.push(placed.room);
}

fn beside_group(text: &str, marks: &[(f64, f64)], radius: f64, taken: &[Room]) -> Option<Placed> {
    let around = marks.iter().map(|mark| Room::around(*mark, radius)).reduce(|one, other| Room {
        left: one.left.min(other.left),
        top: one.top.min(other.top),
        right: one.right.max(other.right),
        bottom: one.bottom.max(other.bottom),
    })?;
    let (wide, half) = (label::width(text, SMALL), SMALL * 0.6);
    let (x, y) = ((around.left + around.right) / 2.0, (around.top + around.bottom) / 2.0);
    let at = |left: f64, middle: f64| {
        let left = left.clamp(SHEET.left, (SHEET.right - wide).max(SHEET.left));
        let middle = middle.clamp(SHEET.top + half, SHEET.bottom - half);
        Placed { point: (left, middle), room: Room { left, top: middle - half, right: left + wide, bottom: middle + half } }
    };
    let (above, below) = (around.top - half - 1.0, around.bottom + half + 1.0);
    let spots = [
        at(x - wide / 2.0, above),
        at(x - wide / 2.0, below),
        at(around.left, above),
        at(around.right - wide, above),
        at(around.left, below),
        at(around.right - wide, below),
        at(around.right + 3.0, y),
        at(around.left - wide - 3.0, y),
    ];
    let free = spots.iter().find(|spot| !taken.iter().any(|other| spot.room.overlaps(other))).copied();
    // Over its own marks, at the height where the fewest of any kind lie below it.
    let over = || {
        let heights = (0..=20).map(|step| at(x - wide / 2.0, around.top + (around.bottom - around.top) * f64::from(step) / 20.0));
        heights.min_by_key(|spot| taken.iter().filter(|other| spot.room.overlaps(other)).count())
    };
    free.or_else(over)
}

/// Write what marks mean in the upper left corner, one below the other. `taken` grows by the room of each.
pub(super) fn legend<'a>(canvas: &Canvas<'_>, looks: impl Iterator<Item = ((Role, Shape), &'a str)>, taken: &mut Vec<Room>) {
    let mut y = SHEET.top + 8.0;
    for ((role, shape), text) in looks {
        canvas.mark(shape, (SHEET.left + 6.0, y), 4.5, role);
        canvas.strong_text(text, (SHEET.left + 16.0, y), SMALL, Role::Label, Anchor::Start);
        taken.push(Room { left: SHEET.left, top: y - 8.0, right: SHEET.left + 16.0 + label::width(text, SMALL), bottom: y + 8.0 });
        y += 16.0;
    }
}

/// Whether a reader can make something of a name: ids of digits and pseudonyms only hide the marks, which tell them when pointed at.
pub(super) fn says_something(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && !name.starts_with("account-")
}

/// Write the name of an account beside its mark, if it says something and there is room.
pub(super) fn account(canvas: &Canvas<'_>, name: &str, mark: (f64, f64), radius: f64, taken: &mut Vec<Room>) {
    if !says_something(name) {
        return;
    }
    let name = label::fitted(name, SMALL, 150.0);
    if let Some(placed) = label::beside(&name, SMALL, mark, radius, &SHEET, taken) {
        canvas.text(&name, placed.point, SMALL, Role::Label, Anchor::Start);
        taken.push(placed.room);
    }
}
