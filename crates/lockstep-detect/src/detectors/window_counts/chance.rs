//! How many accounts would be linked had nobody acted together: what decoys say, and why where they cannot.

use lockstep_network::{Actions, Decoy, DecoySettings, Surrogate, decoys};

use crate::detector::Context;
use crate::findings::{Cells, Number, Table, Unit, Value, count, value};
use crate::groups::column;
use crate::layers::Layered;

/// How a card explains them.
pub(super) const DECOYS: &str = "decoys: the actions of each layer made up anew in three ways and counted in the same way. `dealt`: who acts \
    on what is dealt anew, by shuffling and by trades between accounts, so that each account keeps its number of objects, to a power of two \
    how often it acts on them, and each object its number of accounts and its times; objects with more than \
    50 accounts and more than 5 % of those that act keep their accounts, who exchange times. \
    `days_moved`: the days of each account change places. `times_exchanged`: the accounts of each object exchange times, and nothing else";

/// Why there are none where none was asked for.
const NONE: &str = "no decoy was asked for";

/// The reason of a number beside another that has the same reason.
const LIKEWISE: &str = "likewise";

/// The ways in which decoys are made, their names in the table, and what they break.
const WAYS: [(&str, &str, Surrogate); 3] = [
    (
        "dealt",
        "who acts on what is dealt anew, but for popular objects, whose accounts exchange times",
        Surrogate::Dealt { but_popular: true },
    ),
    ("days_moved", "the days of each account change places", Surrogate::DaysMoved),
    ("times_exchanged", "the accounts of each object exchange times", Surrogate::TimesExchanged),
];

/// The decoys of each way, or why there are none.
pub(super) struct Chance {
    asked: u32,
    ways: [Result<Vec<Decoy>, &'static str>; 3],
}

/// Accounts linked in decoys of one way.
#[derive(Debug, Clone, Copy)]
struct Linked {
    mean: f64,
    least: u64,
    most: u64,
    edges: f64,
}

impl Chance {
    pub(super) fn new(layers: &[Layered<'_>], asked: u32, window: i64, minimum: u32, bytes: u64, context: &Context) -> Self {
        let layers: Vec<&Actions> = layers.iter().map(|layer| &layer.actions).collect();
        let mut way = 0;
        let ways = WAYS.map(|(_, _, surrogate)| {
            way += 1;
            if asked == 0 {
                return Err(NONE);
            }
            let settings = DecoySettings { surrogate, decoys: asked, window, minimum, bytes };
            match decoys(&layers, &settings, |number| context.random(way << 32 | u64::from(number))) {
                Err(_) => Err("the decoys need more memory than is allowed"),
                Ok(None) => Err("there are fewer than seven days"),
                Ok(Some(made)) if too_alike(&made) => Err("dealt anew, most would come back to where it was"),
                Ok(Some(made)) => Ok(made),
            }
        });
        Self { asked, ways }
    }

    /// The values, for so many accounts linked in the data.
    pub(super) fn values(&self, linked: u64) -> Vec<Value> {
        let stated = self.stated();
        let real = |number: fn(&Linked) -> f64| stated.map_or_else(insufficient, |stated| Number::Real(number(&stated)));
        let counted = |number: fn(&Linked) -> u64| stated.map_or_else(|_| insufficient(LIKEWISE), |stated| Number::Count(number(&stated)));
        let of_linked = |number: fn(&Linked) -> f64| match stated {
            Err(_) => insufficient(LIKEWISE),
            Ok(_) if linked == 0 => insufficient("no account is linked"),
            Ok(stated) => Number::Real((number(&stated) / linked as f64).min(1.0)),
        };
        let expected = stated.map_or_else(insufficient, |stated| Number::Real(stated.mean.min(linked as f64)));
        let exchanged = self.linked(2).map_or_else(insufficient, |exchanged| Number::Real(exchanged.mean));
        let accounts = |name, number, meaning| value(name, number, Unit::Accounts, Some("acting"), meaning);
        let share = |name, number, meaning| value(name, number, Unit::Share, Some("linked"), meaning);
        let mean = "Accounts linked in a decoy, mean over those dealt anew or those with days moved, whichever is more.";
        let edges = "Pairs that are an edge in one of these decoys, mean.";
        let exchange = "Accounts linked where the accounts of each object only exchange times, mean.";
        let false_accounts = "Linked accounts to expect with nobody acting together: as many as in a decoy, and no more than are linked.";
        let rate = "Accounts linked in a decoy to accounts linked, at most 1: the false discovery rate of accounts.";
        vec![
            count("decoys", self.asked.into(), Unit::Plain, None, "Decoys made in each way, as set in the study."),
            accounts("decoy_accounts", real(|of| of.mean), mean),
            accounts("decoy_accounts_least", counted(|of| of.least), "The least over these decoys."),
            accounts("decoy_accounts_most", counted(|of| of.most), "The most over these decoys."),
            value("decoy_edges", real(|of| of.edges), Unit::Pairs, Some("eligible_pairs"), edges),
            accounts("exchanged_accounts", exchanged, exchange),
            value("expected_false_accounts", expected, Unit::Accounts, Some("linked"), false_accounts),
            share("expected_false_share", of_linked(|of| of.mean), rate),
            share("expected_false_share_low", of_linked(|of| of.least as f64), "The same by the decoy with the fewest."),
            share("expected_false_share_high", of_linked(|of| of.most as f64), "The same by the decoy with the most."),
        ]
    }

    /// One row a way; no table where no decoy was asked for.
    pub(super) fn table(&self) -> Option<Table> {
        let linked: Vec<Option<Linked>> = (0..WAYS.len()).map(|way| self.linked(way).ok()).collect();
        let texts = |texts: [&str; 3]| Cells::Text(texts.map(str::to_owned).into());
        let counts = |number: fn(&Linked) -> u64| Cells::Count(linked.iter().map(|linked| linked.as_ref().map(number)).collect());
        let reals = |unit, number: fn(&Linked) -> f64| Cells::Real(unit, linked.iter().map(|linked| linked.as_ref().map(number)).collect());
        (self.asked > 0).then(|| Table {
            name: "decoys".to_owned(),
            about: "A way of making decoys, and what is linked in them.".to_owned(),
            key: 1,
            columns: vec![
                column("way", "The way", texts(WAYS.map(|way| way.0))),
                column("broken", "What is made up anew", texts(WAYS.map(|way| way.1))),
                column("accounts", "Accounts linked, mean over the decoys", reals(Unit::Accounts, |of| of.mean)),
                column("accounts_least", "Accounts linked, the least", counts(|of| of.least)),
                column("accounts_most", "Accounts linked, the most", counts(|of| of.most)),
                column("edges", "Pairs that are an edge, mean", reals(Unit::Pairs, |of| of.edges)),
            ],
        })
    }

    /// Why a way gave nothing, for the notes.
    pub(super) fn notes(&self) -> Vec<String> {
        let why = WAYS.iter().zip(&self.ways).filter_map(|((name, ..), made)| Some((name, made.as_ref().err()?)));
        why.filter(|(_, why)| **why != NONE).map(|(name, why)| format!("Decoys of the way `{name}` say nothing: {why}.")).collect()
    }

    /// The decoys that are stated: those dealt anew, or those with days moved where they link more. Without the first nothing is stated,
    /// for moved days alone break up whatever lives for a day.
    fn stated(&self) -> Result<Linked, &'static str> {
        let dealt = self.linked(0)?;
        Ok(self.linked(1).ok().filter(|moved| moved.mean > dealt.mean).unwrap_or(dealt))
    }

    fn linked(&self, way: usize) -> Result<Linked, &'static str> {
        let made = self.ways[way].as_ref().map_err(|why| *why)?;
        let mean = |number: fn(&Decoy) -> u64| made.iter().map(number).sum::<u64>() as f64 / made.len() as f64;
        let accounts = || made.iter().map(|decoy| decoy.accounts);
        Ok(Linked {
            mean: mean(|decoy| decoy.accounts),
            least: accounts().min().unwrap_or_default(),
            most: accounts().max().unwrap_or_default(),
            edges: mean(|decoy| decoy.edges),
        })
    }
}

/// Whether more than half of what was dealt came back to where it was, so that a decoy is much like the data.
fn too_alike(made: &[Decoy]) -> bool {
    let (dealt, as_before) = made.iter().fold((0, 0), |(dealt, as_before), decoy| (dealt + decoy.dealt, as_before + decoy.as_before));
    2 * as_before > dealt
}

fn insufficient(why: &str) -> Number {
    Number::Insufficient(why.to_owned())
}
