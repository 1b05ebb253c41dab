//! A difference in words, as plain text and as Markdown.

use lockstep_report::{count, visible};
use lockstep_runner::{Change, Difference, DifferenceStage as Stage, Part, TableChange};
use serde_json::Value as Json;

/// Changes of one part that are printed; JSON has all of them.
const SHOWN: usize = 12;
/// Names in a list that are printed.
const NAMES: usize = 5;

/// The difference as text: the first cause, then what follows.
pub(crate) fn text(difference: &Difference) -> String {
    let first = difference.first_cause();
    let mut text = String::new();
    for part in &difference.parts {
        let is_first = first.is_some_and(|first| std::ptr::eq(first, part)) && difference.parts.len() > 1;
        text.push_str(&format!("{}{}\n", heading(part), if is_first { "   first cause" } else { "" }));
        let lines: Vec<(String, String)> = part.changes.iter().take(SHOWN).map(|change| (what(change), values(change))).collect();
        let width = lines.iter().map(|(what, _)| what.chars().count()).max().unwrap_or(0);
        lines.iter().for_each(|(what, values)| text.push_str(&format!("  {what:<width$}   {values}\n")));
        if part.changes.len() > SHOWN {
            text.push_str(&format!("  and {} more\n", part.changes.len() - SHOWN));
        }
        part.tables.iter().for_each(|table| text.push_str(&format!("  {}\n", told(table))));
        part.remark.iter().for_each(|remark| text.push_str(&format!("  ({remark})\n")));
    }
    text
}

/// The difference as Markdown, a table for each part.
pub(crate) fn markdown(difference: &Difference, before: &str, after: &str) -> String {
    let first = difference.first_cause();
    let mut text = String::new();
    for part in &difference.parts {
        let is_first = first.is_some_and(|first| std::ptr::eq(first, part)) && difference.parts.len() > 1;
        text.push_str(&format!("### {}{}\n\n", escaped(&heading(part)), if is_first { " (first cause)" } else { "" }));
        if !part.changes.is_empty() {
            text.push_str(&format!("| | {} | {} |\n|---|---|---|\n", escaped(before), escaped(after)));
        }
        for change in part.changes.iter().take(SHOWN) {
            let cell = |value: &Json| escaped(&written(value));
            text.push_str(&format!("| {} | {} | {} |\n", escaped(&what(change)), cell(&change.before), cell(&change.after)));
        }
        if part.changes.len() > SHOWN {
            text.push_str(&format!("\nand {} more\n", part.changes.len() - SHOWN));
        }
        let notes = part.tables.iter().map(told).chain(part.remark.iter().map(|remark| capital(remark)));
        let notes: Vec<String> = notes.map(|note| format!("- {}\n", escaped(&note))).collect();
        text.push_str(&format!("\n{}{}", notes.concat(), if notes.is_empty() { "" } else { "\n" }));
    }
    text
}

/// A change in one line.
pub(crate) fn change(change: &Change) -> String {
    format!("{}  {}", what(change), values(change))
}

fn heading(part: &Part) -> String {
    let subject = visible(&part.subject);
    match part.stage {
        Stage::Study => "study".to_owned(),
        Stage::Input => format!("input {subject}"),
        Stage::Detector => format!("detector of {subject}"),
        Stage::Report => "report".to_owned(),
        Stage::Findings if part.because.is_empty() => {
            format!("findings of {subject}, although nothing that determines them changed: the platform or the build differs")
        }
        Stage::Findings => format!("findings of {subject}, because of {}", part.because.join(" and ")),
    }
}

fn what(change: &Change) -> String {
    match &change.step {
        Some(step) => visible(&format!("{} (step {step})", change.what)),
        None => visible(&change.what),
    }
}

fn values(change: &Change) -> String {
    format!("{} → {}", written(&change.before), written(&change.after))
}

/// A value with all of its digits, for the smallest change must show.
fn written(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::String(text) => visible(text),
        Json::Number(number) => match number.as_u64() {
            // Moments are too long to be counts of anything here.
            Some(whole) if whole < 1_000_000_000_000 => count(whole),
            _ => number.to_string(),
        },
        other => visible(&other.to_string()),
    }
}

fn told(table: &TableChange) -> String {
    let head = format!("table {}", visible(&table.table));
    if let Some(why) = table.incomparable {
        let [before, after] = table.rows.map(|rows| count(rows as u64));
        return format!("{head}: {before} → {after} rows; {why}");
    }
    let mut parts = Vec::new();
    for (keys, words) in [(&table.gone, "gone"), (&table.new, "new"), (&table.changed, "with other cells")] {
        if !keys.is_empty() {
            parts.push(format!("{} {words} ({})", rows(keys.len()), names(keys.iter().map(Vec::as_slice))));
        }
    }
    for (words, is) in [("flagged", true), ("no longer flagged", false)] {
        let moved = table.verdicts.iter().filter(|change| (if is { &change.after } else { &change.before }) == "flagged");
        let keys: Vec<&[String]> = moved.map(|change| change.key.as_slice()).collect();
        if !keys.is_empty() {
            parts.push(format!("{} {words} ({})", count(keys.len() as u64), names(keys.iter().copied())));
        }
    }
    if parts.is_empty() {
        parts.push("the same rows in another order".to_owned());
    }
    format!("{head}: {}", parts.join("; "))
}

fn rows(number: usize) -> String {
    if number == 1 { "1 row".to_owned() } else { format!("{} rows", count(number as u64)) }
}

fn names<'a>(keys: impl ExactSizeIterator<Item = &'a [String]>) -> String {
    let all = keys.len();
    let mut names: Vec<String> = keys.take(NAMES).map(|key| visible(&key.join(" – "))).collect();
    if all > NAMES {
        names.push("…".to_owned());
    }
    names.join(", ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '~' | '!') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
