//! From a study to a report, as whole processes: wall time against polars alone reading the same columns, and peak memory.
//!
//! `cargo bench --bench end_to_end -- DATA`, where DATA is a folder that holds `ira_538/tweets.parquet`; `../shared/data` unless given.
//! What is absent is skipped by name. Both sides run in turn, several times, with two threads; the table gives medians.

#![expect(clippy::print_stdout, reason = "a benchmark prints its tables")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const LOCKSTEP: &str = env!("CARGO_BIN_EXE_lockstep");
const ROUNDS: usize = 5;
const THREADS: &str = "2";
/// The columns that the layout `ira_538` reads.
const COLUMNS: [&str; 8] = ["author_id", "publish_date", "content", "language", "following", "followers", "updates", "post_type"];

/// Detectors that look at one account at a time.
const ACCOUNT_LEVEL: [&str; 9] =
    ["volume", "pace", "round_the_clock", "automation", "mixed_control", "follower_spike", "creation_cluster", "name_pattern", "persona"];
const ACCOUNT_LEVEL_STUDY: &str = "\
title: Account-level detectors
question: How long do they take?
authors: [{ name: Nobody }]
licence: CC0-1.0
inputs:
  - { name: tweets, files: ira_538/tweets.parquet, layout: ira_538 }
steps:
";

/// One process: how long it took, and the most memory it held.
struct Measured {
    seconds: f64,
    mebibytes: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [mode, file] = &arguments[..]
        && ["read", "read-and-sort"].contains(&mode.as_str())
    {
        let sorted_by: &[&str] = if mode == "read" { &[] } else { &["author_id", "publish_date"] };
        let rows = lockstep_snapshot::yardstick::read_parquet(Path::new(file), &COLUMNS, sorted_by);
        let rows = rows.expect("the benchmark checked that the file is there");
        println!("{rows} rows, {} MiB", peak_mebibytes().unwrap_or(f64::NAN));
        return;
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = arguments.first().map_or_else(|| workspace.join("../shared/data"), PathBuf::from);
    let file = data.join("ira_538/tweets.parquet");
    if file.is_file() {
        real(&workspace, &data, &file);
        account_level(&data, &file);
    } else {
        println!("skipped: studies/ira-trolls and the account-level detectors, because {} is not there", file.display());
    }
    simulated();
}

fn real(workspace: &Path, data: &Path, file: &Path) {
    let study = workspace.join("studies/ira-trolls");
    let (mut alone, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(polars("read", file));
        whole.push(run(&study, Some(data)).0);
    }
    let (alone, whole) = (median(alone), median(whole));
    println!("| studies/ira-trolls, {ROUNDS} rounds in turn | wall, s | peak memory, MiB |");
    println!("|---|---|---|");
    println!("| polars alone reads the same columns | {:.2} | {:.0} |", alone.seconds, alone.mebibytes);
    println!("| lockstep run, report included | {:.2} | {:.0} |", whole.seconds, whole.mebibytes);
    println!("| ratio | {:.1} | |\n", whole.seconds / alone.seconds);
}

/// All detectors that look at one account at a time, on the rows that polars reads and sorts by account and time.
fn account_level(data: &Path, file: &Path) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let study = folder.path().join("account-level.yaml");
    let mut text = ACCOUNT_LEVEL_STUDY.to_owned();
    ACCOUNT_LEVEL.iter().for_each(|detector| text += &format!("  - {{ step: {}, detector: {detector} }}\n", detector.replace('_', "-")));
    std::fs::write(&study, text).expect("the temporary folder can be written");
    let (mut sorting, mut detecting) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        sorting.push(polars("read-and-sort", file));
        let (whole, stages) = run(&study, Some(data));
        let seconds = stages.iter().find(|(stage, _)| stage == "run detectors").map_or(f64::NAN, |(_, seconds)| *seconds);
        detecting.push(Measured { seconds, ..whole });
    }
    let (sorting, detecting) = (median(sorting), median(detecting));
    println!("| account-level detectors on ira_538, {ROUNDS} rounds in turn | wall, s | peak memory, MiB |");
    println!("|---|---|---|");
    println!("| polars alone reads the same columns and sorts them | {:.2} | {:.0} |", sorting.seconds, sorting.mebibytes);
    println!("| {} together, without reading | {:.2} | {:.0} |", ACCOUNT_LEVEL.join(", "), detecting.seconds, detecting.mebibytes);
    println!("| ratio | {:.1} | |\n", detecting.seconds / sorting.seconds);
}

fn polars(what: &str, file: &Path) -> Measured {
    let mut yardstick = Command::new(std::env::current_exe().expect("this program is a file"));
    timed(yardstick.args([what.as_ref(), file.as_os_str()]).env("POLARS_MAX_THREADS", THREADS), None).0
}

fn simulated() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let study = folder.path().join("full-size.yaml");
    let text = include_str!("../../../studies/influence-network/study.yaml").replace("scale: 0.05", "scale: 1");
    std::fs::write(&study, text).expect("the temporary folder can be written");
    let (whole, _) = run(&study, None);
    println!("| simulated network at full size, once | wall, s | peak memory, MiB |");
    println!("|---|---|---|");
    println!("| lockstep run, report included | {:.2} | {:.0} |", whole.seconds, whole.mebibytes);
}

fn run(study: &Path, inputs: Option<&Path>) -> (Measured, Stages) {
    let out = tempfile::tempdir().expect("there is a temporary folder");
    let report = out.path().join("report");
    let mut command = Command::new(LOCKSTEP);
    command.args(["run", "--quiet", "--no-cache", "--threads", THREADS, "--out"]).arg(&report).arg(study);
    if let Some(inputs) = inputs {
        command.arg("--inputs").arg(inputs);
    }
    timed(&mut command, Some(&report.join("run.json")))
}

/// Name and wall time of each stage.
type Stages = Vec<(String, f64)>;

/// Run to the end. Stages and peak memory are what the process itself says: in its manifest, or on its standard output.
fn timed(command: &mut Command, manifest: Option<&Path>) -> (Measured, Stages) {
    let started = Instant::now();
    let output = command.stderr(Stdio::inherit()).output().expect("the program can be started");
    let seconds = started.elapsed().as_secs_f64();
    assert!(output.status.success(), "{command:?} failed");
    let Some(path) = manifest else {
        let said = String::from_utf8_lossy(&output.stdout).split_whitespace().nth(2).and_then(|word| word.parse().ok());
        return (Measured { seconds, mebibytes: said.unwrap_or(f64::NAN) }, Vec::new());
    };
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(path).expect("a run writes its manifest")).expect("JSON");
    let circumstances = &manifest["circumstances"];
    let stages = circumstances["stages"].as_array().map_or(&[][..], Vec::as_slice);
    let stage = |stage: &serde_json::Value| Some((stage["name"].as_str()?.to_owned(), stage["seconds"].as_f64()?));
    let mebibytes = circumstances["peak_memory"].as_f64().unwrap_or(f64::NAN) / f64::from(1 << 20);
    (Measured { seconds, mebibytes }, stages.iter().filter_map(stage).collect())
}

fn median(mut measured: Vec<Measured>) -> Measured {
    measured.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    measured.swap_remove(measured.len() / 2)
}

fn peak_mebibytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1_024.0)
}
