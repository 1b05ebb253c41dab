//! Strings in memory: packed texts, and dictionaries that give each distinct string a dense rank.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;

/// Strings packed end to end, addressed by position. A quarter of the memory of a `Vec<String>`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    bytes: String,
    ends: Vec<u64>,
}

impl Texts {
    /// Append one string.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
    }

    /// Number of strings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there is no string.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string at a position.
    ///
    /// # Panics
    /// When the position is out of range.
    #[must_use]
    pub fn get(&self, position: usize) -> &str {
        let start = if position == 0 { 0 } else { self.ends[position - 1] as usize };
        &self.bytes[start..self.ends[position] as usize]
    }

    /// The strings in order of position.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|position| self.get(position))
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut packed = Self::default();
        for text in texts {
            packed.push(text);
        }
        packed
    }
}

/// A column of texts, one a row. What is left of it when rows are left out shares the texts instead of copying them.
#[derive(Debug, Clone, Default)]
pub struct TextColumn {
    all: Arc<Texts>,
    /// Which of the texts the rows have; none for all of them in their order.
    rows: Option<Arc<[u32]>>,
}

impl TextColumn {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.as_ref().map_or_else(|| self.all.len(), |rows| rows.len())
    }

    /// True when there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text in a row.
    ///
    /// # Panics
    /// When the row is out of range.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        self.all.get(self.rows.as_ref().map_or(row, |rows| rows[row] as usize))
    }

    /// The texts in order of row.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The column with some of its rows only, those in `kept`.
    pub(crate) fn only(&self, kept: &Arc<[u32]>) -> Self {
        let rows = match &self.rows {
            None => Arc::clone(kept),
            Some(rows) => kept.iter().map(|row| rows[*row as usize]).collect(),
        };
        Self { all: Arc::clone(&self.all), rows: Some(rows) }
    }
}

impl From<Texts> for TextColumn {
    fn from(texts: Texts) -> Self {
        Self { all: Arc::new(texts), rows: None }
    }
}

impl<'a> FromIterator<&'a str> for TextColumn {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        Texts::from_iter(texts).into()
    }
}

/// Distinct strings in byte order. The rank of a string is its position, so it never depends on the order of reading. A copy shares the
/// strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary(Arc<Texts>);

impl Dictionary {
    /// Number of distinct strings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is no string.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The string of a rank.
    ///
    /// # Panics
    /// When the rank is out of range.
    #[must_use]
    pub fn get(&self, rank: u32) -> &str {
        self.0.get(rank as usize)
    }

    /// The rank of a string, if it is in the dictionary.
    #[must_use]
    pub fn rank(&self, text: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.0.get(middle).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle as u32),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The strings in rank order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter()
    }

    /// Merge the strings that several [`Interner`]s met: the dictionary of all of them, and per interner the rank of each of its codes.
    #[must_use]
    pub fn merge(interners: &[&Interner]) -> (Self, Vec<Vec<u32>>) {
        let mut all: Vec<(&str, u32, u32)> = Vec::with_capacity(interners.iter().map(|i| i.texts.len()).sum());
        for (source, interner) in interners.iter().enumerate() {
            all.extend(interner.texts.iter().enumerate().map(|(code, text)| (text, source as u32, code as u32)));
        }
        all.par_sort_unstable();
        let mut ranks: Vec<Vec<u32>> = interners.iter().map(|i| vec![0; i.texts.len()]).collect();
        let mut merged = Texts::default();
        let mut last = None;
        for (text, source, code) in all {
            if last != Some(text) {
                merged.push(text);
                last = Some(text);
            }
            ranks[source as usize][code as usize] = (merged.len() - 1) as u32;
        }
        (Self(Arc::new(merged)), ranks)
    }
}

/// Gives each distinct string a code in order of first sight. Codes are private to one reading thread; [`Dictionary::merge`] turns them
/// into ranks.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    texts: Texts,
    table: HashTable<u32>,
    hashes: DefaultHashBuilder,
    last: u32,
}

impl Interner {
    /// The code of a string, given on first sight.
    pub fn code(&mut self, text: &str) -> u32 {
        let Self { texts, table, hashes, last } = self;
        // Sources are often sorted by account or by object, so the same string comes many times in a row.
        if (*last as usize) < texts.len() && texts.get(*last as usize) == text {
            return *last;
        }
        let hash = hashes.hash_one(text);
        *last = match table.entry(hash, |&code| texts.get(code as usize) == text, |&code| hashes.hash_one(texts.get(code as usize))) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let code = texts.len() as u32;
                texts.push(text);
                entry.insert(code);
                code
            }
        };
        *last
    }

    /// Number of distinct strings met.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True when no string was met.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// A column of optional strings, each stored as the rank of a dictionary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    /// The distinct strings.
    pub names: Dictionary,
    /// One rank a row; [`Coded::NONE`] where the row has no value.
    pub codes: Vec<u32>,
}

impl Coded {
    /// The column with some of its rows only, those in `kept`. The strings are shared.
    pub(crate) fn only(&self, kept: &[u32]) -> Self {
        Self { names: self.names.clone(), codes: kept.iter().map(|row| self.codes[*row as usize]).collect() }
    }

    /// Stands for "no value".
    pub const NONE: u32 = u32::MAX;

    /// The rank in a row, if it has a value.
    #[must_use]
    pub fn rank(&self, row: usize) -> Option<u32> {
        Some(self.codes[row]).filter(|code| *code != Self::NONE)
    }

    /// The string in a row, if it has a value.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.rank(row).map(|rank| self.names.get(rank))
    }
}

/// A column of ordered lists of strings, each stored as the rank of a dictionary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedLists {
    /// The distinct strings.
    pub names: Dictionary,
    /// Where each row's ranks end in `ranks`; a row starts where the one before it ends.
    pub ends: Vec<u64>,
    /// The ranks of all rows, row after row, each in the order of the source.
    pub ranks: Vec<u32>,
}

impl CodedLists {
    /// The column with some of its rows only, those in `kept`. The strings are shared.
    pub(crate) fn only(&self, kept: &[u32]) -> Self {
        let mut left = Self { names: self.names.clone(), ends: Vec::with_capacity(kept.len()), ranks: Vec::new() };
        for row in kept {
            left.ranks.extend_from_slice(self.get(*row as usize));
            left.ends.push(left.ranks.len() as u64);
        }
        left
    }

    /// The ranks in a row, in the order of the source.
    #[must_use]
    pub fn get(&self, row: usize) -> &[u32] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.ranks[start..self.ends[row] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_follow_byte_order_whatever_the_order_of_reading() {
        let mut first = Interner::default();
        let mut second = Interner::default();
        let (c, a) = (first.code("c"), first.code("a"));
        let (b, a2) = (second.code("b"), second.code("a"));
        assert_eq!(first.code("c"), c);
        let (dictionary, ranks) = Dictionary::merge(&[&first, &second]);
        assert_eq!(dictionary.iter().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!((ranks[0][c as usize], ranks[0][a as usize]), (2, 0));
        assert_eq!((ranks[1][b as usize], ranks[1][a2 as usize]), (1, 0));
        assert_eq!((dictionary.rank("b"), dictionary.rank("bb")), (Some(1), None));
    }

    #[test]
    fn an_empty_string_is_a_string() {
        let texts: Texts = ["", "x", ""].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["", "x", ""]);
    }
}
