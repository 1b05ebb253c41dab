//! How findings want to be shown: the figures that a card asks for, as data. Drawing belongs to the report.

use serde::Serialize;

/// A figure to draw from a table of the findings. `title` is a sentence template as in [`Headline`](crate::Headline).
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
