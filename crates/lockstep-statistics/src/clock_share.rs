//! How much of what an account does stands out of an even clock face.

use crate::proportion::{Interval, wilson};
use crate::tails::poisson_tail;
use crate::uniformity::CELLS;

/// Chance that any cell of an even face counts as a peak.
const LEVEL: f64 = 0.01;

/// The cells that hold more than an even face would put there.
///
/// The level of the face is the mean of the cells that are no peaks, so that peaks do not hide each other; a cell is a peak when a Poisson
/// count with that mean reaches its count with a chance below .01 over all cells. Cells are added until none is left to add.
#[must_use]
pub fn peaks(counts: &[u32; CELLS]) -> [bool; CELLS] {
    let mut peak = [false; CELLS];
    loop {
        let flat: Vec<u32> = (0..CELLS).filter(|cell| !peak[*cell]).map(|cell| counts[cell]).collect();
        if flat.is_empty() {
            return peak;
        }
        let mean = f64::from(flat.iter().sum::<u32>()) / flat.len() as f64;
        let found: Vec<usize> = (0..CELLS)
            .filter(|cell| !peak[*cell] && f64::from(counts[*cell]) > mean && poisson_tail(mean, counts[*cell]).p < LEVEL / CELLS as f64)
            .collect();
        if found.is_empty() {
            return peak;
        }
        found.into_iter().for_each(|cell| peak[cell] = true);
    }
}

/// The share of actions above an even face: (R − s)/(1 − s), with R the share of actions in peaks and s the share of cells that are peaks.
///
/// Actions that follow no clock fall into peaks too, in proportion to the cells, and are not counted. `clusters` holds, for each day, the
/// actions in peaks and all actions. The interval is Wilson's for R with the size of sample that has the variance of a ratio over whole days
/// (Kish 1965, Survey Sampling; Korn & Graubard 1998, Survey Methodology 24:193), never more than the number of actions. Without a
/// peak the share is 0, and its upper end that of a share of which nothing was seen.
///
/// `None` without an action.
#[must_use]
pub fn share_above(clusters: &[(u32, u32)], peak_cells: usize, z: f64) -> Option<Interval> {
    let sum = |part: fn(&(u32, u32)) -> u32| clusters.iter().map(|cluster| f64::from(part(cluster))).sum::<f64>();
    let (inside, all) = (sum(|cluster| cluster.0), sum(|cluster| cluster.1));
    if all == 0.0 {
        return None;
    }
    if peak_cells == 0 {
        return Some(wilson(0.0, all, z));
    }
    let covered = peak_cells.min(CELLS - 1) as f64 / CELLS as f64;
    let ratio = inside / all;
    let squares: f64 = clusters
        .iter()
        .map(|(inside, all)| {
            let off = f64::from(*inside) - ratio * f64::from(*all);
            off * off
        })
        .sum();
    let days = clusters.iter().filter(|cluster| cluster.1 > 0).count() as f64;
    let variance = squares / (all * all) * days / (days - 1.0).max(1.0);
    let size = if variance > 0.0 { (ratio * (1.0 - ratio) / variance).clamp(1.0, all) } else { all };
    let within = wilson(ratio * size, size, z);
    let above = |share: f64| ((share - covered) / (1.0 - covered)).max(0.0);
    Some(Interval { estimate: above(ratio), low: above(within.low), high: above(within.high) })
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    const Z: f64 = 1.959_963_984_540_054;

    fn below(random: &mut ChaCha8Rng, n: u64) -> u64 {
        ((u128::from(random.next_u64()) * u128::from(n)) >> 64) as u64
    }

    #[test]
    fn peaks_do_not_hide_each_other() {
        let mut counts = [2; CELLS];
        (counts[0], counts[30]) = (400, 12);
        let found = peaks(&counts);
        assert!(found[0] && found[30] && found.iter().filter(|peak| **peak).count() == 2);
        assert!(peaks(&[7; CELLS]).iter().all(|peak| !peak) && peaks(&[0; CELLS]).iter().all(|peak| !peak));
    }

    #[test]
    fn an_even_face_rarely_has_a_peak() {
        let mut random = ChaCha8Rng::seed_from_u64(60);
        let wrong = (0..2_000)
            .filter(|round| {
                let mut counts = [0; CELLS];
                (0..100 + round % 3 * 400).for_each(|_| counts[below(&mut random, 60) as usize] += 1);
                peaks(&counts).contains(&true)
            })
            .count();
        assert!(wrong <= 32, "{wrong} of 2,000 at a level of .01");
    }

    // Two peaks of 60 cells hold 40 of 100 actions: (.4 − 1/30) / (29/30) = .37931.
    #[test]
    fn a_worked_share() {
        let days: Vec<(u32, u32)> = (0..20).map(|_| (2, 5)).collect();
        let found = share_above(&days, 2, Z).expect("actions");
        assert!((found.estimate - 11.0 / 29.0).abs() < 1e-12);
        let plain = wilson(40.0, 100.0, Z);
        assert!((found.low - (plain.low - 1.0 / 30.0) * 30.0 / 29.0).abs() < 1e-12, "days are all alike: nothing is lost");
        let uneven: Vec<(u32, u32)> = (0..20).map(|day| if day % 2 == 0 { (4, 5) } else { (0, 5) }).collect();
        let wider = share_above(&uneven, 2, Z).expect("actions");
        assert!(wider.estimate == found.estimate && wider.high - wider.low > 1.5 * (found.high - found.low));
        assert_eq!(share_above(&[], 2, Z), None);
        assert_eq!(share_above(&days, 0, Z).map(|share| share.estimate), Some(0.0));
    }

    // A person in sessions, who posts at any minute, and a program at four minutes: the true share is inside nearly always.
    #[test]
    fn the_interval_covers_the_true_share() {
        let mut random = ChaCha8Rng::seed_from_u64(4);
        let mut covered = 0;
        let rounds = 600;
        for round in 0..rounds {
            let (mut counts, mut days) = ([0_u32; CELLS], Vec::new());
            let (mut scheduled, mut all) = (0, 0);
            let mut minutes: Vec<Vec<u64>> = Vec::new();
            for _ in 0..80 + round % 3 * 60 {
                let mut day = Vec::new();
                for _ in 0..below(&mut random, 4) {
                    let start = below(&mut random, 60);
                    let posts = 1 + below(&mut random, 3);
                    day.extend((0..posts).map(|post| (start + 2 * post) % 60));
                }
                for _ in 0..below(&mut random, 5) {
                    day.push(below(&mut random, 4) * 15);
                    scheduled += 1;
                }
                all += day.len();
                minutes.push(day);
            }
            minutes.iter().flatten().for_each(|minute| counts[*minute as usize] += 1);
            let peak = peaks(&counts);
            days.extend(minutes.iter().map(|day| (day.iter().filter(|minute| peak[**minute as usize]).count() as u32, day.len() as u32)));
            let share = share_above(&days, peak.iter().filter(|peak| **peak).count(), Z).expect("actions");
            let truth = f64::from(scheduled) / all as f64;
            covered += usize::from((share.low..=share.high).contains(&truth));
        }
        assert!(covered * 100 >= rounds * 93, "{covered} of {rounds}");
    }
}
