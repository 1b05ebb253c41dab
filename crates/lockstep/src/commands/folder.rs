//! Folders that a command fills with files of its own.

use std::fs;
use std::path::Path;

use lockstep_runner::{OutputFile, write_file};

use crate::message::Failure;

/// Only an empty folder is written to, or one that holds the file `ours`, which every such folder has; `what` is said of it otherwise.
pub(super) fn writable(folder: &Path, ours: &str, what: &str) -> Result<(), Failure> {
    let occupied = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file();
    if occupied && !folder.join(ours).is_file() {
        return Err(Failure::Usage {
            message: format!("{}: holds something else than {what}, so it is left alone", folder.display()),
            help: "name another folder with --out".to_owned(),
        });
    }
    Ok(())
}

/// Write the files, and make the folder if it is not there.
pub(super) fn write(folder: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    let written =
        fs::create_dir_all(folder).and_then(|()| files.iter().try_for_each(|file| write_file(&folder.join(&file.path), &file.bytes)));
    written.map_err(|source| unwritable(folder, source))
}

/// The folder cannot be written to.
pub(super) fn unwritable(folder: &Path, source: std::io::Error) -> Failure {
    Failure::Unwritable { path: folder.display().to_string(), source }
}
