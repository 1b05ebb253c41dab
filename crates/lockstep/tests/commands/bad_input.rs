//! Input that is wrong in some way: a clear error and no folder, or a counted loss.

use std::io::Write;

use insta::assert_snapshot;
use serde_json::Value;

use crate::environment::TestEnvironment;

const GOOD: &str = "\
post_id,account_id,time,text
1,ann,2019-06-01T10:00:00Z,first
2,ben,2019-06-01T11:00:00Z,second
";

/// A study of one file, without anything else in the folder. It names accounts, so its record of lost rows says what was in them.
fn study_of(file: &str, settings: &str) -> TestEnvironment {
    let environment = TestEnvironment::new();
    let study = format!(
        "title: Bad input
question: What becomes of it?
authors: [{{ name: A. Tester }}]
licence: CC-BY-4.0
published: 2020-01-01
publication: {{ mode: named, reason: All of it is made up. }}
inputs:
  - {{ name: posts, files: {file}{settings} }}
steps:
  - {{ step: volume, detector: volume }}
"
    );
    environment.write("study.yaml", study);
    environment
}

/// What a run says of a file that cannot be used. Checks that it leaves nothing behind.
fn refusal(file: &str, settings: &str, content: Option<&[u8]>) -> String {
    let environment = study_of(&format!("'{file}'"), settings);
    if let Some(content) = content {
        environment.write(file, content);
    }
    let before = environment.names(".");
    let text = environment.lockstep(&["run", ".", "--out", "report"]);
    assert_eq!(environment.names("."), before, "neither folder nor lock is left");
    text
}

/// What a run of this file lost: for each reason the rows and the first example.
fn losses(file: &str, content: &[u8]) -> String {
    let environment = study_of(file, "");
    environment.write(file, content);
    let answer = environment.run(&["run", ".", "--out", "report"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let run = environment.json("report/run.json");
    let intake = run.pointer("/result/record/snapshot/intakes/0").expect("a run has an input");
    let mut text = format!("{} rows read, {} kept\n", intake["rows_read"], intake["tables"][0]["rows"]);
    for (reason, lost) in intake["losses"].as_object().expect("losses by reason") {
        text.push_str(&format!("{reason}: {}", lost["rows"]));
        for example in lost["examples"].as_array().into_iter().flatten() {
            text.push_str(&format!("\n  line {}: {}", example["line"], example["what"].as_str().unwrap_or_default()));
        }
        text.push('\n');
    }
    text
}

/// A refusal without the number of the last good row, which depends on how much is unpacked at once.
fn without_row(text: &str) -> String {
    let (before, after) = text.split_once("after row ").expect("the text names the last good row");
    format!("{before}after row N{}", after.trim_start_matches(|letter: char| letter.is_ascii_digit()))
}

fn with_rows(rows: &[&[u8]]) -> Vec<u8> {
    let mut bytes = GOOD.as_bytes().to_vec();
    for row in rows {
        bytes.extend_from_slice(row);
        bytes.push(b'\n');
    }
    bytes
}

/// Rows that do not compress to nothing, so that half a compressed file holds some of them.
fn many_rows() -> Vec<u8> {
    let mut text = GOOD.to_owned();
    let mut state = 1_u64;
    for row in 3..20_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        text.push_str(&format!("{row},{},2019-06-01T12:00:00Z,{state:x}\n", state >> 50));
    }
    text.into_bytes()
}

fn half(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() / 2]
}

#[test]
fn missing_file() {
    assert_snapshot!(refusal("posts.csv", "", None), @r"
    error: input `posts`: no file matches `posts.csv` below [dir]: give the folder that holds it with --inputs
    ---
    exit code 4
    ");
}

#[test]
fn missing_files_of_a_pattern() {
    assert_snapshot!(refusal("parts/*.csv", "", None), @r"
    error: input `posts`: no file matches `parts/*.csv` below [dir]: give the folder that holds it with --inputs
    ---
    exit code 4
    ");
}

#[test]
fn empty_file() {
    for file in ["posts.csv", "posts.jsonl", "posts.parquet"] {
        let text = refusal(file, "", Some(b""));
        assert_eq!(text, format!("error: {file}: is empty: download it again, or take it out of the study\n---\nexit code 4"));
    }
}

#[test]
fn only_white_space() {
    assert_snapshot!(refusal("posts.csv", "", Some(b"\n \n")), @r"
    error: posts.csv: is empty: download it again, or take it out of the study
    ---
    exit code 4
    ");
    assert_snapshot!(refusal("posts.jsonl", "", Some(b"\n \n")), @r"
    error: posts.jsonl: is empty: download it again, or take it out of the study
    ---
    exit code 4
    ");
}

#[test]
fn header_only() {
    assert_snapshot!(refusal("posts.csv", "", Some(b"post_id,account_id,time\n")), @r"
    error: input `posts`: has column names but no rows: check that the download is complete
    ---
    exit code 4
    ");
}

#[test]
fn compressed_nothing() {
    let empty = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()).finish().expect("memory can be written");
    assert_snapshot!(refusal("posts.csv.gz", "", Some(&empty)), @r"
    error: posts.csv.gz: is empty: download it again, or take it out of the study
    ---
    exit code 4
    ");
}

#[test]
fn truncated_gzip() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&many_rows()).expect("memory can be written");
    let whole = gzip.finish().expect("memory can be written");
    assert_snapshot!(without_row(&refusal("posts.csv.gz", "", Some(half(&whole)))), @r"
    error: posts.csv.gz: is damaged or cut short after row N (incomplete deflate stream): compare its size with the source's and download it again
    ---
    exit code 4
    ");
    // Only the checksum at the end is missing: the rows would all be there, but nothing says that they are the right ones.
    assert_snapshot!(without_row(&refusal("posts.csv.gz", "", Some(&whole[..whole.len() - 4]))), @r"
    error: posts.csv.gz: is damaged or cut short after row N (unexpected end of file): compare its size with the source's and download it again
    ---
    exit code 4
    ");
}

#[test]
fn truncated_zstd() {
    let whole = zstd::encode_all(&many_rows()[..], 3).expect("memory can be written");
    assert_snapshot!(without_row(&refusal("posts.csv.zst", "", Some(half(&whole)))), @r"
    error: posts.csv.zst: is damaged or cut short after row N (incomplete frame): compare its size with the source's and download it again
    ---
    exit code 4
    ");
}

#[test]
fn not_what_its_name_says() {
    assert_snapshot!(refusal("posts.csv.gz", "", Some(GOOD.as_bytes())), @r"
    error: posts.csv.gz: is damaged or cut short after row 0 (invalid gzip header): compare its size with the source's and download it again
    ---
    exit code 4
    ");
    assert_snapshot!(refusal("posts.csv.zst", "", Some(GOOD.as_bytes())), @r"
    error: posts.csv.zst: is damaged or cut short after row 0 (Unknown frame descriptor): compare its size with the source's and download it again
    ---
    exit code 4
    ");
    assert_snapshot!(refusal("posts.parquet", "", Some(GOOD.as_bytes())), @r"
    error: posts.parquet: is damaged or cut short after row 0 (parquet: File out of specification: The file must end with PAR1): compare its size with the source's and download it again
    ---
    exit code 4
    ");
    assert_snapshot!(refusal("posts.jsonl", "", Some(GOOD.as_bytes())), @r"
    error: posts.jsonl: is damaged or cut short after row 0 (no line holds a JSON object; line 1: the line is not JSON: expected value at column 1): compare its size with the source's and download it again
    ---
    exit code 4
    ");
    assert_snapshot!(refusal("posts.xlsx", "", Some(GOOD.as_bytes())), @r"
    error: posts.xlsx: the ending is not known: files end in .csv, .tsv, .jsonl, .ndjson or .parquet, also with .gz or .zst
    ---
    exit code 4
    ");
}

#[test]
fn truncated_parquet() {
    let mut bytes = b"PAR1".to_vec();
    bytes.extend((0..4_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()));
    assert_snapshot!(refusal("posts.parquet", "", Some(&bytes)), @r"
    error: posts.parquet: is damaged or cut short after row 0 (parquet: File out of specification: The file must end with PAR1): compare its size with the source's and download it again
    ---
    exit code 4
    ");
    bytes.extend_from_slice(b"PAR1");
    assert_snapshot!(refusal("posts.parquet", "", Some(&bytes)), @r"
    error: posts.parquet: is damaged or cut short after row 0 (parquet: File out of specification: The footer size must be smaller or equal to the file's size): compare its size with the source's and download it again
    ---
    exit code 4
    ");
    assert_snapshot!(refusal("posts.parquet", "", Some(b"PAR1")), @r"
    error: posts.parquet: is damaged or cut short after row 0 (parquet: File out of specification: A Parquet file must contain a header and footer with at least 12 bytes): compare its size with the source's and download it again
    ---
    exit code 4
    ");
}

#[test]
fn invalid_utf8_and_nul_bytes() {
    let rows = with_rows(&[b"3,cleo,2019-06-01T12:00:00Z,\xff\xfe", b"4,c\0leo,2019-06-01T12:00:00Z,nul"]);
    assert_snapshot!(losses("posts.csv", &rows), @r"
    4 rows read, 2 kept
    malformed: 2
      line 4: `text` cannot be used: it is not valid UTF-8
      line 5: `account_id` cannot be used: it holds a NUL byte
    ");
    let lines = "{\"post_id\": \"1\", \"account_id\": \"ann\", \"time\": \"2019-06-01T10:00:00Z\"}\n";
    let mut bytes = lines.as_bytes().to_vec();
    bytes.extend_from_slice(b"{\"post_id\": \"2\", \"account_id\": \"\xff\", \"time\": \"2019-06-01T10:00:00Z\"}\n");
    bytes.extend_from_slice(b"{\"post_id\": \"3\", \"account_id\": \"a\\u0000\", \"time\": \"2019-06-01T10:00:00Z\"}\n{\"post_id\": \"4\"");
    assert_snapshot!(losses("posts.jsonl", &bytes), @r"
    4 rows read, 1 kept
    malformed: 3
      line 2: the line is not JSON: invalid unicode code point at column 33
      line 3: `account_id` cannot be used: it holds a NUL character
      line 4: the line is not JSON: EOF while parsing an object at column 15
    ");
}

#[test]
fn fields_too_many_and_too_few() {
    assert_snapshot!(losses("posts.csv", &with_rows(&[b"3,cleo,2019-06-01T12:00:00Z,a,b", b"4,cleo"])), @r"
    4 rows read, 2 kept
    malformed: 2
      line 4: the row has 5 fields, the header has 4
      line 5: the row has 2 fields, the header has 4
    ");
}

#[test]
fn fields_too_large() {
    let row = |bytes: usize| [b"3,cleo,2019-06-01T12:00:00Z,".to_vec(), vec![b'x'; bytes]].concat();
    assert_snapshot!(losses("posts.csv", &with_rows(&[&row(1 << 20)])), @r"
    3 rows read, 2 kept
    malformed: 1
      line 4: the row has 1048601 bytes, more than 1048576
    ");
    assert_snapshot!(losses("posts.csv", &with_rows(&[&row(100_000_000)])), @r"
    3 rows read, 2 kept
    malformed: 1
      line 4: the row has 100000025 bytes, more than 1048576
    ");
}

#[test]
fn a_line_of_json_too_large() {
    let mut bytes = b"{\"post_id\": \"1\", \"account_id\": \"ann\", \"time\": \"2019-06-01T10:00:00Z\"}\n{\"text\": \"".to_vec();
    bytes.resize(bytes.len() + 100_000_000, b'x');
    bytes.extend_from_slice(b"\"}\n");
    assert_snapshot!(losses("posts.jsonl", &bytes), @r"
    2 rows read, 1 kept
    malformed: 1
      line 2: the row has more than 1048576 bytes
    ");
}

#[test]
fn times_that_cannot_be() {
    let rows = with_rows(&[
        b"3,cleo,2020-01-02T00:00:00Z,the day after the study",
        b"4,cleo,2005-12-31T23:59:59Z,before",
        b"5,cleo,yesterday,words",
        b"6,cleo,6/7/2019 10:00,month or day",
        b"7,cleo,,none",
        b"8,cleo,2019-02-30T10:00:00Z,no such day",
        b"9,cleo,99999999999999999999,number",
    ]);
    assert_snapshot!(losses("posts.csv", &rows), @r"
    9 rows read, 2 kept
    bad_time: 7
      line 4: `time` is in the future
      line 5: `time` is before 2006
      line 6: `time` is `yesterday`, which is not a time in the expected form
      line 7: `time` is `6/7/2019 10:00`, which may be day first or month first: set `time_format`
      line 8: `time` is empty
    ");
}

#[test]
fn ids_twice() {
    let rows = with_rows(&[b"1,ann,2019-06-01T10:00:00Z,first", b"2,ben,2019-06-01T11:00:00Z,edited"]);
    assert_snapshot!(losses("posts.csv", &rows), @r"
    4 rows read, 2 kept
    conflicting_id: 1
      line 5: post id `2`
    duplicate_id: 1
      line 4: post id `1`
    ");
}

#[test]
fn ids_that_a_spreadsheet_damaged() {
    let rows = with_rows(&[
        b"1.11e+18,cleo,2019-06-01T12:00:00Z,a",
        b"1110000000000000000.0,cleo,2019-06-01T12:00:00Z,b",
        b"3,1.11E18,2019-06-01T12:00:00Z,c",
    ]);
    assert_snapshot!(losses("posts.csv", &rows), @r"
    5 rows read, 2 kept
    damaged_id: 3
      line 4: `post_id` is `1.11e+18`, a rounded number
      line 5: `post_id` is `1110000000000000000.0`, a rounded number
      line 6: `account_id` is `1.11E18`, a rounded number
    ");
}

#[test]
fn empty_keys() {
    assert_snapshot!(losses("posts.csv", &with_rows(&[b",cleo,2019-06-01T12:00:00Z,a", b"4, ,2019-06-01T12:00:00Z,b"])), @r"
    4 rows read, 2 kept
    empty_key: 2
      line 4: `post_id` is empty
      line 5: `account_id` is empty
    ");
}

#[test]
fn a_run_under_pseudonyms_repeats_nothing_of_a_lost_row() {
    let environment = study_of("posts.csv", "");
    environment.edit("study.yaml", "publication: { mode: named, reason: All of it is made up. }\n", "");
    environment.write("posts.csv", with_rows(&[b"3,cleo,the_secret_of_cleo,x", b"the_id_of_cleo,,2019-06-01T12:00:00Z,x"]));
    let answer = environment.run(&["run", ".", "--out", "report"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    for (file, bytes) in environment.tree("report") {
        assert!(!String::from_utf8_lossy(&bytes).contains("of_cleo"), "{file}");
    }
    let run = environment.json("report/run.json");
    let losses = run.pointer("/result/record/snapshot/intakes/0/losses").expect("a run has an input");
    assert_eq!((&losses["bad_time"]["rows"], &losses["bad_time"]["examples"][0]["line"]), (&Value::from(1), &Value::from(4)));
}

#[test]
fn no_row_can_be_used() {
    assert_snapshot!(refusal("posts.csv", "", Some(b"post_id,account_id,time\n1,ann,soon\n2,,2019-06-01\n")), @r"
    error: input `posts`: none of its 2 rows could be used; the first: posts.csv:2: `time` is `soon`, which is not a time in the expected form
    ---
    exit code 4
    ");
}

#[test]
fn missing_column() {
    assert_snapshot!(refusal("posts.csv", "", Some(b"id,acount_id,time\n1,ann,2019-06-01\n")), @r"
    error: posts.csv: has no column `account_id`, which layout `canonical` needs for `account_id`; it has `id`, `acount_id`, `time`. Did you mean `acount_id`?
    ---
    exit code 4
    ");
    let declared = ", layout: columns, columns: { account_id: author, time: when, text: body }";
    assert_snapshot!(refusal("posts.csv", declared, Some(b"author,when,boddy\nann,2019-06-01,x\n")), @r"
    error: posts.csv: has no column `body`, which layout `columns` needs for `text`; it has `author`, `when`, `boddy`. Did you mean `boddy`?
    ---
    exit code 4
    ");
}

#[test]
fn two_columns_of_one_name() {
    assert_snapshot!(refusal("posts.csv", "", Some(b"account_id,time,text,text\nann,2019-06-01,a,b\n")), @r"
    error: posts.csv: has two columns named `text`: rename one of them
    ---
    exit code 4
    ");
}

#[test]
fn columns_without_a_name_are_passed_over() {
    let text = losses("posts.csv", b"account_id,time,,\nann,2019-06-01T10:00:00Z,,\n");
    assert_eq!(text, "1 rows read, 1 kept\n");
}

#[test]
fn text_in_utf16() {
    let bytes: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_snapshot!(refusal("posts.csv", "", Some(&bytes)), @r"
    error: posts.csv: is damaged or cut short after row 0 (its first line holds NUL bytes, as text in UTF-16 does: save it as UTF-8): compare its size with the source's and download it again
    ---
    exit code 4
    ");
}

#[test]
fn files_of_one_input_that_differ_in_their_columns() {
    let environment = study_of("'parts/*.csv'", "");
    environment.write("parts/1.csv", GOOD);
    environment.write("parts/2.csv", "account_id,time\nann,2019-06-01\n");
    assert_snapshot!(environment.lockstep(&["run", "."]), @r"
    error: parts/2.csv: its columns differ from those of parts/1.csv: files of one input need the same columns; make them two inputs
    ---
    exit code 4
    ");
    assert_eq!(environment.names("."), ["parts", "study.yaml"]);
}

#[test]
fn errors_of_inputs_as_json() {
    let environment = study_of("posts.csv", "");
    let answer = environment.run(&["--json", "run", "."]);
    let error: Value = serde_json::from_str(&answer.stderr).expect("the error is JSON");
    assert_eq!((answer.code, &error["code"]), (4, &Value::from(4)));
    assert!(error["error"].as_str().is_some_and(|text| text.starts_with("input `posts`: no file matches")), "{error}");
}
