//! What a schema cannot say.
//!
//! Rules work on the parts that can be read one by one, so that a slip in one input does not hide a slip in the next.

mod attribution;
mod claims;
mod followers;
mod inputs;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::input::Input;
use crate::prose::{Piece, pieces};
use crate::source::Source;
use crate::study::{AccountSet, Author, Event, Publication, PublicationMode, Step};
use crate::suggest::suggest;

/// Every rule that `value`, a study, breaks.
pub(crate) fn apply(value: &Value, source: &Source) -> Vec<Diagnostic> {
    let mut faults = Faults { source, items: Vec::new() };
    let inputs = parts::<Input>(value, "inputs");
    let sets = parts::<AccountSet>(value, "sets");
    unique(&mut faults, "input", "name", inputs.iter().map(|(pointer, input)| (pointer, input.name.as_str())));
    unique(&mut faults, "set", "name", sets.iter().map(|(pointer, set)| (pointer, set.name.as_str())));
    let events = parts::<Event>(value, "events");
    unique(&mut faults, "event", "name", events.iter().map(|(pointer, event)| (pointer, event.name.as_str())));
    let steps = parts::<Step>(value, "steps");
    unique(&mut faults, "step", "step", steps.iter().map(|(pointer, step)| (pointer, step.step.as_str())));
    for (pointer, input) in &inputs {
        inputs::check(&mut faults, pointer, input);
    }
    for (pointer, set) in &sets {
        accounts_differ(&mut faults, pointer, set);
    }
    for (pointer, event) in &events {
        event_ends_after_it_starts(&mut faults, pointer, event);
    }
    for (pointer, author) in parts::<Author>(value, "authors") {
        orcid_adds_up(&mut faults, &pointer, &author);
    }
    followers::check(&mut faults, &steps);
    first_are_steps(&mut faults, value, &steps);
    values_are_of_steps(&mut faults, value, &followers::names(&steps));
    claims::check(&mut faults, value);
    attribution::check(&mut faults, value);
    naming_has_a_reason(&mut faults, value);
    faults.items
}

/// Broken rules, gathered with their places.
struct Faults<'a> {
    source: &'a Source,
    items: Vec<Diagnostic>,
}

impl Faults<'_> {
    fn at_key(&mut self, pointer: &str, message: String, help: &str) {
        let span = self.source.key(pointer);
        self.items.push(Diagnostic { span, message, help: Some(help.to_owned()) });
    }

    fn at_value(&mut self, pointer: &str, message: String, help: &str) {
        let span = self.source.value(pointer);
        self.items.push(Diagnostic { span, message, help: Some(help.to_owned()) });
    }
}

/// The items of a list that can be read, each with its pointer.
fn parts<T: DeserializeOwned>(value: &Value, list: &str) -> Vec<(String, T)> {
    parts_at(value, &format!("/{list}"))
}

/// As [`parts`], of a list anywhere in the study.
fn parts_at<T: DeserializeOwned>(value: &Value, list: &str) -> Vec<(String, T)> {
    let items = value.pointer(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |(index, item): (usize, &Value)| Some((format!("{list}/{index}"), T::deserialize(item).ok()?));
    items.iter().enumerate().filter_map(read).collect()
}

/// The names of all items of a list, each with its pointer, whether or not the items can be read: a slip within one is not told again
/// wherever it is named.
fn names_at<'a>(value: &'a Value, list: &str, key: &str) -> Vec<(String, &'a str)> {
    let items = value.pointer(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let name = |(index, item): (usize, &'a Value)| Some((format!("{list}/{index}"), item.get(key)?.as_str()?));
    items.iter().enumerate().filter_map(name).collect()
}

fn unique<'a>(faults: &mut Faults<'_>, kind: &str, key: &str, names: impl Iterator<Item = (&'a String, &'a str)>) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (pointer, name) in names {
        let at = format!("{pointer}/{key}");
        let line = faults.source.value(&at).line;
        match first.get(name) {
            None => {
                first.insert(name, line);
            }
            Some(first) => {
                let message = format!("a second {kind} is called `{name}`; the first is on line {first}");
                faults.at_value(&at, message, "give each a name of its own");
            }
        }
    }
}

/// A name that must be one of those known.
fn known<P>(faults: &mut Faults<'_>, pointer: &str, kind: &str, name: &str, names: &[(P, &str)]) {
    if names.iter().any(|(_, known)| *known == name) {
        return;
    }
    let listed: BTreeSet<String> = names.iter().map(|(_, known)| format!("`{known}`")).collect();
    let help = match suggest(name, names.iter().map(|(_, known)| *known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if listed.is_empty() => format!("the study has no {kind}"),
        None => format!("known are {}", Vec::from_iter(listed).join(", ")),
    };
    faults.at_value(pointer, format!("there is no {kind} `{name}`"), &help);
}

fn accounts_differ(faults: &mut Faults<'_>, pointer: &str, set: &AccountSet) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, account) in set.accounts.iter().enumerate() {
        if let Some(earlier) = first.insert(account, index) {
            let message = format!("account `{account}` is listed twice, first as item {}", earlier + 1);
            faults.at_value(&format!("{pointer}/accounts/{index}"), message, "keep one of the two");
        }
    }
}

fn event_ends_after_it_starts(faults: &mut Faults<'_>, pointer: &str, event: &Event) {
    if let Some(end) = event.end
        && end < event.start
    {
        let message = format!("the event ends on {end}, before it starts on {}", event.start);
        faults.at_value(&format!("{pointer}/end"), message, "swap the two days, or remove `end` for an event of one day");
    }
}

/// The last character of an ORCID iD is a check digit (ISO 7064, MOD 11-2).
fn orcid_adds_up(faults: &mut Faults<'_>, pointer: &str, author: &Author) {
    let Some(orcid) = author.orcid.as_deref() else { return };
    let characters: Vec<char> = orcid.chars().filter(|letter| *letter != '-').collect();
    let digits: Option<Vec<u32>> = characters.iter().take(15).map(|letter| letter.to_digit(10)).collect();
    let (Some(digits), [.., last]) = (digits, characters.as_slice()) else { return };
    if characters.len() != 16 {
        return;
    }
    let remainder = digits.iter().fold(0, |total, digit| (total + digit) * 2 % 11);
    let check = (12 - remainder) % 11;
    if last.to_digit(10).unwrap_or(10) != check {
        let message = format!("the ORCID iD `{orcid}` has a mistyped digit: its check digit does not fit");
        faults.at_value(&format!("{pointer}/orcid"), message, "copy it again from orcid.org");
    }
}

/// Only steps of the study can be put first.
fn first_are_steps(faults: &mut Faults<'_>, value: &Value, steps: &[(String, Step)]) {
    for (index, name) in value["report"]["first"].as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
        let Some(name) = name.as_str().filter(|name| steps.iter().all(|(_, step)| step.step != *name)) else { continue };
        let near = suggest(name, steps.iter().map(|(_, step)| step.step.as_str()));
        let help = near.map_or("name a step of this study".to_owned(), |near| format!("did you mean `{near}`?"));
        faults.at_value(&format!("/report/first/{index}"), format!("there is no step `{name}` to put first"), &help);
    }
}

/// Values named in the authors' text must be of steps that there are; which values a step has is known when it has run.
fn values_are_of_steps(faults: &mut Faults<'_>, value: &Value, steps: &[String]) {
    let sections = value["report"]["sections"].as_array().map_or(&[][..], Vec::as_slice).iter().enumerate();
    let texts = sections.map(|(index, section)| (format!("/report/sections/{index}/text"), &section["text"]));
    for (pointer, text) in texts.chain([("/summary".to_owned(), &value["summary"])]) {
        let Some(text) = text.as_str() else { continue };
        match pieces(text) {
            Err(written) => {
                let message = format!("`{written}` does not name a value of a step");
                faults.at_value(&pointer, message, "write `{{ step.value }}`; `lockstep explain STUDY STEP` lists the values of a step");
            }
            Ok(pieces) => {
                for piece in pieces {
                    let Piece::Value { step, .. } = piece else { continue };
                    if steps.iter().any(|known| known == step) {
                        continue;
                    }
                    let near = suggest(step, steps.iter().map(String::as_str));
                    let help = near.map_or("name a step of this study".to_owned(), |near| format!("did you mean `{near}`?"));
                    faults.at_value(&pointer, format!("there is no step `{step}` to take a value from"), &help);
                }
            }
        }
    }
}

fn naming_has_a_reason(faults: &mut Faults<'_>, value: &Value) {
    let Some(publication) = value.get("publication").and_then(|part| serde_json::from_value::<Publication>(part.clone()).ok()) else {
        return;
    };
    let reason = publication.reason.as_deref().map(str::trim).unwrap_or_default();
    if publication.mode == PublicationMode::Named && reason.is_empty() {
        let message = "naming accounts needs a reason, and none is given".to_owned();
        faults.at_value("/publication/mode", message, "add `reason:` below it, or leave out `publication` to use pseudonyms");
    }
}
