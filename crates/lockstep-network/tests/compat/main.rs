//! The engines of `lockstep_network::compat` beside the tools' own results on public data, edge for edge.
//!
//! Runs where the data is in LOCKSTEP_DATA, or beside the checkout.

#![expect(clippy::print_stdout, reason = "a test says why it is skipped")]

mod cnt;
mod coortweet;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder with the folders `data` and `oracles`, if it is there.
fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LOCKSTEP_DATA").map_or_else(beside, PathBuf::from).join("..");
    let found = folder.join("oracles").is_dir().then_some(folder);
    if found.is_none() {
        println!("skipped: the public data set and the tools' results are not beside this checkout");
    }
    found
}

/// The rows of a CSV file with a header.
fn rows(reader: impl std::io::Read) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(reader).records().map(|row| row.expect("well formed")).collect()
}

/// Numbers for strings, in order of first sight.
#[derive(Default)]
struct Ids {
    numbers: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Ids {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    fn some(&mut self, name: &str) -> Option<u32> {
        (!name.is_empty()).then(|| self.number(name))
    }

    fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }
}
