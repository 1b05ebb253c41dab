//! From a path that somebody typed to a study whose every part is known to fit.

use std::path::{Path, PathBuf};

use lockstep_detect::{METHODS, Method, Step, method};
use lockstep_digest::{Context, Digest};
use lockstep_study::{Diagnostic, Diagnostics, Origin, Parsed, Source, Study, check, suggest};

/// A study, its steps tied to their detectors.
pub struct Plan {
    /// Short name: that of the study's folder, or of its file.
    pub slug: String,
    /// Folder that the study lies in.
    pub folder: PathBuf,
    /// Where its lock is, or would be.
    pub lock: PathBuf,
    /// The study, defaults filled in.
    pub study: Study,
    /// Digest of the study, comments excluded.
    pub digest: Digest,
    /// Its steps, in the study's order.
    pub steps: Vec<PlannedStep>,
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
    pub settings: serde_json::Value,
    /// Their digest.
    pub settings_digest: Digest,
}

/// A study that cannot be run.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum PlanError {
    #[error("{}: there is no study here: name a folder that holds a study.yaml, or a YAML file", .0.display())]
    NoStudy(PathBuf),
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{0}")]
    Invalid(Diagnostics),
}

const STUDY_FILE: &str = "study.yaml";

impl Plan {
    /// Read and check a study, given its folder or its file.
    ///
    /// # Errors
    /// When there is no such study, or with all that is wrong with it.
    pub fn open(path: &Path) -> Result<Self, PlanError> {
        let file = if path.is_dir() { path.join(STUDY_FILE) } else { path.to_owned() };
        if !file.is_file() {
            return Err(PlanError::NoStudy(path.to_owned()));
        }
        let unreadable = |source| PlanError::Unreadable { path: file.clone(), source };
        let bytes = std::fs::read(&file).map_err(unreadable)?;
        let full = std::path::absolute(&file).map_err(unreadable)?;
        let folder = full.parent().map(Path::to_owned).unwrap_or_default();
        let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let whole_folder = full.file_name().is_some_and(|name| name == STUDY_FILE);
        let slug = if whole_folder { folder.file_name().unwrap_or_default().to_string_lossy().into_owned() } else { name(&full) };
        let lock = if whole_folder { folder.join("lockstep.lock") } else { folder.join(format!("{slug}.lock")) };
        let parsed = lockstep_study::parse(&file.display().to_string(), &bytes).map_err(PlanError::Invalid)?;
        let steps = bind(&parsed).map_err(PlanError::Invalid)?;
        let digest = Context::Study.of_json(&parsed.study).expect("the study holds no integer beyond 2^53: reading it refuses them");
        Ok(Self { slug, folder, lock, study: parsed.study, digest, steps })
    }

    /// Where the study's report goes unless told otherwise: `reports/SLUG` beside a folder `studies`, else beside the study.
    #[must_use]
    pub fn default_output(&self) -> PathBuf {
        let beside = match self.folder.parent() {
            Some(studies) if self.lock.ends_with("lockstep.lock") && studies.ends_with("studies") => studies.parent().unwrap_or(studies),
            _ => &self.folder,
        };
        beside.join("reports").join(&self.slug)
    }
}

/// Tie every step to its detector, and every simulated input to its scenario; all faults at once.
fn bind(parsed: &Parsed) -> Result<Vec<PlannedStep>, Diagnostics> {
    let Parsed { study, source } = parsed;
    let mut faults = unknown_scenarios(study, source);
    let mut steps = Vec::new();
    for (index, step) in study.steps.iter().enumerate() {
        let Some(method) = method(&step.detector) else {
            faults.push(unknown(
                source,
                &format!("/steps/{index}/detector"),
                "detector",
                &step.detector,
                METHODS.iter().map(|m| m.card().id),
            ));
            continue;
        };
        let pointer = format!("/steps/{index}/settings");
        let given = serde_json::Value::Object(step.settings.clone());
        let wrong = check(&method.schema(), &given, &pointer, source);
        if !wrong.is_empty() {
            faults.extend(wrong);
            continue;
        }
        match method.bind(&given) {
            Ok(bound) => {
                let settings = bound.settings();
                let settings_digest =
                    Context::Settings.of_json(&settings).expect("settings hold no integer beyond 2^53: the schema bounds them");
                steps.push(PlannedStep { name: step.step.clone(), method, step: bound, settings, settings_digest });
            }
            Err(bad) => faults.push(Diagnostic { span: source.value(&pointer), message: bad.to_string(), help: None }),
        }
    }
    if faults.is_empty() { Ok(steps) } else { Err(source.diagnostics(faults)) }
}

fn unknown_scenarios(study: &Study, source: &Source) -> Vec<Diagnostic> {
    let known = || lockstep_simulate::SCENARIOS.iter().map(|(name, _)| *name);
    let wrong = study.inputs.iter().enumerate().filter_map(|(index, input)| match input.origin() {
        Origin::Simulated(recipe) if !known().any(|name| name == recipe.scenario) => {
            Some(unknown(source, &format!("/inputs/{index}/simulate/scenario"), "scenario", &recipe.scenario, known()))
        }
        _ => None,
    });
    wrong.collect()
}

fn unknown(source: &Source, pointer: &str, what: &str, word: &str, known: impl Iterator<Item = &'static str> + Clone) -> Diagnostic {
    let help = match suggest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic { span: source.value(pointer), message: format!("there is no {what} `{word}`"), help: Some(help) }
}
