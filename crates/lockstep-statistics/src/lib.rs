//! What chance would give: tails, tests, intervals and curves, from plain numbers.
//!
//! Numbers in, numbers out: this crate knows no account, no post and no file. Every function names the paper its formula is from, and is
//! tested against published or worked values. Sums are taken in the order given, in one thread, and transcendental functions come from
//! `libm`, so that results have the same bits everywhere.

mod cauchy;
mod multiple;
mod tails;
mod wilson;

pub use cauchy::cauchy_combination;
pub use multiple::{Discoveries, benjamini_hochberg, bonferroni};
pub use tails::{Tail, le_cam, poisson_binomial_tail, poisson_tail};
pub use wilson::wilson_95;
