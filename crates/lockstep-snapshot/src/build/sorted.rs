//! Sorting and removing duplicates of post rows, which may lie in many parts.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use lockstep_digest::Digest;
use rayon::prelude::*;

use super::columns::Address;
use super::posts::PostPart;
use crate::dictionary::Texts;
use crate::intake::Loss;

/// Where the rows of all posts are, sorted by (time, id) and without duplicates.
pub(crate) struct SortedPosts {
    pub(crate) order: Vec<Address>,
    pub(crate) dropped: Vec<(Address, Loss)>,
}

/// Give each row of sources without ids an id that is made of its content: `row-` and 24 hexadecimal digits of its digest.
///
/// Rows with the same content are counted up, `-2`, `-3`; which of them gets which makes no difference, since they are alike.
/// Returns how many rows are like another one.
pub(crate) fn derive_ids(parts: &mut [&mut PostPart]) -> u64 {
    let mut all: Vec<(Digest, Address)> = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    for (part, rows) in parts.iter().enumerate() {
        let addresses = (0..).map(|row| Address { part: part as u32, row });
        all.extend(rows.digest.iter().copied().zip(addresses));
    }
    all.par_sort_unstable();
    let mut repeats: BTreeMap<Address, u32> = BTreeMap::new();
    let mut count = 1;
    for pair in all.windows(2) {
        count = if pair[0].0 == pair[1].0 { count + 1 } else { 1 };
        if count > 1 {
            repeats.insert(pair[1].1, count);
        }
    }
    parts.par_iter_mut().enumerate().for_each(|(part, rows)| {
        for row in 0..rows.len() {
            let digits = rows.digest[row].hex_prefix(12);
            match repeats.get(&Address { part: part as u32, row: row as u32 }) {
                None => rows.id.push(&format!("row-{digits}")),
                Some(count) => rows.id.push(&format!("row-{digits}-{count}")),
            }
        }
    });
    repeats.len() as u64
}

/// Give rows whose id another one has an id of their own, ` (2)`, ` (3)` added, in the order of time and then of content.
///
/// Returns how many rows repeat an id.
pub(crate) fn number_repeats(parts: &mut [&mut PostPart]) -> u64 {
    let mut all: Vec<Address> = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    for (part, rows) in parts.iter().enumerate() {
        all.extend((0..rows.len()).map(|row| Address { part: part as u32, row: row as u32 }));
    }
    let id = |at: &Address| parts[at.part as usize].id.get(at.row as usize);
    let row = |at: &Address| (parts[at.part as usize].time[at.row as usize], parts[at.part as usize].digest[at.row as usize]);
    all.par_sort_unstable_by(|a, b| id(a).cmp(id(b)).then_with(|| row(a).cmp(&row(b))).then_with(|| a.cmp(b)));
    let mut repeats: BTreeMap<Address, String> = BTreeMap::new();
    for same in all.chunk_by(|a, b| id(a) == id(b)) {
        repeats.extend(same.iter().zip(1u32..).skip(1).map(|(at, number)| (*at, format!("{} ({number})", id(at)))));
    }
    for (part, rows) in parts.iter_mut().enumerate().filter(|_| !repeats.is_empty()) {
        let own = |row: usize| repeats.get(&Address { part: part as u32, row: row as u32 }).map(String::as_str);
        let ids: Texts = (0..rows.len()).map(|row| own(row).unwrap_or_else(|| rows.id.get(row))).collect();
        rows.id = ids;
    }
    repeats.len() as u64
}

/// Sort the rows of all parts by (time, id) and drop those whose id an earlier one has.
///
/// Of rows with one id, the earliest is kept; of those with one time, the one with the smallest digest. Derived ids sort as the digests
/// they are made of, and need no search for duplicates.
pub(crate) fn sort_posts(parts: &[PostPart]) -> SortedPosts {
    let mut rows: Vec<(i64, u64, Address)> = Vec::with_capacity(parts.iter().map(PostPart::len).sum());
    for (part, posts) in parts.iter().enumerate() {
        rows.extend((0..posts.len()).map(|row| {
            let start = if posts.has_ids() { first_bytes(posts.id.get(row)) } else { posts.digest[row].prefix() };
            (posts.time[row], start, Address { part: part as u32, row: row as u32 })
        }));
    }
    let id = |at: Address| parts[at.part as usize].id.get(at.row as usize);
    let digest = |at: Address| parts[at.part as usize].digest[at.row as usize];
    rows.par_sort_unstable_by(|(time_a, start_a, a), (time_b, start_b, b)| {
        let roughly = (time_a, start_a).cmp(&(time_b, start_b));
        roughly.then_with(|| id(*a).cmp(id(*b))).then_with(|| digest(*a).cmp(&digest(*b))).then_with(|| a.cmp(b))
    });
    let order: Vec<Address> = rows.into_iter().map(|(_, _, at)| at).collect();
    let dropped = repeats(parts, &order);
    let mut left_out = dropped.iter().map(|(place, _)| *place as usize).peekable();
    let kept = order.iter().enumerate().filter(|(place, _)| left_out.next_if_eq(place).is_none()).map(|(_, at)| *at);
    let kept = if dropped.is_empty() { None } else { Some(kept.collect()) };
    let dropped = dropped.iter().map(|(place, loss)| (order[*place as usize], *loss)).collect();
    SortedPosts { order: kept.unwrap_or(order), dropped }
}

/// The places in the order of rows whose given id an earlier row has, ascending.
///
/// Rows are dealt out by the hash of their id, so that each thread looks through a small table of its own.
fn repeats(parts: &[PostPart], order: &[Address]) -> Vec<(u32, Loss)> {
    const SHARES: u64 = 32;
    if !parts.iter().any(PostPart::has_ids) {
        return Vec::new();
    }
    let id = |place: u32| {
        let at = order[place as usize];
        parts[at.part as usize].id.get(at.row as usize)
    };
    let digest = |place: u32| {
        let at = order[place as usize];
        parts[at.part as usize].digest[at.row as usize]
    };
    let builder = DefaultHashBuilder::default();
    let hashes: Vec<u64> = (0..order.len() as u32).into_par_iter().map(|place| builder.hash_one(id(place))).collect();
    // The lowest bits say which share, so they are alike within one.
    let within = |hash: u64| hash.rotate_right(SHARES.trailing_zeros());
    let repeats_in = |share: u64| {
        let mut seen: HashTable<u32> = HashTable::with_capacity(order.len() / SHARES as usize);
        let mut repeats = Vec::new();
        for (place, hash) in (0..).zip(&hashes).filter(|(_, hash)| **hash % SHARES == share) {
            if !parts[order[place as usize].part as usize].has_ids() {
                continue;
            }
            let same = |other: &u32| hashes[*other as usize] == *hash && id(*other) == id(place);
            match seen.entry(within(*hash), same, |other| within(hashes[*other as usize])) {
                Entry::Vacant(entry) => {
                    entry.insert(place);
                }
                Entry::Occupied(entry) => {
                    let alike = digest(*entry.get()) == digest(place);
                    repeats.push((place, if alike { Loss::DuplicateId } else { Loss::ConflictingId }));
                }
            }
        }
        repeats
    };
    let mut repeats: Vec<(u32, Loss)> = (0..SHARES).into_par_iter().flat_map_iter(repeats_in).collect();
    repeats.par_sort_unstable();
    repeats
}

/// The first eight bytes of a text as a big-endian number, which sorts as the text does as far as it goes.
fn first_bytes(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}
