//! The degrees of real collections, whose tails are heavy, are reached by the configuration model.
//!
//! The collections are the two that come with `CooRTweet` (Righetti & Balluff 2025). Runs where they are in LOCKSTEP_DATA, or beside the
//! checkout.

#![expect(clippy::print_stdout, reason = "a test says why it is skipped, and what it counted")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lockstep_network::nulls::Bicm;

/// The degrees of accounts and of objects, from two columns of a CSV file. Rows without an object do not count.
fn degrees(file: &Path, account: &str, object: &str) -> (Vec<u32>, Vec<u32>) {
    let file = std::fs::File::open(file).expect("is there");
    let mut rows = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let headers = rows.headers().expect("has a header").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("has the column");
    let (account, object) = (column(account), column(object));
    let mut joined = BTreeSet::new();
    for row in rows.records() {
        let row = row.expect("well formed");
        if !row[object].is_empty() {
            joined.insert((row[account].to_owned(), row[object].to_owned()));
        }
    }
    let (mut accounts, mut objects) = (BTreeMap::<&str, u32>::new(), BTreeMap::<&str, u32>::new());
    for (account, object) in &joined {
        *accounts.entry(account).or_default() += 1;
        *objects.entry(object).or_default() += 1;
    }
    (accounts.into_values().collect(), objects.into_values().collect())
}

#[test]
fn expected_degrees_of_real_collections_are_the_degrees() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LOCKSTEP_DATA").map_or_else(beside, PathBuf::from).join("coortweet");
    for (file, object) in [
        ("russian_coord_tweets.csv.gz", "object_id"),
        ("german_elections.csv.gz", "url_id"),
        ("german_elections.csv.gz", "hashtag_id"),
        ("german_elections.csv.gz", "domain_id"),
    ] {
        let path = folder.join(file);
        if !path.is_file() {
            println!("skipped: {} is not there", path.display());
            continue;
        }
        let (accounts, objects) = degrees(&path, "account_id", object);
        let model = Bicm::fit(&accounts, &objects).expect("converges");
        let largest = |degrees: &[u32], expected: &dyn Fn(u32) -> f64| {
            let mut first_of = BTreeMap::new();
            degrees.iter().zip(0..).for_each(|(degree, at)| {
                first_of.entry(*degree).or_insert(at);
            });
            first_of.into_iter().map(|(degree, at)| (expected(at) - f64::from(degree)).abs()).fold(0.0, f64::max)
        };
        let by_account = largest(&accounts, &|i| (0..objects.len() as u32).map(|o| model.probability(i, o)).sum());
        let by_object = largest(&objects, &|o| (0..accounts.len() as u32).map(|i| model.probability(i, o)).sum());
        println!(
            "{file} {object}: {} accounts, {} objects, off by at most {by_account:.1e} and {by_object:.1e}",
            accounts.len(),
            objects.len()
        );
        assert!(by_account <= 1e-6 && by_object <= 1e-6, "{file} {object}: {by_account} {by_object}");
    }
}
