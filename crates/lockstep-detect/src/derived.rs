//! Methods that follow from a key of a step and ask the step's own question again, in another way.
//!
//! Each is a method like any other, so that its findings are locked, verified, compared and told like any others; but no study names it as
//! a detector. Its settings are those of the step and what the key says. It is made of parts, each of which is the same method for one thing
//! to try, so that each can be kept by itself.

use std::collections::BTreeSet;

use lockstep_snapshot::{Column, Snapshot};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::detector::{BadSettings, Context, Method, Step, Unfit};
use crate::detectors::METHODS;
use crate::findings::{Cells, Findings, Table};
use crate::groups::column;
use crate::less_data::LESS_DATA;
use crate::multiverse::MULTIVERSE;
use crate::planted::PLANTED;
use crate::shelf::Shelf;

/// The most things that a step may try by one key.
pub(crate) const MOST: usize = 500;

/// The methods that follow from a key of a step, each with its key, in the order in which a report tells them.
pub const DERIVED: &[(&str, &dyn Method)] = &[("vary", MULTIVERSE), ("less_data", LESS_DATA), ("plant", PLANTED)];

/// The key from which a step with this method follows; none for a detector that a study names.
#[must_use]
pub fn key_of(method: &str) -> Option<&'static str> {
    DERIVED.iter().find(|(_, derived)| derived.card().id == method).map(|(key, _)| *key)
}

/// The name of the step that a recorded step is about, if it follows from one.
#[must_use]
pub fn base_of<'a>(method: &str, settings: &'a Value) -> Option<&'a str> {
    key_of(method).and_then(|_| settings["of"].as_str())
}

/// What a step asks to try and cannot be tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadGrid {
    /// JSON Pointer of what is wrong, from the key on: empty for all of it.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl BadGrid {
    pub(crate) fn new(pointer: String, message: String, help: &str) -> Self {
        Self { pointer, message, help: (!help.is_empty()).then(|| help.to_owned()) }
    }
}

impl From<BadSettings> for BadGrid {
    fn from(bad: BadSettings) -> Self {
        Self::new(String::new(), bad.0, "")
    }
}

/// The detector of a name, if it is of this version: a result of another version is of no use.
pub(crate) fn detector(name: &str, version: u32) -> Result<&'static dyn Method, BadSettings> {
    let known = METHODS.iter().copied().find(|method| method.card().id == name);
    let method = known.ok_or_else(|| BadSettings(format!("there is no detector `{name}`")))?;
    let here = method.card().version;
    if here == version { Ok(method) } else { Err(BadSettings(format!("`{name}` is of version {here}, and not of version {version}"))) }
}

/// A step that is run again, with all that only informs the reader switched off.
pub(crate) struct Base {
    /// Its name in the study.
    of: String,
    detector: String,
    step: Box<dyn Step>,
}

impl Base {
    /// Bind it; its settings come back as they are then.
    ///
    /// # Errors
    /// When there is no such detector, or its settings do not fit.
    pub(crate) fn new(
        of: &str,
        name: &str,
        version: u32,
        settings: &Map<String, Value>,
    ) -> Result<(Self, Map<String, Value>), BadSettings> {
        let step = detector(name, version)?.bind_bare(&Value::Object(settings.clone()))?;
        let settings = object(step.settings());
        Ok((Self { of: of.to_owned(), detector: name.to_owned(), step }, settings))
    }

    pub(crate) fn step(&self) -> &dyn Step {
        &*self.step
    }

    /// The accounts that it puts forward. Random numbers are those of the step itself, so that where nothing is changed it gives its own
    /// result.
    ///
    /// # Errors
    /// When the data cannot answer, or the step puts no accounts forward by its nature.
    pub(crate) fn put_forward(&self, snapshot: &Snapshot, seed: u64, shelf: &Shelf) -> Result<BTreeSet<String>, Unfit> {
        let accounts = self.step.put_forward(snapshot, &Context { step: self.of.clone(), seed }, shelf)?;
        accounts.ok_or_else(|| Unfit {
            reason: format!("`{}` puts no account forward with these settings", self.detector),
            remedy: "a step that flags accounts, or that ties them together, would do".to_owned(),
        })
    }

    /// The random numbers of one draw of something tried with this step. They depend on what is tried and on nothing else that is, so that
    /// trying more moves no result.
    pub(crate) fn random(&self, tried: &str, seed: u64, draw: u32) -> rand_chacha::ChaCha8Rng {
        Context { step: format!("{} {tried}", self.of), seed }.random(u64::from(draw))
    }
}

/// The table in which a part keeps the accounts put forward.
pub(crate) fn account_table(accounts: BTreeSet<String>) -> Table {
    let columns = vec![column("account", "Account", Cells::Account(accounts.into_iter().collect()))];
    Table { name: "accounts".to_owned(), about: "One row an account put forward.".to_owned(), key: 1, columns }
}

/// What such a table holds.
pub(crate) fn accounts_of(found: &Findings) -> Option<BTreeSet<&str>> {
    match found.table("accounts")?.column("account")? {
        Cells::Account(cells) => Some(cells.iter().map(String::as_str).collect()),
        _ => None,
    }
}

/// The schema of a method that no study names: there is nothing to set, for all follows from the step.
pub(crate) fn nothing_to_set() -> Value {
    json!({ "type": "object", "properties": {} })
}

/// What is asked of such a method, as it is digested and printed.
pub(crate) fn plain(asked: &impl Serialize) -> Value {
    serde_json::to_value(asked).expect("settings are plain values")
}

/// The settings of a step in full, as its detector writes them.
///
/// # Errors
/// When they do not fit.
pub(crate) fn in_full(method: &dyn Method, settings: Map<String, Value>) -> Result<Map<String, Value>, BadSettings> {
    Ok(object(method.bind(&Value::Object(settings))?.settings()))
}

/// The columns that any of some steps looks at, each once.
pub(crate) fn reads_of<'a, S: Step + 'a>(steps: impl IntoIterator<Item = &'a S>) -> Vec<Column> {
    let mut columns: Vec<Column> = steps.into_iter().flat_map(Step::reads).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The settings of a detector, which are a mapping.
pub(crate) fn object(settings: Value) -> Map<String, Value> {
    match settings {
        Value::Object(settings) => settings,
        other => unreachable!("settings are a struct, and not {other}"),
    }
}
