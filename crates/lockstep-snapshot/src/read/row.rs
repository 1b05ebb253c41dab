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

/// Where canonical columns are in a file: name, position and name there. A short list, looked through from the start.
type Places = Vec<(&'static str, usize, String)>;

fn place<'a>(places: &'a Places, canonical: &str) -> Option<&'a (&'static str, usize, String)> {
    places.iter().find(|(name, _, _)| *name == canonical)
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
                .filter_map(|(name, sources)| sources.iter().find_map(at).map(|(index, source)| (*name, index, source)))
                .collect::<Places>()
        };
        let columns = find(&mapping.columns);
        let required = mapping.table.required_columns();
        for (canonical, sources) in &mapping.columns {
            if place(&columns, canonical).is_none() && (mapping.strict || required.contains(canonical)) {
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
        self.columns.iter().chain(&self.observations).map(|(_, _, source)| source)
    }

    fn has(&self, canonical: &str) -> bool {
        place(&self.columns, canonical).is_some()
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

/// Reads rows of one file into a part.
pub(crate) struct Rows<'a> {
    binding: &'a Binding,
    clock: Clock,
    shape: &'a PostShape,
    /// Retweets are known by their text, and somebody will look at them.
    known_by_text: bool,
    texts: ValueHasher,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(binding: &'a Binding, clock: Clock, shape: &'a PostShape) -> Self {
        let known_by_text = binding.mapping.retweet_by_text && shape.keeps(Column::RetweetedPost);
        Self { binding, clock, shape, known_by_text, texts: Context::Row.hasher() }
    }

    /// Read one row, or say why it is lost.
    pub(crate) fn read(&self, batch: &dyn Batch, row: usize, part: &mut Part) -> Result<(), Fault> {
        if let Some(broken) = batch.broken(row) {
            return Err((Loss::Malformed, broken));
        }
        let cells = Cells { batch, row, columns: &self.binding.columns };
        match self.binding.mapping.table {
            TableName::Posts => {
                // A row gives both tables or none: its counters are tried before its post is taken.
                let beside = Cells { columns: &self.binding.observations, ..cells };
                for counter in ["followers", "following", "posts"] {
                    value::counter(beside.get(counter), beside.name(counter))?;
                }
                self.post(&cells, part)?;
                if self.binding.observations.is_empty() { Ok(()) } else { self.observation(&beside, part) }
            }
            TableName::Observations => self.observation(&cells, part),
            TableName::Follows => self.follow(&cells, part),
            TableName::Sets => set(&cells, part),
            TableName::Events => self.event(&cells, part),
        }
    }

    fn post(&self, cells: &Cells<'_>, part: &mut Part) -> Result<(), Fault> {
        let mut post_id = if self.shape.ids { Some(cells.key("post_id")?) } else { None };
        let account_id = cells.key("account_id")?;
        let time = self.clock.post_time(&cells.get("time"), cells.name("time"))?;
        let text = cells.text("text")?;
        let [retweeted_account_id, replied_post_id, replied_account_id, quoted_post_id] =
            cells.ids(["retweeted_account_id", "replied_post_id", "replied_account_id", "quoted_post_id"])?;
        let mut retweeted_post_id = cells.id("retweeted_post_id")?;
        if self.binding.mapping.row_per_object
            && let (Some(post), Some(object)) = (&post_id, &retweeted_post_id)
        {
            post_id = Some(Cow::Owned(format!("{post}/{object}")));
        }
        let kind = if self.binding.has("kind") {
            Some(kind_of(cells)?)
        } else if retweeted_post_id.is_some() || retweeted_account_id.is_some() {
            Some(Kind::Retweet)
        } else if replied_post_id.is_some() || replied_account_id.is_some() {
            Some(Kind::Reply)
        } else if quoted_post_id.is_some() {
            Some(Kind::Quote)
        } else {
            self.binding.kind_is_derived().then_some(Kind::Original)
        };
        if self.known_by_text && kind == Some(Kind::Retweet) {
            retweeted_post_id = text.as_deref().map(|text| Cow::Owned(self.text_id(text)));
        }
        let [hashtags, urls, mentions] =
            [Column::Hashtags, Column::Urls, Column::Mentions].map(|column| self.list(cells, column, text.as_deref()));
        let language = cells.text("language")?;
        let client = cells.text("client")?;
        let content_id = cells.id("content_id")?;
        let urls_verbatim = if self.binding.has("urls_verbatim") {
            value::verbatim_list(cells.get("urls_verbatim"), cells.name("urls_verbatim"))?
        } else {
            Vec::new()
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
            retweeted_time: self.clock.time(&cells.get("retweeted_time"), cells.name("retweeted_time"))?,
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

    fn list(&self, cells: &Cells<'_>, column: Column, text: Option<&str>) -> Result<Vec<String>, Fault> {
        let mut values = Vec::new();
        if self.binding.has(column.name()) {
            values = value::list(cells.get(column.name()), cells.name(column.name()))?;
            match column {
                Column::Urls => values.iter_mut().for_each(|link| *link = text::canonical_url(link)),
                Column::Hashtags => values.iter_mut().for_each(|tag| *tag = tag.trim_start_matches('#').to_lowercase()),
                _ => values.iter_mut().for_each(|handle| *handle = handle.trim_start_matches('@').to_lowercase()),
            }
        } else if let Some(text) = text.filter(|_| self.shape.keeps(column)) {
            let found = |value| values.push(value);
            match column {
                Column::Urls => text::urls(text, found),
                Column::Hashtags => text::hashtags(text, found),
                _ => text::mentions(text, found),
            }
        }
        Ok(values)
    }

    fn observation(&self, cells: &Cells<'_>, part: &mut Part) -> Result<(), Fault> {
        let account_id = cells.key("account_id")?;
        let observed_at = self.clock.post_time(&cells.get("observed_at"), cells.name("observed_at"))?;
        let [handle, display_name, bio, location] =
            [cells.text("handle")?, cells.text("display_name")?, cells.text("bio")?, cells.text("location")?];
        part.observations.push(&ObservationRow {
            account_id: &account_id,
            observed_at,
            handle: handle.as_deref(),
            display_name: display_name.as_deref(),
            bio: bio.as_deref(),
            location: location.as_deref(),
            created_at: self.clock.time(&cells.get("created_at"), cells.name("created_at"))?,
            followers: value::counter(cells.get("followers"), cells.name("followers"))?,
            following: value::counter(cells.get("following"), cells.name("following"))?,
            posts: value::counter(cells.get("posts"), cells.name("posts"))?,
            status: cells.choice(
                "status",
                &[Status::Active, Status::Suspended, Status::Deactivated, Status::Protected, Status::Unknown],
                Status::name,
            )?,
            verified: value::flag(cells.get("verified"), cells.name("verified"))?,
        });
        Ok(())
    }

    fn follow(&self, cells: &Cells<'_>, part: &mut Part) -> Result<(), Fault> {
        part.follows.push(&FollowRow {
            follower_id: &cells.key("follower_id")?,
            followed_id: &cells.key("followed_id")?,
            observed_at: self.clock.time(&cells.get("observed_at"), cells.name("observed_at"))?,
            position: value::counter(cells.get("position"), cells.name("position"))?,
        });
        Ok(())
    }

    fn event(&self, cells: &Cells<'_>, part: &mut Part) -> Result<(), Fault> {
        let time = |name| self.clock.time(&cells.get(name), cells.name(name));
        let start = time("start")?.ok_or_else(|| (Loss::BadTime, format!("`{}` is empty", cells.name("start"))))?;
        part.events.push(Event {
            name: cells.key("name")?.into_owned(),
            start,
            end: time("end")?.unwrap_or(start + 86_400_000),
            source: cells.text("source")?.unwrap_or_default().into_owned(),
        });
        Ok(())
    }
}

fn set(cells: &Cells<'_>, part: &mut Part) -> Result<(), Fault> {
    part.sets.push(SetRow {
        set: cells.key("set")?.into_owned(),
        account_id: cells.key("account_id")?.into_owned(),
        role: cells.choice("role", &[Role::Studied, Role::Control, Role::Truth], Role::name)?.unwrap_or(Role::Studied),
        source: cells.text("source")?.unwrap_or_default().into_owned(),
    });
    Ok(())
}

/// FiveThirtyEight writes `RETWEET`, `QUOTE_TWEET` or nothing, and the edition by author `R`, `Q` or nothing; everybody else writes words.
fn kind_of(cells: &Cells<'_>) -> Result<Kind, Fault> {
    match cells.text("kind")?.as_deref() {
        None | Some("original" | "tweet" | "post") => Ok(Kind::Original),
        Some("retweet" | "repost" | "R" | "RETWEET") => Ok(Kind::Retweet),
        Some("quote" | "Q" | "QUOTE_TWEET") => Ok(Kind::Quote),
        Some("reply" | "replied_to") => Ok(Kind::Reply),
        Some(other) => Err((Loss::Malformed, format!("`{}` is `{other}`, not original, retweet, quote or reply", cells.name("kind")))),
    }
}

/// The cells of one row, by canonical column.
#[derive(Clone, Copy)]
struct Cells<'a> {
    batch: &'a dyn Batch,
    row: usize,
    columns: &'a Places,
}

impl<'a> Cells<'a> {
    fn get(&self, canonical: &str) -> Cell<'a> {
        place(self.columns, canonical).map_or(Cell::None, |(_, index, _)| self.batch.cell(self.row, *index))
    }

    fn name(&self, canonical: &'a str) -> &'a str {
        place(self.columns, canonical).map_or(canonical, |(_, _, source)| source)
    }

    fn key(&self, canonical: &'a str) -> Result<Cow<'a, str>, Fault> {
        value::key(self.get(canonical), self.name(canonical))
    }

    fn id(&self, canonical: &'a str) -> Result<Option<Cow<'a, str>>, Fault> {
        value::id(self.get(canonical), self.name(canonical))
    }

    fn ids<const N: usize>(&self, canonical: [&'a str; N]) -> Result<[Option<Cow<'a, str>>; N], Fault> {
        let mut ids = std::array::from_fn(|_| None);
        for (id, name) in ids.iter_mut().zip(canonical) {
            *id = self.id(name)?;
        }
        Ok(ids)
    }

    fn text(&self, canonical: &'a str) -> Result<Option<Cow<'a, str>>, Fault> {
        value::text(self.get(canonical), self.name(canonical))
    }

    fn choice<T: Copy>(&self, canonical: &'a str, choices: &[T], name: impl Fn(T) -> &'static str) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(canonical)? else { return Ok(None) };
        let found = choices.iter().copied().find(|choice| name(*choice) == text);
        found.map(Some).ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|choice| name(*choice)).collect();
            (Loss::Malformed, format!("`{}` is `{text}`, not one of {}", self.name(canonical), names.join(", ")))
        })
    }
}
