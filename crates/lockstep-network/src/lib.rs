//! What moves together: from actions (an account, an object, a time) to edges between accounts, and from edges to groups.
//!
//! Plain arrays in, plain arrays out: this crate knows no study, no snapshot and no report, and does the counting that the detectors put
//! into words. Accounts, objects and posts are numbers given by the caller; results are in the order of those numbers and do not depend
//! on the number of threads.

mod actions;
mod bipartite;
mod company;
mod compared;
pub mod compat;
mod cosine;
mod decoys;
mod evidence;
pub mod graph;
mod jaccard;
pub mod near_copies;
pub mod nulls;
mod shared_counts;
mod sweep;
mod tally;
mod validated;
mod window_counts;
mod windows;

pub use actions::{Action, Actions};
pub use bipartite::Bipartite;
pub use compared::Compared;
pub use cosine::{CosineEdge, CosineSettings, Cosines, Keep, TermFrequency, tfidf_cosine};
pub use decoys::{Decoy, DecoySettings, Joined, LeftOut, Surrogate, decoys};
pub use evidence::{Evidence, Shared, evidence};
pub use jaccard::{SimilarPair, TokenSets, similar_pairs};
pub use shared_counts::{shared_among, shared_counts, shared_pairs_bound};
pub use sweep::pairs_within;
pub use validated::{
    Extent, Refused, SelectionEvidence, SweepRow, Tier, TimingEvidence, Validated, ValidatedPair, ValidationSettings, validate,
};
pub use window_counts::{Counted, Edge, OverBudget, edges_alone, window_counts};
