//! D17: how many people a set can have reached at most, and who passed on what it wrote. Bounds only.

use lockstep_snapshot::{Coded, Column, Role, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{ByChance, Card, Headline, Part};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, count, value};
use crate::groups::column;
use crate::numbers::share;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Retweets and answers of a set's posts from which it is said what share came from inside.
    ///
    /// Default: ours; below 30 a share is known to no better than a fifth.
    #[schemars(range(min = 1, max = 1_000_000))]
    minimum_engagements: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { minimum_engagements: 30 }
    }
}

impl Detector for Reach {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "reach",
        version: 1,
        title: "Reach",
        question: "How many accounts can a set have reached, and did others pass on what it wrote, or mostly the set itself?",
        method: "Reach is not measured, but bounded. From above: the sum of the accounts' follower counters, in which somebody who follows several \
                 of them counts several times; where lists of followers were collected, listed followers count once, and only those not listed are \
                 added. From below: the largest single counter, or the followers in the collected lists if they are more. Engagement is what was \
                 collected of it: retweets of and answers to the set's posts, by its own accounts and by others, an account's with itself left \
                 out. The share from inside is shown beside the share of all collected retweets and answers that the set's accounts wrote: if who \
                 engages had nothing to do with the set, the two would be about equal.",
        formula: &[
            "at most = listed followers, each once + Σ max(0, counter − listed followers of the account)",
            "at least = max(largest counter, listed followers, each once)",
            "inside = retweets and answers between two accounts of the set / all those of posts of the set by anybody else than the author",
            "usual = retweets and answers written by accounts of the set / all collected, to accounts other than the author's own",
        ],
        minimum_data: "A follower counter or a list of followers for the bounds; `minimum_engagements` retweets and answers (30 unless set), and \
                       posts by accounts outside the set, for the share from inside.",
        slower: None,
        assumptions: &["Counters are those last observed, and their dates may differ between accounts."],
        limits: &[
            "A follower is not a reader: most posts are seen by a small part of the followers, and by people who follow nobody involved.",
            "Followers can be bought, and may themselves be run by programs.",
            "Retweets and answers by accounts that were not collected are missing, so that the share from inside is an upper bound where the set \
             was collected more completely than its audience.",
        ],
        innocent: &[
            "Friends pass on each other's posts; a share from inside above the usual is to be expected of any community.",
            "A new or small group is heard by itself first.",
        ],
        line: None,
        baseline: "Accounts of the first studied list wrote {usual_share} of all {all_engagements} collected retweets and answers. In the control \
                   sets, {control_inside} of the engagement comes from inside.",
        chance: "Not a test: these are counts and bounds. The share from inside has no chance level but the usual share beside it.",
        part: Part::Signal,
        techniques: &[],
        references: &["B. Nimmo, The Breakout Scale, Brookings Institution, 2020 (why engagement outside the set is what matters)."],
        validation: "Bounds and shares are tested against counts by hand, and the planted sum of followers in a simulation.",
        headline: Headline {
            count: "followers_at_most",
            found: "{set_accounts account} of the first studied list have at most {followers_at_most follower}, and at least {followers_at_least}. \
                    Of {engagements} collected retweets and answers of their posts, {inside_share} came from the list itself.",
            nothing: "No follower of the first studied list is known.",
            by_chance: ByChance::NoMatter,
        },
        measure: None,
        family: None,
        views: &[],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        vec![Column::RetweetedAccount, Column::RepliedAccount]
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        if !snapshot.sets.iter().any(|set| set.role == Role::Studied) {
            return Err(Unfit {
                reason: "the study names no set of accounts to look into".to_owned(),
                remedy: "an input with `table: sets` and the role `studied` would do".to_owned(),
            });
        }
        let followed = !snapshot.follows.follower.is_empty() || snapshot.observations.followers.is_some();
        let engaged = snapshot.posts.retweeted_account.is_some() || snapshot.posts.replied_account.is_some();
        if !followed && !engaged {
            return Err(Unfit {
                reason: "neither followers nor whom posts pass on or answer are known".to_owned(),
                remedy: "observations with followers, an input of follow ties, or posts that name whom they retweet would do".to_owned(),
            });
        }
        let acts = Acts::new(snapshot);
        let roles = [Role::Studied, Role::Control];
        let sets: Vec<Measured> = roles
            .into_iter()
            .flat_map(|role| snapshot.sets.iter().filter(move |set| set.role == role))
            .map(|set| Measured::new(set.name.clone(), set.role, &set.members, snapshot, &acts))
            .collect();
        let notes = vec!["How often posts were seen is not in the data that Lockstep reads.".to_owned()];
        Ok(Findings { values: values(settings, &sets, &acts), tables: vec![table(settings, &sets)], network: None, notes })
    }
}

/// Retweets and answers to another account of the snapshot or outside it: who, and whom if known to the snapshot.
struct Acts {
    /// (author, the account passed on or answered, whether it is an answer).
    acts: Vec<(u32, Option<u32>, bool)>,
    known: bool,
}

impl Acts {
    fn new(snapshot: &Snapshot) -> Self {
        let posts = &snapshot.posts;
        let mut acts = Vec::new();
        let mut add = |of: &Option<Coded>, answer: bool| {
            let Some(of) = of else { return };
            let accounts: Vec<Option<u32>> = of.names.iter().map(|id| snapshot.accounts.rank(id)).collect();
            for (post, author) in posts.account.iter().enumerate() {
                if let Some(named) = of.rank(post) {
                    let target = accounts[named as usize];
                    if target != Some(*author) && !of.names.get(named).is_empty() {
                        acts.push((*author, target, answer));
                    }
                }
            }
        };
        add(&posts.retweeted_account, false);
        add(&posts.replied_account, true);
        Self { acts, known: posts.retweeted_account.is_some() || posts.replied_account.is_some() }
    }
}

/// A set, measured.
struct Measured {
    name: String,
    role: Role,
    accounts: u64,
    counted: u64,
    sum: u64,
    largest: u64,
    listed: u64,
    listed_ties: u64,
    /// Followers at most: listed ones once, and those of each counter that are not listed.
    at_most: u64,
    first_seen: Option<i64>,
    last_seen: Option<i64>,
    retweets: (u64, u64),
    answers: (u64, u64),
    outsiders: u64,
    /// Retweets and answers that its accounts wrote, to anybody.
    written: u64,
    /// Whether anybody else's retweets and answers were collected.
    others: bool,
}

impl Measured {
    fn new(name: String, role: Role, members: &[u32], snapshot: &Snapshot, acts: &Acts) -> Self {
        let mut inside = vec![false; snapshot.accounts.len()];
        members.iter().for_each(|member| inside[*member as usize] = true);
        let follows = &snapshot.follows;
        let mut ties: Vec<(u32, u32)> = follows.follower.iter().copied().zip(follows.followed.iter().copied()).collect();
        ties.retain(|(follower, followed)| inside[*followed as usize] && follower != followed);
        ties.sort_unstable();
        ties.dedup();
        let listed = ties.chunk_by(|a, b| a.0 == b.0).count() as u64;
        let mut listed_of = vec![0_u64; inside.len()];
        ties.iter().for_each(|(_, followed)| listed_of[*followed as usize] += 1);
        let observations = &snapshot.observations;
        let counters = observations.followers.as_ref();
        let last = |member: u32| {
            let counters = counters?;
            observations.of(member).rev().find_map(|row| Some((observations.observed_at[row], counters.get(row)?)))
        };
        let seen: Vec<(u32, i64, u64)> = members.iter().filter_map(|member| last(*member).map(|(at, count)| (*member, at, count))).collect();
        let unlisted: u64 = seen.iter().map(|(member, _, count)| count.saturating_sub(listed_of[*member as usize])).sum();
        let mut counts = [(0, 0), (0, 0)];
        let (mut written, mut others, mut outsiders) = (0, false, Vec::new());
        for (author, target, answer) in &acts.acts {
            let own = inside[*author as usize];
            written += u64::from(own);
            others |= !own;
            if target.is_some_and(|target| inside[target as usize]) {
                let count = &mut counts[usize::from(*answer)];
                if own {
                    count.0 += 1;
                } else {
                    count.1 += 1;
                    outsiders.push(*author);
                }
            }
        }
        outsiders.sort_unstable();
        outsiders.dedup();
        Self {
            name,
            role,
            accounts: members.len() as u64,
            counted: seen.len() as u64,
            sum: seen.iter().map(|row| row.2).sum(),
            largest: seen.iter().map(|row| row.2).max().unwrap_or(0),
            listed,
            listed_ties: ties.len() as u64,
            at_most: listed + unlisted,
            first_seen: seen.iter().map(|row| row.1).min(),
            last_seen: seen.iter().map(|row| row.1).max(),
            retweets: counts[0],
            answers: counts[1],
            outsiders: outsiders.len() as u64,
            written,
            others,
        }
    }

    fn at_least(&self) -> u64 {
        self.largest.max(self.listed)
    }

    fn engagements(&self) -> u64 {
        self.retweets.0 + self.retweets.1 + self.answers.0 + self.answers.1
    }

    fn inside(&self) -> u64 {
        self.retweets.0 + self.answers.0
    }

    fn known(&self) -> bool {
        self.counted > 0 || self.listed_ties > 0
    }

    /// The share of engagement from inside, or why it is not known.
    fn inside_share(&self, settings: &Settings) -> Result<f64, String> {
        if !self.others {
            return Err("no retweets or answers by accounts outside the set were collected".to_owned());
        }
        let engagements = self.engagements();
        if engagements < u64::from(settings.minimum_engagements) {
            return Err(format!("only {engagements} retweets and answers of its posts were collected"));
        }
        share(self.inside(), engagements).ok_or_else(|| "there is no engagement".to_owned())
    }
}

fn values(settings: &Settings, sets: &[Measured], acts: &Acts) -> Vec<Value> {
    let first = &sets[0];
    let all = acts.acts.len() as u64;
    let known = |number: u64| if first.known() { Number::Count(number) } else { Number::Insufficient("no follower is known".to_owned()) };
    let counted = |number: u64| {
        if acts.known { Number::Count(number) } else { Number::Insufficient("posts do not say whom they pass on or answer".to_owned()) }
    };
    let real = |number: Result<f64, String>| number.map_or_else(Number::Insufficient, Number::Real);
    let controls = || sets.iter().filter(|set| set.role == Role::Control);
    let control = share(controls().map(Measured::inside).sum(), controls().map(Measured::engagements).sum());
    let control = control.filter(|_| controls().all(|set| set.inside_share(settings).is_ok()));
    vec![
        count("set_accounts", first.accounts, Unit::Accounts, None, "Accounts of the first studied set."),
        count("counted", first.counted, Unit::Accounts, Some("set_accounts"), "Accounts of it with a follower counter."),
        value("follower_sum", if first.counted > 0 { Number::Count(first.sum) } else { known(0) }, Unit::Followers, None, {
            "Sum of the last observed counters: somebody who follows several accounts counts several times."
        }),
        value("followers_at_most", known(first.at_most), Unit::Followers, None, "Most accounts that can follow any of them."),
        value("followers_at_least", known(first.at_least()), Unit::Followers, None, "Fewest accounts that must follow any of them."),
        value("listed_followers", known(first.listed), Unit::Followers, None, "Followers in the collected lists, each once."),
        value("all_engagements", counted(all), Unit::Posts, None, "Retweets and answers collected, those of an account with itself left out."),
        value("engagements", counted(first.engagements()), Unit::Posts, Some("all_engagements"), "Retweets and answers of posts of the first studied set."),
        value("inside", counted(first.inside()), Unit::Posts, Some("engagements"), "Of these, by accounts of the set."),
        value("inside_share", real(first.inside_share(settings)), Unit::Share, Some("engagements"), "Share from inside."),
        value("usual_share", real(share(first.written, all).ok_or_else(|| "there is no engagement".to_owned())), Unit::Share, Some("all_engagements"), {
            "Share of all collected retweets and answers that the set's accounts wrote."
        }),
        value("control_inside", real(control.ok_or_else(|| "there is no control set with enough engagement".to_owned())), Unit::Share, None, {
            "Share from inside over all control sets together."
        }),
        value("outside_accounts", counted(first.outsiders), Unit::Accounts, None, "Accounts outside the set that passed on or answered a post of it."),
    ]
}

fn table(settings: &Settings, sets: &[Measured]) -> Table {
    let count = |field: &dyn Fn(&Measured) -> u64| Cells::Count(sets.iter().map(|set| Some(field(set))).collect());
    let followers = |field: &dyn Fn(&Measured) -> u64| Cells::Count(sets.iter().map(|set| set.known().then(|| field(set))).collect());
    let time = |field: fn(&Measured) -> Option<i64>| Cells::Time(sets.iter().map(field).collect());
    let coverage = sets.iter().map(|set| share(set.listed_ties.min(set.sum), set.sum)).collect();
    Table {
        name: "sets".to_owned(),
        about: "One row a set: the studied ones first.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(sets.iter().map(|set| set.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(sets.iter().map(|set| set.role.name().to_owned()).collect())),
            column("accounts", "Accounts in the set", count(&|set| set.accounts)),
            column("counted", "Accounts with a follower counter", count(&|set| set.counted)),
            column("follower_sum", "Sum of the last observed counters", {
                Cells::Count(sets.iter().map(|set| (set.counted > 0).then_some(set.sum)).collect())
            }),
            column("at_most", "Most accounts that can follow any of them", followers(&|set| set.at_most)),
            column("at_least", "Fewest accounts that must follow any of them", followers(&Measured::at_least)),
            column("listed", "Followers in the collected lists, each once", count(&|set| set.listed)),
            column("coverage", "Follow ties collected, of those the counters say", Cells::Real(Unit::Share, coverage)),
            column("first_counter", "Earliest of the last observed counters", time(|set| set.first_seen)),
            column("last_counter", "Latest of them", time(|set| set.last_seen)),
            column("retweets_inside", "Retweets of its posts by its own accounts", count(&|set| set.retweets.0)),
            column("retweets_outside", "Retweets of its posts by others", count(&|set| set.retweets.1)),
            column("answers_inside", "Answers to its posts by its own accounts", count(&|set| set.answers.0)),
            column("answers_outside", "Answers to its posts by others", count(&|set| set.answers.1)),
            column("inside_share", "Share of these from inside", {
                Cells::Real(Unit::Share, sets.iter().map(|set| set.inside_share(settings).ok()).collect())
            }),
            column("outside_accounts", "Other accounts that passed on or answered a post of it", count(&|set| set.outsiders)),
            column("written", "Retweets and answers that its accounts wrote, to anybody else", count(&|set| set.written)),
        ],
    }
}
