//! Trials of a step on other data than it has: on less, and with groups planted into them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// What is left out of the posts before a step is run again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LessData {
    /// Shares of the posts to keep, drawn at random, such as `0.75`.
    #[schemars(length(min = 1), inner(range(min = 0.001, max = 0.999)), extend("uniqueItems" = true))]
    pub keep: Vec<f64>,
    /// How often posts are drawn for each share.
    #[schemars(range(min = 1, max = 100))]
    pub draws: u32,
    /// Things whose posts are left out, one thing at a time.
    #[schemars(extend("uniqueItems" = true))]
    pub without: Vec<Without>,
}

impl Default for LessData {
    fn default() -> Self {
        Self { keep: vec![0.75, 0.5, 0.25], draws: 5, without: Without::ALL.to_vec() }
    }
}

/// A thing whose posts are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Without {
    /// The account with most posts.
    BusiestAccount,
    /// The day, in UTC, with most posts.
    BusiestDay,
    /// The hashtag in most posts.
    Hashtag,
    /// The post that is passed on most often.
    RetweetedPost,
    /// The link in most posts.
    Link,
}

impl Without {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::BusiestAccount, Self::BusiestDay, Self::Hashtag, Self::RetweetedPost, Self::Link];
}

/// Groups that are planted into the data before a step is run again: one of every combination of size, actions and spread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Plant {
    /// Accounts of a group.
    #[schemars(length(min = 1), inner(range(min = 2, max = 1_000)), extend("uniqueItems" = true))]
    pub sizes: Vec<u32>,
    /// Things that all members of a group act on.
    #[schemars(length(min = 1), inner(range(min = 1, max = 1_000)), extend("uniqueItems" = true))]
    pub actions: Vec<u32>,
    /// How far the members' actions on one thing are apart at most, such as `60 s`.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub spreads: Vec<TimeSpan>,
    /// How often groups of each kind are drawn.
    #[schemars(range(min = 1, max = 100))]
    pub draws: u32,
    /// The layer in which the groups act together; the step's first unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
}

/// A span of time as it is written: a whole number and a unit. The detectors know how long it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeSpan(pub String);

impl JsonSchema for TimeSpan {
    fn schema_name() -> Cow<'static, str> {
        "TimeSpan".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{1,9} ?(ms|s|min|h|d)$",
            "description": "A span of time: a whole number and a unit (ms, s, min, h, d), such as `60 s`.",
            "x-expects": "a whole number and a unit (ms, s, min, h or d), such as `60 s`",
        })
    }
}

impl Default for Plant {
    fn default() -> Self {
        let spreads = ["10 s", "60 s", "10 min"].map(|span| TimeSpan(span.to_owned())).to_vec();
        Self { sizes: vec![3, 5, 10, 20], actions: vec![3, 5, 10, 20], spreads, draws: 3, layer: None }
    }
}
