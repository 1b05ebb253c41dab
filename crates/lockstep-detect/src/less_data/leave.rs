//! Which posts are left.

use lockstep_snapshot::{CodedLists, Column, Dictionary, Posts, Snapshot};
use serde::{Deserialize, Serialize};

use super::Left;
use crate::derived::Base;
use crate::detector::Unfit;
use crate::random::chosen;

const DAY_MS: i64 = 86_400_000;

/// A thing whose posts are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Without {
    /// The account with most posts.
    BusiestAccount,
    /// The day, in UTC, with most posts.
    BusiestDay,
    /// The hashtag in most posts.
    Hashtag,
    /// The post that is passed on most often.
    RetweetedPost,
    /// The link in most posts.
    Link,
}

impl Without {
    /// The column of posts that says which posts are its own, where that is one that a source may lack.
    pub(super) const fn column(self) -> Option<Column> {
        match self {
            Self::BusiestAccount | Self::BusiestDay => None,
            Self::Hashtag => Some(Column::Hashtags),
            Self::RetweetedPost => Some(Column::RetweetedPost),
            Self::Link => Some(Column::Urls),
        }
    }

    /// What is left without it, short enough for a figure.
    pub(super) const fn short(self) -> &'static str {
        match self {
            Self::BusiestAccount => "no busiest account",
            Self::BusiestDay => "no busiest day",
            Self::Hashtag => "no top hashtag",
            Self::RetweetedPost => "no top post",
            Self::Link => "no top link",
        }
    }

    /// It, in words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::BusiestAccount => "the busiest account",
            Self::BusiestDay => "the busiest day",
            Self::Hashtag => "the most used hashtag",
            Self::RetweetedPost => "the most passed on post",
            Self::Link => "the most posted link",
        }
    }
}

/// The posts that are left, ascending.
///
/// # Errors
/// When the data do not have what is to be left out.
pub(super) fn left(left: Left, snapshot: &Snapshot, base: &Base, seed: u64) -> Result<Vec<u32>, Unfit> {
    let posts = &snapshot.posts;
    let all = 0..posts.len() as u32;
    match left {
        Left::All => Ok(all.collect()),
        Left::Share { keep, draw } => {
            let kept = (keep * f64::from(all.end)).round() as u32;
            Ok(chosen(&mut base.random(&format!("with {keep} of its posts"), seed, draw), kept, all.end))
        }
        Left::Without(without) => {
            let its = its_posts(without, posts).ok_or_else(|| Unfit {
                reason: format!("the posts do not say what {} is", without.words()),
                remedy: without.column().map_or_else(
                    || "an input with posts would do".to_owned(),
                    |column| format!("a source with `{}` would do", column.name()),
                ),
            })?;
            Ok(all.filter(|post| !its(*post as usize)).collect())
        }
    }
}

/// Which posts are those of the thing; none where there is no such thing.
fn its_posts(without: Without, posts: &Posts) -> Option<Box<dyn Fn(usize) -> bool + '_>> {
    match without {
        Without::BusiestAccount => {
            let busiest = most_often(posts.account.iter().map(|account| i64::from(*account)))?;
            Some(Box::new(move |post| i64::from(posts.account[post]) == busiest))
        }
        Without::BusiestDay => {
            let day = |time: i64| time.div_euclid(DAY_MS);
            let busiest = most_often(posts.time.iter().map(|time| day(*time)))?;
            Some(Box::new(move |post| day(posts.time[post]) == busiest))
        }
        Without::RetweetedPost => {
            let of = posts.retweeted_post.as_ref()?;
            let nothing = of.names.rank("");
            let passed_on = |post: usize| of.rank(post).filter(|rank| Some(*rank) != nothing);
            let most = most_often((0..posts.len()).filter_map(passed_on).map(i64::from))?;
            Some(Box::new(move |post| of.rank(post).map(i64::from) == Some(most)))
        }
        Without::Hashtag => of_list(posts.hashtags.as_ref()?, posts.len()),
        Without::Link => of_list(posts.urls.as_ref()?, posts.len()),
    }
}

fn of_list(lists: &CodedLists, posts: usize) -> Option<Box<dyn Fn(usize) -> bool + '_>> {
    let most = most_often((0..posts).flat_map(|post| distinct(lists, post)).map(i64::from))?;
    Some(Box::new(move |post| lists.get(post).iter().any(|rank| i64::from(*rank) == most)))
}

/// The words of a post, each once; an empty one is none.
fn distinct(lists: &CodedLists, post: usize) -> Vec<u32> {
    let nothing = empty(&lists.names);
    let mut ranks: Vec<u32> = lists.get(post).iter().copied().filter(|rank| Some(*rank) != nothing).collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

/// The empty string is the first in byte order, if it is there.
fn empty(names: &Dictionary) -> Option<u32> {
    (!names.is_empty() && names.get(0).is_empty()).then_some(0)
}

/// The number that comes most often; of several, the smallest.
fn most_often(numbers: impl Iterator<Item = i64>) -> Option<i64> {
    let mut sorted: Vec<i64> = numbers.collect();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.reduce(|best, run| if run.len() > best.len() { run } else { best }).map(|run| run[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_that_come_as_often_the_smallest_counts() {
        assert_eq!(most_often([3, 1, 2, 3, 2].into_iter()), Some(2));
        assert_eq!(most_often([7, -1, 7].into_iter()), Some(7));
        assert_eq!(most_often(std::iter::empty()), None);
    }
}
