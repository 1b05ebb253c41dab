//! What it costs to ask how far a finding holds: the study `influence-network` once, and with 100 decoys for each network, 200 choices of
//! settings and a power map of 144 plantings for `validated`.
//!
//! `cargo bench --bench robustness`. Both are whole processes with all cores and no kept results; the single run is the median of three.

#![expect(clippy::print_stdout, reason = "a benchmark prints its result")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROBUST: &str = "\
settings: { layers: [co_retweet], decoys: 100 }
    vary:
      false_discovery_rate: [0.0001, 0.0005, 0.001, 0.005, 0.01]
      windows: [[60 s], [60 s, 10 min], [10 min], [2 min]]
      popularity_caps: [[0.02], [0.005], [0.1], [0.01], [0.05]]
      minimum_objects: [3, 5]
    plant: {}";

fn main() {
    let study = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/influence-network/study.yaml");
    let study = std::fs::read_to_string(study).expect("the study is part of the repository");
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let once = plain(&study, 0);
    let full = replaced(plain(&study, 100), "settings: { layers: [co_retweet], decoys: 100 }", ROBUST);
    let mut single: Vec<f64> = (0..3).map(|_| seconds(folder.path(), &once)).collect();
    single.sort_by(f64::total_cmp);
    let robust = seconds(folder.path(), &full);
    println!("once {:.1} s, with all trials {robust:.1} s: {:.1} times", single[1], robust / single[1]);
}

/// The study without trials of its own and without the authors' text on their numbers, each network with so many decoys.
fn plain(study: &str, decoys: u32) -> String {
    let mut text = String::new();
    // How far in the key stands of which all is left out.
    let mut left_out: Option<usize> = None;
    for line in study.lines() {
        let depth = line.len() - line.trim_start().len();
        if left_out.is_some_and(|key| !line.is_empty() && depth <= key) {
            left_out = None;
        }
        if ["    vary:", "    plant:", "    less_data:", "  sections:"].iter().any(|key| line.starts_with(key)) {
            left_out = Some(depth);
        }
        if left_out.is_none() {
            text.push_str(line);
            text.push('\n');
        }
    }
    for layer in ["co_retweet", "co_hashtag"] {
        let settings = format!("layers: [{layer}], window: 60 s, minimum_weight: 5");
        text = replaced(text, &settings, &format!("{settings}, decoys: {decoys}"));
    }
    replaced(text, "settings: { layers: [co_retweet] }", &format!("settings: {{ layers: [co_retweet], decoys: {decoys} }}"))
}

fn replaced(text: String, before: &str, after: &str) -> String {
    assert_eq!(text.matches(before).count(), 1, "the study has `{before}` once");
    text.replace(before, after)
}

/// How long one run takes, as a process.
fn seconds(folder: &Path, study: &str) -> f64 {
    let home = folder.join("studies/trial");
    std::fs::create_dir_all(&home).and_then(|()| std::fs::write(home.join("study.yaml"), study)).expect("the folder can be written to");
    // A lock of the other study would refuse this one.
    drop(std::fs::remove_file(home.join("lockstep.lock")));
    let began = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(["run", "studies/trial", "--no-cache", "--quiet"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .expect("the command is built and starts");
    assert!(status.success(), "the study runs");
    began.elapsed().as_secs_f64()
}
