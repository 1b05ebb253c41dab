//! Rows of posts on their way into a table: pushed in any order, by several threads, then put together.

use lockstep_digest::Digest;

use super::columns::{CodedPart, ListsPart};
use crate::dictionary::Texts;
use crate::encode::RowEncoder;
use crate::tables::{Column, Kind, Posts};

/// One post as a source gives it. `None` stands for "this post has no such value".
#[derive(Debug, Clone, Copy, Default)]
pub struct PostRow<'a> {
    /// Id of the post; `None` in sources without ids, where one is derived from the row's content.
    pub post_id: Option<&'a str>,
    /// Id of the author.
    pub account_id: &'a str,
    /// Time of posting, ms since 1970-01-01 UTC.
    pub time: i64,
    /// What the account did.
    pub kind: Option<Kind>,
    /// Text as read.
    pub text: Option<&'a str>,
    /// Language label.
    pub language: Option<&'a str>,
    /// Post that is passed on.
    pub retweeted_post_id: Option<&'a str>,
    /// Author of the post that is passed on.
    pub retweeted_account_id: Option<&'a str>,
    /// Time of the post that is passed on, ms.
    pub retweeted_time: Option<i64>,
    /// Post that is answered.
    pub replied_post_id: Option<&'a str>,
    /// Author of the post that is answered.
    pub replied_account_id: Option<&'a str>,
    /// Post that is quoted.
    pub quoted_post_id: Option<&'a str>,
    /// Hashtags in order.
    pub hashtags: &'a [String],
    /// Links in order.
    pub urls: &'a [String],
    /// Mentioned accounts in order.
    pub mentions: &'a [String],
    /// Program it was sent with.
    pub client: Option<&'a str>,
    /// What was posted, where it has a row for each of its objects.
    pub content_id: Option<&'a str>,
    /// Links to the letter.
    pub urls_verbatim: &'a [String],
    /// Line or row of the source's file, 1-based; 0 where there is none. Not part of the row's identity.
    pub line: u32,
}

/// Version of the rules by which columns are derived. Raised when they may give other values.
const DERIVATION: u32 = 1;

/// Which columns a source has, and which of them are kept in memory. All of them enter the digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostShape {
    /// Whether the source has post ids.
    pub ids: bool,
    /// Columns that the source has, ascending.
    pub present: Vec<Column>,
    /// Columns that are derived from others, ascending. They follow from the row, so its digest leaves them out; the table's digest names
    /// them with the version of the rule.
    pub derived: Vec<Column>,
    /// Columns to keep, ascending; others are digested and dropped.
    pub keep: Vec<Column>,
}

impl PostShape {
    fn has(&self, column: Column) -> bool {
        self.present.contains(&column) || self.derived.contains(&column)
    }

    /// Whether a column is there and wanted in memory.
    pub(crate) fn keeps(&self, column: Column) -> bool {
        self.has(column) && self.keep.contains(&column)
    }

    /// Names of the columns in the order in which a row is encoded.
    pub(crate) fn encoded(&self) -> Vec<String> {
        let mut names = if self.ids { vec!["post_id".to_owned()] } else { Vec::new() };
        names.extend(["account_id", "time"].map(str::to_owned));
        names.extend(self.present.iter().map(|column| column.name().to_owned()));
        names.extend(self.derived.iter().map(|column| format!("{} derived v{DERIVATION}", column.name())));
        names
    }

    /// Columns that posts of this shape have, from the source or derived, ascending.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = self.present.iter().chain(&self.derived).copied().collect();
        columns.sort_unstable();
        columns
    }
}

/// Some of the posts of one input, in the order of pushing.
#[derive(Debug)]
pub struct PostPart {
    shape: PostShape,
    encoder: RowEncoder,
    pub(crate) digest: Vec<Digest>,
    pub(crate) line: Vec<u32>,
    pub(crate) id: Texts,
    pub(crate) account: CodedPart,
    pub(crate) time: Vec<i64>,
    pub(crate) kind: Option<Vec<Kind>>,
    pub(crate) text: Option<Texts>,
    pub(crate) retweeted_time: Option<Vec<i64>>,
    pub(crate) coded: [Option<CodedPart>; CODED.len()],
    pub(crate) lists: [Option<ListsPart>; LISTS.len()],
}

/// The columns stored as ranks of a dictionary, in the order of [`PostPart::coded`].
pub(crate) const CODED: [Column; 8] = [
    Column::Language,
    Column::RetweetedPost,
    Column::RetweetedAccount,
    Column::RepliedPost,
    Column::RepliedAccount,
    Column::QuotedPost,
    Column::Client,
    Column::Content,
];

/// The columns stored as lists of ranks, in the order of [`PostPart::lists`].
pub(crate) const LISTS: [Column; 4] = [Column::Hashtags, Column::Urls, Column::Mentions, Column::UrlsVerbatim];

impl PostPart {
    /// An empty part.
    #[must_use]
    pub fn new(shape: &PostShape) -> Self {
        Self {
            encoder: RowEncoder::new(),
            digest: Vec::new(),
            line: Vec::new(),
            id: Texts::default(),
            account: CodedPart::default(),
            time: Vec::new(),
            kind: shape.keeps(Column::Kind).then(Vec::new),
            text: shape.keeps(Column::Text).then(Texts::default),
            retweeted_time: shape.keeps(Column::RetweetedTime).then(Vec::new),
            coded: CODED.map(|column| shape.keeps(column).then(CodedPart::default)),
            lists: LISTS.map(|column| shape.keeps(column).then(ListsPart::default)),
            shape: shape.clone(),
        }
    }

    /// Whether the source gave the ids; else they are derived.
    pub(crate) fn has_ids(&self) -> bool {
        self.shape.ids
    }

    /// Number of posts pushed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// True when no post was pushed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Append one post. Values of columns that the shape does not have are ignored.
    pub fn push(&mut self, row: &PostRow<'_>) {
        let digest = self.encode(row);
        self.digest.push(digest);
        if self.shape.ids {
            self.id.push(row.post_id.unwrap_or_default());
            if row.line > 0 {
                self.line.push(row.line);
            }
        }
        self.account.push(Some(row.account_id));
        self.time.push(row.time);
        if let Some(kinds) = &mut self.kind {
            kinds.push(row.kind.unwrap_or(Kind::Original));
        }
        if let Some(texts) = &mut self.text {
            texts.push(row.text.unwrap_or_default());
        }
        if let Some(times) = &mut self.retweeted_time {
            times.push(row.retweeted_time.unwrap_or(Posts::NO_TIME));
        }
        for (column, part) in CODED.iter().zip(&mut self.coded) {
            if let Some(part) = part {
                part.push(text_of(row, *column));
            }
        }
        for (column, part) in LISTS.iter().zip(&mut self.lists) {
            if let Some(part) = part {
                part.push(list_of(row, *column));
            }
        }
    }

    fn encode(&mut self, row: &PostRow<'_>) -> Digest {
        let encoder = &mut self.encoder;
        if self.shape.ids {
            encoder.text(row.post_id);
        }
        encoder.text(Some(row.account_id));
        encoder.time(Some(row.time));
        for column in &self.shape.present {
            match column {
                Column::Kind => encoder.text(row.kind.map(Kind::name)),
                Column::RetweetedTime => encoder.time(row.retweeted_time),
                Column::Hashtags | Column::Urls | Column::Mentions | Column::UrlsVerbatim => encoder.list(list_of(row, *column)),
                text => encoder.text(text_of(row, *text)),
            }
        }
        encoder.finish()
    }
}

fn text_of<'a>(row: &PostRow<'a>, column: Column) -> Option<&'a str> {
    match column {
        Column::Text => row.text,
        Column::Language => row.language,
        Column::RetweetedPost => row.retweeted_post_id,
        Column::RetweetedAccount => row.retweeted_account_id,
        Column::RepliedPost => row.replied_post_id,
        Column::RepliedAccount => row.replied_account_id,
        Column::QuotedPost => row.quoted_post_id,
        Column::Client => row.client,
        Column::Content => row.content_id,
        Column::Kind | Column::RetweetedTime | Column::Hashtags | Column::Urls | Column::Mentions | Column::UrlsVerbatim => None,
    }
}

fn list_of<'a>(row: &PostRow<'a>, column: Column) -> &'a [String] {
    match column {
        Column::Hashtags => row.hashtags,
        Column::Urls => row.urls,
        Column::Mentions => row.mentions,
        Column::UrlsVerbatim => row.urls_verbatim,
        _ => &[],
    }
}
