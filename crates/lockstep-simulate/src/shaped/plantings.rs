//! What is planted beside a crowd: groups that act together, accounts that never sleep, accounts that a program uses as well.

use lockstep_snapshot::Column;

use super::shape::Shape;

/// Sizes of the groups of each kind.
const GROUPS: [usize; 3] = [5, 10, 20];
/// Accounts that post round the clock, and accounts of a person and a program.
const SINGLE: usize = 10;

/// What planted accounts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlantingKind {
    /// A group that passes on the same posts within a minute.
    CoRetweet,
    /// A group that posts near-copies of its texts within twenty minutes.
    NearCopy,
    /// A group that posts with the same sequences of hashtags within five minutes.
    CoHashtag,
    /// Accounts that post at all hours of the day and night.
    RoundTheClock,
    /// Accounts of a person and of a scheduling program.
    Mixed,
}

impl PlantingKind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::CoRetweet, Self::NearCopy, Self::CoHashtag, Self::RoundTheClock, Self::Mixed];

    /// A short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoRetweet => "co-retweet",
            Self::NearCopy => "near-copy",
            Self::CoHashtag => "co-hashtag",
            Self::RoundTheClock => "round-the-clock",
            Self::Mixed => "mixed",
        }
    }

    /// Sizes of what is planted of it in data of a shape; none where the data lack what it would be seen in.
    fn sizes(self, shape: &Shape) -> &'static [usize] {
        let has = |column| shape.columns.contains(&column);
        let seen = match self {
            Self::CoRetweet => shape.shared.shares > 0,
            Self::NearCopy => has(Column::Text),
            Self::CoHashtag => has(Column::Hashtags),
            Self::RoundTheClock | Self::Mixed => return &[SINGLE],
        };
        if seen { &GROUPS } else { &[] }
    }
}

/// Some planted accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planting {
    /// What they do.
    pub kind: PlantingKind,
    /// Their ids: of one group, or of all that do the same each for itself.
    pub accounts: Vec<String>,
}

/// The plantings of a shape, each with the numbers of its accounts, counted on from the number of organic accounts.
pub(super) fn plan(shape: &Shape) -> Vec<(PlantingKind, Vec<usize>)> {
    let mut next = shape.lives.len();
    let mut deal = |size: usize| {
        let from = next;
        next += size;
        (from..next).collect()
    };
    PlantingKind::ALL
        .into_iter()
        .flat_map(|kind| kind.sizes(shape).iter().map(move |size| (kind, *size)))
        .map(|(kind, size)| (kind, deal(size)))
        .collect()
}
