//! `lockstep leaks`: whether a report, or anything else made of the data, shows what it must not.

use std::fs;
use std::path::{Path, PathBuf};

use lockstep_report::{count, visible};
use lockstep_runner::{Content, Entry, Leak, Manifest, OutputFile, Plan, SNAPSHOTS, Secrets, is_packed};
use rayon::prelude::*;
use serde_json::json;

use crate::arguments::LeaksOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};
use crate::progress::Spinner;
use crate::target::{folder_in, unpacked};

/// Leaks that are printed; JSON has all of them.
const SHOWN: usize = 20;

pub(crate) fn run(options: &LeaksOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let search = options.search.clone().unwrap_or_else(|| plan.published());
    let spinner = Spinner::new(console);
    let work = lockstep_runner::Options { inputs: options.work.inputs.as_deref(), cache: None, frozen: false, progress: &spinner };
    let secrets = plan.secrets(&work)?;
    let (files, leaks) = if is_packed(&search) {
        let folder = unpacked(&search)?;
        in_folder(&secrets, &folder_in(&folder))?
    } else {
        in_folder(&secrets, &search)?
    };
    spinner.finish();
    let answer = json!({ "searched": search, "files": files, "not_searched_for": secrets.not_searched, "leaks": leaks });
    let rest = match secrets.not_searched {
        0 => String::new(),
        many => format!(
            "\n  {} ids, handles and names are too short or too much like words to be told from other text, and were looked for behind an @ only",
            count(many as u64)
        ),
    };
    if leaks.is_empty() {
        let mode = if plan.names_accounts() { "; the study names its accounts, so only the key was looked for" } else { "" };
        let text = format!("  {}: {} files, nothing that must not be seen{mode}{rest}", search.display(), count(files as u64));
        console.result(&text, &answer);
        return Ok(Code::Done);
    }
    console.result(&format!("{}{rest}", listed(&leaks)), &answer);
    Ok(Code::Different)
}

/// Every leak in the files of a bundle that is to be made. Input files are looked at elsewhere: they are left out, or named on purpose.
pub(super) fn in_entries(secrets: &Secrets, entries: &[Entry]) -> Vec<Leak> {
    let bytes = |entry: &Entry| match &entry.content {
        Content::Bytes(bytes) if !entry.path.starts_with(&format!("{SNAPSHOTS}/")) || entry.path.ends_with(".md") => Some(bytes.clone()),
        _ => None,
    };
    entries.iter().filter_map(|entry| Some(secrets.search(&entry.path, &bytes(entry)?))).flatten().collect()
}

/// Refuse a report that would show anybody who must not be seen, before it is written.
pub(super) fn refuse(secrets: &Secrets, files: &[OutputFile], manifest: &Manifest) -> Result<(), Failure> {
    let record = serde_json::to_vec_pretty(&manifest.result).expect("a manifest is a struct of plain values");
    let files = files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).chain([("run.json", record.as_slice())]);
    refuse_files(secrets, files.collect(), "report")
}

/// The same for any files, given with their names; `what` they are.
pub(super) fn refuse_files(secrets: &Secrets, files: Vec<(&str, &[u8])>, what: &str) -> Result<(), Failure> {
    let leaks: Vec<Leak> = files.par_iter().flat_map_iter(|(path, bytes)| secrets.search(path, bytes)).collect();
    if leaks.is_empty() { Ok(()) } else { Err(refusal(&leaks, what)) }
}

fn in_folder(secrets: &Secrets, path: &Path) -> Result<(usize, Vec<Leak>), Failure> {
    let mut files = Vec::new();
    walk(path, &mut files).map_err(|source| Failure::Unreadable { path: path.display().to_string(), source })?;
    let mut leaks = Vec::new();
    for file in &files {
        let name = file.strip_prefix(path).ok().filter(|name| !name.as_os_str().is_empty()).unwrap_or(file).display().to_string();
        let bytes = fs::read(file).map_err(|source| Failure::Unreadable { path: file.display().to_string(), source })?;
        leaks.extend(secrets.search(&name, &bytes));
    }
    Ok((files.len(), leaks))
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        // Reading tells whether it is there.
        fs::metadata(path)?;
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_unstable();
    entries.iter().try_for_each(|entry| walk(entry, files))
}

/// Why something is not made.
pub(super) fn refusal(leaks: &[Leak], what: &str) -> Failure {
    Failure::Leak {
        message: format!("no {what} was made, because it would show what it must not:\n{}", listed(leaks)),
        help:
            "take it out where it comes from: the text of the study, a list of accounts in it (put it into an input file), or a file name; \
               or name the account under `publication: { named: … }` with a reason"
                .to_owned(),
    }
}

fn listed(leaks: &[Leak]) -> String {
    let mut text = String::new();
    for leak in leaks.iter().take(SHOWN) {
        let place = if leak.line == 0 { format!("{}: the file's name", leak.path) } else { format!("{}:{}", leak.path, leak.line) };
        text.push_str(&format!("  {place}: {}: {}\n", leak.kind.words(), visible(&leak.seen)));
    }
    if leaks.len() > SHOWN {
        text.push_str(&format!("  and {} more\n", count((leaks.len() - SHOWN) as u64)));
    }
    text.trim_end().to_owned()
}
