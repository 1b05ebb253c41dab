//! The same recipe gives the same rows, whatever the machine does meanwhile.

use lockstep_simulate::{BadRecipe, Recipe, SCENARIOS, describe, expected_posts, generate};
use lockstep_snapshot::{Column, TableDigest};

use crate::snapshot::{recipe, shared, simulate};

fn with_threads(threads: usize, seed: u64, keep: &[Column]) -> Vec<TableDigest> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    pool.install(|| simulate(&recipe(seed), keep)).intakes.remove(0).tables
}

#[test]
fn one_and_three_threads_and_any_kept_columns_give_the_same_tables() {
    let shared = &shared().intakes[0].tables;
    assert_eq!(shared.len(), 5);
    assert_eq!(&with_threads(1, 2019, &[]), shared);
    assert_eq!(&with_threads(3, 2019, &[Column::Kind]), shared);
}

#[test]
fn another_seed_gives_other_rows_in_every_random_table() {
    let other = with_threads(2, 2020, &[]);
    for (ours, theirs) in shared().intakes[0].tables.iter().zip(&other).filter(|(table, _)| table.table != "events") {
        assert_ne!(ours.digest, theirs.digest, "{}", ours.table);
    }
}

#[test]
fn no_row_is_lost_and_the_number_of_posts_is_the_expected_one() {
    let snapshot = shared();
    assert_eq!(snapshot.intakes[0].losses.rows(), 0);
    let expected = expected_posts(&recipe(2019)).expect("the recipe is good") as f64;
    let ratio = snapshot.posts.len() as f64 / expected;
    assert!((0.97..1.03).contains(&ratio), "{ratio}");
    assert_eq!(snapshot.posts.resolution_ms, 1);
}

#[test]
fn bad_recipes_are_refused_with_what_is_wrong() {
    let recipe = |scenario: &str, scale| Recipe { scenario: scenario.to_owned(), scale, seed: 1 };
    let error = generate(&recipe("influence-netwrok", 0.05), &[], &|_| {}).map(|parts| parts.len());
    assert_eq!(error, Err(BadRecipe::UnknownScenario("influence-netwrok".to_owned())));
    assert_eq!(
        error.expect_err("just seen").to_string(),
        "there is no scenario `influence-netwrok`: the scenarios are `influence-network`"
    );
    for scale in [0.0, -1.0, 1.01, f64::INFINITY, f64::NAN] {
        assert!(matches!(describe(&recipe(SCENARIOS[0].0, scale)), Err(BadRecipe::Scale(_))), "{scale}");
    }
}

#[test]
fn progress_ends_at_one() {
    let most = std::sync::Mutex::new(0.0_f64);
    let note = |share: f64| {
        let mut most = most.lock().expect("no thread panics while it holds the lock");
        *most = most.max(share);
    };
    generate(&recipe(1), &[], &note).expect("the recipe is good");
    assert!((*most.lock().expect("no thread holds the lock") - 1.0).abs() < f64::EPSILON);
}
