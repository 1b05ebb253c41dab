//! What is usual in a world: what people post, how soon they share, and how fine its clocks are.

use crate::text::Community;

/// Shares of what an account does; the rest are posts of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mix {
    pub(crate) retweet: f64,
    pub(crate) reply: f64,
    pub(crate) quote: f64,
}

impl Mix {
    /// What is left when an account shares nothing.
    pub(crate) fn unshared(self) -> Self {
        let rest = 1.0 - self.retweet;
        if rest <= 0.0 {
            return Self { retweet: 0.0, reply: 0.0, quote: 0.0 };
        }
        Self { retweet: 0.0, reply: self.reply / rest, quote: self.quote / rest }
    }
}

/// How long after its birth an object is shared: a lognormal delay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Delay {
    /// Median, seconds.
    pub(crate) median: f64,
    /// Standard deviation of the logarithm.
    pub(crate) spread: f64,
}

impl Delay {
    /// The delay where nothing is known of it.
    pub(crate) const USUAL: Self = Self { median: 15.0 * 60.0, spread: 1.6 };
}

/// What is usual in a world.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Customs {
    /// What people of each community do.
    pub(crate) people: [Mix; 3],
    /// What those do who hardly do anything else: mostly pass on.
    pub(crate) incessant: Mix,
    /// Share of retweets in what a scheduling program sends.
    pub(crate) scheduled_retweets: f64,
    /// How soon people share what is new.
    pub(crate) delay: Delay,
    /// Unit of the clock that posts are told by, ms.
    pub(crate) resolution: i64,
    /// Whether people who find nothing to answer or quote that day go back to the day before, so that as many answer as the mix says.
    pub(crate) looks_back: bool,
}

impl Customs {
    /// Those of the scenario `influence-network`.
    pub(crate) const USUAL: Self = Self {
        people: [
            Mix { retweet: 0.62, reply: 0.12, quote: 0.06 },
            Mix { retweet: 0.55, reply: 0.15, quote: 0.07 },
            Mix { retweet: 0.45, reply: 0.2, quote: 0.05 },
        ],
        incessant: Mix { retweet: 0.8, reply: 0.06, quote: 0.02 },
        scheduled_retweets: 0.45,
        delay: Delay::USUAL,
        resolution: 1,
        looks_back: false,
    };

    /// What people of a community do.
    pub(crate) fn of_people(&self, community: Community) -> Mix {
        self.people[community.number()]
    }

    /// A time as the clock tells it.
    pub(crate) fn told(&self, time: i64) -> i64 {
        time - time.rem_euclid(self.resolution)
    }
}
