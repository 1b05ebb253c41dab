//! Where a file shows what it must not.

use std::collections::BTreeSet;

use super::forms::forms;
use super::secrets::{Secrets, WORDS, is_mere_word, is_word, windows};
use super::{Leak, LeakKind};

impl Secrets {
    /// Everything in a file, and in its name, that must not be seen, in order of line.
    #[must_use]
    pub fn search(&self, path: &str, bytes: &[u8]) -> Vec<Leak> {
        let mut leaks = BTreeSet::new();
        self.search_text(path, &mut |_, kind, seen| {
            leaks.insert(Leak { path: path.to_owned(), line: 0, kind, seen });
        });
        let text = String::from_utf8_lossy(bytes);
        for form in forms(&text) {
            let mut line_ends: Option<Vec<usize>> = None;
            self.search_text(&form, &mut |at, kind, seen| {
                let ends = line_ends.get_or_insert_with(|| form.match_indices('\n').map(|(at, _)| at).collect());
                let line = ends.partition_point(|end| *end < at) + 1;
                leaks.insert(Leak { path: path.to_owned(), line, kind, seen });
            });
        }
        // A sentence that is quoted is one leak, not one for each of its words.
        let mut leaks: Vec<Leak> = leaks.into_iter().collect();
        leaks.dedup_by(|next, first| {
            next.kind == LeakKind::Text && (&next.path, next.line, next.kind) == (&first.path, first.line, first.kind)
        });
        leaks
    }

    fn search_text(&self, text: &str, found: &mut dyn FnMut(usize, LeakKind, String)) {
        let small = text.to_ascii_lowercase();
        if let Some(key) = &self.key {
            small.match_indices(key.as_str()).for_each(|(at, key)| found(at, LeakKind::Key, key.to_owned()));
        }
        let mut at = 0;
        while let Some(begin) = small[at..].find(is_word).map(|ahead| at + ahead) {
            let end = small[begin..].find(|letter| !is_word(letter)).map_or(small.len(), |length| begin + length);
            self.value_at(text, &small, begin, end, found);
            at = end;
        }
        if !self.texts.is_empty() {
            for (hash, begin) in windows(text) {
                if self.texts.contains(&hash) {
                    found(begin, LeakKind::Text, first_words(&text[begin..]));
                }
            }
        }
    }

    /// A value that begins with the piece from `begin` to `end`.
    fn value_at(&self, text: &str, small: &str, begin: usize, end: usize, found: &mut dyn FnMut(usize, LeakKind, String)) {
        let piece = &small[begin..end];
        let before = text[..begin].chars().next_back();
        if before == Some('@') && self.behind_at.contains(piece) {
            found(begin, LeakKind::Handle, text[begin..end].to_owned());
        }
        let Some(lengths) = self.by_first_piece.get(piece) else { return };
        for length in lengths {
            let Some(value) = small.get(begin..begin + length) else { continue };
            let Some((kind, original)) = self.values.get(value) else { continue };
            let seen = &text[begin..begin + length];
            let after = text[begin + length..].chars().next();
            if after.is_some_and(is_word) || part_of_a_number(text, begin, begin + length, value) {
                continue;
            }
            // A mere word counts with its own capitals and on its own, as in a cell, a label or an attribute.
            if is_mere_word(value) && !(seen == original && alone(before) && alone(after)) {
                continue;
            }
            found(begin, *kind, seen.to_owned());
        }
    }
}

/// Digits of a decimal or grouped number that happen to be those of an id.
fn part_of_a_number(text: &str, begin: usize, end: usize, value: &str) -> bool {
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let mut before = text[..begin].chars().rev();
    let mut after = text[end..].chars();
    let joined = |letter: Option<char>| matches!(letter, Some('.'));
    (joined(before.next()) && digit(before.next())) || (joined(after.next()) && digit(after.next()))
}

fn alone(neighbour: Option<char>) -> bool {
    neighbour.is_none_or(|letter| matches!(letter, '"' | '\'' | '>' | '<' | ',' | ';' | '\n' | '\r' | '\t' | '@' | '=' | '/' | '(' | ')'))
}

fn first_words(text: &str) -> String {
    let mut words = 0;
    let mut inside = false;
    for (at, letter) in text.char_indices() {
        if !is_word(letter) && inside {
            words += 1;
            if words == WORDS {
                return text[..at].split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
        inside = is_word(letter);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
