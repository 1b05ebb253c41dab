//! The numbers of a run: all its steps, one step, one value.

use lockstep_detect::{Number, Value, method};
use lockstep_report::{count, headline_of, share, written};
use lockstep_runner::{Outcome, Published, StepFile, StepRecord, table_path, values_path};
use serde_json::{Value as Json, json};

use super::layout::{fields, wrapped};
use super::{Page, Step, unknown};
use crate::message::Failure;

/// Every step with its result in a sentence and the values that the sentence rests on.
pub(super) fn study(title: &str, published: &Published) -> Result<Page, Failure> {
    let result = &published.manifest.result;
    let mut text = format!("{}: {title}\n", result.record.slug);
    text.push_str(&fields(2, &[("run", result.id.short()), ("folder", published.folder.display().to_string())]));
    let mut steps: Vec<Json> = Vec::new();
    for record in &result.record.steps {
        text.push_str(&format!("\n{} ({}, version {})\n", record.step, record.detector, record.version));
        match &record.outcome {
            Outcome::Unfit(unfit) => {
                text.push_str(&wrapped("  ", &format!("No answer: {unfit}.")));
                steps.push(json!({ "step": record.step, "detector": record.detector, "version": record.version, "unfit": unfit }));
            }
            Outcome::Found { .. } => {
                let file = published.step(&record.step)?;
                let sentence = sentence(&file);
                let shown = in_headline(&file);
                text.push_str(&sentence.as_deref().map_or_else(String::new, |sentence| wrapped("  ", sentence)));
                let mut lines: Vec<(&str, String)> =
                    shown.iter().map(|value| (value.name.as_str(), with_whole(value, &file.values))).collect();
                lines.extend(network(&file).map(|network| ("network", network)));
                text.push_str(&fields(4, &lines));
                steps.push(json!({
                    "step": record.step, "detector": record.detector, "version": record.version,
                    "headline": sentence, "values": shown, "network": file.network,
                }));
            }
        }
    }
    text.push_str("\n`lockstep explain STUDY STEP` tells all of a step.\n");
    Ok(Page { text, json: json!({ "slug": result.record.slug, "run": result.id, "folder": published.folder, "steps": steps }) })
}

/// Every value with its meaning and what it is a part of, and every table with its columns.
pub(super) fn step(step: &Step<'_>) -> Page {
    let Step { record, file, .. } = step;
    let mut text = format!("{} ({}, version {})\n", record.step, record.detector, record.version);
    text.push_str(&sentence(file).map_or_else(String::new, |sentence| wrapped("  ", &sentence)));
    text.push_str(&format!("\nValues, from {}\n", values_path(&record.step)));
    let values: Vec<(&str, String)> = file
        .values
        .iter()
        .flat_map(|value| [(value.name.as_str(), with_whole(value, &file.values)), ("", value.meaning.clone())])
        .collect();
    text.push_str(&fields(2, &values));
    for table in &file.tables {
        let rows = if table.rows == 1 { "row" } else { "rows" };
        text.push_str(&format!(
            "\nTable {}, {} {rows}, from {}\n",
            table.name,
            count(table.rows as u64),
            table_path(&record.step, &table.name)
        ));
        text.push_str(&wrapped("  ", &table.about));
        let columns: Vec<(&str, String)> = table.columns.iter().map(|column| (column.name.as_str(), column.meaning.clone())).collect();
        text.push_str(&fields(4, &columns));
    }
    text.push_str(&network(file).map_or_else(String::new, |network| format!("\nNetwork\n{}", wrapped("  ", &network))));
    if !file.notes.is_empty() {
        text.push_str("\nNotes\n");
        file.notes.iter().for_each(|note| text.push_str(&wrapped("  - ", note)));
    }
    Page { text, json: json!(file) }
}

/// One value, what it rests on, and where it stands.
pub(super) fn value(step: &Step<'_>, name: &str) -> Result<Page, Failure> {
    let Step { record, file, published } = step;
    let Some(place) = file.values.iter().position(|value| value.name == name) else {
        return Err(unknown(
            &format!("value in the step `{}` called", record.step),
            name,
            file.values.iter().map(|value| value.name.as_str()),
        ));
    };
    let value = &file.values[place];
    let whole = value.of.as_deref().and_then(|of| file.values.iter().find(|whole| whole.name == of));
    let parts: Vec<&str> = file.values.iter().filter(|part| part.of.as_deref() == Some(name)).map(|part| part.name.as_str()).collect();
    let stands = stands(published, record, place, name);
    let settings = settings(&record.settings);
    let mut lines = vec![("value", written(&value.number, value.unit)), ("meaning", value.meaning.clone())];
    match whole {
        Some(whole) => lines.push(("part of", format!("{}: {}. {}", whole.name, written(&whole.number, whole.unit), whole.meaning))),
        None => lines.push(("part of", "nothing: it is no part of another value".to_owned())),
    }
    lines.extend(portion(value, whole).map(|portion| ("share", portion)));
    if !parts.is_empty() {
        lines.push(("whole of", parts.join(", ")));
    }
    lines.push(("detector", format!("{}, version {}", record.detector, record.version)));
    lines.push(("settings", settings.first().cloned().unwrap_or_else(|| "none".to_owned())));
    lines.extend(settings.iter().skip(1).map(|setting| ("", setting.clone())));
    lines.push(("findings", file.findings_digest.to_string()));
    lines.extend(stands.iter().enumerate().map(|(place, stand)| (if place == 0 { "stands in" } else { "" }, stand.clone())));
    let text = format!("{}.{name}\n{}", record.step, fields(2, &lines));
    let json = json!({
        "step": record.step, "detector": record.detector, "version": record.version, "settings": record.settings,
        "settings_digest": record.settings_digest, "findings_digest": file.findings_digest, "value": value, "part_of": whole,
        "whole_of": parts, "stands_in": stands,
    });
    Ok(Page { text, json })
}

/// Files of the run that hold the value, with the place in JSON Pointer.
fn stands(published: &Published, record: &StepRecord, place: usize, name: &str) -> Vec<String> {
    let steps = &published.manifest.result.record.steps;
    let mut stands = vec![format!("{} at /values/{place}", values_path(&record.step))];
    let at = steps.iter().position(|step| step.step == record.step);
    if let (Some(at), Outcome::Found { values, .. }) = (at, &record.outcome)
        && let Some(place) = values.iter().position(|value| value.name == name)
    {
        stands.push(format!("run.json at /result/record/steps/{at}/outcome/found/values/{place}"));
    }
    stands
}

fn settings(settings: &Json) -> Vec<String> {
    let Some(settings) = settings.as_object() else { return Vec::new() };
    settings.iter().map(|(name, value)| format!("{name}: {}", value.to_string().replace('"', ""))).collect()
}

fn sentence(file: &StepFile) -> Option<String> {
    let card = method(&file.detector)?.card();
    (card.version == file.version).then(|| headline_of(card, &file.values)).flatten()
}

/// The values that the sentence of the result names; without a card of that version, all.
fn in_headline(file: &StepFile) -> Vec<&Value> {
    let card = method(&file.detector).map(|method| method.card()).filter(|card| card.version == file.version);
    let Some(card) = card else { return file.values.iter().collect() };
    let named = |value: &&Value| {
        value.name == card.headline.count || [" ", "}"].iter().any(|end| card.headline.found.contains(&format!("{{{}{end}", value.name)))
    };
    file.values.iter().filter(named).collect()
}

/// `612 pairs, < 0.1 % of 860,016 pairs (eligible_pairs)`.
fn with_whole(value: &Value, values: &[Value]) -> String {
    let number = written(&value.number, value.unit);
    let Some(whole) = value.of.as_deref().and_then(|of| values.iter().find(|whole| whole.name == of)) else { return number };
    let of = format!("{} ({})", written(&whole.number, whole.unit), whole.name);
    portion(value, Some(whole)).map_or_else(|| format!("{number}, of {of}"), |portion| format!("{number}, {portion} of {of}"))
}

fn portion(value: &Value, whole: Option<&Value>) -> Option<String> {
    match (&value.number, &whole?.number) {
        (Number::Count(part), Number::Count(whole)) if *whole > 0 => Some(share(*part as f64 / *whole as f64)),
        _ => None,
    }
}

/// The network in a line: its edges, and the tables of evidence.
fn network(file: &StepFile) -> Option<String> {
    let network = file.network.as_ref()?;
    let rows = |name: &str| file.table(name).map_or(0, |table| table.rows as u64);
    let evidence = network.evidence.iter().map(|name| format!("{name} ({} rows)", count(rows(name)))).collect::<Vec<_>>().join(", ");
    let kind = if network.directed { "directed" } else { "undirected" };
    let edges = rows(&network.edges);
    let noun = if edges == 1 { "edge" } else { "edges" };
    let weight = &network.weight;
    Some(format!("{} {kind} {noun} in {}, weighted by {weight}; evidence in {evidence}", count(edges), network.edges))
}
