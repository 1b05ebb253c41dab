//! How much of an account, and of each part of it, keeps to a clock.

use lockstep_snapshot::{Kind, Posts};
use lockstep_statistics::{CELLS, Interval, NormalPart, normal_mixture, normal_quantile, peaks, pelt, share_above, uniformity};

use super::Settings;
use crate::clocks::{DAY_MS, Face, MINUTE_MS, Times, month, own};

/// Width of the cells in which logarithms of pauses are counted, and least spread of a kind of pause.
const PAUSE_CELL: f64 = 0.1;
/// Most kinds of pause.
const MOST_PARTS: usize = 3;
/// What a change of regime must gain in twice the log-likelihood beyond 2 ln(months): passed by chance once in a thousand.
const GAIN_OF_CHANGE: f64 = 10.828;

/// How an account is cut into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cut {
    Client,
    Kind,
    Month,
}

impl Cut {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Kind => "kind",
            Self::Month => "month",
        }
    }
}

/// Some posts of one account, measured against the clock.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) posts: u64,
    /// The natural logarithm of the chance of minutes as uneven, where there are enough posts for the test.
    pub(super) ln_p: Option<f64>,
    /// The share of the posts that keeps to peak minutes.
    pub(super) share: Interval,
    peak: [bool; CELLS],
}

impl Measured {
    fn new(times: &[i64], confidence: f64) -> Option<Self> {
        let counts = Face::Minutes.counts(&Face::Minutes.thinned(times));
        let peak = peaks(&counts);
        let share = share_above(&days(times, &peak), peak.iter().filter(|peak| **peak).count(), normal_quantile(f64::midpoint(1.0, confidence)))?;
        Some(Self { posts: times.len() as u64, ln_p: uniformity(&counts).map(|face| face.ln_uneven), share, peak })
    }
}

/// Posts at peak minutes and all posts, of each UTC day with any.
fn days(times: &[i64], peak: &[bool; CELLS]) -> Vec<(u32, u32)> {
    let inside = |day: &[i64]| day.iter().filter(|time| peak[Face::Minutes.at(**time)]).count() as u32;
    times.chunk_by(|a, b| a.div_euclid(DAY_MS) == b.div_euclid(DAY_MS)).map(|day| (inside(day), day.len() as u32)).collect()
}

/// A part of an account.
#[derive(Debug, Clone)]
pub(super) struct Stratum {
    pub(super) cut: Cut,
    /// Rank of the client, number of the kind, or month.
    pub(super) key: u64,
    pub(super) measured: Measured,
}

impl Stratum {
    /// Passed-on posts keep to their sources' minutes, so they are shown and decide nothing.
    pub(super) fn counts(&self) -> bool {
        self.cut != Cut::Kind || self.key != Kind::Retweet as u64
    }
}

/// One account with enough posts of its own.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) whole: Measured,
    pub(super) strata: Vec<Stratum>,
    times: Vec<i64>,
}

impl Account {
    /// `posts` are those of one account in time order. `None` without enough own posts, or with times coarser than a minute.
    pub(super) fn new(posts: &[u32], table: &Posts, settings: &Settings) -> Option<Self> {
        if posts.len() < settings.minimum_actions as usize {
            return None;
        }
        let own = own(posts, table.kind.as_deref());
        let times = fine(&own, table, settings.minimum_actions)?;
        let whole = Measured::new(&times, settings.confidence)?;
        let mut strata = Vec::new();
        if let Some(clients) = &table.client {
            strata.extend(cut(Cut::Client, &own, |post| clients.rank(post as usize).map(u64::from), table, settings));
        }
        if let Some(kinds) = &table.kind {
            strata.extend(cut(Cut::Kind, posts, |post| Some(kinds[post as usize] as u64), table, settings));
        }
        strata.extend(cut(Cut::Month, &own, |post| Some(month(table.time[post as usize])), table, settings));
        Some(Self { whole, strata, times })
    }

    /// The kinds of pause between the account's own posts: normal parts of ln(seconds).
    pub(super) fn pauses(&self) -> Vec<NormalPart> {
        let cell = |pair: &[i64]| {
            let seconds = (pair[1] - pair[0]).max(1) as f64 / 1_000.0;
            libm::floor(libm::log(seconds) / PAUSE_CELL) as i64
        };
        let mut cells: Vec<i64> = self.times.windows(2).map(cell).collect();
        cells.sort_unstable();
        let counted: Vec<(f64, u32)> =
            cells.chunk_by(|a, b| a == b).map(|run| ((run[0] as f64 + 0.5) * PAUSE_CELL, run.len() as u32)).collect();
        normal_mixture(&counted, MOST_PARTS, PAUSE_CELL)
    }

    /// Stretches of months within which the share hardly changes: first and last moment, posts and share.
    pub(super) fn regimes(&self, settings: &Settings) -> Vec<Regime> {
        let peak_cells = self.whole.peak.iter().filter(|peak| **peak).count();
        let months: Vec<&[i64]> = self.times.chunk_by(|a, b| month(*a) == month(*b)).collect();
        let by_day: Vec<Vec<(u32, u32)>> = months.iter().map(|times| days(times, &self.whole.peak)).collect();
        let sums: Vec<(f64, f64)> = by_day.iter().map(|days| sum(days)).collect();
        let scatter = scatter(&by_day, &sums);
        let cost = |from: usize, to: usize| {
            let (inside, all) = sums[from..to].iter().fold((0.0, 0.0), |sum, month| (sum.0 + month.0, sum.1 + month.1));
            let part = |part: f64| if part > 0.0 { part * libm::log(part / all) } else { 0.0 };
            -2.0 * (part(inside) + part(all - inside)) / scatter
        };
        let penalty = GAIN_OF_CHANGE + 2.0 * libm::log(months.len() as f64);
        let starts = [0].into_iter().chain(pelt(months.len(), 1, penalty, cost));
        let bounds: Vec<usize> = starts.chain([months.len()]).collect();
        let z = normal_quantile(f64::midpoint(1.0, settings.confidence));
        bounds
            .windows(2)
            .filter_map(|pair| {
                let share = share_above(&by_day[pair[0]..pair[1]].concat(), peak_cells, z)?;
                let posts = months[pair[0]..pair[1]].iter().map(|times| times.len() as u64).sum();
                Some(Regime { first: *months[pair[0]].first()?, last: *months[pair[1] - 1].last()?, posts, share })
            })
            .collect()
    }
}

/// A stretch of time within which the share hardly changes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Regime {
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) posts: u64,
    pub(super) share: Interval,
}

fn sum(days: &[(u32, u32)]) -> (f64, f64) {
    days.iter().fold((0.0, 0.0), |sum, day| (sum.0 + f64::from(day.0), sum.1 + f64::from(day.1)))
}

/// How much more days scatter about their month's share than independent posts would, at least 1.
fn scatter(by_day: &[Vec<(u32, u32)>], months: &[(f64, f64)]) -> f64 {
    let (mut found, mut expected) = (0.0, 0.0);
    for (days, (inside, all)) in by_day.iter().zip(months) {
        let share = inside / all;
        for (inside, all) in days {
            let off = f64::from(*inside) - share * f64::from(*all);
            found += off * off;
        }
        expected += all * share * (1.0 - share);
    }
    if expected > 0.0 { (found / expected).max(1.0) } else { 1.0 }
}

/// The times of posts, if there are enough and they are fine enough.
fn fine(posts: &[u32], table: &Posts, least: u32) -> Option<Vec<i64>> {
    let enough = posts.len() >= least as usize;
    let times = enough.then(|| Times::new(posts, table))?;
    (times.resolution_ms <= MINUTE_MS).then_some(times.ms)
}

/// The parts of an account with enough posts. Their intervals hold for all parts of a cut at once (Bonferroni).
fn cut(cut: Cut, posts: &[u32], key: impl Fn(u32) -> Option<u64>, table: &Posts, settings: &Settings) -> Vec<Stratum> {
    let mut keyed: Vec<(u64, u32)> = posts.iter().filter_map(|post| key(*post).map(|key| (key, *post))).collect();
    keyed.sort_unstable();
    let parts: Vec<(u64, Vec<i64>)> = keyed
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|run| {
            let posts: Vec<u32> = run.iter().map(|(_, post)| *post).collect();
            Some((run[0].0, fine(&posts, table, settings.stratum_posts)?))
        })
        .collect();
    let confidence = 1.0 - (1.0 - settings.confidence) / parts.len().max(1) as f64;
    parts.iter().filter_map(|(key, times)| Some(Stratum { cut, key: *key, measured: Measured::new(times, confidence)? })).collect()
}

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{Posts, TextColumn};
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;
    use crate::clocks::HOUR_MS;

    fn below(random: &mut ChaCha8Rng, n: i64) -> i64 {
        ((u128::from(random.next_u64()) * n as u128) >> 64) as i64
    }

    /// Six posts a day by hand and, on days from `from` on, four by a program on the quarter of the hour.
    fn account(days: i64, from: i64) -> Posts {
        let mut random = ChaCha8Rng::seed_from_u64(44);
        let mut time = Vec::new();
        for day in 0..days {
            let midnight = 1_550_000_000_000 / DAY_MS * DAY_MS + day * DAY_MS;
            time.extend((0..6).map(|_| midnight + below(&mut random, DAY_MS / SECOND) * SECOND));
            if day >= from {
                time.extend((0..4).map(|_| midnight + below(&mut random, 96) * HOUR_MS / 4 + below(&mut random, 9_000)));
            }
        }
        time.sort_unstable();
        Posts { account: vec![0; time.len()], time, resolution_ms: 1_000, ..Posts::default() }
    }

    const SECOND: i64 = 1_000;

    fn measured(posts: &Posts) -> Account {
        let all: Vec<u32> = (0..posts.len() as u32).collect();
        Account::new(&all, posts, &Settings::default()).expect("enough posts")
    }

    #[test]
    fn the_share_of_the_program_is_found() {
        let account = measured(&account(200, 0));
        let share = account.whole.share;
        assert!(share.low < 0.4 && share.high > 0.4 && share.high - share.low < 0.1, "{share:?}");
        assert_eq!(account.whole.peak.iter().filter(|peak| **peak).count(), 4);
        assert_eq!(account.regimes(&Settings::default()).len(), 1);
    }

    #[test]
    fn the_month_in_which_the_program_begins_is_found() {
        let account = measured(&account(360, 180));
        let regimes = account.regimes(&Settings::default());
        assert_eq!(regimes.len(), 2, "{regimes:?}");
        assert!(regimes[0].share.high < 0.1 && regimes[1].share.low > 0.3, "{regimes:?}");
        let change = (regimes[1].first - account.times[0]) / DAY_MS;
        assert!((165..=195).contains(&change), "day {change}");
    }

    #[test]
    fn posts_by_hand_alone_have_no_share() {
        let account = measured(&account(300, 300));
        assert_eq!(account.whole.share.estimate, 0.0);
        assert!(account.whole.share.high < 0.02);
        assert!(account.whole.ln_p.is_some_and(|ln_p| ln_p > libm::log(0.001)));
    }

    #[test]
    fn too_few_posts_or_too_coarse_times_are_not_measured() {
        let mut posts = account(16, 20);
        let all: Vec<u32> = (0..posts.len() as u32).collect();
        assert!(posts.len() == 96 && Account::new(&all, &posts, &Settings::default()).is_none());
        posts = account(200, 0);
        posts.time.iter_mut().for_each(|time| *time -= *time % HOUR_MS);
        posts.id = (0..posts.len()).map(|_| "").collect();
        let all: Vec<u32> = (0..posts.len() as u32).collect();
        assert!(Account::new(&all, &posts, &Settings::default()).is_none());
    }

    fn ids(posts: u32) -> TextColumn {
        (0..posts).map(|post| post.to_string()).collect::<Vec<_>>().iter().map(String::as_str).collect()
    }

    #[test]
    fn steady_pauses_are_one_kind_and_bursts_are_two() {
        let steady = Posts { time: (0..200).map(|at| at * 900 * SECOND).collect(), account: vec![0; 200], id: ids(200), resolution_ms: SECOND, ..Posts::default() };
        let parts = measured(&steady).pauses();
        assert!(parts.len() == 1 && (parts[0].mean - libm::log(900.0)).abs() < 0.1);
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let bursts = (0..300).map(|at| (at / 3 * 14_400 + at % 3 * 60 + below(&mut random, 40)) * SECOND).collect();
        let parts = measured(&Posts { time: bursts, account: vec![0; 300], id: ids(300), resolution_ms: SECOND, ..Posts::default() }).pauses();
        assert_eq!(parts.len(), 2, "{parts:?}");
    }
}
