//! From alike texts to clusters whose members are all like one of them.

use rayon::prelude::*;

use super::Settings;
use super::components::Components;
use super::min_hash;
use crate::jaccard::{Join, TokenSets, reaches, shared};

/// The medoid of the cluster of each text: itself for a text that resembles no other.
///
/// Texts that reach the similarity are connected, and the components are the first clusters. A chain of small changes can connect texts
/// that have little in common, so each cluster keeps only the members that are like its medoid; the others are connected anew among
/// themselves, by the same rule, until no text is dropped. Each round settles at least one text of every component.
pub(super) fn medoids(sets: &TokenSets, copies: &[u64], settings: &Settings) -> Vec<u32> {
    let mut medoid_of: Vec<u32> = (0..sets.len() as u32).collect();
    let mut remaining = medoid_of.clone();
    while !remaining.is_empty() {
        let components = link(sets, &remaining, settings);
        let mut rooted: Vec<(u32, u32)> = remaining.iter().map(|text| (components.root(*text), *text)).collect();
        rooted.par_sort_unstable();
        let groups: Vec<&[(u32, u32)]> = rooted.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
        let settled: Vec<(u32, Vec<u32>)> = groups
            .par_iter()
            .map(|group| {
                let members: Vec<u32> = group.iter().map(|(_, text)| *text).collect();
                (medoid(sets, &members, copies), members)
            })
            .collect();
        remaining.clear();
        for (medoid, members) in settled {
            for text in members {
                if alike(sets, text, medoid, settings.medoid_similarity) {
                    medoid_of[text as usize] = medoid;
                } else {
                    remaining.push(text);
                }
            }
        }
        remaining.sort_unstable();
    }
    medoid_of
}

/// Connect the texts that reach the similarity.
fn link(sets: &TokenSets, members: &[u32], settings: &Settings) -> Components {
    let components = Components::new(sets.len());
    if members.len() as u64 <= settings.exact_up_to {
        Join::new(sets, members, settings.similarity)
            .each(|one, other| !components.connected(one, other), |one, other| components.join(one, other));
    } else {
        min_hash::each_group(sets, members, settings.seed, |group| {
            for (at, one) in group.iter().enumerate() {
                for other in &group[at + 1..] {
                    if !components.connected(*one, *other) && alike(sets, *one, *other, settings.similarity) {
                        components.join(*one, *other);
                    }
                }
            }
        });
    }
    components
}

fn alike(sets: &TokenSets, one: u32, other: u32, similarity: f64) -> bool {
    let (one, other) = (sets.get(one), sets.get(other));
    let shared = shared(one, other);
    reaches(shared, (one.len() + other.len()) as u32 - shared, similarity)
}

/// The member with the greatest sum of similarities to all posts of its cluster; ties go to the lowest, which is the first text.
///
/// Similarity is here the cosine of the sets, |A∩B|/√(|A||B|), for then the sum over all B needs one pass over the tokens and not one for
/// each pair: it is 1/√|A| times the sum over the tokens of A of Σ c_B/√|B| over the sets B with that token, c_B being the number of
/// copies. 1/√|B| is rounded to a multiple of 2⁻⁴⁸, so that the sums are whole numbers and have no order;
/// sums that differ by less than a billionth are a tie.
fn medoid(sets: &TokenSets, members: &[u32], copies: &[u64]) -> u32 {
    let weight =
        |member: u32| u128::from(copies[member as usize]) * ((281_474_976_710_656.0 / (sets.get(member).len() as f64).sqrt()) as u128);
    let mut weights: Vec<(u32, u128)> =
        members.iter().flat_map(|member| sets.get(*member).iter().map(|token| (*token, weight(*member)))).collect();
    weights.sort_unstable();
    let mut kept = 0;
    for at in 1..weights.len() {
        if weights[at].0 == weights[kept].0 {
            weights[kept].1 += weights[at].1;
        } else {
            kept += 1;
            weights[kept] = weights[at];
        }
    }
    weights.truncate(kept + 1);
    let total = |token: &u32| weights[weights.partition_point(|known| known.0 < *token)].1;
    let score = |member: u32| {
        let tokens = sets.get(member);
        tokens.iter().map(total).sum::<u128>() as f64 / (tokens.len() as f64).sqrt()
    };
    let scores: Vec<f64> = members.iter().map(|member| score(*member)).collect();
    let least = scores.iter().copied().fold(0.0, f64::max) * (1.0 - 1e-9);
    members[scores.iter().position(|score| *score >= least).expect("the greatest is one of them")]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sets_of(sets: &[Vec<u32>]) -> TokenSets {
        let mut packed = TokenSets::default();
        sets.iter().for_each(|set| packed.push(set.iter().copied()));
        packed
    }

    /// The definition, text by text and pair by pair.
    fn by_definition(sets: &TokenSets, copies: &[u64], settings: &Settings) -> Vec<u32> {
        let cosine = |a: u32, b: u32| f64::from(shared(sets.get(a), sets.get(b))) / ((sets.get(a).len() * sets.get(b).len()) as f64).sqrt();
        let mut medoid_of: Vec<u32> = (0..sets.len() as u32).collect();
        let mut remaining = medoid_of.clone();
        while !remaining.is_empty() {
            let mut dropped = Vec::new();
            let mut left = std::mem::take(&mut remaining);
            while let Some(first) = left.first().copied() {
                let mut group = vec![first];
                left.remove(0);
                while let Some(at) = left.iter().position(|text| group.iter().any(|of| alike(sets, *text, *of, settings.similarity))) {
                    group.push(left.remove(at));
                }
                if group.len() == 1 {
                    continue;
                }
                group.sort_unstable();
                let sum = |text: u32| group.iter().map(|other| copies[*other as usize] as f64 * cosine(text, *other)).sum::<f64>();
                let least = group.iter().map(|text| sum(*text)).fold(0.0, f64::max) * (1.0 - 1e-9);
                let medoid = *group.iter().find(|text| sum(**text) >= least).expect("the best is one of them");
                for text in group {
                    if alike(sets, text, medoid, settings.medoid_similarity) {
                        medoid_of[text as usize] = medoid;
                    } else {
                        dropped.push(text);
                    }
                }
            }
            dropped.sort_unstable();
            remaining = dropped;
        }
        medoid_of
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn clusters_are_those_of_the_definition(
            steps in prop::collection::vec((0usize..30, prop::collection::vec(0u32..40, 1..3), 1u64..4), 1..30),
            exact_up_to in prop_oneof![Just(0u64), Just(1_000)],
        ) {
            let mut sets: Vec<Vec<u32>> = vec![(0..12).collect()];
            let mut copies = vec![1];
            for (from, changes, count) in steps {
                let mut set = sets[from % sets.len()].clone();
                for token in changes {
                    match set.iter().position(|known| *known == token) {
                        Some(at) => drop(set.remove(at)),
                        None => set.push(token),
                    }
                }
                set.sort_unstable();
                if !set.is_empty() && !sets.contains(&set) {
                    sets.push(set);
                    copies.push(count);
                }
            }
            let sets = sets_of(&sets);
            let settings = Settings { exact_up_to, ..Settings::default() };
            prop_assert_eq!(medoids(&sets, &copies, &settings), by_definition(&sets, &copies, &settings));
        }
    }

    #[test]
    fn a_chain_is_cut_and_its_ends_are_clusters_of_their_own() {
        let sets: Vec<Vec<u32>> = (0..30).map(|k| (2 * k..2 * k + 20).collect()).collect();
        let medoid_of = medoids(&sets_of(&sets), &[1; 30], &Settings::default());
        let sets = sets_of(&sets);
        (0..30).for_each(|text| assert!(alike(&sets, text, medoid_of[text as usize], 0.6)));
        let mut clusters = medoid_of.clone();
        clusters.dedup();
        assert!(clusters.len() >= 6 && clusters.len() < 15, "{medoid_of:?}");
    }
}
