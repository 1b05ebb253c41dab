//! What several choices of settings have in common, made once.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use lockstep_network::Actions;

/// Intermediate results by name, kept while settings are tried on one snapshot. A name says all that its result was made of, beside the
/// snapshot.
#[derive(Debug, Default)]
pub struct Shelf {
    kept: Arc<Mutex<BTreeMap<String, Arc<dyn Any + Send + Sync>>>>,
    /// What is done to the actions of a layer before anybody sees them.
    change: Option<Change>,
}

/// A change of the actions of one layer.
#[derive(Clone)]
pub(crate) struct Change {
    /// The name of the layer.
    pub(crate) layer: &'static str,
    /// From the layer's actions to those that are seen.
    pub(crate) apply: Arc<dyn Fn(&Actions) -> Actions + Send + Sync>,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("layer", &self.layer).finish_non_exhaustive()
    }
}

impl Shelf {
    /// What is kept under a name, or what `make` makes. Nobody waits for another who makes the same, for whoever makes it may do so in
    /// parallel and take up the work of the one who waits: at worst each thread makes it once.
    pub(crate) fn get<T: Send + Sync + 'static>(&self, name: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(Ok(kept)) = kept.map(Arc::downcast::<T>) {
            return kept;
        }
        let made = Arc::new(make());
        let shelved: Arc<dyn Any + Send + Sync> = made.clone();
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), shelved);
        made
    }

    /// The same shelf, seen by a detector as if the actions of a layer were others. Nothing that follows from the change is kept.
    pub(crate) fn changed(&self, change: Change) -> Self {
        Self { kept: Arc::clone(&self.kept), change: Some(change) }
    }

    /// What is done to the actions of a layer, if anything is.
    pub(crate) fn change_of(&self, layer: &str) -> Option<&Change> {
        self.change.as_ref().filter(|change| change.layer == layer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_made_again() {
        let shelf = Shelf::default();
        assert_eq!(*shelf.get("seven", || 7_u32), 7);
        assert_eq!(*shelf.get("seven", || 8_u32), 7);
        assert_eq!(*shelf.get("eight", || 8_u32), 8);
        assert_eq!(*shelf.get("seven", || "of another kind".to_owned()), "of another kind");
    }

    #[test]
    fn a_changed_shelf_has_what_the_other_has() {
        let shelf = Shelf::default();
        assert_eq!(*shelf.get("seven", || 7_u32), 7);
        let changed = shelf.changed(Change { layer: "co_retweet", apply: Arc::new(Actions::clone) });
        assert_eq!(*changed.get("seven", || 8_u32), 7);
        assert!(changed.change_of("co_retweet").is_some() && changed.change_of("co_url").is_none());
        assert!(shelf.change_of("co_retweet").is_none());
    }
}
