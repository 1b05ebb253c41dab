//! Two sets of findings of one step: every value and every cell, with the tolerances that the study declares.

use std::collections::{BTreeMap, HashMap};

use lockstep_detect::{Cells, Findings, Number, Table, Value};
use lockstep_study::Tolerance;
use serde::Serialize;

use super::classes::{self, CLUSTERS, ClassCheck};

/// A value, as published and as found here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueCheck {
    /// The step.
    pub step: String,
    /// The value's name.
    pub name: String,
    /// As published; none where it was not.
    pub published: Option<Number>,
    /// As found here; none where it was not.
    pub here: Option<Number>,
    /// How far it may be off.
    pub tolerance: Option<Tolerance>,
    /// Whether it is as near as it must be.
    pub agrees: bool,
}

impl ValueCheck {
    /// Whether both are the same.
    #[must_use]
    pub fn same(&self) -> bool {
        self.published == self.here
    }
}

/// What a study allows, and what a reviewer allows instead.
pub(super) struct Allowed<'a> {
    pub(super) declared: &'a BTreeMap<String, Tolerance>,
    pub(super) loosened: Option<Tolerance>,
}

impl Allowed<'_> {
    fn of(&self, name: &str) -> Option<Tolerance> {
        self.loosened.or_else(|| self.declared.get(name).copied())
    }
}

/// How two sets of findings agree.
pub(super) struct Agreement {
    pub(super) classes: Vec<ClassCheck>,
    /// What does not agree, in words; what is only within tolerance is not in it.
    pub(super) faults: Vec<String>,
}

/// Compare findings, both as they are published.
pub(super) fn compare(step: &str, published: &Findings, here: &Findings, allowed: &Allowed<'_>) -> Agreement {
    let classes = classes::compare(published, here);
    let mut faults = value_faults(&values(step, &published.values, &here.values, allowed));
    for class in classes.iter().filter(|class| !class.same()) {
        faults.push(format!("{}: published {}, here {}, {} in both", class.what, class.published, class.here, class.common));
    }
    for now in &here.tables {
        match published.table(&now.name) {
            None => faults.push(format!("table {}: not in the published run", now.name)),
            Some(before) => faults.extend(cells(before, now, allowed)),
        }
    }
    let gone = published.tables.iter().filter(|table| here.table(&table.name).is_none());
    faults.extend(gone.map(|table| format!("table {}: not found here", table.name)));
    if published.network != here.network {
        faults.push("the description of the network differs".to_owned());
    }
    if published.notes != here.notes {
        faults.push("the notes differ".to_owned());
    }
    Agreement { classes, faults }
}

pub(super) fn values(step: &str, published: &[Value], here: &[Value], allowed: &Allowed<'_>) -> Vec<ValueCheck> {
    let find = |values: &[Value], name: &str| values.iter().find(|value| value.name == name).map(|value| value.number.clone());
    let gone = published.iter().filter(|value| here.iter().all(|other| other.name != value.name));
    here.iter()
        .chain(gone)
        .map(|value| {
            let (before, now) = (find(published, &value.name), find(here, &value.name));
            let tolerance = allowed.of(&value.name);
            let near = |tolerance: Tolerance| match (&before, &now) {
                (Some(Number::Real(before)), Some(Number::Real(now))) => tolerance.allows(*before, *now),
                (Some(Number::Count(before)), Some(Number::Count(now))) => tolerance.allows(*before as f64, *now as f64),
                _ => false,
            };
            let agrees = before == now || tolerance.is_some_and(near);
            ValueCheck { step: step.to_owned(), name: value.name.clone(), published: before, here: now, tolerance, agrees }
        })
        .collect()
}

/// The columns of a table that do not agree, rows being matched by their keys.
fn cells(before: &Table, now: &Table, allowed: &Allowed<'_>) -> Vec<String> {
    if before.rows() != now.rows() {
        return vec![format!("table {}: published {} rows, here {}", now.name, before.rows(), now.rows())];
    }
    let heads = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    if heads(before) != heads(now) {
        return vec![format!("table {}: its columns differ", now.name)];
    }
    let places: HashMap<String, usize> = (0..before.rows()).map(|row| (classes::key(before, row), row)).collect();
    let pairs: Vec<Option<(usize, usize)>> =
        (0..now.rows()).map(|row| places.get(&classes::key(now, row)).map(|place| (*place, row))).collect();
    let strangers = pairs.iter().filter(|pair| pair.is_none()).count();
    if strangers > 0 {
        return vec![format!("table {}: {strangers} rows are not in the published run", now.name)];
    }
    let mut faults = Vec::new();
    for (old, new) in before.columns.iter().zip(&now.columns) {
        if CLUSTERS.contains(&new.name.as_str()) {
            continue;
        }
        let tolerance = allowed.of(&format!("{}.{}", now.name, new.name));
        let mut apart = pairs.iter().flatten().filter(|(was, is)| !near(&old.cells, *was, &new.cells, *is, tolerance));
        if let Some((was, is)) = apart.next() {
            let (name, cell) = (classes::name(now, *is), |cells, row| classes::cell(cells, row));
            faults.push(format!(
                "table {}, column {}: {} of {} cells differ, the first of {name}: published `{}`, here `{}`",
                now.name,
                new.name,
                1 + apart.count(),
                now.rows(),
                cell(&old.cells, *was),
                cell(&new.cells, *is)
            ));
        }
    }
    faults
}

fn near(before: &Cells, was: usize, now: &Cells, is: usize, tolerance: Option<Tolerance>) -> bool {
    if classes::cell(before, was) == classes::cell(now, is) {
        return true;
    }
    match (tolerance, before, now) {
        (Some(tolerance), Cells::Real(_, before), Cells::Real(_, now)) => match (before[was], now[is]) {
            (Some(before), Some(now)) => tolerance.allows(before, now),
            _ => false,
        },
        _ => false,
    }
}

/// The values that do not agree, in words.
pub(super) fn value_faults(values: &[ValueCheck]) -> Vec<String> {
    let told = |number: &Option<Number>| number.as_ref().map_or("nothing".to_owned(), in_words);
    let apart = values.iter().filter(|value| !value.agrees);
    apart.map(|value| format!("{}: published {}, here {}", value.name, told(&value.published), told(&value.here))).collect()
}

fn in_words(number: &Number) -> String {
    match number {
        Number::Count(count) => count.to_string(),
        Number::Real(real) => real.to_string(),
        Number::Time(time) => format!("{time} ms"),
        Number::Insufficient(why) => format!("none ({why})"),
    }
}

#[cfg(test)]
mod tests {
    use lockstep_detect::{TableColumn, Unit};

    use super::*;

    fn findings(modularity: f64, cell: f64) -> Findings {
        let column = |name: &str, cells| TableColumn { name: name.to_owned(), meaning: String::new(), cells };
        Findings {
            values: vec![Value {
                name: "modularity".to_owned(),
                number: Number::Real(modularity),
                unit: Unit::Plain,
                of: None,
                meaning: String::new(),
            }],
            tables: vec![Table {
                name: "accounts".to_owned(),
                about: String::new(),
                key: 1,
                columns: vec![
                    column("account", Cells::Account(vec!["a".to_owned()])),
                    column("centrality", Cells::Real(Unit::Plain, vec![Some(cell)])),
                ],
            }],
            ..Findings::default()
        }
    }

    fn faults(declared: &[(&str, f64)], loosened: Option<f64>, here: &Findings) -> Vec<String> {
        let tolerance = |relative| Tolerance { absolute: 0.0, relative };
        let declared = declared.iter().map(|(name, relative)| ((*name).to_owned(), tolerance(*relative))).collect();
        let allowed = Allowed { declared: &declared, loosened: loosened.map(tolerance) };
        compare("s", &findings(0.5, 0.25), here, &allowed).faults
    }

    #[test]
    fn only_what_the_study_names_may_be_off_and_only_so_far() {
        let here = findings(0.500_000_1, 0.25);
        assert_eq!(faults(&[], None, &here), ["modularity: published 0.5, here 0.5000001"]);
        assert_eq!(faults(&[("modularity", 1e-6)], None, &here), [""; 0]);
        assert_eq!(faults(&[("modularity", 1e-9)], None, &here).len(), 1);
        let cell = findings(0.5, 0.250_000_1);
        assert_eq!(
            faults(&[("modularity", 1e-6)], None, &cell),
            ["table accounts, column centrality: 1 of 1 cells differ, the first of a: published `0.25`, here `0.2500001`"]
        );
        assert_eq!(faults(&[("accounts.centrality", 1e-6)], None, &cell), [""; 0]);
        assert_eq!(faults(&[], Some(1e-6), &findings(0.500_000_1, 0.250_000_1)), [""; 0]);
    }
}
