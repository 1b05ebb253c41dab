//! What chance would give: tails, tests, intervals and curves, from plain numbers.
//!
//! Numbers in, numbers out: this crate knows no account, no post and no file. Every function names the paper its formula is from, and is
//! tested against published or worked values. Sums are taken in the order given, in one thread, and transcendental functions come from
//! `libm`, so that results have the same bits everywhere.

mod cauchy;
mod multiple;
mod overlap;
mod proportion;
mod survival;
mod tails;
mod turnbull;

pub use cauchy::cauchy_combination;
pub use multiple::{Discoveries, benjamini_hochberg, bonferroni};
pub use overlap::{FEWEST_COMMON, Population, RankOverlap, chapman, hypergeometric_tail, rank_biased_overlap};
pub use proportion::{NORMAL_95, wilson};
pub use survival::{Life, LogRank, LogRankResult, SurvivalStep, kaplan_meier};
pub use tails::{Tail, le_cam, poisson_binomial_tail, poisson_range, poisson_tail};
pub use turnbull::{Between, Mass, Turnbull};
