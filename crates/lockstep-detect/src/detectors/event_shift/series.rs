//! Posts by day, for everybody, for each set and for each hashtag.

use lockstep_snapshot::Snapshot;

use super::Settings;
use crate::groups::groups;
use crate::timelines::Timelines;

pub(super) const DAY_MS: i64 = 86_400_000;

/// The whole days of a collection: all but its first and its last, which may be cut short.
pub(super) struct Calendar {
    /// Day number since 1970-01-01 of the first whole day.
    first: i64,
    /// Number of whole days.
    pub(super) days: usize,
    /// For each whole day, whether nobody posted at all.
    pub(super) silent: Vec<bool>,
}

impl Calendar {
    /// The calendar of a snapshot; nothing when it spans no whole day.
    pub(super) fn of(snapshot: &Snapshot) -> Option<Self> {
        let times = &snapshot.posts.time;
        let first = times.first()?.div_euclid(DAY_MS) + 1;
        let days = usize::try_from(times.last()?.div_euclid(DAY_MS) - first).ok().filter(|days| *days > 0)?;
        let mut calendar = Self { first, days, silent: vec![true; days] };
        for time in times {
            if let Some(day) = calendar.day(*time) {
                calendar.silent[day] = false;
            }
        }
        Some(calendar)
    }

    /// The place of the day of a moment, if it is one of the whole days.
    pub(super) fn day(&self, time: i64) -> Option<usize> {
        usize::try_from(time.div_euclid(DAY_MS) - self.first).ok().filter(|day| *day < self.days)
    }

    /// The first moment of a day.
    pub(super) fn start(&self, day: usize) -> i64 {
        (self.first + day as i64) * DAY_MS
    }
}

/// Posts by whole day.
pub(super) struct Series {
    pub(super) name: String,
    /// `studied`, `control`, or what else it is.
    pub(super) role: String,
    pub(super) posts: Vec<u64>,
}

impl Series {
    /// Days with a post.
    pub(super) fn active(&self) -> usize {
        self.posts.iter().filter(|posts| **posts > 0).count()
    }

    /// ln(1 + n) of each day.
    pub(super) fn logarithms(&self) -> Vec<f64> {
        self.posts.iter().map(|posts| libm::log1p(*posts as f64)).collect()
    }
}

/// All series: the sets, everybody, and the hashtags in the order of the settings.
pub(super) fn all(settings: &Settings, snapshot: &Snapshot, calendar: &Calendar) -> Vec<Series> {
    let posts = &snapshot.posts;
    let posting: Vec<u32> = Timelines::new(snapshot).posting().collect();
    let days: Vec<Option<usize>> = posts.time.iter().map(|time| calendar.day(*time)).collect();
    let count = |taken: &dyn Fn(usize) -> bool| {
        let mut counts = vec![0; calendar.days];
        days.iter().enumerate().filter(|(post, _)| taken(*post)).filter_map(|(_, day)| *day).for_each(|day| counts[day] += 1);
        counts
    };
    let mut all = Vec::new();
    for group in groups(snapshot, &posting) {
        let mut member = vec![false; snapshot.accounts.len()];
        group.members.iter().for_each(|account| member[*account as usize] = true);
        let posts = count(&|post| member[posts.account[post] as usize]);
        all.push(Series { name: group.name, role: group.role.to_owned(), posts });
    }
    if all.len() > 1 {
        all.push(Series { name: "all accounts".to_owned(), role: "the whole collection".to_owned(), posts: count(&|_| true) });
    }
    for tag in &settings.hashtags {
        let tag = tag.trim_start_matches('#').to_lowercase();
        let counts = posts.hashtags.as_ref().map_or_else(Vec::new, |lists| {
            lists.names.rank(&tag).map_or_else(|| vec![0; calendar.days], |rank| count(&|post| lists.get(post).contains(&rank)))
        });
        all.push(Series { name: format!("#{tag}"), role: "hashtag".to_owned(), posts: counts });
    }
    all
}
