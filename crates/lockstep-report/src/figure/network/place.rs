//! Where each account stands on the map.

use super::super::label::Room;
use super::graph::Graph;
use super::{MAP, layout, pack, to_f64};

/// Room kept around each part that hangs together, px.
const GAP: f64 = 13.0;
/// Rounds in which marks that lie on each other are moved apart.
const ROUNDS: usize = 60;
/// Room for one account at most, px: a handful is not blown up to fill the map.
const WIDEST: f64 = 110.0;
/// Room kept between marks, px.
const BETWEEN: f64 = 1.5;

/// Every part laid out by itself, in a box as large as its number of accounts, and the boxes packed; then no two marks on each other.
pub(super) fn place(graph: &Graph<'_>, radius: &[f64]) -> Vec<(f64, f64)> {
    let heaviest = graph.ties.iter().map(|tie| tie.weight).fold(f64::MIN_POSITIVE, f64::max);
    let parts = graph.parts();
    let mut place = vec![(0, 0); graph.names.len()];
    for (part, members) in parts.iter().enumerate() {
        members.iter().enumerate().for_each(|(index, member)| place[*member] = (part, index));
    }
    let mut edges: Vec<Vec<(usize, usize, f64)>> = vec![Vec::new(); parts.len()];
    for tie in &graph.ties {
        let (part, index) = place[tie.source];
        edges[part].push((index, place[tie.target].1, 0.2 + 0.8 * tie.weight / heaviest));
    }
    let drawn: Vec<Vec<(f64, f64)>> =
        parts.iter().zip(&edges).map(|(members, edges)| boxed(&lying(&layout::positions(members.len(), edges)))).collect();
    let sizes: Vec<(f64, f64)> = drawn.iter().map(|points| (furthest(points, |at| at.0), furthest(points, |at| at.1))).collect();
    let (scale, corners) = pack::pack(&sizes, GAP, WIDEST, &MAP);
    let at = |(part, index): &(usize, usize)| {
        let ((x, y), (left, top)) = (drawn[*part][*index], corners[*part]);
        (left + x * scale, top + y * scale)
    };
    let mut points: Vec<(f64, f64)> = place.iter().map(at).collect();
    separate(&mut points, radius, &MAP);
    centre(&mut points);
    points
}

/// Move the points to the middle of the map from left to right.
fn centre(points: &mut [(f64, f64)]) {
    let (left, right) = points.iter().fold((MAP.right, MAP.left), |(left, right), at| (left.min(at.0), right.max(at.0)));
    let shift = if left <= right { (MAP.left + MAP.right - left - right) / 2.0 } else { 0.0 };
    points.iter_mut().for_each(|point| point.0 += shift);
}

/// The points turned so that they spread most from left to right, as the map does.
pub(super) fn lying(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let many = to_f64(points.len().max(1));
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0 / many, sum.1 + at.1 / many));
    let (xx, yy, xy) = points.iter().fold((0.0, 0.0, 0.0), |sum, at| {
        let (dx, dy) = (at.0 - x, at.1 - y);
        (sum.0 + dx * dx, sum.1 + dy * dy, sum.2 + dx * dy)
    });
    let turn = 0.5 * libm::atan2(2.0 * xy, xx - yy);
    let (sine, cosine) = (libm::sin(turn), libm::cos(turn));
    points.iter().map(|at| ((at.0 - x) * cosine + (at.1 - y) * sine, (at.1 - y) * cosine - (at.0 - x) * sine)).collect()
}

/// The points moved to the corner and scaled so that the box around them has the area of as many unit squares as there are points.
fn boxed(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let (left, top) = points.iter().fold((f64::INFINITY, f64::INFINITY), |(left, top), at| (left.min(at.0), top.min(at.1)));
    let moved: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x - left, y - top)).collect();
    let (wide, high) = (furthest(&moved, |at| at.0), furthest(&moved, |at| at.1));
    // A pair stands on a line, which has no area: a part of its length squared stands for it.
    let area = (wide * high).max(0.6 * wide.max(high) * wide.max(high)).max(f64::MIN_POSITIVE);
    let scale = (to_f64(moved.len()) / area).sqrt();
    moved.into_iter().map(|(x, y)| (x * scale, y * scale)).collect()
}

fn furthest(points: &[(f64, f64)], along: fn(&(f64, f64)) -> f64) -> f64 {
    points.iter().map(along).fold(0.0, f64::max)
}

/// Move marks that lie on each other apart, as little as needed, within a room.
pub(super) fn separate(points: &mut [(f64, f64)], radius: &[f64], room: &Room) {
    let largest = radius.iter().copied().fold(0.0, f64::max);
    for _ in 0..ROUNDS {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| points[*a].0.total_cmp(&points[*b].0).then(a.cmp(b)));
        let mut settled = true;
        for (at, a) in order.iter().enumerate() {
            for b in &order[at + 1..] {
                let (dx, dy) = (points[*b].0 - points[*a].0, points[*b].1 - points[*a].1);
                if dx > 3.0 * largest + BETWEEN {
                    break;
                }
                let (apart, wanted) = ((dx * dx + dy * dy).sqrt(), radius[*a] + radius[*b] + BETWEEN);
                if apart >= wanted - 0.05 {
                    continue;
                }
                settled = false;
                // Two in one place part in a direction that depends on nothing but their numbers.
                let turn = to_f64(*a + *b) * 2.399_963_229_728_653;
                let (x, y) = if apart > 1e-3 { (dx / apart, dy / apart) } else { (libm::cos(turn), libm::sin(turn)) };
                let step = (wanted - apart) / 2.0;
                points[*a] = (points[*a].0 - x * step, points[*a].1 - y * step);
                points[*b] = (points[*b].0 + x * step, points[*b].1 + y * step);
            }
        }
        for (point, radius) in points.iter_mut().zip(radius) {
            point.0 = point.0.clamp(room.left + radius, (room.right - radius).max(room.left + radius));
            point.1 = point.1.clamp(room.top + radius, (room.bottom - radius).max(room.top + radius));
        }
        if settled {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_lie_on_each_other_part_and_stay_inside() {
        let room = Room { left: 0.0, top: 0.0, right: 100.0, bottom: 60.0 };
        let mut points = vec![(50.0, 30.0); 12];
        points.extend([(0.0, 0.0), (100.0, 60.0)]);
        let radius = vec![4.0; points.len()];
        separate(&mut points, &radius, &room);
        for (index, a) in points.iter().enumerate() {
            assert!((4.0..=96.0).contains(&a.0) && (4.0..=56.0).contains(&a.1), "{a:?}");
            for b in &points[..index] {
                let apart = libm::hypot(a.0 - b.0, a.1 - b.1);
                assert!(apart > 8.0, "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn a_standing_line_is_laid_down() {
        let laid = lying(&[(0.0, 0.0), (1.0, 10.0), (2.0, 20.0)]);
        assert!(laid.iter().all(|at| at.1.abs() < 1e-9), "{laid:?}");
    }
}
