//! What is left of a text when everything is gone that a copyist changes without noticing, or that differs between copies by itself.

use std::sync::LazyLock;

use caseless::Caseless;
use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Version of the rules below; raised whenever a text may be normalised differently. Part of every detector that uses them.
pub const NORMALISATION: u32 = 1;

/// Versions of Unicode by which texts are normalised: composition, general categories, and words of scripts without spaces.
pub const UNICODE: [(&str, (u64, u64, u64)); 2] = [
    ("unicode-normalization", {
        let (major, minor, patch) = unicode_normalization::UNICODE_VERSION;
        (major as u64, minor as u64, patch as u64)
    }),
    ("unicode-segmentation", unicode_segmentation::UNICODE_VERSION),
];

/// Normalise a text for comparison.
///
/// In this order: compatibility composition (NFKC, which also resolves Arabic presentation forms and full-width letters); a leading
/// `RT @name:`, links and mentions are left out; full case folding (Unicode Standard, section 3.13); Arabic yeh and kaf become the Persian
/// ones; tatweel, Arabic vowel signs and other marks above or below Arabic letters, apostrophes, and invisible characters are left out; a
/// zero-width non-joiner, and any punctuation or symbol (emoji too), becomes a space, except a `#` before a letter or digit; runs of
/// spaces become one, none at either end.
///
/// Punctuation parts words rather than joining them, so that `one,two` and `one, two` are the same.
#[must_use]
pub fn normalise(text: &str) -> String {
    if text.chars().all(is_settled) { strip(text) } else { strip(&text.nfkc().collect::<String>()) }
}

fn strip(text: &str) -> String {
    let mut out = Writer { text: String::with_capacity(text.len()), space: false };
    let mut words = text.split_whitespace().peekable();
    while let (Some(first), Some(second)) = (words.peek().copied(), words.clone().nth(1)) {
        if !first.eq_ignore_ascii_case("rt") || !second.starts_with('@') {
            break;
        }
        words.nth(1);
    }
    for word in words {
        out.space();
        out.word(without_link(word));
    }
    out.text
}

/// The part of a word before a link.
fn without_link(word: &str) -> &str {
    if let Some(at) = word.find("://") {
        let before = &word[..at];
        let known = ["https", "http"].into_iter().find(|scheme| {
            before.len() >= scheme.len() && before.as_bytes()[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
        });
        return known
            .map_or_else(|| before.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric()), |scheme| &before[..at - scheme.len()]);
    }
    let bare = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let starts_with = |start: &str| bare.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    if starts_with("www.") || starts_with("t.co/") {
        return "";
    }
    if word.contains('/') { word.find("pic.twitter.com/").map_or(word, |at| &word[..at]) } else { word }
}

/// Collects what is kept, with one space between words.
struct Writer {
    text: String,
    space: bool,
}

impl Writer {
    fn space(&mut self) {
        self.space = !self.text.is_empty();
    }

    fn keep(&mut self, letter: char) {
        if self.space {
            self.text.push(' ');
            self.space = false;
        }
        self.text.push(letter);
    }

    fn word(&mut self, word: &str) {
        let mut before = None;
        let mut rest = word.chars();
        while let Some(letter) = rest.next() {
            match letter {
                '@' if !before.is_some_and(char::is_alphanumeric) => {
                    let name = mention(rest.as_str());
                    rest = rest.as_str()[name..].chars();
                    self.space();
                }
                '#' => {
                    self.space();
                    if rest.clone().next().is_some_and(char::is_alphanumeric) {
                        self.keep('#');
                    }
                }
                _ => match fate(letter) {
                    Fate::Keep(letter) => self.keep(letter),
                    Fate::Space => self.space(),
                    Fate::Drop => {}
                    Fate::Several => std::iter::once(letter).default_case_fold().for_each(|letter| self.keep(letter)),
                },
            }
            before = Some(letter);
        }
    }
}

/// Length in bytes of the name that follows an `@`: letters, digits and `_`, and `.`, `-` or `@` between them, as platforms with servers write.
fn mention(text: &str) -> usize {
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        if letter.is_alphanumeric() || letter == '_' {
            end = at + letter.len_utf8();
        } else if !matches!(letter, '.' | '-' | '@') || end != at {
            break;
        }
    }
    end
}

/// What becomes of a character inside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep(char),
    Space,
    Drop,
    /// Its case folding is more than one character.
    Several,
}

/// End of the characters whose fate is looked up; beyond lie the scripts of East Asia, and emoji.
const LOOKED_UP: usize = 0x3000;

static FATES: LazyLock<Vec<(Fate, bool)>> = LazyLock::new(|| {
    let of = |code: u32| char::from_u32(code).map_or((Fate::Drop, false), |letter| (decide(letter), settle(letter)));
    (0..LOOKED_UP as u32).map(of).collect()
});

fn fate(letter: char) -> Fate {
    FATES.get(letter as usize).map_or_else(|| decide(letter), |known| known.0)
}

/// Whether a character stays as it is under NFKC whatever stands beside it.
fn is_settled(letter: char) -> bool {
    FATES.get(letter as usize).map_or_else(|| settle(letter), |known| known.1)
}

fn settle(letter: char) -> bool {
    is_nfkc_quick(std::iter::once(letter)) == IsNormalized::Yes && canonical_combining_class(letter) == 0
}

fn decide(letter: char) -> Fate {
    match letter {
        '\u{064A}' => return Fate::Keep('\u{06CC}'),
        '\u{0643}' => return Fate::Keep('\u{06A9}'),
        '\u{200C}' => return Fate::Space,
        '\u{0640}' | '\'' | '\u{2018}' | '\u{2019}' | '\u{201B}' => return Fate::Drop,
        '\u{20E3}' | '\u{FE00}'..='\u{FE0F}' => return Fate::Drop,
        _ => {}
    }
    match get_general_category(letter) {
        Category::NonspacingMark if is_arabic_mark(letter) => Fate::Drop,
        Category::Format | Category::Control | Category::Unassigned | Category::PrivateUse | Category::Surrogate => Fate::Drop,
        Category::ConnectorPunctuation
        | Category::DashPunctuation
        | Category::OpenPunctuation
        | Category::ClosePunctuation
        | Category::InitialPunctuation
        | Category::FinalPunctuation
        | Category::OtherPunctuation
        | Category::MathSymbol
        | Category::CurrencySymbol
        | Category::ModifierSymbol
        | Category::OtherSymbol
        | Category::SpaceSeparator
        | Category::LineSeparator
        | Category::ParagraphSeparator => Fate::Space,
        _ => {
            let mut folded = std::iter::once(letter).default_case_fold();
            match (folded.next(), folded.next()) {
                (Some(one), None) => Fate::Keep(one),
                _ => Fate::Several,
            }
        }
    }
}

/// Vowel signs, Quranic signs and other marks of the Arabic blocks.
const fn is_arabic_mark(letter: char) -> bool {
    matches!(letter, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{0870}'..='\u{08FF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_copyist_changes_makes_no_difference() {
        for (one, other) in [
            ("RT @someone: Read  THIS, now! https://t.co/abc", "read this now"),
            ("rt @a: RT @b: Read this now", "Read this — now…"),
            ("Straße and ſ", "STRASSE AND S"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
            ("don't", "don’t"),
            ("one,two", "one, two"),
            ("so true 😂😂👍🏽 👨‍👩‍👧 🇮🇷 1️⃣", "so true 1"),
            ("#️⃣ tag", "tag"),
            ("see pic.twitter.com/AbC www.example.org (http://x.org/a?b)", "see"),
            ("texthttp://t.co/x", "text"),
            ("hello @friend@server.example, and @other.bsky.social!", "hello and"),
            ("soft\u{00AD}hyphen \u{FEFF}mark\u{200F}", "softhyphen mark"),
            ("caf\u{0065}\u{0301}", "café"),
        ] {
            assert_eq!(normalise(one), normalise(other), "{one} | {other}");
        }
    }

    #[test]
    fn arabic_and_persian_spellings_meet() {
        for (one, other) in [
            ("علي و كتاب", "علی و کتاب"),
            ("مُحَمَّدٌ رَسُولُ اللهِ", "محمد رسول الله"),
            ("قُرْآن", "قرآن"),
            ("قرا\u{0653}ن", "قرآن"),
            ("ســـلام", "سلام"),
            ("می\u{200C}خواهم", "می خواهم"),
            ("\u{FEB3}\u{FEFC}\u{FEE1}", "سلام"),
            ("\u{FDF2}", "الله"),
            ("رحمٰن", "رحمن"),
            ("سلام، دنیا؟", "سلام دنیا"),
        ] {
            assert_eq!(normalise(one), normalise(other), "{one} | {other}");
        }
        assert_ne!(normalise("سلام دنیا"), normalise("سلام دریا"));
    }

    #[test]
    fn what_matters_stays() {
        assert_eq!(normalise("#NIAC #یک_دو 5 % of 10"), "#niac #یک دو 5 of 10");
        assert_eq!(normalise("mail me@example.org"), "mail me example org");
        assert_eq!(normalise("naïve Ğ й ё"), "naïve ğ й ё");
        assert_eq!(normalise("中文，推文。"), "中文 推文");
        assert_eq!(normalise("https://only.link @only_name 🎉"), "");
        assert_eq!(normalise("rt this please"), "rt this please");
    }

    // Every character whose Unicode data has a full folding of several: CaseFolding.txt, status F.
    #[test]
    fn foldings_to_several_letters_are_kept_whole() {
        for (letter, folded) in [("ß", "ss"), ("ﬃ", "ffi"), ("ŉ", "ʼn"), ("İ", "i\u{0307}"), ("ΐ", "ι\u{0308}\u{0301}"), ("ẞ", "ss")]
        {
            assert_eq!(normalise(letter), folded);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn the_short_way_for_settled_texts_changes_nothing(text in "(\\PC| |\n){0,40}") {
            prop_assert_eq!(normalise(&text), strip(&text.nfkc().collect::<String>()));
        }

        #[test]
        fn spaces_are_single_and_inside(text in "(\\PC|[ @#.\u{200C}]){0,40}") {
            let normal = normalise(&text);
            prop_assert!(!normal.contains("  ") && normal.trim() == normal);
            let left = ['@', ',', '.', '\u{200C}', '\u{0640}', '\u{064A}'];
            prop_assert!(!normal.contains(left));
        }
    }
}
