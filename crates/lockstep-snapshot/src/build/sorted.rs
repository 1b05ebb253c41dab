//! Sorting and removing duplicates of post rows, which may lie in many parts.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use lockstep_digest::Digest;
use rayon::prelude::*;

use super::columns::Address;
use super::posts::PostPart;
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
    for (part, rows) in parts.iter_mut().enumerate() {
        for row in 0..rows.len() {
            let digits = rows.digest[row].to_hex();
            match repeats.get(&Address { part: part as u32, row: row as u32 }) {
                None => rows.id.push(&format!("row-{}", &digits[..24])),
                Some(count) => rows.id.push(&format!("row-{}-{count}", &digits[..24])),
            }
        }
    }
    repeats.len() as u64
}

/// Sort the rows of all parts and drop those whose id an earlier one has.
///
/// Of rows with one id, the earliest is kept; of those with one time, the one with the smallest digest.
pub(crate) fn sort_posts(parts: &[PostPart]) -> SortedPosts {
    let mut rows: Vec<(i64, Address)> = Vec::with_capacity(parts.iter().map(PostPart::len).sum());
    for (part, posts) in parts.iter().enumerate() {
        rows.extend(posts.time.iter().zip(0..).map(|(time, row)| (*time, Address { part: part as u32, row })));
    }
    let id = |at: Address| parts[at.part as usize].id.get(at.row as usize);
    let digest = |at: Address| parts[at.part as usize].digest[at.row as usize];
    rows.par_sort_unstable_by(|(time_a, a), (time_b, b)| {
        time_a.cmp(time_b).then_with(|| id(*a).cmp(id(*b))).then_with(|| digest(*a).cmp(&digest(*b))).then_with(|| a.cmp(b))
    });
    let hashes = DefaultHashBuilder::default();
    let mut seen: HashTable<Address> = HashTable::with_capacity(rows.len());
    let mut sorted = SortedPosts { order: Vec::with_capacity(rows.len()), dropped: Vec::new() };
    for (_, at) in rows {
        match seen.entry(hashes.hash_one(id(at)), |other| id(*other) == id(at), |other| hashes.hash_one(id(*other))) {
            Entry::Vacant(entry) => {
                entry.insert(at);
                sorted.order.push(at);
            }
            Entry::Occupied(entry) => {
                let same = digest(*entry.get()) == digest(at);
                sorted.dropped.push((at, if same { Loss::DuplicateId } else { Loss::ConflictingId }));
            }
        }
    }
    sorted
}
