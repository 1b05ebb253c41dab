//! Labels: how wide they are about, and where they fit.
//!
//! The reader's browser picks the font, so widths are estimates that lean to the wide side.

/// About how wide a line of text is, px.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '\u{202f}' => 0.3,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '<' | '>' => 0.92,
        '0'..='9' | 'a'..='z' => 0.62,
        'A'..='Z' => 0.72,
        wide if u32::from(wide) >= 0x1100 => 1.0,
        _ => 0.7,
    }
}

/// The text, cut with an ellipsis to fit into `room` px.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = em('…') * size;
    for character in text.chars() {
        used += em(character) * size;
        if used > room {
            break;
        }
        out.push(character);
    }
    out.push('…');
    out
}

/// The text with its first letter as at the start of a sentence.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A rectangle that a mark or a label takes: left, top, right, bottom, px.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Room {
    /// Left edge.
    pub(crate) left: f64,
    /// Upper edge.
    pub(crate) top: f64,
    /// Right edge.
    pub(crate) right: f64,
    /// Lower edge.
    pub(crate) bottom: f64,
}

impl Room {
    /// The square around a mark.
    pub(crate) fn around((x, y): (f64, f64), radius: f64) -> Self {
        Self { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
    }

    /// Whether the two share an area.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether it lies within another.
    pub(crate) fn inside(&self, outer: &Self) -> bool {
        self.left >= outer.left && self.right <= outer.right && self.top >= outer.top && self.bottom <= outer.bottom
    }
}

/// A label beside a mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    /// Left end of the label at half its height.
    pub(crate) point: (f64, f64),
    /// The room it takes.
    pub(crate) room: Room,
}

/// The first place beside a mark where a label covers nothing: right, left, above, below. None if there is none.
pub(crate) fn beside(text: &str, size: f64, mark: (f64, f64), radius: f64, bounds: &Room, taken: &[Room]) -> Option<Placed> {
    let (x, y) = mark;
    let wide = width(text, size);
    let (half, gap) = (size * 0.6, radius + 4.0);
    let corners = [(x + gap, y), (x - gap - wide, y), (x - wide / 2.0, y - gap - half), (x - wide / 2.0, y + gap + half)];
    corners.into_iter().find_map(|point| {
        let room = Room { left: point.0, top: point.1 - half, right: point.0 + wide, bottom: point.1 + half };
        let free = room.inside(bounds) && !taken.iter().any(|other| room.overlaps(other));
        free.then_some(Placed { point, room })
    })
}

/// Heights moved as little as needed so that each is at least `apart` from the next, within `top` and `bottom`. Keeps the order of the
/// given heights.
pub(crate) fn spread(heights: &[f64], apart: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]).then(a.cmp(b)));
    let mut spread = heights.to_vec();
    let mut least = top;
    for index in &order {
        spread[*index] = spread[*index].max(least);
        least = spread[*index] + apart;
    }
    let mut most = bottom;
    for index in order.iter().rev() {
        spread[*index] = spread[*index].min(most);
        most = spread[*index] - apart;
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_spread_and_keep_their_order() {
        let spread = spread(&[50.0, 52.0, 10.0, 99.0, 98.0], 12.0, 0.0, 100.0);
        assert_eq!(spread, vec![50.0, 62.0, 10.0, 100.0, 88.0]);
    }

    #[test]
    fn a_label_avoids_what_is_there() {
        let bounds = Room { left: 0.0, top: 0.0, right: 200.0, bottom: 100.0 };
        let free = beside("abc", 10.0, (50.0, 50.0), 3.0, &bounds, &[]).expect("there is room");
        assert!(free.point.0 > 50.0, "right of the mark first");
        let pushed = beside("abc", 10.0, (50.0, 50.0), 3.0, &bounds, &[free.room]).expect("there is room");
        assert!(pushed.point.0 < 50.0, "then left of it");
        let crowded = [bounds];
        assert_eq!(beside("abc", 10.0, (50.0, 50.0), 3.0, &bounds, &crowded), None);
    }

    #[test]
    fn a_long_label_is_cut() {
        let cut = fitted("a rather long label", 10.0, 50.0);
        assert!(cut.ends_with('…') && width(&cut, 10.0) <= 50.0, "{cut}");
        assert_eq!(fitted("short", 10.0, 50.0), "short");
    }
}
