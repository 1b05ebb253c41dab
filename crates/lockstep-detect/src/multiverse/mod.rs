//! The multiverse of a step: the same question with every combination of some settings.
//!
//! It is a method like any other, so that its findings are locked, verified, compared and told like any others; but no study names it as a
//! detector. It follows from `vary` in a step, and its settings are those of that step and the values to try. A choice of settings is a
//! [`Specification`]: itself the method without values to try, so that each can be kept by itself.

mod card;
mod grid;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use lockstep_snapshot::{Column, Snapshot};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::grid::Grid;
use crate::card::Card;
use crate::derived::{Base, account_table, detector, nothing_to_set, plain, reads_of};
use crate::detector::{BadSettings, Context, Method, Parts, Step, Unfit};
use crate::findings::Findings;
use crate::shelf::Shelf;

/// The method that follows from `vary` in a step.
pub const MULTIVERSE: &dyn Method = &Multiverse;

/// What a multiverse is of: its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Name of the step whose settings are varied.
    pub of: String,
    /// Its detector.
    pub detector: String,
    /// Version of the detector, on which the result depends.
    pub version: u32,
    /// The step's own settings.
    pub settings: Map<String, Value>,
    /// The settings to vary, each with the values to try; none for a single choice.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub vary: Map<String, Value>,
}

impl Asked {
    /// The detector whose settings are varied.
    fn method(&self) -> Result<&'static dyn Method, BadSettings> {
        detector(&self.detector, self.version)
    }
}

struct Multiverse;

impl Method for Multiverse {
    fn card(&self) -> &'static Card {
        &card::CARD
    }

    fn schema(&self) -> Value {
        nothing_to_set()
    }

    fn bind(&self, settings: &Value) -> Result<Box<dyn Step>, BadSettings> {
        let asked: Asked = serde_json::from_value(settings.clone()).map_err(|error| BadSettings(error.to_string()))?;
        if asked.vary.is_empty() {
            Ok(Box::new(Specification::new(asked)?))
        } else {
            Ok(Box::new(Grid::new(asked).map_err(|bad| BadSettings(bad.message))?))
        }
    }

    fn bind_bare(&self, settings: &Value) -> Result<Box<dyn Step>, BadSettings> {
        self.bind(settings)
    }
}

/// One choice of settings. Its findings are the accounts that it puts forward and nothing else, so that keeping hundreds of them is cheap.
struct Specification {
    asked: Asked,
    base: Base,
}

impl Specification {
    /// The choice, with all that only informs the reader switched off.
    fn new(mut asked: Asked) -> Result<Self, BadSettings> {
        let (base, settings) = Base::new(&asked.of, &asked.detector, asked.version, &asked.settings)?;
        asked.settings = settings;
        Ok(Self { asked, base })
    }
}

impl Step for Specification {
    fn settings(&self) -> Value {
        plain(&self.asked)
    }

    fn reads(&self) -> Vec<Column> {
        self.base.step().reads()
    }

    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        self.accounts(snapshot, context, &Shelf::default())
    }

    fn put_forward(&self, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        self.base.put_forward(snapshot, context.seed, shelf).map(Some)
    }
}

impl Specification {
    fn accounts(&self, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Findings, Unfit> {
        let accounts = self.base.put_forward(snapshot, context.seed, shelf)?;
        Ok(Findings { tables: vec![account_table(accounts)], ..Findings::default() })
    }
}

impl Step for Grid {
    fn settings(&self) -> Value {
        plain(&self.asked)
    }

    fn reads(&self) -> Vec<Column> {
        reads_of(&self.each)
    }

    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        let shelf = Shelf::default();
        let found: Vec<_> = self.each.par_iter().map(|one| one.accounts(snapshot, context, &shelf)).collect();
        self.join(&found)
    }

    /// A comparison puts nobody forward.
    fn put_forward(&self, _: &Snapshot, _: &Context, _: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        Ok(None)
    }

    fn parts(&self) -> Option<&dyn Parts> {
        Some(self)
    }
}

impl Parts for Grid {
    fn settings(&self) -> Vec<Value> {
        self.each.iter().map(Step::settings).collect()
    }

    fn run(&self, place: usize, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Findings, Unfit> {
        self.each[place].accounts(snapshot, context, shelf)
    }

    fn join(&self, found: &[Result<Findings, Unfit>]) -> Result<Findings, Unfit> {
        tell::findings(self, found)
    }
}
