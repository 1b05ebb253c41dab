//! A crowd in the shape of some data, with and without what is planted beside it.

use std::sync::atomic::{AtomicUsize, Ordering};

use lockstep_snapshot::{Column, Part, PostShape};
use rayon::prelude::*;

use super::plantings::{self, Planting, PlantingKind};
use super::shape::{Delays, Kinds, Life, MOST_LIVES, Shape};
use super::{life, pool, profiles};
use crate::account::{Account, Behaviour, EARLIEST, MOST_ACCOUNTS, account_id};
use crate::calendar::DAY;
use crate::customs::{Customs, Delay, Mix};
use crate::fashion::{Fashion, Fashions};
use crate::ledger::Ledger;
use crate::objects::Objects;
use crate::plant::{Groups, Plans, live_mixed, live_round_the_clock, plan_groups};
use crate::random::{Stream, Streams};
use crate::roster::{OUTSIDE, Roster, account, outsider};
use crate::scenario::{DAYS_BETWEEN_FLASHES, Extent, ROUND_THE_CLOCK_PACE};
use crate::sleep::{Habit, Waking};
use crate::text::{Community, Writer};
use crate::world::World;
use crate::{ACCOUNTS_A_PART, AccountStreams};

/// Posts a day of an account of a person and a program, fewest and most.
const MIXED_PACE: (f64, f64) = (12.0, 20.0);
/// Posts on an active day from which on somebody is taken to sleep little.
const RESTLESS: f64 = 100.0;
/// Where planted groups live, hours ahead of UTC: all are awake when groups act.
const ZONES: [i64; 8] = [-5, -5, -5, 0, 0, 1, 1, 2];

/// A crowd of persons, and the accounts that may be planted beside it.
#[derive(Debug)]
pub struct Crowd {
    shape: Shape,
    world: World,
    plantings: Vec<(PlantingKind, Vec<usize>)>,
    /// What each planted account does, in the order of their numbers.
    planted: Vec<Planted>,
}

/// What a planted account does.
#[derive(Debug, Clone, Copy)]
enum Planted {
    /// Lives as somebody of the crowd, and keeps to what its group agreed.
    Member(Life),
    RoundTheClock(f64),
    Mixed(f64),
}

impl Crowd {
    /// Settle who there is, what there is to share and what groups agree.
    ///
    /// # Panics
    /// When the shape has no account, no day or more than [`MOST_LIVES`] accounts.
    #[must_use]
    pub fn settle(shape: &Shape, seed: u64) -> Self {
        assert!(
            !shape.lives.is_empty() && shape.days > 0 && shape.lives.len() <= MOST_LIVES,
            "a shape has accounts and days, not too many"
        );
        let plantings = plantings::plan(shape);
        let mut stream = Streams::new(seed, "planted parts").at(0);
        let planted: Vec<Planted> =
            plantings.iter().flat_map(|(kind, members)| members.iter().map(|_| *kind)).map(|kind| part(kind, shape, &mut stream)).collect();
        let collected = shape.lives.len() + planted.len();
        let roster = roster(shape, collected, seed);
        let a_day = pool::posts_a_day(shape.shared.shares, shape.shared.posts, shape.days);
        let flashes = if shape.shared.shares > 0 { shape.days.div_ceil(DAYS_BETWEEN_FLASHES) } else { 0 };
        let extent = Extent { start: shape.start, days: shape.days, tour: shape.days, objects: [a_day; 3], own_objects: [0.0; 3], flashes };
        let mut objects = Objects::draw(seed, &extent, &Default::default(), (collected, OUTSIDE));
        let mut plans: Plans = vec![Vec::new(); collected];
        let of = |wanted| -> Vec<Vec<usize>> {
            plantings.iter().filter(|(kind, _)| *kind == wanted).map(|(_, members)| members.clone()).collect()
        };
        let (co_retweet, near_copy, co_hashtag) = (of(PlantingKind::CoRetweet), of(PlantingKind::NearCopy), of(PlantingKind::CoHashtag));
        let groups = Groups { co_retweet: &co_retweet, near_copy: &near_copy, co_hashtag: &co_hashtag };
        plan_groups(seed, &extent, groups, &mut objects, Some((collected, OUTSIDE)), &mut plans);
        plans.iter_mut().for_each(|plan| plan.sort_by_key(|planned| planned.time));
        let writer = Writer::in_fashion(
            seed,
            Fashions::new(shape.start, shape.days, &dressed(&shape.hashtags, shape.kinds), &dressed(&shape.links, shape.kinds)),
        );
        let world = World::peaceful(seed, extent, customs(shape), writer, roster, objects, plans);
        Self { shape: shape.clone(), world, plantings, planted }
    }

    /// The columns of the crowd's posts, of which `keep` are kept in memory.
    #[must_use]
    pub fn post_shape(&self, keep: &[Column]) -> PostShape {
        let sorted = |columns: &[Column]| {
            let mut columns = columns.to_vec();
            columns.sort_unstable();
            columns.dedup();
            columns
        };
        PostShape { ids: true, present: sorted(&self.shape.columns), derived: Vec::new(), keep: sorted(keep) }
    }

    /// Accounts that are not planted.
    #[must_use]
    pub fn organic(&self) -> usize {
        self.shape.lives.len()
    }

    /// What is planted, where it is.
    #[must_use]
    pub fn plantings(&self) -> Vec<Planting> {
        let id = |index: &usize| self.world.roster.accounts[*index].id.clone();
        self.plantings.iter().map(|(kind, members)| Planting { kind: *kind, accounts: members.iter().map(id).collect() }).collect()
    }

    /// Let everybody act, with or without the planted accounts. What the others do is the same, to the byte.
    ///
    /// `progress` is called with the share that is done, from several threads and in no certain order.
    #[must_use]
    pub fn rows(&self, planted: bool, keep: &[Column], progress: &(dyn Fn(f64) + Sync)) -> Vec<Part> {
        let shape = self.post_shape(keep);
        let streams = AccountStreams::new(self.world.seed);
        let count = self.organic() + if planted { self.planted.len() } else { 0 };
        let order: Vec<usize> = (0..count).collect();
        let done = AtomicUsize::new(0);
        order
            .par_chunks(ACCOUNTS_A_PART)
            .with_max_len(1)
            .map(|indices| {
                let mut part = Part::new(&shape);
                for index in indices {
                    self.simulate(*index, &streams, &mut part);
                    progress((done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / count as f64);
                }
                part
            })
            .collect()
    }

    fn simulate(&self, index: usize, streams: &AccountStreams, part: &mut Part) {
        let (world, organic) = (&self.world, self.organic());
        let account = &world.roster.accounts[index];
        let whole = Life { posts: 0, active_days: 0, days: self.shape.days as u32, first_day: 0 };
        let (life, role) = match self.shape.lives.get(index) {
            Some(life) => (*life, None),
            None => match self.planted[index - organic] {
                Planted::Member(life) => (life, None),
                role => (whole, Some(role)),
            },
        };
        let mut nights = streams.nights.at(index);
        let habit = if life.pace() > RESTLESS { Habit::short(&mut nights) } else { Habit::usual(&mut nights) };
        let waking = Waking::draw(habit, account.zone, self.shape.start, self.shape.days, &mut nights);
        let mut stream = streams.life.at(index);
        let mut ledger = Ledger::open(world, index, part);
        match role {
            None | Some(Planted::Member(_)) => life::live(&mut ledger, &life, &waking, &mut stream),
            Some(Planted::RoundTheClock(pace)) => live_round_the_clock(&mut ledger, pace, 0, &mut stream),
            Some(Planted::Mixed(pace)) => live_mixed(&mut ledger, pace, &waking, &mut stream),
        }
        ledger.keep_agreements(|time| waking.at(time), &mut stream);
        let times = ledger.close();
        if let Some(looks) = &self.shape.looks {
            profiles::observe(account, looks, &life, self.shape.start, &times, part, &mut streams.counters.at(index));
        }
        if let Some(mean) = self.shape.ties {
            profiles::follow(account, &world.roster.accounts[..organic], mean, part, &mut streams.ties.at(index));
        }
    }
}

/// What a planted account of a kind does. Members of groups live beside it as somebody who is not among the quiet half of the crowd.
fn part(kind: PlantingKind, shape: &Shape, stream: &mut Stream) -> Planted {
    match kind {
        PlantingKind::RoundTheClock => Planted::RoundTheClock(stream.between(ROUND_THE_CLOCK_PACE.0, ROUND_THE_CLOCK_PACE.1)),
        PlantingKind::Mixed => Planted::Mixed(stream.between(MIXED_PACE.0, MIXED_PACE.1)),
        PlantingKind::CoRetweet | PlantingKind::NearCopy | PlantingKind::CoHashtag => {
            let mut lives = shape.lives.clone();
            lives.sort_unstable();
            Planted::Member(stream.pick(&lives[lives.len() / 2..]))
        }
    }
}

fn customs(shape: &Shape) -> Customs {
    let kinds = shape.kinds;
    let mix = Mix { retweet: kinds.retweets, reply: kinds.replies, quote: kinds.quotes };
    let delay = shape.shared.delays.map_or(Delay::USUAL, delay);
    let retweets = shape.shared.shares > 0;
    Customs {
        people: [mix; 3],
        incessant: if retweets { Customs::USUAL.incessant } else { mix },
        scheduled_retweets: if retweets { Customs::USUAL.scheduled_retweets } else { 0.0 },
        delay,
        resolution: shape.resolution_ms.max(1),
        looks_back: true,
    }
}

/// A fashion for posts that are no answers: those carry nothing in a crowd, so the others carry more.
fn dressed(fashion: &Fashion, kinds: Kinds) -> Fashion {
    let (own, dressed) = (1.0 - kinds.retweets, 1.0 - kinds.retweets - kinds.replies);
    let share = if dressed > 0.0 { (fashion.share * own / dressed).min(1.0) } else { 0.0 };
    Fashion { share, ..fashion.clone() }
}

/// Half the distance between the ends of the middle 68 % of logarithms is their standard deviation where they are normal.
fn delay(delays: Delays) -> Delay {
    Delay { median: delays.median, spread: (libm::log(delays.late) - libm::log(delays.early)) / 2.0 }
}

fn roster(shape: &Shape, collected: usize, seed: u64) -> Roster {
    let mut serials: Vec<u32> = (0..(collected + OUTSIDE * Community::ALL.len()) as u32).collect();
    assert!(serials.len() <= MOST_ACCOUNTS, "every account of the largest crowd has a serial number of its own");
    Streams::new(seed, "serial numbers").at(0).shuffle(&mut serials);
    let streams = Streams::new(seed, "profiles");
    let one = |index: usize| -> Account {
        let mut stream = streams.at(index);
        let community = stream.pick(&Community::ALL);
        let mut account = account(community, serials[index], &mut stream);
        // Nobody's profile tells who is planted: all are drawn alike.
        account.zone = stream.pick(&ZONES);
        account.created_at = account.created_at.min(shape.start - 30 * DAY).max(EARLIEST);
        account.following = 150 + stream.lognormal(220.0, 0.9) as u64;
        account.followers = 30 + stream.lognormal(160.0, 1.2) as u64;
        account.prior_posts = stream.lognormal(2_000.0, 1.2) as u64;
        account.behaviour = Behaviour::Person { pace: shape.lives.get(index).map_or(0.0, Life::pace) };
        account.id = account_id(account.created_at, account.serial);
        account
    };
    let outsiders = (collected..serials.len()).map(|index| outsider(index - collected, serials[index], &mut streams.at(index))).collect();
    Roster { accounts: (0..collected).map(one).collect(), outsiders }
}
