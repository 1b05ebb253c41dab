//! From the posts of a layer to the tool's table of shares.

use lockstep_network::compat::coortweet::Share;
use lockstep_snapshot::Snapshot;

use crate::layers::Layered;

/// The rows of the tool's input, in the order of posts, and where each is from.
pub(super) struct Shares {
    pub(super) rows: Vec<Share>,
    /// The post of each row.
    pub(super) posts: Vec<u32>,
    /// The object of each row, as a number of the layer.
    pub(super) objects: Vec<u32>,
}

impl Shares {
    pub(super) fn new(layered: &Layered<'_>, snapshot: &Snapshot) -> Self {
        let actions = &layered.actions;
        let mut places: Vec<(u32, u32)> = (0..actions.objects())
            .flat_map(|object| actions.of(object).iter().map(move |action| (action.post, object)))
            .collect();
        places.sort_unstable();
        let contents = contents(snapshot);
        let ids = contents.iter().max().map_or(0, |largest| largest + 1);
        // The tool compares ids of objects with ids of contents, so one id needs one number.
        let mut number: Vec<u32> = (0..actions.objects()).map(|object| ids + object).collect();
        for (post, object) in &places {
            if layered.is_called(*object, content_name(snapshot, *post)) {
                number[*object as usize] = contents[*post as usize];
            }
        }
        let share = |(post, object): &(u32, u32)| Share {
            object: number[*object as usize],
            account: snapshot.posts.account[*post as usize],
            content: contents[*post as usize],
            time: snapshot.posts.time[*post as usize] as f64 / 1_000.0,
        };
        Self {
            rows: places.iter().map(share).collect(),
            posts: places.iter().map(|(post, _)| *post).collect(),
            objects: places.iter().map(|(_, object)| *object).collect(),
        }
    }
}

/// The number of each post's content: where the source has no contents, each post is one.
fn contents(snapshot: &Snapshot) -> Vec<u32> {
    let posts = 0..snapshot.posts.len() as u32;
    match &snapshot.posts.content {
        None => posts.collect(),
        Some(content) => posts.map(|post| content.rank(post as usize).unwrap_or(content.names.len() as u32 + post)).collect(),
    }
}

/// The id of a post's content.
pub(super) fn content_name(snapshot: &Snapshot, post: u32) -> &str {
    let own = || snapshot.posts.id.get(post as usize);
    snapshot.posts.content.as_ref().and_then(|content| content.get(post as usize)).unwrap_or_else(own)
}
