//! The checked study.
//!
//! These types are the language of `study.yaml`: their field names are its keys, and their comments become the descriptions in its JSON
//! Schema. A value made by [`parse`](crate::parse) has every default filled in, so its JSON form is the canonical study.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::attribution::Attribution;
use crate::claims::{Claim, Relation, Work};
use crate::day::Day;
use crate::input::Input;
use crate::schema::{ORCID, SLUG, SLUG_WORDS, TEXT, asks_something, lists_of_values};
use crate::trials::{LessData, Plant};

/// One question, the data it is asked of, the methods that look for an answer, and how the answer is told.
///
/// A study that holds published claims may do without data and methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = asks_something)]
pub struct Study {
    /// The title of the report.
    #[schemars(regex(pattern = TEXT))]
    pub title: String,
    /// The question that the study answers, in one sentence.
    #[schemars(regex(pattern = TEXT))]
    pub question: String,
    /// A paragraph that a hurried reader can stop after. `{{ step.value }}` stands for a value that a step finds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Who answers for the study.
    #[schemars(length(min = 1))]
    pub authors: Vec<Author>,
    /// The licence of the report, by custom an SPDX id such as `CC-BY-4.0`.
    #[schemars(regex(pattern = TEXT))]
    pub licence: String,
    /// The day of publication, such as `2026-11-24`; the report takes no date from a clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Day>,
    /// The number from which every random draw follows.
    #[serde(default)]
    #[schemars(range(max = 4_294_967_295_u32))]
    pub seed: u32,
    /// The data that the study reads or simulates.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub inputs: Vec<Input>,
    /// Lists of accounts that the study names.
    #[serde(default)]
    pub sets: Vec<AccountSet>,
    /// What kind of comparison each control set is for.
    #[serde(default, skip_serializing_if = "Controls::is_empty")]
    pub controls: Controls,
    /// Dated events outside the data, to hold activity against.
    #[serde(default)]
    pub events: Vec<Event>,
    /// The methods to run, with their settings.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub steps: Vec<Step>,
    /// Published works that claims are taken from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub sources: Vec<Work>,
    /// Published claims, each to be held against what the steps find.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub claims: Vec<Claim>,
    /// Arithmetic on the numbers of the claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub arithmetic: Vec<Relation>,
    /// Prose for the report that no method can compute.
    #[serde(default)]
    pub report: Report,
    /// What a published report may show about an account.
    #[serde(default)]
    pub publication: Publication,
}

impl Study {
    /// The study without its prose: all that findings, claims and the published form of either follow from.
    #[must_use]
    pub fn asks(&self) -> Self {
        let attribution = self.report.attribution.clone();
        Self {
            title: String::new(),
            question: String::new(),
            summary: None,
            authors: Vec::new(),
            licence: String::new(),
            report: Report { attribution, ..Report::default() },
            ..self.clone()
        }
    }

    pub(crate) fn fill_defaults(&mut self) {
        self.inputs.iter_mut().for_each(Input::fill_defaults);
    }
}

/// A person or body that answers for the study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The name as it is to be cited.
    #[schemars(regex(pattern = TEXT))]
    pub name: String,
    /// The institution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// The ORCID iD, sixteen digits in four groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = ORCID), extend("x-expects" = "sixteen digits in four groups, such as `0000-0002-1825-0097`"))]
    pub orcid: Option<String>,
}

impl Author {
    /// Family name and given names of a person; none for a body, whose name stays whole.
    ///
    /// A name with a comma, an initial, an ORCID iD or an affiliation is a person's; any other may be a body's.
    #[must_use]
    pub fn family_and_given(&self) -> Option<(&str, &str)> {
        let initial = |word: &str| word.ends_with('.') && word.chars().count() == 2;
        let person = self.orcid.is_some() || self.affiliation.is_some() || self.name.contains(',') || self.name.split(' ').any(initial);
        if !person {
            return None;
        }
        match self.name.split_once(',') {
            Some((family, given)) => Some((family.trim(), given.trim())),
            None => self.name.rsplit_once(' ').map(|(given, family)| (family, given)),
        }
    }
}

/// A list of accounts that the study treats as a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountSet {
    /// The name by which steps and the report refer to the set.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub name: String,
    /// What the set is for.
    pub role: SetRole,
    /// Where the list comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The account ids, each in quotes.
    #[schemars(length(min = 1), inner(regex(pattern = TEXT)))]
    pub accounts: Vec<String>,
}

/// What a set of accounts is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetRole {
    /// The accounts that the question is about.
    Studied,
    /// Accounts to compare them with.
    Control,
}

/// Control sets by what they are compared for. Every control set goes through the same steps as the accounts studied, whether it is named
/// here or not; here the study says which of them take the other side and which take none, so that a reader sees at once whether the same
/// methods say the same of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Controls {
    /// Control sets of accounts that take the opposite side on the same subject.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1), inner(regex(pattern = SLUG)), extend("uniqueItems" = true))]
    pub opposed: Vec<String>,
    /// Control sets of accounts that take no side.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1), inner(regex(pattern = SLUG)), extend("uniqueItems" = true))]
    pub neutral: Vec<String>,
}

impl Controls {
    /// Whether no set is named.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.opposed.is_empty() && self.neutral.is_empty()
    }

    /// The kind that a set is named for, if any.
    #[must_use]
    pub fn kind_of(&self, set: &str) -> Option<&'static str> {
        let named = |sets: &[String]| sets.iter().any(|name| name == set);
        if named(&self.opposed) { Some("opposed") } else { named(&self.neutral).then_some("neutral") }
    }
}

/// A dated event outside the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The name shown in figures.
    #[schemars(regex(pattern = TEXT))]
    pub name: String,
    /// The first day of the event, in UTC.
    pub start: Day,
    /// The last day of the event, in UTC; without it the event takes one day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Day>,
    /// Where the dates come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// One method with its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The name of the step, which is also its folder among the findings.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub step: String,
    /// The detector to run; `lockstep detectors` lists them.
    #[schemars(regex(pattern = TEXT))]
    pub detector: String,
    /// The settings of the detector, checked against its own schema.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Settings to change, each with the values to try: the step is run with every combination of them as well, which shows how much hangs
    /// on a choice. Settings not named stay as they are; 500 combinations at most.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(transform = lists_of_values)]
    pub vary: BTreeMap<String, Vec<Value>>,
    /// Run the step again with posts left out, which shows how much hangs on how complete the data are; 500 runs at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less_data: Option<LessData>,
    /// Run the step again with groups planted into the data, which shows how small a group it would have found; 500 runs at most. Only for
    /// detectors that tie accounts by layers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plant: Option<Plant>,
    /// How far values of the step may be off when somebody runs the study again elsewhere; those not named here must agree exactly.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tolerance: BTreeMap<String, Tolerance>,
}

impl Step {
    /// The steps that follow from this one: for each key that asks for one, the key and the name of the step.
    #[must_use]
    pub fn followers(&self) -> Vec<(&'static str, String)> {
        let asked = [!self.vary.is_empty(), self.less_data.is_some(), self.plant.is_some()];
        let keys = FOLLOWERS.into_iter().zip(asked).filter(|(_, asked)| *asked);
        keys.map(|((key, end), _)| (key, format!("{}{end}", self.step))).collect()
    }
}

/// Keys of a step from which another one follows, and what that one has at the end of its name.
pub(crate) const FOLLOWERS: [(&str, &str); 3] = [("vary", "-varied"), ("less_data", "-less-data"), ("plant", "-planted")];

/// How far a value may be off. The wider of the two counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Tolerance {
    /// In the unit of the value.
    #[schemars(range(min = 0.0))]
    pub absolute: f64,
    /// As a share of the published value.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub relative: f64,
}

impl Tolerance {
    /// Whether a value found here is near enough to the published one.
    #[must_use]
    pub fn allows(self, published: f64, here: f64) -> bool {
        published == here || (published - here).abs() <= self.absolute.max(self.relative * published.abs())
    }
}

/// Prose for the report that no method can compute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// How the set of accounts was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovery: Option<String>,
    /// The features that chose the set, so that they are not counted again as evidence.
    #[serde(default)]
    pub discovery_features: Vec<String>,
    /// Who paid for the study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<String>,
    /// The interests of the authors in its outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interests: Option<String>,
    /// Who was asked for comment before publication, and what they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right_of_reply: Option<String>,
    /// Ethical review, and what was left out of the report for the sake of people in the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethics: Option<String>,
    /// Other explanations that were weighed.
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// What is and is not known about who is behind the accounts: a text, or a ledger of evidence held against alternatives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// What a reader might conclude and should not.
    #[serde(default)]
    pub does_not_show: Vec<String>,
    /// What was corrected after publication.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// The steps whose findings stand on the first screen, in this order, five at most; the study's first five unless set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 5), inner(regex(pattern = SLUG)))]
    pub first: Vec<String>,
    /// Sections in the authors' own words, shown behind the findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<AuthorsSection>,
}

/// A section in the authors' own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorsSection {
    /// Its heading.
    #[schemars(regex(pattern = TEXT))]
    pub heading: String,
    /// Its text, in Markdown without HTML. `{{ step.value }}` stands for a value that a step finds.
    #[schemars(regex(pattern = TEXT))]
    pub text: String,
}

impl Study {
    /// Where the findings of a step stand among those of others: what the authors put first, then the study's order.
    #[must_use]
    pub fn order_of(&self, step: &str) -> usize {
        let first = self.report.first.iter().position(|name| name == step);
        let behind = || self.steps.iter().position(|other| other.step == step).unwrap_or(self.steps.len());
        first.unwrap_or_else(|| self.report.first.len() + behind())
    }

    /// A paragraph for catalogues, which take no numbers out of findings: the summary if it names none, or else the question.
    #[must_use]
    pub fn in_short(&self) -> &str {
        self.summary.as_deref().filter(|summary| !summary.contains("{{")).unwrap_or(&self.question).trim()
    }

    /// Every text of the authors in which values may be named, with its place in the study.
    #[must_use]
    pub fn texts_with_values(&self) -> Vec<(String, &str)> {
        let summary = self.summary.iter().map(|text| ("/summary".to_owned(), text.as_str()));
        let sections = self.report.sections.iter().enumerate();
        summary.chain(sections.map(|(index, section)| (format!("/report/sections/{index}/text"), section.text.as_str()))).collect()
    }
}

/// A correction made after publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The day of the correction.
    pub date: Day,
    /// What was wrong and what is right.
    #[schemars(regex(pattern = TEXT))]
    pub text: String,
}

/// What a published report may show about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Publication {
    /// Whether accounts appear under pseudonyms or by name.
    pub mode: PublicationMode,
    /// Why naming accounts is justified; required with `mode: named`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Accounts that a pseudonymous report names all the same, each with its reason.
    pub named: Vec<NamedAccount>,
    /// How exactly a pseudonymous report tells when an account or a post was seen. Exact times lead a reader to the post.
    pub times: Times,
    /// In a pseudonymous report, a hashtag, word or moment that fewer accounts than this have in common is not shown.
    #[schemars(range(max = 1_000))]
    pub smallest_cell: u32,
    /// Raised to give every account another pseudonym, for instance after somebody published which is whose.
    #[schemars(range(max = 1_000_000))]
    pub edition: u32,
}

impl Default for Publication {
    fn default() -> Self {
        Self { mode: PublicationMode::Pseudonymous, reason: None, named: Vec::new(), times: Times::Hour, smallest_cell: 5, edition: 1 }
    }
}

/// An account that a pseudonymous report names all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedAccount {
    /// The account id, in quotes.
    #[schemars(regex(pattern = TEXT))]
    pub account: String,
    /// Why naming it is justified.
    #[schemars(regex(pattern = TEXT))]
    pub reason: String,
}

/// How exactly times are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// As in the data.
    Exact,
    /// The hour in which it was.
    #[default]
    Hour,
    /// The day on which it was, in UTC.
    Day,
}

/// Whether accounts appear under pseudonyms or by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublicationMode {
    /// Ids and handles are replaced by keyed digests.
    #[default]
    Pseudonymous,
    /// Ids and handles are shown; the study must say why.
    Named,
}
