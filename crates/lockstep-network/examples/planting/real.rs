//! Real populations, read from the public data sets where they are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::population::{Population, Row};

/// Least distinct objects of an account that stays in a real population.
pub(crate) const LEAST_OBJECTS: u32 = 3;

/// A real population: what it is called, its file, and its columns of account, object and time.
const REAL: [(&str, &str, [&str; 3]); 3] = [
    ("German election, Twitter, URLs", "german_elections.csv.gz", ["account_id", "url_id", "timestamp"]),
    ("German election, Twitter, hashtags", "german_elections.csv.gz", ["account_id", "hashtag_id", "timestamp"]),
    ("Russian retweets", "russian_coord_tweets.csv.gz", ["account_id", "object_id", "timestamp_share"]),
];

/// Each real population, accounts with at least [`LEAST_OBJECTS`] objects only, or the name of the one that is missing.
///
/// The files of `coortweet/` (nicolarighetti/CooRTweet) are looked for in `LOCKSTEP_DATA`, or beside the checkout.
pub(crate) fn real_populations() -> Vec<Result<Population, String>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LOCKSTEP_DATA").map_or_else(beside, PathBuf::from).join("coortweet");
    let read = |(name, file, columns): &(&str, &str, [&str; 3])| {
        let path = folder.join(file);
        if path.is_file() { Ok(read(name, &path, columns).with_at_least(LEAST_OBJECTS)) } else { Err((*name).to_owned()) }
    };
    REAL.iter().map(read).collect()
}

/// The rows of a file that have an object; of the German set those of Twitter, whose clock differs from Facebook's by two hours.
fn read(name: &str, path: &Path, columns: &[&str; 3]) -> Population {
    let file = std::fs::File::open(path).expect("is there");
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let headers = reader.headers().expect("has a header").clone();
    let place = |column: &str| headers.iter().position(|header| header == column).expect("the data set has this column");
    let [account, object, time] = columns.map(place);
    let mut texts: Vec<(String, String, i64)> = Vec::new();
    for row in reader.records() {
        let row = row.expect("well formed");
        if !row[object].is_empty() && !row[account].starts_with("fb_") {
            let seconds: f64 = row[time].parse().expect("a number");
            texts.push((row[account].to_owned(), row[object].to_owned(), (seconds * 1_000.0) as i64));
        }
    }
    let accounts = numbered(texts.iter().map(|(account, _, _)| account.as_str()));
    let objects = numbered(texts.iter().map(|(_, object, _)| object.as_str()));
    let row = |(account, object, time): &(String, String, i64)| Row {
        time: *time,
        account: accounts[account.as_str()],
        object: objects[object.as_str()],
    };
    Population::new(name, accounts.len() as u32, objects.len() as u32, texts.iter().map(row).collect())
}

/// A number for each name, by rank.
fn numbered<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut numbers: BTreeMap<&str, u32> = names.map(|name| (name, 0)).collect();
    numbers.values_mut().zip(0..).for_each(|(number, rank)| *number = rank);
    numbers
}
