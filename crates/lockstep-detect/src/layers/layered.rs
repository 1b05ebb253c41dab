//! The actions of one layer, with the names of its objects and an account of what was left out.

use lockstep_network::Actions;
use lockstep_snapshot::{Dictionary, TextColumn, grouped};

use super::{Layer, Objects};
use crate::findings::Cells;

/// A layer of a snapshot: who acted on what, when.
///
/// The post of an action is a position in the snapshot's posts, except in layers without posts, where it is 0 and so is the time.
pub(crate) struct Layered<'a> {
    pub(crate) layer: Layer,
    /// Accounts are those of the snapshot.
    pub(crate) actions: Actions,
    /// What was left out, as sentences for the notes.
    pub(crate) notes: Vec<String>,
    pub(super) names: Names<'a>,
}

/// What the objects are called.
pub(super) enum Names<'a> {
    /// Each by a word of a dictionary.
    Words(&'a Dictionary),
    /// Each by several words.
    Sequences(&'a Dictionary, Vec<&'a [u32]>),
    /// Each by the id of a post.
    Posts(&'a TextColumn, Vec<u32>),
    /// Each by the moment at which it begins, ms.
    Moments(Vec<i64>),
}

impl Layered<'_> {
    /// Leave out objects that more than `most` accounts acted on, and say how many there were.
    #[must_use]
    pub(crate) fn without_popular(mut self, most: Option<u32>) -> Self {
        let Some(most) = most else { return self };
        let (kept, emptied) = self.actions.without_popular(most);
        self.actions = kept;
        if emptied > 0 {
            self.note(
                emptied,
                "object was left out because more accounts acted on it than `most_accounts` allows",
                "objects were left out because more accounts acted on them than `most_accounts` allows",
            );
        }
        self
    }

    /// Number of objects that somebody acted on.
    pub(crate) fn objects(&self) -> u64 {
        (0..self.actions.objects()).filter(|object| !self.actions.of(*object).is_empty()).count() as u64
    }

    /// Whether an object has one word for a name, and which.
    pub(crate) fn is_called(&self, object: u32, name: &str) -> bool {
        matches!(&self.names, Names::Words(names) if names.get(object) == name)
    }

    /// The names of some objects, in the kind of cells that keeps them from being published as they are where they name somebody.
    pub(crate) fn cells(&self, objects: &[u32]) -> Cells {
        match &self.names {
            Names::Words(names) => self.named(objects.iter().map(|object| names.get(*object).to_owned())),
            Names::Sequences(names, sequences) => self.named(objects.iter().map(|object| {
                let words: Vec<&str> = sequences[*object as usize].iter().map(|word| names.get(*word)).collect();
                words.join(" ")
            })),
            Names::Posts(ids, posts) => self.named(objects.iter().map(|object| ids.get(posts[*object as usize] as usize).to_owned())),
            Names::Moments(starts) => Cells::Time(objects.iter().map(|object| Some(starts[*object as usize])).collect()),
        }
    }

    fn named(&self, names: impl Iterator<Item = String>) -> Cells {
        match self.layer.objects() {
            Objects::Posts => Cells::Post(names.collect()),
            Objects::Accounts => Cells::Account(names.collect()),
            Objects::Others => Cells::Object(names.collect()),
        }
    }

    /// Note a number of things left out, in the right number.
    pub(crate) fn note(&mut self, count: u64, one: &str, many: &str) {
        if count > 0 {
            self.notes.push(format!("Layer `{}`: {} {}.", self.layer.name(), grouped(count), if count == 1 { one } else { many }));
        }
    }
}
