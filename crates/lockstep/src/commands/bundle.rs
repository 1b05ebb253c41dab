//! `lockstep bundle` and `lockstep unbundle`: a study, its run and its inputs in one file, and back.

use std::path::PathBuf;

use lockstep_runner::{Inputs, Leak, Plan, Published, contents, pack, unpack};
use serde_json::json;

use super::leaks;
use crate::arguments::{BundleOptions, UnbundleOptions};
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;

pub(crate) fn run(options: &BundleOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let published = Published::open(&options.run.clone().unwrap_or_else(|| plan.published()))?;
    let spinner = Spinner::new(console);
    let work = lockstep_runner::Options { inputs: options.work.inputs.as_deref(), cache: None, frozen: false, progress: &spinner };
    let inputs = if options.without_inputs { Inputs::Withheld } else { Inputs::Included(plan.input_files(&published, &work)?) };
    if let Inputs::Included(files) = &inputs
        && !files.is_empty()
        && !plan.names_accounts()
    {
        return Err(Failure::Leak {
            message: "the study gives accounts pseudonyms, and its input files have their ids in them".to_owned(),
            help: "add --without-inputs, so that the bundle says what they are; or set `publication: { mode: named, reason: … }`"
                .to_owned(),
        });
    }
    let entries = contents(&plan, &published, &inputs)?;
    let secrets = plan.secrets(&work)?;
    let leaks: Vec<Leak> = leaks::in_entries(&secrets, &entries);
    spinner.finish();
    if !leaks.is_empty() {
        return Err(leaks::refusal(&leaks, "bundle"));
    }
    let id = published.manifest.result.id.short();
    let path = options.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}-{id}.zip", plan.slug)));
    pack(&path, &entries)?;
    let bytes = std::fs::metadata(&path).map(|file| file.len()).unwrap_or_default();
    let withheld = if options.without_inputs { ", inputs withheld" } else { "" };
    let text = format!(
        "  {}: {} files{withheld}, {bytes} bytes\n  nothing in it that must not be seen\n  verify it with `lockstep verify {}`\n",
        path.display(),
        entries.len(),
        path.display()
    );
    let answer = json!({ "bundle": path, "files": entries.len(), "bytes": bytes, "run": published.manifest.result.id, "without_inputs": options.without_inputs });
    console.result(&text, &answer);
    Ok(Code::Done)
}

pub(crate) fn unbundle(options: &UnbundleOptions, console: Console) -> Result<Code, Failure> {
    let folder = options.out.clone().unwrap_or_else(|| PathBuf::from(options.bundle.file_stem().unwrap_or_default()));
    unpack(&options.bundle, &folder)?;
    let study = folder.display();
    console.result(
        &format!("  {study}: unpacked\n  `lockstep verify {study}` runs it again; open {study}/index.html to read it\n"),
        &json!({ "folder": folder }),
    );
    Ok(Code::Done)
}
