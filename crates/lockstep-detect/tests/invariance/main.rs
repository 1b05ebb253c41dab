//! What must not change a finding: the order of rows, the names of accounts, a shift in time, the number of threads.

mod accounts;
mod hashtags;
mod networks;
mod sets;
mod words_and_events;

use lockstep_detect::{Context, Findings, method};
use lockstep_snapshot::{Column, Input, Intake, Part, PostShape, Snapshot, assemble};
use rayon::ThreadPool;
use serde_json::Value;

/// A snapshot of the rows that `fill` gives, in the order in which it gives them.
fn of_rows(fill: impl FnOnce(&mut Part)) -> Snapshot {
    let shape = PostShape { ids: true, present: Column::USUAL.to_vec(), derived: Vec::new(), keep: Column::ALL.to_vec() };
    let mut part = Part::new(&shape);
    fill(&mut part);
    assemble(vec![Input { shape, parts: vec![part], intake: Intake::without_files("rows", "", 0) }])
}

fn detect(detector: &str, settings: &Value, snapshot: &Snapshot) -> Findings {
    let step = method(detector).expect("exists").bind(settings).expect("valid settings");
    step.detect(snapshot, &Context { step: "step".to_owned(), seed: 1 }).unwrap_or_else(|unfit| panic!("{detector}: {unfit}"))
}

fn threads(number: usize) -> ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(number).build().expect("threads can be made")
}

/// Numbers that look random and are always the same.
fn mixed(a: u32, b: u32) -> u32 {
    let mut x = a.wrapping_mul(2_654_435_761) ^ b.wrapping_mul(40_503).wrapping_add(0x9e37_79b9);
    x ^= x >> 15;
    x = x.wrapping_mul(0x85eb_ca6b);
    x ^ (x >> 13)
}
