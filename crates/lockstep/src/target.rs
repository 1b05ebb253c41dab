//! What somebody points a command at: a study, the folder of a run, or a bundle.

use std::path::{Path, PathBuf};

use lockstep_runner::{Plan, Published, SNAPSHOTS, check_sums, is_packed, unpack};
use tempfile::TempDir;

use crate::message::Failure;

/// A study and its published run, found.
pub(crate) struct Target {
    pub(crate) plan: Plan,
    pub(crate) published: Published,
    pub(crate) kind: Kind,
    /// Files of the bundle, all of which its sums know.
    pub(crate) files: usize,
    /// Holds an unpacked bundle for as long as it is looked at.
    _unpacked: Option<TempDir>,
}

/// Where a study and its run were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A study, its run beside it.
    Study,
    /// The folder of a run.
    Run,
    /// A bundle, packed or not.
    Bundle,
}

impl Target {
    /// Find what lies at a path. `run` is the folder of a study's run, where it is not the usual one.
    pub(crate) fn open(path: &Path, run: Option<&Path>) -> Result<Self, Failure> {
        if is_packed(path) {
            let unpacked = unpacked(path)?;
            return Self::of_bundle(&folder_in(&unpacked), path, Some(unpacked));
        }
        // Whoever took the lists away has a damaged bundle, and not something else.
        if ["SHA256SUMS", "B3SUMS", "ro-crate-metadata.json"].iter().any(|file| path.join(file).is_file()) {
            return Self::of_bundle(path, path, None);
        }
        if path.is_dir() && !path.join("study.yaml").is_file() && path.join("run.json").is_file() {
            return Self::of_run(path);
        }
        let plan = Plan::open(path)?;
        let folder = run.map_or_else(|| plan.published(), Path::to_owned);
        let published = Published::open(&folder)?;
        Ok(Self { plan, published, kind: Kind::Study, files: 0, _unpacked: None })
    }

    /// The folder of a run, whose study is the one that it records.
    pub(crate) fn of_run(folder: &Path) -> Result<Self, Failure> {
        let published = Published::open(folder)?;
        let label = folder.join("run.json").display().to_string();
        let plan = Plan::of_manifest(&published.manifest, &label, &study_beside(folder))?;
        Ok(Self { plan, published, kind: Kind::Run, files: 0, _unpacked: None })
    }

    /// A bundle whose files are what its sums say; nothing in any other is believed.
    fn of_bundle(folder: &Path, named: &Path, unpacked: Option<TempDir>) -> Result<Self, Failure> {
        let unreadable = |source| Failure::Unreadable { path: named.display().to_string(), source };
        let (files, damage) = check_sums(folder).map_err(unreadable)?;
        let damage: Vec<String> = damage.iter().map(ToString::to_string).collect();
        if !damage.is_empty() {
            return Err(Failure::Damaged { path: named.display().to_string(), damage });
        }
        let published = Published::open(folder)?;
        let mut plan = Plan::open(folder)?;
        plan.slug.clone_from(&published.manifest.result.record.slug);
        plan.folder = folder.join(SNAPSHOTS);
        Ok(Self { plan, published, kind: Kind::Bundle, files, _unpacked: unpacked })
    }
}

/// Unpack a bundle into a folder that goes away by itself.
pub(crate) fn unpacked(bundle: &Path) -> Result<TempDir, Failure> {
    let temporary = tempfile::tempdir().map_err(|source| Failure::Unwritable { path: "a temporary folder".to_owned(), source })?;
    unpack(bundle, &folder_in(&temporary))?;
    Ok(temporary)
}

/// Where the bundle is in the folder that [`unpacked`] gives.
pub(crate) fn folder_in(temporary: &TempDir) -> PathBuf {
    temporary.path().join("bundle")
}

/// The study that a run is of, where both lie in their usual places; else the folder of the run.
pub(crate) fn study_beside(run: &Path) -> PathBuf {
    let full = std::path::absolute(run).unwrap_or_else(|_| run.to_owned());
    let beside = || Some(full.parent()?.parent()?.join("studies").join(full.file_name()?));
    beside().filter(|folder| folder.is_dir()).unwrap_or(full)
}
