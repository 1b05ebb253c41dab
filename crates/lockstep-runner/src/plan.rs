//! From a path that somebody typed to a study whose every part is known to fit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lockstep_detect::{DERIVED, METHODS, Method, Step, Unit};
use lockstep_digest::{Context, Digest};
use lockstep_study::{Diagnostic, Diagnostics, Parsed, PublicationMode, Source, Study, check, parse_with, suggest};
use serde_json::Value;

use crate::bundle::is_packed;
use crate::drawn;
use crate::folder::MANIFEST;
use crate::followers;
use crate::manifest::Manifest;

/// A study, its steps tied to their detectors.
pub struct Plan {
    /// Short name: that of the study's folder, or of its file.
    pub slug: String,
    /// The file that holds the study.
    pub file: PathBuf,
    /// Folder that the study lies in.
    pub folder: PathBuf,
    /// Where its lock is, or would be.
    pub lock: PathBuf,
    /// The study, defaults filled in.
    pub study: Study,
    /// Digest of the study, comments excluded.
    pub digest: Digest,
    /// Its steps, in the study's order; behind them, what follows from keys of theirs such as `vary`.
    pub steps: Vec<PlannedStep>,
    /// Its text, for faults that only a run can see.
    pub(crate) source: Source,
}

/// A step tied to its detector.
pub struct PlannedStep {
    /// Its name in the study.
    pub name: String,
    /// The detector.
    pub method: &'static dyn Method,
    /// The detector with its settings.
    pub step: Box<dyn Step>,
    /// The settings in full.
    pub settings: Value,
    /// Their digest.
    pub settings_digest: Digest,
    /// Names of the steps whose findings it draws on, in order of name. None of them draws on another step.
    pub draws_on: Vec<String>,
}

/// Where a study is, and what it is called.
struct Place {
    slug: String,
    file: PathBuf,
    folder: PathBuf,
    lock: PathBuf,
}

/// A study that cannot be run.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum PlanError {
    #[error("{}: there is no study here: name a folder that holds a study.yaml, or a YAML file", .0.display())]
    NoStudy(PathBuf),
    #[error("{}: there is no such file or folder", .0.display())]
    Missing(PathBuf),
    #[error("{}: is a bundle, and this command needs it unpacked: `lockstep unbundle` first", .0.display())]
    Packed(PathBuf),
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{0}")]
    Invalid(Diagnostics),
}

/// Name of the study in its folder.
pub(crate) const STUDY_FILE: &str = "study.yaml";
/// Name of the lock beside it.
pub(crate) const LOCK_FILE: &str = "lockstep.lock";

impl Plan {
    /// Read and check a study, given its folder or its file.
    ///
    /// # Errors
    /// When there is no such study, or with all that is wrong with it.
    pub fn open(path: &Path) -> Result<Self, PlanError> {
        let file = if path.is_dir() { path.join(STUDY_FILE) } else { path.to_owned() };
        if !path.exists() {
            return Err(PlanError::Missing(path.to_owned()));
        }
        if !file.is_file() {
            return Err(PlanError::NoStudy(path.to_owned()));
        }
        if is_packed(&file) {
            return Err(PlanError::Packed(path.to_owned()));
        }
        let unreadable = |source| PlanError::Unreadable { path: file.clone(), source };
        let bytes = std::fs::read(&file).map_err(unreadable)?;
        let full = std::path::absolute(&file).map_err(unreadable)?;
        let folder = full.parent().map(Path::to_owned).unwrap_or_default();
        let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let whole_folder = full.file_name().is_some_and(|name| name == STUDY_FILE);
        let slug = if whole_folder { folder.file_name().unwrap_or_default().to_string_lossy().into_owned() } else { name(&full) };
        let lock = if whole_folder { folder.join(LOCK_FILE) } else { folder.join(format!("{slug}.lock")) };
        Self::of_text(&file.display().to_string(), &bytes, Place { slug, file, folder, lock })
    }

    /// The study of a published run, as `run.json` has it. Inputs are looked for in `folder`.
    ///
    /// # Errors
    /// With all that this version of Lockstep finds wrong with it.
    pub fn of_manifest(manifest: &Manifest, label: &str, folder: &Path) -> Result<Self, PlanError> {
        let text = serde_json::to_vec_pretty(&manifest.result.study).expect("a study is a struct of plain values");
        let slug = manifest.result.record.slug.clone();
        let place = Place { slug, file: PathBuf::from(label), folder: folder.to_owned(), lock: folder.join(LOCK_FILE) };
        Self::of_text(label, &text, place)
    }

    fn of_text(label: &str, bytes: &[u8], place: Place) -> Result<Self, PlanError> {
        let parsed = parse_with(label, bytes, &faults).map_err(PlanError::Invalid)?;
        let steps = bind(&parsed).map_err(PlanError::Invalid)?;
        let digest = Context::Study.of_json(&parsed.study).expect("the study holds no integer beyond 2^53: reading it refuses them");
        let Place { slug, file, folder, lock } = place;
        Ok(Self { slug, file, folder, lock, study: parsed.study, digest, steps, source: parsed.source })
    }

    /// Whether reports of the study show accounts by name.
    #[must_use]
    pub fn names_accounts(&self) -> bool {
        self.study.publication.mode == PublicationMode::Named
    }

    /// Remarks on words of the study's text, each given by the JSON pointer of the text, the words, the remark and the advice. They come
    /// back with their places; none where there is no remark.
    #[must_use]
    pub fn remarks(&self, remarks: &[(String, &str, String, &str)]) -> Option<Diagnostics> {
        let item = |(pointer, words, message, advice): &(String, &str, String, &str)| {
            let span = self.source.words(pointer, words);
            Diagnostic { span, message: message.clone(), help: Some((*advice).to_owned()) }
        };
        (!remarks.is_empty()).then(|| self.source.diagnostics(remarks.iter().map(item).collect()))
    }

    /// Leave out all steps but those named and those that they draw on.
    ///
    /// # Errors
    /// With the first name that no step has.
    pub fn keep_only<'a>(&mut self, names: &'a [String]) -> Result<(), &'a str> {
        match names.iter().find(|name| self.steps.iter().all(|step| step.name != **name)) {
            Some(unknown) => Err(unknown),
            None => {
                self.keep_with_drawn(names);
                Ok(())
            }
        }
    }

    /// Leave out all steps but some and those that they draw on.
    pub(crate) fn keep_with_drawn(&mut self, names: &[String]) {
        let named = self.steps.iter().filter(|step| names.contains(&step.name));
        let wanted: BTreeSet<String> = named.flat_map(|step| step.draws_on.iter().chain([&step.name])).cloned().collect();
        self.steps.retain(|step| wanted.contains(&step.name));
    }

    /// Where the study's published run is: beside it in a bundle, and else where its report goes.
    #[must_use]
    pub fn published(&self) -> PathBuf {
        if self.folder.join(MANIFEST).is_file() { self.folder.clone() } else { self.default_output() }
    }

    /// Where the study's report goes unless told otherwise: `reports/SLUG` beside a folder `studies`, else beside the study.
    #[must_use]
    pub fn default_output(&self) -> PathBuf {
        let beside = match self.folder.parent() {
            Some(studies) if self.lock.ends_with(LOCK_FILE) && studies.ends_with("studies") => studies.parent().unwrap_or(studies),
            _ => &self.folder,
        };
        beside.join("reports").join(&self.slug)
    }
}

/// What only this crate can see wrong with a study: detectors, settings, scenarios and units that do not exist.
fn faults(study: &Value, source: &Source) -> Vec<Diagnostic> {
    let items = |name: &str| study[name].as_array().map_or(&[][..], Vec::as_slice).iter().enumerate();
    let mut faults = Vec::new();
    for (index, input) in items("inputs") {
        let known = || lockstep_simulate::SCENARIOS.iter().map(|(name, _)| *name);
        if let Some(scenario) = input["simulate"]["scenario"].as_str()
            && !known().any(|name| name == scenario)
        {
            faults.push(unknown(source, &format!("/inputs/{index}/simulate/scenario"), "scenario", scenario, known()));
        }
    }
    for (index, step) in items("steps") {
        let Some(name) = step["detector"].as_str() else { continue };
        let Some(method) = detector(name) else {
            let known = METHODS.iter().map(|method| method.card().id);
            let mut fault = unknown(source, &format!("/steps/{index}/detector"), "detector", name, known);
            if let Some((key, _)) = DERIVED.iter().find(|(_, method)| method.card().id == name) {
                fault.help = Some(format!("write `{key}:` in the step that is to be tried"));
            }
            faults.push(fault);
            continue;
        };
        if step["settings"].is_object() {
            faults.extend(check(&method.schema(), &step["settings"], &format!("/steps/{index}/settings"), source));
        }
        if step["vary"].is_object() {
            faults.extend(check(&followers::schema(method), &step["vary"], &format!("/steps/{index}/vary"), source));
        }
    }
    let units: Vec<String> = Unit::names();
    let mut check_unit = |pointer: &str, part: &Value| {
        if let Some(unit) = part["unit"].as_str().filter(|unit| !units.iter().any(|known| known == unit)) {
            faults.push(unknown(source, &format!("{pointer}/unit"), "unit", unit, units.iter().map(String::as_str)));
        }
    };
    for (index, claim) in items("claims") {
        check_unit(&format!("/claims/{index}"), claim);
        for (place, reading) in claim["readings"].as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
            check_unit(&format!("/claims/{index}/readings/{place}"), reading);
        }
    }
    faults
}

/// The detector that a study may name so.
fn detector(name: &str) -> Option<&'static dyn Method> {
    METHODS.iter().copied().find(|method| method.card().id == name)
}

/// Tie every step to its detector, and what follows from keys of it to theirs. What remains to be found here is what a schema cannot say.
fn bind(parsed: &Parsed) -> Result<Vec<PlannedStep>, Diagnostics> {
    let mut faults = Vec::new();
    let (mut steps, mut behind) = (Vec::new(), Vec::new());
    for (index, step) in parsed.study.steps.iter().enumerate() {
        let method = detector(&step.detector).expect("reading the study refuses unknown detectors");
        let bound = match method.bind(&Value::Object(step.settings.clone())) {
            Ok(bound) => bound,
            Err(bad) => {
                let span = parsed.source.value(&format!("/steps/{index}/settings"));
                faults.push(Diagnostic { span, message: bad.to_string(), help: None });
                continue;
            }
        };
        let planned = followers::plan(step, method, &*bound);
        steps.push(PlannedStep::new(step.step.clone(), method, bound));
        for planned in planned {
            match planned {
                Ok(planned) => behind.push(planned),
                Err((key, bad)) => {
                    let pointer = format!("/steps/{index}/{key}{}", bad.pointer);
                    let span = if bad.pointer.is_empty() { parsed.source.key(&pointer) } else { parsed.source.value(&pointer) };
                    faults.push(Diagnostic { span, message: bad.message, help: bad.help });
                }
            }
        }
    }
    faults.extend(drawn::resolve(parsed, &mut steps));
    steps.extend(behind);
    if faults.is_empty() { Ok(steps) } else { Err(parsed.source.diagnostics(faults)) }
}

impl PlannedStep {
    pub(crate) fn new(name: String, method: &'static dyn Method, step: Box<dyn Step>) -> Self {
        let settings = step.settings();
        let settings_digest = Context::Settings.of_json(&settings).expect("settings hold no integer beyond 2^53: the schema bounds them");
        Self { name, method, step, settings, settings_digest, draws_on: Vec::new() }
    }
}

pub(crate) fn unknown<'a>(
    source: &Source,
    pointer: &str,
    what: &str,
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = match suggest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic { span: source.value(pointer), message: format!("there is no {what} `{word}`"), help: Some(help) }
}
