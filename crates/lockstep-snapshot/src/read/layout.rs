//! How the layouts in use name their columns, as data.
//!
//! A layout is a list of pairs "canonical column, source columns in order of preference". What cannot be said that way (a kind that is
//! derived, text that stands for a missing id) is a flag, so that one reader serves every layout.

use lockstep_study::{Columns, Layout, TableName};

/// How to turn rows of a source into rows of a canonical table.
#[derive(Debug, Clone)]
pub(crate) struct Mapping {
    /// The layout's name in a study.
    pub(crate) name: &'static str,
    pub(crate) table: TableName,
    /// Canonical column, and the source columns that may hold it, best first.
    pub(crate) columns: Vec<(&'static str, Vec<String>)>,
    /// Observations that the rows of posts hold besides.
    pub(crate) observations: Vec<(&'static str, Vec<String>)>,
    /// A missing source column is an error, not an absent one.
    pub(crate) strict: bool,
    /// A retweet is known by its text, because the source does not say which post it passes on.
    pub(crate) retweet_by_text: bool,
    /// A post may come in several rows, one an object: its id and the object's together name a row.
    pub(crate) row_per_object: bool,
    /// Times with slashes have the month first.
    pub(crate) month_first: bool,
}

impl Mapping {
    pub(crate) fn new(layout: Layout, table: TableName, declared: Option<&Columns>) -> Self {
        match layout {
            Layout::Canonical => Self::plain("canonical", table, table.columns().iter().map(|name| (*name, vec![(*name).to_owned()]))),
            Layout::Columns => {
                let pairs = declared.map(|columns| columns.pairs().map(|(name, source)| (name, vec![source.to_owned()])).collect());
                let pairs: Vec<_> = pairs.unwrap_or_default();
                Self { strict: true, ..Self::plain("columns", table, pairs.into_iter()) }
            }
            Layout::TwitterIoArchive => Self::posts("twitter_io_archive", &TWITTER_IO_ARCHIVE, &[]),
            Layout::Ira538 => Self { retweet_by_text: true, month_first: true, ..Self::posts("ira_538", &IRA_538, &IRA_538_OBSERVATIONS) },
            Layout::Coortweet => Self { row_per_object: true, ..Self::posts("coortweet", &COORTWEET, &[]) },
            Layout::Cnt => Self::posts("cnt", &CNT, &[]),
        }
    }

    fn posts(name: &'static str, columns: &[Pair], observations: &[Pair]) -> Self {
        Self { observations: owned(observations), ..Self::plain(name, TableName::Posts, owned(columns).into_iter()) }
    }

    fn plain(name: &'static str, table: TableName, columns: impl Iterator<Item = (&'static str, Vec<String>)>) -> Self {
        Self {
            name,
            table,
            columns: columns.collect(),
            observations: Vec::new(),
            strict: false,
            retweet_by_text: false,
            row_per_object: false,
            month_first: false,
        }
    }
}

type Pair = (&'static str, &'static [&'static str]);

fn owned(pairs: &[Pair]) -> Vec<(&'static str, Vec<String>)> {
    pairs.iter().map(|(name, sources)| (*name, sources.iter().map(|source| (*source).to_owned()).collect())).collect()
}

/// Twitter's archive of information operations, 2018–2021, one CSV of tweets a campaign.
const TWITTER_IO_ARCHIVE: [Pair; 14] = [
    ("post_id", &["tweetid"]),
    ("account_id", &["userid"]),
    ("time", &["tweet_time"]),
    ("text", &["tweet_text"]),
    ("language", &["tweet_language"]),
    ("retweeted_post_id", &["retweet_tweetid"]),
    ("retweeted_account_id", &["retweet_userid"]),
    ("replied_post_id", &["in_reply_to_tweetid"]),
    ("replied_account_id", &["in_reply_to_userid"]),
    ("quoted_post_id", &["quoted_tweet_tweetid"]),
    ("hashtags", &["hashtags"]),
    ("urls", &["urls"]),
    ("mentions", &["user_mentions"]),
    ("client", &["tweet_client_name"]),
];

/// FiveThirtyEight's Russian troll tweets. `author_id` and no `tweet_id` in the Parquet edition by author.
const IRA_538: [Pair; 6] = [
    ("post_id", &["tweet_id"]),
    ("account_id", &["author_id", "author"]),
    ("time", &["publish_date"]),
    ("kind", &["post_type"]),
    ("text", &["content"]),
    ("language", &["language"]),
];

const IRA_538_OBSERVATIONS: [Pair; 5] = [
    ("account_id", &["author_id", "author"]),
    ("observed_at", &["publish_date"]),
    ("followers", &["followers"]),
    ("following", &["following"]),
    ("posts", &["updates"]),
];

/// CooRTweet's input: one row a share, of any kind of object.
const COORTWEET: [Pair; 5] = [
    ("post_id", &["content_id"]),
    ("account_id", &["account_id"]),
    ("time", &["timestamp_share"]),
    ("retweeted_post_id", &["object_id"]),
    ("content_id", &["content_id"]),
];

/// The coordination-network-toolkit's input CSV.
const CNT: [Pair; 8] = [
    ("post_id", &["message_id"]),
    ("account_id", &["user_id"]),
    ("time", &["timestamp"]),
    ("text", &["message"]),
    ("retweeted_post_id", &["repost_id"]),
    ("replied_post_id", &["reply_id"]),
    ("urls", &["urls"]),
    ("urls_verbatim", &["urls"]),
];
