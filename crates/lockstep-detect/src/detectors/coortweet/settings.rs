//! What a study may set, in the tool's own words.

use lockstep_network::compat::coortweet::{Detect, Generate, Mend, Subgraph};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::detector::Unfit;
use crate::duration::Duration;
use crate::layers::Layer;

/// What a study may set. Defaults are those of the tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// What an object is. The layout `coortweet` keeps objects of any kind in `co_retweet`.
    pub(super) layer: Layer,
    /// `detect_groups`: two shares of an object count together when they are at most this far apart.
    pub(super) time_window: Duration,
    /// `detect_groups`: shares that an account needs in all, and then among those within the window; 0 asks for none.
    #[schemars(range(max = 100_000))]
    pub(super) min_participation: u32,
    /// `detect_groups`: leave out pairs of one account or of one content, and pairs with the object itself.
    pub(super) remove_loops: bool,
    /// `flag_speed_share`: mark the pairs of a shorter window; unset, none is marked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) flag_speed_share: Option<FlagSpeedShare>,
    /// `generate_coordinated_network`: weigh edges by the marked pairs beside all of them.
    pub(super) fast_net: bool,
    /// `generate_coordinated_network`: the quantile of the weights that an edge must be strictly above to be marked.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(super) edge_weight: f64,
    /// `generate_coordinated_network`: 0 the whole network, 1 edges above the quantile, 2 those whose fast weight is above its own, 3 the
    /// accounts of these and their neighbours.
    #[schemars(range(max = 3))]
    pub(super) subgraph: u8,
    /// `generate_coordinated_network`: list the objects of each edge.
    pub(super) objects: bool,
    /// Faults of the tool to put right; it has them all.
    #[schemars(extend("uniqueItems" = true))]
    pub(super) mend: Vec<Fault>,
    /// Objects and pairs listed as evidence for each edge, those with the least time between first.
    #[schemars(range(min = 1, max = 100_000))]
    pub(super) evidence: u32,
    /// Memory that pairs may take, MiB; a study that needs more is refused before it starts.
    #[schemars(range(min = 16, max = 1_048_576))]
    pub(super) memory_mib: u32,
}

/// The shorter window whose pairs are marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlagSpeedShare {
    /// Shares at most this far apart are marked.
    pub(super) time_window: Duration,
    /// Shares within that window that an account needs.
    #[schemars(range(max = 100_000))]
    pub(super) min_participation: u32,
}

/// A fault of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// The contents of an edge are counted by which of a pair is older, whoever posted them; put right, by account.
    Symmetry,
    /// One account of a pair with enough shares within the window is enough; put right, both need them.
    Participation,
    /// An edge weighs as much as it has pairs, so that one account repeating itself raises it; put right, it weighs its distinct objects.
    Repetition,
    /// A pair is lost when the id of its object happens to be that of one of its contents; put right, the two are never compared.
    CollidingIds,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            layer: Layer::CoRetweet,
            time_window: Duration::from_ms(10_000),
            min_participation: 2,
            remove_loops: true,
            flag_speed_share: None,
            fast_net: false,
            edge_weight: 0.5,
            subgraph: 0,
            objects: false,
            mend: Vec::new(),
            evidence: 5,
            memory_mib: 1_024,
        }
    }
}

impl Settings {
    /// What the tool would refuse.
    pub(super) fn check(&self) -> Result<(), Unfit> {
        let refused = |reason: &str, remedy: &str| Err(Unfit { reason: reason.to_owned(), remedy: remedy.to_owned() });
        if self.fast_net && self.flag_speed_share.is_none() {
            return refused("`fast_net` weighs marked pairs, and `flag_speed_share` marks none", "set `flag_speed_share`");
        }
        if self.subgraph >= 2 && !self.fast_net {
            return refused("the subgraphs 2 and 3 are made of the fast network", "set `fast_net: true`, or a `subgraph` of 0 or 1");
        }
        if self.subgraph == 1 && self.fast_net {
            return refused("CooRTweet takes no `subgraph: 1` beside a fast network", "`subgraph: 2` or `fast_net: false` would do");
        }
        Ok(())
    }

    pub(super) fn mend(&self) -> Mend {
        let mends = |fault| self.mend.contains(&fault);
        Mend {
            symmetry: mends(Fault::Symmetry),
            participation: mends(Fault::Participation),
            repetition: mends(Fault::Repetition),
            colliding_ids: mends(Fault::CollidingIds),
        }
    }

    pub(super) fn detect(&self) -> Detect {
        Detect {
            time_window: seconds(self.time_window),
            min_participation: self.min_participation,
            remove_loops: self.remove_loops,
            mend: self.mend(),
        }
    }

    pub(super) fn generate(&self) -> Generate {
        let subgraph = match self.subgraph {
            0 => Subgraph::Whole,
            1 => Subgraph::AboveQuantile,
            2 => Subgraph::FastAboveQuantile,
            _ => Subgraph::FastAndNeighbours,
        };
        Generate { edge_weight: self.edge_weight, subgraph, mend: self.mend() }
    }
}

/// A span of time as the tool has it.
pub(super) fn seconds(span: Duration) -> f64 {
    span.ms() as f64 / 1_000.0
}
