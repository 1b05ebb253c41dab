//! Whether the same accounts, edges and clusters came out, whatever the numbers beside them.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_detect::{Cells, Findings, Table, Verdict};
use serde::Serialize;

/// Columns that put accounts into clusters. Their labels are numbers without meaning, so clusters are compared by who is in them.
pub(super) const CLUSTERS: [&str; 2] = ["group", "community"];

/// One way in which findings sort accounts or pairs, compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassCheck {
    /// What is sorted, such as `flagged in accounts` or `edges`.
    pub what: String,
    /// How many the published run has.
    pub published: usize,
    /// How many are found here.
    pub here: usize,
    /// How many are in both.
    pub common: usize,
}

impl ClassCheck {
    /// Whether the same came out.
    #[must_use]
    pub fn same(&self) -> bool {
        self.published == self.common && self.here == self.common
    }
}

/// Everything that the findings sort, compared.
pub(super) fn compare(published: &Findings, here: &Findings) -> Vec<ClassCheck> {
    let (before, now) = (classes(published), classes(here));
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let none = BTreeSet::new();
    names
        .into_iter()
        .map(|name| {
            let (before, now) = (before.get(name).unwrap_or(&none), now.get(name).unwrap_or(&none));
            ClassCheck { what: name.clone(), published: before.len(), here: now.len(), common: before.intersection(now).count() }
        })
        .collect()
}

/// The members of each class, each member as text.
fn classes(findings: &Findings) -> BTreeMap<String, BTreeSet<String>> {
    let mut classes = BTreeMap::new();
    for table in &findings.tables {
        if let Some(verdicts) = table.verdicts() {
            for verdict in [Verdict::Flagged, Verdict::InsufficientData] {
                let members = (0..table.rows()).filter(|row| verdicts[*row] == verdict).map(|row| key(table, row)).collect();
                classes.insert(format!("{} in {}", verdict.words(), table.name), members);
            }
        }
        for name in CLUSTERS {
            if let Some(Cells::Count(labels)) = table.column(name)
                && matches!(table.columns[0].cells, Cells::Account(_))
            {
                classes.insert(format!("clusters by {name} in {}", table.name), clusters(table, labels));
            }
        }
    }
    if let Some(edges) = findings.network.as_ref().and_then(|network| findings.table(&network.edges)) {
        classes.insert("edges".to_owned(), (0..edges.rows()).map(|row| key(edges, row)).collect());
    }
    classes
}

/// Each cluster as the list of those in it.
fn clusters(table: &Table, labels: &[Option<u64>]) -> BTreeSet<String> {
    let mut members: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for (row, label) in labels.iter().enumerate() {
        if let Some(label) = label {
            members.entry(*label).or_default().insert(key(table, row));
        }
    }
    members.into_values().map(|cluster| cluster.into_iter().collect::<Vec<_>>().join("\u{1f}")).collect()
}

/// What identifies a row, as text.
pub(super) fn key(table: &Table, row: usize) -> String {
    key_cells(table, row).join("\u{1e}")
}

/// What identifies a row, for people.
pub(super) fn name(table: &Table, row: usize) -> String {
    key_cells(table, row).join(" – ")
}

fn key_cells(table: &Table, row: usize) -> Vec<String> {
    table.columns.iter().take(table.key.max(1)).map(|column| cell(&column.cells, row)).collect()
}

/// A cell as text, in full precision.
pub(super) fn cell(cells: &Cells, row: usize) -> String {
    let number = |number: Option<String>| number.unwrap_or_default();
    match cells {
        Cells::Account(cells) | Cells::Post(cells) | Cells::Object(cells) | Cells::Text(cells) => cells[row].clone(),
        Cells::Posts(lists) => lists[row].join(" "),
        Cells::Count(cells) => number(cells[row].map(|count| count.to_string())),
        Cells::Real(_, cells) => number(cells[row].map(|real| real.to_string())),
        Cells::Time(cells) => number(cells[row].map(|time| time.to_string())),
        Cells::Verdict(cells) => cells[row].words().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use lockstep_detect::TableColumn;

    use super::*;

    fn findings(accounts: &[&str], groups: &[u64]) -> Findings {
        let column = |name: &str, cells| TableColumn { name: name.to_owned(), meaning: String::new(), cells };
        let verdicts = groups.iter().map(|group| if *group > 0 { Verdict::Flagged } else { Verdict::NotFlagged }).collect();
        let table = Table {
            name: "accounts".to_owned(),
            about: String::new(),
            key: 1,
            columns: vec![
                column("account", Cells::Account(accounts.iter().map(|name| (*name).to_owned()).collect())),
                column("verdict", Cells::Verdict(verdicts)),
                column("group", Cells::Count(groups.iter().map(|group| (*group > 0).then_some(*group)).collect())),
            ],
        };
        Findings { tables: vec![table], ..Findings::default() }
    }

    #[test]
    fn clusters_are_the_same_whatever_they_are_called() {
        let published = findings(&["a", "b", "c", "d"], &[1, 1, 2, 2]);
        assert!(compare(&published, &findings(&["d", "c", "b", "a"], &[1, 1, 7, 7])).iter().all(ClassCheck::same));
        let moved = compare(&published, &findings(&["a", "b", "c", "d"], &[1, 2, 2, 2]));
        let what: Vec<&str> = moved.iter().filter(|class| !class.same()).map(|class| class.what.as_str()).collect();
        assert_eq!(what, ["clusters by group in accounts"]);
        let fewer = compare(&published, &findings(&["a", "b", "c", "d"], &[1, 1, 2, 0]));
        let flagged = fewer.iter().find(|class| class.what == "flagged in accounts").expect("is compared");
        assert_eq!((flagged.published, flagged.here, flagged.common), (4, 3, 3));
    }
}
