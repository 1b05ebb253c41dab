//! The numbers of the scenario `influence-network`, each with its reason, and how they change with the scale.
//!
//! The shape follows a case that journalists published in 2019: two researchers' lists of accounts, mixed of people, software and both.
//! Every name is invented. What the case reports is planted exactly; what it leaves open is chosen to be plausible and said to be so in
//! [`describe`](crate::describe).

use crate::calendar::{DAY, HOUR, midnight};

/// First moment after the collection: it ends with 10 June 2019.
pub(crate) const END: i64 = midnight(2019, 6, 11);
/// Length of the collection at scale 1, days: two years.
const DAYS_AT_FULL_SCALE: f64 = 730.0;
/// Shortest collection, days: it must hold the follower spike and the attack, so it starts on 1 February 2019 at the latest.
const FEWEST_DAYS: f64 = 130.0;

/// Start of the holiday weekend, a Saturday; it lasts three days.
pub(crate) const HOLIDAY: i64 = midnight(2019, 5, 25);
/// First moment after the holiday weekend.
pub(crate) const HOLIDAY_END: i64 = HOLIDAY + 3 * DAY;
/// The day on which the embargo was renewed: an outside event for before-and-after comparisons.
pub(crate) const EMBARGO: i64 = midnight(2019, 4, 8);
/// Days, from that one on, on which the ordinary accounts on the first list write more.
pub(crate) const EMBARGO_DAYS: usize = 7;
/// Posts a day that each of them writes then beyond the usual, on average, whatever the scale.
pub(crate) const EMBARGO_PACE: f64 = 3.0;
/// First day of the follower spike: the last week of February 2019.
pub(crate) const SPIKE: i64 = midnight(2019, 2, 22);
/// Length of the follower spike, days.
pub(crate) const SPIKE_DAYS: usize = 7;
/// First day on which the counters of the studied accounts were read daily rather than weekly.
pub(crate) const DAILY_FROM: i64 = midnight(2019, 2, 1);
/// First day after the daily readings.
pub(crate) const DAILY_UNTIL: i64 = midnight(2019, 4, 1);
/// Time of day at which counters are read, so that a reading holds the gain of its own UTC day.
pub(crate) const READING: i64 = 23 * HOUR + HOUR / 2;
/// The later check of which accounts remain.
pub(crate) const LATER_CHECK: i64 = midnight(2019, 12, 1) + 12 * HOUR;

/// Accounts on the first researcher's list.
pub(crate) const SET_A: usize = 350;
/// Accounts on the second researcher's list, those on both lists included.
pub(crate) const SET_B: usize = 75;
/// Accounts on both lists: the case leaves it open, and its sums allow few.
pub(crate) const SHARED: usize = 5;
/// Accounts on either list.
pub(crate) const NETWORK: usize = SET_A + SET_B - SHARED;
/// Posts of list A over the accounts' whole lives: five million, 14,286 an account.
pub(crate) const LIFETIME_POSTS_A: u64 = 5_000_000;
/// Followers of list A, summed, on the last day: "nearly 500,000".
pub(crate) const FOLLOWERS_A: u64 = 498_650;
/// Followers that list B gained in the spike beyond its usual gain.
pub(crate) const SPIKE_FOLLOWERS: u64 = 125_200;
/// Accounts of list A that are still active at the later check.
pub(crate) const REMAINING_A: usize = 200;

/// Posts a day of the five accounts of highest pace, all well above 100.
pub(crate) const HIGH_PACE: [u64; 5] = [122, 131, 140, 152, 165];
/// Largest difference of a day of theirs from the pace, posts: the slowest of them still passes 100 every day.
pub(crate) const HIGH_PACE_WOBBLE: u64 = 14;
/// Accounts that post round the clock: on list A, and on list B.
pub(crate) const ROUND_THE_CLOCK: (usize, usize) = (16, 4);
/// Their posts a day, slowest and fastest. Above 24 a sleepless day can be told from chance.
pub(crate) const ROUND_THE_CLOCK_PACE: (f64, f64) = (30.0, 52.0);
/// Accounts used by a person and by a scheduling program: on list A, and on list B.
pub(crate) const MIXED: (usize, usize) = (32, 8);
/// Share of a mixed account's posts that the program sends.
pub(crate) const SCHEDULED_SHARE: f64 = 0.4;
/// News personas among the mixed accounts, and among the others: on list A, and on list B.
pub(crate) const PERSONAS_MIXED: (usize, usize) = (4, 2);
/// News personas that are otherwise ordinary accounts.
pub(crate) const PERSONAS_ORDINARY: (usize, usize) = (5, 1);

/// Sizes of the groups that retweet the same posts within a minute. The smallest is near what a counting method can find.
pub(crate) const CO_RETWEET_GROUPS: [usize; 5] = [12, 15, 18, 10, 20];
/// Sizes of the groups that post near-copies; the first is also the first co-retweeting group.
pub(crate) const NEAR_COPY_GROUPS: [usize; 3] = [12, 14, 8];
/// Sizes of the groups that push a sequence of hashtags; the first is also the third co-retweeting group.
pub(crate) const CO_HASHTAG_GROUPS: [usize; 2] = [18, 16];
/// Probability that a member takes part in an action of its group, lowest and highest by group.
pub(crate) const PARTICIPATION: (f64, f64) = (0.6, 0.8);
/// Objects that a co-retweeting group acts on, fewest and most.
pub(crate) const ACTIONS: (u64, u64) = (20, 40);
/// Accounts that take part in the hashtag attack.
pub(crate) const ATTACKERS: usize = 250;
/// Accounts that write the attack's few original posts.
pub(crate) const ATTACK_WRITERS: usize = 20;
/// Original posts written for each wave of the attack.
pub(crate) const SEEDS_A_WAVE: usize = 12;
/// Starts of the attack's waves, hours after the holiday weekend begins; afternoons, when the people among the attackers are awake.
pub(crate) const WAVES: [i64; 5] = [15, 19, 39, 43, 64];

/// Probability of a follow tie between two studied accounts.
pub(crate) const TIE_DENSITY: f64 = 0.2;

/// Days from one flash of news, shared by many within minutes, to the next.
pub(crate) const DAYS_BETWEEN_FLASHES: usize = 12;
/// Probability that an account that is awake shares a flash.
pub(crate) const FLASH_SHARE: f64 = 0.2;
/// Mean delay of sharing a flash, seconds.
pub(crate) const FLASH_DELAY: f64 = 150.0;

/// How much activity a scale leaves. Sizes of the studied lists and the five highest paces never change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Size {
    /// First moment of the collection.
    pub(crate) start: i64,
    /// Length of the collection, days.
    pub(crate) days: usize,
    /// Accounts in the opposed crowd.
    pub(crate) opposed: usize,
    /// Accounts in the neutral crowd.
    pub(crate) neutral: usize,
    /// Busy but human accounts in the opposed and the neutral crowd.
    pub(crate) enthusiasts: (usize, usize),
    /// Days on which a round-the-clock account is busy.
    pub(crate) tour: usize,
    /// Mean posts a day of a mixed account.
    pub(crate) mixed_pace: f64,
    /// Mean posts a day of the other studied accounts.
    pub(crate) ordinary_pace: f64,
    /// Mean posts a day of a crowd account that is no enthusiast.
    pub(crate) crowd_pace: f64,
    /// Posts born each day that others share: in the network, the opposed and the neutral crowd.
    pub(crate) objects: [usize; 3],
}

/// Mean posts a day of an enthusiast: drawn between [`ENTHUSIAST_PACE`]'s ends.
pub(crate) const ENTHUSIAST_PACE: (f64, f64) = (18.0, 48.0);
/// Share of each community's objects that collected accounts wrote.
pub(crate) const OWN_OBJECTS: [f64; 3] = [0.25, 0.2, 0.2];

/// What of a world's size concerns those who act in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Extent {
    /// First moment of the collection.
    pub(crate) start: i64,
    /// Length of the collection, days.
    pub(crate) days: usize,
    /// Days on which a round-the-clock account is busy.
    pub(crate) tour: usize,
    /// Posts born each day that others share, in each community.
    pub(crate) objects: [usize; 3],
    /// Share of each community's objects that collected accounts wrote.
    pub(crate) own_objects: [f64; 3],
    /// Flashes of news in the whole collection.
    pub(crate) flashes: usize,
}

impl Extent {
    /// First moment after the collection.
    pub(crate) fn end(&self) -> i64 {
        self.start + self.days as i64 * DAY
    }
}

impl Size {
    /// What of it concerns those who act.
    pub(crate) fn extent(&self) -> Extent {
        let Self { start, days, tour, objects, .. } = *self;
        Extent { start, days, tour, objects, own_objects: OWN_OBJECTS, flashes: days / DAYS_BETWEEN_FLASHES }
    }

    /// The size at a scale in (0, 1].
    pub(crate) fn at(scale: f64) -> Self {
        let between = |least: f64, full: f64| least + (full - least) * scale;
        let at_least = |fewest: f64, full: f64| libm::round(full * scale).max(fewest) as usize;
        let days = at_least(FEWEST_DAYS, DAYS_AT_FULL_SCALE);
        Self {
            start: END - days as i64 * DAY,
            days,
            opposed: at_least(300.0, 2_000.0),
            neutral: at_least(600.0, 4_000.0),
            enthusiasts: (at_least(2.0, 10.0), at_least(2.0, 16.0)),
            tour: (days as f64 * between(0.3, 1.0)) as usize,
            mixed_pace: between(5.4, 16.0),
            ordinary_pace: between(0.4, 3.0),
            crowd_pace: between(0.19, 0.43),
            objects: [between(215.0, 320.0) as usize, between(36.0, 120.0) as usize, between(50.0, 250.0) as usize],
        }
    }

    /// Posts to expect: for every kind of account, how many there are × their pace × the days they are busy.
    ///
    /// About 241,000 at scale 0.05 and 5.0 million at scale 1; what is simulated differs by less than 3 %.
    pub(crate) fn posts(&self) -> u64 {
        let days = self.days as f64;
        let enthusiasts = self.enthusiasts.0 + self.enthusiasts.1;
        let round_the_clock = (ROUND_THE_CLOCK.0 + ROUND_THE_CLOCK.1) as f64;
        let mixed = (MIXED.0 + MIXED.1) as f64;
        let ordinary = NETWORK as f64 - mixed - round_the_clock - HIGH_PACE.len() as f64;
        let crowd = (self.opposed + self.neutral - enthusiasts) as f64;
        let everyone = (NETWORK + self.opposed + self.neutral) as f64;
        let daily = HIGH_PACE.iter().sum::<u64>() as f64
            + mixed * self.mixed_pace
            + ordinary * self.ordinary_pace
            + enthusiasts as f64 * middle(ENTHUSIAST_PACE)
            + crowd * self.crowd_pace
            + self.objects.iter().zip(OWN_OBJECTS).map(|(objects, own)| *objects as f64 * own).sum::<f64>()
            + everyone * FLASH_SHARE * AWAKE_SHARE / DAYS_BETWEEN_FLASHES as f64;
        (days * daily + self.tour as f64 * round_the_clock * middle(ROUND_THE_CLOCK_PACE)) as u64 + PLANTED_POSTS
    }
}

/// Share of the accounts that are awake when a flash breaks.
const AWAKE_SHARE: f64 = 0.7;
/// Posts of all groups, of the attack and of the week of the embargo together, whatever the scale.
const PLANTED_POSTS: u64 = 11_000;

/// Midway between two ends.
pub(crate) fn middle((low, high): (f64, f64)) -> f64 {
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_spans_two_years_at_full_scale_and_starts_in_february_at_the_smallest() {
        assert_eq!(Size::at(1.0).start, midnight(2017, 6, 11));
        assert_eq!(Size::at(0.01).start, midnight(2019, 2, 1));
        assert_eq!(END - HOLIDAY_END, 14 * DAY);
    }

    #[test]
    fn the_expected_number_of_posts_grows_with_the_scale() {
        let expected: Vec<u64> = (1..=100).map(|percent| Size::at(f64::from(percent) / 100.0).posts()).collect();
        assert!(expected.is_sorted());
        assert!((4_850_000..5_150_000).contains(&expected[99]), "{}", expected[99]);
        assert!((150_000..250_000).contains(&expected[4]), "{}", expected[4]);
    }
}
