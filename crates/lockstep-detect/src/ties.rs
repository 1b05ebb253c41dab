//! What ties one account to another, as a directed graph of the accounts of a snapshot.

use lockstep_network::graph::Directed;
use lockstep_snapshot::{Coded, Column, Kind, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::detector::Unfit;

/// A kind of tie, from the account that does something to the account it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tie {
    /// One follows the other.
    Follow,
    /// One mentions the other in a post that is not a retweet, at least once.
    Mention,
    /// One passes on a post of the other, at least once.
    Retweet,
    /// One answers the other, at least once.
    Reply,
}

impl Tie {
    /// What one account does to the other.
    pub(crate) const fn verb(self) -> &'static str {
        match self {
            Self::Follow => "follows",
            Self::Mention => "mentions",
            Self::Retweet => "retweets",
            Self::Reply => "answers",
        }
    }

    /// Columns of posts that it looks at.
    pub(crate) fn reads(self) -> Vec<Column> {
        match self {
            Self::Follow => Vec::new(),
            Self::Mention => vec![Column::Kind, Column::Mentions],
            Self::Retweet => vec![Column::RetweetedAccount],
            Self::Reply => vec![Column::RepliedAccount],
        }
    }

    /// The graph of these ties; its nodes are the accounts of the snapshot. Accounts outside the snapshot, and ties of an account to itself,
    /// are left out.
    ///
    /// # Errors
    /// When the snapshot has no such ties.
    pub(crate) fn graph(self, snapshot: &Snapshot) -> Result<Directed, Unfit> {
        let posts = &snapshot.posts;
        let arcs = match self {
            Self::Follow => {
                let follows = &snapshot.follows;
                Some(follows.follower.iter().copied().zip(follows.followed.iter().copied()).collect())
            }
            Self::Retweet => posts.retweeted_account.as_ref().map(|of| addressed(snapshot, of)),
            Self::Reply => posts.replied_account.as_ref().map(|of| addressed(snapshot, of)),
            Self::Mention => mentioned(snapshot),
        };
        let graph = arcs.map(|arcs| Directed::new(snapshot.accounts.len() as u32, arcs)).filter(|graph| !graph.arcs().is_empty());
        graph.ok_or_else(|| Unfit {
            reason: match self {
                Self::Follow => "the snapshot has no ties of its accounts in a table `follows`".to_owned(),
                Self::Mention => "no account of the snapshot is known to mention another".to_owned(),
                Self::Retweet => "no account of the snapshot is known to retweet another".to_owned(),
                Self::Reply => "no account of the snapshot is known to answer another".to_owned(),
            },
            remedy: match self {
                Self::Follow => "an input of follow ties would do, or `ties: retweet` where posts say whom they pass on".to_owned(),
                Self::Mention => "posts with mentions, and observations with handles, would do".to_owned(),
                Self::Retweet => "posts that say whom they pass on would do".to_owned(),
                Self::Reply => "posts that say whom they answer would do".to_owned(),
            },
        })
    }
}

/// Ties from the author of each post to the account that a column names.
fn addressed(snapshot: &Snapshot, of: &Coded) -> Vec<(u32, u32)> {
    let accounts: Vec<Option<u32>> = of.names.iter().map(|id| snapshot.accounts.rank(id)).collect();
    let authors = snapshot.posts.account.iter().enumerate();
    authors.filter_map(|(post, author)| Some((*author, accounts[of.rank(post)? as usize]?))).collect()
}

/// Mentions name handles, not ids. A handle that several accounts had is left out, for whom it meant cannot be known.
fn mentioned(snapshot: &Snapshot) -> Option<Vec<(u32, u32)>> {
    let posts = &snapshot.posts;
    let mentions = posts.mentions.as_ref()?;
    let mut bearers: Vec<(u32, u32)> = Vec::new();
    for (id, account) in snapshot.accounts.iter().zip(0..) {
        bearers.extend(mentions.names.rank(&id.to_lowercase()).map(|name| (name, account)));
    }
    if let Some(handles) = &snapshot.observations.handle {
        let names: Vec<Option<u32>> =
            handles.names.iter().map(|handle| mentions.names.rank(&handle.trim_start_matches('@').to_lowercase())).collect();
        for (row, account) in snapshot.observations.account.iter().enumerate() {
            bearers.extend(handles.rank(row).and_then(|handle| names[handle as usize]).map(|name| (name, *account)));
        }
    }
    bearers.sort_unstable();
    bearers.dedup();
    let mut bearer = vec![None; mentions.names.len()];
    for same in bearers.chunk_by(|a, b| a.0 == b.0) {
        bearer[same[0].0 as usize] = Some(same[0].1).filter(|_| same.len() == 1);
    }
    let is_retweet = |post: usize| posts.kind.as_ref().is_some_and(|kinds| kinds[post] == Kind::Retweet);
    let mut arcs = Vec::new();
    for (post, author) in posts.account.iter().enumerate().filter(|(post, _)| !is_retweet(*post)) {
        arcs.extend(mentions.get(post).iter().filter_map(|name| Some((*author, bearer[*name as usize]?))));
    }
    Some(arcs)
}

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{FollowRow, Input, Intake, ObservationRow, Part, PostRow, PostShape, assemble};

    use super::*;

    fn snapshot() -> Snapshot {
        let shape = PostShape { ids: true, present: Column::USUAL.to_vec(), derived: Vec::new(), keep: Column::ALL.to_vec() };
        let mut part = Part::new(&shape);
        let post = |id, account_id| PostRow { post_id: Some(id), account_id, kind: Some(Kind::Original), ..PostRow::default() };
        let (to_ben, to_both) = (["ben_b".to_owned()], ["shared".to_owned(), "cat".to_owned(), "nobody".to_owned()]);
        part.posts.push(&PostRow { mentions: &to_ben, ..post("1", "ann") });
        part.posts.push(&PostRow { mentions: &to_both, replied_account_id: Some("ben"), kind: Some(Kind::Reply), ..post("2", "ann") });
        let retweet = PostRow { mentions: &to_ben, retweeted_account_id: Some("ben"), kind: Some(Kind::Retweet), ..post("3", "cat") };
        part.posts.push(&retweet);
        part.posts.push(&PostRow { retweeted_account_id: Some("stranger"), kind: Some(Kind::Retweet), ..post("4", "cat") });
        for (account_id, handle) in [("ben", "Ben_B"), ("ben", "shared"), ("cat", "Shared")] {
            let observed_at = if handle == "shared" { 2 } else { 1 };
            part.observations.push(&ObservationRow { account_id, observed_at, handle: Some(handle), ..ObservationRow::default() });
        }
        for (follower_id, followed_id) in [("ann", "ben"), ("ben", "ann"), ("ben", "ben"), ("cat", "ann"), ("ann", "ben")] {
            part.follows.push(&FollowRow { follower_id, followed_id, observed_at: None, position: None });
        }
        let intake = Intake::without_files("test", "", 0);
        assemble(vec![Input { shape, parts: vec![part], intake }])
    }

    fn named(tie: Tie) -> Vec<(String, String)> {
        let snapshot = snapshot();
        let name = |account: u32| snapshot.accounts.get(account).to_owned();
        tie.graph(&snapshot).expect("there are ties").arcs().iter().map(|(from, to)| (name(*from), name(*to))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
    }

    #[test]
    fn each_kind_of_tie_joins_known_accounts() {
        assert_eq!(named(Tie::Follow), pairs(&[("ann", "ben"), ("ben", "ann"), ("cat", "ann")]));
        assert_eq!(named(Tie::Retweet), pairs(&[("cat", "ben")]));
        assert_eq!(named(Tie::Reply), pairs(&[("ann", "ben")]));
    }

    #[test]
    fn a_mention_of_a_handle_that_two_accounts_had_means_nobody() {
        assert_eq!(named(Tie::Mention), pairs(&[("ann", "ben"), ("ann", "cat")]));
    }

    #[test]
    fn without_ties_there_is_no_graph() {
        for tie in [Tie::Follow, Tie::Mention, Tie::Retweet, Tie::Reply] {
            assert!(tie.graph(&Snapshot::default()).is_err());
        }
    }
}
