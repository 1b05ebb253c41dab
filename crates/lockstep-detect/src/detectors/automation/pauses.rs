//! How long some accounts pause between their own posts, beside what chance would give: the data of a figure.

use lockstep_snapshot::Snapshot;

use super::measure::Measured;
use crate::findings::{Cells, Table, Unit, Verdict};
use crate::groups::column;

/// Accounts shown: flagged ones, and others for comparison.
const OF_EACH: usize = 3;
/// Classes of length for each power of ten.
const PER_DECADE: f64 = 4.0;
/// From a second to four months.
const CLASSES: usize = 28;

struct Row<'a> {
    account: &'a str,
    said: String,
    from: f64,
    until: f64,
    pauses: u64,
    random: f64,
    lognormal: f64,
}

/// Pauses by length. `order` are rows of `accounts` in the order of the table of accounts; `said` is what to write beside each.
pub(super) fn table(
    snapshot: &Snapshot,
    accounts: &[u32],
    measured: &[Measured],
    verdicts: &[Verdict],
    order: &[usize],
    said: &dyn Fn(usize) -> String,
) -> Table {
    let with = |wanted: Verdict| {
        let rows = order.iter().copied().filter(move |row| verdicts[*row] == wanted && !measured[*row].pauses.is_empty());
        rows.take(OF_EACH).collect::<Vec<usize>>()
    };
    let mut rows: Vec<Row<'_>> = Vec::new();
    for account in with(Verdict::Flagged).into_iter().chain(with(Verdict::NotFlagged)) {
        let name = snapshot.accounts.get(accounts[account]);
        let said = format!("{}{}", verdicts[account].words(), said(account));
        rows.extend(classes(&measured[account].pauses).into_iter().map(|class| Row { account: name, said: said.clone(), ..class }));
    }
    let real = |unit, field: fn(&Row<'_>) -> f64| Cells::Real(unit, rows.iter().map(|row| Some(field(row))).collect());
    Table {
        name: "pauses".to_owned(),
        about: "One row an account and a class of length: pauses between own posts of accounts flagged, and of others for comparison. The \
                number beside them is what as many posts at random moments would give, and what a log-normal law of the same mean and \
                spread would."
            .to_owned(),
        key: 2,
        columns: vec![
            column("account", "Account", Cells::Account(rows.iter().map(|row| row.account.to_owned()).collect())),
            column("from", "Shortest pause of the class", real(Unit::Seconds, |row| row.from)),
            column("until", "Shortest pause of the next class", real(Unit::Seconds, |row| row.until)),
            column("said", "What the detector says of the account", Cells::Text(rows.iter().map(|row| row.said.clone()).collect())),
            column("pauses", "Pauses of that length", Cells::Count(rows.iter().map(|row| Some(row.pauses)).collect())),
            column("random", "How many as many posts at random moments would give", real(Unit::Plain, |row| row.random)),
            column("lognormal", "How many a log-normal law of the same mean and spread would give", real(Unit::Plain, |row| row.lognormal)),
        ],
    }
}

/// Classes from the first to the last that has a pause or should have one. Pauses under a second count as one.
fn classes(pauses: &[i64]) -> Vec<Row<'static>> {
    let seconds: Vec<f64> = pauses.iter().map(|pause| (*pause as f64 / 1_000.0).max(1.0)).collect();
    let n = seconds.len() as f64;
    let mean = seconds.iter().sum::<f64>() / n;
    let logs: Vec<f64> = seconds.iter().map(|pause| libm::log(*pause)).collect();
    let centre = logs.iter().sum::<f64>() / n;
    let spread = libm::sqrt(logs.iter().map(|log| (log - centre) * (log - centre)).sum::<f64>() / n);
    let edge = |class: usize| libm::pow(10.0, class as f64 / PER_DECADE);
    let random = |pause: f64| -libm::expm1(-pause / mean);
    let lognormal = |pause: f64| {
        if spread > 0.0 { 0.5 * libm::erfc((centre - libm::log(pause)) / (spread * std::f64::consts::SQRT_2)) } else { f64::from(pause > mean) }
    };
    let rounded = |number: f64| (number * 1_000.0).round() / 1_000.0;
    let all: Vec<Row<'static>> = (0..CLASSES)
        .map(|class| {
            let (from, until) = (edge(class), edge(class + 1));
            // The first class takes all below it.
            let between = |law: &dyn Fn(f64) -> f64| rounded(n * (law(until) - if class == 0 { 0.0 } else { law(from) }));
            let pauses = seconds.iter().filter(|pause| (from..until).contains(*pause)).count() as u64;
            Row { account: "", said: String::new(), from, until, pauses, random: between(&random), lognormal: between(&lognormal) }
        })
        .collect();
    let there = |row: &Row<'_>| row.pauses > 0 || row.random >= 0.5 || row.lognormal >= 0.5;
    let (first, last) = (all.iter().position(there).unwrap_or(0), all.iter().rposition(there).unwrap_or(0));
    all.into_iter().skip(first).take(last + 1 - first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pause_is_in_one_class_and_the_laws_add_up() {
        let pauses: Vec<i64> = (1..=400).map(|at| at * at * 250).collect();
        let rows = classes(&pauses);
        assert_eq!(rows.iter().map(|row| row.pauses).sum::<u64>(), 400);
        for sum in [rows.iter().map(|row| row.random).sum::<f64>(), rows.iter().map(|row| row.lognormal).sum::<f64>()] {
            assert!((sum - 400.0).abs() < 4.0, "{sum}");
        }
        assert!(rows.windows(2).all(|pair| pair[0].until == pair[1].from));
    }

    #[test]
    fn a_metronome_is_one_bar_where_chance_has_many() {
        let rows = classes(&[900_000; 200]);
        let tall = rows.iter().filter(|row| row.pauses > 0).collect::<Vec<_>>();
        assert!(tall.len() == 1 && tall[0].from <= 900.0 && tall[0].until > 900.0);
        assert!(rows.iter().filter(|row| row.random > 1.0).count() > 4);
    }
}
