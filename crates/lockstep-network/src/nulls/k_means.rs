//! k-means, the same every time: rows to the nearest of k centres, and centres to the mean of their rows.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;

use super::dense::{PIECE, Rows};

/// Rounds of Lloyd's method at most.
const ROUNDS: usize = 30;

/// Cluster the rows named in `fitted` into at most `k`, merge those with fewer than `minimum` of them into the nearest, and give every other
/// row the nearest of the centres then left.
///
/// Starts by k-means++ (Arthur & Vassilvitskii 2007, SODA) with several candidates a step of which the best is taken, goes on by Lloyd's
/// method. Ties go to the lower centre. A centre left without a row moves to the row farthest from its own. Returns the cluster of each row,
/// and the number of clusters; larger clusters have lower numbers.
pub(super) fn k_means(rows: &Rows, fitted: &[u32], k: usize, minimum: usize, random: &mut ChaCha8Rng) -> (Vec<u32>, u32) {
    let mut subset = Rows::zero(fitted.len(), rows.width);
    if fitted.is_empty() || rows.width == 0 {
        return (vec![0; rows.len()], 1);
    }
    subset.values.chunks_mut(rows.width).zip(fitted).for_each(|(to, from)| to.copy_from_slice(rows.row(*from as usize)));
    let mut centres = start(&subset, k, random);
    let mut nearest = assign(&subset, &centres);
    for _ in 0..ROUNDS {
        centres = means(&subset, &nearest, centres.len());
        let next = assign(&subset, &centres);
        let same = next.iter().zip(&nearest).all(|(a, b)| a.0 == b.0);
        nearest = next;
        if same {
            break;
        }
    }
    let (centres, merged) = merge(&means(&subset, &nearest, centres.len()), &nearest, minimum);
    let mut clusters: Vec<u32> = assign(rows, &centres).into_iter().map(|(centre, _)| centre).collect();
    fitted.iter().zip(&nearest).for_each(|(row, (centre, _))| clusters[*row as usize] = merged[*centre as usize]);
    (clusters, centres.len() as u32)
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The squared distance of each row from each of at most [`ABREAST`] others; zero for those that there are not.
fn distances(rows: &Rows, to: &[&[f64]]) -> Vec<[f64; ABREAST]> {
    let mut few = vec![[0.0; ABREAST]; rows.width];
    to.iter().enumerate().for_each(|(place, other)| few.iter_mut().zip(*other).for_each(|(few, value)| few[place] = *value));
    let of_row = |row: &[f64]| {
        let mut apart = [0.0; ABREAST];
        for (value, others) in row.iter().zip(&few) {
            apart.iter_mut().zip(others).for_each(|(apart, other)| *apart += (value - other) * (value - other));
        }
        apart[to.len()..].fill(0.0);
        apart
    };
    rows.values.par_chunks(rows.width).map(of_row).collect()
}

fn start(rows: &Rows, k: usize, random: &mut ChaCha8Rng) -> Rows {
    let mut unit = || (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let mut centres = Rows::zero(0, rows.width);
    let first = ((unit() * rows.len() as f64) as usize).min(rows.len() - 1);
    centres.push(rows.row(first));
    let mut apart: Vec<f64> = distances(rows, &[rows.row(first)]).iter().map(|to| to[0]).collect();
    let candidates = 2 + libm::log(k as f64) as usize;
    while centres.len() < k {
        let total: f64 = apart.iter().sum();
        // Rows of length one that lie on all centres are that far apart by rounding only.
        if total <= 1e-20 * rows.len() as f64 {
            break;
        }
        let chosen: Vec<usize> = (0..candidates).map(|_| at_share(&apart, unit() * total)).collect();
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for few in chosen.chunks(ABREAST) {
            let mut closer = distances(rows, &few.iter().map(|row| rows.row(*row)).collect::<Vec<_>>());
            let mut left = [0.0; ABREAST];
            for (new, old) in closer.iter_mut().zip(&apart) {
                new.iter_mut().zip(&mut left).for_each(|(new, left)| {
                    *new = new.min(*old);
                    *left += *new;
                });
            }
            for (place, row) in few.iter().enumerate() {
                if best.as_ref().is_none_or(|(least, ..)| left[place] < *least) {
                    best = Some((left[place], *row, closer.iter().map(|to| to[place]).collect()));
                }
            }
        }
        let Some((_, chosen, closer)) = best else { break };
        centres.push(rows.row(chosen));
        apart = closer;
    }
    centres
}

/// The row at which the running sum passes `share`.
fn at_share(weights: &[f64], share: f64) -> usize {
    let mut sum = 0.0;
    let mut last = 0;
    for (at, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        sum += weight;
        last = at;
        if sum > share {
            break;
        }
    }
    last
}

/// Centres that a row meets at once: their products stay in registers.
const ABREAST: usize = 8;

/// For each row the nearest centre, and its squared distance.
fn assign(rows: &Rows, centres: &Rows) -> Vec<(u32, f64)> {
    let k = centres.len();
    // Centres side by side, a few abreast, so that one value of a row meets all of these at once. What is missing in the last few is never
    // nearest.
    let mut across = vec![[0.0; ABREAST]; k.div_ceil(ABREAST) * rows.width];
    let mut halves = vec![[f64::INFINITY; ABREAST]; k.div_ceil(ABREAST)];
    for centre in 0..k {
        let (block, place) = (centre / ABREAST, centre % ABREAST);
        let values = centres.row(centre);
        across[block * rows.width..].iter_mut().zip(values).for_each(|(few, value)| few[place] = *value);
        halves[block][place] = values.iter().map(|value| value * value).sum::<f64>() / 2.0;
    }
    let nearest = |row: &[f64]| {
        let mut best = (0, f64::INFINITY);
        for (block, (few, halves)) in across.chunks(rows.width).zip(&halves).enumerate() {
            let mut products = *halves;
            for (value, others) in row.iter().zip(few) {
                products.iter_mut().zip(others).for_each(|(product, other)| *product -= value * other);
            }
            for (place, product) in products.into_iter().enumerate() {
                if product < best.1 {
                    best = (block * ABREAST + place, product);
                }
            }
        }
        (best.0 as u32, 2.0 * best.1 + row.iter().map(|value| value * value).sum::<f64>())
    };
    rows.values.par_chunks(rows.width).map(nearest).collect()
}

/// The mean of the rows of each centre; a centre without rows takes the row farthest from its own.
fn means(rows: &Rows, nearest: &[(u32, f64)], k: usize) -> Rows {
    let width = rows.width;
    let pieces: Vec<(Vec<f64>, Vec<u32>)> = rows
        .values
        .par_chunks(PIECE * width)
        .zip(nearest.par_chunks(PIECE))
        .map(|(values, nearest)| {
            let (mut sums, mut sizes) = (vec![0.0; k * width], vec![0; k]);
            for (row, (centre, _)) in values.chunks(width).zip(nearest) {
                let centre = *centre as usize;
                sums[centre * width..(centre + 1) * width].iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
                sizes[centre] += 1;
            }
            (sums, sizes)
        })
        .collect();
    let (mut means, mut sizes) = (Rows::zero(k, width), vec![0_u32; k]);
    for (sums, counts) in pieces {
        means.values.iter_mut().zip(sums).for_each(|(sum, value)| *sum += value);
        sizes.iter_mut().zip(counts).for_each(|(size, count)| *size += count);
    }
    let mut far: Vec<usize> = Vec::new();
    for (mean, size) in means.values.chunks_mut(width).zip(sizes) {
        if size > 0 {
            mean.iter_mut().for_each(|value| *value /= f64::from(size));
            continue;
        }
        if far.is_empty() {
            far = (0..rows.len()).collect();
            far.sort_by(|a, b| nearest[*b].1.total_cmp(&nearest[*a].1).then(a.cmp(b)));
            far.reverse();
        }
        if let Some(row) = far.pop() {
            mean.copy_from_slice(rows.row(row));
        }
    }
    means
}

/// The centres left when the smallest cluster joins the nearest until none is below the minimum, largest first, and for each centre given the
/// number of the one its rows went to.
fn merge(centres: &Rows, nearest: &[(u32, f64)], minimum: usize) -> (Rows, Vec<u32>) {
    struct Cluster {
        size: usize,
        centre: Vec<f64>,
        of: Vec<usize>,
    }
    let of = |at: usize| Cluster { size: 0, centre: centres.row(at).to_vec(), of: vec![at] };
    let mut clusters: Vec<Cluster> = (0..centres.len()).map(of).collect();
    nearest.iter().for_each(|(centre, _)| clusters[*centre as usize].size += 1);
    clusters.retain(|cluster| cluster.size > 0);
    while clusters.len() > 1 {
        let Some(smallest) = (0..clusters.len()).min_by_key(|at| clusters[*at].size).filter(|at| clusters[*at].size < minimum) else {
            break;
        };
        let small = clusters.remove(smallest);
        let Some(into) =
            clusters.iter_mut().min_by(|a, b| distance(&small.centre, &a.centre).total_cmp(&distance(&small.centre, &b.centre)))
        else {
            break;
        };
        let (old, new) = (into.size as f64, small.size as f64);
        into.centre.iter_mut().zip(&small.centre).for_each(|(mean, value)| *mean = (*mean * old + value * new) / (old + new));
        into.size += small.size;
        into.of.extend(small.of);
    }
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.size));
    let mut left = Rows::zero(0, centres.width);
    let mut merged = vec![0; centres.len()];
    for (cluster, number) in clusters.iter().zip(0..) {
        left.push(&cluster.centre);
        cluster.of.iter().for_each(|at| merged[*at] = number);
    }
    (left, merged)
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    fn rows(points: &[[f64; 2]]) -> Rows {
        let mut rows = Rows::zero(0, 2);
        points.iter().for_each(|point| rows.push(point));
        rows
    }

    #[test]
    fn points_apart_are_clusters_and_the_larger_comes_first() {
        let points: Vec<[f64; 2]> = (0..60).map(|k| [f64::from(k % 3 / 2) * 10.0, f64::from(k) * 1e-3]).collect();
        let fitted: Vec<u32> = (0..60).collect();
        let (cluster, number) = k_means(&rows(&points), &fitted, 2, 1, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(number, 2);
        (0..60).for_each(|k| assert_eq!(cluster[k], u32::from(k % 3 == 2)));
    }

    #[test]
    fn small_clusters_join_the_nearest() {
        let points = [[0.0, 0.0], [0.1, 0.0], [0.0, 0.1], [5.0, 5.0], [5.1, 5.0], [5.0, 5.1], [4.0, 4.0]];
        let fitted: Vec<u32> = (0..7).collect();
        let (cluster, number) = k_means(&rows(&points), &fitted, 3, 2, &mut ChaCha8Rng::seed_from_u64(2));
        assert_eq!(number, 2);
        assert_eq!(cluster, [1, 1, 1, 0, 0, 0, 0]);
    }

    #[test]
    fn fewer_different_points_than_clusters() {
        let points = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]];
        let (cluster, number) = k_means(&rows(&points), &[0, 1, 2, 3], 4, 1, &mut ChaCha8Rng::seed_from_u64(3));
        assert_eq!((cluster, number), (vec![0, 0, 1, 0], 2));
    }

    #[test]
    fn a_centre_without_rows_takes_the_farthest_row() {
        let rows = rows(&[[0.0, 0.0], [1.0, 0.0], [8.0, 0.0]]);
        let means = means(&rows, &[(0, 9.0), (0, 4.0), (0, 25.0)], 2);
        assert_eq!((means.row(0), means.row(1)), (&[3.0, 0.0][..], &[8.0, 0.0][..]));
    }
}
