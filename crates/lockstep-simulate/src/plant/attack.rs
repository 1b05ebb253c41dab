//! The hashtag attack: over the holiday weekend a new hashtag against the Harbour Council is pushed in waves, by few writers and many
//! retweeters.

use super::{Act, Planned, Plans, Roles};
use crate::calendar::{HOUR, MINUTE, SECOND, seconds};
use crate::objects::{Object, ObjectNumber, Objects};
use crate::random::Streams;
use crate::scenario::{HOLIDAY, SEEDS_A_WAVE, WAVES};
use crate::text::Community;

/// The hashtag, without `#`.
pub(crate) const ATTACK_TAG: &str = "HarbourCouncilLies";
/// Handle of the organisation that is attacked, without `@`.
pub(crate) const TARGET: &str = "harbour_council";
/// Ranks of seed posts, above those of all other objects of a day.
const SEED_RANK: usize = 900;
/// Probability that an attacker joins a wave.
const JOINS: f64 = 0.6;
/// Mean number of seed posts an attacker retweets in a wave, besides the first.
const MORE_RETWEETS: f64 = 1.8;
/// Mean delay of an attacker after the start of a wave, seconds.
const DELAY: f64 = 6.0 * 60.0;

/// Plan the attack. Returns its original posts.
pub(crate) fn plan_attack(seed: u64, roles: &Roles, objects: &mut Objects, plans: &mut Plans) -> Vec<ObjectNumber> {
    let streams = Streams::new(seed, "attack");
    let mut seeds = Vec::new();
    for (wave, start) in WAVES.into_iter().enumerate() {
        let mut stream = streams.at(wave);
        let start = HOLIDAY + start * HOUR;
        let mut writers = roles.attack_writers.clone();
        stream.shuffle(&mut writers);
        let of_wave: Vec<ObjectNumber> = writers
            .iter()
            .take(SEEDS_A_WAVE)
            .enumerate()
            .map(|(number, writer)| {
                let born = start + stream.below(MINUTE as u64) as i64;
                let rank = (SEED_RANK + wave * SEEDS_A_WAVE + number) as u32;
                let object = objects.add(Object { born, author: *writer as u32, community: Community::Cause, rank });
                plans[*writer].push(Planned { time: born, act: Act::Publish(object) });
                object
            })
            .collect();
        for account in &roles.attackers {
            if !stream.chance(JOINS) {
                continue;
            }
            let mut time = start + MINUTE + seconds(stream.exponential(DELAY));
            let mut mine = of_wave.clone();
            stream.shuffle(&mut mine);
            let retweets = 1 + stream.poisson(MORE_RETWEETS) as usize;
            for object in mine.into_iter().take(retweets).filter(|object| objects.get(*object).author as usize != *account) {
                plans[*account].push(Planned { time, act: Act::Retweet(object) });
                time += 2 * SECOND + seconds(stream.exponential(25.0));
            }
        }
        seeds.extend(of_wave);
    }
    seeds
}
