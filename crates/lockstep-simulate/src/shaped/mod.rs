//! A crowd in the shape of some data: as many accounts, as busy, over as many days, sharing and tagging as much, and nobody acts together.
//!
//! What a detector finds in such a crowd is a false alarm. The same crowd with groups planted beside it shows what would be found. Unlike a
//! scenario it tells no story: [`Shape`] is all that it is made of, and a shape holds counts and shares, no name and no text.

mod crowd;
mod life;
mod plantings;
mod pool;
mod profiles;
mod shape;

pub use crate::fashion::{Fashion, Topic};
pub use crowd::Crowd;
pub use plantings::{Planting, PlantingKind};
pub use shape::{Delays, Kinds, Life, Looks, MOST_LIVES, Shape, Shared};
