//! Finding the files of an input, and opening them.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Component, Path, PathBuf};

use lockstep_digest::{FileDigests, FileHasher};

use super::batch::Source;
use super::csv_file::CsvSource;
use super::json_lines::JsonLinesSource;
use super::parquet::ParquetSource;
use crate::error::ReadError;
use crate::intake::InputFile;

/// A file of an input: where it is, and what it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Where it is on this machine. Never enters a result.
    pub path: PathBuf,
    /// Its path below the folder it was found in, its size and its digests.
    pub file: InputFile,
}

/// Find the files of a pattern below the first of several folders that has any, in order of path, and digest them.
///
/// `trusted` may give the digests of a file, by its path and size, so that it need not be read for them; it gives none for most callers.
///
/// # Errors
/// When the pattern is not a relative one, matches nothing, or a file cannot be read or is empty.
pub fn locate(
    input: &str,
    pattern: &str,
    roots: &[PathBuf],
    trusted: &dyn Fn(&str, u64) -> Option<FileDigests>,
) -> Result<Vec<Located>, ReadError> {
    if Path::new(pattern).components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(ReadError::OutsidePattern { input: input.to_owned(), pattern: pattern.to_owned() });
    }
    for root in roots {
        let found = matches(input, pattern, root)?;
        if !found.is_empty() {
            return found.into_iter().map(|path| digest(root, path, trusted)).collect();
        }
    }
    Err(ReadError::Missing { input: input.to_owned(), pattern: pattern.to_owned(), roots: roots.to_vec() })
}

fn matches(input: &str, pattern: &str, root: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let below = format!("{}/{pattern}", glob::Pattern::escape(&root.to_string_lossy()));
    let bad = |reason: String| ReadError::BadPattern { input: input.to_owned(), pattern: pattern.to_owned(), reason };
    let options = glob::MatchOptions { require_literal_separator: true, require_literal_leading_dot: true, case_sensitive: true };
    let paths = glob::glob_with(&below, options).map_err(|error| bad(error.to_string()))?;
    let mut files = paths.collect::<Result<Vec<_>, _>>().map_err(|error| bad(error.to_string()))?;
    files.retain(|path| path.is_file());
    files.sort_unstable();
    Ok(files)
}

fn digest(root: &Path, path: PathBuf, trusted: &dyn Fn(&str, u64) -> Option<FileDigests>) -> Result<Located, ReadError> {
    let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    let failed = |source| ReadError::Io { file: relative.clone(), source };
    let mut reader = File::open(&path).map_err(failed)?;
    if let Some(digests) = reader.metadata().ok().and_then(|file| trusted(&relative, file.len())) {
        return Ok(Located { path, file: InputFile { path: relative, digests } });
    }
    let mut hasher = FileHasher::default();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = reader.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    let digests = hasher.finish();
    if digests.bytes == 0 {
        return Err(ReadError::Empty { file: relative });
    }
    Ok(Located { path, file: InputFile { path: relative, digests } })
}

enum Format {
    Delimited(u8),
    JsonLines,
    Parquet,
}

#[derive(Clone, Copy)]
enum Compression {
    None,
    Gzip,
    Zstd,
}

fn format_of(path: &str) -> Option<(Format, Compression)> {
    let lower = path.to_ascii_lowercase();
    let (stem, compression) = if let Some(stem) = lower.strip_suffix(".gz") {
        (stem, Compression::Gzip)
    } else if let Some(stem) = lower.strip_suffix(".zst") {
        (stem, Compression::Zstd)
    } else {
        (lower.as_str(), Compression::None)
    };
    let format = match stem.rsplit_once('.')?.1 {
        "csv" => Format::Delimited(b','),
        "tsv" => Format::Delimited(b'\t'),
        "jsonl" | "ndjson" => Format::JsonLines,
        "parquet" => Format::Parquet,
        _ => return None,
    };
    Some((format, compression))
}

/// Open a file for reading. `wanted` picks the columns that will be asked for, given all of them.
pub(crate) fn open(located: &Located, wanted: impl Fn(&[String]) -> Vec<String>) -> Result<Box<dyn Source>, ReadError> {
    let name = located.file.path.clone();
    let (format, compression) = format_of(&name).ok_or_else(|| ReadError::UnknownFormat { file: name.clone() })?;
    match format {
        Format::Delimited(delimiter) => Ok(Box::new(CsvSource::open(name, content(located, compression)?, delimiter)?)),
        Format::JsonLines => Ok(Box::new(JsonLinesSource::open(&name, || content(located, compression))?)),
        Format::Parquet => {
            let unpacked = match compression {
                Compression::None => None,
                Compression::Gzip | Compression::Zstd => Some(unpack(located, compression)?),
            };
            let mut source = ParquetSource::open(name, &located.path, unpacked)?;
            let columns = wanted(source.columns());
            source.want(columns);
            Ok(Box::new(source))
        }
    }
}

fn content(located: &Located, compression: Compression) -> Result<Box<dyn Read + Send>, ReadError> {
    let failed = |source| ReadError::Io { file: located.file.path.clone(), source };
    let file = File::open(&located.path).map_err(failed)?;
    Ok(match compression {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(std::io::BufReader::with_capacity(1 << 18, file))),
        Compression::Zstd => Box::new(zstd::stream::read::Decoder::new(file).map_err(failed)?),
    })
}

/// Parquet needs to be read from its end, so a compressed one is unpacked into a nameless temporary file first.
fn unpack(located: &Located, compression: Compression) -> Result<File, ReadError> {
    let failed = |source: std::io::Error| ReadError::Damaged { file: located.file.path.clone(), row: 0, reason: source.to_string() };
    let mut unpacked = tempfile::tempfile().map_err(failed)?;
    std::io::copy(&mut content(located, compression)?, &mut unpacked).map_err(failed)?;
    unpacked.rewind().map_err(failed)?;
    Ok(unpacked)
}
