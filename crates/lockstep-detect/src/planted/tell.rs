//! From what became of planted groups to findings.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_statistics::{NORMAL_95, wilson};

use super::groups::LEAST_OBJECTS;
use super::{Kind, Layer};
use crate::detector::Unfit;
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, count, value};
use crate::groups::column;
use crate::numbers::share;

/// A kind of groups counts as found when so many in a hundred of its members are.
const LINE: (u64, u64) = (80, 100);

/// What became of one kind of groups, over all draws.
#[derive(Debug, Clone, Default)]
struct Cell {
    size: u32,
    actions: u32,
    spread: i64,
    /// Draws with an answer.
    draws: u64,
    groups: u64,
    members: u64,
    found: u64,
    /// Groups of which at least half of the members are found.
    half: u64,
    /// Others that are put forward because of the planting, summed over the draws.
    others: u64,
    unfit: Option<Unfit>,
}

impl Cell {
    fn is_found(&self) -> bool {
        self.members > 0 && LINE.1 * self.found >= LINE.0 * self.members
    }

    /// Members stand and fall with their group, so that groups are what is counted: the interval is that of as many trials as groups.
    fn interval(&self) -> Option<(f64, f64)> {
        let share = share(self.found, self.members)?;
        let interval = wilson(share * self.groups as f64, self.groups as f64, NORMAL_95);
        // At the ends the interval touches 0 or 1 exactly, which rounding must not hide.
        let low = if self.found == 0 { 0.0 } else { interval.low };
        Some((low, if self.found == self.members { 1.0 } else { interval.high }))
    }
}

/// The findings of all kinds, given those of each draw.
///
/// # Errors
/// When no draw gives an answer.
pub(super) fn findings(of: &str, layer: Layer, kinds: &[Kind], found: &[Result<Findings, Unfit>]) -> Result<Findings, Unfit> {
    let Some(first) = found.iter().find_map(|found| found.as_ref().ok()) else {
        let unfit = found.iter().find_map(|found| found.as_ref().err()).cloned();
        return Err(unfit.unwrap_or_else(Unfit::no_posts));
    };
    let cells = cells(kinds, found);
    let smallest = smallest(&cells);
    Ok(Findings {
        values: values(&cells, &smallest, kinds, first),
        tables: vec![cell_table(&cells), smallest_table(&smallest)],
        network: None,
        notes: notes(of, layer, kinds, &cells, &smallest),
    })
}

/// Draws of one kind together, in the order of the kinds.
fn cells(kinds: &[Kind], found: &[Result<Findings, Unfit>]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (kind, found) in kinds.iter().zip(found) {
        let spread = kind.spread.ms();
        let same = |cell: &Cell| (cell.size, cell.actions, cell.spread) == (kind.size, kind.actions, spread);
        if !cells.last().is_some_and(same) {
            cells.push(Cell { size: kind.size, actions: kind.actions, spread, ..Cell::default() });
        }
        let cell = cells.last_mut().expect("one was just put there");
        match found {
            Ok(found) => {
                let of_each = of_each(found);
                cell.draws += 1;
                cell.groups += of_each.len() as u64;
                cell.members += of_each.len() as u64 * u64::from(kind.size);
                cell.found += of_each.iter().sum::<u64>();
                cell.half += of_each.iter().filter(|found| 2 * **found >= u64::from(kind.size)).count() as u64;
                cell.others += counted(found, "others");
            }
            Err(unfit) => cell.unfit = Some(unfit.clone()),
        }
    }
    cells
}

/// Members found of each group of a draw.
fn of_each(found: &Findings) -> Vec<u64> {
    match found.table("groups").and_then(|table| table.column("found")) {
        Some(Cells::Count(counts)) => counts.iter().flatten().copied().collect(),
        _ => Vec::new(),
    }
}

fn counted(found: &Findings, name: &str) -> u64 {
    match found.value(name).map(|value| &value.number) {
        Some(Number::Count(count)) => *count,
        _ => 0,
    }
}

/// The smallest group that is found, for one spread and number of joint actions.
#[derive(Debug, Clone)]
struct Smallest {
    spread: i64,
    actions: u32,
    /// None where no size is found.
    cell: Option<Cell>,
    /// Larger sizes that are missed all the same, ascending.
    missed: Vec<u32>,
    /// The largest size that gives an answer; none where none does.
    largest: Option<Cell>,
}

fn smallest(cells: &[Cell]) -> Vec<Smallest> {
    let mut by: BTreeMap<(i64, u32), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        by.entry((cell.spread, cell.actions)).or_default().push(cell);
    }
    let of = |((spread, actions), sizes): ((i64, u32), Vec<&Cell>)| {
        let cell = sizes.iter().find(|cell| cell.is_found()).map(|cell| (*cell).clone());
        let least = cell.as_ref().map_or(u32::MAX, |cell| cell.size);
        let is_missed = |cell: &&&Cell| cell.size > least && cell.members > 0 && !cell.is_found();
        Smallest {
            spread,
            actions,
            cell,
            missed: sizes.iter().filter(is_missed).map(|cell| cell.size).collect(),
            largest: sizes.iter().rfind(|cell| cell.members > 0).map(|cell| (*cell).clone()),
        }
    };
    by.into_iter().map(of).collect()
}

/// The spread that sentences are about: the one in the middle of those tried, or the shorter of two.
fn middle(smallest: &[Smallest]) -> i64 {
    let mut spreads: Vec<i64> = smallest.iter().map(|one| one.spread).collect();
    spreads.dedup();
    spreads.get(spreads.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

fn values(cells: &[Cell], smallest: &[Smallest], kinds: &[Kind], first: &Findings) -> Vec<Value> {
    let spread = middle(smallest);
    let of_spread: Vec<&Smallest> = smallest.iter().filter(|one| one.spread == spread).collect();
    // A size from which on all larger ones are found as well says more than one that is found between others that are not.
    let found_ones = of_spread.iter().filter_map(|one| Some((one.cell.as_ref()?, one.missed.len() as u64)));
    let told = found_ones.min_by_key(|(cell, missed)| (*missed > 0, cell.size, cell.actions));
    let least = told.map(|(cell, _)| cell);
    let fewest = of_spread.iter().find_map(|one| one.largest.as_ref());
    let most = of_spread.iter().rev().find_map(|one| one.largest.as_ref());
    let unknown = || Number::Insufficient("no group could be planted".to_owned());
    let unknown_of_none = || if fewest.is_some() { Number::Count(0) } else { unknown() };
    let size = |cell: Option<&Cell>| cell.map_or_else(unknown, |cell| Number::Count(cell.size.into()));
    let acts = |cell: Option<&Cell>| cell.map_or_else(unknown, |cell| Number::Count(cell.actions.into()));
    let answered = cells.iter().filter(|cell| cell.members > 0).count() as u64;
    let found = cells.iter().filter(|cell| cell.is_found()).count() as u64;
    let sum = |number: fn(&Cell) -> u64| cells.iter().map(number).sum::<u64>();
    let draws = sum(|cell| cell.draws);
    let plain = |name, number, meaning| value(name, number, Unit::Plain, None, meaning);
    vec![
        value(
            "spread",
            Number::Real(spread as f64 / 1_000.0),
            Unit::Seconds,
            None,
            "The spread that sentences are about: the one in the middle of those tried.",
        ),
        value(
            "smallest_group",
            least.map_or_else(unknown_of_none, |cell| Number::Count(cell.size.into())),
            Unit::Accounts,
            None,
            "Accounts of the smallest group found within that spread, with any number of joint actions tried; before others, one from which on \
             all larger groups are found too. 0 where no group is found.",
        ),
        plain(
            "joint_actions",
            acts(least.or(most)),
            "The fewest joint actions with which it is found; the most tried where no group is found.",
        ),
        plain(
            "larger_missed",
            told.map_or_else(unknown_of_none, |(_, missed)| Number::Count(missed)),
            "Larger sizes tried that are missed with as many joint actions.",
        ),
        value(
            "largest_group",
            size(fewest),
            Unit::Accounts,
            None,
            "Accounts of the largest group planted with the fewest joint actions tried.",
        ),
        plain("least_actions", acts(fewest), "The fewest joint actions tried."),
        value(
            "found_at_least",
            fewest.and_then(|cell| share(cell.found, cell.members)).map_or_else(unknown, Number::Real),
            Unit::Share,
            None,
            "Of the members of such a group, those that are found.",
        ),
        plain("most_actions", acts(most), "The most joint actions tried."),
        count("kinds", answered, Unit::Plain, None, "Kinds of groups planted: combinations of size, joint actions and spread."),
        count("kinds_found", found, Unit::Plain, Some("kinds"), "Of these, those of which at least 80 % of the members are found."),
        count("runs", kinds.len() as u64, Unit::Plain, None, "Runs of the step with planted groups."),
        count("groups", sum(|cell| cell.groups), Unit::Plain, None, "Groups planted, in all runs together."),
        count("members", sum(|cell| cell.members), Unit::Accounts, None, "Their members, each counted once for each group."),
        count("members_found", sum(|cell| cell.found), Unit::Accounts, Some("members"), "Of these, those put forward."),
        count("ordinary", counted(first, "ordinary"), Unit::Accounts, Some("acting"), "Accounts that members are drawn from."),
        count("acting", counted(first, "acting"), Unit::Accounts, None, "Accounts with an action in the layer."),
        count(
            "own_accounts",
            counted(first, "own_accounts"),
            Unit::Accounts,
            None,
            "Accounts that the step puts forward where nothing is planted.",
        ),
        value(
            "others",
            share(sum(|cell| cell.others), draws).map_or_else(unknown, Number::Real),
            Unit::Accounts,
            None,
            "Accounts put forward in a run that are not members, and are not where nothing is planted; mean over the runs.",
        ),
    ]
}

/// One row a kind of groups.
fn cell_table(cells: &[Cell]) -> Table {
    let counts = |number: &dyn Fn(&Cell) -> u64| Cells::Count(cells.iter().map(|cell| Some(number(cell))).collect());
    let reals = |unit, number: &dyn Fn(&Cell) -> Option<f64>| Cells::Real(unit, cells.iter().map(number).collect());
    let why = |cell: &Cell| cell.unfit.as_ref().map_or_else(String::new, |unfit| unfit.reason.clone());
    let columns = vec![
        column(
            "spread",
            "Members act on one thing at most this far apart",
            reals(Unit::Seconds, &|cell| Some(cell.spread as f64 / 1_000.0)),
        ),
        column("size", "Accounts of a group", counts(&|cell| cell.size.into())),
        column("actions", "Things that all members act on", counts(&|cell| cell.actions.into())),
        column("groups", "Groups planted, in all draws", counts(&|cell| cell.groups)),
        column("members", "Their members", counts(&|cell| cell.members)),
        column("found", "Of these, those put forward", counts(&|cell| cell.found)),
        column("share", "The same as a share", reals(Unit::Share, &|cell| share(cell.found, cell.members))),
        column("share_low", "Lower end of its 95 % interval, by groups", reals(Unit::Share, &|cell| Some(cell.interval()?.0))),
        column("share_high", "Upper end of the interval", reals(Unit::Share, &|cell| Some(cell.interval()?.1))),
        column("groups_found", "Groups of which at least half of the members are put forward", counts(&|cell| cell.half)),
        column(
            "others",
            "Accounts put forward that are not members, and are not where nothing is planted; mean over the draws",
            reals(Unit::Accounts, &|cell| share(cell.others, cell.draws)),
        ),
        column("no_answer", "Why a draw gives no answer; empty where all do", Cells::Text(cells.iter().map(why).collect())),
    ];
    let about = "One row a kind of planted groups: by spread, by size, by joint actions.".to_owned();
    Table { name: "cells".to_owned(), about, key: 3, columns }
}

/// One row a spread and number of joint actions.
fn smallest_table(smallest: &[Smallest]) -> Table {
    let rows = |number: &dyn Fn(&Smallest) -> Option<u64>| Cells::Count(smallest.iter().map(number).collect());
    let columns = vec![
        column(
            "spread",
            "Members act on one thing at most this far apart",
            Cells::Real(Unit::Seconds, smallest.iter().map(|one| Some(one.spread as f64 / 1_000.0)).collect()),
        ),
        column("actions", "Things that all members act on", rows(&|one| Some(one.actions.into()))),
        column(
            "smallest",
            "Accounts of the smallest group of which at least 80 % of the members are found; nothing where no size is",
            rows(&|one| Some(one.cell.as_ref()?.size.into())),
        ),
        column(
            "larger_missed",
            "Larger sizes tried that are missed all the same",
            rows(&|one| one.cell.as_ref().map(|_| one.missed.len() as u64)),
        ),
        column("largest_tried", "Accounts of the largest group planted", rows(&|one| Some(one.largest.as_ref()?.size.into()))),
        column("said", "The same in words", Cells::Text(smallest.iter().map(said).collect())),
    ];
    let about = "One row a spread and number of joint actions: the smallest group that would have been found.".to_owned();
    Table { name: "smallest".to_owned(), about, key: 2, columns }
}

fn said(one: &Smallest) -> String {
    let missed = one.missed.iter().map(u32::to_string).collect::<Vec<String>>().join(" or ");
    match (&one.cell, &one.largest) {
        (Some(cell), _) if one.missed.is_empty() => format!("a group of {}", cell.size),
        (Some(cell), _) => format!("a group of {}, but not of {missed}", cell.size),
        (None, Some(largest)) => format!("not even a group of {}", largest.size),
        (None, None) => "no group could be planted".to_owned(),
    }
}

/// What would have been found, spread by spread, and what a reader must know about the planting.
fn notes(of: &str, layer: Layer, kinds: &[Kind], cells: &[Cell], smallest: &[Smallest]) -> Vec<String> {
    let mut by: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for one in smallest.iter().filter(|one| one.largest.is_some()) {
        by.entry(one.spread).or_default().push(format!("with {} joint actions {}", one.actions, said(one)));
    }
    let runs = kinds.iter().map(|kind| kind.draw + 1).max().unwrap_or_default();
    let listed = |of: &dyn Fn(&Cell) -> i64, write: &dyn Fn(i64) -> String| {
        let values: BTreeSet<i64> = cells.iter().map(of).collect();
        let mut values: Vec<String> = values.into_iter().map(write).collect();
        let last = values.pop().unwrap_or_default();
        if values.is_empty() { last } else { format!("{} or {last}", values.join(", ")) }
    };
    let number = |number: i64| number.to_string();
    // Fewer fit into one run where they are large.
    let at_once = || cells.iter().filter_map(|cell| cell.groups.checked_div(cell.draws));
    let (fewest, most) = (at_once().min().unwrap_or_default(), at_once().max().unwrap_or_default());
    let mut notes = vec![
        format!(
            "Tried: groups of {} accounts with {} joint actions within {}. Of each kind {} at once, {}.",
            listed(&|cell| cell.size.into(), &number),
            listed(&|cell| cell.actions.into(), &number),
            listed(&|cell| cell.spread, &|spread| Duration::from_ms(spread).to_string()),
            match (fewest, most) {
                (1, 1) => "one group".to_owned(),
                (fewest, most) if fewest == most => format!("{fewest} groups"),
                (fewest, most) => format!("{fewest} to {most} groups"),
            },
            if runs == 1 { "in one run".to_owned() } else { format!("in {runs} runs") }
        ),
        format!(
            "Groups were planted in the layer `{}` of the step `{of}`; members were drawn among accounts that the step does not put forward \
             and that acted on at least {LEAST_OBJECTS} things.",
            layer.name()
        ),
    ];
    notes.extend(by.into_iter().map(|(spread, found)| {
        format!("What would have been found of groups that act within {}: {}.", Duration::from_ms(spread), found.join("; "))
    }));
    if smallest.iter().any(|one| !one.missed.is_empty()) {
        let reason = "Some larger groups are missed though smaller ones are found. One reason: where a step leaves out things that many accounts \
                      act on, it leaves out those of a group that is large for its crowd.";
        notes.push(reason.to_owned());
    }
    notes
}
