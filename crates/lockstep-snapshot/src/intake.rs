//! What happened on the way from a source to its tables: the account of an input that the report prints.

use std::collections::BTreeMap;

use lockstep_digest::{Digest, FileDigests};
use serde::{Deserialize, Serialize};

/// The account of one input: which files, how many rows, what was lost and what was derived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// The input's name in the study.
    pub input: String,
    /// The files read, in order of path; none for a simulated input.
    pub files: Vec<InputFile>,
    /// How the source's columns were understood, for people: the layout's name, or the simulation's recipe.
    pub layout: String,
    /// Rows met in the source, lost ones included.
    pub rows_read: u64,
    /// Rows lost, by reason.
    pub losses: Losses,
    /// The tables made of it.
    pub tables: Vec<TableDigest>,
    /// Columns that were derived because the source has none, and from what.
    pub derived: Vec<String>,
    /// Columns of the source that no canonical column takes.
    pub unused_columns: Vec<String>,
}

impl Intake {
    /// The account of rows that come of no file, none of them lost: simulated, declared in a study, or made up by a test.
    #[must_use]
    pub fn without_files(input: &str, layout: &str, rows_read: u64) -> Self {
        Self {
            input: input.to_owned(),
            files: Vec::new(),
            layout: layout.to_owned(),
            rows_read,
            losses: Losses::default(),
            tables: Vec::new(),
            derived: Vec::new(),
            unused_columns: Vec::new(),
        }
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Path relative to the folder that inputs are found in, with `/`.
    pub path: String,
    /// Size and digests of the stored bytes.
    pub digests: FileDigests,
}

/// The identity of a normalised table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// Name of the canonical table.
    pub table: String,
    /// Number of rows.
    pub rows: u64,
    /// Digest of its normalised rows, independent of their order in the source.
    pub digest: Digest,
}

/// Why a row of a source is not in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// The row could not be read: wrong number of fields, bad JSON, invalid UTF-8, a NUL byte, or a field over the size limit.
    Malformed,
    /// The time is missing, not understood, before the first social platform (2006), or in the future of the collection.
    BadTime,
    /// Another row has the same id and the same content.
    DuplicateId,
    /// Another row has the same id but other content; the earlier one was kept.
    ConflictingId,
    /// A key (account id, post id, follower) is empty.
    EmptyKey,
    /// An id was rounded on the way through floating-point numbers (`1.234e+18`), so it names nobody.
    DamagedId,
}

impl Loss {
    /// The reason in words, for a table of losses.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Malformed => "could not be read",
            Self::BadTime => "time missing, not understood or out of range",
            Self::DuplicateId => "same id and same content as another row",
            Self::ConflictingId => "same id as another row but other content",
            Self::EmptyKey => "a key column is empty",
            Self::DamagedId => "an id was damaged by float rounding",
        }
    }
}

/// Rows lost, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Losses(pub BTreeMap<Loss, Lost>);

impl Losses {
    /// Number of examples kept for each reason.
    pub const EXAMPLES: usize = 5;

    /// Count one lost row, and keep its place if it is among the first.
    pub fn add(&mut self, loss: Loss, place: Option<Place>) {
        let lost = self.0.entry(loss).or_default();
        lost.rows += 1;
        lost.examples.extend(place);
        lost.keep_first();
    }

    /// Add what another part of the same input lost.
    pub fn merge(&mut self, other: Self) {
        for (loss, lost) in other.0 {
            let mine = self.0.entry(loss).or_default();
            mine.rows += lost.rows;
            mine.examples.extend(lost.examples);
            mine.keep_first();
        }
    }

    /// Say only why rows were lost, not what was in them: what is published about accounts must not name them here.
    pub fn forget_values(&mut self) {
        for (loss, lost) in &mut self.0 {
            lost.examples.iter_mut().for_each(|place| loss.words().clone_into(&mut place.what));
        }
    }

    /// Number of lost rows of all reasons.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.0.values().map(|lost| lost.rows).sum()
    }
}

impl Lost {
    fn keep_first(&mut self) {
        self.examples.sort_unstable();
        self.examples.truncate(Losses::EXAMPLES);
    }
}

/// How many rows were lost for one reason, and where the first of them are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Number of rows.
    pub rows: u64,
    /// The first few places.
    pub examples: Vec<Place>,
}

/// A row of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path of the file, as in [`InputFile`].
    pub file: String,
    /// Line in the file (text formats, 1-based, after decompression) or row (Parquet, 1-based).
    pub line: u64,
    /// What exactly was wrong.
    pub what: String,
}

/// A count for people, its digits in groups of three: `1,806,987`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_groups_of_three() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_806_987, "1,806,987")] {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn losses_keep_their_first_places_and_can_forget_what_was_in_them() {
        let place = |line| Place { file: "a.csv".to_owned(), line, what: "post id `secret`".to_owned() };
        let mut losses = Losses::default();
        (1..=9).rev().for_each(|line| losses.add(Loss::DuplicateId, Some(place(line))));
        let lost = &losses.0[&Loss::DuplicateId];
        assert_eq!((lost.rows, lost.examples.iter().map(|place| place.line).collect::<Vec<_>>()), (9, vec![1, 2, 3, 4, 5]));
        losses.forget_values();
        assert!(!format!("{losses:?}").contains("secret"));
    }
}
