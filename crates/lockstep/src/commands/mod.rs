//! One file a command.

pub(crate) mod check;
pub(crate) mod detectors;
pub(crate) mod explain;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod simulate;
pub(crate) mod verify;
