//! The shape of some data: what a crowd is made of.

use lockstep_snapshot::Column;

use crate::fashion::Fashion;

/// Most accounts of a shape: ids have room for so many, those that are planted and those that others share from.
pub const MOST_LIVES: usize = 5_000;

/// The shape of a collection, without anybody in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// First moment of its first day, ms since 1970-01-01 UTC.
    pub start: i64,
    /// Days covered, 1 or more.
    pub days: usize,
    /// How much each account posts and when, at most [`MOST_LIVES`].
    pub lives: Vec<Life>,
    /// Shares of the kinds of posts.
    pub kinds: Kinds,
    /// What is passed on.
    pub shared: Shared,
    /// Hashtags.
    pub hashtags: Fashion,
    /// Links.
    pub links: Fashion,
    /// Columns of posts that the data have. The crowd has no others.
    pub columns: Vec<Column>,
    /// Unit of the clock, ms.
    pub resolution_ms: i64,
    /// How accounts were looked at; none where they were not.
    pub looks: Option<Looks>,
    /// Follow ties for each account; none where the data have no ties.
    pub ties: Option<f64>,
}

/// How much one account posts, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Life {
    /// Posts.
    pub posts: u32,
    /// Days with a post.
    pub active_days: u32,
    /// Days from the first post to the last, both included.
    pub days: u32,
    /// Day of the first post, counted from the first day of the collection.
    pub first_day: u32,
}

impl Life {
    /// Posts on a day with posts, on average.
    #[must_use]
    pub fn pace(&self) -> f64 {
        f64::from(self.posts) / f64::from(self.active_days.max(1))
    }
}

/// Shares of all posts; the rest are original.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Kinds {
    /// Posts passed on.
    pub retweets: f64,
    /// Answers.
    pub replies: f64,
    /// Posts with another's post in them.
    pub quotes: f64,
}

/// What is passed on, and how soon.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shared {
    /// Times that a post was passed on.
    pub shares: u64,
    /// Different posts that were passed on.
    pub posts: u64,
    /// How long after it was written a post is passed on; none where the data do not say.
    pub delays: Option<Delays>,
}

/// Delays of passing on, seconds, all above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delays {
    /// 16 % of them are shorter.
    pub early: f64,
    /// Half of them are shorter.
    pub median: f64,
    /// 84 % of them are shorter.
    pub late: f64,
}

/// How accounts were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// Times that an account was looked at, 1 or more.
    pub each: usize,
    /// Whether the data have handles, displayed names, profile texts and places.
    pub profiles: [bool; 4],
    /// Whether they say when accounts were created.
    pub created_at: bool,
    /// Whether they have counters of followers, of accounts followed, and of posts.
    pub counters: [bool; 3],
    /// Whether they say which accounts could be reached.
    pub status: bool,
    /// Whether they say which accounts were verified.
    pub verified: bool,
}
