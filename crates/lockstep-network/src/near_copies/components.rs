//! Connected components, joined by several threads at once.

use std::sync::atomic::{AtomicU32, Ordering};

/// Which of some things are connected. The smallest of a component stands for it, so the order of joining leaves no trace.
pub(super) struct Components(Vec<AtomicU32>);

impl Components {
    /// Nothing connected to anything.
    pub(super) fn new(things: usize) -> Self {
        Self((0..things as u32).map(AtomicU32::new).collect())
    }

    /// The smallest thing of a component, as far as is known now.
    pub(super) fn root(&self, thing: u32) -> u32 {
        let mut at = thing;
        loop {
            let up = self.0[at as usize].load(Ordering::Relaxed);
            if up == at {
                return at;
            }
            let further = self.0[up as usize].load(Ordering::Relaxed);
            if further != up {
                self.0[at as usize].fetch_min(further, Ordering::Relaxed);
            }
            at = up;
        }
    }

    /// Connect two things.
    pub(super) fn join(&self, one: u32, other: u32) {
        loop {
            let (a, b) = (self.root(one), self.root(other));
            let (low, high) = (a.min(b), a.max(b));
            if low == high || self.0[high as usize].compare_exchange(high, low, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                return;
            }
        }
    }

    /// True when two things are already connected.
    pub(super) fn connected(&self, one: u32, other: u32) -> bool {
        self.root(one) == self.root(other)
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn many_threads_find_the_classes_of_a_known_partition() {
        let things = 20_000u32;
        let components = Components::new(things as usize);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().expect("a pool of threads");
        pool.install(|| {
            (0..things).into_par_iter().rev().for_each(|thing| {
                if thing + 7 < things {
                    components.join(thing, thing + 7);
                }
            });
        });
        (0..things).for_each(|thing| assert_eq!(components.root(thing), thing % 7));
        assert!(components.connected(3, 10) && !components.connected(3, 11));
    }
}
