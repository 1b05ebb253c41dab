//! Files for other programs: networks and tables, as their readers see them.
//!
//! Each reader is skipped by name where it is not installed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use lockstep_runner::OutputFile;

use crate::{figures, render, sample, text};

/// What a script leaves with when a package is missing.
const MISSING: i32 = 3;

/// The report of the sample, with a hostile name in its network and communities in a second one.
fn files() -> Vec<OutputFile> {
    let mut run = sample::run(false);
    let findings = run.findings[3].as_mut().expect("the fourth step found something");
    for column in &mut findings.tables[0].columns {
        if let (lockstep_detect::Cells::Account(cells), "source") = (&mut column.cells, column.name.as_str()) {
            cells[0] = format!("{}\u{fffe}\u{7}&lt;", sample::HOSTILE);
        }
    }
    let mut files = render(&run);
    let crowd = render(&figures::crowd(500, true));
    files.extend(crowd.into_iter().filter(|file| file.path.starts_with("findings/ties/network")).map(|mut file| {
        file.path = file.path.replace("/ties/", "/crowd/");
        file
    }));
    files
}

/// Rows that a CSV file holds by its own reader here.
fn rows(csv: &str) -> (usize, usize) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().expect("a header").len();
    (reader.records().map(|record| record.expect("a record").len()).filter(|cells| *cells == columns).count(), columns)
}

#[test]
fn a_network_for_other_programs() {
    let files = render(&figures::crowd(12, true));
    insta::assert_snapshot!(text(&files, "findings/ties/network.gexf"));
    insta::assert_snapshot!(text(&files, "findings/ties/network.graphml"));
}

#[test]
fn networks_hold_what_the_findings_hold() {
    for accounts in [50, 500] {
        let run = figures::crowd(accounts, true);
        let ties = run.findings[0].as_ref().and_then(|findings| findings.table("edges")).map_or(0, lockstep_detect::Table::rows);
        let files = render(&run);
        for ending in ["gexf", "graphml"] {
            let file = text(&files, &format!("findings/ties/network.{ending}"));
            assert_eq!(file.matches("<edge ").count(), ties, "{ending}");
            assert_eq!(file.matches("<node ").count(), accounts - missing(&file, accounts), "{ending}");
        }
    }
}

/// Accounts of the made-up crowd that no tie joins.
fn missing(file: &str, accounts: usize) -> usize {
    (0..accounts).filter(|number| !file.contains(&format!("account-{number:04}"))).count()
}

#[test]
fn other_programs_read_the_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = files();
    let mut expected: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with("findings/") && !file.path.ends_with(".json")) {
        let name = file.path.replace('/', "--");
        std::fs::write(folder.path().join(&name), &file.bytes).expect("the folder can be written to");
        let content = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        let counts =
            if name.ends_with(".csv") { rows(&content) } else { (content.matches("<node ").count(), content.matches("<edge ").count()) };
        expected.insert(name, counts);
    }
    assert!(expected.keys().any(|name| name.ends_with(".graphml")) && expected.len() > 8, "{expected:?}");
    for (tool, ending) in
        [("networkx", ".gexf"), ("networkx", ".graphml"), ("igraph", ".graphml"), ("pandas", ".csv"), ("polars", ".csv"), ("R", ".csv")]
    {
        let Some(counts) = counts_by(tool, ending, folder.path()) else {
            println!("skipped: {tool} on {ending} files, because it is not installed");
            continue;
        };
        let wanted: BTreeMap<String, (usize, usize)> =
            expected.iter().filter(|(name, _)| name.ends_with(ending)).map(|(name, counts)| (name.clone(), *counts)).collect();
        assert_eq!(counts, wanted, "{tool}");
        println!("{tool} reads {} {ending} files", counts.len());
    }
}

/// What a program counts in each file: nodes and edges, or rows and columns. None where it is not installed.
fn counts_by(tool: &str, ending: &str, folder: &Path) -> Option<BTreeMap<String, (usize, usize)>> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report");
    let output = if tool == "R" {
        Command::new("Rscript").arg("--vanilla").arg(scripts.join("readers.R")).arg(folder).output()
    } else {
        Command::new("python3").arg(scripts.join("readers.py")).args([tool, ending]).arg(folder).output()
    };
    let output = output.ok().filter(|output| output.status.code() != Some(MISSING))?;
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let counts = lines.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?)))
    });
    Some(counts.collect())
}
