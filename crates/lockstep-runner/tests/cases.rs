//! Every detector on small data whose truth is known, one folder a case: `cases/<detector>/<case>/study.yaml` and its data.
//!
//! In a case whose name begins with `planted`, every step must flag exactly what `planted.txt` lists, one a line, and must find the numbers
//! that are listed there as `name = number`: a detector that describes, and flags nothing, is held to these. In a case that begins with
//! `organic`, no step may flag anything. A case without either word has neither claim. The values of all are kept as a snapshot beside the
//! study. Where steps of one case find different things, each line begins with the name of its step and a colon. A new case needs no code.

use std::collections::BTreeSet;
use std::path::Path;

use lockstep_detect::{Cells, Findings, Number, Verdict};
use lockstep_runner::{Options, Outcome, Plan, Run, Silent};

fn run(folder: &Path) -> Run {
    let plan = Plan::open(folder).unwrap_or_else(|error| panic!("{error}"));
    let options = Options { inputs: None, cache: None, frozen: false, progress: &Silent };
    plan.execute(None, &options).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).run
}

/// The keys of the rows that have a verdict and are flagged, of every table.
fn flagged(findings: &Findings) -> BTreeSet<String> {
    let tables = findings.tables.iter();
    let rows = tables.filter_map(|table| {
        let verdicts =
            table.columns.iter().find_map(|column| if let Cells::Verdict(cells) = &column.cells { Some(cells) } else { None })?;
        let keys = match &table.columns.first()?.cells {
            Cells::Account(keys) | Cells::Object(keys) | Cells::Text(keys) => keys,
            _ => return None,
        };
        Some(keys.iter().zip(verdicts).filter(|(_, verdict)| **verdict == Verdict::Flagged).map(|(key, _)| key.clone()))
    });
    rows.flatten().collect()
}

fn number(number: &Number) -> String {
    match number {
        Number::Count(count) => count.to_string(),
        Number::Real(real) => format!("{real:.6}"),
        Number::Time(time) => format!("{time} ms"),
        Number::Insufficient(reason) => format!("insufficient data: {reason}"),
    }
}

/// A number as `planted.txt` gives it.
fn plain(value: &Number) -> String {
    if let Number::Real(real) = value { real.to_string() } else { number(value) }
}

/// What each step found, for people to read.
fn described(run: &Run) -> String {
    let mut text = String::new();
    for (step, findings) in run.record.steps.iter().zip(&run.findings) {
        text += &format!("{} by {}\n", step.step, step.detector);
        match &step.outcome {
            Outcome::Unfit(unfit) => text += &format!("  cannot say: {unfit}\n"),
            Outcome::Found { values, .. } => {
                text.extend(values.iter().map(|value| format!("  {} = {}\n", value.name, number(&value.number))));
            }
        }
        let Some(findings) = findings else { continue };
        let flagged = flagged(findings).into_iter().collect::<Vec<_>>().join(", ");
        text += &format!("  flagged: {}\n", if flagged.is_empty() { "nobody" } else { &flagged });
        text.extend(findings.notes.iter().map(|note| format!("  note: {note}\n")));
    }
    text
}

/// What is planted for a step: lines that begin with its name and a colon, or all lines where none begins so. None for a step without a line
/// where others have some.
fn lines_of<'a>(step: &str, lines: &[&'a str]) -> Option<Vec<&'a str>> {
    if lines.iter().all(|line| !line.contains(": ")) {
        return Some(lines.to_vec());
    }
    let own: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix(step)?.strip_prefix(": ")).collect();
    (!own.is_empty()).then_some(own)
}

#[test]
fn every_case_is_as_its_name_says() {
    insta::glob!("cases/*/*/study.yaml", |path| {
        let folder = path.parent().expect("a study lies in a folder");
        let case = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let run = run(folder);
        let planted = if case.starts_with("planted") {
            std::fs::read_to_string(folder.join("planted.txt")).expect("a planted case says in planted.txt what is planted")
        } else {
            String::new()
        };
        let lines: Vec<&str> = planted.lines().collect();
        assert!(!case.starts_with("planted") || !lines.is_empty(), "{}: nothing is planted", folder.display());
        if case.starts_with("planted") || case.starts_with("organic") {
            for (step, findings) in run.record.steps.iter().zip(&run.findings) {
                let Some(lines) = lines_of(&step.step, &lines) else { continue };
                let (numbers, keys): (Vec<&str>, Vec<&str>) = lines.into_iter().partition(|line| line.contains(" = "));
                let found = findings.as_ref().map(flagged).unwrap_or_default();
                assert_eq!(found, keys.iter().map(|key| (*key).to_owned()).collect(), "{}: step {}", folder.display(), step.step);
                let values = findings.iter().flat_map(|findings| &findings.values);
                let found: Vec<String> = values.map(|value| format!("{} = {}", value.name, plain(&value.number))).collect();
                for number in &numbers {
                    assert!(found.iter().any(|found| found == number), "{}: {number} is not among {found:?}", folder.display());
                }
            }
        }
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, snapshot_suffix => "" }, {
            insta::assert_snapshot!("findings", described(&run));
        });
    });
}
