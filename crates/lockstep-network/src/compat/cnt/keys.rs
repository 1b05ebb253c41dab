//! What a message is compared by: one or several keys for each, and which keys it meets.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry as Slot;
use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;

use super::words::{Cutter, comparable_text};
use super::{Message, Network};
use crate::jaccard::{TokenSets, similar_pairs};

/// Eligible messages by key and by account.
pub(super) struct Keyed {
    /// By (key, time, row).
    by_key: Vec<Entry>,
    /// Where the entries of each key start.
    key_starts: Vec<usize>,
    /// By (account, message, key, row).
    by_account: Vec<Entry>,
    /// Where the entries of each account start.
    account_starts: Vec<usize>,
    /// For each key, the other keys that its messages meet.
    near: Option<Near>,
}

/// A message under one of its keys.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    pub(super) time: f64,
    pub(super) key: u32,
    pub(super) account: u32,
    pub(super) message: u32,
    /// Row in the input.
    pub(super) row: u32,
}

/// Lists of keys, one a key.
struct Near {
    starts: Vec<usize>,
    keys: Vec<u32>,
    /// Keys whose messages do not even meet each other: texts too short.
    alone: Vec<bool>,
}

impl Keyed {
    pub(super) fn new(messages: &[Message<'_>], network: Network) -> Self {
        let (entries, near) = match network {
            Network::CoRetweet => (one_key_each(messages, |message| message.repost), None),
            Network::CoReply => (one_key_each(messages, |message| message.reply.filter(|_| message.repost.is_none())), None),
            Network::CoPost => (one_key_each(messages, |_| Some(0)), None),
            Network::CoLink { except } => (links(messages, except), None),
            Network::CoTweet => (equal_texts(messages), None),
            Network::CoSimilarTweet { similarity_threshold, min_document_size_similarity } => {
                similar_texts(messages, similarity_threshold, min_document_size_similarity)
            }
        };
        Self::sort(entries, near)
    }

    fn sort(entries: Vec<Entry>, near: Option<Near>) -> Self {
        let mut by_key = entries;
        let mut by_account = by_key.clone();
        by_key.par_sort_unstable_by(|a, b| a.key.cmp(&b.key).then(a.time.total_cmp(&b.time)).then(a.row.cmp(&b.row)));
        by_account.par_sort_unstable_by_key(|entry| (entry.account, entry.message, entry.key, entry.row));
        let key_starts = starts(by_key.iter().map(|entry| entry.key));
        let account_starts = starts(by_account.iter().map(|entry| entry.account));
        Self { by_key, key_starts, by_account, account_starts, near }
    }

    /// One more than the highest account.
    pub(super) fn accounts(&self) -> u32 {
        self.account_starts.len() as u32 - 1
    }

    /// The entries of an account, message by message.
    pub(super) fn of_account(&self, account: u32) -> &[Entry] {
        &self.by_account[self.account_starts[account as usize]..self.account_starts[account as usize + 1]]
    }

    /// Call `met` with the entries of each key that an entry meets, those within the window only, in the order of time.
    pub(super) fn each_within(&self, entry: &Entry, window: f64, mut met: impl FnMut(&[Entry])) {
        let mut look = |key: u32| {
            let of_key = &self.by_key[self.key_starts[key as usize]..self.key_starts[key as usize + 1]];
            let (first, last) = (entry.time - window, entry.time + window);
            let from = of_key.partition_point(|other| other.time < first);
            let within = of_key[from..].partition_point(|other| other.time <= last);
            met(&of_key[from..from + within]);
        };
        match &self.near {
            None => look(entry.key),
            Some(near) => {
                if !near.alone[entry.key as usize] {
                    look(entry.key);
                }
                near.of(entry.key).iter().for_each(|key| look(*key));
            }
        }
    }
}

impl Near {
    fn of(&self, key: u32) -> &[u32] {
        &self.keys[self.starts[key as usize]..self.starts[key as usize + 1]]
    }
}

/// Where each number starts in an ascending list of numbers, and where the last one ends.
fn starts(ascending: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut length = 0;
    for number in ascending {
        starts.resize((number as usize + 1).max(starts.len()), length);
        length += 1;
    }
    starts.push(length);
    starts
}

/// The first row of each message, as an import that ignores later ones leaves them.
fn first_rows<'a, 'b>(messages: &'b [Message<'a>]) -> Vec<(u32, &'b Message<'a>)> {
    let mut seen = vec![false; messages.iter().map(|message| message.id as usize + 1).max().unwrap_or(0)];
    (0..).zip(messages).filter(|(_, message)| !std::mem::replace(&mut seen[message.id as usize], true)).collect()
}

fn entry(row: u32, message: &Message<'_>, key: u32) -> Entry {
    Entry { time: message.time, key, account: message.account, message: message.id, row }
}

fn one_key_each(messages: &[Message<'_>], key: impl Fn(&Message<'_>) -> Option<u32>) -> Vec<Entry> {
    first_rows(messages).into_iter().filter_map(|(row, message)| key(message).map(|key| entry(row, message, key))).collect()
}

/// Links are imported from every row that passes nothing on, also from one whose message was there before; the first row that gives a
/// message a link decides its time and account.
fn links(messages: &[Message<'_>], except: Option<u32>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = (0..)
        .zip(messages)
        .filter(|(_, message)| message.repost.is_none())
        .flat_map(|(row, message)| message.links.iter().map(move |link| entry(row, message, *link)))
        .filter(|entry| Some(entry.key) != except)
        .collect();
    entries.sort_by_key(|entry| (entry.message, entry.key));
    entries.dedup_by_key(|entry| (entry.message, entry.key));
    entries
}

fn equal_texts(messages: &[Message<'_>]) -> Vec<Entry> {
    let own: Vec<(u32, &Message<'_>)> = own_messages(messages);
    let texts: Vec<String> = own.par_iter().map(|(_, message)| comparable_text(message.text)).collect();
    let mut numbers = Numbers::default();
    own.into_iter().zip(&texts).map(|((row, message), text)| entry(row, message, numbers.number(text.as_str()))).collect()
}

fn similar_texts(messages: &[Message<'_>], threshold: f64, least_tokens: f64) -> (Vec<Entry>, Option<Near>) {
    let own = own_messages(messages);
    let mut distinct = Numbers::default();
    let text_of: Vec<u32> = own.iter().map(|(_, message)| distinct.number(message.text)).collect();
    let words = word_sets(&distinct.items);
    let mut sets = Numbers::default();
    let key_of: Vec<u32> = words.iter().flat_map(WordSets::iter).map(|set| sets.number(set)).collect();
    let is_short = |set: &[u32]| set.is_empty() || (set.len() as f64) < least_tokens;
    let alone: Vec<bool> = sets.items.iter().map(|set| is_short(set)).collect();
    let mut to_join = TokenSets::default();
    sets.items.iter().zip(&alone).for_each(|(set, alone)| to_join.push(if *alone { &[] } else { *set }.iter().copied()));
    let pairs = similar_pairs(to_join, threshold);
    let mut both: Vec<(u32, u32)> = pairs.iter().flat_map(|pair| [(pair.first, pair.second), (pair.second, pair.first)]).collect();
    both.par_sort_unstable();
    let mut starts = starts(both.iter().map(|(key, _)| *key));
    starts.resize(sets.items.len() + 1, both.len());
    let near = Near { starts, keys: both.into_iter().map(|(_, other)| other).collect(), alone };
    (own.iter().zip(text_of).map(|((row, message), text)| entry(*row, message, key_of[text as usize])).collect(), Some(near))
}

/// Texts that one thread cuts into words at a time.
const TEXTS_AT_ONCE: usize = 8_192;

/// The words of some texts that follow each other, as numbers: one ascending list a text.
struct WordSets {
    numbers: Vec<u32>,
    /// Where the list of each text ends.
    ends: Vec<usize>,
}

impl WordSets {
    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.numbers[*start..*end])
    }
}

/// The distinct words of each text, in the order of the texts. Words are numbered within each run of texts, by several threads, and then
/// once more for all.
fn word_sets(texts: &[&str]) -> Vec<WordSets> {
    let (mut sets, words): (Vec<WordSets>, Vec<Words>) = texts.par_chunks(TEXTS_AT_ONCE).map(cut).unzip();
    let mut all = Numbers::default();
    let numbers: Vec<Vec<u32>> = words.iter().map(|words| words.iter().map(|word| all.number(word)).collect()).collect();
    sets.par_iter_mut().zip(&numbers).for_each(|(sets, numbers)| {
        sets.numbers.iter_mut().for_each(|number| *number = numbers[*number as usize]);
        let mut start = 0;
        for end in &sets.ends {
            sets.numbers[start..*end].sort_unstable();
            start = *end;
        }
    });
    sets
}

fn cut(texts: &[&str]) -> (WordSets, Words) {
    let (mut cutter, mut words) = (Cutter::default(), Words::default());
    let mut sets = WordSets { numbers: Vec::new(), ends: Vec::with_capacity(texts.len()) };
    let mut set = Vec::new();
    for text in texts {
        set.clear();
        cutter.each_word(text, |word| set.push(words.number(word)));
        set.sort_unstable();
        set.dedup();
        sets.numbers.extend(&set);
        sets.ends.push(sets.numbers.len());
    }
    (sets, words)
}

/// Distinct words in the order in which they are first seen, one after another in memory.
#[derive(Default)]
struct Words {
    letters: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
    hashes: DefaultHashBuilder,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        let Self { letters, ends, table, hashes } = self;
        let hash = hashes.hash_one(word);
        match table.entry(hash, |number| word_at(letters, ends, *number) == word, |number| hashes.hash_one(word_at(letters, ends, *number)))
        {
            Slot::Occupied(slot) => *slot.get(),
            Slot::Vacant(slot) => {
                let number = ends.len() as u32;
                letters.push_str(word);
                ends.push(letters.len());
                slot.insert(number);
                number
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| word_at(&self.letters, &self.ends, number))
    }
}

fn word_at<'a>(letters: &'a str, ends: &[usize], number: u32) -> &'a str {
    let number = number as usize;
    &letters[number.checked_sub(1).map_or(0, |before| ends[before])..ends[number]]
}

fn own_messages<'a, 'b>(messages: &'b [Message<'a>]) -> Vec<(u32, &'b Message<'a>)> {
    first_rows(messages).into_iter().filter(|(_, message)| message.repost.is_none()).collect()
}

/// Distinct things in the order in which they are first seen.
struct Numbers<'a, T: ?Sized> {
    items: Vec<&'a T>,
    table: HashTable<u32>,
    hashes: DefaultHashBuilder,
}

impl<T: ?Sized> Default for Numbers<'_, T> {
    fn default() -> Self {
        Self { items: Vec::new(), table: HashTable::new(), hashes: DefaultHashBuilder::default() }
    }
}

impl<'a, T: ?Sized + std::hash::Hash + Eq> Numbers<'a, T> {
    fn number(&mut self, item: &'a T) -> u32 {
        let Self { items, table, hashes } = self;
        let hash = hashes.hash_one(item);
        match table.entry(hash, |number| items[*number as usize] == item, |number| hashes.hash_one(items[*number as usize])) {
            Slot::Occupied(slot) => *slot.get(),
            Slot::Vacant(slot) => {
                let number = items.len() as u32;
                items.push(item);
                slot.insert(number);
                number
            }
        }
    }
}
