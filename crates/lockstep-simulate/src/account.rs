//! One simulated account, and the ids that accounts and posts go by.
//!
//! Ids look like those of a large platform: the time of creation in the high bits, a number in the low ones. The low bits are dealt out at
//! random over planted, organic and uncollected accounts alike, so an id tells nothing about what an account is.

use lockstep_snapshot::Status;

use crate::calendar::midnight;
use crate::names::Profile;
use crate::text::{Community, Language};

/// Time that ids count from: nobody was there before.
pub(crate) const EARLIEST: i64 = midnight(2006, 1, 1);
/// Bits for the order of posts within an account.
const ORDER_BITS: u32 = 11;
/// Bits for the account's serial number.
const SERIAL_BITS: u32 = 13;
/// Largest number of accounts, collected or not.
pub(crate) const MOST_ACCOUNTS: usize = 1 << SERIAL_BITS;
/// Orders below this are an account's ordinary posts; those from here on are posts that others share.
const SHARED_ORDER: u32 = 1 << (ORDER_BITS - 1);

/// Id of an account or a post: unique as long as no account makes two posts with the same order in one millisecond.
fn id(time: i64, serial: u32, order: u32) -> String {
    let since = (time - EARLIEST) as u64;
    let id = (since << (SERIAL_BITS + ORDER_BITS)) | (u64::from(serial) << ORDER_BITS) | u64::from(order);
    id.to_string()
}

/// Id of an account created at a time.
pub(crate) fn account_id(created_at: i64, serial: u32) -> String {
    id(created_at, serial, 0)
}

/// Id of an account's `order`-th ordinary post.
pub(crate) fn post_id(time: i64, serial: u32, order: u32) -> String {
    id(time, serial, order % SHARED_ORDER)
}

/// Id of a post that others share; `rank` tells apart those of one day.
pub(crate) fn shared_post_id(time: i64, serial: u32, rank: u32) -> String {
    id(time, serial, SHARED_ORDER + rank % SHARED_ORDER)
}

/// How an account comes to post.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Behaviour {
    /// A person who sleeps.
    Person {
        /// Mean posts a day.
        pace: f64,
    },
    /// Somebody awake for long hours who hardly does anything else.
    HighPace {
        /// Posts a day.
        pace: u64,
    },
    /// People in shifts, or software.
    RoundTheClock {
        /// Mean posts a day while busy.
        pace: f64,
        /// First busy day of the collection.
        first_day: usize,
    },
    /// A person by day, whose account a scheduling program also uses.
    Mixed {
        /// Mean posts a day, the program's included.
        pace: f64,
    },
}

/// One account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    /// Number dealt out at random, below [`MOST_ACCOUNTS`].
    pub(crate) serial: u32,
    pub(crate) community: Community,
    pub(crate) behaviour: Behaviour,
    pub(crate) language: Language,
    pub(crate) profile: Profile,
    /// Profile before a renaming, and when that was.
    pub(crate) former: Option<(i64, Profile)>,
    pub(crate) created_at: i64,
    /// Hours ahead of UTC where it is run from.
    pub(crate) zone: i64,
    /// Posts made before the collection.
    pub(crate) prior_posts: u64,
    /// Followers on the last day of the collection.
    pub(crate) followers: u64,
    /// Followers gained on each day of the spike beyond the usual gain.
    pub(crate) spike: Vec<u64>,
    /// Accounts followed on the last day of the collection, at least.
    pub(crate) following: u64,
    /// Factor on the chance of a tie with another studied account; 1 on average.
    pub(crate) sociability: f64,
    /// Status at the later check.
    pub(crate) later: Status,
}

impl Account {
    /// The profile at a time.
    pub(crate) fn profile_at(&self, time: i64) -> &Profile {
        match &self.former {
            Some((renamed_at, former)) if time < *renamed_at => former,
            _ => &self.profile,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::END;

    #[test]
    fn ids_of_one_moment_differ_and_fit_a_signed_number() {
        let mut ids: Vec<String> = Vec::new();
        for serial in [0, 1, MOST_ACCOUNTS as u32 - 1] {
            for order in [0, 1, SHARED_ORDER - 1] {
                ids.extend([post_id(END, serial, order), shared_post_id(END, serial, order)]);
            }
        }
        assert!(ids.iter().all(|id| id.parse::<i64>().is_ok()));
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
