//! Posts of a snapshot that say nearly the same, as clusters: what the layer `co_text` and the detector `near_duplicate_text` rest on.

use lockstep_network::near_copies::{Boilerplate, Cluster, Counts, Settings, near_copies};
use lockstep_snapshot::{Kind, Snapshot, grouped};

use crate::detector::Unfit;

/// The near copies among the posts that are not retweets. Posts are positions in the snapshot's.
pub(crate) struct Copies {
    /// Posts that were compared, ascending.
    pub(crate) compared: Vec<u32>,
    /// Clusters of at least two posts by at least two authors: most posts first.
    pub(crate) shared: Vec<Cluster>,
    /// Clusters of posts by one author alone.
    pub(crate) own: u64,
    /// Texts that were set aside: most posts first.
    pub(crate) boilerplate: Vec<Boilerplate>,
    /// How many of what; `posts` are those that are not retweets.
    pub(crate) counts: Counts,
}

impl Copies {
    /// Compare the posts of a snapshot.
    ///
    /// Where the source does not say which posts are retweets, all are compared.
    ///
    /// # Errors
    /// When the snapshot has no texts.
    pub(crate) fn find(snapshot: &Snapshot, settings: &Settings) -> Result<Self, Unfit> {
        Self::among(snapshot, settings, |_| true)
    }

    /// Compare those posts of a snapshot that a condition picks.
    ///
    /// # Errors
    /// When the snapshot has no texts.
    pub(crate) fn among(snapshot: &Snapshot, settings: &Settings, wanted: impl Fn(u32) -> bool) -> Result<Self, Unfit> {
        let posts = &snapshot.posts;
        let Some(texts) = &posts.text else {
            return Err(Unfit {
                reason: "the snapshot has no column `text`".to_owned(),
                remedy: "a source with the text of posts would do".to_owned(),
            });
        };
        let is_retweet = |post: u32| posts.kind.as_ref().is_some_and(|kinds| kinds[post as usize] == Kind::Retweet);
        let rows: Vec<u32> = (0..posts.len() as u32).filter(|post| wanted(*post) && !is_retweet(*post)).collect();
        let written: Vec<&str> = rows.iter().map(|post| texts.get(*post as usize)).collect();
        let authors: Vec<u32> = rows.iter().map(|post| posts.account[*post as usize]).collect();
        let found = near_copies(&written, &authors, settings);
        let row = |place: u32| rows[place as usize];
        let clusters = found.clusters.len();
        let shared: Vec<Cluster> = found
            .clusters
            .into_iter()
            .filter(|cluster| cluster.authors > 1)
            .map(|cluster| Cluster { posts: cluster.posts.into_iter().map(row).collect(), medoid: row(cluster.medoid), ..cluster })
            .collect();
        Ok(Self {
            compared: found.compared.into_iter().map(row).collect(),
            own: (clusters - shared.len()) as u64,
            shared,
            boilerplate: found.boilerplate.into_iter().map(|text| Boilerplate { post: row(text.post), ..text }).collect(),
            counts: found.counts,
        })
    }

    /// A sentence for the notes where near copies may be missing because there were too many texts to find every pair.
    pub(crate) fn missing(&self) -> Option<String> {
        (!self.counts.exact).then(|| {
            format!(
                "{} distinct texts are too many to compare every pair, so a few near copies may be missing; none is wrong.",
                grouped(self.counts.distinct)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_texts_there_is_no_answer() {
        let unfit = Copies::find(&Snapshot::default(), &Settings::default()).err().expect("no texts");
        assert!(unfit.reason.contains("`text`"), "{unfit}");
    }

    #[test]
    fn retweets_are_left_out_and_positions_are_those_of_the_snapshot() {
        const SAYING: &str = "The harbour was never closed to anybody, whatever they say now";
        let texts = [SAYING, SAYING, "Something else that only one of them has ever written", SAYING, SAYING, SAYING];
        let mut snapshot = Snapshot::default();
        let posts = &mut snapshot.posts;
        posts.time = (0..6).collect();
        posts.account = vec![0, 0, 0, 1, 2, 0];
        posts.text = Some(texts.into_iter().collect());
        let mut kinds = vec![Kind::Original; 6];
        kinds[0] = Kind::Retweet;
        kinds[4] = Kind::Retweet;
        posts.kind = Some(kinds);
        let copies = Copies::find(&snapshot, &Settings::default()).expect("texts");
        assert_eq!(copies.shared, [Cluster { posts: vec![1, 3, 5], texts: 1, authors: 2, medoid: 1 }]);
        assert_eq!((copies.compared, copies.own), (vec![1, 2, 3, 5], 0));
        snapshot.posts.kind = None;
        let copies = Copies::find(&snapshot, &Settings::default()).expect("texts");
        assert_eq!(copies.shared, [Cluster { posts: vec![0, 1, 3, 4, 5], texts: 1, authors: 3, medoid: 0 }]);
    }
}
