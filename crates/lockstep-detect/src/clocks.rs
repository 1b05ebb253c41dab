//! An account's posts on the faces of clocks: which posts, at what time, and how many of them may be counted.

use lockstep_snapshot::{Kind, Posts, TextColumn, resolution_ms};
use lockstep_statistics::CELLS;

pub(crate) const SECOND_MS: i64 = 1_000;
pub(crate) const MINUTE_MS: i64 = 60_000;
pub(crate) const HOUR_MS: i64 = 3_600_000;
pub(crate) const DAY_MS: i64 = 86_400_000;

/// First moment of Twitter's ids that hold their time, ms since 1970-01-01 UTC: they count from it.
const TWITTER_EPOCH_MS: i64 = 1_288_834_974_657;
/// Bits of such an id below its time.
const TWITTER_LOW_BITS: u32 = 22;
/// The first id that was made so, of 4 November 2010.
const FIRST_TIMED_ID: u64 = 29_700_859_247;
/// Ids looked at before all of an account's are read.
const SAMPLE: usize = 20;

/// The posts that an account began itself, of those given: all but what it passed on. All of them where kinds are not known.
pub(crate) fn own(posts: &[u32], kinds: Option<&[Kind]>) -> Vec<u32> {
    let begun = |post: &&u32| kinds.is_none_or(|kinds| kinds[**post as usize] != Kind::Retweet);
    posts.iter().filter(begun).copied().collect()
}

/// Times of posts and how fine they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Times {
    /// Ascending, ms since 1970-01-01 UTC.
    pub(crate) ms: Vec<i64>,
    pub(crate) resolution_ms: i64,
    /// Whether they were read out of the posts' ids.
    pub(crate) from_ids: bool,
}

impl Times {
    /// The times of one account's posts, in time order, at the coarser of the snapshot's resolution and the account's own. Times coarser
    /// than a second are read out of the posts' ids where these hold them.
    pub(crate) fn new(posts: &[u32], table: &Posts) -> Self {
        let ms: Vec<i64> = posts.iter().map(|post| table.time[*post as usize]).collect();
        let resolution = table.resolution_ms.max(resolution_ms(&ms));
        if resolution > SECOND_MS
            && let Some(ms) = times_of_ids(posts, &ms, resolution, &table.id)
        {
            return Self { ms, resolution_ms: 1, from_ids: true };
        }
        Self { ms, resolution_ms: resolution, from_ids: false }
    }
}

/// The times that Twitter's ids hold, if these are such ids: of at least 99 in 100 posts the id and the row must tell the same time, as
/// far as the row tells it; the others are left out. `None` where more than half of the ids end in three zeros, as spreadsheets leave them.
fn times_of_ids(posts: &[u32], times: &[i64], resolution: i64, ids: &TextColumn) -> Option<Vec<i64>> {
    // A rounded time may lie on either side of the true one.
    let told = |at: usize| id_time(ids.get(posts[at] as usize)).filter(|told| (told - times[at]).abs() < resolution);
    let step = posts.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<usize> = (0..posts.len()).step_by(step).collect();
    if sample.iter().filter(|at| told(**at).is_some()).count() * 10 < sample.len() * 9 {
        return None;
    }
    let rounded = posts.iter().filter(|post| ids.get(**post as usize).ends_with("000")).count();
    let mut found: Vec<i64> = (0..posts.len()).filter_map(told).collect();
    found.sort_unstable();
    (!found.is_empty() && found.len() * 100 >= posts.len() * 99 && rounded * 2 <= posts.len()).then_some(found)
}

fn id_time(id: &str) -> Option<i64> {
    let digits = id.bytes().all(|byte| byte.is_ascii_digit()) && !id.starts_with('0');
    let number: u64 = id.parse().ok().filter(|number| digits && *number >= FIRST_TIMED_ID)?;
    Some((number >> TWITTER_LOW_BITS) as i64 + TWITTER_EPOCH_MS)
}

/// The program that the platform names for most of these posts, and its share of them; ties go to the first in byte order.
pub(crate) fn most_used<'a>(posts: &[u32], table: &'a Posts) -> Option<(&'a str, f64)> {
    let clients = table.client.as_ref()?;
    let mut ranks: Vec<u32> = posts.iter().filter_map(|post| clients.rank(*post as usize)).collect();
    ranks.sort_unstable();
    let mut most: Option<(u32, usize)> = None;
    for run in ranks.chunk_by(|a, b| a == b) {
        if most.is_none_or(|(_, count)| run.len() > count) {
            most = Some((run[0], run.len()));
        }
    }
    most.map(|(rank, count)| (clients.names.get(rank), count as f64 / posts.len() as f64))
}

/// A clock with a face of 60 cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// Minutes of the hour.
    Minutes,
    /// Seconds of the minute.
    Seconds,
}

impl Face {
    /// Length of a cell, ms.
    pub(crate) const fn cell(self) -> i64 {
        match self {
            Self::Minutes => MINUTE_MS,
            Self::Seconds => SECOND_MS,
        }
    }

    /// The cell of a time.
    pub(crate) fn at(self, time: i64) -> usize {
        time.div_euclid(self.cell()).rem_euclid(CELLS as i64) as usize
    }

    /// How many times fall into each cell.
    pub(crate) fn counts(self, times: &[i64]) -> [u32; CELLS] {
        let mut counts = [0; CELLS];
        times.iter().for_each(|time| counts[self.at(*time)] += 1);
        counts
    }

    /// The times that are counted for this face: one an hour, or one in ten minutes.
    pub(crate) fn thinned(self, times: &[i64]) -> Vec<i64> {
        match self {
            Self::Minutes => thinned(times, HOUR_MS, MINUTE_MS),
            Self::Seconds => thinned(times, 10 * MINUTE_MS, SECOND_MS),
        }
    }
}

/// One time of each window of length `window`, drawn by a mixing function of the window's number.
///
/// People post several times in a row, which would fill neighbouring cells of a clock's face together. With one time a window they cannot,
/// and if the windows are whole turns of the clock, a time drawn from a window in which posts come by chance falls on each cell with equal
/// chance, independently of the other windows. A fixed pause after each counted post would not do: an account that posts often would
/// then be counted at nearly equal distances, and look too even. Windows are `shift` apart, a cell of the face, so that their bounds come
/// to lie on each cell equally often: a row of posts across a bound is counted twice, near it. Times ascend.
pub(crate) fn thinned(times: &[i64], window: i64, shift: i64) -> Vec<i64> {
    let place = |time: i64| (time.div_euclid(window + shift), time.rem_euclid(window + shift));
    let mut drawn = Vec::new();
    let mut start = 0;
    while start < times.len() {
        let (number, _) = place(times[start]);
        let end = start + times[start..].iter().take_while(|time| place(**time).0 == number).count();
        // What lies in the gap after the window is left out; times ascend, so it is at the end.
        let inside = times[start..end].iter().take_while(|time| place(**time).1 < window).count();
        if inside > 0 {
            drawn.push(times[start + ((u128::from(mixed(number as u64)) * inside as u128) >> 64) as usize]);
        }
        start = end;
    }
    drawn
}

/// The UTC month of a time: 12 × year + month − 1, of the years from 0 on.
pub(crate) fn month(time: i64) -> u64 {
    // Days since 1 March of the year 0, in eras of 400 years of which each begins with that day (Hinnant, Date algorithms).
    let day = time.div_euclid(DAY_MS) + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let since_march = (5 * of_year + 2) / 153;
    ((era * 400 + year) * 12 + since_march + 2).max(0) as u64
}

/// A month as text: `2019-02`.
pub(crate) fn month_name(month: u64) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// A number whose bits all depend on all bits of another (the finaliser of SplitMix64: Steele, Lea & Flood 2014).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use lockstep_statistics::uniformity;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;

    fn unit(random: &mut ChaCha8Rng) -> f64 {
        (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Kolmogorov's distance of p-values from uniform.
    fn distance(mut p: Vec<f64>) -> f64 {
        p.sort_by(f64::total_cmp);
        let n = p.len() as f64;
        p.iter().zip(1..).map(|(p, rank)| (p - f64::from(rank) / n).abs()).fold(0.0, f64::max)
    }

    fn p_value(times: &[i64], face: Face) -> f64 {
        libm::exp(uniformity(&face.counts(&face.thinned(times))).expect("enough").ln_p())
    }

    // 1.95 / √1000 = .0617 is passed by one series of uniform p-values in 1,000. Rates from one post an hour to sixty.
    #[test]
    fn accounts_that_post_by_chance_have_uniform_p_values() {
        let mut random = ChaCha8Rng::seed_from_u64(2_011);
        for pause in [3_600_000.0, 600_000.0, 60_000.0] {
            let accounts: Vec<Vec<i64>> = (0..1_000)
                .map(|_| {
                    let mut time = 1.5e12;
                    let mut times = Vec::new();
                    while times.len() < 200 || time < 1.5e12 + 400.0 * 3_600_000.0 {
                        time -= pause * libm::log(1.0 - unit(&mut random));
                        times.push(time as i64);
                    }
                    times
                })
                .collect();
            for face in [Face::Minutes, Face::Seconds] {
                let far = distance(accounts.iter().map(|times| p_value(times, face)).collect());
                assert!(far < 0.0617, "{pause} {face:?}: {far}");
            }
        }
    }

    // Rows of posts that begin at any minute, of up to half an hour: with windows bound to the hour, posts near its bounds would be counted
    // more often than others.
    #[test]
    fn accounts_that_post_in_rows_have_nearly_uniform_p_values() {
        let mut random = ChaCha8Rng::seed_from_u64(2_012);
        let accounts = (0..1_000).map(|_| {
            let mut time = 1.5e12;
            let mut times = Vec::new();
            while times.len() < 3_000 {
                time -= 5.0 * 3_600_000.0 * libm::log(1.0 - unit(&mut random));
                for _ in 0..(unit(&mut random) * 16.0) as i64 {
                    time += 120_000.0 * unit(&mut random) + 30_000.0;
                    times.push(time as i64);
                }
            }
            p_value(&times, Face::Minutes)
        });
        let far = distance(accounts.collect());
        assert!(far < 0.0617, "{far}");
    }

    fn table(ids: &[String], times: &[i64]) -> Posts {
        Posts { time: times.to_vec(), id: ids.iter().map(String::as_str).collect(), resolution_ms: MINUTE_MS, ..Posts::default() }
    }

    /// An id of a time, with low bits that vary.
    fn id(time: i64, low: u64) -> u64 {
        (((time - TWITTER_EPOCH_MS) as u64) << TWITTER_LOW_BITS) | (low * 1_000_003 % (1 << TWITTER_LOW_BITS))
    }

    #[test]
    fn a_known_id_holds_its_time() {
        // The platform dates this post 2012-11-07 04:16:18 UTC, which is 1,352,261,778 seconds.
        assert_eq!(id_time("266031293945503744"), Some(1_352_261_777_756));
        assert_eq!((id_time("20"), id_time("0266031293945503744"), id_time("2.66E+17"), id_time("")), (None, None, None, None));
    }

    #[test]
    fn times_are_read_out_of_ids_only_where_both_agree() {
        let exact: Vec<i64> = (0..200).map(|at| 1_480_000_000_000 + at * 7_777_777).collect();
        let rows: Vec<i64> = exact.iter().map(|time| time - time % MINUTE_MS).collect();
        let posts: Vec<u32> = (0..200).collect();
        let ids: Vec<u64> = exact.iter().zip(0..).map(|(time, low)| id(*time, low)).collect();
        let read = |ids: Vec<String>| Times::new(&posts, &table(&ids, &rows));
        let good = read(ids.iter().map(u64::to_string).collect());
        assert_eq!(good, Times { ms: exact.clone(), resolution_ms: 1, from_ids: true });
        let unread = Times { ms: rows.clone(), resolution_ms: MINUTE_MS, from_ids: false };
        // Written by a spreadsheet: with six digits, and with fifteen.
        assert_eq!(read(ids.iter().map(|id| (id / 10_000_000_000_000 * 10_000_000_000_000).to_string()).collect()), unread);
        assert_eq!(read(ids.iter().map(|id| (id / 10_000 * 10_000).to_string()).collect()), unread);
        // Ids of another platform, and of an edition whose times were shifted by hours.
        assert_eq!(read((0..200).map(|at| format!("post-{at}")).collect()), unread);
        assert_eq!(read(exact.iter().map(|time| id(time + 2 * HOUR_MS, 5).to_string()).collect()), unread);
        // A few rows that disagree are left out.
        let mut few: Vec<String> = ids.iter().map(u64::to_string).collect();
        few[3] = "7".to_owned();
        let found = read(few);
        assert!(found.from_ids && found.ms.len() == 199);
    }

    #[test]
    fn months_of_known_days() {
        for (days, name) in [
            (0, "1970-01"),
            (30, "1970-01"),
            (31, "1970-02"),
            (-1, "1969-12"),
            (11_016, "2000-02"),
            (11_017, "2000-03"),
            (17_947, "2019-02"),
        ] {
            assert_eq!(month_name(month(days * DAY_MS + 5)), name, "{days}");
        }
    }

    #[test]
    fn a_source_in_seconds_is_left_alone() {
        let times: Vec<i64> = (0..50).map(|at| 1_480_000_001_000 + at * 777_000).collect();
        let ids: Vec<String> = times.iter().map(|time| id(time + 300, 1).to_string()).collect();
        let mut table = table(&ids, &times);
        table.resolution_ms = SECOND_MS;
        let found = Times::new(&(0..50).collect::<Vec<u32>>(), &table);
        assert_eq!((found.resolution_ms, found.from_ids), (SECOND_MS, false));
    }
}
