//! What a detector says about itself, and how its findings want to be shown.
//!
//! A card is the single source of the method section in a report, of `lockstep detectors NAME`, and of the sentences that state a
//! result. Sentences are templates: every number in them is looked up in the findings by name, none is typed.

use serde::Serialize;

pub use crate::family::Family;

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

/// A figure to draw from a table of the findings. `title` is a sentence template as in [`Headline`].
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "figure", rename_all = "snake_case")]
pub enum View {
    /// One dot a row.
    Scatter {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a dot.
        table: &'static str,
        /// Horizontal axis.
        x: Axis,
        /// Vertical axis.
        y: Axis,
        /// Verdict column; flagged rows stand out, rows without enough data are hollow.
        verdict: &'static str,
        /// Horizontal lines to read the dots against.
        lines: &'static [ReferenceLine],
    },
    /// Small multiples of hour × weekday heat maps, one a group.
    HourWeek {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a (group, weekday 0 = Monday, hour 0–23): columns `account`, `weekday`, `hour`, `posts`.
        table: &'static str,
        /// Table with one row a group and the note to write on it: columns `account` and the one named in `note`.
        notes: &'static str,
        /// Column of `notes` to write on each panel.
        note: &'static str,
        /// What the note's number is.
        note_label: &'static str,
    },
    /// Lines over time, one a series.
    TimeLine {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a (series, time).
        table: &'static str,
        /// Time column.
        time: &'static str,
        /// Text column that names the series.
        series: &'static str,
        /// Vertical axis; counts.
        y: Axis,
    },
    /// A share that falls in steps, one line a series.
    Steps {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a (series, step).
        table: &'static str,
        /// Text column that names the series.
        series: &'static str,
        /// Horizontal axis: the column of the earliest place at which the step may lie.
        x: Axis,
        /// Column of the latest place at which it may lie; the same where it is known.
        until: &'static str,
        /// Vertical axis: the share after the step.
        y: Axis,
        /// Columns of the interval of that share.
        interval: (&'static str, &'static str),
        /// Column of the number that could still take the step, written below the axis.
        at_risk: &'static str,
    },
    /// A measured number a row, against what chance or others give.
    Against {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a measured number.
        table: &'static str,
        /// Column that names the row.
        row: &'static str,
        /// The measured number.
        x: Axis,
        /// The range by chance.
        range: Option<ChanceRange>,
        /// Numbers of others to read it against.
        marks: &'static [Beside],
        /// Verdict column; flagged rows stand out.
        verdict: &'static str,
    },
    /// Two lists and what they have in common, as lengths; each is the name of a count among the values.
    Overlap {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Length of the first list.
        first: &'static str,
        /// Length of the second.
        second: &'static str,
        /// Of these, on both.
        both: &'static str,
        /// On either.
        either: &'static str,
    },
    /// Where something lies among its likes, a measure a row: percentiles, one panel a thing.
    Places {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a (thing, measure), keyed by both.
        table: &'static str,
        /// Column of the share of its likes that have at most as much.
        percentile: &'static str,
        /// Column of the number of likes.
        likes: &'static str,
        /// Text column that names what the measure is tested for; rows without are not drawn.
        tested: &'static str,
        /// Text column that says `yes` where it stands out.
        stands_out: &'static str,
    },
    /// What each choice of settings gives, the smallest result first, with the settings below.
    Specification {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// What the dots are.
        dots: Dots,
        /// Table with one row a dot.
        table: &'static str,
        /// The result.
        y: Axis,
        /// The settings: their columns, and what they are. Where none is named, every column between the key and the result is one.
        settings: &'static [Beside],
        /// Text column that says `yes` for the choice that the study makes, whose dot stands out.
        own: Option<&'static str>,
    },
    /// Counts along an axis, one panel a thing, against what some rule would give.
    Bars {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a (thing, class), the rows of a thing together.
        table: &'static str,
        /// Column that names the thing.
        panel: &'static str,
        /// Column of words to write under the name.
        note: Option<&'static str>,
        /// Horizontal axis: the column of the lower end of the class.
        x: Axis,
        /// Column of its upper end.
        until: &'static str,
        /// Vertical axis: how many.
        y: Axis,
        /// Columns of what some rule would give.
        expected: &'static [Beside],
    },
    /// How many ties there are between groups and inside them, against chance: a square a pair of groups.
    Matrix {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a pair of groups, the same group twice for ties inside.
        table: &'static str,
        /// Column of the number of one group.
        row: &'static str,
        /// Column of the number of the other.
        column: &'static str,
        /// Column that counts the ties.
        count: &'static str,
        /// How many times as many as by chance.
        times: Axis,
        /// What a group is called.
        group: &'static str,
    },
    /// How large a share was found, by two sizes, one panel a thing: a square a pair of sizes.
    Map {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
        /// Table with one row a square.
        table: &'static str,
        /// Column of the size that sets panels apart, and what it is.
        panel: Beside,
        /// Column of the size that rows have, the smallest at the bottom, and what it is.
        row: Beside,
        /// Column of the size that columns have, and what it is.
        column: Beside,
        /// Column of the share, and what it is.
        share: Beside,
        /// From which share on something counts as found.
        line: f64,
    },
    /// The network of the findings.
    Network {
        /// Name of the figure, unique within the detector.
        name: &'static str,
        /// Finding as a sentence.
        title: &'static str,
    },
}

impl View {
    /// Name of the figure, unique within the detector.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Scatter { name, .. }
            | Self::HourWeek { name, .. }
            | Self::TimeLine { name, .. }
            | Self::Steps { name, .. }
            | Self::Against { name, .. }
            | Self::Overlap { name, .. }
            | Self::Places { name, .. }
            | Self::Specification { name, .. }
            | Self::Bars { name, .. }
            | Self::Matrix { name, .. }
            | Self::Map { name, .. }
            | Self::Network { name, .. } => name,
        }
    }

    /// Template of the sentence above it.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Scatter { title, .. }
            | Self::HourWeek { title, .. }
            | Self::TimeLine { title, .. }
            | Self::Steps { title, .. }
            | Self::Against { title, .. }
            | Self::Overlap { title, .. }
            | Self::Places { title, .. }
            | Self::Specification { title, .. }
            | Self::Bars { title, .. }
            | Self::Matrix { title, .. }
            | Self::Map { title, .. }
            | Self::Network { title, .. } => title,
        }
    }
}

/// An axis of a figure.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Axis {
    /// Column that is drawn.
    pub column: &'static str,
    /// Label with unit.
    pub label: &'static str,
    /// Logarithmic scale; rows that are not positive are left out and counted in the caption.
    pub log: bool,
}

/// The range that chance gives for each row of a figure.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ChanceRange {
    /// Column of its lower end.
    pub low: &'static str,
    /// Column of its upper end.
    pub high: &'static str,
    /// What it is, short enough for a legend.
    pub label: &'static str,
}

/// A column beside the one that a figure shows: a number of others, or a setting.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Beside {
    /// Its column.
    pub column: &'static str,
    /// What it is, short enough for a legend.
    pub label: &'static str,
}

/// What the dots of a figure are, in words.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Dots {
    /// One of them.
    pub one: &'static str,
    /// Several.
    pub many: &'static str,
    /// What a mark below a dot says of it.
    pub marks: &'static str,
    /// The one that stands out.
    pub own: &'static str,
}

impl Dots {
    /// Choices of settings.
    pub const CHOICES: Self = Self {
        one: "choice of settings",
        many: "choices of settings",
        marks: "which value each setting had",
        own: "the study's own choice",
    };
}

/// A line to read values against. Only a landmark: crossing it is not evidence by itself.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ReferenceLine {
    /// Where it lies on the axis.
    pub at: f64,
    /// What it is, short enough to write on the line.
    pub label: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}
