//! From the rows of all inputs to one snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use lockstep_digest::{Context, Digest};
use rayon::prelude::*;

use super::accounts::{EVENT_COLUMNS, FOLLOW_COLUMNS, FollowPart, OBSERVATION_COLUMNS, ObservationPart, SET_COLUMNS, SetRow};
use super::columns::{Address, CodedPart, gather_coded, gather_lists};
use super::posts::PostPart;
use super::sorted::{SortedPosts, derive_ids, number_repeats, sort_posts};
use super::{Input, Part};
use crate::clock::resolution_ms;
use crate::dictionary::{Dictionary, Interner, Texts};
use crate::encode::{RowEncoder, table_digest};
use crate::intake::{Intake, Place, TableDigest, grouped};
use crate::tables::{Column, Counters, Event, Follows, Observations, Posts, Set, Snapshot};

/// Put the rows of all inputs together: sorted, numbered, without duplicates, each table with its digest.
///
/// The result depends on the rows only, not on their order nor on how they were dealt to parts.
#[must_use]
pub fn assemble(inputs: Vec<Input>) -> Snapshot {
    let mut rows = Rows::default();
    let mut intakes = Vec::with_capacity(inputs.len());
    let mut columns: Vec<Column> = Vec::new();
    for (index, mut input) in inputs.into_iter().enumerate() {
        derive_missing_ids(&mut input);
        keep_repeats(&mut input);
        if input.parts.iter().any(|part| !part.posts.is_empty()) {
            columns.extend(input.shape.columns());
        }
        rows.add(index, input.shape.encoded(), input.parts);
        intakes.push(input.intake);
    }
    columns.sort_unstable();
    columns.dedup();

    let parts = std::mem::take(&mut rows.observations);
    let part_input = std::mem::take(&mut rows.observation_input);
    let accounts = Accounts::number(&rows, &parts);
    let inputs = intakes.len();
    let (sorted, observed) = rayon::join(|| sort_posts(&rows.posts), || assemble_observations(parts, &accounts, &part_input, inputs));
    rows.digest_posts(&sorted, &mut intakes);
    rows.digest_observations(&observed, &mut intakes);
    count_dropped(&rows, &sorted, &mut intakes);
    let secret = rows.secret();
    let observations = Arc::new(observed.table);
    let follows = Arc::new(assemble_follows(std::mem::take(&mut rows.follows), &accounts));
    let sets = assemble_sets(std::mem::take(&mut rows.sets), &accounts.names);
    let mut events = std::mem::take(&mut rows.events);
    events.sort_unstable_by(|a, b| (a.start, &a.name).cmp(&(b.start, &b.name)));
    events.dedup();
    let posts = assemble_posts(rows.posts, &sorted.order, &accounts.of_posts);
    Snapshot { accounts: accounts.names, posts, observations, follows, sets, events, columns, intakes, secret }
}

fn derive_missing_ids(input: &mut Input) {
    if input.shape.ids {
        return;
    }
    let mut parts: Vec<&mut PostPart> = input.parts.iter_mut().map(|part| &mut part.posts).collect();
    if parts.iter().all(|part| part.is_empty()) {
        return;
    }
    let alike = derive_ids(&mut parts);
    let alike = match alike {
        0 => String::new(),
        1 => "; 1 row is like another in every column and was kept".to_owned(),
        rows => format!("; {} rows are like another in every column and were kept", grouped(rows)),
    };
    input.intake.derived.push(format!("post ids, from each row's content, because the source has none{alike}"));
}

/// In a source with a row for each share, rows with the id of another one are shares of their own.
fn keep_repeats(input: &mut Input) {
    if !(input.shape.ids && input.shape.present.contains(&Column::Content)) {
        return;
    }
    let mut parts: Vec<&mut PostPart> = input.parts.iter_mut().map(|part| &mut part.posts).collect();
    let told = match number_repeats(&mut parts) {
        0 => return,
        1 => "1 row that repeats the id of another: kept as a share of its own, its id numbered".to_owned(),
        rows => format!("{} rows that repeat the id of another: kept as shares of their own, their ids numbered", grouped(rows)),
    };
    input.intake.derived.push(told);
}

/// The rows of all inputs, table by table. A part's input is found by its position.
#[derive(Default)]
struct Rows {
    posts: Vec<PostPart>,
    post_input: Vec<(usize, usize)>,
    post_columns: BTreeMap<usize, Vec<String>>,
    observations: Vec<ObservationPart>,
    observation_input: Vec<usize>,
    follows: Vec<FollowPart>,
    sets: Vec<SetRow>,
    events: Vec<Event>,
    small: Vec<(usize, TableDigest)>,
    secrets: Vec<Digest>,
}

impl Rows {
    fn add(&mut self, input: usize, post_columns: Vec<String>, parts: Vec<Part>) {
        let mut follows: Vec<Digest> = Vec::new();
        let mut sets: Vec<SetRow> = Vec::new();
        let mut events: Vec<Event> = Vec::new();
        for part in parts {
            self.post_input.push((input, part.file));
            self.posts.push(part.posts);
            self.observation_input.push(input);
            self.observations.push(part.observations);
            follows.extend(&part.follows.digest);
            self.follows.push(part.follows);
            sets.extend(part.sets);
            events.extend(part.events);
        }
        self.post_columns.insert(input, post_columns);
        sets.sort_unstable();
        sets.dedup();
        follows.sort_unstable();
        follows.dedup();
        let mut events_digest: Vec<Digest> = events.iter().map(event_digest).collect();
        events_digest.sort_unstable();
        let mut sets_digest: Vec<Digest> = sets.iter().map(set_digest).collect();
        sets_digest.sort_unstable();
        for (table, columns, digests) in
            [("follows", FOLLOW_COLUMNS, follows), ("sets", SET_COLUMNS, sets_digest), ("events", EVENT_COLUMNS, events_digest)]
        {
            if !digests.is_empty() {
                let table = self.table_of(table, &columns, &digests);
                self.small.push((input, table));
            }
        }
        self.sets.extend(sets);
        self.events.extend(events);
    }

    /// Add the digest of the posts, and of the small tables, to the account of their input.
    fn digest_posts(&mut self, sorted: &SortedPosts, intakes: &mut [Intake]) {
        let mut dropped: Vec<Address> = sorted.dropped.iter().map(|(at, _)| *at).collect();
        dropped.sort_unstable_by(|a, b| b.cmp(a));
        for at in dropped {
            self.posts[at.part as usize].digest.swap_remove(at.row as usize);
        }
        for (input, intake) in intakes.iter_mut().enumerate() {
            let mut digests: Vec<Digest> = Vec::new();
            for (part, _) in self.post_input.iter().enumerate().filter(|(_, (of, _))| *of == input) {
                digests.append(&mut self.posts[part].digest);
            }
            if digests.is_empty() {
                continue;
            }
            digests.par_sort_unstable();
            let columns = self.post_columns[&input].clone();
            intake.tables.push(self.table_of("posts", &columns, &digests));
        }
        for (input, table) in self.small.drain(..) {
            intakes[input].tables.push(table);
        }
    }

    /// Add the digest of the observations, and how many were left out, to the account of their input.
    fn digest_observations(&mut self, observed: &Observed, intakes: &mut [Intake]) {
        for ((intake, digests), merged) in intakes.iter_mut().zip(&observed.digests).zip(&observed.merged) {
            if !digests.is_empty() {
                intake.tables.push(self.table_of("observations", &OBSERVATION_COLUMNS, digests));
                intake.tables.sort_by(|a, b| a.table.cmp(&b.table));
            }
            if *merged > 0 {
                intake.derived.push(format!(
                    "observations, one a moment: {} further states of an account at the same moment were left out",
                    grouped(*merged)
                ));
            }
        }
    }

    /// The published digest of a table; its secret is kept for [`Snapshot::secret`].
    fn table_of(&mut self, table: &str, columns: &[impl AsRef<str> + Sync], sorted: &[Digest]) -> TableDigest {
        let (secret, digest) = rayon::join(
            || table_digest(Context::PseudonymKey, table, columns, sorted),
            || table_digest(Context::Rows, table, columns, sorted),
        );
        self.secrets.push(secret);
        TableDigest { table: table.to_owned(), rows: sorted.len() as u64, digest }
    }

    fn secret(&mut self) -> Option<Digest> {
        self.secrets.sort_unstable();
        let bytes: Vec<u8> = self.secrets.iter().flat_map(|secret| *secret.as_bytes()).collect();
        (!bytes.is_empty()).then(|| Context::PseudonymKey.of_bytes(&bytes))
    }
}

fn set_digest(row: &SetRow) -> Digest {
    let mut encoder = RowEncoder::new();
    [row.set.as_str(), &row.account_id, row.role.name(), &row.source].into_iter().for_each(|text| encoder.text(Some(text)));
    encoder.finish()
}

fn event_digest(event: &Event) -> Digest {
    let mut encoder = RowEncoder::new();
    encoder.text(Some(&event.name));
    encoder.time(Some(event.start));
    encoder.time(Some(event.end));
    encoder.text(Some(&event.source));
    encoder.finish()
}

fn count_dropped(rows: &Rows, sorted: &SortedPosts, intakes: &mut [Intake]) {
    for (at, loss) in &sorted.dropped {
        let (input, file) = rows.post_input[at.part as usize];
        let part = &rows.posts[at.part as usize];
        let intake = &mut intakes[input];
        let place = intake.files.get(file).zip(part.line.get(at.row as usize)).map(|(file, line)| Place {
            file: file.path.clone(),
            line: u64::from(*line),
            what: format!("post id `{}`", part.id.get(at.row as usize)),
        });
        intake.losses.add(*loss, place);
    }
}

/// The accounts of all tables, and per part the rank of each of its codes.
struct Accounts {
    names: Dictionary,
    of_posts: Vec<Vec<u32>>,
    of_observations: Vec<Vec<u32>>,
    of_followers: Vec<Vec<u32>>,
    of_followed: Vec<Vec<u32>>,
}

impl Accounts {
    fn number(rows: &Rows, observations: &[ObservationPart]) -> Self {
        let mut in_sets = Interner::default();
        for row in &rows.sets {
            in_sets.code(&row.account_id);
        }
        let groups: [Vec<&Interner>; 4] = [
            rows.posts.iter().map(|part| &part.account.interner).collect(),
            observations.iter().map(|part| &part.account.interner).collect(),
            rows.follows.iter().map(|part| &part.follower.interner).collect(),
            rows.follows.iter().map(|part| &part.followed.interner).collect(),
        ];
        let interners: Vec<&Interner> = groups.iter().flatten().copied().chain([&in_sets]).collect();
        let (names, ranks) = Dictionary::merge(&interners);
        let mut ranks = ranks.into_iter();
        let [of_posts, of_observations, of_followers, of_followed] =
            groups.map(|group| group.iter().map(|_| ranks.next().unwrap_or_default()).collect());
        Self { names, of_posts, of_observations, of_followers, of_followed }
    }
}

fn assemble_posts(mut parts: Vec<PostPart>, order: &[Address], accounts: &[Vec<u32>]) -> Posts {
    let time: Vec<i64> = order.par_iter().map(|at| parts[at.part as usize].time[at.row as usize]).collect();
    let rank = |at: &Address| accounts[at.part as usize][parts[at.part as usize].account.codes[at.row as usize] as usize];
    let account = order.par_iter().map(rank).collect();
    for part in &mut parts {
        part.time = Vec::new();
        part.account = CodedPart::default();
    }
    let id = gather_texts(&parts, order, |part| Some(&part.id)).unwrap_or_default();
    parts.iter_mut().for_each(|part| part.id = Texts::default());
    let text = gather_texts(&parts, order, |part| part.text.as_ref());
    parts.iter_mut().for_each(|part| part.text = None);
    let kind = parts.iter().any(|part| part.kind.is_some()).then(|| {
        let original = crate::tables::Kind::Original;
        order.par_iter().map(|at| parts[at.part as usize].kind.as_ref().map_or(original, |kinds| kinds[at.row as usize])).collect()
    });
    let retweeted_time = parts.iter().any(|part| part.retweeted_time.is_some()).then(|| {
        let time = |at: &Address| parts[at.part as usize].retweeted_time.as_ref().map(|times| times[at.row as usize]);
        order.par_iter().map(|at| time(at).unwrap_or(Posts::NO_TIME)).collect()
    });
    let mut coded = (0..super::posts::CODED.len()).map(|column| {
        let parts: Vec<Option<CodedPart>> = parts.iter_mut().map(|part| part.coded[column].take()).collect();
        gather_coded(&parts, order)
    });
    let [language, retweeted_post, retweeted_account, replied_post, replied_account, quoted_post, client, content] =
        std::array::from_fn(|_| coded.next().flatten());
    drop(coded);
    let mut lists = (0..super::posts::LISTS.len()).map(|column| {
        let parts: Vec<_> = parts.iter_mut().map(|part| part.lists[column].take()).collect();
        gather_lists(&parts, order)
    });
    let [hashtags, urls, mentions, urls_verbatim] = std::array::from_fn(|_| lists.next().flatten());
    drop(lists);
    Posts {
        resolution_ms: resolution_ms(&time),
        time,
        account,
        id: id.into(),
        kind,
        text: text.map(Into::into),
        language,
        retweeted_post,
        retweeted_account,
        retweeted_time,
        replied_post,
        replied_account,
        quoted_post,
        hashtags,
        urls,
        mentions,
        client,
        content,
        urls_verbatim,
    }
}

fn gather_texts<'a>(parts: &'a [PostPart], order: &[Address], column: impl Fn(&'a PostPart) -> Option<&'a Texts>) -> Option<Texts> {
    let columns: Vec<Option<&Texts>> = parts.iter().map(column).collect();
    if columns.iter().all(Option::is_none) {
        return None;
    }
    Some(order.iter().map(|at| columns[at.part as usize].map_or("", |texts| texts.get(at.row as usize))).collect())
}

/// The table of observations, and per input its sorted row digests and the number of rows that were left out.
struct Observed {
    table: Observations,
    digests: Vec<Vec<Digest>>,
    merged: Vec<u64>,
}

/// Sort observations by (account, time) and keep one a pair: the one with most posts, then most followers, then the largest digest.
fn assemble_observations(parts: Vec<ObservationPart>, accounts: &Accounts, part_input: &[usize], inputs: usize) -> Observed {
    let mut rows: Vec<(u32, i64, Address)> = Vec::with_capacity(parts.iter().map(|part| part.digest.len()).sum());
    for (index, part) in parts.iter().enumerate() {
        let ranks = &accounts.of_observations[index];
        let addresses = (0..).map(|row| Address { part: index as u32, row });
        rows.extend(
            part.account.codes.iter().zip(&part.observed_at).zip(addresses).map(|((code, time), at)| (ranks[*code as usize], *time, at)),
        );
    }
    let worth = |at: &Address| {
        let part = &parts[at.part as usize];
        let row = at.row as usize;
        (part.counters[2].get(row), part.counters[0].get(row), part.digest[row])
    };
    rows.par_sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| worth(&b.2).cmp(&worth(&a.2))).then_with(|| a.2.cmp(&b.2)));
    let mut merged = vec![0; inputs];
    let mut last = None;
    rows.retain(|(account, time, at)| {
        let new = last != Some((*account, *time));
        last = Some((*account, *time));
        if !new {
            merged[part_input[at.part as usize]] += 1;
        }
        new
    });
    let mut digests: Vec<Vec<Digest>> = vec![Vec::new(); inputs];
    for (_, _, at) in &rows {
        digests[part_input[at.part as usize]].push(parts[at.part as usize].digest[at.row as usize]);
    }
    digests.iter_mut().for_each(|digests| digests.par_sort_unstable());
    Observed { table: gather_observations(parts, &rows), digests, merged }
}

fn gather_observations(mut parts: Vec<ObservationPart>, rows: &[(u32, i64, Address)]) -> Observations {
    let order: Vec<Address> = rows.iter().map(|(_, _, at)| *at).collect();
    let mut texts = (0..4).map(|column| {
        let column: Vec<Option<CodedPart>> = parts.iter_mut().map(|part| Some(std::mem::take(&mut part.texts[column]))).collect();
        gather_coded(&column, &order).filter(|column| !column.names.is_empty())
    });
    let [handle, display_name, bio, location] = std::array::from_fn(|_| texts.next().flatten());
    drop(texts);
    let at = |at: &Address| (&parts[at.part as usize], at.row as usize);
    let counters = |column: usize| {
        let mut counters = Counters::default();
        order.iter().map(at).for_each(|(part, row)| counters.push(part.counters[column].get(row)));
        (0..order.len()).any(|row| counters.get(row).is_some()).then_some(counters)
    };
    let [followers, following, posts] = std::array::from_fn(counters);
    let created_at: Vec<i64> = order.iter().map(at).map(|(part, row)| part.created_at[row]).collect();
    let status: Vec<_> = order.iter().map(at).map(|(part, row)| part.status[row]).collect();
    let verified: Vec<_> = order.iter().map(at).map(|(part, row)| part.verified[row]).collect();
    Observations {
        account: rows.iter().map(|(account, _, _)| *account).collect(),
        observed_at: rows.iter().map(|(_, time, _)| *time).collect(),
        handle,
        display_name,
        bio,
        location,
        created_at: created_at.iter().any(|time| *time != Posts::NO_TIME).then_some(created_at),
        followers,
        following,
        posts,
        status: status.iter().any(Option::is_some).then_some(status),
        verified: verified.iter().any(Option::is_some).then_some(verified),
    }
}

fn assemble_follows(parts: Vec<FollowPart>, accounts: &Accounts) -> Follows {
    let mut rows: Vec<(u32, u32, i64, Option<u64>)> = Vec::with_capacity(parts.iter().map(|part| part.digest.len()).sum());
    for (index, part) in parts.iter().enumerate() {
        let (followers, followed) = (&accounts.of_followers[index], &accounts.of_followed[index]);
        rows.extend((0..part.digest.len()).map(|row| {
            let follower = followers[part.follower.codes[row] as usize];
            let followed = followed[part.followed.codes[row] as usize];
            (follower, followed, part.observed_at[row], part.position.get(row))
        }));
    }
    rows.par_sort_unstable();
    rows.dedup();
    let mut position = Counters::default();
    rows.iter().for_each(|(_, _, _, at)| position.push(*at));
    Follows {
        follower: rows.iter().map(|row| row.0).collect(),
        followed: rows.iter().map(|row| row.1).collect(),
        observed_at: rows.iter().map(|row| row.2).collect(),
        position: rows.iter().any(|row| row.3.is_some()).then_some(position),
    }
}

/// One set a name: its role and source are those of its first row in sorted order.
fn assemble_sets(mut rows: Vec<SetRow>, accounts: &Dictionary) -> Vec<Set> {
    rows.sort_unstable();
    let mut sets: Vec<Set> = Vec::new();
    for row in rows {
        let member = accounts.rank(&row.account_id).expect("accounts of sets are in the dictionary");
        match sets.last_mut() {
            Some(set) if set.name == row.set => set.members.push(member),
            _ => sets.push(Set { name: row.set, role: row.role, source: row.source, members: vec![member] }),
        }
    }
    for set in &mut sets {
        set.members.sort_unstable();
        set.members.dedup();
    }
    sets
}
