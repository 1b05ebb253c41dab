//! Why an input could not be read at all. Single lost rows are counted in the intake instead.

use std::path::PathBuf;

/// An input that cannot be read. Every message names the file and what to do.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum ReadError {
    #[error("input `{input}`: no file matches `{pattern}` below {}: give the folder that holds it with --inputs", list(.roots))]
    Missing { input: String, pattern: String, roots: Vec<PathBuf> },
    #[error("input `{input}`: `{pattern}` is not a pattern for paths: {reason}")]
    BadPattern { input: String, pattern: String, reason: String },
    #[error("input `{input}`: `{pattern}` must be a relative path without `..`, so that the study works in any folder")]
    OutsidePattern { input: String, pattern: String },
    #[error("{file}: cannot be read: {source}")]
    Io { file: String, source: std::io::Error },
    #[error("{file}: is empty: download it again, or take it out of the study")]
    Empty { file: String },
    #[error("{file}: is damaged or cut short after row {row} ({reason}): compare its size with the source's and download it again")]
    Damaged { file: String, row: u64, reason: String },
    #[error("{file}: the ending is not known: files end in .csv, .tsv, .jsonl, .ndjson or .parquet, also with .gz or .zst")]
    UnknownFormat { file: String },
    #[error(
        "{file}: has no column `{column}`, which layout `{layout}` needs for `{canonical}`; it has {}{}",
        in_words(.present),
        did_you_mean(.suggestion)
    )]
    NoColumn { file: String, layout: String, canonical: String, column: String, present: Vec<String>, suggestion: Option<String> },
    #[error("{file}: has two columns named `{column}`: rename one of them")]
    TwinColumns { file: String, column: String },
    #[error("{file}: its columns differ from those of {other}: files of one input need the same columns; make them two inputs")]
    MixedColumns { file: String, other: String },
    #[error("input `{input}`: has column names but no rows: check that the download is complete")]
    NoRows { input: String },
    #[error("input `{input}`: none of its {rows} rows could be used; the first: {first}")]
    AllLost { input: String, rows: u64, first: String },
    #[error("input `{input}`: has {rows} rows, more than the {limit} that one snapshot can number: split the study by time")]
    TooManyRows { input: String, rows: u64, limit: u64 },
}

fn list(roots: &[PathBuf]) -> String {
    roots.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(" or ")
}

fn in_words(present: &[String]) -> String {
    present.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map_or_else(String::new, |name| format!(". Did you mean `{name}`?"))
}
