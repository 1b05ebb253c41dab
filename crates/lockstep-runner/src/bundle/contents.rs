//! Which files a bundle holds.

use std::path::{Path, PathBuf};

use lockstep_digest::FileDigests;
use lockstep_snapshot::InputFile;

use super::about::About;
use super::{SNAPSHOTS, VERIFICATIONS, WITHHELD, citation, crate_metadata, sums};
use crate::folder::MANIFEST;
use crate::inputs::InputError;
use crate::lock::{Lock, LockError};
use crate::plan::{LOCK_FILE, Plan, STUDY_FILE};
use crate::published::Published;

/// A file of a bundle.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its path in the bundle, with `/`.
    pub path: String,
    /// Where its bytes are.
    pub content: Content,
    /// Its size and digests.
    pub digests: FileDigests,
}

/// The bytes of a file of a bundle.
#[derive(Debug, Clone)]
pub enum Content {
    /// In memory.
    Bytes(Vec<u8>),
    /// In a file, such as an input, which may be larger than memory.
    File(PathBuf),
}

impl Entry {
    pub(super) fn bytes(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self { path: path.into(), digests: FileDigests::of(&bytes), content: Content::Bytes(bytes) }
    }
}

/// Whether the input files go into the bundle.
#[derive(Debug, Clone)]
pub enum Inputs {
    /// They do: where each is, beside what the run lists.
    Included(Vec<(PathBuf, InputFile)>),
    /// They do not; the bundle says what they are and how to get them.
    Withheld,
}

impl Inputs {
    /// The input files of a published run, as it lists them; where they are is not known.
    #[must_use]
    pub fn listed(published: &Published) -> Self {
        let intakes = &published.manifest.result.record.snapshot.intakes;
        Self::Included(intakes.iter().flat_map(|intake| &intake.files).map(|file| (PathBuf::new(), file.clone())).collect())
    }
}

/// Why a bundle cannot be made.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum BundleError {
    #[error("{file}: cannot be read: {source}")]
    Io { file: String, source: std::io::Error },
    #[error("{folder}: shows an earlier state of the study: `lockstep run {study}` first")]
    OtherStudy { folder: String, study: String },
    #[error("{folder}: was made with --frozen, so nobody digested its inputs: `lockstep run {study}` first")]
    Frozen { folder: String, study: String },
    #[error("{file}: is not the file that run.json lists: `lockstep run {study}` writes it again")]
    OtherFile { file: String, study: String },
    #[error("{study}: there is no lock: `lockstep run {study}` makes one")]
    NoLock { study: String },
    #[error("{study}: the study has no date, which archives ask for: set `published: YYYY-MM-DD` in it")]
    NoDate { study: String },
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Input(#[from] InputError),
}

/// The files of a study's bundle, by path.
///
/// # Errors
/// When the published run is not one of the study as it is, or was changed since.
pub fn contents(plan: &Plan, published: &Published, inputs: &Inputs) -> Result<Vec<Entry>, BundleError> {
    let study = plan.folder.display().to_string();
    let folder = published.folder.display().to_string();
    let result = &published.manifest.result;
    if result.record.study != plan.digest {
        return Err(BundleError::OtherStudy { folder, study });
    }
    if published.manifest.circumstances.frozen {
        return Err(BundleError::Frozen { folder, study });
    }
    let lock = Lock::read(&plan.lock)?.ok_or_else(|| BundleError::NoLock { study: study.clone() })?;
    lock.check_study(plan)?;
    lock.check_results(&result.record)?;
    let date = plan.study.published.ok_or_else(|| BundleError::NoDate { study: study.clone() })?;

    let mut entries = vec![Entry::bytes(STUDY_FILE, read(&plan.file)?), Entry::bytes(LOCK_FILE, read(&plan.lock)?)];
    for output in &result.outputs {
        let file = published.folder.join(&output.path);
        let bytes = read(&file)?;
        if FileDigests::of(&bytes) != output.digests {
            return Err(BundleError::OtherFile { file: file.display().to_string(), study });
        }
        entries.push(Entry { path: output.path.clone(), content: Content::Bytes(bytes), digests: output.digests.clone() });
    }
    entries.push(Entry::bytes(MANIFEST, read(&published.folder.join(MANIFEST))?));
    match inputs {
        Inputs::Included(files) => entries.extend(files.iter().map(|(path, file)| Entry {
            path: format!("{SNAPSHOTS}/{}", file.path),
            content: Content::File(path.clone()),
            digests: file.digests.clone(),
        })),
        Inputs::Withheld => entries.push(Entry::bytes(WITHHELD, withheld(plan, published))),
    }
    let about = About::new(plan, date, &published.manifest);
    entries.push(Entry::bytes("CITATION.cff", citation::cff(&about)));
    entries.push(Entry::bytes("codemeta.json", citation::codemeta(&about)));
    entries.push(Entry::bytes(".zenodo.json", citation::zenodo(&about)));
    entries.push(Entry::bytes("LICENSE", about.licence_text()));
    entries.push(Entry::bytes("README.md", about.readme(matches!(inputs, Inputs::Withheld))));
    entries.push(Entry::bytes(format!("{VERIFICATIONS}/README.md"), VERIFICATIONS_README));
    entries.push(Entry::bytes("ro-crate-preview.html", about.preview()));
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let metadata = crate_metadata::metadata(&about, &published.manifest, &entries);
    entries.push(Entry::bytes("ro-crate-metadata.json", metadata));
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let sums = sums::lists(&entries);
    entries.extend(sums);
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

fn read(file: &Path) -> Result<Vec<u8>, BundleError> {
    std::fs::read(file).map_err(|source| BundleError::Io { file: file.display().to_string(), source })
}

const VERIFICATIONS_README: &str = "\
# Records of those who ran the study again

`lockstep verify BUNDLE` writes a `BUNDLE.verification.json` that says what was compared, what came out, and with which program. Put it into this
folder under a name of your own. These files are not among the sums of the bundle, because they come after it.
";

/// What the withheld inputs are, so that somebody who has them knows that they are the same.
fn withheld(plan: &Plan, published: &Published) -> String {
    let mut text = "# Withheld inputs\n\nThe authors do not publish the files that the study reads. Here is what they are. With the same files in a folder,\n\
        `lockstep verify BUNDLE --inputs FOLDER` runs the study again.\n"
        .to_owned();
    for input in &plan.study.inputs {
        let Some(intake) = published.manifest.result.record.snapshot.intakes.iter().find(|intake| intake.input == input.name) else {
            continue;
        };
        text.push_str(&format!("\n## {}\n\n", input.name));
        let told = [("Source", &input.source), ("Licence", &input.licence), ("Collected", &input.collected)];
        for (what, told) in told {
            if let Some(told) = told {
                text.push_str(&format!("{what}: {}\n\n", told.trim()));
            }
        }
        if intake.files.is_empty() {
            text.push_str("Made by the study itself; nothing is withheld.\n");
        }
        for file in &intake.files {
            let digests = &file.digests;
            text.push_str(&format!(
                "- `{}`: {} bytes\n  - sha256 `{}`\n  - {}\n",
                file.path, digests.bytes, digests.sha256, digests.blake3
            ));
        }
        for table in &intake.tables {
            text.push_str(&format!("- rows of `{}`: {}, known by {}\n", table.table, table.rows, table.digest));
        }
    }
    text
}
