//! The posts with each hashtag, and the largest burst of each.

use std::ops::Range;

use lockstep_snapshot::{CodedLists, Posts};
use lockstep_statistics::{Batch, Burst, Stream};
use rayon::prelude::*;

use super::Settings;

/// Positions of posts, hashtag by hashtag, each hashtag's in time order and each post once.
pub(super) struct Tagged {
    starts: Vec<usize>,
    posts: Vec<u32>,
}

impl Tagged {
    pub(super) fn new(hashtags: &CodedLists) -> Self {
        let mut starts = vec![0; hashtags.names.len() + 1];
        let once = |row: usize| {
            let ranks = hashtags.get(row);
            ranks.iter().enumerate().filter(|(at, rank)| !ranks[..*at].contains(rank)).map(|(_, rank)| *rank as usize)
        };
        for row in 0..hashtags.ends.len() {
            once(row).for_each(|rank| starts[rank + 1] += 1);
        }
        for rank in 1..starts.len() {
            starts[rank] += starts[rank - 1];
        }
        let mut next = starts.clone();
        let mut posts = vec![0; starts[starts.len() - 1]];
        for row in 0..hashtags.ends.len() {
            for rank in once(row) {
                posts[next[rank]] = row as u32;
                next[rank] += 1;
            }
        }
        Self { starts, posts }
    }

    /// The posts with a hashtag, in time order.
    pub(super) fn of(&self, tag: u32) -> &[u32] {
        &self.posts[self.starts[tag as usize]..self.starts[tag as usize + 1]]
    }

    /// Hashtags that a post has, ascending.
    pub(super) fn used(&self) -> impl Iterator<Item = u32> {
        (0u32..).zip(self.starts.windows(2)).filter(|(_, ends)| ends[0] < ends[1]).map(|(tag, _)| tag)
    }
}

/// A stretch of time with more of a hashtag than usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// First moment of its first batch, ms.
    pub(super) start: i64,
    /// First moment after its last batch, ms.
    pub(super) end: i64,
    pub(super) posts: u64,
    pub(super) weight: f64,
}

/// A hashtag with a burst large enough.
pub(super) struct Bursting {
    pub(super) tag: u32,
    /// All its bursts, in time order.
    pub(super) stretches: Vec<Stretch>,
    /// Which of the hashtag's posts are in the largest.
    pub(super) largest: Range<usize>,
}

impl Bursting {
    /// Every hashtag with a burst of at least `minimum_posts`, ascending.
    pub(super) fn all(settings: &Settings, tagged: &Tagged, posts: &Posts) -> Vec<Self> {
        let length = settings.batch.ms();
        let Some((first, last)) = posts.time.first().zip(posts.time.last()) else { return Vec::new() };
        let start = first.div_euclid(length);
        let mut sizes = vec![0; (last.div_euclid(length) - start) as usize + 1];
        let batch = |post: &u32| (posts.time[*post as usize].div_euclid(length) - start) as u64;
        (0..posts.len() as u32).for_each(|post| sizes[batch(&post) as usize] += 1);
        let stream = Stream::new(sizes);
        let least = settings.minimum_posts as usize;
        let frequent: Vec<u32> = tagged.used().filter(|tag| tagged.of(*tag).len() >= least).collect();
        let bursting = frequent.into_par_iter().filter_map(|tag| {
            let own = tagged.of(tag);
            let batches: Vec<Batch> =
                own.chunk_by(|a, b| batch(a) == batch(b)).map(|same| Batch { at: batch(&same[0]), hits: same.len() as u64 }).collect();
            let bursts = stream.bursts(&batches, settings.raise);
            // The earliest of equal ones.
            let largest: Burst = bursts.iter().copied().rev().max_by_key(|burst| burst.hits).filter(|burst| burst.hits as usize >= least)?;
            let moment = |batch: u64| (start + batch as i64) * length;
            let stretch = |burst: &Burst| Stretch {
                start: moment(burst.first),
                end: moment(burst.last + 1),
                posts: burst.hits,
                weight: burst.weight,
            };
            let range = own.partition_point(|post| batch(post) < largest.first)..own.partition_point(|post| batch(post) <= largest.last);
            Some(Self { tag, stretches: bursts.iter().map(stretch).collect(), largest: range })
        });
        bursting.collect()
    }
}
