//! The method cards: what each detector says of itself, once however many steps use it.

use lockstep_detect::{Card, Method, Number, Setting, Settings, Technique};
use lockstep_snapshot::Column;
use serde::Serialize;

use crate::paths;
use crate::sentence::Sentence;
use crate::steps::Told;

#[derive(Serialize)]
pub(super) struct CardOf {
    anchor: String,
    id: &'static str,
    version: u32,
    title: &'static str,
    question: &'static str,
    method: Vec<&'static str>,
    formula: Vec<&'static str>,
    minimum_data: &'static str,
    assumptions: Vec<&'static str>,
    limits: Vec<&'static str>,
    innocent: Vec<&'static str>,
    references: Vec<&'static str>,
    validation: &'static str,
    columns: Vec<&'static str>,
    about_settings: String,
    settings: Vec<SettingOf>,
    steps: Vec<String>,
}

#[derive(Serialize)]
struct SettingOf {
    name: String,
    default: String,
    meaning: String,
    source: String,
}

/// A technique of DISARM that the results of some steps would fit.
#[derive(Serialize)]
pub(super) struct Fit {
    #[serde(flatten)]
    technique: Technique,
    steps: Vec<FittingStep>,
}

#[derive(Serialize)]
struct FittingStep {
    step: String,
    anchor: String,
    headline: Sentence,
}

/// Every technique that a step which found something would fit, in the order of their codes.
pub(super) fn fitting(steps: &[Told<'_>]) -> Vec<Fit> {
    let mut fits: Vec<Fit> = Vec::new();
    for told in steps {
        let Some(found) = &told.found else { continue };
        let count = found.findings.value(told.card.headline.count).map(|value| &value.number);
        if !matches!(count, Some(Number::Count(1..) | Number::Real(_))) {
            continue;
        }
        for technique in told.card.techniques {
            let (step, anchor) = (told.record.step.clone(), paths::step_anchor(&told.record.step));
            let fitting = FittingStep { step, anchor, headline: found.headline.clone() };
            match fits.iter_mut().find(|fit| fit.technique.code == technique.code) {
                Some(fit) => fit.steps.push(fitting),
                None => fits.push(Fit { technique: *technique, steps: vec![fitting] }),
            }
        }
    }
    fits.sort_by_key(|fit| fit.technique.code);
    fits
}

/// The element that holds a card.
pub(super) fn anchor(card: &Card) -> String {
    format!("method-{}", card.id)
}

/// The cards of all steps, in the order of their first use.
pub(super) fn gather(steps: &[Told<'_>]) -> Vec<CardOf> {
    let mut cards: Vec<CardOf> = Vec::new();
    for told in steps {
        if let Some(card) = cards.iter_mut().find(|card| card.id == told.card.id) {
            card.steps.push(told.record.step.clone());
            for column in columns(told) {
                if !card.columns.contains(&column) {
                    card.columns.push(column);
                }
            }
            continue;
        }
        let card = told.card;
        let settings = method_of(told).map(Settings::of);
        cards.push(CardOf {
            anchor: anchor(card),
            id: card.id,
            version: card.version,
            title: card.title,
            question: card.question,
            method: card.method.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).collect(),
            formula: card.formula.to_vec(),
            minimum_data: card.minimum_data,
            assumptions: card.assumptions.to_vec(),
            limits: card.limits.to_vec(),
            innocent: card.innocent.to_vec(),
            references: card.references.to_vec(),
            validation: card.validation,
            columns: columns(told),
            about_settings: settings.as_ref().map(|settings| settings.about.clone()).unwrap_or_default(),
            settings: settings.map(|settings| settings.all).unwrap_or_default().into_iter().map(told_setting).collect(),
            steps: vec![told.record.step.clone()],
        });
    }
    cards
}

/// The detector behind a card; none for a card that comes from elsewhere.
pub(super) fn method_of(told: &Told<'_>) -> Option<&'static dyn Method> {
    lockstep_detect::method(told.card.id).filter(|method| method.card().question == told.card.question)
}

/// The columns of posts that a step looks at, beside the time and the account of each.
fn columns(told: &Told<'_>) -> Vec<&'static str> {
    let step = method_of(told).and_then(|method| method.bind(&told.record.settings).ok());
    step.map(|step| step.reads()).unwrap_or_default().into_iter().map(Column::name).collect()
}

fn told_setting(setting: Setting) -> SettingOf {
    let Setting { name, default, meaning, source } = setting;
    SettingOf { name, default, meaning, source }
}
