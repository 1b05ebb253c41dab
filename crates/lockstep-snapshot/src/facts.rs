//! The few numbers about a snapshot that a report prints and a manifest records, so that neither needs the data.

use lockstep_digest::canonical::NotCanonical;
use lockstep_digest::{Context, Digest};
use serde::{Deserialize, Serialize};

use crate::intake::Intake;
use crate::tables::{Column, Role, Snapshot};

/// What a reader must know about the data before reading a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Number of posts.
    pub posts: u64,
    /// Number of accounts with at least one post.
    pub accounts_posting: u64,
    /// Number of accounts in any table.
    pub accounts: u64,
    /// Number of dated states of accounts.
    pub observations: u64,
    /// Number of follow ties.
    pub follows: u64,
    /// Time of the first post, ms since 1970-01-01 UTC; none without posts.
    pub first_post: Option<i64>,
    /// Time of the last post, ms since 1970-01-01 UTC; none without posts.
    pub last_post: Option<i64>,
    /// Measured clock resolution of the posts, ms.
    pub resolution_ms: i64,
    /// Columns of posts that the sources have.
    pub columns: Vec<Column>,
    /// The sets of accounts.
    pub sets: Vec<SetFacts>,
    /// The declared events.
    pub events: Vec<EventFacts>,
    /// One account an input, in the study's order.
    pub intakes: Vec<Intake>,
}

/// A set of accounts, without its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetFacts {
    /// Its name.
    pub name: String,
    /// Why it is in the study.
    pub role: Role,
    /// Who drew it up, and from what.
    pub source: String,
    /// Number of accounts in it.
    pub accounts: u64,
    /// Number of them with at least one post.
    pub posting: u64,
}

/// An event, as the study dates it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFacts {
    /// Its name.
    pub name: String,
    /// First moment, ms since 1970-01-01 UTC.
    pub start: i64,
    /// First moment after it, ms since 1970-01-01 UTC.
    pub end: i64,
    /// Where the date is from.
    pub source: String,
}

impl Snapshot {
    /// The digest of all normalised rows of all inputs: what a result depends on, whatever the files were called.
    ///
    /// # Errors
    /// Never for a snapshot that fits in memory: only a table of more than 2^53 rows has no canonical JSON.
    pub fn rows_digest(&self) -> Result<Digest, NotCanonical> {
        let mut tables: Vec<(&str, String)> =
            self.intakes.iter().flat_map(|intake| &intake.tables).map(|table| (table.table.as_str(), table.digest.to_string())).collect();
        tables.sort_unstable();
        Context::Snapshot.of_json(&tables)
    }

    /// The facts about this snapshot.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let mut posting = vec![false; self.accounts.len()];
        for account in &self.posts.account {
            posting[*account as usize] = true;
        }
        let count = |members: &[u32]| members.iter().filter(|member| posting[**member as usize]).count() as u64;
        Facts {
            posts: self.posts.len() as u64,
            accounts_posting: posting.iter().filter(|posts| **posts).count() as u64,
            accounts: self.accounts.len() as u64,
            observations: self.observations.len() as u64,
            follows: self.follows.follower.len() as u64,
            first_post: self.posts.time.first().copied(),
            last_post: self.posts.time.last().copied(),
            resolution_ms: self.posts.resolution_ms,
            columns: self.columns.clone(),
            sets: self
                .sets
                .iter()
                .map(|set| SetFacts {
                    name: set.name.clone(),
                    role: set.role,
                    source: set.source.clone(),
                    accounts: set.members.len() as u64,
                    posting: count(&set.members),
                })
                .collect(),
            events: self
                .events
                .iter()
                .map(|event| EventFacts { name: event.name.clone(), start: event.start, end: event.end, source: event.source.clone() })
                .collect(),
            intakes: self.intakes.clone(),
        }
    }
}
