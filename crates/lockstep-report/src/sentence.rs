//! Sentences that state a result: a card's template with the numbers of the findings put in.
//!
//! `{flagged}` stands for the value of that name and `{flagged account}` for the value followed by the noun in the right number. A
//! measurement without a noun takes the name of its unit: "100 posts a day". Every number that goes in remembers its name, so that the page can link it to the row that explains it. A name without a value is an error,
//! never a gap.

use std::borrow::Borrow;

use lockstep_detect::{Number, Value};
use serde::Serialize;

use crate::number;

/// A piece of a sentence: plain words, or a number with the name of its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    /// The words or the written number.
    pub(crate) text: String,
    /// The value that the number comes from; none for plain words.
    pub(crate) value: Option<String>,
}

/// A sentence with its numbers marked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sentence {
    /// Its pieces, in reading order.
    pub(crate) parts: Vec<Part>,
}

impl Sentence {
    /// A sentence that a value says by itself.
    pub(crate) fn of(value: &Value, text: String) -> Self {
        let mut sentence = Self::default();
        sentence.number(value, text);
        sentence
    }

    /// The sentence as plain text.
    pub(crate) fn plain(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }

    fn words(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part { text, value: None });
        }
    }

    fn number(&mut self, value: &Value, text: String) {
        self.parts.push(Part { text, value: Some(value.name.clone()) });
    }
}

/// Whether the whole that a number is a part of is written after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denominators {
    /// Written in brackets, unless the sentence names the whole itself.
    Shown,
    /// Left out, for titles; the caption gives the number of rows.
    Hidden,
}

/// The names in a template that have no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown(pub(crate) Vec<String>);

/// Fill a template.
///
/// # Errors
/// When a name in it, or the denominator of one, has no value.
pub(crate) fn fill(template: &str, values: &[Value], denominators: Denominators) -> Result<Sentence, Unknown> {
    let pieces = pieces(template);
    let named: Vec<&str> = pieces.iter().filter_map(|piece| piece.name()).collect();
    let mut shown: Vec<&str> = named.clone();
    let wholes: Vec<&str> = named.iter().filter_map(|name| find(values, name)?.of.as_deref()).collect();
    let mut sentence = Sentence::default();
    let mut unknown = Vec::new();
    // Why a number is not known is said once.
    let mut reasons: Vec<&str> = Vec::new();
    for piece in &pieces {
        let (name, noun) = match *piece {
            Piece::Words(words) => {
                sentence.words(words);
                continue;
            }
            Piece::Slot { name, noun } => (name, noun),
        };
        let Some(value) = find(values, name) else {
            unknown.push(name.to_owned());
            continue;
        };
        let text = match &value.number {
            Number::Insufficient(why) if reasons.contains(&why.as_str()) => unknown_number(noun),
            _ => with_noun(value, noun),
        };
        sentence.number(value, text);
        if let Number::Insufficient(why) = &value.number {
            reasons.push(why);
        }
        // "5 of 1,295 accounts (of 1,320 accounts)" would be hard to read: a number that is itself the whole of another stands alone.
        let is_whole = wholes.contains(&name);
        if denominators == Denominators::Hidden || is_whole || matches!(value.number, Number::Insufficient(_)) {
            continue;
        }
        let Some(of) = value.of.as_deref().filter(|of| !shown.contains(of)) else { continue };
        let Some(whole) = find(values, of) else {
            unknown.push(of.to_owned());
            continue;
        };
        shown.push(of);
        // "1 account (of 1 account)" says nothing.
        if whole.number == value.number {
            continue;
        }
        if !matches!(whole.number, Number::Insufficient(_)) {
            sentence.words(" (of ");
            sentence.number(whole, described(whole));
            sentence.words(")");
        }
    }
    if unknown.is_empty() { Ok(sentence) } else { Err(Unknown(unknown)) }
}

/// The number with its unit and what its name adds: `425 accounts assessed`.
pub(crate) fn described(value: &Value) -> String {
    let (one, many) = number::noun(value.unit);
    let name = value.name.replace('_', " ");
    let noun = if number::is_one(&value.number) { one } else { many };
    let name = if name == many { noun.to_owned() } else { name };
    let written = number::bare(&value.number, value.unit).unwrap_or_else(|| "an unknown number".to_owned());
    let says_unit = !one.is_empty() && name.split(' ').any(|word| word == one || word == many);
    if says_unit || noun.is_empty() { format!("{written} {name}") } else { format!("{written} {noun} {name}") }
}

/// The number as authors' text takes it: `425`, `57.1 %`, `100 posts a day`.
pub(crate) fn alone(value: &Value) -> String {
    with_noun(value, None)
}

fn with_noun(value: &Value, noun: Option<&str>) -> String {
    match (number::bare(&value.number, value.unit), &value.number, noun) {
        (Some(text), Number::Real(_), None) => number::with_unit(&text, &value.number, value.unit),
        (Some(text), _, None) => text,
        (Some(text), number, Some(noun)) if number::is_one(number) => format!("{text} {noun}"),
        (Some(text), _, Some(noun)) => format!("{text} {}", number::plural(noun)),
        (None, Number::Insufficient(why), _) => format!("{} ({why})", unknown_number(noun)),
        (None, _, _) => unknown_number(noun),
    }
}

fn unknown_number(noun: Option<&str>) -> String {
    noun.map_or("an unknown number".to_owned(), |noun| format!("an unknown number of {}", number::plural(noun)))
}

/// `chance, other settings and less data`
pub(crate) fn listed<S: Borrow<str>>(parts: &[S]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.borrow().to_owned(),
        [first @ .., last] => format!("{} and {}", first.join(", "), last.borrow()),
    }
}

fn find<'a>(values: &'a [Value], name: &str) -> Option<&'a Value> {
    values.iter().find(|value| value.name == name)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Slot { name: &'a str, noun: Option<&'a str> },
}

impl<'a> Piece<'a> {
    fn name(&self) -> Option<&'a str> {
        match self {
            Self::Words(_) => None,
            Self::Slot { name, .. } => Some(name),
        }
    }
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((words, after)) = rest.split_once('{') {
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        pieces.push(Piece::Words(words));
        pieces.push(match slot.split_once(' ') {
            Some((name, noun)) => Piece::Slot { name, noun: Some(noun) },
            None => Piece::Slot { name: slot, noun: None },
        });
        rest = tail;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use lockstep_detect::Unit;

    use super::*;

    fn value(name: &str, number: Number, unit: Unit, of: Option<&str>) -> Value {
        Value { name: name.into(), number, unit, of: of.map(Into::into), meaning: String::new() }
    }

    fn values() -> Vec<Value> {
        vec![
            value("assessed", Number::Count(425), Unit::Accounts, None),
            value("flagged", Number::Count(12), Unit::Accounts, Some("assessed")),
            value("single", Number::Count(1), Unit::Accounts, Some("posting_accounts")),
            value("watched", Number::Count(400), Unit::Accounts, Some("posting_accounts")),
            value("fast", Number::Count(5), Unit::Accounts, Some("watched")),
            value("posting_accounts", Number::Count(1_300), Unit::Accounts, None),
            value("share", Number::Real(0.5714), Unit::Share, Some("assessed")),
            value("line", Number::Real(100.0), Unit::PostsPerDay, None),
            value("sleep", Number::Real(1.0), Unit::Hours, None),
            value("peak", Number::Time(1_551_103_380_000), Unit::Time, None),
            value("expected", Number::Insufficient("no control set".into()), Unit::Accounts, Some("assessed")),
            value("broken", Number::Count(3), Unit::Posts, Some("nowhere")),
        ]
    }

    #[test]
    fn sentences_with_their_denominators() {
        let filled: Vec<String> = [
            "{flagged account} posted more than 100 times a day.",
            "{flagged} of {assessed account} did.",
            "{single account} did, and {share} did not.",
            "The peak was at {peak}.",
            "The line is {line}, and a pause lasts {sleep} or more.",
            "By chance, {expected account} would.",
            "{flagged account} and {share} have one whole.",
            "{fast} of {watched account} did.",
            "No number at all.",
        ]
        .iter()
        .map(|template| fill(template, &values(), Denominators::Shown).expect("all names are known").plain())
        .collect();
        insta::assert_snapshot!(filled.join("\n"));
    }

    #[test]
    fn a_title_has_no_brackets() {
        let title = fill("{flagged account} stand out", &values(), Denominators::Hidden).expect("known");
        assert_eq!(title.plain(), "12 accounts stand out");
        assert_eq!(title.parts[0].value.as_deref(), Some("flagged"));
    }

    #[test]
    fn names_without_a_value_are_refused() {
        for (template, names) in [
            ("{flaged account} and {nothing}", vec!["flaged", "nothing"]),
            ("{broken post}", vec!["nowhere"]),
            ("an open {slot", vec!["slot"]),
            ("an empty {}", vec![""]),
        ] {
            let unknown = fill(template, &values(), Denominators::Shown).expect_err("a name has no value");
            assert_eq!(unknown.0, names, "{template}");
        }
    }
}
