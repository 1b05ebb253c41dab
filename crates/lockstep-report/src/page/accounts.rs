//! Cards of single accounts: everything that the steps say of one, put together on a second page.
//!
//! Only accounts that a step flags or puts into a group have a card, and where other settings of that step were tried, only those of the
//! core, which most of them put forward. A card adds nothing up: steps look at the same posts in different ways, so that three flags are not
//! three times the evidence.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_detect::{Cells, Findings, Table, TableColumn, Unit, Verdict, View};
use lockstep_runner::Run;
use serde::Serialize;
use tera::Context;

use super::{STYLE, policy, templates};
use crate::error::ReportError;
use crate::figure::{columns, palette};
use crate::number;
use crate::paths;
use crate::steps::{Told, followers};

/// Cards on the page. Accounts that fewer steps point to are left out first, and counted.
const MOST: usize = 500;
/// Measurements of a step that are shown.
const MEASURES: usize = 3;
/// Columns that have no more and less, or that say it themselves.
const UNRANKED: [&str; 3] = ["group", "community", "percentile"];
/// Ties of an account that are shown, the strongest first.
const TIES: usize = 3;

const OWN_STYLE: &str = include_str!("../../templates/accounts.css");

/// All cards of a run.
#[derive(Serialize)]
pub(crate) struct Cards {
    title: String,
    run: String,
    command: String,
    cards: Vec<Card>,
    /// Accounts that a step points to and that have no card, because there are too many.
    left_out: usize,
    /// Accounts that steps point to, but too few other settings of these steps.
    unsteady: usize,
    methods: Vec<MethodOf>,
}

/// What the main page says of the cards.
#[derive(Serialize)]
pub(crate) struct Link {
    file: &'static str,
    number: String,
}

impl Cards {
    pub(crate) fn link(&self) -> Link {
        Link { file: paths::ACCOUNTS, number: number::count(self.cards.len() as u64) }
    }
}

/// Ordinary reasons for the pattern that a step looks for.
#[derive(Serialize)]
struct MethodOf {
    anchor: String,
    title: &'static str,
    innocent: Vec<&'static str>,
}

#[derive(Serialize)]
struct Card {
    anchor: String,
    account: String,
    points: usize,
    said: Vec<Said>,
    /// Steps that had too little data on this account.
    abstained: Vec<&'static str>,
}

/// What one step says of one account.
#[derive(Serialize)]
struct Said {
    step: String,
    title: &'static str,
    anchor: String,
    method: String,
    verdict: &'static str,
    points: bool,
    /// Where it is told that too few other settings of the step point to the account.
    unsteady: Option<String>,
    measures: Vec<Measure>,
    ties: Vec<Tie>,
    ordinary: Option<String>,
}

#[derive(Serialize)]
struct Measure {
    what: String,
    number: String,
    place: Option<String>,
}

#[derive(Serialize)]
struct Tie {
    with: String,
    /// Its card, if it has one.
    anchor: Option<String>,
    weight: String,
}

/// A table with one row an account, ready to be asked about one.
struct Asked<'a> {
    told: &'a Told<'a>,
    rows: BTreeMap<&'a str, usize>,
    verdicts: Option<&'a [Verdict]>,
    groups: Option<&'a [Option<u64>]>,
    measures: Vec<Ranked>,
    /// Columns of words of ours, such as the schedule that an account keeps.
    words: Vec<(String, &'a [String])>,
    ordinary: Option<&'a [String]>,
    ties: BTreeMap<&'a str, Vec<(f64, &'a str)>>,
    /// Accounts that the step points to and too few other settings of it, and where that is told.
    unsteady: BTreeMap<&'a str, String>,
}

/// A column of measurements with all of them in order, to find a place among.
struct Ranked {
    what: String,
    unit: Unit,
    cells: Vec<Option<f64>>,
    counts: bool,
    sorted: Vec<f64>,
}

/// Gather the cards; none where no step points to an account.
pub(crate) fn gather(run: &Run, steps: &[Told<'_>]) -> Option<Cards> {
    let asked: Vec<Asked<'_>> = steps.iter().filter_map(|told| Asked::of(told, steps)).collect();
    let mut points: BTreeMap<&str, usize> = BTreeMap::new();
    for table in &asked {
        for (account, row) in &table.rows {
            if table.points_to(*row) {
                *points.entry(account).or_default() += usize::from(!table.unsteady.contains_key(account));
            }
        }
    }
    let pointed_to = points.len();
    points.retain(|_, points| *points > 0);
    let unsteady = pointed_to - points.len();
    let mut order: Vec<(&str, usize)> = points.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let left_out = order.len().saturating_sub(MOST);
    order.truncate(MOST);
    if order.is_empty() {
        return None;
    }
    let mut cards: Vec<Card> = order.iter().map(|(account, points)| card(account, *points, &asked)).collect();
    let known: BTreeSet<String> = cards.iter().map(|card| card.anchor.clone()).collect();
    for tie in cards.iter_mut().flat_map(|card| &mut card.said).flat_map(|said| &mut said.ties) {
        tie.anchor = tie.anchor.take().filter(|anchor| known.contains(anchor));
    }
    let mut methods: Vec<MethodOf> = Vec::new();
    for told in steps.iter().filter(|told| asked.iter().any(|asked| asked.told.card.id == told.card.id)) {
        let anchor = format!("reasons-{}", told.card.id);
        if methods.iter().all(|method| method.anchor != anchor) {
            methods.push(MethodOf { anchor, title: told.card.title, innocent: told.card.innocent.to_vec() });
        }
    }
    let command = format!("lockstep explain studies/{} STEP ACCOUNT", run.slug);
    Some(Cards { title: run.study.title.clone(), run: run.record.id().ok()?.short(), command, cards, left_out, unsteady, methods })
}

/// The page of the cards.
///
/// # Errors
/// When the template does not fit.
pub(crate) fn html(cards: &Cards) -> Result<String, ReportError> {
    let style = format!("{STYLE}{OWN_STYLE}\n{}", palette::style_rules());
    let mut context = Context::from_serialize(cards)?;
    context.insert("policy", &policy(&style, ""));
    context.insert("style", &style);
    context.insert("number", &number::count(cards.cards.len() as u64));
    Ok(templates()?.render("accounts.html", &context)?)
}

fn card(account: &str, points: usize, asked: &[Asked<'_>]) -> Card {
    let (mut said, mut abstained) = (Vec::new(), Vec::new());
    for table in asked {
        let Some(row) = table.rows.get(account).copied() else { continue };
        if table.verdicts.is_some_and(|verdicts| verdicts[row] == Verdict::InsufficientData) {
            abstained.push(table.told.card.title);
        } else {
            said.push(table.says(account, row));
        }
    }
    // What points to the account first; the order of the study among equals.
    said.sort_by_key(|said| !said.points);
    Card { anchor: anchor(account), account: account.to_owned(), points, said, abstained }
}

impl<'a> Asked<'a> {
    fn of(told: &'a Told<'a>, steps: &'a [Told<'a>]) -> Option<Self> {
        let findings = told.found.as_ref()?.findings;
        let table = findings.tables.iter().find(|table| {
            let of_accounts = matches!(table.columns.first().map(|column| &column.cells), Some(Cells::Account(_)));
            of_accounts && table.key == 1 && table.name == "accounts"
        })?;
        let Cells::Account(accounts) = &table.columns[0].cells else { return None };
        let verdicts = table.verdicts();
        let groups = table.column("group").and_then(|cells| if let Cells::Count(cells) = cells { Some(cells.as_slice()) } else { None });
        let ordinary = table
            .column("ordinary_explanation")
            .and_then(|cells| if let Cells::Text(cells) = cells { Some(cells.as_slice()) } else { None });
        let mut rows = BTreeMap::new();
        for (row, account) in accounts.iter().enumerate() {
            rows.entry(account.as_str()).or_insert(row);
        }
        Some(Self {
            told,
            rows,
            verdicts,
            groups,
            measures: measures(told, table, verdicts),
            words: words(table),
            ordinary,
            ties: if groups.is_some() { ties(findings) } else { BTreeMap::new() },
            unsteady: followers(steps, &told.record.step).flat_map(outside_core).collect(),
        })
    }

    /// Whether the step flags the account or puts it into a group.
    fn points_to(&self, row: usize) -> bool {
        self.verdicts.is_some_and(|verdicts| verdicts[row] == Verdict::Flagged) || self.groups.is_some_and(|groups| groups[row].is_some())
    }

    fn words(&self, row: usize) -> impl Iterator<Item = Measure> {
        let told = self.words.iter().filter(move |(_, cells)| !cells[row].is_empty());
        told.map(move |(what, cells)| Measure { what: what.clone(), number: cells[row].clone(), place: None })
    }

    fn says(&self, account: &str, row: usize) -> Said {
        let (card, step) = (self.told.card, &self.told.record.step);
        let verdict = match (self.verdicts, self.groups) {
            (Some(verdicts), _) => verdicts[row].words(),
            (None, Some(_)) if self.points_to(row) => "linked to others",
            (None, Some(_)) => "not linked",
            (None, None) => "measured",
        };
        let tie =
            |(weight, with): &(f64, &str)| Tie { with: (*with).to_owned(), anchor: Some(anchor(with)), weight: number::real(*weight) };
        Said {
            step: step.clone(),
            title: card.title,
            anchor: format!("{}#{}", paths::PAGE, paths::step_anchor(step)),
            method: format!("reasons-{}", card.id),
            verdict,
            points: self.points_to(row) && !self.unsteady.contains_key(account),
            unsteady: self.unsteady.get(account).cloned(),
            measures: self.words(row).chain(self.measures.iter().filter_map(|ranked| ranked.at(row))).collect(),
            ties: self.ties.get(account).map(|ties| ties.iter().take(TIES).map(tie).collect()).unwrap_or_default(),
            ordinary: self.ordinary.map(|cells| cells[row].clone()).filter(|text| !text.is_empty()),
        }
    }
}

/// Accounts that the settings of a step put forward and too few others, where the step tries others; and where that is told.
fn outside_core<'a>(told: &'a Told<'a>) -> impl Iterator<Item = (&'a str, String)> {
    let table = told.found.as_ref().and_then(|found| found.findings.table("accounts"));
    let columns = table.and_then(|table| Some((table.column("account")?, table.column("core")?)));
    let (accounts, core) = match columns {
        Some((Cells::Account(accounts), Cells::Text(core))) => (accounts.as_slice(), core.as_slice()),
        _ => (&[][..], &[][..]),
    };
    let outside = accounts.iter().zip(core).filter(|(_, core)| *core == "no");
    outside.map(|(account, _)| (account.as_str(), format!("{}#{}", paths::PAGE, paths::step_anchor(&told.record.step))))
}

/// Columns of words.
fn words(table: &Table) -> Vec<(String, &[String])> {
    let columns = table.columns.iter().filter(|column| column.name != "ordinary_explanation");
    let words = columns.filter_map(|column| match &column.cells {
        Cells::Text(cells) => Some((column.name.replace('_', " "), cells.as_slice())),
        _ => None,
    });
    words.collect()
}

/// What to show of a table: what its figure shows, or else its first numbers.
fn measures(told: &Told<'_>, table: &Table, verdicts: Option<&[Verdict]>) -> Vec<Ranked> {
    let mut wanted: Vec<&str> = Vec::new();
    for view in told.card.views {
        if let View::Scatter { table: of, x, y, .. } = view
            && *of == table.name
        {
            wanted.extend([y.column, x.column]);
        }
    }
    let numbers = table.columns.iter().filter(|column| matches!(column.cells, Cells::Count(_) | Cells::Real(..)));
    wanted.extend(numbers.map(|column| column.name.as_str()));
    let mut seen: Vec<&str> = Vec::new();
    wanted.retain(|name| {
        let fresh = !UNRANKED.contains(name) && !seen.contains(name);
        seen.push(name);
        fresh
    });
    let chosen = wanted.into_iter().filter_map(|name| table.columns.iter().find(|column| column.name == name));
    chosen.filter_map(|column| Ranked::of(table, column, verdicts)).take(MEASURES).collect()
}

impl Ranked {
    fn of(table: &Table, column: &TableColumn, verdicts: Option<&[Verdict]>) -> Option<Self> {
        let (unit, counts) = match &column.cells {
            Cells::Count(_) => (Unit::Plain, true),
            Cells::Real(unit, _) => (*unit, false),
            _ => return None,
        };
        let cells = columns::numbers(table, &column.name).ok()?;
        let assessed = |row: usize| verdicts.is_none_or(|verdicts| verdicts[row] != Verdict::InsufficientData);
        let mut sorted: Vec<f64> = cells.iter().enumerate().filter(|(row, _)| assessed(*row)).filter_map(|(_, cell)| *cell).collect();
        sorted.sort_by(f64::total_cmp);
        Some(Self { what: column.name.replace('_', " "), unit, cells, counts, sorted })
    }

    fn at(&self, row: usize) -> Option<Measure> {
        let value = self.cells[row]?;
        let noun = number::noun(self.unit).1;
        let number = if self.counts { number::real(value) } else { number::measured(value, self.unit) };
        let number = if self.unit == Unit::Share || self.counts || noun.is_empty() { number } else { format!("{number} {noun}") };
        Some(Measure { what: self.what.clone(), number, place: place(&self.sorted, value) })
    }
}

/// Where a number lies among others in ascending order, in words; none where there are too few to have a place among.
fn place(sorted: &[f64], value: f64) -> Option<String> {
    const FEW: usize = 20;
    if sorted.len() < FEW {
        return None;
    }
    let below = sorted.partition_point(|other| *other < value);
    let above = sorted.len() - sorted.partition_point(|other| *other <= value);
    if 2 * (below + above) < sorted.len() {
        return Some(format!("as most of {} accounts", number::count(sorted.len() as u64)));
    }
    let (direction, part) = if below >= above { ("more", below) } else { ("less", above) };
    #[expect(clippy::cast_precision_loss, reason = "counts of accounts")]
    let share = number::share(part as f64 / sorted.len() as f64);
    Some(format!("{direction} than {share} of {} accounts", number::count(sorted.len() as u64)))
}

/// The ties of each account, the strongest first, then by name.
fn ties(findings: &Findings) -> BTreeMap<&str, Vec<(f64, &str)>> {
    let mut ties: BTreeMap<&str, Vec<(f64, &str)>> = BTreeMap::new();
    let Some(edges) = findings.network.as_ref().and_then(|network| findings.table(&network.edges)) else { return ties };
    let (Some(Cells::Account(sources)), Some(Cells::Account(targets))) = (edges.column("source"), edges.column("target")) else {
        return ties;
    };
    let Ok(weights) = columns::numbers(edges, "weight") else { return ties };
    for (row, (source, target)) in sources.iter().zip(targets).enumerate() {
        let Some(weight) = weights[row] else { continue };
        ties.entry(source).or_default().push((weight, target));
        ties.entry(target).or_default().push((weight, source));
    }
    ties.values_mut().for_each(|list| list.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1))));
    ties
}

/// The element of a card: letters of any script as their bytes, so that no name can break out of an address.
fn anchor(account: &str) -> String {
    let mut out = String::from("account-");
    for byte in account.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("~{byte:02x}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_from_the_nearer_end_and_not_among_few() {
        let hundred: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(place(&hundred, 97.0).as_deref(), Some("more than 97.0\u{202f}% of 100 accounts"));
        assert_eq!(place(&hundred, 3.0).as_deref(), Some("less than 96.0\u{202f}% of 100 accounts"));
        assert_eq!(place(&hundred[..19], 3.0), None);
        let nearly_all_the_same = [&[0.0; 97][..], &[1.0, 2.0, 3.0]].concat();
        assert_eq!(place(&nearly_all_the_same, 0.0).as_deref(), Some("as most of 100 accounts"));
    }

    #[test]
    fn no_name_breaks_out_of_an_address() {
        assert_eq!(anchor("ann_1"), "account-ann_1");
        assert_eq!(anchor("a\"b ~"), "account-a~22b~20~7e");
        assert_ne!(anchor("é"), anchor("e"));
    }
}
