//! The actions of a layer alone, made once for all settings that have them in common.

use std::sync::Arc;

use lockstep_network::Actions;
use lockstep_snapshot::Snapshot;

use super::Layer;
use crate::detector::Unfit;
use crate::duration::Duration;
use crate::shelf::Shelf;

impl Layer {
    /// As [`Layer::actions`], without objects that more than `most` accounts acted on.
    ///
    /// # Errors
    /// As [`Layer::actions`].
    pub(crate) fn shelved(self, slot: Duration, most: Option<u32>, snapshot: &Snapshot, shelf: &Shelf) -> Result<Arc<Actions>, Unfit> {
        // The stretches of time are objects of one layer, and the others do not look at them.
        let stretches = if self == Self::CoPost { slot.to_string() } else { String::new() };
        let name = format!("actions of {} {stretches}, most {most:?}", self.name());
        let kept = shelf.get(&name, || Ok(Arc::new(self.actions(slot, snapshot)?.without_popular(most).actions)));
        (*kept).clone()
    }
}
