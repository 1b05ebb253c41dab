//! What a self-test says, in the words that the terminal and the page share.

use lockstep_runner::{Counted, FoundOf, OfSize, Outline, PlantingRecord, SelfTest};

use crate::number::{count, real, share};
use crate::sentence::listed;

/// What the numbers do not say.
pub const LIMITS: [&str; 4] = [
    "Invented crowds are tidier than people: nobody in them runs a feed, copies a slogan or watches a broadcast with others. Expect more false alarms in real data, not fewer.",
    "The shape was measured on the data as they are. If accounts in them act together, their pace and what they share are part of it.",
    "What is planted is plain: a group acts 20 to 40 times, each member in 60 % to 80 % of them. Who acts less often or less at once is found less often.",
    "Crowds have no lists of accounts and no dated events, so steps that compare lists or dates cannot be tried on them.",
];

/// What was tried, as sentences.
#[must_use]
pub fn what_was_done(tested: &SelfTest) -> String {
    let crowds = match tested.seeds.len() {
        1 => "1 crowd was invented in the shape of these data.".to_owned(),
        seeds => format!("{seeds} crowds were invented in the shape of these data."),
    };
    format!("{crowds} People in them sleep and share interests, and nobody acts together: whoever is put forward is a false alarm.")
}

/// What is planted of a kind: `35 accounts in groups … (of 5, 10 and 20)`.
#[must_use]
pub fn planting(record: &PlantingRecord) -> String {
    let total = count(record.sizes.iter().sum());
    match record.sizes.as_slice() {
        [_] => format!("{total} accounts {}", record.about),
        sizes => {
            let sizes: Vec<String> = sizes.iter().map(|size| count(*size)).collect();
            format!("{total} accounts {} (of {})", record.about, listed(&sizes))
        }
    }
}

/// A shape beside that of a crowd, as rows of a name and both values; rows that say nothing of either are left out.
#[must_use]
pub fn outlines(data: &Outline, crowd: &Outline) -> Vec<[String; 3]> {
    type Written = fn(&Outline) -> String;
    let rows: [(&str, Written); 14] = [
        ("posts", |of| count(of.posts)),
        ("accounts that post", |of| count(of.accounts)),
        ("days", |of| count(of.days)),
        ("posts on an active day: the account in the middle", |of| real(of.paces[0])),
        ("  the account that 95 % stay below", |of| real(of.paces[1])),
        ("  the busiest", |of| real(of.paces[2])),
        ("retweets", |of| none_for_zero(of.retweets)),
        ("answers", |of| none_for_zero(of.replies)),
        ("quotes", |of| none_for_zero(of.quotes)),
        ("retweets of each retweeted post", |of| of.shares_each.map_or_else(String::new, real)),
        ("half of the retweets come within", |of| of.delay.map_or_else(String::new, pause)),
        ("own posts with a hashtag", |of| none_for_zero(of.with_hashtag)),
        ("own posts with a link", |of| none_for_zero(of.with_link)),
        ("clock", |of| clock(of.resolution_ms)),
    ];
    let written = rows.into_iter().map(|(name, written)| [name.to_owned(), written(data), written(crowd)]);
    written
        .filter(|[_, data, crowd]| !(data.is_empty() && crowd.is_empty()))
        .map(|row| row.map(|cell| if cell.is_empty() { "none".to_owned() } else { cell }))
        .collect()
}

fn none_for_zero(value: f64) -> String {
    if value == 0.0 { String::new() } else { share(value) }
}

fn pause(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{} s", real(s.round())),
        s if s < 7_200.0 => format!("{} min", real((s / 60.0).round())),
        s if s < 172_800.0 => format!("{} h", real((s / 3_600.0).round())),
        s => format!("{} days", real((s / 86_400.0).round())),
    }
}

fn clock(resolution_ms: i64) -> String {
    match resolution_ms {
        1 => "to the millisecond",
        1_000 => "to the second",
        60_000 => "to the minute",
        3_600_000 => "to the hour",
        _ => "to the day",
    }
    .to_owned()
}

/// A mean of counts, with one decimal where it is small and no whole number.
#[must_use]
pub fn mean(mean: f64) -> String {
    if mean >= 100.0 || mean.fract() == 0.0 { real(mean.round()) } else { format!("{mean:.1}") }
}

/// Fewest and most over crowds: `(0 to 9 in 5 crowds)`.
fn range(least: u64, most: u64, crowds: usize) -> String {
    match (crowds, least == most) {
        (1, _) => "(in 1 crowd)".to_owned(),
        (crowds, true) => format!("({} in each of {crowds} crowds)", count(least)),
        (crowds, false) => format!("({} to {} in {crowds} crowds)", count(least), count(most)),
    }
}

/// How many people are put forward where nobody acts together.
#[must_use]
pub fn false_alarms(counted: &Counted) -> String {
    let crowds = counted.alone.len();
    let per_crowd = |total: u64| count(total / crowds.max(1) as u64);
    let (people, assessed): (u64, u64) = counted.alone.iter().fold((0, 0), |(a, b), crowd| (a + crowd.accounts, b + crowd.assessed));
    let alarms = &counted.false_alarms;
    if assessed == 0 {
        let people = people_of(people / crowds.max(1) as u64);
        return format!("could assess none of {people}, so it has no false alarms to count");
    }
    let of = if assessed == people {
        people_of(people / crowds.max(1) as u64)
    } else {
        format!("the {} people that it can assess, of {}", per_crowd(assessed), per_crowd(people))
    };
    format!("puts forward {} of {of} on average {}", mean(alarms.mean), range(alarms.least, alarms.most, crowds))
}

fn people_of(number: u64) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{} people", count(number)) }
}

/// That some crowds gave a step too little, if they did.
#[must_use]
pub fn unanswered(counted: &Counted, seeds: usize) -> Option<String> {
    let without = seeds - counted.alone.len();
    (without > 0).then(|| format!("{without} of {seeds} crowds gave it too little to say anything"))
}

/// What the planted accounts of a kind do, and what was found of each size of group.
#[must_use]
pub fn planted(found: &FoundOf, tested: &SelfTest) -> String {
    let about = tested.plantings.iter().find(|record| record.kind == found.kind).map_or(found.kind, |record| record.about);
    let mut text = about.to_owned();
    if found.by_size.len() > 1 && found.found > 0 {
        #[expect(clippy::cast_precision_loss, reason = "a share of counts of accounts, written with one decimal")]
        let of_size = |of: &OfSize| format!("{} in groups of {}", share(of.found as f64 / of.planted as f64), count(of.size));
        let by_size: Vec<String> = found.by_size.iter().map(of_size).collect();
        text.push_str(&format!(": {}", by_size.join(", ")));
    }
    if found.assessed < found.planted {
        text.push_str(&format!("; it could assess {}", count(found.assessed)));
    }
    text
}

/// How many people are put forward beside planted accounts, if anything is planted.
#[must_use]
pub fn beside(counted: &Counted) -> Option<String> {
    let counts = || counted.beside_planted.iter().map(|crowd| crowd.put_forward);
    let crowds = counted.beside_planted.len();
    #[expect(clippy::cast_precision_loss, reason = "a mean of counts of accounts, written with one decimal")]
    let average = counts().sum::<u64>() as f64 / crowds.max(1) as f64;
    let (least, most) = (counts().min()?, counts().max()?);
    Some(format!("and beside them {} of the people {}", mean(average), range(least, most, crowds)))
}
