//! From the tables of a snapshot to the actions of a layer.
//!
//! Posts are in time order already, so that sorting actions by object takes one counting pass a layer.

use lockstep_network::{Action, Actions};
use lockstep_snapshot::{Coded, CodedLists, Column, Dictionary, Kind, Posts, Snapshot};

use super::layered::{Layered, Names};
use super::needs::{fit_columns, fit_fast};
use super::{Family, Layer, Objects, fit_clock};
use crate::detector::Unfit;
use crate::duration::Duration;

/// Hashtags that a sequence has at least.
const SEQUENCE: usize = 3;

/// A row before sorting: an object, and the post that acted on it.
type Pair = (u32, u32);

impl Layer {
    /// The actions of this layer. `slot` is how long the stretches of time are that stand for objects in `co_post`.
    ///
    /// Each account acts on an object at most once a post; empty keys and, where objects are accounts, the account itself do not count.
    ///
    /// # Errors
    /// When the snapshot lacks a column, or its clock is too coarse.
    pub(crate) fn actions(self, slot: Duration, snapshot: &Snapshot) -> Result<Layered<'_>, Unfit> {
        fit_columns(self, snapshot)?;
        if let Some(limit) = self.fast_ms() {
            fit_fast(self, limit, snapshot)?;
        }
        match self {
            Self::FollowedAccount => Ok(followed(self, snapshot)),
            Self::CoPost => {
                fit_clock(slot, snapshot)?;
                Ok(moments(self, slot, snapshot))
            }
            Self::HashtagSequence => Ok(sequences(self, snapshot)),
            _ => Ok(keyed(self, snapshot)),
        }
    }

    /// Whether posts of a kind count in this layer.
    fn takes(self, kind: Option<Kind>) -> bool {
        let retweets = self.family() == Family::Retweet;
        // Sources without kinds have either retweets only, known by what they pass on, or none that could be known.
        kind.is_none_or(|kind| (kind == Kind::Retweet) == retweets)
    }
}

/// The keys of a layer, whatever the form of their column.
enum Keys<'a> {
    One(&'a Coded),
    List(&'a CodedLists),
}

impl<'a> Keys<'a> {
    fn of(layer: Layer, posts: &'a Posts) -> Option<Self> {
        match layer.keys()? {
            Column::RetweetedPost => posts.retweeted_post.as_ref().map(Self::One),
            Column::RetweetedAccount => posts.retweeted_account.as_ref().map(Self::One),
            Column::RepliedPost => posts.replied_post.as_ref().map(Self::One),
            Column::RepliedAccount => posts.replied_account.as_ref().map(Self::One),
            Column::Hashtags => posts.hashtags.as_ref().map(Self::List),
            Column::Urls => posts.urls.as_ref().map(Self::List),
            Column::Mentions => posts.mentions.as_ref().map(Self::List),
            _ => None,
        }
    }

    const fn names(&self) -> &'a Dictionary {
        match self {
            Self::One(coded) => &coded.names,
            Self::List(lists) => &lists.names,
        }
    }

    /// The keys of a post, ascending, each once.
    fn distinct(&self, post: usize, into: &mut Vec<u32>) {
        into.clear();
        match self {
            Self::One(coded) => into.extend(coded.rank(post)),
            Self::List(lists) => {
                into.extend(lists.get(post));
                into.sort_unstable();
                into.dedup();
            }
        }
    }
}

fn kind_of(posts: &Posts, post: usize) -> Option<Kind> {
    posts.kind.as_ref().map(|kinds| kinds[post])
}

/// Layers whose objects are the words of a column.
fn keyed(layer: Layer, snapshot: &Snapshot) -> Layered<'_> {
    let posts = &snapshot.posts;
    let keys = Keys::of(layer, posts).expect("the columns of the layer are there");
    let names = keys.names();
    let nothing = names.rank("");
    let own = if layer.objects() == Objects::Accounts { Own::new(layer, names, snapshot) } else { Own::default() };
    let (mut empty, mut to_itself, mut of_other_kind) = (0, 0, 0);
    let mut pairs: Vec<Pair> = Vec::new();
    let mut distinct = Vec::new();
    for post in (0..posts.len()).filter(|post| is_fast(layer, posts, *post)) {
        keys.distinct(post, &mut distinct);
        if !layer.takes(kind_of(posts, post)) {
            of_other_kind += u64::from(layer.family() == Family::Retweet && !distinct.is_empty());
            continue;
        }
        for object in &distinct {
            if Some(*object) == nothing {
                empty += 1;
            } else if own.is(*object, posts.account[post]) {
                to_itself += 1;
            } else {
                pairs.push((*object, post as u32));
            }
        }
    }
    let actions = sort(&pairs, names.len(), snapshot);
    let mut layered = Layered { layer, actions, notes: Vec::new(), names: Names::Words(names) };
    layered.note(empty, "empty key was skipped", "empty keys were skipped");
    layered.note(to_itself, "action of an account on itself was left out", "actions of accounts on themselves were left out");
    layered.note(
        of_other_kind,
        "post was left out that names what it passes on and is not a retweet by its kind",
        "posts were left out that name what they pass on and are not retweets by their kind",
    );
    layered
}

/// Whether a retweet came as soon as the layer asks. The whole difference in ms counts, days included.
fn is_fast(layer: Layer, posts: &Posts, post: usize) -> bool {
    let Some(limit) = layer.fast_ms() else { return true };
    let original = posts.retweeted_time.as_ref().map_or(Posts::NO_TIME, |times| times[post]);
    original != Posts::NO_TIME && posts.time[post].checked_sub(original).is_some_and(|delay| (0..=limit).contains(&delay))
}

/// Sequences of hashtags: posts with the same tags in the same order share an object.
fn sequences(layer: Layer, snapshot: &Snapshot) -> Layered<'_> {
    let posts = &snapshot.posts;
    let hashtags = posts.hashtags.as_ref().expect("the columns of the layer are there");
    let nothing = hashtags.names.rank("");
    let mut empty = 0;
    let mut tagged: Vec<(&[u32], u32)> = Vec::new();
    for post in (0..posts.len()).filter(|post| layer.takes(kind_of(posts, *post))) {
        let tags = hashtags.get(post);
        if tags.len() < SEQUENCE {
            continue;
        }
        if nothing.is_some_and(|nothing| tags.contains(&nothing)) {
            empty += 1;
        } else {
            tagged.push((tags, post as u32));
        }
    }
    tagged.sort_unstable();
    let mut pairs: Vec<Pair> = Vec::with_capacity(tagged.len());
    let mut names = Vec::new();
    for same in tagged.chunk_by(|a, b| a.0 == b.0) {
        pairs.extend(same.iter().map(|(_, post)| (names.len() as u32, *post)));
        names.push(same[0].0);
    }
    let actions = sort(&pairs, names.len(), snapshot);
    let mut layered = Layered { layer, actions, notes: Vec::new(), names: Names::Sequences(&hashtags.names, names) };
    layered.note(empty, "sequence with an empty hashtag was skipped", "sequences with an empty hashtag were skipped");
    layered
}

/// Stretches of the UTC clock, those that hold a post.
fn moments(layer: Layer, slot: Duration, snapshot: &Snapshot) -> Layered<'_> {
    let posts = &snapshot.posts;
    // A snapshot without posts has a clock without ticks.
    let length = slot.ms().max(1);
    let mut starts: Vec<i64> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    for post in (0..posts.len()).filter(|post| layer.takes(kind_of(posts, *post))) {
        let start = posts.time[post].div_euclid(length) * length;
        if starts.last() != Some(&start) {
            starts.push(start);
        }
        pairs.push((starts.len() as u32 - 1, post as u32));
    }
    let actions = sort(&pairs, starts.len(), snapshot);
    Layered { layer, actions, notes: Vec::new(), names: Names::Moments(starts) }
}

/// Follow ties, which have no time that would mean anything here.
fn followed(layer: Layer, snapshot: &Snapshot) -> Layered<'_> {
    let follows = &snapshot.follows;
    let mut ties: Vec<(u32, u32)> = follows.follower.iter().copied().zip(follows.followed.iter().copied()).collect();
    ties.sort_unstable();
    ties.dedup();
    let all = ties.len();
    ties.retain(|(follower, followed)| follower != followed);
    let accounts = snapshot.accounts.len() as u32;
    let rows = ties.iter().map(|(follower, followed)| (*followed, Action { time: 0, account: *follower, post: 0 }));
    let actions = Actions::new(accounts, accounts, rows);
    let mut layered = Layered { layer, actions, notes: Vec::new(), names: Names::Words(&snapshot.accounts) };
    layered.note((all - ties.len()) as u64, "tie of an account to itself was left out", "ties of accounts to themselves were left out");
    layered
}

fn sort(pairs: &[Pair], objects: usize, snapshot: &Snapshot) -> Actions {
    let posts = &snapshot.posts;
    let rows = pairs.iter().map(|(object, post)| {
        let row = *post as usize;
        (*object, Action { time: posts.time[row], account: posts.account[row], post: *post })
    });
    Actions::new(snapshot.accounts.len() as u32, objects as u32, rows)
}

/// Which objects are which accounts, by id and, for mentions, by handle.
#[derive(Default)]
struct Own(Vec<(u32, u32)>);

impl Own {
    fn new(layer: Layer, names: &Dictionary, snapshot: &Snapshot) -> Self {
        let by_handle = layer.keys() == Some(Column::Mentions);
        let mut own: Vec<(u32, u32)> = Vec::new();
        for (id, account) in snapshot.accounts.iter().zip(0..) {
            own.extend(names.rank(id).map(|object| (object, account)));
            if by_handle {
                own.extend(names.rank(&id.to_lowercase()).map(|object| (object, account)));
            }
        }
        if let Some(handles) = snapshot.observations.handle.as_ref().filter(|_| by_handle) {
            let handle = |name: &str| names.rank(&name.trim_start_matches('@').to_lowercase());
            let objects: Vec<Option<u32>> = handles.names.iter().map(handle).collect();
            for (row, account) in snapshot.observations.account.iter().enumerate() {
                own.extend(handles.rank(row).and_then(|code| objects[code as usize]).map(|object| (object, *account)));
            }
        }
        own.sort_unstable();
        own.dedup();
        Self(own)
    }

    fn is(&self, object: u32, account: u32) -> bool {
        self.0.binary_search(&(object, account)).is_ok()
    }
}
