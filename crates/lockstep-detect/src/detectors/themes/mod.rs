//! D14: which texts match the study's rules for a theme, how far a rule can be trusted, and which words set the studied accounts apart.

mod keyness;
mod rules;
mod sample;
mod tables;
mod units;

use std::collections::BTreeMap;

use lockstep_snapshot::{Column, Role, Snapshot};
use rand_chacha::rand_core::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::sample::Sample;
use crate::card::{Axis, ByChance, Card, Headline, Part, ReferenceLine, View};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::Findings;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Themes;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// The rules, one a theme. Without any, only words are compared.
    ///
    /// Default: none; a theme is the study's own.
    themes: Vec<Theme>,
    /// Posts listed as evidence for each theme: the first of each account, earliest first.
    ///
    /// Default: ours, enough to judge a rule by and few enough to read.
    #[schemars(range(min = 1, max = 1_000))]
    evidence: u32,
    /// Authors who must use a word for it to be compared, those of all groups together.
    ///
    /// Default: ours; a word of fewer is the manner of a few people.
    #[schemars(range(min = 2, max = 1_000_000))]
    minimum_authors: u32,
    /// Share of the words found that may be so by chance.
    ///
    /// Default: ours; hundreds of words are compared.
    #[schemars(range(min = 0.000_001, max = 0.2))]
    false_discovery_rate: f64,
    /// Weight of the prior: pseudo-uses of a word for each author who uses it. Larger pulls rare words harder towards no difference; a very
    /// small one leaves words that one group never uses without a verdict, for their error is then that of the prior.
    ///
    /// Default: ours, between the weak and the strong priors of Monroe, Colaresi and Quinn 2008 (Political Analysis 16:372).
    #[schemars(range(min = 0.000_1, max = 10.0))]
    prior: f64,
    /// Words listed on either side, those that differ most.
    ///
    /// Default: ours; readers stop long before.
    #[schemars(range(min = 1, max = 10_000))]
    listed: u32,
}

/// A rule for a theme.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Theme {
    /// Name of the theme.
    name: String,
    /// Version of the rule; raise it with every change, for a coded sample belongs to one version.
    #[schemars(range(min = 1))]
    version: u32,
    /// Phrases by language label, as the source has it (such as `en`), or `any` for all posts.
    phrases: BTreeMap<String, Phrases>,
    /// Matches that two people coded by hand, as counts.
    #[serde(default)]
    sample: Option<Sample>,
}

/// Phrases of a rule in one language. Capitals, accents of typing and punctuation do not count; a `*` at the end stands for any ending of
/// the last word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Phrases {
    /// A text matches when it has one of these,
    include: Vec<String>,
    /// and none of these.
    exclude: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { themes: Vec::new(), evidence: 20, minimum_authors: 10, false_discovery_rate: 0.01, prior: 0.1, listed: 300 }
    }
}

impl Detector for Themes {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "themes",
        version: 1,
        title: "Themes and words",
        question: "How many texts and authors match the study's rules for its themes, and which words set the studied accounts apart?",
        method: "Retweets and boilerplate are left out. A text counts once for each author, however often the author posts it or a near copy of \
                 it. A rule is a list of phrases by language: a text matches when it has one of the phrases, word for word and without regard to \
                 capitals and punctuation, and none of the phrases that exclude it. How often a match means what the rule is named after is not for a \
                 program to say: a study gives the counts of a sample that two people coded, and from them follow the rule's precision and the \
                 coders' agreement. Apart from rules, words are compared between studied and other accounts. For each word the authors are \
                 counted who use it at all, not the times they use it, and of a text that several accounts copied only the first author \
                 counts. The log-odds of the word in the two groups are compared under a prior made of all authors, which keeps rare words \
                 from standing out by luck.",
        formula: &[
            "precision = coded matches that are right / coded matches, Wilson interval; matches the two coders disagree on count as right only where settled",
            "α = 1 − observed / expected disagreement of the coders (Krippendorff, nominal)",
            "δ = ln[(y₁ + a)/(n₁ + a₀ − y₁ − a)] − ln[(y₂ + a)/(n₂ + a₀ − y₂ − a)], z = δ / √(1/(y₁ + a) + 1/(y₂ + a))",
            "y: authors of a group who use the word; n: the same added up over words; a = `prior` × authors of any group who use it; a₀: added up",
            "two-sided p of z, Benjamini-Hochberg over all words compared",
        ],
        minimum_data: "Texts. Precision and agreement need a coded sample. Words need a studied set, 10 authors on either side, and \
                       `minimum_authors` authors for each word (10 unless set).",
        slower: Some("Its time grows with copies, as in near_duplicate_text: by the square where thousands of texts share rare words."),
        assumptions: &[
            "Rules were written without looking at which accounts match.",
            "The coded sample was drawn at random from the matches of this version of the rule, and coded without seeing whose they are.",
            "Authors choose their words independently of each other. Those who act together do not, and their words stand out by more than z says.",
        ],
        limits: &[
            "A match is no stance: a text may quote, mock or reject what it mentions.",
            "Precision says how many matches are right, nothing of the texts that a rule misses.",
            "Words are parted at spaces, so that languages written without them, and phrases in them, are not found.",
            "Where the two groups write in different languages, every word of either sets them apart.",
            "Words that are the name of an account in the data are left out.",
        ],
        innocent: &[
            "People who share an interest share its words: a theme is what a crowd is about, not a sign that somebody leads it.",
            "Accounts are often put on a list because of what they write, and then their words say nothing new of them.",
        ],
        line: None,
        baseline: "Rules are matched by {studied_share} of the texts of studied accounts, and by {other_share} of those of the accounts they are \
                   compared with. Words compare {studied_authors account} with {other_authors account}.",
        chance: "Of the words found, at most {expected_false} to expect by chance. For rules chance is no question, but precision is: {coded} \
                 of {rules rule} come with a coded sample.",
        part: Part::Content,
        techniques: &[],
        references: &[
            "B. L. Monroe, M. P. Colaresi and K. M. Quinn, Fightin' Words, Political Analysis 16:372, 2008.",
            "K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011.",
            "E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22:209, 1927.",
            "Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, JRSS B 57:289, 1995.",
        ],
        validation: "Krippendorff's α against the three worked examples of its paper; log-odds against a word worked by hand; matches against small \
                     texts; in a simulation the words of the studied lists are the ones they were given, and two halves of one crowd have none.",
        headline: Headline {
            count: "words",
            found: "Of {words word} that enough authors use, {key_studied} are more usual among studied accounts and {key_other} among the \
                    others. {matched} of {texts text} match one of the study's {rules rule}.",
            nothing: "{matched} of {texts text} by {authors account} match one of the study's {rules rule}. No words were compared.",
            by_chance: ByChance::NoMatter,
        },
        measure: None,
        family: None,
        views: &[View::Scatter {
            name: "words",
            title: "{key_studied word} are more usual among studied accounts, {key_other} less",
            table: "words",
            x: Axis { column: "authors", label: "authors who use the word", log: true },
            y: Axis { column: "z", label: "log-odds in standard deviations; above 0: more usual among studied accounts", log: false },
            verdict: "verdict",
            lines: &[ReferenceLine { at: 0.0, label: "as usual in both", source: "equal odds" }],
        }],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        vec![Column::Kind, Column::Text, Column::Language]
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        if settings.themes.is_empty() && !snapshot.sets.iter().any(|set| set.role == Role::Studied) {
            return Err(Unfit {
                reason: "the study has neither rules for themes nor a studied set whose words could be compared".to_owned(),
                remedy: "rules in the settings, or an input with `table: sets` and the role `studied`, would do".to_owned(),
            });
        }
        let rules = rules::Rules::new(&settings.themes)?;
        let units = units::Units::of(snapshot, context.random(0).next_u64())?;
        let matches = rules.matches(snapshot, &units);
        let words = keyness::Keyness::of(settings, snapshot, &units);
        Ok(tables::findings(settings, snapshot, &units, &matches, &words))
    }
}
