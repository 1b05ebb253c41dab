//! What moves together: from actions (an account, an object, a time) to edges between accounts, and from edges to groups.
//!
//! Plain arrays in, plain arrays out: this crate knows no study, no snapshot and no report, and does the counting that the detectors put
//! into words. Accounts, objects and posts are numbers given by the caller; results are in the order of those numbers and do not depend
//! on the number of threads.

mod actions;
mod bipartite;
mod evidence;
pub mod graph;
mod sweep;
mod window_counts;

pub use actions::{Action, Actions};
pub use bipartite::Bipartite;
pub use evidence::{Evidence, Shared, evidence};
pub use sweep::pairs_within;
pub use window_counts::{Counted, Edge, OverBudget, window_counts};
