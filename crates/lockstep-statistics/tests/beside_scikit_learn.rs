//! Rankings, calibration and logistic models beside those of scikit-learn, over made-up rows with many ties.
//!
//! Needs Python 3 with scikit-learn, and is skipped without it.

#![expect(clippy::print_stdout, reason = "a test says why it is skipped, and what it compared")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use lockstep_statistics::{Forecast, Ranking, brier, logistic};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What the script leaves with when a package is missing.
const MISSING: i32 = 3;

#[test]
fn numbers_are_those_of_scikit_learn() {
    for seed in 0..6 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut below = |n: u32| f64::from(random.next_u32() % n);
        let features = 1 + seed as usize % 4;
        let row = |_| {
            let values: Vec<f64> = (0..features).map(|_| below(12)).collect();
            let positive = values[0] + below(14) > 14.0;
            (values, positive)
        };
        let (rows, positive): (Vec<Vec<f64>>, Vec<bool>) = (0..150).map(row).unzip();
        let Some(theirs) = scikit_learn(&rows, &positive) else {
            println!("skipped: needs python3 with scikit-learn");
            return;
        };
        let scores = |wanted: bool| -> Vec<f64> {
            rows.iter().zip(&positive).filter(|(_, positive)| **positive == wanted).map(|(row, _)| row[0]).collect()
        };
        let ranking = Ranking::new(&scores(true), &scores(false));
        let model = logistic(&rows, &positive, 1.0).expect("it converges");
        let forecast = |(row, positive): (&Vec<f64>, &bool)| Forecast { probability: model.probability(row), came_true: *positive };
        let forecasts: Vec<Forecast> = rows.iter().zip(&positive).map(forecast).collect();
        let mut ours = vec![ranking.auc(), ranking.average_precision(), brier(&forecasts).expect("there are rows").score, model.intercept];
        ours.extend(&model.coefficients);
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert!((ours - theirs).abs() < 1e-9, "seed {seed}: {ours} is not {theirs}");
        }
        println!("seed {seed}: {} numbers equal", ours.len());
    }
}

/// The numbers that the script prints, or nothing where scikit-learn is not installed.
fn scikit_learn(rows: &[Vec<f64>], positive: &[bool]) -> Option<Vec<f64>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/beside_scikit_learn.py");
    let mut child = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    let line = |(row, positive): (&Vec<f64>, &bool)| {
        let values: Vec<String> = row.iter().map(f64::to_string).collect();
        format!("{} {}\n", u8::from(*positive), values.join(" "))
    };
    let lines: String = rows.iter().zip(positive).map(line).collect();
    // A script that misses a package leaves without reading.
    let _ = child.stdin.take().expect("it was asked for").write_all(lines.as_bytes());
    let output = child.wait_with_output().expect("the script ends");
    if output.status.code() == Some(MISSING) {
        return None;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(|line| line.parse().expect("the script prints numbers")).collect())
}
