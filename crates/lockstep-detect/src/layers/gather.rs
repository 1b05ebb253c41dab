//! From the tables of a snapshot to the actions of a layer.
//!
//! Posts are in time order already, so that sorting actions by object takes one counting pass a layer.

use lockstep_network::near_copies::Settings;
use lockstep_network::{Action, Actions};
use lockstep_snapshot::{Coded, CodedLists, Column, Dictionary, Kind, Posts, Snapshot};

use super::layered::{Layered, Names};
use super::needs::{fit_columns, fit_fast};
use super::{Family, Layer, Objects, fit_clock};
use crate::detector::Unfit;
use crate::duration::Duration;
use crate::near_copies::Copies;

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
            Self::CoText => copied(self, snapshot),
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

/// Texts that at least two accounts posted, each called by the id of the post that most resembles the others: texts are not published.
fn copied(layer: Layer, snapshot: &Snapshot) -> Result<Layered<'_>, Unfit> {
    let copies = Copies::find(snapshot, &Settings::default())?;
    let named = copies.shared.iter().zip(0u32..);
    let pairs: Vec<Pair> = named.flat_map(|(cluster, object)| cluster.posts.iter().map(move |post| (object, *post))).collect();
    let actions = sort(&pairs, copies.shared.len(), snapshot);
    let medoids = copies.shared.iter().map(|cluster| cluster.medoid).collect();
    let mut layered = Layered { layer, actions, notes: Vec::new(), names: Names::Posts(&snapshot.posts.id, medoids) };
    layered.note(
        copies.counts.boilerplate,
        "post was left out because a share button wrote its text or too many accounts posted it",
        "posts were left out because share buttons wrote their texts or too many accounts posted them",
    );
    layered.note(copies.counts.too_short, "post was too short to compare", "posts were too short to compare");
    layered.notes.extend(copies.missing().map(|missing| format!("Layer `{}`: {missing}", layer.name())));
    Ok(layered)
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

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{FollowRow, Input, Intake, ObservationRow, Part, PostRow, PostShape, assemble};

    use super::*;
    use crate::findings::Cells;

    const MINUTE: Duration = Duration::from_ms(60_000);
    /// A moment that is a whole number of nothing coarser than a millisecond.
    const T: i64 = 1_558_958_400_123;

    /// A snapshot of posts with every column, ids given by position.
    fn snapshot(posts: &[PostRow<'_>], more: impl FnOnce(&mut Part)) -> Snapshot {
        let shape = PostShape { ids: true, present: Column::USUAL.to_vec(), derived: Vec::new(), keep: Column::ALL.to_vec() };
        let mut part = Part::new(&shape);
        for (number, row) in posts.iter().enumerate() {
            part.posts.push(&PostRow { post_id: Some(&format!("p{number:03}")), ..*row });
        }
        more(&mut part);
        let intake = Intake::without_files("test", "", 0);
        assemble(vec![Input { shape, parts: vec![part], intake }])
    }

    fn post(account_id: &str, second: i64) -> PostRow<'_> {
        PostRow { account_id, time: T + second * 1_000, kind: Some(Kind::Original), ..PostRow::default() }
    }

    fn retweet<'a>(account_id: &'a str, of: &'a str, second: i64, delay: i64) -> PostRow<'a> {
        let time = T + second * 1_000;
        let kind = Some(Kind::Retweet);
        PostRow { kind, retweeted_account_id: Some(of), retweeted_time: Some(time - delay), ..post(account_id, second) }
    }

    /// Who acted on what, by name, object by object, each object's in time order.
    fn acts(layer: Layer, snapshot: &Snapshot) -> Vec<(String, String)> {
        let layered = layer.actions(MINUTE, snapshot).expect("fit");
        let objects: Vec<u32> = (0..layered.actions.objects()).collect();
        let names = match layered.cells(&objects) {
            Cells::Account(names) | Cells::Post(names) | Cells::Object(names) => names,
            Cells::Time(starts) => starts.iter().flatten().map(i64::to_string).collect(),
            other => panic!("objects are not {other:?}"),
        };
        let of = |object: u32| layered.actions.of(object).iter().map(move |action| (object, action.account));
        let named = |(object, account)| (snapshot.accounts.get(account).to_owned(), names[object as usize].clone());
        objects.iter().flat_map(|object| of(*object)).map(named).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(account, object)| ((*account).to_owned(), (*object).to_owned())).collect()
    }

    #[test]
    fn a_retweet_three_days_and_four_seconds_later_is_not_fast() {
        let late = 3 * 86_400_000 + 4_000;
        let posts = [
            retweet("late", "x", 0, late),
            retweet("in-time", "x", 1, 10_000),
            retweet("just-missed", "x", 2, 10_001),
            retweet("before", "x", 3, -1),
            retweet("at-once", "x", 4, 0),
            retweet("minute", "x", 5, 60_000),
            PostRow { retweeted_time: None, ..retweet("unknown", "x", 6, 0) },
        ];
        let snapshot = snapshot(&posts, |_| {});
        assert_eq!(acts(Layer::FastRetweet10s, &snapshot), pairs(&[("in-time", "x"), ("at-once", "x")]));
        let minute = [("in-time", "x"), ("just-missed", "x"), ("at-once", "x"), ("minute", "x")];
        assert_eq!(acts(Layer::FastRetweet60s, &snapshot), pairs(&minute));
    }

    #[test]
    fn fast_needs_a_fine_clock_on_both_sides() {
        let minutes = snapshot(&[PostRow { time: T - 123, retweeted_time: Some(0), ..retweet("a", "x", 0, 0) }], |_| {});
        let unfit = Layer::FastRetweet10s.actions(MINUTE, &minutes).err().expect("to the minute or coarser");
        assert!(unfit.reason.contains("needs a clock finer than 10 s"), "{unfit}");
        let original = snapshot(&[PostRow { retweeted_time: Some(60_000), ..retweet("a", "x", 0, 0) }], |_| {});
        assert!(Layer::FastRetweet10s.actions(MINUTE, &original).is_err());
        assert!(Layer::FastRetweet60s.actions(MINUTE, &original).is_ok());
    }

    #[test]
    fn retweets_count_in_layers_of_retweets_only() {
        let tags = ["t".to_owned()];
        let links = ["https://example.org/".to_owned()];
        let full = |account_id, second, kind| PostRow {
            kind: Some(kind),
            retweeted_post_id: Some("r"),
            hashtags: &tags,
            urls: &links,
            ..post(account_id, second)
        };
        let posts = [full("o", 0, Kind::Original), full("q", 1, Kind::Quote), full("s", 2, Kind::Reply), full("r", 3, Kind::Retweet)];
        let snapshot = snapshot(&posts, |_| {});
        assert_eq!(acts(Layer::CoRetweet, &snapshot), pairs(&[("r", "r")]));
        assert_eq!(acts(Layer::CoHashtag, &snapshot), pairs(&[("o", "t"), ("q", "t"), ("s", "t")]));
        assert_eq!(acts(Layer::CoUrl, &snapshot).len(), 3);
        assert_eq!(acts(Layer::CoPost, &snapshot).len(), 3);
        let notes = Layer::CoRetweet.actions(MINUTE, &snapshot).expect("fit").notes;
        assert_eq!(notes.len(), 1);
        assert!(notes[0].starts_with("Layer `co_retweet`: 3 posts were left out"), "{notes:?}");
    }

    #[test]
    fn empty_keys_never_match_and_are_counted() {
        let tags = ["t".to_owned(), String::new(), "t".to_owned(), String::new()];
        let posts = [PostRow { hashtags: &tags, ..post("a", 0) }, PostRow { hashtags: &tags, ..post("b", 0) }];
        let snapshot = snapshot(&posts, |_| {});
        assert_eq!(acts(Layer::CoHashtag, &snapshot), pairs(&[("a", "t"), ("b", "t")]));
        assert_eq!(Layer::CoHashtag.actions(MINUTE, &snapshot).expect("fit").notes, ["Layer `co_hashtag`: 2 empty keys were skipped."]);
        assert_eq!(acts(Layer::HashtagSequence, &snapshot), pairs(&[]));
    }

    #[test]
    fn an_account_does_not_act_on_itself() {
        let mentions = ["handle".to_owned(), "one".to_owned(), "two".to_owned()];
        let posts = [
            PostRow { mentions: &mentions, replied_account_id: Some("One"), kind: Some(Kind::Reply), ..post("One", 0) },
            PostRow { mentions: &mentions, replied_account_id: Some("One"), kind: Some(Kind::Reply), ..post("two", 1) },
            retweet("One", "One", 2, 1),
            retweet("two", "One", 3, 1),
        ];
        let snapshot = snapshot(&posts, |part| {
            part.observations.push(&ObservationRow { account_id: "One", handle: Some("@Handle"), ..ObservationRow::default() });
            for (follower_id, followed_id) in [("One", "One"), ("One", "two")] {
                part.follows.push(&FollowRow { follower_id, followed_id, observed_at: None, position: None });
            }
        });
        assert_eq!(acts(Layer::CoMention, &snapshot), pairs(&[("two", "handle"), ("two", "one"), ("One", "two")]));
        assert_eq!(acts(Layer::RepliedAccount, &snapshot), pairs(&[("two", "One")]));
        assert_eq!(acts(Layer::RetweetedAccount, &snapshot), pairs(&[("two", "One")]));
        assert_eq!(acts(Layer::FollowedAccount, &snapshot), pairs(&[("One", "two")]));
        let notes = Layer::CoMention.actions(MINUTE, &snapshot).expect("fit").notes;
        assert_eq!(notes, ["Layer `co_mention`: 3 actions of accounts on themselves were left out."]);
    }

    #[test]
    fn a_sequence_is_three_hashtags_or_more_in_their_order() {
        let [ab, abc, acb] = [&["a", "b"][..], &["a", "b", "c"], &["a", "c", "b"]]
            .map(|tags| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<String>>());
        let tagged = |account_id, tags| PostRow { hashtags: tags, ..post(account_id, 0) };
        let snapshot = snapshot(&[tagged("1", &ab), tagged("2", &abc), tagged("3", &acb), tagged("4", &abc)], |_| {});
        assert_eq!(acts(Layer::HashtagSequence, &snapshot), pairs(&[("2", "a b c"), ("4", "a b c"), ("3", "a c b")]));
    }

    #[test]
    fn a_moment_is_a_stretch_of_the_clock() {
        let at = |account_id, time| PostRow { time, ..post(account_id, 0) };
        let snapshot = snapshot(&[at("a", 59_999), at("b", 60_000), at("c", 119_999), at("d", -1)], |_| {});
        assert_eq!(acts(Layer::CoPost, &snapshot), pairs(&[("d", "-60000"), ("a", "0"), ("b", "60000"), ("c", "60000")]));
    }

    #[test]
    fn a_copied_text_is_called_by_its_post_and_posts_of_one_account_are_no_copies() {
        let say = |account_id, second, text| PostRow { text: Some(text), ..post(account_id, second) };
        let posts = [
            say("a", 0, "Nobody was ever told why the old bridge had to close"),
            say("b", 40_000, "@c NOBODY was ever told why the old bridge had to close!! https://example.org/1"),
            say("a", 1, "Every evening I write the same sentence about my own cat"),
            say("a", 2, "Every evening I write the same sentence about my own cat"),
            say("a", 3, "I liked a @YouTube video https://youtu.be/1 A song that everybody knows"),
            say("b", 4, "I liked a @YouTube video https://youtu.be/1 A song that everybody knows"),
            say("a", 5, "Good morning"),
            say("b", 6, "Good morning"),
            PostRow { kind: Some(Kind::Retweet), ..say("d", 7, "Nobody was ever told why the old bridge had to close") },
        ];
        let snapshot = snapshot(&posts, |_| {});
        assert_eq!(acts(Layer::CoText, &snapshot), pairs(&[("a", "p000"), ("b", "p000")]));
        let layered = Layer::CoText.actions(MINUTE, &snapshot).expect("fit");
        assert!(matches!(layered.cells(&[0]), Cells::Post(_)), "published as the id of a post");
        assert_eq!(
            layered.notes,
            [
                "Layer `co_text`: 2 posts were left out because share buttons wrote their texts or too many accounts posted them.",
                "Layer `co_text`: 2 posts were too short to compare."
            ]
        );
    }

    #[test]
    fn what_is_missing_is_named_with_what_would_do() {
        let snapshot = Snapshot::default();
        for layer in Layer::ALL {
            let answer = layer.actions(MINUTE, &snapshot);
            if layer == Layer::CoPost {
                assert!(answer.is_ok(), "needs nothing but times");
                continue;
            }
            let unfit = answer.err().expect("nothing is there");
            assert!(unfit.reason.contains(&format!("`{}`", layer.name())) && unfit.remedy.ends_with(" would do"), "{unfit}");
        }
        let unfit = Layer::CoUrl.actions(MINUTE, &snapshot).err().expect("no links");
        assert_eq!(
            unfit.to_string(),
            "the snapshot has no column `urls`, which the layer `co_url` needs; a source with links or with text would do"
        );
    }
}
