//! Who is tied to whom: accounts as marks, ties as lines, groups that hang together in one colour and shape.

use std::collections::BTreeMap;

use lockstep_detect::{Findings, Table};

use super::canvas::{Anchor, Canvas, SMALL, Shape};
use super::label::{self, Room};
use super::palette::{Role, SERIES};
use super::{Drawn, WIDTH, columns, layout, pack};
use crate::number;

const HEIGHT: f64 = 560.0;
const MAP: Room = Room { left: 20.0, top: 40.0, right: WIDTH - 20.0, bottom: HEIGHT - 20.0 };
/// Accounts drawn at most.
const MOST_NODES: usize = 400;
/// Ties drawn at most.
const MOST_EDGES: usize = 6_000;
/// Accounts that hang together count as a group from this number.
const GROUP: usize = 3;
/// Accounts of one group that may get a label, the strongest.
const LABELLED: usize = 3;
/// Room kept around each group, px.
const GAP: f64 = 13.0;

struct Map {
    names: Vec<String>,
    edges: Vec<(usize, usize, f64)>,
    rows: Vec<usize>,
    strength: Vec<f64>,
    /// Accounts that hang together, the largest part first.
    parts: Vec<Vec<usize>>,
    /// Group of each account: the number of its part, if that is large enough to count as one.
    group: Vec<Option<usize>>,
    groups: Vec<usize>,
}

/// Draw it.
///
/// # Errors
/// When the findings have no network, or its table of edges is not as it should be.
pub(super) fn draw(findings: &Findings) -> Result<Drawn, String> {
    let network = findings.network.as_ref().ok_or("the findings have no network")?;
    let table = columns::table(findings, &network.edges)?;
    let sources = columns::names(table, "source")?;
    let targets = columns::names(table, "target")?;
    let weights = columns::numbers(table, "weight")?;
    let all_nodes = sources.iter().chain(targets).collect::<std::collections::BTreeSet<_>>().len();
    let map = strongest(table, sources, targets, &weights);

    let mut caption = vec![format!(
        "{} of {} accounts and {} of {} ties are drawn.",
        count(map.names.len()),
        count(all_nodes),
        count(map.edges.len()),
        count(table.rows())
    )];
    if map.edges.len() < table.rows() {
        caption.push("Left out are the weakest ties and the accounts that only they join, so a group may be larger than drawn.".to_owned());
    }
    caption.push(format!("A tie's width and an account's size grow with the weight: {}.", network.weight));
    if network.directed {
        caption.push("Ties have a direction, which the drawing does not show; the table does.".to_owned());
    }
    if !map.groups.is_empty() {
        caption.push(format!(
            "Accounts that hang together, {GROUP} or more, share a colour and a shape. Where a group stands has no meaning; the names \
             are those of its strongest accounts."
        ));
    }
    let alt = alt(&map);
    let data = columns::taken(table, &map.rows);
    let paint = move |canvas: &Canvas<'_>| paint(canvas, &map);
    Ok(Drawn { alt, caption: caption.join(" "), data, width: WIDTH, height: HEIGHT, paint: Box::new(paint) })
}

/// The strongest ties, as many as fit, and the accounts that they join.
fn strongest(table: &Table, sources: &[String], targets: &[String], weights: &[Option<f64>]) -> Map {
    let weight = |row: usize| weights.get(row).copied().flatten().filter(|weight| weight.is_finite()).unwrap_or(0.0).max(0.0);
    let mut order: Vec<usize> = (0..table.rows()).filter(|row| sources[*row] != targets[*row]).collect();
    order.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b)));
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in order {
        if rows.len() == MOST_EDGES {
            break;
        }
        let ends = [sources[row].as_str(), targets[row].as_str()];
        let new = ends.iter().filter(|end| !numbers.contains_key(**end)).count();
        if numbers.len() + new <= MOST_NODES {
            for end in ends {
                numbers.insert(end, 0);
            }
            rows.push(row);
        }
    }
    rows.sort_unstable();
    for (index, number) in numbers.values_mut().enumerate() {
        *number = index;
    }
    let names: Vec<String> = numbers.keys().map(|name| (*name).to_owned()).collect();
    let edges: Vec<(usize, usize, f64)> =
        rows.iter().map(|row| (numbers[sources[*row].as_str()], numbers[targets[*row].as_str()], weight(*row))).collect();
    let mut strength = vec![0.0; names.len()];
    for (source, target, weight) in &edges {
        strength[*source] += weight;
        strength[*target] += weight;
    }
    let parts = parts(names.len(), &edges);
    let groups: Vec<usize> = parts.iter().map(Vec::len).filter(|size| *size >= GROUP).collect();
    let mut group = vec![None; names.len()];
    for (number, members) in parts.iter().enumerate().take(groups.len()) {
        members.iter().for_each(|member| group[*member] = Some(number));
    }
    Map { names, edges, rows, strength, parts, group, groups }
}

/// The accounts that hang together, the largest part first.
fn parts(nodes: usize, edges: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..nodes).collect();
    fn find(root: &mut [usize], mut node: usize) -> usize {
        while root[node] != node {
            root[node] = root[root[node]];
            node = root[node];
        }
        node
    }
    for (source, target, _) in edges {
        let (a, b) = (find(&mut root, *source), find(&mut root, *target));
        root[a.max(b)] = a.min(b);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in 0..nodes {
        let top = find(&mut root, node);
        members.entry(top).or_default().push(node);
    }
    let mut parts: Vec<Vec<usize>> = members.into_values().collect();
    parts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    parts
}

fn look(group: Option<usize>) -> (Role, Shape) {
    match group {
        Some(number) if number < SERIES => (Role::Series(number), Shape::ALL[number % Shape::ALL.len()]),
        _ => (Role::Plain, Shape::Disc),
    }
}

fn paint(canvas: &Canvas<'_>, map: &Map) {
    let heaviest = map.edges.iter().map(|edge| edge.2).fold(f64::MIN_POSITIVE, f64::max);
    let points = on_map(map, heaviest);
    let faint = if map.edges.len() > 600 { 0.35 } else { 0.45 };
    for (source, target, weight) in &map.edges {
        let width = 0.7 + 2.3 * (weight / heaviest).sqrt();
        canvas.faint_line(&[points[*source], points[*target]], Role::Edge, width, faint);
    }
    let strongest = map.strength.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let most = if map.names.len() > 150 { 3.4 } else { 5.4 };
    let radius = |node: usize| 2.6 + most * (map.strength[node] / strongest).sqrt();
    let mut order: Vec<usize> = (0..map.names.len()).collect();
    order.sort_by(|a, b| map.strength[*b].total_cmp(&map.strength[*a]).then(a.cmp(b)));
    for node in &order {
        let (role, shape) = look(map.group[*node]);
        canvas.mark(shape, points[*node], radius(*node), role);
    }
    let mut taken: Vec<Room> = order.iter().map(|node| Room::around(points[*node], radius(*node))).collect();
    let mut named = vec![0; map.groups.len()];
    for node in &order {
        let Some(said) = map.group[*node].and_then(|group| named.get_mut(group)).filter(|said| **said < LABELLED) else { continue };
        *said += 1;
        let name = label::fitted(&map.names[*node], SMALL, 150.0);
        let sheet = Room { left: 2.0, right: WIDTH - 2.0, bottom: HEIGHT - 4.0, ..MAP };
        if let Some(placed) = label::beside(&name, SMALL, points[*node], radius(*node), &sheet, &taken) {
            canvas.text(&name, placed.point, SMALL, Role::Label, Anchor::Start);
            taken.push(placed.room);
        }
    }
    legend(canvas, map);
}

/// Where each account stands: every part laid out by itself, in a box as large as its number of accounts, and the boxes packed.
fn on_map(map: &Map, heaviest: f64) -> Vec<(f64, f64)> {
    let mut place = vec![(0, 0); map.names.len()];
    for (part, members) in map.parts.iter().enumerate() {
        members.iter().enumerate().for_each(|(index, member)| place[*member] = (part, index));
    }
    let mut edges: Vec<Vec<(usize, usize, f64)>> = vec![Vec::new(); map.parts.len()];
    for (source, target, weight) in &map.edges {
        let (part, index) = place[*source];
        edges[part].push((index, place[*target].1, 0.2 + 0.8 * weight / heaviest));
    }
    let drawn: Vec<Vec<(f64, f64)>> =
        map.parts.iter().zip(&edges).map(|(members, edges)| boxed(&layout::positions(members.len(), edges))).collect();
    let sizes: Vec<(f64, f64)> = drawn.iter().map(|points| (furthest(points, |at| at.0), furthest(points, |at| at.1))).collect();
    let (scale, corners) = pack::pack(&sizes, GAP, &MAP);
    place
        .iter()
        .map(|(part, index)| {
            let ((x, y), (left, top)) = (drawn[*part][*index], corners[*part]);
            (left + x * scale, top + y * scale)
        })
        .collect()
}

/// The points moved to the corner and scaled so that the box around them has the area of as many unit squares as there are points.
fn boxed(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let (left, top) = points.iter().fold((f64::INFINITY, f64::INFINITY), |(left, top), at| (left.min(at.0), top.min(at.1)));
    let moved: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x - left, y - top)).collect();
    let (wide, high) = (furthest(&moved, |at| at.0), furthest(&moved, |at| at.1));
    // A pair stands on a line, which has no area: a part of its length squared stands for it.
    let area = (wide * high).max(0.6 * wide.max(high) * wide.max(high)).max(f64::MIN_POSITIVE);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred accounts")]
    let scale = (moved.len() as f64 / area).sqrt();
    moved.into_iter().map(|(x, y)| (x * scale, y * scale)).collect()
}

fn furthest(points: &[(f64, f64)], along: fn(&(f64, f64)) -> f64) -> f64 {
    points.iter().map(along).fold(0.0, f64::max)
}

fn legend(canvas: &Canvas<'_>, map: &Map) {
    let mut x = 8.0;
    let mut entry = |look: (Role, Shape), text: &str| {
        if x + label::width(text, SMALL) + 30.0 < WIDTH {
            canvas.mark(look.1, (x, 12.0), 4.5, look.0);
            canvas.text(text, (x + 9.0, 12.0), SMALL, Role::Quiet, Anchor::Start);
            x += label::width(text, SMALL) + 30.0;
        }
    };
    for (number, size) in map.groups.iter().enumerate().take(SERIES) {
        let text = if number == 0 { format!("group of {} accounts", count(*size)) } else { format!("of {}", count(*size)) };
        entry(look(Some(number)), &text);
    }
    let others = map.group.iter().filter(|group| group.is_none_or(|number| number >= SERIES)).count();
    if others > 0 {
        entry((Role::Plain, Shape::Disc), &format!("{} others", count(others)));
    }
}

fn alt(map: &Map) -> String {
    let mut alt = format!("Network of {} accounts and {} ties.", count(map.names.len()), count(map.edges.len()));
    if !map.groups.is_empty() {
        let sizes: Vec<String> = map.groups.iter().take(SERIES).map(|size| count(*size)).collect();
        alt += &format!(
            " {} groups of {GROUP} or more accounts hang together; the largest have {} accounts.",
            count(map.groups.len()),
            sizes.join(", ")
        );
    }
    let strongest = map.edges.iter().max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(&a.0)).then(b.1.cmp(&a.1)));
    if let Some((source, target, weight)) = strongest {
        alt +=
            &format!(" The strongest tie, of weight {}, joins {} and {}.", number::real(*weight), map.names[*source], map.names[*target]);
    }
    alt
}

fn count(number: usize) -> String {
    number::count(number as u64)
}
