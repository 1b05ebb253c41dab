//! The method cards: what each detector says of itself, once however many steps use it.

use lockstep_detect::Card;
use serde::Serialize;

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
    steps: Vec<String>,
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
            continue;
        }
        let card = told.card;
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
            steps: vec![told.record.step.clone()],
        });
    }
    cards
}
