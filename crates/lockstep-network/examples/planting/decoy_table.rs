//! Whether decoys link as many accounts as are linked by chance in truth: the third table, and the fourth, of the shares that follow.

use lockstep_network::{Actions, DecoySettings, Surrogate, decoys, edges_alone};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use crate::calibration;
use crate::measure::{Source, planted};
use crate::null_table;
use crate::partisans::Partisans;
use crate::plant::{On, Plan};

/// Decoys of each kind, as many as the detectors make by default.
const DECOYS: u32 = 19;
const WINDOW_MS: i64 = 60_000;
const BUDGET: u64 = 4 << 30;

/// Objects that link two accounts, at least.
const MINIMA: [u32; 3] = [2, 3, 5];

/// Groups planted: how many, members, actions, on what; 30 s each.
const PLANS: [(usize, usize, usize, On); 3] = [(3, 15, 20, On::New), (3, 15, 20, On::Rare), (1, 8, 10, On::New)];

/// The kinds of decoys, and what the table calls them. The first is the one that the detectors state.
const KINDS: [(&str, Surrogate); 2] =
    [("times exchanged", Surrogate::TimesExchanged), ("dealt anew, popular objects kept", Surrogate::Dealt { but_popular: true })];

/// How many seeds make a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeds {
    /// Without a group.
    pub(crate) null: u64,
    /// With groups.
    pub(crate) planted: u64,
}

/// Seeds of the committed table.
pub(crate) const SEEDS: Seeds = Seeds { null: 100, planted: 30 };

/// The pairs that share so many objects, each within the window.
fn edges(actions: Actions, minimum: u32) -> Vec<(u32, u32)> {
    let edges = edges_alone(actions, WINDOW_MS, minimum, BUDGET).expect("these crowds are small");
    edges.iter().map(|edge| (edge.source, edge.target)).collect()
}

/// Accounts linked in decoys: mean, the least and the most.
#[derive(Debug, Clone, Copy)]
struct Linked {
    mean: f64,
    least: u64,
    most: u64,
}

/// One crowd of one seed.
struct Measured {
    /// Accounts linked that were not planted.
    organic: u64,
    /// Accounts linked.
    linked: u64,
    /// In times exchanged, accounts on pairs that the data do not link; then all accounts, of each kind.
    estimates: [Linked; 3],
}

/// Both tables, in Markdown.
pub(crate) fn tables(seeds: Seeds) -> String {
    let mut text = format!(
        "# Accounts linked in decoys, and in truth\n\n\
         {} seeds without planted groups, {} with; {DECOYS} decoys of each kind, 60 s. In each cell: \
         accounts linked in a decoy, mean over the seeds, and that as a multiple of the organic accounts linked in truth; seeds in which the \
         estimate is at least half and at most twice the truth, or less than one account off; seeds in which the truth lies within the range \
         over the decoys, which for data like the decoys would be {:.0} %.\n\n\
         | crowd | linked by | organic accounts linked in truth | planted accounts linked | **times exchanged, pairs that the data do not \
         link** |{}\n|---|---|---|---|---|{}\n",
        seeds.null,
        seeds.planted,
        100.0 * f64::from(DECOYS - 1) / f64::from(DECOYS + 1),
        KINDS.map(|(name, _)| format!(" {name}, all pairs |")).concat(),
        "---|".repeat(KINDS.len())
    );
    let mut shares = Vec::new();
    for plan in [None].into_iter().chain(PLANS.map(Some)) {
        for source in sources() {
            for minimum in MINIMA {
                let asked = if plan.is_none() { seeds.null } else { seeds.planted };
                let measured: Vec<Measured> = (1..=asked).into_par_iter().map(|seed| measure(&source, plan, minimum, seed)).collect();
                text += &row(&format!("{}{}", source.name, label(plan)), minimum, &measured);
                shares.extend(measured.iter().filter(|measured| measured.linked > 0).map(Measured::share));
            }
        }
    }
    text + "\n" + &calibration::table(&shares)
}

fn label(plan: Option<(usize, usize, usize, On)>) -> String {
    let Some((groups, members, actions, on)) = plan else { return String::new() };
    let on = if on == On::New { "new" } else { "rare" };
    format!(" + {groups} × {members} × {actions}, {on} objects")
}

fn sources() -> Vec<Source> {
    let name = "partisans, 1,500 of them";
    let crowd = Partisans { accounts: 1_500, ..Partisans::default() };
    let partisans = Source { name: name.to_owned(), draw: Box::new(move |seed| crowd.draw(name, seed)) };
    null_table::sources().into_iter().chain([partisans]).collect()
}

fn measure(source: &Source, plan: Option<(usize, usize, usize, On)>, minimum: u32, seed: u64) -> Measured {
    let plan = plan.map(|(groups, members, actions, on)| Plan { groups, members, actions, spread: 30, on });
    let planted = planted(source, plan, seed);
    let actions = planted.population.actions();
    let of_data = edges(actions.clone(), minimum);
    let mut accounts: Vec<u32> = of_data.iter().flat_map(|(source, target)| [*source, *target]).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let organic = accounts.iter().filter(|account| !planted.member[**account as usize]).count() as u64;
    let [exchanged, dealt] = KINDS.map(|(_, surrogate)| {
        let settings = DecoySettings { surrogate, decoys: DECOYS, bytes: BUDGET };
        let random = |number: u32| {
            // The crowd was made from the seed itself.
            let mut random = ChaCha8Rng::seed_from_u64(seed + (1 << 32));
            random.set_stream(u64::from(number));
            random
        };
        let link = |layers: Vec<Actions>| Ok::<_, ()>(layers.into_iter().flat_map(|layer| edges(layer, minimum)).collect());
        decoys(&[&actions], &of_data, &settings, random, link).expect("linking does not fail")
    });
    let newly: Vec<u64> = exchanged.iter().map(|decoy| decoy.newly).collect();
    let all = |of: &[lockstep_network::Decoy]| of.iter().map(|decoy| decoy.accounts).collect::<Vec<u64>>();
    let estimates = [newly, all(&exchanged), all(&dealt)].map(|accounts| Linked::of(&accounts));
    Measured { organic, linked: accounts.len() as u64, estimates }
}

impl Linked {
    fn of(accounts: &[u64]) -> Self {
        let mean = accounts.iter().sum::<u64>() as f64 / accounts.len() as f64;
        Self { mean, least: accounts.iter().copied().min().unwrap_or_default(), most: accounts.iter().copied().max().unwrap_or_default() }
    }

    fn is_near(&self, truth: u64) -> bool {
        let truth = truth as f64;
        (self.mean >= truth / 2.0 && self.mean <= truth * 2.0) || (self.mean - truth).abs() < 1.0
    }

    fn covers(&self, truth: u64) -> bool {
        (self.least..=self.most).contains(&truth)
    }
}

impl Measured {
    /// The share of false accounts by the decoys that are stated, and the true one.
    fn share(&self) -> calibration::Share {
        let of_linked = |accounts: f64| (accounts / self.linked as f64).min(1.0);
        let [stated, ..] = self.estimates;
        calibration::Share {
            estimated: of_linked(stated.mean),
            truth: of_linked(self.organic as f64),
            covered: stated.covers(self.organic),
        }
    }
}

fn row(crowd: &str, minimum: u32, seeds: &[Measured]) -> String {
    let n = seeds.len() as f64;
    let truth = seeds.iter().map(|seed| seed.organic as f64).sum::<f64>() / n;
    let planted = seeds.iter().map(|seed| (seed.linked - seed.organic) as f64).sum::<f64>() / n;
    let cell = |kind: usize| {
        let share = |holds: &dyn Fn(&Measured) -> bool| 100.0 * seeds.iter().filter(|seed| holds(seed)).count() as f64 / n;
        let mean = seeds.iter().map(|seed| seed.estimates[kind].mean).sum::<f64>() / n;
        let near = share(&|seed| seed.estimates[kind].is_near(seed.organic));
        let covered = share(&|seed| seed.estimates[kind].covers(seed.organic));
        let multiple = if truth > 0.0 { format!(" (× {:.2})", mean / truth) } else { String::new() };
        format!(" {mean:.1}{multiple}; {near:.0} %; {covered:.0} % |")
    };
    let cells: String = (0..3).map(cell).collect();
    format!("| {crowd} | r ≥ {minimum} | {truth:.1} | {planted:.1} |{cells}\n")
}
