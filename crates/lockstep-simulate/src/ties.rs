//! Who follows whom: the studied accounts densely each other, the crowds sparsely, and few across.

use lockstep_snapshot::{FollowRow, Part};

use crate::random::Stream;
use crate::scenario::{END, NETWORK, TIE_DENSITY};
use crate::text::Community;
use crate::world::Scene;

/// Mean number of ties from an account of each community (row) to each community (column), beside those among the studied accounts.
const TIES: [[f64; 3]; 3] = [[0.0, 0.5, 3.0], [0.4, 7.0, 3.0], [0.2, 1.0, 6.0]];

/// Write the ties of an account to those it follows; returns how many there are.
pub(crate) fn follow(scene: &Scene, index: usize, part: &mut Part, stream: &mut Stream) -> u64 {
    let accounts = &scene.world.roster.accounts;
    let account = &accounts[index];
    let mut followed: Vec<usize> = Vec::new();
    if account.community == Community::Cause {
        followed.extend((0..NETWORK).filter(|other| {
            let chance = TIE_DENSITY * account.sociability * accounts[*other].sociability;
            stream.chance(chance) && *other != index
        }));
    }
    let opposed = NETWORK..NETWORK + scene.size.opposed;
    let crowds = [0..NETWORK, opposed.clone(), opposed.end..accounts.len()];
    for (crowd, mean) in crowds.into_iter().zip(TIES[account.community.number()]) {
        for _ in 0..stream.poisson(mean) {
            followed.push(crowd.start + stream.index(crowd.len()));
        }
    }
    followed.sort_unstable();
    followed.dedup();
    followed.retain(|other| *other != index);
    for other in &followed {
        let followed_id = &accounts[*other].id;
        part.follows.push(&FollowRow { follower_id: &account.id, followed_id, observed_at: Some(END), position: None });
    }
    followed.len() as u64
}
