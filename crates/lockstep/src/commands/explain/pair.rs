//! One edge: its weight, who came first, and every shared object that is listed, with both posts.

use lockstep_detect::Network;
use lockstep_report::{count, visible};
use lockstep_runner::{TableHead, table_path};
use serde_json::{Value as Json, json};

use super::layout::{fields, written};
use super::rows::{in_json, lead, nobody};
use super::{Page, Step, usage};
use crate::message::Failure;

pub(super) fn pair(step: &Step<'_>, one: &str, other: &str) -> Result<Page, Failure> {
    let name = &step.record.step;
    let Some((network, table)) = step.file.network.as_ref().and_then(|network| Some((network, step.file.table(&network.edges)?))) else {
        return Err(usage(
            &format!("the step `{name}` makes no network, so it has no pairs"),
            &format!("`lockstep explain STUDY {name} ACCOUNT`"),
        ));
    };
    let edges = between(step, table, one, other)?;
    if edges.is_empty() {
        return Err(no_edge(step, table, one, other)?);
    }
    let mut text = format!("{} and {} in the step {name}\n", visible(one), visible(other));
    for edge in &edges {
        text.push_str(&format!("\n{}, from {}\n{}", table.name, table_path(name, &table.name), told(network, table, edge)));
    }
    let mut evidence: Vec<Json> = Vec::new();
    for layer in network.evidence.iter().filter_map(|name| step.file.table(name)) {
        let mut rows = between(step, layer, one, other)?;
        if let Some(seconds) = layer.place("seconds") {
            let apart = |row: &[String]| row[seconds].parse::<f64>().unwrap_or(f64::INFINITY);
            rows.sort_by(|a, b| apart(a).total_cmp(&apart(b)));
        }
        text.push_str(&format!("\n{}, {} listed, from {}\n", layer.name, objects(rows.len()), table_path(name, &layer.name)));
        rows.iter().zip(1..).for_each(|(row, number)| text.push_str(&shared(layer, row, number)));
        evidence.push(in_json(layer, &rows));
    }
    Ok(Page { text, json: json!({ "step": name, "accounts": [one, other], "edges": in_json(table, &edges), "evidence": evidence }) })
}

/// The rows of a table that are about two accounts, in either order.
fn between(step: &Step<'_>, table: &TableHead, one: &str, other: &str) -> Result<Vec<Vec<String>>, Failure> {
    let (Some(source), Some(target)) = (table.place("source"), table.place("target")) else { return Ok(Vec::new()) };
    let mut rows = step.published.rows(&step.record.step, table)?;
    rows.retain(|row| (row[source] == one && row[target] == other) || (row[source] == other && row[target] == one));
    Ok(rows)
}

fn objects(number: usize) -> String {
    if number == 1 { "1 shared object".to_owned() } else { format!("{} shared objects", count(number as u64)) }
}

fn told(network: &Network, table: &TableHead, row: &[String]) -> String {
    let mut lines: Vec<(&str, String)> = Vec::new();
    for (column, cell) in table.columns.iter().zip(row) {
        match column.name.as_str() {
            "weight" => lines.push(("weight", format!("{}  ({})", written(cell, column), network.weight))),
            "first_source" | "not_at_once" => {}
            "lead_share" => {
                for end in ["source", "target"].into_iter().filter_map(|end| row.get(table.place(end)?)) {
                    let lead = lead(table, row, end).map_or_else(|| "–".to_owned(), |lead| lead.to_string());
                    lines.push(("came first", format!("{}: {lead} objects on which one of the two came first", visible(end))));
                }
            }
            _ => lines.push((&column.name, format!("{}  ({})", written(cell, column), column.meaning))),
        }
    }
    fields(2, &lines)
}

/// A shared object: what it is, how far apart, and the two posts in the order of time.
fn shared(layer: &TableHead, row: &[String], number: usize) -> String {
    let cell = |column: &str| layer.place(column).map(|place| written(&row[place], &layer.columns[place]));
    let head = format!("  {number:>3}  {}", cell("object").unwrap_or_default());
    let (Some(seconds), Some(source_time)) = (layer.place("seconds").map(|place| &row[place]), cell("source_time")) else {
        return format!("{head}\n");
    };
    let post = |end: &str, time: String| (time, cell(end).unwrap_or_default(), cell(&format!("{end}_post")).unwrap_or_default());
    let mut posts = vec![post("source", source_time)];
    posts.push(post("target", cell("target_time").unwrap_or_default()));
    posts.sort_by_key(|(time, ..)| moment(time));
    let width = posts.iter().map(|(_, account, _)| account.chars().count()).max().unwrap_or(0);
    let lines: String = posts.iter().map(|(time, account, post)| format!("       {time:<24}  {account:<width$}  {post}\n")).collect();
    format!("{head}, {seconds} seconds apart\n{lines}")
}

/// Moments of one source are written alike but for the decimals of the second.
fn moment(time: &str) -> Option<jiff::Timestamp> {
    time.parse().ok()
}

/// The two are not joined: whether either is in the step at all, and whom the first is joined to.
fn no_edge(step: &Step<'_>, table: &TableHead, one: &str, other: &str) -> Result<Failure, Failure> {
    let rows = step.published.rows(&step.record.step, table)?;
    let (Some(source), Some(target)) = (table.place("source"), table.place("target")) else { return nobody(step, one) };
    let partners = |account: &str| -> Vec<&str> {
        let of = |row: &'_ &Vec<String>| row[source] == account || row[target] == account;
        rows.iter().filter(of).map(|row| row[if row[source] == account { target } else { source }].as_str()).collect()
    };
    let message = format!("the step `{}` has no edge between `{}` and `{}`", step.record.step, visible(one), visible(other));
    for (account, partner) in [(one, other), (other, one)] {
        let partners = partners(account);
        if partners.is_empty() {
            let Failure::Usage { help, .. } = nobody(step, account)? else { return nobody(step, account) };
            return Ok(usage(&message, &format!("`{}` is on no edge: {help}", visible(account))));
        }
        if account == one {
            let near = lockstep_study::suggest(partner, partners.iter().copied());
            if let Some(near) = near {
                return Ok(usage(&message, &format!("did you mean `{near}`?")));
            }
        }
    }
    let of_one = partners(one);
    let some = of_one.iter().take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Ok(usage(&message, &format!("`{}` has {} edges, the heaviest with {some}", visible(one), count(of_one.len() as u64))))
}
