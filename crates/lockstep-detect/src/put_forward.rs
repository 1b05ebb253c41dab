//! The accounts that findings put forward: what is compared between settings, and between runs.

use std::collections::BTreeSet;

use crate::findings::{Cells, Findings, Table, Verdict};

impl Findings {
    /// The accounts that these findings put forward: those flagged in a table with one row an account, or, where no verdict is given at all,
    /// those with a tie in the network. None where findings put no account forward, such as those that describe, or that judge sets.
    #[must_use]
    pub fn put_forward(&self) -> Option<BTreeSet<&str>> {
        let judged = || self.tables.iter().filter_map(|table| Some((table, table.verdicts()?)));
        let of_accounts = judged().filter_map(|(table, verdicts)| Some((rows_of_accounts(table)?, verdicts)));
        let flagged: Vec<_> = of_accounts.collect();
        if !flagged.is_empty() {
            let rows = flagged.into_iter().flat_map(|(accounts, verdicts)| accounts.iter().zip(verdicts));
            return Some(rows.filter(|(_, verdict)| **verdict == Verdict::Flagged).map(|(account, _)| account.as_str()).collect());
        }
        if judged().next().is_some() {
            return None;
        }
        let edges = self.table(&self.network.as_ref()?.edges)?;
        let ends =
            edges.columns.iter().take(2).filter_map(|column| if let Cells::Account(cells) = &column.cells { Some(cells) } else { None });
        Some(ends.flatten().map(String::as_str).collect())
    }
}

/// The accounts of a table with one row an account.
fn rows_of_accounts(table: &Table) -> Option<&[String]> {
    match table.columns.first().map(|column| &column.cells) {
        Some(Cells::Account(accounts)) if table.key == 1 => Some(accounts),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Network;
    use crate::groups::column;

    fn accounts(names: &[&str]) -> Cells {
        Cells::Account(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn table(name: &str, key: usize, cells: Vec<Cells>) -> Table {
        let columns = cells.into_iter().zip(["a", "b", "c"]).map(|(cells, name)| column(name, name, cells)).collect();
        Table { name: name.to_owned(), about: String::new(), key, columns }
    }

    fn network() -> Findings {
        let edges = table("edges", 2, vec![accounts(&["ann", "ann"]), accounts(&["ben", "cleo"]), Cells::Count(vec![Some(3), Some(9)])]);
        let network = Network { edges: "edges".to_owned(), directed: false, weight: String::new(), evidence: Vec::new() };
        Findings { tables: vec![edges], network: Some(network), ..Findings::default() }
    }

    #[test]
    fn a_network_puts_forward_whoever_has_a_tie() {
        assert_eq!(network().put_forward().map(Vec::from_iter), Some(vec!["ann", "ben", "cleo"]));
        assert_eq!(Findings::default().put_forward(), None);
    }

    #[test]
    fn a_verdict_on_accounts_decides_and_one_on_sets_puts_no_account_forward() {
        let verdicts = || Cells::Verdict(vec![Verdict::Flagged, Verdict::NotFlagged, Verdict::InsufficientData]);
        let mut judged = network();
        judged.tables.push(table("accounts", 1, vec![accounts(&["ben", "dan", "eve"]), verdicts()]));
        assert_eq!(judged.put_forward().map(Vec::from_iter), Some(vec!["ben"]));
        let mut of_sets = network();
        of_sets.tables.push(table("sets", 1, vec![Cells::Text(vec!["x".into(), "y".into(), "z".into()]), verdicts()]));
        assert_eq!(of_sets.put_forward(), None, "the ties of such a network are no finding about anybody");
    }
}
