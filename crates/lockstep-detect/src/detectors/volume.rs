//! D0: how much was collected, of whom, and how unevenly it is spread.

use std::collections::BTreeMap;

use lockstep_snapshot::{Column, Counters, Kind, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, ByChance, Card, Headline, Part, View};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, value};
use crate::groups::{Group, column, groups};
use crate::numbers::{gini, share};
use crate::timelines::Timelines;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Volume;

/// Nothing can be set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {}

const DAY_MS: i64 = 86_400_000;
/// Longer studies are counted by week, so that their time line stays legible.
const DAYS_SHOWN_BY_DAY: i64 = 500;

impl Detector for Volume {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "volume",
        version: 1,
        title: "Volume",
        question: "How many accounts, posts and followers does the study cover, and how much of it comes from a few accounts?",
        method: "Counts what was collected. Follower numbers are each account's last observed counter; their sum counts a person who follows \
                 several of the accounts once for each. Unevenness is the Gini coefficient of posts among accounts that posted.",
        formula: &[
            "Gini = Σᵢ (2i − n − 1) xᵢ / (n Σᵢ xᵢ), with the n accounts' posts xᵢ in ascending order",
            "top-five share = posts of the five accounts with most posts / all posts",
        ],
        minimum_data: "One post.",
        slower: None,
        assumptions: &["The collection is what it says it is: see the data section for how it was made and what was lost."],
        limits: &[
            "Deleted posts and accounts are not in a collection made afterwards.",
            "The sum of followers is an upper bound on the people reached, usually far above it.",
        ],
        innocent: &["Activity on social media is always uneven: a few accounts write most of what is written."],
        line: None,
        baseline: "No outside baseline applies to a count. The Gini coefficient of posts is {gini}, where 0 is even and 1 is all by one account.",
        chance: "Not applicable: these are counts, not a test.",
        part: Part::Signal,
        techniques: &[],
        references: &["C. Gini, Variabilità e mutabilità, 1912 (the coefficient)."],
        validation: "The coefficient is tested against closed forms; counts are tested against direct queries of public data.",
        headline: Headline {
            count: "posts",
            found: "{accounts account} wrote {posts post}; the five most active wrote {top_five_share} of them.",
            nothing: "The study holds no posts.",
            by_chance: ByChance::NoMatter,
        },
        measure: None,
        family: None,
        views: &[View::TimeLine {
            name: "activity",
            title: "{posts post} by {accounts account} over time",
            table: "activity",
            time: "time",
            series: "series",
            y: Axis { column: "posts", label: "posts", log: false },
        }],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        vec![Column::Kind]
    }

    fn detect(_: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        if snapshot.posts.is_empty() {
            return Err(Unfit::no_posts());
        }
        let timelines = Timelines::new(snapshot);
        let posting: Vec<u32> = timelines.posting().collect();
        let everybody = Group { name: "all accounts".to_owned(), role: "the whole collection", members: posting.clone() };
        let all = Size::of(&everybody, snapshot, &timelines);
        let mut shown: Vec<Group> = groups(snapshot, &posting);
        shown.retain(|group| group.name != everybody.name);
        shown.push(everybody);
        Ok(Findings {
            values: values(&all, snapshot),
            tables: vec![sets(&shown, snapshot, &timelines), activity(&shown, snapshot)],
            network: None,
            notes: Vec::new(),
        })
    }
}

/// The size of a group of accounts.
struct Size {
    accounts: u64,
    posting: u64,
    posts: u64,
    gini: Option<f64>,
    top_five: Option<f64>,
    observed: u64,
    followers: u64,
    reported: Option<u64>,
}

impl Size {
    fn of(group: &Group, snapshot: &Snapshot, timelines: &Timelines) -> Self {
        let mut counts: Vec<u64> = group.members.iter().map(|member| timelines.of(*member).len() as u64).filter(|posts| *posts > 0).collect();
        let posts = counts.iter().sum();
        let gini = gini(&mut counts);
        let top: u64 = counts.iter().rev().take(5).sum();
        // The last row with the counter, not the last row: a status check may come without counters.
        let last = |counters: Option<&Counters>| -> Vec<u64> {
            let of = |member: &u32| counters.and_then(|counters| snapshot.observations.of(*member).rev().find_map(|row| counters.get(row)));
            group.members.iter().filter_map(of).collect()
        };
        let followers = last(snapshot.observations.followers.as_ref());
        let reported = last(snapshot.observations.posts.as_ref());
        Self {
            accounts: group.members.len() as u64,
            posting: counts.len() as u64,
            posts,
            gini,
            top_five: share(top, posts),
            observed: followers.len() as u64,
            followers: followers.iter().sum(),
            reported: (!reported.is_empty()).then(|| reported.iter().sum()),
        }
    }
}

fn values(all: &Size, snapshot: &Snapshot) -> Vec<Value> {
    let real = |value: Option<f64>| value.map_or_else(|| Number::Insufficient("there are no posts".to_owned()), Number::Real);
    let mut values = vec![
        value("accounts", Number::Count(all.posting), Unit::Accounts, None, "Accounts with at least one post."),
        value("posts", Number::Count(all.posts), Unit::Posts, None, "Posts collected, lost rows not counted."),
        value("first_post", Number::Time(snapshot.posts.time[0]), Unit::Time, None, "Time of the first post."),
        value("last_post", Number::Time(snapshot.posts.time[snapshot.posts.len() - 1]), Unit::Time, None, "Time of the last post."),
    ];
    if let Some(kinds) = &snapshot.posts.kind {
        for (kind, name, meaning) in [
            (Kind::Retweet, "retweets", "Posts that pass on another post unchanged."),
            (Kind::Reply, "replies", "Posts that answer another post."),
            (Kind::Quote, "quotes", "Posts that pass on another post with a comment."),
        ] {
            let count = kinds.iter().filter(|other| **other == kind).count() as u64;
            values.push(value(name, Number::Count(count), Unit::Posts, Some("posts"), meaning));
        }
    }
    values.push(value("gini", real(all.gini), Unit::Plain, None, "Gini coefficient of posts among accounts that posted: 0 even, 1 all by one."));
    values.push(value("top_five_share", real(all.top_five), Unit::Share, Some("posts"), "Share of posts by the five accounts with most posts."));
    let followers = if all.observed > 0 {
        Number::Count(all.followers)
    } else {
        Number::Insufficient("no input has follower counters".to_owned())
    };
    values.push(value("followers", followers, Unit::Followers, None, "Sum of last observed follower counters; one person may be in it many times."));
    values.push(value(
        "accounts_with_followers",
        Number::Count(all.observed),
        Unit::Accounts,
        Some("accounts"),
        "Accounts whose follower counter was observed.",
    ));
    values
}

fn sets(groups: &[Group], snapshot: &Snapshot, timelines: &Timelines) -> Table {
    let sizes: Vec<Size> = groups.iter().map(|group| Size::of(group, snapshot, timelines)).collect();
    let count = |field: fn(&Size) -> u64| Cells::Count(sizes.iter().map(|size| Some(field(size))).collect());
    Table {
        name: "by_set".to_owned(),
        about: "One row a set of accounts; an account in two sets counts in both.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("accounts", "Accounts in the set", count(|size| size.accounts)),
            column("posting", "Accounts with at least one post", count(|size| size.posting)),
            column("posts", "Posts collected", count(|size| size.posts)),
            column("posts_reported", "Posts over the accounts' whole lives, as the platform counts them", {
                Cells::Count(sizes.iter().map(|size| size.reported).collect())
            }),
            column("gini", "Gini coefficient of posts", Cells::Real(Unit::Plain, sizes.iter().map(|size| size.gini).collect())),
            column("top_five_share", "Share of posts by the five most active", {
                Cells::Real(Unit::Share, sizes.iter().map(|size| size.top_five).collect())
            }),
            column("followers", "Sum of last observed follower counters", {
                Cells::Count(sizes.iter().map(|size| (size.observed > 0).then_some(size.followers)).collect())
            }),
        ],
    }
}

fn activity(groups: &[Group], snapshot: &Snapshot) -> Table {
    let times = &snapshot.posts.time;
    let span = (times[times.len() - 1] - times[0]) / DAY_MS;
    let (step, unit) = if span > DAYS_SHOWN_BY_DAY { (7 * DAY_MS, "week") } else { (DAY_MS, "day") };
    // Weeks start on Monday: 1970-01-01 was a Thursday, three days after one.
    let offset = if step == DAY_MS { 0 } else { 3 * DAY_MS };
    let bin = |time: i64| (time + offset).div_euclid(step) * step - offset;
    let mut series = vec![Vec::new(); snapshot.accounts.len()];
    for (index, group) in groups.iter().enumerate() {
        group.members.iter().for_each(|member| series[*member as usize].push(index));
    }
    let mut counts: Vec<BTreeMap<i64, u64>> = vec![BTreeMap::new(); groups.len()];
    for (time, account) in times.iter().zip(&snapshot.posts.account) {
        for index in &series[*account as usize] {
            *counts[*index].entry(bin(*time)).or_default() += 1;
        }
    }
    let bins: Vec<i64> = (0..).map(|k| bin(times[0]) + k * step).take_while(|start| *start <= times[times.len() - 1]).collect();
    let rows = groups.iter().zip(&counts).flat_map(|(group, counts)| {
        bins.iter().map(move |start| (group.name.clone(), *start, counts.get(start).copied().unwrap_or(0)))
    });
    let rows: Vec<(String, i64, u64)> = rows.collect();
    Table {
        name: "activity".to_owned(),
        about: format!("Posts by set and {unit} (UTC); a {unit} without posts has a row with 0."),
        key: 2,
        columns: vec![
            column("series", "Set of accounts", Cells::Text(rows.iter().map(|row| row.0.clone()).collect())),
            column("time", &format!("Start of the {unit}"), Cells::Time(rows.iter().map(|row| Some(row.1)).collect())),
            column("posts", "Posts", Cells::Count(rows.iter().map(|row| Some(row.2)).collect())),
        ],
    }
}
