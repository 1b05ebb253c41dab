//! From edges to groups: communities that repeat, components, cores and centrality of an undirected weighted graph; and how dense, mutual and
//! closed directed ties are, beside other graphs with the same degrees.
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
mod directed;
mod labels;
mod leiden;
mod level;
mod moving;
mod network;
mod objective;
mod random;
mod refinement;
mod rewiring;

pub use agreement::adjusted_mutual_information;
pub use centrality::{Centrality, eigenvector_centrality};
pub use communities::{Communities, SweepSettings, most_repeatable, sweep_resolutions};
pub use components::components;
pub use cores::core_numbers;
pub use curve::{CurvePoint, threshold_curve};
pub use directed::{Directed, configuration_expectation, densest_piece, transitivity};
pub use leiden::{Partition, leiden};
pub use network::Graph;
pub use objective::{Objective, quality};
pub use random::{branch, index};
pub use rewiring::rewired;
