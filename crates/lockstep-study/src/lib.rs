//! What was asked: YAML to a checked study, with source spans and a JSON Schema.
//!
//! A study is a text that a person writes and other people read, so a mistake in it deserves an answer that a person can act on.
//! [`parse`] therefore never stops at the first fault: it returns every one it can see, each with its place in the text. The rooms, in the
//! order in which the text passes through them:
//!
//! * `text`: bytes to text, refusing what cannot be shown on a screen;
//! * `outline`: where each key and value stands, and what YAML allows but a study does not;
//! * `value`: the text as a JSON value;
//! * `check`: the value against a JSON Schema, in plain words;
//! * `rules`: what a schema cannot say, such as names that must differ;
//! * `prose`: values that the authors' text names;
//! * `study`, `input`, `columns`, `day`, `claims`, `formula`, `attribution`: the checked result.
//!
//! Nothing here opens a file, prints, or knows a detector. A step's settings stay a JSON value; whoever knows the detector checks them with
//! [`check()`] and the same [`Source`], and its complaints point into the same text.

mod attribution;
mod check;
mod claims;
mod columns;
mod day;
mod diagnostic;
mod formula;
mod input;
mod outline;
mod prose;
mod rules;
mod schema;
mod source;
mod study;
mod suggest;
mod syntax;
mod text;
mod trials;
mod value;

pub use attribution::{Alternative, Attribution, AttributionLedger, Check, Checklist, Evidence, EvidenceKind, Reliability};
pub use check::check;
pub use claims::{Amount, Choice, Claim, Contest, Extent, Qualifier, Quantity, Reading, Relation, Stated, Test, Work};
pub use columns::{Columns, TableName};
pub use day::{Day, NoSuchDay};
pub use diagnostic::{Diagnostic, Diagnostics, Span};
pub use formula::{Expression, Formula, Operator, Word, words};
pub use input::{Input, Layout, Origin, Simulate, TimeFormat};
pub use prose::{Piece, pieces};
pub use schema::schema;
pub use source::Source;
pub use study::{
    AccountSet, Author, AuthorsSection, Controls, Correction, Event, NamedAccount, Publication, PublicationMode, Report, SetRole, Step,
    Study, Times, Tolerance,
};
pub use suggest::suggest;
pub use text::LARGEST_STUDY;
pub use trials::{LessData, Plant, TimeSpan, Without};

/// A study that passed every check, with the text it came from.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The study, with defaults filled in.
    pub study: Study,
    /// The text and the place of each key and value in it.
    pub source: Source,
}

/// Reads a study and checks all of it except the settings of its steps.
///
/// `label` is the name of the text in messages, usually the path that the reader typed.
///
/// # Errors
///
/// Every fault found, sorted by position. A text that is not YAML at all yields the one fault at which reading stopped, since what
/// follows it cannot be understood.
pub fn parse(label: &str, bytes: &[u8]) -> Result<Parsed, Diagnostics> {
    parse_with(label, bytes, &|_, _| Vec::new())
}

/// As [`parse`], with faults that somebody else can see in the study's JSON value, such as those in the settings of a detector.
///
/// `more` is asked whether or not the study itself is sound, so that one reading tells everything; it must not rely on the value's shape.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_with(label: &str, bytes: &[u8], more: &dyn Fn(&serde_json::Value, &Source) -> Vec<Diagnostic>) -> Result<Parsed, Diagnostics> {
    let text = text::decode(label, bytes)?;
    let outline = match outline::read(text) {
        Ok(outline) => outline,
        Err(fault) => return Err(Diagnostics::new(label, text, vec![fault])),
    };
    let source = Source::new(label, text, outline.root);
    let mut faults = outline.faults;
    let value = match value::read(text) {
        Ok(value) => value,
        Err(error) => {
            if faults.is_empty() {
                faults.push(syntax::from_decoder(text, &error));
            }
            return Err(source.diagnostics(faults));
        }
    };
    add_unless_marked(&mut faults, check(&schema(), &value, "", &source));
    add_unless_marked(&mut faults, rules::apply(&value, &source));
    add_unless_marked(&mut faults, more(&value, &source));
    add_unless_marked(&mut faults, outline.numbers);
    if !faults.is_empty() {
        return Err(source.diagnostics(faults));
    }
    match serde_json::from_value::<Study>(value) {
        Ok(mut study) => {
            study.fill_defaults();
            Ok(Parsed { study, source })
        }
        Err(error) => Err(source.diagnostics(vec![Diagnostic {
            span: source.value(""),
            message: format!("the study cannot be read: {error}"),
            help: None,
        }])),
    }
}

/// Adds faults at places where none is known yet, so that one slip is told once.
fn add_unless_marked(faults: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    let marked: std::collections::BTreeSet<usize> = faults.iter().map(|fault| fault.span.start).collect();
    faults.extend(more.into_iter().filter(|fault| !marked.contains(&fault.span.start)));
}
