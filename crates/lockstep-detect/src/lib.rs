//! What was found: detectors, their registry, and findings.
//!
//! A detector is one file with a type that implements [`Detector`], and one name in the `detectors!` line beside it. From that follow
//! its settings' schema, its entry in the help, its method section, its tables and figures in a report, and its place in every test that
//! runs over [`METHODS`].

mod card;
mod clocks;
mod compare;
mod derived;
mod detector;
mod detectors;
mod duration;
mod family;
mod findings;
mod groups;
mod layers;
mod less_data;
mod multiverse;
mod near_copies;
mod networks;
mod numbers;
mod planted;
mod profiles;
mod put_forward;
mod random;
mod reference;
mod setting;
mod shelf;
mod ties;
mod timelines;
mod view;

pub use card::{Axis, Beside, ByChance, Card, ChanceRange, Dots, Family, Headline, Measure, Part, ReferenceLine, Said, Technique, View};
pub use derived::{BadGrid, DERIVED, base_of, key_of};
pub use detector::{BadSettings, Context, Detector, Drawn, DrawsOn, Method, Parts, Step, Unfit};
pub use detectors::{METHODS, method};
pub use duration::Duration;
pub use findings::{Cells, Findings, Network, Number, Table, TableColumn, Unit, Value, Verdict};
pub use layers::things_of;
pub use less_data::{LESS_DATA, Left, Less, LessData, Variants, Without};
pub use multiverse::{Asked, Grid, MULTIVERSE};
pub use planted::{Kind, Kinds, PLANTED, Planted, PowerMap};
pub use setting::{Setting, Settings};
pub use shelf::Shelf;
