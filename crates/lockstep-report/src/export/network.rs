//! Networks for Gephi, networkx, igraph and their like: GEXF 1.2 and GraphML.
//!
//! Both hold the same: every account on a tie with what the table of accounts says of it, every row of the table of ties with its columns.
//! No date, no program name, no position: the same findings give the same bytes. Names are untrusted; they are escaped, and characters that
//! XML cannot hold are written out by their code point. Elements are numbered, so that no name is ever an identifier.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use lockstep_detect::{Cells, Findings, Table, TableColumn};

use crate::number;
use crate::paths;
use crate::visible::html;

/// A network with its attributes as columns.
struct Graph<'a> {
    directed: bool,
    accounts: Vec<&'a str>,
    degree: Vec<usize>,
    /// Row of each account in the table that describes accounts.
    rows: Vec<Option<usize>>,
    of_accounts: Vec<&'a TableColumn>,
    /// The ends of each tie, by account.
    ties: Vec<(usize, usize)>,
    of_ties: Vec<&'a TableColumn>,
}

/// The network files of a step: path, media type, bytes. None where it has no network.
pub(crate) fn files(step: &str, findings: &Findings) -> Vec<(String, &'static str, Vec<u8>)> {
    let Some(graph) = Graph::of(findings) else { return Vec::new() };
    vec![
        (paths::network(step, "gexf"), "application/xml", gexf(&graph).into_bytes()),
        (paths::network(step, "graphml"), "application/xml", graphml(&graph).into_bytes()),
    ]
}

impl<'a> Graph<'a> {
    fn of(findings: &'a Findings) -> Option<Self> {
        let network = findings.network.as_ref()?;
        let table = findings.table(&network.edges)?;
        let (Cells::Account(sources), Cells::Account(targets)) = (table.column("source")?, table.column("target")?) else { return None };
        let accounts: Vec<&str> = sources.iter().chain(targets).map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
        let number = |name: &String| accounts.binary_search(&name.as_str()).ok();
        let ties: Vec<(usize, usize)> = sources.iter().zip(targets).filter_map(|(a, b)| Some((number(a)?, number(b)?))).collect();
        let mut partners = vec![BTreeSet::new(); accounts.len()];
        for (a, b) in ties.iter().filter(|(a, b)| a != b) {
            partners[*a].insert(*b);
            partners[*b].insert(*a);
        }
        let described = findings.tables.iter().find(|table| describes_accounts(table));
        let rows: BTreeMap<&str, usize> = match described.and_then(|table| table.column("account")) {
            Some(Cells::Account(names)) => names.iter().map(String::as_str).zip(0..).collect(),
            _ => BTreeMap::new(),
        };
        Some(Self {
            directed: network.directed,
            degree: partners.iter().map(BTreeSet::len).collect(),
            rows: accounts.iter().map(|account| rows.get(account).copied()).collect(),
            of_accounts: described.map_or_else(Vec::new, |table| plain(table, 1)),
            of_ties: plain(table, 2),
            accounts,
            ties,
        })
    }
}

fn describes_accounts(table: &Table) -> bool {
    table.key == 1 && table.columns.first().is_some_and(|column| column.name == "account")
}

/// The columns after the first ones, without lists, which neither format has.
fn plain(table: &Table, from: usize) -> Vec<&TableColumn> {
    table.columns.iter().skip(from).filter(|column| !matches!(column.cells, Cells::Posts(_))).collect()
}

/// What both formats call the type of a column.
fn kind(cells: &Cells) -> &'static str {
    match cells {
        Cells::Count(_) => "long",
        Cells::Real(..) => "double",
        _ => "string",
    }
}

/// A cell as text; none where there is nothing.
fn cell(cells: &Cells, row: usize) -> Option<String> {
    match cells {
        Cells::Account(cells) | Cells::Post(cells) | Cells::Object(cells) | Cells::Text(cells) => {
            cells.get(row).filter(|text| !text.is_empty()).map(|text| xml(text))
        }
        Cells::Posts(_) => None,
        Cells::Count(cells) => cells.get(row).copied().flatten().map(|count| count.to_string()),
        Cells::Real(_, cells) => cells.get(row).copied().flatten().map(|number| number.to_string()),
        Cells::Time(cells) => cells.get(row).copied().flatten().map(number::rfc3339),
        Cells::Verdict(cells) => cells.get(row).map(|verdict| verdict.words().to_owned()),
    }
}

/// Text as XML 1.0 can hold it, in an element or a quoted attribute.
fn xml(text: &str) -> String {
    html(text).replace('\u{fffe}', "⟨U+FFFE⟩").replace('\u{ffff}', "⟨U+FFFF⟩")
}

/// Each attribute of the row of a table that has a value: its number among the columns, and the value.
fn row_of(columns: &[&TableColumn], row: Option<usize>) -> Vec<(usize, String)> {
    let values = columns.iter().enumerate().filter_map(|(at, column)| Some((at, cell(&column.cells, row?)?)));
    values.collect()
}

fn add(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}

fn gexf(graph: &Graph<'_>) -> String {
    let direction = if graph.directed { "directed" } else { "undirected" };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://www.gexf.net/1.2draft\" version=\"1.2\">\n\
         <graph mode=\"static\" defaultedgetype=\"{direction}\">\n<attributes class=\"node\">\n\
         <attribute id=\"degree\" title=\"degree\" type=\"long\"/>\n"
    );
    let declare = |out: &mut String, columns: &[&TableColumn]| {
        for (at, column) in columns.iter().enumerate() {
            add(out, format_args!("<attribute id=\"{at}\" title=\"{}\" type=\"{}\"/>\n", xml(&column.name), kind(&column.cells)));
        }
    };
    let fill = |out: &mut String, columns: &[&TableColumn], row: Option<usize>| {
        for (at, value) in row_of(columns, row) {
            add(out, format_args!("<attvalue for=\"{at}\" value=\"{value}\"/>"));
        }
    };
    declare(&mut out, &graph.of_accounts);
    // Weight is an attribute of the format's own; networkx reads it from there.
    let of_ties: Vec<&TableColumn> = graph.of_ties.iter().copied().filter(|column| column.name != "weight").collect();
    let weight = graph.of_ties.iter().find(|column| column.name == "weight");
    out.push_str("</attributes>\n<attributes class=\"edge\">\n");
    declare(&mut out, &of_ties);
    out.push_str("</attributes>\n<nodes>\n");
    for (at, account) in graph.accounts.iter().enumerate() {
        add(&mut out, format_args!("<node id=\"n{at}\" label=\"{}\"><attvalues>", xml(account)));
        add(&mut out, format_args!("<attvalue for=\"degree\" value=\"{}\"/>", graph.degree[at]));
        fill(&mut out, &graph.of_accounts, graph.rows[at]);
        out.push_str("</attvalues></node>\n");
    }
    out.push_str("</nodes>\n<edges>\n");
    for (at, (source, target)) in graph.ties.iter().enumerate() {
        add(&mut out, format_args!("<edge id=\"{at}\" source=\"n{source}\" target=\"n{target}\""));
        if let Some(weight) = weight.and_then(|column| cell(&column.cells, at)) {
            add(&mut out, format_args!(" weight=\"{weight}\""));
        }
        out.push_str("><attvalues>");
        fill(&mut out, &of_ties, Some(at));
        out.push_str("</attvalues></edge>\n");
    }
    out + "</edges>\n</graph>\n</gexf>\n"
}

fn graphml(graph: &Graph<'_>) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
                   <key id=\"account\" for=\"node\" attr.name=\"account\" attr.type=\"string\"/>\n\
                   <key id=\"degree\" for=\"node\" attr.name=\"degree\" attr.type=\"long\"/>\n"
        .to_owned();
    for (class, letter, columns) in [("node", 'v', &graph.of_accounts), ("edge", 'e', &graph.of_ties)] {
        for (at, column) in columns.iter().enumerate() {
            let (name, kind) = (xml(&column.name), kind(&column.cells));
            add(&mut out, format_args!("<key id=\"{letter}{at}\" for=\"{class}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"));
        }
    }
    let direction = if graph.directed { "directed" } else { "undirected" };
    add(&mut out, format_args!("<graph id=\"network\" edgedefault=\"{direction}\">\n"));
    for (at, account) in graph.accounts.iter().enumerate() {
        let (account, degree) = (xml(account), graph.degree[at]);
        add(&mut out, format_args!("<node id=\"n{at}\"><data key=\"account\">{account}</data><data key=\"degree\">{degree}</data>"));
        for (column, value) in row_of(&graph.of_accounts, graph.rows[at]) {
            add(&mut out, format_args!("<data key=\"v{column}\">{value}</data>"));
        }
        out.push_str("</node>\n");
    }
    for (at, (source, target)) in graph.ties.iter().enumerate() {
        add(&mut out, format_args!("<edge id=\"e{at}\" source=\"n{source}\" target=\"n{target}\">"));
        for (column, value) in row_of(&graph.of_ties, Some(at)) {
            add(&mut out, format_args!("<data key=\"e{column}\">{value}</data>"));
        }
        out.push_str("</edge>\n");
    }
    out + "</graph>\n</graphml>\n"
}
