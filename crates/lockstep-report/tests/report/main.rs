//! Whole reports of made-up runs: what is in them, that they are always the same, and that hostile text stays text.

#![expect(clippy::print_stdout, reason = "a test says which other programs it found, and which are not there")]

mod cases;
mod claims;
mod detectors;
mod exports;
mod figures;
mod ledger;
mod page;
mod sample;

use lockstep_detect::Number;
use lockstep_report::{ReportError, render_with, unknown_placeholders};
use lockstep_runner::{OutputFile, Run};

/// The files of a report that can be told.
pub(crate) fn render(run: &Run) -> Vec<OutputFile> {
    render_with(run, &sample::card).expect("the sample can be told")
}

/// The text of one file.
pub(crate) fn text(files: &[OutputFile], path: &str) -> String {
    let file = files.iter().find(|file| file.path == path).expect("the file is part of the report");
    String::from_utf8(file.bytes.clone()).expect("every file is UTF-8")
}

#[test]
fn the_files_of_a_report() {
    let files = render(&sample::run(false));
    let listed: Vec<String> = files.iter().map(|file| format!("{} ({})", file.path, file.media_type)).collect();
    insta::assert_snapshot!(listed.join("\n"));
    assert!(files.is_sorted_by(|a, b| a.path < b.path));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(render(&sample::run(false)), render(&sample::run(false)));
}

#[test]
fn the_findings_for_machines() {
    let mut run = sample::run(false);
    run.record.steps.drain(..3);
    run.findings.drain(..3);
    let files = render(&run);
    insta::assert_snapshot!(text(&files, "index.json"));
    insta::assert_snapshot!(text(&files, "findings/ties/values.json"));
}

#[test]
fn a_sentence_without_its_number_is_an_error() {
    let mut run = sample::run(false);
    let findings = run.findings[1].as_mut().expect("the second step found something");
    findings.values.retain(|value| value.name != "median_pace");
    let card = sample::card("pace").expect("the card is there");
    assert_eq!(unknown_placeholders(card, findings), ["median_pace"]);
    let error = render_with(&run, &sample::card).expect_err("a number is missing");
    assert_eq!(error.to_string(), "in the step `pace`, these names have no value: median_pace");
}

#[test]
fn a_whole_that_is_not_there_is_an_error() {
    let mut run = sample::run(false);
    let findings = run.findings[1].as_mut().expect("the second step found something");
    findings.values.retain(|value| value.name != "assessed");
    assert!(matches!(render_with(&run, &sample::card), Err(ReportError::UnknownNames { names, .. }) if names == ["assessed"]));
}

#[test]
fn missing_parts_are_named() {
    let run = sample::run(false);
    let error = render_with(&run, &|_| None).expect_err("no card");
    assert_eq!(error.to_string(), "no method card is known for the detector `volume` of the step `volume`");

    let mut without = run.clone();
    without.findings[3] = None;
    let error = render_with(&without, &sample::card).expect_err("no findings");
    assert_eq!(error.to_string(), "the findings of the step `ties` are missing");

    let mut bare = run.clone();
    bare.findings[3].as_mut().expect("the fourth step found something").tables.remove(0);
    let error = render_with(&bare, &sample::card).expect_err("no table");
    assert_eq!(error.to_string(), "the figure `ties-network` cannot be drawn: there is no table `edges`");

    let mut twice = run;
    twice.record.steps[0] = twice.record.steps[1].clone();
    twice.findings[0] = twice.findings[1].clone();
    let error = render_with(&twice, &sample::card).expect_err("one name for two steps");
    assert_eq!(error.to_string(), "two files of the report would have the path `figures/pace-pace.csv`");
}

/// The sentence that states the result of the sample's second step when its count is as given.
fn headline(flagged: Number) -> String {
    let mut run = sample::run(false);
    let findings = run.findings[1].as_mut().expect("the second step found something");
    findings.values.iter_mut().filter(|value| value.name == "flagged").for_each(|value| value.number = flagged.clone());
    let index = text(&render(&run), "index.json");
    let headlines: Vec<&str> = index.split("\"headline\": \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    headlines[1].to_owned()
}

#[test]
fn nothing_found_and_nothing_known_are_two_sentences() {
    assert_eq!(headline(Number::Count(0)), "None of 391 accounts posted more than 100 times a day.");
    assert_eq!(
        headline(Number::Insufficient("no account was watched for long".to_owned())),
        "Not enough data to say: no account was watched for long."
    );
}
