//! What two accounts may have in common: layers, each of which turns the tables of a snapshot into actions on objects.
//!
//! A layer says what an object is and which posts act on it; an engine says which pairs of accounts become edges. Engines share this
//! module and know layers by what they say of themselves: whether they are timed, what their objects are, and which of them are linked.

mod gather;
mod layered;
mod needs;
mod shelved;

use lockstep_snapshot::Column;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use self::layered::Layered;
pub(crate) use self::needs::{fit_clock, fit_timed};

/// What two accounts must have in common.
///
/// Retweets count in the layers of retweets only; quotes, replies and posts of an account's own count in all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layer {
    /// The post that is passed on.
    CoRetweet,
    /// The account whose post is passed on, when that happens at most 10 seconds after it was written.
    #[serde(rename = "fast_retweet_10s")]
    FastRetweet10s,
    /// The account whose post is passed on, when that happens at most 60 seconds after it was written.
    #[serde(rename = "fast_retweet_60s")]
    FastRetweet60s,
    /// A link in a post that is not a retweet.
    CoUrl,
    /// A hashtag of a post that is not a retweet.
    CoHashtag,
    /// The hashtags of a post that is not a retweet, three or more, all of them in the same order.
    HashtagSequence,
    /// An account mentioned in a post that is not a retweet.
    CoMention,
    /// The post that is answered.
    CoReply,
    /// The moment of a post that is not a retweet: one of the stretches as long as the window that the UTC clock is cut into.
    CoPost,
    /// A text that at least two accounts posted in posts that are not retweets, word for word or nearly so.
    ///
    /// The detector `near_duplicate_text` says how texts are compared; its default settings hold here, and what it sets aside is left out
    /// and counted. Which posts belong together does not depend on the window, so that a window of any length costs the same.
    CoText,
    /// The account whose posts are passed on, at any time.
    RetweetedAccount,
    /// The account that is followed.
    FollowedAccount,
    /// The account that is mentioned in posts that are not retweets, at any time.
    MentionedAccount,
    /// The account that is answered, at any time.
    RepliedAccount,
}

/// Layers of one family may hold the same act of an account twice, so they are no witnesses for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// Passing on what others wrote.
    Retweet,
    /// Speaking to other accounts.
    Address,
    /// Tagging.
    Hashtag,
    /// Linking.
    Link,
    /// Wording.
    Text,
    /// Being active.
    Time,
    /// Following.
    Follow,
}

/// What the objects of a layer are, which decides how they are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Objects {
    /// Posts.
    Posts,
    /// Accounts, by id or by handle.
    Accounts,
    /// Things that name nobody by themselves.
    Others,
}

/// What the objects of a layer are, as a noun in the plural, such as "hashtags" for `co_hashtag`; none for a layer that there is not.
#[must_use]
pub fn things_of(layer: &str) -> Option<&'static str> {
    serde_json::from_value(layer.into()).ok().map(Layer::things)
}

impl Layer {
    /// Every layer, in the order of the schema.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 14] = [
        Self::CoRetweet,
        Self::FastRetweet10s,
        Self::FastRetweet60s,
        Self::CoUrl,
        Self::CoHashtag,
        Self::HashtagSequence,
        Self::CoMention,
        Self::CoReply,
        Self::CoPost,
        Self::CoText,
        Self::RetweetedAccount,
        Self::FollowedAccount,
        Self::MentionedAccount,
        Self::RepliedAccount,
    ];

    /// Its name in a study, which is also the name of its column.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::CoRetweet => "co_retweet",
            Self::FastRetweet10s => "fast_retweet_10s",
            Self::FastRetweet60s => "fast_retweet_60s",
            Self::CoUrl => "co_url",
            Self::CoHashtag => "co_hashtag",
            Self::HashtagSequence => "hashtag_sequence",
            Self::CoMention => "co_mention",
            Self::CoReply => "co_reply",
            Self::CoPost => "co_post",
            Self::CoText => "co_text",
            Self::RetweetedAccount => "retweeted_account",
            Self::FollowedAccount => "followed_account",
            Self::MentionedAccount => "mentioned_account",
            Self::RepliedAccount => "replied_account",
        }
    }

    /// What two accounts have in common, as a noun after "the same".
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::CoRetweet => "retweeted post",
            Self::FastRetweet10s => "account retweeted within 10 seconds",
            Self::FastRetweet60s => "account retweeted within 60 seconds",
            Self::CoUrl => "link",
            Self::CoHashtag => "hashtag",
            Self::HashtagSequence => "sequence of hashtags",
            Self::CoMention | Self::MentionedAccount => "mentioned account",
            Self::CoReply => "answered post",
            Self::CoPost => "moment",
            Self::CoText => "text, word for word or nearly so",
            Self::RetweetedAccount => "retweeted account",
            Self::FollowedAccount => "followed account",
            Self::RepliedAccount => "answered account",
        }
    }

    /// What its objects are, as a noun in the plural.
    const fn things(self) -> &'static str {
        match self {
            Self::CoRetweet => "retweeted posts",
            Self::FastRetweet10s => "accounts retweeted within 10 seconds",
            Self::FastRetweet60s => "accounts retweeted within 60 seconds",
            Self::CoUrl => "links",
            Self::CoHashtag => "hashtags",
            Self::HashtagSequence => "sequences of hashtags",
            Self::CoMention | Self::MentionedAccount => "mentioned accounts",
            Self::CoReply => "answered posts",
            Self::CoPost => "moments",
            Self::CoText => "texts",
            Self::RetweetedAccount => "retweeted accounts",
            Self::FollowedAccount => "followed accounts",
            Self::RepliedAccount => "answered accounts",
        }
    }

    /// Columns of posts that it looks at.
    pub(crate) fn reads(self) -> Vec<Column> {
        match self {
            Self::FollowedAccount => Vec::new(),
            Self::FastRetweet10s | Self::FastRetweet60s => vec![Column::Kind, Column::RetweetedAccount, Column::RetweetedTime],
            Self::CoPost => vec![Column::Kind],
            layer => [Column::Kind].into_iter().chain(layer.keys()).collect(),
        }
    }

    /// The column of posts that holds its objects.
    const fn keys(self) -> Option<Column> {
        match self {
            Self::CoRetweet => Some(Column::RetweetedPost),
            Self::FastRetweet10s | Self::FastRetweet60s | Self::RetweetedAccount => Some(Column::RetweetedAccount),
            Self::CoUrl => Some(Column::Urls),
            Self::CoHashtag | Self::HashtagSequence => Some(Column::Hashtags),
            Self::CoMention | Self::MentionedAccount => Some(Column::Mentions),
            Self::CoReply => Some(Column::RepliedPost),
            Self::RepliedAccount => Some(Column::RepliedAccount),
            Self::CoText => Some(Column::Text),
            Self::CoPost | Self::FollowedAccount => None,
        }
    }

    /// Whether acting together in time means anything here. The others say only who chose what.
    pub(crate) const fn is_timed(self) -> bool {
        !matches!(self, Self::RetweetedAccount | Self::FollowedAccount | Self::MentionedAccount | Self::RepliedAccount)
    }

    /// Whether its actions are posts.
    pub(crate) const fn has_posts(self) -> bool {
        !matches!(self, Self::FollowedAccount)
    }

    /// The family that it belongs to.
    pub(crate) const fn family(self) -> Family {
        match self {
            Self::CoRetweet | Self::FastRetweet10s | Self::FastRetweet60s | Self::RetweetedAccount => Family::Retweet,
            Self::CoMention | Self::CoReply | Self::MentionedAccount | Self::RepliedAccount => Family::Address,
            Self::CoHashtag | Self::HashtagSequence => Family::Hashtag,
            Self::CoUrl => Family::Link,
            Self::CoText => Family::Text,
            Self::CoPost => Family::Time,
            Self::FollowedAccount => Family::Follow,
        }
    }

    /// What its objects are.
    pub(crate) const fn objects(self) -> Objects {
        match self {
            Self::CoRetweet | Self::CoReply | Self::CoText => Objects::Posts,
            Self::CoUrl | Self::CoHashtag | Self::HashtagSequence | Self::CoPost => Objects::Others,
            Self::FastRetweet10s
            | Self::FastRetweet60s
            | Self::CoMention
            | Self::RetweetedAccount
            | Self::FollowedAccount
            | Self::MentionedAccount
            | Self::RepliedAccount => Objects::Accounts,
        }
    }

    /// For the layers of fast retweets, how long after the post at most, ms.
    const fn fast_ms(self) -> Option<i64> {
        match self {
            Self::FastRetweet10s => Some(10_000),
            Self::FastRetweet60s => Some(60_000),
            _ => None,
        }
    }
}

/// The columns of posts that some layers look at, and those that ordinary explanations are recognised by, each once.
pub(crate) fn reads(layers: &[Layer]) -> Vec<Column> {
    let mut columns: Vec<Column> = layers.iter().flat_map(|layer| layer.reads()).chain([Column::Urls, Column::Client]).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_written_as_it_is_named() {
        for layer in Layer::ALL {
            assert_eq!(serde_json::to_value(layer).expect("a word"), layer.name());
        }
    }

    #[test]
    fn the_layers_of_retweets_are_one_family() {
        let retweets: Vec<&str> = Layer::ALL.iter().filter(|layer| layer.family() == Family::Retweet).map(|layer| layer.name()).collect();
        assert_eq!(retweets, ["co_retweet", "fast_retweet_10s", "fast_retweet_60s", "retweeted_account"]);
    }
}
