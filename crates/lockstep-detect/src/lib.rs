//! What was found: detectors, their registry, and findings.
//!
//! A detector is one file with a type that implements [`Detector`], and one name in the `detectors!` line beside it. From that follow
//! its settings' schema, its entry in the help, its method section, its tables and figures in a report, and its place in every test that
//! runs over [`METHODS`].

mod card;
mod clocks;
mod detector;
mod detectors;
mod duration;
mod family;
mod findings;
mod groups;
mod layers;
mod multiverse;
mod near_copies;
mod networks;
mod numbers;
mod profiles;
mod put_forward;
mod reference;
mod setting;
mod shelf;
mod ties;
mod timelines;

pub use card::{Axis, Beside, Card, ChanceRange, Family, Headline, Measure, Part, ReferenceLine, Said, Technique, View};
pub use detector::{BadSettings, Context, Detector, Drawn, DrawsOn, Method, Parts, Step, Unfit};
pub use detectors::{METHODS, method};
pub use duration::Duration;
pub use findings::{Cells, Findings, Network, Number, Table, TableColumn, Unit, Value, Verdict};
pub use multiverse::{Asked, BadGrid, Grid, MULTIVERSE, base_of};
pub use setting::{Setting, Settings};
pub use shelf::Shelf;
