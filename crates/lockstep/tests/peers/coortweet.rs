//! `CooRTweet` 2.1.3 on its own example data, for four windows.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_detect::Table;
use lockstep_snapshot::{FAR_FUTURE, Request, assemble, locate, read};
use lockstep_study::{Columns, Layout, TableName, TimeFormat};

use super::{Study, ids, numbers, rows, shared};

/// Steps of the study, and the tool's results for the same settings, of which one has no pairs.
const STEPS: [(&str, &str, bool); 4] = [
    ("ten-seconds", "russian_mp5_tw10", true),
    ("one-minute", "russian_mp2_tw60", true),
    ("two-minutes", "russian_mp3_tw120", true),
    ("ten-minutes", "russian_mp2_tw600", false),
];

/// Two ids in one order.
fn ends(a: &str, b: &str) -> (String, String) {
    if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

/// Two columns of ids and a whole number of a Parquet file of the tool's results, in no order, repeated rows once: read as a table of
/// follow ties, which is of that shape.
fn of_parquet(shared: &Path, file: &str, [from, to, number]: [&str; 3]) -> Vec<(String, String, u64)> {
    let some = |name: &str| Some(name.to_owned());
    let columns = Columns { follower_id: some(from), followed_id: some(to), position: some(number), ..Columns::default() };
    let request = Request {
        input: "results",
        layout: Layout::Columns,
        table: TableName::Follows,
        columns: Some(&columns),
        time_format: TimeFormat::Auto,
        end: FAR_FUTURE,
        keep: &[],
    };
    let located =
        locate("results", &format!("{file}.parquet"), &[shared.join("data/coortweet/reference_output")], &|_, _| None).expect("is there");
    let snapshot = assemble(vec![read(&request, &located, &|_| {}).expect("readable")]);
    let follows = &snapshot.follows;
    let name = |account: u32| snapshot.accounts.get(account).to_owned();
    let position = |row: usize| follows.position.as_ref().and_then(|positions| positions.get(row)).expect("no number is missing");
    (0..follows.follower.len()).map(|row| (name(follows.follower[row]), name(follows.followed[row]), position(row))).collect()
}

/// A column of counts of our edges, by their ends.
fn by_ends(edges: &Table, column: &str) -> BTreeMap<(String, String), u64> {
    let pairs = ids(edges, "source").iter().zip(ids(edges, "target")).map(|(a, b)| ends(a, b));
    pairs.zip(numbers(edges, column)).map(|(pair, number)| (pair, number as u64)).collect()
}

#[test]
fn every_edge_for_every_window() {
    let Some(shared) = shared() else { return };
    let study = Study::run("coortweet-russia", "", &shared);
    for (step, file, has_pairs) in STEPS {
        let findings = study.step(step);
        let edges = findings.table("edges").expect("a network has edges");
        for column in ["weight", "n_content_id", "n_content_id_y", "weight_threshold"] {
            let theirs = of_parquet(&shared, &format!("{file}_edges"), ["from", "to", column]);
            let theirs: BTreeMap<_, _> = theirs.into_iter().map(|(from, to, number)| (ends(&from, &to), number)).collect();
            let ours = by_ends(edges, column);
            assert!(ours == theirs, "{step}: {column} of {} edges here and {} there", ours.len(), theirs.len());
        }
        let symmetry = numbers(edges, "edge_symmetry_score");
        let contents = numbers(edges, "n_content_id").into_iter().zip(numbers(edges, "n_content_id_y"));
        assert!(symmetry.iter().zip(contents).all(|(symmetry, (a, b))| *symmetry == a.min(b) / a.max(b)), "{step}");
        if has_pairs {
            // Which of two shares of one moment is the older follows from the order of rows in the tool.
            let known =
                |(older, newer, delta): (String, String, u64)| if delta == 0 { (ends(&older, &newer), 0) } else { ((older, newer), delta) };
            let pairs = findings.table("pairs").expect("the pairs are told");
            let deltas = numbers(pairs, "time_delta").into_iter().map(|delta| delta as u64);
            let contents = ids(pairs, "content_id").iter().zip(ids(pairs, "content_id_y")).zip(deltas);
            let mut ours: Vec<_> = contents.map(|((older, newer), delta)| known((older.clone(), newer.clone(), delta))).collect();
            let theirs = of_parquet(&shared, &format!("{file}_pairs"), ["content_id", "content_id_y", "time_delta"]);
            let mut theirs: Vec<_> = theirs.into_iter().map(known).collect();
            for list in [&mut ours, &mut theirs] {
                list.sort_unstable();
                list.dedup();
            }
            assert!(ours == theirs, "{step}: {} distinct pairs of contents here and {} there", ours.len(), theirs.len());
        }
        println!("{step}: {} edges are the tool's", edges.rows());
    }
    one_minute_in_full(&study, &shared);
    fast_and_mended(&study);
}

/// All columns of pairs and edges, of which Parquet gives whole numbers only.
fn one_minute_in_full(study: &Study, shared: &Path) {
    let findings = study.step("one-minute");
    let edges = findings.table("edges").expect("a network has edges");
    let means = numbers(edges, "avg_time_delta");
    let pairs = ids(edges, "source").iter().zip(ids(edges, "target")).map(|(a, b)| ends(a, b));
    let ours: BTreeMap<_, _> = pairs.zip(means).collect();
    let theirs = rows(&shared.join("oracles/coortweet_russian_tw60_mp2_edges.csv"));
    assert_eq!(ours.len(), theirs.len());
    for row in &theirs {
        let (mean, theirs) = (ours[&ends(&row[0], &row[1])], row[3].parse::<f64>().expect("a number"));
        // The tool writes 15 digits.
        assert!((mean - theirs).abs() <= 1e-14 * theirs, "{row:?}: {mean}");
    }

    let pairs = findings.table("pairs").expect("the pairs are told");
    let columns = ["object_id", "account_id", "account_id_y", "content_id", "content_id_y"].map(|column| ids(pairs, column));
    let deltas = numbers(pairs, "time_delta");
    let mut ours: Vec<[String; 6]> = (0..pairs.rows())
        .map(|row| {
            in_order(std::array::from_fn(|at| columns.get(at).map_or_else(|| deltas[row].to_string(), |column| column[row].clone())))
        })
        .collect();
    let theirs = rows(&shared.join("oracles/coortweet_russian_tw60_mp2_pairs.csv"));
    let mut theirs: Vec<[String; 6]> = theirs.iter().map(|row| in_order(std::array::from_fn(|at| row[at].to_owned()))).collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours.len(), theirs.len());
    assert!(ours == theirs, "the pairs differ");
}

/// Of two shares of one moment, the one of the lower account first.
fn in_order([object, account, account_y, content, content_y, delta]: [String; 6]) -> [String; 6] {
    if delta == "0" && account > account_y {
        [object, account_y, account, content_y, content, delta]
    } else {
        [object, account, account_y, content, content_y, delta]
    }
}

/// The tool's `summary.csv` gives 9 edges above the 0.99 quantile; what is put right joins fewer accounts, never others.
fn fast_and_mended(study: &Study) {
    let above = |step: &str, column: &str| {
        let edges = study.step(step).table("edges").expect("a network has edges");
        numbers(edges, column).iter().filter(|mark| **mark == 1.0).count()
    };
    assert_eq!(above("fast-in-one-minute", "weight_threshold_full"), 9);
    let weights = |step: &str| by_ends(study.step(step).table("edges").expect("a network has edges"), "weight");
    let (plain, mended) = (weights("one-minute"), weights("one-minute-mended"));
    assert!(mended.len() < plain.len() && mended.iter().all(|(pair, weight)| plain[pair] >= *weight));
    let by_object = weights("objects-in-one-minute");
    let again: BTreeMap<_, _> = mended.into_iter().filter(|(_, weight)| *weight >= 2).collect();
    assert!(by_object == again, "pairs that share two objects are the same in both ways of counting");
}
