//! What the planting says about itself.

use crate::card::{Beside, ByChance, Card, Headline, Part, View};

/// The card.
pub(super) const CARD: Card = Card {
    id: "planted",
    version: 2,
    title: "Planted groups",
    question: "How small a group, acting together how seldom, would this step have found in these data?",
    method: "Groups are planted into the study's own data and the step is run again, with its own settings and seed. A group has so many \
             members, and each of them acts on each of so many things: new ones, which nobody else acted on. For every thing a moment is \
             drawn among those at which somebody acted in the layer, so that groups are awake when the crowd is; from then on each member \
             acts at a random time within the spread, to the resolution of the data's clock. Members are real accounts of the collection, \
             drawn among those that the step does not put forward and that acted on at least three things of the layer; what is planted comes \
             on top of what they did anyway. At most five groups of one kind are planted at once, and no more accounts than one in twenty of \
             those acting, or one group where that is fewer. Every draw takes other members and moments.\n\n\
             What is counted is how many of the planted members the step puts forward. Nothing planted is ever published as a finding about an \
             account: members are counted and named nowhere.",
    formula: &[
        "share found = planted members put forward / planted members, over all draws of one kind of groups",
        "interval: Wilson's for that share, with as many trials as groups, because members stand and fall with their group",
        "a kind of groups is found: share found ≥ 0.8",
        "smallest group for a spread and number of joint actions = the smallest size tried that is found",
        "groups at once = accounts acting / (20 × size), at least 1 and at most 5",
    ],
    minimum_data: "That of the step, and as many ordinary accounts as a group has members; where there are fewer, that is counted as no answer.",
    slower: Some(
        "Its time is that of the step without decoys, once for each size, number of joint actions, spread and draw; the actions of the data \
         are sorted once for all of them. Each run is kept as soon as it is done.",
    ),
    assumptions: &[
        "Groups of interest act as the planted ones do: all members on all things, within a spread, and otherwise like ordinary accounts.",
    ],
    limits: &[
        "Groups that act otherwise are easier or harder to find than the map says: those whose members take turns, that act on popular \
         things, that write copied texts in another layer, or that do nothing else at all.",
        "The map says what would have been found, had it been there. That the step found nothing then means: no such group, of a kind \
         marked as found. About the kinds not marked it means nothing.",
        "It says nothing about how many of the accounts put forward are wrong.",
        "Several groups are planted at once. A method that controls the rate of false discoveries loosens as more is found, so that near the \
         edge of what can be found the map is too hopeful about a group by itself, most where the step finds little else. In an invented \
         crowd of 894 accounts, `validated` found 81 % of the members of groups of 5 that acted together 5 times within a minute, and 27 % \
         when each was alone (crates/lockstep/tables/power.md). The interval does not cover that.",
        "Larger groups are not always easier to find: a method that leaves out popular things may leave out those that a large group made \
         popular. The table says which sizes these are.",
        "Things that nobody else acts on are the easiest to tell from chance. On things that a few others act on too, groups of the same \
         sizes were found about as often (crates/lockstep-network/tables/groups.md); on popular things they would be found less often.",
        "Where the clock of the data is coarser than a spread, members act at the same tick or the next, and shorter spreads look alike.",
    ],
    innocent: &[
        "The planted accounts did nothing. Whether accounts that act together are innocent is for the step itself to say, and it does.",
    ],
    line: Some("A kind of groups counts as found when at least 80 % of its members are put forward."),
    baseline: "{groups} groups with {members member} in all were planted, in {runs} runs, into data with {own_accounts account} put forward. \
               Members were drawn from {ordinary account}. Of {kinds kind of groups}, {kinds_found} are found; \
               with as many joint actions as the smallest group found, {larger_missed} larger sizes are missed.",
    chance: "None of the members is put forward where nothing is planted. In a run with planted groups, {others account} that are not members \
             are put forward besides, on average.",
    part: Part::Signal,
    family: None,
    techniques: &[],
    references: &[
        "E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American Statistical Association \
         22:209, 1927 (the interval).",
    ],
    validation: "For `window_counts` and `validated`, held against groups that other code added to the rows of invented crowds, one at a time: \
                 for every spread and number of joint actions the smallest group found there is the one on the map, or one step of size \
                 beside it. The number of threads and a run that is cut off and resumed change nothing.",
    headline: Headline {
        count: "smallest_group",
        found: "Of groups planted for a trial, those of {smallest_group} that acted together {joint_actions} times within {spread} were found. Of \
                the members of groups of {largest_group} that did so only {least_actions} times, {found_at_least} were found.",
        nothing: "Of groups planted for a trial, not even those of {largest_group} that acted together {most_actions} times within {spread} were \
                  found.",
        by_chance: ByChance::NoMatter,
    },
    measure: None,
    views: &[View::Map {
        name: "map",
        title: "What would have been found: {kinds_found} of {kinds kind of groups}",
        table: "cells",
        panel: Beside { column: "spread", label: "within" },
        row: Beside { column: "size", label: "accounts of a group" },
        column: Beside { column: "actions", label: "joint actions" },
        share: Beside { column: "share", label: "members found" },
        line: 0.8,
    }],
};
