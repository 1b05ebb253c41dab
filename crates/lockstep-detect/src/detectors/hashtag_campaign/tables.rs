//! The measured hashtags as findings.

use lockstep_snapshot::Posts;

use super::bursts::Tagged;
use super::judge::Place;
use super::measures::{MEASURES, Measured};
use super::{Row, Settings};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, count, value};
use crate::groups::column;
use crate::numbers::quantile;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Series in the figure, and points a series at most.
const SERIES: usize = 5;
const POINTS: i64 = 400;

pub(super) fn findings(
    settings: &Settings,
    tagged: &Tagged,
    posts: &Posts,
    measured: &[Measured],
    mut rows: Vec<Row<'_>>,
    notes: Vec<String>,
) -> Findings {
    let size = |row: &Row<'_>| row.measured.map_or(0, |measured| measured.posts.len());
    rows.sort_by(|a, b| {
        let found = |row: &Row<'_>| row.judged.found.len();
        a.judged.verdict.cmp(&b.judged.verdict).then(found(b).cmp(&found(a))).then(size(b).cmp(&size(a))).then(a.name.cmp(&b.name))
    });
    Findings {
        values: values(settings, tagged, measured, &rows),
        tables: vec![hashtags(posts, &rows), measures(&rows), bursts(&rows), timeline(settings, posts, &rows), beginning(posts, &rows)],
        network: None,
        notes,
    }
}

fn values(settings: &Settings, tagged: &Tagged, measured: &[Measured], rows: &[Row<'_>]) -> Vec<Value> {
    let with = |wanted: Verdict| rows.iter().filter(|row| row.judged.verdict == wanted).count() as u64;
    let assessed = rows.len() as u64 - with(Verdict::InsufficientData);
    let unmatched = rows.iter().filter(|row| row.judged.matched < u64::from(settings.minimum_matched)).count() as u64;
    let mut matched: Vec<f64> = rows.iter().filter(|row| row.measured.is_some()).map(|row| row.judged.matched as f64).collect();
    matched.sort_unstable_by(f64::total_cmp);
    let median = quantile(&matched, 0.5).map_or_else(|| Number::Insufficient("no hashtag has a burst large enough".to_owned()), Number::Real);
    let sum = |part: fn(&Row<'_>) -> f64| {
        if assessed > 0 { Number::Real(rows.iter().map(part).sum()) } else { Number::Insufficient("no hashtag was assessed".to_owned()) }
    };
    vec![
        count("hashtags", tagged.used().count() as u64, Unit::Objects, None, "Distinct hashtags."),
        count("bursting", measured.len() as u64, Unit::Objects, Some("hashtags"), "Hashtags with a burst large enough to measure."),
        count("looked_into", rows.len() as u64, Unit::Objects, None, "Hashtags that were looked into: those named in the study, or all that burst."),
        count("assessed", assessed, Unit::Objects, Some("looked_into"), "Of them, those with enough hashtags to compare with."),
        count("flagged", with(Verdict::Flagged), Unit::Objects, Some("assessed"), "Hashtags that stand out in enough aspects."),
        count("insufficient", with(Verdict::InsufficientData), Unit::Objects, Some("looked_into"), "Hashtags that could not be assessed."),
        count("unmatched", unmatched, Unit::Objects, Some("looked_into"), "Hashtags with too few to compare with, or without a burst large enough."),
        value("matched_median", median, Unit::Plain, None, "Median number of hashtags that one is compared with."),
        value("expected_false", sum(|row| row.judged.expected.0), Unit::Plain, Some("assessed"), "Hashtags flagged by chance if aspects were independent."),
        value("expected_at_most", sum(|row| row.judged.expected.1), Unit::Plain, Some("assessed"), "The same at most, however aspects hang together."),
        count("aspects", u64::from(settings.aspects), Unit::Plain, None, "Aspects that must stand out, as set in the study."),
        value("level", Number::Real(settings.level), Unit::Share, None, "Chance that any aspect of an ordinary hashtag stands out, as set in the study."),
        count("minimum_posts", u64::from(settings.minimum_posts), Unit::Posts, None, "Posts that a burst needs, as set in the study."),
        value("volume_within", Number::Real(settings.volume_within), Unit::Plain, None, "Times more or fewer posts that a burst to compare with may have."),
    ]
}

fn objects(names: impl Iterator<Item = String>) -> Cells {
    Cells::Object(names.collect())
}

/// Names of the aspects of some measures.
fn aspects(of: &[usize]) -> String {
    of.iter().filter_map(|at| MEASURES[*at].aspect).collect::<Vec<&str>>().join(", ")
}

fn hashtags(posts: &Posts, rows: &[Row<'_>]) -> Table {
    let text = |field: &dyn Fn(&Row<'_>) -> String| Cells::Text(rows.iter().map(field).collect());
    let number = |field: &dyn Fn(&Row<'_>) -> Option<u64>| Cells::Count(rows.iter().map(field).collect());
    let time = |field: fn(&Measured) -> i64| Cells::Time(rows.iter().map(|row| row.measured.map(field)).collect());
    let real = |unit, name: &str| Cells::Real(unit, rows.iter().map(|row| row.measured.and_then(|measured| measured.value(name))).collect());
    let language = |row: &Row<'_>| {
        let rank = row.measured.and_then(|measured| measured.language);
        rank.zip(posts.language.as_ref()).map_or_else(String::new, |(rank, column)| column.names.get(rank).to_owned())
    };
    let day = |row: &Row<'_>| {
        row.measured.map_or_else(String::new, |measured| if measured.weekend { "weekend" } else { "weekday" }.to_owned())
    };
    Table {
        name: "hashtags".to_owned(),
        about: "One row a hashtag that was looked into: flagged ones first, then by aspects that stand out and by posts in the largest burst.".to_owned(),
        key: 1,
        columns: vec![
            column("hashtag", "Hashtag, without #", objects(rows.iter().map(|row| row.name.clone()))),
            column("verdict", "What the detector says of its largest burst", Cells::Verdict(rows.iter().map(|row| row.judged.verdict).collect())),
            column("why_not", "Why it was not assessed", text(&|row| row.judged.why.clone())),
            column("stand_out", "Aspects that stand out", text(&|row| aspects(&row.judged.found))),
            column("tested", "Aspects that were tested", text(&|row| aspects(&row.judged.tested))),
            column("matched", "Hashtags to compare with", number(&|row| row.measured.map(|_| row.judged.matched))),
            column("companions", "Hashtags left out of these because they stand in the same posts", number(&|row| row.measured.map(|_| row.judged.companions))),
            column("posts", "Posts in the largest burst", number(&|row| row.measured.map(|measured| measured.posts.len() as u64))),
            column("all_posts", "All posts with it", number(&|row| Some(row.posts))),
            column("bursts", "Bursts", number(&|row| row.measured.map(|measured| measured.stretches.len() as u64))),
            column("first", "First post of the largest burst", time(|measured| measured.first)),
            column("last", "Last post of it", time(|measured| measured.last)),
            column("authors", "Authors in it", number(&|row| row.measured.map(|measured| measured.authors))),
            column("language", "Language of most of its posts", text(&language)),
            column("day", "Kind of day on which it began, in UTC", text(&day)),
            column("early_author_share", "Authors with a post in the first minutes, of all, without the most carried message", real(Unit::Share, "early_author_share")),
            column("most_carried_share", "Posts that are or carry the most carried message", real(Unit::Share, "most_carried_share")),
            column("retweet_share", "Posts that pass on a post", real(Unit::Share, "retweet_share")),
            column("near_copy_share", "Posts that nearly repeat another author's, of those that can be compared", real(Unit::Share, "near_copy_share")),
            column("target_share", "Posts that mention a target", real(Unit::Share, "target_share")),
        ],
    }
}

fn measures(rows: &[Row<'_>]) -> Table {
    struct Line<'a> {
        row: &'a Row<'a>,
        at: usize,
        value: f64,
        place: Option<Place>,
    }
    let lines: Vec<Line<'_>> = rows
        .iter()
        .filter_map(|row| row.measured.map(|measured| (row, measured)))
        .flat_map(|(row, measured)| {
            (0..MEASURES.len()).filter_map(move |at| measured.values[at].map(|value| Line { row, at, value, place: row.judged.places[at] }))
        })
        .collect();
    let text = |field: &dyn Fn(&Line<'_>) -> String| Cells::Text(lines.iter().map(field).collect());
    let real = |unit, field: &dyn Fn(&Line<'_>) -> Option<f64>| Cells::Real(unit, lines.iter().map(field).collect());
    let tested = |line: &Line<'_>| if line.row.judged.tested.contains(&line.at) { MEASURES[line.at].aspect.unwrap_or_default() } else { "" };
    let out = |line: &Line<'_>| match (tested(line).is_empty(), line.row.judged.found.contains(&line.at)) {
        (true, _) => "",
        (false, true) => "yes",
        (false, false) => "no",
    };
    let campaign = |line: &Line<'_>| if MEASURES[line.at].high { "more" } else { "less" };
    Table {
        name: "measures".to_owned(),
        about: "One row a hashtag and measure of its largest burst, hashtags in the order of the table of hashtags.".to_owned(),
        key: 2,
        columns: vec![
            column("hashtag", "Hashtag, without #", objects(lines.iter().map(|line| line.row.name.clone()))),
            column("measure", "Measure", text(&|line| MEASURES[line.at].name.to_owned())),
            column("meaning", "What it is", text(&|line| MEASURES[line.at].meaning.to_owned())),
            column("value", "Its value", real(Unit::Plain, &|line| Some(line.value))),
            column("matched", "Hashtags to compare with that have it", Cells::Count(lines.iter().map(|line| line.place.map(|place| place.matched)).collect())),
            column("matched_median", "Their median", real(Unit::Plain, &|line| line.place.map(|place| place.median))),
            column("percentile", "Share of them with at most this value", real(Unit::Share, &|line| line.place.map(|place| place.percentile))),
            column("campaign", "Whether a campaign would have more or less", text(&|line| campaign(line).to_owned())),
            column("p", "Share of hashtags at least as far out in that direction, itself counted", real(Unit::Share, &|line| line.place.map(|place| place.p))),
            column("aspect", "Aspect that it is tested for", text(&|line| tested(line).to_owned())),
            column("stands_out", "Whether it stands out after Holm's correction", text(&|line| out(line).to_owned())),
        ],
    }
}

fn bursts(rows: &[Row<'_>]) -> Table {
    let lines: Vec<_> = rows
        .iter()
        .filter_map(|row| row.measured.map(|measured| (row, measured)))
        .flat_map(|(row, measured)| measured.stretches.iter().map(move |stretch| (row, *stretch)))
        .collect();
    Table {
        name: "bursts".to_owned(),
        about: "One row a burst of a hashtag, in time order, hashtags in the order of the table of hashtags.".to_owned(),
        key: 2,
        columns: vec![
            column("hashtag", "Hashtag, without #", objects(lines.iter().map(|line| line.0.name.clone()))),
            column("start", "Beginning of its first batch", Cells::Time(lines.iter().map(|line| Some(line.1.start)).collect())),
            column("end", "End of its last batch", Cells::Time(lines.iter().map(|line| Some(line.1.end)).collect())),
            column("posts", "Posts with the hashtag", Cells::Count(lines.iter().map(|line| Some(line.1.posts)).collect())),
            column("weight", "How much better the raised share explains it than the usual one, nats", {
                Cells::Real(Unit::Plain, lines.iter().map(|line| Some(line.1.weight)).collect())
            }),
        ],
    }
}

/// Minutes of the beginning that are shown.
const MINUTES: usize = 120;
const MINUTE_MS: i64 = 60_000;

/// The first two hours of the first hashtag's largest burst, minute by minute.
fn beginning(posts: &Posts, rows: &[Row<'_>]) -> Table {
    let mut lines: Vec<(&str, usize, u64)> = Vec::new();
    let first = rows.iter().find_map(|row| row.measured).filter(|_| posts.resolution_ms <= MINUTE_MS);
    if let Some(measured) = first {
        let mut counts = [const { [0_u64; MINUTES] }; 3];
        let mut seen: Vec<u32> = Vec::new();
        for post in &measured.posts {
            let Ok(minute) = usize::try_from((posts.time[*post as usize] - measured.first) / MINUTE_MS) else { continue };
            if minute >= MINUTES {
                break;
            }
            counts[0][minute] += 1;
            let author = posts.account[*post as usize];
            if let Err(place) = seen.binary_search(&author) {
                seen.insert(place, author);
                counts[1][minute] += 1;
            }
            counts[2][minute] += u64::from(measured.carrying.binary_search(post).is_ok());
        }
        let last = counts[0].iter().rposition(|posts| *posts > 0).unwrap_or(0);
        for (name, counts) in ["posts", "authors not seen before", "posts passed on or repeated"].into_iter().zip(counts) {
            lines.extend(counts.into_iter().take(last + 1).enumerate().map(|(minute, count)| (name, minute, count)));
        }
    }
    let name = rows.iter().find(|row| row.measured.is_some()).map_or("", |row| row.name.as_str());
    Table {
        name: "beginning".to_owned(),
        about: "One row a count and a minute of the first two hours of the largest burst of the hashtag listed first.".to_owned(),
        key: 2,
        columns: vec![
            column("counted", "What is counted", Cells::Text(lines.iter().map(|line| line.0.to_owned()).collect())),
            column("minute", "Minutes since the first post of the burst", Cells::Count(lines.iter().map(|line| Some(line.1 as u64)).collect())),
            column("until", "The same for the next minute", Cells::Count(lines.iter().map(|line| Some(line.1 as u64 + 1)).collect())),
            column("hashtag", "Hashtag, without #", objects(lines.iter().map(|_| name.to_owned()))),
            column("posts", "How many", Cells::Count(lines.iter().map(|line| Some(line.2)).collect())),
        ],
    }
}

/// Posts of the first hashtags' largest bursts over time, each in steps that suit its length.
fn timeline(settings: &Settings, posts: &Posts, rows: &[Row<'_>]) -> Table {
    let mut lines: Vec<(&str, i64, u64)> = Vec::new();
    for (row, measured) in rows.iter().filter_map(|row| row.measured.map(|measured| (row, measured))).take(SERIES) {
        let steps = [settings.batch.ms(), HOUR_MS, DAY_MS, 7 * DAY_MS, 28 * DAY_MS];
        let step = steps.into_iter().find(|step| (measured.last - measured.first) / step < POINTS).unwrap_or(364 * DAY_MS);
        let at = |time: i64| time.div_euclid(step);
        let start = at(measured.first);
        let mut counts = vec![0; (at(measured.last) - start) as usize + 1];
        measured.posts.iter().for_each(|post| counts[(at(posts.time[*post as usize]) - start) as usize] += 1);
        lines.extend((start..).zip(counts).map(|(moment, count)| (row.name.as_str(), moment * step, count)));
    }
    Table {
        name: "timeline".to_owned(),
        about: "Posts in the largest bursts of the first hashtags, step by step.".to_owned(),
        key: 2,
        columns: vec![
            column("series", "Hashtag, without #", objects(lines.iter().map(|line| line.0.to_owned()))),
            column("time", "Beginning of the step", Cells::Time(lines.iter().map(|line| Some(line.1)).collect())),
            column("posts", "Posts", Cells::Count(lines.iter().map(|line| Some(line.2)).collect())),
        ],
    }
}
