//! The tool's two normal forms of a text: one string for equality, a set of words for similarity.
//!
//! Words are cut as the Python package regex does it with its flag WORD, which follows the word boundaries of Unicode Standard Annex #29
//! with differences of its own, all kept here: no boundary between an apostrophe and a Latin vowel; rules that look two characters away do
//! not skip combining marks; after an odd number of regional indicators there is no boundary, whatever follows; and at the start of a text,
//! marks stick to what follows.

use std::collections::BTreeSet;

use icu_properties::props::{ExtendedPictographic, WordBreak};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A text as the tool compares it for equality: in lower case, without mentions, white space collapsed.
#[must_use]
pub fn comparable_text(text: &str) -> String {
    let lower = without_mentions(text.to_lowercase());
    let mut collapsed = String::with_capacity(lower.len());
    for word in lower.split(splits_words).filter(|word| !word.is_empty()) {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// The distinct words of a text by which the tool measures similarity, ascending: punctuation marks and the parts of a link are words too.
#[must_use]
pub fn similarity_tokens(text: &str) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    Cutter::default().each_word(text, |word| {
        tokens.insert(word.to_owned());
    });
    tokens
}

/// Cuts texts into words, one after another in the same memory.
#[derive(Default)]
pub(super) struct Cutter {
    characters: Vec<Character>,
}

impl Cutter {
    /// Call `found` with every word of a text by which the tool measures similarity, in their order, repeated ones again.
    pub(super) fn each_word(&mut self, text: &str, mut found: impl FnMut(&str)) {
        let text = without_mentions(text.to_lowercase());
        // The tool joins its pieces by spaces and splits them again later, at all white space.
        self.pieces(&text, |piece| piece.split(splits_words).filter(|word| !word.is_empty()).for_each(&mut found));
    }

    /// Call `found` with what lies between the word boundaries, without horizontal space at the start and one apostrophe after it.
    fn pieces(&mut self, text: &str, mut found: impl FnMut(&str)) {
        let characters = &mut self.characters;
        characters.clear();
        characters.extend(text.char_indices().map(|(at, value)| Character { at, value, class: class_of(value) }));
        let starts_at = |place: usize| characters.get(place).map_or(text.len(), |character| character.at);
        let mut from = 0;
        let mut place = 0;
        while place < characters.len() {
            if !is_boundary(characters, place) {
                place += 1;
                continue;
            }
            let mut end = place;
            while characters.get(end).is_some_and(|character| character.class == WordBreak::WSegSpace) {
                end += 1;
            }
            end += usize::from(characters.get(end).is_some_and(|character| character.value == '\''));
            found(&text[starts_at(from)..starts_at(place)]);
            from = end;
            place = end.max(place + 1);
        }
        found(&text[starts_at(from)..]);
    }
}

/// Remove every `@` with what follows up to the next white space.
fn without_mentions(text: String) -> String {
    if !text.contains('@') {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, mention)) = rest.split_once('@') {
        kept.push_str(before);
        rest = mention.find(char::is_whitespace).map_or("", |end| &mention[end..]);
    }
    kept.push_str(rest);
    kept
}

/// Where Python's `str.split` splits: at white space as Unicode has it and at four separators of ASCII.
fn splits_words(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

#[derive(Clone, Copy)]
struct Character {
    at: usize,
    value: char,
    class: WordBreak,
}

fn class_of(character: char) -> WordBreak {
    const { CodePointMapData::<WordBreak>::new() }.get(character)
}

/// Whether a word ends before the character at `place`, which is after the first.
fn is_boundary(text: &[Character], place: usize) -> bool {
    use WordBreak as W;
    if place == 0 {
        return true;
    }
    let ends_line = |class: W| class == W::Newline || class == W::CR || class == W::LF;
    let is_ignored = |class: W| class == W::Extend || class == W::Format || class == W::ZWJ;
    let (before, right) = (text[place - 1].class, text[place]);
    if before == W::CR && right.class == W::LF {
        return false;
    }
    if ends_line(before) || ends_line(right.class) {
        return true;
    }
    if before == W::ZWJ && CodePointSetData::new::<ExtendedPictographic>().contains(right.value) {
        return false;
    }
    if before == W::WSegSpace && right.class == W::WSegSpace || is_ignored(right.class) {
        return false;
    }
    let Some(at) = text[..place].iter().rposition(|character| !is_ignored(character.class)) else { return false };
    let beyond_left = at.checked_sub(1).map(|at| text[at].class);
    let beyond_right = text.get(place + 1).map(|character| character.class);
    !(joins(text[at], right) || joins_across(beyond_left, text[at].class, right.class, beyond_right) || halves_a_flag(&text[..=at]))
}

/// Whether two characters that follow each other belong to one word, whatever is around them.
fn joins(left: Character, right: Character) -> bool {
    use WordBreak as W;
    let (a, b) = (left.class, right.class);
    let is_word = |class: W| is_letter(class) || class == W::Numeric;
    is_word(a) && is_word(b)
        || matches!(left.value, '\'' | '\u{2019}') && is_vowel(right.value)
        || a == W::HebrewLetter && b == W::SingleQuote
        || a == W::Katakana && b == W::Katakana
        || (is_word(a) || a == W::Katakana || a == W::ExtendNumLet) && b == W::ExtendNumLet
        || a == W::ExtendNumLet && (is_word(b) || b == W::Katakana)
}

/// Whether a mark between two letters or two digits keeps them together; the mark is on either side of the place asked about.
fn joins_across(beyond_left: Option<WordBreak>, left: WordBreak, right: WordBreak, beyond_right: Option<WordBreak>) -> bool {
    use WordBreak as W;
    let quotes = |class: W| class == W::MidNumLet || class == W::SingleQuote;
    let bridges = |a: Option<W>, mark: W, b: Option<W>| {
        let both = |test: &dyn Fn(W) -> bool| a.is_some_and(test) && b.is_some_and(test);
        (mark == W::MidLetter || quotes(mark)) && both(&is_letter)
            || (mark == W::MidNum || quotes(mark)) && both(&|class| class == W::Numeric)
            || mark == W::DoubleQuote && both(&|class| class == W::HebrewLetter)
    };
    bridges(Some(left), right, beyond_right) || bridges(beyond_left, left, Some(right))
}

/// Whether a text ends in an odd number of regional indicators, of which two make a flag.
fn halves_a_flag(text: &[Character]) -> bool {
    text.iter().rev().take_while(|character| character.class == WordBreak::RegionalIndicator).count() % 2 == 1
}

fn is_letter(class: WordBreak) -> bool {
    class == WordBreak::ALetter || class == WordBreak::HebrewLetter
}

fn is_vowel(character: char) -> bool {
    matches!(
        character,
        'a' | 'à' | 'á' | 'â' | 'e' | 'è' | 'é' | 'ê' | 'i' | 'ì' | 'í' | 'î' | 'o' | 'ò' | 'ó' | 'ô' | 'u' | 'ù' | 'ú' | 'û'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    // What the tool's `tokenize` and `message_preprocessor` give.
    #[test]
    fn words_and_comparable_texts_are_the_tools() {
        for (text, words, comparable) in [
            ("'orange' l’été it’s", vec!["it’s", "l’été", "orange"], "'orange' l’été it’s"),
            (
                "See https://t.co/aB?x=1 @me, 3.14",
                vec!["/", "1", "3.14", ":", "=", "?", "ab", "https", "see", "t.co", "x"],
                "see https://t.co/ab?x=1 3.14",
            ),
            ("👍🏽 🇷🇺🇩🇪🇫 a", vec!["a", "🇩🇪", "🇫", "🇷🇺", "👍🏽"], "👍🏽 🇷🇺🇩🇪🇫 a"),
            ("Привет, мир!", vec!["!", ",", "мир", "привет"], "привет, мир!"),
            ("כ\"ץ א'", vec!["א'", "כ\"ץ"], "כ\"ץ א'"),
            ("ΣΊΣΥΦΟΣ a\u{a0}b", vec!["a", "b", "σίσυφος"], "σίσυφος a b"),
            ("@only", vec![], ""),
        ] {
            assert_eq!(similarity_tokens(text).into_iter().collect::<Vec<_>>(), words, "{text}");
            assert_eq!(comparable_text(text), comparable, "{text}");
        }
    }
}
