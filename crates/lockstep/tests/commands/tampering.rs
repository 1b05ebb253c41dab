//! Every way to change a bundle that keeps its sums right is found, and its first divergent stage is named.

use serde_json::{Value, json};

use crate::environment::TestEnvironment;

/// An unpacked bundle that a forger works on, and the numbers that say where.
struct Forger {
    environment: TestEnvironment,
    /// State of a small generator, so that what is changed differs from one tampering to the next and never from run to run.
    state: u64,
}

impl Forger {
    fn pick(&mut self, many: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % many
    }

    fn edit(&self, path: &str, before: &str, after: &str) {
        self.environment.edit(&format!("there/{path}"), before, after);
    }

    fn run(&self) -> Value {
        self.environment.json("there/run.json")
    }

    fn set(&self, pointer: &str, value: impl Into<Value>) {
        let mut run = self.run();
        *run.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is in run.json")) = value.into();
        self.environment.write("there/run.json", run.to_string());
    }

    /// Change a file that run.json lists, and its digests there.
    fn forge(&mut self, path: &str, change: impl Fn(&str) -> String) {
        let before = self.environment.read(&format!("there/{path}"));
        let after = change(&before);
        assert_ne!(before, after, "{path}");
        let digests = lockstep_digest::FileDigests::of(after.as_bytes());
        self.environment.write(&format!("there/{path}"), after);
        let mut run = self.run();
        let outputs = run["result"]["outputs"].as_array_mut().expect("a list");
        let output = outputs.iter_mut().find(|output| output["path"] == path).unwrap_or_else(|| panic!("{path} is listed"));
        output["digests"] = serde_json::to_value(digests).expect("digests are JSON");
        self.environment.write("there/run.json", run.to_string());
    }

    /// A row of the data, changed at its end.
    fn change_a_row(&mut self) {
        let path = "there/snapshots/posts.csv";
        let mut lines: Vec<String> = self.environment.read(path).lines().map(str::to_owned).collect();
        let at = 1 + self.pick(lines.len() - 1);
        lines[at] = lines[at].replacen("2019-06", "2019-05", 1).replacen("2019-07", "2019-06", 1);
        self.environment.write(path, lines.join("\n") + "\n");
    }

    fn drop_a_row(&mut self) {
        let path = "there/snapshots/posts.csv";
        let mut lines: Vec<String> = self.environment.read(path).lines().map(str::to_owned).collect();
        let at = 1 + self.pick(lines.len() - 1);
        lines.remove(at);
        self.environment.write(path, lines.join("\n") + "\n");
    }

    fn step(&mut self) -> usize {
        self.pick(4)
    }
}

type Tampering = (&'static str, &'static str, fn(&mut Forger));

/// What is changed, the stage that must be named, and how.
const TAMPERINGS: [Tampering; 24] = [
    ("a time in an input row", "snapshot", Forger::change_a_row),
    ("an input row left out", "snapshot", Forger::drop_a_row),
    ("the number of rows in run.json", "snapshot", |forger| forger.set("/result/record/snapshot/intakes/0/tables/0/rows", 5_000)),
    ("the digest of an input file in run.json", "snapshot", |forger| {
        let other = lockstep_digest::FileDigests::of(b"other").blake3;
        forger.set("/result/record/snapshot/intakes/0/files/0/digests/blake3", other.to_string());
    }),
    ("a setting in study.yaml", "study", |forger| forger.edit("study.yaml", "line: 100", "line: 90")),
    ("the seed in study.yaml", "study", |forger| forger.edit("study.yaml", "inputs:\n", "seed: 7\ninputs:\n")),
    ("an author in study.yaml", "study", |forger| forger.edit("study.yaml", "A. Tester", "B. Tester")),
    ("the title in the study of run.json", "study", |forger| forger.set("/result/study/title", "Another study")),
    ("the digest of the study in run.json", "study", |forger| {
        forger.set("/result/record/study", lockstep_digest::FileDigests::of(b"other").blake3.to_string());
    }),
    ("the version of a detector in run.json", "detector", |forger| {
        let step = forger.step();
        forger.set(&format!("/result/record/steps/{step}/version"), 99);
    }),
    ("a setting in run.json", "detector", |forger| forger.set("/result/record/steps/1/settings/line", 90.0)),
    ("the seed in run.json", "detector", |forger| forger.set("/result/record/seed", 7)),
    ("the key of a step in run.json", "detector", |forger| {
        let step = forger.step();
        forger.set(&format!("/result/record/steps/{step}/key"), lockstep_digest::FileDigests::of(b"other").blake3.to_string());
    }),
    ("a value in run.json", "findings", |forger| forger.set("/result/record/steps/1/outcome/found/values/0/number/count", 3)),
    ("the digest of findings in run.json", "findings", |forger| {
        let step = forger.step();
        let other = lockstep_digest::FileDigests::of(b"other").blake3.to_string();
        forger.set(&format!("/result/record/steps/{step}/outcome/found/findings"), other);
    }),
    ("a cell of a table, and its digest", "findings", |forger| {
        forger.forge("findings/pace/accounts.csv", |text| text.replacen("flagged", "not flagged", 1));
    }),
    ("a row of a network, and its digest", "findings", |forger| {
        forger.forge("findings/co-retweet/edges.csv", |text| text.lines().take(1).map(|line| format!("{line}\r\n")).collect());
    }),
    ("a value in values.json, and its digest", "findings", |forger| {
        forger.forge("findings/volume/values.json", |text| text.replacen("\"count\": 6", "\"count\": 7", 1));
    }),
    ("a figure, and its digest", "report", |forger| {
        let run = forger.run();
        let listed = run["result"]["outputs"].as_array().expect("a list").iter().filter_map(|output| output["path"].as_str());
        let figures: Vec<String> = listed.filter(|path| path.ends_with(".svg")).map(str::to_owned).collect();
        let figure = figures[forger.pick(figures.len())].clone();
        forger.forge(&figure, |text| text.replacen("<text", "<text dx=\"1\"", 1));
    }),
    ("the page, and its digest", "report", |forger| forger.forge("index.html", |text| text.replacen("small study", "great study", 1))),
    ("index.json, and its digest", "report", |forger| forger.forge("index.json", |text| format!("{text} "))),
    ("a file no longer listed in run.json", "report", |forger| {
        let mut run = forger.run();
        run["result"]["outputs"].as_array_mut().expect("a list").retain(|output| output["path"] != "index.json");
        forger.environment.write("there/run.json", run.to_string());
    }),
    ("the id of the run", "report", |forger| forger.set("/result/id", lockstep_digest::FileDigests::of(b"other").blake3.to_string())),
    ("a number in the lock", "lock", |forger| {
        let lock = forger.environment.read("there/lockstep.lock");
        let line = lock.lines().find(|line| line.starts_with("flagged = ")).expect("a value").to_owned();
        forger.environment.write("there/lockstep.lock", lock.replacen(&line, "flagged = 77", 1));
    }),
];

#[test]
fn every_tampering_is_caught_where_it_was_done() {
    let environment = TestEnvironment::with_bundle();
    for (number, (what, stage, tamper)) in TAMPERINGS.iter().enumerate() {
        let unpacked = environment.run(&["unbundle", "small.zip", "--out", "there"]);
        assert_eq!(unpacked.code, 0, "{}", unpacked.stderr);
        let mut forger = Forger { environment: TestEnvironment::new(), state: number as u64 };
        std::fs::rename(environment.path("there"), forger.environment.path("there")).expect("moves");
        tamper(&mut forger);
        forger.environment.reseal("there");
        let answer = forger.environment.run(&["--json", "verify", "there"]);
        let said: Value = serde_json::from_str(&answer.stdout).unwrap_or_else(|_| json!({ "error": answer.stderr }));
        assert_eq!((answer.code, &said["first_divergence"]["stage"]), (6, &json!(stage)), "{what}: {said:#}");
        if let Some((_, words)) = PLACES.iter().find(|(name, _)| name == what) {
            let differences = said["first_divergence"]["differences"].to_string();
            assert!(differences.contains(words), "{what}: {differences}");
        }
    }
}

/// The place that must be named, where it is in a table or a lock.
const PLACES: [(&str, &str); 2] = [
    ("a cell of a table, and its digest", "findings/pace/accounts.csv, line 2, verdict of "),
    ("a number in the lock", "step `pace`, flagged: lock 77, run.json "),
];

/// Without the data, what the files themselves contradict is found all the same.
#[test]
fn without_the_data_what_the_files_contradict_is_found() {
    let environment = TestEnvironment::with_small_run();
    assert_eq!(environment.run(&["bundle", "studies/small", "--without-inputs", "--out", "small.zip"]).code, 0);
    for (number, (what, stage, tamper)) in TAMPERINGS.iter().enumerate() {
        // Rows that are not there, and consistent lies about what was found, need the data.
        let told_by_files = matches!(
            *what,
            "a setting in study.yaml"
                | "the seed in study.yaml"
                | "a setting in run.json"
                | "the seed in run.json"
                | "the key of a step in run.json"
                | "a value in run.json"
                | "the digest of findings in run.json"
                | "a figure, and its digest"
                | "the page, and its digest"
                | "the id of the run"
                | "a number in the lock"
                | "a value in values.json, and its digest"
        );
        if !told_by_files {
            continue;
        }
        assert_eq!(environment.run(&["unbundle", "small.zip", "--out", "there"]).code, 0);
        let mut forger = Forger { environment: TestEnvironment::new(), state: number as u64 };
        std::fs::rename(environment.path("there"), forger.environment.path("there")).expect("moves");
        tamper(&mut forger);
        forger.environment.reseal("there");
        let answer = forger.environment.run(&["--json", "verify", "there"]);
        let said: Value = serde_json::from_str(&answer.stdout).unwrap_or_else(|_| json!({ "error": answer.stderr }));
        assert_eq!((answer.code, &said["first_divergence"]["stage"]), (6, &json!(stage)), "{what}: {said:#}");
    }
}
