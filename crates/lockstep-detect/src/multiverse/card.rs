//! What the multiverse says about itself.

use crate::card::{Axis, ByChance, Card, Dots, Headline, Part, View};

/// The card.
pub(super) const CARD: Card = Card {
    id: "multiverse",
    version: 3,
    title: "Other settings",
    question: "How much does it hang on the settings which accounts are put forward?",
    method: "The study names settings of a step and values to try for each. The step is run with every combination of them on the same data, \
             with the same seed; settings that are not named stay as the step has them, and the step's own settings are always among the \
             choices. For each choice, the accounts that it puts forward are taken: those flagged, or those with a tie where the step makes a \
             network. They are compared with the accounts of the step's own settings, and for each account it is counted by how many choices \
             it is put forward. This is a multiverse analysis, and its figure a specification curve.\n\n\
             What only informs the reader, such as decoys and lists of evidence, is left out of the other choices; it changes no account.",
    formula: &[
        "similarity of a choice = |accounts of both the choice and the study's own settings| / |accounts of either|; 1 where neither has any",
        "a choice agrees: similarity ≥ 0.5",
        "share of an account = choices that put it forward / choices that give an answer",
        "core = accounts by the study's own settings with a share ≥ 0.8",
    ],
    minimum_data: "That of the step; a choice for which data do not suffice is counted as giving no answer, and never as no account.",
    slower: Some("Its time is that of the step without decoys, once for each choice of settings; each is kept as soon as it is done."),
    assumptions: &["Every value that the study names is one that somebody could defend."],
    limits: &[
        "Which settings are varied, and between which values, is the choice of the authors. A narrow grid looks firm, and a setting that is \
         not varied may matter more.",
        "The choices are not independent of each other: they look at the same data, and many differ in one setting only. That most of them \
         agree is no test, and their number says nothing.",
        "An account that many choices put forward is put forward whatever the settings. That says nothing about why it behaves as it does.",
        "Strict and loose settings ask different questions. Where the number jumps in the figure, look at which setting jumps with it.",
    ],
    innocent: &[
        "A crowd with an ordinary reason for its pattern is found by many choices of settings too: what the step itself says of ordinary \
         reasons holds for each of them.",
    ],
    line: Some(
        "An account is in the core when the study's own settings put it forward, and so do at least 80 % of the choices that give an answer. A \
         choice agrees when at least half of the accounts of either are accounts of both.",
    ),
    baseline: "The study's own settings put {own_accounts account} forward; half of the choices put at most {median_accounts account} forward. \
               {agreeing} of {others other choice} agree with them by at least half; {unfit} of {specifications choice} give no answer.",
    chance: "How often settings agree says nothing about chance; what chance gives stands at the step itself.",
    part: Part::Signal,
    techniques: &[],
    references: &[
        "S. Steegen, F. Tuerlinckx, A. Gelman and W. Vanpaemel, Increasing transparency through a multiverse analysis, Perspectives on \
         Psychological Science 11(5):702, 2016.",
        "U. Simonsohn, J. P. Simmons and L. D. Nelson, Specification curve analysis, Nature Human Behaviour 4:1208, 2020 (the figure).",
    ],
    validation: "Overlaps were counted by hand for small sets and by brute force for random ones; the study's own settings give the accounts \
                 that the step itself gives. The number of threads and a run that is cut off and resumed change nothing.",
    headline: Headline {
        count: "core",
        found: "With {answered choice of settings}, the study's own included, {least_accounts} to {most_accounts account} are put forward. Of \
                the {own_accounts account} that the study's own settings put forward, {core} are put forward by at least 80 % of the choices.",
        nothing: "With {answered choice of settings}, the study's own included, {least_accounts} to {most_accounts account} are put forward. Of \
                  the {own_accounts account} that the study's own settings put forward, none is put forward by at least 80 % of the choices.",
        by_chance: ByChance::NoMatter,
    },
    measure: None,
    family: None,
    views: &[View::Specification {
        name: "curve",
        title: "{least_accounts} to {most_accounts account}, by {answered choice of settings}",
        dots: Dots::CHOICES,
        table: "specifications",
        y: Axis { column: "accounts", label: "accounts put forward", log: false },
        settings: &[],
        own: Some("own"),
    }],
};
