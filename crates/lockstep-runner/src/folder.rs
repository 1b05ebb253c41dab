//! Folders and files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::manifest::Manifest;
use crate::record::OutputFile;

/// Name of the manifest in a run's folder.
pub(crate) const MANIFEST: &str = "run.json";

/// What became of a run's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// There was none.
    New,
    /// An earlier run was replaced.
    Replaced,
    /// The run that was there has the same bytes in every file and the same result; it was left as it is.
    Unchanged,
}

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum FolderError {
    #[error("{}: is not a folder that Lockstep wrote, so it is left alone: name another one with --out", .0.display())]
    NotOurs(PathBuf),
    #[error("{}: cannot be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Write a run's files and its manifest into a folder: all of them, or none.
///
/// Everything is written beside the folder first and then put in its place in one step, so a reader never sees half a run, and an
/// interrupted one leaves the old folder as it was.
///
/// # Errors
/// When the folder holds something else than a run, or cannot be written.
pub fn write_run(folder: &Path, files: &[OutputFile], manifest: &Manifest) -> Result<Written, FolderError> {
    let failed = |source| FolderError::Io { path: folder.to_owned(), source };
    let exists = folder.exists();
    if exists {
        if !is_run(folder) && !is_empty(folder).map_err(failed)? {
            return Err(FolderError::NotOurs(folder.to_owned()));
        }
        if same(folder, files, manifest) {
            return Ok(Written::Unchanged);
        }
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let fresh = tempfile::Builder::new().prefix(&format!(".{name}.partial-")).tempdir_in(parent).map_err(failed)?;
    fill(fresh.path(), files, manifest).map_err(failed)?;
    if exists {
        exchange(fresh.path(), folder).map_err(failed)?;
        Ok(Written::Replaced)
    } else {
        fs::rename(fresh.keep(), folder).map_err(failed)?;
        Ok(Written::New)
    }
}

/// Swap two folders; the first, which now holds the old run, is removed when its handle is dropped.
#[cfg(target_os = "linux")]
fn exchange(fresh: &Path, folder: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, fresh, CWD, folder, RenameFlags::EXCHANGE)?)
}

/// Systems that cannot swap folders move the old one aside first.
#[cfg(not(target_os = "linux"))]
fn exchange(fresh: &Path, folder: &Path) -> io::Result<()> {
    let old = fresh.with_extension("old");
    fs::rename(folder, &old)?;
    fs::rename(fresh, folder)?;
    fs::rename(&old, fresh)
}

fn fill(folder: &Path, files: &[OutputFile], manifest: &Manifest) -> io::Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &file.bytes)?;
    }
    fs::write(folder.join(MANIFEST), manifest.to_json())?;
    set_readable(folder)
}

/// A temporary folder is private to its maker; a report is for everybody.
#[cfg(unix)]
pub(crate) fn set_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
pub(crate) fn set_readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether a folder holds a run, of whatever version.
fn is_run(folder: &Path) -> bool {
    let record = fs::read(folder.join(MANIFEST)).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    record.is_some_and(|record| record.pointer("/result/record/study").is_some())
}

fn is_empty(folder: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(folder)?.next().is_none())
}

fn same(folder: &Path, files: &[OutputFile], manifest: &Manifest) -> bool {
    let Ok(before) = Manifest::read(folder) else { return false };
    before.result == manifest.result && files.iter().all(|file| fs::read(folder.join(&file.path)).is_ok_and(|bytes| bytes == file.bytes))
}

/// Write one file, whole or not at all.
///
/// # Errors
/// When it cannot be written; what was there is then left as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(parent)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path)?;
    Ok(())
}
