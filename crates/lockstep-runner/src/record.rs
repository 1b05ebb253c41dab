//! What a run leaves behind: the reproducible record that a report is made of and that `run.json` holds.

use lockstep_detect::{Findings, Unfit, Value};
use lockstep_digest::{Context, Digest, canonical::NotCanonical};
use lockstep_snapshot::Facts;
use lockstep_study::Study;
use serde::{Deserialize, Serialize};

use crate::ledger::Ledger;

/// A finished run in memory: all that a report needs, and nothing of the raw data.
#[derive(Debug, Clone)]
pub struct Run {
    /// Short name of the study: the name of its folder or file.
    pub slug: String,
    /// The study as it was checked, defaults filled in.
    pub study: Study,
    /// What was computed, with its digests.
    pub record: Record,
    /// The findings of each step, in the study's order. Identifiers are as published: pseudonyms, unless the study names accounts.
    pub findings: Vec<Option<Findings>>,
}

/// The reproducible half of a run, without its output files. Two honest runs of one study agree on every byte of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Version of this format.
    pub format: u32,
    /// Short name of the study.
    pub slug: String,
    /// Digest of the checked study, comments excluded.
    pub study: Digest,
    /// Seed of the study.
    pub seed: u64,
    /// Digest of all normalised rows of all inputs.
    pub rows: Digest,
    /// What was read.
    pub snapshot: Facts,
    /// What was run on it.
    pub steps: Vec<StepRecord>,
    /// What became of the study's claims.
    #[serde(default, skip_serializing_if = "Ledger::is_empty")]
    pub ledger: Ledger,
}

impl Record {
    /// Version written by this program.
    pub const FORMAT: u32 = 1;

    /// The step of a name.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&StepRecord> {
        self.steps.iter().find(|step| step.step == name)
    }

    /// The run id: digest of this record.
    ///
    /// # Errors
    /// When a number in it lies beyond 2^53.
    pub fn id(&self) -> Result<Digest, NotCanonical> {
        Context::Run.of_json(self)
    }
}

/// What one step did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Its name in the study.
    pub step: String,
    /// The detector.
    pub detector: String,
    /// Version of the detector.
    pub version: u32,
    /// The settings in full, defaults filled in.
    pub settings: serde_json::Value,
    /// Digest of the settings.
    pub settings_digest: Digest,
    /// Names of the steps whose findings it draws on, in order of name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draws_on: Vec<String>,
    /// Digest of all that determines the result.
    pub key: Digest,
    /// The result.
    pub outcome: Outcome,
}

/// The result of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The detector ran.
    Found {
        /// Digest of its findings, identifiers as in the data.
        findings: Digest,
        /// The numbers that a reader may quote.
        values: Vec<Value>,
    },
    /// The snapshot cannot answer the detector's question.
    Unfit(Unfit),
}

/// A file of a run's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Path in the folder, with `/`.
    pub path: String,
    /// Media type, such as `text/html`.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
