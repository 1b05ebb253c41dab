//! `lockstep check`: is the study well formed, and will every step accept its settings?

use lockstep_runner::Plan;
use serde_json::json;

use crate::arguments::CheckOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};

pub(crate) fn run(options: &CheckOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let steps: Vec<&str> = plan.steps.iter().map(|step| step.name.as_str()).collect();
    let inputs: Vec<&str> = plan.study.inputs.iter().map(|input| input.name.as_str()).collect();
    let claims: Vec<&str> = plan.study.claims.iter().map(|claim| claim.name.as_str()).collect();
    let parts = [("inputs", &inputs), ("steps", &steps), ("claims", &claims)];
    let lines = parts.iter().filter(|(_, names)| !names.is_empty()).map(|(part, names)| format!("  {part:<7} {}\n", names.join(", ")));
    let text = format!("{}: the study is well formed\n{}  digest  {}", plan.slug, lines.collect::<String>(), plan.digest.short());
    console.result(&text, &json!({ "study": plan.slug, "digest": plan.digest, "inputs": inputs, "steps": steps, "claims": claims }));
    Ok(Code::Done)
}
