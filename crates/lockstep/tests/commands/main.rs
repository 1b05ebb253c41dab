//! The command, run as people and scripts run it, in folders of its own.

mod bad_input;
mod check;
mod claims;
mod detectors;
mod determinism;
mod environment;
mod explain;
mod run;
mod schema;
mod simulate;
mod small;
mod verify;
