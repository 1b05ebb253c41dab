//! The text of a study and the place of each of its keys and values.
//!
//! Places are asked for by JSON Pointer (RFC 6901), which is how a schema validator names what it complains about.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::outline::{Entry, Node, Shape};

/// The text of a study with an index from JSON Pointer to place.
#[derive(Debug, Clone)]
pub struct Source {
    label: String,
    text: String,
    root: Arc<Node>,
}

impl Source {
    pub(crate) fn new(label: &str, text: &str, root: Arc<Node>) -> Self {
        Self { label: label.to_owned(), text: text.to_owned(), root }
    }

    /// The name of the text in messages.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place of the key at `pointer`; for an item of a list, of the item.
    ///
    /// Where nothing stands at `pointer`, the key of the nearest mapping or list around it that does exist.
    #[must_use]
    pub fn key(&self, pointer: &str) -> Span {
        let found = self.find(pointer);
        found.key.unwrap_or(found.node.span)
    }

    /// The place of the value at `pointer`, or of its key where the value is empty.
    ///
    /// Where nothing stands at `pointer`, the key of the nearest mapping or list around it that does exist, as [`Source::key`] does.
    #[must_use]
    pub fn value(&self, pointer: &str) -> Span {
        let found = self.find(pointer);
        match found.key {
            Some(key) if !found.exact || found.node.span.length == 0 => key,
            _ => found.node.span,
        }
    }

    /// The place of some words within the value at `pointer`, or of the whole value where they are not written so in the file, as in a text
    /// that is folded over lines.
    #[must_use]
    pub fn words(&self, pointer: &str, words: &str) -> Span {
        let whole = self.value(pointer);
        match self.slice(whole).find(words) {
            Some(at) => Span::at(&self.text, whole.start + at, words.len()),
            None => whole,
        }
    }

    /// The part of the text that a place covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.start + span.length).unwrap_or_default()
    }

    /// Gathers faults with this text, sorted by position.
    ///
    /// `items` must not be empty, since [`Diagnostics`] promises at least one fault.
    #[must_use]
    pub fn diagnostics(&self, items: Vec<Diagnostic>) -> Diagnostics {
        Diagnostics::new(&self.label, &self.text, items)
    }

    fn find(&self, pointer: &str) -> Found<'_> {
        let mut found = Found { key: None, node: &self.root, exact: true };
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            match &found.node.shape {
                Shape::Mapping(entries) => match entries.get(&token) {
                    Some(Entry { key, node }) => found = Found { key: Some(*key), node, exact: true },
                    None => return Found { exact: false, ..found },
                },
                Shape::List(items) => match token.parse::<usize>().ok().and_then(|index| items.get(index)) {
                    Some(node) => found = Found { key: None, node, exact: true },
                    None => return Found { exact: false, ..found },
                },
                Shape::Scalar => return Found { exact: false, ..found },
            }
        }
        found
    }
}

struct Found<'a> {
    key: Option<Span>,
    node: &'a Node,
    exact: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline;

    fn source(text: &str) -> Source {
        Source::new("s", text, outline::read(text).expect("the text is YAML").root)
    }

    #[test]
    fn keys_and_values_are_found() {
        let source = source("# ά\r\nnames: [ä, { b/c: \"d\" }]\r\nlong:\r\n  - one: 1\r\n    two: |\r\n      text\r\n");
        let cases = [
            ("/names", "names", "[ä, { b/c: \"d\" }]"),
            ("/names/0", "ä", "ä"),
            ("/names/1", "{ b/c: \"d\" }", "{ b/c: \"d\" }"),
            ("/names/1/b~1c", "b/c", "\"d\""),
            ("/long", "long", "- one: 1"),
            ("/long/0", "one: 1", "one: 1"),
            ("/long/0/two", "two", "text"),
        ];
        for (pointer, key, value) in cases {
            assert_eq!(source.slice(source.key(pointer)), key, "key of {pointer}");
            assert_eq!(source.slice(source.value(pointer)), value, "value of {pointer}");
        }
        let span = source.value("/names/1/b~1c");
        assert_eq!((span.line, span.column), (2, 19));
    }

    #[test]
    fn what_is_absent_is_placed_at_the_nearest_ancestor() {
        let source = source("a:\n  b: 1\n  c:\nd: [x]\n");
        for (pointer, expected) in [("/a/z/y", "a"), ("/a/b/q", "b"), ("/d/7", "d"), ("/d/0/x", "x"), ("/nothing", "a:")] {
            assert_eq!(source.slice(source.value(pointer)), expected, "{pointer}");
        }
        assert_eq!(source.slice(source.value("/a/c")), "c");
    }

    #[test]
    fn an_alias_is_placed_where_it_stands() {
        let source = source("a: &it { b: 1 }\nc: *it\n");
        assert_eq!(source.slice(source.value("/c")), "*it");
        assert_eq!(source.value("/c").line, 2);
        assert_eq!(source.value("/c/b").line, 1);
    }
}
