//! From the posts of a snapshot to the tool's table of messages.

use lockstep_network::compat::cnt::Message;
use lockstep_snapshot::{CodedLists, Kind, Posts, Snapshot};

use super::settings::Network;
use crate::detector::Unfit;

/// The posts of a snapshot as the tool would have them; the row of a message is the position of its post.
pub(super) struct Messages<'a> {
    posts: &'a Posts,
    links: Option<&'a CodedLists>,
    /// For posts without a link, where the source has no list to the letter: the empty link.
    none: Vec<u32>,
}

impl<'a> Messages<'a> {
    /// The messages, if the snapshot has what the network looks at.
    pub(super) fn new(network: Network, snapshot: &'a Snapshot) -> Result<Self, Unfit> {
        let posts = &snapshot.posts;
        let links = posts.urls_verbatim.as_ref().or(posts.urls.as_ref());
        let (is_there, column, source) = match network {
            Network::CoRetweet => (posts.retweeted_post.is_some(), "retweeted_post_id", "that says which post is retweeted"),
            Network::CoTweet | Network::CoSimilarTweet => (posts.text.is_some(), "text", "with text"),
            Network::CoLink => (links.is_some(), "urls", "with links"),
            Network::CoReply => (posts.replied_post.is_some(), "replied_post_id", "that says which post is answered"),
            Network::CoPost => (!posts.is_empty(), "time", "with posts"),
        };
        if !is_there {
            return Err(Unfit {
                reason: format!("the snapshot has no column `{column}`, which the network `{}` needs", network.name()),
                remedy: format!("a source {source} would do"),
            });
        }
        let none = if posts.urls_verbatim.is_some() { Vec::new() } else { vec![empty_link(links).unwrap_or(0)] };
        Ok(Self { posts, links, none })
    }

    /// The number of the empty link, if there may be one.
    pub(super) fn empty_link(&self) -> Option<u32> {
        empty_link(self.links)
    }

    /// The tool's rows, in the order of posts.
    pub(super) fn rows(&self) -> Vec<Message<'_>> {
        (0..self.posts.len()).map(|post| self.row(post)).collect()
    }

    fn row(&self, post: usize) -> Message<'_> {
        let posts = self.posts;
        let links = self.links.map_or(&[][..], |links| links.get(post));
        Message {
            id: post as u32,
            account: posts.account[post],
            time: posts.time[post] as f64 / 1_000.0,
            repost: self.repost(post),
            reply: posts.replied_post.as_ref().and_then(|replied| replied.rank(post)),
            text: posts.text.as_ref().map_or("", |texts| texts.get(post)),
            links: if links.is_empty() { &self.none } else { links },
        }
    }

    /// What a retweet passes on. One of an unknown post passes on something that no other does.
    fn repost(&self, post: usize) -> Option<u32> {
        let retweeted = self.posts.retweeted_post.as_ref();
        let known = retweeted.and_then(|retweeted| retweeted.rank(post));
        let Some(kinds) = &self.posts.kind else { return known };
        let unknown = retweeted.map_or(0, |retweeted| retweeted.names.len()) + post;
        (kinds[post] == Kind::Retweet).then(|| known.unwrap_or(unknown as u32))
    }

    /// Whether a post counts in a network.
    pub(super) fn is_eligible(&self, network: Network, post: usize) -> bool {
        let row = self.row(post);
        match network {
            Network::CoRetweet => row.repost.is_some(),
            Network::CoTweet | Network::CoSimilarTweet => row.repost.is_none(),
            Network::CoLink => row.repost.is_none() && !row.links.is_empty(),
            Network::CoReply => row.repost.is_none() && row.reply.is_some(),
            Network::CoPost => true,
        }
    }
}

/// The empty link is a word of the dictionary in sources with links to the letter; elsewhere it has the number after all words.
fn empty_link(links: Option<&CodedLists>) -> Option<u32> {
    links.map(|links| links.names.rank("").unwrap_or(links.names.len() as u32))
}
