//! How the planted accounts post: the five of highest pace, those that never sleep, and those that a program uses as well.

use crate::calendar::{DAY, HOUR, MINUTE, seconds};
use crate::crowd::{live, session_times};
use crate::customs::Mix;
use crate::ledger::{Ledger, SCHEDULER};
use crate::random::Stream;
use crate::scenario::{HIGH_PACE_WOBBLE, SCHEDULED_SHARE};
use crate::sleep::Waking;

/// Probability that a session of an account of highest pace goes on after a post.
const LONG_SESSIONS: f64 = 0.85;
/// Slots of a scheduling program: each quarter of an hour.
const SLOT: i64 = 15 * MINUTE;
/// Mean delay of a scheduled post after its slot, seconds, and the longest.
const SLOT_DELAY: (f64, f64) = (2.0, 9.0);
/// Share of a round-the-clock account's posts that a scheduling program sends, in every second of these accounts.
const PROGRAM_IN_SHIFTS: f64 = 0.5;

/// Post `pace` times a day, give or take [`HIGH_PACE_WOBBLE`], in long sessions through a long waking day.
pub(crate) fn live_at_high_pace(ledger: &mut Ledger<'_>, pace: u64, waking: &Waking, stream: &mut Stream) {
    for span in waking.spans() {
        let count = pace - HIGH_PACE_WOBBLE + stream.below(2 * HIGH_PACE_WOBBLE + 1);
        let mut times = session_times(count as usize, LONG_SESSIONS, *span, stream);
        times.sort_unstable();
        for time in times.into_iter().filter(|time| ledger.covers(*time)).collect::<Vec<_>>() {
            ledger.act(time, ledger.world.customs.incessant, Ledger::peoples_client(stream), stream);
        }
    }
}

/// Post at every hour of the day and night while busy: the day is cut into as many slots as there are posts, with one post in each.
pub(crate) fn live_round_the_clock(ledger: &mut Ledger<'_>, pace: f64, first_day: usize, stream: &mut Stream) {
    let program = if stream.chance(0.5) { PROGRAM_IN_SHIFTS } else { 0.0 };
    for day in first_day..first_day + ledger.world.extent.tour {
        let midnight = ledger.world.extent.start + day as i64 * DAY;
        let count = stream.poisson(pace).max(1);
        for slot in 0..count as i64 {
            let length = DAY / count as i64;
            let time = midnight + slot * length + stream.below(length as u64) as i64;
            let client = if stream.chance(program) { SCHEDULER } else { Ledger::peoples_client(stream) };
            if ledger.covers(time) {
                ledger.act(time, ledger.world.customs.incessant, client, stream);
            }
        }
    }
}

/// Live as a person who leaves [`SCHEDULED_SHARE`] of the posts to a program that works day and night, on the quarter of the hour.
pub(crate) fn live_mixed(ledger: &mut Ledger<'_>, pace: f64, waking: &Waking, stream: &mut Stream) {
    live(ledger, pace * (1.0 - SCHEDULED_SHARE), waking, stream);
    let slots = DAY / SLOT;
    for day in 0..ledger.world.extent.days as i64 {
        let midnight = ledger.world.extent.start + day * DAY;
        let mut taken = [false; (DAY / SLOT) as usize];
        for _ in 0..stream.poisson(pace * SCHEDULED_SHARE) {
            let slot = stream.below(slots as u64);
            let free = !std::mem::replace(&mut taken[slot as usize], true);
            let delay = stream.exponential(SLOT_DELAY.0).min(SLOT_DELAY.1);
            let time = midnight + slot as i64 * SLOT + seconds(delay);
            if free && ledger.covers(time) {
                post_by_program(ledger, time, stream);
            }
        }
    }
}

fn post_by_program(ledger: &mut Ledger<'_>, time: i64, stream: &mut Stream) {
    if stream.chance(ledger.world.customs.scheduled_retweets) {
        let all = Mix { retweet: 1.0, reply: 0.0, quote: 0.0 };
        return ledger.act(time, all, SCHEDULER, stream);
    }
    let content = ledger.world.writer.bulletin(ledger.account.community, ledger.account.language, stream);
    ledger.original(time, &content, SCHEDULER);
}

const _: () = assert!(HOUR % SLOT == 0);
