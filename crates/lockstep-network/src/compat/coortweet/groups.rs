//! Pairs of shares: the tool's `detect_groups` and `flag_speed_share`.

use rayon::prelude::*;

use super::Mend;
use crate::compat::TooManyPairs;

/// An account shared an object in a content at a time: one row of the tool's input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// What was shared. Objects and contents are numbers of one list of ids, so that equal ids are equal numbers.
    pub object: u32,
    /// Who shared.
    pub account: u32,
    /// In which content.
    pub content: u32,
    /// When, seconds; not NaN.
    pub time: f64,
}

/// Two shares of one object, the older first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// What both shared.
    pub object: u32,
    /// Who shared first.
    pub account: u32,
    /// Who shared later.
    pub account_y: u32,
    /// The older content.
    pub content: u32,
    /// The newer content.
    pub content_y: u32,
    /// Time between, seconds.
    pub time_delta: f64,
    /// Place of the older share in the input.
    pub row: u32,
    /// Place of the newer share in the input.
    pub row_y: u32,
}

/// A share and its place in the input.
type Row = (u32, Share);

/// What `detect_groups` may be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detect {
    /// Shares count together when they are at most this far apart, seconds.
    pub time_window: f64,
    /// Rows that an account needs in the input, and then among the coordinated ones.
    pub min_participation: u32,
    /// Leave out pairs of one account or one content, and pairs with the shared object itself.
    pub remove_loops: bool,
    /// Faults to put right.
    pub mend: Mend,
}

/// Every pair of shares of one object within the window, as the tool's `detect_groups` finds them, object by object.
///
/// Two shares of one moment have no older one: the tool keeps the order of its rows, after bringing together those of each account in order
/// of the accounts' first rows. So does this, by the order of `shares`.
///
/// # Errors
/// When the window holds more than `most` pairs.
pub fn detect_groups(shares: &[Share], detect: &Detect, most: u64) -> Result<Vec<Pair>, TooManyPairs> {
    let kept = with_enough_rows(shares, detect.min_participation);
    let sorted = by_object_and_time(&kept);
    let objects: Vec<&[Row]> = sorted.chunk_by(|a, b| a.1.object == b.1.object).filter(|of_object| of_object.len() > 1).collect();
    let count = |window: f64| objects.par_iter().map(|of_object| pairs_in(of_object, window)).sum();
    let pairs = count(detect.time_window);
    if pairs > most {
        return Err(TooManyPairs::refuse(pairs, most, detect.time_window, count));
    }
    let mut pairs: Vec<Pair> = objects
        .par_iter()
        .fold(Vec::new, |mut pairs, of_object| {
            each_pair(of_object, detect.time_window, |pair| {
                if !(detect.remove_loops && is_loop(&pair, detect.mend)) {
                    pairs.push(pair);
                }
            });
            pairs
        })
        .reduce(Vec::new, |mut all, mut more| {
            all.append(&mut more);
            all
        });
    if detect.min_participation >= 1 {
        let kept: Vec<Share> = kept.into_iter().map(|(_, share)| share).collect();
        let taking_part = contents_taking_part(&kept, &pairs, detect.min_participation);
        pairs.retain(|pair| takes_part(pair, &taking_part, detect.mend));
    }
    Ok(pairs)
}

/// For each pair, whether it belongs to the network of the shorter `time_window` (seconds), as the tool's `flag_speed_share` marks it: 1 in
/// its column `time_window_…`.
///
/// `shares` is the whole input. The mark goes by the two contents, so a pair of contents that is fast on one object is marked on all.
#[must_use]
pub fn flag_speed_share(shares: &[Share], pairs: &[Pair], min_participation: u32, time_window: f64, mend: Mend) -> Vec<bool> {
    let fast: Vec<Pair> = pairs.iter().filter(|pair| pair.time_delta <= time_window).copied().collect();
    let taking_part = contents_taking_part(shares, &fast, min_participation);
    let mut marked: Vec<(u32, u32)> =
        fast.iter().filter(|pair| takes_part(pair, &taking_part, mend)).map(|pair| (pair.content, pair.content_y)).collect();
    marked.sort_unstable();
    marked.dedup();
    pairs.iter().map(|pair| marked.binary_search(&(pair.content, pair.content_y)).is_ok()).collect()
}

/// The rows of accounts with at least `minimum` rows, brought together account by account in order of the accounts' first rows.
fn with_enough_rows(shares: &[Share], minimum: u32) -> Vec<Row> {
    let accounts = one_more(shares.iter().map(|share| share.account));
    let mut rows = vec![0u32; accounts];
    let mut first = vec![usize::MAX; accounts];
    for (row, share) in shares.iter().enumerate() {
        let account = share.account as usize;
        rows[account] += 1;
        first[account] = first[account].min(row);
    }
    let numbered = (0u32..).zip(shares.iter().copied());
    let mut kept: Vec<Row> = numbered.filter(|(_, share)| rows[share.account as usize] >= minimum).collect();
    kept.sort_by_key(|(_, share)| first[share.account as usize]);
    kept
}

/// Object by object, each one's shares in the order of time, those of one moment in the order given.
fn by_object_and_time(rows: &[Row]) -> Vec<Row> {
    let mut sorted = rows.to_vec();
    sorted.par_sort_by(|(_, a), (_, b)| a.object.cmp(&b.object).then(a.time.total_cmp(&b.time)));
    sorted
}

fn pairs_in(of_object: &[Row], window: f64) -> u64 {
    let mut start = 0;
    let mut pairs = 0;
    for (at, (_, newer)) in of_object.iter().enumerate() {
        while newer.time - of_object[start].1.time > window {
            start += 1;
        }
        pairs += (at - start) as u64;
    }
    pairs
}

fn each_pair(of_object: &[Row], window: f64, mut met: impl FnMut(Pair)) {
    let mut start = 0;
    for (at, (row_y, newer)) in of_object.iter().enumerate() {
        while newer.time - of_object[start].1.time > window {
            start += 1;
        }
        for (row, older) in &of_object[start..at] {
            met(Pair {
                object: newer.object,
                account: older.account,
                account_y: newer.account,
                content: older.content,
                content_y: newer.content,
                time_delta: newer.time - older.time,
                row: *row,
                row_y: *row_y,
            });
        }
    }
}

fn is_loop(pair: &Pair, mend: Mend) -> bool {
    pair.account == pair.account_y
        || pair.content == pair.content_y
        || !mend.colliding_ids && (pair.object == pair.content || pair.object == pair.content_y)
}

/// By content: whether it is of an account with at least `minimum` rows whose content occurs in a pair.
fn contents_taking_part(shares: &[Share], pairs: &[Pair], minimum: u32) -> Vec<bool> {
    let ids = one_more(shares.iter().map(|share| share.content).chain(pairs.iter().flat_map(|pair| [pair.content, pair.content_y])));
    let mut paired = vec![false; ids];
    for pair in pairs {
        paired[pair.content as usize] = true;
        paired[pair.content_y as usize] = true;
    }
    let mut rows = vec![0u32; one_more(shares.iter().map(|share| share.account))];
    let coordinated = || shares.iter().filter(|share| paired[share.content as usize]);
    coordinated().for_each(|share| rows[share.account as usize] += 1);
    let mut taking_part = vec![false; ids];
    coordinated().filter(|share| rows[share.account as usize] >= minimum).for_each(|share| taking_part[share.content as usize] = true);
    taking_part
}

fn takes_part(pair: &Pair, taking_part: &[bool], mend: Mend) -> bool {
    let (older, newer) = (taking_part[pair.content as usize], taking_part[pair.content_y as usize]);
    if mend.participation { older && newer } else { older || newer }
}

/// One more than the largest number, or none: the length of a list that they index.
fn one_more(numbers: impl Iterator<Item = u32>) -> usize {
    numbers.max().map_or(0, |largest| largest as usize + 1)
}
