//! What the scenario promises to plant is in the snapshot, with its exact numbers.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_snapshot::{Kind, Role, Status};

use crate::snapshot::{DAY, DAYS, HOUR, START, kinds, longest_waking_span, set, shared, times};

const MINUTE: i64 = 60_000;
/// 25 May 2019.
const HOLIDAY: i64 = START + 113 * DAY;
/// 22 February 2019.
const SPIKE: i64 = START + 21 * DAY;

#[test]
fn the_sets_have_their_sizes_and_roles() {
    let size = |name: &str| set(name).members.len();
    assert_eq!(["researcher-a", "researcher-b", "opposed-crowd", "neutral-crowd"].map(size), [350, 75, 300, 600]);
    let (a, b) = (&set("researcher-a").members, &set("researcher-b").members);
    assert_eq!(b.iter().filter(|account| a.binary_search(account).is_ok()).count(), 5);
    let truths: BTreeMap<&str, usize> =
        shared().sets.iter().filter(|set| set.role == Role::Truth).map(|set| (set.name.as_str(), set.members.len())).collect();
    assert!(truths.keys().all(|name| name.starts_with("truth-")));
    for (name, members) in [
        ("truth-high-pace", 5),
        ("truth-round-the-clock", 20),
        ("truth-mixed", 40),
        ("truth-news-persona", 12),
        ("truth-hashtag-attack", 250),
        ("truth-follower-spike", 75),
        ("truth-co-retweet-4", 10),
    ] {
        assert_eq!(truths[name], members, "{name}");
    }
    assert_eq!(shared().events.len(), 3);
}

#[test]
fn five_accounts_pass_a_hundred_a_day_in_every_month_and_sleep() {
    for account in &set("truth-high-pace").members {
        let times = times(*account);
        for (from, days) in [(0, 28), (28, 31), (59, 30), (89, 31)] {
            let month = START + from * DAY..START + (from + days) * DAY;
            let posts = times.iter().filter(|time| month.contains(time)).count() as f64;
            assert!(posts / days as f64 > 105.0, "{posts} posts in {days} days");
        }
        assert!(longest_waking_span(&times, 4 * HOUR) < 48 * HOUR);
        let last = shared().observations.of(*account).rev().nth(1).expect("read weekly");
        let observations = &shared().observations;
        let lifetime = observations.posts.as_ref().and_then(|posts| posts.get(last)).expect("counted") as f64;
        let created = observations.created_at.as_ref().expect("known")[last];
        let age = (observations.observed_at[last] - created) as f64 / DAY as f64;
        assert!(age > 3.5 * 365.0 && lifetime / age > 100.0, "{lifetime} posts in {age} days");
    }
}

#[test]
fn round_the_clock_accounts_never_pause_for_five_hours_while_busy() {
    for account in &set("truth-round-the-clock").members {
        let times = times(*account);
        let span = longest_waking_span(&times, 5 * HOUR);
        assert!(span > 30 * DAY, "{} h", span / HOUR);
        let hours: BTreeSet<i64> = times.iter().map(|time| time.rem_euclid(DAY) / HOUR).collect();
        assert_eq!(hours.len(), 24);
    }
}

#[test]
fn programs_send_two_fifths_of_the_mixed_accounts_posts_on_the_quarter_of_the_hour() {
    let posts = &shared().posts;
    let client = posts.client.as_ref().expect("kept");
    let mixed = &set("truth-mixed").members;
    let (mut all, mut scheduled, mut by_night) = (0.0, 0.0, 0.0);
    for row in (0..posts.len()).filter(|row| mixed.binary_search(&posts.account[*row]).is_ok()) {
        all += 1.0;
        if client.get(row) == Some("Scheduler Pro") {
            scheduled += 1.0;
            assert!(posts.time[row].rem_euclid(15 * MINUTE) < 10_000);
            by_night += f64::from(u8::from((posts.time[row] - START).rem_euclid(DAY) < 8 * HOUR));
        }
    }
    assert!((0.3..0.42).contains(&(scheduled / all)), "{scheduled} of {all}");
    assert!((by_night / scheduled - 1.0 / 3.0).abs() < 0.02, "{by_night} of {scheduled}");
}

#[test]
fn followers_of_the_second_list_leap_in_the_last_week_of_february() {
    let observations = &shared().observations;
    let followers = observations.followers.as_ref().expect("read");
    let mut days = [0_i64; 40];
    for account in &set("researcher-b").members {
        let rows = observations.of(*account);
        for row in rows.clone().skip(1).take_while(|row| observations.observed_at[*row] < START + 40 * DAY) {
            let gain = followers.get(row).expect("counted") as i64 - followers.get(row - 1).expect("counted") as i64;
            days[((observations.observed_at[row] - START) / DAY) as usize] += gain;
        }
    }
    let spike = ((SPIKE - START) / DAY) as usize;
    let week: i64 = days[spike..spike + 7].iter().sum();
    let usual: i64 = days[spike - 14..spike].iter().sum::<i64>() / 2;
    assert!((week - usual - 125_200).abs() < 400, "{week} in the week, {usual} in a usual one");
    assert!(days[spike..spike + 7].iter().all(|day| *day > 10 * usual / 7), "{days:?}");
}

#[test]
fn the_first_list_has_its_followers_posts_and_survivors() {
    let observations = &shared().observations;
    let (followers, posts) = (observations.followers.as_ref().expect("read"), observations.posts.as_ref().expect("read"));
    let status = observations.status.as_ref().expect("read");
    let (mut sum_followers, mut sum_posts, mut active_before, mut active_after) = (0, 0, 0, 0);
    for account in &set("researcher-a").members {
        let rows = observations.of(*account);
        let (before, after) = (rows.end - 2, rows.end - 1);
        assert_eq!(observations.observed_at[before] / DAY, (START + 129 * DAY) / DAY);
        sum_followers += followers.get(before).expect("counted");
        sum_posts += posts.get(before).expect("counted");
        active_before += usize::from(status[before] == Some(Status::Active));
        active_after += usize::from(status[after] == Some(Status::Active));
        let collected = times(*account).len() as u64;
        assert!(posts.get(before).expect("counted") - posts.get(rows.start).expect("counted") <= collected);
    }
    assert_eq!((sum_followers, active_before, active_after), (498_650, 350, 200));
    assert!((4_900_000..5_100_000).contains(&sum_posts), "{sum_posts}");
}

#[test]
fn the_attack_is_new_over_the_holiday_weekend_with_few_writers_and_many_retweeters() {
    let posts = &shared().posts;
    let tags = posts.hashtags.as_ref().expect("kept");
    let attack = tags.names.rank("harbourcouncillies").expect("the hashtag is used");
    let rows: Vec<usize> = (0..posts.len()).filter(|row| tags.get(*row).contains(&attack)).collect();
    assert!(rows.iter().all(|row| (HOLIDAY..HOLIDAY + 3 * DAY).contains(&posts.time[*row])));
    let originals = rows.iter().filter(|row| kinds()[**row] == Kind::Original).count();
    let authors: BTreeSet<u32> = rows.iter().map(|row| posts.account[*row]).collect();
    assert!((1_200..3_500).contains(&rows.len()) && originals == 60 && authors.len() > 220, "{} {originals}", rows.len());
    let first_quarter = rows.iter().filter(|row| posts.time[**row] < posts.time[rows[0]] + 15 * MINUTE).count();
    assert!(first_quarter > 150, "{first_quarter}");
}

#[test]
fn groups_retweet_the_same_posts_within_a_minute_and_crowds_hardly_do() {
    let pairs = pairs_within_a_minute(5);
    let organic: BTreeSet<u32> = ["opposed-crowd", "neutral-crowd"].iter().flat_map(|name| set(name).members.clone()).collect();
    for number in 1..=5 {
        let members = &set(&format!("truth-co-retweet-{number}")).members;
        let found = members
            .iter()
            .filter(|account| pairs.iter().any(|(a, b)| a == *account && members.contains(b) || b == *account && members.contains(a)));
        assert!(found.count() * 10 >= members.len() * 9, "group {number}");
    }
    let flagged: BTreeSet<u32> = pairs.iter().flat_map(|(a, b)| [*a, *b]).filter(|account| organic.contains(account)).collect();
    assert!(flagged.len() < 10, "{} organic accounts", flagged.len());
}

#[test]
fn personas_are_called_like_news_outlets_and_some_were_renamed() {
    let observations = &shared().observations;
    let handles = observations.handle.as_ref().expect("read");
    let mut renamed = 0;
    for account in &set("truth-news-persona").members {
        let names: BTreeSet<&str> = observations.of(*account).filter_map(|row| handles.get(row)).collect();
        assert!((1..=2).contains(&names.len()));
        renamed += names.len() - 1;
    }
    assert!((4..=8).contains(&renamed), "{renamed}");
}

#[test]
fn ordinary_accounts_of_the_network_sleep() {
    let busy: Vec<Vec<i64>> =
        set("truth-ordinary").members.iter().map(|account| times(*account)).filter(|times| times.len() > 2 * DAYS).collect();
    assert!(busy.len() >= 3, "{}", busy.len());
    for times in busy {
        assert!(longest_waking_span(&times, 5 * HOUR) < 48 * HOUR);
    }
}

/// Pairs of accounts that retweeted at least `least` posts within a minute of each other.
fn pairs_within_a_minute(least: u32) -> BTreeSet<(u32, u32)> {
    let posts = &shared().posts;
    let retweeted = posts.retweeted_post.as_ref().expect("kept");
    let mut by_object: BTreeMap<u32, Vec<(i64, u32)>> = BTreeMap::new();
    for row in 0..posts.len() {
        if let Some(object) = retweeted.rank(row) {
            by_object.entry(object).or_default().push((posts.time[row], posts.account[row]));
        }
    }
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for shares in by_object.values() {
        for (index, (time, account)) in shares.iter().enumerate() {
            for (_, other) in shares[index + 1..].iter().take_while(|(later, _)| later - time <= MINUTE) {
                *counts.entry((*account.min(other), *account.max(other))).or_default() += 1;
            }
        }
    }
    counts.into_iter().filter(|(_, count)| *count >= least).map(|(pair, _)| pair).collect()
}
