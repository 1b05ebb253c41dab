//! From what each choice of settings puts forward to findings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::Grid;
use crate::compare::{Compared, Overlap};
use crate::derived::accounts_of;
use crate::detector::Unfit;
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Number, Table, TableColumn, Unit, Value, count, value};
use crate::groups::column;
use crate::numbers::{quantile, share};
use crate::setting::Settings;

/// The findings of a grid, given those of its choices.
///
/// # Errors
/// When no choice gives an answer.
pub(super) fn findings(grid: &Grid, found: &[Result<Findings, Unfit>]) -> Result<Findings, Unfit> {
    let compared = Compared::new(found.iter().map(|found| found.as_ref().ok().and_then(accounts_of)).collect());
    if compared.answered() == 0
        && let Some(Err(unfit)) = found.first()
    {
        return Err(unfit.clone());
    }
    let overlaps = compared.overlaps();
    let unfit: Vec<Option<&Unfit>> = found.iter().map(|found| found.as_ref().err()).collect();
    Ok(Findings {
        values: values(&compared, &overlaps, unfit[0]),
        tables: vec![specifications(grid, &compared, &overlaps, &unfit), accounts(&compared)],
        network: None,
        notes: notes(grid, &compared, &unfit),
    })
}

fn values(compared: &Compared<'_>, overlaps: &[Option<Overlap>], own_unfit: Option<&Unfit>) -> Vec<Value> {
    let total = compared.sets.len() as u64;
    let answered = compared.answered();
    let mut sizes: Vec<f64> = compared.sets.iter().flatten().map(|set| set.len() as f64).collect();
    sizes.sort_by(f64::total_cmp);
    let size = |set: Option<usize>| Number::Count(set.unwrap_or_default() as u64);
    let lengths = || compared.sets.iter().flatten().map(BTreeSet::len);
    // The study's own choice agrees with itself, and is no witness.
    let others: Vec<Overlap> = overlaps.iter().skip(1).flatten().copied().collect();
    let mut similarities: Vec<f64> = others.iter().map(|overlap| overlap.similarity()).collect();
    similarities.sort_by(f64::total_cmp);
    let without_own = |number: &dyn Fn() -> Number| match own_unfit {
        Some(unfit) => Number::Insufficient(format!("the study's own settings give no answer, for {}", unfit.reason)),
        None => number(),
    };
    let similarity = |q| match quantile(&similarities, q) {
        Some(real) => Number::Real(real),
        None => Number::Insufficient("no other choice gives an answer".to_owned()),
    };
    let core = || compared.times.keys().filter(|account| compared.is_core(account)).count() as u64;
    let own = without_own(&|| size(compared.own().map(BTreeSet::len)));
    let agreeing = without_own(&|| Number::Count(others.iter().filter(|overlap| overlap.agrees()).count() as u64));
    let accounts = |name, number, of, meaning| value(name, number, Unit::Accounts, of, meaning);
    let part = |name, number, meaning| value(name, number, Unit::Share, None, meaning);
    let median = quantile(&sizes, 0.5).map_or_else(|| Number::Insufficient("no choice gives an answer".to_owned()), Number::Real);
    vec![
        count("specifications", total, Unit::Plain, None, "Choices of settings, those of the study included."),
        count("answered", answered, Unit::Plain, None, "Choices that give an answer."),
        count("unfit", total - answered, Unit::Plain, Some("specifications"), "Choices for which the data cannot give an answer."),
        accounts("own_accounts", own, None, "Accounts put forward by the study's own settings."),
        accounts("least_accounts", size(lengths().min()), None, "Accounts put forward by the choice that puts fewest forward."),
        accounts("median_accounts", median, None, "Accounts put forward, median over the choices that give an answer."),
        accounts("most_accounts", size(lengths().max()), None, "Accounts put forward by the choice that puts most forward."),
        count("others", others.len() as u64, Unit::Plain, None, "Choices beside the study's own that can be compared with it."),
        value(
            "agreeing",
            agreeing,
            Unit::Plain,
            Some("others"),
            "Of these, those of which at least half of the accounts of either are of both.",
        ),
        part("agreement_least", without_own(&|| similarity(0.0)), "Accounts of both by accounts of either, the least over these choices."),
        part("agreement_median", without_own(&|| similarity(0.5)), "The same, median over these choices."),
        accounts(
            "core",
            without_own(&|| Number::Count(core())),
            Some("own_accounts"),
            "Accounts put forward by the study's own settings and by at least 80 % of the choices that give an answer.",
        ),
        accounts("anywhere", Number::Count(compared.times.len() as u64), None, "Accounts that at least one choice puts forward."),
    ]
}

/// One row a choice of settings.
fn specifications(grid: &Grid, compared: &Compared<'_>, overlaps: &[Option<Overlap>], unfit: &[Option<&Unfit>]) -> Table {
    let rows = grid.chosen.len();
    let texts = |text: &dyn Fn(usize) -> String| Cells::Text((0..rows).map(text).collect());
    let mut columns = vec![column("choice", "Number of the choice", Cells::Count((1..=rows as u64).map(Some).collect()))];
    columns.extend(settings(grid));
    columns.push(column(
        "accounts",
        "Accounts put forward; nothing where the choice gives no answer",
        Cells::Count(compared.sets.iter().map(|set| Some(set.as_ref()?.len() as u64)).collect()),
    ));
    columns.push(column(
        "agreement",
        "Accounts of both this choice and the study's own, by accounts of either",
        Cells::Real(Unit::Share, overlaps.iter().map(|overlap| Some(overlap.as_ref()?.similarity())).collect()),
    ));
    columns.push(column("own", "Whether it is the study's own choice", texts(&|row| yes(row == 0))));
    let why = |row: usize| unfit[row].map_or_else(String::new, |unfit| unfit.reason.clone());
    columns.push(column("no_answer", "Why the choice gives no answer; empty where it gives one", texts(&why)));
    let about = "One row a choice of settings: the study's own first, the others in the order of the study.".to_owned();
    Table { name: "specifications".to_owned(), about, key: 1, columns }
}

/// One row an account that the study's own settings put forward. Whoever only some other choice puts forward is counted, and not listed:
/// nobody claims anything about them.
fn accounts(compared: &Compared<'_>) -> Table {
    let own = |account: &str| compared.own().is_some_and(|own| own.contains(account));
    let order: Vec<(&str, u64)> = compared.most_often_first().into_iter().filter(|(account, _)| own(account)).collect();
    let shares = order.iter().map(|(_, times)| share(*times, compared.answered())).collect();
    let core = order.iter().map(|(account, _)| yes(compared.is_core(account))).collect();
    let columns = vec![
        column("account", "Account", Cells::Account(order.iter().map(|(account, _)| (*account).to_owned()).collect())),
        column("choices", "Choices of settings that put it forward", Cells::Count(order.iter().map(|(_, times)| Some(*times)).collect())),
        column("share", "The same, of the choices that give an answer", Cells::Real(Unit::Share, shares)),
        column("core", "Whether at least 80 % of the choices put it forward", Cells::Text(core)),
    ];
    let about = "One row an account that the study's own settings put forward: those that most choices put forward first. Accounts that only \
                 other choices put forward are counted among the numbers and named nowhere.";
    Table { name: "accounts".to_owned(), about: about.to_owned(), key: 1, columns }
}

/// The columns of the varied settings, as numbers where all values are.
fn settings(grid: &Grid) -> Vec<TableColumn> {
    let told = grid.asked.method().map(|method| Settings::of(method).all).unwrap_or_default();
    let meaning = |name: &String| {
        let meaning = told.iter().find(|setting| setting.name == *name).map_or("", |setting| setting.meaning.as_str());
        meaning.split_once(". ").map_or(meaning, |(first, _)| first).trim_end_matches('.').to_owned()
    };
    let cells = |at: usize| cells(&grid.chosen.iter().map(|choice| &choice[at]).collect::<Vec<_>>());
    grid.names.iter().enumerate().map(|(at, name)| column(name, &meaning(name), cells(at))).collect()
}

fn cells(values: &[&Json]) -> Cells {
    let all = |fits: &dyn Fn(&Json) -> bool| values.iter().all(|value| value.is_null() || fits(value));
    let seconds = |value: &Json| value.as_str().and_then(|text| text.parse::<Duration>().ok()).map(|span| span.ms() as f64 / 1_000.0);
    if all(&|value| value.as_u64().is_some()) {
        Cells::Count(values.iter().map(|value| value.as_u64()).collect())
    } else if all(&|value| value.as_f64().is_some()) {
        Cells::Real(Unit::Plain, values.iter().map(|value| value.as_f64()).collect())
    } else if all(&|value| seconds(value).is_some()) {
        Cells::Real(Unit::Seconds, values.iter().map(|value| seconds(value)).collect())
    } else {
        Cells::Text(values.iter().map(|value| written(value)).collect())
    }
}

/// A value as a study would write it.
fn written(value: &Json) -> String {
    match value {
        Json::Null => "unset".to_owned(),
        Json::String(text) => text.clone(),
        Json::Bool(truth) => yes(*truth),
        Json::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Json::Number(_) | Json::Object(_) => value.to_string(),
    }
}

fn yes(truth: bool) -> String {
    if truth { "yes" } else { "no" }.to_owned()
}

/// The value of a setting that makes the difference: choices that have it all put more, or all put fewer, accounts forward than those that
/// do not. Of several, the one with the widest gap.
fn difference(grid: &Grid, compared: &Compared<'_>) -> Option<String> {
    let mut widest: Option<(usize, String)> = None;
    for (at, name) in grid.names.iter().enumerate() {
        let mut tried: Vec<&Json> = Vec::new();
        for choice in &grid.chosen {
            if !tried.contains(&&choice[at]) {
                tried.push(&choice[at]);
            }
        }
        for value in tried {
            let range = |with: bool| {
                let sizes = grid.chosen.iter().zip(&compared.sets).filter(|(choice, _)| (choice[at] == *value) == with);
                let mut sizes: Vec<usize> = sizes.filter_map(|(_, set)| set.as_ref().map(BTreeSet::len)).collect();
                sizes.sort_unstable();
                sizes.first().copied().zip(sizes.last().copied())
            };
            let (Some(with), Some(without)) = (range(true), range(false)) else { continue };
            let gap = with.0.saturating_sub(without.1).max(without.0.saturating_sub(with.1));
            if gap > widest.as_ref().map_or(0, |(gap, _)| *gap) {
                let said = |(least, most): (usize, usize)| if least == most { least.to_string() } else { format!("{least} to {most}") };
                let told =
                    format!("With {} {}: {} put forward; with any other: {}.", words(name), written(value), said(with), said(without));
                widest = Some((gap, told));
            }
        }
    }
    widest.map(|(_, told)| told)
}

/// The name of a setting as a sentence has it.
fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// What was tried and what makes the difference, and which choices gave no answer.
fn notes(grid: &Grid, compared: &Compared<'_>, unfit: &[Option<&Unfit>]) -> Vec<String> {
    let list = |name: &String| {
        let values = grid.asked.vary.get(name).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let several = values.iter().any(Json::is_array);
        format!("{} ({})", words(name), values.iter().map(written).collect::<Vec<_>>().join(if several { " or " } else { ", " }))
    };
    let varied = grid.names.iter().map(list).collect::<Vec<_>>().join(", ");
    let difference = difference(grid, compared).map_or_else(String::new, |told| format!(" {told}"));
    let mut notes =
        vec![format!("Varied: {varied}.{difference}"), format!("All other settings are those of the step `{}`.", grid.asked.of)];
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for unfit in unfit.iter().flatten() {
        *reasons.entry(unfit.reason.as_str()).or_default() += 1;
    }
    for (reason, choices) in reasons {
        let choices = if choices == 1 { "1 choice of settings gives".to_owned() } else { format!("{choices} choices of settings give") };
        notes.push(format!("{choices} no answer: {reason}."));
    }
    notes
}
