//! The engine `validate` on a small crowd with two planted groups: what it finds, and what must not matter to it.

use std::collections::BTreeSet;

use lockstep_network::{Action, Actions, Tier, Validated, ValidationSettings, validate};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const ACCOUNTS: u32 = 300;
const OBJECTS: u32 = 900;
const MEMBERS: u32 = 8;
const GROUPS: u32 = 2;

/// An account, an object and a time in ms.
type Row = (u32, u32, i64);

/// Accounts of five interests, each acting on thirty objects of its interest at some time in ten days; the first of them in two groups
/// besides, each of which acts on fifteen objects of its own within half a minute.
fn crowd() -> Vec<Row> {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut below = |n: u32| random.next_u32() % n;
    let mut rows = Vec::new();
    for account in 0..ACCOUNTS {
        for _ in 0..30 {
            let object = below(170) * 5 + account % 5;
            rows.push((account, object, i64::from(below(864_000)) * 1_000));
        }
    }
    for group in 0..GROUPS {
        for object in 0..15 {
            let moment = i64::from(below(864_000)) * 1_000;
            for member in 0..MEMBERS {
                rows.push((group * MEMBERS + member, 850 + group * 15 + object, moment + i64::from(below(30)) * 1_000 + i64::from(member)));
            }
        }
    }
    rows
}

fn actions(rows: &[Row], account: impl Fn(u32) -> u32, object: impl Fn(u32) -> u32, shift: i64) -> Actions {
    let mut rows: Vec<Row> = rows.iter().map(|(a, o, time)| (account(*a), object(*o), time + shift)).collect();
    // Posts are in the order of time; who comes first of two at one moment follows from nothing that is renamed here.
    rows.sort_by_key(|(_, _, time)| *time);
    Actions::new(
        ACCOUNTS,
        OBJECTS,
        rows.iter().zip(0..).map(|((account, object, time), post)| (*object, Action { time: *time, account: *account, post })),
    )
}

fn validated(actions: &Actions) -> Validated {
    asked(actions, false)
}

fn asked(actions: &Actions, only_both: bool) -> Validated {
    let settings = ValidationSettings {
        windows: vec![60_000, 600_000],
        minimum_objects: 3,
        caps: vec![0.05, 0.5],
        blocks: vec![2, 5, 10],
        rate: 0.001,
        bytes: 1 << 30,
        only_both,
    };
    validate(actions, &settings, ChaCha8Rng::seed_from_u64).expect("small")
}

fn edges(found: &Validated, account: impl Fn(u32) -> u32) -> BTreeSet<(u32, u32)> {
    let edge = |source: u32, target: u32| {
        let (a, b) = (account(source), account(target));
        (a.min(b), a.max(b))
    };
    found.pairs.iter().filter(|pair| pair.tier == Tier::C2).map(|pair| edge(pair.source, pair.target)).collect()
}

fn same(number: u32) -> u32 {
    number
}

#[test]
fn planted_groups_are_found_and_nobody_else() {
    let found = edges(&validated(&actions(&crowd(), same, same, 0)), same);
    let members: BTreeSet<u32> = found.iter().flat_map(|(a, b)| [*a, *b]).collect();
    assert_eq!(members, (0..GROUPS * MEMBERS).collect());
    assert!(found.iter().all(|(a, b)| a / MEMBERS == b / MEMBERS), "{found:?}");
}

/// Thirty accounts on each object of the group, where an object of more than fifteen is popular; news of as many accounts joins nobody.
#[test]
fn a_group_does_not_make_its_own_objects_popular() {
    let apart = crowd().into_iter().filter(|(_, object, _)| *object < 850);
    let moments = (0..15).map(|object: u32| (850 + object, i64::from(object) * 50_000_000));
    let together = moments.flat_map(|(object, moment)| (0..30).map(move |member: u32| (member, object, moment + 900 * i64::from(member))));
    let found = validated(&actions(&apart.clone().chain(together).collect::<Vec<Row>>(), same, same, 0));
    let members: BTreeSet<u32> = edges(&found, same).iter().flat_map(|(a, b)| [*a, *b]).collect();
    assert_eq!(members, (0..30).collect());

    // The same objects, at the same moments, but each by thirty others: news.
    let strangers = |object: u32| (0..30).map(move |place| (object * 7 + place * 11) % ACCOUNTS);
    let news = (0..15)
        .flat_map(|object| strangers(object).zip(0..).map(move |(a, at)| (a, 850 + object, i64::from(object) * 50_000_000 + 900 * at)));
    let found = validated(&actions(&apart.chain(news).collect::<Vec<Row>>(), same, same, 0));
    assert_eq!(edges(&found, same), BTreeSet::new());
}

#[test]
fn the_same_crowd_without_the_groups_has_no_edge() {
    let organic: Vec<Row> = crowd().into_iter().filter(|(_, object, _)| *object < 850).collect();
    let found = validated(&actions(&organic, same, same, 0));
    assert_eq!(edges(&found, same), BTreeSet::new());
    assert_eq!((found.eligible, found.eligible_pairs), (300, 300 * 299 / 2));
}

#[test]
fn asking_for_both_tests_alone_gives_the_same_edges() {
    let planted = actions(&crowd(), same, same, 0);
    let (all, both) = (validated(&planted), asked(&planted, true));
    assert_eq!((&both.pairs, &both.sweep), (&all.pairs, &all.sweep), "where timing finds pairs, selection is asked");
    let organic: Vec<Row> = crowd().into_iter().filter(|(_, object, _)| *object < 850).collect();
    let both = asked(&actions(&organic, same, same, 0), true);
    assert_eq!((both.pairs.len(), both.sweep.len()), (0, 0), "where it finds none, selection is left out");
}

#[test]
fn names_threads_and_the_date_do_not_matter() {
    let rows = crowd();
    let plain = validated(&actions(&rows, same, same, 0));
    // Multipliers without a factor in common with the numbers turned.
    let turned = |account: u32| (account * 77 + 13) % ACCOUNTS;
    let shuffled = |object: u32| (object * 131 + 7) % OBJECTS;
    let renamed = validated(&actions(&rows, turned, shuffled, 0));
    assert_eq!(edges(&renamed, same), edges(&plain, turned));
    assert_eq!((&renamed.sweep, renamed.timing, renamed.selection), (&plain.sweep, plain.timing, plain.selection));

    let shifted = validated(&actions(&rows, same, same, 12_345_678_901));
    assert_eq!(shifted, plain);

    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread can be had");
    assert_eq!(alone.install(|| validated(&actions(&rows, same, same, 0))), plain);
}
