//! One simulated snapshot for all tests to look at, and ways of looking at it.

use std::sync::OnceLock;

use lockstep_simulate::{Recipe, generate, shape};
use lockstep_snapshot::{Column, Input, Intake, Kind, Set, Snapshot, assemble};

/// Days of the smallest collection.
pub(crate) const DAYS: usize = 130;
pub(crate) const DAY: i64 = 86_400_000;
pub(crate) const HOUR: i64 = 3_600_000;
/// Midnight UTC on 1 February 2019, when the smallest collection starts.
pub(crate) const START: i64 = 1_548_979_200_000;

/// A recipe small enough for tests.
pub(crate) fn recipe(seed: u64) -> Recipe {
    Recipe { scenario: "influence-network".to_owned(), scale: 0.01, seed }
}

/// The snapshot of a recipe, with these columns kept.
pub(crate) fn simulate(recipe: &Recipe, keep: &[Column]) -> Snapshot {
    let parts = generate(recipe, keep, &|_| {}).expect("the recipe is good");
    let intake = Intake::without_files("simulated", "", 0);
    assemble(vec![Input { shape: shape(keep), parts, intake }])
}

/// The snapshot that the tests share, with all columns.
pub(crate) fn shared() -> &'static Snapshot {
    static SNAPSHOT: OnceLock<Snapshot> = OnceLock::new();
    SNAPSHOT.get_or_init(|| simulate(&recipe(2019), &Column::USUAL))
}

/// A set of the shared snapshot.
pub(crate) fn set(name: &str) -> &'static Set {
    shared().sets.iter().find(|set| set.name == name).expect("the set exists")
}

/// Times of the posts of an account, ascending.
pub(crate) fn times(account: u32) -> Vec<i64> {
    let posts = &shared().posts;
    (0..posts.len()).filter(|row| posts.account[*row] == account).map(|row| posts.time[row]).collect()
}

/// Longest interval between the first and the last of posts that are each less than `gap` ms after the one before, ms.
pub(crate) fn longest_waking_span(times: &[i64], gap: i64) -> i64 {
    times.chunk_by(|earlier, later| later - earlier < gap).map(|span| span[span.len() - 1] - span[0]).max().unwrap_or(0)
}

/// Kind of every post.
pub(crate) fn kinds() -> &'static [Kind] {
    shared().posts.kind.as_deref().expect("kept")
}
