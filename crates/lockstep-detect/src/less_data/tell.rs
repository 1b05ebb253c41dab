//! From what each way of leaving out posts gives to findings.

use std::collections::{BTreeMap, BTreeSet};

use super::{Left, Without};
use crate::compare::Compared;
use crate::derived::accounts_of;
use crate::detector::Unfit;
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, count, value};
use crate::groups::column;
use crate::numbers::{quantile, share};

/// What one way of leaving out posts gives.
struct Row<'a> {
    left: Left,
    posts: Option<u64>,
    /// Accounts put forward, those of them that all posts put forward as well, and the others.
    accounts: Option<(u64, u64, u64)>,
    agreement: Option<f64>,
    unfit: Option<&'a Unfit>,
}

impl Row<'_> {
    fn kept(&self) -> Option<u64> {
        self.accounts.map(|(_, kept, _)| kept)
    }
}

/// The findings of all ways, given those of each; the first has all posts.
///
/// # Errors
/// When all posts give no answer: there is nothing to compare with.
pub(super) fn findings(of: &str, ways: &[Left], found: &[Result<Findings, Unfit>]) -> Result<Findings, Unfit> {
    if let Some(Err(unfit)) = found.first() {
        return Err(unfit.clone());
    }
    let compared = Compared::new(found.iter().map(|found| found.as_ref().ok().and_then(accounts_of)).collect());
    let own = compared.own().map_or(0, BTreeSet::len) as u64;
    let overlaps = compared.overlaps();
    let rows: Vec<Row<'_>> = ways
        .iter()
        .enumerate()
        .map(|(at, left)| Row {
            left: *left,
            posts: found[at].as_ref().ok().and_then(posts_of),
            accounts: overlaps[at].zip(compared.sets[at].as_ref()).map(|(overlap, set)| {
                let accounts = set.len() as u64;
                (accounts, overlap.both, accounts - overlap.both)
            }),
            agreement: overlaps[at].map(|overlap| overlap.similarity()),
            unfit: found[at].as_ref().err(),
        })
        .collect();
    Ok(Findings {
        values: values(&rows, own),
        tables: vec![variants(&rows, own), accounts(&compared)],
        network: None,
        notes: notes(of, &rows),
    })
}

fn posts_of(found: &Findings) -> Option<u64> {
    match found.value("posts")?.number {
        Number::Count(posts) => Some(posts),
        _ => None,
    }
}

fn values(rows: &[Row<'_>], own: u64) -> Vec<Value> {
    let shares: Vec<f64> = rows.iter().filter_map(|row| if let Left::Share { keep, .. } = row.left { Some(keep) } else { None }).collect();
    let of_share = |keep: f64| -> Vec<f64> {
        let its = rows.iter().filter(|row| matches!(row.left, Left::Share { keep: its, .. } if its == keep));
        let mut kept: Vec<f64> = its.filter_map(Row::kept).map(|kept| kept as f64).collect();
        kept.sort_by(f64::total_cmp);
        kept
    };
    let without: Vec<u64> = rows.iter().filter(|row| matches!(row.left, Left::Without(_))).filter_map(Row::kept).collect();
    let none = |why: &str| Number::Insufficient(why.to_owned());
    let at = |keep: Option<&f64>, q: f64| match keep.map(|keep| quantile(&of_share(*keep), q)) {
        None => none("no share of the posts was asked for"),
        Some(None) => none("so few posts give no answer"),
        Some(Some(kept)) => Number::Real(kept),
    };
    let number = |share: Option<&f64>| share.map_or_else(|| none("no share of the posts was asked for"), |share| Number::Real(*share));
    let kept = |name, number, meaning| value(name, number, Unit::Accounts, Some("own_accounts"), meaning);
    let newly = rows.iter().filter_map(|row| row.accounts).map(|(_, _, new)| new).max().unwrap_or_default();
    let answered = rows.iter().skip(1).filter(|row| row.accounts.is_some()).count() as u64;
    vec![
        count("own_accounts", own, Unit::Accounts, None, "Accounts that the step puts forward with all posts."),
        count("posts", rows[0].posts.unwrap_or_default(), Unit::Posts, None, "Posts of the collection."),
        count("ways", rows.len() as u64 - 1, Unit::Plain, None, "Ways of leaving out posts that were tried."),
        count("answered", answered, Unit::Plain, Some("ways"), "Of these, those that give an answer."),
        value("larger_share", number(shares.first()), Unit::Share, None, "The largest share of the posts that was kept at random."),
        kept("kept_at_larger", at(shares.first(), 0.5), "Of the accounts, those still put forward then, median over the draws."),
        kept("least_at_larger", at(shares.first(), 0.0), "The same, the least over the draws."),
        value("smaller_share", number(shares.last()), Unit::Share, None, "The smallest share of the posts that was kept at random."),
        kept("kept_at_smaller", at(shares.last(), 0.5), "Of the accounts, those still put forward then, median over the draws."),
        kept("least_at_smaller", at(shares.last(), 0.0), "The same, the least over the draws."),
        count("left_out", without.len() as u64, Unit::Plain, None, "Single things whose posts were left out, such as the busiest account."),
        kept(
            "kept_without_one",
            without.iter().min().map_or_else(|| none("no single thing was left out"), |kept| Number::Count(*kept)),
            "Of the accounts, those still put forward without the thing that costs most.",
        ),
        count("most_new", newly, Unit::Accounts, None, "Most accounts that are put forward on less data and not on all of it."),
    ]
}

/// What is left, in words. Draws are counted from one.
fn words(left: Left) -> String {
    match left {
        Left::All => "all posts".to_owned(),
        Left::Share { keep, draw } => format!("{} of the posts, draw {}", percent(keep), draw + 1),
        Left::Without(without) => format!("without {}", without.words()),
    }
}

/// The same, short and without the number of the draw, so that draws of one share stand together.
fn kind(left: Left) -> String {
    match left {
        Left::All => words(left),
        Left::Share { keep, .. } => format!("{} of the posts", percent(keep)),
        Left::Without(without) => without.short().to_owned(),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 1_000.0).round() / 10.0)
}

/// One row a way of leaving out posts.
fn variants(rows: &[Row<'_>], own: u64) -> Table {
    let texts = |text: &dyn Fn(&Row<'_>) -> String| Cells::Text(rows.iter().map(text).collect());
    let counts = |number: &dyn Fn(&Row<'_>) -> Option<u64>| Cells::Count(rows.iter().map(number).collect());
    let reals = |number: &dyn Fn(&Row<'_>) -> Option<f64>| Cells::Real(Unit::Share, rows.iter().map(number).collect());
    let all = rows[0].posts.unwrap_or_default();
    let columns = vec![
        column("variant", "What is left", texts(&|row| words(row.left))),
        column("left", "The same, short and without the number of the draw", texts(&|row| kind(row.left))),
        column("posts", "Posts that are left", counts(&|row| row.posts)),
        column("share_of_posts", "The same, of all posts", reals(&|row| share(row.posts?, all))),
        column("accounts", "Accounts put forward; nothing where there is no answer", counts(&|row| row.accounts.map(|(all, ..)| all))),
        column("kept", "Of the accounts put forward with all posts, those still put forward", counts(&|row| row.kept())),
        column("kept_share", "The same as a share", reals(&|row| share(row.kept()?, own))),
        column("new", "Accounts put forward that are not with all posts", counts(&|row| row.accounts.map(|(_, _, new)| new))),
        column("agreement", "Accounts of both this result and that with all posts, by accounts of either", reals(&|row| row.agreement)),
        column("own", "Whether these are all posts", texts(&|row| if row.left == Left::All { "yes" } else { "no" }.to_owned())),
        column(
            "no_answer",
            "Why there is no answer; empty where there is one",
            texts(&|row| row.unfit.map_or_else(String::new, |unfit| unfit.reason.clone())),
        ),
    ];
    let about =
        "One row a way of leaving out posts: all posts first, then shares drawn at random from the largest, then single things.".to_owned();
    Table { name: "variants".to_owned(), about, key: 1, columns }
}

/// One row an account that all posts put forward. Whoever only less data puts forward is counted, and not listed.
fn accounts(compared: &Compared<'_>) -> Table {
    // All posts put each of them forward, which says nothing.
    let ways = compared.answered().saturating_sub(1);
    let own = |account: &str| compared.own().is_some_and(|own| own.contains(account));
    let mut order: Vec<(&str, u64)> = compared.most_often_first().into_iter().filter(|(account, _)| own(account)).collect();
    order.iter_mut().for_each(|(_, times)| *times -= 1);
    let columns = vec![
        column("account", "Account", Cells::Account(order.iter().map(|(account, _)| (*account).to_owned()).collect())),
        column(
            "ways",
            "Ways of leaving out posts with which it is put forward",
            Cells::Count(order.iter().map(|(_, times)| Some(*times)).collect()),
        ),
        column(
            "share",
            "The same, of the ways that give an answer",
            Cells::Real(Unit::Share, order.iter().map(|(_, times)| share(*times, ways)).collect()),
        ),
    ];
    let about = "One row an account that the step puts forward with all posts: those first that most ways of leaving out posts leave \
                 standing. Accounts that only less data put forward are counted among the numbers and named nowhere.";
    Table { name: "accounts".to_owned(), about: about.to_owned(), key: 1, columns }
}

/// What was left out, and which ways gave no answer.
fn notes(of: &str, rows: &[Row<'_>]) -> Vec<String> {
    let mut kinds: Vec<(String, Vec<u64>)> = Vec::new();
    for row in rows.iter().skip(1) {
        let kind = if let Left::Without(_) = row.left { words(row.left) } else { kind(row.left) };
        if kinds.last().is_none_or(|(last, _)| *last != kind) {
            kinds.push((kind, Vec::new()));
        }
        kinds.last_mut().expect("one was just put there").1.extend(row.kept());
    }
    let tried = kinds.iter().map(|(kind, kept)| match (kept.iter().min(), kept.iter().max()) {
        (Some(least), Some(most)) if least == most => format!("{kind}: {least}"),
        (Some(least), Some(most)) => format!("{kind}: {least} to {most}"),
        _ => format!("{kind}: no answer"),
    });
    let tried: Vec<String> = tried.collect();
    let mut notes = vec![format!("Still put forward with {}.", tried.join("; ")), format!("All settings are those of the step `{of}`.")];
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in rows {
        if let Some(unfit) = row.unfit {
            reasons.entry(unfit.reason.as_str()).or_default().push(words(row.left));
        }
    }
    notes.extend(reasons.into_iter().map(|(reason, ways)| format!("No answer ({}): {reason}.", ways.join("; "))));
    if rows.iter().any(|row| matches!(row.left, Left::Without(Without::BusiestAccount))) {
        notes.push("Which account, day or object was left out is not named here: the data say it.".to_owned());
    }
    notes
}
