//! The canonical tables: what every source is turned into, whatever platform it came from.
//!
//! A column that a source lacks is absent (`None`), never filled with a guess. Accounts are `u32` ranks in [`Snapshot::accounts`];
//! times are `i64` milliseconds since 1970-01-01 UTC. Posts are sorted by (time, post id), so a post's position never depends on the
//! order of the source.

use std::sync::Arc;

use lockstep_digest::Digest;
use serde::{Deserialize, Serialize};

use crate::dictionary::{Coded, CodedLists, Dictionary, TextColumn};
use crate::intake::Intake;

/// What an account did in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// A post of the account's own.
    Original,
    /// Another account's post, passed on unchanged.
    Retweet,
    /// Another account's post with a comment.
    Quote,
    /// An answer to another post.
    Reply,
}

impl Kind {
    /// Its name in a canonical table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Retweet => "retweet",
            Self::Quote => "quote",
            Self::Reply => "reply",
        }
    }
}

/// All that was collected, normalised.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Ids of every account in any table, in byte order.
    pub accounts: Dictionary,
    /// The posts.
    pub posts: Posts,
    /// Dated states of accounts: counters and profile.
    pub observations: Arc<Observations>,
    /// Who follows whom.
    pub follows: Arc<Follows>,
    /// Lists of accounts, in order of name.
    pub sets: Vec<Set>,
    /// Dated events outside the data, in order of start and name.
    pub events: Vec<Event>,
    /// Columns of posts that the sources have, whether or not they were kept in memory.
    pub columns: Vec<Column>,
    /// What was read, lost and derived on the way, one entry an input.
    pub intakes: Vec<Intake>,
    /// A secret made of the rows. Whoever has the data can compute it; the published digests do not give it away.
    pub secret: Option<Digest>,
}

/// Posts, one array a column, sorted by (time, post id).
#[derive(Debug, Clone, Default)]
pub struct Posts {
    /// Time of posting, ms since 1970-01-01 UTC, ascending.
    pub time: Vec<i64>,
    /// Author, as rank in [`Snapshot::accounts`].
    pub account: Vec<u32>,
    /// Post ids as the source gives them, or derived from the row's content where it has none.
    pub id: TextColumn,
    /// Coarsest clock unit (ms) that at least 99 % of the times are multiples of: 86 400 000, 3 600 000, 60 000, 1 000 or 1.
    pub resolution_ms: i64,
    /// What the account did.
    pub kind: Option<Vec<Kind>>,
    /// Full text as read.
    pub text: Option<TextColumn>,
    /// Language label of the source.
    pub language: Option<Coded>,
    /// Id of the post that is passed on.
    pub retweeted_post: Option<Coded>,
    /// Id of the account whose post is passed on.
    pub retweeted_account: Option<Coded>,
    /// Time of the post that is passed on, ms; [`Posts::NO_TIME`] where unknown.
    pub retweeted_time: Option<Vec<i64>>,
    /// Id of the post that is answered.
    pub replied_post: Option<Coded>,
    /// Id of the account that is answered.
    pub replied_account: Option<Coded>,
    /// Id of the post that is quoted.
    pub quoted_post: Option<Coded>,
    /// Hashtags in order, case-folded, without `#`.
    pub hashtags: Option<CodedLists>,
    /// Links in order, canonical.
    pub urls: Option<CodedLists>,
    /// Mentioned accounts in order, case-folded, without `@`.
    pub mentions: Option<CodedLists>,
    /// Name of the program the post was sent with, as the platform reports it.
    pub client: Option<Coded>,
    /// Id of what was posted, in sources where that may hold several objects and has a row for each.
    pub content: Option<Coded>,
    /// Links in order, to the letter as the source has them, an empty one included.
    pub urls_verbatim: Option<CodedLists>,
}

impl Posts {
    /// Stands for "no time" in [`Posts::retweeted_time`].
    pub const NO_TIME: i64 = i64::MIN;

    /// Number of posts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// True when there is no post.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }
}

/// A column of optional non-negative counters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters(Vec<u64>);

impl Counters {
    const NONE: u64 = u64::MAX;

    /// Append a counter, or that there is none. `u64::MAX` cannot be told from none, and no platform counts so far.
    pub fn push(&mut self, counter: Option<u64>) {
        self.0.push(counter.unwrap_or(Self::NONE));
    }

    /// The counter in a row, if it has one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<u64> {
        Some(self.0[row]).filter(|counter| *counter != Self::NONE)
    }
}

/// Dated states of accounts, sorted by (account, time); one row a pair.
#[derive(Debug, Clone, Default)]
pub struct Observations {
    /// Account, as rank in [`Snapshot::accounts`].
    pub account: Vec<u32>,
    /// When it was seen so, ms since 1970-01-01 UTC.
    pub observed_at: Vec<i64>,
    /// Handle at that time.
    pub handle: Option<Coded>,
    /// Displayed name at that time.
    pub display_name: Option<Coded>,
    /// Profile text at that time.
    pub bio: Option<Coded>,
    /// Location as the account states it.
    pub location: Option<Coded>,
    /// When the account was created, ms; [`Posts::NO_TIME`] where unknown.
    pub created_at: Option<Vec<i64>>,
    /// Number of followers.
    pub followers: Option<Counters>,
    /// Number of accounts followed.
    pub following: Option<Counters>,
    /// Number of posts the platform reports, over the account's whole life.
    pub posts: Option<Counters>,
    /// Whether the account could be reached.
    pub status: Option<Vec<Option<Status>>>,
    /// Whether the platform had verified the account.
    pub verified: Option<Vec<Option<bool>>>,
}

impl Observations {
    /// Number of observations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.account.len()
    }

    /// True when there is no observation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.account.is_empty()
    }

    /// The rows of one account, in time order.
    #[must_use]
    pub fn of(&self, account: u32) -> std::ops::Range<usize> {
        self.account.partition_point(|a| *a < account)..self.account.partition_point(|a| *a <= account)
    }
}

/// Whether an account could be reached when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Status {
    /// Reachable.
    Active,
    /// Suspended by the platform.
    Suspended,
    /// Deactivated or deleted by its owner.
    Deactivated,
    /// Visible to approved followers only.
    Protected,
    /// Not known.
    Unknown,
}

impl Status {
    /// Its name in a canonical table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deactivated => "deactivated",
            Self::Protected => "protected",
            Self::Unknown => "unknown",
        }
    }
}

/// Follow ties, sorted by (follower, followed, time).
#[derive(Debug, Clone, Default)]
pub struct Follows {
    /// Who follows, as rank in [`Snapshot::accounts`].
    pub follower: Vec<u32>,
    /// Who is followed, as rank in [`Snapshot::accounts`].
    pub followed: Vec<u32>,
    /// When the tie was seen, ms; [`Posts::NO_TIME`] where unknown.
    pub observed_at: Vec<i64>,
    /// Position in the followed account's list of followers, if the source keeps its order.
    pub position: Option<Counters>,
}

/// Why a set of accounts is in the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The accounts the study is about.
    Studied,
    /// Accounts to compare them with.
    Control,
    /// A label of what is true, known for simulations and labelled data. Detectors never see it as evidence.
    Truth,
}

impl Role {
    /// Its name in a canonical table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Studied => "studied",
            Self::Control => "control",
            Self::Truth => "truth",
        }
    }
}

/// A named list of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Its name.
    pub name: String,
    /// Why it is in the study.
    pub role: Role,
    /// Who drew it up, and from what.
    pub source: String,
    /// Ranks of its accounts, ascending.
    pub members: Vec<u32>,
}

/// Something that happened outside the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// First moment, ms since 1970-01-01 UTC.
    pub start: i64,
    /// First moment after it, ms since 1970-01-01 UTC.
    pub end: i64,
    /// Where the date is from.
    pub source: String,
}

/// A column that a source may have or lack. Detectors name the ones they need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented at the field of the same name")]
pub enum Column {
    Kind,
    Text,
    Language,
    RetweetedPost,
    RetweetedAccount,
    RetweetedTime,
    RepliedPost,
    RepliedAccount,
    QuotedPost,
    Hashtags,
    Urls,
    Mentions,
    Client,
    Content,
    UrlsVerbatim,
}

impl Column {
    /// The columns that a platform's own data may have: all but those of other tools' formats.
    pub const USUAL: [Self; 13] = [
        Self::Kind,
        Self::Text,
        Self::Language,
        Self::RetweetedPost,
        Self::RetweetedAccount,
        Self::RetweetedTime,
        Self::RepliedPost,
        Self::RepliedAccount,
        Self::QuotedPost,
        Self::Hashtags,
        Self::Urls,
        Self::Mentions,
        Self::Client,
    ];

    /// Every column, in the order in which a row is encoded.
    pub const ALL: [Self; 15] = [
        Self::Kind,
        Self::Text,
        Self::Language,
        Self::RetweetedPost,
        Self::RetweetedAccount,
        Self::RetweetedTime,
        Self::RepliedPost,
        Self::RepliedAccount,
        Self::QuotedPost,
        Self::Hashtags,
        Self::Urls,
        Self::Mentions,
        Self::Client,
        Self::Content,
        Self::UrlsVerbatim,
    ];

    /// Its name in a canonical table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Text => "text",
            Self::Language => "language",
            Self::RetweetedPost => "retweeted_post_id",
            Self::RetweetedAccount => "retweeted_account_id",
            Self::RetweetedTime => "retweeted_time",
            Self::RepliedPost => "replied_post_id",
            Self::RepliedAccount => "replied_account_id",
            Self::QuotedPost => "quoted_post_id",
            Self::Hashtags => "hashtags",
            Self::Urls => "urls",
            Self::Mentions => "mentions",
            Self::Client => "client",
            Self::Content => "content_id",
            Self::UrlsVerbatim => "urls_verbatim",
        }
    }
}
