//! What chance would give: tails, tests, intervals and curves, from plain numbers.
//!
//! Numbers in, numbers out: this crate knows no account, no post and no file. Every function names the paper its formula is from, and is
//! tested against published or worked values. Sums are taken in the order given, in one thread, and transcendental functions come from
//! `libm`, so that results have the same bits everywhere.

mod agreement;
mod beta;
mod bootstrap;
mod calibration;
mod cauchy;
mod clock_share;
mod concentration;
mod conditional_entropy;
mod gamma;
mod intervals;
mod kleinberg;
mod level_shifts;
mod log_odds;
mod logistic;
mod matching;
mod middles;
mod mixture;
mod multiple;
mod negative_binomial;
mod outliers;
mod overlap;
mod pelt;
mod placebo;
mod prevalence;
mod proportion;
mod rayleigh;
mod rhythm;
mod robust;
mod roc;
mod student;
mod survival;
mod tails;
mod turnbull;
mod uniformity;

pub use agreement::krippendorff_nominal;
pub use bootstrap::percentile_interval;
pub use calibration::{Brier, Forecast, Reliability, brier, calibration_error, reliability};
pub use cauchy::{cauchy_combination, harmonic_mean};
pub use clock_share::{peaks, share_above};
pub use concentration::{effective_number, top_share};
pub use conditional_entropy::corrected_conditional_entropy;
pub use gamma::{Tails, chi_squared_tails, gamma_tails};
pub use intervals::{burstiness, burstiness_corrected, memory, relative_spread};
pub use kleinberg::{Batch, Burst, Stream};
pub use level_shifts::level_shifts;
pub use log_odds::{LogOdds, log_odds};
pub use logistic::{Logistic, NoModel, logistic};
pub use matching::{Covariates, Matching, WeightedReference, deviation, effective_size, standardising_scale, weighted_mean};
pub use middles::{Middles, middles};
pub use mixture::{NormalPart, normal_mixture};
pub use multiple::{Discoveries, benjamini_hochberg, bonferroni, holm};
pub use negative_binomial::negative_binomial_tail;
pub use outliers::{Extreme, Scale, critical_distance, extreme_values};
pub use overlap::{FEWEST_COMMON, Population, RankOverlap, chapman, hypergeometric_tail, rank_biased_overlap};
pub use pelt::pelt;
pub use placebo::{Shift, shift_against_placebos, shift_at};
pub use prevalence::{Trials, precision_at, rogan_gladen};
pub use proportion::{Interval, NORMAL_95, normal_quantile, wilson, wilson_95};
pub use rayleigh::{Rayleigh, rayleigh};
pub use rhythm::{Rhythm, rhythm};
pub use robust::{MAD_TO_SD, MODIFIED_Z, absolute_deviation, median, modified_z};
pub use roc::Ranking;
pub use student::{student_point, student_quantile, student_two_sided};
pub use survival::{Life, LogRank, LogRankResult, SurvivalStep, kaplan_meier};
pub use tails::{Tail, le_cam, poisson_binomial_tail, poisson_range, poisson_tail};
pub use turnbull::{Between, Mass, Turnbull};
pub use uniformity::{CELLS, Uniformity, excess_by_chance, uniformity};
