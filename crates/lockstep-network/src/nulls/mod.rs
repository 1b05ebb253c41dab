//! Nulls: how much two accounts would share if nobody acted in lockstep, and how improbable what they do share then is.
//!
//! Three models of increasing knowledge: degrees only ([`Bicm`]), degrees and shared interests ([`BlockRates`]), and the hour at which
//! each acted ([`Jitter`]). Their expectations become probabilities in the tails of counts, which are combined and, because all pairs of
//! accounts could have been found, corrected for their number.

mod bicm;
mod cauchy;
mod jitter;
mod multiple;
mod tails;

pub use bicm::{Bicm, NotConverged};
pub use cauchy::cauchy_combination;
pub use jitter::{Jitter, Jittered};
pub use multiple::{Discoveries, benjamini_hochberg, bonferroni};
pub use tails::{Tail, le_cam, poisson_binomial_tail, poisson_tail};
