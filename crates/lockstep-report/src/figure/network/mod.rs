//! Who is tied to whom.
//!
//! - [`graph`]: accounts, ties and groups as the findings hold them.
//! - [`map`]: every account a mark; [`place`] says where, by [`layout`] and [`pack`]; [`names`] writes beside them.
//! - [`bubbles`]: every community a disc, where accounts are too many for marks.

mod bubbles;
mod graph;
mod layout;
mod map;
mod names;
mod pack;
mod place;

use lockstep_detect::Findings;

use super::label::Room;
use super::{Drawn, WIDTH};
use crate::number;

const HEIGHT: f64 = 560.0;
const MAP: Room = Room { left: 24.0, top: 24.0, right: WIDTH - 24.0, bottom: HEIGHT - 24.0 };
/// Where words may stand.
const SHEET: Room = Room { left: 2.0, top: 4.0, right: WIDTH - 2.0, bottom: HEIGHT - 4.0 };
/// Accounts drawn one by one at most. The map has room for 600 squares of 24 px: a mark whose shape can be told is about 8 px wide, and
/// needs as much on either side for its ties to be seen.
const MOST_ACCOUNTS: usize = 600;

/// Draw it.
///
/// # Errors
/// When the findings have no network, or its table of ties is not as it should be.
pub(super) fn draw(findings: &Findings) -> Result<Drawn, String> {
    let graph = graph::Graph::read(findings)?;
    if graph.names.len() > MOST_ACCOUNTS && graph.has_communities() { Ok(bubbles::draw(&graph)) } else { Ok(map::draw(&graph)) }
}

fn count(number: usize) -> String {
    number::count(number as u64)
}

#[expect(clippy::cast_precision_loss, reason = "accounts and ties of a drawing")]
fn to_f64(number: usize) -> f64 {
    number as f64
}
