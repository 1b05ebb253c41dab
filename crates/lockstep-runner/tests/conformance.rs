//! The findings of every detector on the cases of `cases/`, pinned beside the detector's version in `conformance.txt`.
//!
//! A version is part of every cache key and of every lock, and the code is not. So whoever changes results without raising the version
//! hands out old results as new ones. This test is what notices it: a result that moved is accepted only with a version that rose.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use lockstep_detect::{DERIVED, METHODS};
use lockstep_digest::Context;
use lockstep_runner::{Options, Outcome, Plan, Silent};

const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance.txt");
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
/// Set to `renew` to write the file.
const VARIABLE: &str = "LOCKSTEP_CONFORMANCE";
const RENEW: &str = "LOCKSTEP_CONFORMANCE=renew cargo test --workspace --test conformance";

const HEAD: &str = "\
# What every detector found in the cases of tests/cases: detector, version, case, step, digest of what was asked, digest of what was found.
# Written by `LOCKSTEP_CONFORMANCE=renew cargo test --workspace --test conformance`, which refuses to take a result that moved while its
# version did not. While a version is not committed yet, take its lines out and renew.
";

/// Which result: detector, case, step.
type Name = (String, String, String);

/// A result and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pin {
    version: u32,
    /// Digest of the rows, the seed and the step as its study states it. Settings that the detector fills in by itself are not part of it,
    /// for a new default is a change of the detector.
    asked: String,
    /// Digest of the findings, or `nothing` where the detector abstained.
    found: String,
}

type Pins = BTreeMap<Name, Pin>;

/// What is wrong. Some of it goes away by renewing the file, the rest does not.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    NoCase { detector: String },
    Moved { name: Name, version: u32 },
    Fell { name: Name, from: u32, to: u32 },
    Rose { name: Name, from: u32, to: u32 },
    Edited { name: Name },
    New { name: Name },
    Gone { name: Name },
}

impl Fault {
    fn goes_by_renewing(&self) -> bool {
        !matches!(self, Self::NoCase { .. } | Self::Moved { .. } | Self::Fell { .. })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |(_, case, step): &Name| format!("case {case}, step {step}");
        match self {
            Self::NoCase { detector } => write!(
                f,
                "`{detector}` has no case: add crates/lockstep-runner/tests/cases/{detector}/NAME/study.yaml with its data, or nobody notices when its results change"
            ),
            Self::Moved { name, version } => write!(
                f,
                "results of `{}` changed ({}): raise its version from {version} to {} and say so in the changelog, or find the regression",
                name.0,
                place(name),
                version + 1
            ),
            Self::Fell { name, from, to } => write!(f, "the version of `{}` fell from {from} to {to}: versions only rise", name.0),
            Self::Rose { name, from, to } => write!(f, "the version of `{}` rose from {from} to {to} ({}): renew", name.0, place(name)),
            Self::Edited { name } => write!(f, "{} of `{}` asks something else now: renew", place(name), name.0),
            Self::New { name } => write!(f, "{} of `{}` is not pinned yet: renew", place(name), name.0),
            Self::Gone { name } => write!(f, "{} of `{}` is pinned and not there: renew", place(name), name.0),
        }
    }
}

/// Hold what was found against what is pinned.
fn compare(pinned: &Pins, now: &Pins, detectors: &[&str]) -> Vec<Fault> {
    let without = detectors.iter().filter(|detector| now.keys().all(|name| name.0 != **detector));
    let mut faults: Vec<Fault> = without.map(|detector| Fault::NoCase { detector: (*detector).to_owned() }).collect();
    for (name, is) in now {
        let name = name.clone();
        faults.extend(match pinned.get(&name) {
            None => Some(Fault::New { name }),
            Some(was) if was.version > is.version => Some(Fault::Fell { name, from: was.version, to: is.version }),
            Some(was) if was.version < is.version => Some(Fault::Rose { name, from: was.version, to: is.version }),
            Some(was) if was.asked != is.asked => Some(Fault::Edited { name }),
            Some(was) if was.found != is.found => Some(Fault::Moved { name, version: is.version }),
            Some(_) => None,
        });
    }
    faults.extend(pinned.keys().filter(|name| !now.contains_key(*name)).map(|name| Fault::Gone { name: name.clone() }));
    faults
}

fn written(pins: &Pins) -> String {
    let line = |((detector, case, step), pin): (&Name, &Pin)| {
        format!("{detector} {} {case} {step} asked {} found {}\n", pin.version, pin.asked, pin.found)
    };
    format!("{HEAD}{}", pins.iter().map(line).collect::<String>())
}

fn read(text: &str) -> Pins {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.starts_with('#') && !line.is_empty());
    let pin = |(line, number): (&str, usize)| {
        let words: Vec<&str> = line.split(' ').collect();
        let [detector, version, case, step, "asked", asked, "found", found] = words[..] else {
            panic!(
                "crates/lockstep-runner/tests/conformance.txt:{number}: is not a pinned result: settle a merge by taking either side, then run `{RENEW}`"
            );
        };
        let version = version
            .parse()
            .unwrap_or_else(|_| panic!("crates/lockstep-runner/tests/conformance.txt:{number}: `{version}` is not a version"));
        let name = (detector.to_owned(), case.to_owned(), step.to_owned());
        (name, Pin { version, asked: asked.to_owned(), found: found.to_owned() })
    };
    lines.map(pin).collect()
}

/// Run every case.
fn found() -> Pins {
    let folders = |path: &Path| {
        let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        entries.map(|entry| entry.expect("the folder can be listed").path()).filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut pins = Pins::new();
    for of_detector in folders(Path::new(CASES)) {
        for folder in folders(&of_detector) {
            let case = format!("{}/{}", name(&of_detector), name(&folder));
            let plan = Plan::open(&folder).unwrap_or_else(|error| panic!("{error}"));
            let options = Options { inputs: None, cache: None, frozen: false, progress: &Silent };
            let record = plan.execute(None, &options).unwrap_or_else(|error| panic!("{case}: {error}")).run.record;
            for step in &record.steps {
                // What follows from a key of a step is stated nowhere but in its own settings.
                let stated = plan.study.steps.iter().find(|stated| stated.step == step.step);
                let settings = stated.map_or_else(|| step.settings.clone(), |stated| stated.settings.clone().into());
                let question = (&step.step, &settings, record.rows, record.seed);
                let pin = Pin {
                    version: step.version,
                    asked: Context::Settings.of_json(&question).expect("settings are within 2^53").short(),
                    found: match &step.outcome {
                        Outcome::Found { findings, .. } => findings.short(),
                        Outcome::Unfit(_) => "nothing".to_owned(),
                    },
                };
                pins.insert((step.detector.clone(), case.clone(), step.step.clone()), pin);
            }
        }
    }
    pins
}

#[test]
fn results_move_only_with_the_version() {
    let pinned = read(&std::fs::read_to_string(PINNED).unwrap_or_default());
    let now = found();
    let detectors: Vec<&str> =
        METHODS.iter().copied().chain(DERIVED.iter().map(|(_, method)| *method)).map(|method| method.card().id).collect();
    let mut faults = compare(&pinned, &now, &detectors);
    if std::env::var_os(VARIABLE).is_some_and(|value| value == "renew") {
        faults.retain(|fault| !fault.goes_by_renewing());
        // What moved without its version is not taken, whatever was asked.
        if faults.iter().all(|fault| matches!(fault, Fault::NoCase { .. })) {
            std::fs::write(PINNED, written(&now)).expect("the file can be written");
        }
    }
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    let how = if faults.iter().any(Fault::goes_by_renewing) { format!("\nto renew: {RENEW}") } else { String::new() };
    assert!(
        faults.is_empty(),
        "crates/lockstep-runner/tests/conformance.txt and the detectors do not go together:\n{}{how}",
        lines.join("\n")
    );
}

fn pins(lines: &[&str]) -> Pins {
    read(&lines.join("\n"))
}

#[test]
fn a_result_that_moves_under_its_version_is_a_fault_that_renewing_does_not_cure() {
    let pinned = pins(&["pace 1 pace/organic pace asked aa found bb", "volume 2 volume/small volume asked aa found bb"]);
    let now = pins(&["pace 1 pace/organic pace asked aa found cc", "volume 2 volume/small volume asked aa found bb"]);
    let faults = compare(&pinned, &now, &["pace", "volume"]);
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].to_string(),
        "results of `pace` changed (case pace/organic, step pace): raise its version from 1 to 2 and say so in the changelog, or find the \
         regression"
    );
    assert!(!faults[0].goes_by_renewing());
}

#[test]
fn a_version_that_rose_a_case_that_was_edited_and_a_new_one_are_renewed() {
    let pinned = pins(&["a 1 a/x s asked aa found bb", "b 1 b/x s asked aa found bb", "c 1 c/x s asked aa found bb"]);
    let now = pins(&["a 2 a/x s asked aa found cc", "b 1 b/x s asked dd found cc", "b 1 b/y s asked aa found nothing"]);
    let faults = compare(&pinned, &now, &["a", "b"]);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "the version of `a` rose from 1 to 2 (case a/x, step s): renew",
            "case b/x, step s of `b` asks something else now: renew",
            "case b/y, step s of `b` is not pinned yet: renew",
            "case c/x, step s of `c` is pinned and not there: renew",
        ]
    );
    assert!(faults.iter().all(Fault::goes_by_renewing));
}

#[test]
fn a_detector_without_a_case_and_a_version_that_fell_are_faults() {
    let pinned = pins(&["a 2 a/x s asked aa found bb"]);
    let now = pins(&["a 1 a/x s asked aa found bb"]);
    let faults = compare(&pinned, &now, &["a", "b"]);
    assert!(faults.iter().all(|fault| !fault.goes_by_renewing()) && faults.len() == 2, "{faults:?}");
    assert_eq!(read(&written(&pinned)), pinned);
}
