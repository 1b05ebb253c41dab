//! The page in a real browser: what `browser/check.mjs` asks of an ordinary page, one with published claims, a large one and a hostile one.
//!
//! Where Chromium, Node or the packages of `browser/package.json` are missing, the test says which and passes.

#[path = "report/ledger.rs"]
mod ledger;
#[path = "report/sample.rs"]
mod sample;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use lockstep_detect::{Cells, Findings, TableColumn};
use lockstep_report::render_with;
use lockstep_runner::{Outcome, Run};

/// Texts as attackers would choose them: forty that are written out, and one that is only long.
fn hostile() -> Vec<String> {
    let written = include_str!("browser/hostile.json");
    let mut texts: Vec<String> = serde_json::from_str(written).expect("a list of texts");
    assert!(texts.len() >= 40);
    texts.push("long ".repeat(2_000));
    texts.push("x".repeat(10_000));
    texts
}

/// The same findings, as a run would record them.
fn replace(run: &mut Run, step: usize, change: impl FnOnce(&mut Findings)) {
    let findings = run.findings[step].as_mut().expect("the step found something");
    change(findings);
    run.record.steps[step].outcome = Outcome::Found { findings: findings.digest().expect("canonical"), values: findings.values.clone() };
}

/// The sample with hostile text wherever a platform or an author could put it.
fn hostile_run() -> Run {
    let texts = hostile();
    let text = |index: usize| texts[index % texts.len()].clone();
    let mut run = sample::run(true);
    run.study.title = text(0);
    run.study.question = text(1);
    run.study.summary = Some(texts.join("\n\n"));
    run.study.licence = text(2);
    run.study.authors[0].name = text(3);
    run.study.authors[1].affiliation = Some(text(4));
    run.study.publication.mode = lockstep_study::PublicationMode::Named;
    run.study.publication.reason = Some(text(5));
    let report = &mut run.study.report;
    report.discovery = Some(text(6));
    report.funding = Some(text(7));
    report.ethics = Some(text(8));
    report.alternatives = texts.clone();
    report.does_not_show = texts.clone();
    report.discovery_features = texts.clone();
    report.corrections[0].text = text(9);
    let facts = &mut run.record.snapshot;
    facts.sets[0].name = text(10);
    facts.sets[1].source = text(11);
    facts.events[0].name = text(0);
    facts.intakes[0].unused_columns = texts.clone();
    for lost in facts.intakes[0].losses.0.values_mut() {
        lost.examples.iter_mut().for_each(|place| place.what = text(0));
    }
    for step in 0..4 {
        replace(&mut run, step, |findings| {
            findings.notes = texts.iter().map(|text| format!("A note may quote `{text}`.")).collect();
            for column in findings.tables.iter_mut().flat_map(|table| &mut table.columns) {
                match &mut column.cells {
                    Cells::Account(cells) | Cells::Object(cells) | Cells::Post(cells) => {
                        let offset = usize::from(column.name == "target");
                        cells.iter_mut().enumerate().for_each(|(row, cell)| *cell = text(row + offset));
                    }
                    Cells::Text(cells) => cells.iter_mut().enumerate().for_each(|(row, cell)| *cell = text(row % 3)),
                    Cells::Posts(cells) => cells.iter_mut().enumerate().for_each(|(row, cell)| *cell = vec![text(row)]),
                    Cells::Count(_) | Cells::Real(..) | Cells::Time(_) | Cells::Verdict(_) => {}
                }
            }
        });
    }
    run
}

/// The sample with five hundred accounts in its largest table, which has twenty columns.
fn large_run() -> Run {
    let mut run = sample::run(false);
    run.findings[1] = Some(sample::pace(500));
    replace(&mut run, 1, |findings| {
        let columns = &mut findings.tables[0].columns;
        for number in columns.len()..20 {
            let (name, meaning) = (format!("another_measure_{number}"), "The pace once more.".to_owned());
            let cells = columns[2].cells.clone();
            columns.push(TableColumn { name, meaning, cells });
        }
    });
    run
}

fn write(run: &Run, folder: &Path) {
    for file in render_with(run, &sample::card).expect("the run can be told") {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(path, &file.bytes).expect("the file can be written");
        if file.path == "accounts.html" {
            let beside = folder.with_file_name(format!("{}-accounts", folder.file_name().expect("a name").to_string_lossy()));
            fs::create_dir_all(&beside).expect("the folder can be made");
            fs::write(beside.join("index.html"), &file.bytes).expect("the file can be written");
        }
    }
}

/// A program by one of its names, where the shell would find it.
fn program(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

#[test]
fn the_page_in_a_browser() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let node = program(&["node"]);
    let chromium = program(&["chromium", "chromium-browser", "google-chrome"]);
    let packages = tests.join("node_modules/playwright-core").is_dir() && tests.join("node_modules/axe-core").is_dir();
    let (Some(node), Some(chromium), true) = (&node, &chromium, packages) else {
        let missing = [("node", node.is_none()), ("chromium", chromium.is_none()), ("`npm ci` in tests/browser", !packages)];
        let missing: Vec<&str> = missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
        say(&format!("skipped: the_page_in_a_browser, because there is no {}", missing.join(" and no ")));
        return;
    };
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).expect("the folder can be removed");
    }
    write(&sample::run(false), &scratch.join("plain"));
    write(&ledger::run(), &scratch.join("claims"));
    write(&large_run(), &scratch.join("large"));
    write(&hostile_run(), &scratch.join("hostile"));
    let done = Command::new(node).arg(tests.join("check.mjs")).args([&scratch, chromium]).output().expect("node starts");
    say(&String::from_utf8_lossy(&done.stdout));
    assert!(done.status.success(), "{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
}

/// Say something that is seen even when the test passes.
fn say(text: &str) {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "{}", text.trim_end()).expect("standard error takes text");
}
