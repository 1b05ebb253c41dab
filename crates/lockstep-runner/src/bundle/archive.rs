//! The zip. Written, it is the same to the byte each time; read, it is what a stranger sent.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Component, Path, PathBuf};

use lockstep_digest::{FileDigests, FileHasher};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::contents::{Content, Entry};

/// Most files that a bundle may have.
const MOST_FILES: usize = 100_000;
/// Most bytes that a bundle may unpack to.
const MOST_BYTES: u64 = 64 << 30;
/// Files that unpack to more than this must not be a thousandth of it when packed: nothing that people write is.
const SUSPICIOUS: u64 = 1 << 20;
const MOST_RATIO: u64 = 1_000;
const NO_CONTENTS: &str = "its list of files cannot be read, so it was cut or changed";

/// Why a bundle cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum ArchiveError {
    #[error("{}: cannot be written: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{}: changed while it was packed: pack again", .0.display())]
    Changed(PathBuf),
    #[error("{}: is already there and is not a bundle: name another file with --out", .0.display())]
    Occupied(PathBuf),
    #[error("{}: cannot be read: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: is not a bundle, or is damaged: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{}: nothing was unpacked, because {reason}", path.display())]
    Hostile { path: PathBuf, reason: String },
    #[error("{}: is already there: name another folder with --out", .0.display())]
    Exists(PathBuf),
}

/// Write a bundle: whole, or not at all.
///
/// Entries are in order of path and carry no time, owner or system, so that the same files give the same bytes.
///
/// # Errors
/// When the file cannot be written, or a file to be packed is not the one that its digests are of.
pub fn pack(path: &Path, entries: &[Entry]) -> Result<(), ArchiveError> {
    let failed = |source| ArchiveError::Write { path: path.to_owned(), source };
    if path.exists() && !is_packed(path) {
        return Err(ArchiveError::Occupied(path.to_owned()));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = tempfile::Builder::new().prefix(&format!(".{name}.partial-")).tempfile_in(parent).map_err(failed)?;
    let mut writer = ZipWriter::new(BufWriter::new(file));
    for entry in entries {
        let options = SimpleFileOptions::default()
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(entry.digests.bytes >= u64::from(u32::MAX))
            .compression_method(CompressionMethod::Stored);
        let deflated = options.compression_method(CompressionMethod::Deflated).compression_level(Some(6));
        let options = if is_compressed(&entry.path) { options } else { deflated };
        writer.start_file(entry.path.as_str(), options).map_err(|error| failed(error.into()))?;
        match &entry.content {
            Content::Bytes(bytes) => writer.write_all(bytes).map_err(failed)?,
            Content::File(from) => {
                if copy(from, &mut writer).map_err(|source| ArchiveError::Read { path: from.clone(), source })? != entry.digests {
                    return Err(ArchiveError::Changed(from.clone()));
                }
            }
        }
    }
    let file = writer.finish().map_err(|error| failed(error.into()))?.into_inner().map_err(|error| failed(error.into_error()))?;
    readable(file.as_file()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Formats that are compressed already.
fn is_compressed(path: &str) -> bool {
    [".zst", ".gz", ".parquet", ".zip"].iter().any(|ending| path.ends_with(ending))
}

fn copy(from: &Path, to: &mut impl Write) -> io::Result<FileDigests> {
    let mut reader = File::open(from)?;
    let mut hasher = FileHasher::default();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    }
}

#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Whether a path is a file that begins as a bundle does.
#[must_use]
pub fn is_packed(path: &Path) -> bool {
    let mut head = [0; 4];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok_and(|()| &head == b"PK\x03\x04")
}

/// Unpack a bundle into a folder that is not there yet: whole, or not at all.
///
/// # Errors
/// When the file is no zip, is damaged, or holds what no bundle of ours holds: paths that lead elsewhere, links, two files of one name,
/// encrypted files, or more than a disk should take.
pub fn unpack(path: &Path, folder: &Path) -> Result<(), ArchiveError> {
    let read = |source| ArchiveError::Read { path: path.to_owned(), source };
    let write = |source| ArchiveError::Write { path: folder.to_owned(), source };
    if folder.exists() {
        return Err(ArchiveError::Exists(folder.to_owned()));
    }
    let file = File::open(path).map_err(read)?;
    let damaged = |reason: String| ArchiveError::Damaged { path: path.to_owned(), reason };
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| damaged(NO_CONTENTS.to_owned()))?;
    inspect(&mut archive).map_err(|bad| match bad {
        Bad::Damaged(reason) => damaged(reason),
        Bad::Hostile(reason) => ArchiveError::Hostile { path: path.to_owned(), reason },
    })?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(write)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let fresh = tempfile::Builder::new().prefix(&format!(".{name}.partial-")).tempdir_in(parent).map_err(write)?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| damaged(NO_CONTENTS.to_owned()))?;
        if entry.is_dir() {
            continue;
        }
        let to = fresh.path().join(entry.name());
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(write)?;
        }
        let mut out = File::create_new(&to).map_err(write)?;
        let (name, size) = (entry.name().to_owned(), entry.size());
        // A file may claim a size and go on: no more than it claims is ever written.
        let written = io::copy(&mut entry.take(size + 1), &mut out)
            .map_err(|_| damaged(format!("{name} cannot be unpacked, because its bytes were changed")))?;
        if written != size {
            return Err(damaged(format!("{name} holds another number of bytes than it claims")));
        }
    }
    crate::folder::set_readable(fresh.path()).map_err(write)?;
    fs::rename(fresh.keep(), folder).map_err(write)
}

enum Bad {
    Damaged(String),
    Hostile(String),
}

/// Look at every entry before the first byte is written.
fn inspect(archive: &mut ZipArchive<impl Read + Seek>) -> Result<(), Bad> {
    if archive.len() > MOST_FILES {
        return Err(Bad::Hostile(format!("it holds {} files, and no bundle holds more than {MOST_FILES}", archive.len())));
    }
    let mut names = BTreeSet::new();
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| Bad::Damaged(NO_CONTENTS.to_owned()))?;
        let name = entry.name().to_owned();
        let shown = name.escape_debug().to_string();
        let plain = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || name.contains(['\\', '\0', ':']) || name.starts_with('/') || entry.name_raw() != name.as_bytes() {
            return Err(Bad::Hostile(format!("`{shown}` leads out of the folder, or is no plain path")));
        }
        if entry.is_symlink() || entry.unix_mode().is_some_and(|mode| !matches!(mode & 0o170_000, 0 | 0o040_000 | 0o100_000)) {
            return Err(Bad::Hostile(format!("`{shown}` is a link or a device")));
        }
        if entry.encrypted() {
            return Err(Bad::Hostile(format!("`{shown}` is encrypted")));
        }
        // Some systems do not tell capitals apart, and would write one file over the other.
        if !names.insert(name.to_lowercase()) {
            return Err(Bad::Hostile(format!("there are two files `{shown}`")));
        }
        total = total.saturating_add(entry.size());
        if total > MOST_BYTES {
            return Err(Bad::Hostile(format!("it claims to unpack to more than {} GiB", MOST_BYTES >> 30)));
        }
        if entry.size() > SUSPICIOUS && entry.size() / MOST_RATIO > entry.compressed_size() {
            return Err(Bad::Hostile(format!("`{shown}` unpacks to more than {MOST_RATIO} times its size")));
        }
    }
    let folder = names.first().and_then(|name| name.split_once('/')).map(|(folder, _)| format!("{folder}/"));
    match folder.filter(|folder| names.iter().all(|name| name.starts_with(folder))) {
        None => Ok(()),
        Some(folder) => Err(Bad::Damaged(format!("all of it lies in a folder `{}`, so somebody packed it anew", folder.escape_debug()))),
    }
}
