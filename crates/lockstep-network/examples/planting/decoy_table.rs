//! Whether decoys link as many accounts as are linked in truth where nobody coordinates: the third table.

use lockstep_network::{Actions, DecoySettings, Surrogate, decoys, window_counts};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use crate::measure::{Source, planted};
use crate::null_table;
use crate::partisans::Partisans;
use crate::plant::{On, Plan};

/// Seeds of the committed table.
pub(crate) const SEEDS: u64 = 20;
/// Decoys of each kind, as many as the detector makes by default.
const DECOYS: u32 = 19;
const WINDOW_MS: i64 = 60_000;
const BUDGET: u64 = 4 << 30;
const MINIMA: [u32; 3] = [2, 3, 5];

/// The kinds of decoys, and what the table calls them.
const KINDS: [(&str, Surrogate); 4] = [
    ("**dealt anew, popular objects kept**", Surrogate::Dealt { but_popular: true }),
    ("all dealt anew", Surrogate::Dealt { but_popular: false }),
    ("times exchanged", Surrogate::TimesExchanged),
    ("days moved", Surrogate::DaysMoved),
];

/// What one kind of decoys says of one crowd.
struct Estimate {
    mean: f64,
    least: u64,
    most: u64,
}

/// One seed: accounts linked that were not planted, all accounts linked, and what each kind of decoys says.
struct Seed {
    organic: u64,
    linked: u64,
    estimates: Vec<Estimate>,
}

/// The table, in Markdown.
pub(crate) fn table(seeds: u64) -> String {
    let mut text = format!(
        "# Accounts linked in decoys, and in truth\n\n\
         {seeds} seeds, {DECOYS} decoys of each kind, 60 s. In each cell: accounts linked in a decoy, mean over the seeds, and that as a \
         multiple of the organic accounts linked in truth; seeds in which the estimate is at least half and at most twice the truth; seeds \
         in which the truth lies within the range over the decoys, which for data like the decoys would be {:.0} %.\n\n\
         | crowd | minimum | organic accounts linked in truth | planted accounts linked |{}\n|---|---|---|---|{}\n",
        100.0 * f64::from(DECOYS - 1) / f64::from(DECOYS + 1),
        KINDS.map(|(name, _)| format!(" {name} |")).concat(),
        "---|".repeat(KINDS.len())
    );
    let plan = Plan { groups: 3, members: 15, actions: 20, spread: 30, on: On::New };
    for (plan, label) in [(None, ""), (Some(plan), " + 3 × 15 × 20, 30 s")] {
        for source in sources() {
            for minimum in MINIMA {
                let measured: Vec<Seed> = (1..=seeds).into_par_iter().map(|seed| measure(&source, plan, minimum, seed)).collect();
                text += &row(&format!("{}{label}", source.name), minimum, &measured);
            }
        }
    }
    text
}

fn sources() -> Vec<Source> {
    let name = "partisans, 1,500 of them";
    let crowd = Partisans { accounts: 1_500, ..Partisans::default() };
    let partisans = Source { name: name.to_owned(), draw: Box::new(move |seed| crowd.draw(name, seed)) };
    null_table::sources().into_iter().chain([partisans]).collect()
}

fn measure(source: &Source, plan: Option<Plan>, minimum: u32, seed: u64) -> Seed {
    let planted = planted(source, plan, seed);
    let actions = planted.population.actions();
    let edges = window_counts(&actions, WINDOW_MS, minimum, BUDGET).expect("these crowds are small").edges;
    let mut linked = vec![false; actions.accounts() as usize];
    edges.iter().for_each(|edge| [edge.source, edge.target].into_iter().for_each(|account| linked[account as usize] = true));
    let count = |organic_only: bool| {
        let accounts = linked.iter().zip(&planted.member);
        accounts.filter(|(linked, member)| **linked && !(organic_only && **member)).count() as u64
    };
    let estimates = KINDS.iter().map(|(_, surrogate)| estimate(&actions, *surrogate, minimum, seed)).collect();
    Seed { organic: count(true), linked: count(false), estimates }
}

fn estimate(actions: &Actions, surrogate: Surrogate, minimum: u32, seed: u64) -> Estimate {
    let settings = DecoySettings { surrogate, decoys: DECOYS, window: WINDOW_MS, minimum, bytes: BUDGET };
    let random = |number: u32| {
        // The crowd was made from the seed itself.
        let mut random = ChaCha8Rng::seed_from_u64(seed + (1 << 32));
        random.set_stream(u64::from(number));
        random
    };
    let made = decoys(&[actions], &settings, random).expect("these crowds are small").expect("the crowds act for weeks");
    let accounts = || made.iter().map(|decoy| decoy.accounts);
    let mean = accounts().sum::<u64>() as f64 / f64::from(DECOYS);
    Estimate { mean, least: accounts().min().unwrap_or_default(), most: accounts().max().unwrap_or_default() }
}

fn row(crowd: &str, minimum: u32, seeds: &[Seed]) -> String {
    let n = seeds.len() as f64;
    let truth = seeds.iter().map(|seed| seed.organic as f64).sum::<f64>() / n;
    let planted = seeds.iter().map(|seed| (seed.linked - seed.organic) as f64).sum::<f64>() / n;
    let cell = |kind: usize| {
        let share = |holds: &dyn Fn(&Seed, &Estimate) -> bool| {
            100.0 * seeds.iter().filter(|seed| holds(seed, &seed.estimates[kind])).count() as f64 / n
        };
        let mean = seeds.iter().map(|seed| seed.estimates[kind].mean).sum::<f64>() / n;
        let near = share(&|seed, estimate| {
            let truth = seed.organic as f64;
            estimate.mean >= truth / 2.0 && estimate.mean <= truth * 2.0
        });
        let covered = share(&|seed, estimate| (estimate.least..=estimate.most).contains(&seed.organic));
        let multiple = if truth > 0.0 { format!(" (× {:.2})", mean / truth) } else { String::new() };
        format!(" {mean:.1}{multiple}; {near:.0} %; {covered:.0} % |")
    };
    let cells: String = (0..KINDS.len()).map(cell).collect();
    format!("| {crowd} | {minimum} | {truth:.1} | {planted:.1} |{cells}\n")
}
