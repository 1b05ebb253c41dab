//! What was read off the accounts' profiles: weekly, and for the studied accounts daily around the follower spike; then one last check of
//! which accounts remain.
//!
//! The counter of posts goes up by exactly the collected posts. Followers come and go at an account's usual rate; the spike adds to it.

use lockstep_snapshot::{ObservationRow, Part, Status};

use crate::account::Account;
use crate::calendar::DAY;
use crate::random::Stream;
use crate::scenario::{DAILY_FROM, DAILY_UNTIL, END, LATER_CHECK, READING, SPIKE, Size};
use crate::text::Community;

/// Share of the followers, those of the spike aside, that an account gained in a year.
const YEARLY_GROWTH: f64 = 0.3;
/// Followers lost for each one gained.
const LOSSES: f64 = 0.25;
/// Days in which an account comes to follow one more.
const DAYS_PER_FOLLOWED: i64 = 12;

/// Write the observations of an account, given the times of its posts in order and the ties it is known to have.
pub(crate) fn observe(account: &Account, size: &Size, times: &[i64], ties: u64, part: &mut Part, stream: &mut Stream) {
    let readings = readings(account, size);
    let gains = gains(account, &readings, stream);
    let mut followers = account.followers as i64 - gains.iter().sum::<i64>();
    for (reading, gain) in readings.iter().zip(gains) {
        followers += gain;
        let since = times.partition_point(|time| time <= reading) as u64;
        let following = account.following.max(ties).saturating_sub(((END - reading) / DAY / DAYS_PER_FOLLOWED) as u64);
        let row = ObservationRow {
            followers: Some(followers.max(0) as u64),
            following: Some(following.max(ties)),
            posts: Some(account.prior_posts + since),
            ..profile_row(account, *reading, Status::Active)
        };
        part.observations.push(&row);
    }
    part.observations.push(&profile_row(account, LATER_CHECK, account.later));
}

/// When an account was looked at, ms, ascending: Mondays, and daily for the studied accounts around the spike. The last is the last day.
fn readings(account: &Account, size: &Size) -> Vec<i64> {
    (0..size.days as i64)
        .map(|day| size.start + day * DAY)
        .filter(|midnight| {
            let daily = account.community == Community::Cause && (DAILY_FROM..DAILY_UNTIL).contains(midnight);
            daily || crate::calendar::weekday(*midnight) == 0
        })
        .map(|midnight| midnight + READING)
        .filter(|reading| *reading >= account.created_at)
        .collect()
}

/// Followers gained up to each reading since the one before; 0 for the first.
fn gains(account: &Account, readings: &[i64], stream: &mut Stream) -> Vec<i64> {
    let usual = account.followers - account.spike.iter().sum::<u64>();
    let daily = usual as f64 * YEARLY_GROWTH / 365.0 / (1.0 - LOSSES);
    let between = |from: i64, to: i64| -> u64 {
        let days = account.spike.iter().enumerate().map(|(day, gain)| (SPIKE + day as i64 * DAY + READING, gain));
        days.filter(|(day, _)| from < *day && *day <= to).map(|(_, gain)| gain).sum()
    };
    let mut gains = vec![0; readings.len().min(1)];
    for pair in readings.windows(2) {
        let days = ((pair[1] - pair[0]) / DAY) as f64;
        let (came, left) = (stream.poisson(daily * days), stream.poisson(daily * days * LOSSES));
        gains.push(came as i64 - left as i64 + between(pair[0], pair[1]) as i64);
    }
    gains
}

fn profile_row(account: &Account, observed_at: i64, status: Status) -> ObservationRow<'_> {
    let profile = account.profile_at(observed_at);
    let row = ObservationRow { account_id: &account.id, observed_at, status: Some(status), ..ObservationRow::default() };
    if status != Status::Active {
        return row;
    }
    ObservationRow {
        handle: Some(&profile.handle),
        display_name: Some(&profile.name),
        bio: Some(&profile.bio),
        location: profile.place,
        created_at: Some(account.created_at),
        verified: Some(false),
        ..row
    }
}
