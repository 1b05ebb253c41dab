//! What several choices of settings have in common, made once.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Intermediate results by name, kept while settings are tried on one snapshot. A name says all that its result was made of, beside the
/// snapshot.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<BTreeMap<String, Arc<dyn Any + Send + Sync>>>);

impl Shelf {
    /// What is kept under a name, or what `make` makes. Nobody waits for another who makes the same, for whoever makes it may do so in
    /// parallel and take up the work of the one who waits: at worst each thread makes it once.
    pub(crate) fn get<T: Send + Sync + 'static>(&self, name: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(Ok(kept)) = kept.map(Arc::downcast::<T>) {
            return kept;
        }
        let made = Arc::new(make());
        let shelved: Arc<dyn Any + Send + Sync> = made.clone();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), shelved);
        made
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
}
