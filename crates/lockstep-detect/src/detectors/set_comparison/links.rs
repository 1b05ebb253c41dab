//! What joins the two lists: ties, and pairs that retweet the same posts together.

use lockstep_network::graph::{Directed, configuration_expectation, densest_piece};
use lockstep_network::window_counts;
use lockstep_snapshot::{Role, Snapshot};
use lockstep_statistics::{Tail, poisson_range, poisson_tail};

use super::features::Feature;
use super::{Lists, Settings};
use crate::detector::Unfit;
use crate::findings::Verdict;
use crate::layers::{Layer, fit_clock};
use crate::networks::refuse;
use crate::numbers::share;

/// The chance below which the ties across are beyond what degrees explain.
pub(super) const LEVEL: f64 = 0.001;

/// One kind of tie across the lists.
pub(super) struct Link {
    pub(super) name: &'static str,
    /// What a tie is.
    pub(super) about: String,
    pub(super) directed: bool,
    /// Ties in both directions, so that pairs without direction are there twice. None when the data have none.
    pub(super) graph: Option<Directed>,
    /// Ties, or pairs, from one list to the other.
    pub(super) across: u64,
    /// How many there could be.
    pub(super) possible: u64,
    pub(super) density: Option<f64>,
    /// Density across, in the geometric mean of the densities inside either list: 1 when the lists are tied as one, 0 when not at all.
    pub(super) as_one: Option<f64>,
    /// By degrees alone: mean, lowest and highest of 95 in 100, and the chance of at least as many as there are.
    pub(super) expected: Option<(f64, u64, u64, Tail)>,
    /// Control set with the densest piece as large as both lists, and its density.
    pub(super) crowd: Option<(String, f64)>,
    pub(super) verdict: Verdict,
    pub(super) why: String,
}

/// The kinds of tie, each measured.
///
/// # Errors
/// When counting pairs would take more memory than allowed.
pub(super) fn links(settings: &Settings, snapshot: &Snapshot, lists: &Lists<'_>) -> Result<[Link; 2], Unfit> {
    let about = format!("one account {} the other", settings.ties.verb());
    let ties = settings.ties.graph(snapshot).map_err(|unfit| unfit.reason);
    let pairs = co_retweets(settings, snapshot)?;
    let together = format!(
        "two accounts retweeted at least {} of the same posts, each within {}",
        settings.minimum_weight, settings.window
    );
    Ok([
        measure(settings, snapshot, lists, "ties", about, true, ties),
        measure(settings, snapshot, lists, "co_retweets", together, false, pairs),
    ])
}

/// Pairs that retweeted the same posts together, as ties in both directions; the inner error says why there are none.
fn co_retweets(settings: &Settings, snapshot: &Snapshot) -> Result<Result<Directed, String>, Unfit> {
    let layer = match fit_clock(settings.window, snapshot).and_then(|()| Layer::CoRetweet.actions(settings.window, snapshot)) {
        Ok(layer) => layer,
        Err(unfit) => return Ok(Err(unfit.reason)),
    };
    let bytes = u64::from(settings.memory_mib) << 20;
    let counted = window_counts(&layer.actions, settings.window.ms(), settings.minimum_weight, bytes)
        .map_err(|over| refuse(Layer::CoRetweet, &over, settings.memory_mib))?;
    if counted.edges.is_empty() {
        return Ok(Err("no two accounts retweeted so many posts together".to_owned()));
    }
    let both = counted.edges.iter().flat_map(|edge| [(edge.source, edge.target), (edge.target, edge.source)]).collect();
    Ok(Ok(Directed::new(snapshot.accounts.len() as u32, both)))
}

fn measure(
    settings: &Settings,
    snapshot: &Snapshot,
    lists: &Lists<'_>,
    name: &'static str,
    about: String,
    directed: bool,
    graph: Result<Directed, String>,
) -> Link {
    let one_way = lists.only_first.len() as u64 * lists.only_second.len() as u64;
    let possible = if directed { 2 * one_way } else { one_way };
    let mut link = Link {
        name,
        about,
        directed,
        graph: None,
        across: 0,
        possible,
        density: None,
        as_one: None,
        expected: None,
        crowd: None,
        verdict: Verdict::InsufficientData,
        why: String::new(),
    };
    let graph = match graph {
        Ok(graph) => graph,
        Err(why) => return Link { why, ..link },
    };
    let marks = |members: &[u32]| {
        let mut marks = vec![false; snapshot.accounts.len()];
        members.iter().for_each(|member| marks[*member as usize] = true);
        marks
    };
    let (first, second) = (&lists.only_first, &lists.only_second);
    let there = graph.count_among(first, &marks(second));
    link.across = if directed { there + graph.count_among(second, &marks(first)) } else { there };
    link.density = share(link.across, possible);
    let inside = |members: &[u32]| graph.among(members).density().unwrap_or(0.0);
    let both_inside = libm::sqrt(inside(first) * inside(second));
    link.as_one = link.density.filter(|_| both_inside > 0.0).map(|density| density / both_inside);
    link.crowd = crowd(snapshot, lists, &graph);
    link.why = unfit(settings, snapshot, lists, directed, &graph);
    if link.why.is_empty() {
        let back = if directed { configuration_expectation(&graph, second, first) } else { 0.0 };
        let expected = configuration_expectation(&graph, first, second) + back;
        let (low, high) = poisson_range(expected);
        let tail = poisson_tail(expected, u32::try_from(link.across).unwrap_or(u32::MAX));
        link.expected = Some((expected, low, high, tail));
        match &link.crowd {
            Some((_, inside)) => {
                let denser = link.density.unwrap_or(0.0) >= settings.times * inside;
                link.verdict = if tail.p <= LEVEL && denser { Verdict::Flagged } else { Verdict::NotFlagged };
            }
            // Degrees alone do not do: two crowds have more ties across than they give as soon as a third keeps to itself.
            None => "there is no control set besides the two lists to compare with".clone_into(&mut link.why),
        }
        // Whoever draws up a list by following ties finds ties, which then say nothing.
        if settings.drawn_up_by.contains(&if directed { Feature::TiesWithOther } else { Feature::CoRetweetsWithOther }) {
            link.verdict = Verdict::InsufficientData;
            "the lists were drawn up by it, so that it cannot confirm them".clone_into(&mut link.why);
        }
    }
    link.graph = Some(graph);
    link
}

/// Why a kind of tie cannot be assessed; empty when it can.
fn unfit(settings: &Settings, snapshot: &Snapshot, lists: &Lists<'_>, directed: bool, graph: &Directed) -> String {
    let fewest = lists.only_first.len().min(lists.only_second.len());
    if fewest < settings.minimum_accounts as usize {
        return format!("only {fewest} accounts are on one list and not on the other");
    }
    let listed = lists.marks(snapshot);
    if directed {
        let touching = graph.arcs().iter().filter(|(from, to)| listed[*from as usize] || listed[*to as usize]).count() as u64;
        if share(touching, graph.arcs().len() as u64).is_some_and(|share| share >= settings.ego_share) {
            return "nearly all collected ties touch the lists, so that nothing is known of what is usual".to_owned();
        }
        return String::new();
    }
    // Co-retweeting is rare, so that the lists may rightly hold nearly all pairs; what must be known is that others retweet as well.
    let posts = &snapshot.posts;
    let mut retweeting = vec![false; listed.len()];
    if let Some(retweeted) = &posts.retweeted_post {
        let acted = posts.account.iter().enumerate().filter(|(post, _)| retweeted.rank(*post).is_some());
        acted.for_each(|(_, account)| retweeting[*account as usize] = true);
    }
    let others = retweeting.iter().zip(&listed).filter(|(retweeting, listed)| **retweeting && !**listed).count() as u64;
    if others < lists.union() { format!("only {others} accounts outside the lists retweet anything") } else { String::new() }
}

/// The control set whose densest piece, as large as both lists, is densest inside.
fn crowd(snapshot: &Snapshot, lists: &Lists<'_>, graph: &Directed) -> Option<(String, f64)> {
    let listed = lists.marks(snapshot);
    let compared = |name: &str| name == lists.first.name || name == lists.second.name;
    let controls = snapshot.sets.iter().filter(|set| set.role == Role::Control && !compared(&set.name));
    let pieces = controls.filter_map(|set| {
        let members: Vec<u32> = set.members.iter().copied().filter(|member| !listed[*member as usize]).collect();
        let among = graph.among(&members);
        let left = densest_piece(&among.undirected(), lists.union() as usize);
        Some((set.name.clone(), among.among(&left).density()?))
    });
    pieces.reduce(|best, next| if next.1 > best.1 { next } else { best })
}
