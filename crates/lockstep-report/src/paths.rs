//! Where each file of a report lies, and what it is linked by on the page.

/// The page.
pub(crate) const PAGE: &str = "index.html";
/// The cards of single accounts.
pub(crate) const ACCOUNTS: &str = "accounts.html";
/// The findings for machines.
pub(crate) const INDEX: &str = "index.json";

/// The named numbers of a step.
pub(crate) fn values(step: &str) -> String {
    lockstep_runner::values_path(step)
}

/// A table of a step.
pub(crate) fn table(step: &str, table: &str) -> String {
    lockstep_runner::table_path(step, table)
}

/// The network of a step for other programs.
pub(crate) fn network(step: &str, ending: &str) -> String {
    format!("findings/{step}/network.{ending}")
}

/// The drawing of a figure.
pub(crate) fn figure_svg(figure: &str) -> String {
    format!("figures/{figure}.svg")
}

/// The data behind a figure.
pub(crate) fn figure_csv(figure: &str) -> String {
    format!("figures/{figure}.csv")
}

/// The element that explains a value.
pub(crate) fn value_anchor(step: &str, value: &str) -> String {
    format!("value-{step}-{value}")
}

/// The element that holds a step's results.
pub(crate) fn step_anchor(step: &str) -> String {
    format!("step-{step}")
}

/// The element that holds a table of a step.
pub(crate) fn table_anchor(step: &str, table: &str) -> String {
    format!("table-{step}-{table}")
}

/// The element that holds the data behind a figure.
pub(crate) fn data_anchor(figure: &str) -> String {
    format!("data-{figure}")
}
