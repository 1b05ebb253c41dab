//! Crowds in which nobody coordinates, and the same with groups in them: the second table.

use crate::measure::{Source, measure};
use crate::null_crowd::NullCrowd;
use crate::plant::{On, Plan};
use crate::table::{header, row_with_range};

/// Seeds of the committed table.
pub(crate) const SEEDS: u64 = 100;

/// Groups each: how many, members, actions of each, spread in s. In the last, an object has more accounts than the popularity cap allows.
const PLANS: [(usize, usize, usize, u32); 4] = [(3, 15, 20, 30), (3, 6, 8, 30), (3, 15, 20, 600), (1, 90, 20, 30)];

/// The crowd without and with flash news.
pub(crate) fn sources() -> Vec<Source> {
    let crowds = [("organic", NullCrowd::default()), ("organic with flash news", NullCrowd::default().with_flash())];
    let source =
        |(name, crowd): (&'static str, NullCrowd)| Source { name: name.to_owned(), draw: Box::new(move |seed| crowd.draw(name, seed)) };
    crowds.map(source).into()
}

/// The table, in Markdown.
pub(crate) fn table(seeds: u64) -> String {
    let crowd = NullCrowd::default();
    let mut text = format!(
        "# Crowds in which nobody coordinates\n\n\
         {} accounts over {} days; {seeds} seeds. Recall of the planted accounts / organic accounts flagged, mean (least–most).\n\n",
        crowd.accounts, crowd.days
    );
    text += &header("crowd");
    for plan in [None].into_iter().chain(PLANS.map(Some)) {
        for source in sources() {
            let plan = plan.map(|(groups, members, actions, spread)| Plan { groups, members, actions, spread, on: On::New });
            let planted =
                plan.map(|plan| format!(" + {} × {} × {}, {} s", plan.groups, plan.members, plan.actions, plan.spread)).unwrap_or_default();
            text += &row_with_range(&format!("{}{planted}", source.name), &measure(&source, plan, seeds));
        }
    }
    text
}
