//! What a step on less data says about itself.

use crate::card::{Axis, Beside, ByChance, Card, Dots, Headline, Part, View};

/// The card.
pub(super) const CARD: Card = Card {
    id: "less_data",
    version: 2,
    title: "Less data",
    question: "Would the same accounts have been put forward on less data?",
    method: "The step is run again, with its own settings and seed, on the same data with posts left out. Shares of the posts are kept at \
             random, several times each: every choice of that many posts is equally likely. Then the posts of one single thing are left \
             out: of the account with most posts, of the day (UTC) with most posts, of the hashtag in most posts, of the post passed on most \
             often, of the link in most posts; of several that come as often, the first by name or date. For each, the accounts put forward \
             are held against those that all posts put forward.\n\n\
             What does not come from posts stays as it is: profiles, counters, follow ties, lists and dates. Accounts whose posts are all \
             left out stay in the lists, with no post.",
    formula: &[
        "kept at random = round(share × posts), drawn without repetition",
        "still put forward = |accounts of both this result and that with all posts| / |accounts with all posts|",
        "new = accounts of this result that are not among those with all posts",
        "agreement = |accounts of both| / |accounts of either|; 1 where neither has any",
    ],
    minimum_data: "That of the step, with all posts; where what is left does not suffice, that is counted as no answer, and never as no account.",
    slower: Some(
        "Its time is that of the step without decoys, once for each way of leaving out posts; each is kept as soon as it is done.",
    ),
    assumptions: &[
        "Posts missing from a collection are missing at random. A platform that hides or deletes the posts of one side, or a search that \
         caught one topic only, is not like that.",
    ],
    limits: &[
        "This says how a result would have shrunk on less data, and not how it would grow on more.",
        "Keeping half of the posts keeps about a quarter of the things that two given accounts did together: methods that count joint \
         actions against a fixed minimum lose accounts for that reason alone.",
        "The single things are one of each kind. A result may hang on ten accounts together and on none of them alone.",
        "An account that stays put forward is put forward whatever part of the data is missing. That says nothing about why it behaves as it \
         does.",
    ],
    innocent: &[
        "A crowd with an ordinary reason for its pattern is found on less data too: what the step itself says of ordinary reasons holds here.",
    ],
    line: None,
    baseline: "{posts post} were there to leave out; of {ways way} of leaving some out, {answered} give an answer. Less data never put more than \
               {most_new account} forward that all of it does not.",
    chance: "No chance is computed: draws say how much the result hangs on which posts were collected, and what chance gives stands at the \
             step itself.",
    part: Part::Signal,
    family: None,
    techniques: &[],
    references: &[
        "F. Morstatter, J. Pfeffer, H. Liu and K. M. Carley, Is the Sample Good Enough? Comparing Data from Twitter's Streaming API with \
         Twitter's Firehose, ICWSM 2013 (why a collection is never all there is).",
    ],
    validation: "What is left was compared with a collection that never had the other posts, and gives the same rows and the same result. \
                 Single things were found by hand in small data. The number of threads and a run that is cut off and resumed change nothing.",
    headline: Headline {
        count: "own_accounts",
        found: "Of the {own_accounts account} put forward, {kept_at_larger} still are with {larger_share} of the posts and {kept_at_smaller} \
                with {smaller_share}; without the busiest account, day or object, at least {kept_without_one}.",
        nothing: "Nobody is put forward with all posts; on less data, at most {most_new account}.",
        by_chance: ByChance::NoMatter,
    },
    measure: None,
    views: &[View::Specification {
        name: "left",
        title: "Of {own_accounts account}, how many are still put forward on less data",
        dots: Dots { one: "way of leaving out posts", many: "ways of leaving out posts", marks: "what is left", own: "all posts" },
        table: "variants",
        y: Axis { column: "kept", label: "accounts still put forward", log: false },
        settings: &[Beside { column: "left", label: "posts that are left" }],
        own: Some("own"),
    }],
};
