//! Groups of several sizes planted into every crowd: the first table.

use crate::engines::ENGINES;
use crate::measure::{Source, measure};
use crate::partisans::Partisans;
use crate::plant::{On, Plan};
use crate::real::real_populations;
use crate::table::{FALSE_SHARE, RECALL, header, reached, row, row_with_shares};

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
        "# Groups planted into crowds\n\n\
         Ten groups each: recall of the planted accounts / organic accounts flagged (share of all organic accounts), over {seeds} seeds.\n\
         Bold where recall is at least {RECALL} and at most {} % of the organic accounts are flagged.\n",
        100.0 * FALSE_SHARE
    );
    for missing in missing() {
        text += &format!("\n{missing}: the data is not at hand.\n");
    }
    let mut reached_rows = vec![0; ENGINES.len()];
    let mut rows = 0;
    for source in sources() {
        let crowd = (source.draw)(1);
        let acting = crowd.actions().objects_of_each().iter().filter(|objects| **objects > 0).count();
        text += &format!("\n## {}\n\n{acting} accounts, {} actions.\n\n", source.name, crowd.rows.len());
        text += &header("planted");
        text += &row_with_shares("nothing", &measure(&source, None, 1));
        for on in [On::Rare, On::New] {
            for (members, actions, spread) in PLANS {
                let cells = measure(&source, Some(Plan { groups: 10, members, actions, spread, on }), seeds);
                let objects = if on == On::Rare { "rare" } else { "new" };
                text += &row_with_shares(&format!("{members} × {actions}, {spread} s, {objects} objects"), &cells);
                reached_rows.iter_mut().zip(&cells).for_each(|(count, cell)| *count += usize::from(reached(cell)));
                rows += 1;
            }
        }
    }
    text += &format!("\n## Rows reached, of {rows} with groups\n\n{}", header(""));
    text + &row("", &reached_rows, ToString::to_string)
}

/// Real crowds that are not at hand.
pub(crate) fn missing() -> Vec<String> {
    real_populations().into_iter().filter_map(Result::err).collect()
}
