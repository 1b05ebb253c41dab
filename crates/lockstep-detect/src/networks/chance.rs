//! How many accounts would be linked had nobody acted together: what decoys say, and why where they cannot.

use lockstep_network::{Actions, Decoy, DecoySettings, Extent, Joined, LeftOut, Surrogate, decoys};

use crate::detector::Context;
use crate::findings::{Cells, Number, Table, Unit, Value, count, value};
use crate::groups::column;

/// How a card explains them.
pub(crate) const DECOYS: &str = "decoys: the actions of each layer made up anew in two ways and looked at in the same way. `times_exchanged`: \
    the accounts of each object exchange times, and nothing else. `dealt`: who acts on what is dealt anew, by shuffling and by trades between \
    accounts, so that each account keeps its number of objects, to a power of two how often it acts on them, and each object its number of \
    accounts and its times; objects with more than 50 accounts and more than 5 % of those that act keep their accounts, who exchange times";

/// What a card says of who is false by them.
pub(crate) const EXPECTED_FALSE: &str = "expected false accounts = accounts on a tie that a decoy has and the data do not, mean over \
    `times_exchanged`, and at most those linked; expected false share = the same / linked accounts, with the least and the most over the \
    decoys. Where more than one in twenty of all pairs that could be are linked, ties count whether the data have them or not";

/// What it says besides where pairs are tested.
pub(crate) const JOINED_NEARBY: &str = "a tie of a decoy does not count either where the data join its accounts by two ties with another account \
    between them, unless that is so of more than one in twenty of all pairs that could be, or of more than 16 million";

/// What a card says they cannot do.
pub(crate) const LIMITS_OF_DECOYS: [&str; 2] = [
    "A group that has its objects to itself only changes places where times are exchanged. Its ties are then those of the data, which do not \
     count; so does no tie of a crowd that chance gives twice, which are few as long as most pairs are not linked.",
    "No decoy keeps all that is innocent. Where times are exchanged, accounts no longer keep to the hours at which they are awake; dealt anew, \
     they lose what they are interested in as well, so that a like-minded crowd is linked more often than such decoys.",
];

/// The works that a card names for them.
pub(crate) const SOURCES_OF_DECOYS: &str = "G. Strona et al., A fast and unbiased procedure to randomize ecological binary matrices with fixed \
    row and column totals, Nature Communications 5:4114, 2014; C. J. Carstens, Physical Review E 91:042812, 2015 (the trades that make decoys).";

/// The sentence of a card.
pub(crate) const CHANCE: &str = "In {decoys decoy}, copies of the data in which accounts that acted on the same thing swap their times, \
    coincidence alone links {decoy_accounts account} on average, {decoy_accounts_least} to {decoy_accounts_most}; that is \
    {expected_false_share} of those linked here. With who acts on what shuffled as well, it links {dealt_accounts}.";

/// Why there are none where none was asked for.
const NONE: &str = "no decoy was asked for";

/// The reason of a number beside another that has the same reason.
const LIKEWISE: &str = "likewise";

/// The ways in which decoys are made, their names in the table, and what they break. The first is stated.
const WAYS: [(&str, &str, Surrogate); 2] = [
    ("times_exchanged", "the accounts of each object exchange times", Surrogate::TimesExchanged),
    (
        "dealt",
        "who acts on what is dealt anew, but for popular objects, whose accounts exchange times",
        Surrogate::Dealt { but_popular: true },
    ),
];

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Decoys of each way.
    pub(crate) decoys: u32,
    /// Whether all layers have times.
    pub(crate) timed: bool,
    /// Whether ties between accounts that the data join by way of another do not count either.
    pub(crate) near: bool,
    /// Memory, bytes.
    pub(crate) bytes: u64,
    /// Where the random numbers come from: those with the upper half of the draw from 1 on are the decoys'.
    pub(crate) context: &'a Context,
}

/// The decoys of each way, or why there are none.
pub(crate) struct Chance {
    asked: u32,
    /// Accounts linked in the data.
    linked: u64,
    /// Whose ties do not count in a decoy.
    left_out: LeftOut,
    ways: [Result<Vec<Decoy>, &'static str>; 2],
}

/// Accounts linked in decoys of one way.
#[derive(Debug, Clone, Copy)]
struct Linked {
    mean: f64,
    least: u64,
    most: u64,
}

impl Chance {
    /// The decoys of some layers, so many of each way. `edges` are those of the data, ascending; `link` gives the edges of a decoy, or none
    /// where it takes more memory than is allowed.
    pub(crate) fn new(
        layers: &[&Actions],
        edges: &[(u32, u32)],
        asked: Asked<'_>,
        link: impl Fn(Vec<Actions>) -> Option<Vec<(u32, u32)>> + Sync,
    ) -> Self {
        let joined = Joined::new(layers, edges, asked.near && asked.timed && asked.decoys > 0);
        let mut way = 0;
        let ways = WAYS.map(|(_, _, surrogate)| {
            way += 1;
            if asked.decoys == 0 {
                return Err(NONE);
            }
            if !asked.timed && surrogate == Surrogate::TimesExchanged {
                return Err("a layer has no times");
            }
            let settings = DecoySettings { surrogate, decoys: asked.decoys, bytes: asked.bytes };
            let random = |number| asked.context.random(way << 32 | u64::from(number));
            match decoys(layers, &joined, &settings, random, |decoy| link(decoy).ok_or(())) {
                Err(()) => Err("the decoys need more memory than is allowed"),
                Ok(made) if too_alike(&made) => Err("dealt anew, most would come back to where it was"),
                Ok(made) => Ok(made),
            }
        });
        Self { asked: asked.decoys, linked: Extent::of(edges).accounts, left_out: joined.left_out(), ways }
    }

    /// The values.
    pub(crate) fn values(&self) -> Vec<Value> {
        let linked = self.linked;
        let stated = self.linked_in(0, |decoy| decoy.newly);
        let real = |number: fn(&Linked) -> f64| stated.map_or_else(insufficient, |stated| Number::Real(number(&stated)));
        let counted = |number: fn(&Linked) -> u64| stated.map_or_else(|_| insufficient(LIKEWISE), |stated| Number::Count(number(&stated)));
        let of_linked = |number: fn(&Linked) -> f64| match stated {
            Err(_) => insufficient(LIKEWISE),
            Ok(_) if linked == 0 => insufficient("no account is linked"),
            Ok(stated) => Number::Real((number(&stated) / linked as f64).min(1.0)),
        };
        let expected = stated.map_or_else(insufficient, |stated| Number::Real(stated.mean.min(linked as f64)));
        let dealt = self.linked_in(1, |decoy| decoy.accounts).map_or_else(insufficient, |dealt| Number::Real(dealt.mean));
        let accounts = |name, number, meaning| value(name, number, Unit::Accounts, Some("acting"), meaning);
        let share = |name, number, meaning| value(name, number, Unit::Share, Some("linked"), meaning);
        let mean = match self.left_out {
            LeftOut::NearPairs => {
                "Accounts linked where times are exchanged, by ties between accounts that the data join neither by a tie nor by way of another \
                 account, mean over the decoys."
            }
            LeftOut::TiedPairs => "Accounts linked where times are exchanged, by ties that the data do not have, mean over the decoys.",
            LeftOut::NoPair => {
                "Accounts linked where times are exchanged, mean over the decoys; so many pairs are linked in the data that all ties count."
            }
        };
        let false_accounts = "Linked accounts to expect with nobody acting together: as many as in a decoy, and no more than are linked.";
        let rate = "Accounts linked in a decoy to accounts linked, at most 1: the false discovery rate of accounts.";
        vec![
            count("decoys", self.asked.into(), Unit::Plain, None, "Decoys made in each way, as set in the study."),
            accounts("decoy_accounts", real(|of| of.mean), mean),
            accounts("decoy_accounts_least", counted(|of| of.least), "The least over these decoys."),
            accounts("decoy_accounts_most", counted(|of| of.most), "The most over these decoys."),
            accounts("dealt_accounts", dealt, "Accounts linked where who acts on what is dealt anew, mean over the decoys."),
            value("expected_false_accounts", expected, Unit::Accounts, Some("linked"), false_accounts),
            share("expected_false_share", of_linked(|of| of.mean), rate),
            share("expected_false_share_low", of_linked(|of| of.least as f64), "The same by the decoy with the fewest."),
            share("expected_false_share_high", of_linked(|of| of.most as f64), "The same by the decoy with the most."),
        ]
    }

    /// One row a way; no table where no decoy was asked for.
    pub(crate) fn table(&self) -> Option<Table> {
        let each = |number: fn(&Decoy) -> u64| (0..WAYS.len()).map(|way| self.linked_in(way, number).ok()).collect::<Vec<_>>();
        let texts = |texts: [&str; 2]| Cells::Text(texts.map(str::to_owned).into());
        let counts =
            |of: &[Option<Linked>], number: fn(&Linked) -> u64| Cells::Count(of.iter().map(|of| of.as_ref().map(number)).collect());
        let means = |unit, of: &[Option<Linked>]| Cells::Real(unit, of.iter().map(|of| of.map(|of| of.mean)).collect());
        let (newly, all, edges) = (each(|decoy| decoy.newly), each(|decoy| decoy.accounts), each(|decoy| decoy.edges));
        (self.asked > 0).then(|| Table {
            name: "decoys".to_owned(),
            about: "A way of making decoys, and what is linked in them.".to_owned(),
            key: 1,
            columns: vec![
                column("way", "The way", texts(WAYS.map(|way| way.0))),
                column("broken", "What is made up anew", texts(WAYS.map(|way| way.1))),
                column("newly", "Accounts linked by ties that count, mean over the decoys", means(Unit::Accounts, &newly)),
                column("newly_least", "The least of them", counts(&newly, |of| of.least)),
                column("newly_most", "The most of them", counts(&newly, |of| of.most)),
                column("accounts", "Accounts linked by any tie, mean", means(Unit::Accounts, &all)),
                column("accounts_least", "The least of them", counts(&all, |of| of.least)),
                column("accounts_most", "The most of them", counts(&all, |of| of.most)),
                column("edges", "Pairs that are an edge, mean", means(Unit::Pairs, &edges)),
            ],
        })
    }

    /// What a reader of the numbers must know besides.
    pub(crate) fn notes(&self) -> Vec<String> {
        let why = WAYS.iter().zip(&self.ways).filter_map(|((name, ..), made)| Some((name, made.as_ref().err()?)));
        let mut notes: Vec<String> =
            why.filter(|(_, why)| **why != NONE).map(|(name, why)| format!("Decoys of the way `{name}` say nothing: {why}.")).collect();
        if self.left_out == LeftOut::NoPair && self.asked > 0 {
            let crowded = "More than 5 % of all pairs of acting accounts are linked, so that a decoy can hardly link others: all its ties count, \
                           those of the data as well.";
            notes.push(crowded.to_owned());
        }
        notes
    }

    fn linked_in(&self, way: usize, number: fn(&Decoy) -> u64) -> Result<Linked, &'static str> {
        let made = self.ways[way].as_ref().map_err(|why| *why)?;
        let numbers = || made.iter().map(number);
        Ok(Linked {
            mean: numbers().sum::<u64>() as f64 / made.len() as f64,
            least: numbers().min().unwrap_or_default(),
            most: numbers().max().unwrap_or_default(),
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
