//! Verdicts between identical and different: what is within the tolerance that a study declares. And runs repeated by their record.

use serde_json::Value;

use crate::environment::TestEnvironment;
use crate::small::{REPORT, STUDY};

/// A published run in which one measured value is off in its ninth digit, all files and digests being consistent.
fn off_by_a_little(tolerance: &str) -> TestEnvironment {
    let environment = TestEnvironment::with_small_study();
    let step = "{ step: volume, detector: volume }";
    environment.write("studies/small/study.yaml", STUDY.replace(step, &step.replace(" }", &format!("{tolerance} }}"))));
    let answer = environment.run(&["run", "studies/small"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let manifest = format!("{REPORT}/run.json");
    let mut run = environment.json(&manifest);
    let gini = |values: &mut Value| {
        let values = values.as_array_mut().expect("a list");
        let gini = values.iter_mut().find(|value| value["name"] == "gini").expect("a value");
        let off = gini["number"]["real"].as_f64().expect("a number") * (1.0 + 1e-9);
        gini["number"]["real"] = Value::from(off);
    };
    gini(run.pointer_mut("/result/record/steps/0/outcome/found/values").expect("the step has values"));
    let other = lockstep_digest::FileDigests::of(b"findings of another machine").blake3.to_string();
    *run.pointer_mut("/result/record/steps/0/outcome/found/findings").expect("a digest") = Value::from(other.as_str());
    environment.write(&manifest, run.to_string());
    let mut published: lockstep_runner::Manifest = serde_json::from_value(run).expect("a manifest");
    // The files as they would be told by that machine.
    let values = format!("{REPORT}/findings/volume/values.json");
    let mut file = environment.json(&values);
    gini(&mut file["values"]);
    file["findings_digest"] = Value::from(other);
    let bytes = serde_json::to_vec_pretty(&file).expect("plain values");
    environment.write(&values, &bytes);
    let listed = published.result.outputs.iter_mut().find(|output| output.path == "findings/volume/values.json").expect("is listed");
    listed.digests = lockstep_digest::FileDigests::of(&bytes);
    published.result.id = published.result.record.id().expect("has one");
    environment.write(&manifest, serde_json::to_string_pretty(&published).expect("plain values"));
    std::fs::remove_file(environment.path("studies/small/lockstep.lock")).expect("was written");
    let told = environment.run(&["report", REPORT]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    environment
}

#[test]
fn a_value_off_by_a_billionth_is_different_unless_the_study_allows_it() {
    let exact = off_by_a_little("");
    let text = exact.lockstep(&["verify", "studies/small"]);
    assert!(text.contains("findings   volume            DIFFERENT   first divergence") && text.ends_with("exit code 6"), "{text}");
    assert!(text.contains("exact  outside"), "{text}");
    let text = exact.lockstep(&["verify", "studies/small", "--tolerance", "1e-6"]);
    assert!(text.contains("verdict: equivalent, with measured values up to 0.000001 of themselves off"), "{text}");

    let allowed = off_by_a_little(", tolerance: { gini: { relative: 1e-8 } }");
    let text = allowed.lockstep(&["verify", "studies/small"]);
    assert!(text.contains("findings   volume            equivalent  first divergence"), "{text}");
    assert!(text.contains("verdict: equivalent") && text.ends_with("exit code 0"), "{text}");
    assert!(allowed.lockstep(&["verify", "studies/small", "--exact"]).ends_with("exit code 6"));
    let narrow = off_by_a_little(", tolerance: { gini: { relative: 1e-10 } }");
    assert!(narrow.lockstep(&["verify", "studies/small"]).ends_with("exit code 6"));
}

#[test]
fn a_tolerance_for_a_value_that_there_is_not_is_a_fault() {
    let environment = TestEnvironment::with_small_study();
    let step = "{ step: volume, detector: volume }";
    environment.write("studies/small/study.yaml", STUDY.replace(step, "{ step: volume, detector: volume, tolerance: { ginni: {} } }"));
    let text = environment.lockstep(&["run", "studies/small"]);
    assert!(text.contains("the step `volume` has no value or column `ginni`") && text.contains("did you mean `gini`?"), "{text}");
    assert!(text.ends_with("exit code 3"), "{text}");
}

#[test]
fn a_run_is_repeated_by_its_record() {
    let environment = TestEnvironment::with_small_run();
    let text = environment.lockstep(&["run", "--from", "reports/small/run.json"]);
    assert!(text.contains("the same as reports/small") && text.ends_with("exit code 0"), "{text}");
    // The study may be gone: its record is enough, with the data.
    std::fs::rename(environment.path("studies/small"), environment.path("data")).expect("moves");
    let text = environment.lockstep(&["run", "--from", "reports/small/run.json", "--inputs", "data", "--out", "again"]);
    assert!(text.contains("the same as reports/small") && text.ends_with("exit code 0"), "{text}");
    assert_eq!(environment.read("again/index.html"), environment.read("reports/small/index.html"));
    environment.edit("data/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    let text = environment.lockstep(&["run", "--from", "reports/small/run.json", "--inputs", "data"]);
    assert!(text.contains("not the same as reports/small") && text.ends_with("exit code 6"), "{text}");
}

#[test]
fn a_run_folder_alone_is_verified_as_far_as_it_goes() {
    let environment = TestEnvironment::with_small_run();
    let text = environment.lockstep(&["verify", "reports/small"]);
    assert!(text.contains("verdict: identical") && text.ends_with("exit code 0"), "{text}");
    std::fs::rename(environment.path("studies/small"), environment.path("data")).expect("moves");
    let text = environment.lockstep(&["verify", "reports/small"]);
    assert!(text.contains("verdict: partial") && text.ends_with("exit code 8"), "{text}");
    let text = environment.lockstep(&["verify", "reports/small", "--inputs", "data"]);
    assert!(text.contains("verdict: identical") && text.ends_with("exit code 0"), "{text}");
}

#[test]
fn a_frozen_run_trusts_the_lock_and_nobody_trusts_it() {
    let environment = TestEnvironment::with_small_run();
    let text = environment.lockstep(&["run", "studies/small", "--frozen", "--out", "frozen"]);
    assert!(text.ends_with("exit code 0"), "{text}");
    assert_eq!(environment.json("frozen/run.json")["circumstances"]["frozen"], true);
    let text = environment.lockstep(&["verify", "studies/small", "--run", "frozen"]);
    assert!(text.contains("made with --frozen, so nobody digested its inputs") && text.ends_with("exit code 6"), "{text}");
    let text = environment.lockstep(&["bundle", "studies/small", "--run", "frozen", "--without-inputs"]);
    assert!(text.contains("frozen: was made with --frozen") && text.ends_with("exit code 5"), "{text}");
    // A file of the same size with other rows is noticed by its rows all the same.
    environment.edit("studies/small/posts.csv", "ann-540,ann,2019-06-01T09:00:05Z", "ann-540,ann,2019-06-01T09:00:06Z");
    let text = environment.lockstep(&["run", "studies/small", "--frozen"]);
    assert!(text.contains("the locked rows of table posts") && text.ends_with("exit code 5"), "{text}");
}

#[test]
fn a_report_is_told_again_with_other_words_and_without_the_data() {
    let environment = TestEnvironment::with_small_run();
    std::fs::remove_file(environment.path("studies/small/posts.csv")).expect("was there");
    assert!(environment.lockstep(&["report", "reports/small"]).contains("report unchanged"));
    environment.edit("studies/small/study.yaml", "A small study", "A study with another title");
    let text = environment.lockstep(&["report", "studies/small"]);
    assert!(text.contains("report made again") && text.ends_with("exit code 0"), "{text}");
    assert!(environment.read("reports/small/index.html").contains("A study with another title"));
    environment.edit("studies/small/study.yaml", "question:", "summary: It flagged {{ pace.flaged }} accounts.\nquestion:");
    let text = environment.lockstep(&["report", "studies/small"]);
    assert!(
        text.contains("the step has no value `flaged`") && text.contains("did you mean `flagged`?") && text.ends_with("exit code 3"),
        "{text}"
    );
    environment.edit("studies/small/study.yaml", "line: 100", "line: 90");
    environment.edit("studies/small/study.yaml", "{{ pace.flaged }}", "some");
    let text = environment.lockstep(&["report", "studies/small"]);
    assert!(text.contains("asks something else than the published run answered") && text.ends_with("exit code 2"), "{text}");
}
