//! Faults of YAML itself, in plain words.
//!
//! The scanner reports in the terms of the YAML specification, at the place where it could go no further. The words here name the usual
//! cause instead.

use saphyr_parser::ScanError;

use crate::diagnostic::{Diagnostic, Span};

/// A part of the scanner's message, what to say instead, and what to suggest.
const WORDS: [(&str, &str, &str); 23] = [
    ("unknown anchor", "this alias repeats a value that nothing has named", "name the value with `&name` above, or write it out"),
    ("tab", "a tab stands here where YAML wants spaces", "replace tabs by spaces"),
    (
        "mapping values are not allowed",
        "there is a second `: ` in this line, or the line is indented too far",
        "put text that contains `: ` in quotes",
    ),
    ("illegal placement of ':'", "there is a `:` where none can stand", "put text that contains `:` in quotes"),
    ("simple key expect", "this line has no `:` after its key", "write `key: value`"),
    ("simple key", "this line has no `:` after its key", "write `key: value`"),
    (
        "did not find expected key",
        "this line is neither a key nor part of the value above it",
        "align it with the keys it belongs to, and put text with quotes or `#` inside in quotes",
    ),
    (
        "did not find expected '-'",
        "this line is not an item of the list above it",
        "start items with `- ` at one indentation, or align the line with the key it belongs to",
    ),
    (
        "block sequence entries are not allowed",
        "a list starts here where none can stand",
        "put the first `- ` on a line of its own below the key",
    ),
    ("followed by a valid YAML whitespace", "a space is missing here", "write a space after `-` and `:`"),
    ("flow sequence", "this list in brackets is not closed, or a comma is missing", "close it with `]` and separate items by commas"),
    ("flow mapping", "this mapping in braces is not closed, or a comma is missing", "close it with `}` and separate entries by commas"),
    ("flow construct", "this line is indented less than the brackets it belongs to", "indent it, or close the bracket before it"),
    (
        "indentation in quoted",
        "this quoted text is not closed, or its next line is not indented",
        "close it with a quotation mark of the same kind",
    ),
    ("misplaced bracket", "a bracket is closed here that was not opened", "remove it, or put the text in quotes"),
    (
        "trailing content",
        "text follows after the closing quotation mark",
        "end the text there, or put all of it in quotes of the other kind",
    ),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "close it, or write an apostrophe inside double quotes"),
    ("escape", "this backslash sequence is not known", "use single quotes, in which a backslash is just a backslash"),
    ("expected hexadecimal", "this backslash sequence is not known", "use single quotes, in which a backslash is just a backslash"),
    ("quoted scalar", "this quoted text does not end where it should", "check its quotation marks and its indentation"),
    ("recursion limit", "brackets are nested too deep here", "a study needs far fewer levels"),
    ("unexpected character", "a text cannot start with this character", "put the text in quotes"),
    ("indentation", "the indentation does not fit the lines above", "use the same number of spaces for keys that belong together"),
];

/// A fault that the scanner of positions found at `place`.
pub(crate) fn from_scanner(text: &str, error: &ScanError, place: Span) -> Diagnostic {
    let info = error.info();
    if let Some(tab) = indenting_tab(text, place.start, info.contains("tab")) {
        return Diagnostic {
            span: tab,
            message: "this line is indented with a tab".to_owned(),
            help: Some("YAML allows spaces only; replace each tab by two spaces".to_owned()),
        };
    }
    let span = if info.contains("simple key") { line_before(text, place) } else { on_a_character(text, place) };
    put_in_words(info, span)
}

/// A fault that only the decoder found.
pub(crate) fn from_decoder(text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| location.index().min(text.len()));
    put_in_words(&error.to_string(), on_a_character(text, Span::at(text, at, 0)))
}

fn put_in_words(info: &str, span: Span) -> Diagnostic {
    let known = WORDS.iter().find(|(part, ..)| info.contains(part));
    match known {
        Some((_, message, help)) => Diagnostic { span, message: (*message).to_owned(), help: Some((*help).to_owned()) },
        None => Diagnostic {
            span,
            message: format!("the text is not YAML from here on: {info}"),
            help: Some("check the indentation, and put text with special characters in quotes".to_owned()),
        },
    }
}

/// The tab in the indentation of the line at byte `at`; if the scanner spoke of a tab, also of the lines around.
fn indenting_tab(text: &str, at: usize, around: bool) -> Option<Span> {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let previous = text[..line].trim_end().rfind('\n').map_or(0, |newline| newline + 1);
    let next = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
    let lines = if around { vec![line, previous, next] } else { vec![line] };
    lines.into_iter().find_map(|start| {
        let line = &text[start..];
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        indent.find('\t').map(|tab| Span::at(text, start + tab, 1))
    })
}

/// The last line with text before a place at the start of a line, where the scanner first misses a colon.
fn line_before(text: &str, place: Span) -> Span {
    let before = text[..place.start].trim_end();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before[start..].trim_start();
    Span::at(text, before.len() - line.len(), line.len())
}

/// Moves a place that lies on a line break or at the end of the text back onto the text before it.
fn on_a_character(text: &str, place: Span) -> Span {
    let rest = &text[place.start.min(text.len())..];
    match rest.chars().next() {
        Some(character) if !character.is_whitespace() => Span { length: character.len_utf8(), ..place },
        _ => {
            let before = text[..place.start.min(text.len())].trim_end();
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            Span::at(text, before.len() - last, last)
        }
    }
}
