//! The studies of other tools' networks, run as they are, beside what those tools made of the same data.
//!
//! Runs where the data is in LOCKSTEP_DATA, or beside the checkout.

#![expect(clippy::print_stdout, reason = "a test says why it is skipped, and what it counted")]

mod cnt;
mod coortweet;

use std::fs;
use std::path::{Path, PathBuf};

use lockstep_detect::{Cells, Findings, Table};
use lockstep_runner::{Options, Plan, Silent};
use tempfile::TempDir;

/// The folder with the folders `data` and `oracles`, if it is there.
fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LOCKSTEP_DATA").map_or_else(beside, PathBuf::from).join("..");
    let found = folder.join("oracles").is_dir().then_some(folder);
    if found.is_none() {
        println!("skipped: the public data set and the tools' results are not beside this checkout");
    }
    found
}

/// What the steps of a study of this repository found, with `more` added to the study.
struct Study {
    names: Vec<String>,
    findings: Vec<Option<Findings>>,
}

impl Study {
    fn run(name: &str, more: &str, shared: &Path) -> Self {
        let study = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies").join(name).join("study.yaml");
        let text = fs::read_to_string(study).expect("the study is in the repository");
        let folder = TempDir::new().expect("the system has a folder for temporary files");
        fs::write(folder.path().join("study.yaml"), text + more).expect("the file can be written");
        let plan = Plan::open(folder.path()).expect("the study is valid");
        let data = shared.join("data");
        let done =
            plan.execute(None, &Options { inputs: Some(&data), cache: None, frozen: false, progress: &Silent }).expect("the study runs");
        Self { names: done.run.record.steps.iter().map(|step| step.step.clone()).collect(), findings: done.run.findings }
    }

    fn step(&self, name: &str) -> &Findings {
        let at = self.names.iter().position(|step| step == name).unwrap_or_else(|| panic!("the study has no step {name}"));
        self.findings[at].as_ref().unwrap_or_else(|| panic!("the step {name} gives no answer"))
    }
}

/// The words of a column of ids.
fn ids<'a>(table: &'a Table, column: &str) -> &'a [String] {
    match table.column(column) {
        Some(Cells::Account(cells) | Cells::Post(cells)) => cells,
        other => panic!("{column} of {} holds no ids but {other:?}", table.name),
    }
}

/// The numbers of a column.
fn numbers(table: &Table, column: &str) -> Vec<f64> {
    match table.column(column) {
        Some(Cells::Count(cells)) => cells.iter().map(|cell| cell.expect("no cell is empty") as f64).collect(),
        Some(Cells::Real(_, cells)) => cells.iter().map(|cell| cell.expect("no cell is empty")).collect(),
        other => panic!("{column} of {} holds no numbers but {other:?}", table.name),
    }
}

/// The rows of a CSV file with a header.
fn rows(path: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.records().map(|row| row.expect("well formed")).collect()
}
