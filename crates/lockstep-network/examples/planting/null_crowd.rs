//! A crowd in which nobody coordinates: people with a few interests each, popular and rare objects, nights, and on demand flash news that
//! hundreds of them share within minutes.

use std::collections::BTreeSet;

use crate::population::{Population, Row};
use crate::random::{Stream, Weighted, zipf};
use crate::waking::{Waking, moment, to_second};

/// Streams below this number are those of accounts.
const STREAM_OF_OBJECTS: u64 = 1 << 40;

/// How the crowd is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NullCrowd {
    /// Number of accounts.
    pub(crate) accounts: u32,
    /// Number of objects, flash news not counted.
    pub(crate) objects: u32,
    /// Days over which objects appear.
    pub(crate) days: u32,
    /// Topics, each object being of one.
    pub(crate) topics: usize,
    /// Topics that one account follows.
    pub(crate) followed: usize,
    /// Share of an account's actions that are on its own topics.
    pub(crate) preference: f64,
    /// Zipf exponent of the objects' popularity.
    pub(crate) exponent: f64,
    /// Actions of an account: median and standard deviation of the logarithm.
    pub(crate) actions: (f64, f64),
    /// Time from an object's appearance to an action, s: median and standard deviation of the logarithm.
    pub(crate) delay: (f64, f64),
    /// Flash news: objects shared by a large part of all who are awake, minutes after they appear.
    pub(crate) flash: u32,
    /// Chance that an account which is awake shares a piece of flash news: mean over accounts, which have from half to one and a half times that.
    pub(crate) flash_chance: f64,
    /// Mean time from the appearance of flash news to a share, s.
    pub(crate) flash_delay: f64,
}

impl Default for NullCrowd {
    fn default() -> Self {
        Self {
            accounts: 1_500,
            objects: 3_000,
            days: 21,
            topics: 12,
            followed: 3,
            preference: 0.8,
            exponent: 0.9,
            actions: (40.0, 1.1),
            delay: (3_200.0, 1.8),
            flash: 0,
            flash_chance: 0.29,
            flash_delay: 180.0,
        }
    }
}

impl NullCrowd {
    /// The same crowd with fifteen pieces of flash news.
    pub(crate) fn with_flash(self) -> Self {
        Self { flash: 15, ..self }
    }

    /// The crowd of a seed.
    pub(crate) fn draw(&self, name: &str, seed: u64) -> Population {
        let mut stream = Stream::new(seed, STREAM_OF_OBJECTS);
        let born: Vec<f64> = (0..self.objects + self.flash).map(|_| moment(self.days, &mut stream)).collect();
        let popularity = |object: u32| (object, zipf(object as usize, self.exponent));
        let mut of_topic: Vec<Vec<(u32, u64)>> = vec![Vec::new(); self.topics];
        (0..self.objects).for_each(|object| of_topic[stream.index(self.topics)].push(popularity(object)));
        let of_topic: Vec<Weighted<u32>> = of_topic.into_iter().map(Weighted::new).collect();
        let of_all = Weighted::new((0..self.objects).map(popularity));
        let mut rows = Vec::new();
        for account in 0..self.accounts {
            let mut stream = Stream::new(seed, u64::from(account));
            let waking = Waking::draw(&mut stream);
            let followed = stream.sample(&of_topic.iter().collect::<Vec<_>>(), self.followed);
            let flash_chance = self.flash_chance * (0.5 + stream.unit());
            let wanted = stream.lognormal(self.actions.0, self.actions.1) as usize;
            let mut acted_on = BTreeSet::new();
            for _ in 0..wanted {
                let own = stream.chance(self.preference);
                let among = if own { followed[stream.index(followed.len())] } else { &of_all };
                if let Some(object) = among.draw(&mut stream).filter(|object| acted_on.insert(*object)) {
                    let seen = born[object as usize] + stream.lognormal(self.delay.0, self.delay.1);
                    rows.push(Row { time: to_second(waking.at_or_after(seen, &mut stream)), account, object });
                }
            }
            for object in self.objects..self.objects + self.flash {
                let time = born[object as usize] + stream.exponential(self.flash_delay);
                if stream.chance(flash_chance) && waking.is_awake(time) {
                    rows.push(Row { time: to_second(time), account, object });
                }
            }
        }
        Population::new(name, self.accounts, self.objects + self.flash, rows)
    }
}

#[cfg(test)]
mod tests {
    use lockstep_network::window_counts;

    use super::*;

    /// Accounts with an edge of `window_counts` over 60 s.
    fn flagged(crowd: &Population, minimum: u32) -> usize {
        let edges = window_counts(&crowd.actions(), 60_000, minimum, 1 << 30).expect("a small crowd").edges;
        BTreeSet::from_iter(edges.iter().flat_map(|edge| [edge.source, edge.target])).len()
    }

    #[test]
    fn fixed_counts_flag_some_by_chance_and_most_after_flash_news() {
        let (quiet, flash) = (NullCrowd::default().draw("quiet", 1), NullCrowd::default().with_flash().draw("flash", 1));
        let shape = [flagged(&quiet, 3), flagged(&quiet, 5), flagged(&flash, 3), flagged(&flash, 5)];
        let known = [100..=250, 0..=10, 900..=1_300, 40..=160];
        assert!(shape.iter().zip(known).all(|(count, range)| range.contains(count)), "{shape:?}");
    }

    #[test]
    fn a_crowd_follows_from_its_seed() {
        let crowd = NullCrowd { accounts: 50, ..NullCrowd::default() };
        assert_eq!(crowd.draw("a", 1), crowd.draw("a", 1));
        assert_ne!(crowd.draw("a", 1).rows, crowd.draw("a", 2).rows);
    }
}
