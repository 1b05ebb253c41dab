//! Each step, told: its record, its card, its sentences and its figures, gathered once for the page and for `index.json`.

use lockstep_detect::{Card, Cells, Findings, Number, Value, View};
use lockstep_digest::Digest;
use lockstep_runner::{Outcome, Run, StepRecord};
use lockstep_snapshot::Facts;
use rayon::prelude::*;

use crate::error::ReportError;
use crate::figure::{self, Figure};
use crate::sentence::{self, Denominators, Sentence, Unknown};

/// A step with all that is said about it.
pub(crate) struct Told<'a> {
    /// What it did.
    pub(crate) record: &'a StepRecord,
    /// Its method.
    pub(crate) card: &'static Card,
    /// What it found; none when the data cannot answer its question.
    pub(crate) found: Option<Found<'a>>,
}

/// What a step found, in sentences and figures.
pub(crate) struct Found<'a> {
    /// Digest of the findings, as recorded.
    pub(crate) digest: Digest,
    /// The findings.
    pub(crate) findings: &'a Findings,
    /// The result.
    pub(crate) headline: Sentence,
    /// From which line on something counts.
    pub(crate) line: Option<Sentence>,
    /// What it is compared with.
    pub(crate) baseline: Sentence,
    /// What chance alone would give.
    pub(crate) chance: Sentence,
    /// The figures, in the card's order.
    pub(crate) figures: Vec<Figure>,
}

impl Told<'_> {
    /// The step from which this one follows, if it does: it is told as part of the other.
    pub(crate) fn base(&self) -> Option<&str> {
        lockstep_detect::base_of(&self.record.detector, &self.record.settings)
    }

    /// The key of the other step from which it follows.
    pub(crate) fn key(&self) -> Option<&'static str> {
        lockstep_detect::key_of(&self.record.detector)
    }
}

/// The steps that ask something of the data themselves.
pub(crate) fn asking<'a, 'b>(steps: &'a [Told<'b>]) -> impl Iterator<Item = &'a Told<'b>> {
    steps.iter().filter(|told| told.base().is_none())
}

/// The steps that follow from a step: other settings, less data, planted groups.
pub(crate) fn followers<'a, 'b>(steps: &'a [Told<'b>], step: &str) -> impl Iterator<Item = &'a Told<'b>> {
    steps.iter().filter(move |told| told.base() == Some(step))
}

/// Tell every step of a run, in the study's order.
///
/// # Errors
/// When a card or findings are missing, a sentence names a value that there is not, or a figure cannot be drawn.
pub(crate) fn tell<'a>(run: &'a Run, card_of: &dyn Fn(&str) -> Option<&'static Card>) -> Result<Vec<Told<'a>>, ReportError> {
    let card_of = |record: &StepRecord| {
        card_of(&record.detector).ok_or_else(|| ReportError::NoCard { step: record.step.clone(), detector: record.detector.clone() })
    };
    let cards = run.record.steps.iter().map(card_of).collect::<Result<Vec<&Card>, _>>()?;
    let tell = |(index, (record, card)): (usize, (&'a StepRecord, &&'static Card))| {
        let found = match &record.outcome {
            Outcome::Unfit(_) => None,
            Outcome::Found { findings: digest, .. } => {
                let findings = run.findings.get(index).and_then(Option::as_ref);
                let findings = findings.ok_or_else(|| ReportError::NoFindings(record.step.clone()))?;
                Some(found(&record.step, card, findings, *digest, &run.record.snapshot)?)
            }
        };
        Ok(Told { record, card, found })
    };
    // All are made before the first fault is looked for, so that it is the same one whichever is made first.
    let steps: Vec<Result<Told<'a>, ReportError>> = run.record.steps.par_iter().zip(&cards).enumerate().map(tell).collect();
    steps.into_iter().collect()
}

fn found<'a>(step: &str, card: &Card, findings: &'a Findings, digest: Digest, facts: &Facts) -> Result<Found<'a>, ReportError> {
    let named = |error: Unknown| ReportError::UnknownNames { step: step.to_owned(), names: error.0 };
    let say = |template: &str| sentence::fill(template, &findings.values, Denominators::Shown).map_err(named);
    let figures = shown(card, findings)
        .map(|view| {
            let title = sentence::fill(view.title(), &findings.values, Denominators::Hidden).map_err(named)?;
            figure::draw(step, view, title, findings, facts)
        })
        .collect::<Result<_, _>>()?;
    Ok(Found {
        digest,
        findings,
        headline: headline(card, findings).map_err(named)?,
        line: card.line.map(say).transpose()?,
        baseline: say(card.baseline)?,
        chance: say(card.chance)?,
        figures,
    })
}

/// The views of a card that have something to draw. A table without rows makes an empty frame, and no figure is better.
pub(crate) fn shown<'a>(card: &'a Card, findings: &'a Findings) -> impl Iterator<Item = &'a View> {
    let rows = |table: &str| findings.table(table).is_none_or(|table| table.rows() > 0);
    let known = |table: &str, column: &str| match findings.table(table).and_then(|table| table.column(column)) {
        Some(Cells::Count(cells)) => cells.iter().any(Option::is_some),
        Some(Cells::Real(_, cells)) => cells.iter().any(Option::is_some),
        _ => true,
    };
    card.views.iter().filter(move |view| match view {
        View::Bars { table, .. } => rows(table),
        // A single group has nothing to be compared with.
        View::Matrix { table, .. } => findings.table(table).is_some_and(|table| table.rows() > 1),
        View::Scatter { table, .. } | View::HourWeek { table, .. } | View::TimeLine { table, .. } | View::Steps { table, .. } => {
            rows(table)
        }
        View::Against { table, x, .. } => rows(table) && known(table, x.column),
        View::Places { table, percentile, .. } => rows(table) && known(table, percentile),
        View::Specification { table, y, .. } => rows(table) && known(table, y.column),
        View::Map { table, share, .. } => rows(table) && known(table, share.column),
        View::Overlap { either, .. } => findings.value(either).is_none_or(|value| value.number != Number::Count(0)),
        View::Network { .. } => true,
    })
}

fn headline(card: &Card, findings: &Findings) -> Result<Sentence, Unknown> {
    let count = findings.value(card.headline.count).ok_or_else(|| Unknown(vec![card.headline.count.to_owned()]))?;
    let template = match &count.number {
        Number::Count(0) => card.headline.nothing,
        Number::Real(number) if *number == 0.0 => card.headline.nothing,
        Number::Count(_) | Number::Real(_) | Number::Time(_) => card.headline.found,
        Number::Insufficient(why) => return Ok(Sentence::of(count, format!("Not enough data to say: {why}."))),
    };
    sentence::fill(template, &findings.values, Denominators::Shown)
}

/// Each step's result in one sentence of plain text, in the study's order; for a step that could not answer, why.
///
/// # Errors
/// When a sentence names a value that there is not.
pub fn headlines(run: &Run) -> Result<Vec<String>, ReportError> {
    let say = |(record, findings): (&StepRecord, &Option<Findings>)| match (&record.outcome, findings) {
        (Outcome::Unfit(unfit), _) => Ok(format!("No answer: {unfit}.")),
        (Outcome::Found { .. }, None) => Err(ReportError::NoFindings(record.step.clone())),
        (Outcome::Found { .. }, Some(findings)) => {
            let card = lockstep_detect::method(&record.detector)
                .map(lockstep_detect::Method::card)
                .ok_or_else(|| ReportError::NoCard { step: record.step.clone(), detector: record.detector.clone() })?;
            let sentence =
                headline(card, findings).map_err(|error| ReportError::UnknownNames { step: record.step.clone(), names: error.0 })?;
            Ok(sentence.plain())
        }
    };
    run.record.steps.iter().zip(&run.findings).map(say).collect()
}

/// The sentence of a card for some values; none when they are of another version of the detector and lack a name.
#[must_use]
pub fn headline_of(card: &Card, values: &[Value]) -> Option<String> {
    let findings = Findings { values: values.to_vec(), ..Findings::default() };
    headline(card, &findings).ok().map(|sentence| sentence.plain())
}

/// The names in a card's sentences that have no value in the findings, in the order of the sentences.
///
/// Both forms of the headline count, so that a misspelt name shows up whichever of the two a run happens to need.
#[must_use]
pub fn unknown_placeholders(card: &Card, findings: &Findings) -> Vec<String> {
    let mut templates = vec![card.headline.found, card.headline.nothing, card.baseline, card.chance];
    templates.extend(card.line);
    templates.extend(card.views.iter().map(View::title));
    let named = std::iter::once(card.headline.count).chain(card.headline.by_chance.names());
    let mut unknown: Vec<String> = named.filter(|name| findings.value(name).is_none()).map(str::to_owned).collect();
    for template in templates {
        if let Err(Unknown(names)) = sentence::fill(template, &findings.values, Denominators::Shown) {
            unknown.extend(names);
        }
    }
    unknown
}
