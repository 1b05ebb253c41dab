//! What must not change a result about accounts: the order of rows, the names of accounts, the number of threads.
//!
//! Small crowds of which some keep to a clock. A detector is added with one name in `DETECTORS`.

use std::collections::BTreeMap;

use lockstep_detect::{Cells, Findings};
use lockstep_snapshot::{Kind, PostRow, Snapshot};
use proptest::prelude::*;
use serde_json::json;

const DETECTORS: [&str; 4] = ["pace", "round_the_clock", "automation", "mixed_control"];
const START: i64 = 1_558_915_200_000;
const QUARTER_MS: i64 = 900_000;
const CLIENTS: [&str; 2] = ["Phone", "Planner"];

/// A crowd: for each account its posts, as quarters of an hour since the start, ms after it, and a number for kind and client.
type Crowd = Vec<Vec<(i64, i64, u8)>>;

fn crowd() -> impl Strategy<Value = Crowd> {
    let post = |late: i64| (0i64..96 * 40, 0..late, 0u8..8);
    let account = (any::<bool>(), 90usize..160)
        .prop_flat_map(move |(keeps, posts)| prop::collection::vec(post(if keeps { 9_000 } else { QUARTER_MS }), posts));
    prop::collection::vec(account, 2..6)
}

fn snapshot(crowd: &Crowd, reversed: bool, name: impl Fn(usize) -> String) -> Snapshot {
    crate::of_rows(|part| {
        let mut rows: Vec<(usize, usize)> =
            crowd.iter().enumerate().flat_map(|(account, posts)| (0..posts.len()).map(move |post| (account, post))).collect();
        if reversed {
            rows.reverse();
        }
        for (account, post) in rows {
            let (quarter, late, draw) = crowd[account][post];
            part.posts.push(&PostRow {
                post_id: Some(&format!("{account}-{post}")),
                account_id: &name(account),
                time: START + quarter * QUARTER_MS + late,
                kind: Some([Kind::Original, Kind::Retweet, Kind::Quote, Kind::Reply][usize::from(draw % 4)]),
                client: Some(CLIENTS[usize::from(draw / 4)]),
                ..PostRow::default()
            });
        }
    })
}

fn detect(detector: &str, snapshot: &Snapshot) -> Findings {
    crate::detect(detector, &json!({}), snapshot)
}

/// Every number of the table of accounts, by account.
fn by_account(findings: &Findings, name: impl Fn(usize) -> String, accounts: usize) -> BTreeMap<usize, String> {
    let table = findings.table("accounts").expect("one row an account");
    let Some(Cells::Account(ids)) = table.column("account") else { panic!("accounts have ids") };
    let row = |row: usize| table.columns[1..].iter().map(|column| format!("{:?} ", column.cells.select(&[row]))).collect::<String>();
    let account = |id: &str| (0..accounts).find(|account| name(*account) == id).expect("every name stands for an account");
    ids.iter().enumerate().map(|(at, id)| (account(id), row(at))).collect()
}

fn plain(account: usize) -> String {
    format!("a{account}")
}

/// Names in another order.
fn turned(account: usize) -> String {
    format!("b{}", 9 - account)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn neither_the_order_of_rows_nor_names_nor_threads_change_anything(crowd in crowd()) {
        let snapshot_of = |reversed, name: fn(usize) -> String| snapshot(&crowd, reversed, name);
        let (first, reversed, renamed) = (snapshot_of(false, plain), snapshot_of(true, plain), snapshot_of(false, turned));
            let (one, two) = (crate::threads(1), crate::threads(2));
        for detector in DETECTORS {
            let findings = one.install(|| detect(detector, &first));
            prop_assert_eq!(&findings, &detect(detector, &reversed));
            prop_assert_eq!(&findings, &two.install(|| detect(detector, &first)));
            let other = detect(detector, &renamed);
            prop_assert_eq!(&findings.values, &other.values);
            prop_assert_eq!(by_account(&findings, plain, crowd.len()), by_account(&other, turned, crowd.len()));
        }
    }
}
