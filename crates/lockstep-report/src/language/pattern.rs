//! What a rule looks for: words in a row.
//!
//! A pattern is a list of places between blanks. Each place takes one of the words between its bars; `*` at an end of a word stands for
//! any letters there, `#` for a number, and `..3` for up to three words of any kind.

use super::text::Token;

/// The first place in a sentence where a pattern fits: first token and the one after the last.
pub(super) fn find(pattern: &str, tokens: &[Token]) -> Option<(usize, usize)> {
    let places: Vec<&str> = pattern.split(' ').collect();
    (0..tokens.len()).find_map(|start| Some((start, fits(&places, tokens, start)?)))
}

fn fits(places: &[&str], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((place, rest)) = places.split_first() else { return Some(at) };
    if let Some(most) = place.strip_prefix("..").and_then(|most| most.parse::<usize>().ok()) {
        return (0..=most).find_map(|skipped| fits(rest, tokens, at + skipped));
    }
    let token = tokens.get(at)?;
    if place.split('|').any(|word| is(word, &token.word)) { fits(rest, tokens, at + 1) } else { None }
}

fn is(pattern: &str, word: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        _ if pattern == "#" => word.starts_with(|first: char| first.is_ascii_digit()),
        (Some(end), None) => word.ends_with(end),
        (None, Some(start)) => word.starts_with(start),
        _ => pattern == word,
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::sentences;
    use super::*;

    #[test]
    fn patterns_fit_words_in_a_row() {
        let tokens = &sentences("They are run by agents of the state, 12 % of them")[0].tokens;
        for (pattern, found) in [
            ("run|led by", Some((2, 4))),
            ("run by ..3 state", Some((2, 8))),
            ("run by ..1 state", None),
            ("agent* of", Some((4, 6))),
            ("# %", Some((8, 10))),
            ("*em", Some((11, 12))),
            ("agent", None),
        ] {
            assert_eq!(find(pattern, tokens), found, "{pattern}");
        }
    }
}
