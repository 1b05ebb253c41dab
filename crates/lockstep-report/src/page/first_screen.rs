//! What a reader sees first: who asks what, what was found, what that does not show, and how to check it.

use lockstep_detect::Unfit;
use lockstep_runner::{Outcome, Run};
use serde::Serialize;

use super::by_set::{BySet, by_set};
use super::method::method_of;
use super::sure::how_sure;
use super::{authors, reproduce, results};
use crate::error::ReportError;
use crate::figure::label::capitalised;
use crate::number;
use crate::paths;
use crate::sentence::Sentence;
use crate::steps::{Told, asking};

/// Findings on the first screen; the others are among the results.
const MOST: usize = 5;

/// What holds for every report of this kind, whatever the study adds.
const NEVER_SHOWN: [&str; 4] = [
    "Accounts that move together may be run by one hand, or by people who agree with each other. These numbers alone cannot tell the two apart.",
    "A sign of coordination or of automation is not proof of who is behind an account, nor of anybody's intent.",
    "A flag says that a measured behaviour lies beyond a stated line. It does not say what an account is.",
    "What was not collected cannot be seen here: deleted posts, protected accounts, private messages, other platforms.",
];

/// What holds where no group was planted, and where some were.
const NO_POWER: &str = "How small or how slow a group these methods would miss is not known.";
const POWER_OF_SOME: &str =
    "How small a group would be missed is known only of the findings that say so, and only of groups like those that were planted.";

/// What holds for every report of published claims.
const NEVER_SHOWN_BY_CLAIMS: [&str; 2] = [
    "That a claim is not testable here says nothing about whether it is true.",
    "Arithmetic on published numbers is no better than the numbers.",
];

#[derive(Serialize)]
pub(super) struct FirstScreen {
    title: String,
    question: String,
    authors: Vec<Author>,
    published: Option<String>,
    licence: String,
    summary: Vec<String>,
    findings: Vec<Finding>,
    more: usize,
    unfit: Vec<Unanswered>,
    not_shown: Vec<String>,
    always_not_shown: Vec<&'static str>,
    study: String,
    run: String,
    rows: String,
    command: String,
}

#[derive(Serialize)]
struct Author {
    name: String,
    affiliation: Option<String>,
    orcid: Option<String>,
}

#[derive(Serialize)]
struct Finding {
    /// The map of the network, where the step made one.
    network: Option<String>,
    step: String,
    anchor: String,
    title: &'static str,
    /// What accounts act on, where the step looks at one kind of thing or a few.
    things: Option<String>,
    headline: Sentence,
    sure: Vec<String>,
    line: Option<Sentence>,
    sets: Vec<BySet>,
    /// Whether any was found in a control set.
    let_through: bool,
    /// Whether an account may be in two of the sets that are studied.
    in_two: bool,
    baseline: Sentence,
    chance: Sentence,
    followers: Vec<results::Follower>,
}

#[derive(Serialize)]
struct Unanswered {
    step: String,
    anchor: String,
    question: &'static str,
    unfit: Unfit,
}

/// Gather it.
///
/// # Errors
/// When the run has no id.
pub(super) fn gather(run: &Run, steps: &[Told<'_>]) -> Result<FirstScreen, ReportError> {
    let study = &run.study;
    let mut ordered: Vec<&Told<'_>> = asking(steps).collect();
    ordered.sort_by_key(|told| study.order_of(&told.record.step));
    let findings: Vec<Finding> = ordered.into_iter().filter_map(|told| finding(told, steps)).collect();
    Ok(FirstScreen {
        title: study.title.clone(),
        question: study.question.clone(),
        authors: study
            .authors
            .iter()
            .map(|author| Author { name: author.name.clone(), affiliation: author.affiliation.clone(), orcid: author.orcid.clone() })
            .collect(),
        published: study.published.map(|day| number::day(day.start_ms())),
        licence: study.licence.clone(),
        summary: authors::filled(study.summary.as_deref(), steps)?,
        more: findings.len().saturating_sub(MOST),
        findings: findings.into_iter().take(MOST).collect(),
        unfit: asking(steps).filter_map(unanswered).collect(),
        not_shown: study.report.does_not_show.clone(),
        always_not_shown: {
            let measuring: &[&str] = if study.steps.is_empty() { &[] } else { &NEVER_SHOWN };
            let power: &[&str] = if study.steps.is_empty() { &[] } else { &[power(steps)] };
            let claiming: &[&str] = if study.claims.is_empty() { &[] } else { &NEVER_SHOWN_BY_CLAIMS };
            [measuring, power, claiming].concat()
        },
        study: run.record.study.short(),
        run: run.record.id()?.short(),
        rows: run.record.rows.short(),
        command: reproduce::command("verify", run),
    })
}

/// What is known of the groups that would be missed.
fn power(steps: &[Told<'_>]) -> &'static str {
    let planted = steps.iter().any(|told| told.found.is_some() && lockstep_detect::key_of(&told.record.detector) == Some("plant"));
    if planted { POWER_OF_SOME } else { NO_POWER }
}

fn finding(told: &Told<'_>, steps: &[Told<'_>]) -> Option<Finding> {
    let found = told.found.as_ref()?;
    let sets = by_set(found.findings);
    let (controls, studied): (Vec<&BySet>, Vec<&BySet>) = sets.iter().partition(|of| of.role == "control");
    let (let_through, in_two) = (controls.iter().any(|of| of.counts[0] > 0), studied.len() > 1);
    Some(Finding {
        network: found.findings.network.as_ref().map(|_| super::results::network_anchor(&told.record.step)),
        step: told.record.step.clone(),
        anchor: paths::step_anchor(&told.record.step),
        title: told.card.title,
        things: things(told),
        headline: found.headline.clone(),
        sure: how_sure(told, &sets, steps),
        line: found.line.clone(),
        sets,
        let_through,
        in_two,
        baseline: found.baseline.clone(),
        chance: found.chance.clone(),
        followers: results::following(steps, &told.record.step),
    })
}

/// What accounts act on, as the beginning of a sentence: `Links or hashtags`.
fn things(told: &Told<'_>) -> Option<String> {
    let step = method_of(told)?.bind(&told.record.settings).ok()?;
    let things: Vec<&str> = step.layers().into_iter().filter_map(lockstep_detect::things_of).collect();
    (!things.is_empty()).then(|| capitalised(&things.join(" or ")))
}

fn unanswered(told: &Told<'_>) -> Option<Unanswered> {
    let Outcome::Unfit(unfit) = &told.record.outcome else { return None };
    let step = told.record.step.clone();
    Some(Unanswered { anchor: paths::step_anchor(&step), step, question: told.card.question, unfit: unfit.clone() })
}
