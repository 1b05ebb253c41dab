//! A text as sentences of words, without what it quotes.
//!
//! Quotations, code and lines that quote in Markdown are somebody else's words: a report must be able to repeat them. They are blanked out,
//! so that every place in the text stays where it was.

/// A word, number or sign, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// In small letters.
    pub(super) word: String,
    /// First character, counted from 0 over the whole text.
    pub(super) start: usize,
    /// Character after the last.
    pub(super) end: usize,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) tokens: Vec<Token>,
    /// Whether it is a question.
    pub(super) asks: bool,
}

/// Signs that count as words of their own.
const SIGNS: [char; 5] = ['%', '=', '<', '>', '≤'];
/// What a full stop after it does not end a sentence.
const SHORT: [&str; 12] = ["e.g", "i.e", "al", "vs", "cf", "no", "nos", "fig", "dr", "mr", "ms", "approx"];

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let characters: Vec<char> = without_quotes(text);
    let mut sentences = Vec::new();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(character) = characters.get(at).copied() {
        if character.is_alphanumeric() {
            let start = at;
            while characters.get(at).is_some_and(|next| inside(&characters, at, *next)) {
                at += 1;
            }
            let word: String = characters[start..at].iter().collect::<String>().to_lowercase().replace('’', "'");
            tokens.push(Token { word, start, end: at });
            continue;
        }
        if SIGNS.contains(&character) {
            tokens.push(Token { word: character.to_string(), start: at, end: at + 1 });
        }
        if ends(&characters, at, &tokens) && !tokens.is_empty() {
            sentences.push(Sentence { tokens: std::mem::take(&mut tokens), asks: character == '?' });
        }
        at += 1;
    }
    if !tokens.is_empty() {
        sentences.push(Sentence { tokens, asks: false });
    }
    sentences
}

/// Whether a character belongs to the word that is being read: letters and digits, and between two of these a hyphen, apostrophe or point.
fn inside(characters: &[char], at: usize, next: char) -> bool {
    let between = matches!(next, '-' | '‑' | '\'' | '’' | '.' | '_' | '/' | ',');
    let follows = characters.get(at + 1).is_some_and(|after| after.is_alphanumeric());
    let digits = at > 0 && characters[at - 1].is_numeric() && characters.get(at + 1).is_some_and(|after| after.is_numeric());
    next.is_alphanumeric() || (between && follows && (next != ',' || digits))
}

/// Whether a sentence ends at this character.
fn ends(characters: &[char], at: usize, tokens: &[Token]) -> bool {
    let blank = |place: usize| characters.get(place).is_none_or(|next| next.is_whitespace());
    match characters[at] {
        '\n' => characters.get(at + 1).is_none_or(|next| *next == '\n'),
        '!' | '?' | ':' | ';' => blank(at + 1),
        '.' => blank(at + 1) && tokens.last().is_none_or(|last| last.end != at || !SHORT.contains(&last.word.as_str())),
        _ => false,
    }
}

/// The characters of a text with quotations, code and quoting lines blanked out.
fn without_quotes(text: &str) -> Vec<char> {
    let mut characters: Vec<char> = text.chars().collect();
    let mut start_of_line = true;
    let mut at = 0;
    while at < characters.len() {
        let character = characters[at];
        let quoting_line = start_of_line && character == '>';
        let closing = match character {
            '“' | '„' => Some(['”', '“']),
            '"' => Some(['"', '"']),
            '«' => Some(['»', '»']),
            '‘' => Some(['’', '’']),
            '`' => Some(['`', '`']),
            _ => None,
        };
        let end = if quoting_line {
            Some((at..characters.len()).find(|place| characters[*place] == '\n').unwrap_or(characters.len()))
        } else {
            closing.and_then(|closing| end_of_quotation(&characters, at, closing))
        };
        if let Some(end) = end {
            characters[at..end].fill(' ');
            at = end;
            continue;
        }
        start_of_line = character == '\n' || (start_of_line && character == ' ');
        at += 1;
    }
    characters
}

/// The place after the closing mark of a quotation within its paragraph; none if it is never closed.
fn end_of_quotation(characters: &[char], start: usize, closing: [char; 2]) -> Option<usize> {
    let mut at = start + 1;
    while let Some(character) = characters.get(at) {
        if *character == '\n' && characters.get(at + 1) == Some(&'\n') {
            return None;
        }
        let apostrophe = *character == '’' && characters.get(at + 1).is_some_and(|next| next.is_alphanumeric());
        if closing.contains(character) && !apostrophe {
            return Some(at + 1);
        }
        at += 1;
    }
    None
}

/// Line and column of a character, both counted from 1.
pub(super) fn place(text: &str, character: usize) -> (usize, usize) {
    let before = text.chars().take(character);
    before.fold((1, 1), |(line, column), next| if next == '\n' { (line + 1, 1) } else { (line, column + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        sentences(text)
            .iter()
            .map(|sentence| sentence.tokens.iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn sentences_and_words() {
        assert_eq!(
            words("One of 1,300 did; two (e.g. this) didn’t. A 5.5 % share?"),
            ["one of 1,300 did", "two e.g this didn't", "a 5.5 % share"]
        );
        assert_eq!(words("state-backed\naccounts\n\nNext et al. 2019 p < 0.05"), ["state-backed accounts", "next et al 2019 p < 0.05"]);
        assert!(sentences("Are they? Yes.")[0].asks);
    }

    #[test]
    fn quotations_are_blank() {
        assert_eq!(words("He said “they are bots. All.” and left"), ["he said and left"]);
        assert_eq!(words("\"bots\" and `bots` and ‘don’t say bots’ here"), ["and and here"]);
        assert_eq!(words("an open \"quote\n\nends with its paragraph\""), ["an open quote", "ends with its paragraph"]);
        assert_eq!(words("> they are bots\nmine"), ["mine"]);
    }

    #[test]
    fn places_count_from_one() {
        assert_eq!((place("ab\ncd", 0), place("ab\ncd", 4)), ((1, 1), (2, 2)));
    }
}
