//! What two accounts must have in common: the actions of a layer, sorted by object and time.

use lockstep_snapshot::{Coded, Column, Dictionary, Kind, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::detector::Unfit;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Layer {
    /// The post that is passed on.
    CoRetweet,
    /// A hashtag of a post that is not a retweet.
    CoHashtag,
}

impl Layer {
    pub(super) fn reads(self) -> Vec<Column> {
        match self {
            Self::CoRetweet => vec![Column::RetweetedPost],
            Self::CoHashtag => vec![Column::Kind, Column::Hashtags],
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::CoRetweet => "co-retweet",
            Self::CoHashtag => "co-hashtag",
        }
    }
}

/// An account acted on an object at a time, in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) time: i64,
    pub(super) account: u32,
    pub(super) post: u32,
}

/// The actions of a layer, object by object, each object's in time order.
pub(super) struct Actions<'a> {
    /// Names of the objects.
    pub(super) names: &'a Dictionary,
    /// Whether the objects are posts, so that their names are post ids.
    pub(super) objects_are_posts: bool,
    starts: Vec<usize>,
    actions: Vec<Action>,
    /// Distinct objects of each account of the snapshot.
    pub(super) objects_of: Vec<u32>,
    /// Objects left out because too many accounts acted on them.
    pub(super) left_out: u64,
}

impl<'a> Actions<'a> {
    pub(super) fn new(layer: Layer, most_accounts: Option<u32>, snapshot: &'a Snapshot) -> Result<Self, Unfit> {
        let missing = |column: Column, remedy: &str| Unfit {
            reason: format!("the snapshot has no column `{}`, which the {} layer needs", column.name(), layer.words()),
            remedy: remedy.to_owned(),
        };
        let posts = &snapshot.posts;
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let names = match layer {
            Layer::CoRetweet => {
                let retweeted = posts
                    .retweeted_post
                    .as_ref()
                    .ok_or_else(|| missing(Column::RetweetedPost, "a source that says which post is retweeted would do"))?;
                pairs.extend(retweeted.codes.iter().zip(0..).filter(|(object, _)| **object != Coded::NONE).map(|(object, post)| (*object, post)));
                &retweeted.names
            }
            Layer::CoHashtag => {
                let hashtags =
                    posts.hashtags.as_ref().ok_or_else(|| missing(Column::Hashtags, "a source with hashtags or with text would do"))?;
                let retweet = |post: usize| posts.kind.as_ref().is_some_and(|kinds| kinds[post] == Kind::Retweet);
                let mut distinct: Vec<u32> = Vec::new();
                for post in (0..posts.len()).filter(|post| !retweet(*post)) {
                    distinct.clear();
                    distinct.extend(hashtags.get(post));
                    distinct.sort_unstable();
                    distinct.dedup();
                    pairs.extend(distinct.iter().map(|object| (*object, post as u32)));
                }
                &hashtags.names
            }
        };
        let mut sorted = Self::sort(&pairs, names, snapshot);
        sorted.objects_are_posts = layer == Layer::CoRetweet;
        if let Some(most) = most_accounts {
            sorted.leave_out(most);
        }
        sorted.count_objects(snapshot.accounts.len());
        Ok(sorted)
    }

    /// A counting sort by object, which keeps the order of posts, and that is the order of time.
    fn sort(pairs: &[(u32, u32)], names: &'a Dictionary, snapshot: &Snapshot) -> Self {
        let mut starts = vec![0; names.len() + 1];
        pairs.iter().for_each(|(object, _)| starts[*object as usize + 1] += 1);
        for object in 1..starts.len() {
            starts[object] += starts[object - 1];
        }
        let mut next = starts.clone();
        let mut actions = vec![Action { time: 0, account: 0, post: 0 }; pairs.len()];
        for (object, post) in pairs {
            let row = *post as usize;
            actions[next[*object as usize]] = Action { time: snapshot.posts.time[row], account: snapshot.posts.account[row], post: *post };
            next[*object as usize] += 1;
        }
        Self { names, objects_are_posts: false, starts, actions, objects_of: Vec::new(), left_out: 0 }
    }

    fn leave_out(&mut self, most: u32) {
        let mut kept = Vec::with_capacity(self.actions.len());
        let mut starts = vec![0];
        for object in 0..self.names.len() {
            let actions = self.of(object as u32);
            let accounts = distinct_accounts(actions).len();
            if accounts <= most as usize {
                kept.extend_from_slice(actions);
            } else {
                self.left_out += 1;
            }
            starts.push(kept.len());
        }
        self.actions = kept;
        self.starts = starts;
    }

    fn count_objects(&mut self, accounts: usize) {
        let mut objects_of = vec![0; accounts];
        for object in 0..self.names.len() {
            for account in distinct_accounts(self.of(object as u32)) {
                objects_of[account as usize] += 1;
            }
        }
        self.objects_of = objects_of;
    }

    /// The actions on one object, in time order.
    pub(super) fn of(&self, object: u32) -> &[Action] {
        &self.actions[self.starts[object as usize]..self.starts[object as usize + 1]]
    }

    /// Number of objects, those left out included.
    pub(super) fn objects(&self) -> u32 {
        self.names.len() as u32
    }

    /// Number of actions of all objects that are kept.
    pub(super) fn len(&self) -> usize {
        self.actions.len()
    }
}

/// The accounts behind some actions, ascending.
pub(super) fn distinct_accounts(actions: &[Action]) -> Vec<u32> {
    let mut accounts: Vec<u32> = actions.iter().map(|action| action.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}
