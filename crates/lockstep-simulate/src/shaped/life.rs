//! How somebody of a shaped crowd posts: as much as one account of the data, on as many days, awake by day and asleep at night.

use crate::calendar::{DAY, seconds, weekday};
use crate::crowd::{GOES_ON, WEEK, session_times, share_something_new};
use crate::ledger::Ledger;
use crate::random::{Stream, Weighted};
use crate::scenario::{FLASH_DELAY, FLASH_SHARE};
use crate::sleep::Waking;

use super::shape::Life;

/// Attempts to find something to pass on that is not old and was not passed on before.
const ATTEMPTS: usize = 5;
/// Spread of the posts of an account's days, standard deviation of the logarithm.
const UNEVEN: f64 = 0.6;

/// Live as an account of this life.
pub(super) fn live(ledger: &mut Ledger<'_>, life: &Life, waking: &Waking, stream: &mut Stream) {
    let mix = ledger.world.customs.of_people(ledger.account.community);
    let flashes = flashes(ledger, mix.retweet);
    for (day, posts) in days(life, ledger.world.extent.start, stream) {
        // The first span is that of the day before the collection.
        let Some(&(wake, bed)) = waking.spans().get(day + 1) else { continue };
        let mut left = posts;
        for (object, born) in flashes.iter().filter(|(_, born)| (wake..bed).contains(born)) {
            let time = born + seconds(2.0 + stream.exponential(FLASH_DELAY));
            if left > 0 && stream.chance(FLASH_SHARE) && waking.at(time) && ledger.covers(time) && ledger.claim(*object) {
                ledger.retweet(time, *object, Ledger::peoples_client(stream));
                left -= 1;
            }
        }
        let mut own = 0;
        for _ in 0..left {
            let shared = stream.chance(mix.retweet) && (0..ATTEMPTS).any(|_| share_something_new(ledger, wake, waking, stream));
            own += usize::from(!shared);
        }
        for time in session_times(own, GOES_ON, (wake, bed), stream) {
            if let Some(time) = within(ledger, time, waking) {
                ledger.act(time, mix.unshared(), Ledger::peoples_client(stream), stream);
            }
        }
    }
}

/// Flashes of news and their times; none where nothing is passed on.
fn flashes(ledger: &Ledger<'_>, retweets: f64) -> Vec<(u32, i64)> {
    let objects = &ledger.world.objects;
    if retweets > 0.0 { objects.flashes().map(|number| (number, objects.get(number).born)).collect() } else { Vec::new() }
}

/// A time, moved by a day where a person's day reaches over an end of the collection.
fn within(ledger: &Ledger<'_>, time: i64, waking: &Waking) -> Option<i64> {
    [time, time - DAY, time + DAY].into_iter().find(|time| ledger.covers(*time) && (waking.at(*time) || ledger.world.extent.days == 1))
}

/// The days on which an account posts and how many posts each has: the first and the last of its life, and others between.
fn days(life: &Life, start: i64, stream: &mut Stream) -> Vec<(usize, u32)> {
    let (first, last) = (life.first_day as usize, (life.first_day + life.days.max(1) - 1) as usize);
    let mut between: Vec<usize> = (first + 1..last).collect();
    stream.shuffle(&mut between);
    between.truncate((life.active_days as usize).saturating_sub(2));
    let mut days: Vec<usize> = [first].into_iter().chain(between).chain((last > first).then_some(last)).collect();
    days.sort_unstable();
    let weights = days.iter().map(|day| (1e6 * WEEK[weekday(start + *day as i64 * DAY)] * stream.lognormal(1.0, UNEVEN)) as u64 + 1);
    let weights = Weighted::new(weights.collect::<Vec<_>>());
    let mut counts = vec![1_u32; days.len()];
    for _ in 0..life.posts.saturating_sub(days.len() as u32) {
        counts[weights.draw(stream)] += 1;
    }
    days.into_iter().zip(counts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::midnight;
    use crate::random::Streams;

    #[test]
    fn posts_are_dealt_to_the_days_of_a_life() {
        let mut stream = Streams::new(1, "life").at(0);
        let mut dealt = |posts, active_days, days, first_day| {
            super::days(&Life { posts, active_days, days, first_day }, midnight(2019, 1, 1), &mut stream)
        };
        let busy = dealt(100, 10, 30, 5);
        assert_eq!(busy.len(), 10);
        assert_eq!((busy[0].0, busy[9].0), (5, 34));
        assert_eq!(busy.iter().map(|(_, posts)| posts).sum::<u32>(), 100);
        assert_eq!(dealt(1, 1, 1, 3), [(3, 1)]);
        assert_eq!(dealt(7, 1, 1, 0), [(0, 7)]);
        assert_eq!(dealt(2, 2, 9, 0), [(0, 1), (8, 1)]);
    }
}
