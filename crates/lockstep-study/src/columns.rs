//! The canonical tables and their columns, as far as a study can name them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A canonical table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableName {
    /// One row a post.
    #[default]
    Posts,
    /// One row for each time an account's profile was looked at.
    Observations,
    /// One row for each time a follow tie was seen.
    Follows,
    /// One row for each account in a named set.
    Sets,
    /// One row a dated event.
    Events,
}

impl TableName {
    /// The name as a study writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Observations => "observations",
            Self::Follows => "follows",
            Self::Sets => "sets",
            Self::Events => "events",
        }
    }

    /// The columns that a source may provide, in canonical order.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Posts => &[
                "post_id",
                "account_id",
                "time",
                "kind",
                "text",
                "language",
                "retweeted_post_id",
                "retweeted_account_id",
                "retweeted_time",
                "replied_post_id",
                "replied_account_id",
                "quoted_post_id",
                "hashtags",
                "urls",
                "mentions",
                "client",
                "content_id",
                "urls_verbatim",
            ],
            Self::Observations => &[
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
            ],
            Self::Follows => &["follower_id", "followed_id", "observed_at", "position"],
            Self::Sets => &["set", "account_id", "role", "source"],
            Self::Events => &["name", "start", "end", "source"],
        }
    }

    /// The columns without which a row has no meaning; a post id can be derived from the row.
    #[must_use]
    pub fn required_columns(self) -> &'static [&'static str] {
        match self {
            Self::Posts => &["account_id", "time"],
            Self::Observations => &["account_id", "observed_at"],
            Self::Follows => &["follower_id", "followed_id"],
            Self::Sets => &["set", "account_id"],
            Self::Events => &["name", "start"],
        }
    }
}

macro_rules! columns {
    ($($(#[$description:meta])* $column:ident,)*) => {
        /// Which column of the source holds which canonical column.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct Columns {
            $(
                $(#[$description])*
                #[serde(skip_serializing_if = "Option::is_none")]
                #[schemars(length(min = 1))]
                pub $column: Option<String>,
            )*
        }

        impl Columns {
            /// The declared pairs of canonical column and source column, in canonical order.
            pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
                [$((stringify!($column), self.$column.as_deref())),*]
                    .into_iter()
                    .filter_map(|(canonical, source)| source.map(|source| (canonical, source)))
            }
        }
    };
}

columns! {
    /// Posts: the id of the post.
    post_id,
    /// Posts, observations and sets: the id of the account. Of an address `at://ACCOUNT/…`, as Bluesky writes them, the account in it.
    account_id,
    /// Posts: the time of the post.
    time,
    /// Posts: original, retweet, quote or reply.
    kind,
    /// Posts: the text.
    text,
    /// Posts: the language code.
    language,
    /// Posts: the id of the post that is retweeted.
    retweeted_post_id,
    /// Posts: the account whose post is retweeted.
    retweeted_account_id,
    /// Posts: the time of the post that is retweeted.
    retweeted_time,
    /// Posts: the id of the post that is replied to.
    replied_post_id,
    /// Posts: the account that is replied to.
    replied_account_id,
    /// Posts: the id of the post that is quoted.
    quoted_post_id,
    /// Posts: the hashtags, in order.
    hashtags,
    /// Posts: the links.
    urls,
    /// Posts: the accounts mentioned.
    mentions,
    /// Posts: the application that sent the post.
    client,
    /// Posts: the id of what was posted, in sources with a row for each of its objects.
    content_id,
    /// Posts: the links, to the letter.
    urls_verbatim,
    /// Observations and follows: when the source looked.
    observed_at,
    /// Observations: the handle.
    handle,
    /// Observations: the display name.
    display_name,
    /// Observations: the profile text.
    bio,
    /// Observations: the location that the profile states.
    location,
    /// Observations: when the account was created.
    created_at,
    /// Observations: the number of followers.
    followers,
    /// Observations: the number of accounts followed.
    following,
    /// Observations: the number of posts ever made.
    posts,
    /// Observations: active, suspended, deactivated, protected or unknown.
    status,
    /// Observations: whether the platform vouches for the account.
    verified,
    /// Follows: the account that follows.
    follower_id,
    /// Follows: the account that is followed.
    followed_id,
    /// Follows: the place in the followed account's list.
    position,
    /// Sets: the name of the set.
    set,
    /// Sets: studied or control.
    role,
    /// Sets and events: where the row comes from.
    source,
    /// Events: the name of the event.
    name,
    /// Events: the first day.
    start,
    /// Events: the last day.
    end,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const TABLES: [TableName; 5] = [TableName::Posts, TableName::Observations, TableName::Follows, TableName::Sets, TableName::Events];

    #[test]
    fn columns_are_those_of_the_tables() {
        let schema = schemars::schema_for!(Columns);
        let properties = schema.get("properties").and_then(|value| value.as_object()).expect("a struct has properties");
        let declared: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        let of_tables: BTreeSet<&str> = TABLES.iter().flat_map(|table| table.columns()).copied().collect();
        assert_eq!(declared, of_tables);
    }

    #[test]
    fn required_columns_exist() {
        for table in TABLES {
            assert!(table.required_columns().iter().all(|column| table.columns().contains(column)), "{}", table.as_str());
        }
    }

    #[test]
    fn pairs_are_the_declared_ones() {
        let columns = Columns { time: Some("created".to_owned()), post_id: Some("id".to_owned()), ..Columns::default() };
        assert_eq!(columns.pairs().collect::<Vec<_>>(), [("post_id", "id"), ("time", "created")]);
    }
}
