//! From measured accounts to findings.

use std::cmp::Reverse;

use lockstep_snapshot::Snapshot;

use super::measure::{Measured, PERIODS_S, every};
use super::pauses;
use super::{Entropy, Judged, Settings};
use crate::clocks::{MINUTE_MS, SECOND_MS, most_used};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, value};
use crate::groups::{column, verdicts_by_set};
use crate::numbers::{decades, quantile};
use crate::timelines::Timelines;

#[expect(clippy::too_many_arguments, reason = "all that was measured, once")]
pub(super) fn findings(
    settings: &Settings,
    snapshot: &Snapshot,
    timelines: &Timelines,
    accounts: &[u32],
    measured: &[Measured],
    judged: &[Judged],
    places: &[Entropy],
    passed: u64,
) -> Findings {
    let verdicts: Vec<Verdict> = judged.iter().map(|judged| judged.verdict).collect();
    let (order, schedules) = (order(measured, judged), schedules(settings, measured));
    let said = |row: usize| schedules[row].map_or_else(String::new, |at| format!(", {}", every(PERIODS_S[at])));
    Findings {
        values: values(settings, measured, judged, passed),
        tables: vec![
            verdicts_by_set(snapshot, accounts, &verdicts),
            table(snapshot, timelines, accounts, measured, judged, places, &order, &schedules),
            pauses::table(snapshot, accounts, measured, &verdicts, &order, &said),
        ],
        network: None,
        notes: notes(snapshot, measured),
    }
}

fn notes(snapshot: &Snapshot, measured: &[Measured]) -> Vec<String> {
    let mut notes = Vec::new();
    if snapshot.posts.kind.is_none() {
        notes.push("The source does not say which posts pass others on, so all posts count as the accounts' own.".to_owned());
    }
    let finest = snapshot.posts.resolution_ms;
    if finest > SECOND_MS {
        let read = measured.iter().filter(|account| account.from_ids).count();
        notes.push(if read > 0 {
            format!("Times are coarser than a second; those of {read} accounts were read out of the posts' ids, which tell the same minutes.")
        } else {
            "Times are coarser than a second, and the ids hold no times that agree with them: seconds are not tested.".to_owned()
        });
    }
    let dotted = measured.iter().filter(|account| account.resolution_ms > finest.max(MINUTE_MS)).count();
    if dotted > 0 {
        notes.push(format!(
            "All times of {dotted} accounts are whole hours or days, while others' are finer. Whether they were rounded or kept to the dot \
             cannot be told, so their minutes are not tested."
        ));
    }
    notes
}

fn values(settings: &Settings, measured: &[Measured], judged: &[Judged], passed: u64) -> Vec<Value> {
    let count = |wanted: Verdict| judged.iter().filter(|judged| judged.verdict == wanted).count() as u64;
    let by = |test: &str| judged.iter().filter(|judged| judged.by.contains(&test)).count() as u64;
    let (flagged, insufficient) = (count(Verdict::Flagged), count(Verdict::InsufficientData));
    let assessed = judged.len() as u64 - insufficient;
    let middle = |field: &dyn Fn(&Measured) -> Option<f64>| {
        let mut known: Vec<f64> = measured.iter().filter_map(field).collect();
        known.sort_unstable_by(f64::total_cmp);
        quantile(&known, 0.5).map_or_else(|| Number::Insufficient("no account had enough posts for this test".to_owned()), Number::Real)
    };
    let accounts = |name: &str, number: u64, of: Option<&str>, meaning: &str| value(name, Number::Count(number), Unit::Accounts, of, meaning);
    let tested = |field: fn(&Measured) -> bool| measured.iter().filter(|account| field(account)).count() as u64;
    let whole = Some("assessed");
    vec![
        accounts("accounts", judged.len() as u64, None, "Accounts with at least one post."),
        accounts("assessed", assessed, Some("accounts"), "Accounts that at least one test could be made of."),
        accounts("flagged", flagged, whole, "Accounts that a test finds and whose effect is large."),
        accounts("flagged_by_minutes", by("minutes"), Some("tested_minutes"), "Accounts flagged by the minutes of the hour."),
        accounts("flagged_by_seconds", by("seconds"), Some("tested_seconds"), "Accounts flagged by the seconds of the minute."),
        accounts("flagged_by_pauses", by("pauses"), Some("tested_pauses"), "Accounts flagged by the steadiness of their pauses."),
        accounts("tested_minutes", tested(|account| account.minute.is_some()), whole, "Accounts whose minutes were tested."),
        accounts("tested_seconds", tested(|account| account.second.is_some()), whole, "Accounts whose seconds were tested."),
        accounts("tested_pauses", tested(|account| account.rhythm.is_some()), whole, "Accounts whose pauses were tested."),
        accounts("passed", passed, whole, "Accounts that the tests find, whatever the size of the effect."),
        accounts("slight", passed.saturating_sub(flagged), Some("passed"), "Accounts found whose effect is too small to be flagged."),
        accounts("insufficient", insufficient, Some("accounts"), "Accounts with too few posts, or too coarse times, for any test."),
        value("false_discovery_rate", Number::Real(settings.false_discovery_rate), Unit::Share, None, "Share of the accounts found that may be so by chance, as set in the study."),
        value("expected_false", Number::Real(passed as f64 * settings.false_discovery_rate), Unit::Accounts, Some("passed"), "Accounts found that would be so by chance at that rate."),
        value("median_excess", middle(&|account| account.minute.map(|minute| minute.excess)), Unit::Share, None, "Median share of own posts at minutes that stand out, beyond chance."),
        value("median_regularity", middle(&|account| account.rhythm.map(|rhythm| rhythm.regularity)), Unit::Plain, None, "Median regularity of the pauses: 0 by chance, 1 for a metronome, below 0 for bursts."),
    ]
}

/// Flagged accounts first, then by p-value, then by posts.
fn order(measured: &[Measured], judged: &[Judged]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..measured.len()).collect();
    let key = |row: usize| (judged[row].verdict, measured[row].ln_p().unwrap_or(0.0));
    order.sort_by(|a, b| {
        let (first, second) = (key(*a), key(*b));
        first.0.cmp(&second.0).then(first.1.total_cmp(&second.1)).then(Reverse(measured[*a].posts).cmp(&Reverse(measured[*b].posts)))
    });
    order
}

/// The period that each account keeps to, by its place among all, where one stands out.
fn schedules(settings: &Settings, measured: &[Measured]) -> Vec<Option<usize>> {
    let assessed = measured.iter().filter(|account| account.tests() > 0).count();
    let ln_level = libm::log(settings.false_discovery_rate / (PERIODS_S.len() * assessed.max(1)) as f64);
    measured.iter().map(|account| account.schedule(ln_level, settings.least_excess)).collect()
}

#[expect(clippy::too_many_arguments, reason = "all that was measured, once")]
fn table(
    snapshot: &Snapshot,
    timelines: &Timelines,
    accounts: &[u32],
    measured: &[Measured],
    judged: &[Judged],
    places: &[Entropy],
    order: &[usize],
    schedules: &[Option<usize>],
) -> Table {
    let real = |unit, field: &dyn Fn(usize) -> Option<f64>| Cells::Real(unit, order.iter().map(|row| field(*row)).collect());
    let count = |field: &dyn Fn(usize) -> Option<u64>| Cells::Count(order.iter().map(|row| field(*row)).collect());
    let minute = |row: usize| measured[row].minute;
    let second = |row: usize| measured[row].second;
    let rhythm = |row: usize| measured[row].rhythm;
    let strength = |row: usize| schedules[row].and_then(|at| measured[row].periods[at]).map(|found| found.length);
    let named = |row: &usize| schedules[*row].map_or_else(String::new, |at| every(PERIODS_S[at]));
    let clients: Vec<Option<(&str, f64)>> =
        accounts.iter().zip(judged).map(|(account, judged)| {
            if judged.verdict == Verdict::InsufficientData { None } else { most_used(timelines.of(*account), &snapshot.posts) }
        }).collect();
    Table {
        name: "accounts".to_owned(),
        about: "One row an account: flagged ones first, then by p-value.".to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", Cells::Account(order.iter().map(|row| snapshot.accounts.get(accounts[*row]).to_owned()).collect())),
            column("verdict", "What the detector says", Cells::Verdict(order.iter().map(|row| judged[*row].verdict).collect())),
            column("flagged_by", "What is more regular than chance explains", Cells::Text(order.iter().map(|row| judged[*row].by.join(", ")).collect())),
            column("schedule", "Period that the own posts keep to, where one stands out", Cells::Text(order.iter().map(named).collect())),
            column("schedule_strength", "How closely they keep to it: 0 not at all, 1 to the instant", real(Unit::Plain, &strength)),
            column("q_decades", "−log₁₀ of the smallest false discovery rate at which the account is found", real(Unit::Plain, &|row| judged[row].ln_q.map(decades))),
            column("minute_excess", "Share of own posts at minutes that stand out, beyond chance", real(Unit::Share, &|row| minute(row).map(|face| face.excess))),
            column("minute_scatter", "Scatter of the minutes, in units of chance", real(Unit::Plain, &|row| minute(row).map(|face| face.dispersion()))),
            column("minute_decades", "−log₁₀ of the chance of minutes as uneven, or as even", real(Unit::Plain, &|row| minute(row).map(|face| decades(face.ln_p())))),
            column("second_excess", "Share of own posts at seconds that stand out, beyond chance", real(Unit::Share, &|row| second(row).map(|face| face.excess))),
            column("second_scatter", "Scatter of the seconds, in units of chance", real(Unit::Plain, &|row| second(row).map(|face| face.dispersion()))),
            column("second_decades", "−log₁₀ of the chance of seconds as uneven, or as even", real(Unit::Plain, &|row| second(row).map(|face| decades(face.ln_p())))),
            column("regularity", "Regularity of the pauses: 0 by chance, 1 for a metronome", real(Unit::Plain, &|row| rhythm(row).map(|found| found.regularity))),
            column("pause_decades", "−log₁₀ of the chance of pauses as steady", real(Unit::Plain, &|row| rhythm(row).map(|found| decades(found.ln_p)))),
            column("triples", "Triples of posts in the test of the pauses", count(&|row| rhythm(row).map(|found| found.triples))),
            column("burstiness", "Burstiness of the own posts' pauses, corrected for their number", real(Unit::Plain, &|row| measured[row].burstiness)),
            column("memory", "Correlation of neighbouring pauses", real(Unit::Plain, &|row| measured[row].memory)),
            column("entropy", "Corrected conditional entropy of the pauses, nats", real(Unit::Plain, &|row| places[row].value)),
            column("entropy_place", "Share of reference accounts, this one counted, with at most this entropy", real(Unit::Share, &|row| places[row].place)),
            column("entropy_references", "Reference accounts with as many pauses", count(&|row| places[row].value.map(|_| places[row].references))),
            column("own_posts", "Posts that the account did not pass on from others", count(&|row| Some(measured[row].own))),
            column("posts", "Collected posts", count(&|row| Some(measured[row].posts))),
            column("resolution", "Resolution of the account's own times, seconds", real(Unit::Seconds, &|row| Some(measured[row].resolution_ms as f64 / 1_000.0))),
            column("client", "Program that the platform names most often", Cells::Object(order.iter().map(|row| clients[*row].map_or_else(String::new, |(name, _)| name.to_owned())).collect())),
            column("client_share", "Posts by that program, of all", real(Unit::Share, &|row| clients[row].map(|(_, share)| share))),
        ],
    }
}
