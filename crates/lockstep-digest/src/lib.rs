//! What a thing is called.
//!
//! Two kinds of digest are kept apart on purpose. A *file digest* is plain BLAKE3 of the stored bytes and equals what `b3sum FILE`
//! prints, so anybody can check it without Lockstep. A *value digest* is BLAKE3 in key-derivation mode under one fixed [`Context`] per
//! kind, so the digest of some settings can never be mistaken for the digest of some rows.
//!
//! - [`digest`](self::Digest): the 32 bytes, how they are written and read.
//! - [`canonical`]: RFC 8785 canonical JSON, the preimage of every value digest that comes from JSON.

pub mod canonical;
mod context;
mod digest;

pub use context::{Context, ValueHasher};
pub use digest::{BadDigest, Digest, FileDigests, FileHasher};
