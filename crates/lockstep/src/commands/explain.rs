//! `lockstep explain`: a number, an account or a pair of a published run, traced to the file and the rows that it stands in.

mod layout;
mod numbers;
mod pair;
mod rows;

use lockstep_runner::{Outcome, Plan, Published, StepFile, StepRecord};
use serde_json::Value as Json;

use crate::arguments::ExplainOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};

/// An answer, for people and for scripts.
struct Page {
    text: String,
    json: Json,
}

pub(crate) fn run(options: &ExplainOptions, console: Console) -> Result<Code, Failure> {
    let plan = Plan::open(&options.study)?;
    let folder = options.run.clone().unwrap_or_else(|| plan.published());
    let published = Published::open(&folder)?;
    if published.manifest.result.record.study != plan.digest {
        console.remark("warning: the study changed since this run; what follows is the run");
    }
    let page = page(options, &plan, &published)?;
    console.result(&page.text, &page.json);
    Ok(Code::Done)
}

fn page(options: &ExplainOptions, plan: &Plan, published: &Published) -> Result<Page, Failure> {
    let Some(what) = &options.step else { return numbers::study(&plan.study.title, published) };
    let (record, value) = find(what, published)?;
    let step = match &record.outcome {
        Outcome::Found { .. } => Step { record, file: published.step(&record.step)?, published },
        Outcome::Unfit(unfit) => return unfit_page(record, &unfit.to_string(), value.is_some() || !options.accounts.is_empty()),
    };
    match (value, &options.accounts[..]) {
        (None, []) => Ok(numbers::step(&step)),
        (Some(name), []) => numbers::value(&step, name),
        (None, [account]) => rows::account(&step, account),
        (None, [one, other]) => pair::pair(&step, one, other),
        (Some(_), _) => {
            Err(usage("a value is of a whole step, so no account goes with it", &format!("`lockstep explain STUDY {}`", record.step)))
        }
        (None, _) => Err(usage("there are at most two accounts in a pair", "name one account, or two")),
    }
}

/// A step that found something, and the run that it is part of.
struct Step<'a> {
    record: &'a StepRecord,
    file: StepFile,
    published: &'a Published,
}

/// A word of the command line as a step, or as a step and a value after a dot.
fn find<'a, 'b>(what: &'b str, published: &'a Published) -> Result<(&'a StepRecord, Option<&'b str>), Failure> {
    let steps = &published.manifest.result.record.steps;
    let of = |name: &str| steps.iter().find(|step| step.step == name);
    if let Some(step) = of(what) {
        return Ok((step, None));
    }
    let (name, value) = what.split_once('.').map_or((what, None), |(name, value)| (name, Some(value)));
    match of(name) {
        Some(step) => Ok((step, value)),
        None => Err(unknown("step", name, steps.iter().map(|step| step.step.as_str()))),
    }
}

fn unfit_page(record: &StepRecord, why: &str, asked_more: bool) -> Result<Page, Failure> {
    if asked_more {
        return Err(usage(&format!("the step `{}` gave no answer, so there is nothing in it to explain", record.step), why));
    }
    let text = format!("{} ({}, version {})\n\nNo answer: {why}.\n", record.step, record.detector, record.version);
    Ok(Page {
        text: layout::wrapped_lines(&text),
        json: serde_json::json!({ "step": record.step, "detector": record.detector, "version": record.version, "unfit": why }),
    })
}

fn usage(message: &str, help: &str) -> Failure {
    Failure::Usage { message: message.to_owned(), help: help.to_owned() }
}

/// There is none of that name: what there is, or the nearest.
pub(super) fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str> + Clone) -> Failure {
    let list = known.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let near = lockstep_study::suggest(word, known).map(|near| format!("did you mean `{near}`? "));
    let message = format!("there is no {what} `{}`", lockstep_report::visible(word));
    usage(&message, &format!("{}there are {list}", near.unwrap_or_default()))
}
