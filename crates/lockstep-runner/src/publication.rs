//! What a published report may show of an account, and what it shows instead.
//!
//! Findings are digested as they are, and then made fit to be seen: ids become pseudonyms, times are told by the hour, and what only a few
//! accounts have in common is withheld. A pseudonym is a keyed BLAKE3 digest of the id. The key is made of the rows of the snapshot and is
//! never published, so whoever holds the same data gets the same pseudonyms and can check a report line by line, while nobody else can try
//! ids against it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use lockstep_detect::{Cells, Findings, Table};
use lockstep_digest::{Context, Digest};
use lockstep_study::{Publication, PublicationMode, Times};

/// Hexadecimal digits of a pseudonym: 48 bits, so that two of 100,000 accounts share one with a chance of 2 in 100,000.
const DIGITS: usize = 12;
const HOUR: i64 = 3_600_000;

/// Columns that count the accounts behind a row.
const CROWDS: [&str; 2] = ["accounts", "authors"];

/// Makes findings fit to be published.
#[derive(Debug, Clone)]
pub(crate) struct Veil {
    key: Digest,
    named: HashSet<String>,
    times: Times,
    smallest_cell: u64,
}

impl Veil {
    /// The veil that a study asks for; none where it names everybody, or has no rows to make a key of.
    pub(crate) fn new(publication: &Publication, secret: Option<Digest>) -> Option<Self> {
        if publication.mode == PublicationMode::Named {
            return None;
        }
        Some(Self {
            key: key(secret?, publication.edition),
            named: publication.named.iter().map(|named| named.account.clone()).collect(),
            times: publication.times,
            smallest_cell: u64::from(publication.smallest_cell),
        })
    }

    /// Replace or withhold everything in the findings that leads to an account.
    pub(crate) fn cover(&self, findings: &mut Findings) {
        let rare = self.rare_objects(findings);
        for table in &mut findings.tables {
            self.withhold_rare_rows(table);
            let leads_to_somebody = table.columns.iter().any(|column| identifies(&column.cells));
            for column in &mut table.columns {
                match &mut column.cells {
                    Cells::Account(ids) => {
                        ids.iter_mut().filter(|id| !self.named.contains(*id)).for_each(|id| *id = self.name("account", id))
                    }
                    Cells::Post(ids) => ids.iter_mut().for_each(|id| *id = self.name("post", id)),
                    Cells::Posts(lists) => lists.iter_mut().flatten().for_each(|id| *id = self.name("post", id)),
                    Cells::Object(objects) => {
                        objects.iter_mut().filter(|object| rare.contains(*object)).for_each(|object| *object = self.name("rare", object))
                    }
                    Cells::Time(times) if leads_to_somebody => times.iter_mut().flatten().for_each(|time| *time = self.coarse(*time)),
                    Cells::Text(_) | Cells::Count(_) | Cells::Real(..) | Cells::Time(_) | Cells::Verdict(_) => {}
                }
            }
        }
    }

    fn coarse(&self, time: i64) -> i64 {
        match self.times {
            Times::Exact => time,
            Times::Hour => time.div_euclid(HOUR) * HOUR,
            Times::Day => time.div_euclid(24 * HOUR) * 24 * HOUR,
        }
    }

    /// Rows that too few accounts have in common; none where a table lists accounts, which have pseudonyms, or does not count them.
    fn rare_rows(&self, table: &Table) -> Vec<usize> {
        let crowd = crowd_column(table);
        let found_in_the_data = |cells: &Cells| matches!(cells, Cells::Object(_) | Cells::Time(_));
        let by_find = table.columns.iter().take(table.key.max(1)).any(|column| found_in_the_data(&column.cells));
        match crowd {
            Some(crowd) if by_find && !table.columns.iter().any(|column| matches!(column.cells, Cells::Account(_))) => {
                let few = |count: &Option<u64>| count.is_some_and(|count| (1..self.smallest_cell).contains(&count));
                crowd.iter().enumerate().filter(|(_, count)| few(count)).map(|(row, _)| row).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Objects that no table shows enough accounts to have in common: by its count of them, or by listing them.
    fn rare_objects(&self, findings: &Findings) -> BTreeSet<String> {
        let mut crowds: BTreeMap<&str, u64> = BTreeMap::new();
        for table in &findings.tables {
            for (object, crowd) in crowds_of(table) {
                let most = crowds.entry(object).or_default();
                *most = crowd.max(*most);
            }
        }
        crowds.into_iter().filter(|(_, crowd)| (1..self.smallest_cell).contains(crowd)).map(|(object, _)| object.to_owned()).collect()
    }

    fn withhold_rare_rows(&self, table: &mut Table) {
        let rows = self.rare_rows(table);
        for column in table.columns.iter_mut().skip(table.key) {
            match &mut column.cells {
                Cells::Count(cells) => rows.iter().for_each(|row| cells[*row] = None),
                Cells::Real(_, cells) => rows.iter().for_each(|row| cells[*row] = None),
                Cells::Time(cells) => rows.iter().for_each(|row| cells[*row] = None),
                _ => {}
            }
        }
    }

    fn name(&self, kind: &str, id: &str) -> String {
        let mut hasher = Context::PseudonymKey.hasher();
        hasher.update(self.key.as_bytes());
        hasher.update(kind.as_bytes());
        hasher.update(b"\0");
        hasher.update(id.as_bytes());
        format!("{kind}-{}", &hasher.finish().to_hex()[..DIGITS])
    }
}

/// The key of an edition; the first is that of the rows themselves.
pub(crate) fn key(secret: Digest, edition: u32) -> Digest {
    if edition <= 1 {
        return secret;
    }
    let mut hasher = Context::PseudonymKey.hasher();
    hasher.update(secret.as_bytes());
    hasher.update(&edition.to_le_bytes());
    hasher.finish()
}

/// The column that counts the accounts behind each row.
fn crowd_column(table: &Table) -> Option<&Vec<Option<u64>>> {
    CROWDS.iter().find_map(|name| if let Some(Cells::Count(cells)) = table.column(name) { Some(cells) } else { None })
}

/// The objects of a table and how many accounts each belongs to, as far as the table tells.
fn crowds_of(table: &Table) -> Vec<(&str, u64)> {
    let accounts = table.columns.iter().filter_map(|column| if let Cells::Account(cells) = &column.cells { Some(cells) } else { None });
    let accounts: Vec<&Vec<String>> = accounts.collect();
    let objects = table.columns.iter().filter_map(|column| if let Cells::Object(cells) = &column.cells { Some(cells) } else { None });
    let mut crowds = Vec::new();
    for cells in objects {
        if !accounts.is_empty() {
            let mut members: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for (row, object) in cells.iter().enumerate() {
                members.entry(object).or_default().extend(accounts.iter().map(|ids| ids[row].as_str()));
            }
            crowds.extend(members.into_iter().map(|(object, members)| (object, members.len() as u64)));
        } else if let Some(counts) = crowd_column(table) {
            crowds.extend(cells.iter().zip(counts).filter_map(|(object, count)| Some((object.as_str(), (*count)?))));
        }
    }
    crowds
}

fn identifies(cells: &Cells) -> bool {
    matches!(cells, Cells::Account(_) | Cells::Post(_) | Cells::Posts(_))
}

#[cfg(test)]
mod tests {
    use lockstep_detect::{TableColumn, Unit};
    use lockstep_study::NamedAccount;

    use super::*;

    fn table(key: usize, columns: Vec<(&str, Cells)>) -> Table {
        let column = |(name, cells): (&str, Cells)| TableColumn { name: name.to_owned(), meaning: String::new(), cells };
        Table { name: "t".to_owned(), about: String::new(), key, columns: columns.into_iter().map(column).collect() }
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn covered(publication: &Publication, table: Table) -> Table {
        let veil = Veil::new(publication, Some(Context::PseudonymKey.of_bytes(b"rows"))).expect("pseudonymous");
        let mut findings = Findings { tables: vec![table], ..Findings::default() };
        veil.cover(&mut findings);
        findings.tables.remove(0)
    }

    fn alice() -> Table {
        let columns = vec![
            ("a", Cells::Account(words(&["alice", "bob"]))),
            ("p", Cells::Post(words(&["alice", "bob"]))),
            ("l", Cells::Posts(vec![words(&["alice"]), words(&["bob"])])),
            ("o", Cells::Object(words(&["#tag", "#tag"]))),
            ("t", Cells::Time(vec![Some(HOUR + 5), None])),
        ];
        table(1, columns)
    }

    #[test]
    fn every_kind_of_id_is_replaced_and_nothing_else() {
        let seen = covered(&Publication::default(), alice());
        let text = serde_json::to_string(&seen).expect("findings are JSON");
        assert!(!text.contains("alice") && !text.contains("bob"), "{text}");
        assert!(text.contains("account-") && text.contains("post-"));
        let other = Publication { edition: 2, ..Publication::default() };
        assert_ne!(covered(&other, alice()).columns[0], seen.columns[0]);
    }

    #[test]
    fn a_named_account_keeps_its_name_and_its_posts_do_not() {
        let named = vec![NamedAccount { account: "alice".to_owned(), reason: "An office.".to_owned() }];
        let seen = covered(&Publication { named, ..Publication::default() }, alice());
        let (Cells::Account(accounts), Cells::Post(posts)) = (&seen.columns[0].cells, &seen.columns[1].cells) else { panic!("{seen:?}") };
        assert_eq!(accounts[0], "alice");
        assert!(accounts[1].starts_with("account-") && posts[0].starts_with("post-"));
    }

    #[test]
    fn times_beside_an_account_are_told_by_the_hour_or_day() {
        let times = |times| covered(&Publication { times, ..Publication::default() }, alice()).columns[4].cells.clone();
        assert_eq!(times(Times::Exact), Cells::Time(vec![Some(HOUR + 5), None]));
        assert_eq!(times(Times::Hour), Cells::Time(vec![Some(HOUR), None]));
        assert_eq!(times(Times::Day), Cells::Time(vec![Some(0), None]));
        let crowd = table(1, vec![("t", Cells::Time(vec![Some(HOUR + 5)])), ("posts", Cells::Count(vec![Some(9)]))]);
        assert_eq!(covered(&Publication::default(), crowd.clone()), crowd);
    }

    #[test]
    fn what_few_accounts_have_in_common_is_withheld() {
        let columns = |few: u64| {
            vec![
                ("word", Cells::Object(words(&["common", "rare"]))),
                ("authors", Cells::Count(vec![Some(50), Some(few)])),
                ("share", Cells::Real(Unit::Share, vec![Some(0.5), Some(0.04)])),
            ]
        };
        let seen = covered(&Publication::default(), table(1, columns(4)));
        let text = serde_json::to_string(&seen).expect("findings are JSON");
        assert!(text.contains("common") && !text.contains("\"rare\"") && text.contains("rare-"), "{text}");
        assert_eq!(seen.columns[1].cells, Cells::Count(vec![Some(50), None]));
        assert_eq!(seen.columns[2].cells, Cells::Real(Unit::Share, vec![Some(0.5), None]));
        let enough = table(1, columns(5));
        assert_eq!(covered(&Publication::default(), enough.clone()), enough);
        let by_set = table(1, vec![("set", Cells::Text(words(&["list"]))), ("accounts", Cells::Count(vec![Some(2)]))]);
        assert_eq!(covered(&Publication::default(), by_set.clone()), by_set);
    }

    #[test]
    fn a_hashtag_of_two_accounts_leads_to_them_and_one_of_many_does_not() {
        let seen = |publication| serde_json::to_string(&covered(&publication, alice())).expect("findings are JSON");
        assert!(!seen(Publication::default()).contains("#tag"));
        assert!(seen(Publication { smallest_cell: 2, ..Publication::default() }).contains("#tag"));
    }

    #[test]
    fn a_study_that_names_everybody_has_no_veil() {
        let named = Publication { mode: PublicationMode::Named, ..Publication::default() };
        assert!(Veil::new(&named, Some(Context::PseudonymKey.of_bytes(b"rows"))).is_none());
    }
}
