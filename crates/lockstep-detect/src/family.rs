//! Kinds of evidence on single accounts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind of evidence on an account. Detectors of one family look at the same thing in several ways, so that what they say is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// How much it posts.
    Pace,
    /// At which hours it posts and rests.
    Schedule,
    /// How closely it keeps to a clock.
    Regularity,
    /// Whether part of what it posts keeps to a clock. Its tests count with those of regularity, of which it is a special case.
    Mixture,
    /// Whether it posts what others post.
    Duplication,
    /// Whom it acts in step with. Never added to what is said of an account by itself.
    Coordination,
    /// What its profile and its counters show.
    Profile,
}

impl Family {
    /// The family that its tests are counted with.
    #[must_use]
    pub const fn counted_with(self) -> Self {
        match self {
            Self::Mixture => Self::Regularity,
            other => other,
        }
    }

    /// Its name, as studies and tables write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pace => "pace",
            Self::Schedule => "schedule",
            Self::Regularity => "regularity",
            Self::Mixture => "mixture",
            Self::Duplication => "duplication",
            Self::Coordination => "coordination",
            Self::Profile => "profile",
        }
    }
}
