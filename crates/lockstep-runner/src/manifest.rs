//! `run.json`: what a run was and how it went, in two halves that never mix.
//!
//! `result` is reproducible: two honest runs of one study agree on every byte of it. `circumstances` says where and when it happened, and
//! nothing is ever compared with it.

use std::path::Path;

use lockstep_digest::{Digest, FileDigests};
use lockstep_study::Study;
use serde::{Deserialize, Serialize};

use crate::folder::MANIFEST;
use crate::record::{OutputFile, Record, Run};

/// The manifest of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The reproducible half.
    pub result: ResultHalf,
    /// The other half.
    pub circumstances: Circumstances,
}

/// What was computed and written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultHalf {
    /// The run id: digest of `record`.
    pub id: Digest,
    /// The study as it was checked, defaults filled in; `record` has its digest.
    pub study: Study,
    /// What was computed.
    pub record: Record,
    /// The files that were written, by path.
    pub outputs: Vec<Output>,
}

/// A file of the run's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Path in the folder, with `/`.
    pub path: String,
    /// Media type.
    pub media_type: String,
    /// Size and digests.
    pub digests: FileDigests,
}

/// Where, when and how a run happened. Never hashed, never compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Circumstances {
    /// When it started, UTC.
    pub started: String,
    /// When it ended, UTC.
    pub ended: String,
    /// What ran.
    pub program: Program,
    /// Threads it was given.
    pub threads: usize,
    /// Wall time of each stage, seconds.
    pub stages: Vec<Stage>,
    /// Most memory it held at once, bytes; none where the system does not say.
    pub peak_memory: Option<u64>,
    /// Steps whose result came from the cache.
    pub cached: Vec<String>,
    /// Whether the digests of input files were taken from the lock instead of being computed.
    #[serde(default)]
    pub frozen: bool,
}

/// The program that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Version of Lockstep.
    pub version: String,
    /// Commit that was checked out when it was built; none outside a checkout.
    pub commit: Option<String>,
    /// Digest of the list of libraries it was built with.
    pub libraries: Digest,
    /// Compiler it was built with.
    pub rustc: String,
    /// Platform it was built for.
    pub target: String,
    /// Optimisation profile.
    pub profile: String,
}

/// A stage of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Wall time, seconds.
    pub seconds: f64,
}

/// Why a manifest could not be read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum ManifestError {
    #[error("{file}: cannot be read: {source}")]
    Io { file: String, source: std::io::Error },
    #[error("{file}: is not the manifest of a run: {source}")]
    NotOne { file: String, source: serde_json::Error },
}

impl Manifest {
    /// The manifest of a run and the files that tell of it.
    ///
    /// # Errors
    /// When a number of the record lies beyond 2^53.
    pub fn new(run: &Run, files: &[OutputFile], circumstances: Circumstances) -> Result<Self, lockstep_digest::canonical::NotCanonical> {
        let mut outputs: Vec<Output> = files
            .iter()
            .map(|file| Output { path: file.path.clone(), media_type: file.media_type.to_owned(), digests: FileDigests::of(&file.bytes) })
            .collect();
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        let result = ResultHalf { id: run.record.id()?, study: run.study.clone(), record: run.record.clone(), outputs };
        Ok(Self { result, circumstances })
    }

    /// Read the manifest of a run's folder.
    ///
    /// # Errors
    /// When there is none or it is not one.
    pub fn read(folder: &Path) -> Result<Self, ManifestError> {
        let file = folder.join(MANIFEST);
        let name = file.display().to_string();
        let bytes = std::fs::read(&file).map_err(|source| ManifestError::Io { file: name.clone(), source })?;
        serde_json::from_slice(&bytes).map_err(|source| ManifestError::NotOne { file: name, source })
    }

    pub(crate) fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a manifest is a struct of plain values");
        text.push('\n');
        text
    }
}
