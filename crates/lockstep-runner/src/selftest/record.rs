//! What a self-test says: counts of invented accounts, and of the data nothing but their shape.

use lockstep_digest::Digest;
use lockstep_simulate::{PlantingKind, Shape};
use serde::Serialize;

use crate::evaluation::Estimate;

/// How often a study's steps put accounts forward in crowds in which nobody acts together, and what they find of what is planted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelfTest {
    /// Version of this format.
    pub format: u32,
    /// Short name of the study.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Digest of the study.
    pub study: Digest,
    /// Digest of all rows that the shape was measured on.
    pub rows: Digest,
    /// Seed of the study, which its steps draw by.
    pub study_seed: u64,
    /// Seeds of the crowds.
    pub seeds: Vec<u64>,
    /// The shape of the data.
    pub data: Outline,
    /// The shape of the first crowd, measured in the same way.
    pub crowd: Outline,
    /// What of the data was left out for the sake of time, as clauses.
    pub reductions: Vec<String>,
    /// What is planted beside each crowd.
    pub plantings: Vec<PlantingRecord>,
    /// The steps, in the order of the study.
    pub steps: Vec<StepTrial>,
}

impl SelfTest {
    /// Version written by this program.
    pub const FORMAT: u32 = 1;
}

/// A shape in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outline {
    /// Posts.
    pub posts: u64,
    /// Accounts with a post.
    pub accounts: u64,
    /// Days from the first post to the last.
    pub days: u64,
    /// Posts on a day with posts: of the account in the middle, of the one that 95 % do not exceed, and of the busiest.
    pub paces: [f64; 3],
    /// Share of posts that pass another on.
    pub retweets: f64,
    /// Share of answers.
    pub replies: f64,
    /// Share of posts with another's post in them.
    pub quotes: f64,
    /// Times that each post that was passed on was so, on average; none where nothing is passed on.
    pub shares_each: Option<f64>,
    /// Half of all retweets came sooner after the post, seconds; none where the data do not say.
    pub delay: Option<f64>,
    /// Share of posts with a hashtag, those passed on aside.
    pub with_hashtag: f64,
    /// Share of posts with a link, those passed on aside.
    pub with_link: f64,
    /// Unit of the clock, ms.
    pub resolution_ms: i64,
    /// Columns of posts.
    pub columns: Vec<&'static str>,
}

impl Outline {
    pub(super) fn of(shape: &Shape) -> Self {
        let mut paces: Vec<f64> = shape.lives.iter().map(lockstep_simulate::Life::pace).collect();
        paces.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| paces.get(((paces.len().max(1) - 1) as f64 * share) as usize).copied().unwrap_or(0.0);
        let shared = &shape.shared;
        Self {
            posts: shape.lives.iter().map(|life| u64::from(life.posts)).sum(),
            accounts: shape.lives.len() as u64,
            days: shape.days as u64,
            paces: [at(0.5), at(0.95), at(1.0)],
            retweets: shape.kinds.retweets,
            replies: shape.kinds.replies,
            quotes: shape.kinds.quotes,
            shares_each: (shared.shares > 0).then(|| shared.shares as f64 / shared.posts as f64),
            delay: shared.delays.map(|delays| delays.median),
            with_hashtag: shape.hashtags.share,
            with_link: shape.links.share,
            resolution_ms: shape.resolution_ms,
            columns: shape.columns.iter().map(|column| column.name()).collect(),
        }
    }
}

/// What is planted of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlantingRecord {
    /// The kind: `co-retweet`, `near-copy`, `co-hashtag`, `round-the-clock` or `mixed`.
    pub kind: &'static str,
    /// What its accounts do, as words that follow "accounts".
    pub about: &'static str,
    /// Accounts in each group; one number for accounts that act each for itself.
    pub sizes: Vec<u64>,
}

/// What the accounts of a kind do, as words that follow "accounts".
pub(super) const fn about(kind: PlantingKind) -> &'static str {
    match kind {
        PlantingKind::CoRetweet => "in groups that pass on the same posts within a minute",
        PlantingKind::NearCopy => "in groups that post near-copies of one text",
        PlantingKind::CoHashtag => "in groups that push the same hashtags in one order",
        PlantingKind::RoundTheClock => "that post at every hour of day and night",
        PlantingKind::Mixed => "that a person and a scheduling program share",
    }
}

/// A step in the crowds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepTrial {
    /// Its name in the study.
    pub step: String,
    /// Its detector.
    pub detector: &'static str,
    /// Version of the detector.
    pub version: u32,
    /// Digest of its settings.
    pub settings: Digest,
    /// What came of it.
    pub result: Tried,
}

/// What came of a step in the crowds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tried {
    /// It puts accounts forward, and was counted.
    Counted(Box<Counted>),
    /// It describes, or judges sets, and puts no account forward.
    NoAccounts,
    /// It gave no answer in any crowd without plantings: why, and what it would take.
    Unfit {
        /// What is missing, as a clause.
        reason: String,
        /// What would make it possible, as a clause.
        remedy: String,
    },
}

/// How many accounts a step puts forward.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted {
    /// Crowds in which nobody acts together, one a seed in which the step gave an answer.
    pub alone: Vec<OneCrowd>,
    /// All of them together.
    pub false_alarms: FalseAlarms,
    /// The same people in the crowds with plantings, one a seed in which the step gave an answer.
    pub beside_planted: Vec<OneCrowd>,
    /// What was found of each kind of planting, in all crowds together.
    pub found: Vec<FoundOf>,
}

/// People of one crowd, none of whom acts together with anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OneCrowd {
    /// Seed of the crowd.
    pub seed: u64,
    /// People who posted.
    pub accounts: u64,
    /// Those that the step could assess; all of them for a step that gives no verdict on single accounts.
    pub assessed: u64,
    /// Those that it puts forward.
    pub put_forward: u64,
}

/// People put forward over all crowds in which nobody acts together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FalseAlarms {
    /// Mean over crowds.
    pub mean: f64,
    /// Fewest in a crowd.
    pub least: u64,
    /// Most in a crowd.
    pub most: u64,
    /// Share of those assessed with Wilson's interval at 95 %, as if each account were drawn by itself; none where nobody was assessed.
    pub share: Option<Estimate>,
}

/// What a step found of one kind of planting, over all crowds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundOf {
    /// The kind.
    pub kind: &'static str,
    /// Planted accounts, over all crowds.
    pub planted: u64,
    /// Those that the step could assess.
    pub assessed: u64,
    /// Those that it puts forward.
    pub found: u64,
    /// The same for each size of group; one for accounts that act each for itself.
    pub by_size: Vec<OfSize>,
}

/// What a step found of groups of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OfSize {
    /// Accounts of the group.
    pub size: u64,
    /// Planted accounts in such groups, over all crowds.
    pub planted: u64,
    /// Those that the step puts forward.
    pub found: u64,
}
