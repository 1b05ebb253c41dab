//! From measured accounts to findings.

use lockstep_snapshot::{Kind, Snapshot};
use lockstep_statistics::{Interval, NormalPart};

use super::measure::{Account, Cut, Measured, Regime, Stratum};
use super::{Judged, Settings};
use crate::clocks::month_name;
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, value};
use crate::groups::{column, verdicts_by_set};
use crate::numbers::{decades, quantile};

const KINDS: [Kind; 4] = [Kind::Original, Kind::Retweet, Kind::Quote, Kind::Reply];

/// The kinds of pause and the regimes of an account that was assessed.
type Described = Option<(Vec<NormalPart>, Vec<Regime>)>;

pub(super) fn findings(
    settings: &Settings,
    snapshot: &Snapshot,
    accounts: &[u32],
    measured: &[Option<Account>],
    judged: &[Judged],
    described: &[Described],
    passed: u64,
) -> Findings {
    let verdicts: Vec<Verdict> = judged.iter().map(|judged| judged.verdict).collect();
    let mut order: Vec<usize> = (0..accounts.len()).collect();
    let share = |row: usize| measured[row].as_ref().map_or(-1.0, |account| account.whole.share.estimate);
    order.sort_by(|a, b| verdicts[*a].cmp(&verdicts[*b]).then(share(*b).total_cmp(&share(*a))));
    let mut notes = Vec::new();
    if snapshot.posts.kind.is_none() {
        notes.push("The source does not say which posts pass others on, so all posts count as the accounts' own.".to_owned());
    }
    let rows = Rows { snapshot, accounts, measured, judged, described, order: &order };
    Findings {
        values: values(settings, measured, &verdicts, judged, passed),
        tables: vec![verdicts_by_set(snapshot, accounts, &verdicts), rows.accounts(), rows.strata(), rows.regimes()],
        network: None,
        notes,
    }
}

fn values(settings: &Settings, measured: &[Option<Account>], verdicts: &[Verdict], judged: &[Judged], passed: u64) -> Vec<Value> {
    let count = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count() as u64;
    let by = |wanted: &dyn Fn(&&str) -> bool| judged.iter().filter(|judged| judged.by.iter().any(wanted)).count() as u64;
    let shares = || measured.iter().flatten().map(|account| account.whole.share);
    let mut sorted: Vec<f64> = shares().map(|share| share.estimate).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let median = quantile(&sorted, 0.5).map_or_else(|| Number::Insufficient("no account had enough own posts".to_owned()), Number::Real);
    let accounts = |name: &str, number: u64, of: Option<&str>, meaning: &str| value(name, Number::Count(number), Unit::Accounts, of, meaning);
    let tests: usize = measured.iter().flatten().map(|account| account.ln_p().count()).sum();
    let whole = Some("assessed");
    vec![
        accounts("accounts", verdicts.len() as u64, None, "Accounts with at least one post."),
        accounts("assessed", sorted.len() as u64, Some("accounts"), "Accounts with enough own posts."),
        accounts("flagged", count(Verdict::Flagged), whole, "Accounts consistent with mixed control."),
        accounts("by_share", by(&|by| *by == "share"), whole, "Accounts whose share lies wholly between the lines."),
        accounts("by_parts", by(&|by| *by != "share"), whole, "Accounts of which one part keeps to a clock and another does not."),
        accounts("none", shares().filter(|share| share.high < settings.least).count() as u64, whole, "Accounts whose share lies wholly below the lower line."),
        accounts("nearly_all", shares().filter(|share| share.low >= settings.most).count() as u64, whole, "Accounts whose share lies wholly above the upper line."),
        accounts("insufficient", count(Verdict::InsufficientData), Some("accounts"), "Accounts with too few own posts, or too coarse times."),
        value("median_share", median, Unit::Share, None, "Median share of an assessed account's own posts that keeps to a clock."),
        value("least", Number::Real(settings.least), Unit::Share, None, "The lower line, as set in the study."),
        value("most", Number::Real(settings.most), Unit::Share, None, "The upper line, as set in the study."),
        value("tests", Number::Count(tests as u64), Unit::Plain, None, "Tests made, of accounts and of their parts."),
        value("passed", Number::Count(passed), Unit::Plain, Some("tests"), "Accounts and parts whose minutes pass the test."),
        value("expected_false", Number::Real(passed as f64 * settings.false_discovery_rate), Unit::Plain, Some("passed"), "Of these, expected to pass by chance."),
        value("false_discovery_rate", Number::Real(settings.false_discovery_rate), Unit::Share, None, "Share of what passes that may be so by chance, as set in the study."),
    ]
}

/// All that the tables are made of, in the order in which to read it.
struct Rows<'a> {
    snapshot: &'a Snapshot,
    accounts: &'a [u32],
    measured: &'a [Option<Account>],
    judged: &'a [Judged],
    described: &'a [Described],
    order: &'a [usize],
}

impl Rows<'_> {
    fn id(&self, row: usize) -> String {
        self.snapshot.accounts.get(self.accounts[row]).to_owned()
    }

    fn accounts(&self) -> Table {
        let rows = self.order;
        let share = |field: fn(&Interval) -> f64| {
            Cells::Real(Unit::Share, rows.iter().map(|row| self.measured[*row].as_ref().map(|account| field(&account.whole.share))).collect())
        };
        let part = |place: usize, unit, field: fn(&NormalPart) -> f64| {
            let of = |row: &usize| self.described[*row].as_ref().and_then(|(parts, _)| parts.get(place)).map(field);
            Cells::Real(unit, rows.iter().map(of).collect())
        };
        let count = |field: &dyn Fn(usize) -> Option<u64>| Cells::Count(rows.iter().map(|row| field(*row)).collect());
        let described = |row: usize| self.described[row].as_ref();
        let mut columns = vec![
            column("account", "Account", Cells::Account(rows.iter().map(|row| self.id(*row)).collect())),
            column("verdict", "What the detector says", Cells::Verdict(rows.iter().map(|row| self.judged[*row].verdict).collect())),
            column("mixed_by", "The share, or the cut whose parts differ", Cells::Text(rows.iter().map(|row| self.judged[*row].by.join(", ")).collect())),
            column("share", "Share of own posts that keeps to a clock; a lower bound of what is scheduled", share(|share| share.estimate)),
            column("share_low", "Lower end of its interval", share(|share| share.low)),
            column("share_high", "Upper end of its interval", share(|share| share.high)),
            column("decades", "−log₁₀ of the chance of minutes as uneven", in_decades(rows.iter().map(|row| self.measured[*row].as_ref().map(|account| &account.whole)))),
            column("own_posts", "Posts that the account did not pass on from others", count(&|row| self.measured[row].as_ref().map(|account| account.whole.posts))),
            column("regimes", "Stretches of months with a share of their own; none where no test passes", count(&|row| described(row).map(|found| found.1.len() as u64))),
            column("pause_kinds", "Kinds of pause, one to three", count(&|row| described(row).map(|found| found.0.len() as u64))),
        ];
        for (place, name) in ["short", "middle", "long"].into_iter().enumerate() {
            columns.push(column(&format!("{name}_pause"), "Geometric mean of a kind of pause, seconds, shortest first", part(place, Unit::Seconds, |part| libm::exp(part.mean))));
            columns.push(column(&format!("{name}_weight"), "Share of the pauses of that kind", part(place, Unit::Share, |part| part.weight)));
        }
        Table {
            name: "accounts".to_owned(),
            about: "One row an account: flagged ones first, then by share.".to_owned(),
            key: 1,
            columns,
        }
    }

    fn strata(&self) -> Table {
        let parts: Vec<(usize, &Stratum)> = self
            .order
            .iter()
            .filter(|row| self.judged[**row].passed)
            .flat_map(|row| self.measured[*row].iter().flat_map(|account| &account.strata).map(|stratum| (*row, stratum)))
            .collect();
        let share = |field: fn(&Interval) -> f64| Cells::Real(Unit::Share, parts.iter().map(|(_, part)| Some(field(&part.measured.share))).collect());
        let name = |part: &Stratum| match part.cut {
            Cut::Client => self.snapshot.posts.client.as_ref().map_or_else(String::new, |clients| clients.names.get(part.key as u32).to_owned()),
            Cut::Kind => KINDS.iter().find(|kind| **kind as u64 == part.key).map_or("", |kind| kind.name()).to_owned(),
            Cut::Month => month_name(part.key),
        };
        Table {
            name: "strata".to_owned(),
            about: "One row a part with enough posts of an account that passes a test, in all or in part; by account, then cut and name.".to_owned(),
            key: 3,
            columns: vec![
                column("account", "Account", Cells::Account(parts.iter().map(|(row, _)| self.id(*row)).collect())),
                column("cut", "How the account is cut", Cells::Text(parts.iter().map(|(_, part)| part.cut.name().to_owned()).collect())),
                column("part", "The part; programs are quoted as the platform names them", Cells::Object(parts.iter().map(|(_, part)| name(part)).collect())),
                column("posts", "Posts of the part", Cells::Count(parts.iter().map(|(_, part)| Some(part.measured.posts)).collect())),
                column("share", "Share of them that keeps to a clock", share(|share| share.estimate)),
                column("share_low", "Lower end of its interval, for all parts of the cut at once", share(|share| share.low)),
                column("share_high", "Upper end of its interval", share(|share| share.high)),
                column("decades", "−log₁₀ of the chance of minutes as uneven", in_decades(parts.iter().map(|(_, part)| Some(&part.measured)))),
            ],
        }
    }

    fn regimes(&self) -> Table {
        let found = |row: &usize| self.described[*row].iter().flat_map(|found| &found.1).map(|regime| (*row, regime)).collect::<Vec<_>>();
        let several = |row: &&usize| self.described[**row].as_ref().is_some_and(|found| found.1.len() > 1);
        let regimes: Vec<(usize, &Regime)> = self.order.iter().filter(several).flat_map(found).collect();
        let share = |field: fn(&Interval) -> f64| Cells::Real(Unit::Share, regimes.iter().map(|(_, regime)| Some(field(&regime.share))).collect());
        let time = |field: fn(&Regime) -> i64| Cells::Time(regimes.iter().map(|(_, regime)| Some(field(regime))).collect());
        Table {
            name: "regimes".to_owned(),
            about: "One row a stretch of months of an account whose share changes; by account and time.".to_owned(),
            key: 2,
            columns: vec![
                column("account", "Account", Cells::Account(regimes.iter().map(|(row, _)| self.id(*row)).collect())),
                column("first", "First own post of the stretch", time(|regime| regime.first)),
                column("last", "Last own post of the stretch", time(|regime| regime.last)),
                column("posts", "Own posts in it", Cells::Count(regimes.iter().map(|(_, regime)| Some(regime.posts)).collect())),
                column("share", "Share of them that keeps to the account's peak minutes", share(|share| share.estimate)),
                column("share_low", "Lower end of its interval", share(|share| share.low)),
                column("share_high", "Upper end of its interval", share(|share| share.high)),
            ],
        }
    }
}

fn in_decades<'a>(measured: impl Iterator<Item = Option<&'a Measured>>) -> Cells {
    Cells::Real(Unit::Plain, measured.map(|measured| measured?.ln_p.map(decades)).collect())
}
