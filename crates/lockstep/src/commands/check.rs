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
    let text = format!(
        "{}: the study is well formed\n  inputs  {}\n  steps   {}\n  digest  {}",
        plan.slug,
        inputs.join(", "),
        steps.join(", "),
        plan.digest.short()
    );
    console.result(&text, &json!({ "study": plan.slug, "digest": plan.digest, "inputs": inputs, "steps": steps }));
    Ok(Code::Done)
}
