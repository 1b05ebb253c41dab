//! Where each key and value of a YAML text stands.
//!
//! The events of the scanner are folded into a tree of places. On the way, everything is refused that YAML allows and a study does not:
//! duplicate keys, keys that are not text, tags, further documents, aliases that multiply the text, and nesting so deep that later
//! recursion could run out of stack. Nothing here recurses.

use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::{Diagnostic, Span};
use crate::syntax;

/// The deepest nesting of lists and mappings.
const DEEPEST: usize = 64;

/// The most keys and values that aliases may add to a study.
const MOST_ALIASED_NODES: usize = 10_000;

/// The most bytes of text that aliases may add to a study.
const MOST_ALIASED_BYTES: usize = 1 << 20;

/// The largest integer up to which every integer is a distinct double.
const LARGEST_EXACT: u64 = 1 << 53;

/// The outline of a study.
pub(crate) struct Outline {
    pub(crate) root: Arc<Node>,
    /// What a study may not contain, though it is YAML.
    pub(crate) faults: Vec<Diagnostic>,
    /// Numbers that would lose digits, apart, since a missing quotation mark explains most of them better.
    pub(crate) numbers: Vec<Diagnostic>,
}

/// A value and its place.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) shape: Shape,
    size: Size,
}

#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Scalar,
    List(Vec<Arc<Node>>),
    Mapping(BTreeMap<String, Entry>),
}

/// A key of a mapping, its place and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Span,
    pub(crate) node: Arc<Node>,
}

/// How much a node holds, itself included, aliases expanded.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    levels: usize,
}

/// Reads the outline, or the fault at which reading had to stop.
pub(crate) fn read(text: &str) -> Result<Outline, Diagnostic> {
    let mut builder = Builder::new(text);
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax::from_scanner(text, &error, builder.place(*error.marker(), *error.marker())))?;
        builder.take(event, span)?;
    }
    builder.finish()
}

/// A list or mapping that has been opened and not yet closed.
struct Open {
    start: Span,
    anchor: usize,
    size: Size,
    content: Content,
}

enum Content {
    List(Vec<Arc<Node>>),
    Mapping { entries: BTreeMap<String, Entry>, key: Option<(String, Span)> },
}

struct Builder<'a> {
    text: &'a str,
    /// The byte offset of each character; empty for ASCII, where the two are equal.
    offsets: Vec<usize>,
    /// The number of characters before each line.
    lines: Vec<usize>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Arc<Node>>,
    aliased: Size,
    documents: usize,
    root: Option<Arc<Node>>,
    faults: Vec<Diagnostic>,
    numbers: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        let offsets =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect() };
        let newlines = text.chars().enumerate().filter(|(_, character)| *character == '\n');
        let lines = [0].into_iter().chain(newlines.map(|(index, _)| index + 1)).collect();
        Self {
            text,
            offsets,
            lines,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            aliased: Size::default(),
            documents: 0,
            root: None,
            faults: Vec::new(),
            numbers: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, span: saphyr_parser::Span) -> Result<(), Diagnostic> {
        let place = self.place(span.start, span.end);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(fault(place, "a second YAML document starts here", "keep one study in a file and remove this `---`"));
                }
            }
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(&anchor).map(Arc::clone) else {
                    let help = "write the value out";
                    return Err(fault(place, "this alias stands inside the value that it repeats", help));
                };
                self.spend(place, target.size)?;
                let node = Node { span: place, shape: target.shape.clone(), size: target.size };
                self.put(place, None, Arc::new(node))?;
            }
            Event::Scalar(scalar, style, anchor, tag) => {
                if tag.is_some() {
                    self.refuse_tag(place);
                }
                let plain = style == ScalarStyle::Plain;
                let size = Size { nodes: 1, bytes: scalar.len(), levels: 0 };
                let node = Arc::new(Node { span: place, shape: Shape::Scalar, size });
                self.remember(anchor, &node);
                if plain && !self.awaits_key() {
                    self.numbers.extend(inexact_number(&scalar, place));
                    if is_text(&scalar) || scalar.is_empty() {
                        let end = if scalar.is_empty() { self.end_of_key() } else { Some(self.offset(span.end)) };
                        self.faults.extend(end.and_then(|end| self.lost_hashtag(end)));
                    }
                }
                self.put(place, Some((&scalar, plain)), node)?;
            }
            Event::SequenceStart(anchor, tag) => self.push(place, anchor, tag.is_some(), Content::List(Vec::new()))?,
            Event::MappingStart(anchor, tag) => {
                self.push(place, anchor, tag.is_some(), Content::Mapping { entries: BTreeMap::new(), key: None })?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(place)?,
        }
        Ok(())
    }

    fn push(&mut self, start: Span, anchor: usize, tagged: bool, content: Content) -> Result<(), Diagnostic> {
        if tagged {
            self.refuse_tag(start);
        }
        if self.open.len() >= DEEPEST {
            return Err(too_deep(start));
        }
        self.open.push(Open { start, anchor, size: Size { nodes: 1, bytes: 0, levels: 1 }, content });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Diagnostic> {
        let open = self.open.pop().expect("the parser closes only what it opened");
        let shape = match open.content {
            Content::List(items) => Shape::List(items),
            Content::Mapping { entries, .. } => Shape::Mapping(entries),
        };
        let span =
            if end.length > 0 { self.first_line(open.start, end.start + end.length) } else { self.first_line(open.start, usize::MAX) };
        let node = Arc::new(Node { span, shape, size: open.size });
        self.remember(open.anchor, &node);
        self.put(span, None, node)
    }

    /// Puts a finished value into the innermost open list or mapping; `scalar` is its text, and whether that stood without quotes.
    fn put(&mut self, place: Span, scalar: Option<(&str, bool)>, node: Arc<Node>) -> Result<(), Diagnostic> {
        let depth = self.open.len();
        if depth + node.size.levels > DEEPEST {
            return Err(too_deep(place));
        }
        let Some(innermost) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        innermost.size.nodes += node.size.nodes;
        innermost.size.bytes += node.size.bytes;
        innermost.size.levels = innermost.size.levels.max(node.size.levels + 1);
        match &mut innermost.content {
            Content::List(items) => items.push(node),
            Content::Mapping { entries, key } => match key.take() {
                None => {
                    let (text, problem) = match scalar {
                        Some((text, plain)) => (text, (plain && !is_text(text)).then_some("is not text; put it in quotes")),
                        None => ("", Some("is not text; write it out as a word")),
                    };
                    if let Some(problem) = problem {
                        self.faults.push(fault(place, &format!("this key {problem}"), "keys of a study are words such as `title`"));
                    }
                    *key = Some((text.to_owned(), place));
                }
                Some((name, at)) => match entries.get(&name) {
                    None => {
                        entries.insert(name, Entry { key: at, node });
                    }
                    Some(first) => {
                        let message = format!("the key `{}` is given twice, first on line {}", short(&name), first.key.line);
                        self.faults.push(fault(at, &message, "keep one of the two"));
                    }
                },
            },
        }
        Ok(())
    }

    fn remember(&mut self, anchor: usize, node: &Arc<Node>) {
        if anchor > 0 {
            self.anchors.insert(anchor, Arc::clone(node));
        }
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Mapping { key: None, .. }, .. }))
    }

    /// Where the colon of the key before an empty value ends.
    fn end_of_key(&self) -> Option<usize> {
        let Some(Open { content: Content::Mapping { key: Some((_, key)), .. }, .. }) = self.open.last() else { return None };
        let after = key.start + key.length;
        self.text[after..].starts_with(':').then_some(after + 1)
    }

    /// A complaint if the text that ends at `end` loses a hashtag, which YAML takes for a comment.
    fn lost_hashtag(&self, end: usize) -> Option<Diagnostic> {
        let line = self.text[end..].lines().next()?;
        let comment = line.trim_start();
        let word = comment.strip_prefix('#')?;
        if !word.starts_with(|first: char| first.is_alphanumeric() || first == '_') {
            return None;
        }
        let start = end + line.len() - comment.len();
        let length = 1 + word.find(char::is_whitespace).unwrap_or(word.len());
        let message = format!("`{}` is lost, since YAML takes it for a comment", short(&self.text[start..start + length]));
        let help = "put the whole text in quotes; if it is a comment, write a space after `#`";
        Some(fault(Span::at(self.text, start, length), &message, help))
    }

    fn refuse_tag(&mut self, place: Span) {
        self.faults.push(fault(place, "this value has a YAML tag", "remove the word that starts with `!`; a study needs no tags"));
    }

    fn spend(&mut self, place: Span, size: Size) -> Result<(), Diagnostic> {
        self.aliased.nodes += size.nodes;
        self.aliased.bytes += size.bytes;
        if self.aliased.nodes > MOST_ALIASED_NODES || self.aliased.bytes > MOST_ALIASED_BYTES {
            let message = format!("aliases make the study grow by more than {MOST_ALIASED_NODES} values or {MOST_ALIASED_BYTES} bytes");
            return Err(fault(place, &message, "write the values out, or keep them in an input file"));
        }
        Ok(())
    }

    fn finish(self) -> Result<Outline, Diagnostic> {
        let example = "start with `title:` and `question:`; `lockstep schema` lists every key";
        let start = Span::at(self.text, 0, 0);
        match self.root {
            None => Err(fault(start, "the study is empty", example)),
            Some(root) => match &root.shape {
                Shape::Mapping(_) => Ok(Outline { root, faults: self.faults, numbers: self.numbers }),
                Shape::Scalar if root.size.bytes == 0 => Err(fault(start, "the study is empty", example)),
                Shape::Scalar => Err(fault(root.span, "a study is a list of keys and values, not a single text", example)),
                Shape::List(_) => Err(fault(root.span, "a study starts with keys, not with a list", example)),
            },
        }
    }

    /// Turns two marks of the scanner into a place on one line.
    fn place(&self, start: saphyr_parser::Marker, end: saphyr_parser::Marker) -> Span {
        let offset = self.offset(start);
        // At the end of a text without a last line break, the scanner counts one line too many.
        let place = if offset == self.text.len() {
            Span::at(self.text, offset, 0)
        } else {
            Span { start: offset, length: 0, line: start.line(), column: start.col() + 1 }
        };
        self.first_line(place, self.offset(end))
    }

    /// The byte at a mark, from its line and column: the scanner's own index drifts after some characters outside ASCII.
    fn offset(&self, mark: saphyr_parser::Marker) -> usize {
        let end = self.text.len();
        let Some(before) = self.lines.get(mark.line().saturating_sub(1)) else { return end };
        let index = before + mark.col();
        if self.offsets.is_empty() { index.min(end) } else { self.offsets.get(index).copied().unwrap_or(end) }
    }

    /// The place from `start` to the byte `end`, but no further than its first line.
    fn first_line(&self, start: Span, end: usize) -> Span {
        let end = end.clamp(start.start, self.text.len());
        let part = &self.text[start.start..end];
        let line = part.lines().next().unwrap_or_default();
        Span { length: line.trim_end().len(), ..start }
    }
}

/// Whether YAML reads an unquoted scalar as text, rather than as a number, a truth value or nothing.
fn is_text(plain: &str) -> bool {
    let word = matches!(plain, "" | "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE");
    !word && !is_integer(plain) && plain.parse::<serde_yaml::Number>().is_err()
}

/// Whether an unquoted scalar is a decimal integer; digits after a leading zero are text.
fn is_integer(plain: &str) -> bool {
    let digits = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'))
}

/// A complaint about a number that a double cannot hold exactly.
fn inexact_number(plain: &str, place: Span) -> Option<Diagnostic> {
    let is_exact = |integer: i128| integer.unsigned_abs() <= u128::from(LARGEST_EXACT);
    let exact = if is_integer(plain) {
        plain.parse().is_ok_and(is_exact)
    } else {
        let number: serde_yaml::Number = plain.parse().ok()?;
        if !number.is_finite() {
            return Some(fault(place, &format!("`{plain}` is not a finite number"), "write a number, or remove the line"));
        }
        let integer = number.as_u64().map(i128::from).or_else(|| number.as_i64().map(i128::from));
        integer.is_none_or(is_exact)
    };
    let message = format!("the number `{}` is too large to keep every digit", short(plain));
    (!exact).then(|| fault(place, &message, "put it in quotes if it is an id; numbers go up to 9007199254740992 (2^53)"))
}

fn too_deep(place: Span) -> Diagnostic {
    fault(place, &format!("lists and mappings are nested more than {DEEPEST} deep here"), "a study needs far fewer levels")
}

/// The start of a text that may be far too long for a message.
pub(crate) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => text.replace('\n', " "),
        Some((end, _)) => text[..end].replace('\n', " ") + "…",
    }
}

fn fault(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic { span, message: message.to_owned(), help: Some(help.to_owned()) }
}
