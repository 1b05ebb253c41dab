//! What is wrong with a study, where, and what to do about it.
//!
//! A [`Diagnostic`] is data: the command draws it with colours, a test prints it with [`Diagnostics::plain`]. The text travels along so
//! that whoever draws needs no second read of a file that may have changed.

use std::fmt;

use serde::Serialize;

/// The most faults told at once. A text with more is rarely a study, and a reader mends a few at a time.
const MOST_FAULTS: usize = 100;

/// The widest excerpt of a line in [`Diagnostics::plain`], in characters.
const WIDEST_EXCERPT: usize = 120;

/// A place in the text of a study.
///
/// A value that covers several lines is marked on its first line only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Span {
    /// The offset of the first byte, counted after a byte order mark, if there is one.
    pub start: usize,
    /// The length in bytes; 0 where something is missing rather than wrong.
    pub length: usize,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Span {
    /// Finds the line and column of a byte offset.
    pub(crate) fn at(text: &str, start: usize, length: usize) -> Self {
        let start = text.floor_char_boundary(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            start,
            length: length.min(text.len() - start),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// One fault in a study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Where the fault is.
    pub span: Span,
    /// What was found and what is wrong with it, as a sentence without a full stop.
    pub message: String,
    /// What to do about it, where there is something to suggest.
    pub help: Option<String>,
}

/// All the faults of one study, with its text.
///
/// Displays as one line a fault: `study.yaml:3:7: message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    /// The faults, at least one, sorted by position.
    pub items: Vec<Diagnostic>,
    /// The name of the text in messages.
    pub label: String,
    /// The text into which the spans point.
    pub text: String,
}

impl Diagnostics {
    /// Makes every message fit to print, sorts faults by position, says each once, and cuts an overlong list, saying so.
    pub(crate) fn new(label: &str, text: &str, mut items: Vec<Diagnostic>) -> Self {
        for item in &mut items {
            item.message = item.message.chars().map(visible).collect();
            item.help = item.help.take().map(|help| help.chars().map(visible).collect());
        }
        items.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        items.dedup();
        if items.len() > MOST_FAULTS {
            let span = items[MOST_FAULTS].span;
            items.truncate(MOST_FAULTS);
            items.push(Diagnostic {
                span,
                message: "there are more faults from here on".to_owned(),
                help: Some("mend those above and check again".to_owned()),
            });
        }
        Self { items, label: label.to_owned(), text: text.to_owned() }
    }

    /// Renders every fault with its line, a caret below the fault and the help, without colour.
    ///
    /// Characters that would disturb a terminal are replaced, and a long line is cut to the part around the fault.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for item in &self.items {
            let Span { line, column, .. } = item.span;
            out.push_str(&format!("{}:{line}:{column}: {}\n", self.label, item.message));
            let (excerpt, caret) = self.excerpt(item.span);
            if !excerpt.is_empty() {
                out.push_str(&format!("  | {excerpt}\n  | {caret}\n"));
            }
            if let Some(help) = &item.help {
                out.push_str(&format!("  help: {help}\n"));
            }
        }
        out
    }

    /// The line of a fault and a line of carets to put below it.
    fn excerpt(&self, span: Span) -> (String, String) {
        let start = self.text.floor_char_boundary(span.start.min(self.text.len()));
        let end = self.text.ceil_char_boundary((start + span.length).min(self.text.len()));
        let line_start = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |newline| start + newline);
        let line: Vec<char> = self.text[line_start..line_end].trim_end_matches('\r').chars().map(visible).collect();
        let before = self.text[line_start..start].chars().count().min(line.len());
        let wide = self.text[start..end.min(line_end).max(start)].chars().count().max(1);
        let first = before.saturating_sub(WIDEST_EXCERPT / 2);
        let last = line.len().min(first + WIDEST_EXCERPT);
        let mut excerpt: String = line[first..last].iter().collect();
        let mut indent = before - first;
        if first > 0 {
            excerpt.insert(0, '…');
            indent += 1;
        }
        if last < line.len() {
            excerpt.push('…');
        }
        let carets = wide.min(last.saturating_sub(before).max(1));
        (excerpt.trim_end().to_owned(), " ".repeat(indent) + &"^".repeat(carets))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.items.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{}:{}:{}: {}", self.label, item.span.line, item.span.column, item.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// Replaces a character that would move the cursor or reorder the line.
fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        other if other.is_control() || reorders(other) => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// Whether a character makes a line read in another order than it is written.
pub(crate) fn reorders(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str, start: usize, length: usize, message: &str) -> Diagnostic {
        Diagnostic { span: Span::at(text, start, length), message: message.to_owned(), help: None }
    }

    #[test]
    fn columns_count_characters() {
        let text = "α: β\nγδ: ε";
        let span = Span::at(text, text.find('ε').expect("ε is in the text"), 2);
        assert_eq!((span.line, span.column, span.length), (2, 5, 2));
    }

    #[test]
    fn a_long_line_is_cut_around_the_fault() {
        let text = "x".repeat(5_000) + "!" + &"y".repeat(5_000);
        let plain = Diagnostics::new("s", &text, vec![fault(&text, 5_000, 1, "no")]).plain();
        let lines: Vec<&str> = plain.lines().collect();
        assert!(lines[1].chars().count() < 130, "{plain}");
        assert_eq!(lines[1].chars().position(|c| c == '!'), lines[2].chars().position(|c| c == '^'));
    }

    #[test]
    fn an_overlong_list_says_that_it_is_cut() {
        let text = "x".repeat(300);
        let faults = (0..250).rev().map(|at| fault(&text, at, 1, "no")).collect();
        let diagnostics = Diagnostics::new("s", &text, faults);
        assert_eq!(diagnostics.items.len(), 101);
        assert_eq!(diagnostics.items[100].message, "there are more faults from here on");
        assert!(diagnostics.items.is_sorted_by_key(|item| item.span));
    }

    #[test]
    fn display_is_one_line_a_fault() {
        let diagnostics = Diagnostics::new("a.yaml", "one\ntwo", vec![fault("one\ntwo", 4, 3, "b"), fault("one\ntwo", 0, 3, "a")]);
        assert_eq!(diagnostics.to_string(), "a.yaml:1:1: a\na.yaml:2:1: b");
    }

    #[test]
    fn what_disturbs_a_terminal_is_replaced() {
        let text = "a\u{202e}b\u{1b}[31m";
        let plain = Diagnostics::new("s", text, vec![fault(text, 0, 1, text)]).plain();
        assert!(!plain.contains(['\u{202e}', '\u{1b}']), "{plain:?}");
    }
}
