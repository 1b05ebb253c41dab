//! `lockstep cite`: three forms of one citation.

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::STUDY;

/// A study by a person and a body, run.
fn cited() -> TestEnvironment {
    let environment = TestEnvironment::with_small_study();
    let authors = "authors: [{ name: Ada Tester, affiliation: University of Nowhere }, { name: The Test & Trace Group }]";
    environment.edit("studies/small/study.yaml", "authors: [{ name: A. Tester }]", authors);
    assert_eq!(environment.run(&["run", "studies/small"]).code, 0);
    environment
}

/// A citation without the run id, which changes with every word of a report, and the version of the program.
fn cite(environment: &TestEnvironment, format: &str) -> String {
    let run = environment.json("reports/small/run.json");
    let id = run.pointer("/result/id").and_then(Value::as_str).expect("a run has an id").to_owned();
    let short = id["blake3:".len()..].chars().take(12).collect::<String>();
    let text = environment.lockstep(&["cite", "studies/small", "--format", format]);
    text.replace(&id, "[id]").replace(&short, "[short id]").replace(env!("CARGO_PKG_VERSION"), "[version]")
}

#[test]
fn in_all_forms() {
    let environment = cited();
    assert_snapshot!(cite(&environment, "text"), @r"
    Ada Tester; The Test & Trace Group (2020). A small study. Report made with Lockstep [version], run [short id]. Licence: CC-BY-4.0.
    ---
    exit code 0
    ");
    assert_snapshot!(cite(&environment, "bibtex"), @r"
    @misc{small-2020,
      author = {Tester, Ada and {The Test \& Trace Group}},
      title = {{A small study}},
      year = {2020},
      month = jan,
      howpublished = {Report made with Lockstep [version]},
      note = {Run [id]. Licence: CC-BY-4.0},
    }
    ---
    exit code 0
    ");
    assert_snapshot!(cite(&environment, "csl-json"), @r#"
    [
      {
        "author": [
          {
            "family": "Tester",
            "given": "Ada"
          },
          {
            "literal": "The Test & Trace Group"
          }
        ],
        "genre": "Report made with Lockstep [version]",
        "id": "small-2020",
        "issued": {
          "date-parts": [
            [
              2020,
              1,
              1
            ]
          ]
        },
        "note": "Run [id]. Licence: CC-BY-4.0",
        "number": "[short id]",
        "title": "A small study",
        "type": "report"
      }
    ]
    ---
    exit code 0
    "#);
    let json = environment.run(&["--json", "cite", "studies/small"]);
    assert_eq!(json.stdout, environment.run(&["cite", "studies/small", "--format", "csl-json"]).stdout);
}

#[test]
fn what_is_missing_is_said() {
    let environment = TestEnvironment::new();
    environment.write("small.yaml", STUDY.replace("published: 2020-01-01\n", ""));
    assert_snapshot!(environment.lockstep(&["cite", "small.yaml", "--format", "bibtex"]), @r"
    @misc{small,
      author = {Tester, A.},
      title = {{A small study}},
      note = {Licence: CC-BY-4.0},
    }
    ---
    warning: there is no published run to cite: `lockstep run small.yaml` first
    warning: small.yaml: the study has no date: set `published: YYYY-MM-DD` in it
    ---
    exit code 0
    ");
    assert_snapshot!(environment.lockstep(&["cite", "small.yaml", "--run", "elsewhere"]), @r"
    error: elsewhere/run.json: cannot be read: No such file or directory (os error 2)

    hint: run the study first: `lockstep run STUDY` leaves a run to compare with
    ---
    exit code 4
    ");
    let environment = cited();
    environment.edit("studies/small/study.yaml", "A small study", "A study of few");
    assert_snapshot!(environment.lockstep(&["cite", "studies/small"]), @r"
    Ada Tester; The Test & Trace Group (2020). A study of few. Licence: CC-BY-4.0.
    ---
    warning: [dir]/reports/small: shows an earlier state of the study, so no run is cited: `lockstep run studies/small` first
    ---
    exit code 0
    ");
}
