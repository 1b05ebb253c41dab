//! The `lockstep` command: the only part of Lockstep that prints, reads the clock or looks at the environment.

#![expect(clippy::disallowed_methods, reason = "the circumstances of a run include when it was made")]

mod arguments;
mod commands;
mod exit;
mod message;
mod progress;
mod target;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::message::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = run(&arguments);
    match result {
        Ok(code) => code.into(),
        Err(failure) => {
            failure.print(arguments.json);
            failure.code().into()
        }
    }
}

fn run(arguments: &Arguments) -> Result<exit::Code, Failure> {
    if let Some(threads) = arguments.command.threads() {
        rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global().expect("no thread pool is in use yet");
    }
    let console = message::Console { json: arguments.json, quiet: arguments.quiet };
    match &arguments.command {
        Command::Check(options) => commands::check::run(options, console),
        Command::Run(options) => commands::run::run(options, console),
        Command::Lock(options) => commands::lock::run(options, console),
        Command::Status(options) => commands::status::run(options, console),
        Command::Diff(options) => commands::diff::run(options, console),
        Command::Report(options) => commands::report::run(options, console),
        Command::Export(options) => commands::export::run(options, console),
        Command::Index(options) => commands::index::run(options, console),
        Command::Open(options) => commands::open::run(options, console),
        Command::Bundle(options) => commands::bundle::run(options, console),
        Command::Unbundle(options) => commands::bundle::unbundle(options, console),
        Command::Leaks(options) => commands::leaks::run(options, console),
        Command::Attest(options) => commands::attest::run(options, console),
        Command::Verify(options) => commands::verify::run(options, console),
        Command::Evaluate(options) => commands::evaluate::run(options, console),
        Command::Selftest(options) => commands::selftest::run(options, console),
        Command::Explain(options) => commands::explain::run(options, console),
        Command::Cite(options) => commands::cite::run(options, console),
        Command::Cache(options) => commands::cache::run(options, console),
        Command::Detectors(options) => commands::detectors::run(options, console),
        Command::Schema => commands::schema::run(console),
        Command::Simulate(options) => commands::simulate::run(options, console),
    }
}
