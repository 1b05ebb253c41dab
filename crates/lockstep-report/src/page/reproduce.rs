//! Everything that a stranger needs to run the study again and compare.

use lockstep_runner::Run;
use lockstep_study::Origin;
use serde::Serialize;
use serde_json::Value;

use crate::error::ReportError;
use crate::paths;
use crate::steps::Told;

#[derive(Serialize)]
pub(super) struct Reproduce {
    commands: Vec<String>,
    of_bundle: &'static str,
    needs_inputs: bool,
    digests: Vec<Named>,
    seed: u64,
    steps: Vec<StepOf>,
}

#[derive(Serialize)]
struct Named {
    what: &'static str,
    digest: String,
}

#[derive(Serialize)]
struct StepOf {
    step: String,
    anchor: String,
    detector: String,
    version: u32,
    settings: Vec<Setting>,
    settings_digest: String,
    key: String,
    findings_digest: Option<String>,
}

#[derive(Serialize)]
struct Setting {
    name: String,
    value: String,
}

/// Gather it.
///
/// # Errors
/// When the run has no id.
pub(super) fn gather(run: &Run, steps: &[Told<'_>]) -> Result<Reproduce, ReportError> {
    let named = |what, digest: lockstep_digest::Digest| Named { what, digest: digest.to_string() };
    Ok(Reproduce {
        commands: vec![command("run", run), command("verify", run)],
        needs_inputs: needs_inputs(run),
        of_bundle: "lockstep verify BUNDLE.zip",
        digests: vec![named("study", run.record.study), named("rows of all inputs", run.record.rows), named("run id", run.record.id()?)],
        seed: run.record.seed,
        steps: steps.iter().map(step).collect(),
    })
}

fn needs_inputs(run: &Run) -> bool {
    run.study.inputs.iter().any(|input| matches!(input.origin(), Origin::Files { .. }))
}

/// The command line that runs or verifies the study.
pub(super) fn command(verb: &str, run: &Run) -> String {
    let from = if needs_inputs(run) { " --inputs FOLDER" } else { "" };
    format!("lockstep {verb} studies/{}{from}", run.slug)
}

fn step(told: &Told<'_>) -> StepOf {
    let record = told.record;
    let mut settings = Vec::new();
    flatten("", &record.settings, &mut settings);
    StepOf {
        step: record.step.clone(),
        anchor: paths::step_anchor(&record.step),
        detector: record.detector.clone(),
        version: record.version,
        settings,
        settings_digest: record.settings_digest.to_string(),
        key: record.key.to_string(),
        findings_digest: told.found.as_ref().map(|found| found.digest.to_string()),
    }
}

/// One line a setting, nested ones with dots, in order of name.
fn flatten(prefix: &str, value: &Value, out: &mut Vec<Setting>) {
    let Value::Object(map) = value else {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        out.push(Setting { name: prefix.to_owned(), value });
        return;
    };
    let mut entries: Vec<(&String, &Value)> = map.iter().collect();
    entries.sort_by(|a, b| a.0.cmp(b.0));
    for (name, value) in entries {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        flatten(&path, value, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_listed_by_name() {
        let mut out = Vec::new();
        flatten("", &serde_json::json!({ "window": "60 s", "b": { "y": [1, 2], "x": true }, "a": null }), &mut out);
        let lines: Vec<String> = out.iter().map(|setting| format!("{}={}", setting.name, setting.value)).collect();
        assert_eq!(lines, ["a=null", "b.x=true", "b.y=[1,2]", "window=60 s"]);
    }
}
