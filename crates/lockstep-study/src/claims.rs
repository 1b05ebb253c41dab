//! Published claims: what somebody stated, and what could show whether it holds.
//!
//! A study states a claim in its own words, with its number and the word before it ("over", "nearly"). It never states whether the claim
//! holds: that is computed from what the steps find.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::schema::{SLUG, SLUG_WORDS, TEXT};
use crate::study::Correction;

/// A published work that claims are taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The name by which claims refer to the work.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub name: String,
    /// What the work is: its title, and what tells it from others.
    #[schemars(regex(pattern = TEXT))]
    pub title: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it was published, as exactly as is known: a year, a month or a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^\d{4}(-\d{2}){0,2}$"), extend("x-expects" = "a year, a month or a day in quotes, such as `\"2019\"` or `\"2019-06\"`"))]
    pub published: Option<String>,
    /// What a reader should know about the work, such as how its authors came by their numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One published claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The name by which arithmetic, the lock and the report refer to the claim.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub name: String,
    /// What is claimed, in the study's own words.
    #[schemars(regex(pattern = TEXT))]
    pub text: String,
    /// The name of the work that states it.
    #[schemars(regex(pattern = TEXT))]
    pub source: String,
    /// Where in the work: a page, a paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whom or what the claim is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The number that is claimed, or a day; two of them in brackets with `qualifier: between`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Quantity>,
    /// The word before the number; `exact` unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Qualifier>,
    /// What the number counts or measures, as the values of steps do; required with `value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT))]
    pub unit: Option<String>,
    /// The finding that the number is held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
    /// What would test the claim, where no step of the study does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// The things that the claim may mean; what a reading leaves out is as in the claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 2))]
    pub readings: Vec<Reading>,
    /// The reading that the study goes by. It does not settle a claim that another reading contradicts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Choice>,
    /// Who contests the claim. A contested claim is shown as contested, whatever the finding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<Contest>,
    /// What its publisher corrected, or what was corrected here about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// One of the things that a claim may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The name of the reading, unique within the claim.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub name: String,
    /// What the claim then means.
    #[schemars(regex(pattern = TEXT))]
    pub text: String,
    /// The number under this reading; that of the claim unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Quantity>,
    /// The word before the number; that of the claim unless the reading has a number of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Qualifier>,
    /// What the number counts or measures; that of the claim unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT))]
    pub unit: Option<String>,
    /// The finding that the number is held against; that of the claim unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
}

/// A number as it is claimed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated<'a> {
    /// The number, or two.
    pub value: Quantity,
    /// The word before it.
    pub qualifier: Qualifier,
    /// What it counts or measures; empty where a study that was not checked leaves it out.
    pub unit: &'a str,
}

impl Claim {
    /// The number that is claimed.
    #[must_use]
    pub fn stated(&self) -> Option<Stated<'_>> {
        let unit = self.unit.as_deref().unwrap_or_default();
        self.value.map(|value| Stated { value, qualifier: self.qualifier.unwrap_or_default(), unit })
    }

    /// The number under a reading of this claim.
    #[must_use]
    pub fn stated_under<'a>(&'a self, reading: &'a Reading) -> Option<Stated<'a>> {
        let claimed = self.stated();
        let value = reading.value.or(self.value)?;
        let inherited = claimed.filter(|_| reading.value.is_none()).map(|claimed| claimed.qualifier);
        let unit = reading.unit.as_deref().or(self.unit.as_deref()).unwrap_or_default();
        Some(Stated { value, qualifier: reading.qualifier.or(inherited).unwrap_or_default(), unit })
    }

    /// The finding that a reading of this claim is held against.
    #[must_use]
    pub fn test_under<'a>(&'a self, reading: &'a Reading) -> Option<&'a Test> {
        reading.test.as_ref().or(self.test.as_ref())
    }
}

/// The word before a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// No word: the number itself.
    #[default]
    Exact,
    /// More than the number.
    Over,
    /// The number or a little less.
    Nearly,
    /// The number, a little less or a little more.
    About,
    /// The number or more.
    AtLeast,
    /// From one number to another, both included.
    Between,
}

/// A number or a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// A number.
    Number(f64),
    /// A day in UTC.
    Day(Day),
}

/// What is claimed: one amount, or two that it lies between.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Quantity {
    /// One.
    One(Amount),
    /// Two.
    Two([Amount; 2]),
}

impl JsonSchema for Quantity {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        const EXPECTS: &str = "a number, a day such as `2019-05-25`, or two of them in brackets";
        json_schema!({
            "type": ["number", "string", "array"],
            "format": "date",
            "items": { "type": ["number", "string"], "format": "date", "x-expects": "a number or a day such as `2019-05-25`" },
            "minItems": 2,
            "maxItems": 2,
            "x-expects": EXPECTS,
        })
    }
}

/// The finding that a claim is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// The step that measures it.
    #[schemars(regex(pattern = TEXT))]
    pub step: String,
    /// The name of the value among the step's numbers.
    #[schemars(regex(pattern = TEXT))]
    pub value: String,
    /// How much of what the claim speaks of the value covers; `whole` unless set.
    #[serde(default)]
    pub measures: Extent,
}

/// How much of what a claim speaks of a measured value covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it: the value is the number that the claim speaks of.
    #[default]
    Whole,
    /// A part of it: the true number is the value or more, as where posts are missing from the data.
    AtLeast,
    /// More than it: the true number is the value or less.
    AtMost,
}

/// The reading that a study goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The name of the reading.
    #[schemars(regex(pattern = TEXT))]
    pub reading: String,
    /// Why this one.
    #[schemars(regex(pattern = TEXT))]
    pub because: String,
}

/// Somebody who contests a claim, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    /// Who contests it.
    #[schemars(regex(pattern = TEXT))]
    pub by: String,
    /// What they say, in the study's own words.
    #[schemars(regex(pattern = TEXT))]
    pub says: String,
    /// What was answered to that, and by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// The name of the work that reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT))]
    pub source: Option<String>,
}

/// Arithmetic on the numbers of claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// The name of the result.
    #[schemars(regex(pattern = SLUG), extend("x-expects" = SLUG_WORDS))]
    pub name: String,
    /// Names of claims and numbers with `+`, `-`, `*`, `/` and brackets, each set off by spaces; or `share(part, whole)`, or
    /// `overlap(one, other, together)` for the accounts that two lists have in common.
    #[schemars(regex(pattern = TEXT), length(max = 400))]
    pub formula: String,
    /// What the result is in, such as `posts an account`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What the result says, and what it does not.
    #[schemars(regex(pattern = TEXT))]
    pub meaning: String,
    /// The name of a claim that the result should agree with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT))]
    pub against: Option<String>,
}
