//! Groups whose members act on the same things at the same moments, on top of what they did anyway.

use std::collections::BTreeSet;

use lockstep_network::graph::index;
use lockstep_network::{Action, Actions};
use lockstep_snapshot::Snapshot;
use rand_chacha::ChaCha8Rng;

use super::Kind;
use crate::detector::Unfit;
use crate::random::sample;

/// Distinct things of the layer that an account needs to be ordinary: with fewer it has no activity that a group could hide in.
pub(super) const LEAST_OBJECTS: u32 = 3;
/// Groups planted at once at most, so that they make no crowd of their own.
pub(super) const MOST_GROUPS: u64 = 5;
/// One account in so many may be a member where more than one group is planted.
pub(super) const ONE_IN: u64 = 20;

/// Those among whom groups are planted.
pub(super) struct Crowd {
    /// Accounts that members are drawn from, ascending.
    pub(super) ordinary: Vec<u32>,
    /// Accounts with an action in the layer.
    pub(super) acting: u64,
}

impl Crowd {
    /// Members are drawn among accounts that the step does not put forward and that acted on at least [`LEAST_OBJECTS`] things.
    pub(super) fn new(actions: &Actions, snapshot: &Snapshot, own: &BTreeSet<String>) -> Self {
        let objects_of = actions.objects_of_each();
        let is_ordinary = |(account, objects): (u32, &u32)| {
            (*objects >= LEAST_OBJECTS && !own.contains(snapshot.accounts.get(account))).then_some(account)
        };
        Self {
            ordinary: (0..).zip(&objects_of).filter_map(is_ordinary).collect(),
            acting: objects_of.iter().filter(|objects| **objects > 0).count() as u64,
        }
    }

    /// How many groups of a size can be planted at once.
    fn groups(&self, size: u32) -> u64 {
        let wanted = (self.acting / ONE_IN / u64::from(size)).clamp(1, MOST_GROUPS);
        wanted.min(self.ordinary.len() as u64 / u64::from(size))
    }
}

/// Groups, and what they do.
pub(super) struct Groups {
    /// The members of each.
    pub(super) groups: Vec<Vec<u32>>,
    /// Number of things there are then.
    pub(super) objects: u32,
    /// What they do, each action with its thing.
    pub(super) rows: Vec<(u32, Action)>,
}

/// Draw groups of a kind. Every member acts on every thing of its group, which nobody else ever acted on. Moments are drawn from those at
/// which somebody acted in the layer, so that groups are awake when the crowd is; from the moment on, members act within the spread, at times
/// as fine as the clock of the data.
///
/// # Errors
/// When there are not enough ordinary accounts for one group.
pub(super) fn planted(kind: Kind, crowd: &Crowd, actions: &Actions, snapshot: &Snapshot, random: &mut ChaCha8Rng) -> Result<Groups, Unfit> {
    let posts = &snapshot.posts;
    let groups = crowd.groups(kind.size);
    if groups == 0 {
        return Err(Unfit {
            reason: format!(
                "{} accounts acted on at least {LEAST_OBJECTS} things and are not put forward, too few for a group of {}",
                crowd.ordinary.len(),
                kind.size
            ),
            remedy: "smaller groups, or a larger collection, would do".to_owned(),
        });
    }
    let tick = posts.resolution_ms.max(1);
    let members = sample(random, &crowd.ordinary, groups as usize * kind.size as usize);
    let groups: Vec<Vec<u32>> = members.chunks(kind.size as usize).map(<[u32]>::to_vec).collect();
    let mut rows = Vec::with_capacity(members.len() * kind.actions as usize);
    let mut objects = actions.objects();
    for group in &groups {
        for _ in 0..kind.actions {
            let moment = actions.nth(index(random, actions.len())).time;
            for account in group {
                let late = index(random, kind.spread.ms() as usize + 1) as i64;
                let time = (moment + late).div_euclid(tick) * tick;
                // It stands behind the posts of its time, as if it had been the last of them.
                let post = posts.time.partition_point(|other| *other <= time).saturating_sub(1) as u32;
                rows.push((objects, Action { time, account: *account, post }));
            }
            objects += 1;
        }
    }
    Ok(Groups { groups, objects, rows })
}
