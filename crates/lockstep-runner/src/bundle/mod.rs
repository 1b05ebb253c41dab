//! A bundle: one file that holds a study, its lock, its run, its report and, unless withheld, its inputs.
//!
//! - `contents`: which files go in. `about`, `crate_metadata`, `citation`: the files that archives and catalogues read.
//! - `sums`: the lists by which anybody can check every file. `archive`: the zip, written the same to the byte each time, and read as
//!   something that a stranger sent.

mod about;
mod archive;
mod citation;
mod contents;
mod crate_metadata;
mod sums;

pub use archive::{ArchiveError, is_packed, pack, unpack};
pub use contents::{BundleError, Content, Entry, Inputs, contents};
pub use sums::{Damage, check_sums};

/// Names of the two lists of digests in a bundle.
pub(crate) const SHA256SUMS: &str = "SHA256SUMS";
pub(crate) const B3SUMS: &str = "B3SUMS";
/// Folder of the input files, or of the page that says why they are not there.
pub const SNAPSHOTS: &str = "snapshots";
/// Folder for the records of those who ran the study again.
pub const VERIFICATIONS: &str = "verifications";
/// The page that stands for withheld inputs.
pub const WITHHELD: &str = "snapshots/WITHHELD.md";
