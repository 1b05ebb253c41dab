//! One file a command.

pub(crate) mod attest;
pub(crate) mod bundle;
pub(crate) mod cache;
pub(crate) mod check;
pub(crate) mod cite;
pub(crate) mod detectors;
pub(crate) mod diff;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod export;
mod folder;
mod from;
pub(crate) mod index;
pub(crate) mod leaks;
pub(crate) mod lock;
pub(crate) mod open;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod selftest;
pub(crate) mod simulate;
pub(crate) mod status;
mod told;
mod twice;
pub(crate) mod verify;
