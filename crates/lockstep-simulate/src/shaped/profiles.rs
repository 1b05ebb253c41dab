//! What was read off the profiles of a shaped crowd, and who follows whom.

use lockstep_snapshot::{FollowRow, ObservationRow, Part, Status};

use crate::account::Account;
use crate::calendar::DAY;
use crate::random::Stream;

use super::shape::{Life, Looks};

/// Share of its followers that an account gained in a year.
const YEARLY_GROWTH: f64 = 0.3;
/// Probability that somebody follows an account of the own community rather than any other.
const HOMOPHILY: f64 = 0.7;

/// Write the observations of an account, evenly over its life, given the times of its posts in order.
pub(super) fn observe(account: &Account, looks: &Looks, life: &Life, start: i64, times: &[i64], part: &mut Part, stream: &mut Stream) {
    let from = start + i64::from(life.first_day) * DAY;
    let span = i64::from(life.days) * DAY;
    let mut followers = account.followers as i64;
    let step = span / looks.each as i64;
    let expected = account.followers as f64 * YEARLY_GROWTH / 365.0 * step as f64 / DAY as f64;
    for look in 1..=looks.each as i64 {
        followers += stream.poisson(expected) as i64;
        // A profile that is looked at after each post is seen at the moments of a clock that is no finer than the posts'.
        let observed_at = from + step * look - 1;
        let [handle, name, bio, place] = looks.profiles;
        let [has_followers, has_following, has_posts] = looks.counters;
        let profile = &account.profile;
        let since = times.partition_point(|time| *time <= observed_at) as u64;
        part.observations.push(&ObservationRow {
            account_id: &account.id,
            observed_at,
            handle: handle.then_some(profile.handle.as_str()),
            display_name: name.then_some(profile.name.as_str()),
            bio: bio.then_some(profile.bio.as_str()),
            location: profile.place.filter(|_| place),
            created_at: looks.created_at.then_some(account.created_at),
            followers: has_followers.then_some(followers.max(0) as u64),
            following: has_following.then_some(account.following),
            posts: has_posts.then_some(account.prior_posts + since),
            status: looks.status.then_some(Status::Active),
            verified: looks.verified.then_some(false),
        });
    }
}

/// Write the ties of an account, `mean` on average, to people of the crowd.
pub(super) fn follow(account: &Account, people: &[Account], mean: f64, part: &mut Part, stream: &mut Stream) {
    let own: Vec<usize> = (0..people.len()).filter(|other| people[*other].community == account.community).collect();
    let mut followed: Vec<usize> = (0..stream.poisson(mean))
        .map(|_| if !own.is_empty() && stream.chance(HOMOPHILY) { stream.pick(&own) } else { stream.index(people.len()) })
        .filter(|other| people[*other].serial != account.serial)
        .collect();
    followed.sort_unstable();
    followed.dedup();
    for other in followed {
        part.follows.push(&FollowRow { follower_id: &account.id, followed_id: &people[other].id, observed_at: None, position: None });
    }
}
