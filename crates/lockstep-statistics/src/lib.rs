//! What chance would give: tails, tests, intervals and curves, from plain numbers.
//!
//! Numbers in, numbers out: this crate knows no account, no post and no file. Every function names the paper its formula is from, and is
//! tested against published or worked values. Sums are taken in the order given, in one thread, and transcendental functions come from
//! `libm`, so that results have the same bits everywhere.

mod cauchy;
mod level_shifts;
mod multiple;
mod negative_binomial;
mod outliers;
mod rhythm;
mod robust;
mod student;
mod tails;

pub use cauchy::cauchy_combination;
pub use level_shifts::level_shifts;
pub use multiple::{Discoveries, benjamini_hochberg, bonferroni};
pub use negative_binomial::negative_binomial_tail;
pub use outliers::{Extreme, Scale, critical_distance, extreme_values};
pub use rhythm::{Rhythm, rhythm};
pub use robust::{MAD_TO_SD, MODIFIED_Z, absolute_deviation, median, modified_z};
pub use student::student_quantile;
pub use tails::{Tail, le_cam, poisson_binomial_tail, poisson_tail};
