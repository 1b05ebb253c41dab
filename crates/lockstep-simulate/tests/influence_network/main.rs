//! The scenario `influence-network`, looked at from outside: as the snapshot that a study would get.

mod determinism;
mod organic;
mod planted;
mod snapshot;
