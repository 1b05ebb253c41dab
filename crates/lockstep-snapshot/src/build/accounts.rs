//! Rows about accounts on their way into tables: observations, follow ties, sets.

use lockstep_digest::Digest;

use super::columns::CodedPart;
use crate::encode::RowEncoder;
use crate::tables::{Counters, Posts, Role, Status};

/// A dated state of an account. `None` stands for "not known at that time".
#[derive(Debug, Clone, Copy, Default)]
pub struct ObservationRow<'a> {
    /// Id of the account.
    pub account_id: &'a str,
    /// When it was seen so, ms since 1970-01-01 UTC.
    pub observed_at: i64,
    /// Handle.
    pub handle: Option<&'a str>,
    /// Displayed name.
    pub display_name: Option<&'a str>,
    /// Profile text.
    pub bio: Option<&'a str>,
    /// Location as stated.
    pub location: Option<&'a str>,
    /// When the account was created, ms.
    pub created_at: Option<i64>,
    /// Number of followers.
    pub followers: Option<u64>,
    /// Number of accounts followed.
    pub following: Option<u64>,
    /// Number of posts over the account's life.
    pub posts: Option<u64>,
    /// Whether the account could be reached.
    pub status: Option<Status>,
    /// Whether the platform had verified it.
    pub verified: Option<bool>,
}

/// Columns of observations besides the key, in the order in which a row is encoded.
pub(crate) const OBSERVATION_COLUMNS: [&str; 12] = [
    "account_id",
    "observed_at",
    "handle",
    "display_name",
    "bio",
    "location",
    "created_at",
    "followers",
    "following",
    "posts",
    "status",
    "verified",
];

/// Some of the observations of one input.
#[derive(Debug)]
pub struct ObservationPart {
    encoder: RowEncoder,
    pub(crate) digest: Vec<Digest>,
    pub(crate) account: CodedPart,
    pub(crate) observed_at: Vec<i64>,
    /// Handle, display name, bio, location.
    pub(crate) texts: [CodedPart; 4],
    pub(crate) created_at: Vec<i64>,
    /// Followers, following, posts.
    pub(crate) counters: [Counters; 3],
    pub(crate) status: Vec<Option<Status>>,
    pub(crate) verified: Vec<Option<bool>>,
}

impl Default for ObservationPart {
    fn default() -> Self {
        Self {
            encoder: RowEncoder::new(),
            digest: Vec::new(),
            account: CodedPart::default(),
            observed_at: Vec::new(),
            texts: Default::default(),
            created_at: Vec::new(),
            counters: Default::default(),
            status: Vec::new(),
            verified: Vec::new(),
        }
    }
}

impl ObservationPart {
    /// Append one observation.
    pub fn push(&mut self, row: &ObservationRow<'_>) {
        let texts = [row.handle, row.display_name, row.bio, row.location];
        let counters = [row.followers, row.following, row.posts];
        let encoder = &mut self.encoder;
        encoder.text(Some(row.account_id));
        encoder.time(Some(row.observed_at));
        texts.iter().for_each(|text| encoder.text(*text));
        encoder.time(row.created_at);
        counters.iter().for_each(|counter| encoder.integer(counter.map(|count| i64::try_from(count).unwrap_or(i64::MAX))));
        encoder.text(row.status.map(Status::name));
        encoder.flag(row.verified);
        self.digest.push(encoder.finish());
        self.account.push(Some(row.account_id));
        self.observed_at.push(row.observed_at);
        for (part, text) in self.texts.iter_mut().zip(texts) {
            part.push(text);
        }
        self.created_at.push(row.created_at.unwrap_or(Posts::NO_TIME));
        for (column, counter) in self.counters.iter_mut().zip(counters) {
            column.push(counter);
        }
        self.status.push(row.status);
        self.verified.push(row.verified);
    }
}

/// A follow tie.
#[derive(Debug, Clone, Copy, Default)]
pub struct FollowRow<'a> {
    /// Who follows.
    pub follower_id: &'a str,
    /// Who is followed.
    pub followed_id: &'a str,
    /// When the tie was seen, ms since 1970-01-01 UTC.
    pub observed_at: Option<i64>,
    /// Position in the followed account's list of followers.
    pub position: Option<u64>,
}

pub(crate) const FOLLOW_COLUMNS: [&str; 4] = ["follower_id", "followed_id", "observed_at", "position"];

/// Some of the follow ties of one input.
#[derive(Debug)]
pub struct FollowPart {
    encoder: RowEncoder,
    pub(crate) digest: Vec<Digest>,
    pub(crate) follower: CodedPart,
    pub(crate) followed: CodedPart,
    pub(crate) observed_at: Vec<i64>,
    pub(crate) position: Counters,
}

impl Default for FollowPart {
    fn default() -> Self {
        Self {
            encoder: RowEncoder::new(),
            digest: Vec::new(),
            follower: CodedPart::default(),
            followed: CodedPart::default(),
            observed_at: Vec::new(),
            position: Counters::default(),
        }
    }
}

impl FollowPart {
    /// Append one tie.
    pub fn push(&mut self, row: &FollowRow<'_>) {
        self.encoder.text(Some(row.follower_id));
        self.encoder.text(Some(row.followed_id));
        self.encoder.time(row.observed_at);
        self.encoder.integer(row.position.map(|at| i64::try_from(at).unwrap_or(i64::MAX)));
        self.digest.push(self.encoder.finish());
        self.follower.push(Some(row.follower_id));
        self.followed.push(Some(row.followed_id));
        self.observed_at.push(row.observed_at.unwrap_or(Posts::NO_TIME));
        self.position.push(row.position);
    }
}

/// Membership of an account in a set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetRow {
    /// Name of the set.
    pub set: String,
    /// Id of the account.
    pub account_id: String,
    /// Why the set is in the study.
    pub role: Role,
    /// Who drew it up, and from what.
    pub source: String,
}

pub(crate) const SET_COLUMNS: [&str; 4] = ["set", "account_id", "role", "source"];
pub(crate) const EVENT_COLUMNS: [&str; 4] = ["name", "start", "end", "source"];
