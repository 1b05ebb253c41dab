//! The inputs of a study: files in a known layout, or a simulation.
//!
//! In YAML an input is one flat mapping, because that reads best; [`Input::origin`] is what the rest of the program matches on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::columns::{Columns, TableName};
use crate::schema::{SLUG, SLUG_WORDS, TEXT};

/// One source of data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The name by which the lock and the report refer to the input.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub name: String,
    /// The files to read: a path below the study's folder or the folder given by `--inputs`, in which `*` may stand for any name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT))]
    pub files: Option<String>,
    /// How the source names its columns; `canonical` unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// The table that the files hold, with `layout: canonical` or `columns`; `posts` unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableName>,
    /// Which source column holds which canonical column, with `layout: columns`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns>,
    /// How the source writes times; `auto` unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_format: Option<TimeFormat>,
    /// A simulation instead of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulate: Option<Simulate>,
    /// Who collected the data, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The licence or terms under which the data may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// When and by which query the data were collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected: Option<String>,
}

/// Where the rows of an input come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Origin<'a> {
    /// Files to read.
    Files {
        /// A relative path, or a glob that may match several.
        pattern: &'a str,
        /// How the source names its columns.
        layout: Layout,
        /// The table that the files hold; `posts` for the layouts that hold nothing else.
        table: TableName,
        /// The declared columns, present with [`Layout::Columns`] only.
        columns: Option<&'a Columns>,
        /// How the source writes times.
        time_format: TimeFormat,
    },
    /// A recipe for rows.
    Simulated(&'a Simulate),
}

impl Input {
    /// Where the rows come from.
    ///
    /// An input with both `files` and `simulate`, which [`parse`](crate::parse) refuses, counts as simulated; one with neither has an
    /// empty pattern.
    #[must_use]
    pub fn origin(&self) -> Origin<'_> {
        match &self.simulate {
            Some(simulate) => Origin::Simulated(simulate),
            None => Origin::Files {
                pattern: self.files.as_deref().unwrap_or_default(),
                layout: self.layout.unwrap_or_default(),
                table: self.table.unwrap_or_default(),
                columns: self.columns.as_ref(),
                time_format: self.time_format.unwrap_or_default(),
            },
        }
    }

    pub(crate) fn fill_defaults(&mut self) {
        if self.files.is_none() {
            return;
        }
        let layout = *self.layout.get_or_insert_default();
        if layout.takes_table() {
            self.table.get_or_insert_default();
        }
        self.time_format.get_or_insert_default();
    }
}

/// How a source names its columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Lockstep's own column names.
    #[default]
    Canonical,
    /// The CSV files of Twitter's archive of information operations.
    TwitterIoArchive,
    /// FiveThirtyEight's files of Russian troll tweets.
    #[serde(rename = "ira_538")]
    Ira538,
    /// CooRTweet's four columns `object_id`, `account_id`, `content_id`, `timestamp_share`.
    Coortweet,
    /// The input CSV of the coordination-network-toolkit.
    Cnt,
    /// Columns named one by one under `columns`.
    Columns,
}

impl Layout {
    /// Whether files in this layout may hold a table other than posts.
    pub(crate) fn takes_table(self) -> bool {
        matches!(self, Self::Canonical | Self::Columns)
    }
}

/// How a source writes times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeFormat {
    /// Found from the values; ambiguous values are an error.
    #[default]
    Auto,
    /// Seconds since 1970-01-01 in UTC.
    EpochSeconds,
    /// Milliseconds since 1970-01-01 in UTC.
    EpochMilliseconds,
    /// ISO 8601, such as `2019-05-25T14:03:00Z`; UTC where no offset is given.
    Iso,
    /// Month, day and year, such as `5/25/2019 14:03`, in UTC.
    MonthFirst,
    /// Twitter's own form, such as `Sat May 25 14:03:00 +0000 2019`.
    Twitter,
}

/// A recipe for simulated rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Simulate {
    /// The scenario to simulate.
    #[schemars(regex(pattern = TEXT))]
    pub scenario: String,
    /// The size as a share of the full scenario, more than 0 and at most 1.
    #[serde(default = "full_scale")]
    #[schemars(extend("exclusiveMinimum" = 0), range(max = 1))]
    pub scale: f64,
    /// The number from which every draw of the simulation follows.
    #[serde(default)]
    #[schemars(range(max = 4_294_967_295_u32))]
    pub seed: u32,
}

fn full_scale() -> f64 {
    1.0
}
