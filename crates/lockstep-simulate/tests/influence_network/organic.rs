//! The crowds are people: they sleep, follow few, and are not found by what finds the planted groups.

use lockstep_snapshot::Kind;

use crate::snapshot::{DAY, DAYS, HOUR, START, kinds, longest_waking_span, set, shared, times};

#[test]
fn nobody_who_is_organic_is_awake_for_two_days() {
    for name in ["opposed-crowd", "neutral-crowd"] {
        let counts = posts_by_account();
        for account in set(name).members.iter().filter(|account| counts[**account as usize] > 5 * DAYS) {
            let span = longest_waking_span(&times(*account), 5 * HOUR);
            assert!(span < 48 * HOUR, "{name}: awake for {} h", span / HOUR);
        }
    }
}

#[test]
fn enthusiasts_post_as_much_as_people_can_and_have_a_gap_of_six_hours_each_night() {
    for account in &set("truth-enthusiast").members {
        let times = times(*account);
        let pace = times.len() as f64 / DAYS as f64;
        assert!((15.0..60.0).contains(&pace), "{pace}");
        let nights = times.windows(2).filter(|pair| pair[1] - pair[0] >= 6 * HOUR).count();
        assert!(nights as f64 > 0.96 * DAYS as f64, "{nights} nights");
    }
}

#[test]
fn the_crowds_follow_a_daily_rhythm() {
    let snapshot = shared();
    let members = &set("opposed-crowd").members;
    let mut hours = [0_u32; 24];
    for (row, time) in snapshot.posts.time.iter().enumerate() {
        if members.binary_search(&snapshot.posts.account[row]).is_ok() {
            hours[((time - START).rem_euclid(DAY) / HOUR) as usize] += 1;
        }
    }
    let (quiet, busy) = (hours.iter().min().expect("24 hours"), hours.iter().max().expect("24 hours"));
    assert!(quiet * 3 < *busy, "{hours:?}");
}

#[test]
fn crowds_are_sparsely_tied_and_the_network_densely() {
    let density = |members: &[u32]| {
        let follows = &shared().follows;
        let inside = |account: &u32| members.binary_search(account).is_ok();
        let ties = follows.follower.iter().zip(&follows.followed).filter(|(from, to)| inside(from) && inside(to)).count();
        ties as f64 / (members.len() * (members.len() - 1)) as f64
    };
    let mut network = [set("researcher-a").members.clone(), set("researcher-b").members.clone()].concat();
    network.sort_unstable();
    network.dedup();
    assert_eq!(network.len(), 420);
    assert!((density(&network) - 0.2).abs() < 0.01, "{}", density(&network));
    assert!(density(&set("opposed-crowd").members) < 0.04);
    assert!(density(&set("neutral-crowd").members) < 0.02);
}

#[test]
fn every_retweet_comes_after_its_original_and_collected_originals_are_there() {
    let posts = &shared().posts;
    let (retweeted, born) = (posts.retweeted_post.as_ref().expect("kept"), posts.retweeted_time.as_ref().expect("kept"));
    let author = posts.retweeted_account.as_ref().expect("kept");
    let mut ids: Vec<&str> = posts.id.iter().collect();
    ids.sort_unstable();
    let mut collected = 0;
    for row in (0..posts.len()).filter(|row| kinds()[*row] == Kind::Retweet) {
        assert!(born[row] < posts.time[row]);
        let author = author.get(row).expect("retweets name the author");
        if shared().accounts.rank(author).is_some() {
            collected += 1;
            assert!(ids.binary_search(&retweeted.get(row).expect("retweets name the post")).is_ok());
        }
    }
    assert!(collected > 5_000, "{collected}");
}

fn posts_by_account() -> Vec<usize> {
    let mut counts = vec![0; shared().accounts.len()];
    shared().posts.account.iter().for_each(|account| counts[*account as usize] += 1);
    counts
}
