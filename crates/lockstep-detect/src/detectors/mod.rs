//! Every detector of Lockstep. Adding one is a file here and a name in the line below.

use std::marker::PhantomData;

use crate::derived::DERIVED;
use crate::detector::{Erased, Method};

macro_rules! detectors {
    ($($module:ident::$name:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every detector that a study may name, in the order in which reports and help list them.
        pub const METHODS: &[&dyn Method] = &[$(&Erased::<$module::$name>(PhantomData)),*];
    };
}

detectors!(
    volume::Volume,
    pace::Pace,
    round_the_clock::RoundTheClock,
    automation::Automation,
    mixed_control::MixedControl,
    near_duplicate_text::NearDuplicateText,
    follower_spike::FollowerSpike,
    creation_cluster::CreationCluster,
    name_pattern::NamePattern,
    persona::Persona,
    themes::Themes,
    window_counts::WindowCounts,
    tfidf_cosine::TfidfCosine,
    validated::Validated,
    interconnectedness::Interconnectedness,
    hashtag_campaign::HashtagCampaign,
    set_comparison::SetComparison,
    survival::Survival,
    reach::Reach,
    event_shift::EventShift,
    coortweet::Coortweet,
    cnt::Cnt,
    account_spectrum::AccountSpectrum,
);

/// The method of a name: a detector that a study may name, or one that follows from a key of a step.
#[must_use]
pub fn method(id: &str) -> Option<&'static dyn Method> {
    METHODS.iter().copied().chain(DERIVED.iter().map(|(_, method)| *method)).find(|method| method.card().id == id)
}
