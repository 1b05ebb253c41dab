//! What a step could have found: groups planted into the study's own data, and how many of their members the step puts forward.
//!
//! It follows from `plant` in a step whose detector ties accounts by layers. The step reads its actions from a shelf; there the actions of
//! planted groups are put among those that the data have, so that nothing is read or counted twice and the detector does not know.

mod card;
mod groups;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use lockstep_snapshot::{Column, Snapshot};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::groups::{Crowd, planted};
use crate::card::Card;
use crate::derived::{BadGrid, Base, MOST, detector, in_full, nothing_to_set, plain, reads_of};
use crate::detector::{BadSettings, Context, Method, Parts, Step, Unfit};
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Table, Unit, count};
use crate::groups::column;
use crate::layers::Layer;
use crate::shelf::{Change, Shelf};

/// The method that follows from `plant` in a step.
pub const PLANTED: &dyn Method = &PlantedGroups;

/// Into what groups are planted, and which: the settings of the method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// Name of the step that is run again.
    pub of: String,
    /// Its detector.
    pub detector: String,
    /// Version of the detector, on which the result depends.
    pub version: u32,
    /// The step's own settings.
    pub settings: Map<String, Value>,
    /// The layer in which the groups act together; the step's first unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// The groups, of every kind; or of one, for a part.
    pub groups: Kinds,
}

/// Kinds of groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kinds {
    /// Every combination of these.
    Each {
        /// Accounts of a group, each at least 2.
        sizes: Vec<u32>,
        /// Joint actions of a group, each at least 1.
        actions: Vec<u32>,
        /// How far the members' actions on one thing are apart at most.
        spreads: Vec<Duration>,
        /// How often groups of each kind are drawn.
        draws: u32,
    },
    /// One kind, drawn once.
    One(Kind),
}

/// One kind of groups, and one draw of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Accounts of a group.
    pub size: u32,
    /// Things that all of them act on.
    pub actions: u32,
    /// How far their actions on one thing are apart at most.
    pub spread: Duration,
    /// Which of several draws.
    pub draw: u32,
}

struct PlantedGroups;

impl Method for PlantedGroups {
    fn card(&self) -> &'static Card {
        &card::CARD
    }

    fn schema(&self) -> Value {
        nothing_to_set()
    }

    fn bind(&self, settings: &Value) -> Result<Box<dyn Step>, BadSettings> {
        let asked: Planted = serde_json::from_value(settings.clone()).map_err(|error| BadSettings(error.to_string()))?;
        match asked.groups {
            Kinds::One(kind) => Ok(Box::new(Planting::new(asked, kind).map_err(|bad| BadSettings(bad.message))?)),
            Kinds::Each { .. } => Ok(Box::new(PowerMap::new(asked).map_err(|bad| BadSettings(bad.message))?)),
        }
    }

    fn bind_bare(&self, settings: &Value) -> Result<Box<dyn Step>, BadSettings> {
        self.bind(settings)
    }
}

/// One run with groups of one kind in the data.
struct Planting {
    asked: Planted,
    base: Base,
    layer: Layer,
    kind: Kind,
}

impl Planting {
    fn new(asked: Planted, kind: Kind) -> Result<Self, BadGrid> {
        let (base, settings) = Base::new(&asked.of, &asked.detector, asked.version, &asked.settings)?;
        let layer = layer(&base, &asked)?;
        let asked = Planted { settings, layer: Some(layer.name().to_owned()), groups: Kinds::One(kind), ..asked };
        Ok(Self { asked, base, layer, kind })
    }

    fn found(&self, snapshot: &Snapshot, seed: u64, shelf: &Shelf) -> Result<Findings, Unfit> {
        // Whom the step puts forward anyway is the same for all kinds of groups.
        let own = shelf.get("accounts put forward by the step", || self.base.put_forward(snapshot, seed, shelf));
        let own: &BTreeSet<String> = own.as_ref().as_ref().map_err(Clone::clone)?;
        // The stretches of time into which one layer cuts the clock do not matter: nothing is planted there.
        let actions = self.layer.shelved(Duration::from_ms(1), None, snapshot, shelf)?;
        let crowd = shelf.get(&format!("crowd of {}", self.layer.name()), || Crowd::new(&actions, snapshot, own));
        let Kind { size, actions: joint, spread, draw } = self.kind;
        let mut random = self.base.random(&format!("with groups of {size} that act together {joint} times within {spread}"), seed, draw);
        let planted = planted(self.kind, &crowd, &actions, snapshot, &mut random)?;
        let (objects, rows) = (planted.objects, planted.rows);
        let apply = Arc::new(move |actions: &lockstep_network::Actions| actions.with(objects, &rows));
        let changed = shelf.changed(Change { layer: self.layer.name(), apply });
        let found = self.base.put_forward(snapshot, seed, &changed)?;
        let is_found = |account: &&u32| found.contains(snapshot.accounts.get(**account));
        let members: BTreeSet<&str> = planted.groups.iter().flatten().map(|account| snapshot.accounts.get(*account)).collect();
        let others = found.iter().filter(|account| !own.contains(*account) && !members.contains(account.as_str())).count() as u64;
        let groups = planted.groups.len() as u64;
        let of_each: Vec<Option<u64>> = planted.groups.iter().map(|group| Some(group.iter().filter(is_found).count() as u64)).collect();
        let columns = vec![
            column("group", "Number of the group", Cells::Count((1..=groups).map(Some).collect())),
            column("found", "Members put forward", Cells::Count(of_each)),
        ];
        Ok(Findings {
            values: vec![
                count("own_accounts", own.len() as u64, Unit::Accounts, None, "Accounts put forward where nothing is planted."),
                count("ordinary", crowd.ordinary.len() as u64, Unit::Accounts, None, "Accounts among which members are drawn."),
                count("acting", crowd.acting, Unit::Accounts, None, "Accounts with an action in the layer."),
                count(
                    "others",
                    others,
                    Unit::Accounts,
                    None,
                    "Accounts put forward that are not members, and are not where nothing is planted.",
                ),
            ],
            tables: vec![Table { name: "groups".to_owned(), about: "One row a planted group.".to_owned(), key: 1, columns }],
            network: None,
            notes: Vec::new(),
        })
    }
}

/// The layer in which groups are planted.
fn layer(base: &Base, asked: &Planted) -> Result<Layer, BadGrid> {
    let layers = base.step().layers();
    let bad = |pointer: &str, message: String, help: &str| Err(BadGrid::new(pointer.to_owned(), message, help));
    let Some(first) = layers.first() else {
        let message = format!("`{}` does not tie accounts by layers, so that no group can be planted for it", asked.detector);
        return bad("", message, "write `plant:` in a step of `window_counts`, `validated` or `tfidf_cosine`");
    };
    let name = asked.layer.as_deref().unwrap_or(first);
    let listed = || layers.iter().map(|layer| format!("`{layer}`")).collect::<Vec<_>>().join(", ");
    if !layers.contains(&name) {
        return bad("/layer", format!("the step has no layer `{name}`"), &format!("its layers are {}", listed()));
    }
    let layer: Layer = serde_json::from_value(name.into()).expect("a step names layers that there are");
    let at = if asked.layer.is_some() { "/layer" } else { "" };
    if layer == Layer::CoPost {
        let message = "no group can be planted in the layer `co_post`: its things are moments, and there are no new ones".to_owned();
        return bad(at, message, "name another layer of the step, as `layer: co_retweet`");
    }
    if !layer.is_timed() {
        let message = format!("no group can be planted in the layer `{name}`: it says who chose what, and not when");
        return bad(at, message, "name a layer of the step that has times, as `layer: co_retweet`");
    }
    Ok(layer)
}

impl Step for Planting {
    fn settings(&self) -> Value {
        plain(&self.asked)
    }

    fn reads(&self) -> Vec<Column> {
        self.base.step().reads()
    }

    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        self.found(snapshot, context.seed, &Shelf::default())
    }

    /// Planted accounts did nothing, and are put forward by nobody.
    fn put_forward(&self, _: &Snapshot, _: &Context, _: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        Ok(None)
    }
}

/// Groups of every kind that a step asks for.
pub struct PowerMap {
    asked: Planted,
    layer: Layer,
    /// By spread, size, actions and draw, each ascending.
    each: Vec<Planting>,
}

impl PowerMap {
    /// The kinds of a step, each bound to its detector.
    ///
    /// # Errors
    /// When the detector ties nobody by layers, nothing can be planted in its layer, a kind makes no sense, or there are too many.
    pub fn new(mut asked: Planted) -> Result<Self, BadGrid> {
        asked.settings = in_full(detector(&asked.detector, asked.version)?, asked.settings)?;
        let (base, _) = Base::new(&asked.of, &asked.detector, asked.version, &asked.settings)?;
        let layer = layer(&base, &asked)?;
        asked.layer = Some(layer.name().to_owned());
        let Kinds::Each { sizes, actions, spreads, draws } = &mut asked.groups else {
            return Err(BadGrid::new(String::new(), "one kind of groups is not several".to_owned(), ""));
        };
        if let Some(at) = sizes.iter().position(|size| *size < 2) {
            return Err(BadGrid::new(format!("/sizes/{at}"), "a group has at least two accounts".to_owned(), ""));
        }
        if let Some(at) = (1..spreads.len()).find(|at| spreads[..*at].contains(&spreads[*at])) {
            let message = "`spreads` has this value already, written in another way".to_owned();
            return Err(BadGrid::new(format!("/spreads/{at}"), message, "keep one of the two"));
        }
        let runs = [sizes.len(), actions.len(), spreads.len(), *draws as usize].into_iter().fold(1_usize, usize::saturating_mul);
        if runs > MOST {
            let message = format!("this runs the step {runs} times, and at most {MOST} runs can be made");
            return Err(BadGrid::new(String::new(), message, "name fewer sizes, actions or spreads, or fewer draws"));
        }
        sizes.sort_unstable();
        actions.sort_unstable();
        spreads.sort_unstable();
        let mut kinds = Vec::with_capacity(runs);
        for spread in spreads.iter() {
            for size in sizes.iter() {
                for actions in actions.iter() {
                    kinds.extend((0..*draws).map(|draw| Kind { size: *size, actions: *actions, spread: *spread, draw }));
                }
            }
        }
        let each = kinds.into_iter().map(|kind| Planting::new(asked.clone(), kind)).collect::<Result<_, BadGrid>>()?;
        Ok(Self { asked, layer, each })
    }
}

impl Step for PowerMap {
    fn settings(&self) -> Value {
        plain(&self.asked)
    }

    fn reads(&self) -> Vec<Column> {
        reads_of(&self.each)
    }

    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        let shelf = Shelf::default();
        let found: Vec<_> = self.each.par_iter().map(|one| one.found(snapshot, context.seed, &shelf)).collect();
        self.join(&found)
    }

    /// Planted accounts did nothing, and are put forward by nobody.
    fn put_forward(&self, _: &Snapshot, _: &Context, _: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        Ok(None)
    }

    fn parts(&self) -> Option<&dyn Parts> {
        Some(self)
    }
}

impl Parts for PowerMap {
    fn settings(&self) -> Vec<Value> {
        self.each.iter().map(Step::settings).collect()
    }

    fn run(&self, place: usize, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Findings, Unfit> {
        self.each[place].found(snapshot, context.seed, shelf)
    }

    fn join(&self, found: &[Result<Findings, Unfit>]) -> Result<Findings, Unfit> {
        tell::findings(&self.asked.of, self.layer, &self.each.iter().map(|one| one.kind).collect::<Vec<Kind>>(), found)
    }
}
