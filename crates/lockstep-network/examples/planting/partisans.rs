//! A partisan crowd: opposed camps, each sharing what a few pages of its own side publish, with nobody coordinating. People who follow the
//! same pages share many of the same posts, which a null that knows only how active each account is takes for coordination.

use std::collections::BTreeSet;

use crate::population::{Population, Row};
use crate::random::{Stream, Weighted, zipf};
use crate::waking::{Waking, moment, to_second};

/// Streams below this number are those of accounts.
const STREAM_OF_POSTS: u64 = 1 << 40;

/// How the crowd is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Partisans {
    /// Number of accounts.
    pub(crate) accounts: u32,
    /// Camps, of equal size.
    pub(crate) camps: usize,
    /// Pages of a camp, and the Zipf exponent of their followers and of what they publish.
    pub(crate) pages: (usize, f64),
    /// Posts of a camp's pages together.
    pub(crate) posts: usize,
    /// Zipf exponent of the popularity of a page's posts.
    pub(crate) exponent: f64,
    /// Least and most pages that an account follows.
    pub(crate) followed: (usize, usize),
    /// Share of an account's actions that are on posts of the pages it follows; the rest is on any post of its camp.
    pub(crate) loyalty: f64,
    /// Share of actions that are on the account's own camp at all.
    pub(crate) homophily: f64,
    /// Actions of an account: median and standard deviation of the logarithm.
    pub(crate) actions: (f64, f64),
    /// Days over which posts appear.
    pub(crate) days: u32,
    /// Time from a post's appearance to an action, s: median and standard deviation of the logarithm.
    pub(crate) delay: (f64, f64),
}

impl Default for Partisans {
    fn default() -> Self {
        Self {
            accounts: 5_000,
            camps: 2,
            pages: (60, 0.8),
            posts: 6_000,
            exponent: 0.9,
            followed: (3, 8),
            loyalty: 0.82,
            homophily: 0.95,
            actions: (18.0, 1.0),
            days: 30,
            delay: (1_800.0, 1.8),
        }
    }
}

impl Partisans {
    /// The crowd of a seed.
    pub(crate) fn draw(&self, name: &str, seed: u64) -> Population {
        let mut stream = Stream::new(seed, STREAM_OF_POSTS);
        let posts = self.camps * self.posts;
        let born: Vec<f64> = (0..posts).map(|_| moment(self.days, &mut stream)).collect();
        let pages = Weighted::new((0..self.pages.0).map(|page| (page, zipf(page, self.pages.1))));
        let camps: Vec<Camp> = (0..self.camps).map(|camp| Camp::draw(self, camp, &pages, &mut stream)).collect();
        let mut rows = Vec::new();
        for account in 0..self.accounts {
            let mut stream = Stream::new(seed, u64::from(account));
            let waking = Waking::draw(&mut stream);
            let side = account as usize % self.camps;
            let follows = self.followed.0 + stream.index(self.followed.1 - self.followed.0 + 1);
            let followed: Vec<usize> = (0..follows).filter_map(|_| pages.draw(&mut stream)).collect();
            let wanted = stream.lognormal(self.actions.0, self.actions.1) as usize;
            let mut acted_on = BTreeSet::new();
            for _ in 0..wanted {
                let across = !stream.chance(self.homophily);
                let camp = &camps[if across { stream.index(self.camps) } else { side }];
                let loyal = !across && stream.chance(self.loyalty);
                let among = if loyal { &camp.of_page[followed[stream.index(follows)]] } else { &camp.of_all };
                if let Some(object) = among.draw(&mut stream).filter(|object| acted_on.insert(*object)) {
                    let seen = born[object as usize] + stream.lognormal(self.delay.0, self.delay.1);
                    rows.push(Row { time: to_second(waking.at_or_after(seen, &mut stream)), account, object });
                }
            }
        }
        Population::new(name, self.accounts, posts as u32, rows)
    }
}

/// The posts of a camp, by popularity.
struct Camp {
    of_page: Vec<Weighted<u32>>,
    of_all: Weighted<u32>,
}

impl Camp {
    fn draw(crowd: &Partisans, camp: usize, pages: &Weighted<usize>, stream: &mut Stream) -> Self {
        let mut of_page: Vec<Vec<(u32, u64)>> = vec![Vec::new(); crowd.pages.0];
        for post in camp * crowd.posts..(camp + 1) * crowd.posts {
            let page = &mut of_page[pages.draw(stream).expect("a camp has pages")];
            page.push((post as u32, zipf(page.len(), crowd.exponent)));
        }
        let of_all = Weighted::new(of_page.iter().flatten().copied());
        Self { of_page: of_page.into_iter().map(Weighted::new).collect(), of_all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn camps_keep_to_themselves_and_activity_has_a_long_tail() {
        let crowd = Partisans { accounts: 1_000, ..Partisans::default() };
        let population = crowd.draw("partisans", 1);
        let own = population.rows.iter().filter(|row| row.account as usize % crowd.camps == row.object as usize / crowd.posts).count();
        let share = own as f64 / population.rows.len() as f64;
        let expected = crowd.homophily + (1.0 - crowd.homophily) / crowd.camps as f64;
        assert!((share - expected).abs() < 0.01, "{share}");
        let mut of_each = population.actions().objects_of_each();
        of_each.sort_unstable();
        assert!(of_each[990] > 5 * of_each[500], "{} {}", of_each[990], of_each[500]);
    }
}
