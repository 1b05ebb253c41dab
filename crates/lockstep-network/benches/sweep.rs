//! Time and memory of counting shared objects within a minute, as the number of actions grows: `cargo bench -p lockstep-network --bench sweep`.
//!
//! Every row is a process of its own. Actions are invented, the same on every machine: over 30 days, one in each slot of equal length, by
//! one of 200,000 accounts of unequal diligence, on one of 100,000 objects whose popularity falls as rank^-1.12. Five million of these
//! make about 18 million pairs within a minute. The last rows put 200,000 of a million actions on one object, spread over the 30 days,
//! and none on any: what is met in a window should decide the cost, not the size of the largest object.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::process::Command;
use std::time::Instant;

use lockstep_network::{Action, Actions, pairs_within, window_counts};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const ACCOUNTS: u32 = 200_000;
const OBJECTS: u32 = 100_000;
const DAYS_MS: u64 = 30 * 86_400_000;
const WINDOW_MS: i64 = 60_000;
const MINIMUM: u32 = 5;
const BYTES: u64 = 4 << 30;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [millions, popularity] = &arguments[..] {
        let actions: f64 = millions.parse().expect("this program started itself");
        println!("{}", row((actions * 1e6) as u64, popularity));
        return;
    }
    println!(
        "| actions | objects | actions on the largest | pairs within 60 s | pairs sharing | edges | build, s | count, s | ns per action and pair | actions, MiB | peak above, MiB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for millions in ["0.5", "1", "2", "5", "10", "20"] {
        print!("{}", child(millions, "falling"));
    }
    for popularity in ["equal", "giant"] {
        print!("{}", child("1", popularity));
    }
}

fn child(millions: &str, popularity: &str) -> String {
    let program = std::env::current_exe().expect("this program is a file");
    let output = Command::new(program).args([millions, popularity]).output().expect("this program runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Measure one size.
fn row(count: u64, popularity: &str) -> String {
    let rows = invent(count, popularity);
    let started = Instant::now();
    let actions = Actions::new(
        ACCOUNTS,
        OBJECTS,
        rows.iter().zip(0..).map(|(row, at)| {
            let action = Action { time: time(at, row.2, count), account: row.1, post: at as u32 };
            (row.0, action)
        }),
    );
    let build = started.elapsed().as_secs_f64();
    drop(rows);
    forget_peak();
    let before = memory("VmRSS");
    let started = Instant::now();
    let counted = window_counts(&actions, WINDOW_MS, MINIMUM, BYTES).expect("the budget of the benchmark suffices");
    let seconds = started.elapsed().as_secs_f64();
    let peak = memory("VmHWM") - before;
    assert_eq!(counted.pairs_met, pairs_within(&actions, WINDOW_MS));
    let largest = (0..OBJECTS).map(|object| actions.of(object).len()).max().unwrap_or(0);
    let nanoseconds = seconds * 1e9 / (count + counted.pairs_met) as f64;
    format!(
        "| {count} | {popularity} | {largest} | {} | {} | {} | {build:.2} | {seconds:.2} | {nanoseconds:.1} | {before:.0} | {peak:.0} |",
        counted.pairs_met,
        counted.pairs_sharing,
        counted.edges.len(),
    )
}

/// The moment of an action: somewhere in its slot, so that actions come in order of time.
fn time(at: u64, within: u32, count: u64) -> i64 {
    let slot = DAYS_MS as f64 / count as f64;
    (slot * (at as f64 + f64::from(within) / 4_294_967_296.0)) as i64
}

/// Object, account, and place within the slot of each action.
fn invent(count: u64, popularity: &str) -> Vec<(u32, u32, u32)> {
    let weight = |rank: u32| match popularity {
        "falling" => libm::pow(f64::from(rank + 1), -1.12),
        "giant" if rank == 0 => 0.25 * f64::from(OBJECTS - 1),
        _ => 1.0,
    };
    let mut total = 0.0;
    let up_to: Vec<f64> = (0..OBJECTS)
        .map(|rank| {
            total += weight(rank);
            total
        })
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut share = || f64::from(random.next_u32()) / 4_294_967_296.0;
    (0..count)
        .map(|_| {
            let (popularity, diligence) = (share() * total, share());
            let object = up_to.partition_point(|sum| *sum <= popularity).min(OBJECTS as usize - 1);
            (object as u32, (diligence * diligence * f64::from(ACCOUNTS)) as u32, (share() * 4_294_967_296.0) as u32)
        })
        .collect()
}

/// Start the peak again from what is held now; needs Linux.
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux lets a process reset its own peak");
}

/// A line of the process's own account of its memory, MiB; needs Linux.
fn memory(line: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells a process its memory");
    let kibibytes = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':')?.trim().strip_suffix(" kB")?.parse().ok());
    kibibytes.map_or(f64::NAN, |kibibytes: f64| kibibytes / 1024.0)
}
