//! The tool's list of edges, the messages behind it, and the accounts.

use lockstep_network::compat::cnt::{Edge, Match};
use lockstep_network::graph::{Graph, components};
use lockstep_snapshot::Snapshot;

use super::settings::Network;
use crate::findings::{Cells, Table, TableColumn, Unit};
use crate::groups::{as_controls, column, groups};
use crate::numbers::share;

/// A directed network and what is known of its accounts.
pub(super) struct Directed<'a> {
    snapshot: &'a Snapshot,
    network: Network,
    /// Ascending by (source, target).
    edges: &'a [Edge],
    /// Messages of each account that count.
    messages: &'a [u64],
    /// The group of each account on an edge: 1 is the largest.
    group: Vec<Option<u32>>,
}

fn counts(numbers: impl IntoIterator<Item = u64>) -> Cells {
    Cells::Count(numbers.into_iter().map(Some).collect())
}

impl<'a> Directed<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, network: Network, edges: &'a [Edge], messages: &'a [u64]) -> Self {
        let mut joined: Vec<(u32, u32, f64)> =
            edges.iter().map(|edge| (edge.source.min(edge.target), edge.source.max(edge.target), 1.0)).collect();
        joined.sort_unstable_by_key(|edge| (edge.0, edge.1));
        joined.dedup();
        let mut is_linked = vec![false; messages.len()];
        for edge in edges {
            is_linked[edge.source as usize] = true;
            is_linked[edge.target as usize] = true;
        }
        let parts = components(&Graph::new(messages.len() as u32, &joined));
        let group = parts.iter().zip(is_linked).map(|(part, is_linked)| is_linked.then_some(part + 1)).collect();
        Self { snapshot, network, edges, messages, group }
    }

    /// Accounts with a message that counts, ascending.
    pub(super) fn acting(&self) -> Vec<u32> {
        (0u32..).zip(self.messages).filter(|(_, messages)| **messages > 0).map(|(account, _)| account).collect()
    }

    /// Accounts on an edge, ascending.
    pub(super) fn linked(&self) -> Vec<u32> {
        (0u32..).zip(&self.group).filter(|(_, group)| group.is_some()).map(|(account, _)| account).collect()
    }

    /// Number of connected groups, and accounts in the largest.
    pub(super) fn groups(&self) -> (u64, u64) {
        let groups = self.group.iter().flatten().max().copied().unwrap_or(0);
        (u64::from(groups), self.group.iter().filter(|group| **group == Some(1)).count() as u64)
    }

    /// Pairs of accounts with an edge one way only.
    pub(super) fn one_way(&self) -> u64 {
        self.edges.iter().filter(|edge| self.weight_back(edge).is_none()).count() as u64
    }

    fn weight_back(&self, edge: &Edge) -> Option<u64> {
        let found = self.edges.binary_search_by_key(&(edge.target, edge.source), |other| (other.source, other.target));
        found.ok().map(|at| u64::from(self.edges[at].weight))
    }

    /// Places of the edges, the heaviest first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.edges.len()).collect();
        order.sort_by_key(|edge| std::cmp::Reverse(self.edges[*edge].weight));
        order
    }

    fn ids(&self, accounts: impl Iterator<Item = u32>) -> Cells {
        Cells::Account(accounts.map(|account| self.snapshot.accounts.get(account).to_owned()).collect())
    }

    pub(super) fn by_set(&self) -> Table {
        let acting = self.acting();
        let groups = groups(self.snapshot, &acting);
        let count = |test: &dyn Fn(u32) -> bool| -> Vec<u64> {
            groups.iter().map(|group| group.members.iter().filter(|member| test(**member)).count() as u64).collect()
        };
        let active = count(&|account| self.messages[account as usize] > 0);
        let linked = count(&|account| self.group[account as usize].is_some());
        let shares = linked.iter().zip(&active).map(|(linked, active)| share(*linked, *active)).collect();
        let [as_controls, at_most] = as_controls(&groups, &linked, &active);
        Table {
            name: "by_set".to_owned(),
            about: "One row a set of accounts; an account in two sets counts in both.".to_owned(),
            key: 1,
            columns: vec![
                column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
                column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
                column("accounts", "Accounts in the set", counts(groups.iter().map(|group| group.members.len() as u64))),
                column("acting", "Accounts with a message that counts in this network", counts(active)),
                column("linked", "Accounts on at least one edge", counts(linked)),
                column("linked_share", "Linked, of those with a message", Cells::Real(Unit::Share, shares)),
                as_controls,
                at_most,
            ],
        }
    }

    pub(super) fn edges(&self) -> Table {
        let order = self.order();
        let ends = || order.iter().map(|edge| self.edges[*edge]);
        let kind = self.network.name().to_owned();
        let messages = |end: fn(Edge) -> u32| counts(ends().map(|edge| self.messages[end(edge) as usize]));
        Table {
            name: "edges".to_owned(),
            about: "One row an edge: the heaviest first.".to_owned(),
            key: 2,
            columns: vec![
                column("source", "Account whose messages are counted", self.ids(ends().map(|edge| edge.source))),
                column("target", "Account that has a message to match them", self.ids(ends().map(|edge| edge.target))),
                column(
                    "weight",
                    "Messages of the source that have a match within the window",
                    counts(ends().map(|edge| u64::from(edge.weight))),
                ),
                column("edge_type", "The tool's name of the network", Cells::Text(vec![kind; order.len()])),
                column(
                    "weight_back",
                    "Weight of the edge from the target to the source, if there is one",
                    Cells::Count(ends().map(|edge| self.weight_back(&edge)).collect()),
                ),
                column("messages_source", "Messages of the source that count in this network", messages(|edge| edge.source)),
                column("messages_target", "Messages of the target that count in this network", messages(|edge| edge.target)),
            ],
        }
    }

    /// The messages behind the edges; `matches` in the order of edges, the closest in time first.
    pub(super) fn evidence(&self, matches: &[Match]) -> Table {
        let of_edge = |edge: &usize| {
            let edge = *edge;
            let first = matches.partition_point(|found| (found.edge as usize) < edge);
            matches[first..].iter().take_while(move |found| found.edge as usize == edge)
        };
        let rows: Vec<Match> = self.order().iter().flat_map(of_edge).copied().collect();
        let posts = &self.snapshot.posts;
        let end = |end: fn(&Edge) -> u32| self.ids(rows.iter().map(|row| end(&self.edges[row.edge as usize])));
        let ids = |post: fn(&Match) -> u32| Cells::Post(rows.iter().map(|row| posts.id.get(post(row) as usize).to_owned()).collect());
        let times = rows.iter().map(|row| Some(posts.time[row.source_row as usize])).collect();
        let mut columns = vec![
            column("source", "Account whose message it is", end(|edge| edge.source)),
            column("target", "Account with a message to match it", end(|edge| edge.target)),
            column("source_post", "Message of the source", ids(|row| row.source_row)),
            column("target_post", "Message of the target closest in time", ids(|row| row.target_row)),
        ];
        columns.extend(self.common_post(&rows));
        columns.push(column("source_time", "When the source's message was sent", Cells::Time(times)));
        let apart = rows.iter().map(|row| Some(row.distance)).collect();
        columns.push(column("seconds", "Time between the two, seconds", Cells::Real(Unit::Seconds, apart)));
        let about = "One row a message of an edge that counts: in the order of the edges, the closest in time first.".to_owned();
        Table { name: "evidence".to_owned(), about, key: 3, columns }
    }

    /// The post that both pass on or answer, in the networks of these.
    fn common_post(&self, rows: &[Match]) -> Option<TableColumn> {
        let posts = &self.snapshot.posts;
        let (name, meaning, of_posts) = match self.network {
            Network::CoRetweet => ("repost_id", "Message that both pass on", posts.retweeted_post.as_ref()?),
            Network::CoReply => ("reply_id", "Message that both answer", posts.replied_post.as_ref()?),
            _ => return None,
        };
        let id = |row: &Match| of_posts.get(row.source_row as usize).unwrap_or_default().to_owned();
        Some(column(name, meaning, Cells::Post(rows.iter().map(id).collect())))
    }

    pub(super) fn accounts(&self) -> Table {
        let (mut sent, mut received, mut targets, mut sources) =
            (vec![0u64; self.messages.len()], vec![0u64; self.messages.len()], vec![0u64; self.messages.len()], vec![0u64; self.messages.len()]);
        for edge in self.edges {
            sent[edge.source as usize] += u64::from(edge.weight);
            received[edge.target as usize] += u64::from(edge.weight);
            targets[edge.source as usize] += 1;
            sources[edge.target as usize] += 1;
        }
        let mut order = self.linked();
        let strength = |account: u32| sent[account as usize] + received[account as usize];
        order.sort_by_key(|account| (self.group[*account as usize], std::cmp::Reverse(strength(*account))));
        let of = |numbers: &[u64]| counts(order.iter().map(|account| numbers[*account as usize]));
        Table {
            name: "accounts".to_owned(),
            about: "One row a linked account: by group, the strongest first.".to_owned(),
            key: 1,
            columns: vec![
                column("account", "Account", self.ids(order.iter().copied())),
                column(
                    "group",
                    "Connected group, whichever way the edges point; 1 is the largest",
                    counts(order.iter().map(|account| u64::from(self.group[*account as usize].unwrap_or(0)))),
                ),
                column("targets", "Accounts that edges from it point to", of(&targets)),
                column("sources", "Accounts that edges to it come from", of(&sources)),
                column("weight_out", "Sum of the weights of edges from it", of(&sent)),
                column("weight_in", "Sum of the weights of edges to it", of(&received)),
                column("messages", "Its messages that count in this network", of(self.messages)),
            ],
        }
    }
}
