//! Crowds in the shape of some data.

use std::collections::BTreeSet;

use lockstep_simulate::{Crowd, Fashion, Kinds, Life, Looks, PlantingKind, Shape, Shared, Topic};
use lockstep_snapshot::{Column, Input, Intake, Kind, Snapshot, assemble};

const DAY: i64 = 86_400_000;
/// 1 June 2019.
const START: i64 = 1_559_347_200_000;
const COLUMNS: [Column; 5] = [Column::Kind, Column::Text, Column::RetweetedPost, Column::RetweetedTime, Column::Hashtags];

fn shape() -> Shape {
    let life = |number: u32| {
        let (posts, first_day) = (1 + number % 40, number % 10);
        let days = (30 - first_day).min(posts);
        Life { posts, active_days: days.min(1 + posts / 2), days, first_day }
    };
    Shape {
        start: START,
        days: 30,
        lives: (0..300).map(life).collect(),
        kinds: Kinds { retweets: 0.5, replies: 0.2, quotes: 0.0 },
        shared: Shared { shares: 3_000, posts: 1_500, delays: None },
        hashtags: Fashion { share: 0.3, each: 1.2, topics: vec![Topic { uses: 200, first_day: 0, days: 30 }], rare: 200 },
        links: Fashion::default(),
        columns: COLUMNS.to_vec(),
        resolution_ms: 60_000,
        looks: None,
        ties: None,
    }
}

fn snapshot(crowd: &Crowd, planted: bool) -> Snapshot {
    let parts = crowd.rows(planted, &COLUMNS, &|_| ());
    let intake = Intake::without_files("crowd", "a crowd", 0);
    assemble(vec![Input { shape: crowd.post_shape(&COLUMNS), parts, intake }])
}

fn digest(snapshot: &Snapshot) -> String {
    snapshot.intakes[0].tables.iter().map(|table| table.digest.short()).collect()
}

/// Every post as account, time and text, of some accounts.
fn posts(snapshot: &Snapshot, of: impl Fn(&str) -> bool) -> BTreeSet<(String, i64, String)> {
    let posts = &snapshot.posts;
    let texts = posts.text.as_ref().expect("texts were kept");
    let row = |row: usize| (snapshot.accounts.get(posts.account[row]).to_owned(), posts.time[row], texts.get(row).to_owned());
    (0..posts.len()).map(row).filter(|(account, _, _)| of(account)).collect()
}

#[test]
fn a_crowd_has_the_shape_it_was_made_of() {
    let shape = shape();
    let crowd = snapshot(&Crowd::settle(&shape, 1), false);
    let wanted: u32 = shape.lives.iter().map(|life| life.posts).sum();
    let near = |found: f64, wanted: f64, off: f64| assert!((found / wanted - 1.0).abs() < off, "{found}, wanted {wanted}");
    near(crowd.posts.len() as f64, f64::from(wanted), 0.03);
    assert_eq!(crowd.accounts.len(), shape.lives.len(), "whoever posts once does so");
    let kinds = crowd.posts.kind.as_ref().expect("there are kinds");
    let share = |kind| kinds.iter().filter(|of| **of == kind).count() as f64 / kinds.len() as f64;
    near(share(Kind::Retweet), 0.5, 0.1);
    near(share(Kind::Reply), 0.2, 0.15);
    let retweeted = crowd.posts.retweeted_post.as_ref().expect("there are targets");
    let different: BTreeSet<u32> = (0..crowd.posts.len()).filter_map(|row| retweeted.rank(row)).collect();
    near(different.len() as f64 / (share(Kind::Retweet) * kinds.len() as f64), 0.5, 0.15);
    let hashtags = crowd.posts.hashtags.as_ref().expect("there are hashtags");
    let own: Vec<usize> = (0..kinds.len()).filter(|row| kinds[*row] != Kind::Retweet).collect();
    let tagged = own.iter().filter(|row| !hashtags.get(**row).is_empty()).count();
    near(tagged as f64 / own.len() as f64, 0.3, 0.1);
    assert!(crowd.posts.time.iter().all(|time| time % 60_000 == 0 && (START..START + 30 * DAY).contains(time)));
    assert_eq!(crowd.columns, COLUMNS, "what the data lack the crowd lacks");
    assert!(crowd.observations.is_empty() && crowd.follows.follower.is_empty() && crowd.sets.is_empty());
}

#[test]
fn people_do_the_same_beside_planted_accounts() {
    let crowd = Crowd::settle(&shape(), 2);
    let plantings = crowd.plantings();
    let planted: BTreeSet<&str> = plantings.iter().flat_map(|planting| planting.accounts.iter().map(String::as_str)).collect();
    let sizes: Vec<(PlantingKind, usize)> = plantings.iter().map(|planting| (planting.kind, planting.accounts.len())).collect();
    assert_eq!(sizes.len(), 11);
    assert_eq!(sizes[..3], [5, 10, 20].map(|size| (PlantingKind::CoRetweet, size)));
    assert_eq!(planted.len(), 125);
    let (alone, beside) = (snapshot(&crowd, false), snapshot(&crowd, true));
    let people = |account: &str| !planted.contains(account);
    assert_eq!(posts(&alone, |_| true), posts(&beside, people));
    let of_planted = posts(&beside, |account| planted.contains(account));
    let posting: BTreeSet<&str> = of_planted.iter().map(|(account, _, _)| account.as_str()).collect();
    assert_eq!(posting, planted);
}

#[test]
fn a_group_retweets_the_same_posts_again_and_again() {
    let crowd = Crowd::settle(&shape(), 3);
    let beside = snapshot(&crowd, true);
    let group = crowd.plantings().swap_remove(0);
    let retweeted = beside.posts.retweeted_post.as_ref().expect("there are targets");
    let of = |account: &String| -> BTreeSet<u32> {
        let rank = beside.accounts.rank(account).expect("it posted");
        (0..beside.posts.len()).filter(|row| beside.posts.account[*row] == rank).filter_map(|row| retweeted.rank(row)).collect()
    };
    for other in &group.accounts[1..] {
        let common = of(&group.accounts[0]).intersection(&of(other)).count();
        assert!(common >= 5, "{common}");
    }
}

#[test]
fn a_seed_gives_the_same_crowd_on_any_number_of_threads_and_another_seed_another() {
    let on = |threads: usize, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        pool.install(|| digest(&snapshot(&Crowd::settle(&shape(), seed), true)))
    };
    assert_eq!(on(1, 1), on(3, 1));
    assert_ne!(on(1, 1), on(1, 2));
}

#[test]
fn data_without_retweets_and_texts_have_no_groups_planted_into_them() {
    let bare = Shape {
        kinds: Kinds::default(),
        shared: Shared::default(),
        columns: Vec::new(),
        lives: vec![Life { posts: 900, active_days: 30, days: 30, first_day: 0 }],
        looks: Some(Looks {
            each: 3,
            profiles: [true, false, false, false],
            created_at: false,
            counters: [true, false, false],
            status: false,
            verified: false,
        }),
        ties: Some(2.0),
        ..shape()
    };
    let crowd = Crowd::settle(&bare, 1);
    let kinds: Vec<PlantingKind> = crowd.plantings().iter().map(|planting| planting.kind).collect();
    assert_eq!(kinds, [PlantingKind::RoundTheClock, PlantingKind::Mixed]);
    let alone = snapshot(&crowd, false);
    assert!(alone.posts.kind.is_none() && alone.posts.text.is_none() && alone.posts.retweeted_post.is_none());
    assert_eq!(alone.observations.len(), 3);
    assert!(alone.observations.followers.is_some() && alone.observations.status.is_none() && alone.observations.bio.is_none());
    assert!((850..=900).contains(&alone.posts.len()), "{}", alone.posts.len());
    let beside = snapshot(&crowd, true);
    assert!(alone.follows.follower.is_empty(), "nobody follows himself");
    assert!((10..=20).contains(&beside.follows.follower.len()), "all others can only follow the one");
    assert_eq!(beside.observations.len(), 3 * 21);
}
