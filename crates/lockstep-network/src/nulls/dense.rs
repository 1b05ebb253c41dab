//! Tall arrays of numbers and small symmetric ones, with every sum in an order that does not depend on the number of threads.

use rayon::prelude::*;

/// Rows summed by one thread; the sums of these pieces are then added in order.
pub(super) const PIECE: usize = 2_048;
/// Turns of all pairs of columns before Jacobi's method is taken as done; about eight suffice.
const TURNS: usize = 40;

/// Rows of equal width, one after another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) width: usize,
    pub(super) values: Vec<f64>,
    number: usize,
}

impl Rows {
    pub(super) fn zero(number: usize, width: usize) -> Self {
        Self { width, values: vec![0.0; number * width], number }
    }

    pub(super) fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    pub(super) fn push(&mut self, row: &[f64]) {
        self.values.extend_from_slice(row);
        self.number += 1;
    }

    pub(super) const fn len(&self) -> usize {
        self.number
    }

    /// The first columns.
    pub(super) fn first(&self, width: usize) -> Self {
        let values = (0..self.number).flat_map(|row| self.row(row)[..width].iter().copied()).collect();
        Self { width, values, number: self.number }
    }

    /// These rows times a small array with a row for each column of these.
    pub(super) fn times(&self, small: &Self) -> Self {
        let mut product = Self::zero(self.number, small.width);
        if small.width > 0 {
            product.values.par_chunks_mut(small.width).enumerate().for_each(|(at, row)| {
                for (value, other) in self.row(at).iter().zip(small.values.chunks(small.width)) {
                    row.iter_mut().zip(other).for_each(|(sum, other)| *sum += value * other);
                }
            });
        }
        product
    }

    /// The products of every two columns.
    pub(super) fn gram(&self) -> Self {
        let width = self.width;
        let pieces: Vec<Vec<f64>> = self
            .values
            .par_chunks(PIECE * width.max(1))
            .map(|piece| {
                let mut sums = vec![0.0; width * width];
                for row in piece.chunks(width) {
                    for (at, (sums, value)) in sums.chunks_mut(width).zip(row).enumerate() {
                        sums[at..].iter_mut().zip(&row[at..]).for_each(|(sum, other)| *sum += value * other);
                    }
                }
                sums
            })
            .collect();
        let mut gram = Self::zero(width, width);
        for piece in pieces {
            gram.values.iter_mut().zip(piece).for_each(|(sum, value)| *sum += value);
        }
        for row in 0..width {
            (0..row).for_each(|column| gram.values[row * width + column] = gram.values[column * width + row]);
        }
        gram
    }
}

/// Eigenvalues of a symmetric array, largest first, and its eigenvectors as columns, by Jacobi's method with cyclic turns (Golub & Van Loan
/// 2013, Matrix Computations, §8.5).
pub(super) fn eigen(symmetric: &Rows) -> (Vec<f64>, Rows) {
    let n = symmetric.width;
    let mut a = symmetric.values.clone();
    // Row p of `vectors` is the eigenvector p while turning.
    let mut vectors = vec![0.0; n * n];
    (0..n).for_each(|at| vectors[at * n + at] = 1.0);
    for _ in 0..TURNS {
        let mut turned = false;
        for p in 0..n {
            for q in p + 1..n {
                let off = a[p * n + q];
                if off.abs() <= 1e-16 * libm::sqrt((a[p * n + p] * a[q * n + q]).abs()) || off == 0.0 {
                    continue;
                }
                turned = true;
                let ratio = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
                let tangent = f64::copysign(1.0, ratio) / (ratio.abs() + libm::sqrt(1.0 + ratio * ratio));
                let cosine = 1.0 / libm::sqrt(1.0 + tangent * tangent);
                let sine = tangent * cosine;
                turn_rows(&mut a, n, p, q, cosine, sine);
                for row in a.chunks_mut(n) {
                    (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
                }
                turn_rows(&mut vectors, n, p, q, cosine, sine);
            }
        }
        if !turned {
            break;
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|x, y| a[y * n + y].total_cmp(&a[x * n + x]).then(x.cmp(y)));
    let mut columns = Rows::zero(n, n);
    for (to, from) in order.iter().enumerate() {
        (0..n).for_each(|row| columns.values[row * n + to] = vectors[from * n + row]);
    }
    (order.iter().map(|at| a[at * n + at].max(0.0)).collect(), columns)
}

fn turn_rows(values: &mut [f64], n: usize, p: usize, q: usize, cosine: f64, sine: f64) {
    let (above, below) = values.split_at_mut(q * n);
    for (x, y) in above[p * n..(p + 1) * n].iter_mut().zip(&mut below[..n]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_of_a_path_are_known() {
        // 2 on the diagonal and -1 beside it: the eigenvalues are 2 - 2 cos(kπ/(n + 1)).
        let n = 12;
        let mut path = Rows::zero(n, n);
        for at in 0..n {
            path.values[at * n + at] = 2.0;
            if at > 0 {
                path.values[at * n + at - 1] = -1.0;
                path.values[(at - 1) * n + at] = -1.0;
            }
        }
        let (values, vectors) = eigen(&path);
        for (at, value) in values.iter().enumerate() {
            let expected = 2.0 - 2.0 * libm::cos((n - at) as f64 * std::f64::consts::PI / (n + 1) as f64);
            assert!((value - expected).abs() < 1e-13, "{value} {expected}");
        }
        let product = path.times(&vectors);
        (0..n * n).for_each(|at| assert!((product.values[at] - values[at % n] * vectors.values[at]).abs() < 1e-13));
    }
}
