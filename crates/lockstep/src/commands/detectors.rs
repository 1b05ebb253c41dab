//! `lockstep detectors`: what each method asks, does, assumes and gets wrong.

use lockstep_detect::{Card, METHODS, Method, Setting, Settings, method};
use serde_json::json;

use crate::arguments::DetectorOptions;
use crate::exit::Code;
use crate::message::{Console, Failure};

pub(crate) fn run(options: &DetectorOptions, console: Console) -> Result<Code, Failure> {
    let Some(name) = &options.name else {
        let lines: Vec<String> = METHODS.iter().map(|method| format!("{:<16} {}", method.card().id, method.card().question)).collect();
        let cards: Vec<&Card> = METHODS.iter().map(|method| method.card()).collect();
        console.result(&format!("{}\n\n`lockstep detectors NAME` tells all about one.", lines.join("\n")), &cards);
        return Ok(Code::Done);
    };
    let Some(method) = method(name) else {
        let near = lockstep_study::suggest(name, METHODS.iter().map(|method| method.card().id));
        return Err(Failure::Usage {
            message: format!("there is no detector `{name}`"),
            help: near.map_or("`lockstep detectors` lists them".to_owned(), |near| format!("did you mean `{near}`?")),
        });
    };
    console.result(&in_words(method), &json!({ "card": method.card(), "columns": columns(method), "settings": method.schema() }));
    Ok(Code::Done)
}

fn in_words(method: &dyn Method) -> String {
    let card = method.card();
    let list = |items: &[&str]| items.iter().map(|item| wrapped("- ", item)).collect::<String>();
    [
        format!("{} ({}, version {})\n{}", card.title, card.id, card.version, wrapped("", card.question)),
        format!("Method\n{}", wrapped("", card.method)),
        format!("Formula\n{}", list(card.formula)),
        format!("Inputs\n{}", wrapped("", &columns_in_words(method))),
        format!("Settings\n{}", settings(method)),
        format!("Minimum data\n{}", wrapped("", card.minimum_data)),
        format!("Time\n{}", wrapped("", card.slower.unwrap_or("Its time grows with posts times their logarithm at most."))),
        format!("Assumes\n{}", list(card.assumptions)),
        format!("Gets wrong\n{}", list(card.limits)),
        format!("Innocent explanations\n{}", list(card.innocent)),
        format!("Checked by\n{}", wrapped("", card.validation)),
        format!("Sources\n{}", list(card.references)),
    ]
    .join("\n")
}

/// The columns of posts that it looks at, beside the time and the account of each.
fn columns(method: &dyn Method) -> Vec<&'static str> {
    let usual = method.bind(&json!({})).map(|step| step.reads()).unwrap_or_default();
    usual.into_iter().map(lockstep_snapshot::Column::name).collect()
}

fn columns_in_words(method: &dyn Method) -> String {
    let columns = columns(method);
    let more = if columns.is_empty() { String::new() } else { format!(", {}", columns.join(", ")) };
    format!("Columns of posts, with the default settings: account_id, time{more}. What else it needs is said under minimum data.")
}

fn settings(method: &dyn Method) -> String {
    let settings = Settings::of(method);
    if settings.all.is_empty() {
        return wrapped("", "There is nothing to set.");
    }
    let about = if settings.about.is_empty() { String::new() } else { wrapped("", &settings.about) };
    let one = |setting: &Setting| {
        let source = if setting.source.is_empty() { String::new() } else { format!(" Default: {}", setting.source) };
        wrapped("- ", &format!("{} ({}): {}{source}", setting.name, setting.default, setting.meaning))
    };
    about + &settings.all.iter().map(one).collect::<String>()
}

/// Text in lines of at most 96 characters, indented, the first line after a mark.
fn wrapped(mark: &str, text: &str) -> String {
    const WIDTH: usize = 96;
    let mut lines = String::new();
    let mut line = format!("  {mark}");
    let indent = " ".repeat(line.len());
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() > WIDTH {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line.clone_from(&indent);
        }
        line.push_str(word);
        line.push(' ');
    }
    lines.push_str(line.trim_end());
    lines.push('\n');
    lines
}
