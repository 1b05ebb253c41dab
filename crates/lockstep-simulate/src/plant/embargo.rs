//! The embargo: in the week that begins when it is renewed, the ordinary accounts on the first list write more than they usually do.
//!
//! Nothing else about them changes: they write by day, words of their own, without hashtags or links.

use super::{Act, Planned, Plans, Roles};
use crate::calendar::{DAY, HOUR, hours};
use crate::random::Streams;
use crate::roster::Roster;
use crate::scenario::{EMBARGO, EMBARGO_DAYS, EMBARGO_PACE, SET_A};
use crate::sleep::CORE;

/// Plan what is written beyond the usual.
pub(crate) fn plan_embargo(seed: u64, roles: &Roles, roster: &Roster, plans: &mut Plans) {
    let streams = Streams::new(seed, "embargo");
    let mut number = 0;
    for index in roles.ordinary().into_iter().filter(|index| *index < SET_A) {
        let mut stream = streams.at(index);
        let account = &roster.accounts[index];
        for day in 0..EMBARGO_DAYS as i64 {
            for _ in 0..stream.poisson(EMBARGO_PACE) {
                let time = EMBARGO + day * DAY - account.zone * HOUR + hours(stream.between(CORE.0, CORE.1));
                if time > account.created_at {
                    plans[index].push(Planned { time, act: Act::Speak(number) });
                    number += 1;
                }
            }
        }
    }
}
