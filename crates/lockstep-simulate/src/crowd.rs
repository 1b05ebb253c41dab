//! How a person posts: awake by day, in sessions, sharing what is new with people alike, and asleep at night.
//!
//! The crowds are made of nobody else; most of the studied accounts are persons too.

use crate::calendar::{DAY, SECOND, seconds, weekday};
use crate::ledger::Ledger;
use crate::random::Stream;
use crate::scenario::{FLASH_DELAY, FLASH_SHARE};
use crate::sleep::Waking;

/// Activity on each day from Monday to Sunday; the mean is 1.
pub(crate) const WEEK: [f64; 7] = [1.04, 1.03, 1.02, 1.02, 1.03, 0.94, 0.92];
/// Mean delay after waking up of sharing what came by night, seconds.
const MORNING_DELAY: f64 = 50.0 * 60.0;
/// Shortest pause between the posts of a session, ms.
const SHORTEST_PAUSE: i64 = 5 * SECOND;
/// Mean pause beyond the shortest, seconds.
const PAUSE: f64 = 150.0;
/// Probability that a session goes on after a post.
pub(crate) const GOES_ON: f64 = 0.55;

/// Live through the collection as a person who posts `pace` times a day on average.
pub(crate) fn live(ledger: &mut Ledger<'_>, pace: f64, waking: &Waking, stream: &mut Stream) {
    let mix = ledger.world.customs.of_people(ledger.account.community);
    for (wake, bed) in waking.spans() {
        let mut own = 0;
        for _ in 0..stream.poisson(pace * WEEK[weekday(*wake)]) {
            let shared = stream.chance(mix.retweet) && share_something_new(ledger, *wake, waking, stream);
            own += usize::from(!shared);
        }
        for time in session_times(own, GOES_ON, (*wake, *bed), stream) {
            if ledger.covers(time) {
                ledger.act(time, mix.unshared(), Ledger::peoples_client(stream), stream);
            }
        }
    }
    share_flashes(ledger, waking, stream);
}

/// Retweet one of a day's objects some time after its birth, or after waking up. False when the person would have been asleep again, or
/// had shared it before.
pub(crate) fn share_something_new(ledger: &mut Ledger<'_>, wake: i64, waking: &Waking, stream: &mut Stream) -> bool {
    let since_start = wake - ledger.world.extent.start;
    if since_start < 0 || since_start / DAY >= ledger.world.extent.days as i64 {
        return false;
    }
    let source = ledger.source(stream);
    let object = ledger.world.objects.popular(source, (since_start / DAY) as usize, stream);
    let delay = ledger.world.customs.delay;
    let mut time = ledger.world.objects.get(object).born + seconds(stream.lognormal(delay.median, delay.spread).max(2.0));
    if !waking.at(time) {
        let Some(morning) = waking.next(time) else { return false };
        time = morning + seconds(stream.exponential(MORNING_DELAY));
    }
    let shares = waking.at(time) && ledger.covers(time) && ledger.claim(object);
    if shares {
        ledger.retweet(time, object, Ledger::peoples_client(stream));
    }
    shares
}

fn share_flashes(ledger: &mut Ledger<'_>, waking: &Waking, stream: &mut Stream) {
    for object in ledger.world.objects.flashes() {
        let time = ledger.world.objects.get(object).born + seconds(2.0 + stream.exponential(FLASH_DELAY));
        if stream.chance(FLASH_SHARE) && waking.at(time) && ledger.covers(time) && ledger.claim(object) {
            ledger.retweet(time, object, Ledger::peoples_client(stream));
        }
    }
}

/// Times of `count` posts within a waking span: sessions at any hour but more in the evening, each of posts a few minutes apart.
pub(crate) fn session_times(count: usize, goes_on: f64, (wake, bed): (i64, i64), stream: &mut Stream) -> Vec<i64> {
    let mut times = Vec::with_capacity(count);
    while times.len() < count {
        let at = if stream.chance(0.6) { stream.unit() } else { (0.75 + 0.12 * stream.normal()).clamp(0.0, 0.999) };
        let mut time = wake + ((bed - wake) as f64 * at) as i64;
        while time < bed && times.len() < count {
            times.push(time);
            if !stream.chance(goes_on) {
                break;
            }
            time += SHORTEST_PAUSE + seconds(stream.exponential(PAUSE));
        }
    }
    times
}
