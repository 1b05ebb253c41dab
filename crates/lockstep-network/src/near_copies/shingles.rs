//! Texts as sets of short pieces: every run of a few characters, or of a few words.

use std::hash::Hash;

use hashbrown::hash_table::{Entry, HashTable};

use crate::jaccard::TokenSets;

/// What a text is cut into to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shingle {
    /// Runs of so many characters, spaces between words included.
    Characters(u8),
    /// Runs of so many words.
    Words(u8),
}

/// The distinct shingles of each text, numbered, the rarest first. Different shingles have different numbers, always.
///
/// A text shorter than one shingle has none. Takes 24 bytes (48 with a very large alphabet) and their spare room for each distinct shingle
/// while it works, and leaves 4 for each shingle of each text.
///
/// # Panics
/// When a shingle is longer than 6 characters or 4 words.
pub(super) fn shingle_sets<'a>(texts: impl ExactSizeIterator<Item = &'a str> + Clone, shingle: Shingle) -> TokenSets {
    let (symbols, length) = match shingle {
        Shingle::Characters(length) => (Symbols::characters(texts.clone()), length),
        Shingle::Words(length) => (Symbols::words(texts.clone()), length),
    };
    let length = usize::from(length.max(1));
    assert!(symbols.bits * length as u32 <= u128::BITS, "a shingle is at most 6 characters or 4 words");
    if symbols.bits * length as u32 <= u64::BITS { number::<u64>(texts, &symbols, length) } else { number::<u128>(texts, &symbols, length) }
}

/// Characters or words, with numbers of as few bits as will do.
struct Symbols<'a> {
    bits: u32,
    of: Kind<'a>,
}

enum Kind<'a> {
    /// The number of each character, by its code.
    Characters(Vec<u32>),
    /// The number of each word.
    Words(hashbrown::HashMap<&'a str, u32>),
}

impl<'a> Symbols<'a> {
    fn characters(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut numbers = vec![0; char::MAX as usize + 1];
        texts.flat_map(str::chars).for_each(|letter| numbers[letter as usize] = 1);
        let mut next = 0;
        for number in numbers.iter_mut().filter(|number| **number > 0) {
            *number = next;
            next += 1;
        }
        Self { bits: bits_for(next), of: Kind::Characters(numbers) }
    }

    fn words(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut numbers = hashbrown::HashMap::new();
        for word in texts.flat_map(|text| text.split(' ')) {
            let next = numbers.len() as u32;
            numbers.entry(word).or_insert(next);
        }
        Self { bits: bits_for(numbers.len() as u32), of: Kind::Words(numbers) }
    }

    fn of(&self, text: &str, symbols: &mut Vec<u32>) {
        symbols.clear();
        match &self.of {
            Kind::Characters(numbers) => symbols.extend(text.chars().map(|letter| numbers[letter as usize])),
            Kind::Words(numbers) => symbols.extend(text.split(' ').map(|word| numbers[word])),
        }
    }
}

/// Bits that tell `count` symbols apart.
const fn bits_for(count: u32) -> u32 {
    match count {
        0 | 1 => 1,
        more => u32::BITS - (more - 1).leading_zeros(),
    }
}

/// A run of symbols in one number, the newest in the lowest bits.
trait Run: Copy + Eq + Hash + Default {
    fn push(self, symbol: u32, bits: u32, length: usize) -> Self;
    fn mix(self) -> u64;
}

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

fn fold(value: u64) -> u64 {
    let product = u128::from(value) * u128::from(ODD);
    (product >> 64) as u64 ^ product as u64
}

impl Run for u64 {
    fn push(self, symbol: u32, bits: u32, length: usize) -> Self {
        (self << bits | Self::from(symbol)) & (Self::MAX >> (Self::BITS - bits * length as u32))
    }

    fn mix(self) -> u64 {
        fold(self ^ ODD)
    }
}

impl Run for u128 {
    fn push(self, symbol: u32, bits: u32, length: usize) -> Self {
        (self << bits | Self::from(symbol)) & (Self::MAX >> (Self::BITS - bits * length as u32))
    }

    fn mix(self) -> u64 {
        fold(fold((self >> 64) as u64 ^ ODD) ^ self as u64)
    }
}

/// A shingle met so far.
struct Met<R> {
    run: R,
    number: u32,
    /// The last text it was met in, from 1.
    last: u32,
}

fn number<'a, R: Run>(texts: impl ExactSizeIterator<Item = &'a str> + Clone, symbols: &Symbols<'_>, length: usize) -> TokenSets {
    let most = texts.clone().map(str::len).sum();
    let mut sets = TokenSets::with_capacity(texts.len(), most);
    let mut table: HashTable<Met<R>> = HashTable::new();
    let mut of_text = Vec::new();
    for (text, place) in texts.zip(1u32..) {
        symbols.of(text, &mut of_text);
        let mut run = R::default();
        for (symbol, at) in of_text.iter().zip(1..) {
            run = run.push(*symbol, symbols.bits, length);
            if at < length {
                continue;
            }
            let number = table.len() as u32;
            match table.entry(run.mix(), |met| met.run == run, |met| met.run.mix()) {
                Entry::Occupied(mut met) => {
                    let met = met.get_mut();
                    if met.last != place {
                        met.last = place;
                        sets.put(met.number);
                    }
                }
                Entry::Vacant(vacant) => {
                    vacant.insert(Met { run, number, last: place });
                    sets.put(number);
                }
            }
        }
        sets.end();
    }
    drop(table);
    sets.number_rarest_first();
    sets
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::jaccard::shared;

    fn naive(text: &str, shingle: Shingle) -> BTreeSet<Vec<String>> {
        let (parts, length): (Vec<String>, u8) = match shingle {
            Shingle::Characters(length) => (text.chars().map(String::from).collect(), length),
            Shingle::Words(length) => (text.split(' ').map(str::to_owned).collect(), length),
        };
        parts.windows(length.into()).map(<[String]>::to_vec).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn sets_have_the_sizes_and_overlaps_of_real_pieces(
            texts in prop::collection::vec("[ab é中]{0,12}|\\PC{0,8}", 0..8),
            shingle in prop_oneof![(1u8..=6).prop_map(Shingle::Characters), (1u8..4).prop_map(Shingle::Words)],
        ) {
            let sets = shingle_sets(texts.iter().map(String::as_str), shingle);
            let naive: Vec<_> = texts.iter().map(|text| naive(text, shingle)).collect();
            for (one, a) in naive.iter().zip(0..) {
                for (other, b) in naive.iter().zip(0..) {
                    prop_assert_eq!(shared(sets.get(a), sets.get(b)) as usize, one.intersection(other).count());
                }
            }
        }
    }

    #[test]
    fn a_large_alphabet_takes_the_wide_way_and_gives_the_same() {
        let alphabet: String = ('\u{4E00}'..='\u{8FFF}').collect();
        let texts = [alphabet.as_str(), "abcdefgh", "abcdefgx", "中文推文中文推文中文"];
        let sets = shingle_sets(texts.iter().copied(), Shingle::Characters(5));
        assert_eq!(sets.get(1).len(), 4);
        assert_eq!(shared(sets.get(1), sets.get(2)), 3);
        assert_eq!(sets.get(3).len(), 4);
        assert_eq!(shared(sets.get(0), sets.get(3)), 0);
    }
}
