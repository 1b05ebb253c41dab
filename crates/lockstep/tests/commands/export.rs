//! `lockstep export`: tables for notebooks.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::bundle::skipped;
use crate::environment::TestEnvironment;

fn exported() -> TestEnvironment {
    let environment = TestEnvironment::with_small_study();
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
    environment
}

#[test]
fn every_table_of_a_run_and_what_its_columns_mean() {
    let environment = exported();
    assert_snapshot!(environment.lockstep(&["export", "studies/small", "--out", "notebook"]), @"
      13 tables with 234 rows as Parquet: notebook
      tables.json there says what each column means
    ---
    exit code 0
    ");
    let list = environment.json("notebook/tables.json");
    assert_eq!(list["run"], environment.json("reports/small/run.json")["result"]["id"]);
    let first = serde_json::to_string_pretty(&list["tables"][0]).expect("JSON");
    assert_snapshot!(first, @r#"
    {
      "about": "One row a set of accounts; an account in two sets counts in both.",
      "columns": [
        {
          "meaning": "Set of accounts",
          "name": "set",
          "unit": null
        },
        {
          "meaning": "Why it is in the study",
          "name": "role",
          "unit": null
        },
        {
          "meaning": "Accounts in the set",
          "name": "accounts",
          "unit": null
        },
        {
          "meaning": "Accounts with at least one post",
          "name": "posting",
          "unit": null
        },
        {
          "meaning": "Posts collected",
          "name": "posts",
          "unit": null
        },
        {
          "meaning": "Posts over the accounts' whole lives, as the platform counts them",
          "name": "posts_reported",
          "unit": null
        },
        {
          "meaning": "Gini coefficient of posts",
          "name": "gini",
          "unit": "plain"
        },
        {
          "meaning": "Share of posts by the five most active",
          "name": "top_five_share",
          "unit": "share"
        },
        {
          "meaning": "Sum of last observed follower counters",
          "name": "followers",
          "unit": null
        }
      ],
      "file": "volume--by_set.parquet",
      "rows": 1,
      "step": "volume",
      "table": "by_set"
    }
    "#);
    for table in list["tables"].as_array().expect("a list") {
        let file = std::fs::read(environment.path("notebook").join(table["file"].as_str().expect("a name"))).expect("it is there");
        assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"), "{table}");
    }
    let of_run = environment.lockstep(&["export", "reports/small", "--out", "notebook"]);
    assert!(of_run.ends_with("exit code 0"), "a folder of exported tables is written again: {of_run}");
}

#[test]
fn other_programs_read_what_the_report_holds() {
    let environment = exported();
    assert_eq!(environment.run(&["export", "reports/small", "--out", "notebook"]).code, 0);
    let list = environment.json("notebook/tables.json");
    let tables = list["tables"].as_array().expect("a list");
    let wanted: BTreeMap<String, (usize, usize)> = tables
        .iter()
        .map(|table| {
            let name = |key: &str| table[key].as_str().expect("a name").to_owned();
            let csv = environment.path(&format!("reports/small/findings/{}/{}.csv", name("step"), name("table")));
            let mut reader = csv::Reader::from_path(csv).expect("the report holds the table");
            let columns = reader.headers().expect("a header").len();
            (name("file"), (reader.records().count(), columns))
        })
        .collect();
    assert!(wanted.len() > 2, "{wanted:?}");
    for tool in ["pandas", "polars"] {
        match shapes(tool, &environment.path("notebook")) {
            Some(shapes) => assert_eq!(shapes, wanted, "{tool}"),
            None => skipped(&format!("{tool} on Parquet files, because it is not installed")),
        }
    }
}

/// Rows and columns of each file, as a program counts them. None where it is not installed.
fn shapes(tool: &str, folder: &Path) -> Option<BTreeMap<String, (usize, usize)>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lockstep-report/tests/report/readers.py");
    let output = Command::new("python3").arg(script).args([tool, ".parquet"]).arg(folder).output().ok()?;
    if output.status.code() == Some(3) {
        return None;
    }
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let shape = |line: &str| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?)))
    };
    Some(lines.lines().filter_map(shape).collect())
}

#[test]
fn folders_of_others_and_runs_that_are_not_there() {
    let environment = exported();
    environment.write("mine/notes.txt", "mine");
    assert_snapshot!(environment.lockstep(&["export", "reports/small", "--out", "mine"]), @"
    error: mine: holds something else than exported tables, so it is left alone

    hint: name another folder with --out
    ---
    exit code 2
    ");
    assert_eq!(environment.read("mine/notes.txt"), "mine");
    assert_snapshot!(environment.lockstep(&["export", "reports/none", "--out", "new"]), @"
    error: reports/none: there is no such file or folder
    ---
    exit code 4
    ");
    assert!(!environment.path("new").exists(), "nothing is written before all is read");
}
