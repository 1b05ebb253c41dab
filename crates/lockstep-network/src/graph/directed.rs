//! Ties that point from one node to another: how dense, mutual and closed they are.

use super::network::Graph;

/// A directed graph without loops and without repeated ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directed {
    nodes: u32,
    /// (from, to), ascending.
    arcs: Vec<(u32, u32)>,
    starts: Vec<usize>,
    sent: Vec<u32>,
    received: Vec<u32>,
}

impl Directed {
    /// The graph of `nodes` nodes, numbered from 0, and of ties (from, to) in any order. Loops are left out, repeated ties count once.
    ///
    /// # Panics
    /// When a tie has an end that is not below `nodes`.
    #[must_use]
    pub fn new(nodes: u32, mut arcs: Vec<(u32, u32)>) -> Self {
        assert!(arcs.iter().all(|(from, to)| *from < nodes && *to < nodes), "ties join nodes below {nodes}");
        arcs.retain(|(from, to)| from != to);
        arcs.sort_unstable();
        arcs.dedup();
        let (mut sent, mut received) = (vec![0; nodes as usize], vec![0; nodes as usize]);
        for (from, to) in &arcs {
            sent[*from as usize] += 1;
            received[*to as usize] += 1;
        }
        let mut starts = vec![0; nodes as usize + 1];
        for node in 0..nodes as usize {
            starts[node + 1] = starts[node] + sent[node] as usize;
        }
        Self { nodes, arcs, starts, sent, received }
    }

    /// Number of nodes, those without a tie included.
    #[must_use]
    pub const fn nodes(&self) -> u32 {
        self.nodes
    }

    /// All ties, ascending.
    #[must_use]
    pub fn arcs(&self) -> &[(u32, u32)] {
        &self.arcs
    }

    /// The ties that a node sends, ascending.
    #[must_use]
    pub fn from(&self, node: u32) -> &[(u32, u32)] {
        &self.arcs[self.starts[node as usize]..self.starts[node as usize + 1]]
    }

    /// Whether there is a tie from one node to another.
    #[must_use]
    pub fn has(&self, from: u32, to: u32) -> bool {
        self.from(from).binary_search(&(from, to)).is_ok()
    }

    /// For each node, the number of ties it sends.
    #[must_use]
    pub fn sent(&self) -> &[u32] {
        &self.sent
    }

    /// For each node, the number of ties it receives.
    #[must_use]
    pub fn received(&self) -> &[u32] {
        &self.received
    }

    /// The ties among some nodes, which are numbered by their place.
    ///
    /// # Panics
    /// Unless the nodes ascend.
    #[must_use]
    pub fn among(&self, members: &[u32]) -> Self {
        assert!(members.is_sorted_by(|a, b| a < b), "members ascend");
        let mut place = vec![u32::MAX; self.nodes as usize];
        members.iter().zip(0..).for_each(|(member, at)| place[*member as usize] = at);
        let ties = members.iter().flat_map(|member| self.from(*member));
        let arcs = ties.map(|(from, to)| (place[*from as usize], place[*to as usize])).filter(|(_, to)| *to != u32::MAX).collect();
        Self::new(members.len() as u32, arcs)
    }

    /// Number of ties among the nodes that are marked.
    #[must_use]
    pub fn count_among(&self, members: &[u32], marked: &[bool]) -> u64 {
        members.iter().flat_map(|member| self.from(*member)).filter(|(_, to)| marked[*to as usize]).count() as u64
    }

    /// Ties, of those that there could be; none with fewer than two nodes.
    #[must_use]
    pub fn density(&self) -> Option<f64> {
        let pairs = f64::from(self.nodes) * (f64::from(self.nodes) - 1.0);
        (self.nodes > 1).then(|| self.arcs.len() as f64 / pairs)
    }

    /// Ties that are returned.
    #[must_use]
    pub fn returned(&self) -> u64 {
        self.arcs.iter().filter(|(from, to)| self.has(*to, *from)).count() as u64
    }

    /// How much more often ties are returned than if they fell anywhere: ρ = (r − a)/(1 − a), with r the share returned and a the density.
    /// 1 when all are, 0 as by chance, below 0 when fewer are. None where there is no tie or no place without one.
    ///
    /// Garlaschelli & Loffredo 2004, Physical Review Letters 93:268701, equation 4.
    #[must_use]
    pub fn reciprocity(&self) -> Option<f64> {
        let density = self.density().filter(|density| *density > 0.0 && *density < 1.0)?;
        let returned = self.returned() as f64 / self.arcs.len() as f64;
        Some((returned - density) / (1.0 - density))
    }

    /// The same ties without their direction; one that is returned weighs 2.
    #[must_use]
    pub fn undirected(&self) -> Graph {
        let mut pairs: Vec<(u32, u32)> = self.arcs.iter().map(|(from, to)| (*from.min(to), *from.max(to))).collect();
        pairs.sort_unstable();
        let edges: Vec<(u32, u32, f64)> = pairs.chunk_by(|a, b| a == b).map(|same| (same[0].0, same[0].1, same.len() as f64)).collect();
        Graph::new(self.nodes, &edges)
    }

    /// The standard error of the density by leaving out one node at a time: √((n − 1)/n · Σ (δ₋ᵢ − mean)²) (Efron & Tibshirani 1993, An
    /// Introduction to the Bootstrap, §11.5). Nodes, not ties, are the units that differ, since one sociable node has many ties at once. For
    /// networks whose nodes are alike it is too large rather than too small (Snijders & Borgatti 1999, Connections 22(2):161). None with
    /// fewer than three nodes.
    #[must_use]
    pub fn density_error(&self) -> Option<f64> {
        let n = f64::from(self.nodes);
        if self.nodes < 3 {
            return None;
        }
        let ties = |node: usize| f64::from(self.sent[node] + self.received[node]);
        let without: Vec<f64> =
            (0..self.nodes as usize).map(|node| (self.arcs.len() as f64 - ties(node)) / ((n - 1.0) * (n - 2.0))).collect();
        let mean = without.iter().sum::<f64>() / n;
        let squares: f64 = without.iter().map(|density| (density - mean) * (density - mean)).sum();
        Some(libm::sqrt((n - 1.0) / n * squares))
    }
}

/// The number of ties to expect from some nodes to others if every tie had fallen anywhere, given how many each node sends and receives:
/// Σ sᵢ rⱼ / M over the pairs of different nodes (Newman 2010, Networks: An Introduction, §13.2, for the directed configuration model).
#[must_use]
pub fn configuration_expectation(graph: &Directed, from: &[u32], to: &[u32]) -> f64 {
    let sum = |degrees: &[u32], nodes: &[u32]| nodes.iter().map(|node| u64::from(degrees[*node as usize])).sum::<u64>() as f64;
    let mut is_target = vec![false; graph.nodes as usize];
    to.iter().for_each(|node| is_target[*node as usize] = true);
    let loops: f64 = from
        .iter()
        .filter(|node| is_target[**node as usize])
        .map(|node| f64::from(graph.sent[*node as usize]) * f64::from(graph.received[*node as usize]))
        .sum();
    let all = graph.arcs.len() as f64;
    if all == 0.0 { 0.0 } else { (sum(&graph.sent, from) * sum(&graph.received, to) - loops) / all }
}

/// Three times the triangles, of the connected triples: how often two neighbours of a node are neighbours of each other. None where no node
/// has two neighbours. Weights do not count.
///
/// Newman, Watts & Strogatz 2002, PNAS 99:2566, equation 1.
#[must_use]
pub fn transitivity(graph: &Graph) -> Option<f64> {
    let degree = |node: u32| graph.links(node).len() as u64;
    // Each triangle is met once, from its node of least degree to the other two.
    let above = |a: u32, b: u32| (degree(a), a) < (degree(b), b);
    let upward: Vec<Vec<u32>> =
        (0..graph.nodes()).map(|node| graph.links(node).iter().map(|link| link.0).filter(|other| above(node, *other)).collect()).collect();
    let mut met = vec![false; graph.nodes() as usize];
    let (mut triangles, mut triples) = (0_u64, 0_u64);
    for node in 0..graph.nodes() {
        triples += degree(node) * degree(node).saturating_sub(1) / 2;
        upward[node as usize].iter().for_each(|other| met[*other as usize] = true);
        for other in &upward[node as usize] {
            triangles += upward[*other as usize].iter().filter(|third| met[**third as usize]).count() as u64;
        }
        upward[node as usize].iter().for_each(|other| met[*other as usize] = false);
    }
    (triples > 0).then(|| (3 * triangles) as f64 / triples as f64)
}

/// The nodes left when the one with the smallest weight of ties to those left is taken away, again and again, until `size` are left: a piece
/// about as densely tied as the graph has of that size (Charikar 2000, APPROX, LNCS 1913:84, who shows that the best such piece has at least
/// half the greatest mean degree). Ascending; ties go to the smaller node.
#[must_use]
pub fn densest_piece(graph: &Graph, size: usize) -> Vec<u32> {
    let mut strength: Vec<u64> = (0..graph.nodes()).map(|node| graph.links(node).iter().map(|link| link.1 as u64).sum()).collect();
    let mut queue: std::collections::BTreeSet<(u64, u32)> = (0..graph.nodes()).map(|node| (strength[node as usize], node)).collect();
    while queue.len() > size {
        let Some((_, weakest)) = queue.pop_first() else { break };
        for &(other, weight) in graph.links(weakest) {
            if queue.remove(&(strength[other as usize], other)) {
                strength[other as usize] -= weight as u64;
                queue.insert((strength[other as usize], other));
            }
        }
    }
    let mut left: Vec<u32> = queue.into_iter().map(|(_, node)| node).collect();
    left.sort_unstable();
    left
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::leiden::tests::KARATE;

    #[test]
    fn reciprocity_by_hand() {
        // Four nodes, five ties, one pair mutual: r = 2/5, a = 5/12, ρ = (2/5 − 5/12)/(7/12) = −1/35.
        let graph = Directed::new(4, vec![(0, 1), (1, 0), (1, 2), (2, 3), (3, 0), (3, 0), (2, 2)]);
        assert_eq!((graph.arcs().len(), graph.returned()), (5, 2));
        assert!((graph.density().expect("two nodes") - 5.0 / 12.0).abs() < 1e-15);
        assert!((graph.reciprocity().expect("ties") + 1.0 / 35.0).abs() < 1e-15);
    }

    #[test]
    fn reciprocity_at_its_ends() {
        assert_eq!(Directed::new(3, vec![(0, 1), (1, 0)]).reciprocity(), Some(1.0));
        // All ties in one direction: ρ = −a/(1 − a), the least there can be.
        assert!((Directed::new(3, vec![(0, 1), (1, 2), (2, 0)]).reciprocity().expect("ties") + 1.0).abs() < 1e-15);
        assert_eq!(Directed::new(3, Vec::new()).reciprocity(), None);
        assert_eq!(Directed::new(2, vec![(0, 1), (1, 0)]).reciprocity(), None);
    }

    #[test]
    fn the_karate_club_is_as_transitive_as_published() {
        let karate = Graph::new(34, &KARATE.map(|(a, b)| (a, b, 1.0)));
        // 45 triangles and 528 triples.
        let found = transitivity(&karate).expect("it has triples");
        assert!((found - 135.0 / 528.0).abs() < 1e-15 && (found - 0.2557).abs() < 5e-5, "{found}");
    }

    #[test]
    fn expected_ties_by_hand() {
        let graph = Directed::new(4, vec![(0, 1), (0, 2), (1, 2), (2, 0), (3, 0)]);
        // Sent 2, 1, 1, 1; received 2, 1, 2, 0. Among 0, 1, 2: (4 · 5 − (4 + 1 + 2))/5.
        assert!((configuration_expectation(&graph, &[0, 1, 2], &[0, 1, 2]) - 13.0 / 5.0).abs() < 1e-15);
        assert!((configuration_expectation(&graph, &[3], &[0, 2]) - 4.0 / 5.0).abs() < 1e-15);
    }

    #[test]
    fn the_error_of_a_density_is_binomial_and_more() {
        // A ring in which every node has the same number of ties has no error by leaving out nodes.
        let ring = Directed::new(10, (0..10).map(|node| (node, (node + 1) % 10)).collect());
        assert!(ring.density_error().expect("ten nodes") < 1e-12);
        // A star with the hub left out has no tie: δ₋ = 0 once and 9/90·… for the others, by hand for four nodes.
        let star = Directed::new(4, vec![(1, 0), (2, 0), (3, 0)]);
        let without = [0.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0];
        let mean = 0.25;
        let squares: f64 = without.iter().map(|density: &f64| (density - mean) * (density - mean)).sum();
        assert!((star.density_error().expect("four nodes") - libm::sqrt(0.75 * squares)).abs() < 1e-15);
    }

    #[test]
    fn the_densest_piece_of_a_clique_with_a_tail_is_the_clique() {
        let clique = (0..5).flat_map(|a| (0..5).filter(move |b| *b != a).map(move |b| (a, b)));
        let tail = (5..12).map(|node| (node - 1, node));
        let graph = Directed::new(12, clique.chain(tail).collect());
        assert_eq!(densest_piece(&graph.undirected(), 5), [0, 1, 2, 3, 4]);
        assert_eq!(densest_piece(&graph.undirected(), 40).len(), 12);
    }

    proptest! {
        #[test]
        fn ties_among_some_are_those_with_both_ends_there(
            arcs in prop::collection::vec((0u32..10, 0u32..10), 0..60),
            members in prop::collection::btree_set(0u32..10, 0..10),
        ) {
            let graph = Directed::new(10, arcs);
            let members: Vec<u32> = members.into_iter().collect();
            let marked: Vec<bool> = (0..10).map(|node| members.contains(&node)).collect();
            let expected: Vec<(u32, u32)> =
                graph.arcs().iter().copied().filter(|(from, to)| marked[*from as usize] && marked[*to as usize]).collect();
            let among = graph.among(&members);
            let back: Vec<(u32, u32)> = among.arcs().iter().map(|(a, b)| (members[*a as usize], members[*b as usize])).collect();
            prop_assert_eq!(&back, &expected);
            prop_assert_eq!(graph.count_among(&members, &marked), expected.len() as u64);
        }

        #[test]
        fn transitivity_equals_counting_all_triples(pairs in prop::collection::btree_set((0u32..9, 0u32..9), 0..36)) {
            let edges: Vec<_> = pairs.into_iter().filter(|(a, b)| a < b).map(|(a, b)| (a, b, 1.0)).collect();
            let graph = Graph::new(9, &edges);
            let tied = |a: u32, b: u32| graph.links(a).iter().any(|link| link.0 == b);
            let (mut closed, mut all) = (0, 0);
            for middle in 0..9 {
                for a in 0..9 {
                    for b in a + 1..9 {
                        if a != middle && b != middle && tied(middle, a) && tied(middle, b) {
                            all += 1;
                            closed += u32::from(tied(a, b));
                        }
                    }
                }
            }
            prop_assert_eq!(transitivity(&graph), (all > 0).then(|| f64::from(closed) / f64::from(all)));
        }
    }
}
