//! Where the accounts of a network stand: ForceAtlas2 (Jacomy and others 2014), from a start that depends on nothing but their order.
//!
//! Only the look depends on it, never a number. The algorithm takes logarithms from the platform, which may differ in the last bit; the
//! positions are rounded between short runs so that such a difference has no time to grow to a tenth of a pixel.

use fa2::{FA2Data, FA2Settings};

const RUNS: usize = 30;
const EPOCHS: usize = 10;
const GRID: f64 = 1e4;

/// Positions of `nodes` accounts joined by `edges` (source, target, weight from 0 to 1), in a unit of no meaning.
pub(super) fn positions(nodes: usize, edges: &[(usize, usize, f64)]) -> Vec<(f64, f64)> {
    let mut positions: Vec<(f64, f64)> = (0..nodes).map(sunflower).collect();
    let slow_down = 1.0 + libm::log(to_f64(nodes.max(2)));
    for _ in 0..RUNS {
        let mut data = FA2Data::<f64>::with_capacity(nodes, edges.len());
        for (x, y) in &positions {
            data.add_node_with_position(*x, *y);
        }
        for (source, target, weight) in edges {
            data.add_edge_with_weight(*source, *target, *weight);
        }
        let settings = FA2Settings::<f64>::default().scaling_ratio(8.0).gravity(0.08).strong_gravity_mode(true).slow_down(slow_down);
        let mut layout = settings.parallel(false).build(data);
        layout.run(EPOCHS);
        positions = layout.data().positions().map(|(x, y)| (rounded(x), rounded(y))).collect();
    }
    positions
}

/// Points that fill a disc evenly, the n-th turned by the golden angle.
fn sunflower(index: usize) -> (f64, f64) {
    let turn = to_f64(index) * 2.399_963_229_728_653;
    let radius = 10.0 * (to_f64(index) + 0.5).sqrt();
    (rounded(radius * libm::cos(turn)), rounded(radius * libm::sin(turn)))
}

fn rounded(position: f64) -> f64 {
    let rounded = (position * GRID).round() / GRID;
    if rounded.is_finite() { rounded } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred accounts")]
fn to_f64(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_end_up_closer_than_strangers() {
        let mut edges = Vec::new();
        for group in [0, 6] {
            for a in 0..6 {
                for b in (a + 1)..6 {
                    edges.push((group + a, group + b, 1.0));
                }
            }
        }
        let positions = positions(12, &edges);
        let apart = |a: usize, b: usize| {
            let (dx, dy) = (positions[a].0 - positions[b].0, positions[a].1 - positions[b].1);
            (dx * dx + dy * dy).sqrt()
        };
        for a in 0..6 {
            for b in 6..12 {
                assert!(apart(a, b) > apart(0, 1), "{a} and {b}");
            }
        }
        assert_eq!(positions, self::positions(12, &edges));
    }
}
