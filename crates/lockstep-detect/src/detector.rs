//! The plugin surface: one trait, and the erased form that the runner holds.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use lockstep_digest::Context as Domain;
use lockstep_snapshot::{Column, Snapshot};

use crate::card::Card;
use crate::findings::Findings;
use crate::shelf::Shelf;

/// A method that looks for one signal in one snapshot.
pub trait Detector {
    /// What a study may set. Doc comments become JSON Schema and text in the report; every field has a default.
    type Settings: DeserializeOwned + Serialize + JsonSchema + Send + Sync + 'static;

    /// Name, version, method, formula, assumptions, limits, innocent explanations and references.
    const CARD: Card;

    /// Columns of posts that the detector looks at, where the source has them. The reader keeps no column that no step reads.
    fn reads(_settings: &Self::Settings) -> Vec<Column> {
        Vec::new()
    }

    /// Which other steps of the study it draws on. Most detectors look at the snapshot and at nothing else.
    #[must_use]
    fn draws_on(_settings: &Self::Settings) -> DrawsOn {
        DrawsOn::Nothing
    }

    /// Names of the layers whose actions [`Detector::put_forward`] takes from the shelf and looks at nowhere else, so that what is put
    /// there instead decides. None for a detector that looks at the tables themselves.
    fn layers(_settings: &Self::Settings) -> Vec<&'static str> {
        Vec::new()
    }

    /// The settings with all that only informs the reader switched off, such as decoys: they put the same accounts forward at less cost.
    #[must_use]
    fn bare(settings: Self::Settings) -> Self::Settings {
        settings
    }

    /// Look for the signal.
    ///
    /// Pure: the same arguments give the same findings on any machine and any number of threads.
    ///
    /// # Errors
    /// When the snapshot cannot answer the question at all.
    fn detect(settings: &Self::Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit>;

    /// Look for the signal, given what the steps that it draws on found, in order of name. A detector that draws on none has no use
    /// for it.
    ///
    /// # Errors
    /// As [`Detector::detect`].
    fn detect_given(settings: &Self::Settings, snapshot: &Snapshot, _drawn: &[Drawn<'_>], context: &Context) -> Result<Findings, Unfit> {
        Self::detect(settings, snapshot, context)
    }

    /// The accounts that [`Detector::detect`] puts forward, as [`Findings::put_forward`] reads them; a detector that knows them before it has
    /// made tables says so here. `shelf` keeps what other settings have use for on the same snapshot.
    ///
    /// # Errors
    /// As [`Detector::detect`].
    fn put_forward(
        settings: &Self::Settings,
        snapshot: &Snapshot,
        context: &Context,
        _: &Shelf,
    ) -> Result<Option<BTreeSet<String>>, Unfit> {
        let findings = Self::detect(settings, snapshot, context)?;
        Ok(findings.put_forward().map(|accounts| accounts.into_iter().map(str::to_owned).collect()))
    }
}

/// Which other steps of a study a step draws on.
///
/// Data still go one way: a step that draws on others runs after them, and no step draws on one that draws on others itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawsOn {
    /// On none: it looks at the snapshot alone.
    Nothing,
    /// On every step whose card says what kind of evidence on accounts it gives.
    Evidence,
    /// On the steps of these names.
    Steps(Vec<String>),
}

/// What a step found that another one draws on.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'a> {
    /// Its name in the study.
    pub step: &'a str,
    /// Its detector's card.
    pub card: &'static Card,
    /// Its findings, or why it has none.
    pub found: Result<&'a Findings, &'a Unfit>,
}

/// What a step may know besides its settings and the snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The step's name in the study.
    pub step: String,
    /// Seed of the study.
    pub seed: u64,
}

impl Context {
    /// The random numbers of one draw of this step.
    ///
    /// Depends on the study's seed, the step's name and the draw, so that adding a step moves no other, and draws can run in parallel.
    #[must_use]
    pub fn random(&self, draw: u64) -> rand_chacha::ChaCha8Rng {
        use rand_chacha::rand_core::SeedableRng;
        let mut preimage = Domain::Seed.hasher();
        preimage.update(&self.seed.to_le_bytes());
        preimage.update(&draw.to_le_bytes());
        preimage.update(self.step.as_bytes());
        rand_chacha::ChaCha8Rng::from_seed(*preimage.finish().as_bytes())
    }
}

/// Why a detector cannot say anything about a snapshot. A result of its own, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, thiserror::Error)]
#[error("{reason}; {remedy}")]
pub struct Unfit {
    /// What is missing or too coarse, as a clause.
    pub reason: String,
    /// What would make it possible, as a clause.
    pub remedy: String,
}

impl Unfit {
    /// There is nothing to look at.
    pub(crate) fn no_posts() -> Self {
        Self { reason: "the snapshot has no posts".to_owned(), remedy: "give the study an input with posts".to_owned() }
    }
}

/// Settings that a detector does not accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSettings(pub String);

/// A detector without its type: what the registry holds.
pub trait Method: Sync {
    /// Its card.
    fn card(&self) -> &'static Card;

    /// JSON Schema of its settings.
    fn schema(&self) -> serde_json::Value;

    /// Tie settings to the detector, filling in defaults.
    ///
    /// # Errors
    /// When the settings do not fit the schema.
    fn bind(&self, settings: &serde_json::Value) -> Result<Box<dyn Step>, BadSettings>;

    /// As [`Method::bind`], with all that only informs the reader switched off: the same accounts are put forward.
    ///
    /// # Errors
    /// As [`Method::bind`].
    fn bind_bare(&self, settings: &serde_json::Value) -> Result<Box<dyn Step>, BadSettings>;
}

/// A detector with its settings, ready to run.
pub trait Step: Send + Sync {
    /// The settings in full, defaults filled in: the form that is digested and printed.
    fn settings(&self) -> serde_json::Value;

    /// Columns of posts that it looks at.
    fn reads(&self) -> Vec<Column>;

    /// Which other steps of the study it draws on.
    fn draws_on(&self) -> DrawsOn {
        DrawsOn::Nothing
    }

    /// Names of the layers whose actions [`Step::put_forward`] takes from the shelf; none where it looks at the tables themselves.
    fn layers(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Run it.
    ///
    /// # Errors
    /// When the snapshot cannot answer the question at all.
    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit>;

    /// Run it, given what the steps that it draws on found, in order of name.
    ///
    /// # Errors
    /// As [`Step::detect`].
    fn detect_given(&self, snapshot: &Snapshot, _drawn: &[Drawn<'_>], context: &Context) -> Result<Findings, Unfit> {
        self.detect(snapshot, context)
    }

    /// The accounts that it puts forward, without the rest of its findings; none where its findings put no account forward.
    ///
    /// # Errors
    /// As [`Step::detect`].
    fn put_forward(&self, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit>;

    /// The pieces of work that it is made of; none for a step that is one piece.
    fn parts(&self) -> Option<&dyn Parts> {
        None
    }
}

/// A step made of pieces that can be worked out one by one, in any order, and kept apart.
pub trait Parts: Send + Sync {
    /// The settings of each piece, which determine what it gives.
    fn settings(&self) -> Vec<serde_json::Value>;

    /// What the piece of this place gives. `shelf` is one for all pieces on this snapshot.
    ///
    /// # Errors
    /// When the snapshot cannot answer the question of the piece.
    fn run(&self, place: usize, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Findings, Unfit>;

    /// The findings of the step, given those of its pieces in their order.
    ///
    /// # Errors
    /// When the pieces give no answer.
    fn join(&self, found: &[Result<Findings, Unfit>]) -> Result<Findings, Unfit>;
}

/// Erases the type of a detector's settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Erased<D>(pub(crate) std::marker::PhantomData<fn() -> D>);

struct Bound<D: Detector>(D::Settings);

impl<D: Detector + 'static> Method for Erased<D> {
    fn card(&self) -> &'static Card {
        const { &D::CARD }
    }

    fn schema(&self) -> serde_json::Value {
        let settings = schemars::generate::SchemaSettings::draft07().with(|s| s.meta_schema = None);
        settings.into_generator().into_root_schema_for::<D::Settings>().to_value()
    }

    fn bind(&self, settings: &serde_json::Value) -> Result<Box<dyn Step>, BadSettings> {
        Ok(Box::new(Bound::<D>(read::<D>(settings)?)))
    }

    fn bind_bare(&self, settings: &serde_json::Value) -> Result<Box<dyn Step>, BadSettings> {
        Ok(Box::new(Bound::<D>(D::bare(read::<D>(settings)?))))
    }
}

fn read<D: Detector>(settings: &serde_json::Value) -> Result<D::Settings, BadSettings> {
    serde_json::from_value(settings.clone()).map_err(|error| BadSettings(error.to_string()))
}

impl<D: Detector + 'static> Step for Bound<D> {
    fn settings(&self) -> serde_json::Value {
        serde_json::to_value(&self.0).expect("settings are structs of plain values")
    }

    fn reads(&self) -> Vec<Column> {
        D::reads(&self.0)
    }

    fn draws_on(&self) -> DrawsOn {
        D::draws_on(&self.0)
    }

    fn layers(&self) -> Vec<&'static str> {
        D::layers(&self.0)
    }

    fn detect(&self, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        D::detect(&self.0, snapshot, context)
    }

    fn detect_given(&self, snapshot: &Snapshot, drawn: &[Drawn<'_>], context: &Context) -> Result<Findings, Unfit> {
        D::detect_given(&self.0, snapshot, drawn, context)
    }

    fn put_forward(&self, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        D::put_forward(&self.0, snapshot, context, shelf)
    }
}
