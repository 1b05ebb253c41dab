//! The cosines of our pairs beside those that come of scikit-learn's weights.
//!
//! Needs Python 3 with scikit-learn, and is skipped without it.

#![expect(clippy::print_stdout, reason = "a test says why it is skipped, and what it compared")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use lockstep_network::{Action, Actions, CosineSettings, Keep, TermFrequency, tfidf_cosine};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What the script leaves with when a package is missing.
const MISSING: i32 = 3;
const ACCOUNTS: u32 = 120;
const OBJECTS: u32 = 80;

#[test]
fn cosines_are_those_of_scikit_learns_weights() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for account in 0..ACCOUNTS {
        for _ in 0..random.next_u32() % 40 {
            // Objects with low numbers are popular.
            let object = (random.next_u32() % OBJECTS).min(random.next_u32() % OBJECTS);
            *counts.entry((account, object)).or_default() += 1;
        }
    }
    let each = |((account, object), count): (&(u32, u32), &u32)| {
        let action = Action { account: *account, ..Action::default() };
        std::iter::repeat_n((*object, action), *count as usize)
    };
    let actions = Actions::new(ACCOUNTS, OBJECTS, counts.iter().flat_map(each));
    for (frequency, sublinear) in [(TermFrequency::Binary, "no"), (TermFrequency::Sublinear, "yes")] {
        for (minimum_objects, minimum_accounts) in [(1, 1), (10, 3)] {
            let settings = CosineSettings { frequency, minimum_objects, minimum_accounts, most_accounts: None, keep: Keep::AtLeast(0.0) };
            let ours = tfidf_cosine(&actions, &settings);
            let Some(theirs) = scikit_learn(&counts, &[sublinear, &minimum_objects.to_string(), &minimum_accounts.to_string()]) else {
                println!("skipped: needs python3 with scikit-learn");
                return;
            };
            assert_eq!(ours.edges.len(), theirs.len());
            for (edge, (source, target, cosine)) in ours.edges.iter().zip(theirs) {
                assert_eq!((edge.source, edge.target), (source, target));
                assert!((edge.cosine - cosine).abs() < 1e-12, "{source} and {target}: {} is not {cosine}", edge.cosine);
            }
            println!("{frequency:?}, from {minimum_objects} objects and {minimum_accounts} accounts: {} pairs equal", ours.edges.len());
        }
    }
}

/// Source, target and cosine of every pair, or nothing where scikit-learn is not installed.
fn scikit_learn(counts: &BTreeMap<(u32, u32), u32>, arguments: &[&str]) -> Option<Vec<(u32, u32, f64)>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/beside_scikit_learn.py");
    let mut child = Command::new("python3")
        .arg(script)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let rows: String = counts.iter().map(|((account, object), count)| format!("{account} {object} {count}\n")).collect();
    // A script that misses a package leaves without reading.
    let _ = child.stdin.take().expect("it was asked for").write_all(rows.as_bytes());
    let output = child.wait_with_output().expect("the script ends");
    if output.status.code() == Some(MISSING) {
        return None;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("the script prints JSON"))
}
