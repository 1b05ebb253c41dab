//! coordination-network-toolkit 1.5.2 (Graham and the QUT Digital Observatory): directed networks of accounts whose messages have
//! something in common within a time window.
//!
//! The weight of an edge from one account to another is the number of the first one's messages for which the other has a message with the
//! same key at most the window away. It is counted for each direction, so weights differ between directions and an edge may go one way.

mod keys;
mod weights;
mod words;

pub use words::{comparable_text, similarity_tokens};

use keys::Keyed;
use weights::{count_pairs, each_edge_match, weigh};

use crate::compat::TooManyPairs;

/// One row of the tool's input. Ids are numbers from 0 without large gaps.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The message. Of rows with the same one, the first is kept, as the tool does.
    pub id: u32,
    /// Who wrote or passed it on.
    pub account: u32,
    /// When, seconds; not NaN.
    pub time: f64,
    /// The message that is passed on.
    pub repost: Option<u32>,
    /// The message that is answered.
    pub reply: Option<u32>,
    /// The text.
    pub text: &'a str,
    /// The links, as the tool splits them: see [`split_links`].
    pub links: &'a [u32],
}

/// The links in a cell of the tool's input, split at each single space as the tool does: an empty cell has one link, which is empty.
pub fn split_links(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(' ')
}

/// What the messages of two accounts must have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Network {
    /// Both pass on the same message.
    CoRetweet,
    /// Both have the same text, mentions and white space aside, and pass nothing on.
    CoTweet,
    /// Both have words in common, and pass nothing on.
    CoSimilarTweet {
        /// The least Jaccard similarity of the sets of words, above 0 and at most 1.
        similarity_threshold: f64,
        /// Messages with fewer words than this resemble nothing. Messages without a word never do, where the tool divides by zero.
        min_document_size_similarity: f64,
    },
    /// Both have the same link to the letter, and pass nothing on.
    CoLink {
        /// A link that joins nobody: the number of the empty link, to put right that the tool joins all messages without a link by it.
        except: Option<u32>,
    },
    /// Both answer the same message, and pass nothing on.
    CoReply,
    /// Nothing: that both are sent is enough.
    CoPost,
}

/// What the tool's `compute` may be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compute {
    /// What messages must have in common.
    pub network: Network,
    /// Messages count together when they are at most this far apart, seconds.
    pub time_window: f64,
    /// The least weight of an edge, for each direction.
    pub min_edge_weight: u32,
    /// Keep the edges of accounts to themselves; the tool leaves them out of what it writes unless told otherwise.
    pub include_self_loops: bool,
}

/// An edge from one account to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Whose messages are counted.
    pub source: u32,
    /// Whose messages they have something in common with.
    pub target: u32,
    /// Messages of the source.
    pub weight: u32,
}

/// A message of an edge's source, and the target's message closest to it in time: one unit of the weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Place of the edge in the list asked for.
    pub edge: u32,
    /// Row of the source's message.
    pub source_row: u32,
    /// Row of the target's message; of two equally close, the earlier row.
    pub target_row: u32,
    /// Time between the two, seconds.
    pub distance: f64,
}

/// The edges of a network, ascending by (source, target).
///
/// # Errors
/// When the window holds more than `most` ordered pairs of messages with something in common, those of one account included.
pub fn compute(messages: &[Message<'_>], compute: &Compute, most: u64) -> Result<Vec<Edge>, TooManyPairs> {
    let keyed = Keyed::new(messages, compute.network);
    let pairs = count_pairs(&keyed, compute.time_window);
    if pairs > most {
        return Err(TooManyPairs { pairs, most });
    }
    Ok(weigh(&keyed, compute))
}

/// What edges rest on: for each of some edges (ascending by source and target, as [`compute`] gives them), its `limit` matches closest in
/// time, in the order of the edges.
#[must_use]
pub fn matches(messages: &[Message<'_>], compute: &Compute, edges: &[Edge], limit: usize) -> Vec<Match> {
    each_edge_match(&Keyed::new(messages, compute.network), compute.time_window, edges, limit)
}
