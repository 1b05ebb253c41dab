//! Groups of several sizes planted into every crowd: the first table.

use std::fmt::Write;

use crate::measure::{Source, measure};
use crate::partisans::Partisans;
use crate::plant::{On, Plan};
use crate::real::real_populations;
use crate::table::{header, row_with_shares};

/// Seeds of the committed table.
pub(crate) const SEEDS: u64 = 3;

/// Ten groups each: members, actions of each, spread in s.
const PLANS: [(usize, usize, u32); 6] = [(5, 10, 30), (10, 10, 30), (10, 20, 30), (20, 20, 30), (50, 20, 30), (20, 20, 600)];

/// The real crowds that are at hand, and the simulated partisans.
pub(crate) fn sources() -> Vec<Source> {
    let real = real_populations().into_iter().flatten();
    let real = real.map(|population| Source { name: population.name.clone(), draw: Box::new(move |_| population.clone()) });
    let name = "Partisans, simulated";
    let partisans = Source { name: name.to_owned(), draw: Box::new(|seed| Partisans::default().draw(name, seed)) };
    real.chain([partisans]).collect()
}

/// The table, in Markdown.
pub(crate) fn table(seeds: u64) -> String {
    let mut text = format!(
        "# Groups planted into crowds\n\nRecall of the planted accounts / organic accounts flagged (share of the organic accounts), over {seeds} seeds.\n"
    );
    for missing in real_populations().into_iter().filter_map(Result::err) {
        write!(text, "\n{missing}: the data is not at hand.\n").expect("a string takes any text");
    }
    for source in sources() {
        let crowd = (source.draw)(1);
        let acting = crowd.actions().objects_of_each().iter().filter(|objects| **objects > 0).count();
        write!(text, "\n## {}\n\n{acting} accounts, {} actions.\n\n", source.name, crowd.rows.len()).expect("a string takes any text");
        text += &header("planted");
        text += &row_with_shares("nothing", &measure(&source, None, 1));
        for on in [On::Rare, On::New] {
            for (members, actions, spread) in PLANS {
                let plan = Plan { groups: 10, members, actions, spread, on };
                let label = format!("10 × {members} × {actions}, {spread} s, {} objects", if on == On::Rare { "rare" } else { "new" });
                text += &row_with_shares(&label, &measure(&source, Some(plan), seeds));
            }
        }
    }
    text
}
