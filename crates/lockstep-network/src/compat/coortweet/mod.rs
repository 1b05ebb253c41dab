//! `CooRTweet` 2.1.3 (Righetti and Balluff, Computational Communication Research 7(1), 2025): pairs of shares of one object within a time
//! window, and the network between their accounts.
//!
//! [`detect_groups`], [`flag_speed_share`] and [`generate_coordinated_network`] carry the names of its functions and follow what they
//! compute. Where the tool's own order decides (endpoints in the order of its locale, pairs of one moment in the order of its rows), see
//! [`detect_groups`] and [`generate_coordinated_network`].

mod groups;
mod network;

pub use groups::{Detect, Pair, Share, detect_groups, flag_speed_share};
pub use network::{Edge, Generate, Measures, Network, Subgraph, generate_coordinated_network};

/// Which of the tool's known faults are put right; by default none is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mend {
    /// Count the contents of each account. The tool counts the older and the newer contents of a pair of accounts, whoever posted them, and
    /// takes its symmetry score from these.
    pub symmetry: bool,
    /// Ask both accounts of a pair for enough coordinated shares. The tool is content with one of them.
    pub participation: bool,
    /// Weigh an edge by its distinct objects. The tool counts pairs of contents, so that one account repeating itself raises the weight.
    pub repetition: bool,
    /// Do not compare the id of an object with that of a content. The tool drops pairs where these are equal, so that ids of unrelated kinds
    /// that happen to be equal lose pairs.
    pub colliding_ids: bool,
}

impl Mend {
    /// Everything put right.
    pub const ALL: Self = Self { symmetry: true, participation: true, repetition: true, colliding_ids: true };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DETECT: Detect = Detect {
        time_window: 10.0,
        min_participation: 1,
        remove_loops: true,
        mend: Mend { symmetry: false, participation: false, repetition: false, colliding_ids: false },
    };

    fn share(object: u32, account: u32, content: u32, time: f64) -> Share {
        Share { object, account, content, time }
    }

    fn network(shares: &[Share], mend: Mend) -> Network {
        let pairs = detect_groups(shares, &Detect { mend, ..DETECT }, u64::MAX).expect("within the budget");
        generate_coordinated_network(&pairs, None, &Generate { edge_weight: 0.5, subgraph: Subgraph::Whole, mend })
    }

    proptest! {
        #[test]
        fn pairs_equal_the_tools_definition_over_all_pairs_of_rows(
            rows in prop::collection::vec((0u32..4, 0u32..5, 0u32..12, 0i32..80), 0..40),
            window in 0i32..10,
            minimum in 0u32..4,
            remove_loops: bool,
        ) {
            let shares: Vec<Share> = rows.iter().map(|row| share(row.0, row.1, row.2, f64::from(row.3) / 4.0)).collect();
            let rows_of = |account: u32| shares.iter().filter(|share| share.account == account).count();
            let first_of = |account: u32| shares.iter().position(|share| share.account == account);
            let mut kept: Vec<Share> = shares.iter().filter(|share| rows_of(share.account) >= minimum as usize).copied().collect();
            kept.sort_by_key(|share| first_of(share.account));
            let mut expected = Vec::new();
            for (at, a) in kept.iter().enumerate() {
                for b in kept[at + 1..].iter().filter(|b| b.object == a.object && (a.time - b.time).abs() <= f64::from(window)) {
                    let ids = [a.content, b.content];
                    if remove_loops && (a.account == b.account || a.content == b.content || ids.contains(&a.object)) {
                        continue;
                    }
                    let (older, newer) = if a.time > b.time { (b, a) } else { (a, b) };
                    expected.push((a.object, older.account, newer.account, older.content, newer.content, (newer.time * 4.0 - older.time * 4.0) as i64));
                }
            }
            let paired: Vec<u32> = expected.iter().flat_map(|pair| [pair.3, pair.4]).collect();
            let coordinated = |account: u32| kept.iter().filter(|share| share.account == account && paired.contains(&share.content)).count();
            let good: Vec<u32> = kept.iter().filter(|share| paired.contains(&share.content) && coordinated(share.account) >= minimum as usize).map(|share| share.content).collect();
            expected.retain(|pair| minimum == 0 || good.contains(&pair.3) || good.contains(&pair.4));
            expected.sort_unstable();
            let detect = Detect { time_window: f64::from(window), min_participation: minimum, remove_loops, ..DETECT };
            let found = detect_groups(&shares, &detect, u64::MAX).expect("within the budget");
            let mut found: Vec<_> = found.iter().map(|pair| (pair.object, pair.account, pair.account_y, pair.content, pair.content_y, (pair.time_delta * 4.0) as i64)).collect();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn one_account_that_repeats_itself_raises_the_weight_until_mended() {
        let shares = [share(90, 0, 1, 0.0), share(90, 0, 2, 1.0), share(90, 0, 3, 2.0), share(90, 1, 4, 3.0)];
        assert_eq!(network(&shares, Mend::default()).edges[0].full.weight, 3);
        assert_eq!(network(&shares, Mend::ALL).edges[0].full.weight, 1);
    }

    #[test]
    fn counts_of_contents_go_by_age_until_mended() {
        // Account 0 posts 1 and 4, account 1 posts 2 and 3: on object 90 account 0 is older, on 91 account 1.
        let shares = [share(90, 0, 1, 0.0), share(90, 1, 2, 1.0), share(90, 1, 3, 2.0), share(91, 1, 3, 0.0), share(91, 0, 1, 1.0)];
        let by = |mend| {
            let full = network(&shares, mend).edges.swap_remove(0).full;
            (full.n_content_id, full.n_content_id_y, full.edge_symmetry_score)
        };
        assert_eq!(by(Mend::default()), (2, 3, 2.0 / 3.0));
        assert_eq!(by(Mend::ALL), (1, 2, 0.5));
    }

    #[test]
    fn an_object_with_the_id_of_a_content_loses_its_pairs_until_mended() {
        let shares = [share(1, 0, 1, 0.0), share(1, 1, 2, 1.0)];
        assert!(network(&shares, Mend::default()).edges.is_empty());
        assert_eq!(network(&shares, Mend::ALL).edges.len(), 1);
    }

    #[test]
    fn one_account_of_a_pair_is_enough_until_mended() {
        let shares = [
            share(90, 0, 1, 0.0),
            share(91, 0, 2, 0.0),
            share(90, 1, 3, 1.0),
            share(91, 2, 4, 1.0),
            share(92, 1, 5, 0.0),
            share(92, 2, 6, 90.0),
        ];
        let edges = |mend| detect_groups(&shares, &Detect { min_participation: 2, mend, ..DETECT }, 9).expect("within the budget").len();
        assert_eq!((edges(Mend::default()), edges(Mend::ALL)), (2, 0));
    }

    #[test]
    fn the_fast_network_and_its_neighbours() {
        let shares = [
            share(90, 0, 1, 0.0),
            share(90, 1, 2, 1.0),
            share(91, 0, 3, 0.0),
            share(91, 1, 4, 1.0),
            share(92, 1, 5, 0.0),
            share(92, 2, 6, 1.0),
            share(93, 2, 7, 0.0),
            share(93, 3, 8, 9.0),
        ];
        let pairs = detect_groups(&shares, &DETECT, u64::MAX).expect("within the budget");
        let fast = flag_speed_share(&shares, &pairs, 1, 2.0, Mend::default());
        let part =
            |subgraph| generate_coordinated_network(&pairs, Some(&fast), &Generate { edge_weight: 0.5, subgraph, mend: Mend::default() });
        let ends = |network: &Network| network.edges.iter().map(|edge| (edge.source, edge.target)).collect::<Vec<_>>();
        assert_eq!(fast, [true, true, true, false]);
        assert_eq!(ends(&part(Subgraph::Whole)), [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(ends(&part(Subgraph::AboveQuantile)), [(0, 1)]);
        assert_eq!(ends(&part(Subgraph::FastAboveQuantile)), [(0, 1)]);
        let near = part(Subgraph::FastAndNeighbours);
        assert_eq!((ends(&near), near.fast_accounts.as_slice()), (vec![(0, 1), (1, 2)], [0, 1].as_slice()));
    }
}
