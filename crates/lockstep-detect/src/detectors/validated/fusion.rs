//! Layers fused: which pairs become edges when several layers were tested, and how strong all of it is together.

use lockstep_statistics::{Tail, cauchy_combination};
use lockstep_network::{Tier, Validated as Found, ValidatedPair};

use crate::layers::{Family, Layer};

/// A pair with a tier in at least one layer.
pub(super) struct Fused {
    pub(super) pair: (u32, u32),
    /// For each layer, what was found of it there.
    pub(super) layers: Vec<Option<ValidatedPair>>,
    /// Whether it is an edge.
    pub(super) edge: bool,
}

impl Fused {
    /// The chance of all of it, by Cauchy combination over the layers, where a layer without a tier has p = 1.
    ///
    /// Of a layer that passed both questions the larger p-value counts, of one that passed one that one's.
    pub(super) fn combined(&self) -> Tail {
        let of_layer = |found: &Option<ValidatedPair>| found.as_ref().map_or(0.0, ln_p);
        match self.layers.as_slice() {
            [one] => Tail::from_ln(of_layer(one)),
            layers => cauchy_combination(&layers.iter().map(of_layer).collect::<Vec<f64>>()),
        }
    }
}

fn ln_p(found: &ValidatedPair) -> f64 {
    let timing = found.timing.map(|timing| (timing.validated, timing.p.ln));
    let selection = found.selection.map(|selection| (selection.validated, selection.p.ln));
    match (found.tier, timing, selection) {
        (Tier::C2, Some((_, timing)), Some((_, selection))) => timing.max(selection),
        (_, Some((true, timing)), _) => timing,
        (_, _, Some((true, selection))) => selection,
        _ => 0.0,
    }
}

/// All pairs with a tier, ascending: an edge has C2 in one layer, or C1 in layers of two families.
pub(super) fn fuse(layers: &[Layer], found: &[Found]) -> Vec<Fused> {
    let mut pairs: Vec<(u32, u32)> = found.iter().flat_map(|found| found.pairs.iter().map(|pair| (pair.source, pair.target))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let of = |pair: (u32, u32), found: &Found| {
        let at = found.pairs.binary_search_by_key(&pair, |found| (found.source, found.target)).ok()?;
        Some(found.pairs[at].clone())
    };
    let fused = pairs.into_iter().map(|pair| {
        let of_layers: Vec<Option<ValidatedPair>> = found.iter().map(|found| of(pair, found)).collect();
        let edge = is_edge(&of_layers, layers);
        Fused { pair, layers: of_layers, edge }
    });
    fused.collect()
}

fn is_edge(of_layers: &[Option<ValidatedPair>], layers: &[Layer]) -> bool {
    if of_layers.iter().flatten().any(|found| found.tier == Tier::C2) {
        return true;
    }
    let mut families: Vec<Family> =
        of_layers.iter().zip(layers).filter(|(found, _)| found.is_some()).map(|(_, layer)| layer.family()).collect();
    families.sort_unstable();
    families.dedup();
    families.len() >= 2
}
