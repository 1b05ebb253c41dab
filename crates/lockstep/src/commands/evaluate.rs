//! `lockstep evaluate`: how good the scores of a study are, where somebody says of accounts what they are.

mod told;

use std::fs;
use std::path::Path;

use lockstep_digest::{Context, Digest};
use lockstep_runner::{Evaluated, Evaluation, EvaluationError, HeldOut, Lock, Model, Modelled, OutputFile, Plan, Question, write_file};
use serde::Serialize;

use super::explain::unknown;
use super::run::cache_folder;
use super::{folder, leaks};
use crate::arguments::EvaluateOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

/// A file that every folder of an evaluation has.
const OURS: &str = "evaluation.json";

pub(crate) fn run(options: &EvaluateOptions, console: Console) -> Result<Code, Failure> {
    if options.model.is_some() && options.campaigns.len() < 2 {
        return Err(Failure::Usage {
            message: "a model is tested on a campaign it has not seen, so it takes at least two campaigns".to_owned(),
            help: "name the sets that are a campaign each with --campaigns".to_owned(),
        });
    }
    if let Some(folder) = &options.out {
        folder::writable(folder, OURS, "an evaluation")?;
    }
    let mut plan = Plan::open(&options.study)?;
    let lock = Lock::read(&plan.lock)?;
    if let Some(lock) = &lock {
        lock.check_study(&plan)?;
    }
    let spinner = Spinner::new(console);
    let cache = cache_folder();
    let work =
        lockstep_runner::Options { inputs: options.work.inputs.as_deref(), cache: cache.as_deref(), frozen: false, progress: &spinner };
    let question = Question {
        positive: options.positive.clone(),
        negative: options.negative.clone(),
        campaigns: options.campaigns.clone(),
        scores: options.score.clone(),
        elsewhere: options.scores_from.clone(),
        prevalences: options.prevalence.clone(),
    };
    let Evaluated { evaluation, secrets } = plan.evaluate(lock.as_ref(), &work, &question).map_err(failure)?;
    spinner.finish();
    let files = if options.out.is_some() { lockstep_report::evaluation(&evaluation)? } else { Vec::new() };
    let model = options.model.as_ref().map(|path| Ok::<_, Failure>((path, model_file(&evaluation)?))).transpose()?;
    let written = files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice()));
    let modelled = model.iter().map(|(_, (_, json))| ("the model", json.as_slice()));
    leaks::refuse_files(&secrets, written.chain(modelled).collect(), "evaluation")?;
    let mut text = told::text(&evaluation);
    if let Some(folder) = &options.out {
        write(folder, &files)?;
        text.push_str(&format!("\n  {}\n", folder.join("index.html").display()));
    }
    if let Some((path, (digest, json))) = &model {
        write_file(path, json).map_err(|source| Failure::Unwritable { path: path.display().to_string(), source })?;
        text.push_str(&format!("  {}: a model, {}\n", path.display(), digest.short()));
    }
    console.result(&text, &evaluation);
    Ok(Code::Done)
}

fn failure(error: EvaluationError) -> Failure {
    match error {
        EvaluationError::Run(error) => Failure::Run(error),
        EvaluationError::Unknown { what, name, known } => unknown(&what, &name, known.iter().map(String::as_str)),
        EvaluationError::Unreadable { path, source } => Failure::Unreadable { path, source },
        EvaluationError::Question { message, help } => Failure::Usage { message, help },
    }
}

/// The drawings that an evaluation may have.
const DRAWINGS: [&str; 3] = ["roc.svg", "precision-recall.svg", "reliability.svg"];

fn write(folder: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    // Figures of an earlier evaluation that this one does not have would look like its own.
    for name in DRAWINGS.iter().filter(|name| files.iter().all(|file| file.path != **name)) {
        let stale = folder.join(name);
        if stale.is_file() {
            fs::remove_file(stale).map_err(|source| folder::unwritable(folder, source))?;
        }
    }
    folder::write(folder, files)
}

/// The file of a model: what it is, how it did on campaigns that it had not seen, and the digest of both.
#[derive(Serialize)]
struct ModelFile<'a> {
    format: u32,
    digest: Digest,
    #[serde(flatten)]
    content: Content<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    model: &'a Model,
    held_out: &'a [HeldOut],
}

/// The model's digest and its file, or why there is none.
fn model_file(evaluation: &Evaluation) -> Result<(Digest, Vec<u8>), Failure> {
    let refused = |why: &str| Failure::Usage {
        message: format!("there is no model to write: {why}"),
        help: "without --model the rest of the answer is given".to_owned(),
    };
    let (held_out, model) = match evaluation.model.as_ref().map(|record| &record.result) {
        Some(Modelled::Tested { held_out, model }) => (held_out, model),
        Some(Modelled::Refused(why)) => return Err(refused(why)),
        None => return Err(refused("no campaigns are named")),
    };
    let content = Content { model, held_out };
    let digest = Context::Model.of_json(&content)?;
    let mut json = serde_json::to_vec_pretty(&ModelFile { format: 1, digest, content }).expect("a model is plain values");
    json.push(b'\n');
    Ok((digest, json))
}
