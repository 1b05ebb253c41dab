//! The kinds of value that have a digest, each in its own domain.

use serde::Serialize;

use crate::canonical::{self, NotCanonical};
use crate::digest::Digest;

/// A domain of value digests: the same bytes under two contexts have unrelated digests.
///
/// The strings are part of every published digest. To change an encoding, add a variant with the next version; never edit one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// A checked study, comments excluded.
    Study,
    /// The fully resolved settings of one step.
    Settings,
    /// One normalised row of a table.
    Row,
    /// All normalised rows of a table.
    Rows,
    /// All tables of a snapshot.
    Snapshot,
    /// What determines the result of a step.
    Step,
    /// The findings of a step.
    Findings,
    /// The reproducible half of a run manifest.
    Run,
    /// A key for pseudonyms, derived from rows that are not published.
    PseudonymKey,
    /// A seed for one stream of random numbers.
    Seed,
    /// A model trained on labelled accounts.
    Model,
}

impl Context {
    /// Every context, in declaration order.
    pub const ALL: [Self; 11] = [
        Self::Study,
        Self::Settings,
        Self::Row,
        Self::Rows,
        Self::Snapshot,
        Self::Step,
        Self::Findings,
        Self::Run,
        Self::PseudonymKey,
        Self::Seed,
        Self::Model,
    ];

    /// The string that BLAKE3 derives the domain's key from.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Study => "lockstep study v1",
            Self::Settings => "lockstep settings v1",
            Self::Row => "lockstep row v1",
            Self::Rows => "lockstep rows v1",
            Self::Snapshot => "lockstep snapshot v1",
            Self::Step => "lockstep step v1",
            Self::Findings => "lockstep findings v1",
            Self::Run => "lockstep run v1",
            Self::PseudonymKey => "lockstep pseudonym key v1",
            Self::Seed => "lockstep seed v1",
            Self::Model => "lockstep model v1",
        }
    }

    /// Digest of bytes in this domain.
    #[must_use]
    pub fn of_bytes(self, bytes: &[u8]) -> Digest {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }

    /// Digest of a value's canonical JSON in this domain.
    ///
    /// # Errors
    /// When the value has no canonical JSON: a non-finite number, or an integer beyond 2^53.
    pub fn of_json<T: Serialize>(self, value: &T) -> Result<Digest, NotCanonical> {
        Ok(self.of_bytes(canonical::to_string(value)?.as_bytes()))
    }

    /// A hasher for a preimage that is fed in pieces.
    ///
    /// Deriving a domain's key costs one extra compression; clone one hasher where many small values are hashed.
    #[must_use]
    pub fn hasher(self) -> ValueHasher {
        ValueHasher(blake3::Hasher::new_derive_key(self.as_str()))
    }
}

/// An incremental value digest. Pieces are not separated: the caller's encoding must be unambiguous.
#[derive(Debug, Clone)]
pub struct ValueHasher(blake3::Hasher);

impl ValueHasher {
    /// Append bytes to the preimage.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of everything appended so far.
    #[must_use]
    pub fn finish(&self) -> Digest {
        Digest::from_bytes(*self.0.finalize().as_bytes())
    }

    /// Forget what was appended and start again in the same domain.
    pub fn reset(&mut self) {
        self.0.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_distinct_and_their_digests_are_pinned() {
        let lines: Vec<String> =
            Context::ALL.iter().map(|context| format!("{}: {}", context.as_str(), context.of_bytes(b"lockstep").to_hex())).collect();
        insta::assert_snapshot!(lines.join("\n"));
        let mut digests: Vec<Digest> = Context::ALL.iter().map(|c| c.of_bytes(b"")).collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), Context::ALL.len());
    }

    #[test]
    fn a_hasher_fed_in_pieces_agrees_with_one_call() {
        let mut hasher = Context::Rows.hasher();
        hasher.update(b"lock");
        hasher.update(b"step");
        assert_eq!(hasher.finish(), Context::Rows.of_bytes(b"lockstep"));
        hasher.reset();
        assert_eq!(hasher.finish(), Context::Rows.of_bytes(b""));
    }
}
