//! What the page says of a model.

use lockstep_runner::{Feature, HeldOut, ModelRecord, Modelled, Tested};
use serde::Serialize;

use super::cells::{Cell, by_label, plain};
use crate::number;

#[derive(Serialize)]
pub(super) struct Modelling {
    features: String,
    complete: String,
    refused: Option<String>,
    campaigns: Vec<Campaign>,
    terms: Vec<Term>,
    separates: bool,
}

#[derive(Serialize)]
struct Term {
    score: String,
    coefficient: String,
}

#[derive(Serialize)]
struct Campaign {
    name: String,
    tested_on: String,
    auc: Option<Cell>,
    brier: Option<Cell>,
    calibration_error: Option<String>,
    why: Option<String>,
}

/// What the page says.
pub(super) fn modelling(record: &ModelRecord) -> Modelling {
    let (refused, campaigns, terms, separates) = match &record.result {
        Modelled::Refused(why) => (Some(why.clone()), Vec::new(), Vec::new(), false),
        Modelled::Tested { held_out, model } => {
            let term = |feature: &Feature| Term { score: feature.score.clone(), coefficient: number::aligned(feature.coefficient, 2) };
            (None, held_out.iter().map(campaign).collect(), model.features.iter().map(term).collect(), model.separates)
        }
    };
    Modelling { features: record.features.join(", "), complete: by_label(record.complete).below, refused, campaigns, terms, separates }
}

fn campaign(held: &HeldOut) -> Campaign {
    let forecasts = if let Tested::Measured(forecasts) = &held.result { Some(forecasts) } else { None };
    Campaign {
        name: held.campaign.clone(),
        tested_on: by_label(held.tested_on).below,
        auc: forecasts.map(|of| plain(&of.auc)),
        brier: forecasts.map(|of| Cell {
            number: number::aligned(of.brier, 3),
            below: format!(
                "{} off, {} told apart, of {}",
                number::aligned(of.miscalibration, 3),
                number::aligned(of.discrimination, 3),
                number::aligned(of.uncertainty, 3)
            ),
            range: String::new(),
        }),
        calibration_error: forecasts.map(|of| number::aligned(of.calibration_error, 3)),
        why: if let Tested::Abstained(why) = &held.result { Some(why.clone()) } else { None },
    }
}
