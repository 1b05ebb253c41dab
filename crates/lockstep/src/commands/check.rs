//! `lockstep check`: is the study well formed, and will every step accept its settings?

use lockstep_report::{Fault, lint, prose};
use lockstep_runner::Plan;
use lockstep_study::Diagnostics;
use serde_json::json;

use crate::arguments::CheckOptions;
use crate::exit::Code;
use crate::message::{Console, Failure, shown};

pub(crate) fn run(options: &CheckOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let steps: Vec<&str> = plan.steps.iter().map(|step| step.name.as_str()).collect();
    let inputs: Vec<&str> = plan.study.inputs.iter().map(|input| input.name.as_str()).collect();
    let claims: Vec<&str> = plan.study.claims.iter().map(|claim| claim.name.as_str()).collect();
    let parts = [("inputs", &inputs), ("steps", &steps), ("claims", &claims)];
    let lines = parts.iter().filter(|(_, names)| !names.is_empty()).map(|(part, names)| format!("  {part:<7} {}\n", names.join(", ")));
    let text = format!("{}: the study is well formed\n{}  digest  {}", plan.slug, lines.collect::<String>(), plan.digest.short());
    let wording = wording(&plan);
    let items = wording.as_ref().map_or(&[][..], |diagnostics| &diagnostics.items);
    let answer = json!({
        "study": plan.slug, "digest": plan.digest, "inputs": inputs, "steps": steps, "claims": claims, "wording": items,
    });
    console.result(&text, &answer);
    if let Some(wording) = &wording {
        let many = if items.len() == 1 { "1 place".to_owned() } else { format!("{} places", items.len()) };
        console.remark(&format!("{}\nwarning: {}: {many} say more than a report can know", shown(wording), wording.label));
    }
    Ok(Code::Done)
}

/// Words of the authors about people and about chance that no number in a report can bear.
fn wording(plan: &Plan) -> Option<Diagnostics> {
    let texts = prose(&plan.study);
    let faults: Vec<(String, Fault)> =
        texts.iter().flat_map(|(pointer, text)| lint(text).into_iter().map(|fault| (pointer.clone(), fault))).collect();
    let remarks: Vec<(String, &str, String, &str)> = faults
        .iter()
        .map(|(pointer, fault)| (pointer.clone(), fault.words.as_str(), format!("`{}` ({})", fault.words, fault.rule), fault.advice))
        .collect();
    plan.remarks(&remarks)
}
