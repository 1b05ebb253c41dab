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
        return Err(TooManyPairs::refuse(pairs, most, compute.time_window, |window| count_pairs(&keyed, window)));
    }
    Ok(weigh(&keyed, compute))
}

/// What edges rest on: for each of some edges (ascending by source and target, as [`compute`] gives them), its `limit` matches closest in
/// time, in the order of the edges.
#[must_use]
pub fn matches(messages: &[Message<'_>], compute: &Compute, edges: &[Edge], limit: usize) -> Vec<Match> {
    each_edge_match(&Keyed::new(messages, compute.network), compute.time_window, edges, limit)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    const TEXTS: [&str; 5] = ["", "one two three four five", "one two three four six", "One  two three four FIVE @a", "other words"];

    /// What the tool's queries say, row by row.
    fn brute_force(messages: &[Message<'_>], compute: &Compute) -> BTreeMap<(u32, u32), u32> {
        let mut seen = BTreeSet::new();
        let firsts: Vec<&Message<'_>> = messages.iter().filter(|message| seen.insert(message.id)).collect();
        let alike = |a: &Message<'_>, b: &Message<'_>| {
            let own = a.repost.is_none() && b.repost.is_none();
            match compute.network {
                Network::CoRetweet => a.repost.is_some() && a.repost == b.repost,
                Network::CoReply => own && a.reply.is_some() && a.reply == b.reply,
                Network::CoTweet => own && comparable_text(a.text) == comparable_text(b.text),
                Network::CoPost => true,
                Network::CoLink { .. } => false,
                Network::CoSimilarTweet { similarity_threshold, min_document_size_similarity } => {
                    let (a, b) = (similarity_tokens(a.text), similarity_tokens(b.text));
                    let shared = a.intersection(&b).count() as f64;
                    own && shared / a.union(&b).count() as f64 >= similarity_threshold
                        && a.len().min(b.len()) as f64 >= min_document_size_similarity
                }
            }
        };
        let mut units = BTreeSet::new();
        for a in &firsts {
            for b in firsts.iter().filter(|b| b.time >= a.time - compute.time_window && b.time <= a.time + compute.time_window) {
                if a.account != b.account && alike(a, b) {
                    units.insert((a.account, b.account, a.id));
                }
            }
        }
        let mut weights = BTreeMap::new();
        units.into_iter().for_each(|(a, b, _)| *weights.entry((a, b)).or_insert(0) += 1);
        weights.retain(|_, weight| *weight >= compute.min_edge_weight);
        weights
    }

    proptest! {
        #[test]
        fn every_network_equals_the_queries_row_by_row(
            rows in prop::collection::vec((0u32..40, 0u32..5, 0i32..100, 0u32..5, 0u32..3, 0usize..5), 0..40),
            window in 0i32..20,
            minimum in 1u32..3,
        ) {
            let message = |(id, account, time, repost, reply, text): &(u32, u32, i32, u32, u32, usize)| Message {
                id: *id,
                account: *account,
                time: f64::from(*time) / 4.0,
                repost: Some(*repost).filter(|repost| *repost < 2),
                reply: Some(*reply).filter(|reply| *reply < 2),
                text: TEXTS[*text],
                links: &[],
            };
            let messages: Vec<Message<'_>> = rows.iter().map(message).collect();
            let similar = Network::CoSimilarTweet { similarity_threshold: 0.6, min_document_size_similarity: 1.0 };
            for network in [Network::CoRetweet, Network::CoReply, Network::CoTweet, Network::CoPost, similar] {
                let settings = Compute { network, time_window: f64::from(window), min_edge_weight: minimum, include_self_loops: false };
                let found = compute(&messages, &settings, u64::MAX).expect("within the budget");
                let found: BTreeMap<_, _> = found.iter().map(|edge| ((edge.source, edge.target), edge.weight)).collect();
                prop_assert_eq!(found, brute_force(&messages, &settings));
            }
        }
    }

    fn shares(id: u32, account: u32, links: &[u32]) -> Message<'_> {
        Message { id, account, time: 0.0, repost: None, reply: None, text: "", links }
    }

    fn joined_by_links(messages: &[Message<'_>], except: Option<u32>) -> Vec<(u32, u32, u32)> {
        let settings = Compute { network: Network::CoLink { except }, time_window: 1.0, min_edge_weight: 1, include_self_loops: false };
        let edges = compute(messages, &settings, u64::MAX).expect("within the budget");
        edges.iter().map(|edge| (edge.source, edge.target, edge.weight)).collect()
    }

    #[test]
    fn the_empty_link_joins_accounts_until_it_is_excepted() {
        assert_eq!(split_links("").collect::<Vec<_>>(), [""]);
        let messages = [shares(0, 0, &[0]), shares(1, 1, &[0])];
        assert_eq!(joined_by_links(&messages, None), [(0, 1, 1), (1, 0, 1)]);
        assert_eq!(joined_by_links(&messages, Some(0)), []);
    }

    #[test]
    fn a_message_with_two_shared_links_counts_once_and_a_repeated_id_still_adds_its_links() {
        assert_eq!(joined_by_links(&[shares(0, 0, &[1, 2]), shares(1, 1, &[1, 2])], None), [(0, 1, 1), (1, 0, 1)]);
        assert_eq!(joined_by_links(&[shares(0, 0, &[1]), shares(0, 1, &[2]), shares(1, 2, &[2])], None), [(1, 2, 1), (2, 1, 1)]);
    }

    #[test]
    fn too_many_pairs_are_refused() {
        let settings = Compute { network: Network::CoPost, time_window: 9.0, min_edge_weight: 1, include_self_loops: false };
        let messages = [shares(0, 0, &[]), Message { time: 4.0, ..shares(1, 1, &[]) }];
        assert_eq!(compute(&messages, &settings, 3), Err(TooManyPairs { pairs: 4, most: 3, window: Some(2) }));
        assert_eq!(compute(&messages, &settings, 1), Err(TooManyPairs { pairs: 4, most: 1, window: None }));
    }
}
