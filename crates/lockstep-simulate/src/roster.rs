//! Who there is: the studied accounts, the two crowds, and the accounts outside that everybody shares from.

use lockstep_snapshot::Status;

use crate::account::{Account, Behaviour, MOST_ACCOUNTS, account_id};
use crate::calendar::{DAY, midnight};
use crate::names::{created_at, outlet, person};
use crate::plant::{Roles, TARGET, spike_gains};
use crate::random::{Stream, Streams, apportion};
use crate::scenario::{
    END, ENTHUSIAST_PACE, FOLLOWERS_A, HIGH_PACE, LIFETIME_POSTS_A, NETWORK, ROUND_THE_CLOCK_PACE, SET_A, SET_B, SHARED, Size,
};
use crate::text::{Community, Language};

/// Uncollected accounts that each community shares from.
pub(crate) const OUTSIDE: usize = 500;
/// Followers that every studied account has at least; more than it can have among the studied accounts.
const FEWEST_FOLLOWERS: u64 = 180;
/// Share of the studied and of the crowd accounts that were created in the summer of 2018.
const NEWCOMERS: (f64, f64) = (0.25, 0.04);

/// An account that others share from but that was not collected.
#[derive(Debug)]
pub(crate) struct Outsider {
    pub(crate) id: String,
    pub(crate) serial: u32,
    pub(crate) handle: String,
}

/// Everybody.
#[derive(Debug)]
pub(crate) struct Roster {
    /// Collected accounts: the studied ones, then the opposed crowd, then the neutral crowd.
    pub(crate) accounts: Vec<Account>,
    /// Uncollected accounts, [`OUTSIDE`] for each community in turn.
    pub(crate) outsiders: Vec<Outsider>,
}

impl Roster {
    /// Draw everybody.
    pub(crate) fn draw(seed: u64, size: &Size, roles: &Roles) -> Self {
        let collected = NETWORK + size.opposed + size.neutral;
        let mut serials: Vec<u32> = (0..(collected + OUTSIDE * Community::ALL.len()) as u32).collect();
        assert!(serials.len() <= MOST_ACCOUNTS, "every account of the largest size has a serial number of its own");
        Streams::new(seed, "serial numbers").at(0).shuffle(&mut serials);
        let streams = Streams::new(seed, "profiles");
        let accounts: Vec<Account> =
            (0..collected).map(|index| account(community(index, size), serials[index], &mut streams.at(index))).collect();
        let outsiders =
            (collected..serials.len()).map(|index| outsider(index - collected, serials[index], &mut streams.at(index))).collect();
        let mut roster = Self { accounts, outsiders };
        roster.give_behaviours(seed, size, roles);
        roster.give_personas(size, roles, &mut Streams::new(seed, "personas").at(0));
        roster.give_counters(seed, size);
        roster.give_later_status(seed, roles);
        for account in &mut roster.accounts {
            account.id = account_id(account.created_at, account.serial);
        }
        roster
    }

    fn give_behaviours(&mut self, seed: u64, size: &Size, roles: &Roles) {
        let mut stream = Streams::new(seed, "behaviours").at(0);
        for (number, index) in roles.high_pace.iter().enumerate() {
            let account = &mut self.accounts[*index];
            account.behaviour = Behaviour::HighPace { pace: HIGH_PACE[number] };
            account.created_at = midnight(2013, 6, 1) + stream.below(700 * DAY as u64) as i64;
        }
        for index in &roles.round_the_clock {
            let account = &mut self.accounts[*index];
            let first_day = stream.index(size.days - size.tour + 1);
            account.behaviour =
                Behaviour::RoundTheClock { pace: stream.between(ROUND_THE_CLOCK_PACE.0, ROUND_THE_CLOCK_PACE.1), first_day };
            account.created_at = account.created_at.min(size.start - 200 * DAY);
        }
        let mixed: Vec<(usize, f64)> = self.paces(size, &roles.mixed, size.mixed_pace, 0.25, &mut stream);
        for (index, pace) in mixed {
            self.accounts[index].behaviour = Behaviour::Mixed { pace };
        }
        let special = [&roles.high_pace, &roles.round_the_clock, &roles.mixed];
        let ordinary: Vec<usize> = (0..NETWORK).filter(|index| !special.iter().any(|members| members.contains(index))).collect();
        let mut people = self.paces(size, &ordinary, size.ordinary_pace, 0.8, &mut stream);
        let opposed = NETWORK..NETWORK + size.opposed;
        let neutral = opposed.end..self.accounts.len();
        for (crowd, enthusiasts) in [(opposed, size.enthusiasts.0), (neutral, size.enthusiasts.1)] {
            let busy = crowd.start..crowd.start + enthusiasts;
            for (number, index) in busy.clone().enumerate() {
                let step = (number as f64 + 0.5) / enthusiasts as f64;
                people.push((index, ENTHUSIAST_PACE.0 + (ENTHUSIAST_PACE.1 - ENTHUSIAST_PACE.0) * step));
                self.accounts[index].created_at = self.accounts[index].created_at.min(size.start - 200 * DAY);
            }
            let rest: Vec<usize> = (busy.end..crowd.end).collect();
            people.extend(self.paces(size, &rest, size.crowd_pace, 1.1, &mut stream));
        }
        for (index, pace) in people {
            self.accounts[index].behaviour = Behaviour::Person { pace };
        }
    }

    /// Lognormal paces whose mean over all account-days of the collection is `mean`.
    fn paces(&self, size: &Size, indices: &[usize], mean: f64, sigma: f64, stream: &mut Stream) -> Vec<(usize, f64)> {
        let drawn: Vec<f64> = indices.iter().map(|_| stream.lognormal(1.0, sigma)).collect();
        let present = |index: usize| (END - self.accounts[index].created_at.max(size.start)) as f64 / (END - size.start) as f64;
        let sum: f64 = indices.iter().zip(&drawn).map(|(index, pace)| pace * present(*index)).sum();
        let factor = mean * indices.len() as f64 / sum;
        indices.iter().zip(drawn).map(|(index, pace)| (*index, pace * factor)).collect()
    }

    /// Personas are called like news outlets; two in three had another name before.
    fn give_personas(&mut self, size: &Size, roles: &Roles, stream: &mut Stream) {
        for (number, index) in roles.personas.iter().enumerate() {
            let renamed_at = size.start + stream.index(size.days) as i64 * DAY;
            let account = &mut self.accounts[*index];
            let former = std::mem::replace(&mut account.profile, outlet(number));
            account.former = (number % 3 != 0 && renamed_at > account.created_at).then_some((renamed_at, former));
        }
    }

    fn give_counters(&mut self, seed: u64, size: &Size) {
        let mut stream = Streams::new(seed, "counters").at(0);
        for account in &mut self.accounts {
            account.following = 150 + stream.lognormal(220.0, 0.9) as u64;
            account.followers = 30 + stream.lognormal(160.0, 1.2) as u64;
            account.sociability = stream.between(0.6, 1.4);
        }
        for (account, gains) in self.accounts[NETWORK - SET_B..NETWORK].iter_mut().zip(spike_gains(seed)) {
            account.followers = FEWEST_FOLLOWERS + gains.iter().sum::<u64>() + stream.lognormal(2_500.0, 0.7) as u64;
            account.spike = gains;
        }
        let (only_a, shared) = (NETWORK - SET_B, SHARED);
        let of_shared: u64 = self.accounts[only_a..only_a + shared].iter().map(|account| account.followers).sum();
        let prominence = |account: &Account| if matches!(account.behaviour, Behaviour::HighPace { .. }) { 12.0 } else { 1.0 };
        let weights: Vec<f64> = self.accounts[..only_a].iter().map(|account| prominence(account) * stream.lognormal(1.0, 1.0)).collect();
        let dealt = FOLLOWERS_A.saturating_sub(of_shared + FEWEST_FOLLOWERS * only_a as u64);
        for (account, followers) in self.accounts.iter_mut().zip(apportion(dealt, &weights)) {
            account.followers = FEWEST_FOLLOWERS + followers;
        }
        self.give_prior_posts(size);
    }

    /// Posts before the collection: at the same pace for accounts that do nothing else, and for the ordinary ones of list A whatever
    /// brings the list to its sum.
    fn give_prior_posts(&mut self, size: &Size) {
        let before = |account: &Account| (size.start - account.created_at).max(0) as f64 / DAY as f64;
        let within = |account: &Account| (END - account.created_at.max(size.start)) as f64 / DAY as f64;
        let mut missing = LIFETIME_POSTS_A as f64;
        let mut ordinary: Vec<(usize, f64)> = Vec::new();
        for (index, account) in self.accounts.iter_mut().enumerate() {
            let (prior, inside) = match account.behaviour {
                Behaviour::HighPace { pace } => (pace as f64 * before(account), pace as f64 * within(account)),
                Behaviour::RoundTheClock { pace, .. } => (pace * before(account) * 0.8, pace * size.tour as f64),
                Behaviour::Mixed { pace } => (pace * before(account), pace * within(account)),
                Behaviour::Person { pace } => {
                    ordinary.extend((index < SET_A).then(|| (index, pace.max(0.05) * (1.0 + before(account)))));
                    (pace * before(account), pace * within(account))
                }
            };
            account.prior_posts = prior as u64;
            if index < SET_A {
                missing -= inside + if matches!(account.behaviour, Behaviour::Person { .. }) { 0.0 } else { prior };
            }
        }
        let weights: Vec<f64> = ordinary.iter().map(|(_, weight)| *weight).collect();
        for ((index, _), prior) in ordinary.iter().zip(apportion(missing.max(0.0) as u64, &weights)) {
            self.accounts[*index].prior_posts = prior;
        }
    }

    fn give_later_status(&mut self, seed: u64, roles: &Roles) {
        let mut stream = Streams::new(seed, "later status").at(0);
        for (index, account) in self.accounts.iter_mut().enumerate() {
            let remains = match index {
                index if index < SET_A => roles.remaining_a.contains(&index),
                index if index < NETWORK => stream.chance(0.55),
                _ => stream.chance(0.975),
            };
            let suspended = if index < NETWORK { 0.7 } else { 0.2 };
            account.later = match (remains, stream.chance(suspended)) {
                (true, _) => Status::Active,
                (false, true) => Status::Suspended,
                (false, false) => Status::Deactivated,
            };
        }
    }
}

fn community(index: usize, size: &Size) -> Community {
    match index {
        index if index < NETWORK => Community::Cause,
        index if index < NETWORK + size.opposed => Community::Opposed,
        _ => Community::Neutral,
    }
}

/// An account of a community, to which no behaviour was given yet. Its id waits until the time of creation is settled.
pub(crate) fn account(community: Community, serial: u32, stream: &mut Stream) -> Account {
    let studied = community == Community::Cause;
    let created_at = created_at(if studied { NEWCOMERS.0 } else { NEWCOMERS.1 }, stream);
    let zones: &[i64] = if studied { &[-5, -5, -5, 0, 0, 1, 1, 2] } else { &[-8, -6, -5, -5, -5, 0, 0, 1, 1, 2, 3] };
    Account {
        id: String::new(),
        serial,
        community,
        behaviour: Behaviour::Person { pace: 0.0 },
        language: if stream.chance(0.12) { Language::French } else { Language::English },
        profile: person(community, serial, stream),
        former: None,
        created_at,
        zone: stream.pick(zones),
        prior_posts: 0,
        followers: 0,
        spike: Vec::new(),
        following: 0,
        sociability: 1.0,
        later: Status::Active,
    }
}

/// The uncollected account of a number.
pub(crate) fn outsider(number: usize, serial: u32, stream: &mut Stream) -> Outsider {
    let community = Community::ALL[number / OUTSIDE];
    let handle = if number == Community::Opposed.number() * OUTSIDE { TARGET.to_owned() } else { person(community, serial, stream).handle };
    Outsider { id: account_id(created_at(0.0, stream), serial), serial, handle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_roster_has_serial_numbers_for_all() {
        let size = Size::at(1.0);
        let roster = Roster::draw(1, &size, &Roles::draw(1));
        assert_eq!(roster.accounts.len(), NETWORK + 6_000);
    }

    #[test]
    fn list_a_has_its_followers_and_nearly_its_posts() {
        let size = Size::at(0.02);
        let roster = Roster::draw(2019, &size, &Roles::draw(2019));
        let list_a = &roster.accounts[..SET_A];
        assert_eq!(list_a.iter().map(|account| account.followers).sum::<u64>(), 498_650);
        let prior: u64 = list_a.iter().map(|account| account.prior_posts).sum();
        assert!((4_600_000..4_950_000).contains(&prior), "{prior}");
        assert_eq!(list_a.iter().filter(|account| account.later == Status::Active).count(), 200);
    }

    #[test]
    fn ids_are_unique_and_kinds_of_account_share_the_range_of_serial_numbers() {
        let size = Size::at(0.02);
        let roster = Roster::draw(2019, &size, &Roles::draw(2019));
        let mut ids: Vec<&str> = roster.accounts.iter().map(|account| account.id.as_str()).collect();
        ids.extend(roster.outsiders.iter().map(|outsider| outsider.id.as_str()));
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        let mean = |accounts: &[Account]| accounts.iter().map(|account| f64::from(account.serial)).sum::<f64>() / accounts.len() as f64;
        let (studied, crowds) = (mean(&roster.accounts[..NETWORK]), mean(&roster.accounts[NETWORK..]));
        assert!((studied / crowds - 1.0).abs() < 0.15, "{studied} {crowds}");
    }
}
