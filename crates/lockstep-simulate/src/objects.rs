//! The posts that others share: each day every community gets new ones, of which few become popular (Zipf's law).
//!
//! Most are by accounts that were not collected; some are by the collected accounts, who then have them among their own posts.

use crate::calendar::{DAY, HOUR, MINUTE, hours};
use crate::random::{Stream, Streams, Weighted};
use crate::scenario::{DAYS_BETWEEN_FLASHES, Extent};
use crate::sleep::CORE;
use crate::text::Community;

/// Exponent of popularity within a day.
pub(crate) const POPULARITY: f64 = 0.9;
/// Weight of each hour of the UTC day, per mille of a busy hour: when posts of uncollected accounts are born.
const BIRTH_HOURS: [u64; 24] =
    [300, 220, 160, 120, 110, 140, 240, 400, 560, 690, 760, 820, 900, 960, 1000, 1000, 980, 960, 930, 890, 820, 700, 560, 420];

/// A post that others share, by its number in [`Objects`].
pub(crate) type ObjectNumber = u32;

/// A post that others share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object {
    /// When it was posted, ms.
    pub(crate) born: i64,
    /// Its author: an account, or an uncollected account numbered from the number of accounts on.
    pub(crate) author: u32,
    /// Whose topics it is about.
    pub(crate) community: Community,
    /// Tells it apart from others of the same author and day.
    pub(crate) rank: u32,
}

/// Somebody who writes posts that others share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    /// The account's index.
    pub(crate) account: u32,
    /// Hours ahead of UTC where it lives.
    pub(crate) zone: i64,
    /// When it was created, ms.
    pub(crate) created_at: i64,
}

/// All posts that others share.
#[derive(Debug)]
pub(crate) struct Objects {
    all: Vec<Object>,
    per_day: [usize; 3],
    first: [usize; 3],
    start: i64,
    popularity: [Weighted; 3],
    flashes: std::ops::Range<usize>,
}

impl Objects {
    /// Draw the objects of every day. `outside` gives the number of the first uncollected author and how many each community has.
    pub(crate) fn draw(seed: u64, size: &Extent, voices: &[Vec<Voice>; 3], outside: (usize, usize)) -> Self {
        let hours_of_day = Weighted::new(BIRTH_HOURS);
        let authors = Weighted::zipf(outside.1, POPULARITY);
        let mut all = Vec::with_capacity(size.objects.iter().sum::<usize>() * size.days);
        let mut first = [0; 3];
        for community in Community::ALL {
            let of = community.number();
            first[of] = all.len();
            let days = Streams::new(seed, ["objects of the cause", "objects of the opposed", "objects of the neutral"][of]);
            for day in 0..size.days {
                let mut stream = days.at(day);
                let midnight = size.start + day as i64 * DAY;
                for rank in 0..size.objects[of] as u32 {
                    let stranger = |stream: &mut Stream| {
                        let author = outside.0 + of * outside.1 + authors.draw(stream);
                        let born = midnight + hours_of_day.draw(stream) as i64 * HOUR + stream.below(HOUR as u64) as i64;
                        (author as u32, born)
                    };
                    let (author, born) = if stream.chance(size.own_objects[of]) {
                        let voice = stream.pick(&voices[of]);
                        let born = midnight - voice.zone * HOUR + hours(stream.between(CORE.0, CORE.1));
                        let in_time = (size.start..size.start + size.days as i64 * DAY).contains(&born) && born > voice.created_at;
                        if in_time { (voice.account, born) } else { stranger(&mut stream) }
                    } else {
                        stranger(&mut stream)
                    };
                    all.push(Object { born, author, community, rank });
                }
            }
        }
        let flashes = all.len()..all.len() + size.flashes;
        let between = size.days.checked_div(size.flashes).unwrap_or(0).min(DAYS_BETWEEN_FLASHES);
        let mut stream = Streams::new(seed, "flashes of news").at(0);
        for flash in 0..flashes.len() {
            let midnight = size.start + ((flash * between) as i64 + stream.below(between as u64) as i64) * DAY;
            let born = midnight + 13 * HOUR + stream.below((6 * HOUR) as u64) as i64;
            let author = outside.0 + Community::Neutral.number() * outside.1 + authors.draw(&mut stream);
            let rank = (size.objects[2] + flash) as u32;
            all.push(Object { born, author: author as u32, community: Community::Neutral, rank });
        }
        let popularity = size.objects.map(|objects| Weighted::zipf(objects, POPULARITY));
        Self { all, per_day: size.objects, first, start: size.start, popularity, flashes }
    }

    /// Add a planted object, and say which number it got.
    pub(crate) fn add(&mut self, object: Object) -> ObjectNumber {
        self.all.push(object);
        self.all.len() as ObjectNumber - 1
    }

    /// The object with a number.
    pub(crate) fn get(&self, number: ObjectNumber) -> &Object {
        &self.all[number as usize]
    }

    /// All objects with their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ObjectNumber, &Object)> {
        self.all.iter().enumerate().map(|(number, object)| (number as ObjectNumber, object))
    }

    /// Flashes of news, which everybody shares.
    pub(crate) fn flashes(&self) -> impl Iterator<Item = ObjectNumber> + use<> {
        self.flashes.clone().map(|number| number as ObjectNumber)
    }

    /// An object of one day of the collection, by popularity.
    pub(crate) fn popular(&self, community: Community, day: usize, stream: &mut Stream) -> ObjectNumber {
        let of = community.number();
        (self.first[of] + day * self.per_day[of] + self.popularity[of].draw(stream)) as ObjectNumber
    }

    /// An object that was there before a time, of that day or the day before, by popularity; a few attempts may all fail.
    pub(crate) fn before(&self, community: Community, time: i64, stream: &mut Stream) -> Option<ObjectNumber> {
        let today = ((time - self.start) / DAY) as usize;
        let day = if stream.chance(0.3) { today.saturating_sub(1) } else { today };
        (0..4).map(|_| self.popular(community, day, stream)).find(|number| self.get(*number).born < time)
    }

    /// An object of the day before a time, by popularity; none on the first day.
    pub(crate) fn of_day_before(&self, community: Community, time: i64, stream: &mut Stream) -> Option<ObjectNumber> {
        let yesterday = (((time - self.start) / DAY) as usize).checked_sub(1)?;
        Some(self.popular(community, yesterday, stream))
    }

    /// An object that is not among a day's most popular and was born within the hour before a time, if there is one.
    pub(crate) fn obscure(&self, community: Community, time: i64, stream: &mut Stream) -> Option<ObjectNumber> {
        let of = community.number();
        let today = ((time - self.start) / DAY) as usize;
        let popular = self.per_day[of] / 10;
        let rare = self.first[of] + today * self.per_day[of] + popular..self.first[of] + (today + 1) * self.per_day[of];
        let fresh: Vec<usize> = rare.filter(|number| (MINUTE..HOUR).contains(&(time - self.all[*number].born))).collect();
        (!fresh.is_empty()).then(|| stream.pick(&fresh) as ObjectNumber)
    }
}
