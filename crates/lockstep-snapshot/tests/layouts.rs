//! Each layout, read from small files into the rows of the canonical tables.
//!
//! Rows are compared as [`lockstep_snapshot::write_tables`] writes them.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use insta::assert_snapshot;
use lockstep_snapshot::{Column, FAR_FUTURE, ReadError, Request, Snapshot, assemble, locate, read, write_tables};
use lockstep_study::{Columns, Layout, TableName, TimeFormat};
use polars::df;
use polars::prelude::{DataType, NamedFrom, ParquetWriter, Series, TimeUnit};
use tempfile::TempDir;

/// A folder with files to read.
struct Files {
    folder: TempDir,
}

impl Files {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = TempDir::new().expect("the system has a folder for temporary files");
        for (name, content) in files {
            fs::write(folder.path().join(name), content).expect("the file can be written");
        }
        Self { folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn try_read(&self, pattern: &str, request: &Request<'_>) -> Result<Snapshot, ReadError> {
        let located = locate(request.input, pattern, &[self.root()], &|_, _| None)?;
        Ok(assemble(vec![read(request, &located, &|_| {})?]))
    }

    fn read(&self, pattern: &str, request: &Request<'_>) -> Snapshot {
        self.try_read(pattern, request).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// Read posts in a layout, with every column kept.
fn posts_in(layout: Layout) -> Request<'static> {
    Request {
        input: "input",
        layout,
        table: TableName::Posts,
        columns: None,
        time_format: TimeFormat::Auto,
        end: FAR_FUTURE,
        keep: &Column::ALL,
    }
}

/// Read one file of posts.
fn one(name: &str, content: &str, layout: Layout) -> Snapshot {
    Files::new(&[(name, content.as_bytes())]).read(name, &posts_in(layout))
}

/// A table as canonical CSV.
fn table(snapshot: &Snapshot, name: &str) -> String {
    let folder = TempDir::new().expect("the system has a folder for temporary files");
    write_tables(snapshot, folder.path()).expect("the tables can be written");
    fs::read_to_string(folder.path().join(name)).expect("the table has rows")
}

/// Name, rows and digest of every table.
fn digests(snapshot: &Snapshot) -> Vec<String> {
    let tables = snapshot.intakes.iter().flat_map(|intake| &intake.tables);
    tables.map(|table| format!("{} {} {}", table.table, table.rows, table.digest)).collect()
}

/// What the intake says was derived, a line each.
fn derived(snapshot: &Snapshot) -> String {
    snapshot.intakes[0].derived.join("\n")
}

const CANONICAL: &str = "\
post_id,account_id,time,kind,text,language,retweeted_post_id,retweeted_account_id,retweeted_time,hashtags,urls,mentions,client
11,ann,2019-06-01T10:00:00Z,original,\"Hello, #World\",en,,,,\"[\"\"#World\"\"]\",\"[\"\"https://example.org/a?utm_source=x\"\"]\",@Ben,Web
12,ben,2019-06-01 12:00:30+02:00,retweet,RT Hello,en,11,ann,2019-06-01T10:00:00Z,world,,,Phone
";

#[test]
fn canonical_csv() {
    assert_snapshot!(table(&one("posts.csv", CANONICAL, Layout::Canonical), "posts.csv"), @r#"
    post_id,account_id,time,kind,text,language,retweeted_post_id,retweeted_account_id,retweeted_time,hashtags,urls,mentions,client
    11,ann,2019-06-01T10:00:00.000Z,original,"Hello, #World",en,,,,"[""world""]","[""https://example.org/a""]","[""ben""]",Web
    12,ben,2019-06-01T10:00:30.000Z,retweet,RT Hello,en,11,ann,2019-06-01T10:00:00.000Z,"[""world""]",,,Phone
    "#);
}

#[test]
fn canonical_tsv_with_a_byte_order_mark() {
    let text = "\u{feff}post_id\taccount_id\ttime\r\n1\tann\t1559383200\r\n2\tben\t1559383200500\r\n";
    assert_snapshot!(table(&one("posts.tsv", text, Layout::Canonical), "posts.csv"), @r"
    post_id,account_id,time
    1,ann,2019-06-01T10:00:00.000Z
    2,ben,2019-06-01T10:00:00.500Z
    ");
}

#[test]
fn canonical_json_lines() {
    let lines = r##"{"post_id": 1110000000000000001, "account_id": "ann", "time": 1559383200, "text": "Hello #World", "hashtags": ["World"]}

{"time": "2019-06-01T10:00:01Z", "account_id": 7, "post_id": "p2", "hashtags": null}
"##;
    let snapshot = one("posts.jsonl", lines, Layout::Canonical);
    assert_snapshot!(table(&snapshot, "posts.csv"), @r#"
    post_id,account_id,time,text,hashtags,urls,mentions
    1110000000000000001,ann,2019-06-01T10:00:00.000Z,Hello #World,"[""world""]",,
    p2,7,2019-06-01T10:00:01.000Z,,,,
    "#);
    assert_snapshot!(derived(&snapshot), @r"
    mentions, found in the text, because the source has no such column
    links, found in the text, because the source has no such column
    ");
}

#[test]
fn canonical_tables_besides_posts() {
    let files = Files::new(&[
        (
            "observations.csv",
            b"account_id,observed_at,handle,created_at,followers,status,verified\nann,2019-06-01,Ann,2010-01-01,12,suspended,false\n",
        ),
        ("follows.csv", b"follower_id,followed_id,observed_at,position\nann,ben,2019-06-01,3\nben,ann,,\n"),
        ("sets.csv", b"set,account_id,role,source\nlist,ann,control,a newspaper\nlist,ben,control,a newspaper\n"),
        ("events.csv", b"name,start,end,source\nElection,2019-05-26,,the state\n"),
    ]);
    let read_table = |name: &str, table| files.read(name, &Request { table, ..posts_in(Layout::Canonical) });
    let observations = read_table("observations.csv", TableName::Observations);
    assert_snapshot!(table(&observations, "observations.csv"), @r"
    account_id,observed_at,handle,display_name,bio,location,created_at,followers,following,posts,status,verified
    ann,2019-06-01T00:00:00.000Z,Ann,,,,2010-01-01T00:00:00.000Z,12,,,suspended,false
    ");
    assert_snapshot!(table(&read_table("follows.csv", TableName::Follows), "follows.csv"), @r"
    follower_id,followed_id,observed_at,position
    ann,ben,2019-06-01T00:00:00.000Z,3
    ben,ann,,
    ");
    assert_snapshot!(table(&read_table("sets.csv", TableName::Sets), "sets.csv"), @r"
    set,account_id,role,source
    list,ann,control,a newspaper
    list,ben,control,a newspaper
    ");
    assert_snapshot!(table(&read_table("events.csv", TableName::Events), "events.csv"), @r"
    name,start,end,source
    Election,2019-05-26T00:00:00.000Z,2019-05-27T00:00:00.000Z,the state
    ");
}

const IO_ARCHIVE: &str = "\
tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,follower_count,\
following_count,account_creation_date,account_language,tweet_language,tweet_text,tweet_time,tweet_client_name,in_reply_to_userid,\
in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,\
retweet_count,hashtags,urls,user_mentions,poll_choices
1101,u1,Ann,ann,Town,A bio,,10,20,2015-01-01,en,en,RT @ben: Hello,2019-06-01 10:00,Web,,,,true,u2,1100,absent,absent,0,0,0,1,[],[],[22],
1102,u1,Ann,ann,Town,A bio,,10,20,2015-01-01,en,en,\"Well, no\",2019-06-01 10:01,Web,u2,1100,,false,,,absent,absent,0,0,0,0,\"[Peace, Now]\",\
[https://example.org/],[22],
1103,u3,Cleo,cleo,,,,1,2,2016-01-01,en,de,Schau,2019-06-01 10:02,Phone,,,1100,false,,,absent,absent,0,0,0,0,,,,
1104,u3,Cleo,cleo,,,,1,2,2016-01-01,en,de,Guten Tag,2019-06-01 10:03,Phone,,,,false,,,absent,absent,0,0,0,0,[],[],[],
";

#[test]
fn twitter_io_archive() {
    let snapshot = one("tweets.csv", IO_ARCHIVE, Layout::TwitterIoArchive);
    assert_snapshot!(table(&snapshot, "posts.csv"), @r#"
    post_id,account_id,time,kind,text,language,retweeted_post_id,retweeted_account_id,replied_post_id,replied_account_id,quoted_post_id,hashtags,urls,mentions,client
    1101,u1,2019-06-01T10:00:00.000Z,retweet,RT @ben: Hello,en,1100,u2,,,,,,"[""22""]",Web
    1102,u1,2019-06-01T10:01:00.000Z,reply,"Well, no",en,,,1100,u2,,"[""peace"",""now""]","[""https://example.org/""]","[""22""]",Web
    1103,u3,2019-06-01T10:02:00.000Z,quote,Schau,de,,,,,1100,,,,Phone
    1104,u3,2019-06-01T10:03:00.000Z,original,Guten Tag,de,,,,,,,,,Phone
    "#);
    assert_snapshot!(derived(&snapshot), @"kinds of post, from the columns that say what is retweeted, answered or quoted");
    assert_eq!(snapshot.intakes[0].unused_columns.len(), 17);
    assert_eq!(snapshot.posts.resolution_ms, 60_000);
}

const IRA_538: &str = "\
author,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,account_type
ALPHA,News at noon #local https://t.co/abc,Unknown,English,6/9/2017 12:00,6/9/2017 12:01,100,2000,300,,Right
BRAVO,News at noon #local,Unknown,English,6/9/2017 12:01,6/9/2017 12:02,50,10,20,RETWEET,Right
BRAVO,@alpha Thank you,Unknown,English,6/9/2017 12:02,6/9/2017 12:03,50,11,21,R,Right
CARGO,News at noon #local,Unknown,English,6/10/2017 0:05,6/10/2017 0:06,5,6,7,R,Left
CARGO,Look at this,Unknown,English,6/10/2017 0:07,6/10/2017 0:08,5,6,8,QUOTE_TWEET,Left
CARGO,And that,Unknown,English,6/10/2017 0:08,6/10/2017 0:09,5,6,9,Q,Left
CARGO,What is it,Unknown,English,6/10/2017 0:09,6/10/2017 0:10,5,6,10,POLL,Left
";

#[test]
fn ira_538() {
    let snapshot = one("tweets.csv", IRA_538, Layout::Ira538);
    assert_snapshot!(table(&snapshot, "posts.csv"), @r#"
    post_id,account_id,time,kind,text,language,retweeted_post_id,hashtags,urls,mentions
    row-8d26b50949053ab62b425a25,ALPHA,2017-06-09T12:00:00.000Z,original,News at noon #local https://t.co/abc,English,,"[""local""]","[""https://t.co/abc""]",
    row-cbaca7987789e73905998cd5,BRAVO,2017-06-09T12:01:00.000Z,retweet,News at noon #local,English,text-2c7c39d5a84d5896ff59096a,"[""local""]",,
    row-04d089b69a841cc5b09583e1,BRAVO,2017-06-09T12:02:00.000Z,retweet,@alpha Thank you,English,text-99c9bf3a8e39750b8faee6b8,,,"[""alpha""]"
    row-9ec3e73f1aed4d5b212599f8,CARGO,2017-06-10T00:05:00.000Z,retweet,News at noon #local,English,text-2c7c39d5a84d5896ff59096a,"[""local""]",,
    row-b53d9d96b97bd448b1198fe7,CARGO,2017-06-10T00:07:00.000Z,quote,Look at this,English,,,,
    row-5e22e097442ea87ef65f32b1,CARGO,2017-06-10T00:08:00.000Z,quote,And that,English,,,,
    "#);
    assert_snapshot!(table(&snapshot, "observations.csv"), @r"
    account_id,observed_at,handle,display_name,bio,location,created_at,followers,following,posts,status,verified
    ALPHA,2017-06-09T12:00:00.000Z,,,,,,2000,100,300,,
    BRAVO,2017-06-09T12:01:00.000Z,,,,,,10,50,20,,
    BRAVO,2017-06-09T12:02:00.000Z,,,,,,11,50,21,,
    CARGO,2017-06-10T00:05:00.000Z,,,,,,6,5,7,,
    CARGO,2017-06-10T00:07:00.000Z,,,,,,6,5,8,,
    CARGO,2017-06-10T00:08:00.000Z,,,,,,6,5,9,,
    ");
    assert_snapshot!(derived(&snapshot), @r"
    hashtags, found in the text, because the source has no such column
    mentions, found in the text, because the source has no such column
    links, found in the text, because the source has no such column
    retweeted posts, known by their text, because the source does not say which post is retweeted
    observations of accounts, from counters that the source repeats beside each post
    post ids, from each row's content, because the source has none
    ");
    let losses = &snapshot.intakes[0].losses;
    assert_eq!(losses.rows(), 1, "only the kind that nobody knows is lost: {losses:?}");
}

#[test]
fn coortweet() {
    let text =
        "object_id,account_id,content_id,timestamp_share\nhttps://example.org/,ann,c1,1559383200\nhttps://example.org/,ben,c2,1559383205\n";
    assert_snapshot!(table(&one("shares.csv", text, Layout::Coortweet), "posts.csv"), @r"
    post_id,account_id,time,kind,retweeted_post_id,content_id
    c1/https://example.org/,ann,2019-06-01T10:00:00.000Z,retweet,https://example.org/,c1
    c2/https://example.org/,ben,2019-06-01T10:00:05.000Z,retweet,https://example.org/,c2
    ");
}

/// The tool counts rows, so a row that comes twice is two shares, in whatever order the rows are.
#[test]
fn repeated_shares_are_kept() {
    let header = "object_id,account_id,content_id,timestamp_share\n";
    let rows = ["o,ann,c1,1559383200\n", "o,ann,c1,1559383200\n", "o,ann,c1,1559383190\n", "o,ben,c2,1559383205\n"];
    let forwards = one("shares.csv", &format!("{header}{}", rows.concat()), Layout::Coortweet);
    assert_snapshot!(table(&forwards, "posts.csv"), @r"
    post_id,account_id,time,kind,retweeted_post_id,content_id
    c1/o,ann,2019-06-01T09:59:50.000Z,retweet,o,c1
    c1/o (2),ann,2019-06-01T10:00:00.000Z,retweet,o,c1
    c1/o (3),ann,2019-06-01T10:00:00.000Z,retweet,o,c1
    c2/o,ben,2019-06-01T10:00:05.000Z,retweet,o,c2
    ");
    assert!(derived(&forwards).contains("2 rows that repeat the id of another: kept as shares of their own"));
    let turned: Vec<&str> = rows.into_iter().rev().collect();
    let turned = one("shares.csv", &format!("{header}{}", turned.concat()), Layout::Coortweet);
    assert_eq!(turned.intakes[0].tables, forwards.intakes[0].tables);
    assert_eq!(table(&turned, "posts.csv"), table(&forwards, "posts.csv"));
}

#[test]
fn coordination_network_toolkit() {
    let text = "\
message_id,user_id,username,repost_id,reply_id,message,timestamp,urls
m1,u1,ann,,,Hello #World,1559383200,https://example.org/a https://example.org/b
m2,u2,ben,m1,,Hello #World,1559383201,
m3,u3,cleo,,m1,@ann no,1559383202,
";
    let snapshot = one("messages.csv", text, Layout::Cnt);
    assert_snapshot!(table(&snapshot, "posts.csv"), @r#"
    post_id,account_id,time,kind,text,retweeted_post_id,replied_post_id,hashtags,urls,mentions,urls_verbatim
    m1,u1,2019-06-01T10:00:00.000Z,original,Hello #World,,,"[""world""]","[""https://example.org/a"",""https://example.org/b""]",,"[""https://example.org/a"",""https://example.org/b""]"
    m2,u2,2019-06-01T10:00:01.000Z,retweet,Hello #World,m1,,"[""world""]",,,"[""""]"
    m3,u3,2019-06-01T10:00:02.000Z,reply,@ann no,,m1,,,"[""ann""]","[""""]"
    "#);
    assert_snapshot!(derived(&snapshot), @r"
    hashtags, found in the text, because the source has no such column
    mentions, found in the text, because the source has no such column
    kinds of post, from the columns that say what is retweeted, answered or quoted
    ");
}

#[test]
fn declared_columns() {
    let columns =
        Columns { account_id: Some("who".to_owned()), time: Some("when".to_owned()), text: Some("what".to_owned()), ..Columns::default() };
    let request = Request { columns: Some(&columns), time_format: TimeFormat::Twitter, ..posts_in(Layout::Columns) };
    let files = Files::new(&[("posts.csv", b"when,who,what,more\nSat Jun 01 10:00:00 +0000 2019,ann,Hello #World,x\n")]);
    let snapshot = files.read("posts.csv", &request);
    assert_eq!(snapshot.intakes[0].unused_columns, ["more"]);
    let text = table(&snapshot, "posts.csv");
    let (header, row) = text.split_once('\n').expect("a header and a row");
    assert_eq!(header, "post_id,account_id,time,text,hashtags,urls,mentions");
    let (derived_id, rest) = row.split_once(',').expect("the id comes first");
    assert!(!derived_id.is_empty());
    assert_eq!(rest, "ann,2019-06-01T10:00:00.000Z,Hello #World,\"[\"\"world\"\"]\",,\n");
}

#[test]
fn the_account_in_an_address() {
    let uri = Some("uri".to_owned());
    let columns = Columns {
        post_id: uri.clone(),
        account_id: uri,
        time: Some("at".to_owned()),
        replied_account_id: Some("parent".to_owned()),
        ..Columns::default()
    };
    let request = Request { columns: Some(&columns), ..posts_in(Layout::Columns) };
    let rows = b"uri,at,parent\nat://did:plc:ann/app.bsky.feed.post/3k,2026-01-07T19:15:01.957Z,at://did:plc:bob/app.bsky.feed.post/3j\n\
        at://,2026-01-07T19:16:00Z,did:plc:bob\n";
    let snapshot = Files::new(&[("posts.csv", rows)]).read("posts.csv", &request);
    insta::assert_snapshot!(table(&snapshot, "posts.csv"), @r"
    post_id,account_id,time,kind,replied_account_id
    at://did:plc:ann/app.bsky.feed.post/3k,did:plc:ann,2026-01-07T19:15:01.957Z,reply,did:plc:bob
    at://,at://,2026-01-07T19:16:00.000Z,reply,did:plc:bob
    ");
}

#[test]
fn a_declared_column_that_is_not_there() {
    let columns = Columns { account_id: Some("who".to_owned()), time: Some("wen".to_owned()), ..Columns::default() };
    let request = Request { columns: Some(&columns), ..posts_in(Layout::Columns) };
    let files = Files::new(&[("posts.csv", b"when,who\n2019-06-01,ann\n")]);
    let error = files.try_read("posts.csv", &request).expect_err("there is no such column");
    assert_snapshot!(error, @"posts.csv: has no column `wen`, which layout `columns` needs for `time`; it has `when`, `who`. Did you mean `when`?");
}

#[test]
fn the_clock_is_measured() {
    let resolution = |times: [&str; 2]| {
        let rows: String = times.iter().map(|time| format!("ann,{time}\n")).collect();
        one("posts.csv", &format!("account_id,time\n{rows}"), Layout::Canonical).posts.resolution_ms
    };
    assert_eq!(resolution(["2019-06-01", "2019-06-02"]), 86_400_000);
    assert_eq!(resolution(["2019-06-01T10:00Z", "2019-06-01T11:30Z"]), 60_000);
    assert_eq!(resolution(["2019-06-01T10:00:01Z", "2019-06-01T11:30:00Z"]), 1_000);
    assert_eq!(resolution(["2019-06-01T10:00:01.250Z", "2019-06-01T11:30:00Z"]), 1);
}

#[test]
fn compression_changes_nothing() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(CANONICAL.as_bytes()).expect("memory can be written");
    let gzip = gzip.finish().expect("memory can be written");
    // Large archives are often several gzip files one after the other.
    let (head, tail) = CANONICAL.split_at(CANONICAL.len() / 2);
    let members: Vec<u8> = [head, tail]
        .into_iter()
        .flat_map(|half| {
            let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            member.write_all(half.as_bytes()).expect("memory can be written");
            member.finish().expect("memory can be written")
        })
        .collect();
    let zstd = zstd::encode_all(CANONICAL.as_bytes(), 0).expect("memory can be written");
    let plain = digests(&one("posts.csv", CANONICAL, Layout::Canonical));
    assert_eq!(plain.len(), 1);
    for (name, content) in [("posts.csv.gz", &gzip), ("posts.csv.gz", &members), ("posts.csv.zst", &zstd)] {
        let files = Files::new(&[(name, content)]);
        assert_eq!(digests(&files.read(name, &posts_in(Layout::Canonical))), plain, "{name}");
    }
}

/// Posts as Parquet, with ids as numbers and times as moments.
fn parquet() -> Vec<u8> {
    let ids: Vec<i64> = (0..300).map(|row| 1_110_000_000_000_000_000 + row).collect();
    let accounts: Vec<String> = (0..300).map(|row| format!("account-{}", row % 7)).collect();
    let times: Vec<i64> = (0..300).map(|row| 1_559_383_200_000 + row * 1_000).collect();
    let time = Series::new("time".into(), times).cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).expect("integers are moments");
    let mut frame = df!("post_id" => ids, "account_id" => accounts, "time" => time).expect("the columns have one length");
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).expect("memory can be written");
    bytes
}

#[test]
fn parquet_holds_the_same_rows_as_csv() {
    let rows: String = (0..300)
        .map(|row| format!("{},account-{},{}\n", 1_110_000_000_000_000_000_i64 + row, row % 7, 1_559_383_200_000_i64 + row * 1_000))
        .collect();
    let csv = digests(&one("posts.csv", &format!("post_id,account_id,time\n{rows}"), Layout::Canonical));
    let plain = parquet();
    let zstd = zstd::encode_all(&plain[..], 0).expect("memory can be written");
    for (name, content) in [("posts.parquet", &plain), ("posts.parquet.zst", &zstd)] {
        assert_eq!(digests(&Files::new(&[(name, content)]).read(name, &posts_in(Layout::Canonical))), csv, "{name}");
    }
}

#[test]
fn parquet_cut_short_anywhere_is_refused() {
    let whole = parquet();
    for length in (1..whole.len()).step_by(7) {
        let files = Files::new(&[("posts.parquet", &whole[..length])]);
        let error = files.try_read("posts.parquet", &posts_in(Layout::Canonical)).expect_err("the end is missing");
        assert!(matches!(error, ReadError::Damaged { .. }), "{length} bytes: {error}");
    }
}

#[test]
fn parquet_whose_description_is_damaged_is_read_or_refused() {
    let whole = parquet();
    let description = whole.len() - 600..whole.len();
    let mut refused = 0;
    for at in description.clone() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        // A panic of the decoder would end the test here.
        refused += usize::from(Files::new(&[("posts.parquet", &bytes)]).try_read("posts.parquet", &posts_in(Layout::Canonical)).is_err());
    }
    assert!(refused > description.len() / 4, "{refused}");
}

#[test]
fn the_order_of_rows_changes_nothing() {
    for (text, layout) in [(IRA_538, Layout::Ira538), (IO_ARCHIVE, Layout::TwitterIoArchive)] {
        let (header, rows) = text.split_once('\n').expect("a header and rows");
        let backwards: Vec<&str> = std::iter::once(header).chain(rows.lines().rev()).collect();
        let [one, other] = [text.to_owned(), backwards.join("\n")].map(|text| one("tweets.csv", &text, layout));
        assert_eq!(digests(&one), digests(&other));
        assert_eq!(table(&one, "posts.csv"), table(&other, "posts.csv"), "the derived ids are the same as well");
    }
}

#[test]
fn rows_that_differ_in_nothing_keep_ids_of_their_own() {
    let text = "account_id,time,text\nann,2019-06-01T10:00:00Z,same\nann,2019-06-01T10:00:00Z,same\n";
    let snapshot = one("posts.csv", text, Layout::Canonical);
    let ids: std::collections::BTreeSet<&str> = snapshot.posts.id.iter().collect();
    assert_eq!((snapshot.posts.len(), ids.len()), (2, 2), "{:?}", snapshot.intakes[0].losses);
}

#[test]
fn several_files_are_one_input() {
    let (first, second) = ("post_id,account_id,time\n1,ann,2019-06-01\n", "time,post_id,account_id\n2019-06-02,2,ben\n");
    let files = Files::new(&[("b.csv", first.as_bytes()), ("a.csv", second.as_bytes()), ("a.txt", b"not asked for")]);
    let snapshot = files.read("*.csv", &posts_in(Layout::Canonical));
    assert_snapshot!(table(&snapshot, "posts.csv"), @r"
    post_id,account_id,time
    1,ann,2019-06-01T00:00:00.000Z
    2,ben,2019-06-02T00:00:00.000Z
    ");
    let paths: Vec<&str> = snapshot.intakes[0].files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["a.csv", "b.csv"]);
}

#[test]
fn a_file_of_another_layout_is_refused_among_the_others() {
    let files = Files::new(&[("a.csv", b"account_id,time\nann,2019-06-01\n"), ("b.csv", b"account_id,time,text\nann,2019-06-01,x\n")]);
    let error = files.try_read("*.csv", &posts_in(Layout::Canonical)).expect_err("the columns differ");
    assert_snapshot!(error, @"b.csv: its columns differ from those of a.csv: files of one input need the same columns; make them two inputs");
}
