//! What is counted: a text by an author. Copies and near copies by the same author are one.

use lockstep_network::near_copies::{Settings, near_copies, normalise};
use lockstep_snapshot::{Kind, Snapshot};
use rayon::prelude::*;

use crate::detector::Unfit;

/// The texts by authors.
pub(super) struct Units {
    /// Of each account, the first post with each of its texts, in order of time.
    pub(super) of: Vec<Vec<Unit>>,
    /// Posts that are not retweets.
    pub(super) written: u64,
    /// Posts set aside as boilerplate.
    pub(super) boilerplate: u64,
    /// Posts that have no word besides links and mentions.
    pub(super) empty: u64,
    /// A near copy may have been missed, because there were too many texts to find every pair.
    pub(super) exact: bool,
}

/// One text by one author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// The author's first post with it, as position in the snapshot.
    pub(super) post: u32,
    /// False where another account had posted a near copy of it before.
    pub(super) first: bool,
}

impl Units {
    /// Those of a snapshot.
    ///
    /// # Errors
    /// When the snapshot has no texts.
    pub(super) fn of(snapshot: &Snapshot, seed: u64) -> Result<Self, Unfit> {
        let posts = &snapshot.posts;
        let Some(texts) = &posts.text else {
            return Err(Unfit {
                reason: "the snapshot has no column `text`".to_owned(),
                remedy: "a source with the text of posts would do".to_owned(),
            });
        };
        let is_retweet = |post: u32| posts.kind.as_ref().is_some_and(|kinds| kinds[post as usize] == Kind::Retweet);
        let rows: Vec<u32> = (0..posts.len() as u32).filter(|post| !is_retweet(*post)).collect();
        let written: Vec<&str> = rows.iter().map(|post| texts.get(*post as usize)).collect();
        let authors: Vec<u32> = rows.iter().map(|post| posts.account[*post as usize]).collect();
        let found = near_copies(&written, &authors, &Settings { seed, ..Settings::default() });
        let mut set_aside: Vec<String> = found.boilerplate.iter().map(|text| normalise(written[text.post as usize])).collect();
        set_aside.sort_unstable();
        let mut by_author = vec![Vec::new(); snapshot.accounts.len()];
        for (row, author) in (0u32..).zip(&authors) {
            by_author[*author as usize].push(row);
        }
        let of: Vec<(Vec<Unit>, u64, u64)> = by_author
            .par_iter()
            .map(|mine| {
                let (mut units, mut clusters, mut short, mut boilerplate, mut empty) = (Vec::new(), Vec::new(), Vec::new(), 0, 0);
                for row in mine {
                    let unit = |first| Unit { post: rows[*row as usize], first };
                    if let Some(cluster) = found.cluster_of_post[*row as usize] {
                        // Posts of a snapshot are in order of time, so the first of a cluster is the earliest.
                        clusters.push((cluster, unit(found.clusters[cluster as usize].posts[0] == *row)));
                        continue;
                    }
                    if found.compared.binary_search(row).is_ok() {
                        units.push(unit(true));
                        continue;
                    }
                    let text = normalise(written[*row as usize]);
                    if text.is_empty() {
                        empty += 1;
                    } else if set_aside.binary_search(&text).is_ok() {
                        boilerplate += 1;
                    } else {
                        short.push((text, unit(true)));
                    }
                }
                clusters.sort_by_key(|(cluster, unit)| (*cluster, unit.post));
                clusters.dedup_by_key(|(cluster, _)| *cluster);
                short.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.post.cmp(&b.1.post)));
                short.dedup_by(|a, b| a.0 == b.0);
                units.extend(clusters.into_iter().map(|(_, unit)| unit).chain(short.into_iter().map(|(_, unit)| unit)));
                units.sort_unstable_by_key(|unit| unit.post);
                (units, boilerplate, empty)
            })
            .collect();
        Ok(Self {
            written: rows.len() as u64,
            boilerplate: of.iter().map(|(_, boilerplate, _)| boilerplate).sum(),
            empty: of.iter().map(|(_, _, empty)| empty).sum(),
            exact: found.counts.exact,
            of: of.into_iter().map(|(units, _, _)| units).collect(),
        })
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.of.iter().map(|units| units.len() as u64).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_counts_once_for_each_author() {
        const SAYING: &str = "The harbour was never closed to anybody, whatever they say now";
        let texts =
            [SAYING, "The harbour was never closed to anybody, whatever they say now!", "Good night", SAYING, "good night.", "@you https://t.co/1", SAYING];
        let mut snapshot = Snapshot::default();
        let names = [("a", "b"), ("c", "d")].map(|(one, other)| [one, other]).concat();
        let mut interner = lockstep_snapshot::Interner::default();
        for name in &names {
            interner.code(name);
        }
        snapshot.accounts = lockstep_snapshot::Dictionary::merge(&[&interner]).0;
        snapshot.posts.time = (0..7).collect();
        snapshot.posts.account = vec![0, 0, 0, 1, 0, 1, 2];
        snapshot.posts.text = Some(texts.into_iter().collect());
        let mut kinds = vec![Kind::Original; 7];
        kinds[6] = Kind::Retweet;
        snapshot.posts.kind = Some(kinds);
        let units = Units::of(&snapshot, 1).expect("there are texts");
        assert_eq!(units.of[0], [Unit { post: 0, first: true }, Unit { post: 2, first: true }]);
        assert_eq!(units.of[1], [Unit { post: 3, first: false }]);
        assert_eq!((units.len(), units.written, units.empty, units.boilerplate), (3, 6, 1, 0));
    }
}
