//! The command, run as people and scripts run it, in folders of its own.

mod agreement;
mod bad_input;
mod bundle;
mod cache;
mod check;
mod cite;
mod claims;
mod detectors;
mod determinism;
mod diff;
mod environment;
mod evaluate;
mod explain;
mod integration;
mod killed;
mod leaks;
mod lock;
mod run;
mod schema;
mod selftest;
mod simulate;
mod small;
mod status;
mod tampering;
mod vary;
mod verify;
