//! Everything that is settled before any account acts: who there is, what there is to share, and what was agreed.

use std::ops::Range;

use crate::account::shared_post_id;
use crate::customs::Customs;
use crate::objects::{ObjectNumber, Objects, Voice};
use crate::plant::{ATTACK_TAG, Act, Groups, Planned, Plans, Roles, TARGET, plan_attack, plan_embargo, plan_groups};
use crate::random::Streams;
use crate::roster::{OUTSIDE, Roster};
use crate::scenario::{Extent, NETWORK, Size};
use crate::text::{Community, Content, Language, Writer};

/// Accounts of each community, besides its busiest, who write posts that others share.
const OTHER_VOICES: usize = 40;
/// Share of the objects in French.
const FRENCH_OBJECTS: f64 = 0.1;
/// Share of the attack's original posts that address the attacked organisation.
const ADDRESSED_SEEDS: f64 = 0.5;

/// The settled part of a simulation; shared by all threads that let accounts act.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) extent: Extent,
    pub(crate) customs: Customs,
    pub(crate) roster: Roster,
    pub(crate) objects: Objects,
    pub(crate) plans: Plans,
    pub(crate) writer: Writer,
    texts: Streams,
    attack: Range<ObjectNumber>,
}

/// The world of the scenario `influence-network`.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) size: Size,
    pub(crate) roles: Roles,
}

impl Scene {
    /// Settle everything.
    pub(crate) fn settle(seed: u64, size: Size) -> Self {
        let roles = Roles::draw(seed);
        let roster = Roster::draw(seed, &size, &roles);
        let collected = roster.accounts.len();
        let mut objects = Objects::draw(seed, &size.extent(), &voices(&roster, &size, &roles), (collected, OUTSIDE));
        let mut plans: Plans = vec![Vec::new(); collected];
        for (number, object) in objects.iter() {
            if let Some(plan) = plans.get_mut(object.author as usize) {
                plan.push(Planned { time: object.born, act: Act::Publish(number) });
            }
        }
        let groups = Groups { co_retweet: &roles.co_retweet, near_copy: &roles.near_copy, co_hashtag: &roles.co_hashtag };
        plan_groups(seed, &size.extent(), groups, &mut objects, None, &mut plans);
        plan_embargo(seed, &roles, &roster, &mut plans);
        let seeds = plan_attack(seed, &roles, &mut objects, &mut plans);
        let attack = seeds.first().copied().unwrap_or(0)..seeds.last().map_or(0, |last| last + 1);
        for plan in &mut plans {
            plan.sort_by_key(|planned| planned.time);
        }
        let texts = Streams::new(seed, "texts of objects");
        let (extent, customs, writer) = (size.extent(), Customs::USUAL, Writer::new(seed));
        let world = World { seed, extent, customs, roster, objects, plans, writer, texts, attack };
        Self { world, size, roles }
    }
}

impl World {
    /// A world in which nothing is attacked.
    pub(crate) fn peaceful(
        seed: u64,
        extent: Extent,
        customs: Customs,
        writer: Writer,
        roster: Roster,
        objects: Objects,
        plans: Plans,
    ) -> Self {
        let texts = Streams::new(seed, "texts of objects");
        Self { seed, extent, customs, roster, objects, plans, writer, texts, attack: 0..0 }
    }

    /// What an object says, which is the same for everybody who shares it.
    pub(crate) fn content(&self, number: ObjectNumber) -> Content {
        let object = self.objects.get(number);
        let mut stream = self.texts.at(number as usize);
        if self.attack.contains(&number) {
            let mut content = self.writer.sentences(Community::Cause, Language::English, &mut stream);
            if stream.chance(ADDRESSED_SEEDS) {
                content.address(TARGET);
            }
            content.tag(ATTACK_TAG);
            return content;
        }
        let language = if stream.chance(FRENCH_OBJECTS) { Language::French } else { Language::English };
        self.writer.post(object.community, language, object.born, &mut stream)
    }

    /// Id of an object.
    pub(crate) fn object_id(&self, number: ObjectNumber) -> String {
        let object = self.objects.get(number);
        shared_post_id(object.born, self.author(number).serial, object.rank)
    }

    /// Who wrote an object.
    pub(crate) fn author(&self, number: ObjectNumber) -> Author<'_> {
        let object = self.objects.get(number);
        let index = object.author as usize;
        match self.roster.accounts.get(index) {
            Some(account) => Author { id: &account.id, serial: account.serial, handle: &account.profile_at(object.born).handle },
            None => {
                let outsider = &self.roster.outsiders[index - self.roster.accounts.len()];
                Author { id: &outsider.id, serial: outsider.serial, handle: &outsider.handle }
            }
        }
    }
}

/// The author of an object, collected or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Author<'a> {
    pub(crate) id: &'a str,
    pub(crate) serial: u32,
    pub(crate) handle: &'a str,
}

/// Who writes what others share: in the network the fastest accounts, the personas and a few more; in each crowd its enthusiasts and a
/// few more.
fn voices(roster: &Roster, size: &Size, roles: &Roles) -> [Vec<Voice>; 3] {
    let opposed = NETWORK..NETWORK + size.enthusiasts.0 + OTHER_VOICES;
    let neutral = NETWORK + size.opposed..NETWORK + size.opposed + size.enthusiasts.1 + OTHER_VOICES;
    let ordinary = roles.ordinary().into_iter().take(OTHER_VOICES);
    let network: Vec<usize> = roles.high_pace.iter().chain(&roles.personas).copied().chain(ordinary).collect();
    [network, opposed.collect(), neutral.collect()].map(|indices| {
        let voice = |index: usize| {
            let account = &roster.accounts[index];
            Voice { account: index as u32, zone: account.zone, created_at: account.created_at }
        };
        indices.into_iter().map(voice).collect()
    })
}
