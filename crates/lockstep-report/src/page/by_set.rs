//! What steps found set by set: beside a finding, and side by side for all steps.

use lockstep_detect::{Cells, Findings};
use lockstep_study::Controls;
use serde::Serialize;

use crate::number;
use crate::paths;
use crate::steps::{Told, asking};

/// What a step found in one set: how many of how many.
#[derive(Serialize)]
pub(super) struct BySet {
    pub(super) set: String,
    pub(super) role: String,
    /// How many, of how many.
    pub(super) counts: [u64; 2],
    pub(super) number: String,
    pub(super) of: String,
    /// How many it would be if the set were like the control sets, and at most how many.
    pub(super) as_controls: Option<[String; 2]>,
    /// The same, exactly.
    #[serde(skip)]
    pub(super) exactly_as_controls: Option<[f64; 2]>,
}

/// Columns of a table by set that count what was found, and those that count what it is part of, each in the order of preference.
const FOUND: [&str; 4] = ["flagged", "linked", "copying", "queued"];
const WHOLE: [&str; 5] = ["assessed", "acting", "writing", "accounts", "profiles"];

/// What a step found set by set, where it says so and the study names more than one.
pub(super) fn by_set(findings: &Findings) -> Vec<BySet> {
    let Some(table) = findings.table("by_set").filter(|table| table.rows() > 1) else { return Vec::new() };
    let counts =
        |names: &[&str]| names.iter().find_map(|name| if let Some(Cells::Count(cells)) = table.column(name) { Some(cells) } else { None });
    let (Some(Cells::Text(sets)), Some(Cells::Text(roles)), Some(found), Some(whole)) =
        (table.column("set"), table.column("role"), counts(&FOUND), counts(&WHOLE))
    else {
        return Vec::new();
    };
    let real = |name: &str, row: usize| match table.column(name) {
        Some(Cells::Real(_, cells)) => cells[row],
        _ => None,
    };
    let rows = sets.iter().zip(roles).zip(found.iter().zip(whole)).enumerate();
    rows.filter_map(|(row, ((set, role), (found, whole)))| {
        let counts = [(*found)?, (*whole)?];
        let as_controls = real("as_controls", row).zip(real("as_controls_at_most", row)).map(<[f64; 2]>::from);
        Some(BySet {
            set: set.clone(),
            role: role.clone(),
            counts,
            number: number::count(counts[0]),
            of: number::count(counts[1]),
            as_controls: as_controls.map(|numbers| numbers.map(|accounts| number::aligned(accounts, 1))),
            exactly_as_controls: as_controls,
        })
    })
    .collect()
}

/// Every step that says what it found set by set, side by side.
#[derive(Serialize)]
pub(super) struct SideBySide {
    /// The sets: those studied, then opposed and neutral controls, then all others.
    heads: Vec<Head>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Head {
    set: String,
    role: String,
}

#[derive(Serialize)]
struct Row {
    step: String,
    anchor: String,
    title: &'static str,
    /// One a set; none where the step says nothing of the set.
    cells: Vec<Option<Cell>>,
}

#[derive(Serialize)]
struct Cell {
    number: String,
    of: String,
    /// None where nothing was looked at.
    share: Option<String>,
    /// For the order of the column.
    exact: f64,
}

/// The table, where the steps compare at least two sets.
pub(super) fn side_by_side(steps: &[Told<'_>], controls: &Controls) -> Option<SideBySide> {
    let told = asking(steps).filter_map(|told| Some((told, by_set(told.found.as_ref()?.findings))));
    let told: Vec<(&Told<'_>, Vec<BySet>)> = told.filter(|(_, sets)| !sets.is_empty()).collect();
    let mut heads: Vec<Head> = Vec::new();
    for of in told.iter().flat_map(|(_, sets)| sets) {
        if heads.iter().all(|head| head.set != of.set) {
            let kind = controls.kind_of(&of.set);
            heads.push(Head { set: of.set.clone(), role: kind.map_or_else(|| of.role.clone(), |kind| format!("{kind} control")) });
        }
    }
    let order = ["studied", "opposed control", "neutral control", "control"];
    heads.sort_by_key(|head| order.iter().position(|role| *role == head.role).unwrap_or(order.len()));
    let row = |(told, sets): &(&Told<'_>, Vec<BySet>)| Row {
        step: told.record.step.clone(),
        anchor: paths::step_anchor(&told.record.step),
        title: told.card.title,
        cells: heads.iter().map(|head| sets.iter().find(|of| of.set == head.set).map(cell)).collect(),
    };
    let rows: Vec<Row> = told.iter().map(row).collect();
    (heads.len() > 1).then_some(SideBySide { heads, rows })
}

fn cell(of: &BySet) -> Cell {
    let [found, whole] = of.counts;
    let exact = found as f64 / whole.max(1) as f64;
    let share = (whole > 0).then(|| number::share(exact));
    Cell { number: of.number.clone(), of: of.of.clone(), share, exact }
}

#[cfg(test)]
mod tests {
    use lockstep_detect::{Table, TableColumn};

    use super::*;

    #[test]
    fn each_list_has_its_number_and_what_it_is_of() {
        let column = |name: &str, cells| TableColumn { name: name.to_owned(), meaning: String::new(), cells };
        let words = |words: &[&str]| Cells::Text(words.iter().map(|word| (*word).to_owned()).collect());
        let table = |rows: usize| Table {
            name: "by_set".to_owned(),
            about: String::new(),
            key: 1,
            columns: vec![
                column("set", words(&["list", "crowd"][..rows])),
                column("role", words(&["studied", "control"][..rows])),
                column("accounts", Cells::Count(vec![Some(75), Some(1_600)][..rows].to_vec())),
                column("linked", Cells::Count(vec![Some(13), Some(0)][..rows].to_vec())),
            ],
        };
        let told = |rows| {
            let findings = Findings { tables: vec![table(rows)], ..Findings::default() };
            by_set(&findings).iter().map(|of| format!("{} {} of {}", of.set, of.number, of.of)).collect::<Vec<_>>()
        };
        assert_eq!(told(2), ["list 13 of 75", "crowd 0 of 1,600"]);
        assert_eq!(told(1), [""; 0], "one list alone says no more than the sentence");
    }
}
