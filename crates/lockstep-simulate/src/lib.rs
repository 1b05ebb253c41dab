//! What could have been: organic crowds and planted groups, with ground truth.
//!
//! A simulation is an input of a study like any file: a recipe names a scenario, a scale and a seed, and the same recipe gives the same
//! rows on every machine and with any number of threads. First everything that concerns more than one account is settled (who there is,
//! what there is to share, what was agreed); then the accounts act, in parallel, each with random numbers of its own. Posts go straight
//! into snapshot parts, so memory holds what the study keeps and no more.
//!
//! Everybody and everything in a simulation is invented. It shows what the methods find when the truth is known; it proves nothing about
//! any real account.

mod account;
mod calendar;
mod crowd;
mod customs;
mod describe;
mod fashion;
mod ledger;
mod membership;
mod names;
mod objects;
mod observe;
mod plant;
mod random;
mod roster;
mod scenario;
mod shaped;
mod sleep;
mod text;
mod ties;
mod words;
mod world;

use std::sync::atomic::{AtomicUsize, Ordering};

use lockstep_snapshot::{Column, Part, PostShape};
use rayon::prelude::*;

use crate::account::Behaviour;
use crate::ledger::Ledger;
pub use crate::membership::is_planted;
use crate::plant::Roles;
use crate::random::Streams;
use crate::scenario::Size;
pub use crate::shaped::{Crowd, Delays, Fashion, Kinds, Life, Looks, MOST_LIVES, Planting, PlantingKind, Shape, Shared, Topic};
use crate::sleep::{Habit, Waking};
use crate::world::Scene;

/// Name and one sentence of every scenario.
pub const SCENARIOS: &[(&str, &str)] = &[(
    "influence-network",
    "Two researchers' lists of accounts that mix people, software and both, between an opposed and a neutral crowd.",
)];

/// Accounts simulated into one part. Fixed, so that the parts do not depend on the number of threads.
const ACCOUNTS_A_PART: usize = 64;

/// What to simulate.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Name of a scenario, one of [`SCENARIOS`].
    pub scenario: String,
    /// How much of it: above 0, and 1 for the full size. Sizes of the studied lists do not change with it.
    pub scale: f64,
    /// Seed of all random numbers.
    pub seed: u64,
}

/// A recipe that cannot be simulated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BadRecipe {
    /// There is no such scenario.
    #[error("there is no scenario `{0}`: the scenarios are {names}", names = names())]
    UnknownScenario(String),
    /// The scale is not in (0, 1].
    #[error("the scale {0} is not above 0 and at most 1")]
    Scale(f64),
}

fn names() -> String {
    SCENARIOS.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl Recipe {
    fn size(&self) -> Result<Size, BadRecipe> {
        if !SCENARIOS.iter().any(|(name, _)| *name == self.scenario) {
            return Err(BadRecipe::UnknownScenario(self.scenario.clone()));
        }
        if !(self.scale > 0.0 && self.scale <= 1.0) {
            return Err(BadRecipe::Scale(self.scale));
        }
        Ok(Size::at(self.scale))
    }
}

/// The columns of simulated posts, which are all there are, of which `keep` are kept in memory.
#[must_use]
pub fn shape(keep: &[Column]) -> PostShape {
    let mut keep = keep.to_vec();
    keep.sort_unstable();
    keep.dedup();
    PostShape { ids: true, present: Column::USUAL.to_vec(), derived: Vec::new(), keep }
}

/// How many posts a recipe makes, within 3 %.
///
/// Grows with the scale, from about 240,000 at 0.05 to 5 million at 1: crowds, paces of ordinary accounts and the objects they share grow
/// in proportion, and from a scale of 0.18 on so does the time covered.
///
/// # Errors
/// When the scenario is unknown or the scale is out of range.
pub fn expected_posts(recipe: &Recipe) -> Result<u64, BadRecipe> {
    recipe.size().map(|size| size.posts())
}

/// What a recipe plants, in one paragraph with its numbers.
///
/// # Errors
/// When the scenario is unknown or the scale is out of range.
pub fn describe(recipe: &Recipe) -> Result<String, BadRecipe> {
    recipe.size().map(|size| describe::describe(&size, &Roles::draw(recipe.seed)))
}

/// Simulate a recipe: posts, observations, follow ties, sets and events, in parts whose order is fixed.
///
/// `progress` is called with the share that is done, in [0, 1], from several threads and in no certain order.
///
/// # Errors
/// When the scenario is unknown or the scale is out of range.
pub fn generate(recipe: &Recipe, keep: &[Column], progress: &(dyn Fn(f64) + Sync)) -> Result<Vec<Part>, BadRecipe> {
    let scene = Scene::settle(recipe.seed, recipe.size()?);
    let roster = &scene.world.roster;
    let shape = shape(keep);
    let streams = AccountStreams::new(recipe.seed);
    let mut order: Vec<usize> = (0..roster.accounts.len()).collect();
    order.sort_unstable_by_key(|index| roster.accounts[*index].serial);
    let done = AtomicUsize::new(0);
    let mut parts: Vec<Part> = order
        .par_chunks(ACCOUNTS_A_PART)
        .with_max_len(1)
        .map(|indices| {
            let mut part = Part::new(&shape);
            for index in indices {
                simulate(&scene, *index, &streams, &mut part);
                progress((done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / order.len() as f64);
            }
            part
        })
        .collect();
    if let Some(first) = parts.first_mut() {
        membership::write(&scene, first);
    }
    Ok(parts)
}

/// The random streams of all accounts, one kind for each part of an account's life.
struct AccountStreams {
    nights: Streams,
    life: Streams,
    counters: Streams,
    ties: Streams,
}

impl AccountStreams {
    fn new(seed: u64) -> Self {
        let named = |name| Streams::new(seed, name);
        Self { nights: named("nights"), life: named("life"), counters: named("readings"), ties: named("ties") }
    }
}

fn simulate(scene: &Scene, index: usize, streams: &AccountStreams, part: &mut Part) {
    let Scene { world, size, .. } = scene;
    let account = &world.roster.accounts[index];
    let mut nights = streams.nights.at(index);
    let habit = if matches!(account.behaviour, Behaviour::HighPace { .. }) { Habit::short(&mut nights) } else { Habit::usual(&mut nights) };
    let waking = Waking::draw(habit, account.zone, size.start, size.days, &mut nights);
    let mut life = streams.life.at(index);
    let mut ledger = Ledger::open(world, index, part);
    match account.behaviour {
        Behaviour::Person { pace } => crowd::live(&mut ledger, pace, &waking, &mut life),
        Behaviour::HighPace { pace } => plant::live_at_high_pace(&mut ledger, pace, &waking, &mut life),
        Behaviour::RoundTheClock { pace, first_day } => plant::live_round_the_clock(&mut ledger, pace, first_day, &mut life),
        Behaviour::Mixed { pace } => plant::live_mixed(&mut ledger, pace, &waking, &mut life),
    }
    let always_awake = matches!(account.behaviour, Behaviour::RoundTheClock { .. });
    ledger.keep_agreements(|time| always_awake || waking.at(time), &mut life);
    let times = ledger.close();
    let ties = ties::follow(scene, index, part, &mut streams.ties.at(index));
    observe::observe(account, size, &times, ties, part, &mut streams.counters.at(index));
}
