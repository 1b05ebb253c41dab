//! D6: what handles are made of. Described, never counted as evidence.

use std::collections::BTreeMap;

use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{ByChance, Card, Headline, Part};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, count, value};
use crate::groups::{Group, column, groups};
use crate::numbers::share;
use crate::profiles::{last, observed};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamePattern;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Accounts of a set that must share a pattern for it to be listed.
    ///
    /// Default: ours; publication rules of statistical offices hide cells below five for the same reason.
    #[schemars(range(min = 2, max = 1_000_000))]
    minimum_accounts: u32,
    /// Most patterns listed for a set.
    ///
    /// Default: ours, enough to see what is common and few enough to read.
    #[schemars(range(min = 1, max = 10_000))]
    patterns: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { minimum_accounts: 5, patterns: 20 }
    }
}

/// Digits that the platform's own suggestions end in.
const SUGGESTED: usize = 8;
/// Numbers of digits at the end of a handle that are told apart: fewest and most of each class, and what it is called.
const TAILS: [(usize, usize, &str); 8] = [
    (0, 0, "none"),
    (1, 1, "1"),
    (2, 2, "2"),
    (3, 3, "3"),
    (4, 4, "4"),
    (5, 7, "5 to 7"),
    (SUGGESTED, SUGGESTED, "8"),
    (SUGGESTED + 1, usize::MAX, "9 and more"),
];

impl Detector for NamePattern {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "name_pattern",
        version: 1,
        title: "Patterns of handles",
        question: "What are the handles of a set made of, and is that usual in this collection?",
        method: "Each handle becomes a pattern: a run of capitals is A, a run of small letters a, a run of other letters x, each digit 9, an \
                 underscore itself, anything else o. Patterns that several accounts of a set share, and the number of digits at the end, are \
                 shown beside their shares among the accounts in no studied set. Nothing is flagged, and nothing here counts towards any other \
                 result: a first name and eight digits is what the platform itself proposes to newcomers who do not choose.",
        formula: &[
            "pattern of Anna_Lee12 = Aa_Aa99",
            "expected = accounts of the set * (reference accounts with the pattern + 1) / (reference accounts + 1)",
        ],
        minimum_data: "One known handle.",
        slower: None,
        assumptions: &["The last handle seen is taken for each account."],
        limits: &[
            "Few handles share a pattern by design; most do because names are built alike.",
            "A reference of other languages or another time has other handles.",
        ],
        innocent: &[
            "Platforms propose a name followed by eight digits to everybody who does not choose.",
            "People put years of birth, jersey numbers and postal codes in their handles.",
            "Members of a club or supporters of a cause name themselves alike, openly.",
        ],
        line: None,
        baseline: "Of {reference account} in no studied set, {reference_eight} have a handle that ends in eight digits.",
        chance: "Not estimated, and of no use: names are built by custom, not by chance. Weight in all other results: none.",
        part: Part::Signal,
        techniques: &[],
        references: &["D. Beskow and K. Carley, Its all in a name: detecting and labeling bots by their name, 2018, on random strings as names."],
        validation: "Patterns and tails are tested on worked examples.",
        headline: Headline {
            count: "named",
            found: "{eight} of {named account} have a handle that ends in exactly eight digits. Handles are described here and are no evidence.",
            nothing: "No account has a known handle.",
            by_chance: ByChance::NoMatter,
        },
        measure: None,
        family: None,
        views: &[],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        Vec::new()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        let column = snapshot.observations.handle.as_ref();
        let handles: BTreeMap<u32, Name> =
            observed(snapshot).into_iter().filter_map(|account| last(snapshot, column, account).map(|handle| (account, Name::of(handle)))).collect();
        if handles.is_empty() {
            return Err(Unfit { reason: "no account has a known handle".to_owned(), remedy: "observations with `handle` would do".to_owned() });
        }
        let named: Vec<u32> = handles.keys().copied().collect();
        let groups = groups(snapshot, &named);
        let studied = |account: u32| groups.iter().any(|group| group.role == "studied" && group.members.binary_search(&account).is_ok());
        let reference: Vec<&Name> = handles.iter().filter(|(account, _)| !studied(**account)).map(|(_, name)| name).collect();
        Ok(Findings {
            values: values(&handles, &reference),
            tables: vec![tails(&groups, &handles, &reference), patterns(settings, &groups, &handles, &reference)],
            network: None,
            notes: Vec::new(),
        })
    }
}

/// What a handle is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    pattern: String,
    /// Digits at its end.
    digits: usize,
}

impl Name {
    fn of(handle: &str) -> Self {
        let mut pattern = String::new();
        for character in handle.chars() {
            let class = match character {
                '_' => '_',
                digit if digit.is_numeric() => '9',
                letter if letter.is_uppercase() => 'A',
                letter if letter.is_lowercase() => 'a',
                letter if letter.is_alphabetic() => 'x',
                _ => 'o',
            };
            if class == '9' || class == '_' || !pattern.ends_with(class) {
                pattern.push(class);
            }
        }
        let digits = pattern.bytes().rev().take_while(|class| *class == b'9').count();
        Self { pattern, digits }
    }
}

fn ending(names: &[&Name], least: usize, most: usize) -> u64 {
    names.iter().filter(|name| (least..=most).contains(&name.digits)).count() as u64
}

fn values(handles: &BTreeMap<u32, Name>, reference: &[&Name]) -> Vec<Value> {
    let all: Vec<&Name> = handles.values().collect();
    let eight = |names: &[&Name]| ending(names, SUGGESTED, SUGGESTED);
    let part = share(eight(&all), all.len() as u64).map_or_else(|| Number::Insufficient("no account has a handle".to_owned()), Number::Real);
    vec![
        count("named", all.len() as u64, Unit::Accounts, None, "Accounts with a known handle."),
        count("eight", eight(&all), Unit::Accounts, Some("named"), "Accounts whose handle ends in exactly eight digits."),
        value("eight_share", part, Unit::Share, Some("named"), "The same as a share."),
        count("reference", reference.len() as u64, Unit::Accounts, Some("named"), "Accounts in no studied set with a known handle."),
        count("reference_eight", eight(reference), Unit::Accounts, Some("reference"), "Those of them whose handle ends in exactly eight digits."),
    ]
}

fn of_group<'a>(group: &Group, handles: &'a BTreeMap<u32, Name>) -> Vec<&'a Name> {
    group.members.iter().filter_map(|member| handles.get(member)).collect()
}

/// How many accounts of a set have something in their handles, and how many in no studied set have it.
struct Row<'a> {
    set: &'a str,
    what: String,
    accounts: u64,
    of: u64,
    elsewhere: u64,
}

fn tails(groups: &[Group], handles: &BTreeMap<u32, Name>, reference: &[&Name]) -> Table {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for group in groups {
        let names = of_group(group, handles);
        rows.extend(TAILS.iter().map(|(least, most, called)| Row {
            set: &group.name,
            what: (*called).to_owned(),
            accounts: ending(&names, *least, *most),
            of: names.len() as u64,
            elsewhere: ending(reference, *least, *most),
        }));
    }
    let others = reference.len() as u64;
    let real = |unit, of: &dyn Fn(&Row<'_>) -> Option<f64>| Cells::Real(unit, rows.iter().map(of).collect());
    Table {
        name: "tails".to_owned(),
        about: "One row a set and a number of digits at the end of handles.".to_owned(),
        key: 2,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.set.to_owned()).collect())),
            column("digits", "Digits at the end of the handle", Cells::Text(rows.iter().map(|row| row.what.clone()).collect())),
            column("accounts", "Accounts with such a handle", Cells::Count(rows.iter().map(|row| Some(row.accounts)).collect())),
            column("share", "Of the set's accounts with a known handle", real(Unit::Share, &|row| share(row.accounts, row.of))),
            column("reference_share", "The same share of accounts in no studied set", real(Unit::Share, &|row| share(row.elsewhere, others))),
        ],
    }
}

fn patterns(settings: &Settings, groups: &[Group], handles: &BTreeMap<u32, Name>, reference: &[&Name]) -> Table {
    let counted = |names: &[&Name]| {
        let mut patterns: BTreeMap<String, u64> = BTreeMap::new();
        names.iter().for_each(|name| *patterns.entry(name.pattern.clone()).or_default() += 1);
        patterns
    };
    let usual = counted(reference);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for group in groups {
        let names = of_group(group, handles);
        let mut shared: Vec<(String, u64)> =
            counted(&names).into_iter().filter(|(_, accounts)| *accounts >= u64::from(settings.minimum_accounts)).collect();
        shared.sort_by_key(|(_, accounts)| std::cmp::Reverse(*accounts));
        shared.truncate(settings.patterns as usize);
        rows.extend(shared.into_iter().map(|(pattern, accounts)| {
            let elsewhere = usual.get(&pattern).copied().unwrap_or(0);
            Row { set: &group.name, what: pattern, accounts, of: names.len() as u64, elsewhere }
        }));
    }
    let others = reference.len() as u64;
    // One account is added to the reference, so that a pattern it lacks does not become impossible.
    let expected = |row: &Row<'_>| Some(row.of as f64 * (row.elsewhere + 1) as f64 / (others + 1) as f64);
    let real = |unit, of: &dyn Fn(&Row<'_>) -> Option<f64>| Cells::Real(unit, rows.iter().map(of).collect());
    Table {
        name: "patterns".to_owned(),
        about: "One row a set and a pattern that several of its accounts share: most accounts first within each set.".to_owned(),
        key: 2,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.set.to_owned()).collect())),
            column("pattern", "A capitals, a small letters, x other letters, 9 one digit", Cells::Text(rows.iter().map(|row| row.what.clone()).collect())),
            column("accounts", "Accounts of the set with it", Cells::Count(rows.iter().map(|row| Some(row.accounts)).collect())),
            column("share", "Of the set's accounts with a known handle", real(Unit::Share, &|row| share(row.accounts, row.of))),
            column("expected", "Accounts to expect by the reference", real(Unit::Accounts, &expected)),
            column("reference", "Accounts in no studied set with it", Cells::Count(rows.iter().map(|row| Some(row.elsewhere)).collect())),
            column("reference_share", "Of those with a known handle", real(Unit::Share, &|row| share(row.elsewhere, others))),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_handles() {
        for (handle, pattern, digits) in [
            ("Anna_Lee12", "Aa_Aa99", 2),
            ("maria83920174", "a99999999", 8),
            ("JOHN", "A", 0),
            ("7up", "9a", 0),
            ("ایران_2009", "x_9999", 4),
            ("a.b-c@d", "aoaoaoa", 0),
            ("", "", 0),
            ("x__1", "a__9", 1),
        ] {
            assert_eq!(Name::of(handle), Name { pattern: pattern.to_owned(), digits }, "{handle}");
        }
    }

    #[test]
    fn every_number_of_digits_has_one_class() {
        for digits in 0..40 {
            assert_eq!(TAILS.iter().filter(|(least, most, _)| (*least..=*most).contains(&digits)).count(), 1, "{digits}");
        }
    }
}
