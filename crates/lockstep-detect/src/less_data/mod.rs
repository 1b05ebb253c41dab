//! A step on less data: the same question with posts left out.
//!
//! It follows from `less_data` in a step. Posts are left out of the snapshot and not of any one method's numbers, so that it works for every
//! detector that puts accounts forward.

mod card;
mod leave;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use lockstep_snapshot::{Column, Snapshot};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::leave::Without;
use self::leave::left;
use crate::card::Card;
use crate::derived::{BadGrid, Base, MOST, account_table, detector, in_full, nothing_to_set, plain, reads_of};
use crate::detector::{BadSettings, Context, Method, Parts, Step, Unfit};
use crate::findings::{Findings, Unit, count};
use crate::shelf::Shelf;

/// The method that follows from `less_data` in a step.
pub const LESS_DATA: &dyn Method = &OnLessData;

/// What is run on less data, and on how much: the settings of the method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessData {
    /// Name of the step that is run again.
    pub of: String,
    /// Its detector.
    pub detector: String,
    /// Version of the detector, on which the result depends.
    pub version: u32,
    /// The step's own settings.
    pub settings: Map<String, Value>,
    /// What is left out, in all ways; or in one, for a part.
    pub less: Less,
}

/// What is left out of the posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Less {
    /// In each of these ways.
    Each {
        /// Shares of the posts to keep, each above 0 and below 1.
        keep: Vec<f64>,
        /// How often posts are drawn for each share.
        draws: u32,
        /// Things whose posts are left out, one thing at a time.
        without: Vec<Without>,
    },
    /// In one way.
    One(Left),
}

/// What is left of the posts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Left {
    /// All of them.
    All,
    /// Some, drawn at random.
    Share {
        /// How many of all.
        keep: f64,
        /// Which of several draws.
        draw: u32,
    },
    /// All but those of one thing.
    Without(Without),
}

struct OnLessData;

impl Method for OnLessData {
    fn card(&self) -> &'static Card {
        &card::CARD
    }

    fn schema(&self) -> Value {
        nothing_to_set()
    }

    fn bind(&self, settings: &Value) -> Result<Box<dyn Step>, BadSettings> {
        let asked: LessData = serde_json::from_value(settings.clone()).map_err(|error| BadSettings(error.to_string()))?;
        match asked.less {
            Less::One(left) => Ok(Box::new(Variant::new(asked, left)?)),
            Less::Each { .. } => Ok(Box::new(Variants::new(asked).map_err(|bad| BadSettings(bad.message))?)),
        }
    }

    fn bind_bare(&self, settings: &Value) -> Result<Box<dyn Step>, BadSettings> {
        self.bind(settings)
    }
}

/// One way of leaving out posts. Its findings are the accounts that are put forward then, and how many posts are left.
struct Variant {
    asked: LessData,
    base: Base,
    left: Left,
}

impl Variant {
    fn new(asked: LessData, left: Left) -> Result<Self, BadSettings> {
        let (base, settings) = Base::new(&asked.of, &asked.detector, asked.version, &asked.settings)?;
        Ok(Self { asked: LessData { settings, less: Less::One(left), ..asked }, base, left })
    }

    /// What the step itself would say of a collection without those posts.
    fn found(&self, snapshot: &Snapshot, seed: u64) -> Result<Findings, Unfit> {
        let kept = left(self.left, snapshot, &self.base, seed)?;
        let left = snapshot.with_posts(&kept, &self.base.step().reads());
        let accounts = self.base.put_forward(&left, seed, &Shelf::default())?;
        let posts = count("posts", kept.len() as u64, Unit::Posts, None, "Posts that are left.");
        Ok(Findings { values: vec![posts], tables: vec![account_table(accounts)], ..Findings::default() })
    }
}

impl Step for Variant {
    fn settings(&self) -> Value {
        plain(&self.asked)
    }

    fn reads(&self) -> Vec<Column> {
        let mut columns = self.base.step().reads();
        if let Left::Without(without) = self.left {
            columns.extend(without.column());
        }
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        self.found(snapshot, context.seed)
    }

    fn put_forward(&self, snapshot: &Snapshot, context: &Context, _: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        let found = self.found(snapshot, context.seed)?;
        Ok(found.put_forward().map(|accounts| accounts.into_iter().map(str::to_owned).collect()))
    }
}

/// Every way of leaving out posts that a step asks for.
pub struct Variants {
    asked: LessData,
    /// All posts first, then shares from the largest, then single things.
    each: Vec<Variant>,
}

impl Variants {
    /// The ways of a step, each bound to its detector.
    ///
    /// # Errors
    /// When a share is not one, is named twice, or there are too many ways.
    pub fn new(mut asked: LessData) -> Result<Self, BadGrid> {
        asked.settings = in_full(detector(&asked.detector, asked.version)?, asked.settings)?;
        let Less::Each { keep, draws, without } = &mut asked.less else {
            return Err(BadGrid::new(String::new(), "one way of leaving out posts is not several".to_owned(), ""));
        };
        if let Some(at) = keep.iter().position(|share| !(*share > 0.0 && *share < 1.0)) {
            let message = format!("{} is no share of the posts to keep: it must be above 0 and below 1", keep[at]);
            return Err(BadGrid::new(
                format!("/keep/{at}"),
                message,
                "write 0.75 for three quarters; all posts are always among what is tried",
            ));
        }
        let runs = keep.len().saturating_mul(*draws as usize).saturating_add(without.len()).saturating_add(1);
        if runs > MOST {
            let message = format!("this runs the step {runs} times, and at most {MOST} runs can be made");
            return Err(BadGrid::new(String::new(), message, "ask for fewer draws, or fewer shares"));
        }
        keep.sort_by(|a, b| b.total_cmp(a));
        keep.dedup();
        without.sort_unstable();
        without.dedup();
        let shares = keep.iter().flat_map(|keep| (0..*draws).map(|draw| Left::Share { keep: *keep, draw }));
        let ways: Vec<Left> = std::iter::once(Left::All).chain(shares).chain(without.iter().copied().map(Left::Without)).collect();
        let each = ways.into_iter().map(|left| Variant::new(asked.clone(), left)).collect::<Result<_, BadSettings>>()?;
        Ok(Self { asked, each })
    }
}

impl Step for Variants {
    fn settings(&self) -> Value {
        plain(&self.asked)
    }

    fn reads(&self) -> Vec<Column> {
        reads_of(&self.each)
    }

    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        let found: Vec<_> = self.each.par_iter().map(|one| one.found(snapshot, context.seed)).collect();
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

impl Parts for Variants {
    fn settings(&self) -> Vec<Value> {
        self.each.iter().map(Step::settings).collect()
    }

    /// Each has posts of its own, so that nothing on the shelf is of use to it.
    fn run(&self, place: usize, snapshot: &Snapshot, context: &Context, _: &Shelf) -> Result<Findings, Unfit> {
        self.each[place].found(snapshot, context.seed)
    }

    fn join(&self, found: &[Result<Findings, Unfit>]) -> Result<Findings, Unfit> {
        tell::findings(&self.asked.of, &self.each.iter().map(|one| one.left).collect::<Vec<Left>>(), found)
    }
}
