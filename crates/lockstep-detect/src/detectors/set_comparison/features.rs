//! Whether each list stands out from the accounts on neither by one feature or another, and whether both pass on the same accounts.

use std::collections::BTreeMap;

use lockstep_network::graph::Directed;
use lockstep_snapshot::{Coded, Kind, Posts, Role, Snapshot};
use lockstep_statistics::rank_biased_overlap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::links::Link;
use super::{Lists, Settings};
use crate::numbers::{percentile, quantile, share};

/// How many of the most retweeted accounts are ranked.
const RANKED: usize = 1_000;
/// Probability of looking at the next rank as well.
const PERSISTENCE: f64 = 0.9;

/// Something by which accounts differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Feature {
    /// Ties with accounts of the other list, in both directions.
    TiesWithOther,
    /// Accounts of the other list with which it retweeted the same posts together.
    CoRetweetsWithOther,
    /// Collected posts.
    Posts,
    /// Share of retweets among its posts.
    RetweetShare,
    /// Followers, as last observed.
    Followers,
    /// When it was created.
    Created,
}

impl Feature {
    const ALL: [Self; 6] =
        [Self::TiesWithOther, Self::CoRetweetsWithOther, Self::Posts, Self::RetweetShare, Self::Followers, Self::Created];

    /// Its name in a study.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::TiesWithOther => "ties_with_other",
            Self::CoRetweetsWithOther => "co_retweets_with_other",
            Self::Posts => "posts",
            Self::RetweetShare => "retweet_share",
            Self::Followers => "followers",
            Self::Created => "created",
        }
    }
}

/// Where a list lies among the accounts on neither.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Standing {
    /// Accounts of the list for which the feature is known.
    pub(super) accounts: u64,
    /// Median share of the accounts on neither list that have no more of it.
    pub(super) percentile: Option<f64>,
    /// Chance that an account of the list has more than one on neither.
    pub(super) auc: Option<f64>,
}

/// One feature of both lists.
pub(super) struct Row {
    pub(super) feature: Feature,
    pub(super) drawn_up_by: bool,
    /// Accounts on neither list for which it is known.
    pub(super) reference: u64,
    pub(super) standings: [Standing; 2],
}

/// All features, and the agreement of whom the lists pass on.
pub(super) struct Features {
    pub(super) rows: Vec<Row>,
    /// Of the rankings of the accounts that each list retweets.
    pub(super) rank_overlap: Option<f64>,
    /// The largest of the same between a list and a control set.
    pub(super) crowd_rank_overlap: Option<f64>,
}

pub(super) fn features(settings: &Settings, snapshot: &Snapshot, lists: &Lists<'_>, links: &[Link; 2]) -> Features {
    let listed = lists.marks(snapshot);
    let seen = seen(snapshot);
    let rows = Feature::ALL.into_iter().map(|feature| {
        let drawn_up_by = settings.drawn_up_by.contains(&feature);
        let own = [(&lists.only_first, &lists.only_second), (&lists.only_second, &lists.only_first)];
        let mut reference_size = 0;
        let standings = own.map(|(own, other)| {
            let Some(values) = values(feature, snapshot, links, other) else { return Standing::default() };
            let others = (0..listed.len()).filter(|account| !listed[*account] && seen[*account]);
            let mut reference: Vec<f64> = others.filter_map(|account| values[account]).collect();
            reference.sort_unstable_by(f64::total_cmp);
            reference_size = reference.len() as u64;
            standing(own.iter().filter_map(|account| values[*account as usize]), &reference)
        });
        Row { feature, drawn_up_by, reference: reference_size, standings }
    });
    let rows = rows.collect();
    let ranked = snapshot.posts.retweeted_account.as_ref().map(|of| Rankings { snapshot, of });
    let (rank_overlap, crowd_rank_overlap) = ranked.map_or((None, None), |rankings| rankings.overlaps(lists));
    Features { rows, rank_overlap, crowd_rank_overlap }
}

/// Accounts with posts or observations: those known by ties alone are no reference for what accounts do.
fn seen(snapshot: &Snapshot) -> Vec<bool> {
    let mut seen = vec![false; snapshot.accounts.len()];
    snapshot.posts.account.iter().chain(&snapshot.observations.account).for_each(|account| seen[*account as usize] = true);
    seen
}

fn standing(own: impl Iterator<Item = f64>, reference: &[f64]) -> Standing {
    let mut own: Vec<f64> = own.collect();
    own.sort_unstable_by(f64::total_cmp);
    if own.is_empty() || reference.is_empty() {
        return Standing { accounts: own.len() as u64, ..Standing::default() };
    }
    let percentiles: Vec<f64> = own.iter().filter_map(|value| percentile(reference, *value)).collect();
    let twice_won: u64 = own
        .iter()
        .map(|value| (reference.partition_point(|other| other < value) + reference.partition_point(|other| other <= value)) as u64)
        .sum();
    Standing {
        accounts: own.len() as u64,
        percentile: quantile(&percentiles, 0.5),
        auc: share(twice_won, 2 * own.len() as u64 * reference.len() as u64),
    }
}

/// A feature of every account of the snapshot; none when the data do not have it. `other` is the other list.
fn values(feature: Feature, snapshot: &Snapshot, links: &[Link; 2], other: &[u32]) -> Option<Vec<Option<f64>>> {
    let posts = &snapshot.posts;
    let observations = &snapshot.observations;
    let accounts = snapshot.accounts.len();
    let counted = |count: &dyn Fn(usize) -> bool| {
        let mut counts = vec![0_u64; accounts];
        (0..posts.len()).filter(|post| count(*post)).for_each(|post| counts[posts.account[post] as usize] += 1);
        counts
    };
    match feature {
        Feature::TiesWithOther => links[0].graph.as_ref().map(|graph| with(graph, other, true)),
        Feature::CoRetweetsWithOther => links[1].graph.as_ref().map(|graph| with(graph, other, false)),
        Feature::Posts => {
            (!posts.is_empty()).then(|| counted(&|_| true).into_iter().map(|posts| Some(posts as f64)).collect())
        }
        Feature::RetweetShare => posts.kind.as_ref().map(|kinds| {
            let (retweets, all) = (counted(&|post| kinds[post] == Kind::Retweet), counted(&|_| true));
            retweets.into_iter().zip(all).map(|(retweets, all)| share(retweets, all)).collect()
        }),
        Feature::Followers => observations.followers.as_ref().map(|followers| {
            let last = |account| observations.of(account).rev().find_map(|row| followers.get(row));
            (0..accounts as u32).map(|account| last(account).map(|followers| followers as f64)).collect()
        }),
        Feature::Created => observations.created_at.as_ref().map(|created| {
            let known = |account| observations.of(account).rev().map(|row| created[row]).find(|time| *time != Posts::NO_TIME);
            (0..accounts as u32).map(|account| known(account).map(|time| time as f64)).collect()
        }),
    }
}

/// For each account, its ties with some others.
fn with(graph: &Directed, others: &[u32], both_directions: bool) -> Vec<Option<f64>> {
    let mut is_other = vec![false; graph.nodes() as usize];
    others.iter().for_each(|other| is_other[*other as usize] = true);
    let mut counts = vec![0_u64; graph.nodes() as usize];
    for (from, to) in graph.arcs() {
        counts[*from as usize] += u64::from(is_other[*to as usize]);
        counts[*to as usize] += u64::from(both_directions && is_other[*from as usize]);
    }
    counts.into_iter().map(|count| Some(count as f64)).collect()
}

/// Whom accounts retweet.
struct Rankings<'a> {
    snapshot: &'a Snapshot,
    of: &'a Coded,
}

impl Rankings<'_> {
    fn overlaps(&self, lists: &Lists<'_>) -> (Option<f64>, Option<f64>) {
        let (first, second) = (self.ranked(&lists.only_first), self.ranked(&lists.only_second));
        let overlap = |one: &[u32], other: &[u32]| rank_biased_overlap(one, other, PERSISTENCE).map(|overlap| overlap.extrapolated);
        let compared = |name: &str| name == lists.first.name || name == lists.second.name;
        let controls = self.snapshot.sets.iter().filter(|set| set.role == Role::Control && !compared(&set.name));
        let crowds = controls.flat_map(|set| {
            let crowd = self.ranked(&set.members);
            [overlap(&first, &crowd), overlap(&second, &crowd)]
        });
        (overlap(&first, &second), crowds.flatten().reduce(f64::max))
    }

    /// The accounts that most of the members retweeted, by number of members; ties by number of retweets, then by id.
    fn ranked(&self, members: &[u32]) -> Vec<u32> {
        let posts = &self.snapshot.posts;
        let mut is_member = vec![false; self.snapshot.accounts.len()];
        members.iter().for_each(|member| is_member[*member as usize] = true);
        let mut retweets: Vec<(u32, u32)> = (0..posts.len())
            .filter(|post| is_member[posts.account[*post] as usize])
            .filter_map(|post| Some((self.of.rank(post)?, posts.account[post])))
            .collect();
        retweets.sort_unstable();
        let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for same in retweets.chunk_by(|a, b| a == b) {
            let count = counts.entry(same[0].0).or_default();
            count.0 += 1;
            count.1 += same.len() as u64;
        }
        let mut ranked: Vec<(u32, (u64, u64))> = counts.into_iter().collect();
        ranked.sort_by_key(|(_, counts)| std::cmp::Reverse(*counts));
        ranked.truncate(RANKED);
        ranked.into_iter().map(|(account, _)| account).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_by_hand() {
        // Of 1, 2, 2, 4: 2 is above one and level with two, 5 above all. AUC = (1 + 1 + 4)/8.
        let found = standing([5.0, 2.0].into_iter(), &[1.0, 2.0, 2.0, 4.0]);
        assert_eq!(found, Standing { accounts: 2, percentile: Some(0.875), auc: Some(0.75) });
        assert_eq!(standing(std::iter::empty(), &[1.0]), Standing::default());
    }
}
