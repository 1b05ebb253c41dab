//! Writing a snapshot as canonical CSV files, for other programs and for studies of its own.

use std::fs::File;
use std::io;
use std::path::Path;

use csv::Writer;

use crate::dictionary::Coded;
use crate::tables::{Posts, Snapshot};

/// Write the five canonical tables into a folder, `posts.csv` to `events.csv`; a table without rows is left out.
///
/// Times are ISO 8601 in UTC, lists JSON arrays. Reading the files with the canonical layout gives the same rows, as far as the snapshot
/// kept their columns.
///
/// # Errors
/// When a file cannot be written.
pub fn write_tables(snapshot: &Snapshot, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    if !snapshot.posts.is_empty() {
        posts(snapshot, Writer::from_path(folder.join("posts.csv"))?)?;
    }
    if !snapshot.observations.is_empty() {
        observations(snapshot, Writer::from_path(folder.join("observations.csv"))?)?;
    }
    if !snapshot.follows.follower.is_empty() {
        follows(snapshot, Writer::from_path(folder.join("follows.csv"))?)?;
    }
    if !snapshot.sets.is_empty() {
        sets(snapshot, Writer::from_path(folder.join("sets.csv"))?)?;
    }
    if !snapshot.events.is_empty() {
        events(snapshot, Writer::from_path(folder.join("events.csv"))?)?;
    }
    Ok(())
}

fn iso(time: i64) -> String {
    if time == Posts::NO_TIME {
        return String::new();
    }
    jiff::Timestamp::from_millisecond(time).map_or_else(|_| String::new(), |moment| format!("{moment:.3}"))
}

fn coded(column: Option<&Coded>, row: usize) -> String {
    column.and_then(|column| column.get(row)).unwrap_or_default().to_owned()
}

fn posts(snapshot: &Snapshot, mut out: Writer<File>) -> io::Result<()> {
    let posts = &snapshot.posts;
    let names: Vec<&str> =
        ["post_id", "account_id", "time"].into_iter().chain(snapshot.columns.iter().map(|column| column.name())).collect();
    out.write_record(&names)?;
    let mut record: Vec<String> = Vec::with_capacity(names.len());
    for row in 0..posts.len() {
        record.clear();
        record.extend([posts.id.get(row).to_owned(), snapshot.accounts.get(posts.account[row]).to_owned(), iso(posts.time[row])]);
        record.extend(snapshot.columns.iter().map(|column| post_cell(posts, *column, row)));
        out.write_record(&record)?;
    }
    out.flush()
}

fn post_cell(posts: &Posts, column: crate::Column, row: usize) -> String {
    use crate::Column;
    let list = |lists: Option<&crate::CodedLists>| {
        let texts: Vec<&str> = lists.map_or(Vec::new(), |lists| lists.get(row).iter().map(|rank| lists.names.get(*rank)).collect());
        if texts.is_empty() { String::new() } else { serde_json::to_string(&texts).expect("a list of texts is JSON") }
    };
    match column {
        Column::Kind => posts.kind.as_ref().map_or("", |kinds| kinds[row].name()).to_owned(),
        Column::Text => posts.text.as_ref().map_or("", |texts| texts.get(row)).to_owned(),
        Column::RetweetedTime => posts.retweeted_time.as_ref().map_or_else(String::new, |times| iso(times[row])),
        Column::Language => coded(posts.language.as_ref(), row),
        Column::RetweetedPost => coded(posts.retweeted_post.as_ref(), row),
        Column::RetweetedAccount => coded(posts.retweeted_account.as_ref(), row),
        Column::RepliedPost => coded(posts.replied_post.as_ref(), row),
        Column::RepliedAccount => coded(posts.replied_account.as_ref(), row),
        Column::QuotedPost => coded(posts.quoted_post.as_ref(), row),
        Column::Client => coded(posts.client.as_ref(), row),
        Column::Content => coded(posts.content.as_ref(), row),
        Column::Hashtags => list(posts.hashtags.as_ref()),
        Column::Urls => list(posts.urls.as_ref()),
        Column::Mentions => list(posts.mentions.as_ref()),
        Column::UrlsVerbatim => list(posts.urls_verbatim.as_ref()),
    }
}

fn observations(snapshot: &Snapshot, mut out: Writer<File>) -> io::Result<()> {
    let table = &snapshot.observations;
    out.write_record(crate::build::OBSERVATION_COLUMNS)?;
    let counter = |counters: Option<&crate::Counters>, row| {
        counters.and_then(|counters| counters.get(row)).map_or_else(String::new, |count| count.to_string())
    };
    for row in 0..table.len() {
        out.write_record([
            snapshot.accounts.get(table.account[row]).to_owned(),
            iso(table.observed_at[row]),
            coded(table.handle.as_ref(), row),
            coded(table.display_name.as_ref(), row),
            coded(table.bio.as_ref(), row),
            coded(table.location.as_ref(), row),
            table.created_at.as_ref().map_or_else(String::new, |times| iso(times[row])),
            counter(table.followers.as_ref(), row),
            counter(table.following.as_ref(), row),
            counter(table.posts.as_ref(), row),
            table.status.as_ref().and_then(|statuses| statuses[row]).map_or("", crate::Status::name).to_owned(),
            table.verified.as_ref().and_then(|flags| flags[row]).map_or_else(String::new, |flag| flag.to_string()),
        ])?;
    }
    out.flush()
}

fn follows(snapshot: &Snapshot, mut out: Writer<File>) -> io::Result<()> {
    let table = &snapshot.follows;
    out.write_record(crate::build::FOLLOW_COLUMNS)?;
    for row in 0..table.follower.len() {
        let position = table.position.as_ref().and_then(|positions| positions.get(row));
        out.write_record([
            snapshot.accounts.get(table.follower[row]),
            snapshot.accounts.get(table.followed[row]),
            &iso(table.observed_at[row]),
            &position.map_or_else(String::new, |at| at.to_string()),
        ])?;
    }
    out.flush()
}

fn sets(snapshot: &Snapshot, mut out: Writer<File>) -> io::Result<()> {
    out.write_record(crate::build::SET_COLUMNS)?;
    for set in &snapshot.sets {
        for member in &set.members {
            out.write_record([&set.name, snapshot.accounts.get(*member), set.role.name(), &set.source])?;
        }
    }
    out.flush()
}

fn events(snapshot: &Snapshot, mut out: Writer<File>) -> io::Result<()> {
    out.write_record(crate::build::EVENT_COLUMNS)?;
    for event in &snapshot.events {
        out.write_record([&event.name, &iso(event.start), &iso(event.end), &event.source])?;
    }
    out.flush()
}
