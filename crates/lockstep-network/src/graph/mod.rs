//! From edges to groups: communities that repeat, components, cores and centrality of an undirected weighted graph.
//!
//! Communities describe a network that was validated before; they detect nothing. A start at random therefore never stands alone: what is
//! reported is what many seeded runs agree on, with how well they agree.

mod agreement;
mod centrality;
mod communities;
mod components;
mod consensus;
mod cores;
mod curve;
mod labels;
mod leiden;
mod level;
mod moving;
mod network;
mod objective;
mod random;
mod refinement;

pub use agreement::adjusted_mutual_information;
pub use centrality::{Centrality, eigenvector_centrality};
pub use communities::{Communities, SweepSettings, most_repeatable, sweep_resolutions};
pub use components::components;
pub use cores::core_numbers;
pub use curve::{CurvePoint, threshold_curve};
pub use leiden::{Partition, leiden};
pub use network::Graph;
pub use objective::{Objective, quality};
