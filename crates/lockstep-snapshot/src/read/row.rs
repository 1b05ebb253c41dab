//! From a source's cells to canonical rows.

use std::borrow::Cow;

use lockstep_digest::{Context, ValueHasher};
use lockstep_study::TableName;

use super::batch::{Batch, Cell};
use super::layout::Mapping;
use super::value::{self, Clock, Fault};
use crate::build::{FollowRow, ObservationRow, Part, PostRow, PostShape, SetRow};
use crate::intake::Loss;
use crate::tables::{Column, Event, Kind, Role, Status};
use crate::text;

/// A mapping tied to the columns of a file: where each canonical column is.
#[derive(Debug, Clone)]
pub(crate) struct Binding {
    pub(crate) mapping: Mapping,
    columns: Places,
    observations: Places,
}

/// Where canonical columns are in a file.
type Places = Vec<(&'static str, Place)>;

/// Where a column is in a file, and what it is called there; what the file lacks has no position.
#[derive(Debug, Clone)]
struct Place {
    index: Option<usize>,
    name: String,
}

fn has(places: &Places, canonical: &str) -> bool {
    places.iter().any(|(name, _)| *name == canonical)
}

/// The place of a column, found once a file and not once a row.
fn place(places: &Places, canonical: &str) -> Place {
    let found = places.iter().find(|(name, _)| *name == canonical);
    found.map_or_else(|| Place { index: None, name: canonical.to_owned() }, |(_, place)| place.clone())
}

/// A canonical column that a file cannot provide, and the source column it would come from.
pub(crate) struct Unbound {
    pub(crate) canonical: &'static str,
    pub(crate) source: String,
}

impl Binding {
    /// Find the columns. A key column must be there; under a strict mapping, every one.
    pub(crate) fn new(mapping: Mapping, present: &[String]) -> Result<Self, Unbound> {
        let find = |pairs: &[(&'static str, Vec<String>)]| {
            let at = |source: &String| present.iter().position(|name| name == source).map(|index| (index, source.clone()));
            pairs
                .iter()
                .filter_map(|(name, sources)| {
                    sources.iter().find_map(at).map(|(index, name)| Place { index: Some(index), name }).map(|place| (*name, place))
                })
                .collect::<Places>()
        };
        let columns = find(&mapping.columns);
        let required = mapping.table.required_columns();
        for (canonical, sources) in &mapping.columns {
            if !has(&columns, canonical) && (mapping.strict || required.contains(canonical)) {
                return Err(Unbound { canonical, source: sources.first().cloned().unwrap_or_default() });
            }
        }
        let mut observations = find(&mapping.observations);
        if observations.len() <= 2 {
            observations.clear();
        }
        Ok(Self { mapping, columns, observations })
    }

    /// Names of the source columns that are read.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &String> {
        self.columns.iter().chain(&self.observations).map(|(_, place)| &place.name)
    }

    fn has(&self, canonical: &str) -> bool {
        has(&self.columns, canonical)
    }

    /// Hashtags, mentions and links come from the text where the source has text but no such column.
    fn comes_from_text(&self, canonical: &str) -> bool {
        self.has("text") && !self.has(canonical)
    }

    fn kind_is_derived(&self) -> bool {
        const HINTS: [&str; 5] = ["retweeted_post_id", "retweeted_account_id", "replied_post_id", "replied_account_id", "quoted_post_id"];
        !self.has("kind") && HINTS.iter().any(|hint| self.has(hint))
    }

    /// Columns that posts of this file have.
    pub(crate) fn shape(&self, keep: &[Column]) -> PostShape {
        let is_derived = |column: &Column| match column {
            Column::Hashtags | Column::Urls | Column::Mentions => self.comes_from_text(column.name()),
            Column::Kind => self.kind_is_derived(),
            Column::RetweetedPost => self.mapping.retweet_by_text,
            _ => false,
        };
        let present = Column::ALL.into_iter().filter(|column| self.has(column.name()) && !is_derived(column)).collect();
        let derived = Column::ALL.into_iter().filter(is_derived).collect();
        PostShape { ids: self.has("post_id"), present, derived, keep: keep.to_vec() }
    }

    /// What is derived, in words for the report.
    pub(crate) fn derived(&self) -> Vec<String> {
        let mut derived = Vec::new();
        if self.mapping.table != TableName::Posts {
            return derived;
        }
        for (column, words) in [("hashtags", "hashtags"), ("mentions", "mentions"), ("urls", "links")] {
            if self.comes_from_text(column) {
                derived.push(format!("{words}, found in the text, because the source has no such column"));
            }
        }
        if self.kind_is_derived() {
            derived.push("kinds of post, from the columns that say what is retweeted, answered or quoted".to_owned());
        }
        if self.mapping.row_per_object {
            derived.push(
                "post ids, from the content's id and the object's, because a content with several objects has a row for each".to_owned(),
            );
        }
        if self.mapping.retweet_by_text {
            derived.push("retweeted posts, known by their text, because the source does not say which post is retweeted".to_owned());
        }
        if !self.observations.is_empty() {
            derived.push("observations of accounts, from counters that the source repeats beside each post".to_owned());
        }
        derived
    }
}

/// Where the columns of a table are in a file, one field a column.
enum Table {
    Posts(Box<PostPlaces>),
    Observations(Box<ObservationPlaces>),
    Follows { follower_id: Place, followed_id: Place, observed_at: Place, position: Place },
    Sets { set: Place, account_id: Place, role: Place, source: Place },
    Events { name: Place, start: Place, end: Place, source: Place },
}

struct PostPlaces {
    post_id: Place,
    account_id: Place,
    time: Place,
    kind: Option<Place>,
    text: Place,
    language: Place,
    retweeted_post_id: Place,
    retweeted_account_id: Place,
    retweeted_time: Place,
    replied_post_id: Place,
    replied_account_id: Place,
    quoted_post_id: Place,
    lists: [ListPlace; 3],
    client: Place,
    content_id: Place,
    urls_verbatim: Option<Place>,
    /// Observations that the same rows hold besides.
    observations: Option<ObservationPlaces>,
}

/// A column of lists: in the source, or else found in the text if anybody looks at it.
struct ListPlace {
    column: Column,
    given: Option<Place>,
    found: bool,
}

struct ObservationPlaces {
    account_id: Place,
    observed_at: Place,
    texts: [Place; 4],
    created_at: Place,
    counters: [Place; 3],
    status: Place,
    verified: Place,
}

impl Table {
    fn new(binding: &Binding, shape: &PostShape) -> Self {
        let at = |name: &str| place(&binding.columns, name);
        match binding.mapping.table {
            TableName::Posts => Self::Posts(Box::new(PostPlaces {
                post_id: at("post_id"),
                account_id: at("account_id"),
                time: at("time"),
                kind: binding.has("kind").then(|| at("kind")),
                text: at("text"),
                language: at("language"),
                retweeted_post_id: at("retweeted_post_id"),
                retweeted_account_id: at("retweeted_account_id"),
                retweeted_time: at("retweeted_time"),
                replied_post_id: at("replied_post_id"),
                replied_account_id: at("replied_account_id"),
                quoted_post_id: at("quoted_post_id"),
                lists: [Column::Hashtags, Column::Urls, Column::Mentions].map(|column| {
                    let given = binding.has(column.name()).then(|| at(column.name()));
                    ListPlace { column, found: given.is_none() && shape.keeps(column), given }
                }),
                client: at("client"),
                content_id: at("content_id"),
                urls_verbatim: binding.has("urls_verbatim").then(|| at("urls_verbatim")),
                observations: (!binding.observations.is_empty()).then(|| ObservationPlaces::new(&binding.observations)),
            })),
            TableName::Observations => Self::Observations(Box::new(ObservationPlaces::new(&binding.columns))),
            TableName::Follows => Self::Follows {
                follower_id: at("follower_id"),
                followed_id: at("followed_id"),
                observed_at: at("observed_at"),
                position: at("position"),
            },
            TableName::Sets => Self::Sets { set: at("set"), account_id: at("account_id"), role: at("role"), source: at("source") },
            TableName::Events => Self::Events { name: at("name"), start: at("start"), end: at("end"), source: at("source") },
        }
    }
}

impl ObservationPlaces {
    fn new(places: &Places) -> Self {
        let at = |name: &str| place(places, name);
        Self {
            account_id: at("account_id"),
            observed_at: at("observed_at"),
            texts: ["handle", "display_name", "bio", "location"].map(at),
            created_at: at("created_at"),
            counters: ["followers", "following", "posts"].map(at),
            status: at("status"),
            verified: at("verified"),
        }
    }
}

/// Reads rows of one file into a part.
pub(crate) struct Rows<'a> {
    binding: &'a Binding,
    table: Table,
    clock: Clock,
    shape: &'a PostShape,
    /// Kinds follow from the columns that say what is retweeted, answered or quoted.
    kind_is_derived: bool,
    /// Retweets are known by their text, and somebody will look at them.
    known_by_text: bool,
    texts: ValueHasher,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(binding: &'a Binding, clock: Clock, shape: &'a PostShape) -> Self {
        let known_by_text = binding.mapping.retweet_by_text && shape.keeps(Column::RetweetedPost);
        let table = Table::new(binding, shape);
        Self { binding, table, clock, shape, kind_is_derived: binding.kind_is_derived(), known_by_text, texts: Context::Row.hasher() }
    }

    /// Read one row, or say why it is lost.
    pub(crate) fn read(&self, batch: &dyn Batch, row: usize, part: &mut Part) -> Result<(), Fault> {
        if let Some(broken) = batch.broken(row) {
            return Err((Loss::Malformed, broken));
        }
        let cells = Cells { batch, row };
        match &self.table {
            Table::Posts(places) => {
                // A row gives both tables or none: its counters are tried before its post is taken.
                if let Some(beside) = &places.observations {
                    for place in &beside.counters {
                        cells.counter(place)?;
                    }
                }
                self.post(cells, places, part)?;
                places.observations.as_ref().map_or(Ok(()), |beside| self.observation(cells, beside, part))
            }
            Table::Observations(places) => self.observation(cells, places, part),
            Table::Follows { follower_id, followed_id, observed_at, position } => {
                part.follows.push(&FollowRow {
                    follower_id: &cells.account(follower_id)?,
                    followed_id: &cells.account(followed_id)?,
                    observed_at: self.time(cells, observed_at)?,
                    position: cells.counter(position)?,
                });
                Ok(())
            }
            Table::Sets { set, account_id, role, source } => {
                part.sets.push(SetRow {
                    set: cells.key(set)?.into_owned(),
                    account_id: cells.account(account_id)?.into_owned(),
                    role: cells.choice(role, &[Role::Studied, Role::Control, Role::Truth], Role::name)?.unwrap_or(Role::Studied),
                    source: cells.text(source)?.unwrap_or_default().into_owned(),
                });
                Ok(())
            }
            Table::Events { name, start, end, source } => {
                let begin = self.time(cells, start)?.ok_or_else(|| (Loss::BadTime, format!("`{}` is empty", start.name)))?;
                part.events.push(Event {
                    name: cells.key(name)?.into_owned(),
                    start: begin,
                    end: self.time(cells, end)?.unwrap_or(begin + 86_400_000),
                    source: cells.text(source)?.unwrap_or_default().into_owned(),
                });
                Ok(())
            }
        }
    }

    fn time(&self, cells: Cells<'_>, place: &Place) -> Result<Option<i64>, Fault> {
        self.clock.time(&cells.get(place), &place.name)
    }

    fn post(&self, cells: Cells<'_>, places: &PostPlaces, part: &mut Part) -> Result<(), Fault> {
        let mut post_id = if self.shape.ids { Some(cells.key(&places.post_id)?) } else { None };
        let account_id = cells.account(&places.account_id)?;
        let time = self.clock.post_time(&cells.get(&places.time), &places.time.name)?;
        let text = cells.text(&places.text)?;
        let retweeted_account_id = cells.id(&places.retweeted_account_id)?.map(of_address);
        let replied_post_id = cells.id(&places.replied_post_id)?;
        let replied_account_id = cells.id(&places.replied_account_id)?.map(of_address);
        let quoted_post_id = cells.id(&places.quoted_post_id)?;
        let mut retweeted_post_id = cells.id(&places.retweeted_post_id)?;
        if self.binding.mapping.row_per_object
            && let (Some(post), Some(object)) = (&post_id, &retweeted_post_id)
        {
            post_id = Some(Cow::Owned(format!("{post}/{object}")));
        }
        let kind = if let Some(kind) = &places.kind {
            Some(kind_of(cells, kind)?)
        } else if retweeted_post_id.is_some() || retweeted_account_id.is_some() {
            Some(Kind::Retweet)
        } else if replied_post_id.is_some() || replied_account_id.is_some() {
            Some(Kind::Reply)
        } else if quoted_post_id.is_some() {
            Some(Kind::Quote)
        } else {
            self.kind_is_derived.then_some(Kind::Original)
        };
        if self.known_by_text && kind == Some(Kind::Retweet) {
            retweeted_post_id = text.as_deref().map(|text| Cow::Owned(self.text_id(text)));
        }
        let [hashtags, urls, mentions] = &places.lists;
        let (hashtags, urls, mentions) =
            (list(cells, hashtags, text.as_deref()), list(cells, urls, text.as_deref()), list(cells, mentions, text.as_deref()));
        let language = cells.text(&places.language)?;
        let client = cells.text(&places.client)?;
        let content_id = cells.id(&places.content_id)?;
        let urls_verbatim = match &places.urls_verbatim {
            Some(place) => value::verbatim_list(cells.get(place), &place.name)?,
            None => Vec::new(),
        };
        part.posts.push(&PostRow {
            post_id: post_id.as_deref(),
            account_id: &account_id,
            time,
            kind,
            text: text.as_deref(),
            language: language.as_deref(),
            retweeted_post_id: retweeted_post_id.as_deref(),
            retweeted_account_id: retweeted_account_id.as_deref(),
            retweeted_time: self.time(cells, &places.retweeted_time)?,
            replied_post_id: replied_post_id.as_deref(),
            replied_account_id: replied_account_id.as_deref(),
            quoted_post_id: quoted_post_id.as_deref(),
            hashtags: &hashtags?,
            urls: &urls?,
            mentions: &mentions?,
            client: client.as_deref(),
            content_id: content_id.as_deref(),
            urls_verbatim: &urls_verbatim,
            line: u32::try_from(cells.batch.line(cells.row)).unwrap_or(0),
        });
        Ok(())
    }

    /// Stands for the id of a retweeted post that is known by its text only.
    fn text_id(&self, text: &str) -> String {
        let mut hasher = self.texts.clone();
        hasher.update(text.as_bytes());
        format!("text-{}", hasher.finish().hex_prefix(12))
    }

    fn observation(&self, cells: Cells<'_>, places: &ObservationPlaces, part: &mut Part) -> Result<(), Fault> {
        let account_id = cells.account(&places.account_id)?;
        let observed_at = self.clock.post_time(&cells.get(&places.observed_at), &places.observed_at.name)?;
        let [handle, display_name, bio, location] = &places.texts;
        let [handle, display_name, bio, location] =
            [cells.text(handle)?, cells.text(display_name)?, cells.text(bio)?, cells.text(location)?];
        let [followers, following, posts] = &places.counters;
        part.observations.push(&ObservationRow {
            account_id: &account_id,
            observed_at,
            handle: handle.as_deref(),
            display_name: display_name.as_deref(),
            bio: bio.as_deref(),
            location: location.as_deref(),
            created_at: self.time(cells, &places.created_at)?,
            followers: cells.counter(followers)?,
            following: cells.counter(following)?,
            posts: cells.counter(posts)?,
            status: cells.choice(
                &places.status,
                &[Status::Active, Status::Suspended, Status::Deactivated, Status::Protected, Status::Unknown],
                Status::name,
            )?,
            verified: value::flag(cells.get(&places.verified), &places.verified.name)?,
        });
        Ok(())
    }
}

fn list(cells: Cells<'_>, place: &ListPlace, text: Option<&str>) -> Result<Vec<String>, Fault> {
    let mut values = Vec::new();
    if let Some(given) = &place.given {
        values = value::list(cells.get(given), &given.name)?;
        match place.column {
            Column::Urls => values.iter_mut().for_each(|link| *link = text::canonical_url(link)),
            Column::Hashtags => values.iter_mut().for_each(|tag| *tag = tag.trim_start_matches('#').to_lowercase()),
            _ => values.iter_mut().for_each(|handle| *handle = handle.trim_start_matches('@').to_lowercase()),
        }
    } else if let Some(text) = text.filter(|_| place.found) {
        let found = |value| values.push(value);
        match place.column {
            Column::Urls => text::urls(text, found),
            Column::Hashtags => text::hashtags(text, found),
            _ => text::mentions(text, found),
        }
    }
    Ok(values)
}

/// FiveThirtyEight writes `RETWEET`, `QUOTE_TWEET` or nothing, and the edition by author `R`, `Q` or nothing; everybody else writes words.
fn kind_of(cells: Cells<'_>, place: &Place) -> Result<Kind, Fault> {
    match cells.text(place)?.as_deref() {
        None | Some("original" | "tweet" | "post") => Ok(Kind::Original),
        Some("retweet" | "repost" | "R" | "RETWEET") => Ok(Kind::Retweet),
        Some("quote" | "Q" | "QUOTE_TWEET") => Ok(Kind::Quote),
        Some("reply" | "replied_to") => Ok(Kind::Reply),
        Some(other) => Err((Loss::Malformed, format!("`{}` is `{other}`, not original, retweet, quote or reply", place.name))),
    }
}

/// The account in an address of the AT protocol, such as that of a Bluesky post: `at://ACCOUNT/COLLECTION/KEY`. Any other id is left as it
/// is. Sources of that network often name the author nowhere else.
fn of_address(id: Cow<'_, str>) -> Cow<'_, str> {
    fn account(id: &str) -> Option<&str> {
        id.strip_prefix("at://").and_then(|rest| rest.split('/').next()).filter(|account| !account.is_empty())
    }
    match id {
        Cow::Borrowed(text) => Cow::Borrowed(account(text).unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(account(&text).map(str::to_owned).unwrap_or(text)),
    }
}

/// The cells of one row.
#[derive(Clone, Copy)]
struct Cells<'a> {
    batch: &'a dyn Batch,
    row: usize,
}

impl<'a> Cells<'a> {
    fn get(self, place: &Place) -> Cell<'a> {
        place.index.map_or(Cell::None, |index| self.batch.cell(self.row, index))
    }

    fn key(self, place: &Place) -> Result<Cow<'a, str>, Fault> {
        value::key(self.get(place), &place.name)
    }

    /// The id of an account.
    fn account(self, place: &Place) -> Result<Cow<'a, str>, Fault> {
        self.key(place).map(of_address)
    }

    fn id(self, place: &Place) -> Result<Option<Cow<'a, str>>, Fault> {
        value::id(self.get(place), &place.name)
    }

    fn text(self, place: &Place) -> Result<Option<Cow<'a, str>>, Fault> {
        value::text(self.get(place), &place.name)
    }

    fn counter(self, place: &Place) -> Result<Option<u64>, Fault> {
        value::counter(self.get(place), &place.name)
    }

    fn choice<T: Copy>(self, place: &Place, choices: &[T], name: impl Fn(T) -> &'static str) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(place)? else { return Ok(None) };
        let found = choices.iter().copied().find(|choice| name(*choice) == text);
        found.map(Some).ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|choice| name(*choice)).collect();
            (Loss::Malformed, format!("`{}` is `{text}`, not one of {}", place.name, names.join(", ")))
        })
    }
}
