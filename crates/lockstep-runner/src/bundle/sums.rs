//! Lists of digests that `sha256sum -c` and `b3sum -c` read.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use lockstep_digest::FileDigests;

use super::contents::Entry;
use super::{B3SUMS, SHA256SUMS, VERIFICATIONS};

/// What is wrong with a file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Damage {
    #[error("{0}: is missing")]
    Missing(String),
    #[error("{0}: is not the file that {1} lists")]
    Other(String, &'static str),
    #[error("{0}: is listed nowhere")]
    Unlisted(String),
    #[error("{0}: line {1} is not a digest and a path")]
    Unreadable(&'static str, usize),
}

/// The two lists, over all other files.
pub(super) fn lists(entries: &[Entry]) -> [Entry; 2] {
    let list = |digest: &dyn Fn(&FileDigests) -> String| -> String {
        entries.iter().map(|entry| format!("{}  {}\n", digest(&entry.digests), entry.path)).collect()
    };
    [Entry::bytes(SHA256SUMS, list(&|digests| digests.sha256.clone())), Entry::bytes(B3SUMS, list(&|digests| digests.blake3.to_hex()))]
}

/// Hold every file of an unpacked bundle against both lists: how many files there are, and what is wrong. What reviewers put into
/// `verifications` later is not listed.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn check_sums(folder: &Path) -> io::Result<(usize, Vec<Damage>)> {
    let mut damage = Vec::new();
    let mut listed: BTreeMap<String, Vec<(&'static str, String)>> = BTreeMap::new();
    for list in [SHA256SUMS, B3SUMS] {
        match fs::read_to_string(folder.join(list)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => damage.push(Damage::Missing(list.to_owned())),
            Err(error) => return Err(error),
            Ok(text) => {
                for (at, line) in text.lines().enumerate() {
                    match line.split_once("  ") {
                        Some((digest, path)) => listed.entry(path.to_owned()).or_default().push((list, digest.to_owned())),
                        None => damage.push(Damage::Unreadable(list, at + 1)),
                    }
                }
            }
        }
    }
    let mut files = Vec::new();
    walk(folder, folder, &mut files)?;
    let many = files.iter().filter(|path| !path.ends_with("SUMS") && !path.starts_with(VERIFICATIONS)).count();
    for path in files {
        match listed.remove(&path) {
            None if path == SHA256SUMS || path == B3SUMS || path.starts_with(VERIFICATIONS) => {}
            None => damage.push(Damage::Unlisted(path)),
            Some(sums) => {
                let digests = FileDigests::of(&fs::read(folder.join(&path))?);
                for list in [SHA256SUMS, B3SUMS] {
                    let here = if list == SHA256SUMS { digests.sha256.clone() } else { digests.blake3.to_hex() };
                    if !sums.iter().any(|(name, digest)| *name == list && *digest == here) {
                        damage.push(Damage::Other(path.clone(), list));
                    }
                }
            }
        }
    }
    damage.extend(listed.into_keys().map(Damage::Missing));
    Ok((many, damage))
}

/// All files below a folder, by path with `/`, in order.
fn walk(root: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            walk(root, &entry.path(), files)?;
        } else {
            files.push(entry.path().strip_prefix(root).unwrap_or(&entry.path()).to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_missing_and_a_new_file_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, bytes: &[u8]| fs::write(folder.path().join(path), bytes).expect("writes");
        let entries = ["a", "b", "c"].map(|name| Entry::bytes(name, name));
        for list in lists(&entries) {
            let super::super::Content::Bytes(bytes) = &list.content else { panic!("a list is in memory") };
            write(&list.path, bytes);
        }
        ["a", "b", "c"].iter().for_each(|name| write(name, name.as_bytes()));
        assert_eq!(check_sums(folder.path()).expect("reads"), (3, vec![]));
        write("a", b"A");
        fs::remove_file(folder.path().join("b")).expect("was there");
        write("d", b"d");
        fs::create_dir(folder.path().join(VERIFICATIONS)).expect("is new");
        write("verifications/mine.json", b"{}");
        let other = |list| Damage::Other("a".to_owned(), list);
        let (_, found) = check_sums(folder.path()).expect("reads");
        assert_eq!(found, [other(SHA256SUMS), other(B3SUMS), Damage::Unlisted("d".to_owned()), Damage::Missing("b".to_owned())]);
    }
}
