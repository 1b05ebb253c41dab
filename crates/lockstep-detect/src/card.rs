//! What a detector says about itself, and how its findings want to be shown.
//!
//! A card is the single source of the method section in a report, of `lockstep detectors NAME`, and of the sentences that state a
//! result. Sentences are templates: every number in them is looked up in the findings by name, none is typed.

use serde::Serialize;

pub use crate::family::Family;
pub use crate::view::{Axis, Beside, ChanceRange, Dots, ReferenceLine, View};

/// Everything a reader must know about a method, in plain words.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Card {
    /// Name in a study, `snake_case`; also the name of the file that holds the detector.
    pub id: &'static str,
    /// Raised by hand whenever results may change.
    pub version: u32,
    /// Heading, in sentence case.
    pub title: &'static str,
    /// The question it answers.
    pub question: &'static str,
    /// What it does, in one or two paragraphs.
    pub method: &'static str,
    /// The formulas, one a line, in plain text.
    pub formula: &'static [&'static str],
    /// Below which data it abstains.
    pub minimum_data: &'static str,
    /// What its time grows with, where that is more than posts times their logarithm; none where it is not.
    pub slower: Option<&'static str>,
    /// What must hold for the result to mean what it says.
    pub assumptions: &'static [&'static str],
    /// How it fails.
    pub limits: &'static [&'static str],
    /// Ordinary reasons for the same pattern.
    pub innocent: &'static [&'static str],
    /// From which line on something counts, as a sentence template; none where nothing is held against a line.
    pub line: Option<&'static str>,
    /// What the number is compared with, as a sentence template.
    pub baseline: &'static str,
    /// What chance alone would give, or why that is not known, as a sentence template.
    pub chance: &'static str,
    /// In which part of a report readers look for it, besides among the results.
    pub part: Part,
    /// Techniques of the DISARM framework whose description the measured behaviour fits; none where a technique is named after an intent.
    pub techniques: &'static [Technique],
    /// Where the method and its numbers come from.
    pub references: &'static [&'static str],
    /// How it was checked: published values, closed forms, planted truth.
    pub validation: &'static str,
    /// The result in a sentence.
    pub headline: Headline,
    /// What puts accounts in an order, to be held against labels; none where the result is not one of accounts.
    pub measure: Option<Measure>,
    /// Which kind of evidence on single accounts it gives; none where it says nothing of them one by one.
    pub family: Option<Family>,
    /// Figures to draw from the findings' tables.
    pub views: &'static [View],
}

/// A part of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// How accounts behaved.
    Signal,
    /// What happened to a hashtag or around an event.
    Campaign,
    /// What posts say.
    Content,
}

/// A technique of the DISARM red framework, under the code and the name that the framework gives it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Technique {
    /// Such as `T0084.001`.
    pub code: &'static str,
    /// Its name there.
    pub name: &'static str,
}

/// The result in a sentence: a template for something found and one for nothing found.
///
/// `{flagged}` stands for the value of that name; `{flagged account}` adds the noun in the right number ("1 account", "3 accounts").
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Headline {
    /// Name of the count that decides which sentence is used.
    pub count: &'static str,
    /// Used when the count is not zero.
    pub found: &'static str,
    /// Used when the count is zero.
    pub nothing: &'static str,
    /// How much of the count chance alone would give.
    pub by_chance: ByChance,
}

/// How much of what a headline counts chance alone would give, by names of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "known_as", rename_all = "snake_case")]
pub enum ByChance {
    /// How many on average, or at most on average, of how many found.
    Mean {
        /// Expected by chance.
        expected: &'static str,
        /// Found.
        of: &'static str,
    },
    /// The most that chance gave, or a bound, of how many found.
    Most {
        /// Most by chance.
        most: &'static str,
        /// Found.
        of: &'static str,
    },
    /// A share that the line was drawn for, so that there is nothing to hold against what was found.
    Fixed,
    /// Nothing says how much.
    NotEstimated,
    /// Chance is no question: what there is was counted, and tested against nothing.
    NoMatter,
}

impl ByChance {
    /// The values that it names.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        match self {
            Self::Mean { expected: number, of } | Self::Most { most: number, of } => vec![number, of],
            Self::Fixed | Self::NotEstimated | Self::NoMatter => Vec::new(),
        }
    }
}

/// The number by which a detector puts accounts in an order: the larger, the more of what it looks for.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Measure {
    /// Table with one row an account.
    pub table: &'static str,
    /// Its column.
    pub column: &'static str,
    /// Where the verdict is.
    pub said: Said,
    /// Column with −log₁₀ of the probability of as much by the detector's own account of chance, or of something never smaller, such as a
    /// false discovery rate; none where it gives no probability of each account.
    pub chance: Option<&'static str>,
}

/// How a table of accounts says which of them are beyond the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "by", content = "column", rename_all = "snake_case")]
pub enum Said {
    /// By a column of verdicts.
    Column(&'static str),
    /// By listing them: every other account with a post was looked at, and measures 0.
    Listed,
    /// It does not: there is no line.
    Nothing,
}
