//! What is planted: which accounts do what, and which of their actions are agreed beforehand.

mod attack;
mod embargo;
mod groups;
mod lives;
mod roles;
mod spike;

pub(crate) use attack::{ATTACK_TAG, TARGET, plan_attack};
pub(crate) use embargo::plan_embargo;
pub(crate) use groups::{Groups, near_copy, plan_groups, push_tags};
pub(crate) use lives::{live_at_high_pace, live_mixed, live_round_the_clock};
pub(crate) use roles::Roles;
pub(crate) use spike::spike_gains;

use crate::objects::ObjectNumber;

/// Something an account does because it was agreed beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Write a post that others share.
    Publish(ObjectNumber),
    /// Retweet a post.
    Retweet(ObjectNumber),
    /// Post a near-copy of a campaign's text; the second number tells versions apart.
    Copy(u32, u32),
    /// Post with the sequence of hashtags of a push.
    Push(u32),
    /// Write something of one's own; the number tells such posts apart.
    Speak(u32),
}

/// An agreed action and its time, ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) time: i64,
    pub(crate) act: Act,
}

/// The agreed actions of every account, by its index.
pub(crate) type Plans = Vec<Vec<Planned>>;
