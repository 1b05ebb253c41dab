//! Boxes of different sizes side by side on a sheet, as large as they fit together.

use super::super::label::Room;

/// Halvings of the range in which the scale is sought.
const HALVINGS: usize = 20;

/// The largest scale, up to `most`, at which boxes fit into a room with `gap` px around each, and the upper left corner of each box at that scale.
///
/// Larger boxes should come first: each takes the highest free place, then the leftmost. Where even tiny boxes do not fit, the gap
/// gives way.
pub(super) fn pack(sizes: &[(f64, f64)], gap: f64, most: f64, room: &Room) -> (f64, Vec<(f64, f64)>) {
    let largest = sizes.iter().map(|(wide, high)| wide.max(*high)).fold(f64::MIN_POSITIVE, f64::max);
    let (mut low, mut high) = (0.0, most.min((room.right - room.left).max(room.bottom - room.top) / largest));
    let mut best = None;
    for _ in 0..HALVINGS {
        let scale = (low + high) / 2.0;
        match placed(sizes, scale, gap, room) {
            Some(corners) => {
                best = Some((scale, corners));
                low = scale;
            }
            None => high = scale,
        }
    }
    best.unwrap_or_else(|| if gap > 0.01 { pack(sizes, gap / 2.0, most, room) } else { (0.0, vec![(room.left, room.top); sizes.len()]) })
}

fn placed(sizes: &[(f64, f64)], scale: f64, gap: f64, room: &Room) -> Option<Vec<(f64, f64)>> {
    let mut taken: Vec<Room> = Vec::with_capacity(sizes.len());
    for (wide, high) in sizes {
        let (wide, high) = (wide * scale + 2.0 * gap, high * scale + 2.0 * gap);
        let start = std::iter::once((room.left, room.top));
        let beside = taken.iter().flat_map(|other| [(other.right, other.top), (other.left, other.bottom), (room.left, other.bottom)]);
        let spot = start
            .chain(beside)
            .map(|(x, y)| Room { left: x, top: y, right: x + wide, bottom: y + high })
            .filter(|spot| spot.inside(room) && !taken.iter().any(|other| spot.overlaps(other)))
            .min_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)))?;
        taken.push(spot);
    }
    Some(taken.into_iter().map(|spot| (spot.left + gap, spot.top + gap)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room { left: 10.0, top: 20.0, right: 210.0, bottom: 120.0 };

    #[test]
    fn boxes_fill_the_room_and_do_not_meet() {
        let sizes = [(5.0, 4.0), (3.0, 3.0), (2.0, 1.0), (1.0, 1.0), (1.0, 1.0)];
        let (scale, corners) = pack(&sizes, 3.0, 1e3, &ROOM);
        let boxes: Vec<Room> = sizes
            .iter()
            .zip(&corners)
            .map(|((wide, high), (x, y))| Room { left: *x, top: *y, right: x + wide * scale, bottom: y + high * scale })
            .collect();
        for (index, one) in boxes.iter().enumerate() {
            assert!(one.inside(&ROOM), "{one:?}");
            assert!(boxes[..index].iter().all(|other| !one.overlaps(other)), "{one:?}");
        }
        let covered: f64 = sizes.iter().map(|(wide, high)| wide * high * scale * scale).sum();
        assert!(covered > 0.3 * 200.0 * 100.0, "{covered}");
    }

    #[test]
    fn a_crowd_gives_up_its_gaps() {
        let (scale, corners) = pack(&[(1.0, 1.0); 300], 20.0, 1e3, &ROOM);
        assert!(scale > 0.0);
        assert_eq!(corners.len(), 300);
    }
}
