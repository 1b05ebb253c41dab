//! The actions of a layer alone, made once for all settings that have them in common.

use std::sync::Arc;

use lockstep_network::Actions;
use lockstep_snapshot::Snapshot;

use super::Layer;
use crate::detector::Unfit;
use crate::duration::Duration;
use crate::shelf::Shelf;

impl Layer {
    /// As [`Layer::actions`], without objects that more than `most` accounts acted on. Where the shelf changes the actions of the layer,
    /// what was made once is changed, and objects are left out after that.
    ///
    /// # Errors
    /// As [`Layer::actions`].
    pub(crate) fn shelved(self, slot: Duration, most: Option<u32>, snapshot: &Snapshot, shelf: &Shelf) -> Result<Arc<Actions>, Unfit> {
        // The stretches of time are objects of one layer, and the others do not look at them.
        let stretches = if self == Self::CoPost { slot.to_string() } else { String::new() };
        let name = format!("actions of {} {stretches}", self.name());
        let all = shelf.get(&name, || Ok(Arc::new(self.actions(slot, snapshot)?.actions)));
        let all: Arc<Actions> = (*all).clone()?;
        let limited = |actions: &Actions, most| Arc::new(actions.without_popular(most).0);
        match (shelf.change_of(self.name()), most) {
            (Some(change), None) => Ok(Arc::new((change.apply)(&all))),
            (Some(change), Some(most)) => Ok(limited(&(change.apply)(&all), most)),
            (None, None) => Ok(all),
            (None, Some(most)) => Ok((*shelf.get(&format!("{name}, most {most}"), || limited(&all, most))).clone()),
        }
    }
}
