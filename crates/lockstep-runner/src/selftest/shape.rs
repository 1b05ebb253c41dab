//! What is measured of a study's data for a crowd in their shape.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_simulate::{Delays, Fashion, Kinds, Life, Looks, MOST_LIVES, Shape, Shared, Topic};
use lockstep_snapshot::{CodedLists, Column, Kind, Posts, Snapshot, grouped};

use super::window::{MOST_POSTS, evenly, stretch};

/// Columns that a shape is measured by, where the data have them.
pub(super) const MEASURED: [Column; 5] = [Column::Kind, Column::RetweetedPost, Column::RetweetedTime, Column::Hashtags, Column::Urls];

/// Hashtags and links whose popularity is measured one by one; all others are taken to be used once.
const TOPICS: usize = 1_000;
/// Delays needed to say how they are spread.
const FEWEST_DELAYS: usize = 100;
/// Most times that an account is looked at.
const MOST_LOOKS: usize = 100;
/// Most follow ties for each account.
const MOST_TIES: f64 = 30.0;
const DAY: i64 = 86_400_000;

/// The shape of some data.
pub(super) struct MeasuredShape {
    pub(super) shape: Shape,
    /// What was left out, as sentences.
    pub(super) reductions: Vec<String>,
}

/// Why data have no shape, and what to do.
pub(super) struct Shapeless {
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// The posts that a shape is measured on.
struct Kept<'a> {
    posts: &'a Posts,
    /// Rows, ascending.
    rows: Vec<usize>,
    /// Start of the first day.
    start: i64,
    days: usize,
}

/// Measure the shape of data.
pub(super) fn measure(snapshot: &Snapshot) -> Result<MeasuredShape, Shapeless> {
    let posts = &snapshot.posts;
    let (Some(first), Some(last)) = (posts.time.first(), posts.time.last()) else {
        return Err(Shapeless {
            message: "the data have no posts, so there is nothing to shape a crowd on",
            help: "give the study an input with posts; `lockstep check` says what its inputs are",
        });
    };
    if last - first < DAY {
        return Err(Shapeless {
            message: "the posts cover less than a day, and a crowd of people who sleep takes at least one",
            help: "collect for longer, or try the settings on a simulated input: `lockstep simulate` makes one",
        });
    }
    let (kept, reductions) = keep(snapshot, first.div_euclid(DAY), last.div_euclid(DAY));
    let shape = Shape {
        start: kept.start,
        days: kept.days,
        lives: kept.lives(),
        kinds: kept.kinds(),
        shared: kept.shared(),
        hashtags: kept.fashion(posts.hashtags.as_ref()),
        links: kept.fashion(posts.urls.as_ref()),
        columns: snapshot.columns.clone(),
        resolution_ms: posts.resolution_ms,
        looks: looks(snapshot),
        ties: ties(snapshot),
    };
    Ok(MeasuredShape { shape, reductions })
}

/// All rows, or those of as many accounts and days as a crowd may have.
fn keep(snapshot: &Snapshot, first_day: i64, last_day: i64) -> (Kept<'_>, Vec<String>) {
    let posts = &snapshot.posts;
    let all_days = (last_day - first_day + 1) as usize;
    let day = |row: usize| (posts.time[row].div_euclid(DAY) - first_day) as usize;
    let mut by_account = vec![0_u64; snapshot.accounts.len()];
    posts.account.iter().for_each(|account| by_account[*account as usize] += 1);
    let posting: Vec<usize> = (0..by_account.len()).filter(|account| by_account[*account] > 0).collect();
    let counts: Vec<u64> = posting.iter().map(|account| by_account[*account]).collect();
    let mut most = MOST_LIVES.min(posting.len());
    loop {
        let mut kept_account = vec![false; snapshot.accounts.len()];
        evenly(&counts, most).into_iter().for_each(|place| kept_account[posting[place]] = true);
        let of_kept = |row: &usize| kept_account[posts.account[*row] as usize];
        let mut by_day = vec![0_u64; all_days];
        (0..posts.len()).filter(of_kept).for_each(|row| by_day[day(row)] += 1);
        let (first, days) = match stretch(&by_day, MOST_POSTS) {
            Some(stretch) => stretch,
            // Every single day has too many posts, so there have to be fewer accounts.
            None if most > 1 => {
                most /= 2;
                continue;
            }
            None => ((0..all_days).max_by_key(|day| by_day[*day]).unwrap_or(0), 1),
        };
        let rows = (0..posts.len()).filter(of_kept).filter(|row| (first..first + days).contains(&day(*row))).collect();
        let mut reductions = Vec::new();
        let number = |number: usize| grouped(number as u64);
        if most < posting.len() {
            reductions.push(format!(
                "{} of the {} accounts are simulated, evenly from the least to the most active; with fewer accounts fewer meet by chance",
                number(most),
                number(posting.len())
            ));
        }
        if days < all_days {
            reductions.push(format!(
                "{} of the {} days are simulated, a stretch as full as others or fuller, because a crowd has at most {} posts",
                number(days),
                number(all_days),
                grouped(MOST_POSTS)
            ));
        }
        let start = (first_day + first as i64) * DAY;
        return (Kept { posts, rows, start, days }, reductions);
    }
}

impl Kept<'_> {
    fn day(&self, row: usize) -> u32 {
        ((self.posts.time[row] - self.start) / DAY) as u32
    }

    /// The life of every account, the busiest first.
    fn lives(&self) -> Vec<Life> {
        let mut days: BTreeMap<u32, BTreeMap<u32, u32>> = BTreeMap::new();
        for row in &self.rows {
            *days.entry(self.posts.account[*row]).or_default().entry(self.day(*row)).or_default() += 1;
        }
        let life = |days: BTreeMap<u32, u32>| {
            let (first, last) = (days.keys().next().copied().unwrap_or(0), days.keys().next_back().copied().unwrap_or(0));
            Life { posts: days.values().sum(), active_days: days.len() as u32, days: last - first + 1, first_day: first }
        };
        let mut lives: Vec<Life> = days.into_values().map(life).collect();
        lives.sort_unstable_by(|a, b| b.cmp(a));
        lives
    }

    /// Whether a post passes another on, as far as the data say.
    fn passes_on(&self, row: usize) -> bool {
        match (&self.posts.kind, &self.posts.retweeted_post) {
            (Some(kinds), _) => kinds[row] == Kind::Retweet,
            (None, Some(retweeted)) => retweeted.rank(row).is_some(),
            (None, None) => false,
        }
    }

    fn kinds(&self) -> Kinds {
        let share = |of: &dyn Fn(usize) -> bool| self.rows.iter().filter(|row| of(**row)).count() as f64 / self.rows.len() as f64;
        let is = |wanted: Kind| share(&|row| self.posts.kind.as_ref().is_some_and(|kinds| kinds[row] == wanted));
        Kinds { retweets: share(&|row| self.passes_on(row)), replies: is(Kind::Reply), quotes: is(Kind::Quote) }
    }

    fn shared(&self) -> Shared {
        let rows: Vec<usize> = self.rows.iter().copied().filter(|row| self.passes_on(*row)).collect();
        let shares = rows.len() as u64;
        let posts = match (&self.posts.retweeted_post, &self.posts.text) {
            (Some(retweeted), _) => rows.iter().filter_map(|row| retweeted.rank(*row)).collect::<BTreeSet<u32>>().len() as u64,
            (None, Some(texts)) => rows.iter().map(|row| texts.get(*row)).collect::<BTreeSet<&str>>().len() as u64,
            (None, None) => shares,
        };
        let mut delays: Vec<f64> = self
            .posts
            .retweeted_time
            .iter()
            .flat_map(|times| rows.iter().map(|row| (times[*row], self.posts.time[*row])))
            .filter(|(written, passed_on)| *written != Posts::NO_TIME && passed_on >= written)
            .map(|(written, passed_on)| ((passed_on - written) as f64 / 1_000.0).max(1.0))
            .collect();
        delays.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| delays[((delays.len() - 1) as f64 * share) as usize];
        let delays = (delays.len() >= FEWEST_DELAYS).then(|| Delays { early: at(0.16), median: at(0.5), late: at(0.84) });
        Shared { shares, posts: posts.max(u64::from(shares > 0)), delays }
    }

    /// How popular hashtags or links are in posts that accounts wrote themselves.
    fn fashion(&self, lists: Option<&CodedLists>) -> Fashion {
        let Some(lists) = lists else { return Fashion::default() };
        let mut topics: BTreeMap<u32, Topic> = BTreeMap::new();
        let (mut posts, mut carrying, mut uses) = (0_u64, 0_u64, 0_u64);
        for row in self.rows.iter().copied().filter(|row| !self.passes_on(*row)) {
            let of_post: BTreeSet<u32> = lists.get(row).iter().copied().collect();
            posts += 1;
            carrying += u64::from(!of_post.is_empty());
            uses += of_post.len() as u64;
            let day = self.day(row);
            for rank in of_post {
                let topic = topics.entry(rank).or_insert(Topic { uses: 0, first_day: day, days: 1 });
                topic.uses += 1;
                // Rows are in order of time.
                topic.days = day - topic.first_day + 1;
            }
        }
        let mut topics: Vec<Topic> = topics.into_values().filter(|topic| topic.uses > 1).collect();
        topics.sort_by_key(|topic| (std::cmp::Reverse(topic.uses), topic.first_day, topic.days));
        topics.truncate(TOPICS);
        let rare = uses - topics.iter().map(|topic| topic.uses).sum::<u64>();
        let of = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        Fashion { share: of(carrying, posts), each: of(uses, carrying).max(1.0), topics, rare }
    }
}

fn looks(snapshot: &Snapshot) -> Option<Looks> {
    let seen = &snapshot.observations;
    let mut each: Vec<usize> = seen.account.chunk_by(|a, b| a == b).map(<[u32]>::len).collect();
    each.sort_unstable();
    let middle = *each.get(each.len() / 2)?;
    Some(Looks {
        each: middle.min(MOST_LOOKS),
        profiles: [&seen.handle, &seen.display_name, &seen.bio, &seen.location].map(Option::is_some),
        created_at: seen.created_at.is_some(),
        counters: [&seen.followers, &seen.following, &seen.posts].map(Option::is_some),
        status: seen.status.is_some(),
        verified: seen.verified.is_some(),
    })
}

fn ties(snapshot: &Snapshot) -> Option<f64> {
    let ties = snapshot.follows.follower.len();
    let followers: BTreeSet<&u32> = snapshot.follows.follower.iter().collect();
    (ties > 0).then(|| (ties as f64 / followers.len() as f64).min(MOST_TIES))
}

#[cfg(test)]
mod tests;
