//! What a published report calls an account.
//!
//! A pseudonym is a keyed BLAKE3 digest of the id. The key is made of the rows of the snapshot and is never published, so whoever holds the
//! same data gets the same pseudonyms and can check a report line by line, while nobody else can try ids against it.

use lockstep_detect::{Cells, Findings};
use lockstep_digest::{Context, Digest};

/// Hexadecimal digits of a pseudonym: 48 bits, so that two of 100,000 accounts share one with a chance of 2 in 100,000.
const DIGITS: usize = 12;

/// Gives ids their pseudonyms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pseudonyms {
    pub(crate) key: Digest,
}

impl Pseudonyms {
    /// Replace every account and post id.
    pub(crate) fn apply(&self, findings: &mut Findings) {
        for column in findings.tables.iter_mut().flat_map(|table| &mut table.columns) {
            match &mut column.cells {
                Cells::Account(ids) => ids.iter_mut().for_each(|id| *id = self.of("account", id)),
                Cells::Post(ids) => ids.iter_mut().for_each(|id| *id = self.of("post", id)),
                Cells::Posts(lists) => lists.iter_mut().flatten().for_each(|id| *id = self.of("post", id)),
                Cells::Object(_) | Cells::Text(_) | Cells::Count(_) | Cells::Real(..) | Cells::Time(_) | Cells::Verdict(_) => {}
            }
        }
    }

    fn of(&self, kind: &str, id: &str) -> String {
        let mut hasher = Context::PseudonymKey.hasher();
        hasher.update(self.key.as_bytes());
        hasher.update(kind.as_bytes());
        hasher.update(b"\0");
        hasher.update(id.as_bytes());
        format!("{kind}-{}", &hasher.finish().to_hex()[..DIGITS])
    }
}

#[cfg(test)]
mod tests {
    use lockstep_detect::{Table, TableColumn};

    use super::*;

    #[test]
    fn every_kind_of_id_is_replaced_and_nothing_else() {
        let column = |cells| TableColumn { name: "c".to_owned(), meaning: String::new(), cells };
        let table = Table {
            name: "t".to_owned(),
            about: String::new(),
            key: 1,
            columns: vec![
                column(Cells::Account(vec!["alice".to_owned()])),
                column(Cells::Post(vec!["alice".to_owned()])),
                column(Cells::Posts(vec![vec!["alice".to_owned()]])),
                column(Cells::Object(vec!["#tag".to_owned()])),
            ],
        };
        let mut findings = Findings { tables: vec![table], ..Findings::default() };
        Pseudonyms { key: Context::PseudonymKey.of_bytes(b"rows") }.apply(&mut findings);
        let mut other = findings.clone();
        let text = serde_json::to_string(&findings).expect("findings are JSON");
        assert!(!text.contains("alice") && text.contains("#tag"), "{text}");
        assert!(text.contains("account-") && text.contains("post-"));
        Pseudonyms { key: Context::PseudonymKey.of_bytes(b"other rows") }.apply(&mut other);
        assert_ne!(other, findings);
    }
}
