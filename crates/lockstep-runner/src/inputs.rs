//! From the study's inputs to one snapshot.

use std::path::PathBuf;

use lockstep_digest::FileDigests;
use lockstep_simulate::{BadRecipe, Recipe, describe, generate};
use lockstep_snapshot::{
    Column, Event, FAR_FUTURE, Input, Intake, Located, Part, PostShape, ReadError, Request, Role, SetRow, Snapshot, assemble, locate, read,
};
use lockstep_study::{Origin, SetRole, Study};

use crate::progress::Progress;

/// An input whose files are found and digested, or that is simulated.
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) files: Vec<Located>,
}

/// Why inputs could not be read or made.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum InputError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("input `{input}`: {source}")]
    Recipe { input: String, source: BadRecipe },
}

/// Digests of a file of an input that need not be computed, given the input's name, the file's path and its size.
pub(crate) type Trusted<'a> = dyn Fn(&str, &str, u64) -> Option<FileDigests> + 'a;

/// Find and digest the files of every input.
pub(crate) fn find(study: &Study, roots: &[PathBuf], trusted: &Trusted<'_>, progress: &dyn Progress) -> Result<Vec<Found>, InputError> {
    let mut found = Vec::new();
    for input in &study.inputs {
        let files = match input.origin() {
            Origin::Files { pattern, .. } => {
                progress.stage(&format!("finding {}", input.name));
                locate(&input.name, pattern, roots, &|path, bytes| trusted(&input.name, path, bytes))?
            }
            Origin::Simulated(_) => Vec::new(),
        };
        found.push(Found { name: input.name.clone(), files });
    }
    Ok(found)
}

/// Read or simulate every input, and put them together. Columns that no step needs are digested and dropped.
pub(crate) fn load(study: &Study, found: &[Found], keep: &[Column], progress: &dyn Progress) -> Result<Snapshot, InputError> {
    let end = study.published.map_or(FAR_FUTURE, lockstep_study::Day::end_ms);
    let mut inputs = Vec::new();
    for (input, found) in study.inputs.iter().zip(found) {
        match input.origin() {
            Origin::Files { layout, table, columns, time_format, .. } => {
                progress.stage(&format!("reading {}", input.name));
                let request = Request { input: &input.name, layout, table, columns, time_format, end, keep };
                inputs.push(read(&request, &found.files, &|rows| progress.rows(rows))?);
            }
            Origin::Simulated(simulate) => {
                progress.stage(&format!("simulating {}", input.name));
                let recipe = Recipe { scenario: simulate.scenario.clone(), scale: simulate.scale, seed: u64::from(simulate.seed) };
                inputs.push(simulated(&input.name, &recipe, keep, progress)?);
            }
        }
    }
    inputs.extend(declared(study));
    progress.stage("sorting");
    Ok(assemble(inputs))
}

fn simulated(name: &str, recipe: &Recipe, keep: &[Column], progress: &dyn Progress) -> Result<Input, InputError> {
    let failed = |source| InputError::Recipe { input: name.to_owned(), source };
    let parts = generate(recipe, keep, &|share| progress.share(share)).map_err(failed)?;
    let rows = parts.iter().map(|part| part.posts.len() as u64).sum();
    let layout = describe(recipe).map_err(failed)?;
    let intake = Intake::without_files(name, &layout, rows);
    Ok(Input { shape: lockstep_simulate::shape(keep), parts, intake })
}

/// The sets and events that the study itself states, as an input of their own.
fn declared(study: &Study) -> Option<Input> {
    if study.sets.is_empty() && study.events.is_empty() {
        return None;
    }
    let shape = PostShape { ids: true, present: Vec::new(), derived: Vec::new(), keep: Vec::new() };
    let mut part = Part::new(&shape);
    for set in &study.sets {
        let role = match set.role {
            SetRole::Studied => Role::Studied,
            SetRole::Control => Role::Control,
        };
        let source = set.source.clone().unwrap_or_default();
        part.sets.extend(set.accounts.iter().map(|account| SetRow {
            set: set.name.clone(),
            account_id: account.clone(),
            role,
            source: source.clone(),
        }));
    }
    part.events.extend(study.events.iter().map(|event| Event {
        name: event.name.clone(),
        start: event.start.start_ms(),
        end: event.end.unwrap_or(event.start).end_ms(),
        source: event.source.clone().unwrap_or_default(),
    }));
    let intake = Intake::without_files("study", "declared in the study", (part.sets.len() + part.events.len()) as u64);
    Some(Input { shape, parts: vec![part], intake })
}
