//! What surrogates keep, what they break, and that nothing but the data and the seed decides.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rand_chacha::rand_core::SeedableRng;

use super::*;
use crate::company::enough_company;
use crate::{Action, OverBudget, edges_alone, window_counts};

const DAY_MS: i64 = 86_400_000;

/// Rows of (account, object, minute).
fn actions(rows: &mut [(u32, u32, i64)]) -> Actions {
    rows.sort_unstable_by_key(|(_, _, minute)| *minute);
    let row =
        |((account, object, minute), post): (&(u32, u32, i64), u32)| (*object, Action { time: minute * 60_000, account: *account, post });
    Actions::new(12, 9, rows.iter().zip(0..).map(row))
}

fn surrogate(actions: &Actions, surrogate: Surrogate, seed: u64) -> Actions {
    seats(actions, surrogate).deal(&mut ChaCha8Rng::seed_from_u64(seed)).actions
}

/// For every key, how often it comes.
fn counts<K: Ord>(actions: &Actions, key: impl Fn(u32, &Action) -> K) -> BTreeMap<K, u32> {
    let mut counts = BTreeMap::new();
    for object in 0..actions.objects() {
        actions.of(object).iter().for_each(|action| *counts.entry(key(object, action)).or_default() += 1);
    }
    counts
}

/// Numbers that come together with each number of the first kind, in order.
fn margins(pairs: &BTreeMap<(u32, u32), u32>) -> BTreeMap<u32, Vec<u32>> {
    let mut margins: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    pairs.iter().for_each(|((of, _), times)| margins.entry(*of).or_default().push(*times));
    margins.values_mut().for_each(|times| times.sort_unstable());
    margins
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn what_a_surrogate_says_it_keeps_is_kept(
        mut rows in prop::collection::vec((0u32..12, 0u32..9, 0i64..20_000), 1..160),
        seed in 0u64..1_000,
    ) {
        let data = actions(&mut rows);
        let by_account = |actions: &Actions| {
            let mut margins = margins(&counts(actions, |object, action| (action.account, object)));
            margins.values_mut().flatten().for_each(|times| *times = times.ilog2());
            margins
        };
        let by_object = |actions: &Actions| margins(&counts(actions, |object, action| (object, action.account)));
        for way in [true, false].map(|but_popular| Surrogate::Dealt { but_popular }).into_iter().chain([Surrogate::TimesExchanged]) {
            let made = surrogate(&data, way, seed);
            // Objects of each account and about how often each; accounts of each object and how often each.
            prop_assert_eq!(by_account(&made), by_account(&data));
            prop_assert_eq!(by_object(&made), by_object(&data));
            prop_assert_eq!(counts(&made, |object, action| (object, action.time)), counts(&data, |object, action| (object, action.time)));
            if way == Surrogate::TimesExchanged {
                let who = |actions: &Actions| counts(actions, |object, action| (object, action.account)).into_keys().collect::<Vec<_>>();
                prop_assert_eq!(who(&made), who(&data));
            }
        }
    }
}

#[test]
fn every_table_with_the_margins_comes_as_often() {
    // Accounts with 2, 2, 1 and 1 of four objects that 2, 2, 1 and 1 accounts act on: few tables, and doubles in every other deal.
    let mut rows = [(0, 0, 1), (0, 1, 2), (1, 0, 3), (1, 2, 4), (2, 1, 5), (3, 3, 6)];
    let seats = actions(&mut rows);
    let seats = Seats::new(&seats, u32::MAX);
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let mut tables: BTreeMap<Vec<(u32, u32)>, u32> = BTreeMap::new();
    const DRAWS: u32 = 40_000;
    for _ in 0..DRAWS {
        let made = seats.deal(&mut random).actions;
        *tables.entry(counts(&made, |object, action| (object, action.account)).into_keys().collect()).or_default() += 1;
    }
    let expected = f64::from(DRAWS) / tables.len() as f64;
    let squares: f64 = tables.values().map(|count| (f64::from(*count) - expected) * (f64::from(*count) - expected) / expected).sum();
    let freedom = tables.len() as f64 - 1.0;
    assert!(tables.len() > 20, "{}", tables.len());
    assert!(squares < freedom + 4.0 * libm::sqrt(2.0 * freedom), "{squares} with {freedom} degrees of freedom: {tables:?}");
}

/// Two hundred accounts, each acting at odd moments on forty of four hundred objects, and ten that act on twenty of their own together.
fn crowd_with_group() -> Actions {
    let mut rows: Vec<(u32, Action)> = Vec::new();
    for k in 0..8_000_u32 {
        let (account, object) = (k % 200, k.wrapping_mul(2_654_435_761) % 400);
        rows.push((object, Action { time: i64::from(k.wrapping_mul(40_503) % 1_000_000) * 1_800, account, post: 0 }));
    }
    for k in 0..200_u32 {
        rows.push((400 + k / 10, Action { time: i64::from(k / 10) * DAY_MS + i64::from(k % 10) * 1_000, account: 200 + k % 10, post: 0 }));
    }
    rows.sort_unstable_by_key(|(object, action)| (action.time, *object, action.account));
    Actions::new(210, 420, rows.into_iter())
}

fn settings(surrogate: Surrogate) -> DecoySettings {
    DecoySettings { surrogate, decoys: 5, bytes: 1 << 30 }
}

/// The decoys of some layers, in which a pair is linked that meets within a minute on so many objects.
fn made(layers: &[&Actions], settings: &DecoySettings, minimum: u32) -> Vec<Decoy> {
    let link = |layers: Vec<Actions>| {
        let mut edges = Vec::new();
        for layer in layers {
            edges.extend(edges_alone(layer, 60_000, minimum, 1 << 30)?.iter().map(|edge| (edge.source, edge.target)));
        }
        Ok::<_, OverBudget>(edges)
    };
    let mut edges = link(layers.iter().map(|layer| (*layer).clone()).collect()).expect("fits");
    edges.sort_unstable();
    edges.dedup();
    decoys(layers, &Joined::new(layers, &edges, false), settings, |number| ChaCha8Rng::seed_from_u64(number.into()), link).expect("fits")
}

fn mean(actions: &Actions, surrogate: Surrogate, number: fn(&Decoy) -> u64) -> f64 {
    let made = made(&[actions], &settings(surrogate), 5);
    made.iter().map(|decoy| number(decoy) as f64).sum::<f64>() / made.len() as f64
}

#[test]
fn a_group_is_gone_where_it_can_be_and_stays_where_it_has_its_objects_to_itself() {
    let data = crowd_with_group();
    assert_eq!(window_counts(&data, 60_000, 5, 1 << 30).expect("fits").edges.len(), 45);
    assert!(mean(&data, Surrogate::Dealt { but_popular: true }, |decoy| decoy.accounts) < 1.0);
    assert!(mean(&data, Surrogate::Dealt { but_popular: false }, |decoy| decoy.accounts) < 1.0);
    assert_eq!(mean(&data, Surrogate::TimesExchanged, |decoy| decoy.accounts), 10.0);
    assert_eq!(mean(&data, Surrogate::TimesExchanged, |decoy| decoy.newly), 0.0, "its pairs are those of the data");
}

#[test]
fn pairs_near_each_other_are_left_out_while_they_are_few() {
    // Forty accounts that act, and one that does not: 780 pairs, of which 39 are one in twenty.
    let rows: Vec<(u32, Action)> = (0..40).map(|account| (0, Action { time: i64::from(account), account, post: account })).collect();
    let data = Actions::new(41, 1, rows.into_iter());
    let pair = |joined: &Joined| (joined.left_out(), joined.has((0, 1)), joined.has((0, 2)), joined.has((0, 3)));
    // A path of four; then also a star, whose 55 pairs are all near; then more ties than one pair in twenty.
    let path = [(0, 1), (1, 2), (2, 3)];
    assert_eq!(pair(&Joined::new(&[&data], &path, true)), (LeftOut::NearPairs, true, true, false));
    assert_eq!(pair(&Joined::new(&[&data], &path, false)), (LeftOut::TiedPairs, true, false, false));
    let star: Vec<(u32, u32)> = path.into_iter().chain((11..21).map(|leaf| (10, leaf))).collect();
    assert_eq!(pair(&Joined::new(&[&data], &star, true)), (LeftOut::TiedPairs, true, false, false));
    let many: Vec<(u32, u32)> = (0..10).flat_map(|source| (source + 1..10).map(move |target| (source, target))).take(40).collect();
    assert_eq!(pair(&Joined::new(&[&data], &many, true)), (LeftOut::NoPair, false, false, false));
    assert_eq!(pair(&Joined::new(&[&data], &many[..39], true)).0, LeftOut::TiedPairs);
    assert_eq!(pair(&Joined::new(&[&data], &[], true)).0, LeftOut::NearPairs);
}

#[test]
fn threads_memory_and_more_decoys_change_nothing() {
    let data = crowd_with_group();
    for surrogate in [Surrogate::Dealt { but_popular: true }, Surrogate::TimesExchanged] {
        let with = |threads, decoys_asked, bytes| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
            let settings = DecoySettings { surrogate, decoys: decoys_asked, bytes };
            pool.install(|| made(&[&data, &data], &settings, 2))
        };
        let one = with(1, 5, 1 << 30);
        assert_eq!(with(7, 5, 1 << 30), one);
        assert_eq!(with(3, 5, 1 << 20), one);
        assert_eq!(with(2, 9, 1 << 30)[..5], one);
        assert!(one.iter().any(|decoy| decoy.accounts > 0), "{one:?}");
    }
}

#[test]
fn the_accounts_left_out_early_are_on_no_edge() {
    let data = crowd_with_group();
    for minimum in [1, 2, 3, 5] {
        let met = enough_company(data.clone(), 60_000, minimum);
        let edges = |actions: &Actions| window_counts(actions, 60_000, minimum, 1 << 30).expect("fits").edges;
        assert_eq!(edges(&met), edges(&data));
        assert!(minimum < 5 || met.len() == 200, "only the group is left of {} actions: {}", data.len(), met.len());
    }
}

#[test]
fn nothing_to_deal_is_told() {
    // Everybody acts on everything: there is one table only.
    let mut rows: Vec<(u32, u32, i64)> = (0..48).map(|k| (k / 4, k % 4, i64::from(k) * 977)).collect();
    let data = actions(&mut rows);
    let made = made(&[&data], &settings(Surrogate::Dealt { but_popular: true }), 5);
    assert!(made.iter().all(|decoy| (decoy.dealt, decoy.as_before) == (48, 48)), "{made:?}");
}

#[test]
fn accounts_that_act_often_are_dealt_too() {
    // A few accounts do most of it, and many act on one object over and over again.
    let seats = (0..6_000_u32).map(|k| {
        let mixed = k.wrapping_mul(2_654_435_761) >> 8;
        (mixed % 97 * (mixed / 97 % 97) / 97, mixed / 9_409 % 400, 1 + mixed % 7 * (mixed / 7 % 9))
    });
    let rows: Vec<(u32, Action)> = seats
        .flat_map(|(account, object, times)| (0..times).map(move |time| (object, Action { time: i64::from(time), account, post: 0 })))
        .collect();
    let data = Actions::new(97, 400, rows.into_iter());
    let dealt = Seats::new(&data, u32::MAX);
    let made = dealt.deal(&mut ChaCha8Rng::seed_from_u64(1));
    assert!(2 * made.as_before < dealt.dealt(), "{} of {} are as before", made.as_before, dealt.dealt());
    assert!(dealt.shuffled(&mut ChaCha8Rng::seed_from_u64(1)).is_some());
}
