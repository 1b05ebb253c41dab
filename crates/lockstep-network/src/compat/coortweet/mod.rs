//! `CooRTweet` 2.1.3 (Righetti and Balluff, Computational Communication Research 7(1), 2025): pairs of shares of one object within a time
//! window, and the network between their accounts.
//!
//! [`detect_groups`], [`flag_speed_share`] and [`generate_coordinated_network`] carry the names of its functions and follow what they
//! compute. Where the tool's own order decides (endpoints in the order of its locale, pairs of one moment in the order of its rows), see
//! [`detect_groups`] and [`generate_coordinated_network`].

mod groups;
mod network;

pub use groups::{Detect, Pair, Share, detect_groups, flag_speed_share};
pub use network::{Edge, Generate, Measures, Network, Subgraph, generate_coordinated_network};

/// Which of the tool's known faults are put right; by default none is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mend {
    /// Count the contents of each account. The tool counts the older and the newer contents of a pair of accounts, whoever posted them, and
    /// takes its symmetry score from these.
    pub symmetry: bool,
    /// Ask both accounts of a pair for enough coordinated shares. The tool is content with one of them.
    pub participation: bool,
    /// Weigh an edge by its distinct objects. The tool counts pairs of contents, so that one account repeating itself raises the weight.
    pub repetition: bool,
    /// Do not compare the id of an object with that of a content. The tool drops pairs where these are equal, so that ids of unrelated kinds
    /// that happen to be equal lose pairs.
    pub colliding_ids: bool,
}

impl Mend {
    /// Everything put right.
    pub const ALL: Self = Self { symmetry: true, participation: true, repetition: true, colliding_ids: true };
}
