//! Accounts that act on the same objects within a short time of each other: co-action networks.
//!
//! A *layer* says what an object is (a retweeted post, a hashtag); an *engine* says which pairs of accounts become edges.

mod layer;
mod tables;
mod window_counts;

use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::layer::{Actions, Layer};
use self::window_counts::{Budget, Counted};
use crate::card::{Card, Headline, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::Findings;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct CoAction;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// What two accounts must have in common.
    layer: Layer,
    /// How pairs become edges.
    engine: Engine,
    /// Two actions count together when they are at most this far apart.
    window: Duration,
    /// Distinct objects that a pair needs in common, each within the window.
    #[schemars(range(min = 1, max = 100_000))]
    minimum_weight: u32,
    /// Objects that more accounts than this acted on are left out, and counted; unset, none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2))]
    most_accounts: Option<u32>,
    /// Objects listed as evidence for each edge, those with the least time between first.
    #[schemars(range(min = 1, max = 1_000))]
    evidence: u32,
    /// Memory that counting pairs may take, MiB; a study that needs more is refused before it starts.
    #[schemars(range(min = 16, max = 1_048_576))]
    memory_mib: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            layer: Layer::CoRetweet,
            engine: Engine::WindowCounts,
            window: Duration::from_ms(60_000),
            minimum_weight: 5,
            most_accounts: None,
            evidence: 5,
            memory_mib: 1_024,
        }
    }
}

/// How pairs of accounts become edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Engine {
    /// Count the distinct objects that both accounts acted on within the window, and keep pairs with enough of them.
    WindowCounts,
}

impl Detector for CoAction {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "co_action",
        version: 1,
        title: "Co-action",
        question: "Which pairs of accounts act on the same things within moments of each other, again and again?",
        method: "Every action is an account, an object and a time. In the co-retweet layer the object is the post that is passed on; in the \
                 co-hashtag layer it is a hashtag of a post that is not a retweet. For each object, its actions are sorted by time and swept \
                 once, so that only pairs within the window are met. The weight of a pair is the number of distinct objects it shares within the \
                 window, so that one busy object or one busy account cannot raise it by repetition. Pairs that reach the minimum weight are \
                 edges. For each edge the objects, the posts and the seconds between them are listed.",
        formula: &[
            "w(i, j) = |{objects α : some action of i and some action of j on α are at most `window` apart}|",
            "edge: w(i, j) ≥ `minimum_weight`",
        ],
        minimum_data: "Times at least as fine as the window, and one object with two accounts.",
        assumptions: &["The clock of the source is right to the second, or as far as the data section says."],
        limits: &[
            "A fixed minimum weight knows nothing of chance: in a large crowd, popular objects give some pairs by coincidence alone.",
            "Accounts that act on many objects have more chances to meet; the table gives each account's number of objects.",
            "With times to the minute, a window of one minute means the same or the next minute.",
        ],
        innocent: &[
            "News breaks, and everybody passes it on in the same minute.",
            "Several accounts of one newsroom or organisation post the same on purpose and openly.",
            "Share buttons, feeds and scheduling programs post for many people at set times.",
            "Fans and activists agree on a time to post, which is lawful and may be public.",
        ],
        baseline: "{acting account} with at least one such action could form {eligible_pairs pair}; {pairs_sharing} of them met on at least one \
                   object.",
        chance: "Not estimated: this engine only counts. Read a pair as a lead to look at, not as a finding of coordination.",
        references: &[
            "F. Giglietto et al., It takes a village to manipulate the media, Information, Communication & Society 23(6), 2020 (counting shared \
             links in a time window).",
            "T. Graham et al., coordination-network-toolkit (distinct actions in a window).",
            "N. Righetti and P. Balluff, CooRTweet, Computational Communication Research 7(1), 2025.",
        ],
        validation: "Tested against brute force on random data and against CooRTweet's edge list on a public data set, where both count the same.",
        headline: Headline {
            count: "edges",
            found: "{edges} of {eligible_pairs pair of accounts} shared at least {minimum_weight object}, each within {window}; {linked} of \
                    {acting account} are in such a pair.",
            nothing: "No two accounts shared {minimum_weight object}, each within {window}.",
        },
        views: &[View::Network { name: "network", title: "{linked account} in {groups group}, joined by {edges tie}" }],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        settings.layer.reads()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        let resolution = snapshot.posts.resolution_ms;
        if settings.window.ms() < resolution {
            let resolution = Duration::from_ms(resolution);
            return Err(Unfit {
                reason: format!("a window of {} is finer than the clock of the data, which ticks every {resolution}", settings.window),
                remedy: format!("a window of {resolution} or more would do"),
            });
        }
        let actions = Actions::new(settings.layer, settings.most_accounts, snapshot)?;
        let budget = Budget { bytes: u64::from(settings.memory_mib) << 20 };
        let counted = Counted::new(&actions, settings.window.ms(), settings.minimum_weight, settings.evidence as usize, budget)?;
        Ok(tables::findings(settings, snapshot, &actions, &counted))
    }
}
