//! What is in fashion on each day: hashtags and links as popular, and for as long, as those of some data.

use crate::calendar::DAY;
use crate::random::{Stream, Weighted};
use crate::text::Content;
use crate::words::{EVENT_FIRST, EVENT_SECOND, HOSTS};

/// Most hashtags or links of one post.
const MOST_OF_A_POST: u64 = 12;
/// Numbers of hashtags and links that are used once: so many that two accounts hardly ever draw the same.
const RARE: u64 = 1_000_000_000;

/// How popular the hashtags, or the links, of some data are, without what they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fashion {
    /// Share of posts that carry at least one.
    pub share: f64,
    /// How many those posts carry, on average: 1 or more.
    pub each: f64,
    /// The most used ones, each with the days on which it was in use.
    pub topics: Vec<Topic>,
    /// Uses of all others, which are taken to be used once each.
    pub rare: u64,
}

/// How often something was used, and in which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    /// Uses.
    pub uses: u64,
    /// Day of the first, counted from the first day of the collection.
    pub first_day: u32,
    /// Days from the first use to the last, both included.
    pub days: u32,
}

/// The hashtags and the links of a world.
#[derive(Debug)]
pub(crate) struct Fashions {
    start: i64,
    hashtags: Calendar,
    links: Calendar,
}

/// One fashion, day by day.
#[derive(Debug)]
struct Calendar {
    share: f64,
    each: f64,
    days: Vec<InUse>,
}

/// What is in use on one day: topics and, behind them, whatever is used once.
#[derive(Debug)]
struct InUse {
    topics: Vec<u32>,
    weights: Weighted,
}

impl Fashions {
    pub(crate) fn new(start: i64, days: usize, hashtags: &Fashion, links: &Fashion) -> Self {
        Self { start, hashtags: Calendar::new(hashtags, days), links: Calendar::new(links, days) }
    }

    /// Give a post of some time its hashtags and links.
    pub(crate) fn dress(&self, content: &mut Content, time: i64, stream: &mut Stream) {
        let day = ((time - self.start).max(0) / DAY) as usize;
        for number in self.hashtags.draw(day, stream) {
            content.tag(&hashtag(number));
        }
        for number in self.links.draw(day, stream) {
            content.link(link(number));
        }
    }
}

impl Calendar {
    /// Weights are in thousandths of a use a day, so that something used once in a year still has a chance.
    fn new(fashion: &Fashion, days: usize) -> Self {
        let mut in_use: Vec<(Vec<u32>, Vec<u64>)> = vec![Default::default(); days];
        for (number, topic) in (0..).zip(&fashion.topics) {
            let weight = (topic.uses * 1_000 / u64::from(topic.days.max(1))).max(1);
            let from = (topic.first_day as usize).min(days);
            for (topics, weights) in &mut in_use[from..(from + topic.days as usize).min(days)] {
                topics.push(number);
                weights.push(weight);
            }
        }
        let rare = fashion.rare * 1_000 / days.max(1) as u64;
        let day = |(topics, mut weights): (Vec<u32>, Vec<u64>)| {
            // A day on which nothing is in use has what is used once.
            weights.push(if topics.is_empty() { rare.max(1) } else { rare });
            InUse { topics, weights: Weighted::new(weights) }
        };
        Self { share: fashion.share, each: fashion.each.max(1.0), days: in_use.into_iter().map(day).collect() }
    }

    /// Numbers of what a post carries, each once.
    fn draw(&self, day: usize, stream: &mut Stream) -> Vec<u64> {
        let mut drawn: Vec<u64> = Vec::new();
        let Some(day) = self.days.get(day.min(self.days.len().saturating_sub(1))) else { return drawn };
        if !stream.chance(self.share) {
            return drawn;
        }
        for _ in 0..(1 + stream.poisson(self.each - 1.0)).min(MOST_OF_A_POST) {
            let number = match day.topics.get(day.weights.draw(stream)) {
                Some(topic) => u64::from(*topic),
                None => RARE + stream.below(RARE),
            };
            if !drawn.contains(&number) {
                drawn.push(number);
            }
        }
        drawn
    }
}

fn hashtag(number: u64) -> String {
    let first = EVENT_FIRST[number as usize % EVENT_FIRST.len()];
    let second = EVENT_SECOND[number as usize / EVENT_FIRST.len() % EVENT_SECOND.len()];
    format!("{first}{second}{number}")
}

fn link(number: u64) -> String {
    format!("https://{}/story/{number}", HOSTS[number as usize % HOSTS.len()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;

    #[test]
    fn what_is_in_fashion_is_drawn_on_its_days_and_as_often_as_it_was_used() {
        let topics = vec![Topic { uses: 300, first_day: 0, days: 10 }, Topic { uses: 50, first_day: 5, days: 5 }];
        let calendar = Calendar::new(&Fashion { share: 0.5, each: 1.0, topics, rare: 100 }, 10);
        let mut stream = Streams::new(1, "fashion").at(0);
        let mut counts = |day| {
            let mut counts = [0_u32; 4];
            for _ in 0..8_000 {
                match calendar.draw(day, &mut stream).first() {
                    None => counts[3] += 1,
                    Some(number) => counts[usize::try_from(*number).unwrap_or(2).min(2)] += 1,
                }
            }
            counts
        };
        let (early, late) = (counts(2), counts(7));
        assert_eq!(early[1], 0, "the second was not in use yet");
        let near = |count: u32, expected: f64| assert!((f64::from(count) / expected - 1.0).abs() < 0.1, "{count}, expected {expected}");
        // 30 uses a day of the first, 10 of the second where it is in use, and 10 of others.
        near(early[0], 4_000.0 * 0.75);
        near(late[0], 4_000.0 * 0.6);
        near(late[1], 4_000.0 * 0.2);
        near(late[3], 4_000.0);
    }
}
