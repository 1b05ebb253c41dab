//! Whether a report shows what it must not: ids, handles, names, texts, or the key of its pseudonyms.
//!
//! - `secrets`: what must not be seen, taken from the data themselves. `search`: where it is seen, in whatever way a file writes it.

mod forms;
mod search;
mod secrets;

use serde::Serialize;

use crate::execute::{Options, RunError, Stopwatch};
use crate::plan::Plan;

pub use secrets::Secrets;

/// What a leak gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeakKind {
    /// The id of an account.
    AccountId,
    /// The handle of an account.
    Handle,
    /// The displayed name of an account.
    DisplayName,
    /// The id of a post.
    PostId,
    /// Words of a post or of a profile, as somebody wrote them.
    Text,
    /// The key of the pseudonyms.
    Key,
}

impl LeakKind {
    /// What it is, with its article.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AccountId => "the id of an account",
            Self::Handle => "the handle of an account",
            Self::DisplayName => "the name of an account",
            Self::PostId => "the id of a post",
            Self::Text => "words of a post or profile",
            Self::Key => "the key of the pseudonyms",
        }
    }
}

/// Something that a file must not show.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The file.
    pub path: String,
    /// Its line, from 1; 0 for the name of the file itself.
    pub line: usize,
    /// What is given away.
    pub kind: LeakKind,
    /// What is seen there.
    pub seen: String,
}

impl Plan {
    /// Read the data once more, for all that a report of them must not show. Nothing, where the study names its accounts.
    ///
    /// # Errors
    /// When an input is missing or unreadable.
    pub fn secrets(&self, options: &Options<'_>) -> Result<Secrets, RunError> {
        let columns = [lockstep_snapshot::Column::Text, lockstep_snapshot::Column::Hashtags, lockstep_snapshot::Column::RetweetedPost];
        let (snapshot, _) = self.read_columns(None, options, &mut Stopwatch::default(), &columns)?;
        Ok(Secrets::of(&snapshot, &self.study.publication))
    }
}
