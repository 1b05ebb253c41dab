//! What a study may set, in the tool's own words.

use lockstep_network::compat::cnt::{Compute, Network as Kind};
use lockstep_snapshot::Column;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::duration::Duration;

/// What a study may set. Defaults are those of the tool's command line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// What the messages of two accounts must have in common.
    pub(super) network: Network,
    /// Two messages count together when they are at most this far apart.
    pub(super) time_window: Duration,
    /// The least weight of an edge, for each direction.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub(super) min_edge_weight: u32,
    /// `co_similar_tweet`: the least Jaccard similarity of two texts' sets of words.
    #[schemars(range(min = 0.05, max = 1.0))]
    pub(super) similarity_threshold: f64,
    /// `co_similar_tweet`: texts with fewer distinct words resemble nothing.
    #[schemars(range(max = 100_000))]
    pub(super) min_document_size_similarity: u32,
    /// Faults of the tool to put right; it has them all.
    #[schemars(extend("uniqueItems" = true))]
    pub(super) mend: Vec<Fault>,
    /// Messages listed as evidence for each edge, those with the least time between first.
    #[schemars(range(min = 1, max = 100_000))]
    pub(super) evidence: u32,
    /// Pairs of messages with something in common that may be met; a study that needs more is refused before they are counted.
    #[schemars(range(min = 1_000_u64, max = 1_000_000_000_000_u64))]
    pub(super) most_pairs: u64,
}

/// One of the tool's networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::enum_variant_names, reason = "the tool's own names")]
pub(crate) enum Network {
    /// Both pass on the same message.
    CoRetweet,
    /// Both write the same text, mentions and white space aside, and pass nothing on.
    CoTweet,
    /// Both write similar texts, and pass nothing on.
    CoSimilarTweet,
    /// Both give the same link, to the letter, and pass nothing on.
    CoLink,
    /// Both answer the same message, and pass nothing on.
    CoReply,
    /// Both send a message.
    CoPost,
}

/// A fault of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// `co_link`: messages without a link share the empty link; put right, they share none.
    EmptyLink,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            network: Network::CoRetweet,
            time_window: Duration::from_ms(1_000),
            min_edge_weight: 2,
            similarity_threshold: 0.8,
            min_document_size_similarity: 1,
            mend: Vec::new(),
            evidence: 5,
            most_pairs: 4_000_000_000,
        }
    }
}

impl Settings {
    /// The tool's call. `empty_link` is the number of the empty link, if a message has it.
    pub(super) fn compute(&self, empty_link: Option<u32>) -> Compute {
        let network = match self.network {
            Network::CoRetweet => Kind::CoRetweet,
            Network::CoTweet => Kind::CoTweet,
            Network::CoSimilarTweet => Kind::CoSimilarTweet {
                similarity_threshold: self.similarity_threshold,
                min_document_size_similarity: f64::from(self.min_document_size_similarity),
            },
            Network::CoLink => Kind::CoLink { except: empty_link.filter(|_| self.mend.contains(&Fault::EmptyLink)) },
            Network::CoReply => Kind::CoReply,
            Network::CoPost => Kind::CoPost,
        };
        Compute { network, time_window: self.seconds(), min_edge_weight: self.min_edge_weight, include_self_loops: false }
    }

    /// The window, in seconds.
    pub(super) fn seconds(&self) -> f64 {
        self.time_window.ms() as f64 / 1_000.0
    }
}

impl Network {
    /// Its name in a study and in the tool.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::CoRetweet => "co_retweet",
            Self::CoTweet => "co_tweet",
            Self::CoSimilarTweet => "co_similar_tweet",
            Self::CoLink => "co_link",
            Self::CoReply => "co_reply",
            Self::CoPost => "co_post",
        }
    }

    /// Columns of posts that it looks at.
    pub(super) fn reads(self) -> Vec<Column> {
        let mut columns = vec![Column::Kind, Column::RetweetedPost];
        match self {
            Self::CoRetweet | Self::CoPost => {}
            Self::CoTweet | Self::CoSimilarTweet => columns.push(Column::Text),
            Self::CoLink => columns.extend([Column::Urls, Column::UrlsVerbatim]),
            Self::CoReply => columns.push(Column::RepliedPost),
        }
        columns
    }
}
